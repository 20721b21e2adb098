/* SPDX-License-Identifier: MIT
 * Reading patterns: classes of words, and entries whose texts are sequences of them. */
#ifndef KEFU_LIB_SCHEME_LEXICON_PATTERNS_H
#define KEFU_LIB_SCHEME_LEXICON_PATTERNS_H

#include "scheme/lexicon/attributes.h"

#define LEXICON_PATTERN_SCHEMA                                                                     \
    "{\"type\": \"array\", \"items\": {\"anyOf\": [{\"$ref\": \"#/definitions/keyword\"}, "        \
    "{\"type\": \"array\", \"items\": {\"$ref\": \"#/definitions/keyword\"}, \"minItems\": 1}]}, " \
    "\"minItems\": 2, \"maxItems\": 8}"

/* The characters between the parts of a pattern: the object's "gap", or the usual ones. */
uint32_t kefu__lexicon_pattern_gap(struct lexicon_builder *state, const json_value *object);
/* Unites the entry of a pattern at the reader's place, made where it is new, with what is said of
 * it. False without memory or past a limit. */
bool kefu__lexicon_read_pattern(struct lexicon_builder *state, const json_value *parts,
                                uint32_t gap, const struct lexicon_reading *reading);
/* Reports classes that patterns name and no document defines, when all were read. */
void kefu__lexicon_check_classes(struct lexicon_builder *state);

#endif
