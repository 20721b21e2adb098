/* SPDX-License-Identifier: MIT
 * Recognisers of personal data. Each reads at glyph i, in bounded time, and returns the end of what
 * it found, or 0. */
#ifndef KEFU_LIB_REDACT_H
#define KEFU_LIB_REDACT_H

#include "redact/glyph.h"

/* The result of a recogniser: glyphs [from, to) are personal data of a kind; `to` 0: nothing was
 * found. */
struct finding_span {
    size_t from, to;
    uint32_t kind;
};

/* ---- numbers ---- */

/* limits of a run: RUN_MAX digits, and RUN_GAP separators between two of them */
enum { RUN_MAX = 40, RUN_GAP = 3 };

/* A run of digits, with at most RUN_GAP separators between two of them. */
struct run {
    size_t count;
    uint8_t digit[RUN_MAX];
    size_t place[RUN_MAX]; /* index of the glyph of each digit */
    /* begins[i]: digit i is the first of a group, after a separator; begins[count]: the last group
     * ends with the run */
    bool begins[RUN_MAX + 1];
};
void kefu__run_read(const struct glyphs *glyphs, size_t i, struct run *run);
/* Recognises numbers that are personal by their form: phones, identity cards, bank cards. The
 * caller ensures that a group of digits begins at i, or that glyph i is a + or bracket. */
struct finding_span kefu__find_number(const struct glyphs *glyphs, size_t i);
/* Is glyph i a unit of money, measure or count: 元, 万, % …? */
bool kefu__is_unit(const struct glyphs *glyphs, size_t i);

/* ---- behind words, nets, places ---- */

struct word_index {
    /* by hash of a word's first code point: index + 1 of the first word with this hash; 0: none */
    uint8_t first[256];
    uint8_t next[256];
};
void kefu__words_index(struct word_index *index);
struct finding_span kefu__find_behind_word(const struct word_index *index,
                                           const struct glyphs *glyphs, size_t i);
/* Recognises what precedes a word: a name before a phone number, a date before 出生, a code before
 * 护照. */
struct finding_span kefu__find_before_word(const struct glyphs *glyphs, size_t i);
/* Recognises mail addresses, URLs, UUIDs, IP and MAC addresses. The caller ensures that a Latin
 * word or number begins at i. */
struct finding_span kefu__find_net(const struct glyphs *glyphs, size_t i);
/* Recognises a MAC address that is attached to a word: MACa4:5e:60:c2:19:7b. */
struct finding_span kefu__find_glued(const struct glyphs *glyphs, size_t i);
/* The end of a UUID, IP or MAC address at i; 0 if there is none. */
size_t kefu__machine_end(const struct glyphs *glyphs, size_t i);
/* Recognises postal addresses in English. The caller ensures that a Latin word or number begins at
 * i. */
struct finding_span kefu__find_street(const struct glyphs *glyphs, size_t i);
/* Recognises Chinese postal addresses and number plates. */
struct finding_span kefu__find_address(const struct glyphs *glyphs, size_t i);

#endif
