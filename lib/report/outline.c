/* SPDX-License-Identifier: MIT
 * The order of the report's chapters: overview, problems in detail, suggestions, notes on method
 * and data. */
#include "report/cells.h"

/* Writes the suggestions from `from` to `to` - 1. */
static void write_advice(struct sink *sink, size_t from, size_t to) {
    for (size_t i = from; i < to; i++)
        sink->suggestion(sink, i + 1, &sink->report->suggestions[i]);
}

static size_t first_advice(const kefu_report *report) {
    return report->suggestion_count < OVERVIEW_ADVICE ? report->suggestion_count : OVERVIEW_ADVICE;
}

/* Names the core indicators that have no data, which get no card. */
static void write_missing(struct sink *sink) {
    const struct words missing = kefu__missing_words(sink->pen, sink->report);
    if (*missing.zh)
        sink->paragraph(sink, missing, TONE_QUIET);
}

static void write_overview(struct sink *sink) {
    const kefu_report *report = sink->report;
    sink->open_section(sink, 1, "overview", kefu__words("要点", "Overview"), FOLD_OPEN);
    if (sink->cards)
        sink->cards(sink);
    write_missing(sink);
    if (!report->compared)
        sink->paragraph(sink,
                        kefu__words("没有给出上期数据，所以不作比较。",
                                    "No previous period was given: nothing is compared."),
                        TONE_QUIET);
    if (report->suggestion_count)
        sink->paragraph(sink, kefu__words("先做这几件事", "To do first"), TONE_STRONG);
    write_advice(sink, 0, first_advice(report));
    sink->open_section(sink, 2, "core-details",
                       kefu__words("核心指标明细", "Core indicators in detail"), FOLD_CLOSED);
    kefu__outline_indicators(sink, "core", "核心指标明细", "Core indicators in detail",
                             report->indicators, report->core_count);
    sink->close_section(sink, 2);
    sink->close_section(sink, 1);
}

/* ---- what to do, and what stands behind it ---- */

static void write_suggestions(struct sink *sink) {
    const kefu_report *report = sink->report;
    const size_t first = first_advice(report);
    sink->open_section(sink, 1, "suggestions", kefu__words("改进建议", "What to do"), FOLD_OPEN);
    if (!report->suggestion_count)
        sink->paragraph(sink, kefu__words("没有需要改进的发现。", "Nothing calls for a change."),
                        TONE_PLAIN);
    else if (report->suggestion_count == first)
        sink->paragraph(sink, kefu__words("都在要点里。", "All of them stand in the overview."),
                        TONE_PLAIN);
    else
        sink->paragraph(sink,
                        kefu__words("最要紧的几件在要点里，这里是其余的。",
                                    "The first ones stand in the overview; here are the others."),
                        TONE_QUIET);
    write_advice(sink, first, report->suggestion_count);
    sink->close_section(sink, 1);
}

static bool has_findings(const kefu_report *report, bool good, bool note) {
    for (size_t i = 0; i < report->finding_count; i++)
        if (report->findings[i].good == good && report->findings[i].note == note)
            return true;
    return false;
}

static void write_findings(struct sink *sink, bool good, bool note, const char *id,
                           struct words title, enum fold fold) {
    const kefu_report *report = sink->report;
    if (!has_findings(report, good, note))
        return;
    sink->open_section(sink, 2, id, title, fold);
    for (size_t i = 0; i < report->finding_count; i++)
        if (report->findings[i].good == good && report->findings[i].note == note)
            sink->finding(sink, &report->findings[i]);
    sink->close_section(sink, 2);
}

enum { BREAKS_NAMED_MAX = 8 }; /* more are only counted */

static void write_breaks(struct sink *sink) {
    const kefu_report *report = sink->report;
    const char *zh = "", *en = "";
    size_t named = 0;
    if (!report->break_count)
        return;
    for (; named < report->break_count && named < BREAKS_NAMED_MAX; named++) {
        zh = kefu__pen_text(sink->pen, "%s%s%s", zh, named ? "、" : "",
                            report->breaks[named].title.zh);
        en = kefu__pen_text(sink->pen, "%s%s%s", en, named ? ", " : "",
                            report->breaks[named].title.en);
    }
    const bool more = named < report->break_count;
    sink->paragraph(
        sink,
        kefu__words(
            kefu__pen_text(sink->pen,
                           "这些项的定义变过，按别的定义统计的部分没有计入，也不作比较：%s%s"
                           "（共 %zu 项）。",
                           zh, more ? "……" : "", report->break_count),
            kefu__pen_text(sink->pen,
                           "Defined differently before: %s%s (%zu in all). What was counted "
                           "under other definitions is left out and not compared.",
                           en, more ? " …" : "", report->break_count)),
        TONE_QUIET);
}

static void write_definitions(struct sink *sink) {
    const kefu_report *report = sink->report;
    const struct words text = kefu__words(
        kefu__pen_text(
            sink->pen,
            "定义：%s（摘要 %s）%s%s。区间的置信水平 95%%：比率用 Wilson 法，均值用标准误，"
            "都不出量程；同一会话的几次等待不算互相独立，按会话估方差。两期比率用两比例 z "
            "检验，均值用正态近似，p 小于 0.05 称显著；样本不到规定数的不检验。中位数和"
            "九成位按线性插值，误差不到 0.6%%。引文里的电话、单号和账号已遮盖。",
            report->scheme_id, report->scheme_digest, report->rubric_id ? "，评分表 " : "",
            report->rubric_id ? report->rubric_id : ""),
        kefu__pen_text(sink->pen,
                       "Definitions: %s (digest %s)%s%s. Intervals are at 95%%: Wilson's for "
                       "ratios, from the standard error for means, none beyond the scale; waits "
                       "of one conversation are not independent, so variances are those between "
                       "conversations. Periods are compared by the two-proportion z test, means "
                       "by a normal approximation; p below 0.05 is called significant; samples "
                       "below their minimum are not tested. Medians and 90th percentiles are "
                       "interpolated, within 0.6%%. Telephone numbers, orders and handles in "
                       "quotes are masked.",
                       report->scheme_id, report->scheme_digest,
                       report->rubric_id ? ", rubric " : "",
                       report->rubric_id ? report->rubric_id : ""));
    sink->open_section(sink, 2, "definitions", kefu__words("口径", "How it is measured"),
                       FOLD_CLOSED);
    sink->paragraph(sink, text, TONE_QUIET);
    write_breaks(sink);
    sink->close_section(sink, 2);
}

static void write_details(struct sink *sink) {
    sink->open_section(sink, 1, "details", kefu__words("明细", "Details"), FOLD_OPEN);
    kefu__outline_problems(sink);
    kefu__outline_groups(sink);
    kefu__outline_hours(sink);
    kefu__outline_found(sink, ISSUE_FAULT, "faults", kefu__words("违规", "Agents' faults"),
                        kefu__words("没有发现违规。", "No faults were found."), FOLD_PRINTED);
    kefu__outline_scores(sink);
    kefu__outline_feedback(sink);
    kefu__outline_found(
        sink, ISSUE_INTENT, "intents", kefu__words("客户意图", "What customers are about to do"),
        kefu__words("没有发现催促、投诉或流失的意思。", "No urging, threat or leaving was found."),
        FOLD_PRINTED);
    kefu__outline_found(
        sink, ISSUE_EMOTION, "emotions", kefu__words("客户情绪", "Customers' emotions"),
        kefu__words("没有发现明显的情绪。", "No marked emotion was found."), FOLD_CLOSED);
    kefu__outline_found(sink, ISSUE_ACT, "acts", kefu__words("客服用语", "What agents did"),
                        kefu__words("没有数据。", "No data."), FOLD_CLOSED);
    sink->close_section(sink, 1);
}

void kefu__outline_write(struct sink *sink) {
    const kefu_report *report = sink->report;
    write_overview(sink);
    write_details(sink);
    write_suggestions(sink);
    sink->open_section(sink, 1, "behind", kefu__words("依据", "What stands behind it"), FOLD_OPEN);
    write_findings(sink, false, false, "findings", kefu__words("全部发现", "All findings"),
                   FOLD_CLOSED);
    write_findings(sink, true, false, "praise", kefu__words("做得好的", "What went well"),
                   FOLD_CLOSED);
    write_findings(sink, false, true, "data", kefu__words("数据说明", "About the data"),
                   FOLD_PRINTED);
    sink->open_section(sink, 2, "indicators", kefu__words("全部指标", "All indicators"),
                       FOLD_CLOSED);
    kefu__outline_indicators(sink, "all-indicators", "全部指标", "All indicators",
                             report->indicators, report->indicator_count);
    sink->close_section(sink, 2);
    write_definitions(sink);
    sink->close_section(sink, 1);
}
