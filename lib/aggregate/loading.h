/* SPDX-License-Identifier: MIT
 * Reading a state section by section: what loading it and merging it from its bytes share. */
#ifndef KEFU_LIB_AGGREGATE_LOADING_H
#define KEFU_LIB_AGGREGATE_LOADING_H

#include "aggregate/state.h"

/* A series of the state. */
struct loaded_series {
    size_t index; /* in the aggregate */
    bool is_used; /* a group or hour that was read has a case of it */
};

/* A state that is being read. */
struct loading {
    const struct state_sections *sections;
    kefu_aggregate *a; /* what it is read into */
    struct cursor c;
    struct dictionary dictionary;
    struct loaded_series *series;
    size_t count;
    /* sums over the groups that were read */
    uint64_t conversations, feedback;
};

#define LOADING_COUNT_LIMIT ((uint64_t)1 << 56)

/* Reads the spec, which makes the aggregate, the series, the dictionary and the sources. Whether or
 * not this succeeds, kefu__loading_end() must be called. */
kefu_status kefu__loading_begin(struct loading *loading, const struct state_sections *sections,
                                const kefu_scheme *scheme, const kefu_allocator *allocator,
                                kefu_error *error);
/* Releases all but the aggregate. */
void kefu__loading_end(struct loading *loading);
/* Is each series, or the ratings for it, and each entry of the dictionary used by what was read? */
bool kefu__loading_is_used(const struct loading *loading);

/* Begins with the groups: reads their number, the total included, and the total. */
size_t kefu__loading_total(struct loading *loading);
/* Reads the key of the next group; texts point into the state. Fails unless it is above `before`,
 * unless that is NULL. */
void kefu__loading_key(struct loading *loading, const kefu_str *before,
                       kefu_str key[AGGREGATE_COLUMNS_MAX]);
/* Reads the content of a group that is not the total. `borrows`: its ids are not copied but point
 * into the state, and the lists of the group are reused; see kefu__loading_reuse(). */
void kefu__loading_group(struct loading *loading, struct group *group, bool borrows);
/* Empties a group that borrowed ids. What was allocated for it stays, so that reading a group into
 * it that was read before allocates nothing. */
void kefu__loading_reuse(struct group *group);
/* Checks what holds behind the last group. */
void kefu__loading_groups_end(struct loading *loading);
void kefu__loading_hours(struct loading *loading);

#endif
