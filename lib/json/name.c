/* SPDX-License-Identifier: MIT
 * Names of members in JSON text, unescaped byte by byte, without a copy. */
#include "json/name.h"

#include <string.h>

#include "base/utf8.h"

static unsigned hex_value(char c) {
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (unsigned)(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        return (unsigned)(c - 'A') + 10;
    return 16;
}

uint32_t kefu__json_hex(const char *text, size_t size) {
    uint32_t value = 0;
    if (size < 4)
        return UINT32_MAX;
    for (size_t i = 0; i < 4; i++) {
        const unsigned digit = hex_value(text[i]);
        if (digit > 15)
            return UINT32_MAX;
        value = value << 4 | digit;
    }
    return value;
}

/* Unescapes one character at *at of a valid string; returns its number of bytes, 0 at the closing
 * quote. */
static size_t decode(const char *text, size_t *at, char to[4]) {
    static const char plain[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    if (text[*at] == '"')
        return 0;
    if (text[*at] != '\\') {
        to[0] = text[(*at)++];
        return 1;
    }
    if (text[*at + 1] != 'u') {
        to[0] = meant[strchr(plain, text[*at + 1]) - plain];
        *at += 2;
        return 1;
    }
    uint32_t point = kefu__json_hex(text + *at + 2, 4);
    *at += 6;
    if (point >= 0xD800 && point < 0xDC00) {
        point = 0x10000 + ((point - 0xD800) << 10) + (kefu__json_hex(text + *at + 2, 4) - 0xDC00);
        *at += 6;
    }
    return utf8_encode(point, to);
}

/* An iterator over the bytes of an unescaped name. */
struct name_bytes {
    const char *text;
    size_t at, size, next;
    char bytes[4];
};

static struct name_bytes name_begin(const char *text, size_t quote) {
    struct name_bytes name = {text, quote + 1, 0, 0, {0}};
    return name;
}

/* The next byte, or -1 at the end. */
static int name_next(struct name_bytes *name) {
    if (name->next == name->size) {
        name->size = decode(name->text, &name->at, name->bytes);
        name->next = 0;
    }
    return name->size == 0 ? -1 : (unsigned char)name->bytes[name->next++];
}

uint64_t kefu__json_name_hash(const char *text, size_t quote) {
    struct name_bytes name = name_begin(text, quote);
    uint64_t hash = kefu__hash("", 0);
    int byte;
    while ((byte = name_next(&name)) >= 0) {
        const unsigned char one = (unsigned char)byte;
        hash = kefu__hash_more(hash, &one, 1);
    }
    return hash;
}

size_t kefu__json_name_copy(const char *text, size_t quote, char *to, size_t capacity) {
    struct name_bytes name = name_begin(text, quote);
    size_t size = 0;
    int byte;
    while (size < capacity && (byte = name_next(&name)) >= 0)
        to[size++] = (char)byte;
    return size;
}

size_t kefu__json_string_copy(const char *text, size_t *at, char *to) {
    size_t from = *at + 1, size = 0;
    while (text[from] != '"') {
        size_t plain = from;
        while (text[plain] != '"' && text[plain] != '\\')
            plain++;
        memcpy(to + size, text + from, plain - from);
        size += plain - from;
        from = plain;
        if (text[from] == '\\')
            size += decode(text, &from, to + size);
    }
    *at = from + 1;
    return size;
}

int kefu__json_name_compare(const char *a, const char *b) {
    struct name_bytes name_a = name_begin(a, 0), name_b = name_begin(b, 0);
    int byte_a, byte_b;
    do {
        byte_a = name_next(&name_a);
        byte_b = name_next(&name_b);
    } while (byte_a == byte_b && byte_a >= 0);
    return (byte_a > byte_b) - (byte_a < byte_b);
}
