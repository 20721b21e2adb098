/* SPDX-License-Identifier: MIT
 * Any bytes as a file, in chunks whose size the first byte says, with and without a map: the end
 * comes, and rows that are gathered in storage, with little memory, give what rows that are
 * gathered in memory give. */
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

/* ---- storage ---- */

struct bytes {
    char *data;
    size_t size, capacity;
};

static void put(struct bytes *bytes, size_t offset, const char *data, size_t size) {
    if (offset > bytes->size)
        abort();
    if (offset + size > bytes->capacity) {
        bytes->capacity = (offset + size) * 2;
        bytes->data = realloc(bytes->data, bytes->capacity);
        if (!bytes->data)
            abort();
    }
    memcpy(bytes->data + offset, data, size);
    if (offset + size > bytes->size)
        bytes->size = offset + size;
}

static kefu_status store(void *ctx, uint64_t offset, const char *data, size_t size) {
    put(ctx, (size_t)offset, data, size);
    return KEFU_OK;
}

static kefu_status load(void *ctx, uint64_t offset, char *data, size_t size) {
    const struct bytes *bytes = ctx;
    if (offset + size > bytes->size)
        abort();
    memcpy(data, bytes->data + offset, size);
    return KEFU_OK;
}

/* ---- reading ---- */

/* Takes what the reader gives, and keeps it in `given`. */
static void drain(kefu_reader *reader, size_t *left, struct bytes *given) {
    for (;;) {
        kefu_record record = {.size = sizeof record};
        const kefu_status status = kefu_reader_next(reader, &record, NULL, NULL);
        if (status == KEFU_OK && !record.json.data)
            return;
        if ((*left)-- == 0 || record.line == 0) /* more records than bytes */
            abort();
        if (status == KEFU_OK && record.kind > KEFU_RECORD_EVALUATION)
            abort();
        put(given, given->size, (const char *)&record.line, sizeof record.line);
        if (status == KEFU_OK)
            put(given, given->size, record.json.data, record.json.size);
        else
            put(given, given->size, (const char *)&status, sizeof status);
    }
}

static void read_file(const kefu_field_map *map, const kefu_storage *storage, const char *text,
                      size_t size, size_t chunk, struct bytes *given) {
    size_t records = size + 2;
    kefu_reader *reader;
    if (kefu_reader_new(NULL, &reader, NULL) != KEFU_OK ||
        kefu_reader_use_map(reader, map, NULL) != KEFU_OK ||
        kefu_reader_use_storage(reader, storage, NULL) != KEFU_OK)
        abort();
    for (size_t at = 0; at < size; at += chunk) {
        const size_t left = size - at;
        if (kefu_reader_push(reader, text + at, chunk < left ? chunk : left, NULL) != KEFU_OK)
            abort();
        drain(reader, &records, given);
    }
    kefu_reader_end(reader, NULL);
    drain(reader, &records, given);
    kefu_reader_free(reader);
}

static void read_both(const kefu_field_map *map, const char *text, size_t size, size_t chunk) {
    struct bytes stored = {0}, gathered = {0}, spilled = {0};
    const kefu_storage storage = {sizeof storage, &stored, store, load, chunk * 8};
    read_file(map, NULL, text, size, chunk, &gathered);
    read_file(map, &storage, text, size, chunk, &spilled);
    if (gathered.size != spilled.size ||
        (gathered.size > 0 && memcmp(gathered.data, spilled.data, gathered.size) != 0))
        abort();
    free(stored.data);
    free(gathered.data);
    free(spilled.data);
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
    read_both(NULL, (const char *)data + 1, size - 1, chunk);
    read_both(map, (const char *)data + 1, size - 1, chunk);
    kefu_field_map_free(map);
    return 0;
}
