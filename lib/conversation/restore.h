/* SPDX-License-Identifier: MIT
 * Restoring a conversation from its record: what "x_kefu" adds to the messages and events. */
#ifndef KEFU_LIB_RESTORE_H
#define KEFU_LIB_RESTORE_H

#include "conversation/message.h"
#include "json/json.h"

enum {
    RESTORE_FORMAT = 1, /* of "x_kefu" */
    SIGNATURE_BYTES = 4 /* of one hash, the highest byte first */
};

/* An element of a record's messages or events, and when its turn to be pushed comes: by `order`,
 * then by place in the lists. */
struct history_item {
    kefu_event event;
    int64_t order;
    size_t place; /* of a message: its index too */
};

/* What "x_kefu" says; zeroed when the record has none. */
struct restoration {
    bool present;
    uint32_t flags; /* the KEFU_CONVERSATION_… of the conversation written */
    size_t message_count;
    kefu_str *texts;                    /* of each message: the bytes as they were */
    struct message_analysis **analyses; /* of each message whose text was not kept; else NULL */
};

/* Reads the record's "x_kefu", orders the items (messages, then events) by it, and gives messages
 * the bytes of their texts. Everything is checked against the record and the scheme: x_kefu comes
 * from outside like all else. The restoration lives in the arena.
 * KEFU_OK (also: there is none), KEFU_E_DEFINITION, KEFU_E_REFERENCE, KEFU_E_SCHEME (texts that
 * were not kept, read by another scheme), KEFU_E_VERSION, KEFU_E_MEMORY */
kefu_status kefu__restoration_read(struct json_reader *reader, struct arena *arena,
                                   const kefu_conversation *conversation,
                                   struct history_item *items, size_t message_count, size_t count,
                                   struct restoration *to);
/* Opens "x_kefu" of a record at the reader's place: NULL when there is none, or it is of an unknown
 * format or another kind, which is reported. *same_scheme: it was written under this scheme and
 * analysis. */
const json_value *kefu__restoration_open(struct json_reader *reader, const kefu_scheme *scheme,
                                         bool *same_scheme);

#endif
