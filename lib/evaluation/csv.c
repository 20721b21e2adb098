/* SPDX-License-Identifier: MIT
 * Evaluations as rows of CSV: what cost points, with the words for it. */
#include "text/csv.h"
#include <math.h>

#include "base/vocabulary.h"
#include "evaluation/evaluation.h"
#include "scheme/metric_set/metrics.h"

/* What a row is about. */
enum row_kind { ROW_QUESTION, ROW_VETO, ROW_DEDUCTION, ROW_NOTHING };
static const struct {
    const char *chinese, *english;
} row_kinds[] = {
    {"题目", "question"}, {"一票否决", "veto"}, {"扣分", "deduction"}, {"无扣分", "nothing lost"}};

static const struct {
    const char *chinese, *english;
} columns[] = {{"会话", "conversation"}, {"客服", "agent"},
               {"得分", "score"},        {"否决前得分", "score before vetoes"},
               {"等级", "band"},         {"类别", "kind"},
               {"编号", "id"},           {"项目", "item"},
               {"本项得分", "points"},   {"本项满分", "possible points"},
               {"答案", "answer"},       {"依据", "evidence"},
               {"评分人", "rated by"},   {"说明", "comment"}};

/* A row; the columns before it are the same for all rows of an evaluation. */
struct row {
    enum row_kind kind;
    const char *id, *title;
    bool has_points, has_possible;
    double points, possible;
    uint32_t rule;                        /* its hits are the evidence; UINT32_MAX: none */
    const struct question_result *result; /* whose evidence it is; NULL: none */
};

static void put_str(struct buffer *to, kefu_str text) {
    kefu__csv_put_field(to, text.data, text.size);
    kefu__buffer_text(to, ",");
}

/* ---- evidence ---- */

static void add_words(struct buffer *words, const struct rule_hit *hit) {
    if (hit->text.size == 0)
        return;
    kefu__buffer_text(words, words->size ? " / " : "");
    kefu__buffer_add(words, hit->text.data, hit->text.size);
}

/* Appends the words of all hits that the row is about, as one field. */
static void put_evidence(struct buffer *to, const kefu_evaluation *evaluation,
                         const struct row *row) {
    struct buffer words;
    kefu__buffer_init(&words, &to->allocator);
    for (size_t i = 0; row->result && i < row->result->evidence_count; i++)
        add_words(&words, &evaluation->hits[row->result->evidence[i]]);
    for (size_t i = 0; row->rule != UINT32_MAX && i < evaluation->hit_count; i++)
        if (evaluation->hits[i].rule == row->rule)
            add_words(&words, &evaluation->hits[i]);
    to->failed |= words.failed;
    put_str(to, (kefu_str){words.data ? words.data : "", words.size});
    kefu__buffer_free(&words);
}

/* ---- answers ---- */

/* Durations are said in seconds, rates in percent. A number needs no care of put_field(), which
 * would take its minus for a formula. */
static void put_answered_number(struct buffer *to, const kefu_evaluation *evaluation,
                                const struct rubric_question *question, double number,
                                const char *language) {
    const uint32_t unit = question->metric == UINT32_MAX
                              ? KEFU_UNIT_NUMBER
                              : evaluation->scheme->metrics->items[question->metric].rule.unit;
    const double factor = unit == KEFU_UNIT_MS ? 0.001 : unit == KEFU_UNIT_RATIO ? 100 : 1;
    char text[32];
    kefu__buffer_add(to, text, kefu__format_double(text, round(number * factor * 100) / 100));
    if (unit == KEFU_UNIT_MS)
        kefu__buffer_text(to, kefu__in_language(language, " 秒", " s"));
    else if (unit == KEFU_UNIT_RATIO)
        kefu__buffer_text(to, "%");
}

static void put_options(struct buffer *to, const struct rubric_question *question,
                        const struct answer *answer, const char *language) {
    struct buffer words;
    kefu__buffer_init(&words, &to->allocator);
    for (size_t i = 0; i < question->option_count; i++) {
        const struct rubric_option *option = &question->options[i];
        if (!(answer->options >> i & 1))
            continue;
        kefu__buffer_text(&words, words.size ? " / " : "");
        kefu__buffer_text(&words, kefu__in_language(language, option->title_zh, option->title_en));
    }
    to->failed |= words.failed;
    kefu__csv_put_field(to, words.data, words.size);
    kefu__buffer_free(&words);
}

static void put_answer(struct buffer *to, const kefu_evaluation *evaluation, const struct row *row,
                       const char *language) {
    if (row->result && row->result->answer.state == KEFU_STATE_OK) {
        const struct rubric_question *question =
            &evaluation->rubric->questions[row->result - evaluation->questions];
        if (question->option_count)
            put_options(to, question, &row->result->answer, language);
        else
            put_answered_number(to, evaluation, question, row->result->answer.number, language);
    }
    kefu__buffer_text(to, ",");
}

/* ---- rows ---- */

static void put_head(struct buffer *to, const kefu_evaluation *evaluation, const char *language) {
    const struct rubric_band *band = evaluation->band;
    const bool known = KEFU_VALUE_IS_NUMBER(evaluation->score);
    put_str(to, evaluation->conversation_id);
    put_str(to, evaluation->agent_id);
    kefu__csv_put_number(to, known, evaluation->score.value);
    kefu__csv_put_number(to, known && evaluation->raw.n > 0, evaluation->raw.value);
    kefu__csv_put_text(to, band ? kefu__in_language(language, band->title_zh, band->title_en) : "");
}

static void put_row(struct buffer *to, const kefu_evaluation *evaluation, const char *language,
                    const struct row *row) {
    const bool manual = row->result && row->result->answer.source == ANSWER_MANUAL;
    const kefu_str none = {"", 0};
    put_head(to, evaluation, language);
    kefu__csv_put_text(to, kefu__in_language(language, row_kinds[row->kind].chinese,
                                             row_kinds[row->kind].english));
    kefu__csv_put_text(to, row->id);
    kefu__csv_put_text(to, row->title);
    kefu__csv_put_number(to, row->has_points, row->points);
    kefu__csv_put_number(to, row->has_possible, row->possible);
    put_answer(to, evaluation, row, language);
    put_evidence(to, evaluation, row);
    put_str(to, manual ? row->result->by : none);
    put_str(to, manual ? row->result->comment : none);
    kefu__csv_end_row(to);
}

static const char *title_of(const struct rubric_question *question, const char *language) {
    return kefu__in_language(language, question->title_zh, question->title_en);
}

static size_t put_questions(struct buffer *to, const kefu_evaluation *evaluation,
                            const char *language) {
    size_t count = 0;
    for (size_t i = 0; i < evaluation->rubric->question_count; i++) {
        const struct rubric_question *question = &evaluation->rubric->questions[i];
        const struct question_result *result = &evaluation->questions[i];
        if (!KEFU_VALUE_IS_NUMBER(result->score) || question->bonus > 0 ||
            result->earned >= result->possible)
            continue;
        const struct row row = {ROW_QUESTION,
                                question->id,
                                title_of(question, language),
                                true,
                                true,
                                result->earned,
                                result->possible,
                                UINT32_MAX,
                                result};
        put_row(to, evaluation, language, &row);
        count++;
    }
    return count;
}

static size_t put_vetoes(struct buffer *to, const kefu_evaluation *evaluation,
                         const char *language) {
    for (size_t i = 0; i < evaluation->veto_count; i++) {
        const struct veto_result *veto = &evaluation->vetoes[i];
        const struct rubric_question *question = &evaluation->rubric->questions[veto->question];
        const bool caps = veto->veto.action == VETO_CAP;
        const struct row row = {
            ROW_VETO,       question->id, title_of(question, language),          false, caps, 0,
            veto->veto.cap, UINT32_MAX,   &evaluation->questions[veto->question]};
        put_row(to, evaluation, language, &row);
    }
    return evaluation->veto_count;
}

static size_t put_deductions(struct buffer *to, const kefu_evaluation *evaluation,
                             const char *language) {
    for (size_t i = 0; i < evaluation->deduction_count; i++) {
        const struct deduction_result *result = &evaluation->deductions[i];
        const uint32_t rule = evaluation->rubric->deductions[result->deduction].rule;
        const struct rule *of = &evaluation->scheme->rules->items[rule];
        const struct row row = {ROW_DEDUCTION,
                                of->id,
                                kefu__in_language(language, of->title_zh, of->title_en),
                                true,
                                false,
                                -result->points,
                                0,
                                rule,
                                NULL};
        put_row(to, evaluation, language, &row);
    }
    return evaluation->deduction_count;
}

/* ---- the calls ---- */

kefu_status kefu_evaluation_write_csv_head(const char *language, const kefu_allocator *allocator,
                                           kefu_write write, void *ctx, kefu_error *error) {
    struct buffer text;
    kefu_allocator own;
    if (!write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "write is NULL");
    const kefu_status status = kefu__allocator_init(&own, allocator, error);
    if (status != KEFU_OK)
        return status;
    kefu__buffer_init(&text, &own);
    kefu__buffer_text(&text, "\xEF\xBB\xBF");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        kefu__csv_put_text(&text,
                           kefu__in_language(language, columns[i].chinese, columns[i].english));
    kefu__csv_end_row(&text);
    return kefu__buffer_hand_over(&text, write, ctx, error);
}

kefu_status kefu_evaluation_write_csv(const kefu_evaluation *evaluation, const char *language,
                                      kefu_write write, void *ctx, kefu_error *error) {
    struct buffer text;
    if (!evaluation || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "evaluation or write is NULL");
    kefu__buffer_init(&text, &evaluation->allocator);
    size_t rows = put_vetoes(&text, evaluation, language);
    rows += put_deductions(&text, evaluation, language);
    rows += put_questions(&text, evaluation, language);
    const struct row nothing = {ROW_NOTHING, "", "", false, false, 0, 0, UINT32_MAX, NULL};
    if (rows == 0)
        put_row(&text, evaluation, language, &nothing);
    return kefu__buffer_hand_over(&text, write, ctx, error);
}
