/* SPDX-License-Identifier: MIT
 * The quality of a text: script, language, mojibake, inline pinyin. Each finding depends only on
 * the raw bytes around one offset, so that all scanners agree, however they divide the text. */
#include <string.h>

#include "text/fold.h"
#include "text/utf8.h"

/* maximum number of bytes between the parentheses of inline pinyin; a longer text is not taken for
 * pinyin */
#define PINYIN_BYTES_MAX 48u

void kefu__quality_begin(struct text_quality *quality) {
    memset(quality, 0, sizeof *quality);
    quality->invalid_first = TEXT_NONE;
    quality->mojibake_first = TEXT_NONE;
    quality->pinyin_first = TEXT_NONE;
}

void kefu__quality_finish(struct text_quality *quality) {
    const uint32_t other = quality->latin + quality->foreign, han = quality->han;
    /* The values of enum text_script are bits: 1 simplified, 2 traditional, 3 both (mixed). */
    quality->script = (uint32_t)(quality->simplified > 0) | (uint32_t)(quality->traditional > 0)
                                                                << 1;
    /* Chinese chats contain product names and "ok". A text is not Chinese if it has 12 or more
     * letters and less than a tenth as many Han characters, or 4 or more letters of a third script
     * and less than twice as many Han characters. */
    quality->not_chinese = ((other >= 12) & (han < other / 10)) |
                           ((quality->foreign >= 4) & (quality->foreign > han / 2));
}

static void note(uint32_t *count, uint32_t *first, uint32_t at) {
    ++*count;
    if (at < *first)
        *first = at;
}

void kefu__quality_invalid(struct text_quality *quality, uint32_t at) {
    note(&quality->invalid, &quality->invalid_first, at);
}

/* ---- mojibake ---- */

static uint32_t point_at(const unsigned char *text, size_t size, uint32_t *at) {
    uint32_t point = UTF8_INVALID;
    if (*at < size)
        *at += utf8_decode(text + *at, size - *at, &point);
    return point;
}

/* Is the code point what a UTF-8 continuation byte becomes when it is misread as Latin-1 or
 * Windows-1252? */
static bool is_misread_continuation(uint32_t point) {
    static const uint16_t windows[] = {0x20AC, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                       0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x017D, 0x2018,
                                       0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
                                       0x2122, 0x0161, 0x203A, 0x0153, 0x017E, 0x0178};
    if (point >= 0x80 && point <= 0xBF)
        return true;
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++)
        if (windows[i] == point)
            return true;
    return false;
}

/* Does a three-byte UTF-8 sequence begin at `at` that was misread as Latin-1 and encoded again? It
 * has become U+00E2 … U+00EF and two misread continuation bytes. */
static bool is_encoded_twice(const unsigned char *text, size_t size, uint32_t at) {
    uint32_t lead = point_at(text, size, &at);
    if (lead < 0xE2 || lead > 0xEF)
        return false;
    return is_misread_continuation(point_at(text, size, &at)) &&
           is_misread_continuation(point_at(text, size, &at));
}

/* Does a run of two or more question marks right before a Han character begin at `at`? Such marks
 * replace characters that an encoding lacks. */
static bool is_question_run(const unsigned char *text, size_t size, uint32_t at) {
    uint32_t end = at;
    if (text[at] != '?' || (at > 0 && text[at - 1] == '?'))
        return false;
    while (end < size && text[end] == '?')
        end++;
    if (end - at < 2)
        return false;
    uint32_t point = point_at(text, size, &end);
    return point != UTF8_INVALID && kefu__fold_entry(point) >> FOLD_SHIFT & FOLD_HAN;
}

/* ---- pinyin ---- */

static uint32_t parenthesis(const unsigned char *text, size_t size, uint32_t at, unsigned last) {
    if (at < size && text[at] == 0x20 + last) /* ( is 0x28, ) is 0x29 */
        return 1;
    if (at + 2 < size && text[at] == 0xEF && text[at + 1] == 0xBC && text[at + 2] == 0x80 + last)
        return 3;
    return 0;
}

/* Returns 1 for a vowel or nasal with a tone mark (ā, ń), 0 for another letter that pinyin uses, -1
 * for anything else. */
static int tone_of(uint32_t point) {
    static const uint16_t toned[] = {0xE0,  0xE1,  0xE8,  0xE9,  0xEC,   0xED,   0xF2,   0xF3,
                                     0xF9,  0xFA,  0x101, 0x103, 0x113,  0x115,  0x11B,  0x12B,
                                     0x12D, 0x14D, 0x14F, 0x16B, 0x16D,  0x1CE,  0x1D0,  0x1D2,
                                     0x1D4, 0x1D6, 0x1D8, 0x1DA, 0x1DC,  0x144,  0x148,  0x1F9,
                                     0x300, 0x301, 0x304, 0x30C, 0x1E3F, 0x1EBF, 0x1EC1, 0x306};
    if ((point | 0x20) - 'a' < 26 || point == 0xFC || point == 0xDC || point == 0xEA ||
        point == 0x251 || point == 0x261 || point == '\'' || point == ' ' || point == 0x2019)
        return 0;
    for (size_t i = 0; i < sizeof toned / sizeof *toned; i++)
        if (toned[i] == point || (point >= 0xC0 && point < 0xDE && toned[i] == point + 0x20))
            return 1;
    return -1;
}

uint32_t kefu__text_pinyin(const char *text, size_t size, uint32_t at) {
    const unsigned char *bytes = (const unsigned char *)text;
    uint32_t open = parenthesis(bytes, size, at, 8), begin = at + open, end = begin;
    bool toned = false;
    if (!open || at == 0)
        return 0;
    uint32_t length;
    uint32_t before = utf8_decode_back(bytes, at, &length);
    if (before == UTF8_INVALID || !(kefu__fold_entry(before) >> FOLD_SHIFT & FOLD_HAN))
        return 0;
    while (end < size && end - begin <= PINYIN_BYTES_MAX) {
        uint32_t point, next = end, close = parenthesis(bytes, size, end, 9);
        int tone;
        if (close)
            return toned ? end + close - at : 0;
        point = point_at(bytes, size, &next);
        tone = tone_of(point);
        if (tone < 0 || (end == begin && bytes[end] < 'A')) /* pinyin must begin with a letter */
            return 0;
        toned = toned || tone;
        end = next;
    }
    return 0;
}

/* ---- counting ---- */

void kefu__quality_count(struct text_quality *quality, const char *text, size_t size, uint32_t at,
                         uint32_t point, uint32_t entry) {
    const unsigned char *bytes = (const unsigned char *)text;
    uint32_t property = entry >> FOLD_SHIFT;
    quality->characters++;
    quality->han += (property & FOLD_HAN) != 0;
    quality->simplified += (property & FOLD_SIMPLIFIED) != 0;
    quality->traditional += (property & FOLD_TRADITIONAL) != 0;
    quality->latin += (property & FOLD_LATIN) != 0;
    quality->foreign += (property & FOLD_FOREIGN) != 0;
    if (!(property & (FOLD_MOJIBAKE | FOLD_SUSPECT)))
        return;
    if (property & FOLD_MOJIBAKE ||
        (point == '?' ? is_question_run(bytes, size, at) : is_encoded_twice(bytes, size, at)))
        note(&quality->mojibake, &quality->mojibake_first, at);
    else if (point == '(' || point == 0xFF08)
        if (kefu__text_pinyin(text, size, at))
            note(&quality->pinyin, &quality->pinyin_first, at);
}

void kefu__text_inspect(const char *text, size_t size, struct text_quality *quality) {
    const unsigned char *bytes = (const unsigned char *)text;
    uint32_t at = 0;
    kefu__quality_begin(quality);
    while (at < size) {
        uint32_t point, length = utf8_decode(bytes + at, size - at, &point);
        if (point == UTF8_INVALID)
            kefu__quality_invalid(quality, at);
        else
            kefu__quality_count(quality, text, size, at, point, kefu__fold_entry(point));
        at += length;
    }
    kefu__quality_finish(quality);
}
