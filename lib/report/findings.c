/* SPDX-License-Identifier: MIT
 * Findings: what the numbers show, each with the number, the section that shows it, and example
 * conversations. The sentences are templates of the report_spec. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/outline.h"
#include "scheme/metric_set/metrics.h"
#include "scheme/rubric/rubrics.h"

enum { PARAMS_MAX = 12, COLLECTED_MAX = 400, PEOPLE_MAX = 5 };

/* Sort keys of findings, by kind: those with a larger weight are shown first. Less than 10 is added
 * for the size of the finding, such as the distance from a target. */
enum weight {
    WEIGHT_CORE_MISSED = 100,
    WEIGHT_CORE_WORSE = 90,
    WEIGHT_SLOW = 86,
    /* a possible breach of the platform's rules, or an insult. It was recognised by words only and
     * must be checked by a person, hence below missed targets */
    WEIGHT_VIOLATION = 80,
    WEIGHT_ISSUE = 74,
    WEIGHT_GROUP = 73,
    WEIGHT_FAULT = 72,
    WEIGHT_ONCE = 10, /* subtracted if the issue occurred in one conversation only */
    /* subtracted if a fault was found in fewer than one of a hundred conversations: words are too
     * weak an evidence to accuse agents on the first page */
    WEIGHT_RARE = 35,
    WEIGHT_INTENT = 64,
    WEIGHT_CRITERION = 54,
    WEIGHT_MISSED = 30,
    WEIGHT_WORSE = 25,
    WEIGHT_BETTER = 20,
    WEIGHT_NOTE = 0
};

/* The findings collected so far, and what is needed to add one. */
struct collected {
    struct report_build *build;
    struct pen *pen;
    struct report_finding *items;
    size_t count;
};

/* ---- one finding ---- */

static struct report_finding *begin(struct collected *to, const char *code, const char *subject,
                                    const char *place, double weight) {
    const struct spec_template *template = kefu__spec_finding(&to->build->report->spec, code);
    if (!template || to->count == COLLECTED_MAX)
        return NULL;
    struct report_finding *finding = &to->items[to->count];
    memset(finding, 0, sizeof *finding);
    finding->params = kefu__pen_room(to->pen, PARAMS_MAX, sizeof *finding->params);
    if (!finding->params)
        return NULL;
    finding->id = kefu__pen_text(to->pen, "%s:%s", code, subject);
    finding->code = template->id;
    finding->subject = kefu__pen_copy(to->pen, subject, strlen(subject));
    finding->place = place;
    finding->good = template->good;
    finding->note = template->note;
    finding->weight = weight;
    finding->text = template->text;
    return finding;
}

static void set(struct report_finding *finding, const char *name, struct words text) {
    if (finding->param_count == PARAMS_MAX)
        return;
    struct param *param = &finding->params[finding->param_count++];
    param->name = name;
    param->text = text;
}

static void set_count(struct collected *to, struct report_finding *finding, const char *name,
                      uint64_t count) {
    const char *text = kefu__pen_text(to->pen, "%llu", (unsigned long long)count);
    set(finding, name, kefu__words(text, text));
}

static void finish(struct collected *to, struct report_finding *finding) {
    finding->text = kefu__spec_fill(to->pen, finding->text, finding->params, finding->param_count);
    to->count++;
}

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
    struct report_finding *finding = begin(to, "target_missed", indicator->id, "overview",
                                           (indicator->core ? WEIGHT_CORE_MISSED : WEIGHT_MISSED) +
                                               size_of_gap(indicator) -
                                               (indicator->certain ? 0 : 15));
    if (!finding)
        return;
    set(finding, "title", indicator->title);
    set(finding, "value", kefu__pen_value(to->pen, &indicator->value));
    set(finding, "target", kefu__pen_number(to->pen, indicator->target, indicator->value.unit));
    set(finding, "gap", kefu__pen_distance(to->pen, indicator->gap, indicator->value.unit));
    set(finding, "n", kefu__pen_count(to->pen, indicator->value.n, indicator->entity));
    if (indicator->value.state == KEFU_STATE_LOW_N)
        none = kefu__words("，样本少", ", a small sample");
    else if (indicator->approximate)
        none = kefu__words("，约数", ", about");
    else if (!indicator->certain && (indicator->value.flags & KEFU_VALUE_HAS_INTERVAL))
        none = kefu__words("，在误差范围内", ", within the margin of error");
    set(finding, "doubt", none);
    finish(to, finding);
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
    struct report_finding *finding = begin(to, better ? "better" : "worse", indicator->id,
                                           "overview", weight + (0.05 - change->p_value));
    if (!finding)
        return;
    set(finding, "title", indicator->title);
    set(finding, "previous", kefu__pen_value(to->pen, &indicator->previous));
    set(finding, "value", kefu__pen_value(to->pen, &indicator->value));
    set(finding, "change", kefu__pen_change(to->pen, change, indicator->value.unit));
    const char *p = p_text(to->pen, change->p_value);
    set(finding, "p", kefu__words(p, p));
    set(finding, "n", kefu__pen_count(to->pen, indicator->value.n, indicator->entity));
    finish(to, finding);
}

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

static void find_slow_hours(struct collected *to) {
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
    struct report_finding *finding = begin(to, "slow_hours", hours, "hours", WEIGHT_SLOW);
    if (!finding)
        return;
    const kefu_value total = day_value(to, column);
    set(finding, "hours", kefu__words(hours, hours));
    set(finding, "title", shown_title(to, &report->hour_columns[column]));
    set(finding, "value", kefu__pen_value(to->pen, &worst->value));
    set(finding, "total", kefu__pen_value(to->pen, &total));
    set(finding, "n", kefu__pen_count(to->pen, worst->value.n, "conversation"));
    finish(to, finding);
}

/* ---- issues ---- */

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
    set(finding, "title", issue->title);
    set_count(to, finding, "count", count);
    set(finding, "conversations", kefu__pen_count(to->pen, issue->conversations, "conversation"));
    set_count(to, finding, "negative", issue->negative);
    set(finding, "share", kefu__pen_number(to->pen, issue->negative_share, KEFU_UNIT_RATIO));
    set(finding, "rate", kefu__pen_value(to->pen, &issue->negative_rate));
    set(finding, "owner",
        issue->owner ? issue->owner->title : kefu__words("相关部门", "the department in charge"));
    add_cases(finding, issue);
}

static void find_negative(struct collected *to, const struct report_issue *issue) {
    const struct report_spec *spec = &to->build->report->spec;
    const uint64_t count = issue->conversations + issue->feedback;
    if (issue->negative < spec->negative_count || issue->negative_share < spec->negative_rate)
        return;
    struct report_finding *finding = begin(to, "issue_negative", issue->id.data, "issues",
                                           WEIGHT_ISSUE + 9 * issue->negative_share);
    if (!finding)
        return;
    set_issue(to, finding, issue, count);
    finish(to, finding);
}

static double weight_of_fault(const struct report_issue *issue) {
    return (is_violation(issue) ? WEIGHT_VIOLATION : WEIGHT_FAULT) + 9 * issue->share -
           (issue->conversations > 1 ? 0 : WEIGHT_ONCE) - (issue->share < 0.01 ? WEIGHT_RARE : 0);
}

static void find_fault(struct collected *to, const struct report_issue *issue) {
    struct words who = {"", ""};
    if (issue->conversations == 0)
        return;
    struct report_finding *finding = begin(to, "fault", issue->id.data, "faults",
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
    set(finding, "who", who);
    finish(to, finding);
}

static void find_intent(struct collected *to, const struct report_issue *issue) {
    if (issue->conversations == 0)
        return;
    struct report_finding *finding = begin(to, "intent", issue->id.data, "intents",
                                           WEIGHT_INTENT + 9 * issue->share);
    if (!finding)
        return;
    set_issue(to, finding, issue, issue->conversations);
    finish(to, finding);
}

static void find_issues(struct collected *to) {
    const kefu_report *report = to->build->report;
    size_t i;
    for (i = 0; i < report->complained_count; i++)
        find_negative(to, &report->issues[ISSUE_SUBJECT].items[i]);
    for (i = 0; i < report->issues[ISSUE_FAULT].count; i++)
        find_fault(to, &report->issues[ISSUE_FAULT].items[i]);
    for (i = 0; i < report->issues[ISSUE_INTENT].count; i++)
        find_intent(to, &report->issues[ISSUE_INTENT].items[i]);
}

/* ---- scores and groups ---- */

/* Is the score in the best band? Where there are no bands, only a full score is. */
static bool is_best(const struct report_build *build, const kefu_value *score) {
    const struct rubric_band *band = kefu__report_band(build, score);
    return band ? band == build->rubric->bands : score->value >= 100;
}

/* The lowest criterion, unless it is good: one of them always is the lowest. */
static void find_criterion(struct collected *to) {
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
        !(finding = begin(to, "criterion_low", lowest->id, "scores", WEIGHT_CRITERION)))
        return;
    set(finding, "title", lowest->title);
    set(finding, "value", kefu__pen_value(to->pen, &lowest->value));
    set(finding, "n", kefu__pen_count(to->pen, lowest->value.n, "conversation"));
    finish(to, finding);
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
    struct report_finding *finding = begin(
        to, behind ? "group_behind" : "group_ahead", name, "groups",
        (behind ? WEIGHT_GROUP : WEIGHT_BETTER) + fabs(score->value - total->value) / 12);
    if (!finding)
        return;
    set(finding, "group", kefu__words(name, name));
    set(finding, "value", kefu__pen_value(to->pen, score));
    set(finding, "total", kefu__pen_value(to->pen, total));
    set(finding, "n", kefu__pen_count(to->pen, group->conversations, "conversation"));
    finish(to, finding);
}

static void find_groups(struct collected *to) {
    const kefu_report *report = to->build->report;
    kefu_value total;
    uint64_t small = 0;
    kefu__report_read_score(to->build, to->build->current->groups[0], NULL, &total);
    for (size_t i = 0; i < report->group_count; i++)
        small += report->groups[i].small;
    struct report_finding *finding;
    if (small && (finding = begin(to, "small_groups", "groups", "groups", WEIGHT_NOTE)) != NULL) {
        set_count(to, finding, "count", small);
        set_count(to, finding, "least", report->spec.small_group);
        finish(to, finding);
    }
    for (size_t i = 0; i < report->group_count && KEFU_VALUE_IS_NUMBER(total); i++)
        find_group(to, &report->groups[i], &total);
}

/* ---- the data itself ---- */

static struct words join(struct pen *pen, struct words list, struct words title) {
    return kefu__words(kefu__pen_text(pen, "%s%s%s", list.zh, *list.zh ? "、" : "", title.zh),
                       kefu__pen_text(pen, "%s%s%s", list.en, *list.en ? ", " : "", title.en));
}

/* Do two metrics ask the same, so that they differ by the scale of the ratings alone? */
static bool asks_the_same(const struct metric *a, const struct metric *b) {
    return a->type == METRIC_FEEDBACK && b->type == METRIC_FEEDBACK && a->of == b->of &&
           (a->source && b->source ? strcmp(a->source, b->source) == 0 : a->source == b->source);
}

/* Is there nothing to miss, for another metric has the ratings, on its scale, or stands for all
 * scales, as the first one does? */
static bool is_on_another_scale(const struct collected *to, size_t indicator) {
    const kefu_report *report = to->build->report;
    const struct metrics *metrics = report->scheme->metrics;
    const size_t own = kefu__metrics_find(metrics, kefu__str(report->indicators[indicator].id));
    for (size_t i = 0; own != SIZE_MAX && i < report->indicator_count; i++) {
        const size_t other = kefu__metrics_find(metrics, kefu__str(report->indicators[i].id));
        if (i != indicator && other != SIZE_MAX &&
            asks_the_same(&metrics->items[own], &metrics->items[other]) &&
            (i < indicator || report->indicators[i].value.state != KEFU_STATE_NO_DATA))
            return true;
    }
    return false;
}

/* Adds a finding that names all metrics that have no data for this reason. */
static void find_no_data(struct collected *to, uint32_t reason) {
    const kefu_report *report = to->build->report;
    struct words titles = {"", ""};
    for (size_t i = 0; i < report->indicator_count; i++) {
        const kefu_value *value = &report->indicators[i].value;
        if (value->state == KEFU_STATE_NO_DATA && value->reason == reason &&
            !is_on_another_scale(to, i))
            titles = join(to->pen, titles, report->indicators[i].title);
    }
    struct report_finding *finding;
    if (!*titles.zh ||
        !(finding = begin(to, "no_data", kefu_reason_name(reason), "indicators", WEIGHT_NOTE)))
        return;
    set(finding, "titles", titles);
    set(finding, "reason", kefu__reason_words(KEFU_STATE_NO_DATA, reason));
    finish(to, finding);
}

static void find_small_samples(struct collected *to) {
    const kefu_report *report = to->build->report;
    struct words titles = {"", ""};
    for (size_t i = 0; i < report->indicator_count; i++)
        if (report->indicators[i].value.state == KEFU_STATE_LOW_N)
            titles = join(to->pen, titles, report->indicators[i].title);
    struct report_finding *finding;
    if (!*titles.zh ||
        !(finding = begin(to, "small_sample", "indicators", "indicators", WEIGHT_NOTE)))
        return;
    set(finding, "titles", titles);
    finish(to, finding);
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
    to.items = kefu__pen_room(to.pen, COLLECTED_MAX, sizeof *to.items);
    if (!to.items)
        return;
    for (size_t i = 0; i < report->indicator_count; i++) {
        find_missed(&to, report->indicators[i].shown);
        find_change(&to, report->indicators[i].shown);
    }
    if (report->has_hours)
        find_slow_hours(&to);
    find_issues(&to);
    find_criterion(&to);
    for (uint32_t reason = 0; reason < MEASURE_REASONS; reason++)
        find_no_data(&to, reason);
    find_small_samples(&to);
    find_groups(&to); /* last, because the list is limited and there may be very many groups */
    sort(to.items, to.count);
    report->findings = to.items;
    report->finding_count = to.count;
}
