/* SPDX-License-Identifier: MIT
 * The one formula: what all hits bring, added up, and the label that follows. */
#include "analysis/analysis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The formula (docs/analysis.md, "One sum"):
 *
 *     score = logit(prior) + trust · (β · bias + Σ learned) + gain / √n · Σ hand
 *
 * β = m / (m + BIAS_HALF) for m distinct learned keywords: what a model says of a text in which it
 * knows nothing is no evidence. n counts the hand-written hits. Trust and gain depend on how long
 * the text is. Learned weights come from reviews: of several clauses they know most, while one or
 * two clauses are better judged by what was written by hand, the more so where grammar turns a word
 * round. The numbers were fitted on dev texts: signs by accuracy, sizes so that the score is a
 * logit. */
#define BIAS_HALF 5.0

static const struct weighing {
    size_t clauses; /* up to so many */
    double trust;   /* beside hand-written words */
    double turned;  /* where grammar changes one of them: negation, rhetoric, contrast, wish */
    double alone;   /* without any */
    double gain;
} weighings[] = {
    {2, 0.33, 0.16, 0.8, 2.2},
    {3, 0.8, 0.75, 0.95, 0.95},
    {6, 0.86, 0.86, 0.95, 0.78},
    {SIZE_MAX, 0.82, 0.82, 0.95, 0.7},
};

/* A question, request or wish of up to so many clauses that judges nothing is no review. */
#define ASKED_CLAUSES 3
#define ASKED_TRUST   0.05
#define ASKED_GAIN    1.2

#define NEUTRAL_BELOW 0.15 /* |polarity| below it is neutral … */
#define NEUTRAL_ALONE 0.4  /* … and where nothing hand-written judges */
#define MIXED_FROM    0.3  /* each side's hand-written sum, before the gain */
#define MIXED_RATIO   0.7  /* the weaker side against the stronger */

/* Below it a polar word in a question or wish is no judgement. */
#define REAL_FROM 0.7

static double logistic(double logit) {
    return 1 / (1 + exp(-logit));
}

/* ---- trust -------------------------------------------------------------------------------------
 */

/* What the two kinds of evidence count for in one text. */
struct weight {
    double trust, gain;
    bool judges; /* a hand-written word says more than a question or wish */
};

/* Is a question mark, or a word that asks, begs, wishes or supposes in the text? Those that lie
 * inside a longer word (能不能快点) ask too. */
static bool asks(const struct kefu_scratch *scratch) {
    const struct mark *marks = scratch->marks.items;
    const struct stop *stops = scratch->stops.items;
    size_t i;
    for (i = 0; i < scratch->stops.count; i++)
        if (stops[i].boundary == BOUNDARY_QUESTION)
            return true;
    for (i = 0; i < scratch->marks.count; i++)
        if (marks[i].sense == SENSE_IRREALIS)
            return true;
    return false;
}

/* Does grammar change what a hand-written word means? */
static bool is_turned(const struct kefu_scratch *scratch) {
    const struct polar *polars = scratch->polars.items;
    size_t i;
    for (i = 0; i < scratch->polars.count; i++)
        if (polars[i].turned)
            return true;
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

static struct weight weigh(const struct kefu_scratch *scratch) {
    const size_t clauses = scratch->clauses.count;
    const bool judges = count_real(scratch) > 0;
    const struct weighing *row = weighings;
    struct weight weight = {ASKED_TRUST, ASKED_GAIN, judges};
    if (clauses <= ASKED_CLAUSES && !judges && asks(scratch))
        return weight;
    while (clauses > row->clauses)
        row++;
    weight.gain = judges ? row->gain : ASKED_GAIN;
    weight.trust = scratch->polars.count == 0 ? row->alone
                   : is_turned(scratch)       ? row->turned
                                              : row->trust;
    return weight;
}

/* ---- hits --------------------------------------------------------------------------------------
 */

static bool add_hand_hits(struct kefu_scratch *scratch, double gain) {
    const struct polar *polars = scratch->polars.items;
    const struct mark *marks = scratch->marks.items;
    size_t i;
    gain /= sqrt(scratch->polars.count > 0 ? (double)scratch->polars.count : 1);
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
        if (polars[i].factor_count)
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

/* Both sides strong and neither much stronger; a contrast makes its side the stronger one. */
static bool is_mixed(const struct kefu_scratch *scratch, double ratio) {
    const struct polar *polars = scratch->polars.items;
    double good = 0, bad = 0;
    size_t i;
    for (i = 0; i < scratch->polars.count; i++)
        *(polars[i].value > 0 ? &good : &bad) += fabs(polars[i].value);
    return good >= MIXED_FROM && bad >= MIXED_FROM && fmin(good, bad) >= ratio * fmax(good, bad);
}

static void judge(struct kefu_scratch *scratch, bool judges) {
    const struct scheme_tuning *tuning = &scratch->analysis.scheme->tuning;
    kefu_sentiment *sentiment = &scratch->analysis.sentiment;
    const double neutral = judges ? NEUTRAL_BELOW : NEUTRAL_ALONE;
    const double turn = log(tuning->threshold / (1 - tuning->threshold));
    sentiment->positive_probability = logistic(sentiment->score);
    sentiment->polarity = tanh((sentiment->score - turn) / 2);
    if (is_mixed(scratch, MIXED_RATIO))
        sentiment->label = KEFU_LABEL_MIXED;
    else if (scratch->hits.count > 0 && fabs(sentiment->polarity) >= neutral)
        sentiment->label = sentiment->polarity > 0 ? KEFU_LABEL_POSITIVE : KEFU_LABEL_NEGATIVE;
    else
        sentiment->label = is_mixed(scratch, 0) ? KEFU_LABEL_MIXED : KEFU_LABEL_NEUTRAL;
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
    const struct weight weight = weigh(scratch);
    kefu_hit *hits;
    size_t i;
    scratch->hits.count = 0;
    if (!kefu__learned_hits(scratch, weight.trust) || !add_hand_hits(scratch, weight.gain))
        return false;
    hits = scratch->hits.items;
    if (scratch->hits.count > 1)
        qsort(hits, scratch->hits.count, sizeof *hits, by_strength);
    analysis->bias = bias_of(scratch, weight.trust);
    analysis->sentiment.score = analysis->bias;
    for (i = 0; i < scratch->hits.count; i++)
        analysis->sentiment.score += hits[i].value;
    analysis->sentiment.hits = (uint32_t)scratch->hits.count;
    analysis->hits = hits;
    analysis->hit_count = scratch->hits.count;
    judge(scratch, weight.judges);
    return true;
}
