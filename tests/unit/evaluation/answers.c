/* SPDX-License-Identifier: MIT
 * Tests of what a person overrules, and of evaluations as JSON. */
#include "rubrics.h"

#include "evaluation/parts.h"

static kefu_status append(void *ctx, const char *data, size_t size) {
    kefu__buffer_add(ctx, data, size);
    return KEFU_OK;
}

static kefu_status stop(void *ctx, const char *data, size_t size) {
    (void)ctx;
    (void)data;
    return size ? KEFU_E_LIMIT : KEFU_OK;
}

static char *text_of(const kefu_evaluation *evaluation, struct buffer *buffer) {
    const kefu_allocator allocator = kefu__allocator_default();
    kefu__buffer_init(buffer, &allocator);
    assert_int_equal(kefu_evaluation_write(evaluation, append, buffer, NULL), KEFU_OK);
    kefu__buffer_add(buffer, "", 1);
    return buffer->data;
}

static void what_is_written_reads_the_same(void **state) {
    struct scored scored;
    struct buffer first, second;
    kefu_evaluation *read = NULL;
    (void)state;
    score(&scored, full_rules, full_rubric, short_talk);
    answer(&scored, "a", "true");
    answer(&scored, "stars", "3");
    answer(&scored, "list", "[\"y\"]");
    assert_part(&scored, "stars", 50);
    text_of(scored.evaluation, &first);
    if (kefu_evaluation_read_json(scored.bench.scheme, first.data, first.size - 1, &read, NULL,
                                  &scored.bench.error))
        fail_msg("%s: %s", scored.bench.error.pointer, scored.bench.error.message);
    text_of(read, &second);
    assert_string_equal(first.data, second.data);
    assert_non_null(strstr(first.data, "\"text\":\"气死\""));
    assert_non_null(strstr(first.data, "\"scores\":{\"form\":{\"final\":"));
    assert_int_equal(kefu_evaluation_write(read, stop, NULL, NULL), KEFU_E_LIMIT);
    assert_int_equal(kefu_evaluation_write(read, NULL, NULL, NULL), KEFU_E_ARGUMENT);
    kefu_evaluation_free(read);
    kefu__buffer_free(&first);
    kefu__buffer_free(&second);
    scored_close(&scored);
}

static void a_person_overrules_but_does_not_erase(void **state) {
    struct scored scored;
    struct buffer text;
    (void)state;
    score(&scored, full_rules, full_rubric, short_talk);
    assert_int_equal(kefu_evaluation_answer(
                         scored.evaluation,
                         KEFU_TEXT("{\"question\":\"calm\",\"answer\":\"yes\",\"reason\":\"反讽\","
                                   "\"by\":\"梁文\",\"at\":\"2026-03-13T09:00:00+08:00\"}"),
                         NULL, NULL),
                     KEFU_OK);
    assert_part(&scored, "calm", 100);
    assert_int_equal(scored.evaluation->questions[1].found.options, 2);
    text_of(scored.evaluation, &text);
    assert_non_null(strstr(text.data, "\"source\":\"manual\",\"by\":\"梁文\",\"at\":1773363600000,"
                                      "\"comment\":\"反讽\",\"found\":{\"answer\":\"no\""));
    kefu__buffer_free(&text);
    scored_close(&scored);
}

static void wrong_answers_change_nothing(void **state) {
    static const struct {
        const char *json;
        kefu_status status;
        const char *pointer;
    } cases[] = {
        {"", KEFU_E_JSON, ""},
        {"[]", KEFU_E_DEFINITION, ""},
        {"{\"question\":\"a\",\"answer\":true}", KEFU_E_DEFINITION, ""},
        {"{\"question\":\"a\",\"reason\":\"r\"}", KEFU_E_DEFINITION, ""},
        {"{\"question\":\"zzz\",\"answer\":true,\"reason\":\"r\"}", KEFU_E_REFERENCE, "/question"},
        {"{\"question\":\"a\",\"answer\":\"x\",\"reason\":\"r\"}", KEFU_E_REFERENCE, "/answer"},
        {"{\"question\":\"a\",\"answer\":[\"yes\"],\"reason\":\"r\"}", KEFU_E_REFERENCE, "/answer"},
        {"{\"question\":\"stars\",\"answer\":6,\"reason\":\"r\"}", KEFU_E_DEFINITION, "/answer"},
        {"{\"question\":\"stars\",\"answer\":\"5\",\"reason\":\"r\"}", KEFU_E_DEFINITION,
         "/answer"},
        {"{\"question\":\"list\",\"answer\":\"x\",\"reason\":\"r\"}", KEFU_E_DEFINITION, "/answer"},
        {"{\"question\":\"list\",\"answer\":[\"x\",\"q\"],\"reason\":\"r\"}", KEFU_E_REFERENCE,
         "/answer/1"},
        {"{\"question\":\"a\",\"answer\":true,\"reason\":\"r\",\"at\":\"now\"}", KEFU_E_DEFINITION,
         "/at"},
    };
    struct scored scored;
    struct buffer before, after;
    size_t i;
    (void)state;
    score(&scored, full_rules, full_rubric, short_talk);
    text_of(scored.evaluation, &before);
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        kefu_error error;
        if (kefu_evaluation_answer(scored.evaluation, cases[i].json, strlen(cases[i].json), NULL,
                                   &error) != cases[i].status)
            fail_msg("%s: %d %s", cases[i].json, error.status, error.message);
        assert_string_equal(error.pointer, cases[i].pointer);
    }
    assert_int_equal(kefu_evaluation_answer(NULL, "{}", 2, NULL, NULL), KEFU_E_ARGUMENT);
    text_of(scored.evaluation, &after);
    assert_string_equal(before.data, after.data);
    kefu__buffer_free(&before);
    kefu__buffer_free(&after);
    scored_close(&scored);
}

static void replace(char *text, const char *from, const char *to) {
    char *at = strstr(text, from);
    assert_non_null(at);
    assert_int_equal(strlen(from), strlen(to));
    memcpy(at, to, strlen(to));
}

static void foreign_evaluations_are_refused(void **state) {
    static const struct {
        const char *from, *to;
        kefu_status status;
    } cases[] = {
        {"\"kind\":\"evaluation\"", "\"kind\":\"evaluatio_\"", KEFU_E_DEFINITION},
        {"\"digest\":\"", "\"digest\":'", KEFU_E_JSON},
        {"test.rubric", "test.rubri_", KEFU_E_SCHEME},
        {"\"rule\":\"never\"", "\"rule\":\"neve_\"", KEFU_E_DEFINITION},
        {"\"question\":\"calm\"", "\"question\":\"cal_\"", KEFU_E_DEFINITION},
        {"\"question\":\"stars\"", "\"question\":\"first\"", KEFU_E_DEFINITION},
        {"null,\"status\":\"not_app", "null,\"status\":\"not_apq", KEFU_E_DEFINITION},
        {"\"answers\":", "\"answer_\":", KEFU_E_DEFINITION},
        {"\"hits\":[", "\"hit_\":[", KEFU_E_DEFINITION},
    };
    struct scored scored;
    struct buffer text;
    size_t i;
    (void)state;
    score(&scored, full_rules, full_rubric, short_talk);
    answer(&scored, "a", "\"na\"");
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        kefu_evaluation *read = NULL;
        kefu_error error;
        memset(&error, 0, sizeof error);
        text_of(scored.evaluation, &text);
        if (strlen(cases[i].from) == strlen(cases[i].to))
            replace(text.data, cases[i].from, cases[i].to);
        else
            *strstr(text.data, cases[i].from) = '\'';
        if (kefu_evaluation_read_json(scored.bench.scheme, text.data, text.size - 1, &read, NULL,
                                      &error) != cases[i].status)
            fail_msg("%s: %d %s %s", cases[i].to, error.status, error.pointer, error.message);
        assert_null(read);
        kefu__buffer_free(&text);
    }
    scored_close(&scored);
}

static void misuse_is_refused(void **state) {
    struct scored scored;
    kefu_evaluation *evaluation = NULL;
    kefu_rubric rubric = 0;
    kefu_value value;
    (void)state;
    score(&scored, no_rules, SECTIONS(BOOLEAN), short_talk);
    assert_int_equal(kefu_scheme_find_rubric(scored.bench.scheme, "test.rubric", 11, &rubric, NULL),
                     KEFU_OK);
    assert_int_equal(kefu_scheme_find_rubric(scored.bench.scheme, "x", 1, &rubric, NULL),
                     KEFU_E_NOT_FOUND);
    assert_int_equal(kefu_scheme_find_rubric(NULL, "x", 1, &rubric, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_evaluate(NULL, rubric, 0, &evaluation, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_evaluate(scored.conversation, rubric, 0, NULL, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_evaluate(scored.conversation, 0, 0, &evaluation, NULL), KEFU_E_HANDLE);
    assert_int_equal(kefu_evaluation_find_part(NULL, "q", 1, &value, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_evaluation_find_part(scored.evaluation, NULL, 0, &value, NULL),
                     KEFU_E_ARGUMENT);
    assert_int_equal(kefu_evaluation_score(NULL).state, KEFU_STATE_NO_DATA);
    assert_string_equal(kefu_evaluation_band(NULL), "");
    assert_int_equal(kefu_evaluation_read_json(NULL, "{}", 2, &evaluation, NULL, NULL),
                     KEFU_E_ARGUMENT);
    assert_null(evaluation);
    kefu_evaluation_free(NULL);
    scored_close(&scored);
}

/* An answer fits if its options exist, one of them unless several may be chosen, or its number is
 * on the scale. */
static void answers_fit_their_question(void **state) {
    static const struct {
        enum question_type type;
        uint64_t options;
        double number;
        bool fits;
    } cases[] = {{QUESTION_SINGLE_SELECT, 1, 0, true},  {QUESTION_SINGLE_SELECT, 4, 0, true},
                 {QUESTION_SINGLE_SELECT, 8, 0, false}, {QUESTION_SINGLE_SELECT, 0, 0, false},
                 {QUESTION_SINGLE_SELECT, 3, 0, false}, {QUESTION_SINGLE_SELECT, 9, 0, false},
                 {QUESTION_MULTI_SELECT, 7, 0, true},   {QUESTION_MULTI_SELECT, 0, 0, true},
                 {QUESTION_MULTI_SELECT, 8, 0, false},  {QUESTION_MULTI_SELECT, 15, 0, false},
                 {QUESTION_RATING, 0, 1, true},         {QUESTION_RATING, 0, 5, true},
                 {QUESTION_RATING, 0, 0.5, false},      {QUESTION_RATING, 0, 5.5, false},
                 {QUESTION_NUMERIC, 0, -1e9, true}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct rubric_question question = {
            .type = cases[i].type, .option_count = 3, .scale_min = 1, .scale_max = 5};
        struct answer answer = {
            .state = KEFU_STATE_OK, .options = cases[i].options, .number = cases[i].number};
        if (kefu__answer_fits(&question, &answer) != cases[i].fits)
            fail_msg("case %zu", i);
        answer.state = KEFU_STATE_NOT_APPLICABLE;
        assert_true(kefu__answer_fits(&question, &answer));
    }
    const struct rubric_question full = {.type = QUESTION_SINGLE_SELECT, .option_count = 64};
    const struct answer last = {.state = KEFU_STATE_OK, .options = UINT64_C(1) << 63};
    assert_true(kefu__answer_fits(&full, &last));
}

static char *rows_of(const kefu_evaluation *evaluation, const char *language,
                     struct buffer *buffer) {
    const kefu_allocator allocator = kefu__allocator_default();
    kefu__buffer_init(buffer, &allocator);
    assert_int_equal(kefu_evaluation_write_csv(evaluation, language, append, buffer, NULL),
                     KEFU_OK);
    kefu__buffer_add(buffer, "", 1);
    return buffer->data;
}

static size_t fields_of(const char *row) {
    size_t count = 1;
    bool quoted = false;
    for (; *row && (quoted || *row != '\r'); row++) {
        quoted ^= *row == '"';
        count += !quoted && *row == ',';
    }
    return count;
}

/* Each row has all columns; what has all its points has none. */
static void what_was_lost_stands_in_rows(void **state) {
    struct scored scored;
    struct buffer head, rows, once;
    const kefu_allocator allocator = kefu__allocator_default();
    (void)state;
    kefu__buffer_init(&head, &allocator);
    assert_int_equal(kefu_evaluation_write_csv_head("en", NULL, append, &head, NULL), KEFU_OK);
    kefu__buffer_add(&head, "", 1);
    assert_memory_equal(head.data,
                        "\xEF\xBB\xBF"
                        "conversation,agent,score,",
                        28);
    score(&scored, full_rules, full_rubric, short_talk);
    assert_int_equal(
        kefu_evaluation_answer(
            scored.evaluation,
            KEFU_TEXT("{\"question\":\"stars\",\"answer\":3,\"reason\":\"=1+1, \\\"看\\\"\","
                      "\"by\":\"梁文\"}"),
            NULL, NULL),
        KEFU_OK);
    rows_of(scored.evaluation, NULL, &rows);
    for (const char *row = rows.data; *row; row = strchr(row, '\n') + 1)
        assert_int_equal(fields_of(row), fields_of(head.data));
    assert_non_null(strstr(rows.data, ",题目,stars,"));
    assert_non_null(strstr(rows.data, "梁文,\"'=1+1, \"\"看\"\"\"\r\n"));
    assert_non_null(strstr(rows.data, "气死"));
    answer(&scored, "stars", "5");
    rows_of(scored.evaluation, "en", &once);
    assert_null(strstr(once.data, ",stars,"));
    assert_non_null(strstr(once.data, ",question,"));
    assert_int_equal(kefu_evaluation_write_csv(scored.evaluation, NULL, stop, NULL, NULL),
                     KEFU_E_LIMIT);
    kefu__buffer_free(&head);
    kefu__buffer_free(&rows);
    kefu__buffer_free(&once);
    scored_close(&scored);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_fit_their_question),
        cmocka_unit_test(what_is_written_reads_the_same),
        cmocka_unit_test(a_person_overrules_but_does_not_erase),
        cmocka_unit_test(wrong_answers_change_nothing),
        cmocka_unit_test(foreign_evaluations_are_refused),
        cmocka_unit_test(misuse_is_refused),
        cmocka_unit_test(what_was_lost_stands_in_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
