/* SPDX-License-Identifier: MIT
 * Compiles the leaves of rules from JSON: what each searches for, and where. */
#include "scheme/rule_set/leaves.h"

#include <string.h>

#include "lexicon/lexicon.h"
#include "scheme/metric_set/plausible.h"

/* A list of ids of one kind (acts, emotions, …) while it is read. */
struct id_list {
    struct rule_compiler *compiler;
    uint32_t kind; /* the kind of the ids: a kefu_found_kind */
    const char *what;
    const char **ids;
    size_t count;
};

static bool add_id(void *ctx, struct json_reader *reader, kefu_str text) {
    struct id_list *list = ctx;
    const struct lexicon *lexicon = list->compiler->asked.builder->scheme->lexicon;
    for (size_t i = 0; lexicon && i < lexicon->id_count; i++)
        if (lexicon->ids[i].kind == list->kind && kefu__str_is(text, lexicon->ids[i].id)) {
            list->ids[list->count++] = lexicon->ids[i].id;
            return true;
        }
    return kefu__leaf_unresolved(reader, list->what, text);
}

static bool read_ids(struct rule_compiler *compiler, struct json_reader *reader,
                     const json_value *value, uint32_t kind, const char *what,
                     const char *const **ids, size_t *count) {
    struct id_list list = {compiler, kind, what, NULL, 0};
    bool fine;
    list.ids = kefu__builder_take(compiler->asked.builder,
                                  (kefu__leaf_string_count(value) + 1) * sizeof *list.ids);
    if (!list.ids)
        return false;
    fine = kefu__leaf_each_string(reader, value, add_id, &list);
    *ids = list.ids;
    *count = list.count;
    return fine;
}

/* ---- the kinds ---- */

static bool compile_metric(void *ctx, struct json_reader *reader, const json_value *object,
                           struct condition_leaf *leaf) {
    const struct rules_asked *asked = ctx;
    const struct metrics *metrics = asked->builder->scheme->metrics;
    struct rule_leaf *data = kefu__arena_alloc_zero(asked->builder->arena, sizeof *data);
    const size_t index = metrics ? kefu__metrics_find(metrics, leaf->name) : SIZE_MAX;
    bool fine = true;
    if (!data)
        return kefu__builder_no_memory(asked->builder);
    kefu__json_enter_name(reader, "metric");
    if (leaf->name.size == 0)
        fine = kefu__leaf_refuse(reader, "wrong_type", "must be the id of a metric");
    else if (index == SIZE_MAX)
        fine = kefu__leaf_unresolved(reader, "metric", leaf->name);
    else if (!kefu__metric_of_conversation(&metrics->items[index]))
        fine = kefu__leaf_refuse(reader, "wrong_entity",
                                 "this metric is not about one conversation");
    else if (kefu__metric_is_computed(&metrics->items[index]))
        fine = kefu__leaf_refuse(reader, "wrong_entity",
                                 "this metric is computed from others: name one of those");
    kefu__json_leave(reader);
    if (fine)
        kefu__plausible_leaf(reader, &metrics->items[index], object);
    data->index = UINT32_MAX;
    data->target = (uint32_t)index;
    leaf->data = data;
    return fine;
}

static bool compile_rule(void *ctx, struct json_reader *reader, const json_value *object,
                         struct condition_leaf *leaf) {
    const struct rules_asked *asked = ctx;
    struct rule_leaf *data = kefu__arena_alloc_zero(asked->builder->arena, sizeof *data);
    const size_t index = kefu__rules_find(asked->builder->scheme->rules, leaf->name);
    bool fine = true;
    (void)object;
    if (!data)
        return kefu__builder_no_memory(asked->builder);
    kefu__json_enter_name(reader, "rule");
    if (leaf->name.size == 0)
        fine = kefu__leaf_refuse(reader, "wrong_type", "must be the id of a rule");
    else if (index >= asked->rule_count)
        fine = kefu__leaf_unresolved(reader, "earlier rule", leaf->name);
    kefu__json_leave(reader);
    data->index = UINT32_MAX;
    data->target = (uint32_t)index;
    leaf->data = data;
    return fine;
}

/* The default role whose messages a leaf searches: agent for faults and acts, else customer. */
static uint32_t usual_role(uint32_t found_kind) {
    return found_kind == KEFU_FOUND_ACT || found_kind == KEFU_FOUND_FAULT ? KEFU_ROLE_AGENT
                                                                          : KEFU_ROLE_CUSTOMER;
}

/* Compiles a leaf that searches for ids of a kind and has its name: act, emotion, intent, fault. */
static bool compile_found(void *ctx, struct json_reader *reader, const json_value *object,
                          struct condition_leaf *leaf) {
    const char *name = kefu__word_name(&kefu__leaf_kinds, leaf->kind);
    const kefu_str text = kefu__str(name);
    struct rule_leaf *data;
    uint32_t kind = KEFU_FOUND_EMOTION;
    bool fine;
    kefu__word_value(&kefu__found_kinds, text, &kind);
    data = kefu__leaf_begin(ctx, reader, object, leaf, usual_role(kind));
    if (!data)
        return false;
    data->found_kind = kind;
    kefu__json_enter_name(reader, name);
    fine = read_ids(ctx, reader, kefu__json_get(object, name), kind, name, &data->ids,
                    &data->id_count);
    kefu__json_leave(reader);
    return fine;
}

static bool compile_sentiment(void *ctx, struct json_reader *reader, const json_value *object,
                              struct condition_leaf *leaf) {
    struct rule_leaf *data = kefu__leaf_begin(ctx, reader, object, leaf, KEFU_ROLE_CUSTOMER);
    return data && kefu__json_member_word(reader, object, "sentiment", true, &kefu__labels_or_any,
                                          &data->label);
}

static const struct field repeat_fields[] = {
    {"similarity", FIELD_NUMBER, FIELD_AT(struct rule_leaf, similarity), .low = 0.01, .high = 1,
     .description = "From which on two messages are the same: 0.9."},
    {"times", FIELD_COUNT, FIELD_AT(struct rule_leaf, times), .low = 2, .high = 100},
    {"span", FIELD_COUNT, FIELD_AT(struct rule_leaf, span), .low = 1, .high = 100,
     .description = "Among so many messages of the role: 10."},
    {"min_characters", FIELD_COUNT, FIELD_AT(struct rule_leaf, least_characters), .low = 2,
     .high = 10000, .description = "Shorter messages are never repetitions: 6."}};
static const struct field_table repeat_table = {FIELDS_OF(repeat_fields)};

/* Reads a leaf's own member (the one that names its kind: {"repeat": {…}}) if it is an object.
 * Returns false if it is not, or if out of memory. */
static bool read_own(struct rule_compiler *compiler, struct json_reader *reader,
                     const json_value *object, const char *name, const struct field_table *table,
                     struct rule_leaf *leaf) {
    struct field_reader fields = {reader, compiler->asked.builder->arena, compiler->asked.builder,
                                  false};
    const json_value *value = kefu__json_member_object(reader, object, name, true);
    if (!value)
        return false;
    kefu__json_enter_name(reader, name);
    kefu__fields_read(&fields, table, value, leaf);
    kefu__json_leave(reader);
    return !fields.no_memory || kefu__builder_no_memory(compiler->asked.builder);
}

static bool compile_repeat(void *ctx, struct json_reader *reader, const json_value *object,
                           struct condition_leaf *leaf) {
    struct rule_leaf *data = kefu__leaf_begin(ctx, reader, object, leaf, KEFU_ROLE_AGENT);
    if (!data)
        return false;
    if (data->role == ROLE_ANY)
        return kefu__json_refuse(reader, "role", KEFU_E_DEFINITION, "out_of_range",
                                 "a repetition is one role's");
    data->similarity = 0.9;
    data->times = 2;
    data->span = 10;
    data->least_characters = 6;
    return read_own(ctx, reader, object, "repeat", &repeat_table, data);
}

static void read_unless(struct field_reader *reader, const json_value *value, void *item) {
    struct rule_leaf *leaf = item;
    read_ids(kefu__rule_compiler(reader), reader->json, value, KEFU_FOUND_EMOTION,
             kefu__word_name(&kefu__found_kinds, KEFU_FOUND_EMOTION), &leaf->unless,
             &leaf->unless_count);
}

static const struct field gap_fields[] = {
    {"from", FIELD_CHOICE, FIELD_AT(struct rule_leaf, from), FIELD_NAMES("customer", "agent"),
     .description = "Who is left waiting."},
    {"calendar", FIELD_REFERENCE, FIELD_AT(struct rule_leaf, calendar), .what = "calendar",
     .find = kefu__find_calendar, .description = "Count its open time only."},
    {"unless", FIELD_CUSTOM, .read = read_unless, .schema = LEAF_STRINGS_SCHEMA,
     .description = "Emotions that make a wait no wait."}};
static const struct field_table gap_table = {FIELDS_OF(gap_fields)};

static void check_gap(struct json_reader *reader, const json_value *object) {
    static const char *const names[] = {"gt", "ge"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const json_value *ms = kefu__json_get(object, names[i]);
        if (!kefu__json_is(ms, JSON_NUMBER))
            continue;
        kefu__json_enter_name(reader, names[i]);
        kefu__plausible_ms(reader, kefu__json_number(ms));
        kefu__json_leave(reader);
    }
}

static bool compile_gap(void *ctx, struct json_reader *reader, const json_value *object,
                        struct condition_leaf *leaf) {
    struct rule_leaf *data = kefu__leaf_begin(ctx, reader, object, leaf, ROLE_ANY);
    if (!data)
        return false;
    if (kefu__json_is(kefu__json_get(object, "gap"), JSON_OBJECT) &&
        !kefu__json_get(object, "gt") && !kefu__json_get(object, "ge"))
        return kefu__leaf_refuse(reader, "missing_member", "a gap needs gt or ge, in milliseconds");
    check_gap(reader, object);
    return read_own(ctx, reader, object, "gap", &gap_table, data);
}

/* For leaves whose own member (the one that names the kind of the leaf) is not a text: the JSON
 * Schema of this member. */
static const struct field ids_own = {.schema = LEAF_STRINGS_SCHEMA},
                          label_own = {.type = FIELD_WORD, .words = &kefu__labels_or_any},
                          repeat_own = {.table = &repeat_table}, gap_own = {.table = &gap_table};

/* All kinds of leaves, in the order of enum rule_leaf_kind. Conditions of rubrics may also use
 * those before RULE_LEAF_PHRASE. */
static const struct leaf_kind kinds[] = {
    {RULE_LEAF_ATTRIBUTE, .type = LEAF_TEXT},
    {RULE_LEAF_LABEL, .type = LEAF_FOUND},
    {RULE_LEAF_METRIC, .type = LEAF_NUMBER, .compile = compile_metric},
    {RULE_LEAF_RULE, .type = LEAF_FOUND, .compile = compile_rule},
    {RULE_LEAF_PHRASE, LEAF_FOUND, &kefu__where_table, kefu__leaf_compile_phrase,
     .own = &kefu__phrase_own},
    {RULE_LEAF_ACT, LEAF_FOUND, &kefu__where_table, compile_found, .own = &ids_own},
    {RULE_LEAF_EMOTION, LEAF_FOUND, &kefu__where_table, compile_found, .own = &ids_own},
    {RULE_LEAF_INTENT, LEAF_FOUND, &kefu__where_table, compile_found, .own = &ids_own},
    {RULE_LEAF_FAULT, LEAF_FOUND, &kefu__where_table, compile_found, .own = &ids_own},
    {RULE_LEAF_SENTIMENT, LEAF_FOUND, &kefu__where_table, compile_sentiment, .own = &label_own},
    {RULE_LEAF_REPEAT, LEAF_FOUND, &kefu__where_table, compile_repeat, .own = &repeat_own},
    {RULE_LEAF_GAP, LEAF_FOUND, &kefu__where_table, compile_gap, .own = &gap_own,
     .schema_more = "\"anyOf\": [{\"required\": [\"gt\"]}, {\"required\": [\"ge\"]}]"},
    {RULE_LEAF_PATTERN, LEAF_FOUND, &kefu__where_table, kefu__leaf_compile_pattern,
     .own = &kefu__pattern_own},
    {RULE_LEAF_ENTITY, LEAF_FOUND, &kefu__where_table, kefu__leaf_compile_entity,
     .own = &kefu__entity_own},
};

const struct condition_place kefu__rule_place = {"a rule", &kefu__leaf_kinds, kinds,
                                                 sizeof kinds / sizeof *kinds};
const struct condition_place kefu__rubric_place = {"a rubric", &kefu__leaf_kinds, kinds,
                                                   RULE_LEAF_PHRASE};
