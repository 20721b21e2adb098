/* SPDX-License-Identifier: MIT
 * Reading a statistic from an accumulator: the value and its state, and whether the value meets a
 * target. */
#include "measure/measure.h"

#include <math.h>
#include <string.h>

#include "scheme/metric_set/statistics.h"

static kefu_reason usual_reason(const struct measure *measure) {
    uint32_t best = KEFU_REASON_NONE;
    for (uint32_t i = 1; i < MEASURE_REASONS; i++)
        if (measure->missing[i] > measure->missing[best] ||
            (best == KEFU_REASON_NONE && measure->missing[i]))
            best = i;
    return best == KEFU_REASON_NONE ? KEFU_REASON_NO_EVENTS : (kefu_reason)best;
}

/* ---- quantities and durations ---- */

static void read_mean(const struct measure *measure, const struct measure_rule *rule,
                      kefu_value *value) {
    value->value = kefu__wide_double(measure->sum) / (double)measure->n / rule->scale;
    kefu__measure_bound(measure, rule, KEFU_STATISTIC_MEAN, value);
}

static void read_sum(const struct measure *measure, const struct measure_rule *rule,
                     kefu_value *value) {
    value->value = kefu__wide_double(measure->sum) / rule->scale;
}

static void read_max(const struct measure *measure, const struct measure_rule *rule,
                     kefu_value *value) {
    value->value = (double)measure->max / rule->scale;
}

/* The sum of squares about an integer next to the mean is exact, so that nothing is lost where the
 * observations are large and alike. */
static void read_sd(const struct measure *measure, const struct measure_rule *rule,
                    kefu_value *value) {
    const double n = (double)measure->n;
    const int64_t near = llround(kefu__wide_double(measure->sum) / n);
    const struct wide shift = kefu__wide_times(kefu__wide_of((int64_t)measure->n), -near);
    const struct wide off = kefu__wide_add(measure->sum, shift); /* sum of x - near */
    /* Σ(x - near)² = Σx² - near · (Σx + Σ(x - near)) */
    const struct wide squares = kefu__wide_add(
        measure->squares, kefu__wide_times(kefu__wide_add(measure->sum, off), -near));
    const double rest = kefu__wide_double(off);
    if (measure->n < 2) {
        value->state = KEFU_STATE_UNDEFINED;
        value->reason = KEFU_REASON_NO_VARIANCE;
        return;
    }
    const double about = kefu__wide_double(squares) - rest * rest / n;
    value->value = about > 0 ? sqrt(about / (n - 1)) / rule->scale : 0;
}

/* Computes a quantile, which only durations have, because only they have a histogram. */
static void read_quantile(const struct measure *measure, const struct measure_rule *rule,
                          const struct statistic *row, kefu_value *value) {
    if (rule->kind != MEASURE_DURATION) {
        value->state = KEFU_STATE_UNDEFINED;
        return;
    }
    const struct measure_point point = kefu__measure_quantile(measure, row->quantile);
    value->value = point.value / rule->scale;
    value->flags |= point.exact ? 0 : KEFU_VALUE_APPROXIMATE;
    kefu__measure_bound(measure, rule, row->value, value);
}

/* For each statistic that is not a quantile: how it is computed for quantities and durations. */
static const struct {
    uint32_t statistic;
    void (*read)(const struct measure *measure, const struct measure_rule *rule, kefu_value *value);
} computations[] = {
    {KEFU_STATISTIC_SUM, read_sum},
    {KEFU_STATISTIC_MAX, read_max},
    {KEFU_STATISTIC_MEAN, read_mean},
    {KEFU_STATISTIC_SD, read_sd},
};

static void read_quantity(const struct measure *measure, const struct measure_rule *rule,
                          uint32_t statistic, kefu_value *value) {
    const struct statistic *row = kefu__statistic(statistic);
    if (row && row->quantile > 0) {
        read_quantile(measure, rule, row, value);
        return;
    }
    for (size_t i = 0; i < sizeof computations / sizeof *computations; i++)
        if (computations[i].statistic == statistic)
            computations[i].read(measure, rule, value);
}

/* ---- ratios ---- */

/* The value of a ratio or flag: the statistic "sum" is the number of hits, "sd" undefined, all
 * others are hits / cases. */
static void read_cases(const struct measure *measure, const struct measure_rule *rule,
                       uint32_t statistic, kefu_value *value) {
    if (statistic == KEFU_STATISTIC_SUM) {
        value->value = (double)measure->hits;
        value->unit = KEFU_UNIT_NUMBER;
        return;
    }
    if (statistic == KEFU_STATISTIC_SD) {
        value->state = KEFU_STATE_UNDEFINED;
        return;
    }
    value->value = (double)measure->hits / (double)measure->n;
    kefu__measure_bound(measure, rule, KEFU_STATISTIC_MEAN, value);
}

/* ---- all ---- */

void kefu__measure_value(const struct measure *measure, const struct measure_rule *rule,
                         kefu_statistic statistic, kefu_value *value) {
    const uint32_t wanted = kefu__measure_statistic(rule, statistic);
    memset(value, 0, sizeof *value);
    value->n = measure->n;
    value->unit = rule->unit;
    if (wanted == KEFU_STATISTIC_COUNT) {
        value->value = (double)measure->n;
        value->unit = KEFU_UNIT_NUMBER;
        return;
    }
    if (measure->n == 0) {
        value->state = KEFU_STATE_NO_DATA;
        value->reason = usual_reason(measure);
        return;
    }
    if (measure->n < rule->min_n) {
        value->state = KEFU_STATE_LOW_N;
        value->reason = KEFU_REASON_SMALL_SAMPLE;
    }
    if (rule->kind == MEASURE_RATIO)
        read_cases(measure, rule, wanted, value);
    else
        read_quantity(measure, rule, wanted, value);
}

/* ---- targets ---- */

/* Counts the observations that are at most `limit`. The true number is between *least and *most,
 * which differ only if the limit lies inside of a bucket of the histogram. */
static void count_within(const struct measure *measure, double limit, uint64_t *least,
                         uint64_t *most) {
    *least = *most = 0;
    for (uint32_t i = 0; i < measure->bucket_count; i++) {
        const struct measure_bucket *bucket = &measure->buckets[i];
        const bool all = (double)bucket->high <= limit;
        if ((double)bucket->low > limit)
            break;
        *least += all ? bucket->count : 1;
        *most += all ? bucket->count : bucket->count - 1;
    }
}

/* Does a quantile meet a target? A quantile lies between two order statistics: if both are on the
 * same side of the target, the count of observations decides; else the quantile itself, if it is
 * exact. */
static bool quantile_meets(const struct measure *measure, double q, double target, bool higher,
                           bool *approximate) {
    const struct measure_point point = kefu__measure_quantile(measure, q);
    const double place = q * (double)(measure->n - 1);
    const uint64_t lower = (uint64_t)floor(place), upper = (uint64_t)ceil(place);
    uint64_t least, most;
    *approximate = false;
    if (point.exact)
        return higher ? point.value >= target : point.value <= target;
    count_within(measure, higher ? nextafter(target, -INFINITY) : target, &least, &most);
    if (least > upper)
        return !higher;
    if (most <= lower)
        return higher;
    *approximate = true;
    return higher ? point.value >= target : point.value <= target;
}

bool kefu__measure_meets(const struct measure *measure, const struct measure_rule *rule,
                         kefu_statistic statistic, double target, bool higher_is_better,
                         bool *approximate) {
    const struct statistic *row = kefu__statistic(kefu__measure_statistic(rule, statistic));
    if (rule->kind == MEASURE_DURATION && row && row->quantile > 0)
        return quantile_meets(measure, row->quantile, target * rule->scale, higher_is_better,
                              approximate);
    kefu_value value;
    *approximate = false;
    kefu__measure_value(measure, rule, statistic, &value);
    return higher_is_better ? value.value >= target : value.value <= target;
}
