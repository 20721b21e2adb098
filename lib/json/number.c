/* SPDX-License-Identifier: MIT
 * The size of numbers in JSON text, before they are converted. */
#include "json/number.h"

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* The exponent of a number, given the text behind its "e" ("-7"), clamped to ±100,000. */
static long written_exponent(const char *text, size_t size) {
    const bool negative = size > 0 && text[0] == '-';
    long exponent = 0;
    for (size_t i = size > 0 && !is_digit(text[0]); i < size && exponent < 100000; i++)
        exponent = exponent * 10 + (text[i] - '0');
    return negative ? -exponent : exponent;
}

/* Writes the number as d.ddd… × 10^exponent and compares its exponent and first 17 significant
 * digits with those of DBL_MAX, 1.7976931348623157 × 10^308. */
bool kefu__json_number_overflows(const char *text, size_t size) {
    const size_t first = text[0] == '-';
    uint64_t digits = 0, place = UINT64_C(10000000000000000);
    long exponent = -1;
    size_t i;
    for (i = first; i < size && is_digit(text[i]); i++)
        exponent++;
    for (i = first; i < size && text[i] != 'e' && text[i] != 'E'; i++) {
        if (text[i] == '.')
            continue;
        if (digits > 0 || text[i] != '0') {
            digits += (uint64_t)(text[i] - '0') * place;
            place /= 10;
        } else {
            exponent--; /* a leading zero, before or after the decimal point, is not significant */
        }
    }
    if (i < size)
        exponent += written_exponent(text + i + 1, size - i - 1);
    return digits > 0 &&
           (exponent > 308 || (exponent == 308 && digits > UINT64_C(17976931348623157)));
}
