/* SPDX-License-Identifier: MIT
 * The keywords of a scheme's matcher while they are collected, each with one sense. */
#ifndef KEFU_LIB_LEXICON_KEYWORDS_H
#define KEFU_LIB_LEXICON_KEYWORDS_H

#include "base/base.h"
#include "lexicon/sense.h"

struct keyword_list {
    const kefu_allocator *allocator;
    struct arena *arena;   /* of what the compiled lexicon keeps */
    struct arena *scratch; /* of what only building it needs */
    kefu_str *texts;
    struct sense
        *senses; /* of the text with the same index; equal texts may stand more than once */
    size_t count, text_capacity, sense_capacity;
};

/* Adds a keyword, whose text must live as long as the list; it must be neither empty nor longer
 * than a matcher's keywords may be. False without memory. */
bool kefu__keyword_list_add(struct keyword_list *list, kefu_str text, enum sense_kind kind,
                            uint32_t value);
/* The same of a copy of the text in the arena, which is returned; NULL without memory. */
const char *kefu__keyword_list_add_copy(struct keyword_list *list, kefu_str text,
                                        enum sense_kind kind, uint32_t value);
void kefu__keyword_list_free(struct keyword_list *list);

#endif
