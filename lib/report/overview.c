/* SPDX-License-Identifier: MIT
 * The indicators: each metric and score against its target and against the period before. */
#include <string.h>

#include "report/model.h"
#include "scheme/scheme.h"

struct words kefu__report_title(const struct report_build *build, const char *id) {
    struct pen *pen = &build->report->pen;
    const char *zh = kefu_scheme_title(build->current->scheme, id, "zh-Hans");
    const char *en = kefu_scheme_title(build->current->scheme, id, "en");
    return kefu__words(kefu__pen_copy(pen, zh, strlen(zh)), kefu__pen_copy(pen, en, strlen(en)));
}

/* ---- metrics ---- */

/* Is the target outside of the value's confidence interval, so that whether it is met is certain? A
 * statistic without an interval is exact (the longest wait, for example) unless the interval is
 * missing only because there are too few observations. */
static bool excludes(const kefu_value *value, double target) {
    if (value->flags & KEFU_VALUE_HAS_INTERVAL)
        return target < value->low || target > value->high;
    return value->reason == KEFU_REASON_NONE;
}

static void set_target(struct indicator *indicator, const struct metric *metric,
                       const struct measure *measure, kefu_statistic statistic) {
    const kefu_value *value = &indicator->value;
    indicator->has_target = metric->has_target;
    indicator->target = metric->target;
    if (!metric->has_target || !KEFU_VALUE_IS_NUMBER(*value))
        return;
    indicator->gap = value->value - metric->target;
    if (kefu__metric_is_computed(metric)) { /* its variance is unknown */
        indicator->met = metric->higher_is_better ? indicator->gap >= 0 : indicator->gap <= 0;
        return;
    }
    indicator->met = kefu__measure_meets(measure, &metric->rule, statistic, metric->target,
                                         metric->higher_is_better, &indicator->approximate);
    indicator->certain = !indicator->approximate && excludes(value, metric->target);
}

static const char *entity_of(const struct metric *metric) {
    if (metric->type == METRIC_FEEDBACK && metric->of == FEEDBACK_COMPLAINTS)
        return kefu__word_name(&kefu__entities,
                               ENTITY_CONVERSATION); /* the denominator of a complaint rate */
    if (metric->type == METRIC_FEEDBACK && metric->of == FEEDBACK_ANSWERED)
        return "invitation";
    if (metric->type == METRIC_RATIO && metric->cases != CASES_TURNS)
        return kefu__word_name(&kefu__entities, metric->entity);
    if (metric->type == METRIC_RATIO && metric->to <= COUNT_BOT_MESSAGES)
        return kefu__word_name(&kefu__entities,
                               ENTITY_MESSAGE); /* what the ratio's denominator counts */
    if (metric->type == METRIC_RATIO && metric->to <= COUNT_UNANSWERED_TURNS)
        return kefu__word_name(&kefu__entities, ENTITY_TURN);
    return kefu__word_name(&kefu__entities, metric->entity);
}

static void read_distribution(const struct report_build *build, size_t metric,
                              struct indicator *indicator) {
    const struct facts *facts = &build->current->groups[0]->facts;
    const struct metric *definition = &build->current->scheme->metrics->items[metric];
    indicator->median.state = indicator->p90.state = KEFU_STATE_NOT_APPLICABLE;
    if (definition->type != METRIC_DURATION || definition->rule.statistic == KEFU_STATISTIC_MAX)
        return;
    kefu__facts_value(build->current, facts, metric, KEFU_STATISTIC_P50, &indicator->median);
    kefu__facts_value(build->current, facts, metric, KEFU_STATISTIC_P90, &indicator->p90);
}

static struct sample read_sample(const kefu_aggregate *aggregate, size_t metric,
                                 kefu_statistic statistic) {
    const struct facts *facts = &aggregate->groups[0]->facts;
    struct sample sample;
    sample.measure = kefu__facts_measure(aggregate, facts, metric);
    kefu__facts_value(aggregate, facts, metric, statistic, &sample.value);
    return sample;
}

/* Sets the value of a statistic of the metric, its target and its change. */
static void read_statistic(const struct report_build *build, size_t index,
                           struct indicator *indicator, kefu_statistic statistic) {
    const struct metric *metric = &build->current->scheme->metrics->items[index];
    const struct sample now = read_sample(build->current, index, statistic);
    indicator->value = now.value;
    set_target(indicator, metric, &now.measure, statistic);
    indicator->previous.state = KEFU_STATE_NOT_APPLICABLE;
    const size_t same = build->previous
                            ? kefu__series_find(build->previous, &build->current->series[index])
                            : SIZE_MAX;
    if (same == SIZE_MAX)
        return; /* no period before, or none under this definition */
    const struct sample before = read_sample(build->previous, same, statistic);
    indicator->previous = before.value;
    indicator->change = kefu__report_change(&now, &before, &metric->rule, statistic,
                                            metric->higher_is_better);
}

/* Sets the indicator as it is shown. */
static void read_shown(struct report_build *build, size_t index, struct indicator *indicator) {
    const struct metric *metric = &build->current->scheme->metrics->items[index];
    indicator->shown = indicator;
    if (!KEFU_VALUE_IS_NUMBER(indicator->median) || metric->rule.statistic != KEFU_STATISTIC_MEAN)
        return;
    struct indicator *shown = kefu__pen_room(&build->report->pen, 1, sizeof *shown);
    if (!shown)
        return;
    *shown = *indicator;
    shown->title = kefu__words(
        kefu__pen_text(&build->report->pen, "%s（中位数）", indicator->title.zh),
        kefu__pen_text(&build->report->pen, "%s (median)", indicator->title.en));
    shown->shown = shown;
    read_statistic(build, index, shown, KEFU_STATISTIC_P50);
    indicator->shown = shown;
}

static void add_metric(struct report_build *build, size_t index, bool core) {
    kefu_report *report = build->report;
    const struct metric *metric = &build->current->scheme->metrics->items[index];
    struct indicator *indicator = &report->indicators[report->indicator_count++];
    indicator->id = kefu__pen_copy(&report->pen, metric->id, strlen(metric->id));
    indicator->title = kefu__report_title(build, metric->id);
    indicator->higher_is_better = metric->higher_is_better;
    indicator->core = core;
    indicator->entity = entity_of(metric);
    indicator->digest = kefu__pen_copy(&report->pen, metric->digest, strlen(metric->digest));
    read_statistic(build, index, indicator, KEFU_STATISTIC_DEFAULT);
    read_distribution(build, index, indicator);
    read_shown(build, index, indicator);
}

/* ---- all ---- */

static bool is_core(const struct report_spec *spec, const char *id) {
    for (size_t i = 0; i < spec->overview.count; i++)
        if (strcmp(spec->overview.items[i], id) == 0)
            return true;
    return false;
}

static void add_named(struct report_build *build, const char *id) {
    const struct metrics *metrics = build->current->scheme->metrics;
    const kefu_str name = {id, strlen(id)};
    if (strcmp(id, "score") == 0) {
        kefu__report_add_score(build);
        return;
    }
    size_t metric = metrics ? kefu__metrics_find(metrics, name) : SIZE_MAX;
    if (metric != SIZE_MAX)
        add_metric(build, metric, true);
}

void kefu__report_overview(struct report_build *build) {
    kefu_report *report = build->report;
    const struct metrics *metrics = build->current->scheme->metrics;
    const size_t count = metrics ? metrics->count : 0;
    report->indicators = kefu__pen_room(&report->pen, report->spec.overview.count + count,
                                        sizeof *report->indicators);
    if (!report->indicators)
        return;
    for (size_t i = 0; i < report->spec.overview.count; i++)
        add_named(build, report->spec.overview.items[i]);
    report->core_count = report->indicator_count;
    for (size_t i = 0; i < count; i++)
        if (!is_core(&report->spec, metrics->items[i].id))
            add_metric(build, i, false);
}
