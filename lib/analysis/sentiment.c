/* SPDX-License-Identifier: MIT
 * The one formula: what all hits bring, added up, and the label that follows. */
#include "analysis/analysis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HAND_GAIN 2.5 /* logits of a hand-written value of 1 */

#define NEUTRAL_BELOW 0.2 /* |polarity| below it is neutral */
#define MIXED_FROM    0.3 /* each side's hand-written sum, before the gain */
#define MIXED_RATIO   0.6 /* the weaker side against the stronger */

static double logistic(double logit) {
    return 1 / (1 + exp(-logit));
}

static bool add_hand_hits(struct kefu_scratch *scratch) {
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
        hit->value = HAND_GAIN * polars[i].value;
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
    const double turn = log(tuning->threshold / (1 - tuning->threshold));
    sentiment->positive_probability = logistic(sentiment->score);
    sentiment->polarity = tanh((sentiment->score - turn) / 2);
    if (is_mixed(scratch))
        sentiment->label = KEFU_LABEL_MIXED;
    else if (scratch->hits.count == 0 || fabs(sentiment->polarity) < NEUTRAL_BELOW)
        sentiment->label = KEFU_LABEL_NEUTRAL;
    else
        sentiment->label = sentiment->polarity > 0 ? KEFU_LABEL_POSITIVE : KEFU_LABEL_NEGATIVE;
    if (sentiment->label == KEFU_LABEL_NEUTRAL || sentiment->label == KEFU_LABEL_MIXED)
        sentiment->confidence = 1 - fabs(sentiment->polarity);
    else
        sentiment->confidence = fabs(sentiment->polarity);
}

bool kefu__sentiment_sum(struct kefu_scratch *scratch) {
    struct kefu_analysis *analysis = &scratch->analysis;
    kefu_hit *hits;
    size_t i;
    scratch->hits.count = 0;
    analysis->bias = log(analysis->scheme->tuning.prior / (1 - analysis->scheme->tuning.prior));
    if (!add_hand_hits(scratch))
        return false;
    hits = scratch->hits.items;
    if (scratch->hits.count > 1)
        qsort(hits, scratch->hits.count, sizeof *hits, by_strength);
    analysis->sentiment.score = analysis->bias;
    for (i = 0; i < scratch->hits.count; i++)
        analysis->sentiment.score += hits[i].value;
    analysis->sentiment.hits = (uint32_t)scratch->hits.count;
    analysis->hits = hits;
    analysis->hit_count = scratch->hits.count;
    judge(scratch);
    return true;
}
