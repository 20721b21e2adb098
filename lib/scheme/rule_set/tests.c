/* SPDX-License-Identifier: MIT
 * Reading the tests of rule sets and rubrics. lib/evaluation/test.c runs them. */
#include "scheme/rule_set/tests.h"

#include <string.h>

#include "scheme/rule_set/leaves.h"

/* One document's tests that are being read. */
struct test_reader {
    struct scheme_builder *builder;
    struct json_reader *reader;
    const struct rubric *rubric; /* NULL: of a rule set */
};

size_t kefu__judging_tests_count(const struct scheme_document *document) {
    return kefu__json_count(kefu__json_get(document->root, "tests"));
}

static const char *keep(struct test_reader *state, const char *text, size_t size) {
    const char *copy = kefu__arena_text(state->builder->arena, text, size);
    if (!copy)
        kefu__builder_no_memory(state->builder);
    return copy;
}

static void unresolved(struct test_reader *state, const char *what) {
    kefu__json_report(state->reader, KEFU_SEVERITY_ERROR, KEFU_E_REFERENCE, "unresolved_ref",
                      "there is no such %s", what);
}

/* The conversation as text, to be read when the test runs. */
static bool keep_conversation(struct test_reader *state, const json_value *object,
                              struct judging_test *test) {
    const json_value *value = kefu__json_member_object(state->reader, object, "conversation", true);
    return !value || kefu__json_keep(state->builder->arena, value, &test->conversation) ||
           kefu__builder_no_memory(state->builder);
}

static bool read_rules(struct test_reader *state, const json_value *object, const char *name,
                       uint32_t **rules, size_t *count) {
    const json_value *list = kefu__json_member_array(state->reader, object, name, false), *item;
    size_t index = 0;
    *rules = kefu__builder_take(state->builder, (kefu__json_count(list) + 1) * sizeof **rules);
    if (!*rules)
        return false;
    kefu__json_enter_name(state->reader, name);
    for (item = kefu__json_first(list); item; item = kefu__json_next(item)) {
        const size_t rule = kefu__rules_find(state->builder->scheme->rules, kefu__json_text(item));
        kefu__json_enter_index(state->reader, index++);
        if (rule == SIZE_MAX)
            unresolved(state, "rule");
        else
            (*rules)[(*count)++] = (uint32_t)rule;
        kefu__json_leave(state->reader);
    }
    kefu__json_leave(state->reader);
    return true;
}

static bool read_band(struct test_reader *state, const json_value *object,
                      struct judging_test *test) {
    kefu_str band = {"", 0};
    size_t i;
    if (!kefu__json_member_string(state->reader, object, "band", false, &band))
        return true;
    for (i = 0; i < state->rubric->band_count; i++)
        if (kefu__str_is(band, state->rubric->bands[i].id))
            test->band = state->rubric->bands[i].id;
    if (!test->band) {
        kefu__json_enter_name(state->reader, "band");
        unresolved(state, "band");
        kefu__json_leave(state->reader);
    }
    return true;
}

static bool read_answers(struct test_reader *state, const json_value *object,
                         struct judging_test *test) {
    const json_value *answers = kefu__json_member_object(state->reader, object, "answers", false);
    const json_value *item;
    test->answers = kefu__builder_take(state->builder,
                                       (kefu__json_count(answers) + 1) * sizeof *test->answers);
    if (!test->answers)
        return false;
    kefu__json_enter_name(state->reader, "answers");
    for (item = kefu__json_first(answers); item; item = kefu__json_next(item)) {
        struct expected_answer *expected = &test->answers[test->answer_count];
        const char *name = kefu__json_name(item);
        const kefu_str id = {name, strlen(name)}, option = kefu__json_text(item);
        const size_t question = kefu__rubric_find_question(state->rubric, id);
        kefu__json_enter_name(state->reader, name);
        if (question == SIZE_MAX)
            unresolved(state, "question");
        kefu__json_leave(state->reader);
        expected->question = (uint32_t)question;
        expected->kind = kefu__json_kind(item);
        expected->number = kefu__json_number(item);
        expected->option.size = option.size;
        expected->option.data = keep(state, option.data, option.size);
        if (!expected->option.data)
            return false;
        test->answer_count++;
    }
    kefu__json_leave(state->reader);
    return true;
}

static bool read_test(struct test_reader *state, const json_value *object,
                      struct judging_test *test) {
    static const char *const of_rules[] = {"name", "note", "conversation", "hits", "lacks", NULL};
    static const char *const of_rubrics[] = {"name",  "note", "conversation", "hits",
                                             "lacks", "band", "answers",      NULL};
    struct json_reader *reader = state->reader;
    kefu_str name = {"", 0};
    uint64_t offset;
    uint32_t column;
    kefu__json_known_members(reader, object, state->rubric ? of_rubrics : of_rules);
    kefu__json_member_string(reader, object, "name", false, &name);
    kefu__json_locate_pointer(reader->text, reader->size, reader->pointer, &offset, &test->line,
                              &column);
    test->source = keep(state, reader->source, strlen(reader->source));
    test->pointer = keep(state, reader->pointer, strlen(reader->pointer));
    test->name = keep(state, name.data, name.size);
    if (!test->source || !test->pointer || !test->name)
        return false;
    return keep_conversation(state, object, test) &&
           read_rules(state, object, "hits", &test->hits, &test->hit_count) &&
           read_rules(state, object, "lacks", &test->lacks, &test->lack_count) &&
           (!state->rubric ||
            (read_band(state, object, test) && read_answers(state, object, test)));
}

bool kefu__judging_tests_read(struct scheme_builder *builder,
                              const struct scheme_document *document, uint32_t rubric,
                              struct judging_test *tests, size_t *count) {
    struct test_reader state = {builder, document->reader, NULL};
    const json_value *list = kefu__json_member_array(document->reader, document->root, "tests",
                                                     false);
    const json_value *item;
    size_t index = 0;
    bool fine = true;
    if (rubric != UINT32_MAX)
        state.rubric = &builder->scheme->rubrics->items[rubric];
    kefu__json_enter_name(document->reader, "tests");
    for (item = kefu__json_first(list); item && fine; item = kefu__json_next(item)) {
        struct judging_test *test = &tests[*count];
        kefu__json_enter_index(document->reader, index++);
        test->rubric = rubric;
        fine = read_test(&state, item, test);
        ++*count;
        kefu__json_leave(document->reader);
    }
    kefu__json_leave(document->reader);
    return fine;
}
