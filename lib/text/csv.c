/* SPDX-License-Identifier: MIT
 * Fields and rows of CSV (RFC 4180) that spreadsheets open. */
#include "text/csv.h"

#include "base/utf8.h"

/* Appends text to a quoted CSV field: doubles quotation marks, and replaces ill-formed UTF-8 and
 * U+0000 by U+FFFD. */
static void put_sound(struct buffer *to, const char *text, size_t size) {
    size_t at = 0;
    while (at < size) {
        uint32_t point;
        const size_t length = utf8_next(text + at, size - at, &point);
        if (point == 0xFFFD || point == 0)
            kefu__buffer_text(to, "\xEF\xBF\xBD");
        else
            kefu__buffer_add(to, text + at, length);
        if (point == '"')
            kefu__buffer_text(to, "\"");
        at += length;
    }
}

/* Would a spreadsheet evaluate the text of a CSV field as a formula? It does if the text begins
 * with an operator, in ASCII or of full width (＝＋－＠), even after white space, which some
 * spreadsheets drop. */
static bool is_formula(const char *text, size_t size) {
    for (size_t at = 0; at < size;) {
        uint32_t point;
        at += utf8_next(text + at, size - at, &point);
        switch (point) {
        case '\t':
        case '\r':
        case '\n':
            return true;
        case ' ':
        case 0xA0:
        case 0x3000:
        case 0xFEFF:
            break;
        default:
            return point < 0x80
                       ? point && strchr("=+-@", (int)point)
                       : point == 0xFF1D || point == 0xFF0B || point == 0xFF0D || point == 0xFF20;
        }
    }
    return false;
}

void kefu__csv_put_field(struct buffer *to, const char *text, size_t size) {
    bool quoted = false;
    for (size_t i = 0; i < size && !quoted; i++)
        quoted = strchr(",\"\r\n", text[i]) != NULL;
    if (quoted)
        kefu__buffer_text(to, "\"");
    if (is_formula(text, size))
        kefu__buffer_text(to, "'");
    put_sound(to, text, size);
    if (quoted)
        kefu__buffer_text(to, "\"");
}

void kefu__csv_put_text(struct buffer *to, const char *text) {
    kefu__csv_put_field(to, text, strlen(text));
    kefu__buffer_text(to, ",");
}

/* A number needs no care of kefu__csv_put_field(), which would take its minus for a formula. */
void kefu__csv_put_number(struct buffer *to, bool known, double number) {
    char text[32];
    if (known)
        kefu__buffer_add(to, text, kefu__format_double(text, number));
    kefu__buffer_text(to, ",");
}

void kefu__csv_end_row(struct buffer *to) {
    to->size -= to->failed ? 0 : 1; /* removes the comma after the last field */
    kefu__buffer_text(to, "\r\n");
}
