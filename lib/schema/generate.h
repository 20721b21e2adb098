/* SPDX-License-Identifier: MIT
 * Inside the program that prints JSON Schemas. */
#ifndef KEFU_LIB_SCHEMA_GENERATE_H
#define KEFU_LIB_SCHEMA_GENERATE_H

#include "condition/condition.h"
#include "json/fields.h"

enum { SCHEMA_DEFINITIONS_MAX = 64 };

struct schema_printer {
    struct json_writer json;
    const char *kind; /* of the document, while its own members are printed; else NULL */
    uint32_t depth;
    const struct shape *wanted[SCHEMA_DEFINITIONS_MAX]; /* shapes that are referred to */
    size_t count;
    bool failed;
};

/* Puts a schema that is given as text: as a value, or its members alone. */
void kefu__schema_text(struct schema_printer *to, const char *text, bool members);
/* Puts the members of an object's schema; of a variant where the row `deciding` names one. */
void kefu__schema_object(struct schema_printer *to, const struct shape *shape,
                         const struct field *deciding, const struct shape *variant);
/* Puts the definitions of conditions, as documents of a place may ask them; nothing for NULL. */
void kefu__schema_conditions(struct schema_printer *to, const struct condition_place *place);

#endif
