/* SPDX-License-Identifier: MIT
 * Postal addresses in English: Room 1203, Building 5, 88 Keyuan Road, Nanshan, Shenzhen. */
#include "redact/redact.h"

enum { NUMBER_MAX = 6, WORD_MAX = 20, NAME_WORDS_MAX = 4, TAIL_PARTS_MAX = 6, TAIL_WORDS_MAX = 3 };

static bool is_one_of(const struct glyphs *glyphs, size_t i, size_t end, const char *const *words,
                      size_t count) {
    for (size_t w = 0; w < count; w++)
        if (kefu__glyph_word(glyphs, i, words[w]) == end - i)
            return true;
    return false;
}

/* The end of the Latin word or number at i; i if there is none. */
static size_t word_end(const struct glyphs *glyphs, size_t i) {
    size_t at = i;
    while (at < i + WORD_MAX && (glyph_is_alnum(glyphs, at) || kefu__glyph_in(glyphs, at, "'")))
        at++;
    return glyph_is_alnum(glyphs, at) ? i : at;
}

static size_t skip(const struct glyphs *glyphs, size_t i, const char *marks) {
    size_t at = i;
    while (at < i + 3 && kefu__glyph_in(glyphs, at, marks))
        at++;
    return at;
}

/* Is it a word of English grammar, which does not occur in the name of a street or district? */
static bool is_grammar(const struct glyphs *glyphs, size_t i, size_t end) {
    static const char *const words[] = {"is",  "my",   "please", "pls", "thanks", "and", "for",
                                        "to",  "the",  "on",     "in",  "of",     "a",   "at",
                                        "are", "your", "you",    "we",  "i",      "it",  "was",
                                        "has", "have", "from",   "by",  "with",   "not"};
    return is_one_of(glyphs, i, end, words, sizeof words / sizeof *words);
}

static bool is_street(const struct glyphs *glyphs, size_t i, size_t end) {
    static const char *const words[] = {"road", "rd",  "street",  "str",       "avenue",    "ave",
                                        "lane", "ln",  "highway", "boulevard", "blvd",      "alley",
                                        "lu",   "jie", "drive",   "court",     "expressway"};
    return is_one_of(glyphs, i, end, words, sizeof words / sizeof *words);
}

/* The end of a house number at i (88, 12B, 5th); i if there is none. */
static size_t number_end(const struct glyphs *glyphs, size_t i) {
    const size_t end = word_end(glyphs, i);
    return glyph_is_digit(glyphs, i) && end > i && end - i <= NUMBER_MAX ? end : i;
}

/* The end of a part of a building with its number at i (Room 1203, No. 88); i if there is none. */
static size_t unit_end(const struct glyphs *glyphs, size_t i) {
    static const char *const words[] = {"no",    "room",  "rm",       "flat", "apt",   "unit",
                                        "suite", "floor", "building", "bldg", "block", "tower"};
    const size_t word = word_end(glyphs, i);
    if (!is_one_of(glyphs, i, word, words, sizeof words / sizeof *words))
        return i;
    const size_t number = skip(glyphs, word, " .#:"), end = word_end(glyphs, number);
    for (size_t at = number; at < end; at++)
        if (glyph_is_digit(glyphs, at))
            return end;
    return i;
}

/* The end of a street, its name and the word for street (Keyuan Road), after a house number that
 * ends at i; 0 if there is none. */
static size_t street_end(const struct glyphs *glyphs, size_t i) {
    size_t at = i;
    for (size_t words = 0; words <= NAME_WORDS_MAX; words++) {
        const size_t begin = skip(glyphs, at, words ? " .-" : " .,"), end = word_end(glyphs, begin);
        if (end == begin || is_grammar(glyphs, begin, end))
            return 0;
        if (words && is_street(glyphs, begin, end))
            return end;
        at = end;
    }
    return 0;
}

/* The end of the parts of an address after the street that ends at i, each behind a comma:
 * districts, cities, rooms; i if there are none. */
static size_t tail_end(const struct glyphs *glyphs, size_t i) {
    size_t end = i;
    for (size_t part = 0; part < TAIL_PARTS_MAX; part++) {
        size_t at = skip(glyphs, end, " ");
        if (!kefu__glyph_in(glyphs, at, ","))
            break;
        for (size_t words = 0; words < TAIL_WORDS_MAX; words++) {
            const size_t begin = skip(glyphs, at, words ? " -." : " ,");
            const size_t word = word_end(glyphs, begin);
            if (word == begin || is_grammar(glyphs, begin, word))
                break;
            end = at = word;
        }
        if (at != end)
            break;
    }
    return end;
}

struct finding_span kefu__find_street(const struct glyphs *glyphs, size_t i) {
    struct finding_span span = {i, 0, KEFU_REDACT_ADDRESS};
    size_t at = i, number = i;
    for (size_t units = 0; units < 4; units++) {
        const size_t end = unit_end(glyphs, at);
        if (end == at)
            break;
        number = end;
        at = skip(glyphs, end, " ,");
    }
    if (number_end(glyphs, at) > at)
        number = number_end(glyphs, at);
    if (number > i)
        span.to = street_end(glyphs, number);
    if (span.to)
        span.to = tail_end(glyphs, span.to);
    return span;
}
