/* SPDX-License-Identifier: MIT
 * Documents of kind "rule_set" → the rules of a scheme. */
#include "scheme/rule_set/rules.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "condition/node.h"
#include "scheme/rule_set/leaves.h"
#include "scheme/rule_set/tests.h"

size_t kefu__rules_find(const struct rules *rules, kefu_str id) {
    size_t i;
    for (i = 0; rules && i < rules->count; i++)
        if (kefu__str_is(id, rules->items[i].id))
            return i;
    return SIZE_MAX;
}

/* ---- shared with rubrics ---- */

static const char *keep(struct scheme_builder *builder, kefu_str text, const char *fallback) {
    if (text.size == 0)
        return fallback;
    return kefu__arena_text(builder->arena, text.data, text.size);
}

bool kefu__title_read(struct scheme_builder *builder, struct json_reader *reader,
                      const json_value *object, const char *name, const char *fallback,
                      const char **zh, const char **en) {
    static const char *const known[] = {"zh-Hans", "zh-Hant", "en", NULL};
    const json_value *value = kefu__json_get(object, name);
    kefu_str chinese = {"", 0}, english = {"", 0};
    if (kefu__json_is(value, JSON_STRING)) {
        chinese = kefu__json_text(value);
    } else if (value) {
        kefu__json_enter_name(reader, name);
        if (kefu__json_is(value, JSON_OBJECT)) {
            kefu__json_known_members(reader, value, known);
            if (!kefu__json_member_string(reader, value, "zh-Hans", false, &chinese))
                kefu__json_member_string(reader, value, "zh-Hant", false, &chinese);
            kefu__json_member_string(reader, value, "en", false, &english);
        } else {
            kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                              "must be a string or {\"zh-Hans\": …, \"en\": …}");
        }
        kefu__json_leave(reader);
    }
    *zh = keep(builder, chinese.size ? chinese : english, fallback);
    *en = keep(builder, english.size ? english : chinese, fallback);
    return (*zh && *en) || kefu__builder_no_memory(builder);
}

bool kefu__digest_json(const kefu_allocator *allocator, const json_value *value, char digest[17]) {
    uint64_t number;
    if (!kefu__json_digest(allocator, value, &number))
        return false;
    snprintf(digest, 17, "%016llx", (unsigned long long)number);
    return true;
}

/* ---- candidates ---- */

/* Which leaves' hits a true condition is about: of "all" those of the first part that has some, of
 * "any" those of all parts, of "not" and "count" none. */
static size_t collect(const struct condition *condition, uint32_t *to) {
    const struct condition *child;
    size_t count = 0;
    if (condition->kind == CONDITION_LEAF) {
        const struct rule_leaf *leaf = condition->leaf.data;
        if (condition->leaf.kind < RULE_LEAF_PHRASE || leaf->anchor.on != UINT32_MAX)
            return 0;
        *to = leaf->index;
        return 1;
    }
    if (condition->kind == CONDITION_NOT || condition->kind == CONDITION_COUNT)
        return 0;
    for (child = condition->first; child; child = child->next) {
        count += collect(child, to + count);
        if (count > 0 && condition->kind != CONDITION_ANY)
            break;
    }
    return count;
}

struct settling {
    struct scheme_builder *builder;
    struct rule *rule;
};

/* A comparator of a leaf that is looked for belongs to the looking: "anger, at least 0.5". The
 * condition then only asks whether it was found. */
static void settle_leaf(void *ctx, struct condition_leaf *leaf) {
    struct settling *settling = ctx;
    struct condition_leaf *comparison;
    if (leaf->kind < RULE_LEAF_PHRASE) {
        settling->rule->settled = false;
        return;
    }
    if (!leaf->has_comparator)
        return;
    comparison = kefu__arena_alloc(settling->builder->arena, sizeof *comparison);
    if (!comparison) {
        kefu__builder_no_memory(settling->builder);
        return;
    }
    *comparison = *leaf;
    ((struct rule_leaf *)leaf->data)->comparison = comparison;
    leaf->has_comparator = false;
}

static bool find_candidates(struct rule_compiler *compiler, struct rule *rule,
                            size_t leaves_before) {
    const size_t most = compiler->leaf_count - leaves_before;
    uint32_t *candidates = kefu__arena_alloc(compiler->asked.builder->arena,
                                             (most + 1) * sizeof *candidates);
    struct settling settling = {compiler->asked.builder, rule};
    if (!candidates)
        return kefu__builder_no_memory(compiler->asked.builder);
    rule->anchored = compiler->anchor != UINT32_MAX;
    if (rule->anchored) {
        candidates[0] = compiler->anchor;
        rule->candidate_count = 1;
    } else {
        rule->candidate_count = collect(rule->condition, candidates);
    }
    rule->candidates = candidates;
    rule->settled = true;
    kefu__condition_leaves(rule->condition, settle_leaf, &settling);
    return compiler->asked.builder->status == KEFU_OK;
}

/* ---- a rule ---- */

static void read_score(struct json_reader *reader, const json_value *object, struct rule *rule) {
    static const char *const known[] = {"deduct", "per", "max", NULL};
    static const char *const per[] = {"once", "hit", NULL};
    const json_value *score = kefu__json_member_object(reader, object, "score", false);
    uint32_t choice = 0;
    rule->most = HUGE_VAL;
    if (!score)
        return;
    kefu__json_enter_name(reader, "score");
    kefu__json_known_members(reader, score, known);
    kefu__json_member_number(reader, score, "deduct", true, 0, 1000, &rule->points);
    kefu__json_member_choice(reader, score, "per", false, per, &choice);
    kefu__json_member_number(reader, score, "max", false, 0, 1000000, &rule->most);
    kefu__json_leave(reader);
    rule->per_hit = choice == 1;
}

/* Reads the rule at the reader's place into `rule`, whose id is set. */
static bool read_rule(struct rule_compiler *compiler, struct json_reader *reader,
                      const json_value *object, struct rule *rule) {
    static const char *const known[] = {"id",       "title",    "description", "note",
                                        "severity", "category", "when",        "score",
                                        "alert",    "tests",    NULL};
    static const char *const severities[] = {"minor", "major", "critical", NULL};
    struct scheme_builder *builder = compiler->asked.builder;
    const struct condition_place place = kefu__rule_place(compiler);
    const json_value *when = kefu__json_get(object, "when");
    const size_t leaves_before = compiler->leaf_count;
    kefu_str category = {"", 0};
    kefu__json_known_members(reader, object, known);
    rule->severity = RULE_MINOR;
    rule->alerts = true;
    kefu__json_member_choice(reader, object, "severity", false, severities, &rule->severity);
    kefu__json_member_bool(reader, object, "alert", false, &rule->alerts);
    kefu__json_member_string(reader, object, "category", false, &category);
    read_score(reader, object, rule);
    rule->category = keep(builder, category, "");
    if (!rule->category ||
        !kefu__title_read(builder, reader, object, "title", rule->id, &rule->title_zh,
                          &rule->title_en) ||
        !kefu__digest_json(builder->allocator, object, rule->digest))
        return kefu__builder_no_memory(builder);
    if (!when) {
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "missing_member",
                          "the member \"when\" is missing");
        return true;
    }
    compiler->named_count = 0;
    compiler->anchor = UINT32_MAX;
    kefu__json_enter_name(reader, "when");
    rule->condition = kefu__condition_compile(builder->arena, reader, when, &place);
    kefu__json_leave(reader);
    if (!rule->condition)
        return builder->status == KEFU_OK;
    return find_candidates(compiler, rule, leaves_before);
}

/* The rule of this id that is to be read: a new one, or one of an earlier document to replace.
 * NULL when it stands twice in its document, which is reported. */
static struct rule *place_of(struct rule_compiler *compiler, struct json_reader *reader,
                             const char *id, uint32_t document) {
    struct rules *rules = compiler->rules;
    const kefu_str text = {id, strlen(id)};
    size_t index = kefu__rules_find(rules, text);
    if (index == SIZE_MAX) {
        index = rules->count++;
    } else if (rules->items[index].document == document) {
        kefu__json_enter_name(reader, "id");
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DUPLICATE, "duplicate_id",
                          "the rule \"%s\" stands twice", id);
        kefu__json_leave(reader);
        return NULL;
    }
    memset(&rules->items[index], 0, sizeof rules->items[index]);
    rules->items[index].id = id;
    rules->items[index].document = document;
    compiler->asked.rule_count = index;
    return &rules->items[index];
}

static bool read_rule_set(struct rule_compiler *compiler, uint32_t index) {
    static const char *const known[] = {SCHEME_COMMON_MEMBERS, "rules", NULL};
    struct scheme_builder *builder = compiler->asked.builder;
    const struct scheme_document *document = &builder->documents[index];
    struct json_reader *reader = document->reader;
    const json_value *list, *item;
    size_t i = 0;
    bool fine = true;
    kefu__json_known_members(reader, document->root, known);
    list = kefu__json_member_array(reader, document->root, "rules", true);
    kefu__json_enter_name(reader, "rules");
    for (item = kefu__json_first(list); item && fine; item = kefu__json_next(item)) {
        kefu_str id = {"", 0};
        struct rule *rule = NULL;
        char *copy;
        kefu__json_enter_index(reader, i++);
        if (kefu__scheme_part_id(reader, item, &id)) {
            copy = kefu__arena_text(builder->arena, id.data, id.size);
            if (!copy)
                fine = kefu__builder_no_memory(builder);
            else
                rule = place_of(compiler, reader, copy, index);
            if (rule)
                fine = read_rule(compiler, reader, item, rule);
        }
        kefu__json_leave(reader);
    }
    kefu__json_leave(reader);
    return fine;
}

/* ---- all rules ---- */

static size_t most_rules(const struct scheme_builder *builder) {
    size_t count = 0, i;
    for (i = 0; i < builder->document_count; i++)
        if (strcmp(builder->documents[i].kind, "rule_set") == 0)
            count += kefu__json_count(kefu__json_get(builder->documents[i].root, "rules"));
    return count;
}

/* Moves the list of leaves, which grew while compiling, to where it lives. */
static bool keep_leaves(struct rule_compiler *compiler) {
    struct scheme_builder *builder = compiler->asked.builder;
    const size_t size = compiler->leaf_count * sizeof *compiler->leaves;
    const struct condition_leaf **leaves = kefu__arena_alloc(builder->arena, size);
    if (!leaves)
        return kefu__builder_no_memory(builder);
    if (size > 0)
        memcpy(leaves, compiler->leaves, size);
    compiler->rules->leaves = leaves;
    compiler->rules->leaf_count = compiler->leaf_count;
    return true;
}

static const struct field test_fields[] = {
    {"tests", FIELD_LIST, FIELD_STREAMED, .shape = &kefu__rule_test_shape}};
static const struct shape tests_shape = {FIELDS_OF(test_fields), .partial = true};

bool kefu__rules_compile(struct scheme_builder *builder) {
    struct rule_compiler compiler;
    const size_t most = most_rules(builder);
    size_t i;
    bool fine;
    memset(&compiler, 0, sizeof compiler);
    compiler.asked.builder = builder;
    if (most > RULES_MOST) {
        builder->status = kefu__fail(builder->error, KEFU_E_LIMIT, "more than 4,096 rules");
        return false;
    }
    compiler.rules = kefu__arena_alloc_zero(builder->arena, sizeof *compiler.rules);
    if (!compiler.rules)
        return kefu__builder_no_memory(builder);
    builder->scheme->rules = compiler.rules;
    compiler.rules->items = kefu__arena_alloc_zero(builder->arena,
                                                   (most + 1) * sizeof *compiler.rules->items);
    fine = compiler.rules->items || kefu__builder_no_memory(builder);
    for (i = 0; i < builder->document_count && fine; i++)
        if (strcmp(builder->documents[i].kind, "rule_set") == 0)
            fine = read_rule_set(&compiler, (uint32_t)i);
    fine = fine && keep_leaves(&compiler) &&
           kefu__documents_read(builder, "rule_set", &tests_shape, NULL);
    kefu__release(builder->allocator, compiler.leaves,
                  compiler.leaf_capacity * sizeof *compiler.leaves);
    return fine;
}

/* ---- the public look-ups ---- */

static const struct rule *rule_of(const kefu_scheme *scheme, kefu_rule handle) {
    size_t index;
    if (!scheme || !scheme->rules)
        return NULL;
    index = kefu__handle_index(scheme, handle, scheme->rules->count);
    return index == SIZE_MAX ? NULL : &scheme->rules->items[index];
}

size_t kefu_scheme_rule_count(const kefu_scheme *scheme) {
    return scheme && scheme->rules ? scheme->rules->count : 0;
}

kefu_rule kefu_scheme_rule_at(const kefu_scheme *scheme, size_t i) {
    return i < kefu_scheme_rule_count(scheme) ? kefu__handle(scheme, i) : 0;
}

const char *kefu_scheme_rule_id(const kefu_scheme *scheme, kefu_rule rule) {
    const struct rule *found = rule_of(scheme, rule);
    return found ? found->id : NULL;
}

const char *kefu_scheme_rule_title(const kefu_scheme *scheme, kefu_rule rule,
                                   const char *language) {
    const struct rule *found = rule_of(scheme, rule);
    if (!found)
        return NULL;
    return language && strncmp(language, "en", 2) == 0 ? found->title_en : found->title_zh;
}
