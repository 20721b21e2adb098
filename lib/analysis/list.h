/* SPDX-License-Identifier: MIT
 * Growable arrays that keep their memory from text to text. */
#ifndef KEFU_LIB_ANALYSIS_LIST_H
#define KEFU_LIB_ANALYSIS_LIST_H

#include <string.h>

#include "base/base.h"

struct list {
    void *items;
    size_t count, capacity, width; /* `width`: size of an item in bytes */
    const kefu_allocator *allocator;
};

/* reserve: makes room for `count` items in all. Second function: also zeroes the new items and sets
 * the count. */
bool kefu__list_reserve(struct list *list, size_t count);
bool kefu__list_extend(struct list *list, size_t count);

/* Appends a zeroed item of `width` bytes; NULL without memory. Items may move, which invalidates
 * earlier pointers. */
static inline void *kefu__list_add(struct list *list, size_t width) {
    if (list->count == list->capacity && !kefu__list_reserve(list, list->count + 1))
        return NULL;
    return memset((char *)list->items + list->count++ * width, 0, width);
}

#endif
