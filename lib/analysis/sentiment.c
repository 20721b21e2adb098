/* SPDX-License-Identifier: MIT
 * The one formula: what all hits bring, added up, and the label that follows. */
#include "analysis/analysis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The formula (docs/analysis.md, "One sum"):
 *
 *     score = logit(prior) + trust · (β · bias + Σ learned) + HAND_GAIN / √n · Σ hand
 *
 * β = m / (m + BIAS_HALF) for m distinct learned keywords: what a model says of a text in which it
 * knows nothing is no evidence. n counts the hand-written hits. */
#define HAND_GAIN   1.4
#define BIAS_HALF   5.0
#define TRUST_FULL  0.95 /* a review of several clauses */
#define TRUST_TERSE 0.3  /* one or two clauses that hand-written words judge */
#define TRUST_BRIEF 0.6  /* three of them */
#define TRUST_MUTE  0.8  /* one or two clauses without any hand-written polar word */
#define TRUST_ASKED 0.15 /* a question or request without one: not a review at all */

#define NEUTRAL_HAND    0.2  /* |polarity| below it is neutral … */
#define NEUTRAL_LEARNED 0.38 /* … and where nothing hand-written was found */
#define MIXED_FROM      0.3  /* each side's hand-written sum, before the gain */
#define MIXED_RATIO     0.6  /* the weaker side against the stronger */

/* Below it a polar word in a question or wish is no judgement. */
#define REAL_FROM 0.5

static double logistic(double logit) {
    return 1 / (1 + exp(-logit));
}

/* ---- trust -------------------------------------------------------------------------------------
 */

/* Is a question mark, a question word or a request in the text? */
static bool asks(const struct kefu_scratch *scratch) {
    const struct mark *marks = scratch->marks.items;
    const struct stop *stops = scratch->stops.items;
    size_t i;
    for (i = 0; i < scratch->stops.count; i++)
        if (stops[i].boundary == BOUNDARY_QUESTION)
            return true;
    for (i = 0; i < scratch->marks.count; i++) {
        if (marks[i].hidden || marks[i].sense != SENSE_IRREALIS)
            continue;
        if (scratch->lexicon->words[marks[i].value].kind >= IRREALIS_QUESTION)
            return true;
    }
    return false;
}

/* How many hand-written words judge, rather than ask or wish. */
static size_t count_real(const struct kefu_scratch *scratch) {
    const struct polar *polars = scratch->polars.items;
    size_t i, count = 0;
    for (i = 0; i < scratch->polars.count; i++)
        count += polars[i].irrealis >= REAL_FROM;
    return count;
}

/* How much learned evidence counts. It was learned from reviews: of several clauses it knows most;
 * a single clause is better judged by what was written by hand, and a question is no review. */
static double trust_of(const struct kefu_scratch *scratch) {
    const size_t clauses = scratch->clauses.count;
    if (scratch->learned.count == 0)
        return 0;
    if (count_real(scratch) == 0 && asks(scratch))
        return TRUST_ASKED;
    if (clauses > 3)
        return TRUST_FULL;
    if (scratch->polars.count == 0)
        return clauses <= 2 ? TRUST_MUTE : TRUST_FULL;
    return clauses <= 2 ? TRUST_TERSE : TRUST_BRIEF;
}

/* ---- hits --------------------------------------------------------------------------------------
 */

static bool add_hand_hits(struct kefu_scratch *scratch) {
    const double gain = HAND_GAIN /
                        sqrt(scratch->polars.count > 0 ? (double)scratch->polars.count : 1);
    const struct polar *polars = scratch->polars.items;
    const struct mark *marks = scratch->marks.items;
    size_t i;
    for (i = 0; i < scratch->polars.count; i++) {
        const struct mark *mark = &marks[polars[i].mark];
        const struct lexicon_entry *entry = &scratch->lexicon->entries[mark->value];
        kefu_hit *hit = kefu__list_add(scratch, &scratch->hits);
        if (!hit)
            return false;
        hit->start = mark->start;
        hit->end = mark->end;
        hit->entry = kefu__handle(scratch->analysis.scheme, mark->value);
        hit->flags = entry->flags & ENTRY_PAIR ? KEFU_HIT_PAIR : 0;
        hit->base = (double)entry->polarity * (entry->flags & ENTRY_AMBIGUOUS ? 0.5 : 1);
        hit->value = gain * polars[i].value;
        hit->factors = (const kefu_factor *)scratch->factors.items + polars[i].factors;
        hit->factor_count = polars[i].factor_count;
    }
    return true;
}

static int by_strength(const void *left, const void *right) {
    const kefu_hit *a = left, *b = right;
    const double x = fabs(a->value), y = fabs(b->value);
    if (x != y)
        return x < y ? 1 : -1;
    return a->start != b->start ? (a->start > b->start) - (a->start < b->start)
                                : (a->end > b->end) - (a->end < b->end);
}

/* Both sides strong and neither much stronger. */
static bool is_mixed(const struct kefu_scratch *scratch) {
    const struct polar *polars = scratch->polars.items;
    double good = 0, bad = 0;
    size_t i;
    for (i = 0; i < scratch->polars.count; i++)
        *(polars[i].value > 0 ? &good : &bad) += fabs(polars[i].value);
    return good >= MIXED_FROM && bad >= MIXED_FROM &&
           fmin(good, bad) >= MIXED_RATIO * fmax(good, bad);
}

static void judge(struct kefu_scratch *scratch) {
    const struct scheme_tuning *tuning = &scratch->analysis.scheme->tuning;
    kefu_sentiment *sentiment = &scratch->analysis.sentiment;
    const double neutral = scratch->polars.count > 0 ? NEUTRAL_HAND : NEUTRAL_LEARNED;
    const double turn = log(tuning->threshold / (1 - tuning->threshold));
    sentiment->positive_probability = logistic(sentiment->score);
    sentiment->polarity = tanh((sentiment->score - turn) / 2);
    if (is_mixed(scratch))
        sentiment->label = KEFU_LABEL_MIXED;
    else if (scratch->hits.count == 0 || fabs(sentiment->polarity) < neutral)
        sentiment->label = KEFU_LABEL_NEUTRAL;
    else
        sentiment->label = sentiment->polarity > 0 ? KEFU_LABEL_POSITIVE : KEFU_LABEL_NEGATIVE;
    if (sentiment->label == KEFU_LABEL_NEUTRAL || sentiment->label == KEFU_LABEL_MIXED)
        sentiment->confidence = 1 - fabs(sentiment->polarity);
    else
        sentiment->confidence = fabs(sentiment->polarity);
}

/* The part of the score that no hit brings. */
static double bias_of(const struct kefu_scratch *scratch, double trust) {
    const double prior = scratch->analysis.scheme->tuning.prior;
    const struct learned_model *model = scratch->lexicon->learned;
    const double m = (double)scratch->learned.count;
    double bias = log(prior / (1 - prior));
    if (model && m > 0)
        bias += trust * m / (m + BIAS_HALF) *
                (model->outputs[0].slope * scratch->learned.bias + model->outputs[0].intercept);
    return bias;
}

bool kefu__sentiment_sum(struct kefu_scratch *scratch) {
    struct kefu_analysis *analysis = &scratch->analysis;
    const double trust = trust_of(scratch);
    kefu_hit *hits;
    size_t i;
    scratch->hits.count = 0;
    if (!kefu__learned_hits(scratch, trust) || !add_hand_hits(scratch))
        return false;
    hits = scratch->hits.items;
    if (scratch->hits.count > 1)
        qsort(hits, scratch->hits.count, sizeof *hits, by_strength);
    analysis->bias = bias_of(scratch, trust);
    analysis->sentiment.score = analysis->bias;
    for (i = 0; i < scratch->hits.count; i++)
        analysis->sentiment.score += hits[i].value;
    analysis->sentiment.hits = (uint32_t)scratch->hits.count;
    analysis->hits = hits;
    analysis->hit_count = scratch->hits.count;
    judge(scratch);
    return true;
}
