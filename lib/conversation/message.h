/* SPDX-License-Identifier: MIT
 * What a message's text says, in the compact form that its record keeps. */
#ifndef KEFU_LIB_MESSAGE_H
#define KEFU_LIB_MESSAGE_H

#include "conversation/conversation.h"

/* The analysis of one text, complete before the record is touched: a push that fails halfway leaves
 * the conversation unchanged. Of an empty text all is zero and the label neutral. */
struct message_analysis {
    kefu_str text; /* the copy that is kept; empty with KEFU_CONVERSATION_NO_TEXT */
    struct message_hit *hits;
    uint32_t hit_count;
    const uint32_t *signature;
    uint32_t signature_size, characters;
    uint32_t substance;       /* kefu__analysis_substance() */
    uint32_t label, evidence; /* as in message_record */
    double polarity, positive_probability;
};

void kefu__message_analysis_init(struct message_analysis *analysis);
/* A number that changes with the library's analysis: where it differs, one text under one scheme
 * may give another record. */
uint64_t kefu__message_analysis_version(void);
/* Analyses a text and copies what it says into the conversation's arena.
 * KEFU_OK, KEFU_E_BUSY, KEFU_E_LIMIT, KEFU_E_MEMORY */
kefu_status kefu__message_analyze(kefu_conversation *conversation, kefu_scratch *scratch,
                                  kefu_str text, uint32_t role, struct message_analysis *to,
                                  kefu_error *error);
/* Copies an analysis that lives elsewhere into the conversation's arena. False without memory. */
bool kefu__message_analysis_keep(kefu_conversation *conversation,
                                 const struct message_analysis *from, struct message_analysis *to);
/* Replaces what the record says of its text. */
void kefu__message_assign(struct message_record *record, const struct message_analysis *analysis);

#endif
