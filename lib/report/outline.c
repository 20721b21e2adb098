/* SPDX-License-Identifier: MIT
 * The order of the report's chapters: overview, problems in detail, suggestions, notes on method
 * and data. */
#include "report/cells.h"

static void write_overview(struct sink *sink) {
    const kefu_report *report = sink->report;
    sink->open_section(sink, 1, "overview", kefu__words("核心指标总览", "Overview"));
    if (sink->cards)
        sink->cards(sink);
    kefu__outline_indicators(sink, "core", "核心指标", "Core indicators", report->indicators,
                             report->core_count);
    if (!report->compared)
        sink->paragraph(sink,
                        kefu__words("没有给出上期数据，所以不作比较。",
                                    "No previous period was given: nothing is compared."),
                        TONE_QUIET);
    sink->close_section(sink, 1);
}

/* ---- what to do, and what stands behind it ---- */

static void write_suggestions(struct sink *sink) {
    const kefu_report *report = sink->report;
    sink->open_section(sink, 1, "suggestions", kefu__words("改进建议", "What to do"));
    if (!report->suggestion_count)
        sink->paragraph(sink, kefu__words("没有需要改进的发现。", "Nothing calls for a change."),
                        TONE_PLAIN);
    for (size_t i = 0; i < report->suggestion_count; i++)
        sink->suggestion(sink, i + 1, &report->suggestions[i]);
    sink->close_section(sink, 1);
}

static bool has_findings(const kefu_report *report, bool good, bool note) {
    for (size_t i = 0; i < report->finding_count; i++)
        if (report->findings[i].good == good && report->findings[i].note == note)
            return true;
    return false;
}

static void write_findings(struct sink *sink, bool good, bool note, const char *id,
                           struct words title) {
    const kefu_report *report = sink->report;
    if (!has_findings(report, good, note))
        return;
    sink->open_section(sink, 2, id, title);
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
    sink->open_section(sink, 2, "definitions", kefu__words("口径", "How it is measured"));
    sink->paragraph(sink, text, TONE_QUIET);
    write_breaks(sink);
    sink->close_section(sink, 2);
}

static void write_details(struct sink *sink) {
    sink->open_section(sink, 1, "details", kefu__words("细分问题", "Problems in detail"));
    kefu__outline_problems(sink);
    kefu__outline_groups(sink);
    kefu__outline_hours(sink);
    kefu__outline_found(sink, ISSUE_FAULT, "faults", kefu__words("客服过失", "Agents' faults"),
                        kefu__words("没有发现过失。", "No faults were found."));
    kefu__outline_found(
        sink, ISSUE_INTENT, "intents", kefu__words("客户意图", "What customers are about to do"),
        kefu__words("没有发现催促、投诉或流失的意思。", "No urging, threat or leaving was found."));
    kefu__outline_found(sink, ISSUE_EMOTION, "emotions",
                        kefu__words("客户情绪", "Customers' emotions"),
                        kefu__words("没有发现明显的情绪。", "No marked emotion was found."));
    kefu__outline_found(sink, ISSUE_ACT, "acts", kefu__words("客服用语", "What agents did"),
                        kefu__words("没有数据。", "No data."));
    kefu__outline_scores(sink);
    kefu__outline_feedback(sink);
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
    kefu__outline_indicators(sink, "all-indicators", "全部指标", "All indicators",
                             report->indicators, report->indicator_count);
    sink->close_section(sink, 2);
    write_definitions(sink);
    sink->close_section(sink, 1);
}
