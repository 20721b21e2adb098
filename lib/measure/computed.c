/* SPDX-License-Identifier: MIT
 * Computing metrics from other metrics: operators, scores, weighted means. */
#include "measure/computed.h"

#include <math.h>
#include <string.h>

/* Less than this of a unit is a rounding error of the division by it. */
#define UNIT_ERROR 1e-9

/* ---- scores ---- */

static double score_of_bands(const struct metric_score *score, double value) {
    for (size_t i = 0; i < score->step_count; i++)
        if (value >= score->steps[i].min && value <= score->steps[i].max)
            return score->steps[i].score;
    return 0; /* not reached: the last step holds for all values */
}

static double deduct(const struct metric_score *score, double times) {
    return fmax(score->floor, score->base - score->points * times);
}

static double score_per_unit(const struct metric_score *score, double value, bool higher) {
    const double short_of = higher ? score->to - value : value - score->to;
    double units = short_of > 0 ? short_of / score->unit : 0;
    if (score->count == UNIT_FULL)
        units = floor(units + UNIT_ERROR);
    else if (score->count == UNIT_BEGUN)
        units = ceil(units - UNIT_ERROR);
    return deduct(score, units);
}

static double score_per_bad(const struct metric_score *score, const kefu_value *value,
                            bool higher) {
    const double share = higher ? 1 - value->value : value->value;
    return deduct(score, fmax(0, round(share * (double)value->n)));
}

static double score_of_target(const struct metric_score *score, double value, bool higher) {
    if (!higher && value <= 0)
        return score->base;
    return fmax(0, fmin(score->base, 100 * (higher ? value / score->to : score->to / value)));
}

static double score_of(const struct metric_score *score, const kefu_value *value, bool higher) {
    switch (score->kind) {
    case SCORE_BANDS:
        return score_of_bands(score, value->value);
    case SCORE_LINEAR:
        return 100 * fmax(0, fmin(1, (value->value - score->from) / (score->to - score->from)));
    case SCORE_DEDUCT_PER_UNIT:
        return score_per_unit(score, value->value, higher);
    case SCORE_DEDUCT_PER_BAD:
        return score_per_bad(score, value, higher);
    case SCORE_TARGET_RATIO:
        return score_of_target(score, value->value, higher);
    default:
        return value->value;
    }
}

/* ---- all parts ---- */

/* Reads the parts; the metric's n is the smallest of theirs. */
static void read_parts(const struct metrics *metrics, const struct metric *m,
                       kefu_value (*read)(void *ctx, size_t metric), void *ctx,
                       struct computed_part *parts, kefu_value *value) {
    bool any = false;
    for (size_t i = 0; i < m->part_count; i++) {
        const struct metric_part *part = &m->parts[i];
        const kefu_value own = read(ctx, part->metric);
        const bool small = part->small.n > 0 && own.n <= part->small.n;
        parts[i] = (struct computed_part){.value = own, .share = NAN};
        parts[i].counted = KEFU_VALUE_IS_NUMBER(own);
        if (!parts[i].counted)
            continue;
        parts[i].score = score_of(small ? &part->small.score : &part->score, &own,
                                  metrics->items[part->metric].higher_is_better);
        value->n = any && value->n < own.n ? value->n : own.n;
        value->flags |= own.flags & (KEFU_VALUE_PROVISIONAL | KEFU_VALUE_APPROXIMATE);
        if (own.state == KEFU_STATE_LOW_N || own.n < m->rule.min_n)
            value->state = KEFU_STATE_LOW_N;
        any = true;
    }
}

/* The first part that has no value for good, else the first whose value is pending; NULL: none. */
static const kefu_value *missing_part(const struct metric *m, const struct computed_part *parts) {
    const kefu_value *missing = NULL;
    for (size_t i = 0; i < m->part_count; i++)
        if (!parts[i].counted && (!missing || (missing->state == KEFU_STATE_PENDING &&
                                               parts[i].value.state != KEFU_STATE_PENDING)))
            missing = &parts[i].value;
    return missing;
}

static void set_missing(kefu_value *value, uint32_t state, uint32_t reason) {
    value->state = state;
    value->reason = reason;
    value->flags = 0;
    value->value = 0;
    value->n = 0;
}

/* ---- the types ---- */

static void derive(const struct metric *m, const struct computed_part *parts, kefu_value *value) {
    double result = parts[0].score;
    for (size_t i = 1; i < m->part_count; i++) {
        const double operand = parts[i].score;
        if (m->of == DERIVED_DIVIDE && operand == 0) {
            set_missing(value, KEFU_STATE_UNDEFINED, KEFU_REASON_ZERO_DENOMINATOR);
            return;
        }
        result = m->of == DERIVED_ADD        ? result + operand
                 : m->of == DERIVED_SUBTRACT ? result - operand
                 : m->of == DERIVED_MULTIPLY ? result * operand
                                             : result / operand;
    }
    value->value = result;
    if (!isfinite(result))
        set_missing(value, KEFU_STATE_UNDEFINED, KEFU_REASON_ZERO_DENOMINATOR);
}

/* The mean of the parts' scores by their weights, and each part's share of it. */
static void weigh(const struct metric *m, struct computed_part *parts, kefu_value *value) {
    double sum = 0, weights = 0;
    for (size_t i = 0; i < m->part_count; i++) {
        if (!parts[i].counted)
            continue;
        sum += m->parts[i].weight * parts[i].score;
        weights += m->parts[i].weight;
    }
    if (weights == 0) {
        set_missing(value, KEFU_STATE_NO_DATA, KEFU_REASON_ALL_NOT_APPLICABLE);
        return;
    }
    value->value = sum / weights;
    for (size_t i = 0; i < m->part_count && sum != 0; i++)
        if (parts[i].counted)
            parts[i].share = m->parts[i].weight * parts[i].score / sum;
}

static void combine(const struct metric *m, struct computed_part *parts, kefu_value *value) {
    const kefu_value *missing = missing_part(m, parts);
    if (missing && !m->leaves_out) {
        set_missing(value, missing->state, missing->reason);
        return;
    }
    if (missing && missing->state == KEFU_STATE_PENDING)
        value->flags |= KEFU_VALUE_PROVISIONAL;
    if (value->state == KEFU_STATE_LOW_N)
        value->reason = KEFU_REASON_SMALL_SAMPLE;
    if (m->type == METRIC_DERIVED)
        derive(m, parts, value);
    else
        weigh(m, parts, value);
}

void kefu__compute(const struct metrics *metrics, size_t metric, kefu_statistic statistic,
                   kefu_value (*read)(void *ctx, size_t metric), void *ctx, kefu_value *value,
                   struct computed_part parts[METRIC_PARTS_MAX]) {
    const struct metric *m = &metrics->items[metric];
    struct computed_part own[METRIC_PARTS_MAX];
    parts = parts ? parts : own;
    memset(value, 0, sizeof *value);
    value->unit = m->rule.unit;
    read_parts(metrics, m, read, ctx, parts, value);
    combine(m, parts, value);
    if (statistic == KEFU_STATISTIC_COUNT) {
        *value = (kefu_value){.value = (double)value->n, .n = value->n, .unit = KEFU_UNIT_NUMBER};
    } else if (statistic != KEFU_STATISTIC_DEFAULT && statistic != KEFU_STATISTIC_MEAN &&
               KEFU_VALUE_IS_NUMBER(*value)) {
        set_missing(value, KEFU_STATE_UNDEFINED, KEFU_REASON_NONE);
    }
}
