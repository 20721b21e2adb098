/* SPDX-License-Identifier: MIT
 * Control charts, outliers, and the scores of a stream. */
#include <math.h>
#include <string.h>

#include "series/series.h"
#include "stats/anomaly.h"
#include "stats/compare.h"
#include "stats/control.h"

/* ---- the values without gaps ---- */

/* The finite values of a series, and the place of each in the series. */
struct dense {
    double *values;
    size_t *places;
    size_t count, room; /* room: elements that were allocated */
};

static bool dense_new(const kefu_allocator *allocator, const struct series *series,
                      struct dense *dense) {
    const size_t count = series->count;
    *dense = (struct dense){.room = count};
    dense->values = kefu__alloc(allocator, count * sizeof *dense->values);
    dense->places = kefu__alloc(allocator, count * sizeof *dense->places);
    for (size_t i = 0; dense->values && dense->places && i < count; i++)
        if (!isnan(series->values[i])) {
            dense->values[dense->count] = series->values[i];
            dense->places[dense->count++] = i;
        }
    return dense->values && dense->places;
}

static void dense_free(const kefu_allocator *allocator, struct dense *dense) {
    kefu__release(allocator, dense->values, dense->room * sizeof *dense->values);
    kefu__release(allocator, dense->places, dense->room * sizeof *dense->places);
}

/* ---- control charts ---- */

/* What a control chart expects, and the first point that it judges. */
struct reference {
    double target, sigma;
    size_t first;
};

/* Takes target and sigma from the request or, where it has none, from the first points, which then
 * are not judged. Returns false if there are too few of them, or if they do not vary. */
static bool find_reference(const struct series_parameters *p, const struct dense *dense,
                           struct reference *reference) {
    struct sample sample;
    *reference = (struct reference){p->target, p->sigma, 0};
    if (!isnan(p->target) && !isnan(p->sigma))
        return true;
    if (dense->count <= p->baseline ||
        kefu__sample(dense->values, p->baseline, &sample) != STATS_OK)
        return false;
    reference->first = p->baseline;
    if (isnan(p->target))
        reference->target = sample.mean;
    if (isnan(p->sigma))
        reference->sigma = sqrt(sample.variance);
    return reference->sigma > 0;
}

/* Stores a chart's judgement of a point. Of consecutive points that are beyond a limit the first
 * one alerts; `was_beyond` says whether the point before was. */
static void judge_point(struct series *series, size_t place, const struct reference *reference,
                        struct judgement judgement, bool is_beyond, bool was_beyond) {
    judgement.is_judged = true;
    judgement.is_alert = is_beyond && !was_beyond;
    judgement.expected = reference->target;
    judgement.p = judgement.dispersion = NAN;
    judgement.from = 0;
    judgement.count = reference->first;
    series->judgements[place] = judgement;
}

static bool is_beyond(uint32_t side, bool is_high, bool is_low) {
    return (is_high && side != SERIES_DOWN) || (is_low && side != SERIES_UP);
}

/* Writes the judgements of an EWMA chart, whose averages are given. */
static void judge_averages(const struct series_parameters *p, struct series *series,
                           const struct dense *dense, const struct reference *reference,
                           const double *averages, struct stats_interval limits) {
    bool was = false;
    for (size_t i = 0; i < dense->count - reference->first; i++) {
        const bool is_high = averages[i] > limits.high, is_low = averages[i] < limits.low;
        const bool is = is_beyond(p->side, is_high, is_low);
        judge_point(series, dense->places[i + reference->first], reference,
                    (struct judgement){.low = limits.low,
                                       .high = limits.high,
                                       .statistic = averages[i],
                                       .limit = is_low ? limits.low : limits.high},
                    is, was);
        was = is;
    }
}

enum stats_status kefu__judge_ewma(const kefu_allocator *allocator,
                                   const struct series_request *request, struct series *series) {
    const struct series_parameters *p = &request->parameters;
    struct reference reference;
    struct stats_interval limits;
    struct dense dense;
    const bool has_memory = dense_new(allocator, series, &dense);
    if (has_memory && find_reference(p, &dense, &reference)) {
        const struct ewma_chart chart = {p->lambda, reference.target, reference.sigma, p->width};
        double *judged = dense.values + reference.first;
        if (kefu__ewma(judged, dense.count - reference.first, chart, judged, &limits) == STATS_OK)
            judge_averages(p, series, &dense, &reference, judged, limits);
    }
    dense_free(allocator, &dense);
    return has_memory ? STATS_OK : STATS_NO_MEMORY;
}

/* Writes the judgements of a CUSUM chart. The bounds of a point are the values at which a sum would
 * exceed its limit. */
static void judge_sums(const struct series_parameters *p, struct series *series,
                       const struct dense *dense, const struct reference *reference,
                       const double *above, const double *below) {
    const double limit = p->decision_interval * reference->sigma,
                 k = p->allowance * reference->sigma;
    bool was = false;
    for (size_t i = 0; i < dense->count - reference->first; i++) {
        const bool is = is_beyond(p->side, above[i] > limit, below[i] > limit);
        const double before_above = i > 0 ? above[i - 1] : 0,
                     before_below = i > 0 ? below[i - 1] : 0;
        const double greater = p->side == SERIES_UP     ? above[i]
                               : p->side == SERIES_DOWN ? below[i]
                                                        : fmax(above[i], below[i]);
        judge_point(series, dense->places[i + reference->first], reference,
                    (struct judgement){.low = reference->target - k - limit + before_below,
                                       .high = reference->target + k + limit - before_above,
                                       .statistic = greater,
                                       .limit = limit},
                    is, was);
        was = is;
    }
}

enum stats_status kefu__judge_cusum(const kefu_allocator *allocator,
                                    const struct series_request *request, struct series *series) {
    const struct series_parameters *p = &request->parameters;
    const size_t size = 2 * series->count * sizeof(double);
    double *sums = kefu__alloc(allocator, size);
    struct reference reference;
    struct dense dense;
    const bool has_memory = dense_new(allocator, series, &dense) && sums;
    if (has_memory && find_reference(p, &dense, &reference) &&
        kefu__cusum(dense.values + reference.first, dense.count - reference.first, reference.target,
                    p->allowance * reference.sigma, sums, sums + series->count) == STATS_OK)
        judge_sums(p, series, &dense, &reference, sums, sums + series->count);
    dense_free(allocator, &dense);
    kefu__release(allocator, sums, size);
    return has_memory ? STATS_OK : STATS_NO_MEMORY;
}

/* ---- outliers ---- */

/* At most one point in so many is an outlier: the test does not hold for the few that are left when
 * it has removed the most of them. */
enum { OUTLIERS_SHARE = 4 };

/* What the generalised ESD test writes. */
struct outliers {
    double *statistics, *critical;
    size_t *places; /* indices in the values without gaps */
    size_t count;
};

/* Writes the judgements. Bounds are where a value would be an outlier of the last step that found
 * one, given the mean and variance of the values that are none; without outliers, the first step.
 */
static void judge_outliers(const kefu_allocator *allocator, struct series *series,
                           struct dense *dense, const struct outliers *outliers) {
    struct sample rest;
    (void)allocator;
    for (size_t i = 0; i < outliers->count; i++) {
        struct judgement *judgement = &series->judgements[dense->places[outliers->places[i]]];
        judgement->is_alert = true;
        judgement->statistic = outliers->statistics[i];
        judgement->limit = outliers->critical[i];
        dense->values[outliers->places[i]] = NAN;
    }
    size_t count = 0;
    for (size_t i = 0; i < dense->count; i++)
        if (!isnan(dense->values[i]))
            dense->values[count++] = dense->values[i];
    if (kefu__sample(dense->values, count, &rest) != STATS_OK)
        return;
    const size_t last = outliers->count > 0 ? outliers->count - 1 : 0;
    const double half = outliers->critical[last] * sqrt(rest.variance);
    for (size_t i = 0; i < dense->count; i++) {
        struct judgement *judgement = &series->judgements[dense->places[i]];
        judgement->is_judged = true;
        judgement->expected = rest.mean;
        judgement->low = rest.mean - half;
        judgement->high = rest.mean + half;
        judgement->count = dense->count;
    }
}

enum stats_status kefu__judge_esd(const kefu_allocator *allocator,
                                  const struct series_request *request, struct series *series) {
    struct dense dense;
    enum stats_status status = STATS_NO_MEMORY;
    if (!dense_new(allocator, series, &dense) || dense.count < 3) {
        status = dense.values && dense.places ? STATS_OK : STATS_NO_MEMORY;
        dense_free(allocator, &dense);
        return status;
    }
    const size_t quarter = dense.count >= 8 ? dense.count / OUTLIERS_SHARE : 1;
    const size_t most = request->parameters.most < quarter ? request->parameters.most : quarter;
    const size_t size = most * (2 * sizeof(double) + sizeof(size_t));
    double *memory = kefu__alloc(allocator, size);
    if (memory) {
        struct outliers outliers = {memory, memory + most, (size_t *)(memory + 2 * most), 0};
        status = kefu__esd(allocator, dense.values, dense.count, most, request->parameters.alpha,
                           outliers.statistics, outliers.critical, outliers.places,
                           &outliers.count);
        if (status == STATS_OK)
            judge_outliers(allocator, series, &dense, &outliers);
    }
    kefu__release(allocator, memory, size);
    dense_free(allocator, &dense);
    return status == STATS_NO_MEMORY ? status : STATS_OK;
}

/* ---- scores of a stream ---- */

enum stats_status kefu__judge_anomaly(const kefu_allocator *allocator,
                                      const struct series_request *request, struct series *series) {
    const struct series_parameters *p = &request->parameters;
    struct anomaly stream;
    (void)allocator;
    if (kefu__anomaly_init(&stream, p->refractory, p->warmup) != STATS_OK)
        return STATS_OK;
    for (size_t i = 0; i < series->count; i++) {
        struct judgement *judgement = &series->judgements[i];
        if (isnan(series->values[i]))
            continue;
        judgement->is_judged = stream.points >= p->warmup;
        judgement->expected = stream.fast;
        judgement->count = (size_t)stream.points;
        judgement->statistic = kefu__anomaly_next(&stream, series->values[i]);
        judgement->limit = p->threshold;
        judgement->is_alert = judgement->is_judged && judgement->statistic > p->threshold;
    }
    return STATS_OK;
}
