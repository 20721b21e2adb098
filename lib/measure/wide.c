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
