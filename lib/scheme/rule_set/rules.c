/* SPDX-License-Identifier: MIT
 * Documents of kind "rule_set" → the rules of a scheme. */
#include "scheme/rule_set/rules.h"

#include <math.h>
#include <string.h>

#include "condition/node.h"
#include "scheme/kinds.h"
#include "scheme/rule_set/digest.h"
#include "scheme/rule_set/index.h"
#include "scheme/rule_set/leaves.h"
#include "scheme/rule_set/tests.h"

/* ---- candidates ---- */

/* Writes to `to` the indices of the leaves whose hits are the hits of a true condition, and returns
 * their number: for "all" those of the first child that has some, for "any" those of all children,
 * for "not" and "count" none. */
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

/* Moves the comparator of a searching leaf ("anger, at least 0.5") into its search, so that only
 * hits that satisfy it are found and the condition only asks whether there are any. */
static void move_comparator(void *ctx, struct condition_leaf *leaf) {
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
    rule->masked = compiler->masked;
    rule->settled = true;
    kefu__condition_leaves(rule->condition, move_comparator, &settling);
    return compiler->asked.builder->status == KEFU_OK;
}

/* ---- a rule ---- */

/* Finds the index in rules.items for a rule whose id was read: that of an earlier document's rule
 * with this id, which is replaced, or a new one. */
static void check_id(struct field_reader *reader, const json_value *object, void *item) {
    struct rule_compiler *compiler = kefu__rule_compiler(reader);
    const struct scheme_document *document = compiler->asked.builder->current;
    const struct rules *rules = compiler->rules;
    struct rule *rule = item;
    const kefu_str id = kefu__str(rule->id);
    const size_t index = kefu__rules_find(rules, id);
    (void)object;
    rule->document = (uint32_t)(document - compiler->asked.builder->documents);
    compiler->asked.rule_count = index == SIZE_MAX ? rules->count : index;
    compiler->leaves_before = compiler->leaf_count;
    compiler->named_count = 0;
    compiler->masked = false;
    compiler->anchor = UINT32_MAX;
    if (index == SIZE_MAX || rules->items[index].document != rule->document)
        return;
    compiler->asked.rule_count = SIZE_MAX;
    kefu__json_refuse(reader->json, "id", KEFU_E_DUPLICATE, "duplicate_id",
                      "the rule \"%s\" stands twice", rule->id);
}

static void read_when(struct field_reader *reader, const json_value *value, void *item) {
    struct rule_compiler *compiler = kefu__rule_compiler(reader);
    struct rule *rule = item;
    if (rule->id && compiler->asked.rule_count != SIZE_MAX)
        rule->condition = kefu__condition_compile(reader->arena, reader->json, value,
                                                  &kefu__rule_place, compiler);
}

static bool finish_rule(struct field_reader *reader, const json_value *object, void *item) {
    struct rule_compiler *compiler = kefu__rule_compiler(reader);
    struct scheme_builder *builder = compiler->asked.builder;
    struct rules *rules = compiler->rules;
    const size_t index = compiler->asked.rule_count;
    struct rule *rule = item;
    if (!rule->id || index == SIZE_MAX || builder->status != KEFU_OK)
        return false;
    if (rules->count >= RULES_MAX)
        return kefu__builder_fail(builder, KEFU_E_LIMIT, "more than 4,096 rules");
    kefu__title_complete(&rule->title_zh, &rule->title_en, rule->id);
    reader->no_memory |= !kefu__digest_json(builder->allocator, object, rule->digest);
    if (rule->condition && !find_candidates(compiler, rule, compiler->leaves_before))
        return false;
    if (index < rules->count) {
        rules->items[index] = *rule;
        return true;
    }
    if (kefu__map_add(&rules->ids, rule->id, strlen(rule->id), (uint32_t)index) == UINT32_MAX)
        return kefu__builder_no_memory(builder);
    return kefu__builder_push(builder, &rules->items, &rules->count, &rules->capacity, rule,
                              sizeof *rule);
}

static const struct field score_fields[] = {
    {"deduct", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct rule, points), .low = 0, .high = 1000},
    {"per", FIELD_SWITCH, FIELD_AT(struct rule, per_hit), FIELD_NAMES("once", "hit")},
    {"max", FIELD_NUMBER, FIELD_AT(struct rule, most), .low = 0, .high = 1000000,
     .description = "Not more than this in all."}};
static const struct field_table score_table = {FIELDS_OF(score_fields)};

static const struct field rule_fields[] = {
    {"id", FIELD_PART_ID, FIELD_REQUIRED, FIELD_AT(struct rule, id)},
    {NULL, FIELD_CHECK, .read = check_id},
    {"title", FIELD_TITLE, FIELD_AT_BOTH(struct rule, title_zh, title_en)},
    {.name = "description"},
    {.name = "note"},
    {"severity", FIELD_CHOICE, FIELD_AT(struct rule, severity), .words = &kefu__rule_severities},
    {"category", FIELD_TEXT, FIELD_AT(struct rule, category)},
    {"alert", FIELD_BOOL, FIELD_AT(struct rule, alerts),
     .description = "Does a monitor tell it? true."},
    {"score", FIELD_OBJECT, .table = &score_table,
     .description = "What its hits cost where a rubric lists it without points of its own."},
    {"when", FIELD_CUSTOM, FIELD_REQUIRED, .read = read_when,
     .schema = "{\"$ref\": \"#/definitions/condition\"}", .description = "docs/conditions.md"},
    {.name = "tests"}};
static const struct rule initial_rule = {
    .category = "", .severity = RULE_MINOR, .alerts = true, .most = HUGE_VAL};
static const struct field_table rule_table = {"a rule", FIELDS_OF(rule_fields),
                                              .size = sizeof initial_rule, .initial = &initial_rule,
                                              .finish = finish_rule};

/* ---- all rules ---- */

/* Steps that compiling the patterns of all rules may take together, some seconds: a few patterns
 * reach the limit of states only with far fewer. */
#define PATTERN_BUDGET (UINT64_C(1) << 28)

static const struct field fields[] = {
    {"rules", FIELD_LIST, FIELD_REQUIRED | FIELD_STREAMED, .table = &rule_table},
    {"tests", FIELD_ANY, .table = &kefu__rule_test_table}};
static const struct field_table table = {"a rule set", FIELDS_OF(fields),
                                         .common = &kefu__document_table};

/* The tests of rule sets are read after the rules of all documents, because they may refer to any
 * of them. */
static const struct field test_fields[] = {
    {"tests", FIELD_LIST, FIELD_STREAMED, .table = &kefu__rule_test_table}};
static const struct field_table tests_table = {FIELDS_OF(test_fields), .partial = true};

/* Moves the growing array of leaves into the scheme's arena. */
static bool keep_leaves(struct rule_compiler *compiler) {
    struct scheme_builder *builder = compiler->asked.builder;
    const size_t size = compiler->leaf_count * sizeof *compiler->leaves;
    const struct condition_leaf **leaves = kefu__builder_take(builder, size);
    if (!leaves)
        return false;
    if (size > 0)
        memcpy(leaves, compiler->leaves, size);
    compiler->rules->leaves = leaves;
    compiler->rules->leaf_count = compiler->leaf_count;
    return true;
}

static bool compile(struct scheme_builder *builder) {
    struct rule_compiler compiler = {.asked = {.builder = builder},
                                     .pattern_budget = PATTERN_BUDGET};
    bool fine;
    compiler.rules = kefu__builder_take(builder, sizeof *compiler.rules);
    if (!compiler.rules)
        return false;
    kefu__map_init(&compiler.rules->ids, builder->allocator);
    builder->scheme->rules = compiler.rules;
    kefu__map_init(&compiler.patterns, builder->allocator);
    builder->part = &compiler;
    fine = kefu__documents_read(builder, DOCUMENT_RULE_SET, &table, NULL) &&
           keep_leaves(&compiler) && kefu__rule_index_build(builder) &&
           kefu__documents_read(builder, DOCUMENT_RULE_SET, &tests_table, NULL);
    kefu__release(builder->allocator, compiler.leaves,
                  compiler.leaf_capacity * sizeof *compiler.leaves);
    kefu__map_free(&compiler.patterns);
    return fine;
}

static void free_rules(struct kefu_scheme *scheme) {
    if (scheme->rules)
        kefu__map_free(&scheme->rules->ids);
    scheme->rules = NULL;
}

const struct scheme_kind kefu__rule_set_kind = {.kind = DOCUMENT_RULE_SET,
                                                .table = &table,
                                                .compile = compile,
                                                .finish = kefu__rules_seal,
                                                .free = free_rules,
                                                .asks = &kefu__rule_place};
