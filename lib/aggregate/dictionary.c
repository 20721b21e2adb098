/* SPDX-License-Identifier: MIT
 * The dictionary of a state: the ids of issues and scores with their definitions, each once. */
#include <string.h>

#include "aggregate/state.h"

/* An entry has at least a kind, the size of its id, and the definition. */
enum { ENTRY_SIZE_MIN = 10, ENTRIES_MAX = 1 << 20 };

static int compare_entry(const struct dictionary_entry *entry, uint32_t kind, kefu_str id,
                         uint64_t definition) {
    if (entry->kind != kind)
        return entry->kind < kind ? -1 : 1;
    const int order = kefu__str_compare(entry->id, id);
    return order ? order : (entry->definition > definition) - (entry->definition < definition);
}

static size_t place_of(const struct dictionary *d, uint32_t kind, kefu_str id, uint64_t definition,
                       bool *found) {
    size_t low = 0, high = d->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare_entry(&d->items[middle], kind, id, definition) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *found = low < d->count && compare_entry(&d->items[low], kind, id, definition) == 0;
    return low;
}

size_t kefu__dictionary_find(const struct dictionary *d, uint32_t kind, kefu_str id,
                             uint64_t definition) {
    bool found;
    return place_of(d, kind, id, definition, &found);
}

void kefu__dictionary_free(struct dictionary *d, const kefu_allocator *allocator) {
    kefu__release(allocator, d->items, d->capacity * sizeof *d->items);
    memset(d, 0, sizeof *d);
}

static bool add(struct dictionary *d, const kefu_allocator *allocator, uint32_t kind, kefu_str id,
                uint64_t definition) {
    bool found;
    const size_t place = place_of(d, kind, id, definition, &found);
    if (found)
        return true;
    if (!kefu__grow(allocator, &d->items, &d->capacity, d->count + 1, sizeof *d->items))
        return false;
    struct dictionary_entry *entry = &d->items[place];
    memmove(entry + 1, entry, (d->count - place) * sizeof *entry);
    *entry = (struct dictionary_entry){kind, false, id, definition};
    d->count++;
    return true;
}

bool kefu__dictionary_collect(struct dictionary *d, const kefu_aggregate *a) {
    for (size_t i = 0; i < a->group_count; i++) {
        const struct group *group = a->groups[i];
        for (size_t j = 0; j < group->issue_count; j++)
            if (!add(d, &a->allocator, group->issues[j].kind, group->issues[j].id,
                     group->issues[j].definition))
                return false;
        for (size_t j = 0; j < group->score_count; j++)
            if (!add(d, &a->allocator, DICTIONARY_SCORE, group->scores[j].id,
                     group->scores[j].definition))
                return false;
    }
    return true;
}

void kefu__put_dictionary(struct buffer *to, const struct dictionary *d) {
    kefu__put_number(to, d->count);
    for (size_t i = 0; i < d->count; i++) {
        kefu__put_number(to, d->items[i].kind);
        kefu__put_text(to, d->items[i].id);
        kefu__put_fixed(to, d->items[i].definition, 8);
    }
}

void kefu__get_dictionary(struct cursor *c, const kefu_allocator *allocator, struct dictionary *d) {
    const size_t count = (size_t)kefu__get_number(c, ENTRIES_MAX);
    if (!kefu__cursor_check(c, count <= (size_t)(c->end - c->at) / ENTRY_SIZE_MIN))
        return;
    if (!kefu__grow(allocator, &d->items, &d->capacity, count, sizeof *d->items)) {
        kefu__cursor_fail(c, KEFU_E_MEMORY);
        return;
    }
    for (d->count = 0; d->count < count && c->status == KEFU_OK; d->count++) {
        struct dictionary_entry *entry = &d->items[d->count];
        entry->kind = (uint32_t)kefu__get_number(c, DICTIONARY_SCORE);
        entry->used = false;
        entry->id = kefu__get_text(c, AGGREGATE_KEY_MAX);
        entry->definition = kefu__get_fixed(c, 8);
        kefu__cursor_check(c, d->count == 0 || compare_entry(entry - 1, entry->kind, entry->id,
                                                             entry->definition) < 0);
    }
    kefu__cursor_check(c, c->at == c->end);
}
