/* SPDX-License-Identifier: MIT
 * Building the tape of a valid text, and plain access to its values. The scanner has checked the
 * grammar, so that nothing here can fail but an allocation. */
#include "json/tape.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/name.h"
#include "json/scan.h"

/* ---- building ---- */

struct tape_builder {
    struct json_tape *tape;
    const char *text;
    size_t at, size, token, string;
    bool repair;
};

static char skip_space(struct tape_builder *b) {
    while (b->at < b->size && (b->text[b->at] == ' ' || b->text[b->at] == '\n' ||
                               b->text[b->at] == '\t' || b->text[b->at] == '\r'))
        b->at++;
    return b->at < b->size ? b->text[b->at] : '\0';
}

/* Copies the string at the builder's position to tape->strings, unescaped and NUL-terminated; *at
 * becomes its offset there. Returns its size. */
static size_t add_string(struct tape_builder *b, uint32_t *at) {
    char *to = b->tape->strings + b->string;
    const size_t size = kefu__json_string_copy(b->text, b->size, &b->at, b->repair, to);
    to[size] = '\0';
    *at = (uint32_t)b->string;
    b->string += size + 1;
    return size;
}

static void add_value(struct tape_builder *b);

/* Appends to the tape the members or elements of the container whose token has the index `of`, up
 * to its closing bracket. */
static void add_items(struct tape_builder *b, size_t of, bool object) {
    struct json_value *tokens = b->tape->tokens;
    const char closing = object ? '}' : ']';
    b->at++;
    while (skip_space(b) != closing) {
        const size_t token = b->token;
        if (object) {
            (void)add_string(b, &tokens[token].name);
            tokens[token].name++;
            (void)skip_space(b);
            b->at++; /* skips the colon */
            (void)skip_space(b);
        }
        add_value(b);
        tokens[of].size++;
        if (skip_space(b) == ',')
            b->at++;
        else
            tokens[token].last = 1;
    }
    b->at++;
}

static enum json_kind kind_of(char first) {
    switch (first) {
    case '{':
        return JSON_OBJECT;
    case '[':
        return JSON_ARRAY;
    case '"':
        return JSON_STRING;
    case 't':
    case 'f':
        return JSON_BOOL;
    default:
        return first == 'n' ? JSON_NULL : JSON_NUMBER;
    }
}

/* The length of the number or literal (true, false, null) at the builder's position. */
static size_t scalar_size(const struct tape_builder *b) {
    size_t end = b->at;
    while (end < b->size && !strchr(",]} \n\t\r", b->text[end]))
        end++;
    return end - b->at;
}

static void add_value(struct tape_builder *b) {
    const size_t index = b->token++;
    struct json_value *token = &b->tape->tokens[index];
    const enum json_kind kind = kind_of(b->text[b->at]);
    token->index = (uint32_t)index;
    token->kind = (uint32_t)kind & 7u;
    if (kind == JSON_OBJECT || kind == JSON_ARRAY) {
        add_items(b, index, kind == JSON_OBJECT);
    } else if (kind == JSON_STRING) {
        token->size = (uint32_t)add_string(b, &token->at);
    } else {
        token->at = (uint32_t)b->at;
        token->size = (uint32_t)scalar_size(b);
        b->at += token->size;
    }
    token->span = (uint32_t)(b->token - index) & 0xFFFFFFFu;
}

static size_t tape_size(size_t tokens) {
    return sizeof(struct json_tape) + tokens * sizeof(struct json_value);
}

struct json_tape *kefu__tape_new(const kefu_allocator *allocator, const char *text, size_t size,
                                 const struct json_extent *extent) {
    struct json_tape *tape = kefu__alloc_zero(allocator, tape_size(extent->tokens));
    if (!tape)
        return NULL;
    tape->allocator = *allocator;
    tape->text = text;
    tape->token_count = extent->tokens;
    tape->string_size = extent->strings;
    tape->strings = kefu__alloc(allocator, extent->strings + 1);
    if (!tape->strings) {
        kefu__release(allocator, tape, tape_size(extent->tokens));
        return NULL;
    }
    struct tape_builder builder = {tape, text, 0, size, 0, 0, extent->repaired};
    (void)skip_space(&builder);
    add_value(&builder);
    tape->tokens[0].last = 1;
    return tape;
}

void kefu__tape_free(struct json_tape *tape) {
    if (!tape)
        return;
    const kefu_allocator allocator = tape->allocator;
    kefu__release(&allocator, tape->strings, tape->string_size + 1);
    kefu__release(&allocator, tape, tape_size(tape->token_count));
}

/* ---- access ---- */

static const struct json_tape *tape_of(const json_value *value) {
    const char *tokens = (const char *)(value - value->index);
    return (const struct json_tape *)(const void *)(tokens - offsetof(struct json_tape, tokens));
}

enum json_kind kefu__json_kind(const json_value *value) {
    return value ? (enum json_kind)value->kind : JSON_NULL;
}

bool kefu__json_is(const json_value *value, enum json_kind kind) {
    return value && kefu__json_kind(value) == kind;
}

const json_value *kefu__json_get(const json_value *object, const char *name) {
    if (!kefu__json_is(object, JSON_OBJECT) || object->size == 0)
        return NULL;
    const char *names = tape_of(object)->strings - 1;
    for (const json_value *value = object + 1;; value += value->span) {
        const char *own = names + value->name;
        if (*own == *name && strcmp(own, name) == 0)
            return value;
        if (value->last)
            return NULL;
    }
}

const json_value *kefu__json_first(const json_value *container) {
    return container && container->span > 1 ? container + 1 : NULL;
}

const json_value *kefu__json_next(const json_value *value) {
    return value && !value->last ? value + value->span : NULL;
}

const char *kefu__json_name(const json_value *member) {
    return member && member->name > 0 ? tape_of(member)->strings + member->name - 1 : "";
}

kefu_str kefu__json_key(const json_value *member) {
    return kefu__str(kefu__json_name(member));
}

size_t kefu__json_count(const json_value *container) {
    return kefu__json_is(container, JSON_OBJECT) || kefu__json_is(container, JSON_ARRAY)
               ? container->size
               : 0;
}

kefu_str kefu__json_text(const json_value *string) {
    if (!kefu__json_is(string, JSON_STRING))
        return (kefu_str){"", 0};
    return (kefu_str){tape_of(string)->strings + string->at, string->size};
}

bool kefu__json_true(const json_value *value) {
    return kefu__json_is(value, JSON_BOOL) && tape_of(value)->text[value->at] == 't';
}

/* ---- numbers ---- */

enum {
    /* a double represents every integer with up to this number of digits exactly */
    EXACT_DIGITS = 15,
    EXACT_EXPONENT = 22, /* 10 to this power is exact as a double */
    EXPONENT_MAX = 100000
};

/* A number as significant digits without a decimal point, and the power of ten that they are
 * multiplied by. */
struct decimal {
    char digits[JSON_NUMBER_MAX + 1];
    size_t count; /* number of digits, without leading zeros */
    long exponent;
    bool negative;
};

static struct decimal read_decimal(const char *text, size_t size) {
    struct decimal d = {.negative = size > 0 && text[0] == '-'};
    bool fraction = false;
    size_t i;
    for (i = d.negative; i < size && text[i] != 'e' && text[i] != 'E'; i++) {
        if (text[i] == '.') {
            fraction = true;
            continue;
        }
        d.exponent -= fraction;
        if (d.count > 0 || text[i] != '0')
            d.digits[d.count++] = text[i];
    }
    if (i < size) {
        const bool down = text[++i] == '-';
        long written = 0;
        for (i += text[i] == '-' || text[i] == '+'; i < size && written < EXPONENT_MAX; i++)
            written = written * 10 + (text[i] - '0');
        d.exponent += down ? -written : written;
    }
    return d;
}

/* Converts the number to a double by strtod(), which rounds correctly; without a decimal point the
 * result does not depend on the locale. */
static double convert(const struct decimal *d) {
    char plain[JSON_NUMBER_MAX + 32];
    memcpy(plain, d->digits, d->count);
    snprintf(plain + d->count, sizeof plain - d->count, "e%ld", d->exponent);
    return strtod(plain, NULL);
}

double kefu__json_number(const json_value *number) {
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (!kefu__json_is(number, JSON_NUMBER))
        return 0;
    const struct decimal d = read_decimal(tape_of(number)->text + number->at, number->size);
    double value = 0;
    if (d.count > EXACT_DIGITS || labs(d.exponent) > EXACT_EXPONENT) {
        value = d.count > 0 ? convert(&d) : 0;
    } else {
        for (size_t i = 0; i < d.count; i++)
            value = value * 10 + (d.digits[i] - '0');
        value = d.exponent < 0 ? value / powers[-d.exponent] : value * powers[d.exponent];
    }
    return d.negative ? -value : value;
}

static bool is_integer(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (strchr(".eE", text[i]))
            return false;
    return true;
}

size_t kefu__json_digits(const json_value *number, char small[32], kefu_str *digits) {
    *digits = (kefu_str){small, 0};
    if (kefu__json_is(number, JSON_NUMBER)) {
        const char *text = tape_of(number)->text + number->at;
        const size_t sign = text[0] == '-';
        if (number->size - sign > EXACT_DIGITS && is_integer(text, number->size)) {
            *digits = (kefu_str){text, number->size};
            return digits->size;
        }
    }
    digits->size = kefu__format_double(small, kefu__json_number(number));
    return digits->size;
}
