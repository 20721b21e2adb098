/* SPDX-License-Identifier: MIT
 * Reading lexicon documents: what its parts share, and the tests that stand in them. */
#ifndef KEFU_LIB_SCHEME_LEXICON_READ_H
#define KEFU_LIB_SCHEME_LEXICON_READ_H

#include "lexicon/lexicon.h"
#include "scheme/builder.h"
#include "scheme/lexicon/tests.h"

/* The state while lexicon documents are compiled into one lexicon: the current document, and maps
 * that find what was read before. */
struct lexicon_builder {
    struct scheme_builder *builder;
    struct lexicon *lexicon;
    struct json_reader *reader;
    const struct scheme_document *document;
    uint32_t document_index;
    /* flags that all entries of the current document get: ENTRY_MESSAGE (it is for messages only)
     * or 0 */
    uint32_t entry_flags;
    /* maps folded text to an index in lexicon->entries; entries for messages only have a prefix in
     * their key */
    struct index_map entries;
    struct index_map words;   /* maps sense and folded text to the index of a grammar word */
    struct index_map classes; /* maps the id of a word class (of patterns) to its index */
    struct index_map ids;     /* maps kind and name of an id to its index in lexicon->ids */
    struct buffer folded;
};

/* Folds a text (as the matcher does) into the scheme's arena. If it cannot be a keyword, reports
 * that at the reader's cursor and returns an empty string. */
kefu_str kefu__lexicon_fold(struct lexicon_builder *state, kefu_str text);
/* Removes all grammar words with this folded text, of any sense; false: there are none. */
bool kefu__lexicon_remove_words(struct lexicon_builder *state, kefu_str text);

static inline struct lexicon_builder *kefu__lexicon_builder(const struct field_reader *reader) {
    return ((struct scheme_builder *)reader->ctx)->part;
}

/* The field tables of the objects inside of a lexicon document: entries, grammar words, … */
extern const struct field_table kefu__entry_table, kefu__removal_table;
extern const struct field_table kefu__negator_table, kefu__degree_table, kefu__contrast_table;
extern const struct field_table kefu__irrealis_table, kefu__rhetorical_table, kefu__blocker_table;
extern const struct field_table kefu__factors_table, kefu__thresholds_table, kefu__characters_table;
extern const struct field_table kefu__excuse_table, kefu__precision_table, kefu__courtesy_table;
extern const struct field_table kefu__class_table, kefu__disguised_table;
/* Reads the member "repetition" of a lexicon: the id of the fault that an agent commits who repeats
 * the same words in one turn. */
void kefu__lexicon_read_repetition(struct field_reader *reader, const json_value *value,
                                   void *item);
extern const struct field_table kefu__lexicon_test_table;

#endif
