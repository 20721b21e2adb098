/* SPDX-License-Identifier: MIT
 * The histogram of durations: its buckets, and the order statistics and quantiles read from it. */
#include "measure/measure.h"

#include <math.h>

enum { EXACT_BITS = 6, EXACT = 1 << EXACT_BITS };

/* ---- buckets: values below 64 have one each, then 64 linear steps an octave ---- */

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

int64_t kefu__measure_bucket_low(uint32_t index) {
    const uint32_t octave = index < EXACT ? 0 : index / EXACT - 1;
    return (int64_t)(index - octave * EXACT) << octave;
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

struct measure_point kefu__measure_order(const struct measure *measure, uint64_t rank) {
    struct measure_point point = {(double)measure->max, true};
    uint64_t before = 0;
    for (uint32_t i = 0; i < measure->bucket_count; i++) {
        const struct measure_bucket *bucket = &measure->buckets[i];
        const uint64_t place = rank - before, last = bucket->count - 1;
        before += bucket->count;
        if (before <= rank)
            continue;
        const double width = (double)(bucket->high - bucket->low);
        point.exact = width == 0 || place == 0 || place == last;
        point.value = (double)bucket->low;
        if (place)
            point.value += width * (double)place / (double)last;
        break;
    }
    return point;
}

struct measure_point kefu__measure_quantile(const struct measure *measure, double q) {
    const struct measure_point none = {0, true};
    if (measure->n == 0 || measure->bucket_count == 0)
        return none;
    const double place = q * (double)(measure->n - 1), rank = floor(place);
    struct measure_point point = kefu__measure_order(measure, (uint64_t)rank);
    if (place <= rank)
        return point;
    const struct measure_point next = kefu__measure_order(measure, (uint64_t)rank + 1);
    point.value += (place - rank) * (next.value - point.value);
    point.exact = point.exact && next.exact;
    return point;
}
