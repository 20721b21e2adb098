/* SPDX-License-Identifier: MIT
 * Text in HTML: escaped, in both languages. */
#include <string.h>

#include "base/utf8.h"
#include "report/page.h"

/* Is it a character that must not get from a customer's text into the page: a control character, or
 * a bidirectional formatting character, which could reorder text? */
static bool is_unwelcome(uint32_t point) {
    return (point < 0x20 && point != '\n' && point != '\t') || (point >= 0x7F && point < 0xA0) ||
           (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) ||
           (point >= 0xFDD0 && point <= 0xFDEF) || (point & 0xFFFE) == 0xFFFE;
}

static const char *entity_of(uint32_t point) {
    switch (point) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case 0xFFFD:
        return "\xEF\xBF\xBD"; /* U+FFFD, as for ill-formed UTF-8 */
    default:
        return is_unwelcome(point) ? "\xEF\xBF\xBD" : NULL;
    }
}

/* Appends text with HTML escapes, fit for element content and for attribute values in double
 * quotes. */
void kefu__html_escaped(struct buffer *to, const char *text, size_t size) {
    size_t at = 0, begin = 0;
    while (at < size) {
        uint32_t point;
        const size_t length = utf8_next(text + at, size - at, &point);
        const char *entity = entity_of(point);
        if (entity) {
            kefu__buffer_add(to, text + begin, at - begin);
            kefu__buffer_text(to, entity);
            begin = at + length;
        }
        at += length;
    }
    kefu__buffer_add(to, text + begin, at - begin);
}

void kefu__html_text(struct buffer *to, const char *text) {
    kefu__html_escaped(to, text, strlen(text));
}

/* Appends a text in Chinese and in English, of which CSS shows one; once if both are equal. */
void kefu__html_words(struct buffer *to, struct words words) {
    if (strcmp(words.zh, words.en) == 0) {
        kefu__html_text(to, words.zh);
        return;
    }
    kefu__buffer_text(to, "<span class=\"zh\" lang=\"zh-Hans\">");
    kefu__html_text(to, words.zh);
    kefu__buffer_text(to, "</span><span class=\"en\" lang=\"en\">");
    kefu__html_text(to, words.en);
    kefu__buffer_text(to, "</span>");
}

void kefu__html_number(struct buffer *to, double number) {
    char text[32];
    kefu__buffer_add(to, text, kefu__format_double(text, number));
}

const char *kefu__html_tone(unsigned tone) {
    static const char *const classes[] = {"", "good", "bad", "quiet", "strong"};
    return classes[tone];
}
