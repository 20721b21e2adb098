/* SPDX-License-Identifier: MIT
 * Growable arrays that keep their memory from text to text. */
#ifndef KEFU_LIB_ANALYSIS_LIST_H
#define KEFU_LIB_ANALYSIS_LIST_H

#include <string.h>

#include "base/base.h"

struct list {
    void *items;
    size_t count, capacity, width; /* width: bytes of an item */
    const kefu_allocator *allocator;
};

/* Room for `count` items in all; then for that many, new ones zeroed and counted. */
bool kefu__list_reserve(struct list *list, size_t count);
bool kefu__list_extend(struct list *list, size_t count);

/* A new zeroed item at the end of a list, `width` wide, or NULL without memory. Earlier pointers
 * may move. */
static inline void *kefu__list_add(struct list *list, size_t width) {
    if (list->count == list->capacity && !kefu__list_reserve(list, list->count + 1))
        return NULL;
    return memset((char *)list->items + list->count++ * width, 0, width);
}

#endif
