/* SPDX-License-Identifier: MIT
 * Reading lexicon documents: what its parts share, and the tests that stand in them. */
#ifndef KEFU_LIB_SCHEME_LEXICON_READ_H
#define KEFU_LIB_SCHEME_LEXICON_READ_H

#include "lexicon/lexicon.h"
#include "scheme/builder.h"
#include "scheme/lexicon/tests.h"

/* The state of compiling lexicons: the document being read and the maps over what was read. */
struct lexicon_builder {
    struct scheme_builder *builder;
    struct lexicon *lexicon;
    struct json_reader *reader;
    const struct scheme_document *document;
    uint32_t document_index;
    uint32_t entry_flags;     /* of all entries of the document: ENTRY_MESSAGE or 0 */
    struct index_map entries; /* folded text → entry; behind a sentinel, those of messages */
    struct index_map words;   /* sense and folded text → word */
    struct index_map ids;     /* kind and name of an id → index in lexicon->ids */
    struct buffer folded;
};

/* Folds a text into the scheme's arena; empty, with the finding reported at the reader's place,
 * when it cannot be a keyword. */
kefu_str kefu__lexicon_fold(struct lexicon_builder *state, kefu_str text);
/* Removes the words of grammar of a folded text, whatever their senses; false: there are none. */
bool kefu__lexicon_remove_words(struct lexicon_builder *state, kefu_str text);

static inline struct lexicon_builder *kefu__lexicon_builder(const struct field_reader *reader) {
    return ((struct scheme_builder *)reader->ctx)->part;
}

/* The parts of a lexicon document. */
extern const struct shape kefu__entry_shape, kefu__removal_shape;
extern const struct shape kefu__negator_shape, kefu__degree_shape, kefu__contrast_shape;
extern const struct shape kefu__irrealis_shape, kefu__rhetorical_shape, kefu__blocker_shape;
extern const struct shape kefu__factors_shape, kefu__thresholds_shape, kefu__characters_shape;
extern const struct shape kefu__excuse_shape, kefu__precision_shape, kefu__courtesy_shape;
/* Reads the member "repetition". */
void kefu__lexicon_read_repetition(struct field_reader *reader, const json_value *value,
                                   void *item);
extern const struct shape kefu__lexicon_test_shape;

#endif
