/* SPDX-License-Identifier: MIT
 * Inside the program that prints JSON Schemas. */
#ifndef KEFU_LIB_SCHEMA_GENERATE_H
#define KEFU_LIB_SCHEMA_GENERATE_H

#include "condition/condition.h"
#include "json/fields.h"

enum { SCHEMA_DEFINITIONS_MAX = 64 };

struct schema_printer {
    struct json_writer json;
    const char *kind; /* kind of the document while its own members are written; else NULL */
    uint32_t depth;
    /* tables that are referred to, so that their definitions must be written */
    const struct field_table *wanted[SCHEMA_DEFINITIONS_MAX];
    size_t count;
    bool failed;
};

/* Writes a schema that is given as text: as a value, or (`members`) only its members. */
void kefu__schema_text(struct schema_printer *to, const char *text, bool members);
/* Writes the members of an object's schema. If `variant` is not NULL, the schema is that of objects
 * for which the row `deciding` selects this variant. */
void kefu__schema_object(struct schema_printer *to, const struct field_table *table,
                         const struct field *deciding, const struct field_table *variant);
/* Writes the definitions of the conditions that a struct condition_place allows; writes nothing if
 * `place` is NULL. */
void kefu__schema_conditions(struct schema_printer *to, const struct condition_place *place);

#endif
