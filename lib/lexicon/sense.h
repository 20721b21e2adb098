/* SPDX-License-Identifier: MIT
 * What the keywords of the scheme's matcher mean. */
#ifndef KEFU_LIB_LEXICON_SENSE_H
#define KEFU_LIB_LEXICON_SENSE_H

#include <stdint.h>

/* The kinds of senses of a keyword of the scheme's matcher; each comment says what `value` of
 * struct sense is. A keyword may have several senses. */
enum sense_kind {
    SENSE_ENTRY, /* value: index of a lexicon entry */
    /* a keyword of a learned model; value: its index among the features of all genres' models */
    SENSE_LEARNED,
    /* value, also of the kinds below up to SENSE_BLOCKER: index of a lexicon_word, a word of
       grammar */
    SENSE_NEGATOR,
    SENSE_DEGREE,
    SENSE_CONTRAST,
    SENSE_IRREALIS,
    SENSE_RHETORICAL,
    SENSE_BLOCKER,
    SENSE_BOUNDARY, /* punctuation; value: an enum boundary */
    /* a phrase that rules search for; value: its index, from kefu__builder_phrase() */
    SENSE_PHRASE,
    /* the first part of gapped pairs; value: number of the group of all pairs with this first part
     */
    SENSE_PAIR_FIRST,
    SENSE_PAIR_SECOND, /* the second part of a gapped pair; value: index of the pair */
    SENSE_CLASS,       /* a word of a class of patterns; value: index of the lexicon_class */
    SENSE_KINDS
};
struct sense {
    uint32_t kind, value;
};

#endif
