/* SPDX-License-Identifier: MIT
 * The context of compiling a scheme: the documents in force, and what the compilers of their kinds
 * share. */
#ifndef KEFU_LIB_SCHEME_BUILDER_H
#define KEFU_LIB_SCHEME_BUILDER_H

#include "lexicon/digest.h"
#include "lexicon/keywords.h"
#include "scheme/scheme.h"
#include "json/fields.h"

/* ---- documents ---- */

/* The names of the members that documents of every kind may have. */
#define SCHEME_COMMON_MEMBERS                                                                      \
    "kefu", "kind", "id", "version", "effective_from", "effective_to", "title", "description",     \
        "license", "note", "extends", "tests"

/* A parsed document that is in force at the instant for which the scheme is compiled. */
struct scheme_document {
    kefu_str id, version;
    enum document_kind kind;
    struct json_reader *reader; /* parses the document; stays open until the compilation ends */
    const json_value *root;
    char digest[DIGEST_SIZE]; /* digest of the document's bytes */
    uint32_t layer;           /* 0: built in; 1: given by the caller */
};

/* The field table of the members that documents of every kind may have; the table of each kind
 * begins with it. */
extern const struct field_table kefu__document_table;

/* ---- the builder ---- */

/* The state of one compilation of a scheme. The functions that compile documents of a kind report
 * errors through the document's reader. */
struct scheme_builder {
    struct kefu_scheme *scheme;
    /* the scheme's arena: what is allocated in it lives as long as the scheme */
    struct arena *arena;
    struct arena scratch; /* memory that is freed at the end of the compilation */
    const kefu_allocator *allocator;
    kefu_findings *findings;
    kefu_error *error;
    /* the documents in force, lower layers first, because later documents override earlier ones */
    struct scheme_document *documents;
    size_t document_count;
    const struct scheme_document *current; /* the document that is being read */
    /* the state of the kind whose documents are being compiled, for the callbacks of its field
     * tables: for lexicons a struct lexicon_builder, … */
    void *part;
    /* first failure that no document caused: out of memory, or a limit exceeded; KEFU_OK: none */
    kefu_status status;
    struct keyword_list keywords; /* the keywords from which the matcher will be built */
    /* maps the text of a phrase of rules to its number, which is below phrase_count; patterns of
     * rules have numbers of the same series, but no keyword */
    struct index_map phrases;
    uint32_t phrase_count;
};

/* Stores the status and message of a failure that no document caused (out of memory, a limit),
 * unless there was one before. Always returns false. */
bool kefu__builder_fail(struct scheme_builder *builder, kefu_status status, const char *message);
/* Stores the failure KEFU_E_MEMORY like kefu__builder_fail(). Always returns false. */
bool kefu__builder_no_memory(struct scheme_builder *builder);
/* Allocates zeroed memory in the scheme's arena. Returns NULL if out of memory. */
void *kefu__builder_take(struct scheme_builder *builder, size_t size);
/* Adds a phrase of a rule to the keywords of the matcher and returns its index; equal texts share
 * one index. Returns UINT32_MAX if out of memory. */
uint32_t kefu__builder_phrase(struct scheme_builder *builder, kefu_str text);
/* Does the same for a phrase that the reader has just read, of 1 to 64 characters. Returns
 * UINT32_MAX if it has another length or a *, as who means "anything" writes, which is reported; or
 * if out of memory. */
uint32_t kefu__builder_read_phrase(struct scheme_builder *builder, struct json_reader *reader,
                                   kefu_str text);
/* Appends a copy of an item of `width` bytes to a growing array in the scheme's arena; `array` is
 * the address of the pointer to its first element. Returns false if out of memory. */
bool kefu__builder_push(struct scheme_builder *builder, void *array, size_t *count,
                        size_t *capacity, const void *item, size_t width);
/* Reads a document into the struct `item` by the field table of its kind, whose callbacks get the
 * builder as ctx. Returns false if out of memory, or if a limit is exceeded (builder->status);
 * errors in the content are only counted in the document's reader. */
bool kefu__document_read(struct scheme_builder *builder, const struct scheme_document *document,
                         const struct field_table *table, void *item);
/* Reads every document of a kind with kefu__document_read(), each into the same struct `item`. */
bool kefu__documents_read(struct scheme_builder *builder, enum document_kind kind,
                          const struct field_table *table, void *item);
/* The digests of the lexicon compiled from all documents. Returns NULL if out of memory. */
const struct text_digests *kefu__builder_text_digests(struct scheme_builder *builder);
/* Registers a copy of the title of an id. A later title replaces an earlier one; NULL and "" leave
 * it unchanged. Returns false if out of memory. */
bool kefu__builder_title(struct scheme_builder *builder, const char *id, const char *zh,
                         const char *en);
/* Hashes a value's compact JSON text and prints the hash as 16 hexadecimal digits. Returns false if
 * out of memory. */
bool kefu__digest_json(const kefu_allocator *allocator, const json_value *value,
                       char digest[DIGEST_SIZE]);

#endif
