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

/* Signals of satisfaction, see lib/conversation/signals.h. */
enum { DIALOGUE_SIGNALS = 12 };

/* Has no padding, because the digest hashes its bytes. Pairs named …_learned and …_hand are factors
 * on learned and on hand-written evidence in the texts that the comment names. */
struct analysis_constants {
    /* Bounds of the product of several contrast factors. */
    double contrast_min, contrast_max;

    /* Hand-written words. */
    double ambiguous;      /* factor on a word that may be meant otherwise */
    double doubtful;       /* strength of the ids of such a word */
    double repetition_min; /* the least factor on words that are repeated */

    /* The sum. */
    double bias_half; /* number of learned keywords at which half of the model's bias counts */
    struct analysis_weighing weighings[4];
    double review_share; /* a text with at least this share of one pack's topic is a review */
    double asked_learned, asked_hand;       /* short questions and wishes without a judgement */
    double contrast_learned, contrast_hand; /* two clauses that only a contrast word separates */
    double contrasted_learned,
        contrasted_hand;   /* contrasted_clauses clauses, one of them with a contrast word */
    double message_hand;   /* factor on hand-written evidence in a message that judges */
    double message_praise; /* factor on praise in a message that complains, too */
    double message_denied; /* factor on what a message says by denying a bad word */
    double challenge;      /* logits that a rhetorical challenge adds to the bias */
    double share_min;      /* packs with a smaller share of the topics are left out */

    /* Which opinions count as judging. */
    double real_min;         /* an opinion counts as asserted from this irrealis factor on */
    double courtesy_max;     /* a positive word of at most this value is courtesy, no judgement */
    double bad_question_max; /* a negative word in a question judges if its value is at most this */

    /* The label. */
    double neutral_max;       /* a text of smaller |polarity| is neutral … */
    double neutral_alone_max; /* … this holds where no hand-written word judges */
    double message_side_min;  /* … this for messages, whatever judges in them */
    double message_asked_bad,
        message_asked_good; /* … these for messages that ask: by the sign of the polarity */
    double mixed_min;       /* mixed: the values of hand-written words of each sign sum to this */
    double mixed_ratio; /* … and the smaller sum is at least this share of the larger one … */
    double mixed_contrast; /* … or this share, where a contrast says which side counts */
    double mixed_polarity; /* from this |polarity| on a text is not mixed */

    /* Ids. */
    double aspect_named,
        aspect_judged;     /* strength of an aspect that is only named, and of one that is judged */
    double negated_id;     /* strength of a denied id: 不投诉 */
    double hint_min;       /* a doubtful accusation is listed as a hint from this strength on */
    double certainty_min;  /* an id of lower measured precision is listed as a hint only */
    double repeated_share; /* what is said again is at least this share of the text */
    double whole_share;    /* the same for a doubtful accusation */
    double dominant_share; /* an ambiguous word with this share of the text's length is meant */

    /* The estimate of a dialogue's satisfaction. */
    double learned_familiar,
        learned_foreign; /* the learned estimate's share in dialogues like those
                            learned from, and in others; signals have the rest
                          */
    double familiar_min; /* less familiar dialogues are called out of domain */
    double confidence_familiar, confidence_foreign; /* how often an estimate is at most 0.5 from
                                                       people's ratings: in dialogues like those
                                                       learned from, and in others */
    double turns_max;                               /* a signal counts in so many turns */
    double signals_bias;
    double signals[DIALOGUE_SIGNALS]; /* what one turn of a signal adds */

    /* Distances in characters. */
    uint32_t degree_reach;   /* at most between a degree word and what it grades */
    uint32_t compared_reach; /* added to a negator's scope in comparisons: 没有 … 那么 */
    uint32_t unbarred_scope; /* a negator of this scope denies a whole reason: 没有因为…就… */
    uint32_t
        irrealis_tail; /* an irrealis word with at most this behind it refers to what precedes */
    uint32_t denial_reach;       /* at most between a negator and the fault that it denies */
    uint32_t denial_bytes_min;   /* a shorter negator may only state a condition */
    uint32_t graded_bytes_min;   /* at least before a graded word that ends its clause */
    uint32_t repeated_bytes_min; /* of a clause that is said again; three times that in all */
    uint32_t after_penalty; /* bytes that are added to the distance of what precedes a mention */

    /* Counts. */
    uint32_t reach_max;        /* mentions, clauses or bytes that are searched around a mention */
    uint32_t cover_reach;      /* mentions that are searched for a longer one, or a negator */
    uint32_t repeated_clauses; /* number of leading clauses that are compared for repeated words */
    uint32_t exclamations_max;
    uint32_t review_keywords; /* with fewer learned keywords no industry is recognised */
    uint32_t asked_clauses_max, stated_clauses_max;
    uint32_t contrasted_clauses;
    uint32_t challenge_bytes_min, challenge_bytes_max;
    uint32_t terse_clauses_max; /* up to here learned words inside neutral phrases do not count */
    uint32_t ids_max;           /* ids that are listed for a text of one clause … */
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
    .learned_familiar = 0.6,
    .learned_foreign = 0.2,
    .familiar_min = 0.5,
    .confidence_familiar = 0.87,
    .confidence_foreign = 0.63,
    .turns_max = 3,
    .signals_bias = 0.082, /* this and the next by tests/bench/accuracy/fit_signals.py */
    .signals = {0.270, 0.484, 0.043, -0.125, -0.071, -0.070, -0.212, -0.097, -0.068, 0.067, 0.233,
                -0.098},
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
