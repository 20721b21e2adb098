/* SPDX-License-Identifier: MIT
 * What a message's text says, in the compact form that its record keeps. */
#ifndef KEFU_LIB_MESSAGE_H
#define KEFU_LIB_MESSAGE_H

#include "conversation/conversation.h"

/* The analysis of one text. It is complete before the record is changed, so that a push that fails
 * halfway leaves the conversation unchanged. For an empty text all members are 0 and the label is
 * neutral. */
struct message_analysis {
    kefu_str text; /* the stored copy of the text; empty with KEFU_CONVERSATION_NO_TEXT */
    struct message_hit *hits;
    uint32_t hit_count;
    const uint32_t *signature;
    uint32_t signature_size, characters;
    uint32_t substance;       /* the result of kefu__analysis_substance() */
    int32_t due;              /* of an agent's text: the result of kefu__due_read() */
    uint32_t label, evidence; /* as in message_record */
    double polarity, positive_probability;
    bool skipped; /* there is a text, but it was not analysed */
};

void kefu__message_analysis_init(struct message_analysis *analysis);
/* A hash of the version of the analysis: if it differs, the same text and scheme may give another
 * record. */
uint64_t kefu__message_analysis_version(void);
/* Analyses a text and copies the results into the conversation's arena. Returns KEFU_OK,
 * KEFU_E_BUSY, KEFU_E_LIMIT or KEFU_E_MEMORY. */
kefu_status kefu__message_analyze(kefu_conversation *conversation, kefu_scratch *scratch,
                                  kefu_str text, uint32_t role, struct message_analysis *to,
                                  kefu_error *error);
/* Copies an analysis, whose memory belongs to the caller, into the conversation's arena. Returns
 * false if out of memory. */
bool kefu__message_analysis_keep(kefu_conversation *conversation,
                                 const struct message_analysis *from, struct message_analysis *to);
/* Replaces the results of the analysis in a message's record. */
void kefu__message_assign(struct message_record *record, const struct message_analysis *analysis);

#endif
