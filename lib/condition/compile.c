/* SPDX-License-Identifier: MIT
 * Compiles a condition from JSON: its tree, its leaves, and their comparators and operands. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "condition/comparator.h"
#include "condition/node.h"

enum {
    NODES_MAX = 4096, /* limit on the nodes of one condition */
    DEPTH_MAX = 32,
    OPERANDS_MAX = 1024,
    NAMES_MAX = 64 /* limit on the members of a leaf */
};

/* The JSON members that combine conditions ("all": […]), and the kind of node that each becomes. */
static const struct {
    const char *name;
    enum condition_kind kind;
} combinations[] = {{"all", CONDITION_ALL},
                    {"any", CONDITION_ANY},
                    {"not", CONDITION_NOT},
                    {"count", CONDITION_COUNT}};

struct compiler {
    struct arena *arena;
    struct json_reader *reader;
    const struct condition_place *place;
    void *ctx; /* argument of the compile functions of leaves */
    uint32_t nodes, depth;
};

static struct condition *compile(struct compiler *compiler, const json_value *value);

/* Reports an error at the JSON reader's current position. Always returns false, so that callers can
 * write `return refuse(…)`. */
static bool refuse(struct compiler *compiler, kefu_status status, const char *code,
                   const char *message) {
    kefu__json_report(compiler->reader, KEFU_SEVERITY_ERROR, status, code, "%s", message);
    return false;
}

static bool out_of_memory(struct compiler *compiler) {
    return refuse(compiler, KEFU_E_MEMORY, "no_memory", "out of memory");
}

/* ---- comparators and operands ---- */

/* Reads one operand of the given type at the JSON reader's current position. */
static bool read_operand(struct compiler *compiler, const json_value *value, enum leaf_type type,
                         struct operand *operand) {
    const kefu_str text = kefu__json_text(value);
    operand->type = type;
    if (type == LEAF_NUMBER) {
        if (!kefu__json_is(value, JSON_NUMBER))
            return refuse(compiler, KEFU_E_DEFINITION, "wrong_type", "must be a number");
        operand->number = kefu__json_number(value);
        return true;
    }
    if (type == LEAF_BOOL) {
        if (!kefu__json_is(value, JSON_BOOL))
            return refuse(compiler, KEFU_E_DEFINITION, "wrong_type", "must be true or false");
        operand->truth = kefu__json_true(value);
        return true;
    }
    if (!kefu__json_is(value, JSON_STRING))
        return refuse(compiler, KEFU_E_DEFINITION, "wrong_type", "must be a string");
    char *copy = kefu__arena_text(compiler->arena, text.data, text.size);
    if (!copy)
        return out_of_memory(compiler);
    operand->text.data = copy;
    operand->text.size = text.size;
    return true;
}

static bool read_operand_list(struct compiler *compiler, const json_value *value,
                              enum leaf_type type, struct condition_leaf *leaf) {
    const bool between = kefu__comparator_at(leaf->comparator)->arity == OPERAND_RANGE;
    const size_t count = kefu__json_is(value, JSON_ARRAY) ? kefu__json_count(value) : 0;
    bool fine = true;
    if (between && count != 2)
        return refuse(compiler, KEFU_E_DEFINITION, "wrong_type",
                      "must be an array of two numbers: the least and the greatest");
    if (count == 0)
        return refuse(compiler, KEFU_E_DEFINITION, "wrong_type",
                      "must be an array of at least one value");
    if (count > OPERANDS_MAX)
        return refuse(compiler, KEFU_E_LIMIT, "limit_exceeded",
                      "must not have more than 1024 values");
    leaf->operands = kefu__arena_alloc_zero(compiler->arena, count * sizeof *leaf->operands);
    if (!leaf->operands)
        return out_of_memory(compiler);
    for (const json_value *item = kefu__json_first(value); item; item = kefu__json_next(item)) {
        kefu__json_enter_index(compiler->reader, leaf->operand_count);
        fine &= read_operand(compiler, item, type, &leaf->operands[leaf->operand_count++]);
        kefu__json_leave(compiler->reader);
    }
    if (fine && between && leaf->operands[0].number > leaf->operands[1].number)
        return refuse(compiler, KEFU_E_DEFINITION, "out_of_range",
                      "the first number must not be above the second");
    return fine;
}

/* The type of a leaf's operands. If the first operand is a number, a leaf with text values is
 * compared as a number. */
static enum leaf_type operand_type(const struct condition_leaf *leaf, const json_value *value) {
    const json_value *first = kefu__json_is(value, JSON_ARRAY) ? kefu__json_first(value) : value;
    const struct comparator_row *row = kefu__comparator_at(leaf->comparator);
    if (row->of_absence)
        return LEAF_BOOL;
    if (leaf->type == LEAF_FOUND)
        return LEAF_NUMBER;
    if (leaf->type == LEAF_TEXT && (row->of_order || kefu__json_is(first, JSON_NUMBER)))
        return LEAF_NUMBER;
    return leaf->type;
}

static bool read_comparator(struct compiler *compiler, const json_value *value,
                            const struct comparator_row *row, struct condition_leaf *leaf) {
    leaf->comparator = row->comparator;
    leaf->has_comparator = true;
    enum leaf_type type = operand_type(leaf, value);
    if (leaf->type == LEAF_BOOL && !row->of_truth)
        return refuse(compiler, KEFU_E_DEFINITION, "wrong_type",
                      "only eq, ne and exists can compare what is true or false");
    if (leaf->type == LEAF_TEXT && type == LEAF_NUMBER)
        leaf->type = LEAF_NUMBER;
    if (row->arity != OPERAND_ONE)
        return read_operand_list(compiler, value, type, leaf);
    leaf->operands = kefu__arena_alloc_zero(compiler->arena, sizeof *leaf->operands);
    if (!leaf->operands)
        return out_of_memory(compiler);
    leaf->operand_count = 1;
    return read_operand(compiler, value, type, leaf->operands);
}

static void report_missing_comparator(struct compiler *compiler,
                                      const struct condition_leaf *leaf) {
    const struct comparator_row *row, *next = kefu__comparator_at(0);
    char list[128] = "";
    size_t used = 0;
    for (size_t i = 0; (row = next) && used < sizeof list; i++) {
        next = kefu__comparator_at(i + 1);
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s",
                                 i == 0 ? ""
                                 : next ? ", "
                                        : " or ",
                                 row->name);
    }
    kefu__json_report(compiler->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "missing_member",
                      "\"%s\" needs a comparator: %s",
                      kefu__word_name(compiler->place->words, leaf->kind), list);
}

static bool read_comparators(struct compiler *compiler, const json_value *object,
                             struct condition_leaf *leaf) {
    const struct comparator_row *row;
    bool fine = true;
    for (size_t i = 0; (row = kefu__comparator_at(i)); i++) {
        const json_value *value = kefu__json_get(object, row->name);
        if (!value)
            continue;
        kefu__json_enter_name(compiler->reader, row->name);
        if (leaf->has_comparator)
            fine = refuse(compiler, KEFU_E_DEFINITION, "two_comparators",
                          "a leaf has one comparator; combine two leaves with \"all\"");
        else
            fine &= read_comparator(compiler, value, row, leaf);
        kefu__json_leave(compiler->reader);
    }
    if (!leaf->has_comparator && (leaf->type == LEAF_TEXT || leaf->type == LEAF_NUMBER)) {
        report_missing_comparator(compiler, leaf);
        return false;
    }
    return fine;
}

/* ---- leaves ---- */

static const char *name_of(const struct condition_place *place, const struct leaf_kind *kind) {
    return kefu__word_name(place->words, kind->word);
}

/* Reports that no member of the JSON object names a kind of leaf (comparison) that is allowed in
 * this place, and suggests a similar name. */
static bool refuse_unknown_leaf(struct compiler *compiler, const json_value *object) {
    const struct condition_place *place = compiler->place;
    const size_t errors = compiler->reader->errors;
    size_t count = 0;
    for (const json_value *member = kefu__json_first(object); member;
         member = kefu__json_next(member)) {
        const char *name = kefu__json_name(member);
        const kefu_str text = {name, strlen(name)};
        uint32_t word;
        if (!kefu__word_value(place->words, text, &word))
            continue;
        kefu__json_report(compiler->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "unknown_leaf",
                          "\"%s\" cannot be asked in %s", name, place->name);
        return false;
    }
    const char *names[NAMES_MAX];
    for (size_t i = 0; i < sizeof combinations / sizeof *combinations; i++)
        names[count++] = combinations[i].name;
    for (size_t i = 0; i < place->kind_count && count + 1 < NAMES_MAX; i++)
        names[count++] = name_of(place, &place->kinds[i]);
    names[count] = NULL;
    kefu__json_known_members(compiler->reader, object, names);
    if (compiler->reader->errors == errors)
        refuse(compiler, KEFU_E_DEFINITION, "unknown_leaf",
               "a condition must ask something: all, any, not, count or a leaf");
    return false;
}

/* Finds the kind of leaf (comparison) that the JSON object is, by its members; NULL, after a
 * report, if it is none or several. */
static const struct leaf_kind *find_kind(struct compiler *compiler, const json_value *object) {
    const struct condition_place *place = compiler->place;
    const struct leaf_kind *found = NULL;
    for (size_t i = 0; i < place->kind_count; i++) {
        const struct leaf_kind *kind = &place->kinds[i];
        if (!kefu__json_get(object, name_of(place, kind)))
            continue;
        if (found) {
            kefu__json_report(compiler->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION,
                              "two_leaves", "\"%s\" and \"%s\" are two leaves: combine them",
                              name_of(place, found), name_of(place, kind));
            return NULL;
        }
        found = kind;
    }
    if (!found)
        refuse_unknown_leaf(compiler, object);
    return found;
}

static void check_leaf_members(struct compiler *compiler, const json_value *object,
                               const struct leaf_kind *kind) {
    const char *names[NAMES_MAX];
    size_t count = 0;
    names[count++] = name_of(compiler->place, kind);
    const struct comparator_row *row;
    for (size_t i = 0; (row = kefu__comparator_at(i)); i++)
        names[count++] = row->name;
    for (size_t i = 0; kind->members && i < kind->members->count && count + 1 < NAMES_MAX; i++)
        if (kind->members->fields[i].name)
            names[count++] = kind->members->fields[i].name;
    names[count] = NULL;
    kefu__json_known_members(compiler->reader, object, names);
}

static bool compile_leaf(struct compiler *compiler, const json_value *object,
                         struct condition *condition) {
    struct condition_leaf *leaf = &condition->leaf;
    const size_t errors = compiler->reader->errors;
    condition->kind = CONDITION_LEAF;
    const struct leaf_kind *kind = find_kind(compiler, object);
    if (!kind)
        return false;
    leaf->kind = kind->word;
    leaf->type = kind->type;
    check_leaf_members(compiler, object, kind);
    const json_value *value = kefu__json_get(object, name_of(compiler->place, kind));
    if (kefu__json_is(value, JSON_STRING)) {
        const kefu_str text = kefu__json_text(value);
        char *copy = kefu__arena_text(compiler->arena, text.data, text.size);
        if (!copy)
            return out_of_memory(compiler);
        leaf->name.data = copy;
        leaf->name.size = text.size;
    } else if (!kind->compile) {
        kefu__json_enter_name(compiler->reader, name_of(compiler->place, kind));
        refuse(compiler, KEFU_E_DEFINITION, "wrong_type", "must be a string");
        kefu__json_leave(compiler->reader);
    }
    if (kind->compile && !kind->compile(compiler->ctx, compiler->reader, object, leaf) &&
        compiler->reader->errors == errors)
        refuse(compiler, KEFU_E_DEFINITION, "bad_leaf", "this leaf cannot be read");
    return read_comparators(compiler, object, leaf) && compiler->reader->errors == errors;
}

/* ---- combinations ---- */

/* Compiles the elements of the array `value`, which is at the JSON reader's current position, as
 * children of a node. */
static bool compile_children(struct compiler *compiler, const json_value *value,
                             struct condition *parent) {
    struct condition **to = &parent->first;
    size_t index = 0;
    bool fine = true;
    if (!kefu__json_is(value, JSON_ARRAY) || !kefu__json_first(value))
        return refuse(compiler, KEFU_E_DEFINITION, "empty_all",
                      "must be an array of at least one condition");
    for (const json_value *item = kefu__json_first(value); item; item = kefu__json_next(item)) {
        kefu__json_enter_index(compiler->reader, index++);
        *to = compile(compiler, item);
        kefu__json_leave(compiler->reader);
        if (*to)
            to = &(*to)->next;
        else
            fine = false;
    }
    return fine;
}

static bool compile_count(struct compiler *compiler, const json_value *value,
                          struct condition *condition) {
    static const char *const names[] = {"min", "of", NULL};
    int64_t least = 0;
    if (!kefu__json_is(value, JSON_OBJECT))
        return refuse(compiler, KEFU_E_DEFINITION, "wrong_type",
                      "must be an object: {\"min\": 2, \"of\": […]}");
    kefu__json_known_members(compiler->reader, value, names);
    const json_value *of = kefu__json_member_array(compiler->reader, value, "of", true);
    bool fine = kefu__json_member_integer(compiler->reader, value, "min", true, 1,
                                          of ? (int64_t)kefu__json_count(of) : NODES_MAX, &least);
    condition->least = (uint32_t)least;
    if (!of)
        return false;
    kefu__json_enter_name(compiler->reader, "of");
    fine &= compile_children(compiler, of, condition);
    kefu__json_leave(compiler->reader);
    return fine;
}

static bool compile_table(struct compiler *compiler, const json_value *value,
                          struct condition *condition) {
    if (condition->kind == CONDITION_COUNT)
        return compile_count(compiler, value, condition);
    if (condition->kind == CONDITION_NOT) {
        condition->first = compile(compiler, value);
        return condition->first != NULL;
    }
    return compile_children(compiler, value, condition);
}

static bool compile_object(struct compiler *compiler, const json_value *object,
                           struct condition *condition) {
    const char *names[] = {NULL, NULL};
    bool fine;
    for (size_t i = 0; i < sizeof combinations / sizeof *combinations; i++) {
        const json_value *value = kefu__json_get(object, combinations[i].name);
        const size_t errors = compiler->reader->errors;
        if (!value)
            continue;
        names[0] = combinations[i].name;
        kefu__json_known_members(compiler->reader, object, names);
        condition->kind = combinations[i].kind;
        kefu__json_enter_name(compiler->reader, combinations[i].name);
        fine = compile_table(compiler, value, condition);
        kefu__json_leave(compiler->reader);
        return fine && compiler->reader->errors == errors;
    }
    return compile_leaf(compiler, object, condition);
}

/* Compiles one condition with everything in it; returns NULL after an error was reported, or if out
 * of memory. */
static struct condition *compile(struct compiler *compiler, const json_value *value) {
    bool fine = true;
    if (++compiler->nodes > NODES_MAX || compiler->depth >= DEPTH_MAX) {
        refuse(compiler, KEFU_E_LIMIT, "limit_exceeded",
               compiler->depth >= DEPTH_MAX ? "a condition is nested more than 32 deep"
                                            : "a condition has more than 4096 parts");
        return NULL;
    }
    struct condition *condition;
    condition = kefu__arena_alloc_zero(compiler->arena, sizeof *condition);
    if (!condition) {
        out_of_memory(compiler);
        return NULL;
    }
    compiler->depth++;
    if (kefu__json_is(value, JSON_BOOL)) {
        condition->kind = CONDITION_CONSTANT;
        condition->constant = kefu__json_true(value) ? TRUTH_TRUE : TRUTH_FALSE;
    } else if (kefu__json_is(value, JSON_OBJECT)) {
        fine = compile_object(compiler, value, condition);
    } else {
        fine = refuse(compiler, KEFU_E_DEFINITION, "wrong_type",
                      "a condition must be true, false or an object");
    }
    compiler->depth--;
    return fine ? condition : NULL;
}

struct condition *kefu__condition_compile(struct arena *arena, struct json_reader *reader,
                                          const json_value *value,
                                          const struct condition_place *place, void *ctx) {
    struct compiler compiler = {arena, reader, place, ctx, 0, 0};
    return compile(&compiler, value);
}
