/* SPDX-License-Identifier: MIT
 * Scores by the rubric: overall, by section and question; and the distribution over bands. */
#include <string.h>

#include "report/model.h"
#include "scheme/rubric/rubrics.h"

enum { SCORE_LEAST = 5 /* fewer evaluations are a small sample */ };

static const struct measure_rule score_rule = {.kind = MEASURE_QUANTITY,
                                               .unit = KEFU_UNIT_SCORE,
                                               .statistic = KEFU_STATISTIC_MEAN,
                                               .min_n = SCORE_LEAST,
                                               .scale = MEASURE_SCALE,
                                               .level = 0.95,
                                               .bounds = BOUNDS_SCALE,
                                               .low = 0,
                                               .high = 100};

/* The id by which an aggregate stores a score: "RUBRIC" for the whole rubric (`part` NULL),
 * "RUBRIC/PART" for a section or question. */
static kefu_str score_id(struct report_build *build, const char *part) {
    kefu_str id = {"", 0};
    if (build->rubric) {
        id.data = part ? kefu__pen_text(&build->report->pen, "%s/%s", build->rubric->id, part)
                       : build->rubric->id;
        id.size = strlen(id.data);
    }
    return id;
}

static struct sample read_sample(struct report_build *build, const struct group *group,
                                 const char *part) {
    const struct score_part *found =
        group && build->rubric ? kefu__group_score(group, score_id(build, part),
                                                   kefu__score_definition(build->rubric, part))
                               : NULL;
    struct sample sample;
    memset(&sample, 0, sizeof sample);
    if (found)
        sample.measure = found->measure;
    kefu__measure_value(&sample.measure, &score_rule, KEFU_STATISTIC_DEFAULT, &sample.value);
    return sample;
}

void kefu__report_read_score(struct report_build *build, const struct group *group,
                             const char *part, kefu_value *value) {
    *value = read_sample(build, group, part).value;
}

const struct rubric_band *kefu__report_band(const struct report_build *build,
                                            const kefu_value *score) {
    if (!build->rubric || !KEFU_VALUE_IS_NUMBER(*score))
        return NULL;
    return kefu__rubric_band(build->rubric, score->value);
}

/* ---- the form and its parts ---- */

/* Fills in the indicator for the score of a section or question, `part`, or of the whole rubric if
 * that is NULL. */
static void fill_score(struct report_build *build, struct indicator *indicator, const char *part,
                       struct words title) {
    indicator->title = title;
    indicator->shown = indicator;
    indicator->higher_is_better = true;
    indicator->entity = "evaluation";
    indicator->digest = "";
    indicator->median.state = indicator->p90.state = KEFU_STATE_NOT_APPLICABLE;
    indicator->previous.state = KEFU_STATE_NOT_APPLICABLE;
    const struct sample now = read_sample(build, build->current->groups[0], part);
    indicator->value = now.value;
    if (!build->previous)
        return;
    const struct sample before = read_sample(build, build->previous->groups[0], part);
    indicator->previous = before.value;
    indicator->change = kefu__report_change(&now, &before, &score_rule, KEFU_STATISTIC_DEFAULT,
                                            true);
}

void kefu__report_add_score(struct report_build *build) {
    kefu_report *report = build->report;
    if (!build->rubric)
        return;
    struct indicator *indicator = &report->indicators[report->indicator_count++];
    fill_score(build, indicator, NULL, kefu__words("综合得分", "Overall score"));
    indicator->id = "score";
    indicator->core = true;
}

static void add_part(struct report_build *build, const char *id, const char *zh, const char *en,
                     unsigned level) {
    kefu_report *report = build->report;
    struct indicator *indicator = &report->scores[report->score_count++];
    fill_score(build, indicator, id,
               kefu__words(kefu__pen_copy(&report->pen, zh, strlen(zh)),
                           kefu__pen_copy(&report->pen, en, strlen(en))));
    indicator->id = kefu__pen_copy(&report->pen, id, strlen(id));
    indicator->level = level;
}

static void read_parts(struct report_build *build) {
    kefu_report *report = build->report;
    const struct rubric *rubric = build->rubric;
    report->scores = kefu__pen_room(&report->pen, rubric->section_count + rubric->question_count,
                                    sizeof *report->scores);
    for (size_t i = 0; report->scores && i < rubric->section_count; i++) {
        const struct rubric_section *section = &rubric->sections[i];
        add_part(build, section->id, section->title_zh, section->title_en, 1);
        for (size_t j = 0; j < section->question_count; j++) {
            const struct rubric_question *question =
                &rubric->questions[section->first_question + j];
            add_part(build, question->id, question->title_zh, question->title_en, 2);
        }
    }
}

/* ---- bands ---- */

static uint64_t band_count(struct report_build *build, const kefu_aggregate *aggregate,
                           const char *band) {
    const struct issue *issue = kefu__group_issue(aggregate->groups[0], ISSUE_BAND,
                                                  score_id(build, band),
                                                  kefu__score_definition(build->rubric, NULL));
    return issue ? issue->conversations : 0;
}

static void read_bands(struct report_build *build) {
    kefu_report *report = build->report;
    const struct rubric *rubric = build->rubric;
    uint64_t all = 0, before = 0;
    report->bands = kefu__pen_room(&report->pen, rubric->band_count, sizeof *report->bands);
    for (size_t i = 0; report->bands && i < rubric->band_count; i++) {
        struct report_band *band = &report->bands[report->band_count++];
        const struct rubric_band *of = &rubric->bands[i];
        band->id = kefu__pen_copy(&report->pen, of->id, strlen(of->id));
        band->title = kefu__words(kefu__pen_copy(&report->pen, of->title_zh, strlen(of->title_zh)),
                                  kefu__pen_copy(&report->pen, of->title_en, strlen(of->title_en)));
        all += band->count = band_count(build, build->current, of->id);
        if (build->previous)
            before += band->previous_count = band_count(build, build->previous, of->id);
    }
    report->banded = all;
    report->previous_banded = before;
}

/* Chooses the rubric whose scores are shown: the one with the most evaluations; of several, the
 * scheme's default rubric. */
static const struct rubric *choose_rubric(const kefu_aggregate *aggregate) {
    const struct rubrics *rubrics = aggregate->scheme->rubrics;
    const struct rubric *best = NULL;
    uint64_t most = 0;
    for (size_t i = 0; rubrics && i < rubrics->count; i++) {
        const kefu_str id = {rubrics->items[i].id, strlen(rubrics->items[i].id)};
        const struct score_part *part = kefu__group_score(
            aggregate->groups[0], id, kefu__score_definition(&rubrics->items[i], NULL));
        const uint64_t n = part ? part->measure.n : 0;
        if (n > most || (n > 0 && n == most && i == rubrics->standard)) {
            best = &rubrics->items[i];
            most = n;
        }
    }
    return best;
}

void kefu__report_scores(struct report_build *build) {
    kefu_report *report = build->report;
    build->rubric = choose_rubric(build->current);
    if (!build->rubric)
        return;
    report->rubric_id = kefu__pen_copy(&report->pen, build->rubric->id, strlen(build->rubric->id));
    report->rubric_version = kefu__pen_copy(&report->pen, build->rubric->version,
                                            strlen(build->rubric->version));
    report->rubric_digest = kefu__pen_copy(&report->pen, build->rubric->digest, 16);
    read_parts(build);
    read_bands(build);
}
