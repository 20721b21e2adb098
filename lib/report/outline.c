/* SPDX-License-Identifier: MIT
 * The report's order: overview, the problems in detail, what to do, and what stands behind it. */
#include "report/outline.h"

#include <string.h>

#define W(zh, en)                                                                                  \
    { zh, en }
#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
    MOST_COLUMNS = 16,
    OUTLINE_MOST_GROUPS = 500 /* that a page shows; all are in JSON and CSV */
};

/* ---- cells -------------------------------------------------------------------------------------
 */

static struct cell text_cell(struct words text) {
    struct cell cell = {text, {"", ""}, false, 0, false, false, TONE_PLAIN};
    return cell;
}

static struct cell head_cell(struct words text) {
    struct cell cell = text_cell(text);
    cell.head = true;
    return cell;
}

static struct cell empty_cell(void) {
    struct cell cell = text_cell(kefu__words("—", "—"));
    cell.tone = TONE_QUIET;
    return cell;
}

static struct cell count_cell(struct sink *sink, uint64_t count) {
    const char *text = kefu__pen_text(sink->pen, "%llu", (unsigned long long)count);
    struct cell cell = text_cell(kefu__words(text, text));
    cell.has_number = true;
    cell.number = (double)count;
    return cell;
}

static struct cell number_cell(struct sink *sink, double number, uint32_t unit) {
    struct cell cell = text_cell(kefu__pen_number(sink->pen, number, unit));
    cell.has_number = true;
    cell.number = number;
    return cell;
}

/* A value; where there is none, why. */
static struct cell value_cell(struct sink *sink, const kefu_value *value) {
    struct cell cell = text_cell(kefu__pen_value(sink->pen, value));
    if (KEFU_VALUE_IS_NUMBER(*value)) {
        cell.has_number = true;
        cell.number = value->value;
        cell.marked = value->state == KEFU_STATE_LOW_N;
    } else {
        cell.note = kefu__reason_words(value->state, value->reason);
        cell.tone = TONE_QUIET;
    }
    return cell;
}

static struct cell interval_cell(struct sink *sink, const kefu_value *value) {
    const struct words words = kefu__pen_interval(sink->pen, value);
    return *words.zh ? text_cell(words) : empty_cell();
}

static void open_table(struct sink *sink, const char *id, const char *zh, const char *en,
                       const struct column *columns, size_t count) {
    sink->open_table(sink, id, kefu__words(zh, en), columns, count);
}

/* ---- indicators --------------------------------------------------------------------------------
 */

static struct cell target_cell(struct sink *sink, const struct indicator *indicator) {
    struct cell cell;
    if (!indicator->has_target)
        return empty_cell();
    cell = number_cell(sink, indicator->target, indicator->value.unit);
    cell.note = indicator->higher_is_better ? kefu__words("以上", "or more")
                                            : kefu__words("以内", "or less");
    return cell;
}

static struct cell gap_cell(struct sink *sink, const struct indicator *indicator) {
    struct cell cell;
    if (!indicator->has_target || !KEFU_VALUE_IS_NUMBER(indicator->value))
        return empty_cell();
    cell = text_cell(kefu__pen_difference(sink->pen, indicator->gap, indicator->value.unit));
    cell.has_number = true;
    cell.number = indicator->gap;
    cell.note = kefu__target_words(sink->pen, indicator);
    cell.tone = kefu__target_tone(indicator);
    return cell;
}

static struct cell change_cell(struct sink *sink, const struct indicator *indicator) {
    struct cell cell;
    if (indicator->change.kind == CHANGE_NONE)
        return empty_cell();
    cell = text_cell(kefu__pen_change(sink->pen, &indicator->change, indicator->value.unit));
    cell.has_number = true;
    cell.number = indicator->change.value;
    cell.note = kefu__change_note(sink->pen, indicator);
    cell.tone = kefu__change_tone(&indicator->change);
    return cell;
}

static struct words spread_note(struct sink *sink, const struct indicator *indicator) {
    struct words median, p90;
    if (!KEFU_VALUE_IS_NUMBER(indicator->median) || !KEFU_VALUE_IS_NUMBER(indicator->p90))
        return kefu__words("", "");
    median = kefu__pen_value(sink->pen, &indicator->median);
    p90 = kefu__pen_value(sink->pen, &indicator->p90);
    return kefu__words(
        kefu__pen_text(sink->pen, "中位 %s，九成在 %s 内", median.zh, p90.zh),
        kefu__pen_text(sink->pen, "median %s, 9 in 10 within %s", median.en, p90.en));
}

static void indicator_row(struct sink *sink, const struct indicator *indicator) {
    struct cell cells[MOST_COLUMNS];
    size_t count = 0;
    cells[count++] = head_cell(indicator->title);
    if (indicator->level == 2)
        cells[0].tone = TONE_QUIET;
    cells[count] = value_cell(sink, &indicator->value);
    if (cells[count].has_number)
        cells[count].note = spread_note(sink, indicator);
    count++;
    cells[count] = count_cell(sink, indicator->value.n);
    cells[count++].note = kefu__entity_words(indicator->entity);
    cells[count++] = interval_cell(sink, &indicator->value);
    cells[count++] = target_cell(sink, indicator);
    cells[count++] = gap_cell(sink, indicator);
    if (sink->report->compared) {
        cells[count++] = value_cell(sink, &indicator->previous);
        cells[count++] = change_cell(sink, indicator);
    }
    sink->row(sink, cells, count);
}

static void indicator_table(struct sink *sink, const char *id, const char *zh, const char *en,
                            const struct indicator *indicators, size_t count) {
    static const struct column columns[] = {
        {W("指标", "Indicator"), false}, {W("本期", "This period"), true},
        {W("样本", "Sample"), true},     {W("95% 区间", "95% interval"), true},
        {W("目标", "Target"), true},     {W("与目标的差", "Gap to target"), true},
        {W("上期", "Previous"), true},   {W("变化", "Change"), true}};
    size_t i;
    open_table(sink, id, zh, en, columns, sink->report->compared ? 8 : 6);
    for (i = 0; i < count; i++)
        indicator_row(sink, &indicators[i]);
    sink->close_table(sink);
}

static void write_overview(struct sink *sink) {
    const kefu_report *report = sink->report;
    sink->open_section(sink, 1, "overview", kefu__words("核心指标总览", "Overview"));
    if (sink->cards)
        sink->cards(sink);
    indicator_table(sink, "core", "核心指标", "Core indicators", report->indicators,
                    report->core_count);
    if (!report->compared)
        sink->paragraph(sink,
                        kefu__words("没有给出上期数据，所以不作比较。",
                                    "No previous period was given: nothing is compared."),
                        TONE_QUIET);
    sink->close_section(sink, 1);
}

/* ---- groups ------------------------------------------------------------------------------------
 */

static size_t group_columns(struct sink *sink, struct column *columns) {
    const kefu_report *report = sink->report;
    size_t count = 0, i;
    for (i = 0; i < report->column_count; i++) {
        columns[count].text = kefu__column_words(report->columns[i]);
        columns[count++].numeric = false;
    }
    columns[count].text = kefu__words("会话", "Conversations");
    columns[count++].numeric = true;
    columns[count].text = kefu__words("得分", "Score");
    columns[count++].numeric = true;
    columns[count].text = kefu__words("评级", "Band");
    columns[count++].numeric = false;
    for (i = 0; i < report->group_column_count && count < MOST_COLUMNS - 1; i++) {
        columns[count].text = report->group_columns[i].title;
        columns[count++].numeric = true;
    }
    columns[count].text = kefu__words("过失", "Faults");
    columns[count++].numeric = false;
    return count;
}

static unsigned column_tone(const struct report_column *column, const kefu_value *value) {
    bool met;
    if (!column->has_target || value->state != KEFU_STATE_OK)
        return TONE_PLAIN;
    met = column->higher_is_better ? value->value >= column->target
                                   : value->value <= column->target;
    return met ? TONE_PLAIN : TONE_BAD;
}

static struct cell score_cell(struct sink *sink, const struct report_group *group) {
    struct cell cell = value_cell(sink, &group->score);
    if (group->has_previous_score && cell.has_number) {
        cell.note = kefu__words(
            kefu__pen_text(sink->pen, "上期 %s",
                           kefu__pen_fixed(sink->pen, group->previous_score, 1)),
            kefu__pen_text(sink->pen, "was %s",
                           kefu__pen_fixed(sink->pen, group->previous_score, 1)));
    }
    return cell;
}

static void group_row(struct sink *sink, const struct report_group *group) {
    const kefu_report *report = sink->report;
    struct cell cells[MOST_COLUMNS];
    size_t count = 0, i;
    for (i = 0; i < report->column_count; i++) {
        const bool known = group->key[i].size > 0;
        cells[count] = head_cell(known ? kefu__words(group->key[i].data, group->key[i].data)
                                       : kefu__words("（没有记录）", "(not recorded)"));
        cells[count++].marked = group->small && i == 0;
    }
    cells[count++] = count_cell(sink, group->conversations);
    cells[count++] = score_cell(sink, group);
    cells[count++] = group->band ? text_cell(group->band->title) : empty_cell();
    for (i = 0; i < report->group_column_count && count < MOST_COLUMNS - 1; i++) {
        cells[count] = value_cell(sink, &group->cells[i]);
        if (cells[count].has_number)
            cells[count].tone = column_tone(&report->group_columns[i], &group->cells[i]);
        count++;
    }
    cells[count] = group->faults ? text_cell(group->fault_names) : empty_cell();
    if (group->faults)
        cells[count].tone = TONE_BAD;
    sink->row(sink, cells, count + 1);
}

static struct words more_groups(struct sink *sink) {
    const size_t more = sink->report->group_count - OUTLINE_MOST_GROUPS;
    return kefu__words(
        kefu__pen_text(sink->pen, "还有 %zu 个分组没有列出，见 JSON 或 CSV 格式的报告。", more),
        kefu__pen_text(sink->pen, "%zu more groups stand in the JSON and CSV reports.", more));
}

static void write_groups(struct sink *sink) {
    const kefu_report *report = sink->report;
    struct column columns[MOST_COLUMNS];
    const size_t count = group_columns(sink, columns);
    size_t i;
    sink->open_section(sink, 2, "groups", kefu__words("客服与分组", "Agents and groups"));
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
    open_table(sink, "groups-table", "各组表现", "By group", columns, count);
    for (i = 0; i < report->group_count && i < OUTLINE_MOST_GROUPS; i++)
        group_row(sink, &report->groups[i]);
    sink->close_table(sink);
    if (report->group_count > OUTLINE_MOST_GROUPS)
        sink->paragraph(sink, more_groups(sink), TONE_QUIET);
    sink->close_section(sink, 2);
}

/* ---- hours -------------------------------------------------------------------------------------
 */

static void hour_row(struct sink *sink, unsigned hour) {
    const kefu_report *report = sink->report;
    const struct report_hour *row = &report->hours[hour];
    struct cell cells[MOST_COLUMNS];
    const char *name = kefu__pen_text(sink->pen, "%02u:00–%02u:00", hour, hour + 1);
    size_t count = 0, i;
    cells[count++] = head_cell(kefu__words(name, name));
    cells[count++] = count_cell(sink, row->conversations);
    for (i = 0; i < report->hour_column_count && count < MOST_COLUMNS; i++) {
        cells[count] = value_cell(sink, &row->cells[i]);
        if (cells[count].has_number)
            cells[count].tone = column_tone(&report->hour_columns[i], &row->cells[i]);
        if (report->hour_columns[i].unit == KEFU_UNIT_MS && KEFU_VALUE_IS_NUMBER(row->medians[i]) &&
            row->medians[i].n > 1) {
            const struct words median = kefu__pen_value(sink->pen, &row->medians[i]);
            cells[count].note = kefu__words(kefu__pen_text(sink->pen, "中位 %s", median.zh),
                                            kefu__pen_text(sink->pen, "median %s", median.en));
        }
        count++;
    }
    sink->row(sink, cells, count);
}

static void write_hours(struct sink *sink) {
    const kefu_report *report = sink->report;
    struct column columns[MOST_COLUMNS] = {{W("时段", "Hour"), false},
                                           {W("会话", "Conversations"), true}};
    size_t count = 2, i;
    unsigned hour;
    sink->open_section(sink, 2, "hours",
                       kefu__words("一天里的等待与情绪", "Waits and mood over the day"));
    if (!report->has_hours) {
        sink->paragraph(sink,
                        kefu__words("没有数据：记录里没有时间，算不出时段。",
                                    "No data: the records carry no times."),
                        TONE_QUIET);
        sink->close_section(sink, 2);
        return;
    }
    for (i = 0; i < report->hour_column_count && count < MOST_COLUMNS; i++) {
        columns[count].text = report->hour_columns[i].title;
        columns[count++].numeric = true;
    }
    if (sink->chart) {
        sink->chart(
            sink, "waits",
            kefu__words("各时段会话量与首次响应（中位数；不足 3 段的时段不画）",
                        "Volume and median first response by hour (not with fewer than 3)"));
        sink->chart(sink, "mood", kefu__words("各时段客户情绪", "Customers' sentiment by hour"));
    }
    open_table(sink, "hours-table", "按会话开始的时段", "By the hour in which a conversation began",
               columns, count);
    for (hour = 0; hour < AGGREGATE_HOURS; hour++)
        if (report->hours[hour].conversations)
            hour_row(sink, hour);
    sink->close_table(sink);
    sink->close_section(sink, 2);
}

/* ---- issues ------------------------------------------------------------------------------------
 */

static void issue_row(struct sink *sink, const struct report_issue *issue, bool owned) {
    struct cell cells[MOST_COLUMNS];
    size_t count = 0;
    cells[count++] = head_cell(issue->title);
    cells[count++] = count_cell(sink, issue->conversations);
    cells[count++] = count_cell(sink, issue->feedback);
    cells[count++] = number_cell(sink, issue->share, KEFU_UNIT_RATIO);
    cells[count++] = count_cell(sink, issue->negative);
    cells[count] = value_cell(sink, &issue->negative_rate);
    cells[count].note = kefu__pen_interval(sink->pen, &issue->negative_rate);
    count++;
    if (sink->report->compared)
        cells[count++] = number_cell(sink, issue->previous_share, KEFU_UNIT_RATIO);
    if (owned)
        cells[count++] = issue->owner ? text_cell(issue->owner->title) : empty_cell();
    sink->row(sink, cells, count);
}

/* What was said, by issue; that of the first `opened` lies open. */
static void write_quotes(struct sink *sink, const struct report_list *list, size_t opened) {
    bool begun = false;
    size_t i;
    for (i = 0; i < list->count; i++) {
        if (!list->items[i].case_count)
            continue;
        if (!begun)
            sink->open_quotes(sink);
        begun = true;
        sink->quotes(sink, &list->items[i], i < opened);
    }
    if (begun)
        sink->close_quotes(sink);
}

/* Topics and aspects: how many, how many unhappy, whose they are. */
static void problem_table(struct sink *sink, const char *id, struct words title,
                          const struct report_list *list, size_t opened) {
    struct column columns[MOST_COLUMNS] = {
        {W("问题", "Problem"), false}, {W("会话", "Conversations"), true},
        {W("反馈", "Feedback"), true}, {W("占比", "Share"), true},
        {W("不满", "Unhappy"), true},  {W("不满率", "Unhappy share"), true}};
    size_t count = 6, i;
    if (sink->report->compared) {
        columns[count].text = kefu__words("上期占比", "Previous share");
        columns[count++].numeric = true;
    }
    columns[count].text = kefu__words("责任部门", "Owner");
    columns[count++].numeric = false;
    sink->open_table(sink, id, title, columns, count);
    for (i = 0; i < list->count; i++)
        issue_row(sink, &list->items[i], true);
    sink->close_table(sink);
    write_quotes(sink, list, opened);
}

static void write_problems(struct sink *sink) {
    const kefu_report *report = sink->report;
    const struct report_list *topics = &report->issues[ISSUE_TOPIC];
    const struct report_list *aspects = &report->issues[ISSUE_ASPECT];
    if (!topics->count && !aspects->count)
        return;
    sink->open_section(sink, 2, "issues", kefu__words("高频问题", "Frequent problems"));
    sink->paragraph(
        sink,
        kefu__words("按不满的次数排。不满：会话里客户整体情绪为负，或反馈打了低分、说了不好。",
                    "Sorted by how often customers were unhappy: a negative mood over "
                    "the conversation, a low rating, or bad words."),
        TONE_QUIET);
    if (sink->chart)
        sink->chart(sink, "problems",
                    kefu__words("高频问题：不满与其他", "Problems: unhappy and others"));
    if (topics->count)
        problem_table(sink, "topics", kefu__words("按主题", "By topic"), topics, 3);
    if (aspects->count)
        problem_table(sink, "aspects",
                      kefu__words("客户话里提到的方面", "Aspects that customers spoke of"), aspects,
                      topics->count ? 0 : 3);
    sink->close_section(sink, 2);
}

static void found_table(struct sink *sink, const char *id, struct words title,
                        const struct report_list *list, bool agents) {
    struct column columns[MOST_COLUMNS] = {{W("名称", "Name"), false},
                                           {W("会话", "Conversations"), true},
                                           {W("占比", "Share"), true},
                                           {W("消息", "Messages"), true}};
    size_t count = 4, i, n;
    if (agents) {
        columns[count].text = kefu__words("最多的是", "Most by");
        columns[count++].numeric = false;
    }
    sink->open_table(sink, id, title, columns, count);
    for (i = 0; i < list->count; i++) {
        const struct report_issue *issue = &list->items[i];
        struct cell cells[MOST_COLUMNS];
        n = 0;
        cells[n++] = head_cell(issue->title);
        cells[n++] = count_cell(sink, issue->conversations);
        cells[n++] = number_cell(sink, issue->share, KEFU_UNIT_RATIO);
        cells[n++] = count_cell(sink, issue->mentions);
        if (agents) {
            cells[n] = empty_cell();
            if (issue->worst_group.size) {
                const char *text = kefu__pen_text(sink->pen, "%s (%llu)", issue->worst_group.data,
                                                  (unsigned long long)issue->worst_count);
                cells[n] = text_cell(kefu__words(text, text));
            }
            n++;
        }
        sink->row(sink, cells, n);
    }
    sink->close_table(sink);
}

static void write_found(struct sink *sink, uint32_t kind, const char *id, struct words title,
                        struct words none) {
    const struct report_list *list = &sink->report->issues[kind];
    sink->open_section(sink, 2, id, title);
    if (!list->count)
        sink->paragraph(sink, none, TONE_QUIET);
    else
        found_table(sink, kefu__pen_text(sink->pen, "%s-table", id), title, list,
                    kind == ISSUE_FAULT);
    if (kind == ISSUE_FAULT || kind == ISSUE_INTENT)
        write_quotes(sink, list, kind == ISSUE_FAULT ? 3 : 1);
    sink->close_section(sink, 2);
}

/* ---- scores and feedback -----------------------------------------------------------------------
 */

static void band_table(struct sink *sink) {
    static const struct column columns[] = {{W("评级", "Band"), false},
                                            {W("会话", "Conversations"), true},
                                            {W("占比", "Share"), true},
                                            {W("上期占比", "Previous share"), true}};
    const kefu_report *report = sink->report;
    size_t i;
    open_table(sink, "bands", "评级分布", "Bands", columns, report->compared ? 4 : 3);
    for (i = 0; i < report->band_count; i++) {
        const struct report_band *band = &report->bands[i];
        struct cell cells[4];
        cells[0] = head_cell(band->title);
        cells[1] = count_cell(sink, band->count);
        cells[2] = report->banded ? number_cell(sink, (double)band->count / (double)report->banded,
                                                KEFU_UNIT_RATIO)
                                  : empty_cell();
        cells[3] = report->previous_banded
                       ? number_cell(sink,
                                     (double)band->previous_count / (double)report->previous_banded,
                                     KEFU_UNIT_RATIO)
                       : empty_cell();
        sink->row(sink, cells, report->compared ? 4 : 3);
    }
    sink->close_table(sink);
}

static void write_scores(struct sink *sink) {
    const kefu_report *report = sink->report;
    sink->open_section(sink, 2, "scores", kefu__words("评分与评级", "Scores and bands"));
    if (!report->rubric_id) {
        sink->paragraph(sink, kefu__words("没有评分。", "Nothing was scored."), TONE_QUIET);
        sink->close_section(sink, 2);
        return;
    }
    if (sink->chart) {
        sink->chart(sink, "criteria", kefu__words("各评分项平均分", "Mean score by criterion"));
        sink->chart(sink, "bands-chart", kefu__words("评级分布", "Bands"));
    }
    indicator_table(sink, "criteria-table", "评分项", "Criteria", report->scores,
                    report->score_count);
    band_table(sink);
    sink->close_section(sink, 2);
}

static void rating_table(struct sink *sink, const char *id, const char *zh, const char *en,
                         const uint64_t *counts, unsigned first, size_t scale, uint64_t all) {
    static const struct column columns[] = {
        {W("分数", "Rating"), false}, {W("条数", "Records"), true}, {W("占比", "Share"), true}};
    size_t i;
    open_table(sink, id, zh, en, columns, 3);
    for (i = scale; i-- > 0;) {
        struct cell cells[3];
        const char *text = kefu__pen_text(sink->pen, "%u", first + (unsigned)i);
        cells[0] = head_cell(kefu__words(text, text));
        cells[1] = count_cell(sink, counts[i]);
        cells[2] = number_cell(sink, (double)counts[i] / (double)all, KEFU_UNIT_RATIO);
        sink->row(sink, cells, 3);
    }
    sink->close_table(sink);
}

/* Those of the indicators that the spec counts as feedback, in its order. */
static void feedback_table(struct sink *sink) {
    const kefu_report *report = sink->report;
    struct indicator *chosen = kefu__pen_room(sink->pen, report->spec.feedback.count,
                                              sizeof *chosen);
    size_t count = 0, i, j;
    for (i = 0; chosen && i < report->spec.feedback.count; i++)
        for (j = 0; j < report->indicator_count; j++)
            if (strcmp(report->indicators[j].id, report->spec.feedback.items[i]) == 0)
                chosen[count++] = report->indicators[j];
    if (count)
        indicator_table(sink, "feedback-table", "反馈指标", "Feedback indicators", chosen, count);
}

static void write_feedback(struct sink *sink) {
    const kefu_report *report = sink->report;
    sink->open_section(sink, 2, "feedback", kefu__words("客户反馈", "Feedback"));
    if (report->feedback == 0)
        sink->paragraph(sink, kefu__words("没有反馈记录。", "There is no feedback."), TONE_QUIET);
    if (sink->chart && report->rated)
        sink->chart(sink, "ratings", kefu__words("评分分布（1–5 分）", "Ratings (1–5)"));
    feedback_table(sink);
    if (report->rated)
        rating_table(sink, "ratings-table", "评分分布（1–5 分）", "Ratings (1–5)", report->ratings,
                     1, 5, report->rated);
    if (report->recommended)
        rating_table(sink, "recommend-table", "愿意推荐的程度（0–10 分）", "Would recommend (0–10)",
                     report->recommend, 0, 11, report->recommended);
    sink->close_section(sink, 2);
}

/* ---- what to do, and what stands behind it -----------------------------------------------------
 */

static void write_suggestions(struct sink *sink) {
    const kefu_report *report = sink->report;
    size_t i;
    sink->open_section(sink, 1, "suggestions", kefu__words("改进建议", "What to do"));
    if (!report->suggestion_count)
        sink->paragraph(sink, kefu__words("没有需要改进的发现。", "Nothing calls for a change."),
                        TONE_PLAIN);
    for (i = 0; i < report->suggestion_count; i++)
        sink->suggestion(sink, i + 1, &report->suggestions[i]);
    sink->close_section(sink, 1);
}

static bool has_findings(const kefu_report *report, bool good, bool note) {
    size_t i;
    for (i = 0; i < report->finding_count; i++)
        if (report->findings[i].good == good && report->findings[i].note == note)
            return true;
    return false;
}

static void write_findings(struct sink *sink, bool good, bool note, const char *id,
                           struct words title) {
    const kefu_report *report = sink->report;
    size_t i;
    if (!has_findings(report, good, note))
        return;
    sink->open_section(sink, 2, id, title);
    for (i = 0; i < report->finding_count; i++)
        if (report->findings[i].good == good && report->findings[i].note == note)
            sink->finding(sink, &report->findings[i]);
    sink->close_section(sink, 2);
}

static void write_definitions(struct sink *sink) {
    const kefu_report *report = sink->report;
    const struct words text = kefu__words(
        kefu__pen_text(
            sink->pen,
            "定义：%s（摘要 %s）%s%s。比率的区间用 Wilson 法，均值的区间用标准误，置信水平 "
            "95%%；两期比率用两比例 z 检验，均值用正态近似，p 小于 0.05 称显著；样本不到"
            "规定数的不检验。中位数和九成位有不到 0.8%% 的误差。引文里的电话、单号和账号"
            "已遮盖。",
            report->scheme_id, report->scheme_digest, report->rubric_id ? "，评分表 " : "",
            report->rubric_id ? report->rubric_id : ""),
        kefu__pen_text(sink->pen,
                       "Definitions: %s (digest %s)%s%s. Intervals are at 95%%: Wilson's for "
                       "ratios, from the standard error for means. Periods are compared by the "
                       "two-proportion z test, means by a normal approximation; p below 0.05 is "
                       "called significant; samples below their minimum are not tested. Medians "
                       "and 90th percentiles are within 0.8%%. Telephone numbers, orders and "
                       "handles in quotes are masked.",
                       report->scheme_id, report->scheme_digest,
                       report->rubric_id ? ", rubric " : "",
                       report->rubric_id ? report->rubric_id : ""));
    sink->open_section(sink, 2, "definitions", kefu__words("口径", "How it is measured"));
    sink->paragraph(sink, text, TONE_QUIET);
    sink->close_section(sink, 2);
}

static void write_details(struct sink *sink) {
    sink->open_section(sink, 1, "details", kefu__words("细分问题", "Problems in detail"));
    write_problems(sink);
    write_groups(sink);
    write_hours(sink);
    write_found(sink, ISSUE_FAULT, "faults", kefu__words("客服过失", "Agents' faults"),
                kefu__words("没有发现过失。", "No faults were found."));
    write_found(
        sink, ISSUE_INTENT, "intents", kefu__words("客户意图", "What customers are about to do"),
        kefu__words("没有发现催促、投诉或流失的意思。", "No urging, threat or leaving was found."));
    write_found(sink, ISSUE_EMOTION, "emotions", kefu__words("客户情绪", "Customers' emotions"),
                kefu__words("没有发现明显的情绪。", "No marked emotion was found."));
    write_found(sink, ISSUE_ACT, "acts", kefu__words("客服用语", "What agents did"),
                kefu__words("没有数据。", "No data."));
    write_scores(sink);
    write_feedback(sink);
    sink->close_section(sink, 1);
}

void kefu__outline_write(struct sink *sink) {
    const kefu_report *report = sink->report;
    write_overview(sink);
    write_details(sink);
    write_suggestions(sink);
    sink->open_section(sink, 1, "behind", kefu__words("依据", "What stands behind it"));
    write_findings(sink, false, false, "findings", kefu__words("全部发现", "All findings"));
    write_findings(sink, true, false, "praise", kefu__words("做得好的", "What went well"));
    write_findings(sink, false, true, "data", kefu__words("数据说明", "About the data"));
    sink->open_section(sink, 2, "indicators", kefu__words("全部指标", "All indicators"));
    indicator_table(sink, "all-indicators", "全部指标", "All indicators", report->indicators,
                    report->indicator_count);
    sink->close_section(sink, 2);
    write_definitions(sink);
    sink->close_section(sink, 1);
}
