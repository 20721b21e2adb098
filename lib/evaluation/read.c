/* SPDX-License-Identifier: MIT
 * Reading evaluations from JSON, and overriding answers by a person's. */
#include <string.h>

#include "conversation/record.h"
#include "evaluation/parts.h"

static bool refuse(struct json_reader *reader, kefu_status status, const char *code,
                   const char *message) {
    kefu__json_report(reader, KEFU_SEVERITY_ERROR, status, code, "%s", message);
    return false;
}

static bool refuse_member(struct json_reader *reader, const char *name, kefu_status status,
                          const char *code, const char *message) {
    kefu__json_enter_name(reader, name);
    refuse(reader, status, code, message);
    kefu__json_leave(reader);
    return false;
}

/* ---- one answer ---- */

static bool add_option(struct json_reader *reader, const json_value *value,
                       const struct rubric_question *question, struct answer *answer) {
    const kefu_str yes = {"yes", 3}, no = {"no", 2};
    kefu_str id = kefu__json_text(value);
    size_t i;
    if (kefu__json_is(value, JSON_BOOL))
        id = kefu__json_true(value) ? yes : no;
    for (i = 0; i < question->option_count; i++)
        if (kefu__str_is(id, question->options[i].id)) {
            answer->options |= UINT64_C(1) << i;
            return true;
        }
    return refuse(reader, KEFU_E_REFERENCE, "unresolved_ref", "the question has no such option");
}

bool kefu__answer_read(struct json_reader *reader, const json_value *value,
                       const struct rubric_question *question, struct answer *answer) {
    const bool number = question->type == QUESTION_NUMERIC || question->type == QUESTION_RATING;
    const json_value *item;
    size_t index = 0;
    bool fine = true;
    memset(answer, 0, sizeof *answer);
    if (kefu__json_is(value, JSON_NULL) || kefu__str_is(kefu__json_text(value), "na")) {
        answer->state = KEFU_STATE_NOT_APPLICABLE;
        return true;
    }
    if (number) {
        if (!kefu__json_is(value, JSON_NUMBER))
            return refuse(reader, KEFU_E_DEFINITION, "wrong_type", "must be a number or \"na\"");
        answer->number = kefu__json_number(value);
    } else if (question->type != QUESTION_MULTI_SELECT) {
        fine = add_option(reader, value, question, answer);
    } else if (!kefu__json_is(value, JSON_ARRAY)) {
        return refuse(reader, KEFU_E_DEFINITION, "wrong_type", "must be an array of options");
    } else {
        for (item = kefu__json_first(value); item; item = kefu__json_next(item)) {
            kefu__json_enter_index(reader, index++);
            fine &= add_option(reader, item, question, answer);
            kefu__json_leave(reader);
        }
    }
    if (fine && !kefu__answer_fits(question, answer))
        return refuse(reader, KEFU_E_DEFINITION, "rating_out_of_scale", "is out of the scale");
    return fine;
}

/* ---- a person's answer ---- */

static bool read_manual(struct kefu_evaluation *evaluation, struct json_reader *reader) {
    const json_value *root = reader->root, *value = kefu__json_get(root, "answer");
    const struct rubric *rubric = evaluation->rubric;
    struct question_result *result;
    struct answer answer;
    kefu_str id = {"", 0}, comment = {"", 0}, by = {"", 0}, by_copy, comment_copy;
    int64_t at = KEFU_TIME_NONE;
    size_t index;
    bool fine;
    if (!kefu__json_is(root, JSON_OBJECT))
        return refuse(reader, KEFU_E_DEFINITION, "wrong_type", "must be an object");
    fine = kefu__json_member_string(reader, root, "question", true, &id);
    kefu__json_member_string(reader, root, "reason", true, &comment);
    kefu__record_text(reader, &evaluation->arena, root, "by", &by);
    kefu__json_member_instant(reader, root, "at", false, &at);
    if (!value)
        fine = refuse(reader, KEFU_E_DEFINITION, "missing_member",
                      "the member \"answer\" is missing");
    if (!fine)
        return false;
    index = kefu__rubric_find_question(rubric, id);
    if (index == SIZE_MAX)
        return refuse_member(reader, "question", KEFU_E_REFERENCE, "unresolved_ref",
                             "the rubric has no such question");
    kefu__json_enter_name(reader, "answer");
    fine = kefu__answer_read(reader, value, &rubric->questions[index], &answer);
    kefu__json_leave(reader);
    if (!fine || reader->errors > 0)
        return false;
    if (!kefu__evaluation_keep(evaluation, by, &by_copy) ||
        !kefu__evaluation_keep(evaluation, comment, &comment_copy))
        return false;
    result = &evaluation->questions[index];
    result->answer = answer;
    result->answer.source = ANSWER_MANUAL;
    result->by = by_copy;
    result->comment = comment_copy;
    result->at = at;
    return true;
}

kefu_status kefu_evaluation_answer(kefu_evaluation *evaluation, const char *json, size_t size,
                                   kefu_findings *findings, kefu_error *error) {
    struct json_reader reader;
    kefu_status status;
    bool fine;
    if (!evaluation || (!json && size > 0))
        return kefu__fail(error, KEFU_E_ARGUMENT, "evaluation or json is NULL");
    status = kefu__json_open_record(&reader, &evaluation->allocator, json, size, findings, error);
    if (status != KEFU_OK)
        return status;
    fine = read_manual(evaluation, &reader);
    status = fine ? KEFU_OK : reader.errors ? reader.status : kefu__no_memory(error);
    kefu__json_close(&reader);
    /* cannot fail: memory for the deductions was allocated when the score was first computed */
    if (fine && !kefu__evaluation_score(evaluation))
        status = kefu__no_memory(error);
    return status;
}

bool kefu__evaluation_take_answers(kefu_evaluation *part, const kefu_evaluation *whole) {
    for (size_t i = 0; i < whole->rubric->question_count; i++) {
        const struct question_result *from = &whole->questions[i];
        struct question_result *to = &part->questions[i];
        if (from->answer.source != ANSWER_MANUAL || to->found.state == KEFU_STATE_NOT_APPLICABLE)
            continue;
        to->answer = from->answer;
        to->at = from->at;
        if (!kefu__evaluation_keep(part, from->by, &to->by) ||
            !kefu__evaluation_keep(part, from->comment, &to->comment))
            return false;
    }
    return kefu__evaluation_score(part);
}

/* ---- a whole evaluation ---- */

/* The context of reading an evaluation from JSON. */
struct reading {
    struct kefu_evaluation *evaluation;
    struct json_reader *reader;
    bool no_memory;
};

static bool keep(struct reading *reading, const json_value *object, const char *name,
                 kefu_str *copy) {
    kefu_str text = {"", 0};
    kefu__json_member_string(reading->reader, object, name, false, &text);
    if (!kefu__evaluation_keep(reading->evaluation, text, copy))
        reading->no_memory = true;
    return !reading->no_memory;
}

static bool is_null(const json_value *object, const char *name) {
    const json_value *value = kefu__json_get(object, name);
    return !value || kefu__json_is(value, JSON_NULL);
}

static void read_instant(struct reading *reading, const json_value *object, const char *name,
                         int64_t *at) {
    *at = KEFU_TIME_NONE;
    if (!is_null(object, name))
        kefu__json_member_instant(reading->reader, object, name, false, at);
}

/* Reads "promoted": why a hint (words that are a fault in some contexts only) counts as a fault.
 * The member is absent if the hit is not based on a hint. */
static void read_promotion(struct json_reader *reader, const json_value *object,
                           struct rule_hit *hit) {
    kefu_str name = {0};
    uint32_t i;
    if (!kefu__json_member_string(reader, object, "promoted", false, &name))
        return;
    for (i = 1; i < PROMOTIONS && !kefu__str_is(name, kefu__promotion_names[i]); i++)
        ;
    if (i < PROMOTIONS)
        hit->promoted = i;
    else
        refuse_member(reader, "promoted", KEFU_E_DEFINITION, "unknown_choice",
                      "a hint is promoted when repeated, alone_to_anger, ended or protested");
}

static bool read_hit(struct reading *reading, const json_value *object, struct rule_hit *hit) {
    const struct rules *rules = reading->evaluation->scheme->rules;
    struct json_reader *reader = reading->reader;
    int64_t message = UINT32_MAX, start = 0, end = 0;
    kefu_str rule = {"", 0};
    size_t index;
    if (!kefu__json_member_string(reader, object, "rule", true, &rule))
        return false;
    index = kefu__rules_find(rules, rule);
    if (index == SIZE_MAX)
        return refuse_member(reader, "rule", KEFU_E_DEFINITION, "unresolved_ref",
                             "the scheme has no such rule");
    if (!is_null(object, "message"))
        kefu__json_member_integer(reader, object, "message", true, 0, UINT32_MAX - 1, &message);
    kefu__json_member_integer(reader, object, "start", false, 0, UINT32_MAX, &start);
    kefu__json_member_integer(reader, object, "end", false, 0, UINT32_MAX, &end);
    hit->rule = (uint32_t)index;
    hit->message = (uint32_t)message;
    hit->start = (uint32_t)start;
    hit->end = (uint32_t)end;
    read_instant(reading, object, "at", &hit->at);
    read_promotion(reader, object, hit);
    return keep(reading, object, "message_id", &hit->message_id) &&
           keep(reading, object, "agent_id", &hit->agent_id) &&
           keep(reading, object, "text", &hit->text);
}

static void read_hits(struct reading *reading, const json_value *root) {
    struct kefu_evaluation *evaluation = reading->evaluation;
    const json_value *list = kefu__json_member_array(reading->reader, root, "hits", true), *item;
    const size_t count = kefu__json_count(list);
    evaluation->hits = kefu__arena_alloc_zero(&evaluation->arena, count * sizeof *evaluation->hits);
    if (!evaluation->hits) {
        reading->no_memory = true;
        return;
    }
    kefu__json_enter_name(reading->reader, "hits");
    for (item = kefu__json_first(list); item && !reading->no_memory; item = kefu__json_next(item)) {
        kefu__json_enter_index(reading->reader, evaluation->hit_count);
        read_hit(reading, item, &evaluation->hits[evaluation->hit_count++]);
        kefu__json_leave(reading->reader);
    }
    kefu__json_leave(reading->reader);
}

/* The index, among the evaluation's hits, of the hit that this item of evidence names by rule and
 * message; SIZE_MAX: there is none. */
static size_t find_hit(const struct reading *reading, const json_value *object) {
    const struct kefu_evaluation *evaluation = reading->evaluation;
    const size_t rule = kefu__rules_find(evaluation->scheme->rules,
                                         kefu__json_text(kefu__json_get(object, "rule")));
    const double message = is_null(object, "message")
                               ? (double)UINT32_MAX
                               : kefu__json_number(kefu__json_get(object, "message"));
    size_t i;
    for (i = 0; i < evaluation->hit_count; i++)
        if (evaluation->hits[i].rule == rule && (double)evaluation->hits[i].message == message)
            return i;
    return SIZE_MAX;
}

static void read_evidence(struct reading *reading, const json_value *object,
                          struct question_result *result) {
    const json_value *list = kefu__json_member_array(reading->reader, object, "evidence", true);
    const json_value *item;
    uint32_t *evidence = kefu__arena_alloc(&reading->evaluation->arena,
                                           kefu__json_count(list) * sizeof *evidence);
    size_t index = 0;
    if (!evidence) {
        reading->no_memory = true;
        return;
    }
    kefu__json_enter_name(reading->reader, "evidence");
    for (item = kefu__json_first(list); item; item = kefu__json_next(item)) {
        const size_t hit = find_hit(reading, item);
        kefu__json_enter_index(reading->reader, index++);
        if (hit == SIZE_MAX)
            refuse(reading->reader, KEFU_E_DEFINITION, "unresolved_ref", "is none of the hits");
        else
            evidence[result->evidence_count++] = (uint32_t)hit;
        kefu__json_leave(reading->reader);
    }
    kefu__json_leave(reading->reader);
    result->evidence = evidence;
}

/* Reads a member that is null or one of the names of a vocabulary (closed list of names). */
static void read_word(struct reading *reading, const json_value *object, const char *member,
                      const struct vocabulary *vocabulary, uint32_t *value) {
    if (!is_null(object, member))
        kefu__json_member_word(reading->reader, object, member, true, vocabulary, value);
}

/* Reads the members "answer", "status" and "reason" of an object into an answer. */
static void read_answer(struct reading *reading, const json_value *object,
                        const struct rubric_question *question, struct answer *answer) {
    uint32_t state = KEFU_STATE_NOT_APPLICABLE, reason = KEFU_REASON_NONE;
    const json_value *value = kefu__json_get(object, "answer");
    read_word(reading, object, "status", &kefu__states, &state);
    read_word(reading, object, "reason", &kefu__reasons, &reason);
    memset(answer, 0, sizeof *answer);
    if (state == KEFU_STATE_OK) {
        kefu__json_enter_name(reading->reader, "answer");
        if (!value)
            refuse(reading->reader, KEFU_E_DEFINITION, "missing_member", "is missing");
        else
            kefu__answer_read(reading->reader, value, question, answer);
        kefu__json_leave(reading->reader);
        if (answer->state != KEFU_STATE_OK)
            refuse(reading->reader, KEFU_E_DEFINITION, "wrong_type",
                   "an answer of status ok must not be null");
        return;
    }
    answer->state = state;
    answer->reason = reason;
}

static void read_question(struct reading *reading, const json_value *object) {
    struct kefu_evaluation *evaluation = reading->evaluation;
    struct question_result *result;
    const json_value *found;
    uint32_t source = ANSWER_AUTO;
    kefu_str id = {"", 0};
    size_t index;
    if (!kefu__json_member_string(reading->reader, object, "question", true, &id))
        return;
    index = kefu__rubric_find_question(evaluation->rubric, id);
    if (index == SIZE_MAX) {
        refuse_member(reading->reader, "question", KEFU_E_DEFINITION, "unresolved_ref",
                      "the rubric has no such question");
        return;
    }
    result = &evaluation->questions[index];
    if (result->evidence) {
        refuse_member(reading->reader, "question", KEFU_E_DEFINITION, "duplicate_id",
                      "this question is answered twice");
        return;
    }
    kefu__json_member_word(reading->reader, object, "source", true, &kefu__answer_sources, &source);
    read_answer(reading, object, &evaluation->rubric->questions[index], &result->answer);
    result->answer.source = (enum answer_source)source;
    result->found = result->answer;
    found = kefu__json_member_object(reading->reader, object, "found", source == ANSWER_MANUAL);
    if (found) {
        kefu__json_enter_name(reading->reader, "found");
        read_answer(reading, found, &evaluation->rubric->questions[index], &result->found);
        kefu__json_leave(reading->reader);
    }
    read_instant(reading, object, "at", &result->at);
    if (keep(reading, object, "by", &result->by) &&
        keep(reading, object, "comment", &result->comment))
        read_evidence(reading, object, result);
}

static void read_questions(struct reading *reading, const json_value *root) {
    const json_value *list = kefu__json_member_array(reading->reader, root, "answers", true);
    const json_value *item;
    size_t index = 0;
    kefu__json_enter_name(reading->reader, "answers");
    for (item = kefu__json_first(list); item && !reading->no_memory; item = kefu__json_next(item)) {
        kefu__json_enter_index(reading->reader, index++);
        read_question(reading, item);
        kefu__json_leave(reading->reader);
    }
    if (list && index < reading->evaluation->rubric->question_count)
        refuse(reading->reader, KEFU_E_DEFINITION, "missing_member",
               "every question must have an answer");
    kefu__json_leave(reading->reader);
}

static void read_profile(struct reading *reading, const json_value *root) {
    struct kefu_evaluation *evaluation = reading->evaluation;
    kefu_str id = {"", 0};
    uint32_t i;
    if (is_null(root, "profile") ||
        !kefu__json_member_string(reading->reader, root, "profile", true, &id))
        return;
    for (i = 0; i < evaluation->rubric->profile_count; i++)
        if (kefu__str_is(id, evaluation->rubric->profiles[i].id))
            evaluation->profile = i;
    if (evaluation->profile == UINT32_MAX)
        refuse_member(reading->reader, "profile", KEFU_E_DEFINITION, "unresolved_ref",
                      "the rubric has no such profile");
}

/* The rubric of the scheme that the JSON document names; NULL if there is none, which is reported.
 */
static const struct rubric *find_rubric(const kefu_scheme *scheme, struct json_reader *reader) {
    const json_value *object = kefu__json_member_object(reader, reader->root, "rubric", true);
    const struct rubrics *rubrics = scheme->rubrics;
    kefu_str id = {"", 0}, digest = {"", 0};
    const struct rubric *found = NULL;
    size_t i;
    if (!object)
        return NULL;
    kefu__json_enter_name(reader, "rubric");
    if (kefu__json_member_string(reader, object, "id", true, &id) &&
        kefu__json_member_string(reader, object, "digest", true, &digest)) {
        for (i = 0; rubrics && i < rubrics->count; i++)
            if (kefu__str_is(id, rubrics->items[i].id) &&
                kefu__str_is(digest, rubrics->items[i].digest))
                found = &rubrics->items[i];
        if (!found)
            refuse(reader, KEFU_E_SCHEME, "other_rubric",
                   "the scheme does not have this rubric, or has another version of it");
    }
    kefu__json_leave(reader);
    return found;
}

static kefu_status read_evaluation(const kefu_scheme *scheme, struct json_reader *reader,
                                   kefu_evaluation **evaluation, kefu_error *error) {
    const json_value *root = reader->root;
    const struct rubric *rubric = find_rubric(scheme, reader);
    struct reading reading = {NULL, reader, false};
    if (!rubric)
        return reader->status;
    reading.evaluation = kefu__evaluation_new(scheme, rubric, &scheme->allocator);
    if (!reading.evaluation)
        return kefu__no_memory(error);
    keep(&reading, root, "conversation_id", &reading.evaluation->conversation_id);
    keep(&reading, root, "agent_id", &reading.evaluation->agent_id);
    reading.evaluation->of_agent = kefu__str_is(kefu__json_text(kefu__json_get(root, "of")),
                                                "agent");
    read_instant(&reading, root, "now", &reading.evaluation->now);
    read_profile(&reading, root);
    read_hits(&reading, root);
    if (!reading.no_memory)
        read_questions(&reading, root);
    if (!reading.no_memory && reader->errors == 0 && kefu__evaluation_score(reading.evaluation)) {
        *evaluation = reading.evaluation;
        return KEFU_OK;
    }
    kefu_evaluation_free(reading.evaluation);
    return reader->errors ? reader->status : kefu__no_memory(error);
}

kefu_status kefu_evaluation_read_json(const kefu_scheme *scheme, const char *json, size_t size,
                                      kefu_evaluation **evaluation, kefu_findings *findings,
                                      kefu_error *error) {
    struct json_reader reader;
    kefu_status status;
    if (!scheme || !evaluation || (!json && size > 0))
        return kefu__fail(error, KEFU_E_ARGUMENT, "scheme, json or evaluation is NULL");
    status = kefu__json_open_record(&reader, &scheme->allocator, json, size, findings, error);
    if (status != KEFU_OK)
        return status;
    if (kefu__str_is(kefu__json_text(kefu__json_get(reader.root, "kind")), "evaluation"))
        status = read_evaluation(scheme, &reader, evaluation, error);
    else
        status = kefu__fail(error, KEFU_E_DEFINITION, "not an evaluation: \"kind\" says otherwise");
    kefu__json_close(&reader);
    return status;
}
