/* SPDX-License-Identifier: MIT
 * Findings about complaints, faults and intents. */
#include "report/findings.h"

/* ---- issues ---- */

static void add_cases(struct report_finding *finding, const struct report_issue *issue) {
    size_t j;
    for (size_t i = 0; i < issue->case_count && finding->case_count < REPORT_CASES_MAX; i++) {
        const kefu_str id = issue->cases[i].conversation_id;
        for (j = 0; j < finding->case_count && !kefu__str_equal(finding->cases[j], id); j++)
            continue;
        if (id.size && j == finding->case_count)
            finding->cases[finding->case_count++] = id;
    }
}

static bool is_violation(const struct report_issue *issue) {
    static const char *const ids[] = {"privacy_leak", "off_platform", "review_bribe", "rude",
                                      "taboo_topic"};
    size_t i;
    for (i = 0; i < sizeof ids / sizeof *ids; i++)
        if (kefu__str_is(issue->id, ids[i]))
            return true;
    return false;
}

static void set_issue(struct collected *to, struct report_finding *finding,
                      const struct report_issue *issue, uint64_t count) {
    kefu__findings_set(finding, "title", issue->title);
    kefu__findings_set_count(to, finding, "count", count);
    kefu__findings_set(finding, "conversations",
                       kefu__pen_count(to->pen, issue->conversations, "conversation"));
    kefu__findings_set_count(to, finding, "negative", issue->negative);
    kefu__findings_set(finding, "share",
                       kefu__pen_number(to->pen, issue->negative_share, KEFU_UNIT_RATIO));
    kefu__findings_set(finding, "rate", kefu__pen_value(to->pen, &issue->negative_rate));
    kefu__findings_set(finding, "owner",
                       issue->owner ? issue->owner->title
                                    : kefu__words("相关部门", "the department in charge"));
    add_cases(finding, issue);
}

static void find_negative(struct collected *to, const struct report_issue *issue) {
    const struct report_spec *spec = &to->build->report->spec;
    const uint64_t count = issue->conversations + issue->feedback;
    if (issue->negative < spec->negative_count || issue->negative_share < spec->negative_rate)
        return;
    struct report_finding *finding = kefu__findings_begin(
        to, "issue_negative", issue->id.data, "issues", WEIGHT_ISSUE + 9 * issue->negative_share);
    if (!finding)
        return;
    set_issue(to, finding, issue, count);
    kefu__findings_finish(to, finding);
}

static double weight_of_fault(const struct report_issue *issue) {
    return (is_violation(issue) ? WEIGHT_VIOLATION : WEIGHT_FAULT) + 9 * issue->share -
           (issue->conversations > 1 ? 0 : WEIGHT_ONCE) - (issue->share < 0.01 ? WEIGHT_RARE : 0);
}

static void find_fault(struct collected *to, const struct report_issue *issue) {
    struct words who = {"", ""};
    if (issue->conversations == 0)
        return;
    struct report_finding *finding = kefu__findings_begin(to, "fault", issue->id.data, "faults",
                                                          weight_of_fault(issue));
    if (!finding)
        return;
    set_issue(to, finding, issue, issue->conversations);
    if (issue->worst_group.size && issue->worst_count < issue->conversations)
        who = kefu__words(kefu__pen_text(to->pen, "，其中 %s 占 %llu 通", issue->worst_group.data,
                                         (unsigned long long)issue->worst_count),
                          kefu__pen_text(to->pen, ", %llu of them %s's",
                                         (unsigned long long)issue->worst_count,
                                         issue->worst_group.data));
    else if (issue->worst_group.size && issue->conversations == 1)
        who = kefu__words(kefu__pen_text(to->pen, "（%s）", issue->worst_group.data),
                          kefu__pen_text(to->pen, " (%s)", issue->worst_group.data));
    else if (issue->worst_group.size)
        who = kefu__words(kefu__pen_text(to->pen, "，都是 %s 的", issue->worst_group.data),
                          kefu__pen_text(to->pen, ", all %s's", issue->worst_group.data));
    kefu__findings_set(finding, "who", who);
    kefu__findings_finish(to, finding);
}

static void find_intent(struct collected *to, const struct report_issue *issue) {
    if (issue->conversations == 0)
        return;
    struct report_finding *finding = kefu__findings_begin(to, "intent", issue->id.data, "intents",
                                                          WEIGHT_INTENT + 9 * issue->share);
    if (!finding)
        return;
    set_issue(to, finding, issue, issue->conversations);
    kefu__findings_finish(to, finding);
}

void kefu__findings_of_issues(struct collected *to) {
    const kefu_report *report = to->build->report;
    size_t i;
    for (i = 0; i < report->complained_count; i++)
        find_negative(to, &report->issues[ISSUE_SUBJECT].items[i]);
    for (i = 0; i < report->issues[ISSUE_FAULT].count; i++)
        find_fault(to, &report->issues[ISSUE_FAULT].items[i]);
    for (i = 0; i < report->issues[ISSUE_INTENT].count; i++)
        find_intent(to, &report->issues[ISSUE_INTENT].items[i]);
}
