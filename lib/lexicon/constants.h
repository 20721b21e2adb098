/* SPDX-License-Identifier: MIT
 * The constants of text analysis that were fitted on labelled texts and that no document sets.
 *
 * They stand here, below lib/analysis, because the digest of every metric that reads text covers
 * them: whoever changes one gets other digests. docs/analysis.md explains every number. */
#ifndef KEFU_LIB_LEXICON_CONSTANTS_H
#define KEFU_LIB_LEXICON_CONSTANTS_H

#include <stdint.h>

/* Factors on the evidence of the learned model and of hand-written words, for texts of at most
 * `clauses_max` clauses. */
struct analysis_weighing {
    double clauses_max;
    /* factor on the evidence of the learned model in a text that also has hand-written words */
    double learned;
    /* factor on learned evidence if grammar changes a hand-written word: negation, irrealis,
     * contrast */
    double learned_shifted;
    /* factor on learned evidence in a text in which no hand-written lexicon entry matches */
    double learned_alone;
    double hand; /* factor on the evidence of hand-written words */
};

/* The number of signals from which a customer's satisfaction with a dialogue is estimated;
 * lib/conversation/signals.h lists them. */
enum { DIALOGUE_SIGNALS = 12 };

/* The tuned constants of the analysis, hashed by their bytes into digests, so the struct must have
 * no padding. A pair of members …_learned and …_hand are factors on learned and on hand-written
 * evidence in the kind of text that the comment names. */
struct analysis_constants {
    /* Lower and upper limit of the product of several contrast factors. */
    double contrast_min, contrast_max;

    /* Constants of hand-written words, the entries of the lexicon. */
    /* factor on the polarity of an ambiguous word, which may have another meaning in the text */
    double ambiguous;
    /* strength with which an ambiguous word states its ids (emotions, aspects, …) */
    double doubtful;
    /* the strength of an id that counts only in a text which consists of nothing but the words that
     * state the id; less than hint_min */
    double whole_only;
    /* the strength of an id whose words accuse nobody, but make the text one of set phrases
     * together with words that do; less than whole_only */
    double filling_only;
    /* lower limit of the factor on a word that occurs repeatedly in the text */
    double repetition_min;

    /* Constants of the sentiment score, the sum of learned and hand-written evidence. */
    /* number of learned keywords in a text for which half of the learned model's bias counts */
    double bias_half;
    struct analysis_weighing weighings[4];
    /* a text is treated as a review if the topics of one industry (topic pack) make up at least
     * this share of its topics */
    double review_share;
    /* factors on learned and on hand-written evidence in a short question or wish without an
     * evaluating word */
    double asked_learned, asked_hand;
    /* factors on learned and on hand-written evidence in a text of two clauses with a contrast word
     * between them */
    double contrast_learned, contrast_hand;
    /* factors on learned and on hand-written evidence in a text of exactly contrasted_clauses
     * clauses, one of which has a contrast word: 但, 不过 */
    double contrasted_learned, contrasted_hand;
    /* factor on all hand-written evidence in a message that has an evaluating word */
    double message_hand;
    /* factor on positive words in a message that also contains a complaint */
    double message_praise;
    /* factor on the negation of a negative word in a message: 没坏 is weak praise */
    double message_denied;
    /* what a rhetorical challenge (五星级酒店就这水平？) adds to the bias, in logits */
    double challenge;
    /* topic packs (industries) whose topics make up a smaller share of a text's topics are ignored
     */
    double share_min;

    /* Limits that decide whether an opinion counts as an evaluation. */
    /* an opinion counts as asserted if the factor of its irrealis mood (question, wish, …) is at
     * least this */
    double real_min;
    /* a positive word of at most this value is a courtesy, not an evaluation */
    double courtesy_max;
    /* a negative word in a question is an evaluation if its value is at most this (a negative
     * number) */
    double bad_question_max;

    /* Limits for the label of a text: positive, negative, neutral or mixed. */
    double neutral_max; /* a text is neutral if its |polarity| is below this */
    /* a text in which no lexicon entry with a polarity occurs is neutral if its |polarity| is below
     * this */
    double neutral_alone_max;
    /* a message is neutral if its |polarity| is below this, whatever words it has */
    double message_side_min;
    /* a message that asks something is neutral if its |polarity| is below this: below
     * message_asked_bad for a negative polarity, below message_asked_good for a positive one */
    double message_asked_bad, message_asked_good;
    /* a text is mixed only if the positive and the negative values of hand-written words each sum
     * to at least this */
    double mixed_min;
    /* a text is mixed only if the smaller of the two sums is at least this share of the larger one
     */
    double mixed_ratio;
    /* mixed_ratio of a text in which a contrast word says which of the two sides counts */
    double mixed_contrast;
    double mixed_polarity; /* a text with at least this |polarity| is not mixed */

    /* Constants of the ids (emotions, aspects, faults, …) that words of a text state. */
    /* strength of an aspect that is only named, and of an aspect that is evaluated */
    double aspect_named, aspect_judged;
    double negated_id; /* strength of an id whose word is in the scope of a negator: 不投诉 */
    /* lowest strength of an accusation (fault of an agent) that is listed as a hint for reviewers
     */
    double hint_min;
    /* a fault whose id has a lower measured precision is listed as a hint only */
    double certainty_min;
    /* lowest probability of an accusation by the learned model that counts: of the fault of
     * repetition, and of the others */
    double formula_min, accusation_min;
    /* highest probability of a fault at which the learned model clears a sentence: what words say
     * against it is only a hint then */
    double innocent_max;
    /* clauses that are repeated count as repetition only if they make up this share of the text's
     * bytes */
    double repeated_share;
    /* words that are doubtful evidence of a fault count fully if they make up at least this share
     * of the text's bytes */
    double whole_share;
    /* a text consists of set phrases only if at most this share of its letters is something else */
    double set_phrase_rest;
    /* an ambiguous word counts fully if it makes up at least this share of the text's bytes */
    double dominant_share;

    /* Constants of the estimate of a customer's satisfaction with a dialogue. */
    /* share of the learned model's estimate in the result, in dialogues similar to those that it
     * was trained on and in others; the signals make up the rest */
    double learned_familiar, learned_foreign;
    /* a dialogue is reported as out of domain if its familiarity (similarity to the training
     * dialogues, 0 … 1) is below this */
    double familiar_min;
    /* share of estimates that differ by at most 0.5 from people's ratings, in dialogues similar to
     * those that the model was trained on and in others */
    double confidence_familiar, confidence_foreign;
    /* largest number of turns in which one signal is counted */
    double turns_max;
    double signals_bias;
    /* for each signal: what each turn with this signal adds to the estimate */
    double signals[DIALOGUE_SIGNALS];

    /* Constants that are distances in a text, in characters unless the name says bytes. */
    /* largest number of characters between a degree word and the word that it modifies */
    uint32_t degree_reach;
    /* number of characters added to the scope of a negator in a comparison: 没有 … 那么 */
    uint32_t compared_reach;
    /* a negator whose scope is at least this is not ended by barrier characters, so that it negates
     * a whole reason: 没有因为 … 就 … */
    uint32_t unbarred_scope;
    /* an irrealis word (吗, 就好了) followed by at most this many characters in its clause refers
     * to what precedes it */
    uint32_t irrealis_tail;
    /* largest number of characters between a negator and the fault that it negates */
    uint32_t denial_reach;
    /* a negator of fewer bytes may only state a condition, so it does not negate a fault */
    uint32_t denial_bytes_min;
    /* a gradable word (好) at the end of a clause counts if at least this many bytes of the clause
     * precede it */
    uint32_t graded_bytes_min;
    /* minimum number of bytes, and of distinct keywords of the learned model, in a sentence that is
     * tested for faults */
    uint32_t accused_bytes_min, accused_words_min;
    /* minimum number of bytes of a clause whose repetition counts; all of its occurrences together
     * must have three times as many */
    uint32_t repeated_bytes_min;
    /* added to the distance of a word that stands before a mention, so that a word behind it counts
     * as nearer */
    uint32_t after_penalty;

    /* Constants that count clauses, mentions, keywords, … of a text, or limit such counts. */
    /* limit on the mentions, clauses or bytes that a search around a mention reads */
    uint32_t reach_max;
    /* maximum number of mentions that are examined in the search for a negator, or for a longer
     * mention that hides a mention */
    uint32_t cover_reach;
    /* number of clauses at the beginning of a text that are compared with each other for repetition
     */
    uint32_t repeated_clauses;
    uint32_t exclamations_max;
    /* minimum number of learned keywords in a text of which the industry can be recognised */
    uint32_t review_keywords;
    uint32_t asked_clauses_max, stated_clauses_max;
    uint32_t contrasted_clauses;
    uint32_t challenge_bytes_min, challenge_bytes_max;
    /* maximum number of clauses of a text in which learned keywords inside neutral phrases do not
     * count */
    uint32_t terse_clauses_max;
    uint32_t ids_max;  /* maximum number of ids that are listed for a text of one clause */
    uint32_t ids_more; /* number by which ids_max grows with each further clause */
};

static const struct analysis_constants constants = {
    .contrast_min = 0.3,
    .contrast_max = 1.5,
    .ambiguous = 0.5,
    .doubtful = 0.35,
    .whole_only = 0.25,
    .filling_only = 0.125,
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
    .formula_min = 0.97,
    .accusation_min = 0.95,
    .innocent_max = 0.1,
    .negated_id = 0,
    .repeated_share = 0.6,
    .whole_share = 0.8,
    .set_phrase_rest = 0.05,
    .dominant_share = 0.35,
    .learned_familiar = 0.6,
    .learned_foreign = 0.2,
    .familiar_min = 0.5,
    .confidence_familiar = 0.87,
    .confidence_foreign = 0.63,
    .turns_max = 3,
    /* signals_bias and signals were fitted by tests/bench/accuracy/fit_signals.py */
    .signals_bias = 0.082,
    .signals = {0.270, 0.484, 0.043, -0.125, -0.071, -0.070, -0.212, -0.097, -0.068, 0.067, 0.233,
                -0.098},
    .degree_reach = 2,
    .compared_reach = 6,
    .unbarred_scope = 10,
    .irrealis_tail = 2,
    .denial_reach = 6,
    .denial_bytes_min = 6,
    .graded_bytes_min = 6,
    .accused_bytes_min = 15,
    .accused_words_min = 5,
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

/* A hash of the constants, which changes with any bit of them. */
uint64_t kefu__analysis_version(const struct analysis_constants *of);

#endif
