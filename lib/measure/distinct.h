/* SPDX-License-Identifier: MIT
 * The accumulator of how many different things there were: the hashes of up to 128 of them, so that
 * the count is exact, then an UltraLogLog of 4,096 registers (Ertl 2024, PVLDB 17, 1655-1668),
 * whose estimate has a relative error of 1.2 %.
 *
 * Its content depends only on the set of the hashes, not on their order, on how often each came or
 * on how accumulators were merged. */
#ifndef KEFU_LIB_MEASURE_DISTINCT_H
#define KEFU_LIB_MEASURE_DISTINCT_H

#include "base/base.h"

enum {
    DISTINCT_EXACT_MAX = 128,
    DISTINCT_PRECISION = 12, /* number of bits of a hash that choose a register */
    DISTINCT_REGISTERS = 1 << DISTINCT_PRECISION,
    /* The largest update value: 1 more than the number of zeros before the first one in the bits of
     * a hash that choose no register, of which there are 52. */
    DISTINCT_UPDATE_MAX = 64 - DISTINCT_PRECISION + 1
};

/* Zeroed it is empty. A register is 0, or the largest update value that it got times 4, plus 2 if
 * it got the value that is smaller by 1, plus 1 if it got that which is smaller by 2. */
struct distinct {
    uint64_t *hashes; /* ascending; none if `is_dense` */
    uint32_t count, capacity;
    unsigned char *registers; /* DISTINCT_REGISTERS; may be allocated before they are used */
    bool is_dense;            /* the registers are in use: there were more than can be exact */
};

/* A hash all of whose bits depend on all bits of the number, each number's another. States depend
 * on it, so that it must never change. */
uint64_t kefu__distinct_hash(uint64_t number);

void kefu__distinct_free(struct distinct *distinct, const kefu_allocator *allocator);
/* Removes all content, but keeps what was allocated. */
void kefu__distinct_clear(struct distinct *distinct);
static inline bool kefu__distinct_is_empty(const struct distinct *distinct) {
    return distinct->count == 0 && !distinct->is_dense;
}
/* Makes room for the content of `from`, so that kefu__distinct_merge() cannot fail. Returns false
 * if out of memory; the content of `into` does not change. */
bool kefu__distinct_reserve(struct distinct *into, const struct distinct *from,
                            const kefu_allocator *allocator);
void kefu__distinct_merge(struct distinct *into, const struct distinct *from);
/* Adds a hash of kefu__distinct_hash(). Returns false if out of memory. */
bool kefu__distinct_add(struct distinct *distinct, uint64_t hash, const kefu_allocator *allocator);
/* Removes a hash and returns true, if the accumulator knows the hashes and has this one. Registers
 * are shared by many, and forget none. */
bool kefu__distinct_remove(struct distinct *distinct, uint64_t hash);

/* Can a register have this value? */
bool kefu__distinct_is_register(unsigned char value);
/* Allocates zeroed registers and puts them to use; false if out of memory. */
bool kefu__distinct_make_dense(struct distinct *distinct, const kefu_allocator *allocator);

/* How many different things there were: exact, or the estimate of greatest likelihood, with an
 * interval of confidence 0.95. */
struct distinct_estimate {
    double value, low, high;
    bool is_exact;
};
struct distinct_estimate kefu__distinct_read(const struct distinct *distinct);

#endif
