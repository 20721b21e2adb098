/* SPDX-License-Identifier: MIT
 * The parsed form of a valid text: one flat block of tokens in document order and one of strings,
 * both from the caller's allocator. */
#ifndef KEFU_LIB_JSON_TAPE_H
#define KEFU_LIB_JSON_TAPE_H

#include "json/json.h"

/* A token of the tape (the array of all values of a text in its order), which represents one value.
 * The tokens of a container's members or elements follow it, each with everything below it, so that
 * skipping `span` tokens leads to the next sibling. Offsets have 32 bits, since a text has at most
 * 64 MiB. */
struct json_value {
    uint32_t index;     /* index of this token in json_tape.tokens */
    uint32_t span : 28; /* number of tokens of this value, including itself */
    uint32_t kind : 3;  /* a json_kind */
    uint32_t last : 1;  /* the value is the last item of its container, or the root */
    /* for a member: offset of its name in `strings`, counted from 1; 0: the value is not a member
     */
    uint32_t name;
    uint32_t at;   /* for a string: offset in `strings`; for another scalar: offset in the text */
    uint32_t size; /* number of bytes of a string or number; number of items of a container */
};

struct json_tape {
    kefu_allocator allocator;
    const char *text; /* the parsed text, not owned */
    char *strings;    /* all strings unescaped, each NUL-terminated */
    size_t string_size, token_count;
    struct json_value tokens[];
};

/* The memory that a valid text needs, computed by the scanner. */
struct json_extent {
    size_t tokens;  /* number of tokens: values of all types */
    size_t strings; /* bytes of all names and strings with terminating NULs */
    bool repaired;  /* some strings have defects that must be replaced */
};

/* Parses a text that the scanner found valid. Returns NULL if out of memory. The caller frees the
 * result with kefu__tape_free(). */
struct json_tape *kefu__tape_new(const kefu_allocator *allocator, const char *text, size_t size,
                                 const struct json_extent *extent);
void kefu__tape_free(struct json_tape *tape); /* NULL is allowed */

#endif
