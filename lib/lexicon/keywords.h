/* SPDX-License-Identifier: MIT
 * The keywords of a scheme's matcher while they are collected, each with one sense. */
#ifndef KEFU_LIB_LEXICON_KEYWORDS_H
#define KEFU_LIB_LEXICON_KEYWORDS_H

#include "base/base.h"
#include "lexicon/sense.h"

struct keyword_list {
    const kefu_allocator *allocator;
    struct arena *arena;   /* memory pool of what the compiled lexicon keeps */
    struct arena *scratch; /* memory pool that is freed when the lexicon has been built */
    kefu_str *texts;
    /* senses[i] is the sense of texts[i]; a text with several senses is listed once for each */
    struct sense *senses;
    size_t count, text_capacity, sense_capacity;
};

/* Adds a keyword. Its text must stay valid as long as the list, and have 1 to MATCHER_LENGTH_MAX
 * folded code points. Returns false if out of memory. */
bool kefu__keyword_list_add(struct keyword_list *list, kefu_str text, enum sense_kind kind,
                            uint32_t value);
/* Copies the text into the arena, adds the copy as a keyword and returns it, or NULL if out of
 * memory. */
const char *kefu__keyword_list_add_copy(struct keyword_list *list, kefu_str text,
                                        enum sense_kind kind, uint32_t value);
void kefu__keyword_list_free(struct keyword_list *list);

#endif
