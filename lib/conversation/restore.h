/* SPDX-License-Identifier: MIT
 * Restoring a conversation from its record: what "x_kefu" adds to the messages and events. */
#ifndef KEFU_LIB_RESTORE_H
#define KEFU_LIB_RESTORE_H

#include "conversation/message.h"
#include "json/json.h"

enum {
    RESTORE_FORMAT = 1, /* version of the format of "x_kefu" */
    SIGNATURE_BYTES = 4 /* bytes of a stored hash of a signature, most significant byte first */
};

/* An element of a record's messages or events. Elements are pushed by ascending `order`, those of
 * equal order by their place in the lists. */
struct history_item {
    kefu_event event;
    int64_t order;
    size_t place; /* index of the element in its list */
};

/* The contents of "x_kefu"; zeroed if the record has none. */
struct restoration {
    bool present;
    uint32_t flags; /* the KEFU_CONVERSATION_… flags of the conversation that was written */
    size_t message_count;
    kefu_str *texts; /* for each message the exact bytes of its text */
    /* for each message whose text was not kept, the analysis of that text; else NULL */
    struct message_analysis **analyses;
};

/* Reads the record's "x_kefu", sorts the items (messages, then events) by the order stored there,
 * and sets the texts of messages to the stored bytes. Everything is checked against the record and
 * the scheme, because x_kefu is untrusted input. The restoration is in the arena. KEFU_OK (also
 * without "x_kefu"), KEFU_E_DEFINITION, KEFU_E_REFERENCE, KEFU_E_SCHEME (texts were not kept, and
 * the scheme is another one), KEFU_E_VERSION, KEFU_E_MEMORY */
kefu_status kefu__restoration_read(struct json_reader *reader, struct arena *arena,
                                   const kefu_conversation *conversation,
                                   struct history_item *items, size_t message_count, size_t count,
                                   struct restoration *to);
/* Finds "x_kefu" in the record that the reader has parsed. Returns NULL if the record has none, or
 * if it is not an object or has a newer format, which is reported. *same_scheme: it was written
 * with this scheme and this version of the analysis. */
const json_value *kefu__restoration_open(struct json_reader *reader, const kefu_scheme *scheme,
                                         bool *same_scheme);

#endif
