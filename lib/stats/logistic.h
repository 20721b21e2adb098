/* SPDX-License-Identifier: MIT
 * The logistic function, inline and without library calls, so that compilers vectorise loops over
 * it (each text needs about a dozen), and with the same result on every platform. */
#ifndef KEFU_LIB_LOGISTIC_H
#define KEFU_LIB_LOGISTIC_H

#include <stdint.h>
#include <string.h>

/* e^x for |x| <= 700, with a relative error below 2e-14. Range reduction x = k ln 2 + r with
 * |r| <= ln 2 / 2, then the first 13 terms of the Taylor series of e^r. */
static inline double kefu__exp(double x) {
    const double shift =
        0x1.8p52; /* adding this rounds to an integer, which is then in the low bits of the sum */
    const double k = x * 1.4426950408889634074 + shift;
    const double whole = k - shift;
    const double r = (x - whole * 6.93147180369123816490e-01) - whole * 1.90821492927058770002e-10;
    double power = 1 / 479001600.0, scale;
    uint64_t bits;
    power = power * r + 1 / 39916800.0;
    power = power * r + 1 / 3628800.0;
    power = power * r + 1 / 362880.0;
    power = power * r + 1 / 40320.0;
    power = power * r + 1 / 5040.0;
    power = power * r + 1 / 720.0;
    power = power * r + 1 / 120.0;
    power = power * r + 1 / 24.0;
    power = power * r + 1 / 6.0;
    power = power * r + 0.5;
    power = power * r + 1;
    power = power * r + 1;
    memcpy(&bits, &k, sizeof bits);
    bits = (bits + 1023) << 52;
    memcpy(&scale, &bits, sizeof scale);
    return power * scale;
}

/* The logistic function 1 / (1 + e^-x): the probability whose log-odds are x. */
static inline double kefu__logistic(double x) {
    x = x < -700 ? -700 : x;
    x = x > 700 ? 700 : x;
    return 1 / (1 + kefu__exp(-x));
}

#endif
