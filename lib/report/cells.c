/* SPDX-License-Identifier: MIT
 * Cells of the outline's tables, and the table of indicators. */
#include <string.h>

#include "report/cells.h"

struct cell kefu__cell_text(struct words text) {
    struct cell cell = {text, {"", ""}, 0, TONE_PLAIN, false, false, false};
    return cell;
}

struct cell kefu__cell_head(struct words text) {
    struct cell cell = kefu__cell_text(text);
    cell.head = true;
    return cell;
}

struct cell kefu__cell_empty(void) {
    struct cell cell = kefu__cell_text(kefu__words("—", "—"));
    cell.tone = TONE_QUIET;
    return cell;
}

struct cell kefu__cell_count(struct sink *sink, uint64_t count) {
    const char *text = kefu__pen_text(sink->pen, "%llu", (unsigned long long)count);
    struct cell cell = kefu__cell_text(kefu__words(text, text));
    cell.has_number = true;
    cell.number = (double)count;
    return cell;
}

struct cell kefu__cell_number(struct sink *sink, double number, uint32_t unit) {
    struct cell cell = kefu__cell_text(kefu__pen_number(sink->pen, number, unit));
    cell.has_number = true;
    cell.number = number;
    return cell;
}

/* The table cell that shows a metric's value or, if there is none, the reason why. */
struct cell kefu__cell_value(struct sink *sink, const kefu_value *value) {
    struct cell cell = kefu__cell_text(kefu__pen_value(sink->pen, value));
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
    return *words.zh ? kefu__cell_text(words) : kefu__cell_empty();
}

void kefu__outline_table(struct sink *sink, const char *id, const char *zh, const char *en,
                         const struct column *columns, size_t count) {
    sink->open_table(sink, id, kefu__words(zh, en), columns, count);
}

/* ---- indicators ---- */

static struct cell target_cell(struct sink *sink, const struct indicator *indicator) {
    if (!indicator->has_target)
        return kefu__cell_empty();
    struct cell cell = kefu__cell_number(sink, indicator->target, indicator->value.unit);
    cell.note = indicator->higher_is_better ? kefu__words("以上", "or more")
                                            : kefu__words("以内", "or less");
    return cell;
}

static struct cell gap_cell(struct sink *sink, const struct indicator *indicator) {
    if (!indicator->has_target || !KEFU_VALUE_IS_NUMBER(indicator->value))
        return kefu__cell_empty();
    struct cell cell = kefu__cell_text(
        kefu__pen_difference(sink->pen, indicator->gap, indicator->value.unit));
    cell.has_number = true;
    cell.number = indicator->gap;
    cell.note = kefu__target_words(sink->pen, indicator);
    cell.tone = kefu__target_tone(indicator);
    return cell;
}

static struct cell change_cell(struct sink *sink, const struct indicator *indicator) {
    if (indicator->change.kind == CHANGE_NONE)
        return kefu__cell_empty();
    struct cell cell = kefu__cell_text(
        kefu__pen_change(sink->pen, &indicator->change, indicator->value.unit));
    cell.has_number = true;
    cell.number = indicator->change.value;
    cell.note = kefu__change_note(sink->pen, indicator);
    cell.tone = kefu__change_tone(&indicator->change);
    return cell;
}

/* Of a duration that is shown by its median: the 90th percentile and the mean. */
static struct words spread_note(struct sink *sink, const struct indicator *indicator) {
    if (indicator->shown == indicator)
        return kefu__words("", "");
    const struct words p90 = kefu__pen_value(sink->pen, &indicator->p90);
    const struct words mean = kefu__pen_value(sink->pen, &indicator->value);
    return kefu__words(kefu__pen_text(sink->pen, "中位数；P90 %s，平均 %s", p90.zh, mean.zh),
                       kefu__pen_text(sink->pen, "median; P90 %s, mean %s", p90.en, mean.en));
}

static void indicator_row(struct sink *sink, const struct indicator *defined, bool targets) {
    const struct indicator *indicator = defined->shown;
    struct cell cells[COLUMNS_MAX];
    size_t count = 0;
    cells[count++] = kefu__cell_head(defined->title);
    if (indicator->level == 2)
        cells[0].tone = TONE_QUIET;
    cells[count] = kefu__cell_value(sink, &indicator->value);
    if (cells[count].has_number)
        cells[count].note = spread_note(sink, defined);
    count++;
    cells[count] = kefu__cell_count(sink, indicator->value.n);
    cells[count++].note = kefu__entity_words(indicator->entity);
    cells[count++] = interval_cell(sink, &indicator->value);
    if (targets) {
        cells[count++] = target_cell(sink, indicator);
        cells[count++] = gap_cell(sink, indicator);
    }
    if (sink->report->compared) {
        cells[count++] = kefu__cell_value(sink, &indicator->previous);
        cells[count++] = change_cell(sink, indicator);
    }
    sink->row(sink, cells, count);
}

static bool have_targets(const struct indicator *indicators, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (indicators[i].has_target)
            return true;
    return false;
}

void kefu__outline_indicators(struct sink *sink, const char *id, const char *zh, const char *en,
                              const struct indicator *indicators, size_t count) {
    static const struct column first[] = {{W("指标", "Indicator"), false},
                                          {W("本期", "This period"), true},
                                          {W("样本", "Sample"), true},
                                          {W("95% 区间", "95% interval"), true}};
    static const struct column target[] = {{W("目标", "Target"), true},
                                           {W("与目标的差", "Gap to target"), true}};
    static const struct column before[] = {{W("上期", "Previous"), true},
                                           {W("变化", "Change"), true}};
    const bool targets = have_targets(indicators, count);
    struct column columns[8];
    size_t width = 4;
    memcpy(columns, first, sizeof first);
    if (targets) {
        memcpy(columns + width, target, sizeof target);
        width += 2;
    }
    if (sink->report->compared) {
        memcpy(columns + width, before, sizeof before);
        width += 2;
    }
    kefu__outline_table(sink, id, zh, en, columns, width);
    for (size_t i = 0; i < count; i++)
        indicator_row(sink, &indicators[i], targets);
    sink->close_table(sink);
}
