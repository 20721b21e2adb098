/* SPDX-License-Identifier: MIT
 * The JSON Schema of conditions: what each leaf's own member is, and what may stand beside it. */
#include <string.h>

#include "scheme/generate_schemas.h"
#include "scheme/rule_set/leaves.h"

#define PHRASES "{\"$ref\": \"#/definitions/phrases\"}"
#define STRING  "{\"type\": \"string\"}"

/* What may stand beside a leaf's own member. */
enum beside { BESIDE_COMPARATOR, BESIDE_EXISTS, BESIDE_WHERE };
static const struct leaf_schema {
    enum rule_leaf_kind kind;
    const char *own;
    const struct shape *shape; /* of an own member that is an object; NULL */
    enum beside beside;
    const char *rest;
} leaves[] = {
    {RULE_LEAF_ATTRIBUTE, STRING, NULL, BESIDE_COMPARATOR, NULL},
    {RULE_LEAF_LABEL, STRING, NULL, BESIDE_EXISTS, NULL},
    {RULE_LEAF_METRIC, STRING, NULL, BESIDE_COMPARATOR, NULL},
    {RULE_LEAF_RULE, STRING, NULL, BESIDE_EXISTS, NULL},
    {RULE_LEAF_PHRASE, PHRASES, &kefu__phrase_shape, BESIDE_WHERE, NULL},
    {RULE_LEAF_ACT, PHRASES, NULL, BESIDE_WHERE, NULL},
    {RULE_LEAF_EMOTION, PHRASES, NULL, BESIDE_WHERE, NULL},
    {RULE_LEAF_INTENT, PHRASES, NULL, BESIDE_WHERE, NULL},
    {RULE_LEAF_FAULT, PHRASES, NULL, BESIDE_WHERE, NULL},
    {RULE_LEAF_SENTIMENT, NULL, NULL, BESIDE_WHERE, NULL},
    {RULE_LEAF_REPEAT, NULL, &kefu__repeat_shape, BESIDE_WHERE, NULL},
    {RULE_LEAF_GAP, NULL, &kefu__gap_shape, BESIDE_WHERE,
     "\"anyOf\": [{\"required\": [\"gt\"]}, {\"required\": [\"ge\"]}]"},
};

#define ANY_VALUE "{\"type\": [\"string\", \"number\", \"boolean\"]}"
#define NUMBER    "{\"type\": \"number\"}"
static const struct field comparator_fields[] = {
    {"eq", FIELD_CUSTOM, .schema = ANY_VALUE},
    {"ne", FIELD_CUSTOM, .schema = ANY_VALUE},
    {"lt", FIELD_CUSTOM, .schema = NUMBER},
    {"le", FIELD_CUSTOM, .schema = NUMBER},
    {"gt", FIELD_CUSTOM, .schema = NUMBER},
    {"ge", FIELD_CUSTOM, .schema = NUMBER},
    {"in", FIELD_CUSTOM,
     .schema = "{\"type\": \"array\", \"items\": {\"type\": [\"string\", \"number\"]}, "
               "\"minItems\": 1}"},
    {"between", FIELD_CUSTOM,
     .schema = "{\"type\": \"array\", \"items\": {\"type\": \"number\"}, \"minItems\": 2, "
               "\"maxItems\": 2}"}};
static const struct shape comparators = {FIELDS_OF(comparator_fields)};
static const struct field exists_fields[] = {{"exists", FIELD_BOOL, .says = "Is there a value?"}};
static const struct shape exists = {FIELDS_OF(exists_fields)};

static void put_leaf(struct schema_printer *to, const struct leaf_schema *leaf) {
    /* What is neither text nor an object is a word: a label. */
    const bool word = !leaf->own && !leaf->shape;
    const struct field own = {kefu__word_name(&kefu__leaf_kinds, (uint32_t)leaf->kind),
                              word ? FIELD_WORD : FIELD_CUSTOM,
                              FIELD_REQUIRED,
                              .words = word ? &kefu__labels_or_any : NULL,
                              .schema = leaf->own,
                              .shape = leaf->shape};
    struct shape heads[2] = {comparators, exists};
    struct shape where = kefu__where_shape;
    struct shape shape = {.fields = &own, .count = 1, .rest = leaf->rest};
    heads[0].head = leaf->beside == BESIDE_WHERE ? &where : &heads[1];
    shape.head = leaf->beside == BESIDE_EXISTS ? &heads[1] : &heads[0];
    where.head = NULL;
    kefu__json_open_object(&to->json);
    kefu__schema_object(to, &shape, NULL, NULL);
    kefu__json_close_object(&to->json);
}

static const char shapes[] =
    "{\"phrases\": {\"oneOf\": [{\"type\": \"string\", \"minLength\": 1}, {\"type\": \"array\", "
    "\"items\": {\"type\": \"string\", \"minLength\": 1}, \"minItems\": 1}]}, \"conditions\": "
    "{\"type\": \"array\", \"items\": {\"$ref\": \"#/definitions/condition\"}, \"minItems\": 1}}";
static const char *const combinations[] = {
    "{\"type\": \"boolean\"}",
    "{\"type\": \"object\", \"properties\": {\"all\": {\"$ref\": \"#/definitions/conditions\"}}, "
    "\"required\": [\"all\"], \"patternProperties\": {\"^x_\": {}}, \"additionalProperties\": "
    "false}",
    "{\"type\": \"object\", \"properties\": {\"any\": {\"$ref\": \"#/definitions/conditions\"}}, "
    "\"required\": [\"any\"], \"patternProperties\": {\"^x_\": {}}, \"additionalProperties\": "
    "false}",
    "{\"type\": \"object\", \"properties\": {\"not\": {\"$ref\": \"#/definitions/condition\"}}, "
    "\"required\": [\"not\"], \"patternProperties\": {\"^x_\": {}}, \"additionalProperties\": "
    "false}",
    "{\"type\": \"object\", \"properties\": {\"count\": {\"type\": \"object\", \"properties\": "
    "{\"min\": {\"type\": \"integer\", \"minimum\": 1}, \"of\": {\"$ref\": "
    "\"#/definitions/conditions\"}}, \"required\": [\"min\", \"of\"], \"additionalProperties\": "
    "false}}, \"required\": [\"count\"], \"patternProperties\": {\"^x_\": {}}, "
    "\"additionalProperties\": false}"};

/* How many of the leaves a kind of documents may ask: rules all, filters attribute and label. */
static size_t leaf_count(const char *kind) {
    if (strcmp(kind, "rule_set") == 0)
        return sizeof leaves / sizeof *leaves;
    return strcmp(kind, "rubric") == 0       ? RULE_LEAF_PHRASE
           : strcmp(kind, "metric_set") == 0 ? RULE_LEAF_METRIC
                                             : 0;
}

void kefu__schema_conditions(struct schema_printer *to, const char *kind) {
    const size_t count = leaf_count(kind);
    if (count == 0)
        return;
    kefu__schema_text(to, shapes, true);
    kefu__json_put_name(&to->json, "condition");
    kefu__json_open_object(&to->json);
    kefu__json_add_string(&to->json, "description", "docs/conditions.md");
    kefu__json_put_name(&to->json, "oneOf");
    kefu__json_open_array(&to->json);
    for (size_t i = 0; i < sizeof combinations / sizeof *combinations; i++)
        kefu__schema_text(to, combinations[i], false);
    for (size_t i = 0; i < count; i++)
        put_leaf(to, &leaves[i]);
    kefu__json_close_array(&to->json);
    kefu__json_close_object(&to->json);
}
