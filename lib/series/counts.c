/* SPDX-License-Identifier: MIT
 * Methods that compare a count with the counts before it. */
#include <math.h>

#include "series/series.h"
#include "stats/control.h"

/* ---- spike ---- */

/* The greatest share of a baseline that may be left out as past alerts. If more of it alerted, the
 * level has changed, and what was left out is what is now usual. */
#define LEFT_OUT_MAX 0.25

/* Copies the values before a point, of which those that alerted become NaN. */
static void copy_baseline(const struct series *series, size_t from, size_t count, double *to) {
    double alerts = 0;
    for (size_t i = 0; i < count; i++)
        alerts += series->judgements[from + i].is_alert;
    const bool leaves_out = alerts <= LEFT_OUT_MAX * (double)count;
    for (size_t i = 0; i < count; i++)
        to[i] = leaves_out && series->judgements[from + i].is_alert ? NAN
                                                                    : series->values[from + i];
}

/* The greatest whole number that does not alert. */
static double spike_bound(const double *baseline, const struct judgement *judgement,
                          const struct series_parameters *p) {
    struct spike spike;
    double usual = 0, unusual = fmax(1, floor(judgement->expected));
    while (unusual < STATS_COUNT_MAX &&
           kefu__spike(baseline, judgement->count, p->season, unusual, &spike) == STATS_OK &&
           spike.p > p->alpha) {
        usual = unusual;
        unusual *= 2;
    }
    while (unusual - usual > 1) {
        const double middle = floor((usual + unusual) / 2);
        if (kefu__spike(baseline, judgement->count, p->season, middle, &spike) == STATS_OK &&
            spike.p > p->alpha)
            usual = middle;
        else
            unusual = middle;
    }
    return usual;
}

/* Judges point i by the points before it, of which at least half a baseline must exist. */
static void judge_spike(const struct series_request *request, struct series *series, size_t i,
                        double *baseline) {
    const struct series_parameters *p = &request->parameters;
    struct judgement *judgement = &series->judgements[i];
    struct spike spike;
    const size_t count = i < p->baseline ? i : p->baseline;
    if (isnan(series->values[i]) || 2 * count < p->baseline)
        return;
    copy_baseline(series, i - count, count, baseline);
    if (kefu__spike(baseline, count, p->season, series->values[i], &spike) != STATS_OK)
        return;
    *judgement = (struct judgement){.is_judged = true,
                                    .is_alert = spike.p <= p->alpha &&
                                                series->values[i] > spike.expected,
                                    .expected = spike.expected,
                                    .low = NAN,
                                    .high = NAN,
                                    .statistic = NAN,
                                    .limit = NAN,
                                    .p = spike.p,
                                    .dispersion = spike.dispersion,
                                    .from = i - count,
                                    .count = count};
    if (judgement->is_alert || request->detail)
        judgement->high = spike_bound(baseline, judgement, p);
}

enum stats_status kefu__judge_spike(const kefu_allocator *allocator,
                                    const struct series_request *request, struct series *series) {
    const size_t size = request->parameters.baseline * sizeof(double);
    double *baseline = kefu__alloc(allocator, size);
    if (!baseline)
        return STATS_NO_MEMORY;
    for (size_t i = 0; i < series->count; i++)
        judge_spike(request, series, i, baseline);
    kefu__release(allocator, baseline, size);
    return STATS_OK;
}

/* ---- the same season of past years ---- */

enum stats_status kefu__judge_farrington(const kefu_allocator *allocator,
                                         const struct series_request *request,
                                         struct series *series) {
    const struct series_parameters *p = &request->parameters;
    const struct farrington setup = {.season = p->season,
                                     .years = p->years,
                                     .window = p->window,
                                     .alpha = p->alpha,
                                     .reweight = p->reweight,
                                     .trend = p->trend,
                                     .cases_min = p->cases_min,
                                     .cases_span = p->cases_span};
    const size_t reach = (size_t)p->years * p->season + p->window;
    const size_t back = reach >= p->cases_span ? reach : p->cases_span - 1;
    for (size_t i = back; i < series->count; i++) {
        struct judgement *judgement = &series->judgements[i];
        struct farrington_result found;
        const enum stats_status status = kefu__farrington(allocator, series->values + i - back,
                                                          back + 1, back, &setup, &found);
        if (status == STATS_NO_MEMORY)
            return status;
        if (status != STATS_OK)
            continue;
        *judgement = (struct judgement){.is_judged = true,
                                        .is_alert = found.score > 1,
                                        .expected = found.expected,
                                        .low = found.bounds.low,
                                        .high = found.bounds.high,
                                        .statistic = found.score,
                                        .limit = 1,
                                        .p = NAN,
                                        .dispersion = found.dispersion,
                                        .from = i - reach,
                                        .count = (size_t)p->years * (2 * (size_t)p->window + 1)};
    }
    return STATS_OK;
}

/* ---- the points just before ---- */

enum stats_status kefu__judge_ears(const kefu_allocator *allocator,
                                   const struct series_request *request, struct series *series) {
    const struct series_parameters *p = &request->parameters;
    const size_t baseline = p->baseline;
    (void)allocator;
    for (size_t i = baseline; i < series->count; i++) {
        struct judgement *judgement = &series->judgements[i];
        const double *before = series->values + i - baseline;
        double bound, sum = 0;
        if (isnan(series->values[i]) ||
            kefu__ears_c1(before, baseline + 1, baseline, p->alpha, &bound) != STATS_OK)
            continue; /* a gap */
        for (size_t k = 0; k < baseline; k++)
            sum += before[k];
        judgement->is_judged = true;
        judgement->is_alert = series->values[i] > bound;
        judgement->expected = sum / (double)baseline;
        judgement->high = bound;
        judgement->from = i - baseline;
        judgement->count = baseline;
    }
    return STATS_OK;
}
