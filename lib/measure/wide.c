/* SPDX-License-Identifier: MIT
 * Signed 128-bit integers in portable C: sums of 2^32 squares of observations fit. */
#include "measure/measure.h"

#include <math.h>

struct wide kefu__wide_add(struct wide a, struct wide b) {
    struct wide sum;
    sum.low = a.low + b.low;
    sum.high = (int64_t)((uint64_t)a.high + (uint64_t)b.high + (sum.low < a.low));
    return sum;
}

struct wide kefu__wide_of(int64_t value) {
    const struct wide wide = {(uint64_t)value, value < 0 ? -1 : 0};
    return wide;
}

/* Squares a number by long multiplication of 32-bit halves. */
struct wide kefu__wide_square(int64_t value) {
    const uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    const uint64_t low = size & 0xFFFFFFFFu, high = size >> 32;
    const uint64_t middle = low * high;
    struct wide square;
    square.low = low * low;
    square.high = (int64_t)(high * high + (middle >> 31));
    square.low += middle << 33;
    square.high += square.low < (middle << 33);
    return square;
}

/* The product of two numbers of 64 bits. */
static struct wide product(uint64_t a, uint64_t b) {
    const uint64_t mask = 0xFFFFFFFFu;
    const uint64_t low = (a & mask) * (b & mask), middle = (a >> 32) * (b & mask) + (low >> 32);
    const uint64_t other = (a & mask) * (b >> 32) + (middle & mask);
    return (struct wide){other << 32 | (low & mask),
                         (int64_t)((a >> 32) * (b >> 32) + (middle >> 32) + (other >> 32))};
}

struct wide kefu__wide_times(struct wide value, int64_t by) {
    const uint64_t size = by < 0 ? 0 - (uint64_t)by : (uint64_t)by;
    struct wide times = product(value.low, size);
    times.high = (int64_t)((uint64_t)times.high + (uint64_t)value.high * size);
    if (by < 0) {
        times.low = 0 - times.low;
        times.high = (int64_t)(~(uint64_t)times.high + (times.low == 0));
    }
    return times;
}

double kefu__wide_double(struct wide value) {
    const bool negative = value.high < 0;
    uint64_t low = value.low, high = (uint64_t)value.high;
    if (negative) {
        low = 0 - low;
        high = ~high + (low == 0);
    }
    double size;
    /* a double has fewer bits: the low ones are replaced by a sticky bit for rounding */
    if (high >> 53)
        size = ldexp((double)(high | (low != 0)), 64);
    else
        size = ldexp((double)high, 64) + (double)low;
    return negative ? -size : size;
}
