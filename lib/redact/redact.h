/* SPDX-License-Identifier: MIT
 * Recognisers of personal data. Each reads at glyph i, in bounded time, and returns the end of what
 * it found, or 0. */
#ifndef KEFU_LIB_REDACT_H
#define KEFU_LIB_REDACT_H

#include "redact/glyph.h"

/* A recogniser's answer: glyphs [from, to) are of a kind; to 0: nothing found. */
struct finding_span {
    size_t from, to;
    uint32_t kind;
};

/* ---- numbers ---- */

enum { RUN_MAX = 40, RUN_GAP = 3 }; /* digits of a run; separators between two of them */

/* Digits with at most RUN_GAP separators between two of them. */
struct run {
    size_t count;
    uint8_t digit[RUN_MAX];
    size_t place[RUN_MAX];    /* the glyph of each */
    bool begins[RUN_MAX + 1]; /* does a group begin here? The end counts as one */
};
void kefu__run_read(const struct glyphs *glyphs, size_t i, struct run *run);
/* Numbers that are personal by their form. `i` begins a group of digits, or is a + or bracket. */
struct finding_span kefu__find_number(const struct glyphs *glyphs, size_t i);
/* Is the glyph at i a unit of money, measure or count: 元, 万, % …? */
bool kefu__is_unit(const struct glyphs *glyphs, size_t i);

/* ---- behind words, nets, places ---- */

struct word_index {
    uint8_t first[256]; /* by a hash of the first point: index + 1 into the words */
    uint8_t next[256];
};
void kefu__words_index(struct word_index *index);
struct finding_span kefu__find_behind_word(const struct word_index *index,
                                           const struct glyphs *glyphs, size_t i);
/* Names before a phone, dates before 出生, codes before 护照. */
struct finding_span kefu__find_before_word(const struct glyphs *glyphs, size_t i);
/* Mail addresses, URLs, UUIDs, IP and MAC addresses. `i` begins a Latin word or number. */
struct finding_span kefu__find_net(const struct glyphs *glyphs, size_t i);
/* A MAC address whose first letters go on from a word: MACa4:5e:60:c2:19:7b. */
struct finding_span kefu__find_glued(const struct glyphs *glyphs, size_t i);
/* The end of a UUID, IP or MAC address; 0 when there is none. */
size_t kefu__machine_end(const struct glyphs *glyphs, size_t i);
/* Postal addresses in English. `i` begins a Latin word or number. */
struct finding_span kefu__find_street(const struct glyphs *glyphs, size_t i);
/* Postal addresses and number plates. */
struct finding_span kefu__find_place(const struct glyphs *glyphs, size_t i);

#endif
