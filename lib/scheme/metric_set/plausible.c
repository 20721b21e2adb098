/* SPDX-License-Identifier: MIT
 * Warns of numbers that are hardly in a metric's unit, and of directions contrary to what it
 * measures. */
#include "scheme/metric_set/plausible.h"

#include "condition/comparator.h"

static void warn(struct json_reader *reader, const char *code, const char *message) {
    kefu__json_report(reader, KEFU_SEVERITY_WARNING, KEFU_OK, code, "%s", message);
}

/* ---- units ---- */

void kefu__plausible_ms(struct json_reader *reader, double ms) {
    if (ms > 0 && ms < PLAUSIBLE_MS)
        warn(reader, "unit_mismatch", "less than a second: durations are in milliseconds");
}

/* The unit of a statistic of the metric: a plain number for a count of cases and for the sum of a
 * ratio; otherwise the metric's own unit. */
static uint32_t unit_of(const struct metric *metric, uint32_t statistic) {
    const uint32_t wanted = statistic == KEFU_STATISTIC_DEFAULT ? metric->rule.statistic
                                                                : statistic;
    const bool counts = wanted == KEFU_STATISTIC_COUNT ||
                        (wanted == KEFU_STATISTIC_SUM && metric->rule.kind == MEASURE_RATIO);
    return counts ? (uint32_t)KEFU_UNIT_NUMBER : metric->rule.unit;
}

void kefu__plausible_number(struct json_reader *reader, const struct metric *metric,
                            uint32_t statistic, double number) {
    const uint32_t unit = unit_of(metric, statistic);
    if (unit == KEFU_UNIT_MS)
        kefu__plausible_ms(reader, number);
    if (unit == KEFU_UNIT_RATIO && number > 1)
        warn(reader, "unit_mismatch", "above 1: ratios are 0 to 1, not percentages");
}

static void check_operand(struct json_reader *reader, const struct metric *metric,
                          const json_value *operand) {
    if (kefu__json_is(operand, JSON_NUMBER))
        kefu__plausible_number(reader, metric, KEFU_STATISTIC_DEFAULT, kefu__json_number(operand));
}

void kefu__plausible_leaf(struct json_reader *reader, const struct metric *metric,
                          const json_value *leaf) {
    const struct comparator_row *row;
    for (size_t i = 0; (row = kefu__comparator_at(i)); i++) {
        const json_value *value = kefu__json_get(leaf, row->name);
        size_t index = 0;
        if (!value)
            continue;
        kefu__json_enter_name(reader, row->name);
        check_operand(reader, metric, value);
        for (const json_value *item = kefu__json_first(value);
             item && kefu__json_is(value, JSON_ARRAY); item = kefu__json_next(item)) {
            kefu__json_enter_index(reader, index++);
            check_operand(reader, metric, item);
            kefu__json_leave(reader);
        }
        kefu__json_leave(reader);
    }
}

/* ---- directions ---- */

enum direction { DIRECTION_LOWER = -1, DIRECTION_ANY, DIRECTION_HIGHER };

/* For each flag_of whether a higher or a lower share is plausibly better; for flags that are not
 * listed either may be. */
static const signed char flags[] = {[FLAG_RESOLVED] = DIRECTION_HIGHER,
                                    [FLAG_UNANSWERED] = DIRECTION_LOWER,
                                    [FLAG_REOPENED] = DIRECTION_LOWER,
                                    [FLAG_TRANSFERRED] = DIRECTION_LOWER,
                                    [FLAG_SLA_MET] = DIRECTION_HIGHER,
                                    [FLAG_SLA_RESOLUTION_MET] = DIRECTION_HIGHER,
                                    [FLAG_STALLED] = DIRECTION_LOWER,
                                    [FLAG_RATED_SATISFIED] = DIRECTION_HIGHER,
                                    [FLAG_CUSTOMER_NEGATIVE] = DIRECTION_LOWER,
                                    [FLAG_SERVED] = DIRECTION_HIGHER,
                                    [FLAG_ABANDONED] = DIRECTION_LOWER,
                                    [FLAG_MISSED] = DIRECTION_LOWER,
                                    [FLAG_FOUND] = DIRECTION_ANY};
static const signed char counts[] = {[COUNT_UNANSWERED_TURNS] = DIRECTION_LOWER,
                                     [COUNT_TRANSFERS] = DIRECTION_LOWER,
                                     [COUNT_REOPENS] = DIRECTION_LOWER,
                                     [COUNT_RECALLED] = DIRECTION_LOWER,
                                     [COUNT_NEGATIVE_MESSAGES] = DIRECTION_LOWER,
                                     [COUNT_UNANSWERED_IN_HAND] = DIRECTION_LOWER,
                                     [COUNT_FOUND] = DIRECTION_ANY};
static const signed char feedback[] = {
    [FEEDBACK_SATISFIED] = DIRECTION_HIGHER,    [FEEDBACK_DISSATISFIED] = DIRECTION_LOWER,
    [FEEDBACK_RATING] = DIRECTION_HIGHER,       [FEEDBACK_PROMOTERS] = DIRECTION_HIGHER,
    [FEEDBACK_ANSWERED] = DIRECTION_HIGHER,     [FEEDBACK_COMPLAINTS] = DIRECTION_LOWER,
    [FEEDBACK_GOOD_REVIEWS] = DIRECTION_HIGHER, [FEEDBACK_SENTIMENT] = DIRECTION_HIGHER};

static int direction_of_ratio(const struct metric *m) {
    const bool answered = m->of == COUNT_ANSWERED_TURNS && m->to == COUNT_TURNS;
    return m->within || answered ? (int)DIRECTION_HIGHER : counts[m->of];
}

static int direction_of(const struct metric *m) {
    const bool finds = (m->type == METRIC_FLAG && m->of == FLAG_FOUND) ||
                       ((m->type == METRIC_COUNT || m->type == METRIC_RATIO) &&
                        m->of == COUNT_FOUND);
    if (finds)
        return m->found_kind == KEFU_FOUND_FAULT ? DIRECTION_LOWER : DIRECTION_ANY;
    switch (m->type) {
    case METRIC_DERIVED:
    case METRIC_INDEX:
        return DIRECTION_ANY;
    case METRIC_DURATION:
        return DIRECTION_LOWER;
    case METRIC_COUNT:
        return counts[m->of];
    case METRIC_RATIO:
        return direction_of_ratio(m);
    case METRIC_FLAG:
        return flags[m->of];
    case METRIC_FEEDBACK:
        return feedback[m->of];
    default:
        return DIRECTION_HIGHER; /* sentiment, and scores of composite metrics */
    }
}

void kefu__plausible_direction(struct json_reader *reader, const struct metric *m) {
    const int direction = direction_of(m);
    if (direction == DIRECTION_ANY || (direction == DIRECTION_HIGHER) == m->higher_is_better)
        return;
    warn(reader, "odd_direction",
         direction == DIRECTION_HIGHER ? "of what it measures more is better"
                                       : "of what it measures less is better");
}
