/* SPDX-License-Identifier: MIT
 * The outline's tables of groups and of hours. */
#include "report/cells.h"

static size_t group_columns(struct sink *sink, struct column *columns) {
    const kefu_report *report = sink->report;
    size_t count = 0;
    for (size_t i = 0; i < report->column_count; i++) {
        columns[count].text = kefu__column_words(report->columns[i]);
        columns[count++].numeric = false;
    }
    columns[count].text = kefu__words("会话（通）", "Conversations");
    columns[count++].numeric = true;
    columns[count].text = kefu__words("得分", "Score");
    columns[count++].numeric = true;
    columns[count].text = kefu__words("评级", "Band");
    columns[count++].numeric = false;
    for (size_t i = 0; i < report->group_column_count && count < COLUMNS_MAX - 1; i++) {
        columns[count].text = report->group_columns[i].title;
        columns[count++].numeric = true;
    }
    columns[count].text = kefu__words("违规", "Faults");
    columns[count++].numeric = false;
    return count;
}

static unsigned column_tone(const struct report_column *column, const kefu_value *value) {
    if (!column->has_target || value->state != KEFU_STATE_OK)
        return TONE_PLAIN;
    bool met = column->higher_is_better ? value->value >= column->target
                                        : value->value <= column->target;
    return met ? TONE_PLAIN : TONE_BAD;
}

static struct cell score_cell(struct sink *sink, const struct report_group *group) {
    struct cell cell = kefu__cell_value(sink, &group->score);
    if (group->has_previous_score && cell.has_number) {
        cell.note = kefu__words(
            kefu__pen_text(sink->pen, "上期 %s",
                           kefu__pen_fixed(sink->pen, group->previous_score, 1)),
            kefu__pen_text(sink->pen, "was %s",
                           kefu__pen_fixed(sink->pen, group->previous_score, 1)));
    }
    return cell;
}

static void group_row(struct sink *sink, const struct report_group *group) {
    const kefu_report *report = sink->report;
    struct cell cells[COLUMNS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < report->column_count; i++) {
        const bool known = group->key[i].size > 0;
        cells[count] = kefu__cell_head(known ? kefu__words(group->key[i].data, group->key[i].data)
                                             : kefu__words("（没有记录）", "(not recorded)"));
        cells[count++].marked = group->small && i == 0;
    }
    cells[count++] = kefu__cell_count(sink, group->conversations);
    cells[count++] = score_cell(sink, group);
    cells[count++] = group->band ? kefu__cell_text(group->band->title) : kefu__cell_empty();
    for (size_t i = 0; i < report->group_column_count && count < COLUMNS_MAX - 1; i++) {
        cells[count] = kefu__cell_value(sink, &group->cells[i]);
        if (cells[count].has_number)
            cells[count].tone = column_tone(&report->group_columns[i], &group->cells[i]);
        count++;
    }
    cells[count] = group->faults ? kefu__cell_text(group->fault_names) : kefu__cell_empty();
    if (group->faults)
        cells[count].tone = TONE_BAD;
    sink->row(sink, cells, count + 1);
}

static struct words more_groups(struct sink *sink) {
    const size_t more = sink->report->group_count - OUTLINE_GROUPS_MAX;
    return kefu__words(
        kefu__pen_text(sink->pen, "还有 %zu 个分组没有列出，见 JSON 或 CSV 格式的报告。", more),
        kefu__pen_text(sink->pen, "%zu more groups stand in the JSON and CSV reports.", more));
}

void kefu__outline_groups(struct sink *sink) {
    const kefu_report *report = sink->report;
    struct column columns[COLUMNS_MAX];
    const size_t count = group_columns(sink, columns);
    sink->open_section(sink, 2, "groups", kefu__words("客服表现", "Agents and groups"), FOLD_OPEN);
    if (!report->group_count || !report->groups[0].named)
        sink->paragraph(
            sink,
            kefu__words("记录里没有写明分组（例如客服是谁），只有一个总数。",
                        "The records do not name the groups (agents, say): there is one "
                        "total only."),
            TONE_QUIET);
    else
        sink->paragraph(
            sink,
            kefu__words("按得分从高到低排；带 * 的样本少，不参加排名，放在最后。红字未达到目标。",
                        "Sorted by score. What is marked * rests on a small sample and "
                        "stands last. Red misses its target."),
            TONE_QUIET);
    kefu__outline_table(sink, "groups-table", "各组表现", "By group", columns, count);
    for (size_t i = 0; i < report->group_count && i < OUTLINE_GROUPS_MAX; i++)
        group_row(sink, &report->groups[i]);
    sink->close_table(sink);
    if (report->group_count > OUTLINE_GROUPS_MAX)
        sink->paragraph(sink, more_groups(sink), TONE_QUIET);
    sink->close_section(sink, 2);
}

/* ---- hours ---- */

static void hour_row(struct sink *sink, unsigned hour) {
    const kefu_report *report = sink->report;
    const struct report_hour *row = &report->hours[hour];
    struct cell cells[COLUMNS_MAX];
    const char *name = kefu__pen_text(sink->pen, "%02u:00–%02u:00", hour, hour + 1);
    size_t count = 0;
    cells[count++] = kefu__cell_head(kefu__words(name, name));
    cells[count++] = kefu__cell_count(sink, row->conversations);
    for (size_t i = 0; i < report->hour_column_count && count < COLUMNS_MAX; i++) {
        const bool has_median = report->hour_columns[i].unit == KEFU_UNIT_MS &&
                                KEFU_VALUE_IS_NUMBER(row->medians[i]) && row->medians[i].n > 1;
        const kefu_value *value = has_median ? &row->medians[i] : &row->cells[i];
        cells[count] = kefu__cell_value(sink, value);
        if (cells[count].has_number)
            cells[count].tone = column_tone(&report->hour_columns[i], value);
        if (has_median) {
            const struct words mean = kefu__pen_value(sink->pen, &row->cells[i]);
            cells[count].note = kefu__words(kefu__pen_text(sink->pen, "中位；平均 %s", mean.zh),
                                            kefu__pen_text(sink->pen, "median; mean %s", mean.en));
        }
        count++;
    }
    sink->row(sink, cells, count);
}

void kefu__outline_hours(struct sink *sink) {
    const kefu_report *report = sink->report;
    struct column columns[COLUMNS_MAX] = {{W("时段", "Hour"), false},
                                          {W("会话", "Conversations"), true}};
    size_t count = 2;
    sink->open_section(sink, 2, "hours",
                       kefu__words("一天里的等待与情绪", "Waits and mood over the day"),
                       FOLD_PRINTED);
    if (!report->has_hours) {
        sink->paragraph(sink,
                        kefu__words("没有数据：记录里没有时间，算不出时段。",
                                    "No data: the records carry no times."),
                        TONE_QUIET);
        sink->close_section(sink, 2);
        return;
    }
    for (size_t i = 0; i < report->hour_column_count && count < COLUMNS_MAX; i++) {
        columns[count].text = report->hour_columns[i].title;
        columns[count++].numeric = true;
    }
    kefu__outline_charts(sink, "hours");
    kefu__outline_table(sink, "hours-table", "按会话开始的时段",
                        "By the hour in which a conversation began", columns, count);
    for (unsigned hour = 0; hour < AGGREGATE_HOURS; hour++)
        if (report->hours[hour].conversations)
            hour_row(sink, hour);
    sink->close_table(sink);
    sink->close_section(sink, 2);
}
