/* SPDX-License-Identifier: MIT
 * Findings: what the numbers show, each with the number, the section that shows it, and example
 * conversations. The sentences are templates of the report_spec. */
#include "report/findings.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- indicators ---- */

/* How far an indicator is from its target, 0 … 9, on a scale common to all units: 1 is 10
 * percentage points of a ratio, a duration of e = 2.7 times its target, or else a gap as large as
 * the target. */
static double size_of_gap(const struct indicator *indicator) {
    const double target = indicator->target, value = indicator->value.value;
    double gap = fabs(indicator->gap);
    if (indicator->value.unit == KEFU_UNIT_RATIO)
        gap *= 10;
    else if (indicator->value.unit == KEFU_UNIT_MS && target > 0 && value > 0)
        gap = fabs(log(value / target));
    else if (fabs(target) > 1e-9)
        gap /= fabs(target);
    return gap < 9 ? gap : 9;
}

static void find_missed(struct collected *to, const struct indicator *indicator) {
    struct words none = {"", ""};
    if (!indicator->has_target || !KEFU_VALUE_IS_NUMBER(indicator->value) || indicator->met)
        return;
    struct report_finding *finding = kefu__findings_begin(
        to, "target_missed", indicator->id, "overview",
        (indicator->core ? WEIGHT_CORE_MISSED : WEIGHT_MISSED) + size_of_gap(indicator) -
            (indicator->certain ? 0 : 15));
    if (!finding)
        return;
    kefu__findings_set(finding, "title", indicator->title);
    kefu__findings_set(finding, "value", kefu__pen_value(to->pen, &indicator->value));
    kefu__findings_set(finding, "target",
                       kefu__pen_number(to->pen, indicator->target, indicator->value.unit));
    kefu__findings_set(finding, "gap",
                       kefu__pen_distance(to->pen, indicator->gap, indicator->value.unit));
    kefu__findings_set(finding, "n",
                       kefu__pen_count(to->pen, indicator->value.n, indicator->entity));
    if (indicator->value.state == KEFU_STATE_LOW_N)
        none = kefu__words("，样本少", ", a small sample");
    else if (indicator->approximate)
        none = kefu__words("，约数", ", about");
    else if (!indicator->certain && (indicator->value.flags & KEFU_VALUE_HAS_INTERVAL))
        none = kefu__words("，在误差范围内", ", within the margin of error");
    kefu__findings_set(finding, "doubt", none);
    kefu__findings_finish(to, finding);
}

static const char *p_text(struct pen *pen, double p) {
    return p < 0.001 ? "< 0.001" : kefu__pen_text(pen, "= %s", kefu__pen_fixed(pen, p, 3));
}

static void find_change(struct collected *to, const struct indicator *indicator) {
    const struct change *change = &indicator->change;
    const bool better = change->verdict == VERDICT_BETTER;
    double weight = indicator->core ? WEIGHT_CORE_WORSE : WEIGHT_WORSE;
    if (!change->significant || change->verdict == VERDICT_SAME)
        return;
    if (!indicator->core && !indicator->has_target)
        return; /* a metric without a target, such as the number of conversations: neither good nor
                   bad */
    if (better)
        weight = WEIGHT_BETTER + (indicator->core ? 4 : 0);
    struct report_finding *finding = kefu__findings_begin(to, better ? "better" : "worse",
                                                          indicator->id, "overview",
                                                          weight + (0.05 - change->p_value));
    if (!finding)
        return;
    kefu__findings_set(finding, "title", indicator->title);
    kefu__findings_set(finding, "previous", kefu__pen_value(to->pen, &indicator->previous));
    kefu__findings_set(finding, "value", kefu__pen_value(to->pen, &indicator->value));
    kefu__findings_set(finding, "change", kefu__pen_change(to->pen, change, indicator->value.unit));
    const char *p = p_text(to->pen, change->p_value);
    kefu__findings_set(finding, "p", kefu__words(p, p));
    kefu__findings_set(finding, "n",
                       kefu__pen_count(to->pen, indicator->value.n, indicator->entity));
    kefu__findings_finish(to, finding);
}

/* ---- all ---- */

/* Sorts findings by descending weight; findings of equal weight keep their order. */
static void sort(struct report_finding *findings, size_t count) {
    size_t j;
    for (size_t i = 1; i < count; i++) {
        const struct report_finding moved = findings[i];
        for (j = i; j > 0 && findings[j - 1].weight < moved.weight; j--)
            findings[j] = findings[j - 1];
        findings[j] = moved;
    }
}

void kefu__report_findings(struct report_build *build) {
    kefu_report *report = build->report;
    struct collected to = {build, &report->pen, NULL, 0};
    to.items = kefu__pen_room(to.pen, FINDINGS_COLLECTED_MAX, sizeof *to.items);
    if (!to.items)
        return;
    for (size_t i = 0; i < report->indicator_count; i++) {
        find_missed(&to, report->indicators[i].shown);
        find_change(&to, report->indicators[i].shown);
    }
    if (report->has_hours)
        kefu__findings_of_hours(&to);
    kefu__findings_of_issues(&to);
    kefu__findings_of_criteria(&to);
    for (uint32_t reason = 0; reason < MEASURE_REASONS; reason++)
        kefu__findings_of_no_data(&to, reason);
    kefu__findings_of_small_samples(&to);
    kefu__findings_of_groups(
        &to); /* last, because the list is limited and there may be very many groups */
    sort(to.items, to.count);
    report->findings = to.items;
    report->finding_count = to.count;
}
