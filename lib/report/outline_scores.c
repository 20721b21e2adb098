/* SPDX-License-Identifier: MIT
 * The outline's tables of scores, bands and feedback. */
#include <string.h>

#include "report/cells.h"

static void band_table(struct sink *sink) {
    static const struct column columns[] = {{W("评级", "Band"), false},
                                            {W("会话", "Conversations"), true},
                                            {W("占比", "Share"), true},
                                            {W("上期占比", "Previous share"), true}};
    const kefu_report *report = sink->report;
    kefu__outline_table(sink, "bands", "评级分布", "Bands", columns, report->compared ? 4 : 3);
    for (size_t i = 0; i < report->band_count; i++) {
        const struct report_band *band = &report->bands[i];
        struct cell cells[4];
        cells[0] = kefu__cell_head(band->title);
        cells[1] = kefu__cell_count(sink, band->count);
        cells[2] = report->banded
                       ? kefu__cell_number(sink, (double)band->count / (double)report->banded,
                                           KEFU_UNIT_RATIO)
                       : kefu__cell_empty();
        cells[3] = report->previous_banded
                       ? kefu__cell_number(
                             sink, (double)band->previous_count / (double)report->previous_banded,
                             KEFU_UNIT_RATIO)
                       : kefu__cell_empty();
        sink->row(sink, cells, report->compared ? 4 : 3);
    }
    sink->close_table(sink);
}

void kefu__outline_scores(struct sink *sink) {
    const kefu_report *report = sink->report;
    sink->open_section(sink, 2, "scores", kefu__words("评分与评级", "Scores and bands"),
                       FOLD_PRINTED);
    if (!report->rubric_id) {
        sink->paragraph(sink, kefu__words("没有评分。", "Nothing was scored."), TONE_QUIET);
        sink->close_section(sink, 2);
        return;
    }
    kefu__outline_charts(sink, "scores");
    kefu__outline_indicators(sink, "criteria-table", "评分项", "Criteria", report->scores,
                             report->score_count);
    band_table(sink);
    sink->close_section(sink, 2);
}

static void rating_table(struct sink *sink, const char *id, const char *zh, const char *en,
                         const uint64_t *counts, unsigned first, size_t scale, uint64_t all) {
    static const struct column columns[] = {
        {W("分数", "Rating"), false}, {W("条数", "Records"), true}, {W("占比", "Share"), true}};
    kefu__outline_table(sink, id, zh, en, columns, 3);
    for (size_t i = scale; i-- > 0;) {
        struct cell cells[3];
        const char *text = kefu__pen_text(sink->pen, "%u", first + (unsigned)i);
        cells[0] = kefu__cell_head(kefu__words(text, text));
        cells[1] = kefu__cell_count(sink, counts[i]);
        cells[2] = kefu__cell_number(sink, (double)counts[i] / (double)all, KEFU_UNIT_RATIO);
        sink->row(sink, cells, 3);
    }
    sink->close_table(sink);
}

/* A copy of an indicator that will be at `place`. */
static struct indicator copy_of(const struct indicator *from, const struct indicator *place) {
    struct indicator copy = *from;
    copy.shown = from->shown == from ? place : from->shown;
    return copy;
}

/* Writes the table of the metrics that the report_spec lists under "feedback", in its order. */
static void feedback_table(struct sink *sink) {
    const kefu_report *report = sink->report;
    struct indicator *chosen = kefu__pen_room(sink->pen, report->spec.feedback.count,
                                              sizeof *chosen);
    size_t count = 0;
    for (size_t i = 0; chosen && i < report->spec.feedback.count; i++)
        for (size_t j = 0; j < report->indicator_count; j++)
            if (strcmp(report->indicators[j].id, report->spec.feedback.items[i]) == 0) {
                chosen[count] = copy_of(&report->indicators[j], &chosen[count]);
                count++;
            }
    if (count)
        kefu__outline_indicators(sink, "feedback-table", "反馈指标", "Feedback indicators", chosen,
                                 count);
}

void kefu__outline_feedback(struct sink *sink) {
    const kefu_report *report = sink->report;
    sink->open_section(sink, 2, "feedback", kefu__words("客户反馈", "Feedback"), FOLD_PRINTED);
    if (report->feedback == 0)
        sink->paragraph(sink, kefu__words("没有反馈记录。", "There is no feedback."), TONE_QUIET);
    kefu__outline_charts(sink, "feedback");
    feedback_table(sink);
    if (report->rated)
        rating_table(sink, "ratings-table", "评分分布（1–5 分）", "Ratings (1–5)", report->ratings,
                     1, 5, report->rated);
    if (report->recommended)
        rating_table(sink, "recommend-table", "愿意推荐的程度（0–10 分）", "Would recommend (0–10)",
                     report->recommend, 0, 11, report->recommended);
    sink->close_section(sink, 2);
}
