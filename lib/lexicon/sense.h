/* SPDX-License-Identifier: MIT
 * What the keywords of the scheme's matcher mean. */
#ifndef KEFU_LIB_LEXICON_SENSE_H
#define KEFU_LIB_LEXICON_SENSE_H

#include <stdint.h>

/* The meaning of a keyword of the scheme's matcher. A keyword may have several senses. */
enum sense_kind {
    SENSE_ENTRY,   /* index of a lexicon entry */
    SENSE_LEARNED, /* index of a learned keyword among the features of all genres */
    SENSE_NEGATOR, /* from here to SENSE_BLOCKER: index of a lexicon_word */
    SENSE_DEGREE,
    SENSE_CONTRAST,
    SENSE_IRREALIS,
    SENSE_RHETORICAL,
    SENSE_BLOCKER,
    SENSE_BOUNDARY,    /* punctuation; the value is an enum boundary */
    SENSE_PHRASE,      /* index of a phrase of rules: see kefu__builder_phrase */
    SENSE_PAIR_FIRST,  /* the first part of gapped pairs: number of the group of pairs with it */
    SENSE_PAIR_SECOND, /* the second part: index of the pair */
    SENSE_KINDS
};
struct sense {
    uint32_t kind, value;
};

#endif
