/* SPDX-License-Identifier: MIT
 * Adding observations to accumulators and merging these, with results that do not depend on the
 * order. */
#include "measure/measure.h"

#include <string.h>

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

/* The position in the sorted array of the first bucket whose smallest value is above `value`. */
static uint32_t bucket_position(const struct measure *measure, int64_t value) {
    uint32_t low = 0, high = measure->bucket_count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (measure->buckets[middle].low <= value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void join_bucket(struct measure_bucket *bucket, const struct measure_bucket *added) {
    bucket->count += added->count;
    bucket->low = added->low < bucket->low ? added->low : bucket->low;
    bucket->high = added->high > bucket->high ? added->high : bucket->high;
}

/* Makes the scale coarser, so that pairs of neighbouring buckets become one. The result does not
 * depend on when this is done: a part of the observations never needs a coarser scale than all. */
static void coarsen(struct measure *measure, uint32_t shift) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < measure->bucket_count; i++) {
        struct measure_bucket *last = kept ? &measure->buckets[kept - 1] : NULL;
        if (last && kefu__measure_bucket(last->low, shift) ==
                        kefu__measure_bucket(measure->buckets[i].low, shift))
            join_bucket(last, &measure->buckets[i]);
        else
            measure->buckets[kept++] = measure->buckets[i];
    }
    measure->bucket_count = kept;
    measure->shift = shift;
}

/* The bucket to which a value belongs; NULL: there is none yet. *place: where it must be inserted.
 */
static struct measure_bucket *find_bucket(struct measure *measure, int64_t value, uint32_t *place) {
    const uint32_t index = kefu__measure_bucket(value, measure->shift);
    *place = bucket_position(measure, value);
    for (uint32_t i = *place ? *place - 1 : 0; i <= *place && i < measure->bucket_count; i++)
        if (kefu__measure_bucket(measure->buckets[i].low, measure->shift) == index)
            return &measure->buckets[i];
    return NULL;
}

static void add_bucket(struct measure *measure, const struct measure_bucket *added) {
    uint32_t place;
    struct measure_bucket *bucket = find_bucket(measure, added->low, &place);
    while (!bucket && measure->bucket_count == MEASURE_BUCKETS_MAX) {
        coarsen(measure, measure->shift + 1);
        bucket = find_bucket(measure, added->low, &place);
    }
    if (bucket) {
        join_bucket(bucket, added);
        return;
    }
    bucket = &measure->buckets[place];
    memmove(bucket + 1, bucket, (measure->bucket_count - place) * sizeof *bucket);
    *bucket = *added;
    measure->bucket_count++;
}

static void widen(struct measure *measure, int64_t min, int64_t max) {
    if (measure->n == 0 || min < measure->min)
        measure->min = min;
    if (measure->n == 0 || max > measure->max)
        measure->max = max;
}

void kefu__measure_add(struct measure *measure, int64_t value, bool bucket) {
    const int64_t least = bucket ? 0 : -MEASURE_LIMIT;
    value = value > MEASURE_LIMIT ? MEASURE_LIMIT : value < least ? least : value;
    widen(measure, value, value);
    measure->n++;
    measure->sum = kefu__wide_add(measure->sum, kefu__wide_of(value));
    measure->squares = kefu__wide_add(measure->squares, kefu__wide_square(value));
    if (!bucket)
        return;
    const struct measure_bucket one = {1, value, value};
    measure->hits += kefu__measure_log(value);
    add_bucket(measure, &one);
}

void kefu__measure_case(struct measure *measure, bool hit) {
    measure->n++;
    measure->hits += hit;
}

void kefu__measure_cluster(struct measure *measure) {
    if (measure->n == 0)
        return;
    measure->clusters.count = 1;
    measure->clusters.hh = kefu__wide_square((int64_t)measure->hits);
    measure->clusters.hn = kefu__wide_of((int64_t)(measure->hits * measure->n));
    measure->clusters.nn = kefu__wide_square((int64_t)measure->n);
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
    if (from->shift > into->shift)
        coarsen(into, from->shift);
    for (uint32_t i = 0; i < from->bucket_count; i++)
        add_bucket(into, &from->buckets[i]);
    into->clusters.count += from->clusters.count;
    into->clusters.hh = kefu__wide_add(into->clusters.hh, from->clusters.hh);
    into->clusters.hn = kefu__wide_add(into->clusters.hn, from->clusters.hn);
    into->clusters.nn = kefu__wide_add(into->clusters.nn, from->clusters.nn);
    for (uint32_t i = 0; i < MEASURE_REASONS; i++)
        into->missing[i] += from->missing[i];
}

static bool same_wide(struct wide a, struct wide b) {
    return a.low == b.low && a.high == b.high;
}

static bool same_clusters(const struct measure_clusters *a, const struct measure_clusters *b) {
    return a->count == b->count && same_wide(a->hh, b->hh) && same_wide(a->hn, b->hn) &&
           same_wide(a->nn, b->nn);
}

bool kefu__measure_equal(const struct measure *a, const struct measure *b) {
    if (a->n != b->n || a->hits != b->hits || a->min != b->min || a->max != b->max ||
        !same_wide(a->sum, b->sum) || !same_wide(a->squares, b->squares) ||
        !same_clusters(&a->clusters, &b->clusters) || a->bucket_count != b->bucket_count ||
        a->shift != b->shift || memcmp(a->missing, b->missing, sizeof a->missing) != 0)
        return false;
    for (uint32_t i = 0; i < a->bucket_count; i++)
        if (a->buckets[i].low != b->buckets[i].low || a->buckets[i].high != b->buckets[i].high ||
            a->buckets[i].count != b->buckets[i].count)
            return false;
    return true;
}
