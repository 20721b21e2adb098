/* SPDX-License-Identifier: MIT
 * Findings about the criteria of the rubric, and about groups. */
#include <math.h>

#include "report/findings.h"
#include "scheme/rubric/rubrics.h"

/* ---- scores and groups ---- */

/* Is the score in the best band? Where there are no bands, only a full score is. */
static bool is_best(const struct report_build *build, const kefu_value *score) {
    const struct rubric_band *band = kefu__report_band(build, score);
    return band ? band == build->rubric->bands : score->value >= 100;
}

/* The lowest criterion, unless it is good: one of them always is the lowest. */
void kefu__findings_of_criteria(struct collected *to) {
    const kefu_report *report = to->build->report;
    const struct indicator *lowest = NULL;
    for (size_t i = 0; i < report->score_count; i++) {
        const struct indicator *score = &report->scores[i];
        if (score->level == 1 && KEFU_VALUE_IS_NUMBER(score->value) &&
            (!lowest || score->value.value < lowest->value.value))
            lowest = score;
    }
    struct report_finding *finding;
    if (!lowest || is_best(to->build, &lowest->value) ||
        !(finding = kefu__findings_begin(to, "criterion_low", lowest->id, "scores",
                                         WEIGHT_CRITERION)))
        return;
    kefu__findings_set(finding, "title", lowest->title);
    kefu__findings_set(finding, "value", kefu__pen_value(to->pen, &lowest->value));
    kefu__findings_set(finding, "n", kefu__pen_count(to->pen, lowest->value.n, "conversation"));
    kefu__findings_finish(to, finding);
}

/* Does a group's score differ from that of all by more than chance: is the total outside of the
 * group's confidence interval? A group whose scores are all equal (all vetoed, for example) has no
 * interval; then the group must be outside of the total's interval. */
static bool is_apart(const kefu_value *score, const kefu_value *total) {
    if (score->flags & KEFU_VALUE_HAS_INTERVAL)
        return score->high < total->value || score->low > total->value;
    return (total->flags & KEFU_VALUE_HAS_INTERVAL) &&
           (score->value < total->low || score->value > total->high);
}

static void find_group(struct collected *to, const struct report_group *group,
                       const kefu_value *total) {
    const kefu_value *score = &group->score;
    const bool behind = score->value < total->value;
    if (group->small || !group->named || score->state != KEFU_STATE_OK || !is_apart(score, total))
        return;
    const char *name = kefu__group_name(to->pen, group->key, to->build->report->column_count);
    struct report_finding *finding = kefu__findings_begin(
        to, behind ? "group_behind" : "group_ahead", name, "groups",
        (behind ? WEIGHT_GROUP : WEIGHT_BETTER) + fabs(score->value - total->value) / 12);
    if (!finding)
        return;
    kefu__findings_set(finding, "group", kefu__words(name, name));
    kefu__findings_set(finding, "value", kefu__pen_value(to->pen, score));
    kefu__findings_set(finding, "total", kefu__pen_value(to->pen, total));
    kefu__findings_set(finding, "n",
                       kefu__pen_count(to->pen, group->conversations, "conversation"));
    kefu__findings_finish(to, finding);
}

void kefu__findings_of_groups(struct collected *to) {
    const kefu_report *report = to->build->report;
    kefu_value total;
    uint64_t small = 0;
    kefu__report_read_score(to->build, to->build->current->groups[0], NULL, &total);
    for (size_t i = 0; i < report->group_count; i++)
        small += report->groups[i].small;
    struct report_finding *finding;
    if (small && (finding = kefu__findings_begin(to, "small_groups", "groups", "groups",
                                                 WEIGHT_NOTE)) != NULL) {
        kefu__findings_set_count(to, finding, "count", small);
        kefu__findings_set_count(to, finding, "least", report->spec.small_group);
        kefu__findings_finish(to, finding);
    }
    for (size_t i = 0; i < report->group_count && KEFU_VALUE_IS_NUMBER(total); i++)
        find_group(to, &report->groups[i], &total);
}
