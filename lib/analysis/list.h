/* SPDX-License-Identifier: MIT
 * Growable arrays that keep their memory from text to text. */
#ifndef KEFU_LIB_ANALYSIS_LIST_H
#define KEFU_LIB_ANALYSIS_LIST_H

#include <string.h>

#include "base/base.h"

struct list {
    void *items;
    /* number of items, number of items that fit into the memory, size of an item in bytes */
    size_t count, capacity, width;
    const kefu_allocator *allocator;
};

/* kefu__list_grow() allocates room for `count` items in total, which is more than the capacity.
 * kefu__list_extend() makes room for `count` items in total, zeroes the new ones and sets
 * list->count to `count`. Both return false if out of memory. */
bool kefu__list_grow(struct list *list, size_t count);
bool kefu__list_extend(struct list *list, size_t count);

/* Makes room for `count` items in total; false if out of memory. Inline, because each text reserves
 * room in some twenty lists, nearly all of which have it already. */
static inline bool kefu__list_reserve(struct list *list, size_t count) {
    return list->capacity >= count || kefu__list_grow(list, count);
}

/* Appends an item of `width` bytes, all zero, and returns it, or NULL if out of memory. The items
 * may be moved, which makes earlier pointers to them invalid. */
static inline void *kefu__list_add(struct list *list, size_t width) {
    if (list->count == list->capacity && !kefu__list_reserve(list, list->count + 1))
        return NULL;
    return memset((char *)list->items + list->count++ * width, 0, width);
}

#endif
