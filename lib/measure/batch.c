/* SPDX-License-Identifier: MIT
 * Packing durations, counting packed ones, and moving counts into accumulators. */
#include "measure/batch.h"

#include <math.h>

/* ---- packing ---- */

#if defined(__GNUC__)
static inline uint32_t octave_of(uint32_t value) {
    return 31 - (uint32_t)__builtin_clz(value);
}
static inline uint32_t first_of(uint64_t bits) {
    return (uint32_t)__builtin_ctzll(bits);
}
#else
static inline uint32_t octave_of(uint32_t value) {
    uint32_t octave = 0;
    while (value >>= 1)
        octave++;
    return octave;
}
static inline uint32_t first_of(uint64_t bits) {
    uint32_t first = 0;
    while (!(bits >> first & 1))
        first++;
    return first;
}
#endif

/* kefu__measure_bucket(value, 0) of a value below PACKED_LIMIT. */
static inline uint32_t bucket_of(uint32_t value) {
    enum { MANTISSA = 47 };
    if (value == 0)
        return 0;
    const uint32_t octave = octave_of(value);
    const uint64_t mantissa = (uint64_t)value << (MANTISSA - octave);
    uint32_t step = kefu__measure_below[(mantissa >> (MANTISSA - MEASURE_COARSE_BITS)) -
                                        (1u << MEASURE_COARSE_BITS)];
    step += mantissa > kefu__measure_boundaries[step];
    return octave * MEASURE_STEPS + step + (mantissa != (uint64_t)1 << MANTISSA) + MEASURE_STEPS;
}

void kefu__log_grid_init(struct log_grid *grid) {
    for (int i = 0; i < 1 << MEASURE_COARSE_BITS; i++) {
        const double middle = 1 + (i + 0.5) / (1 << MEASURE_COARSE_BITS);
        grid->inverse[i] = 1 / middle;
        grid->log[i] = log2(middle);
    }
}

/* kefu__measure_log() rounds down at each of its steps, which makes its result at most 0.0001 lower
 * than the logarithm times MEASURE_LOG_SCALE: where rounding the latter down cannot be told from
 * that, kefu__measure_log() itself is asked. */
static inline uint64_t log_of(const struct log_grid *grid, uint32_t value) {
    static const double below = 3e-4, above = 1 - 1e-5, natural = 1.4426950408889634;
    const uint32_t x = value + 1, octave = octave_of(x);
    const uint32_t part = (uint32_t)((uint64_t)x << MEASURE_COARSE_BITS >> octave) &
                          ((1u << MEASURE_COARSE_BITS) - 1);
    const double mantissa = (double)((uint64_t)x << (PACKED_VALUE_BITS - octave)) /
                            (double)(1u << 31);
    const double r = mantissa * grid->inverse[part] - 1;
    const double log = grid->log[part] +
                       natural * r * (1 - r * (0.5 - r * (1.0 / 3 - r * (0.25 - r * 0.2))));
    const double scaled = log * MEASURE_LOG_SCALE;
    const uint32_t whole = (uint32_t)scaled;
    const double rest = scaled - whole;
    if (rest < below || rest > above)
        return kefu__measure_log(value);
    return (uint64_t)octave * MEASURE_LOG_SCALE + whole;
}

uint64_t kefu__measure_pack(const struct log_grid *grid, int64_t value) {
    const uint32_t v = (uint32_t)value;
    return v | (uint64_t)bucket_of(v) << PACKED_VALUE_BITS |
           log_of(grid, v) << (PACKED_VALUE_BITS + PACKED_BUCKET_BITS);
}

/* ---- counting ---- */

void kefu__tally_init(struct tally *t) {
    memset(t, 0, sizeof *t);
    for (size_t i = 0; i < TALLY_BUCKETS; i++)
        t->buckets[i].low = UINT32_MAX;
}

void kefu__tally_add(struct tally *t, const uint64_t *packed, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (packed[i] != PACKED_NONE)
            kefu__tally_add_one(t, packed[i]);
}

/* ---- moving ---- */

static uint32_t count_used(const struct tally *t) {
    uint32_t count = 0;
    for (size_t i = 0; i < TALLY_WORDS; i++)
        for (uint64_t bits = t->used[i]; bits; bits &= bits - 1)
            count++;
    return count;
}

static void move_buckets(struct tally *t, struct measure *into) {
    static const struct tally_bucket empty = {0, UINT32_MAX, 0};
    struct measure_bucket *to = into->buckets;
    for (uint32_t i = 0; i < TALLY_WORDS; i++) {
        for (uint64_t bits = t->used[i]; bits; bits &= bits - 1) {
            struct tally_bucket *from = &t->buckets[i * 64 + first_of(bits)];
            *to++ = (struct measure_bucket){from->count, from->low, from->high};
            *from = empty;
        }
        t->used[i] = 0;
    }
}

bool kefu__tally_move(struct tally *t, struct measure *into, bool clustered,
                      const kefu_allocator *allocator) {
    const uint32_t count = count_used(t);
    if (t->n == 0)
        return true;
    into->buckets = kefu__alloc(allocator, count * sizeof *into->buckets);
    if (!into->buckets)
        return false;
    into->bucket_count = into->bucket_capacity = count;
    move_buckets(t, into);
    into->n = t->n;
    into->hits = t->logs;
    into->sum = (struct wide){t->sum, 0};
    into->squares = (struct wide){t->squares, (int64_t)t->carried};
    into->min = into->buckets[0].low;
    into->max = into->buckets[count - 1].high;
    if (clustered)
        into->clusters = (struct measure_clusters){
            t->n, {t->log_squares, (int64_t)t->log_carried}, {t->logs, 0}, {t->n, 0}};
    t->n = t->sum = t->logs = t->squares = t->carried = t->log_squares = t->log_carried = 0;
    return true;
}
