/* SPDX-License-Identifier: MIT
 * Leaves of rules that search for patterns (regular expressions): {"pattern": …}. */
#include "base/utf8.h"
#include "scheme/rule_set/leaves.h"

/* Reports what is wrong with a pattern, and at which of its characters. */
static void report(struct json_reader *reader, kefu_status status, kefu_str text,
                   const struct regex_error *error) {
    const kefu_str before = kefu__str_truncate(text, error->at);
    kefu__json_report(reader, KEFU_SEVERITY_ERROR, status, error->code, "%s, at character %u",
                      error->message, (unsigned)utf8_count(before.data, before.size) + 1);
}

/* Gives the needed texts of a pattern to the matcher, as phrases. */
static bool add_needs(struct scheme_builder *builder, struct rule_pattern *pattern) {
    const size_t count = pattern->regex.need_count;
    uint32_t *phrases = kefu__builder_take(builder, (count + 1) * sizeof *phrases);
    for (size_t i = 0; phrases && i < count; i++)
        if ((phrases[i] = kefu__builder_phrase(builder, pattern->regex.needs[i])) == UINT32_MAX)
            return kefu__builder_no_memory(builder);
    pattern->needs = (struct phrase_group){phrases, count};
    return phrases != NULL;
}

static uint32_t keep_pattern(struct rule_compiler *compiler, kefu_str text,
                             struct rule_pattern *pattern) {
    struct scheme_builder *builder = compiler->asked.builder;
    struct rules *rules = compiler->rules;
    const uint32_t index = (uint32_t)rules->pattern_count;
    const char *copy = kefu__arena_text(builder->arena, text.data, text.size);
    if (!copy || !add_needs(builder, pattern)) {
        kefu__builder_no_memory(builder);
        return UINT32_MAX;
    }
    pattern->phrase = builder->phrase_count++;
    if (kefu__map_add(&compiler->patterns, copy, text.size, index) == UINT32_MAX ||
        !kefu__builder_push(builder, &rules->patterns, &rules->pattern_count,
                            &rules->pattern_capacity, pattern, sizeof *pattern)) {
        kefu__builder_no_memory(builder);
        return UINT32_MAX;
    }
    return pattern->phrase;
}

uint32_t kefu__rule_add_pattern(struct rule_compiler *compiler, struct json_reader *reader,
                                kefu_str text) {
    struct scheme_builder *builder = compiler->asked.builder;
    const uint32_t known = kefu__map_find(&compiler->patterns, text.data, text.size);
    struct rule_pattern pattern;
    struct regex_error error;
    kefu_status status;
    if (known != UINT32_MAX)
        return compiler->rules->patterns[known].phrase;
    if (compiler->rules->pattern_count >= RULES_PATTERNS_MAX) {
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_LIMIT, "limit_exceeded",
                          "the rules have more than 4,096 patterns");
        return UINT32_MAX;
    }
    status = kefu__regex_compile(&pattern.regex, text, builder->arena, builder->allocator,
                                 &compiler->pattern_budget, &error);
    if (status == KEFU_E_MEMORY)
        kefu__builder_no_memory(builder);
    else if (status != KEFU_OK)
        report(reader, status, text, &error);
    return status == KEFU_OK ? keep_pattern(compiler, text, &pattern) : UINT32_MAX;
}

static bool read_patterns(struct rule_compiler *compiler, struct json_reader *reader,
                          const json_value *value, struct rule_leaf *leaf) {
    leaf->groups = kefu__builder_take(compiler->asked.builder, sizeof *leaf->groups);
    leaf->group_count = 1;
    return leaf->groups &&
           kefu__leaf_read_group(compiler, reader, value, kefu__rule_add_pattern, leaf->groups);
}

static void read_any(struct field_reader *reader, const json_value *value, void *item) {
    read_patterns(kefu__rule_compiler(reader), reader->json, value, item);
}

static void read_except(struct field_reader *reader, const json_value *value, void *item) {
    struct rule_leaf *leaf = item;
    kefu__leaf_read_group(kefu__rule_compiler(reader), reader->json, value, kefu__rule_add_pattern,
                          &leaf->except);
}

static const struct field pattern_fields[] = {
    {"any", FIELD_CUSTOM, FIELD_REQUIRED, .read = read_any, .schema = LEAF_STRINGS_SCHEMA,
     .description = "One of them."},
    {"except", FIELD_CUSTOM, .read = read_except, .schema = LEAF_STRINGS_SCHEMA,
     .description = "What is found inside a match of one of these does not count."}};
static const struct field_table pattern_table = {FIELDS_OF(pattern_fields)};
const struct field kefu__pattern_own = {.schema = LEAF_STRINGS_SCHEMA, .table = &pattern_table};

static bool read_object(struct rule_compiler *compiler, struct json_reader *reader,
                        const json_value *value, struct rule_leaf *leaf) {
    struct scheme_builder *builder = compiler->asked.builder;
    struct field_reader fields = {reader, builder->arena, builder, false};
    const size_t errors = reader->errors;
    kefu__fields_read(&fields, &pattern_table, value, leaf);
    if (fields.no_memory)
        kefu__builder_no_memory(builder);
    return reader->errors == errors && builder->status == KEFU_OK;
}

bool kefu__leaf_compile_pattern(void *ctx, struct json_reader *reader, const json_value *object,
                                struct condition_leaf *leaf) {
    struct rule_compiler *compiler = ctx;
    struct rule_leaf *data = kefu__leaf_begin(compiler, reader, object, leaf, ROLE_ANY);
    const json_value *value = kefu__json_get(object, "pattern");
    bool fine;
    if (!data)
        return false;
    kefu__json_enter_name(reader, "pattern");
    fine = kefu__json_is(value, JSON_OBJECT) ? read_object(compiler, reader, value, data)
                                             : read_patterns(compiler, reader, value, data);
    kefu__json_leave(reader);
    return fine;
}
