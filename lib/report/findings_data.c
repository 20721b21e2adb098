/* SPDX-License-Identifier: MIT
 * Findings about the data itself: what is missing, and what is too little. */
#include <string.h>

#include "report/findings.h"
#include "scheme/metric_set/metrics.h"

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
void kefu__findings_of_no_data(struct collected *to, uint32_t reason) {
    const kefu_report *report = to->build->report;
    struct words titles = {"", ""};
    for (size_t i = 0; i < report->indicator_count; i++) {
        const kefu_value *value = &report->indicators[i].value;
        if (value->state == KEFU_STATE_NO_DATA && value->reason == reason &&
            !is_on_another_scale(to, i))
            titles = join(to->pen, titles, report->indicators[i].title);
    }
    struct report_finding *finding;
    if (!*titles.zh || !(finding = kefu__findings_begin(to, "no_data", kefu_reason_name(reason),
                                                        "indicators", WEIGHT_NOTE)))
        return;
    kefu__findings_set(finding, "titles", titles);
    kefu__findings_set(finding, "reason", kefu__reason_words(KEFU_STATE_NO_DATA, reason));
    kefu__findings_finish(to, finding);
}

void kefu__findings_of_small_samples(struct collected *to) {
    const kefu_report *report = to->build->report;
    struct words titles = {"", ""};
    for (size_t i = 0; i < report->indicator_count; i++)
        if (report->indicators[i].value.state == KEFU_STATE_LOW_N)
            titles = join(to->pen, titles, report->indicators[i].title);
    struct report_finding *finding;
    if (!*titles.zh || !(finding = kefu__findings_begin(to, "small_sample", "indicators",
                                                        "indicators", WEIGHT_NOTE)))
        return;
    kefu__findings_set(finding, "titles", titles);
    kefu__findings_finish(to, finding);
}
