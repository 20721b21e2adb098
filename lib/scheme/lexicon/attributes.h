/* SPDX-License-Identifier: MIT
 * What an entry of a lexicon document says, read once and applied to each of its texts. */
#ifndef KEFU_LIB_SCHEME_LEXICON_ATTRIBUTES_H
#define KEFU_LIB_SCHEME_LEXICON_ATTRIBUTES_H

#include "scheme/lexicon/read.h"

enum {
    LEXICON_ATTRIBUTES_MAX = 16,           /* that one entry gives to its texts */
    LEXICON_TEXT_ATTRIBUTES_MAX = 64,      /* of one text, by all entries together */
    LEXICON_POLARITY = LEXICON_FOUND_KINDS /* index of the polarity in lexicon_reading.roles */
};

struct lexicon_reading {
    double polarity;
    uint32_t flags; /* ENTRY_POLAR, _AMBIGUOUS, _GRADED, _INSIDE */
    /* indexed by kefu_found_kind, the last one for the polarity */
    uint32_t roles[LEXICON_FOUND_KINDS + 1];
    bool ambiguous, graded, inside, whole;
    size_t count;
    struct {
        uint32_t id; /* index of a lexicon_id */
        uint32_t roles;
        double strength;
    } attributes[LEXICON_ATTRIBUTES_MAX];
};

/* All members of an entry except its texts, used as the head of an entry's shape. Its `finish`
 * completes the flags. */
extern const struct shape kefu__attributes_shape;

/* The index of an id of a kind, created if it is new; UINT32_MAX after a finding, or without
 * memory. */
uint32_t kefu__lexicon_id(struct lexicon_builder *state, uint32_t kind, kefu_str id);
/* Merges the meanings that were read into the entry of a folded text. The index of the entry, or
 * UINT32_MAX without memory or past a limit. */
uint32_t kefu__lexicon_apply(struct lexicon_builder *state, kefu_str text,
                             const struct lexicon_reading *reading);
/* The index of the entry of a folded text, UINT32_MAX if there is none. */
uint32_t kefu__lexicon_find_entry(struct lexicon_builder *state, kefu_str text);
/* Merges the meanings that were read into the entry of each of these texts. */
bool kefu__lexicon_apply_texts(struct lexicon_builder *state, const json_value *texts,
                               const struct lexicon_reading *reading);

#endif
