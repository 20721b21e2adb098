/* SPDX-License-Identifier: MIT
 * The tables of groups and of hours, the bands, and what customers answered. */
#include <string.h>

#include "report/model.h"
#include "scheme/rubric/rubrics.h"

/* ---- columns ---- */

static struct report_column *make_columns(struct report_build *build,
                                          const struct spec_names *names, size_t *count) {
    struct pen *pen = &build->report->pen;
    const struct metrics *metrics = build->current->scheme->metrics;
    struct report_column *columns = kefu__pen_room(pen, names->count, sizeof *columns);
    *count = 0;
    for (size_t i = 0; columns && metrics && i < names->count; i++) {
        const kefu_str name = {names->items[i], strlen(names->items[i])};
        const size_t metric = kefu__metrics_find(metrics, name);
        struct report_column *column = &columns[*count];
        if (metric == SIZE_MAX)
            continue;
        column->id = names->items[i];
        column->title = kefu__report_title(build, column->id);
        column->unit = metrics->items[metric].rule.unit;
        column->metric = metric;
        column->higher_is_better = metrics->items[metric].higher_is_better;
        column->has_target = metrics->items[metric].has_target;
        column->target = metrics->items[metric].target;
        (*count)++;
    }
    return columns;
}

static kefu_value *read_cells(struct report_build *build, const struct facts *facts,
                              const struct report_column *columns, size_t count,
                              kefu_statistic statistic) {
    kefu_value *cells = kefu__pen_room(&build->report->pen, count, sizeof *cells);
    for (size_t i = 0; cells && i < count; i++)
        kefu__facts_value(build->current, facts, columns[i].metric, statistic, &cells[i]);
    return cells;
}

/* ---- groups ---- */

/* Lists the names of the faults found in a group, and sums up the numbers of conversations with
 * each fault. */
static void read_faults(struct report_build *build, const struct group *group,
                        struct report_group *row) {
    struct pen *pen = &build->report->pen;
    row->fault_names = kefu__words("", "");
    for (size_t i = 0; i < group->issue_count; i++) {
        const struct issue *issue = &group->issues[i];
        struct words title;
        if (issue->kind != ISSUE_FAULT || issue->conversations == 0 ||
            !kefu__issue_is_current(build->current->scheme, issue))
            continue;
        title = kefu__report_title(build, kefu__pen_copy(pen, issue->id.data, issue->id.size));
        row->fault_names = kefu__words(
            kefu__pen_text(pen, "%s%s%s %llu", row->fault_names.zh, row->faults ? "、" : "",
                           title.zh, (unsigned long long)issue->conversations),
            kefu__pen_text(pen, "%s%s%s %llu", row->fault_names.en, row->faults ? ", " : "",
                           title.en, (unsigned long long)issue->conversations));
        row->faults += issue->conversations;
    }
}

static const struct report_band *find_band(const kefu_report *report,
                                           const struct rubric_band *band) {
    for (size_t i = 0; band && i < report->band_count; i++)
        if (strcmp(report->bands[i].id, band->id) == 0)
            return &report->bands[i];
    return NULL;
}

static void fill_group(struct report_build *build, const struct group *group,
                       struct report_group *row) {
    kefu_report *report = build->report;
    const struct group *before = build->previous ? kefu__aggregate_find(build->previous, group->key)
                                                 : NULL;
    for (size_t i = 0; i < report->column_count; i++) {
        row->key[i] = kefu__pen_redacted(&report->pen, group->key[i]);
        row->named = row->named || row->key[i].size > 0;
    }
    row->conversations = group->facts.conversations;
    kefu__customers_value(group, &row->customers);
    row->feedback = group->facts.feedback;
    row->small = row->conversations < report->spec.small_group;
    row->cells = read_cells(build, &group->facts, report->group_columns, report->group_column_count,
                            KEFU_STATISTIC_DEFAULT);
    kefu__report_read_score(build, group, NULL, &row->score);
    kefu_value previous;
    kefu__report_read_score(build, before, NULL, &previous);
    row->has_previous_score = KEFU_VALUE_IS_NUMBER(previous);
    row->previous_score = previous.value;
    row->band = find_band(report, kefu__report_band(build, &row->score));
    read_faults(build, group, row);
}

/* Does group `a` come before `b` in the table? Groups with a known key come before others, large
 * before small; then by descending score, then by key. */
static bool comes_before(const struct report_group *a, const struct report_group *b,
                         size_t columns) {
    const bool a_scored = KEFU_VALUE_IS_NUMBER(a->score), b_scored = KEFU_VALUE_IS_NUMBER(b->score);
    if (a->named != b->named)
        return a->named;
    if (a->small != b->small)
        return b->small;
    if (a_scored != b_scored)
        return a_scored;
    if (a_scored && a->score.value != b->score.value)
        return a->score.value > b->score.value;
    for (size_t i = 0; i < columns; i++) {
        const int order = kefu__str_compare(a->key[i], b->key[i]);
        if (order)
            return order < 0;
    }
    return false;
}

/* Sorts groups by merge sort: stable, and O(n log n) even in the worst case, since there may be
 * 100,000 groups. */
static void sort_groups(struct report_group *groups, struct report_group *spare, size_t count,
                        size_t columns) {
    const size_t half = count / 2;
    size_t left = 0, right = half, at = 0;
    if (count < 2)
        return;
    sort_groups(groups, spare, half, columns);
    sort_groups(groups + half, spare, count - half, columns);
    while (left < half || right < count)
        spare[at++] = right == count ||
                              (left < half && !comes_before(&groups[right], &groups[left], columns))
                          ? groups[left++]
                          : groups[right++];
    memcpy(groups, spare, count * sizeof *groups);
}

static void read_groups(struct report_build *build) {
    kefu_report *report = build->report;
    const size_t count = build->current->group_count - 1;
    report->group_columns = make_columns(build, &report->spec.groups, &report->group_column_count);
    report->groups = kefu__pen_room(&report->pen, count, sizeof *report->groups);
    struct report_group *spare;
    spare = kefu__pen_room(&report->pen, count, sizeof *spare);
    if (!spare)
        return;
    for (size_t i = 0; i < count; i++)
        fill_group(build, build->current->groups[i + 1], &report->groups[i]);
    report->group_count = count;
    if (!report->pen.failed)
        sort_groups(report->groups, spare, count, report->column_count);
}

/* ---- hours ---- */

static void read_hours(struct report_build *build) {
    kefu_report *report = build->report;
    report->hour_columns = make_columns(build, &report->spec.hours, &report->hour_column_count);
    for (size_t i = 0; i < AGGREGATE_HOURS; i++) {
        const struct facts *facts = &build->current->hours[i];
        struct report_hour *hour = &report->hours[i];
        hour->conversations = facts->conversations;
        hour->feedback = facts->feedback;
        hour->cells = read_cells(build, facts, report->hour_columns, report->hour_column_count,
                                 KEFU_STATISTIC_DEFAULT);
        hour->medians = read_cells(build, facts, report->hour_columns, report->hour_column_count,
                                   KEFU_STATISTIC_P50);
        report->has_hours = report->has_hours || facts->conversations || facts->feedback;
    }
}

void kefu__report_tables(struct report_build *build) {
    kefu_report *report = build->report;
    const struct group *all = build->current->groups[0];
    kefu_value score;
    kefu__report_read_score(build, all, NULL, &score);
    report->band = find_band(report, kefu__report_band(build, &score));
    read_groups(build);
    read_hours(build);
    for (size_t i = 0; i < 5; i++)
        report->rated += report->ratings[i] = all->ratings[i];
    for (size_t i = 0; i < 11; i++)
        report->recommended += report->recommend[i] = all->recommend[i];
}
