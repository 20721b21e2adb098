/* SPDX-License-Identifier: MIT
 * Findings about the hours of the day. */
#include <string.h>

#include "report/findings.h"

/* ---- hours ---- */

/* A run of consecutive hours of the day, in each of which a metric misses its target, if it has
 * one, and is worse than over the whole day; and the metric's value over all hours of the run. */
struct slow_run {
    unsigned from, to; /* hours of the day from `from` to `to` - 1 */
    kefu_value value;
};

/* Durations are compared by their medians, which a single long wait does not move. */
static kefu_statistic statistic_of(const struct report_column *column) {
    return column->unit == KEFU_UNIT_MS ? KEFU_STATISTIC_P50 : KEFU_STATISTIC_DEFAULT;
}

static const kefu_value *hour_value(const struct collected *to, size_t column, unsigned hour) {
    const kefu_report *report = to->build->report;
    const struct report_hour *of = &report->hours[hour];
    return statistic_of(&report->hour_columns[column]) == KEFU_STATISTIC_P50 ? &of->medians[column]
                                                                             : &of->cells[column];
}

static kefu_value day_value(const struct collected *to, size_t column) {
    const struct report_column *of = &to->build->report->hour_columns[column];
    kefu_value total;
    kefu__facts_value(to->build->current, &to->build->current->groups[0]->facts, of->metric,
                      statistic_of(of), &total);
    return total;
}

static bool is_slow(const struct collected *to, size_t column, unsigned hour) {
    const struct report_column *of = &to->build->report->hour_columns[column];
    if (kefu__metric_is_computed(&to->build->current->scheme->metrics->items[of->metric]))
        return false; /* hours of computed metrics cannot be added up */
    const kefu_value *value = hour_value(to, column, hour), total = day_value(to, column);
    if (!KEFU_VALUE_IS_NUMBER(*value) || value->n < to->build->report->spec.slow_hours_n ||
        !KEFU_VALUE_IS_NUMBER(total))
        return false;
    if (of->has_target &&
        (of->higher_is_better ? value->value >= of->target : value->value <= of->target))
        return false;
    return of->higher_is_better ? value->value < total.value : value->value > total.value;
}

/* Sets the value of a run: that of its hours added up. False if out of memory. */
static bool measure_run(const struct collected *to, size_t column, struct slow_run *run) {
    const kefu_aggregate *current = to->build->current;
    const struct report_column *of = &to->build->report->hour_columns[column];
    struct measure sum;
    bool good = true;
    memset(&sum, 0, sizeof sum);
    for (unsigned hour = run->from; good && hour < run->to; hour++) {
        const struct measure measure = kefu__facts_measure(current, &current->hours[hour],
                                                           of->metric);
        good = kefu__measure_reserve_merge(&sum, &measure, &current->allocator);
        if (good)
            kefu__measure_merge(&sum, &measure);
    }
    if (good)
        kefu__measure_value(&sum, &current->series[of->metric].rule, statistic_of(of), &run->value);
    kefu__measure_free(&sum, &current->allocator);
    return good;
}

static size_t find_runs(const struct collected *to, size_t column, struct slow_run *runs) {
    size_t count = 0;
    bool open = false;
    for (unsigned hour = 0; hour < AGGREGATE_HOURS; hour++) {
        const bool slow = is_slow(to, column, hour);
        if (slow && !open)
            runs[count++].from = hour;
        if (slow)
            runs[count - 1].to = hour + 1;
        open = slow;
    }
    return count;
}

/* The run with the worst value; NULL if out of memory. */
static const struct slow_run *worst_run(const struct collected *to, size_t column,
                                        struct slow_run *runs, size_t count) {
    const bool higher = to->build->report->hour_columns[column].higher_is_better;
    const struct slow_run *worst = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!measure_run(to, column, &runs[i]))
            return NULL;
        if (!worst || (higher ? runs[i].value.value < worst->value.value
                              : runs[i].value.value > worst->value.value))
            worst = &runs[i];
    }
    return worst;
}

static struct words shown_title(const struct collected *to, const struct report_column *column) {
    if (statistic_of(column) != KEFU_STATISTIC_P50)
        return column->title;
    return kefu__words(kefu__pen_text(to->pen, "%s（中位数）", column->title.zh),
                       kefu__pen_text(to->pen, "%s (median)", column->title.en));
}

void kefu__findings_of_hours(struct collected *to) {
    const kefu_report *report = to->build->report;
    size_t column;
    for (column = 0; column < report->hour_column_count; column++)
        if (report->spec.slow_hours &&
            strcmp(report->hour_columns[column].id, report->spec.slow_hours) == 0)
            break;
    if (column == report->hour_column_count || to->pen->failed)
        return;
    struct slow_run runs[AGGREGATE_HOURS];
    const size_t count = find_runs(to, column, runs);
    const struct slow_run *worst = worst_run(to, column, runs, count);
    to->pen->failed |= count > 0 && !worst;
    if (!worst)
        return;
    const char *hours = kefu__pen_text(to->pen, "%02u:00–%02u:00", worst->from, worst->to);
    struct report_finding *finding = kefu__findings_begin(to, "slow_hours", hours, "hours",
                                                          WEIGHT_SLOW);
    if (!finding)
        return;
    const kefu_value total = day_value(to, column);
    kefu__findings_set(finding, "hours", kefu__words(hours, hours));
    kefu__findings_set(finding, "title", shown_title(to, &report->hour_columns[column]));
    kefu__findings_set(finding, "value", kefu__pen_value(to->pen, &worst->value));
    kefu__findings_set(finding, "total", kefu__pen_value(to->pen, &total));
    kefu__findings_set(finding, "n", kefu__pen_count(to->pen, worst->value.n, "conversation"));
    kefu__findings_finish(to, finding);
}
