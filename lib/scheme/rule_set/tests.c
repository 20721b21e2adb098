/* SPDX-License-Identifier: MIT
 * The tests of rule sets and rubrics: a conversation and its expected results.
 * lib/evaluation/test.c runs them. */
#include "scheme/rule_set/tests.h"

#include <string.h>

/* The rubric whose tests are being read. */
static const struct rubric *rubric_of(const struct scheme_builder *builder) {
    const struct rubrics *rubrics = builder->scheme->rubrics;
    return &rubrics->items[rubrics->count - 1];
}

static bool unresolved(struct field_reader *reader, const char *what) {
    return kefu__json_refuse(reader->json, NULL, KEFU_E_REFERENCE, "unresolved_ref",
                             "there is no such %s", what);
}

static bool read_rule(struct field_reader *reader, const json_value *value, void *item) {
    const struct scheme_builder *builder = reader->ctx;
    const size_t rule = kefu__rules_find(builder->scheme->rules, kefu__json_text(value));
    *(uint32_t *)item = (uint32_t)rule;
    return rule != SIZE_MAX || unresolved(reader, "rule");
}
static const struct field_table rule_table = {
    .size = sizeof(uint32_t), .shorthand = read_rule, .schema = "{\"type\": \"string\"}"};

static bool find_band(struct field_reader *reader, kefu_str id, void *item) {
    const struct rubric *rubric = rubric_of(reader->ctx);
    struct judging_test *test = item;
    for (size_t i = 0; i < rubric->band_count; i++)
        if (kefu__str_is(id, rubric->bands[i].id))
            test->band = rubric->bands[i].id;
    return test->band != NULL;
}

static bool read_answer(struct field_reader *reader, const json_value *value, void *item) {
    const kefu_str id = kefu__json_key(value);
    const size_t question = kefu__rubric_find_question(rubric_of(reader->ctx), id);
    struct expected_answer *expected = item;
    expected->question = (uint32_t)question;
    expected->kind = kefu__json_kind(value);
    expected->number = kefu__json_number(value);
    expected->option.data = kefu__field_keep(reader, kefu__json_text(value));
    expected->option.size = kefu__json_text(value).size;
    return question != SIZE_MAX || unresolved(reader, "question");
}
static const struct field_table answer_table = {
    .size = sizeof(struct expected_answer),
    .shorthand = read_answer,
    .schema = "{\"type\": [\"string\", \"number\", \"null\"]}"};

static bool add_test(struct field_reader *reader, struct judging_test *test, uint32_t rubric) {
    struct scheme_builder *builder = reader->ctx;
    struct rules *rules = builder->scheme->rules;
    kefu__test_origin(reader, &test->origin);
    test->rubric = rubric;
    return kefu__builder_push(builder, &rules->tests, &rules->test_count, &rules->test_capacity,
                              test, sizeof *test);
}

static bool finish_test(struct field_reader *reader, const json_value *object, void *item) {
    (void)object;
    return add_test(reader, item, UINT32_MAX);
}

static bool finish_rubric_test(struct field_reader *reader, const json_value *object, void *item) {
    const struct scheme_builder *builder = reader->ctx;
    (void)object;
    return add_test(reader, item, (uint32_t)(builder->scheme->rubrics->count - 1));
}

#define TEST_FIELDS                                                                                \
    {"name", FIELD_TEXT, FIELD_AT(struct judging_test, origin.name)}, {.name = "note"},            \
        {"conversation", FIELD_JSON, FIELD_REQUIRED, FIELD_AT(struct judging_test, conversation),  \
         .description = "A record, as conversation-1.schema.json describes it."},                  \
        {"hits", FIELD_LIST, FIELD_AT_BOTH(struct judging_test, hits, hit_count),                  \
         .table = &rule_table, .description = "Rules that must be true somewhere."},               \
    {                                                                                              \
        "lacks", FIELD_LIST, FIELD_AT_BOTH(struct judging_test, lacks, lack_count),                \
            .table = &rule_table, .description = "Rules that must be true nowhere."                \
    }

static const struct field fields[] = {TEST_FIELDS};
static const struct field rubric_fields[] = {
    TEST_FIELDS,
    {"band", FIELD_REFERENCE, .what = "band", .find = find_band},
    {"answers", FIELD_MAP, FIELD_AT_BOTH(struct judging_test, answers, answer_count),
     .table = &answer_table,
     .description = "Options or numbers by the ids of questions; null: not answered."}};
const struct field_table kefu__rule_test_table = {
    "a test", FIELDS_OF(fields), .size = sizeof(struct judging_test), .finish = finish_test};
const struct field_table kefu__rubric_test_table = {"a test", FIELDS_OF(rubric_fields),
                                                    .size = sizeof(struct judging_test),
                                                    .finish = finish_rubric_test};
