/* SPDX-License-Identifier: MIT
 * A field map by itself, as lib/scheme/map reads it. */
#include "reader/map.h"

kefu_status kefu_field_map_new(const char *json, size_t size, const kefu_allocator *allocator,
                               kefu_field_map **map, kefu_findings *findings, kefu_error *error) {
    struct json_reader reader;
    kefu_field_map *made;
    kefu_allocator own;
    kefu_status status;
    bool memory;
    if (!json || !map)
        return kefu__fail(error, KEFU_E_ARGUMENT, "a map needs its JSON and an output");
    if ((status = kefu__allocator_init(&own, allocator, error)))
        return status;
    if ((status = kefu__json_open(&reader, &own, json, size, NULL, findings, error)))
        return status;
    made = kefu__alloc_zero(&own, sizeof *made);
    if (!made) {
        kefu__json_close(&reader);
        return kefu__no_memory(error);
    }
    made->allocator = own;
    kefu__arena_init(&made->arena, &own);
    memory = kefu__map_read(&reader, &made->arena, &made->fields);
    status = !memory ? kefu__no_memory(error) : reader.errors ? reader.status : KEFU_OK;
    kefu__json_close(&reader);
    if (status != KEFU_OK)
        kefu_field_map_free(made);
    else
        *map = made;
    return status;
}

void kefu_field_map_free(kefu_field_map *map) {
    kefu_allocator allocator;
    if (!map)
        return;
    allocator = map->allocator;
    kefu__arena_free(&map->arena);
    kefu__release(&allocator, map, sizeof *map);
}

const char *kefu_field_map_record(const kefu_field_map *map) {
    return !map ? "" : map->fields.is_feedback ? "feedback" : "conversation";
}

const char *kefu_field_map_format(const kefu_field_map *map) {
    static const char *const names[] = {
        [MAP_JSONL] = "jsonl", [MAP_TSV] = "tsv", [MAP_CSV] = "csv"};
    return map ? names[map->fields.format] : "";
}

int kefu_field_map_groups(const kefu_field_map *map) {
    return map && map->fields.key_count > 0;
}
