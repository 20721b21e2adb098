/* SPDX-License-Identifier: MIT
 * Adding observations to accumulators and merging these, with results that do not depend on the
 * order. */
#include "measure/measure.h"

#include <string.h>

enum { EXACT_BITS = 6, EXACT = 1 << EXACT_BITS };

/* ---- the histogram's buckets: values below 64 are exact, then 64 linear steps an octave ---- */

static uint32_t log2_floor(uint64_t value) {
    uint32_t bits = 0;
    for (uint32_t step = 32; step; step /= 2)
        if (value >> step) {
            value >>= step;
            bits += step;
        }
    return bits;
}

uint32_t kefu__measure_bucket(int64_t value) {
    if (value < EXACT)
        return value < 0 ? 0 : (uint32_t)value;
    if (value > MEASURE_LIMIT)
        value = MEASURE_LIMIT;
    uint32_t octave = log2_floor((uint64_t)value) - EXACT_BITS;
    return octave * EXACT + (uint32_t)((uint64_t)value >> octave);
}

double kefu__measure_bucket_middle(uint32_t index) {
    const uint32_t octave = index < EXACT ? 0 : index / EXACT - 1;
    const int64_t from = (int64_t)(index - octave * EXACT) << octave;
    return (double)from + (double)(((int64_t)1 << octave) - 1) / 2;
}

/* ---- adding ---- */

void kefu__measure_free(struct measure *measure, const kefu_allocator *allocator) {
    kefu__release(allocator, measure->buckets, measure->bucket_capacity * sizeof *measure->buckets);
    memset(measure, 0, sizeof *measure);
}

static bool reserve_buckets(struct measure *measure, const kefu_allocator *allocator, size_t need) {
    size_t capacity = measure->bucket_capacity;
    if (need > MEASURE_BUCKETS_MAX)
        need = MEASURE_BUCKETS_MAX;
    if (!kefu__grow(allocator, &measure->buckets, &capacity, need, sizeof *measure->buckets))
        return false;
    measure->bucket_capacity = (uint32_t)capacity;
    return true;
}

bool kefu__measure_reserve(struct measure *measure, const kefu_allocator *allocator, size_t count) {
    return reserve_buckets(measure, allocator, measure->bucket_count + count);
}

/* The position of a bucket among the sorted ones, or where it must be inserted. */
static uint32_t bucket_position(const struct measure *measure, uint32_t index) {
    uint32_t low = 0, high = measure->bucket_count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (measure->buckets[middle].index < index)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add_bucket(struct measure *measure, uint32_t index, uint64_t count) {
    const uint32_t place = bucket_position(measure, index);
    struct measure_bucket *bucket = &measure->buckets[place];
    if (place == measure->bucket_count || bucket->index != index) {
        memmove(bucket + 1, bucket, (measure->bucket_count - place) * sizeof *bucket);
        bucket->index = index;
        bucket->count = 0;
        measure->bucket_count++;
    }
    bucket->count += count;
}

static void widen(struct measure *measure, int64_t min, int64_t max) {
    if (measure->n == 0 || min < measure->min)
        measure->min = min;
    if (measure->n == 0 || max > measure->max)
        measure->max = max;
}

void kefu__measure_add(struct measure *measure, int64_t value, bool bucket) {
    if (value > MEASURE_LIMIT)
        value = MEASURE_LIMIT;
    if (value < -MEASURE_LIMIT)
        value = -MEASURE_LIMIT;
    widen(measure, value, value);
    measure->n++;
    measure->sum = kefu__wide_add(measure->sum, kefu__wide_of(value));
    measure->squares = kefu__wide_add(measure->squares, kefu__wide_square(value));
    if (bucket)
        add_bucket(measure, kefu__measure_bucket(value), 1);
}

void kefu__measure_case(struct measure *measure, bool hit) {
    measure->n++;
    measure->hits += hit;
}

void kefu__measure_missing(struct measure *measure, kefu_reason reason) {
    if ((unsigned)reason < MEASURE_REASONS)
        measure->missing[reason]++;
}

/* ---- merging ---- */

bool kefu__measure_reserve_merge(struct measure *into, const struct measure *from,
                                 const kefu_allocator *allocator) {
    return from->bucket_count == 0 ||
           reserve_buckets(into, allocator, (size_t)into->bucket_count + from->bucket_count);
}

void kefu__measure_merge(struct measure *into, const struct measure *from) {
    if (from->n)
        widen(into, from->min, from->max);
    into->n += from->n;
    into->hits += from->hits;
    into->sum = kefu__wide_add(into->sum, from->sum);
    into->squares = kefu__wide_add(into->squares, from->squares);
    for (uint32_t i = 0; i < from->bucket_count; i++)
        add_bucket(into, from->buckets[i].index, from->buckets[i].count);
    for (uint32_t i = 0; i < MEASURE_REASONS; i++)
        into->missing[i] += from->missing[i];
}

bool kefu__measure_equal(const struct measure *a, const struct measure *b) {
    if (a->n != b->n || a->hits != b->hits || a->min != b->min || a->max != b->max ||
        a->sum.low != b->sum.low || a->sum.high != b->sum.high ||
        a->squares.low != b->squares.low || a->squares.high != b->squares.high ||
        a->bucket_count != b->bucket_count ||
        memcmp(a->missing, b->missing, sizeof a->missing) != 0)
        return false;
    for (uint32_t i = 0; i < a->bucket_count; i++)
        if (a->buckets[i].index != b->buckets[i].index ||
            a->buckets[i].count != b->buckets[i].count)
            return false;
    return true;
}
