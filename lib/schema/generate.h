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
    /* field tables to which the schema refers, so that their definitions must be written */
    const struct field_table *wanted[SCHEMA_DEFINITIONS_MAX];
    size_t count;
    bool failed;
};

/* Writes a schema that is given as JSON text: the whole object or, if `members` is true, its
 * members into the object that is open. */
void kefu__schema_text(struct schema_printer *to, const char *text, bool members);
/* Writes the members of the schema of objects that `table` reads. If `variant` is not NULL, only of
 * objects in which the FIELD_VARIANT row `deciding` selects this table of additional members. */
void kefu__schema_object(struct schema_printer *to, const struct field_table *table,
                         const struct field *deciding, const struct field_table *variant);
/* Writes the schema definitions for the conditions that are allowed in `place`; nothing if it is
 * NULL. */
void kefu__schema_conditions(struct schema_printer *to, const struct condition_place *place);

#endif
