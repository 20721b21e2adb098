/* SPDX-License-Identifier: MIT
 * When a record began, read before it is known by which definitions it is judged. */
#include <string.h>

#include "conversation/conversation.h"
#include "conversation/record.h"

/* Numbers that count from the record's own zero are no instants. */
static void read_earliest(struct record_clock *clock, struct json_reader *reader,
                          const json_value *object, const char *name, int64_t *earliest) {
    int64_t at;
    if (clock->unit == TIME_RELATIVE && kefu__json_is(kefu__json_get(object, name), JSON_NUMBER))
        return;
    if (kefu__clock_read(clock, reader, object, name, &at) &&
        (*earliest == KEFU_TIME_NONE || at < *earliest))
        *earliest = at;
}

/* The earliest time in the record at the reader's root, an object. */
static int64_t find_start(struct json_reader *reader, int32_t offset_minutes) {
    const char *messages = kefu__record_get(reader->root, "messages") ? "messages" : "turns";
    const char *const lists[] = {messages, "events"};
    int64_t start = KEFU_TIME_NONE;
    struct record_clock clock;
    kefu__clock_measure(&clock, reader, offset_minutes);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const json_value *item = kefu__json_first(kefu__json_get(reader->root, lists[i]));
        for (; item; item = kefu__json_next(item))
            read_earliest(&clock, reader, item, "at", &start);
    }
    if (start == KEFU_TIME_NONE)
        read_earliest(&clock, reader, reader->root, "at", &start);
    if (start == KEFU_TIME_NONE)
        read_earliest(&clock, reader, reader->root, "invited_at", &start);
    return start;
}

kefu_status kefu_record_start(const kefu_scheme *scheme, const char *json, size_t size,
                              int64_t *start, kefu_error *error) {
    struct json_reader reader;
    if (!scheme || !json || !start)
        return kefu__fail(error, KEFU_E_ARGUMENT, "a scheme, a record or an output is NULL");
    const kefu_status status = kefu__json_open_record(&reader, &scheme->allocator, json, size, NULL,
                                                      error);
    if (status != KEFU_OK)
        return status;
    *start = kefu__json_is(reader.root, JSON_OBJECT)
                 ? find_start(&reader, kefu__clock_scheme_offset(scheme))
                 : KEFU_TIME_NONE;
    kefu__json_close(&reader);
    return KEFU_OK;
}
