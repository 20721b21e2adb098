/* SPDX-License-Identifier: MIT
 * Differences between two versions of documents: what was added, removed, changed and moved. */
#ifndef KEFU_LIB_DIFF_DIFF_H
#define KEFU_LIB_DIFF_DIFF_H

#include "json/json.h"

enum diff_change { DIFF_ADDED, DIFF_REMOVED, DIFF_CHANGED, DIFF_MOVED, DIFF_CHANGE_COUNT };

/* ---- matching.c: which items of two lists are the same one ---- */

/* A list of values, with the index of each one's partner in the other list. */
struct diff_items {
    const json_value **values;
    uint32_t *partners; /* DIFF_ALONE: it has none */
    bool *equal;        /* is the partner the same in all of it? */
    size_t count;
};
#define DIFF_ALONE UINT32_MAX

/* Pairs the items of two arrays: first equal ones, then objects that name themselves alike (by id,
 * text and so on), the n-th of one name with the n-th. Texts and numbers are paired only with equal
 * ones. Returns false if out of memory. */
bool kefu__diff_match(struct arena *arena, const json_value *from, const json_value *to,
                      struct diff_items *of_from, struct diff_items *of_to);
/* Are two values the same, whatever the order of members? *failed becomes true if out of memory. */
bool kefu__diff_same(const kefu_allocator *allocator, const json_value *from, const json_value *to,
                     bool *failed);

/* ---- words.c: what people read ---- */

/* A step from a document to a value in it. */
struct diff_step {
    const char *member; /* name of the member, or of the list in which the item is */
    bool is_item;       /* an item of a list */
    kefu_str name;      /* what the item calls itself; empty: it has no name */
    size_t from, to;    /* index of the item in each version */
};

/* Appends a sentence about a change. `from` and `to` are the values, NULL where there is none. */
void kefu__diff_say(struct buffer *to_text, const char *language, const struct diff_step *steps,
                    size_t step_count, enum diff_change change, const json_value *from,
                    const json_value *to);
/* What an object is called: its title (in the language), label, name, text or id; empty: nothing.
 */
kefu_str kefu__diff_name(const json_value *object, const char *language);

/* ---- compare.c ---- */

struct diff_counts {
    size_t of[DIFF_CHANGE_COUNT];
};

/* Writes the array of all differences between two values. Returns false if out of memory. */
bool kefu__diff_write(struct arena *arena, struct json_writer *writer, const char *language,
                      const json_value *from, const json_value *to, struct diff_counts *counts);

#endif
