/* SPDX-License-Identifier: MIT
 * Any bytes as a file, in chunks whose size the first byte says, with and without a map: every
 * record that is given is valid JSON or refused by its reader, and the end comes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kefu/reader.h"
#include "json/json.h"

static const char map_text[] =
    "{\"kefu\":1,\"kind\":\"map\",\"id\":\"m\",\"version\":\"1\",\"record\":\"conversation\","
    "\"format\":\"jsonl\",\"group\":{\"key\":[\"/r\",{\"unordered\":[\"/f\",\"/t/0\"]}]},"
    "\"members\":{\"topic\":\"/p\"},\"message\":{\"at\":\"/m\",\"role\":\"/f\",\"text\":\"/x\"},"
    "\"values\":{\"role\":{\"w*\":\"customer\",\"*\":\"agent\"}},"
    "\"rows\":[{\"when\":{\"/a\":\"r\"},\"event\":\"recalled\",\"message_id\":\"/i\"}]}";

static void drain(kefu_reader *reader, size_t *left) {
    for (;;) {
        kefu_record record = {.size = sizeof record};
        const kefu_status status = kefu_reader_next(reader, &record, NULL, NULL);
        if (status == KEFU_OK && !record.json.data)
            return;
        if ((*left)-- == 0 || record.line == 0) /* more records than bytes */
            abort();
        if (status == KEFU_OK && record.kind > KEFU_RECORD_EVALUATION)
            abort();
    }
}

static void read_file(const kefu_field_map *map, const char *text, size_t size, size_t chunk) {
    size_t records = size + 2;
    kefu_reader *reader;
    if (kefu_reader_new(NULL, &reader, NULL) != KEFU_OK ||
        kefu_reader_use_map(reader, map, NULL) != KEFU_OK)
        abort();
    for (size_t at = 0; at < size; at += chunk) {
        const size_t left = size - at;
        if (kefu_reader_push(reader, text + at, chunk < left ? chunk : left, NULL) != KEFU_OK)
            abort();
        drain(reader, &records);
    }
    kefu_reader_end(reader, NULL);
    drain(reader, &records);
    kefu_reader_free(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    kefu_encoding encoding = {.size = sizeof encoding};
    kefu_field_map *map;
    if (size == 0)
        return 0;
    if (kefu_field_map_new(map_text, sizeof map_text - 1, NULL, &map, NULL, NULL) != KEFU_OK)
        abort();
    kefu_encoding_guess((const char *)data, size, &encoding, NULL);
    const size_t chunk = data[0] % 64 + 1;
    read_file(NULL, (const char *)data + 1, size - 1, chunk);
    read_file(map, (const char *)data + 1, size - 1, chunk);
    kefu_field_map_free(map);
    return 0;
}
