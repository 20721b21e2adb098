/* SPDX-License-Identifier: MIT
 * Which series are interrupted: what a period measured under other definitions than the report's is
 * neither added up with the rest nor compared. */
#include <string.h>

#include "base/vocabulary.h"
#include "report/model.h"
#include "scheme/rubric/rubrics.h"

/* The word for the kind of an issue that has a definition. */
static const char *kind_of(uint32_t kind) {
    if (kind == ISSUE_RULE)
        return "rule";
    if (kind == ISSUE_SUBJECT)
        return "subject";
    return kind == ISSUE_BAND ? "band" : kefu__word_name(&kefu__found_kinds, kind);
}

static void add_break(struct report_build *build, const char *kind, kefu_str id, uint64_t cases,
                      bool previous) {
    kefu_report *report = build->report;
    if (!report->breaks || report->break_count == report->break_capacity)
        return;
    struct report_break *made = &report->breaks[report->break_count++];
    made->kind = kind;
    made->id = kefu__pen_copy(&report->pen, id.data, id.size);
    made->title = kefu__report_title(build, made->id);
    made->cases = cases;
    made->previous = previous;
}

/* Metrics of a period that have cases in a series which is not the scheme's. */
static void find_series(struct report_build *build, const kefu_aggregate *of, bool previous) {
    for (size_t i = 0; i < of->series_count; i++) {
        const struct measure *total = &of->groups[0]->facts.measures[i];
        if (!(of->series[i].flags & SERIES_RATED) && total->n > 0 &&
            kefu__series_find(build->current, &of->series[i]) >= build->current->metric_count)
            add_break(build, "metric", of->series[i].id, total->n, previous);
    }
}

static void find_issues(struct report_build *build, const kefu_aggregate *of, bool previous) {
    const struct group *total = of->groups[0];
    for (size_t i = 0; i < total->issue_count; i++) {
        const struct issue *issue = &total->issues[i];
        if (!kefu__issue_is_current(build->current->scheme, issue))
            add_break(build, kind_of(issue->kind), issue->id,
                      issue->conversations + issue->feedback, previous);
    }
}

/* The id of a score is "RUBRIC" or "RUBRIC/PART". */
static bool is_current_score(const struct rubrics *rubrics, const struct score_part *score) {
    for (size_t i = 0; i < rubrics->count; i++) {
        const struct rubric *rubric = &rubrics->items[i];
        const size_t size = strlen(rubric->id);
        if (score->id.size < size || memcmp(score->id.data, rubric->id, size) != 0)
            continue;
        const char *part = score->id.data[size] == '/' ? score->id.data + size + 1 : NULL;
        if ((part || score->id.size == size) &&
            kefu__score_definition(rubric, part) == score->definition)
            return true;
    }
    return false;
}

static void find_scores(struct report_build *build, const kefu_aggregate *of, bool previous) {
    const struct group *total = of->groups[0];
    for (size_t i = 0; i < total->score_count; i++)
        if (!is_current_score(build->current->scheme->rubrics, &total->scores[i]))
            add_break(build, "score", total->scores[i].id, total->scores[i].measure.n, previous);
}

static size_t count_of(const kefu_aggregate *of) {
    return of->series_count + of->groups[0]->issue_count + of->groups[0]->score_count;
}

void kefu__report_breaks(struct report_build *build) {
    const kefu_aggregate *periods[] = {build->current, build->previous};
    kefu_report *report = build->report;
    for (size_t i = 0; i < 2; i++)
        report->break_capacity += periods[i] ? count_of(periods[i]) : 0;
    report->breaks = kefu__pen_room(&report->pen, report->break_capacity, sizeof *report->breaks);
    for (size_t i = 0; i < 2; i++) {
        if (!periods[i])
            continue;
        find_series(build, periods[i], i == 1);
        find_issues(build, periods[i], i == 1);
        find_scores(build, periods[i], i == 1);
    }
}
