/* SPDX-License-Identifier: MIT
 * Folding: by table, or by utf8proc for characters that combine. */
#include "text/fold.h"

#include <string.h>
#include <utf8proc.h>

#include "text/utf8.h"

#define OPTIONS ((utf8proc_option_t)(UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD))

static uint32_t property_at(const unsigned char *text, size_t size, uint32_t at) {
    if (at >= size)
        return 0;
    uint32_t point;
    utf8_decode(text + at, size - at, &point);
    return point == UTF8_INVALID ? 0 : kefu__fold_entry(point) >> FOLD_SHIFT;
}

static uint32_t property_before(const unsigned char *text, uint32_t at) {
    if (at == 0)
        return 0;
    uint32_t length;
    uint32_t point = utf8_decode_back(text, at, &length);
    return point == UTF8_INVALID ? 0 : kefu__fold_entry(point) >> FOLD_SHIFT;
}

/* The length in bytes of a run of one or two symbols at `at` that stands between Han characters, as
 * in 垃.圾; 0 if there is no such run. */
static uint32_t hiding_symbols(const unsigned char *text, size_t size, uint32_t at) {
    uint32_t end = at;
    if (!(property_before(text, at) & FOLD_HAN))
        return 0;
    uint32_t point;
    for (int i = 0; i < 2 && property_at(text, size, end) & FOLD_SYMBOL; i++)
        end += utf8_decode(text + end, size - end, &point);
    return property_at(text, size, end) & FOLD_HAN ? end - at : 0;
}

/* Adds the characters of bytes [from, to) to the counts of `quality`, except those before *counted,
 * which were counted already; *counted becomes `to`. */
static void count_range(struct text_quality *quality, uint32_t *counted, const char *text,
                        size_t size, uint32_t from, uint32_t to) {
    const unsigned char *bytes = (const unsigned char *)text;
    if (from < *counted)
        from = *counted;
    while (from < to) {
        uint32_t point, length = utf8_decode(bytes + from, size - from, &point);
        if (point == UTF8_INVALID)
            kefu__quality_invalid(quality, from);
        else
            kefu__quality_count(quality, text, size, from, point, kefu__fold_entry(point));
        from += length;
    }
    if (to > *counted)
        *counted = to;
}

/* Folds a base character together with its combining marks, which are `length` bytes of valid
 * UTF-8, to the symbols of `unit`. */
static void fold_marks(const unsigned char *text, uint32_t length, struct fold_unit *unit) {
    int32_t points[FOLD_SYMBOLS_MAX];
    utf8proc_ssize_t n = utf8proc_decompose(text, (utf8proc_ssize_t)length, points,
                                            FOLD_SYMBOLS_MAX, OPTIONS);
    if (n > 0)
        n = utf8proc_normalize_utf32(points, n, OPTIONS);
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        uint32_t entry = kefu__fold_entry((uint32_t)points[i]);
        if (!(entry >> FOLD_SHIFT & (FOLD_DROPPED | FOLD_MANY)))
            unit->symbols[unit->count++] = entry & FOLD_POINT;
    }
}

static void fold_one(uint32_t entry, struct fold_unit *unit) {
    uint32_t property = entry >> FOLD_SHIFT;
    if (property & FOLD_DROPPED)
        return;
    if (property & FOLD_MANY) {
        const uint32_t *expansion = kefu__fold_expansion(entry);
        unit->count = *expansion;
        memcpy(unit->symbols, expansion + 1, *expansion * sizeof *expansion);
        return;
    }
    unit->symbols[0] = entry & FOLD_POINT;
    unit->count = 1;
}

/* The length in bytes of the run at `at` that `flags` (TEXT_SKIP_…) tell to skip: inline pinyin, or
 * symbols between Han characters; 0 if there is none. */
static uint32_t skipped(const char *text, size_t size, uint32_t at, uint32_t flags,
                        uint32_t property) {
    if (flags & TEXT_SKIP_PINYIN && property & FOLD_SUSPECT) {
        uint32_t length = kefu__text_pinyin(text, size, at);
        if (length)
            return length;
    }
    if (flags & TEXT_SKIP_SYMBOLS && property & FOLD_SYMBOL)
        return hiding_symbols((const unsigned char *)text, size, at);
    return 0;
}

void kefu__fold_read(const char *text, size_t size, uint32_t at, uint32_t flags,
                     struct fold_unit *unit, struct text_quality *quality, uint32_t *counted) {
    const unsigned char *bytes = (const unsigned char *)text;
    uint32_t point, end = at + utf8_decode(bytes + at, size - at, &point);
    unit->count = 0;
    unit->broken = point == UTF8_INVALID;
    uint32_t next, entry, length;
    if (!unit->broken) {
        entry = kefu__fold_entry(point);
        length = skipped(text, size, at, flags, entry >> FOLD_SHIFT);
        if (length) {
            end = at + length;
        } else if (entry >> FOLD_SHIFT & FOLD_DROPPED) {
            fold_one(entry, unit);
        } else {
            uint32_t marks = 0, mark_end = end;
            while (marks < FOLD_MARKS_MAX && property_at(bytes, size, mark_end) & FOLD_COMBINING) {
                mark_end += utf8_decode(bytes + mark_end, size - mark_end, &next);
                marks++;
            }
            if (marks)
                fold_marks(bytes + at, mark_end - at, unit);
            else
                fold_one(entry, unit);
            end = mark_end;
        }
    }
    unit->end = end;
    if (quality)
        count_range(quality, counted, text, size, at, end);
}

void kefu__text_fold_string(struct buffer *buffer, const char *text, size_t size, uint32_t flags) {
    struct fold_unit unit;
    char encoded[4];
    for (uint32_t at = 0; at < size; at = unit.end) {
        kefu__fold_read(text, size, at, flags, &unit, NULL, NULL);
        if (unit.broken)
            kefu__buffer_add(buffer, "\xEF\xBF\xBD", 3);
        for (uint32_t i = 0; i < unit.count; i++)
            kefu__buffer_add(buffer, encoded, utf8_encode(unit.symbols[i], encoded));
    }
}
