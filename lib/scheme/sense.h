/* SPDX-License-Identifier: MIT
 * What the keywords of the one matcher stand for. */
#ifndef KEFU_LIB_SCHEME_SENSE_H
#define KEFU_LIB_SCHEME_SENSE_H

#include <stdint.h>

/* What stands behind a keyword of the one matcher. A keyword may have many senses. */
enum sense_kind {
    SENSE_ENTRY,   /* index of a lexicon entry */
    SENSE_LEARNED, /* index of a learned weight */
    SENSE_NEGATOR, /* index into the grammar's tables … */
    SENSE_DEGREE,
    SENSE_CONTRAST,
    SENSE_IRREALIS,
    SENSE_RHETORICAL,
    SENSE_BLOCKER,
    SENSE_BOUNDARY,    /* punctuation: an enum boundary */
    SENSE_PHRASE,      /* index of a phrase of rules: see kefu__builder_phrase */
    SENSE_PAIR_FIRST,  /* parts of gapped pairs: number of the group of pairs that begin so … */
    SENSE_PAIR_SECOND, /* … and index of the pair */
    SENSE_KINDS
};
struct sense {
    uint32_t kind, value;
};

#endif
