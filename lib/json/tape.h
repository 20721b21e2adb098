/* SPDX-License-Identifier: MIT
 * The parsed form of a valid text: one flat block of tokens in document order and one of strings,
 * both from the caller's allocator. */
#ifndef KEFU_LIB_JSON_TAPE_H
#define KEFU_LIB_JSON_TAPE_H

#include "json/json.h"

/* A token. A container is followed by its members or elements, each with all that it holds, so that
 * the next sibling is found by skipping `span` tokens. Offsets have 32 bits: a text has at most
 * 64 MiB. */
struct json_value {
    uint32_t index;     /* in the tape, which begins before token 0 */
    uint32_t span : 28; /* tokens of this value, itself included */
    uint32_t kind : 3;  /* a json_kind */
    uint32_t last : 1;  /* of its container, or the root */
    uint32_t name;      /* of a member: offset of its name in the strings, from 1; else 0 */
    uint32_t at;        /* a string's offset in the strings; a scalar's in the text */
    uint32_t size;      /* bytes of a string or number, members or elements of a container */
};

struct json_tape {
    kefu_allocator allocator;
    const char *text; /* what was parsed; not owned */
    char *strings;    /* unescaped, each terminated */
    size_t string_size, token_count;
    struct json_value tokens[];
};

/* What a valid text needs: found by the scanner. */
struct json_extent {
    size_t tokens;  /* values of all kinds */
    size_t strings; /* bytes of all names and strings, terminated */
    bool repaired;  /* some of them hold what must be replaced */
};

/* Parses a text that the scanner found valid. NULL: no memory. Free with kefu__tape_free(). */
struct json_tape *kefu__tape_new(const kefu_allocator *allocator, const char *text, size_t size,
                                 const struct json_extent *extent);
void kefu__tape_free(struct json_tape *tape); /* NULL is allowed */

#endif
