/* SPDX-License-Identifier: MIT
 * Reading patterns: classes of words, and entries whose texts are sequences of them. */
#ifndef KEFU_LIB_SCHEME_LEXICON_PATTERNS_H
#define KEFU_LIB_SCHEME_LEXICON_PATTERNS_H

#include "scheme/lexicon/attributes.h"

#define LEXICON_PATTERN_SCHEMA                                                                     \
    "{\"type\": \"array\", \"items\": {\"anyOf\": [{\"$ref\": \"#/definitions/keyword\"}, "        \
    "{\"type\": \"array\", \"items\": {\"$ref\": \"#/definitions/keyword\"}, \"minItems\": 1}]}, " \
    "\"minItems\": 2, \"maxItems\": 8}"

/* The largest number of characters between neighbouring parts of a pattern: the member "gap" of the
 * object, or the default. */
uint32_t kefu__lexicon_pattern_gap(struct lexicon_builder *state, const json_value *object);
/* Reads a pattern at the JSON reader's current position and merges the meanings into its entry,
 * which is created if the pattern is new. Returns false if out of memory, or if a limit is
 * exceeded. */
bool kefu__lexicon_read_pattern(struct lexicon_builder *state, const json_value *parts,
                                uint32_t gap, const struct lexicon_reading *reading);
/* Reports each class that a pattern names and no document defines. Called when all documents were
 * read. */
void kefu__lexicon_check_classes(struct lexicon_builder *state);

#endif
