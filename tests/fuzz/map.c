/* SPDX-License-Identifier: MIT
 * Any bytes as a field map and a line: up to the first NUL (or the first line's end) the map,
 * behind it the line. What a map writes is always sound JSON. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kefu/field_map.h"
#include "json/json.h"

static kefu_status check(void *ctx, const char *data, size_t size) {
    struct json_reader reader;
    kefu_status status = kefu__json_open(&reader, NULL, data, size, NULL, NULL, NULL);
    (void)ctx;
    if (status != KEFU_OK && status != KEFU_E_DUPLICATE && status != KEFU_E_LIMIT)
        abort();
    if (status == KEFU_OK)
        kefu__json_close(&reader);
    return KEFU_OK;
}

static const char json_line[] = "{\"turns\":[{\"role\":\"x\"}],\"a\":[1]}";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *text = (const char *)data;
    const uint8_t *end = size ? memchr(data, '\0', size) : NULL;
    const size_t map_size = end ? (size_t)(end - data) : size;
    const size_t line = end ? map_size + 1 : size;
    kefu_field_map *map;
    if (kefu_field_map_new(size ? text : "", map_size, NULL, &map, NULL, NULL) == KEFU_OK) {
        kefu_field_map_apply(map, text + line, size - line, 1, check, NULL, NULL);
        kefu_field_map_apply(map, json_line, sizeof json_line, 2, check, NULL,
                             NULL); /* and a NUL */
        kefu_field_map_apply(map, json_line, sizeof json_line - 1, 3, check, NULL, NULL);
        kefu_field_map_apply(map, "1\tb\tc", 5, 4, check, NULL, NULL);
        kefu_field_map_free(map);
    }
    return 0;
}
