/* SPDX-License-Identifier: MIT
 * What an entry of a lexicon document says, read once and applied to each of its texts. */
#ifndef KEFU_LIB_SCHEME_LEXICON_ATTRIBUTES_H
#define KEFU_LIB_SCHEME_LEXICON_ATTRIBUTES_H

#include "scheme/lexicon/read.h"

enum {
    /* limit on the attributes that one entry gives to each of its texts */
    LEXICON_ATTRIBUTES_MAX = 16,
    /* limit on the attributes of one text, from all entries together */
    LEXICON_TEXT_ATTRIBUTES_MAX = 64,
    LEXICON_POLARITY = LEXICON_FOUND_KINDS /* index of the polarity in lexicon_reading.roles */
};

struct lexicon_reading {
    double polarity;
    uint32_t flags; /* ENTRY_POLAR, _AMBIGUOUS, _GRADED, _INSIDE */
    /* for each kefu_found_kind, and last for the polarity: bit set of the speakers for whom the
     * meaning counts */
    uint32_t roles[LEXICON_FOUND_KINDS + 1];
    bool ambiguous, graded, inside, whole;
    size_t count;
    struct {
        uint32_t id; /* index of a lexicon_id */
        uint32_t roles;
        double strength;
    } attributes[LEXICON_ATTRIBUTES_MAX];
};

/* The field table of all members of an entry except its texts; the table of entries begins with it.
 * Its callback `finish` completes the flags. */
extern const struct field_table kefu__attributes_table;

/* The index of an id of a kind, created if it is new; UINT32_MAX if an error was reported, or if
 * out of memory. */
uint32_t kefu__lexicon_id(struct lexicon_builder *state, uint32_t kind, kefu_str id);
/* Merges the meanings that were read into the entry of a folded text. Returns the index of the
 * entry, or UINT32_MAX if out of memory or if a limit is exceeded. */
uint32_t kefu__lexicon_apply(struct lexicon_builder *state, kefu_str text,
                             const struct lexicon_reading *reading);
/* The index of the entry of a folded text, UINT32_MAX if there is none. */
uint32_t kefu__lexicon_find_entry(struct lexicon_builder *state, kefu_str text);
/* Merges the meanings that were read into the entry of each of these texts. */
bool kefu__lexicon_apply_texts(struct lexicon_builder *state, const json_value *texts,
                               const struct lexicon_reading *reading);

#endif
