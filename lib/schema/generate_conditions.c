/* SPDX-License-Identifier: MIT
 * The JSON Schema of conditions, from the tables of leaves and comparators. */
#include "condition/comparator.h"
#include "schema/generate.h"

enum { COMPARATORS_MAX = 32 };

/* ---- comparators ---- */

/* The JSON Schema, as text, of the operand of a comparator. */
static const char *operand_schema(const struct comparator_row *row) {
    if (row->arity == OPERAND_RANGE)
        return "{\"type\": \"array\", \"items\": {\"type\": \"number\"}, \"minItems\": 2, "
               "\"maxItems\": 2}";
    if (row->arity == OPERAND_LIST)
        return "{\"type\": \"array\", \"items\": {\"type\": [\"string\", \"number\"]}, "
               "\"minItems\": 1}";
    return row->of_order ? "{\"type\": \"number\"}"
                         : "{\"type\": [\"string\", \"number\", \"boolean\"]}";
}

/* Stores in `fields` the comparators that a leaf may have, each as a field. A leaf with further
 * members, which say where to search, is true if something was found, so it needs no "exists". A
 * leaf that is only found or not (LEAF_FOUND without further members) compares no numbers. */
static size_t list_comparators(const struct leaf_kind *leaf, struct field fields[COMPARATORS_MAX]) {
    const struct comparator_row *row;
    size_t count = 0;
    for (size_t i = 0; (row = kefu__comparator_at(i)) && count < COMPARATORS_MAX; i++) {
        if (row->of_absence && !leaf->members)
            fields[count++] = (struct field){row->name, FIELD_BOOL,
                                             .description = "Is there a value?"};
        else if (!row->of_absence && (leaf->type != LEAF_FOUND || leaf->members))
            fields[count++] = (struct field){row->name, FIELD_CUSTOM,
                                             .schema = operand_schema(row)};
    }
    return count;
}

/* ---- leaves ---- */

static void put_object(struct schema_printer *to, const struct field_table *table) {
    kefu__json_open_object(&to->json);
    kefu__schema_object(to, table, NULL, NULL);
    kefu__json_close_object(&to->json);
}

static void put_leaf(struct schema_printer *to, const struct condition_place *place,
                     const struct leaf_kind *leaf) {
    static const struct field text = {.schema = "{\"type\": \"string\"}"};
    struct field fields[COMPARATORS_MAX], own = leaf->own ? *leaf->own : text;
    struct field_table beside = {0};
    if (leaf->members)
        beside = *leaf->members;
    const struct field_table comparators = {
        .fields = fields, .count = list_comparators(leaf, fields), .common = &beside};
    own.name = kefu__word_name(place->words, leaf->word);
    own.flags = FIELD_REQUIRED;
    if (own.type != FIELD_WORD)
        own.type = FIELD_CUSTOM;
    const struct field_table table = {
        .fields = &own, .count = 1, .common = &comparators, .schema_more = leaf->schema_more};
    put_object(to, &table);
}

/* ---- combinations ---- */

static const char definitions[] =
    "{\"phrases\": {\"oneOf\": [{\"type\": \"string\", \"minLength\": 1}, {\"type\": \"array\", "
    "\"items\": {\"type\": \"string\", \"minLength\": 1}, \"minItems\": 1}]}, \"conditions\": "
    "{\"type\": \"array\", \"items\": {\"$ref\": \"#/definitions/condition\"}, \"minItems\": 1}}";

#define CONDITIONS "{\"$ref\": \"#/definitions/conditions\"}"
static const struct field count_fields[] = {
    {"min", FIELD_COUNT, FIELD_REQUIRED, .low = 1, .high = 4096},
    {"of", FIELD_CUSTOM, FIELD_REQUIRED, .schema = CONDITIONS}};
static const struct field_table count_table = {FIELDS_OF(count_fields)};
static const struct field combinations[] = {
    {"all", FIELD_CUSTOM, FIELD_REQUIRED, .schema = CONDITIONS},
    {"any", FIELD_CUSTOM, FIELD_REQUIRED, .schema = CONDITIONS},
    {"not", FIELD_CUSTOM, FIELD_REQUIRED, .schema = "{\"$ref\": \"#/definitions/condition\"}"},
    {"count", FIELD_OBJECT, FIELD_REQUIRED, .table = &count_table}};

void kefu__schema_conditions(struct schema_printer *to, const struct condition_place *place) {
    if (!place)
        return;
    kefu__schema_text(to, definitions, true);
    kefu__json_put_name(&to->json, "condition");
    kefu__json_open_object(&to->json);
    kefu__json_add_string(&to->json, "description", "docs/conditions.md");
    kefu__json_put_name(&to->json, "oneOf");
    kefu__json_open_array(&to->json);
    kefu__schema_text(to, "{\"type\": \"boolean\"}", false);
    for (size_t i = 0; i < sizeof combinations / sizeof *combinations; i++) {
        const struct field_table table = {.fields = &combinations[i], .count = 1};
        put_object(to, &table);
    }
    for (size_t i = 0; i < place->kind_count; i++)
        put_leaf(to, place, &place->kinds[i]);
    kefu__json_close_array(&to->json);
    kefu__json_close_object(&to->json);
}
