/* SPDX-License-Identifier: MIT
 * Searching a folded text with the automaton of a regular expression. */
#include "regex/regex.h"
#include "text/fold.h"
#include "text/utf8.h"

bool kefu__regex_text_read(struct regex_text *to, const char *text, size_t size) {
    struct fold_unit unit;
    to->count = 0;
    for (uint32_t at = 0; at < size; at = unit.end) {
        kefu__fold_read(text, size, at, 0, &unit, NULL, NULL);
        if (unit.broken) {
            unit.count = 1;
            unit.symbols[0] = UTF8_INVALID;
        }
        if (!kefu__grow(&to->allocator, &to->points, &to->capacity, to->count + unit.count,
                        sizeof *to->points))
            return false;
        for (uint32_t i = 0; i < unit.count; i++)
            to->points[to->count++] = (struct regex_point){unit.symbols[i], at, unit.end};
    }
    return true;
}

void kefu__regex_text_free(struct regex_text *text) {
    kefu__release(&text->allocator, text->points, text->capacity * sizeof *text->points);
    text->points = NULL;
    text->count = text->capacity = 0;
}

static uint32_t class_of(const struct regex *regex, uint32_t point) {
    uint32_t low = 0, high = regex->interval_count;
    if (point < 128)
        return regex->ascii[point];
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        if (regex->firsts[middle] <= point)
            low = middle;
        else
            high = middle;
    }
    return regex->classes[low];
}

/* The index behind the longest match that begins at point `from`; `from` if there is none. */
static size_t match_at(const struct regex *regex, const struct regex_text *text, size_t from) {
    const size_t limit = text->count - from < REGEX_MATCH_MAX ? text->count
                                                              : from + REGEX_MATCH_MAX;
    uint32_t state = 1;
    size_t end = from;
    for (size_t i = from; i < limit && text->points[i].point != UTF8_INVALID; i++) {
        state = regex->next[state * regex->class_count + class_of(regex, text->points[i].point)];
        if (state == 0)
            break;
        if (regex->accepts[state])
            end = i + 1;
    }
    return end;
}

bool kefu__regex_find(const struct regex *regex, const struct regex_text *text, size_t *from,
                      uint32_t *start, uint32_t *end) {
    for (size_t i = *from; i < text->count; i++) {
        const size_t behind = match_at(regex, text, i);
        if (behind == i)
            continue;
        *start = text->points[i].start;
        *end = text->points[behind - 1].end;
        *from = behind;
        return true;
    }
    *from = text->count;
    return false;
}
