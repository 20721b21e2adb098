/* SPDX-License-Identifier: MIT
 * The score of a text, the sum of the contributions of all its hits, and its label. */
#include "analysis/analysis.h"
#include "stats/logistic.h"

#include <math.h>
#include <string.h>

/* The formula (docs/analysis.md, "One sum"):
 *
 *     score = logit(prior) + trust · (β · bias + Σ learned) + gain / √n · Σ hand
 *
 * "learned" are the weights of the learned model's keywords in the text, "hand" the values of its
 * n hand-written words with a polarity. trust and gain are factors that depend on the length of
 * the text: the model was trained on reviews and is reliable for texts of several clauses; for one
 * or two clauses hand-written words are more reliable, above all where grammar reverses a word.
 * β = m / (m + constants.bias_half) for m distinct learned keywords in the text: where the model
 * knows no keyword, its bias is no evidence. The constants were fitted on development texts: the
 * sign of the score for the best accuracy, its magnitude so that the score is a calibrated logit.
 */

enum { ONE_CHARACTER = 3 /* size of a Han character in UTF-8, in bytes */ };

/* ---- trust ---- */

/* Does a character of the set occur in the text? With this a rhetorical challenge is recognised
 * (五星级酒店就这水平？): a text that ends with a question mark, has no interrogative character
 * (能到吗？ has one), and addresses somebody or denies something. */
static bool holds(const char *text, size_t size, const struct character_set *set) {
    for (size_t at = 0; at + CHARACTER_BYTES <= size; at++)
        if (kefu__set_has(set, text + at))
            return true;
    return false;
}

static bool challenges(const struct input *input, const struct sorted_matches *sorted,
                       const struct polar_evidence *evidence) {
    const struct character_set *sets = input->lexicon->grammar.characters;
    const struct delimiter *delimiters = sorted->delimiters.items;
    const size_t size = input->size;
    if (evidence->polars.count > 0 || size < constants.challenge_bytes_min ||
        size > constants.challenge_bytes_max || sorted->delimiters.count == 0 ||
        delimiters[sorted->delimiters.count - 1].boundary != BOUNDARY_QUESTION)
        return false;
    return !holds(input->text, size, &sets[CHARACTERS_QUESTION]) &&
           holds(input->text, size, &sets[CHARACTERS_CHALLENGE]);
}

/* The factors on learned and on hand-written evidence in one text. */
struct weight {
    double trust, gain;
    /* some hand-written word states an evaluation, rather than a question or a wish */
    bool evaluates;
    bool asks; /* the text is a message that asks, requests, wishes or supposes */
};

/* Is a text of one or two clauses clearly a review? It is if the caller names a topic pack (an
 * industry), or if nearly all of its topics are those of one industry. */
static bool is_review(const struct sorted_matches *sorted, const struct learned_evidence *learned,
                      const struct polar_evidence *evidence) {
    if (learned->pack_named)
        return true;
    return learned->factors.share >= constants.review_share &&
           sorted->features.count >= constants.review_keywords && !evidence->sum.shifted;
}

/* Does a neutral phrase contain mention `at`, a question or request word, so that the word must not
 * count? The 请 in 申请 must not. A question particle at the end of its clause always counts: 吗 in
 * 能刷卡吗. */
static bool is_blocked(const struct input *input, const struct mention_lists *mentioned,
                       const struct segmentation *segments, size_t at) {
    const struct mention *mentions = mentioned->mentions.items;
    const struct clause *clauses = segments->clauses.items;
    size_t i;
    if (input->lexicon->words[mentions[at].value].kind == IRREALIS_QUESTION &&
        mentions[at].end == clauses[mentions[at].clause].end)
        return false;
    i = at > constants.reach_max ? at - constants.reach_max : 0;
    for (; i < mentioned->mentions.count && mentions[i].start <= mentions[at].start; i++)
        if (mentions[i].sense == SENSE_BLOCKER && mentions[i].end >= mentions[at].end)
            return true;
    return false;
}

/* Does a word of irrealis mood make its text one that asks, requests or wishes rather than
 * evaluates? A statement of fact does, too, but only in a short text of which the caller has not
 * said that it is a review, and some only at the start of their clause: 我办了, not 给我办了. A
 * request does not if it is reported as done by somebody else. */
static bool counts_as_asking(const struct input *input, const struct segmentation *segments,
                             const struct learned_evidence *learned,
                             const struct mention *mention) {
    const struct lexicon_word *word = &input->lexicon->words[mention->value];
    const struct clause *clause = (const struct clause *)segments->clauses.items + mention->clause;
    if (word->kind == IRREALIS_STATEMENT)
        return segments->clauses.count <= constants.stated_clauses_max && !learned->pack_named &&
               (mention->start == clause->start || !word->at_start);
    return !kefu__request_is_reported(input, segments, mention);
}

/* Is the clause a rhetorical question, which is an assertion? 这难道不是五星好评吗 */
static bool is_rhetorical(const struct clause *clause) {
    return clause->rhetorical != UINT32_MAX;
}

/* Does the text have a question mark, or a word that asks, requests, wishes, supposes or states a
 * fact rather than evaluates? Such a word also counts inside a longer word (能不能快点), unless it
 * is a single character of a neutral phrase. Rhetorical questions in messages do not count. */
static bool asks(const struct input *input, const struct sorted_matches *sorted,
                 const struct mention_lists *mentioned, const struct segmentation *segments,
                 const struct learned_evidence *learned) {
    const struct mention *mentions = mentioned->mentions.items;
    const struct clause *clauses = segments->clauses.items;
    const struct delimiter *delimiters = sorted->delimiters.items;
    const uint32_t *numbers = segments->delimiter_clauses.items;
    for (size_t i = 0; i < sorted->delimiters.count; i++)
        if (delimiters[i].boundary == BOUNDARY_QUESTION &&
            !(input->is_message && is_rhetorical(&clauses[numbers[i]])))
            return true;
    for (size_t i = 0; i < mentioned->mentions.count; i++)
        if (mentions[i].sense == SENSE_IRREALIS &&
            !(input->is_message && is_rhetorical(&clauses[mentions[i].clause])) &&
            counts_as_asking(input, segments, learned, &mentions[i]) &&
            !(mentions[i].hidden && mentions[i].end - mentions[i].start <= ONE_CHARACTER &&
              is_blocked(input, mentioned, segments, i)))
            return true;
    return false;
}

/* Does the text contain a question mark or a question word (吗, 怎么)? */
static bool questions(const struct input *input, const struct sorted_matches *sorted,
                      const struct mention_lists *mentioned) {
    const struct mention *mentions = mentioned->mentions.items;
    const struct delimiter *delimiters = sorted->delimiters.items;
    for (size_t i = 0; i < sorted->delimiters.count; i++)
        if (delimiters[i].boundary == BOUNDARY_QUESTION)
            return true;
    for (size_t i = 0; i < mentioned->mentions.count; i++)
        if (mentions[i].sense == SENSE_IRREALIS &&
            input->lexicon->words[mentions[i].value].kind == IRREALIS_QUESTION)
            return true;
    return false;
}

/* Is a word with a polarity a direct evaluation? Not if it is a courtesy (好的谢谢), or in irrealis
 * mood: a question, wish or supposition. */
static bool is_plain(const struct polar *polar) {
    return (polar->irrealis >= constants.real_min) &
           ((polar->value < 0) | (polar->value >= constants.courtesy_max));
}

/* Does a word with a polarity evaluate although it is in irrealis mood? A negative word does in a
 * wish (别再骗人), in a supposition unless something is asked (如果是假货我会报警), and in a
 * question if it is very negative (客服是摆设吗, but not 会掉色吗). */
static bool is_real(const struct input *input, const struct sorted_matches *sorted,
                    const struct mention_lists *mentioned, const struct polar *polar) {
    if (polar->value >= 0 || polar->unreal == IRREALIS_REQUEST)
        return false;
    if (polar->unreal == IRREALIS_QUESTION)
        return polar->value <= constants.bad_question_max;
    return polar->unreal == IRREALIS_WISH || !questions(input, sorted, mentioned);
}

void kefu__sentiment_add(const struct input *input, const struct sorted_matches *sorted,
                         const struct mention_lists *mentioned, struct polar_evidence *evidence,
                         const struct polar *polar, bool contrasted) {
    struct polarity_sum *sum = &evidence->sum;
    const double value = polar->value, size = fabs(value);
    sum->hand += value;
    sum->good += (size + value) / 2; /* max(value, 0), exactly and without a branch */
    sum->bad += (size - value) / 2;
    sum->shifted |= polar->shifted;
    sum->contrasted |= contrasted;
    sum->evaluates |= is_plain(polar);
    if (!sum->evaluates)
        sum->evaluates = is_real(input, sorted, mentioned, polar);
}

/* The number of clauses by which constants.weighings are chosen. In a short text clauses that only
 * a contrast word separates count as one: 界面漂亮，功能却一团糟 has two. */
static size_t count_clauses(const struct segmentation *segments) {
    const size_t count = segments->clauses.count - segments->touching;
    return (double)count <= constants.weighings[0].clauses_max ? count : segments->clauses.count;
}

/* Does a contrast word apply a factor to some clause? */
static bool is_contrasted(const struct segmentation *segments) {
    const struct clause *clauses = segments->clauses.items;
    for (size_t i = 0; i < segments->clauses.count; i++)
        if (clauses[i].contrast != UINT32_MAX)
            return true;
    return false;
}

static struct weight weigh(const struct input *input, const struct sorted_matches *sorted,
                           const struct mention_lists *mentioned,
                           const struct segmentation *segments,
                           const struct learned_evidence *learned,
                           const struct polar_evidence *evidence) {
    const size_t clauses = count_clauses(segments);
    const bool evaluates = evidence->sum.evaluates;
    const struct analysis_weighing *row = constants.weighings;
    struct weight weight = {constants.asked_learned, constants.asked_hand, evaluates, false};
    if (clauses <= constants.asked_clauses_max && !evaluates &&
        asks(input, sorted, mentioned, segments, learned))
        return weight;
    weight.asks = input->is_message && asks(input, sorted, mentioned, segments, learned);
    while ((double)clauses > row->clauses_max)
        row++;
    if (row == constants.weighings && is_review(sorted, learned, evidence))
        row++;
    weight.gain = !evaluates          ? constants.asked_hand
                  : input->is_message ? constants.message_hand
                                      : row->hand;
    weight.trust = evidence->polars.count == 0 ? row->learned_alone
                   : evidence->sum.shifted     ? row->learned_shifted
                                               : row->learned;
    if (input->is_message)
        return weight;
    if (row == constants.weighings && clauses < segments->clauses.count && evaluates) {
        weight.trust = constants.contrast_learned;
        weight.gain = constants.contrast_hand;
    } else if (clauses == constants.contrasted_clauses && evaluates && !learned->pack_named &&
               is_contrasted(segments)) {
        weight.trust = constants.contrasted_learned;
        weight.gain = constants.contrasted_hand;
    }
    return weight;
}

/* ---- the label ---- */

/* Are the sums of positive and of negative words both large, and the smaller one at least `ratio`
 * times the larger? Contrast factors have made the side that a contrast word (但是) stresses
 * larger. */
static bool is_mixed(const struct polarity_sum *sum, double ratio) {
    const bool is_good = sum->good > sum->bad;
    const double more = is_good ? sum->good : sum->bad;
    const double less = is_good ? sum->bad : sum->good;
    if (sum->contrasted && ratio < constants.mixed_contrast)
        ratio = constants.mixed_contrast;
    return less >= constants.mixed_min && less >= ratio * more;
}

/* The label of a message, most of which are neutral. Another label needs a word that evaluates and
 * a |polarity| above a threshold, which is higher in questions: 少了一个螺丝，能补寄吗 reports the
 * reason of a question, and 现在便宜了，可以补差吗 does not praise. */
static uint32_t label_message(double polarity, bool evaluates, bool asks) {
    const double asked = polarity > 0 ? constants.message_asked_good : constants.message_asked_bad;
    if (!evaluates || fabs(polarity) < (asks ? asked : constants.message_side_min))
        return KEFU_LABEL_NEUTRAL;
    return polarity > 0 ? KEFU_LABEL_POSITIVE : KEFU_LABEL_NEGATIVE;
}

static uint32_t label_review(const struct polar_evidence *evidence, const kefu_sentiment *sentiment,
                             bool evaluates) {
    const double neutral = evaluates ? constants.neutral_max : constants.neutral_alone_max;
    const double polarity = sentiment->polarity;
    if (fabs(polarity) < constants.mixed_polarity &&
        is_mixed(&evidence->sum, constants.mixed_ratio))
        return KEFU_LABEL_MIXED;
    if (sentiment->hits > 0 && fabs(polarity) >= neutral)
        return polarity > 0 ? KEFU_LABEL_POSITIVE : KEFU_LABEL_NEGATIVE;
    return is_mixed(&evidence->sum, 0) ? KEFU_LABEL_MIXED : KEFU_LABEL_NEUTRAL;
}

static void judge(const struct input *input, const struct polar_evidence *evidence,
                  struct kefu_analysis *analysis, const struct weight *weight) {
    const struct scheme_tuning *tuning = &analysis->scheme->tuning;
    kefu_sentiment *sentiment = &analysis->sentiment;
    sentiment->positive_probability = kefu__logistic(sentiment->score);
    /* equals tanh((score − threshold) / 2), in −1 … 1 */
    sentiment->polarity = 2 * kefu__logistic(sentiment->score - tuning->threshold) - 1;
    sentiment->label = input->is_message
                           ? label_message(sentiment->polarity, weight->evaluates, weight->asks)
                           : label_review(evidence, sentiment, weight->evaluates);
    if (sentiment->label == KEFU_LABEL_NEUTRAL || sentiment->label == KEFU_LABEL_MIXED)
        sentiment->confidence = 1 - fabs(sentiment->polarity);
    else
        sentiment->confidence = fabs(sentiment->polarity);
}

/* The part of the score that belongs to no word of the text: the prior of the scheme and the bias
 * of the learned model. */
static double bias_of(const struct sorted_matches *sorted, const struct learned_evidence *learned,
                      const struct kefu_analysis *analysis, double trust) {
    const double m = (double)sorted->features.count;
    double bias = analysis->scheme->tuning.prior;
    if (m > 0)
        bias += trust * m / (m + constants.bias_half) * learned->factors.bias;
    return bias;
}

void kefu__sentiment_sum(const struct input *input, const struct sorted_matches *sorted,
                         const struct mention_lists *mentioned, const struct segmentation *segments,
                         const struct learned_evidence *learned,
                         const struct polar_evidence *evidence, struct evidence_weights *weights,
                         struct kefu_analysis *analysis) {
    const struct weight weight = weigh(input, sorted, mentioned, segments, learned, evidence);
    weights->trust = weight.trust;
    weights->gain = weight.gain;
    /* The more hand-written words, the less each counts; but not in a message, where courtesies
     * beside a complaint must not weaken the complaint. */
    if (!input->is_message)
        weights->gain /= sqrt((double)(evidence->polars.count + !evidence->polars.count));
    analysis->bias = bias_of(sorted, learned, analysis, weight.trust) +
                     (challenges(input, sorted, evidence) ? constants.challenge : 0);
    analysis->sentiment.score = analysis->bias + weight.trust * learned->score +
                                weights->gain * evidence->sum.hand;
    analysis->sentiment.hits = (uint32_t)(sorted->features.count + evidence->polars.count);
    judge(input, evidence, analysis, &weight);
}
