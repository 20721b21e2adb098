/* SPDX-License-Identifier: MIT
 * What an entry of a lexicon document says, read once and applied to each of its texts. */
#ifndef KEFU_LIB_SCHEME_LEXICON_ATTRIBUTES_H
#define KEFU_LIB_SCHEME_LEXICON_ATTRIBUTES_H

#include "scheme/lexicon/read.h"

enum {
    /* limit on the attributes (ids with their strengths) that one entry gives to each of its texts
     */
    LEXICON_ATTRIBUTES_MAX = 16,
    /* limit on the attributes of one text, from all entries together */
    LEXICON_TEXT_ATTRIBUTES_MAX = 64,
    /* index of the polarity in the array lexicon_reading.roles */
    LEXICON_POLARITY = LEXICON_FOUND_KINDS
};

struct lexicon_reading {
    double polarity;
    uint32_t flags; /* bit set of ENTRY_POLAR, ENTRY_AMBIGUOUS, ENTRY_GRADED, ENTRY_INSIDE */
    /* indexed by kefu_found_kind, with the polarity last: bit set of the speakers in whose messages
     * this part of the meaning counts */
    uint32_t roles[LEXICON_FOUND_KINDS + 1];
    bool ambiguous, graded, inside, whole;
    size_t count;
    struct {
        uint32_t id; /* index of an emotion, act, … in lexicon->ids */
        uint32_t roles;
        double strength;
    } attributes[LEXICON_ATTRIBUTES_MAX];
};

/* The field table of all members of an entry except its texts. Entries read it besides their own
 * table; its callbacks also set lexicon_reading.flags. */
extern const struct field_table kefu__attributes_table;

/* The index in lexicon->ids of an id of a kind (emotion, act, …), created if it is new; UINT32_MAX
 * if an error was reported, or if out of memory. */
uint32_t kefu__lexicon_id(struct lexicon_builder *state, uint32_t kind, kefu_str id);
/* Merges the meanings that were read into the lexicon entry of a folded text, which is created if
 * it is new. Returns its index, or UINT32_MAX if out of memory or if a limit is exceeded. */
uint32_t kefu__lexicon_apply(struct lexicon_builder *state, kefu_str text,
                             const struct lexicon_reading *reading);
/* The index in lexicon->entries of the entry with this folded text; UINT32_MAX if there is none. */
uint32_t kefu__lexicon_find_entry(struct lexicon_builder *state, kefu_str text);
/* Merges the meanings that were read into the entry of each string of the array `texts`; creates
 * entries that are missing. Returns false if out of memory, or if a limit is exceeded. */
bool kefu__lexicon_apply_texts(struct lexicon_builder *state, const json_value *texts,
                               const struct lexicon_reading *reading);

#endif
