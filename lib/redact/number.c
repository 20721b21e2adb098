/* SPDX-License-Identifier: MIT
 * Numbers that are personal by their form: phones, identity cards, bank cards. */
#include <string.h>

#include "redact/redact.h"

enum { MOBILE = 11, ID_LONG = 18, ID_SHORT = 15, CARD_MIN = 16, CARD_MAX = 19, EXTENSION_MAX = 6 };

void kefu__run_read(const struct glyphs *glyphs, size_t i, struct run *run) {
    size_t gap = 0;
    memset(run, 0, sizeof *run);
    run->begins[0] = true;
    while (run->count < RUN_MAX && gap <= RUN_GAP) {
        if (glyph_is_digit(glyphs, i)) {
            run->begins[run->count] = run->count == 0 || gap > 0;
            run->digit[run->count] = glyph_at(glyphs, i)->value;
            run->place[run->count++] = i;
            gap = 0;
        } else if (glyph_type(glyphs, i) == GLYPH_SEPARATOR) {
            gap++;
        } else {
            break;
        }
        i++;
    }
    if (run->count)
        run->begins[run->count] = !glyph_is_digit(glyphs, run->place[run->count - 1] + 1);
}

bool kefu__is_unit(const struct glyphs *glyphs, size_t i) {
    return kefu__glyph_in(glyphs, i, "元块万亿圆%‰件个条次人克");
}

/* ---- check digits and dates ---- */

static bool passes_luhn(const uint8_t *digit, size_t count) {
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++) {
        const unsigned d = digit[count - 1 - i] * (i % 2 ? 2u : 1u);
        sum += d > 9 ? d - 9 : d;
    }
    return sum % 10 == 0;
}

static unsigned read_digits(const uint8_t *digit, size_t count) {
    unsigned number = 0;
    while (count--)
        number = number * 10 + *digit++;
    return number;
}

static bool is_date(unsigned year, unsigned month, unsigned day) {
    return year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* Is it the code of a province with which identity card numbers begin (GB/T 2260: 11 … 15, 21 … 23,
 * 31 … 37, 41 … 46, 50 … 54, 61 … 65, 71, 81 … 83), or a code that begins with 9, as in the numbers
 * of foreigners with permanent residence? */
static bool is_region(const uint8_t *digit) {
    static const uint8_t last[10] = {0, 5, 3, 7, 6, 4, 5, 1, 3, 9};
    return digit[0] > 0 && digit[1] <= last[digit[0]] &&
           (digit[1] > 0 || digit[0] == 5 || digit[0] == 9);
}

static bool is_long_id(const uint8_t *digit) {
    return is_region(digit) && is_date(read_digits(digit + 6, 4), read_digits(digit + 10, 2),
                                       read_digits(digit + 12, 2));
}

static bool is_short_id(const uint8_t *digit) {
    return is_region(digit) && is_date(1900 + read_digits(digit + 6, 2), read_digits(digit + 8, 2),
                                       read_digits(digit + 10, 2));
}

/* ---- forms ---- */

static bool is_mobile(const uint8_t *digit) {
    return digit[0] == 1 && digit[1] >= 3;
}

/* Is it a landline number: an area code (010, 02x or 0xxx), and 7 or 8 digits that begin with 2 …
 * 8? */
static bool is_landline(const uint8_t *digit, size_t count) {
    const size_t area = digit[1] <= 2 ? 3 : 4;
    const size_t local = count - area;
    if (digit[0] != 0 || digit[1] == 0)
        return false;
    if (digit[1] == 9 && count == 10)
        return true; /* mobile number of Taiwan */
    return (local == 7 || local == 8) && digit[area] >= 2 && digit[area] <= 8;
}

static bool ends_group(const struct run *run, size_t count) {
    return count <= run->count && run->begins[count];
}

static bool is_phone(const struct run *run, size_t count) {
    const uint8_t *digit = run->digit;
    if (count == MOBILE && is_mobile(digit))
        return true;
    if (count == MOBILE + 2 && digit[0] == 8 && digit[1] == 6 && is_mobile(digit + 2))
        return true;
    if (count == MOBILE + 3 && read_digits(digit, 3) == 86 && is_mobile(digit + 3))
        return true;
    if (count == 2 * MOBILE && is_mobile(digit) && is_mobile(digit + MOBILE))
        return true; /* two mobile numbers in a row */
    if (count == MOBILE + 4 && read_digits(digit, 4) == 86 && is_mobile(digit + 4))
        return true;
    if (count >= 11 && count <= 15 && digit[0] == 0 && digit[1] == 0 && digit[2] >= 1)
        return run->begins[count] && count == run->count;
    return count >= 10 && count <= 12 && is_landline(digit, count);
}

/* Is it a UnionPay card number in groups of four? Its check digit may be mistyped. */
static bool in_fours(const struct run *run, size_t count) {
    if (run->digit[0] != 6 || run->digit[1] != 2)
        return false;
    for (size_t i = 1; i < count; i++)
        if (run->begins[i] != (i % 4 == 0))
            return false;
    return true;
}

static bool is_card(const struct run *run, size_t count) {
    if (count == 15 && run->digit[0] == 3 && (run->digit[1] == 4 || run->digit[1] == 7))
        return passes_luhn(run->digit, count);
    if (count < CARD_MIN || count > CARD_MAX || run->digit[0] < 3 || run->digit[0] == 7 ||
        run->digit[0] == 8)
        return false;
    if (!passes_luhn(run->digit, count) && !in_fours(run, count))
        return false;
    /* groups of digits begin at multiples of four, or after six */
    for (size_t i = 1; i < count; i++)
        if (run->begins[i] && i % 4 != 0 && i != 6)
            return false;
    return true;
}

static bool is_imei(const struct run *run, size_t count) {
    const unsigned body = run->digit[0] * 10u + run->digit[1];
    if (count != 15 || (body != 35 && body != 86 && body != 99) || !passes_luhn(run->digit, count))
        return false;
    for (size_t i = 1; i < count; i++)
        if (run->begins[i])
            return false;
    return true;
}

/* ---- what surrounds a number ---- */

/* The end of a telephone extension at i (转 8001, -8001, ext. 12); i if there is none. */
static size_t extension(const struct glyphs *glyphs, size_t i) {
    static const char *const words[] = {"转分机", "分机", "转", "ext", "#"};
    size_t at = i, digits = 0;
    while (at < i + 2 && glyph_type(glyphs, at) == GLYPH_SEPARATOR)
        at++;
    bool marked = at > i && kefu__glyph_in(glyphs, at - 1, "-");
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        const size_t length = kefu__glyph_word(glyphs, at, words[w]);
        if (length) {
            at += length;
            marked = true;
            break;
        }
    }
    for (size_t gap = 0; gap < 3 && kefu__glyph_in(glyphs, at, " .:号"); gap++)
        at++;
    while (digits <= EXTENSION_MAX && glyph_is_digit(glyphs, at + digits))
        digits++;
    return marked && digits >= 1 && digits <= EXTENSION_MAX ? at + digits : i;
}

static struct finding_span span_of(size_t from, size_t to, uint32_t kind) {
    const struct finding_span span = {from, to, kind};
    return span;
}

/* The end of an identity card number (18 digits, 17 digits and X, or in the old form 15 digits)
 * with which the run begins; 0 if there is none. */
static size_t id_end(const struct glyphs *glyphs, const struct run *run) {
    if (run->count >= ID_LONG - 1 && is_long_id(run->digit)) {
        size_t at = run->place[ID_LONG - 2] + 1;
        if (ends_group(run, ID_LONG))
            return run->place[ID_LONG - 1] + 1;
        while (at < run->place[ID_LONG - 2] + 3 && glyph_type(glyphs, at) == GLYPH_SEPARATOR)
            at++;
        if ((glyph_point(glyphs, at) == 'x' || glyph_point(glyphs, at) == 0xD7) &&
            !glyph_is_alnum(glyphs, at + 1))
            return at + 1;
    }
    return ends_group(run, ID_SHORT) && is_short_id(run->digit) && !is_mobile(run->digit)
               ? run->place[ID_SHORT - 1] + 1
               : 0;
}

/* Recognises a telephone number with a country code: a + at i, and 8 to 15 digits. */
static struct finding_span foreign(const struct glyphs *glyphs, size_t i, size_t digits_at) {
    struct run run;
    kefu__run_read(glyphs, digits_at, &run);
    if (run.count == 0 || run.digit[0] == 0)
        return span_of(0, 0, 0);
    for (size_t count = 15; count >= 8; count--)
        if (ends_group(&run, count) && !kefu__is_unit(glyphs, run.place[count - 1] + 1))
            return span_of(i, extension(glyphs, run.place[count - 1] + 1), KEFU_REDACT_PHONE);
    return span_of(0, 0, 0);
}

/* Is the number a dotted version: after a word for version, with short first groups of digits?
 * V1.3.8.20240715 */
static bool is_dotted_version(const struct glyphs *glyphs, size_t i, const struct run *run) {
    size_t dots = 0;
    for (size_t k = 1; k < run->count && k < 6; k++)
        dots += run->begins[k] && kefu__glyph_in(glyphs, run->place[k] - 1, ".");
    return dots >= 2 && (run->begins[1] || run->begins[2]) && kefu__is_version(glyphs, i);
}

struct finding_span kefu__find_number(const struct glyphs *glyphs, size_t i) {
    static const size_t lengths[] = {22, 13, 15, 14, 11, 12, 10};
    struct run run;
    size_t from = i, end;
    if (glyph_point(glyphs, i) == '+')
        return foreign(glyphs, i, kefu__glyph_in(glyphs, i + 1, "( ") ? i + 2 : i + 1);
    if (kefu__glyph_in(glyphs, i, "([【〔") && glyph_is_digit(glyphs, i + 1))
        from = i + 1;
    kefu__run_read(glyphs, from, &run);
    if (is_dotted_version(glyphs, from, &run))
        return span_of(0, 0, 0);
    if (run.count < 10 || (i > 0 && kefu__glyph_in(glyphs, i - 1, "¥$€£")))
        return span_of(0, 0, 0);
    end = id_end(glyphs, &run);
    if (end)
        return span_of(from, end, KEFU_REDACT_ID);
    for (size_t count = CARD_MAX; count >= 15; count--)
        if (ends_group(&run, count) && is_card(&run, count))
            return span_of(from, run.place[count - 1] + 1, KEFU_REDACT_CARD);
    if (ends_group(&run, 15) && is_imei(&run, 15))
        return span_of(from, run.place[14] + 1, KEFU_REDACT_DEVICE);
    for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
        const size_t count = lengths[k];
        if (!ends_group(&run, count) || !is_phone(&run, count))
            continue;
        end = run.place[count - 1] + 1;
        if (kefu__is_unit(glyphs, end) || glyph_type(glyphs, end) == GLYPH_LETTER)
            continue;
        return span_of(i, extension(glyphs, end), KEFU_REDACT_PHONE);
    }
    return span_of(0, 0, 0);
}
