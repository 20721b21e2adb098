/* SPDX-License-Identifier: MIT
 * The members of a history: aggregates by day, records that wait, ids that were counted.
 *
 * Days are kept as the bytes of their aggregates' states; few of them are open at a time. So memory
 * follows the bytes, not the records. */
#ifndef KEFU_LIB_HISTORY_H
#define KEFU_LIB_HISTORY_H

#include "aggregate/aggregate.h"
#include "base/base.h"
#include "kefu/history.h"
#include "kefu/join.h"

enum {
    HISTORY_OPEN_MAX = 16,         /* days whose aggregates are in memory */
    HISTORY_RECORD_MAX = 64 << 20, /* limit on the bytes of a record that waits */
    HISTORY_IDS_MIN = 1000,
    HISTORY_IDS_DEFAULT = 1 << 22,
    HISTORY_IDS_LIMIT = 100000000,
    HISTORY_WAITING_LIMIT = 1 << 26 /* limit on the records that wait */
};
#define HISTORY_FOLD_DEFAULT (INT64_C(7) * 86400000)
#define HISTORY_DAY_MS       INT64_C(86400000)
/* the day of records without a time */
#define HISTORY_NO_DAY       INT64_MIN
/* limit on the absolute value of the number of a day, so that its beginning is an instant */
#define HISTORY_DAY_LIMIT    (((int64_t)1 << 53) / HISTORY_DAY_MS + 2)

/* ---- a hash table of numbers ---- */

/* Open addressing with linear probing; at most half of the slots are in use. */
struct number_slot {
    uint64_t key; /* 0: the slot is free */
    int64_t value;
};
struct number_map {
    struct number_slot *slots;
    size_t slot_count, count;
};
void kefu__numbers_free(struct number_map *map, const kefu_allocator *allocator);
/* Makes room for `count` keys in all. Returns false if out of memory; the map is then unchanged. */
bool kefu__numbers_reserve(struct number_map *map, const kefu_allocator *allocator, size_t count);
struct number_slot *kefu__numbers_find(const struct number_map *map, uint64_t key);
/* Adds a key that the map does not have; room for it was reserved. */
void kefu__numbers_add(struct number_map *map, uint64_t key, int64_t value);
void kefu__numbers_remove(struct number_map *map, uint64_t key);

/* ---- the history ---- */

struct history_day {
    int64_t day; /* days since 1970-01-01 in the history's time zone, or HISTORY_NO_DAY */
    const unsigned char *bytes; /* the state of the aggregate, unless it is open and changed */
    size_t size;
    bool owned;           /* `bytes` are an allocation of their own, not a part of `loaded` */
    kefu_aggregate *open; /* NULL: not in memory */
    bool changed;         /* `open` holds more than `bytes` */
    uint64_t used;        /* when it was used last, by the count of uses */
};

/* A conversation that has not ended. */
struct waiting_record {
    uint64_t key;     /* hash of its id */
    uint64_t contact; /* kefu__contact_hash() of its customer */
    int64_t day;      /* the day in which it began */
    int64_t last_at;  /* KEFU_TIME_NONE: it has no time */
    char *json;
    size_t size;
};

struct kefu_history {
    kefu_allocator allocator;
    const kefu_scheme *scheme; /* the history holds a reference; NULL: loaded without a scheme */
    kefu_rubric rubric;
    /* of the conversations that came since the history was made or loaded: feedback inherits from
     * them */
    kefu_join *join;
    kefu_aggregate *empty; /* an aggregate without content, which has the spec */
    int64_t fold_after_ms;
    uint64_t ids_max;
    struct history_day *days; /* ascending */
    size_t day_count, day_capacity;
    size_t open_count;
    uint64_t uses;
    struct waiting_record *waiting; /* in no order */
    size_t waiting_count, waiting_capacity;
    struct number_map waiting_places; /* from keys to indices of `waiting` */
    struct number_map ids;            /* from keys of counted records to their days */
    /* how many records without an id came with the same bytes since the history was made or loaded:
     * from hashes of the bytes */
    struct number_map unnamed;
    int64_t refused_before; /* no day before it has its ids remembered; HISTORY_NO_DAY: none lost */
    int64_t latest_at;
    uint64_t conversations, feedback;
    unsigned char *loaded; /* the bytes that it was made of */
    size_t loaded_size;
};

kefu_status kefu__history_make(const kefu_scheme *scheme, kefu_aggregate *empty,
                               const kefu_history_options *options, kefu_history **history,
                               kefu_error *error);
/* Reads the caller's options, and checks them. */
kefu_status kefu__history_options(kefu_history_options *to, const kefu_history_options *from,
                                  kefu_error *error);
static inline int32_t kefu__history_offset(const kefu_history *history) {
    return history->empty->offset_minutes;
}
int64_t kefu__history_day_of(const kefu_history *history, int64_t at);

/* ---- days ---- */

/* The index of a day; *found false: where it would stand. */
size_t kefu__history_day_place(const kefu_history *history, int64_t day, bool *found);
/* Finds or makes a day, and opens its aggregate, which lives until the next call. */
kefu_status kefu__history_day_open(kefu_history *history, int64_t day, struct history_day **out,
                                   kefu_error *error);
/* Makes place `i` a day without content; there is room for it. */
void kefu__history_day_insert(kefu_history *history, size_t i, int64_t day);
/* Makes an empty aggregate of the history's spec. */
kefu_status kefu__history_aggregate_make(const kefu_history *history, kefu_aggregate **aggregate,
                                         kefu_error *error);
/* Loads the aggregate of a day that is not open. */
kefu_status kefu__history_day_load(const kefu_history *history, const struct history_day *day,
                                   kefu_aggregate **aggregate, kefu_error *error);
/* Adds a day to an aggregate. */
kefu_status kefu__history_day_merge(const struct history_day *day, kefu_aggregate *into,
                                    kefu_error *error);
/* Saves an aggregate as an allocation of exactly *size bytes. */
kefu_status kefu__history_day_bytes(const kefu_history *history, const kefu_aggregate *aggregate,
                                    unsigned char **bytes, size_t *size, kefu_error *error);
/* Closes a day, which is those bytes from now on, and takes them over. */
void kefu__history_day_replace(kefu_history *history, struct history_day *day, unsigned char *bytes,
                               size_t size);
void kefu__history_day_free(kefu_history *history, struct history_day *day);
/* Has the day no record at all? */
bool kefu__history_day_is_empty(const struct history_day *day);
/* A kefu_write that appends to a struct buffer. */
kefu_status kefu__history_append(void *buffer, const char *data, size_t size);

/* ---- ids ---- */

/* Makes room for one more id. May forget the oldest days' ids. */
kefu_status kefu__history_reserve_id(kefu_history *history, kefu_error *error);
/* Were the ids of this day forgotten? */
static inline bool kefu__history_is_refused(const kefu_history *history, int64_t day) {
    return history->refused_before != HISTORY_NO_DAY && day < history->refused_before;
}

/* ---- records that wait ---- */

struct waiting_record *kefu__history_waiting(const kefu_history *history, uint64_t key);
/* Adds a record, of which the JSON is copied, or replaces the one of its key. */
kefu_status kefu__history_wait(kefu_history *history, const struct waiting_record *record,
                               kefu_error *error);
void kefu__history_wait_no_more(kefu_history *history, uint64_t key);

#endif
