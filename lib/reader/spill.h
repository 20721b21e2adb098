/* SPDX-License-Identifier: MIT
 * Conversations whose rows take more memory than the caller allows: an external merge sort in
 * temporary storage of the caller's. */
#ifndef KEFU_LIB_READER_SPILL_H
#define KEFU_LIB_READER_SPILL_H

#include "kefu/reader.h"
#include "reader/group.h"

/* What the items of a run are sorted by: the key of their conversation, or its number. */
enum spill_order { SPILL_BY_KEY, SPILL_BY_NUMBER };

/* One conversation, or a part of one, in storage: a struct item_head and its parts. */
struct item_head {
    uint64_t hash; /* of the key */
    uint64_t number, line;
    uint64_t sizes[GROUP_PARTS];
};
struct spill_item {
    struct item_head head;
    kefu_str parts[GROUP_PARTS]; /* valid until the next item is taken */
};
/* Compares two items in this order; parts of one conversation in the order of their rows. */
int kefu__spill_compare(const struct spill_item *a, const struct spill_item *b,
                        enum spill_order order);

/* A sorted sequence of items: where it lies in storage. */
struct spill_run {
    uint64_t at, end;
};
struct spill_runs {
    struct spill_run *items;
    size_t count, capacity;
};

/* The reading position in one run. */
struct merge_source {
    uint64_t at, end;       /* what is not in the window yet */
    struct buffer window;   /* bytes of the run; those before `used` were taken */
    size_t used, item_size; /* of the current item */
    struct spill_item item;
};
/* Takes the items of several runs in their common order. */
struct spill_merge {
    const kefu_allocator *allocator;
    const kefu_storage *storage;
    enum spill_order order;
    struct merge_source *sources;
    /* a binary heap of indices of `sources`, by their current items; the least is the first */
    size_t *heap;
    size_t source_count, heap_size, window_size;
    bool taken; /* the item of the first source was given; the next call goes on behind it */
};
kefu_status kefu__merge_open(struct spill_merge *merge, const kefu_storage *storage,
                             const struct spill_runs *runs, enum spill_order order,
                             const kefu_allocator *allocator, kefu_error *error);
/* The next item, which lives until the next call; NULL: none is left. */
kefu_status kefu__merge_next(struct spill_merge *merge, const struct spill_item **item,
                             kefu_error *error);
void kefu__merge_close(struct spill_merge *merge);

/* The storage of one reader. In the first phase the gathered rows are written as runs by key
 * whenever they take too much memory. When the file has ended, they are merged, and the whole
 * conversations are written as runs by number. These are merged as the conversations are given. So
 * conversations come in the order in which they begin in the file, as they do without storage. */
struct spill {
    kefu_allocator allocator;
    kefu_storage storage; /* `write` NULL: none */
    uint64_t end;         /* how many bytes of it are used */
    struct spill_runs by_key, by_number;
    struct spill_merge merge; /* of by_number */
    bool merging;
    kefu_status status; /* of the first failure, after which rows are missing */
};

void kefu__spill_init(struct spill *spill, const kefu_allocator *allocator);
/* Forgets what is stored, for the next file; the storage stays. */
void kefu__spill_reset(struct spill *spill);
/* Moves the gathered rows into storage if they take more memory than allowed. */
kefu_status kefu__spill_check(struct spill *spill, struct groups *groups, kefu_error *error);
/* Is anything in storage? */
static inline bool kefu__spill_is_used(const struct spill *spill) {
    return spill->by_key.count > 0;
}
/* The next conversation; NULL: none is left. The first call moves the rest of the gathered rows
 * into storage. */
kefu_status kefu__spill_next(struct spill *spill, struct groups *groups,
                             const struct spill_item **item, kefu_error *error);

#endif
