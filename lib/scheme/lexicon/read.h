/* SPDX-License-Identifier: MIT
 * Reading lexicon documents: what its parts share, and the tests that stand in them. */
#ifndef KEFU_LIB_SCHEME_LEXICON_READ_H
#define KEFU_LIB_SCHEME_LEXICON_READ_H

#include "lexicon/lexicon.h"
#include "scheme/builder.h"
#include "scheme/lexicon/tests.h"

/* The state while lexicons are compiled: the current document, and maps over what was read. */
struct lexicon_builder {
    struct scheme_builder *builder;
    struct lexicon *lexicon;
    struct json_reader *reader;
    const struct scheme_document *document;
    uint32_t document_index;
    uint32_t entry_flags; /* flags of all entries of the current document: ENTRY_MESSAGE or 0 */
    /* maps folded text to the index of an entry; a prefix marks entries for messages */
    struct index_map entries;
    struct index_map words;   /* maps sense and folded text to the index of a grammar word */
    struct index_map classes; /* maps the id of a class of words to its index */
    struct index_map ids;     /* maps kind and name of an id to its index in lexicon->ids */
    struct buffer folded;
};

/* Folds a text into the scheme's arena. If it cannot be a keyword, reports that at the reader's
 * cursor and returns an empty string. */
kefu_str kefu__lexicon_fold(struct lexicon_builder *state, kefu_str text);
/* Removes all grammar words with this folded text, of any sense; false: there are none. */
bool kefu__lexicon_remove_words(struct lexicon_builder *state, kefu_str text);

static inline struct lexicon_builder *kefu__lexicon_builder(const struct field_reader *reader) {
    return ((struct scheme_builder *)reader->ctx)->part;
}

/* The shapes of parts of a lexicon document. */
extern const struct shape kefu__entry_shape, kefu__removal_shape;
extern const struct shape kefu__negator_shape, kefu__degree_shape, kefu__contrast_shape;
extern const struct shape kefu__irrealis_shape, kefu__rhetorical_shape, kefu__blocker_shape;
extern const struct shape kefu__factors_shape, kefu__thresholds_shape, kefu__characters_shape;
extern const struct shape kefu__excuse_shape, kefu__precision_shape, kefu__courtesy_shape;
extern const struct shape kefu__class_shape, kefu__disguised_shape;
/* Reads the member "repetition": the id of the fault of repeating the same words in one turn. */
void kefu__lexicon_read_repetition(struct field_reader *reader, const json_value *value,
                                   void *item);
extern const struct shape kefu__lexicon_test_shape;

#endif
