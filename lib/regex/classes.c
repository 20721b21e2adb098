/* SPDX-License-Identifier: MIT
 * The alphabet of an automaton: code points that no set of the expression tells apart are one
 * class. */
#include <string.h>

#include "regex/node.h"

static int ascending(const void *left, const void *right) {
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* Lists where a range of some set begins, or the code point behind one: sorted, each once. */
static uint32_t *list_firsts(const struct regex_parser *parser, struct arena *arena,
                             uint32_t *count) {
    size_t most = 1, listed = 0, kept = 0;
    uint32_t *firsts;
    for (size_t i = 0; i < parser->set_count; i++)
        most += 2 * parser->sets[i]->count;
    firsts = kefu__arena_alloc(arena, most * sizeof *firsts);
    if (!firsts)
        return NULL;
    firsts[listed++] = 0;
    for (size_t i = 0; i < parser->set_count; i++)
        for (size_t k = 0; k < parser->sets[i]->count; k++) {
            firsts[listed++] = parser->sets[i]->ranges[k].first;
            firsts[listed++] = parser->sets[i]->ranges[k].last + 1;
        }
    kefu__sort(firsts, listed, sizeof *firsts, ascending);
    for (size_t i = 0; i < listed; i++)
        if (kept == 0 || firsts[i] != firsts[kept - 1])
            firsts[kept++] = firsts[i];
    *count = (uint32_t)kept;
    return firsts;
}

/* Index of the interval that begins at a code point; each range of a set begins one. */
static uint32_t interval_at(const struct regex *regex, uint32_t first) {
    uint32_t low = 0, high = regex->interval_count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (regex->firsts[middle] < first)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Parts each class into what is in the set and what is not. `parts`: room for as many numbers as
 * there are classes at most, all 0. */
static void refine(struct regex *regex, uint16_t *classes, const struct point_set *set,
                   uint16_t *parts) {
    const uint32_t before = regex->class_count;
    for (size_t i = 0; i < set->count; i++) {
        uint32_t at = interval_at(regex, set->ranges[i].first);
        for (; at < regex->interval_count && regex->firsts[at] <= set->ranges[i].last; at++) {
            uint16_t *part = &parts[classes[at]];
            if (*part == 0)
                *part = (uint16_t)regex->class_count++;
            classes[at] = *part;
        }
    }
    memset(parts, 0, before * sizeof *parts);
}

/* Renumbers the classes without gaps: a class whose intervals all lie in a set loses its old
 * number. */
static void renumber(struct regex *regex, uint16_t *classes, uint16_t *numbers) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < regex->interval_count; i++) {
        if (numbers[classes[i]] == 0)
            numbers[classes[i]] = (uint16_t)++count;
        classes[i] = (uint16_t)(numbers[classes[i]] - 1);
    }
    memset(numbers, 0, regex->class_count * sizeof *numbers);
    regex->class_count = count;
}

static void fill_ascii(struct regex *regex) {
    uint32_t interval = 0;
    for (uint32_t point = 0; point < 128; point++) {
        if (interval + 1 < regex->interval_count && regex->firsts[interval + 1] == point)
            interval++;
        regex->ascii[point] = regex->classes[interval];
    }
}

static uint8_t *list_members(const struct regex_parser *parser, const struct regex *regex,
                             struct arena *arena) {
    uint8_t *member = kefu__arena_alloc_zero(arena, parser->set_count * regex->class_count + 1);
    for (size_t i = 0; member && i < parser->set_count; i++) {
        const struct point_set *set = parser->sets[i];
        for (size_t k = 0; k < set->count; k++) {
            uint32_t at = interval_at(regex, set->ranges[k].first);
            for (; at < regex->interval_count && regex->firsts[at] <= set->ranges[k].last; at++)
                member[i * regex->class_count + regex->classes[at]] = 1;
        }
    }
    return member;
}

bool kefu__regex_build_classes(struct regex_parser *parser, struct arena *arena,
                               struct regex *regex, uint8_t **member) {
    enum { INTERVALS_MAX = 16384 };
    uint16_t *classes, *numbers;
    regex->firsts = list_firsts(parser, arena, &regex->interval_count);
    if (regex->firsts && regex->interval_count > INTERVALS_MAX)
        return kefu__regex_refuse(parser, KEFU_E_LIMIT, "pattern_too_large",
                                  "the classes of the pattern have too many ranges", 0);
    classes = kefu__arena_alloc_zero(arena, regex->interval_count * sizeof *classes);
    /* refine() adds at most one class for each interval before they are renumbered */
    numbers = kefu__arena_alloc_zero(parser->arena,
                                     (2 * (size_t)regex->interval_count + 1) * sizeof *numbers);
    if (!regex->firsts || !classes || !numbers)
        return kefu__regex_refuse(parser, KEFU_E_MEMORY, "no_memory", "out of memory", 0);
    regex->class_count = 1;
    for (size_t i = 0; i < parser->set_count; i++) {
        refine(regex, classes, parser->sets[i], numbers);
        renumber(regex, classes, numbers);
    }
    regex->classes = classes;
    fill_ascii(regex);
    *member = list_members(parser, regex, parser->arena);
    return *member || kefu__regex_refuse(parser, KEFU_E_MEMORY, "no_memory", "out of memory", 0);
}
