/* SPDX-License-Identifier: MIT
 * The constants of text analysis that were fitted on labelled texts and that no document sets.
 *
 * They stand here, below lib/analysis, because the digest of every metric that reads text covers
 * them: whoever changes one gets other digests. docs/analysis.md explains every number. */
#ifndef KEFU_LIB_LEXICON_CONSTANTS_H
#define KEFU_LIB_LEXICON_CONSTANTS_H

#include <stdint.h>

/* How much two kinds of evidence count for in a text of at most so many clauses. */
struct analysis_weighing {
    double clauses_max;
    double learned;         /* factor on learned evidence beside hand-written words … */
    double learned_shifted; /* … where grammar shifts one of them: negation, irrealis, contrast */
    double learned_alone;   /* … without any */
    double hand;            /* factor on hand-written evidence */
};

/* No padding: the digest hashes its bytes. */
struct analysis_constants {
    /* Contrast: the bounds of the product of several. */
    double contrast_min, contrast_max;

    /* Hand-written words. */
    double ambiguous;      /* factor on a word that may be meant otherwise */
    double doubtful;       /* strength of the ids of such a word */
    double repetition_min; /* repeated words count no less than this */

    /* The sum. */
    double bias_half; /* so many learned keywords let half of the model's bias count */
    struct analysis_weighing weighings[4];
    double review_share;              /* a text of this share of one pack's topic is a review */
    double asked_learned, asked_hand; /* a short question or wish that judges nothing */
    double contrast_learned, contrast_hand;     /* two clauses, cut by a contrast word alone */
    double contrasted_learned, contrasted_hand; /* contrasted_clauses, one with a contrast word */
    double message_hand;   /* factor on hand-written evidence in a message that judges */
    double message_praise; /* factor on praise in a message that complains, too */
    double message_denied; /* factor on what a message says by denying a bad word */
    double challenge;      /* logits that a rhetorical challenge brings: part of the bias */
    double share_min;      /* packs of a smaller share are left out */

    /* Which opinions count as judging. */
    double real_min;         /* irrealis factor from which an opinion is asserted */
    double courtesy_max;     /* a good word of a smaller value is courtesy */
    double bad_question_max; /* a bad word in a question judges up to this value */

    /* The label. */
    double neutral_max;       /* |polarity| below it is neutral … */
    double neutral_alone_max; /* … and where no hand-written word judges */
    double message_side_min;  /* … and of a message, below this, whatever judges */
    double message_asked_bad, message_asked_good; /* … where a message asks: to each side */
    double mixed_min;                             /* sum of each side's hand-written values */
    double mixed_ratio;                           /* weaker side to stronger side … */
    double mixed_contrast;                        /* … where a contrast says which side counts */
    double mixed_polarity; /* |polarity| from which one side has won anyway */

    /* Ids. */
    double aspect_named, aspect_judged; /* strengths: only named, or judged beside it */
    double negated_id;                  /* strength of a denied id: 不投诉 */
    double hint_min;                    /* strength of a doubtful accusation that is shown */
    double certainty_min;               /* an id of less gives hints only */
    double repeated_share;              /* what is said again is at least this share of the text */
    double whole_share;                 /* the same for a doubtful accusation */
    double dominant_share; /* a doubtful word of this share of the text is what the text says */

    /* Distances in characters. */
    uint32_t degree_reach;   /* between a degree word and what it grades */
    uint32_t compared_reach; /* how much further 没有 … 那么 reaches than 没有 */
    uint32_t unbarred_scope; /* a negator of this scope denies a whole reason: 没有因为…就… */
    uint32_t irrealis_tail;      /* a marker with no more than this behind it looks back */
    uint32_t denial_reach;       /* between a negator and the fault that it denies */
    uint32_t denial_bytes_min;   /* a shorter negator may only state a condition */
    uint32_t graded_bytes_min;   /* what stands before a graded word that ends its clause */
    uint32_t repeated_bytes_min; /* of a clause that is said again; three times that in all */
    uint32_t after_penalty;      /* bytes: what stands before a mention counts as further away */

    /* Counts. */
    uint32_t reach_max;        /* mentions, clauses or bytes looked through around one */
    uint32_t cover_reach;      /* mentions looked through for a longer one, or a negator */
    uint32_t repeated_clauses; /* the first ones, which are looked through for the same words */
    uint32_t exclamations_max;
    uint32_t review_keywords; /* fewer learned keywords tell no industry */
    uint32_t asked_clauses_max, stated_clauses_max;
    uint32_t contrasted_clauses;
    uint32_t challenge_bytes_min, challenge_bytes_max;
    uint32_t terse_clauses_max; /* learned words inside neutral phrases do not count */
    uint32_t ids_max;           /* listed of a text of one clause … */
    uint32_t ids_more;          /* … and more for every further clause */
};

static const struct analysis_constants constants = {
    .contrast_min = 0.3,
    .contrast_max = 1.5,
    .ambiguous = 0.5,
    .doubtful = 0.35,
    .repetition_min = 0.1,
    .bias_half = 5,
    .weighings = {{2, 0.36, 0.16, 0.9, 2.2},
                  {3, 0.85, 0.75, 0.95, 0.9},
                  {6, 0.86, 0.86, 0.95, 0.95},
                  {1e9, 0.9, 0.9, 1.0, 0.8}},
    .review_share = 0.85,
    .asked_learned = 0.05,
    .asked_hand = 1.2,
    .contrast_learned = 0.35,
    .contrast_hand = 1.8,
    .contrasted_learned = 0.75,
    .contrasted_hand = 1.2,
    .message_hand = 2.8,
    .message_praise = 0.3,
    .message_denied = 0.5,
    .challenge = -0.9,
    .share_min = 0.01,
    .real_min = 0.7,
    .courtesy_max = 0.12,
    .bad_question_max = -0.3,
    .neutral_max = 0.06,
    .neutral_alone_max = 0.33,
    .message_side_min = 0.5,
    .message_asked_bad = 0.62,
    .message_asked_good = 0.72,
    .mixed_min = 0.3,
    .mixed_ratio = 0.7,
    .mixed_contrast = 0.95,
    .mixed_polarity = 0.9,
    .aspect_named = 0.6,
    .aspect_judged = 0.9,
    .hint_min = 0.3,
    .certainty_min = 0.7,
    .negated_id = 0,
    .repeated_share = 0.6,
    .whole_share = 0.8,
    .dominant_share = 0.35,
    .degree_reach = 2,
    .compared_reach = 6,
    .unbarred_scope = 10,
    .irrealis_tail = 2,
    .denial_reach = 6,
    .denial_bytes_min = 6,
    .graded_bytes_min = 6,
    .repeated_bytes_min = 9,
    .after_penalty = 13,
    .reach_max = 64,
    .cover_reach = 16,
    .repeated_clauses = 32,
    .exclamations_max = 3,
    .review_keywords = 10,
    .asked_clauses_max = 3,
    .stated_clauses_max = 2,
    .contrasted_clauses = 3,
    .challenge_bytes_min = 24,
    .challenge_bytes_max = 180,
    .terse_clauses_max = 2,
    .ids_max = 5,
    .ids_more = 2,
};

/* A number that changes with any bit of the constants. */
uint64_t kefu__analysis_version(const struct analysis_constants *of);

#endif
