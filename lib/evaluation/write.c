/* SPDX-License-Identifier: MIT
 * Writes an evaluation as JSON, for people, reports and kefu_evaluation_read_json(). */
#include <math.h>
#include <string.h>

#include "evaluation/parts.h"
#include "scheme/metric_set/metrics.h"

static const struct vocabulary_word answer_sources[] = {
    {ANSWER_AUTO, "auto", "自动", "automatic"},
    {ANSWER_MANUAL, "manual", "人工", "a person"},
};
const struct vocabulary kefu__answer_sources = VOCABULARY_OF("answer_source", answer_sources);

static void put_instant(struct json_writer *writer, const char *name, int64_t at) {
    kefu__json_put_name(writer, name);
    if (at == KEFU_TIME_NONE || at == KEFU_TIME_END)
        kefu__json_put_null(writer);
    else
        kefu__json_put_integer(writer, at);
}

/* ---- scores ---- */

/* Writes a score: the member "final", null if the score has no number or is not final;
 * "provisional" while questions are undecided; then the number of parts and the state. */
static void put_score(struct json_writer *writer, const kefu_value *value) {
    kefu__json_put_name(writer, "final");
    if (KEFU_VALUE_IS_NUMBER(*value))
        kefu__json_put_number(writer, value->value);
    else
        kefu__json_put_null(writer);
    if (value->flags & KEFU_VALUE_PROVISIONAL)
        kefu__json_add_number(writer, "provisional", value->value);
    kefu__json_add_number(writer, "n", (double)value->n);
    kefu__json_add_string(writer, "status", kefu_state_name(value->state));
    kefu__json_put_name(writer, "reason");
    if (value->reason)
        kefu__json_put_string(writer, kefu_reason_name(value->reason));
    else
        kefu__json_put_null(writer);
}

static void put_band(struct json_writer *writer, const struct rubric_band *band) {
    kefu__json_put_name(writer, "band");
    if (band)
        kefu__json_put_string(writer, band->id);
    else
        kefu__json_put_null(writer);
}

static void put_raw(struct json_writer *writer, bool known, double raw) {
    kefu__json_put_name(writer, "raw");
    if (known)
        kefu__json_put_number(writer, raw);
    else
        kefu__json_put_null(writer);
}

static void put_scores(struct json_writer *writer, const kefu_evaluation *evaluation) {
    const struct rubric *rubric = evaluation->rubric;
    size_t i;
    kefu__json_put_name(writer, "scores");
    kefu__json_open_object(writer);
    kefu__json_put_name(writer, "form");
    kefu__json_open_object(writer);
    put_score(writer, &evaluation->score);
    put_raw(writer, evaluation->raw.n > 0, evaluation->raw.value);
    put_band(writer, evaluation->band);
    kefu__json_close_object(writer);
    for (i = 0; i < rubric->section_count; i++) {
        kefu__json_put_name(writer, rubric->sections[i].id);
        kefu__json_open_object(writer);
        put_score(writer, &evaluation->sections[i].score);
        put_raw(writer, evaluation->sections[i].score.n > 0, evaluation->sections[i].raw);
        kefu__json_add_number(writer, "weight", evaluation->sections[i].weight);
        put_band(writer, evaluation->sections[i].band);
        kefu__json_close_object(writer);
    }
    for (i = 0; i < rubric->question_count; i++) {
        kefu__json_put_name(writer, rubric->questions[i].id);
        kefu__json_open_object(writer);
        put_score(writer, &evaluation->questions[i].score);
        kefu__json_add_number(writer, "earned", evaluation->questions[i].earned);
        kefu__json_add_number(writer, "possible", evaluation->questions[i].possible);
        kefu__json_add_number(writer, "weight", evaluation->questions[i].weight);
        kefu__json_close_object(writer);
    }
    kefu__json_close_object(writer);
}

static void put_vetoes(struct json_writer *writer, const kefu_evaluation *evaluation) {
    size_t i;
    kefu__json_put_name(writer, "vetoes");
    kefu__json_open_array(writer);
    for (i = 0; i < evaluation->veto_count; i++) {
        const struct veto_result *veto = &evaluation->vetoes[i];
        kefu__json_open_object(writer);
        kefu__json_add_string(writer, "question", evaluation->rubric->questions[veto->question].id);
        kefu__json_add_word(writer, "scope", &kefu__veto_scopes, veto->veto.scope);
        kefu__json_add_word(writer, "action", &kefu__veto_actions, veto->veto.action);
        if (veto->veto.action == VETO_CAP)
            kefu__json_add_number(writer, "cap", veto->veto.cap);
        kefu__json_close_object(writer);
    }
    kefu__json_close_array(writer);
}

/* ---- answers and evidence ---- */

static void put_answer(struct json_writer *writer, const struct rubric_question *question,
                       const struct answer *answer) {
    size_t i;
    kefu__json_put_name(writer, "answer");
    if (answer->state != KEFU_STATE_OK) {
        kefu__json_put_null(writer);
    } else if (question->type == QUESTION_NUMERIC || question->type == QUESTION_RATING) {
        kefu__json_put_number(writer, answer->number);
    } else {
        const bool many = question->type == QUESTION_MULTI_SELECT;
        if (many)
            kefu__json_open_array(writer);
        for (i = 0; i < question->option_count; i++)
            if (answer->options >> i & 1)
                kefu__json_put_string(writer, question->options[i].id);
        if (many)
            kefu__json_close_array(writer);
    }
    kefu__json_add_string(writer, "status", kefu_state_name(answer->state));
    kefu__json_put_name(writer, "reason");
    if (answer->reason)
        kefu__json_put_string(writer, kefu_reason_name(answer->reason));
    else
        kefu__json_put_null(writer);
}

static void put_hit(struct json_writer *writer, const kefu_evaluation *evaluation,
                    const struct rule_hit *hit, bool whole) {
    const struct rule *rule = &evaluation->scheme->rules->items[hit->rule];
    kefu__json_open_object(writer);
    kefu__json_add_string(writer, "rule", rule->id);
    if (whole)
        kefu__json_add_word(writer, "severity", &kefu__rule_severities, rule->severity);
    kefu__json_put_name(writer, "message");
    if (hit->message == UINT32_MAX)
        kefu__json_put_null(writer);
    else
        kefu__json_put_integer(writer, hit->message);
    kefu__json_add_text(writer, "message_id", hit->message_id);
    kefu__json_add_number(writer, "start", hit->start);
    kefu__json_add_number(writer, "end", hit->end);
    kefu__json_add_text(writer, "text", hit->text);
    if (hit->promoted)
        kefu__json_add_string(writer, "promoted", kefu__promotion_names[hit->promoted]);
    if (whole) {
        kefu__json_add_text(writer, "agent_id", hit->agent_id);
        put_instant(writer, "at", hit->at);
    }
    kefu__json_close_object(writer);
}

static void put_question(struct json_writer *writer, const kefu_evaluation *evaluation, size_t i) {
    const struct rubric_question *question = &evaluation->rubric->questions[i];
    const struct question_result *result = &evaluation->questions[i];
    size_t hit;
    kefu__json_open_object(writer);
    kefu__json_add_string(writer, "question", question->id);
    kefu__json_add_string(writer, "section", evaluation->rubric->sections[question->section].id);
    kefu__json_add_word(writer, "type", &kefu__question_types, question->type);
    put_answer(writer, question, &result->answer);
    kefu__json_add_word(writer, "source", &kefu__answer_sources, result->answer.source);
    if (result->answer.source == ANSWER_MANUAL) {
        kefu__json_add_text(writer, "by", result->by);
        put_instant(writer, "at", result->at);
        kefu__json_add_text(writer, "comment", result->comment);
        kefu__json_put_name(writer, "found");
        kefu__json_open_object(writer);
        put_answer(writer, question, &result->found);
        kefu__json_close_object(writer);
    }
    if (question->metric != UINT32_MAX)
        kefu__json_add_string(writer, "metric",
                              evaluation->scheme->metrics->items[question->metric].id);
    kefu__json_put_name(writer, "evidence");
    kefu__json_open_array(writer);
    for (hit = 0; hit < result->evidence_count; hit++)
        put_hit(writer, evaluation, &evaluation->hits[result->evidence[hit]], false);
    kefu__json_close_array(writer);
    kefu__json_close_object(writer);
}

static void put_answers(struct json_writer *writer, const kefu_evaluation *evaluation) {
    size_t manual = 0, i;
    kefu__json_put_name(writer, "answers");
    kefu__json_open_array(writer);
    for (i = 0; i < evaluation->rubric->question_count; i++) {
        put_question(writer, evaluation, i);
        manual += evaluation->questions[i].answer.source == ANSWER_MANUAL;
    }
    kefu__json_close_array(writer);
    kefu__json_put_name(writer, "score_sources");
    kefu__json_open_object(writer);
    kefu__json_add_number(writer, kefu__word_name(&kefu__answer_sources, ANSWER_AUTO),
                          (double)(evaluation->rubric->question_count - manual));
    kefu__json_add_number(writer, kefu__word_name(&kefu__answer_sources, ANSWER_MANUAL),
                          (double)manual);
    kefu__json_close_object(writer);
}

static void put_deductions(struct json_writer *writer, const kefu_evaluation *evaluation) {
    size_t i;
    kefu__json_put_name(writer, "deductions");
    kefu__json_open_array(writer);
    for (i = 0; i < evaluation->deduction_count; i++) {
        const struct deduction_result *result = &evaluation->deductions[i];
        const struct rubric_deduction *deduction =
            &evaluation->rubric->deductions[result->deduction];
        kefu__json_open_object(writer);
        kefu__json_add_string(writer, "rule", evaluation->scheme->rules->items[deduction->rule].id);
        kefu__json_add_number(writer, "hits", result->hits);
        kefu__json_add_number(writer, "points", result->points);
        kefu__json_close_object(writer);
    }
    kefu__json_close_array(writer);
}

static void put_evaluation(struct json_writer *writer, const kefu_evaluation *evaluation) {
    const struct rubric *rubric = evaluation->rubric;
    size_t i;
    kefu__json_open_object(writer);
    kefu__json_add_number(writer, "kefu", 1);
    kefu__json_add_string(writer, "kind", "evaluation");
    kefu__json_add_text(writer, "conversation_id", evaluation->conversation_id);
    kefu__json_add_string(writer, "of", evaluation->of_agent ? "agent" : "conversation");
    kefu__json_add_text(writer, "agent_id", evaluation->agent_id);
    kefu__json_put_name(writer, "rubric");
    kefu__json_open_object(writer);
    kefu__json_add_string(writer, "id", rubric->id);
    kefu__json_add_string(writer, "version", rubric->version);
    kefu__json_add_string(writer, "digest", rubric->digest);
    kefu__json_close_object(writer);
    put_instant(writer, "now", evaluation->now);
    kefu__json_put_name(writer, "profile");
    if (evaluation->profile == UINT32_MAX)
        kefu__json_put_null(writer);
    else
        kefu__json_put_string(writer, rubric->profiles[evaluation->profile].id);
    put_scores(writer, evaluation);
    kefu__json_put_name(writer, "critical_score");
    kefu__json_put_value(writer, &evaluation->critical);
    kefu__json_add_number(writer, "bonus", evaluation->bonus);
    put_vetoes(writer, evaluation);
    put_deductions(writer, evaluation);
    put_answers(writer, evaluation);
    kefu__json_put_name(writer, "hits");
    kefu__json_open_array(writer);
    for (i = 0; i < evaluation->hit_count; i++)
        put_hit(writer, evaluation, &evaluation->hits[i], true);
    kefu__json_close_array(writer);
    kefu__json_close_object(writer);
}

kefu_status kefu_evaluation_write(const kefu_evaluation *evaluation, kefu_write write, void *ctx,
                                  kefu_error *error) {
    struct json_writer writer;
    struct buffer text;
    if (!evaluation || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "evaluation or write is NULL");
    kefu__buffer_init(&text, &evaluation->allocator);
    kefu__json_begin(&writer, &text);
    put_evaluation(&writer, evaluation);
    return kefu__buffer_hand_over(&text, write, ctx, error);
}
