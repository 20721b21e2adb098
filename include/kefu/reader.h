/* SPDX-License-Identifier: MIT
 * Bytes of files into records, whatever order and layout they have.
 *
 * A reader takes a file's bytes in chunks, as they come from a disk or a socket, and gives one
 * record after another: of JSON lines, of a JSON array, of pretty-printed JSON, of tables (CSV,
 * TSV). Each record is known for what it is, by its `kind` or by its members. Files, decompression
 * and conversion to UTF-8 are the caller's: the reader itself does no I/O.
 *
 * @code
 * #include "kefu/reader.h"
 * #include <stdio.h>
 * #include <string.h>
 *
 * int main(void) {
 *     const char *text = "[{\"id\": 1, \"messages\": [{\"role\": \"customer\"}]},\n"
 *                        " {\"id\": 2, \"source\": \"survey\", \"rating\": 5}]\n";
 *     kefu_record record;
 *     kefu_reader *reader;
 *     if (kefu_reader_new(NULL, &reader, NULL) != KEFU_OK ||
 *         kefu_reader_push(reader, text, strlen(text), NULL) != KEFU_OK ||
 *         kefu_reader_end(reader, NULL) != KEFU_OK)
 *         return 1;
 *     record.size = sizeof record;
 *     while (kefu_reader_next(reader, &record, NULL, NULL) == KEFU_OK && record.json.data)
 *         printf("line %llu: %s %.*s\n", (unsigned long long)record.line,
 *                kefu_vocabulary_name("record_kind", record.kind), (int)record.id.size,
 *                record.id.data);
 *     kefu_reader_free(reader);
 *     return 0;
 * }
 * @endcode */
#ifndef KEFU_READER_H
#define KEFU_READER_H

#include "kefu/base.h"
#include "kefu/field_map.h"
#include "kefu/roster.h"

#ifdef __cplusplus
extern "C" {
#endif

#define KEFU_RECORD_REPEATED 1u /**< a record of this kind and id came before: it counts once */
#define KEFU_RECORD_EMPTY    2u /**< a conversation without messages and events: it does not count */

/** One record of a file. Texts live until the next call with the reader. */
typedef struct kefu_record {
    size_t size;   /**< sizeof(kefu_record), set by the caller */
    kefu_str json; /**< the record; data NULL: there is none until more bytes are pushed */
    kefu_str id;   /**< its `id`, a number as its digits; empty: none */
    kefu_str conversation_id; /**< of feedback, orders and answers; empty: none */
    uint64_t line;            /**< where it begins in the file, from 1 */
    uint64_t offset;          /**< byte offset in the file at which it begins */
    uint32_t kind;            /**< a kefu_record_kind */
    uint32_t flags;           /**< KEFU_RECORD_… */
} kefu_record;

/** Reads the files of one run, one after another. One thread at a time. */
typedef struct kefu_reader kefu_reader;

/** Makes a reader at the beginning of its first file.
 * @param allocator    NULL for the C library's
 * @param[out] reader  on success only; free with kefu_reader_free()
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_reader_new(const kefu_allocator *allocator, kefu_reader **reader,
                                     kefu_error *error);
/** Releases a reader; NULL is allowed.
 * @par Threads  The last one that uses it.
 * @since 0.1 */
KEFU_API void kefu_reader_free(kefu_reader *reader);
/** Takes the agents of a roster for staff, in tables and in field maps: who sends under one of
 * their names is an agent, a bot of the roster a bot. Records are not changed otherwise: see
 * kefu_roster_write().
 * @param roster  must outlive the reader; NULL: none
 * @return KEFU_OK, KEFU_E_ARGUMENT
 * @par Threads  One at a time for a reader.
 * @since 0.1 */
KEFU_API kefu_status kefu_reader_use_roster(kefu_reader *reader, const kefu_roster *roster,
                                            kefu_error *error);
/** Reads the JSON values, or the rows of tables, of the files by a field map. Where it groups, the
 * rows of a conversation, wherever they are in a file, become one record when the file ends; else
 * each value is a record. A map of tables ("csv") finds their header by the columns that it names.
 * @param map  must outlive the reader; NULL: read records without a map again
 * @return KEFU_OK, KEFU_E_ARGUMENT (also: the map is of numbered columns, "tsv")
 * @par Threads  One at a time for a reader.
 * @since 0.1 */
KEFU_API kefu_status kefu_reader_use_map(kefu_reader *reader, const kefu_field_map *map,
                                         kefu_error *error);
/** Temporary storage that the caller provides, such as a file without a name. Bytes are written and
 * read at offsets from 0 on; what stands there is written over, and no byte is read that was not
 * written. A status other than KEFU_OK is returned by the call with the reader. */
typedef struct kefu_storage {
    size_t size; /**< sizeof(kefu_storage), set by the caller */
    void *ctx;   /**< handed to the functions */
    /** writes bytes; the offset is never beyond the end of what was written before */
    kefu_status (*write)(void *ctx, uint64_t offset, const char *data, size_t size);
    /** reads exactly so many bytes */
    kefu_status (*read)(void *ctx, uint64_t offset, char *data, size_t size);
    uint64_t memory; /**< bytes that gathered rows may take before they go to storage */
} kefu_storage;

/** Gives the reader temporary storage for tables with a row for each message, in which the rows of
 * a conversation may be anywhere. When the gathered rows take more than storage->memory bytes, they
 * are written to it, and merged when the file ends. The records are the same, in the same order, as
 * without storage. Memory is then about three times storage->memory at most, and 4 KB for each
 * write beyond; storage takes about twice the bytes of the records. Each file begins at offset 0
 * again.
 * @param storage  copied; NULL: gather in memory again
 * @return KEFU_OK, KEFU_E_ARGUMENT (also: records of the current file were taken), KEFU_E_VERSION
 * @par Threads  One at a time for a reader.
 * @since 0.1 */
KEFU_API kefu_status kefu_reader_use_storage(kefu_reader *reader, const kefu_storage *storage,
                                             kefu_error *error);
/** Appends the file's next bytes, in UTF-8, divided anywhere. They are copied. Take all complete
 * records before the next push: then memory grows only with the longest record. A table with a row
 * for each message takes memory for the whole file, because its conversations are complete only
 * when the file ends, unless kefu_reader_use_storage() gave a place for them.
 * @return KEFU_OK, KEFU_E_ARGUMENT (also: after kefu_reader_end()), KEFU_E_MEMORY
 * @par Threads  One at a time for a reader.
 * @since 0.1 */
KEFU_API kefu_status kefu_reader_push(kefu_reader *reader, const char *bytes, size_t size,
                                      kefu_error *error);
/** Says that the file ends here.
 * @return KEFU_OK, KEFU_E_ARGUMENT
 * @par Threads  One at a time for a reader.
 * @since 0.1 */
KEFU_API kefu_status kefu_reader_end(kefu_reader *reader, kefu_error *error);
/** Begins the next file: lines are counted from 1 again, and the layout may be another one. Bytes
 * of the last file that were not read are dropped. The ids of all files are remembered, in 32 bytes
 * each.
 * @return KEFU_OK, KEFU_E_ARGUMENT
 * @par Threads  One at a time for a reader.
 * @since 0.1 */
KEFU_API kefu_status kefu_reader_next_file(kefu_reader *reader, kefu_error *error);
/** Takes the next record. A record that is refused gives its status, its line and its offset; the
 * call after it goes on behind it.
 *
 * A `kind` says what a record is; without one, messages, turns or events make it a conversation,
 * source, rating, answers or invited_at feedback, amount_minor an order, question and answer an
 * answer. What is none of these is refused (unknown_record). What a caller should not count is
 * given with a flag and a finding: KEFU_RECORD_REPEATED (repeated_record), KEFU_RECORD_EMPTY
 * (empty_record).
 * @param[out] record    its `json` has NULL data where no record is whole yet, or none is left
 * @param[out] findings  what is wrong, at its place inside the record; may be NULL
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY; of a record that is refused KEFU_E_JSON,
 *         KEFU_E_UTF8, KEFU_E_DUPLICATE, KEFU_E_LIMIT, KEFU_E_DEFINITION; what a function of the
 *         storage returned, or KEFU_E_CORRUPT (it returns other bytes than were written): from then
 *         on the file's conversations are lost, and all calls return it until the next file
 * @par Threads  One at a time for a reader.
 * @since 0.1 */
KEFU_API kefu_status kefu_reader_next(kefu_reader *reader, kefu_record *record,
                                      kefu_findings *findings, kefu_error *error);

/** What the first bytes of a file look like. */
typedef struct kefu_encoding {
    size_t size; /**< sizeof(kefu_encoding), set by the caller */
    /** a name that iconv() takes: "UTF-8", "UTF-16LE", "GB18030", …; NULL: no text, or the encoding
     * is not recognised */
    const char *name;
    const char *binary; /**< if it is not a text: what it is ("a PDF document"); else NULL */
    uint32_t bom_size;  /**< bytes of the byte order mark that stands before the text */
    uint32_t is_ascii;  /**< 1: the bytes so far are only ASCII, so that further bytes may decide */
} kefu_encoding;

/** Guesses how a file is encoded, by its byte order mark, by whether it is valid, and by how common
 * its characters are in Chinese.
 * @param[out] encoding  always set on KEFU_OK
 * @return KEFU_OK, KEFU_E_ARGUMENT
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_encoding_guess(const char *bytes, size_t size, kefu_encoding *encoding,
                                         kefu_error *error);

#ifdef __cplusplus
}
#endif
#endif
