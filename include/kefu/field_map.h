/* SPDX-License-Identifier: MIT
 * Field maps: converting records of other systems, line by line, to kefu's.
 *
 * Exports of shops and ticket systems name things in their own way. A field map is a document that
 * says which of their members become which of kefu's; compiled once, it turns each of their lines
 * into one record, ready for kefu_conversation_read_json() or kefu_aggregate_add_feedback_json().
 * It needs no scheme.
 *
 * @code
 * #include "kefu/field_map.h"
 * #include <stdio.h>
 * #include <string.h>
 *
 * static kefu_status print(void *ctx, const char *data, size_t size) {
 *     return fwrite(data, 1, size, ctx) == size ? KEFU_OK : KEFU_E_WRITE;
 * }
 *
 * int main(void) {
 *     const char *json = "{\"kefu\":1,\"kind\":\"map\",\"id\":\"shop\",\"version\":\"1.0.0\","
 *                        "\"record\":\"feedback\",\"format\":\"tsv\","
 *                        "\"members\":{\"id\":1,\"text\":2}}";
 *     kefu_error error;
 *     kefu_field_map *map;
 *     if (kefu_field_map_new(json, strlen(json), NULL, &map, NULL, &error) != KEFU_OK) {
 *         fprintf(stderr, "%s: %s\n", error.pointer, error.message);
 *         return 1;
 *     }
 *     if (kefu_field_map_apply(map, KEFU_TEXT("7\t很满意"), 1, print, stdout, &error) != KEFU_OK)
 *         return 1;
 *     kefu_field_map_free(map);
 *     return 0;
 * }
 * @endcode */
#ifndef KEFU_FIELD_MAP_H
#define KEFU_FIELD_MAP_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A compiled field map: a document of the kind "map" (docs/records.md). Immutable; any number of
 * threads may use one at once. */
typedef struct kefu_field_map kefu_field_map;

/** Compiles a field map. The text may be freed after the call.
 * @param allocator      NULL for the C library's
 * @param[out] map       on success only; free with kefu_field_map_free()
 * @param[out] findings  everything that is wrong with it; may be NULL
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_LIMIT, KEFU_E_UTF8, KEFU_E_JSON,
 *         KEFU_E_DUPLICATE, KEFU_E_DEFINITION
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_field_map_new(const char *json, size_t size,
                                        const kefu_allocator *allocator, kefu_field_map **map,
                                        kefu_findings *findings, kefu_error *error);
/** Releases a map; NULL is allowed.
 * @par Threads  The last one that uses it.
 * @since 0.1 */
KEFU_API void kefu_field_map_free(kefu_field_map *map);
/** Suggests a field map for a file, by the names of its columns (or of the members of its JSON
 * objects) and by what stands in them: a row a message, or a row a feedback record. The map is
 * written as a document, to be looked at and mended by its user.
 * @param sample     the first bytes of the file, in UTF-8: some hundred rows
 * @param allocator  NULL for the C library's
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_NOT_FOUND (what is needed is not found),
 *         what `write` returned
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_field_map_suggest(const char *sample, size_t size,
                                            const kefu_allocator *allocator, kefu_write write,
                                            void *ctx, kefu_error *error);
/** What kind of record a line becomes: "conversation" or "feedback". Lives as long as the map.
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_field_map_record(const kefu_field_map *map);
/** How the lines are written: "jsonl", "tsv", or "csv" (a table whose header names the columns,
 * which kefu_reader_use_map() reads). Lives as long as the map.
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_field_map_format(const kefu_field_map *map);
/** 1 if lines are rows that kefu_reader_use_map() gathers into conversations; else 0.
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API int kefu_field_map_groups(const kefu_field_map *map);
/** Turns one foreign line (a JSON object, or columns between tabs; of a table with a header an
 * object of the row's cells by the names of their columns) into one record as JSON.
 * @param number  of the line in its file, from 1: the id of records that have none
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DUPLICATE, KEFU_E_LIMIT,
 *         KEFU_E_DEFINITION (a member that the map requires is missing), KEFU_E_MEMORY,
 *         what `write` returned
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_field_map_apply(const kefu_field_map *map, const char *line, size_t size,
                                          uint64_t number, kefu_write write, void *ctx,
                                          kefu_error *error);
/** Converts a line as kefu_field_map_apply() does, and reports what was replaced in its texts: each
 * ill-formed sequence of UTF-8, half of a surrogate pair and U+0000 is written as U+FFFD.
 * @param findings  gets a bad_text for each such text, at its place in the line; may be NULL
 * @return as kefu_field_map_apply()
 * @par Threads  Any number at once, each with findings of its own.
 * @since 0.1 */
KEFU_API kefu_status kefu_field_map_apply_reported(const kefu_field_map *map, const char *line,
                                                   size_t size, uint64_t number, kefu_write write,
                                                   void *ctx, kefu_findings *findings,
                                                   kefu_error *error);

#ifdef __cplusplus
}
#endif
#endif
