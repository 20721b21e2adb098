/* SPDX-License-Identifier: MIT
 * Regular expressions of rules, compiled to a deterministic automaton (DFA): matching takes one
 * step a character, never backtracks, and knows no back-references.
 *
 * Both the expression and the text are folded (docs/matching.md), so that 退貨 matches 退货. A
 * match is the leftmost one and of those the longest, and lies within one line. */
#ifndef KEFU_LIB_REGEX_H
#define KEFU_LIB_REGEX_H

#include "base/base.h"

enum {
    REGEX_CHARACTERS_MAX = 1000, /* limit on the characters of an expression */
    REGEX_REPEAT_MAX = 64,       /* limit on the counts in {m,n} */
    REGEX_DEPTH_MAX = 32,        /* limit on nested groups */
    REGEX_STATES_MAX = 4096,     /* limit on the states of the automaton */
    REGEX_MATCH_MAX = 256,       /* limit on the folded characters of one match */
    REGEX_NEEDS_MAX = 16,        /* limit on the alternatives in regex.needs */
    REGEX_NEED_MIN = 2,          /* a needed text has at least so many characters, */
    REGEX_NEED_MAX = 8           /* and at most so many */
};

struct regex {
    /* The code points are divided into intervals, whose elements no step of the automaton tells
     * apart; interval i begins at firsts[i]. Intervals that no step tells apart have one class. */
    const uint32_t *firsts;
    const uint16_t *classes; /* the class of each interval */
    uint32_t interval_count, class_count, state_count;
    uint16_t ascii[128]; /* the class of each ASCII character */
    /* next[state * class_count + class]; state 0 is the dead state, from which no match can be
     * reached, state 1 the initial state */
    const uint16_t *next;
    const uint8_t *accepts; /* of each state: is what was read a match? */
    /* Every match contains one of these texts (folded Han characters), so that a text without any
     * of them need not be searched; count 0: nothing is known. */
    const kefu_str *needs;
    size_t need_count;
};

/* Why an expression was refused: the code of a finding, a sentence in English, and the byte offset
 * in the expression. */
struct regex_error {
    const char *code, *message;
    size_t at;
};

/* Compiles an expression. What the regex refers to is allocated in `arena`; `allocator` is for
 * memory that is released before the function returns.
 * @param budget  steps that the compilation may take, by which the time for many expressions is
 *                bounded; what was needed is subtracted
 * @return KEFU_OK; KEFU_E_DEFINITION or KEFU_E_LIMIT (*error is set); KEFU_E_MEMORY */
kefu_status kefu__regex_compile(struct regex *regex, kefu_str source, struct arena *arena,
                                const kefu_allocator *allocator, uint64_t *budget,
                                struct regex_error *error);

/* ---- matching ---- */

/* A folded character of a text, and the bytes of the text that it was made from. An ill-formed
 * sequence has the code point UTF8_INVALID, which is in no class. */
struct regex_point {
    uint32_t point, start, end;
};
struct regex_text {
    kefu_allocator allocator;
    struct regex_point *points;
    size_t count, capacity;
};

/* Folds a text for matching; replaces what `to` held. Returns false if out of memory. */
bool kefu__regex_text_read(struct regex_text *to, const char *text, size_t size);
void kefu__regex_text_free(struct regex_text *text);

/* Finds the first match that begins at point *from or later; sets *start and *end to the bytes of
 * the text that it covers, and *from to the point behind it. Returns false if there is none. */
bool kefu__regex_find(const struct regex *regex, const struct regex_text *text, size_t *from,
                      uint32_t *start, uint32_t *end);

#endif
