/* SPDX-License-Identifier: MIT
 * Reading a statistic from an accumulator: the value, its state and its confidence interval. */
#include "measure/measure.h"

#include <math.h>
#include <string.h>

#include "scheme/metric_set/statistics.h"
#include "stats/stats.h"

double kefu__measure_quantile(const struct measure *measure, double q) {
    uint64_t below = 0;
    double value = 0;
    if (measure->n == 0 || measure->bucket_count == 0)
        return 0;
    uint64_t rank = (uint64_t)floor(q * (double)(measure->n - 1));
    for (uint32_t i = 0; i < measure->bucket_count; i++) {
        value = kefu__measure_bucket_middle(measure->buckets[i].index);
        below += measure->buckets[i].count;
        if (below > rank)
            break;
    }
    if (value < (double)measure->min)
        value = (double)measure->min;
    if (value > (double)measure->max)
        value = (double)measure->max;
    return value;
}

static kefu_reason usual_reason(const struct measure *measure) {
    uint32_t best = KEFU_REASON_NONE;
    for (uint32_t i = 1; i < MEASURE_REASONS; i++)
        if (measure->missing[i] > measure->missing[best] ||
            (best == KEFU_REASON_NONE && measure->missing[i]))
            best = i;
    return best == KEFU_REASON_NONE ? KEFU_REASON_NO_EVENTS : (kefu_reason)best;
}

static void read_ratio(const struct measure *measure, const struct measure_rule *rule,
                       kefu_value *value) {
    value->value = (double)measure->hits / (double)measure->n;
    if (rule->level > 0 && measure->hits <= measure->n &&
        kefu__wilson(measure->hits, measure->n, rule->level, &value->low, &value->high))
        value->flags |= KEFU_VALUE_HAS_INTERVAL;
}

/* The mean, and, from two observations on, its confidence interval by the normal approximation. */
static void read_mean(const struct measure *measure, const struct measure_rule *rule,
                      kefu_value *value) {
    const double n = (double)measure->n, mean = kefu__wide_double(measure->sum) / n;
    value->value = mean / rule->scale;
    if (rule->level <= 0 || measure->n < 2)
        return;
    double spread = (kefu__wide_double(measure->squares) - mean * mean * n) / (n - 1);
    double error = spread > 0 ? sqrt(spread / n) : 0;
    error *= kefu__normal_quantile(0.5 + rule->level / 2);
    value->low = (mean - error) / rule->scale;
    if (rule->kind == MEASURE_DURATION && value->low < 0)
        value->low = 0;
    value->high = (mean + error) / rule->scale;
    value->flags |= KEFU_VALUE_HAS_INTERVAL;
}

static void read_sum(const struct measure *measure, const struct measure_rule *rule,
                     kefu_value *value) {
    value->value = kefu__wide_double(measure->sum) / rule->scale;
}

static void read_max(const struct measure *measure, const struct measure_rule *rule,
                     kefu_value *value) {
    value->value = (double)measure->max / rule->scale;
}

/* Only durations keep their distribution. */
static void read_quantile(const struct measure *measure, const struct measure_rule *rule, double q,
                          kefu_value *value) {
    if (rule->kind != MEASURE_DURATION) {
        value->state = KEFU_STATE_UNDEFINED;
        return;
    }
    value->value = kefu__measure_quantile(measure, q) / rule->scale;
    value->flags |= KEFU_VALUE_APPROXIMATE;
}

/* How the statistics of quantities and durations are computed that are no quantiles. */
static const struct {
    uint32_t statistic;
    void (*read)(const struct measure *measure, const struct measure_rule *rule, kefu_value *value);
} computations[] = {
    {KEFU_STATISTIC_SUM, read_sum},
    {KEFU_STATISTIC_MAX, read_max},
    {KEFU_STATISTIC_MEAN, read_mean},
};

static void read_quantity(const struct measure *measure, const struct measure_rule *rule,
                          uint32_t statistic, kefu_value *value) {
    const struct statistic *row = kefu__statistic(statistic);
    if (row && row->quantile > 0) {
        read_quantile(measure, rule, row->quantile, value);
        return;
    }
    for (size_t i = 0; i < sizeof computations / sizeof *computations; i++)
        if (computations[i].statistic == statistic)
            computations[i].read(measure, rule, value);
}

/* Of cases the sum is how many hit; every other statistic is their ratio. */
static void read_cases(const struct measure *measure, const struct measure_rule *rule,
                       uint32_t statistic, kefu_value *value) {
    if (statistic == KEFU_STATISTIC_SUM) {
        value->value = (double)measure->hits;
        value->unit = KEFU_UNIT_NUMBER;
    } else {
        read_ratio(measure, rule, value);
    }
}

void kefu__measure_value(const struct measure *measure, const struct measure_rule *rule,
                         kefu_statistic statistic, kefu_value *value) {
    const uint32_t wanted = statistic == KEFU_STATISTIC_DEFAULT ? rule->statistic
                                                                : (uint32_t)statistic;
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
