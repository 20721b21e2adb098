/* SPDX-License-Identifier: MIT
 * The writer: compact JSON into a buffer, always valid. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "json/json.h"
#include "json/plain.h"

void kefu__json_begin(struct json_writer *writer, struct buffer *to) {
    writer->to = to;
    writer->comma = false;
}

/* Writes a comma if one must precede the next value or name. */
static void separate(struct json_writer *writer) {
    if (writer->comma)
        kefu__buffer_add(writer->to, ",", 1);
    writer->comma = true;
}

static void open_with(struct json_writer *writer, const char *bracket) {
    separate(writer);
    kefu__buffer_add(writer->to, bracket, 1);
    writer->comma = false;
}

static void close_with(struct json_writer *writer, const char *bracket) {
    kefu__buffer_add(writer->to, bracket, 1);
    writer->comma = true;
}

void kefu__json_open_object(struct json_writer *writer) {
    open_with(writer, "{");
}

void kefu__json_close_object(struct json_writer *writer) {
    close_with(writer, "}");
}

void kefu__json_open_array(struct json_writer *writer) {
    open_with(writer, "[");
}

void kefu__json_close_array(struct json_writer *writer) {
    close_with(writer, "]");
}

/* ---- text ---- */

static void put_escape(struct buffer *to, unsigned char byte) {
    static const char special[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *at = byte ? strchr(special, byte) : NULL;
    char text[8];
    if (at)
        snprintf(text, sizeof text, "\\%c", letters[at - special]);
    else
        snprintf(text, sizeof text, "\\u%04x", byte);
    kefu__buffer_text(to, text);
}

/* How many of the first bytes stand for themselves in a JSON string; if ill-formed UTF-8 is kept,
 * all bytes that are not ASCII do. */
static size_t count_plain(const char *text, size_t size, bool keep) {
    size_t at = kefu__plain_end(text, 0, size);
    while (keep && at < size && (unsigned char)text[at] >= 0x80)
        at = kefu__plain_end(text, at + 1, size);
    return at;
}

/* Appends the text, whose first `at` bytes need no escape, as a JSON string in quotes; runs of
 * bytes that need none are copied at once. Ill-formed UTF-8 becomes U+FFFD, unless it is kept. */
static void put_escaped(struct buffer *to, const char *text, size_t size, size_t at, bool keep) {
    size_t begin = 0;
    kefu__buffer_add(to, "\"", 1);
    while (at < size) {
        uint32_t point;
        const size_t length = utf8_decode((const unsigned char *)text + at, size - at, &point);
        const bool plain = point >= 0x20 && point != '"' && point != '\\' && point != 0x7F &&
                           (point != UTF8_INVALID || keep);
        if (!plain) {
            kefu__buffer_add(to, text + begin, at - begin);
            if (point == UTF8_INVALID)
                kefu__buffer_text(to, "\xEF\xBF\xBD");
            else
                put_escape(to, (unsigned char)point);
            begin = at + length;
        }
        at += length;
    }
    kefu__buffer_add(to, text + begin, at - begin);
    kefu__buffer_add(to, "\"", 1);
}

/* Appends a comma, if one must precede the string, the string, and a colon if it is a name. */
static void put_quoted(struct json_writer *writer, const char *text, size_t size, bool keep,
                       bool is_name) {
    const size_t plain = count_plain(text, size, keep);
    char *to = plain == size ? kefu__buffer_room(writer->to, size + 4) : NULL;
    if (to) {
        const char *first = to;
        if (writer->comma)
            *to++ = ',';
        *to++ = '"';
        if (size > 0)
            memcpy(to, text, size);
        to += size;
        *to++ = '"';
        if (is_name)
            *to++ = ':';
        writer->to->size += (size_t)(to - first);
    } else {
        separate(writer);
        put_escaped(writer->to, text, size, plain, keep);
        if (is_name)
            kefu__buffer_add(writer->to, ":", 1);
    }
    writer->comma = !is_name;
}

void kefu__json_put_text(struct json_writer *writer, const char *text, size_t size) {
    put_quoted(writer, text ? text : "", text ? size : 0, false, false);
}

void kefu__json_put_raw_text(struct json_writer *writer, const char *text, size_t size) {
    put_quoted(writer, text ? text : "", text ? size : 0, true, false);
}

void kefu__json_put_string(struct json_writer *writer, const char *terminated) {
    kefu__json_put_text(writer, terminated, strlen(terminated));
}

void kefu__json_put_name(struct json_writer *writer, const char *name) {
    put_quoted(writer, name, strlen(name), false, true);
}

/* ---- scalars ---- */

static void put_word(struct json_writer *writer, const char *word) {
    separate(writer);
    kefu__buffer_text(writer->to, word);
}

void kefu__json_put_integer(struct json_writer *writer, int64_t number) {
    char text[32];
    kefu__format_integer(text, number);
    put_word(writer, text);
}

void kefu__json_put_number(struct json_writer *writer, double number) {
    if (number == floor(number) && fabs(number) < 1e15) {
        kefu__json_put_integer(writer, (int64_t)number); /* prints 300000 instead of 3e+05 */
        return;
    }
    char text[32];
    kefu__format_double(text, number);
    put_word(writer, text);
}

void kefu__json_put_rounded(struct json_writer *writer, double number, int digits) {
    if (!isfinite(number) || fabs(number) >= 1e15 || digits < 0 || digits > 15) {
        kefu__json_put_number(writer, number);
        return;
    }
    char text[48];
    snprintf(text, sizeof text, "%.*f", digits, number);
    size_t size = kefu__plain_point(text);
    while (digits > 0 && text[size - 1] == '0')
        size--;
    if (text[size - 1] == '.')
        size--;
    text[size] = '\0';
    put_word(writer, strcmp(text, "-0") == 0 ? "0" : text);
}

void kefu__json_put_bool(struct json_writer *writer, bool value) {
    put_word(writer, value ? "true" : "false");
}

void kefu__json_put_null(struct json_writer *writer) {
    put_word(writer, "null");
}

/* ---- compound ---- */

/* Writes the name of a member, which is known to need no escape. */
#define PUT_KNOWN_NAME(writer, name) put_known_name(writer, "\"" name "\":", sizeof name + 2)

static void put_known_name(struct json_writer *writer, const char *quoted, size_t size) {
    separate(writer);
    kefu__buffer_add(writer->to, quoted, size);
    writer->comma = false;
}

void kefu__json_add_value(struct json_writer *writer, const kefu_value *value) {
    PUT_KNOWN_NAME(writer, "value");
    if (KEFU_VALUE_IS_NUMBER(*value) || (value->flags & KEFU_VALUE_PROVISIONAL))
        kefu__json_put_number(writer, value->value);
    else
        kefu__json_put_null(writer);
    PUT_KNOWN_NAME(writer, "n");
    kefu__json_put_integer(writer, (int64_t)value->n);
    PUT_KNOWN_NAME(writer, "status");
    kefu__json_put_string(writer, kefu_state_name(value->state));
    PUT_KNOWN_NAME(writer, "reason");
    if (value->reason == KEFU_REASON_NONE)
        kefu__json_put_null(writer);
    else
        kefu__json_put_string(writer, kefu_reason_name(value->reason));
    if (value->flags & KEFU_VALUE_HAS_INTERVAL) {
        kefu__json_put_name(writer, "interval");
        kefu__json_open_array(writer);
        kefu__json_put_number(writer, value->low);
        kefu__json_put_number(writer, value->high);
        kefu__json_close_array(writer);
    } else if (value->reason == KEFU_REASON_NO_VARIANCE) {
        kefu__json_put_name(writer, "interval");
        kefu__json_put_null(writer);
    }
}

void kefu__json_put_value(struct json_writer *writer, const kefu_value *value) {
    kefu__json_open_object(writer);
    kefu__json_add_value(writer, value);
    kefu__json_close_object(writer);
}

void kefu__json_put_copy(struct json_writer *writer, const json_value *value) {
    const enum json_kind kind = kefu__json_kind(value);
    if (kind == JSON_STRING) {
        const kefu_str text = kefu__json_text(value);
        kefu__json_put_text(writer, text.data, text.size);
    } else if (kind == JSON_NUMBER) {
        kefu__json_put_number(writer, kefu__json_number(value));
    } else if (kind == JSON_BOOL) {
        kefu__json_put_bool(writer, kefu__json_true(value));
    } else if (kind == JSON_NULL) {
        kefu__json_put_null(writer);
    } else {
        open_with(writer, kind == JSON_OBJECT ? "{" : "[");
        for (const json_value *child = kefu__json_first(value); child;
             child = kefu__json_next(child)) {
            if (kind == JSON_OBJECT)
                kefu__json_put_name(writer, kefu__json_name(child));
            kefu__json_put_copy(writer, child);
        }
        close_with(writer, kind == JSON_OBJECT ? "}" : "]");
    }
}

void kefu__json_add_text(struct json_writer *writer, const char *name, kefu_str text) {
    kefu__json_put_name(writer, name);
    kefu__json_put_text(writer, text.data, text.size);
}

void kefu__json_add_string(struct json_writer *writer, const char *name, const char *terminated) {
    kefu__json_put_name(writer, name);
    kefu__json_put_string(writer, terminated);
}

void kefu__json_add_number(struct json_writer *writer, const char *name, double number) {
    kefu__json_put_name(writer, name);
    kefu__json_put_number(writer, number);
}

void kefu__json_add_count(struct json_writer *writer, const char *name, uint64_t count) {
    kefu__json_put_name(writer, name);
    kefu__json_put_integer(writer, count > INT64_MAX ? INT64_MAX : (int64_t)count);
}

void kefu__json_add_bool(struct json_writer *writer, const char *name, bool value) {
    kefu__json_put_name(writer, name);
    kefu__json_put_bool(writer, value);
}

/* Writes the compact JSON text of a value into a buffer, which the caller frees. Returns false if
 * out of memory. */
static bool write_copy(const json_value *value, const kefu_allocator *allocator,
                       struct buffer *text) {
    kefu__buffer_init(text, allocator);
    struct json_writer writer;
    kefu__json_begin(&writer, text);
    kefu__json_put_copy(&writer, value);
    return !text->failed;
}

bool kefu__json_keep(struct arena *arena, const json_value *value, kefu_str *text) {
    struct buffer copy;
    const char *kept = NULL;
    if (write_copy(value, &arena->allocator, &copy))
        kept = kefu__arena_text(arena, copy.data, copy.size);
    text->data = kept;
    text->size = kept ? copy.size : 0;
    kefu__buffer_free(&copy);
    return kept != NULL;
}

bool kefu__json_digest(const kefu_allocator *allocator, const json_value *value, uint64_t *digest) {
    struct buffer copy;
    const bool good = write_copy(value, allocator, &copy);
    *digest = good ? kefu__hash(copy.data, copy.size) : 0;
    kefu__buffer_free(&copy);
    return good;
}
