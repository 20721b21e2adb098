/* SPDX-License-Identifier: MIT
 * Growable arrays. */
#include "analysis/list.h"

bool kefu__list_grow(struct list *list, size_t count) {
    return kefu__grow(list->allocator, &list->items, &list->capacity, count, list->width);
}

bool kefu__list_extend(struct list *list, size_t count) {
    if (!kefu__list_reserve(list, count))
        return false;
    memset((char *)list->items + list->count * list->width, 0, (count - list->count) * list->width);
    list->count = count;
    return true;
}
