/* SPDX-License-Identifier: MIT
 * The strict scanner: checks grammar, UTF-8, escapes, numbers, duplicate members and depth, and
 * builds nothing but the measure of what the tape of the text will hold. */
#include "json/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "json/name.h"
#include "json/number.h"
#include "json/plain.h"

/* The name of a member: the hash of the unescaped name, and a pointer to its opening quote. */
struct scan_key {
    uint64_t hash;
    const char *quote;
};

/* An object or array that is open at the current position. */
struct scan_frame {
    bool object;
    bool named;   /* in an object: the name of a member was read, and its value follows */
    size_t key;   /* in an object: byte offset of the current member's name */
    size_t index; /* in an array: index of the current element */
};

struct scanner {
    const char *text;
    size_t size, at;
    kefu_allocator allocator; /* for the array `keys` */
    struct json_extent extent;
    /* the member names of all open objects, those of the innermost object last */
    struct scan_key *keys;
    size_t key_count, key_capacity;
    struct scan_frame frames[JSON_DEPTH_MAX];
    size_t depth;
    struct scan_failure *failure;
    scan_repaired repaired; /* called for a string with defects; NULL: defects are errors */
    void *ctx;
    struct scan_repair repair; /* the defects of the string being read */
};

static bool scan_value(struct scanner *scan);

/* ---- failures ---- */

static void write_pointer(const struct scanner *scan, char pointer[JSON_POINTER_SIZE]) {
    size_t size = 0;
    pointer[0] = '\0';
    size_t length;
    char name[JSON_POINTER_SIZE];
    for (size_t i = 0; i < scan->depth; i++) {
        const struct scan_frame *frame = &scan->frames[i];
        if (!frame->object)
            length = (size_t)snprintf(name, sizeof name, "%zu", frame->index);
        else if (frame->named)
            length = kefu__json_name_copy(scan->text, frame->key, name, sizeof name);
        else
            return;
        if (!kefu__json_pointer_add(pointer, &size, name, length))
            return;
    }
}

static bool fail(struct scanner *scan, kefu_status status, const char *code, size_t offset,
                 const char *message) {
    struct scan_failure *failure = scan->failure;
    if (failure) {
        failure->status = status;
        failure->code = code;
        failure->message = message;
        failure->offset = offset;
        write_pointer(scan, failure->pointer);
    }
    return false;
}

static bool fail_syntax(struct scanner *scan, size_t offset, const char *message) {
    return fail(scan, KEFU_E_JSON, "json_syntax", offset, message);
}

/* ---- scalars ---- */

/* The byte `ahead` bytes after the current one; 0 beyond the end of the text. */
static char peek_at(const struct scanner *scan, size_t ahead) {
    if (ahead < scan->size - scan->at)
        return scan->text[scan->at + ahead];
    return '\0';
}

static char peek(const struct scanner *scan) {
    return peek_at(scan, 0);
}

static void skip_space(struct scanner *scan) {
    while (scan->at < scan->size && (scan->text[scan->at] == ' ' || scan->text[scan->at] == '\n' ||
                                     scan->text[scan->at] == '\t' || scan->text[scan->at] == '\r'))
        scan->at++;
}

/* ---- repairs ---- */

/* Counts a defect of a string at `offset` (ill-formed UTF-8, a lone surrogate or U+0000). Returns
 * false if defects are errors, not replaced. */
static bool repair_at(struct scanner *scan, size_t offset) {
    if (!scan->repaired)
        return false;
    if (scan->repair.count++ == 0)
        scan->repair.offset = offset;
    return true;
}

static void tell_repair(struct scanner *scan) {
    if (scan->repair.count == 0)
        return;
    write_pointer(scan, scan->repair.pointer);
    scan->repaired(scan->ctx, &scan->repair);
    scan->repair.count = 0;
    scan->extent.repaired = true;
}

/* ---- strings ---- */

static bool scan_unicode_escape(struct scanner *scan) {
    const size_t start = scan->at;
    const char *text = scan->text + start;
    const size_t left = scan->size - start;
    const uint32_t first = left > 2 ? kefu__json_hex(text + 2, left - 2) : UINT32_MAX;
    if (first == UINT32_MAX)
        return fail_syntax(scan, start, "\\u must be followed by four hexadecimal digits");
    scan->at += 6;
    if (first == 0)
        return repair_at(scan, start) ||
               fail_syntax(scan, start, "the character U+0000 is not allowed");
    if (first < 0xD800 || first > 0xDFFF)
        return true;
    uint32_t second = left >= 12 && text[6] == '\\' && text[7] == 'u' ? kefu__json_hex(text + 8, 4)
                                                                      : UINT32_MAX;
    if (first > 0xDBFF || second < 0xDC00 || second > 0xDFFF)
        return repair_at(scan, start) ||
               fail_syntax(scan, start, "half a surrogate pair stands alone");
    scan->at += 6;
    return true;
}

static bool scan_escape(struct scanner *scan) {
    const char next = peek_at(scan, 1);
    if (next == 'u')
        return scan_unicode_escape(scan);
    if (next == '\0' || !strchr("\"\\/bfnrt", next))
        return fail_syntax(scan, scan->at, "no such escape in a string");
    scan->at += 2;
    return true;
}

static bool scan_character(struct scanner *scan) {
    uint32_t point;
    const size_t start = scan->at;
    scan->at += utf8_decode((const unsigned char *)scan->text + start, scan->size - start, &point);
    if (point != UTF8_INVALID)
        return true;
    /* the replacement U+FFFD has three bytes, and the defect, counted already, at least one: two
     * more suffice */
    scan->extent.strings += 2;
    return repair_at(scan, start) ||
           fail(scan, KEFU_E_UTF8, "bad_utf8", start, "this is not valid UTF-8");
}

static bool scan_string(struct scanner *scan) {
    const size_t start = scan->at++;
    while ((scan->at = kefu__plain_end(scan->text, scan->at, scan->size)) < scan->size) {
        const unsigned char byte = (unsigned char)scan->text[scan->at];
        if (byte == '"') {
            scan->at++;
            /* unescaped, the string has at most as many bytes as in the text; and one byte for a
             * NUL */
            scan->extent.strings += scan->at - start - 1;
            return true;
        }
        if (byte < 0x20)
            return fail_syntax(scan, scan->at, "a control character in a string must be escaped");
        if (byte == '\\') {
            if (!scan_escape(scan))
                return false;
        } else if (byte < 0x80) {
            scan->at++;
        } else if (!scan_character(scan)) {
            return false;
        }
    }
    return fail_syntax(scan, start, "this string is not closed");
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool scan_digits(struct scanner *scan, const char *message) {
    if (!is_digit(peek(scan)))
        return fail_syntax(scan, scan->at, message);
    while (is_digit(peek(scan)))
        scan->at++;
    return true;
}

static bool scan_number(struct scanner *scan) {
    const size_t start = scan->at;
    if (peek(scan) == '-')
        scan->at++;
    if (peek(scan) == '0') {
        scan->at++;
        if (is_digit(peek(scan)))
            return fail_syntax(scan, start, "a number must not begin with 0");
    } else if (!scan_digits(scan, "a digit must follow '-'")) {
        return false;
    }
    if (peek(scan) == '.') {
        scan->at++;
        if (!scan_digits(scan, "a digit must follow the decimal point"))
            return false;
    }
    if (peek(scan) == 'e' || peek(scan) == 'E') {
        scan->at++;
        if (peek(scan) == '+' || peek(scan) == '-')
            scan->at++;
        if (!scan_digits(scan, "a digit must follow the exponent's mark"))
            return false;
    }
    if (scan->at - start > JSON_NUMBER_MAX)
        return fail(scan, KEFU_E_LIMIT, "limit_exceeded", start,
                    "a number is longer than 63 characters");
    if (kefu__json_number_overflows(scan->text + start, scan->at - start))
        return fail_syntax(scan, start, "this number is too large");
    return true;
}

static bool scan_word(struct scanner *scan, const char *word) {
    const size_t size = strlen(word);
    if (scan->size - scan->at < size || memcmp(scan->text + scan->at, word, size) != 0)
        return fail_syntax(scan, scan->at, "expected a value");
    scan->at += size;
    return true;
}

/* ---- containers ---- */

static bool enter(struct scanner *scan, bool object) {
    if (scan->depth == JSON_DEPTH_MAX)
        return fail(scan, KEFU_E_LIMIT, "limit_exceeded", scan->at,
                    "arrays and objects are nested more than 64 deep");
    memset(&scan->frames[scan->depth], 0, sizeof scan->frames[0]);
    scan->frames[scan->depth++].object = object;
    scan->at++;
    skip_space(scan);
    return true;
}

/* Orders member names by hash, bytes and position, so that equal names are neighbours. Comparing
 * the bytes keeps an attacker's names with equal hashes from causing quadratic time. */
static int compare_keys(const void *a, const void *b) {
    const struct scan_key *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    const int order = kefu__json_name_compare(x->quote, y->quote);
    return order ? order : (x->quote > y->quote) - (x->quote < y->quote);
}

/* Returns the opening quote of the first of a few names that repeats an earlier one, or NULL. */
static const char *find_duplicate_of_few(const struct scan_key *keys, size_t count) {
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (keys[i].hash == keys[j].hash &&
                kefu__json_name_compare(keys[i].quote, keys[j].quote) == 0)
                return keys[i].quote;
    return NULL;
}

/* The same for any number of names, which are sorted. */
static const char *find_duplicate(struct scan_key *keys, size_t count) {
    enum { FEW = 16 };
    const char *found = NULL;
    if (count <= FEW)
        return find_duplicate_of_few(keys, count);
    kefu__sort(keys, count, sizeof *keys, compare_keys);
    for (size_t i = 1; i < count; i++)
        if (keys[i].hash == keys[i - 1].hash && (!found || keys[i].quote < found) &&
            kefu__json_name_compare(keys[i - 1].quote, keys[i].quote) == 0)
            found = keys[i].quote;
    return found;
}

static bool scan_name(struct scanner *scan) {
    struct scan_frame *frame = &scan->frames[scan->depth - 1];
    const size_t start = scan->at;
    if (peek(scan) != '"')
        return fail_syntax(scan, start, "expected a member's name in quotes");
    if (!scan_string(scan))
        return false;
    if (!kefu__grow(&scan->allocator, &scan->keys, &scan->key_capacity, scan->key_count + 1,
                    sizeof *scan->keys))
        return fail(scan, KEFU_E_MEMORY, "no_memory", start, "out of memory");
    scan->keys[scan->key_count].hash = kefu__json_name_hash(scan->text, start, scan->at - 1);
    scan->keys[scan->key_count++].quote = scan->text + start;
    frame->key = start;
    frame->named = true;
    tell_repair(scan);
    skip_space(scan);
    if (peek(scan) != ':')
        return fail_syntax(scan, scan->at, "expected ':' after a member's name");
    scan->at++;
    return true;
}

static bool scan_object(struct scanner *scan) {
    const size_t start = scan->at, first_key = scan->key_count;
    const char *duplicate = NULL;
    if (!enter(scan, true))
        return false;
    while (peek(scan) != '}' || scan->key_count > first_key) {
        if (!scan_name(scan) || !scan_value(scan))
            return false;
        skip_space(scan);
        if (peek(scan) == '}')
            break;
        if (scan->at == scan->size)
            return fail_syntax(scan, start, "this object is not closed");
        if (peek(scan) != ',')
            return fail_syntax(scan, scan->at, "expected ',' or '}' after a member");
        scan->at++;
        skip_space(scan);
    }
    if (scan->key_count - first_key > 1)
        duplicate = find_duplicate(scan->keys + first_key, scan->key_count - first_key);
    if (duplicate) {
        const size_t offset = (size_t)(duplicate - scan->text);
        scan->frames[scan->depth - 1].key = offset;
        return fail(scan, KEFU_E_DUPLICATE, "duplicate_member", offset,
                    "this member stands twice in the object");
    }
    scan->key_count = first_key;
    scan->depth--;
    scan->at++;
    return true;
}

static bool scan_array(struct scanner *scan) {
    const size_t start = scan->at;
    if (!enter(scan, false))
        return false;
    struct scan_frame *frame = &scan->frames[scan->depth - 1];
    while (peek(scan) != ']' || frame->index > 0) {
        if (!scan_value(scan))
            return false;
        skip_space(scan);
        if (peek(scan) == ']')
            break;
        if (scan->at == scan->size)
            return fail_syntax(scan, start, "this array is not closed");
        if (peek(scan) != ',')
            return fail_syntax(scan, scan->at, "expected ',' or ']' after an element");
        scan->at++;
        frame->index++;
    }
    scan->depth--;
    scan->at++;
    return true;
}

static bool scan_value(struct scanner *scan) {
    scan->extent.tokens++;
    skip_space(scan);
    switch (peek(scan)) {
    case '{':
        return scan_object(scan);
    case '[':
        return scan_array(scan);
    case '"':
        if (!scan_string(scan))
            return false;
        tell_repair(scan);
        return true;
    case 't':
        return scan_word(scan, "true");
    case 'f':
        return scan_word(scan, "false");
    case 'n':
        return scan_word(scan, "null");
    default:
        if (peek(scan) == '-' || is_digit(peek(scan)))
            return scan_number(scan);
        return fail_syntax(scan, scan->at,
                           scan->at == scan->size ? "the text ends before its value is complete"
                                                  : "expected a value");
    }
}

static void scanner_init(struct scanner *scan, const kefu_allocator *allocator, const char *text,
                         size_t size, struct scan_failure *failure) {
    memset(scan, 0, sizeof *scan);
    scan->text = text;
    scan->size = size;
    scan->allocator = *allocator;
    scan->failure = failure;
}

static void scanner_free(struct scanner *scan) {
    kefu__release(&scan->allocator, scan->keys, scan->key_capacity * sizeof *scan->keys);
}

bool kefu__json_scan(const kefu_allocator *allocator, const char *text, size_t size,
                     scan_repaired repaired, void *ctx, struct json_extent *extent,
                     struct scan_failure *failure) {
    struct scanner scan;
    scanner_init(&scan, allocator, text, size, failure);
    scan.repaired = repaired;
    scan.ctx = ctx;
    if (size > JSON_SIZE_MAX)
        return fail(&scan, KEFU_E_LIMIT, "limit_exceeded", 0, "the text is larger than 64 MiB");
    bool sound = scan_value(&scan);
    if (sound) {
        skip_space(&scan);
        if (scan.at < size)
            sound = fail_syntax(&scan, scan.at, "something follows the value");
    }
    *extent = scan.extent;
    scanner_free(&scan);
    return sound;
}
