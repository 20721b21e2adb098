/* SPDX-License-Identifier: MIT
 * Adding many observations at once: the same accumulators as by kefu__measure_add(), faster.
 *
 * A duration below 2^31 is packed into one number with its bucket and its logarithm, which cost the
 * most; packed durations are sorted by group, and each group's are added to a dense histogram that
 * stays in the processor's cache. */
#ifndef KEFU_LIB_MEASURE_BATCH_H
#define KEFU_LIB_MEASURE_BATCH_H

#include "measure/measure.h"

enum {
    MEASURE_STEPS = 1 << MEASURE_SCALE_MAX, /* buckets of an octave */
    MEASURE_COARSE_BITS = 7,
    PACKED_VALUE_BITS = 31,
    PACKED_BUCKET_BITS = 12,
    /* one more than the largest index of a bucket of a duration that can be packed */
    TALLY_BUCKETS = PACKED_VALUE_BITS * MEASURE_STEPS + MEASURE_STEPS + 1,
    TALLY_WORDS = (TALLY_BUCKETS + 63) / 64
};
/* The tables of histogram.c. */
extern const uint64_t kefu__measure_boundaries[MEASURE_STEPS];
extern const uint8_t kefu__measure_below[1 << MEASURE_COARSE_BITS];

#define PACKED_LIMIT ((int64_t)1 << PACKED_VALUE_BITS) /* from here on a duration is not packed */
/* An observation that is not there; no packed duration is this number. */
#define PACKED_NONE  UINT64_MAX

/* Tables of logarithms, computed once for many batches. */
struct log_grid {
    double inverse[1 << MEASURE_COARSE_BITS], log[1 << MEASURE_COARSE_BITS];
};
void kefu__log_grid_init(struct log_grid *grid);

/* A duration from 0 to PACKED_LIMIT - 1 with its bucket and logarithm. */
uint64_t kefu__measure_pack(const struct log_grid *grid, int64_t value);

/* Durations being counted. Zeroed by kefu__tally_init(), and again by kefu__tally_move(). */
struct tally_bucket {
    uint32_t count, low, high;
};
struct tally {
    uint64_t n, sum, logs, squares, carried, log_squares, log_carried;
    uint64_t used[TALLY_WORDS]; /* a bit for each bucket with a count */
    struct tally_bucket buckets[TALLY_BUCKETS];
};
void kefu__tally_init(struct tally *tally);
/* Counts packed durations, at most 2^31 in all; PACKED_NONE are left out. */
void kefu__tally_add(struct tally *tally, const uint64_t *packed, size_t count);
/* Moves what was counted into an empty accumulator; `clustered`: each duration is that of another
 * conversation. Returns false if out of memory. */
bool kefu__tally_move(struct tally *tally, struct measure *into, bool clustered,
                      const kefu_allocator *allocator);

/* Adds to a sum of 128 bits. */
static inline void kefu__carry_add(uint64_t *low, uint64_t *high, uint64_t value) {
    *low += value;
    *high += *low < value;
}

static inline void kefu__tally_add_one(struct tally *t, uint64_t packed) {
    const uint32_t value = (uint32_t)(packed & ((1u << PACKED_VALUE_BITS) - 1));
    const uint32_t index = (uint32_t)(packed >> PACKED_VALUE_BITS) &
                           ((1u << PACKED_BUCKET_BITS) - 1);
    const uint64_t log = packed >> (PACKED_VALUE_BITS + PACKED_BUCKET_BITS);
    struct tally_bucket *bucket = &t->buckets[index];
    t->n++;
    t->sum += value;
    t->logs += log;
    kefu__carry_add(&t->squares, &t->carried, (uint64_t)value * value);
    kefu__carry_add(&t->log_squares, &t->log_carried, log * log);
    t->used[index / 64] |= (uint64_t)1 << index % 64;
    bucket->count++;
    bucket->low = value < bucket->low ? value : bucket->low;
    bucket->high = value > bucket->high ? value : bucket->high;
}

#endif
