/* SPDX-License-Identifier: MIT
 * The leaves of rules: JSON → rule_leaf, each with what it is looked for by, and where. */
#include "scheme/rule_set/leaves.h"

#include <string.h>

#include "scheme/lexicon/lexicon.h"
#include "scheme/metric_set/metrics.h"
#include "text/text.h"

bool kefu__leaf_refuse(struct json_reader *reader, const char *code, const char *message) {
    kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, code, "%s", message);
    return false;
}

bool kefu__leaf_refuse_member(struct json_reader *reader, const char *name, const char *code,
                              const char *message) {
    kefu__json_enter_name(reader, name);
    kefu__leaf_refuse(reader, code, message);
    kefu__json_leave(reader);
    return false;
}

bool kefu__leaf_unresolved(struct json_reader *reader, const char *what, kefu_str id) {
    kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_REFERENCE, "unresolved_ref",
                      "there is no %s \"%.*s\"", what, (int)kefu__str_cut(id, 80).size, id.data);
    return false;
}

/* ---- lists of strings ---- */

/* Calls `each` for the string at the reader's place, or for every string of the array there. */
static bool each_string(struct json_reader *reader, const json_value *value,
                        bool (*each)(void *ctx, struct json_reader *reader, kefu_str text),
                        void *ctx) {
    const json_value *item;
    size_t index = 0;
    bool fine = true;
    if (kefu__json_is(value, JSON_STRING))
        return each(ctx, reader, kefu__json_text(value));
    if (!kefu__json_is(value, JSON_ARRAY) || !kefu__json_first(value))
        return kefu__leaf_refuse(reader, "wrong_type", "must be a string or an array of strings");
    for (item = kefu__json_first(value); item; item = kefu__json_next(item)) {
        kefu__json_enter_index(reader, index++);
        if (kefu__json_is(item, JSON_STRING))
            fine &= each(ctx, reader, kefu__json_text(item));
        else
            fine = kefu__leaf_refuse(reader, "wrong_type", "must be a string");
        kefu__json_leave(reader);
    }
    return fine;
}

static size_t string_count(const json_value *value) {
    return kefu__json_is(value, JSON_ARRAY) ? kefu__json_count(value) : 1;
}

/* Ids of one kind of what the lexicon can find. */
struct id_list {
    struct rule_compiler *compiler;
    uint32_t kind; /* a kefu_found_kind */
    const char *what;
    const char **ids;
    size_t count;
};

static bool add_id(void *ctx, struct json_reader *reader, kefu_str text) {
    struct id_list *list = ctx;
    const struct lexicon *lexicon = list->compiler->asked.builder->scheme->lexicon;
    size_t i;
    for (i = 0; lexicon && i < lexicon->id_count; i++)
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
                                  (string_count(value) + 1) * sizeof *list.ids);
    if (!list.ids)
        return false;
    fine = each_string(reader, value, add_id, &list);
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
    (void)object;
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
    kefu__json_leave(reader);
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

/* One group of phrases that is being read. */
struct phrase_list {
    struct rule_compiler *compiler;
    uint32_t *phrases;
    size_t count;
};

static size_t code_points(const char *text, size_t size) {
    size_t count = 0, i;
    for (i = 0; i < size; i++)
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

static bool add_phrase(void *ctx, struct json_reader *reader, kefu_str text) {
    struct phrase_list *list = ctx;
    struct scheme_builder *builder = list->compiler->asked.builder;
    struct buffer folded;
    size_t length;
    uint32_t phrase;
    bool failed;
    kefu__buffer_init(&folded, builder->allocator);
    kefu__text_fold_string(&folded, text.data, text.size, 0);
    length = code_points(folded.data, folded.size);
    failed = folded.failed;
    kefu__buffer_free(&folded);
    if (failed)
        return kefu__builder_no_memory(builder);
    if (length == 0 || length > MATCHER_LENGTH_MAX)
        return kefu__leaf_refuse(reader, "out_of_range", "a phrase has 1 to 64 characters");
    phrase = kefu__builder_phrase(builder, text);
    if (phrase == UINT32_MAX)
        return kefu__builder_no_memory(builder);
    list->phrases[list->count++] = phrase;
    return true;
}

/* Reads the phrases at the reader's place into a group. */
static bool read_group(struct rule_compiler *compiler, struct json_reader *reader,
                       const json_value *value, struct phrase_group *group) {
    struct phrase_list list = {compiler, NULL, 0};
    bool fine;
    if (string_count(value) > RULES_MOST_PHRASES)
        return kefu__leaf_refuse(reader, "limit_exceeded", "more than 1024 phrases");
    list.phrases = kefu__builder_take(compiler->asked.builder,
                                      (string_count(value) + 1) * sizeof *list.phrases);
    if (!list.phrases)
        return false;
    fine = each_string(reader, value, add_phrase, &list);
    group->phrases = list.phrases;
    group->count = list.count;
    return fine;
}

/* Reads the elements of an array as groups: of "all" each a phrase, of "near" each a list. */
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

static bool read_phrase_object(struct rule_compiler *compiler, struct json_reader *reader,
                               const json_value *value, struct rule_leaf *leaf) {
    static const char *const known[] = {"any", "all", "near", "max_gap", "ordered", NULL};
    static const char *const shapes[] = {"any", "all", "near"};
    int64_t gap = 4;
    size_t i, shape = 3;
    bool fine;
    kefu__json_known_members(reader, value, known);
    for (i = 0; i < 3; i++)
        if (kefu__json_get(value, shapes[i])) {
            if (shape < 3)
                return kefu__leaf_refuse(reader, "two_shapes",
                                         "must have one of any, all and near");
            shape = i;
        }
    if (shape == 3)
        return kefu__leaf_refuse(reader, "missing_member", "must have any, all or near");
    leaf->near = shape == 2;
    leaf->ordered = true;
    kefu__json_member_integer(reader, value, "max_gap", false, 0, 64, &gap);
    kefu__json_member_bool(reader, value, "ordered", false, &leaf->ordered);
    leaf->most_gap = (uint32_t)gap;
    kefu__json_enter_name(reader, shapes[shape]);
    if (shape == 0) {
        leaf->groups = kefu__builder_take(compiler->asked.builder, sizeof *leaf->groups);
        leaf->group_count = 1;
        fine = leaf->groups &&
               read_group(compiler, reader, kefu__json_get(value, "any"), leaf->groups);
    } else {
        fine = read_groups(compiler, reader, kefu__json_get(value, shapes[shape]),
                           shape == 2 ? 4 : 16, leaf);
    }
    if (fine && leaf->near && !leaf->ordered && leaf->group_count > 2)
        fine = kefu__leaf_refuse(reader, "out_of_range", "without an order there are two lists");
    kefu__json_leave(reader);
    return fine;
}

static bool compile_phrase(void *ctx, struct json_reader *reader, const json_value *object,
                           struct condition_leaf *leaf) {
    struct rule_compiler *compiler = ctx;
    struct rule_leaf *data = kefu__leaf_begin(compiler, reader, object, leaf, ROLE_ANY);
    const json_value *value = kefu__json_get(object, "phrase");
    bool fine;
    if (!data)
        return false;
    kefu__json_enter_name(reader, "phrase");
    if (kefu__json_is(value, JSON_OBJECT)) {
        fine = read_phrase_object(compiler, reader, value, data);
    } else {
        data->groups = kefu__builder_take(compiler->asked.builder, sizeof *data->groups);
        data->group_count = 1;
        fine = data->groups && read_group(compiler, reader, value, data->groups);
    }
    kefu__json_leave(reader);
    return fine;
}

static bool compile_found(struct rule_compiler *compiler, struct json_reader *reader,
                          const json_value *object, struct condition_leaf *leaf, const char *name,
                          uint32_t kind, uint32_t role) {
    struct rule_leaf *data = kefu__leaf_begin(compiler, reader, object, leaf, role);
    bool fine;
    if (!data)
        return false;
    kefu__json_enter_name(reader, name);
    fine = read_ids(compiler, reader, kefu__json_get(object, name), kind, name, &data->ids,
                    &data->id_count);
    kefu__json_leave(reader);
    return fine;
}

static bool compile_act(void *ctx, struct json_reader *reader, const json_value *object,
                        struct condition_leaf *leaf) {
    return compile_found(ctx, reader, object, leaf, "act", KEFU_FOUND_ACT, KEFU_ROLE_AGENT);
}

static bool compile_emotion(void *ctx, struct json_reader *reader, const json_value *object,
                            struct condition_leaf *leaf) {
    return compile_found(ctx, reader, object, leaf, "emotion", KEFU_FOUND_EMOTION,
                         KEFU_ROLE_CUSTOMER);
}

static bool compile_intent(void *ctx, struct json_reader *reader, const json_value *object,
                           struct condition_leaf *leaf) {
    return compile_found(ctx, reader, object, leaf, "intent", KEFU_FOUND_INTENT,
                         KEFU_ROLE_CUSTOMER);
}

static bool compile_fault(void *ctx, struct json_reader *reader, const json_value *object,
                          struct condition_leaf *leaf) {
    return compile_found(ctx, reader, object, leaf, "fault", KEFU_FOUND_FAULT, KEFU_ROLE_AGENT);
}

static bool compile_sentiment(void *ctx, struct json_reader *reader, const json_value *object,
                              struct condition_leaf *leaf) {
    static const char *const labels[] = {"negative", "neutral", "positive", "mixed", "any", NULL};
    struct rule_leaf *data = kefu__leaf_begin(ctx, reader, object, leaf, KEFU_ROLE_CUSTOMER);
    return data &&
           kefu__json_member_choice(reader, object, "sentiment", true, labels, &data->label);
}

static bool compile_repeat(void *ctx, struct json_reader *reader, const json_value *object,
                           struct condition_leaf *leaf) {
    static const char *const known[] = {"similarity", "times", "span", "min_characters", NULL};
    struct rule_leaf *data = kefu__leaf_begin(ctx, reader, object, leaf, KEFU_ROLE_AGENT);
    const json_value *value;
    int64_t times = 2, span = 10, characters = 6;
    if (!data)
        return false;
    if (data->role == ROLE_ANY)
        return kefu__leaf_refuse_member(reader, "role", "out_of_range",
                                        "a repetition is one role's");
    value = kefu__json_member_object(reader, object, "repeat", true);
    if (!value)
        return false;
    data->similarity = 0.9;
    kefu__json_enter_name(reader, "repeat");
    kefu__json_known_members(reader, value, known);
    kefu__json_member_number(reader, value, "similarity", false, 0.01, 1, &data->similarity);
    kefu__json_member_integer(reader, value, "times", false, 2, 100, &times);
    kefu__json_member_integer(reader, value, "span", false, 1, 100, &span);
    kefu__json_member_integer(reader, value, "min_characters", false, 2, 10000, &characters);
    kefu__json_leave(reader);
    data->times = (uint32_t)times;
    data->span = (uint32_t)span;
    data->least_characters = (uint32_t)characters;
    return true;
}

static bool compile_gap(void *ctx, struct json_reader *reader, const json_value *object,
                        struct condition_leaf *leaf) {
    static const char *const known[] = {"from", "calendar", "unless", NULL};
    static const char *const sides[] = {"customer", "agent", NULL};
    struct rule_compiler *compiler = ctx;
    struct rule_leaf *data = kefu__leaf_begin(compiler, reader, object, leaf, ROLE_ANY);
    const json_value *value = kefu__json_member_object(reader, object, "gap", true);
    const json_value *unless = kefu__json_get(value, "unless");
    bool fine = true;
    if (!data || !value)
        return false;
    if (!kefu__json_get(object, "gt") && !kefu__json_get(object, "ge"))
        return kefu__leaf_refuse(reader, "missing_member", "a gap needs gt or ge, in milliseconds");
    kefu__json_enter_name(reader, "gap");
    kefu__json_known_members(reader, value, known);
    kefu__json_member_choice(reader, value, "from", false, sides, &data->from);
    if (kefu__json_get(value, "calendar"))
        data->calendar = kefu__calendars_member(compiler->asked.builder, reader, value, "calendar",
                                                true);
    if (unless) {
        kefu__json_enter_name(reader, "unless");
        fine = read_ids(compiler, reader, unless, KEFU_FOUND_EMOTION, "emotion", &data->unless,
                        &data->unless_count);
        kefu__json_leave(reader);
    }
    kefu__json_leave(reader);
    return fine;
}

static const char *const where[] = {"id", "role", "within", "anchor", NULL};

/* Indexed by enum rule_leaf_kind. Rubrics share those before RULE_LEAF_PHRASE. */
static const struct leaf_kind kinds[] = {
    {"attribute", LEAF_TEXT, NULL, NULL},
    {"label", LEAF_FOUND, NULL, NULL},
    {"metric", LEAF_NUMBER, NULL, compile_metric},
    {"rule", LEAF_FOUND, NULL, compile_rule},
    {"phrase", LEAF_FOUND, where, compile_phrase},
    {"act", LEAF_FOUND, where, compile_act},
    {"emotion", LEAF_FOUND, where, compile_emotion},
    {"intent", LEAF_FOUND, where, compile_intent},
    {"fault", LEAF_FOUND, where, compile_fault},
    {"sentiment", LEAF_FOUND, where, compile_sentiment},
    {"repeat", LEAF_FOUND, where, compile_repeat},
    {"gap", LEAF_FOUND, where, compile_gap},
};

struct condition_place kefu__rule_place(struct rule_compiler *compiler) {
    const struct condition_place place = {"a rule", kinds, sizeof kinds / sizeof *kinds, compiler};
    return place;
}

struct condition_place kefu__rules_place(struct rules_asked *asked, const char *name) {
    const struct condition_place place = {name, kinds, RULE_LEAF_PHRASE, asked};
    return place;
}
