/* SPDX-License-Identifier: MIT
 * Leaves of rules that search for entities: {"entity": "phone"}. Personal data are what redaction
 * recognises; amounts of money and dates are patterns. */
#include "scheme/rule_set/leaves.h"

static const struct {
    const char *name, *pattern;
} patterns[] = {
    {"amount", "[¥$]\\s?\\d{1,9}(,\\d{3})*(\\.\\d{1,2})?(元|万元?)?|"
               "\\d{1,9}(,\\d{3})*(\\.\\d{1,2})?\\s?(元|块|万元|美元|rmb)|"
               "[一二两三四五六七八九十百千万]{1,8}(元|块)"},
    {"date", "\\d{4}\\s?[-/.年]\\s?\\d{1,2}\\s?[-/.月]\\s?\\d{1,2}[日号]?|"
             "\\d{1,2}月\\d{1,2}[日号]?|"
             "[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号]"},
};

/* The kind of redaction with this name; REDACT_KINDS: there is none. */
static uint32_t personal_kind(kefu_str name) {
    uint32_t kind = 0;
    while (kind < REDACT_KINDS && !kefu__str_is(name, kefu_redact_kind_name(kind)))
        kind++;
    return kind;
}

static uint32_t add_personal(struct rule_compiler *compiler, uint32_t kind) {
    struct rules *rules = compiler->rules;
    if (!(rules->entities & KEFU_REDACT_BIT(kind)))
        rules->entity_phrases[kind] = compiler->asked.builder->phrase_count++;
    rules->entities |= KEFU_REDACT_BIT(kind);
    return rules->entity_phrases[kind];
}

static uint32_t add_entity(struct rule_compiler *compiler, struct json_reader *reader,
                           kefu_str name) {
    const uint32_t kind = personal_kind(name);
    if (kind < REDACT_KINDS)
        return add_personal(compiler, kind);
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
        if (kefu__str_is(name, patterns[i].name))
            return kefu__rule_add_pattern(compiler, reader, kefu__str(patterns[i].pattern));
    kefu__leaf_unresolved(reader, "entity", name);
    return UINT32_MAX;
}

/* Is one of the phrases the number of a kind of personal data? */
static bool is_personal(const struct rules *rules, const struct phrase_group *group) {
    for (size_t i = 0; i < group->count; i++)
        for (uint32_t kind = 0; kind < REDACT_KINDS; kind++)
            if (rules->entities & KEFU_REDACT_BIT(kind) &&
                rules->entity_phrases[kind] == group->phrases[i])
                return true;
    return false;
}

const struct field kefu__entity_own = {.schema = LEAF_STRINGS_SCHEMA};

bool kefu__leaf_compile_entity(void *ctx, struct json_reader *reader, const json_value *object,
                               struct condition_leaf *leaf) {
    struct rule_compiler *compiler = ctx;
    struct rule_leaf *data = kefu__leaf_begin(compiler, reader, object, leaf, ROLE_ANY);
    bool fine;
    if (!data)
        return false;
    data->groups = kefu__builder_take(compiler->asked.builder, sizeof *data->groups);
    data->group_count = 1;
    kefu__json_enter_name(reader, "entity");
    fine = data->groups && kefu__leaf_read_group(compiler, reader, kefu__json_get(object, "entity"),
                                                 add_entity, data->groups);
    kefu__json_leave(reader);
    if (fine && is_personal(compiler->rules, data->groups))
        compiler->masked = true;
    return fine;
}
