/* SPDX-License-Identifier: MIT
 * Field maps: somebody else's records, line by line, as kefu's. */
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
 * @par Threads  Reentrant. */
KEFU_API kefu_status kefu_field_map_new(const char *json, size_t size,
                                        const kefu_allocator *allocator, kefu_field_map **map,
                                        kefu_findings *findings, kefu_error *error);
/** Releases a map; NULL is allowed. */
KEFU_API void kefu_field_map_free(kefu_field_map *map);
/** What its lines become: "conversation" or "feedback". Lives as long as the map. */
KEFU_API const char *kefu_field_map_record(const kefu_field_map *map);
/** Turns one foreign line (a JSON object, or columns between tabs) into one record as JSON.
 * @param number  of the line in its file, from 1: the id of records that have none
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DUPLICATE, KEFU_E_LIMIT,
 *         KEFU_E_DEFINITION (a member that the map requires is missing), KEFU_E_MEMORY,
 *         KEFU_E_WRITE
 * @par Threads  Any number at once. */
KEFU_API kefu_status kefu_field_map_apply(const kefu_field_map *map, const char *line, size_t size,
                                          uint64_t number, kefu_write write, void *ctx,
                                          kefu_error *error);

#ifdef __cplusplus
}
#endif
#endif
