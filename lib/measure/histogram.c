/* SPDX-License-Identifier: MIT
 * The histogram of durations: its buckets, and the order statistics and quantiles read from it. */
#include "measure/batch.h"

#include <math.h>

/* ---- buckets: base-2 exponential, as in OpenTelemetry's ExponentialHistogram ---- */

/* At scale s bucket i holds the values above 2^(i ÷ 2^s), up to and including 2^((i + 1) ÷ 2^s). In
 * integers only, so that the buckets are the same on every machine: the mantissa is compared with
 * the exact boundaries of an octave. */
enum { STEPS = MEASURE_STEPS, MANTISSA_BITS = 47, COARSE_BITS = MEASURE_COARSE_BITS };

/* floor(2^(47 + i ÷ 64)) for i from 1 on; the last one is above all mantissas. As these powers are
 * irrational, a mantissa is above one if it is above its floor. */
const uint64_t kefu__measure_boundaries[STEPS] = {
    0x8164D1F3BC03, 0x82CD8698AC2B, 0x843A28C3ACDE, 0x85AAC367CC48, 0x871F61969E8D, 0x88980E8092DA,
    0x8A14D575496E, 0x8B95C1E3EA8B, 0x8D1ADF5B7E5B, 0x8EA4398B45CD, 0x9031DC431466, 0x91C3D373AB11,
    0x935A2B2F13E6, 0x94F4EFA8FEF7, 0x96942D372018, 0x9837F0518DB8, 0x99E0459320B7, 0x9B8D39B9D54E,
    0x9D3ED9A72CFF, 0x9EF5326091A1, 0xA0B0510FB971, 0xA27043030C49, 0xA43515AE09E6, 0xA5FED6A9B151,
    0xA7CD93B4E965, 0xA9A15AB4EA7C, 0xAB7A39B5A93E, 0xAD583EEA42A1, 0xAF3B78AD690A, 0xB123F581D2AC,
    0xB311C412A911, 0xB504F333F9DE, 0xB6FD91E328D1, 0xB8FBAF4762FB, 0xBAFF5AB2133E, 0xBD08A39F580C,
    0xBF1799B67A73, 0xC12C4CCA6670, 0xC346CCDA2497, 0xC5672A115506, 0xC78D74C8ABB9, 0xC9B9BD866E2F,
    0xCBEC14FEF272, 0xCE248C151F84, 0xD06333DAEF2B, 0xD2A81D91F12A, 0xD4F35AABCFED, 0xD744FCCAD69D,
    0xD99D15C278AF, 0xDBFBB797DAF2, 0xDE60F4825E0E, 0xE0CCDEEC2A94, 0xE33F8972BE8A, 0xE5B906E77C83,
    0xE8396A503C4B, 0xEAC0C6E7DD24, 0xED4F301ED994, 0xEFE4B99BDCDA, 0xF281773C59FF, 0xF5257D152486,
    0xF7D0DF730AD1, 0xFA83B2DB722A, 0xFD3E0C0CF486, 0xFFFFFFFFFFFF,
};

/* How many boundaries lie below the c-th of 128 equal parts of an octave. A part has at most one
 * boundary inside. */
const uint8_t kefu__measure_below[1 << COARSE_BITS] = {
    0,  0,  1,  2,  2,  3,  4,  4,  5,  6,  6,  7,  8,  8,  9,  10, 10, 11, 12, 12, 13, 14,
    14, 15, 15, 16, 17, 17, 18, 18, 19, 20, 20, 21, 21, 22, 22, 23, 24, 24, 25, 25, 26, 26,
    27, 27, 28, 28, 29, 29, 30, 30, 31, 31, 32, 33, 33, 34, 34, 35, 35, 35, 36, 36, 37, 37,
    38, 38, 39, 39, 40, 40, 41, 41, 42, 42, 43, 43, 43, 44, 44, 45, 45, 46, 46, 47, 47, 47,
    48, 48, 49, 49, 50, 50, 50, 51, 51, 52, 52, 52, 53, 53, 54, 54, 54, 55, 55, 56, 56, 56,
    57, 57, 58, 58, 58, 59, 59, 59, 60, 60, 61, 61, 61, 62, 62, 62, 63, 63,
};

static uint32_t log2_floor(uint64_t value) {
    uint32_t bits = 0;
    for (uint32_t step = 32; step; step /= 2)
        if (value >> step) {
            value >>= step;
            bits += step;
        }
    return bits;
}

/* The index at the finest scale, plus 2, of a value from 1 on. */
static uint32_t finest_bucket(uint64_t value) {
    const uint32_t octave = log2_floor(value);
    const uint64_t mantissa = value << (MANTISSA_BITS - octave);
    const uint32_t coarse = (uint32_t)(mantissa >> (MANTISSA_BITS - COARSE_BITS)) -
                            (1 << COARSE_BITS);
    uint32_t step = kefu__measure_below[coarse];
    step += mantissa > kefu__measure_boundaries[step];
    /* a power of two is the upper limit of the bucket before */
    return octave * STEPS + step + (mantissa != (uint64_t)1 << MANTISSA_BITS) + 1;
}

uint32_t kefu__measure_bucket(int64_t value, uint32_t shift) {
    if (value <= 0)
        return 0;
    if (value > MEASURE_LIMIT)
        value = MEASURE_LIMIT;
    /* the index is at least -1; shifted by STEPS more, so that it is halved towards minus infinity
     */
    const uint32_t index = finest_bucket((uint64_t)value) - 2 + STEPS;
    return (index >> shift) + 1;
}

/* Computes log2 bit by bit: squaring the mantissa doubles its logarithm, and the next binary digit
 * is 1 if the square is at least 2. */
uint64_t kefu__measure_log(int64_t value) {
    const uint64_t x = (uint64_t)value + 1;
    const uint32_t octave = log2_floor(x);
    /* the mantissa times 2^31 */
    uint64_t mantissa = octave > 31 ? x >> (octave - 31) : x << (31 - octave);
    uint64_t log = octave;
    for (uint32_t step = MEASURE_LOG_SCALE; step > 1; step /= 2) {
        mantissa = mantissa * mantissa >> 31;
        log = log << 1 | mantissa >> 32;
        mantissa >>= mantissa >> 32;
    }
    return log;
}

/* ---- order statistics ---- */

/* The value whose relative error is the smallest for all values of a bucket: the harmonic mean of
 * its smallest and its largest value, off by at most (high − low) ÷ (high + low). */
static double middle_of(const struct measure_bucket *bucket) {
    const double low = (double)bucket->low, high = (double)bucket->high;
    return low + high > 0 ? 2 * low * high / (low + high) : 0;
}

/* The order statistic with a place inside of a bucket. */
static struct measure_point point_in(const struct measure_bucket *bucket, uint64_t place) {
    const uint64_t last = bucket->count - 1;
    struct measure_point point;
    point.exact = bucket->high == bucket->low || place == 0 || place == last;
    point.value = place == 0      ? (double)bucket->low
                  : place == last ? (double)bucket->high
                                  : middle_of(bucket);
    return point;
}

/* The bucket with a rank; *before: how many observations are below it. */
static const struct measure_bucket *bucket_with(const struct measure *measure, uint64_t rank,
                                                uint64_t *before) {
    const struct measure_bucket *bucket = measure->buckets;
    const struct measure_bucket *const end = bucket + measure->bucket_count;
    *before = 0;
    while (bucket < end && *before + bucket->count <= rank)
        *before += bucket++->count;
    return bucket < end ? bucket : NULL;
}

struct measure_point kefu__measure_order(const struct measure *measure, uint64_t rank) {
    const struct measure_point most = {(double)measure->max, true};
    uint64_t before;
    const struct measure_bucket *bucket = bucket_with(measure, rank, &before);
    return bucket ? point_in(bucket, rank - before) : most;
}

struct measure_point kefu__measure_quantile(const struct measure *measure, double q) {
    const struct measure_point none = {0, true};
    if (measure->n == 0 || measure->bucket_count == 0)
        return none;
    const double place = q * (double)(measure->n - 1), rank = floor(place);
    uint64_t before;
    const struct measure_bucket *bucket = bucket_with(measure, (uint64_t)rank, &before);
    if (!bucket)
        return kefu__measure_order(measure, (uint64_t)rank);
    const uint64_t inside = (uint64_t)rank - before;
    struct measure_point point = point_in(bucket, inside);
    if (place <= rank)
        return point;
    const bool same = inside + 1 < bucket->count;
    const bool over = !same && bucket + 1 == measure->buckets + measure->bucket_count;
    const struct measure_point next = same   ? point_in(bucket, inside + 1)
                                      : over ? (struct measure_point){(double)measure->max, true}
                                             : point_in(bucket + 1, 0);
    point.value += (place - rank) * (next.value - point.value);
    point.exact = point.exact && next.exact;
    return point;
}
