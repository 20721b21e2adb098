/* SPDX-License-Identifier: MIT
 * Leaves of rules that search for phrases: {"phrase": …}. */
#include "scheme/rule_set/leaves.h"

/* ---- groups ---- */

static uint32_t add_phrase(struct rule_compiler *compiler, struct json_reader *reader,
                           kefu_str text) {
    return kefu__builder_read_phrase(compiler->asked.builder, reader, text);
}

static bool read_group(struct rule_compiler *compiler, struct json_reader *reader,
                       const json_value *value, struct phrase_group *group) {
    return kefu__leaf_read_group(compiler, reader, value, add_phrase, group);
}

/* Reads each element of an array as a group of alternative phrases, all of which must occur: for
 * "all" an element is one phrase, for "near" a list of phrases. */
static bool read_groups(struct rule_compiler *compiler, struct json_reader *reader,
                        const json_value *array, size_t most, struct rule_leaf *leaf) {
    const size_t count = kefu__json_is(array, JSON_ARRAY) ? kefu__json_count(array) : 0;
    const json_value *item;
    bool fine = true;
    if (count < 2 || count > most)
        return kefu__leaf_refuse(reader, "out_of_range",
                                 most == 4 ? "must be an array of 2 to 4 lists of phrases"
                                           : "must be an array of 2 to 16 phrases");
    leaf->groups = kefu__builder_take(compiler->asked.builder, count * sizeof *leaf->groups);
    if (!leaf->groups)
        return false;
    for (item = kefu__json_first(array); item; item = kefu__json_next(item)) {
        kefu__json_enter_index(reader, leaf->group_count);
        fine &= read_group(compiler, reader, item, &leaf->groups[leaf->group_count++]);
        kefu__json_leave(reader);
    }
    return fine;
}

static bool read_one_group(struct rule_compiler *compiler, struct json_reader *reader,
                           const json_value *value, struct rule_leaf *leaf) {
    leaf->groups = kefu__builder_take(compiler->asked.builder, sizeof *leaf->groups);
    leaf->group_count = 1;
    return leaf->groups && read_group(compiler, reader, value, leaf->groups);
}

/* ---- the members of an object ---- */

static void read_any(struct field_reader *reader, const json_value *value, void *item) {
    read_one_group(kefu__rule_compiler(reader), reader->json, value, item);
}

static void read_all(struct field_reader *reader, const json_value *value, void *item) {
    read_groups(kefu__rule_compiler(reader), reader->json, value, 16, item);
}

static void read_near(struct field_reader *reader, const json_value *value, void *item) {
    struct rule_leaf *leaf = item;
    leaf->near = true;
    read_groups(kefu__rule_compiler(reader), reader->json, value, 4, item);
}

static void read_none(struct field_reader *reader, const json_value *value, void *item) {
    struct rule_leaf *leaf = item;
    read_group(kefu__rule_compiler(reader), reader->json, value, &leaf->none);
}

static void read_except(struct field_reader *reader, const json_value *value, void *item) {
    struct rule_leaf *leaf = item;
    read_group(kefu__rule_compiler(reader), reader->json, value, &leaf->except);
}

static const struct field count_fields[] = {
    {"min", FIELD_COUNT, FIELD_REQUIRED, FIELD_AT(struct rule_leaf, least_different), .low = 1,
     .high = 1024, .description = "So many different ones."},
    {"of", FIELD_CUSTOM, FIELD_REQUIRED, .read = read_any, .schema = LEAF_STRINGS_SCHEMA}};
static const struct field_table count_table = {FIELDS_OF(count_fields)};

static void read_count(struct field_reader *reader, const json_value *value, void *item) {
    struct rule_leaf *leaf = item;
    if (!kefu__json_is(value, JSON_OBJECT)) {
        kefu__leaf_refuse(reader->json, "wrong_type", "must be an object with min and of");
        return;
    }
    kefu__fields_read(reader, &count_table, value, leaf);
    if (leaf->groups && leaf->least_different > leaf->groups->count)
        kefu__json_refuse(reader->json, "min", KEFU_E_DEFINITION, "out_of_range",
                          "there are fewer phrases than min asks for");
}

static const struct field phrase_fields[] = {
    {"any", FIELD_CUSTOM, .read = read_any, .schema = LEAF_STRINGS_SCHEMA,
     .description = "One of them."},
    {"all", FIELD_CUSTOM, .read = read_all, .description = "All of them in one message.",
     .schema = "{\"type\": \"array\", \"items\": {\"type\": \"string\"}, \"minItems\": 2, "
               "\"maxItems\": 16}"},
    {"near", FIELD_CUSTOM, .read = read_near, .description = "One of each list, near each other.",
     .schema = "{\"type\": \"array\", \"items\": " LEAF_STRINGS_SCHEMA
               ", \"minItems\": 2, \"maxItems\": 4}"},
    {"count", FIELD_CUSTOM, .read = read_count,
     .schema = "{\"type\": \"object\", \"required\": [\"min\", \"of\"]}",
     .description = "At least min different ones of them in one message."},
    {"none", FIELD_CUSTOM, .read = read_none, .schema = LEAF_STRINGS_SCHEMA,
     .description = "None of them in the message."},
    {"except", FIELD_CUSTOM, .read = read_except, .schema = LEAF_STRINGS_SCHEMA,
     .description = "What is found inside one of these does not count."},
    {"max_gap", FIELD_COUNT, FIELD_AT(struct rule_leaf, most_gap), .low = 0, .high = 64,
     .description = "Characters between those that are near."},
    {"ordered", FIELD_BOOL, FIELD_AT(struct rule_leaf, ordered),
     .description = "Must they stand in this order? true."}};
static const struct field_table phrase_table = {FIELDS_OF(phrase_fields)};
const struct field kefu__phrase_own = {.schema = LEAF_STRINGS_SCHEMA, .table = &phrase_table};

/* Checks that an object has at most one of any, all, near and count; none of them only with
 * "none". */
static bool check_shape(struct json_reader *reader, const json_value *value) {
    static const char *const shapes[] = {"any", "all", "near", "count"};
    size_t found = 0;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        found += kefu__json_get(value, shapes[i]) != NULL;
    if (found > 1)
        return kefu__leaf_refuse(reader, "two_shapes", "must have one of any, all, near and count");
    if (found == 0 && !kefu__json_get(value, "none"))
        return kefu__leaf_refuse(reader, "missing_member",
                                 "must have any, all, near, count or none");
    return true;
}

static bool read_object(struct rule_compiler *compiler, struct json_reader *reader,
                        const json_value *value, struct rule_leaf *leaf) {
    struct scheme_builder *builder = compiler->asked.builder;
    struct field_reader fields = {reader, builder->arena, builder, false};
    const size_t errors = reader->errors;
    leaf->ordered = true;
    leaf->most_gap = 4;
    if (!check_shape(reader, value))
        return false;
    kefu__fields_read(&fields, &phrase_table, value, leaf);
    if (leaf->near && !leaf->ordered && leaf->group_count > 2)
        kefu__json_refuse(reader, "near", KEFU_E_DEFINITION, "out_of_range",
                          "without an order there are two lists");
    if (fields.no_memory)
        kefu__builder_no_memory(builder);
    return reader->errors == errors && builder->status == KEFU_OK;
}

bool kefu__leaf_compile_phrase(void *ctx, struct json_reader *reader, const json_value *object,
                               struct condition_leaf *leaf) {
    struct rule_compiler *compiler = ctx;
    struct rule_leaf *data = kefu__leaf_begin(compiler, reader, object, leaf, ROLE_ANY);
    const json_value *value = kefu__json_get(object, "phrase");
    bool fine;
    if (!data)
        return false;
    kefu__json_enter_name(reader, "phrase");
    fine = kefu__json_is(value, JSON_OBJECT) ? read_object(compiler, reader, value, data)
                                             : read_one_group(compiler, reader, value, data);
    kefu__json_leave(reader);
    return fine;
}
