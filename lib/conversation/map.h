/* SPDX-License-Identifier: MIT
 * A field map that lives by itself. */
#ifndef KEFU_LIB_CONVERSATION_MAP_H
#define KEFU_LIB_CONVERSATION_MAP_H

#include "kefu/field_map.h"
#include "scheme/map/map.h"

struct kefu_field_map {
    kefu_allocator allocator;
    struct arena arena;
    struct field_map fields;
};

#endif
