/* SPDX-License-Identifier: MIT
 * Names of members in JSON text, unescaped byte by byte, without a copy. */
#include "json/name.h"

#include <string.h>

#include "base/utf8.h"
#include "json/scan.h"

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

/* Decodes the \u escape (two for a surrogate pair) at *at, and moves *at behind it. U+0000 and lone
 * surrogates, which can only be there if defects are replaced, become U+FFFD. */
static uint32_t decode_unicode(const char *text, size_t *at) {
    const uint32_t point = kefu__json_hex(text + *at + 2, 4);
    *at += 6;
    if (point == 0)
        return UTF8_REPLACEMENT;
    if (point < 0xD800 || point > 0xDFFF)
        return point;
    if (point > 0xDBFF || text[*at] != '\\' || text[*at + 1] != 'u')
        return UTF8_REPLACEMENT;
    const uint32_t low = kefu__json_hex(text + *at + 2, 4);
    if (low < 0xDC00 || low > 0xDFFF)
        return UTF8_REPLACEMENT;
    *at += 6;
    return 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
}

/* Decodes one escape sequence, or copies one byte, at *at, which moves on; returns the number of
 * bytes written, 0 at the closing quote. */
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
    return utf8_encode(decode_unicode(text, at), to);
}

/* Like decode(), but for a whole character: ill-formed bytes become U+FFFD. The closing quote is no
 * continuation byte, so an incomplete character cannot extend beyond it. */
static size_t decode_repaired(const char *text, size_t *at, char to[4]) {
    uint32_t point;
    if ((unsigned char)text[*at] < 0x80)
        return decode(text, at, to);
    *at += utf8_decode((const unsigned char *)text + *at, 4, &point);
    return utf8_encode(point == UTF8_INVALID ? UTF8_REPLACEMENT : point, to);
}

/* An iterator over the bytes of a name without its escapes; `bytes` holds the character that is
 * being read. */
struct name_bytes {
    const char *text;
    size_t at, size, next;
    char bytes[4];
};

static struct name_bytes name_begin(const char *text, size_t quote) {
    struct name_bytes name = {text, quote + 1, 0, 0, {0}};
    return name;
}

/* The next byte of the unescaped name, or -1 at the end. */
static int name_next(struct name_bytes *name) {
    if (name->next == name->size) {
        name->size = decode(name->text, &name->at, name->bytes);
        name->next = 0;
    }
    return name->size == 0 ? -1 : (unsigned char)name->bytes[name->next++];
}

/* What the hash of a name is made of. */
struct name_marks {
    uint64_t first; /* the first bytes, as digits of a number to the base 256 */
    uint64_t last;
    size_t size;
};

static inline void mark(struct name_marks *marks, unsigned char byte) {
    if (marks->size++ < sizeof marks->first)
        marks->first = marks->first << 8 | byte;
    marks->last = byte;
}

uint64_t kefu__json_name_hash(const char *text, size_t quote, size_t closing) {
    struct name_marks marks = {0, 0, 0};
    const char *plain = text + quote + 1;
    const size_t size = closing - quote - 1;
    if (memchr(plain, '\\', size)) {
        struct name_bytes name = name_begin(text, quote);
        int byte;
        while ((byte = name_next(&name)) >= 0)
            mark(&marks, (unsigned char)byte);
    } else if (size > 0) {
        for (size_t i = 0; i < size && i < sizeof marks.first; i++)
            mark(&marks, (unsigned char)plain[i]);
        marks.last = (unsigned char)plain[size - 1];
        marks.size = size;
    }
    return marks.first + (marks.size << 8 | marks.last) * UINT64_C(0x9E3779B97F4A7C15);
}

size_t kefu__json_name_copy(const char *text, size_t quote, char *to, size_t capacity) {
    size_t at = quote + 1, size = 0, length;
    char piece[4];
    while ((length = decode_repaired(text, &at, piece)) > 0) {
        const size_t fits = length < capacity - size ? length : capacity - size;
        memcpy(to + size, piece, fits);
        size += fits;
        if (size == capacity)
            break;
    }
    return size;
}

/* Copies the unescaped string whose opening quote is at *at; its defects become U+FFFD. Moves *at
 * behind the closing quote and returns the number of bytes. */
static size_t copy_repaired(const char *text, size_t *at, char *to) {
    size_t size = 0, length;
    ++*at;
    while ((length = decode_repaired(text, at, to + size)) > 0)
        size += length;
    ++*at;
    return size;
}

static size_t copy_escaped(const char *text, size_t *at, char *to) {
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

size_t kefu__json_string_copy(const char *text, size_t text_size, size_t *at, bool repair,
                              char *to) {
    const char *from = text + *at + 1;
    if (repair)
        return copy_repaired(text, at, to);
    const char *quote = memchr(from, '"', text_size - *at - 1);
    const size_t size = quote ? (size_t)(quote - from) : 0;
    if (!quote || memchr(from, '\\', size))
        return copy_escaped(text, at, to);
    memcpy(to, from, size);
    *at += size + 2;
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

bool kefu__json_pointer_add(char pointer[JSON_POINTER_SIZE], size_t *size, const char *name,
                            size_t name_size) {
    size_t need = 1 + name_size, at = *size;
    for (size_t i = 0; i < name_size; i++)
        need += name[i] == '~' || name[i] == '/';
    if (need >= JSON_POINTER_SIZE - at)
        return false;
    pointer[at++] = '/';
    for (size_t i = 0; i < name_size; i++) {
        if (name[i] == '~' || name[i] == '/') {
            pointer[at++] = '~';
            pointer[at++] = name[i] == '~' ? '0' : '1';
        } else {
            pointer[at++] = name[i];
        }
    }
    pointer[at] = '\0';
    *size = at;
    return true;
}
