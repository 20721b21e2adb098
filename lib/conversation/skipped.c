/* SPDX-License-Identifier: MIT
 * Messages whose texts are not analysed. Their number makes conversations cheap that are read for
 * the times and counts of messages alone.
 *
 * The turn model reads a few texts of customers: whether a message after the end of an episode is
 * an echo, and whether one that a bot receives asks for a person. These are analysed when they are
 * pushed, or, if they came before the bot, when the bot speaks. A recall or an edit lets the turns
 * be computed again in another state, so that from then on all texts of customers are analysed. */
#include "conversation/skipped.h"

#include "analysis/analysis.h"

static bool skips(const kefu_conversation *c) {
    return (c->flags & KEFU_CONVERSATION_SKIP_ANALYSIS) != 0;
}

bool kefu__conversation_may_skip(const kefu_conversation *c, uint32_t role, int64_t at) {
    /* a text that is not kept cannot be analysed later */
    const bool kept = !(c->flags & KEFU_CONVERSATION_NO_TEXT);
    return skips(c) && (role != KEFU_ROLE_CUSTOMER ||
                        (kept && !c->reads_customer && !kefu__turns_read_text(c, at)));
}

kefu_status kefu__message_skip(kefu_conversation *c, kefu_str text, struct message_analysis *to,
                               kefu_error *error) {
    struct message_analysis nothing;
    if (text.size > ANALYSIS_TEXT_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "a text is longer than 1 MiB");
    kefu__message_analysis_init(&nothing);
    nothing.text = text;
    nothing.skipped = text.size > 0;
    return kefu__message_analysis_keep(c, &nothing, to) ? KEFU_OK : kefu__no_memory(error);
}

/* Analyses the customer's messages that were skipped, from index `from` on. */
static kefu_status analyze_from(kefu_conversation *c, kefu_scratch *scratch, size_t from,
                                kefu_error *error) {
    for (size_t i = from; i < c->message_count; i++) {
        struct message_record *message = &c->messages[i];
        struct message_analysis analysis;
        if (message->role != KEFU_ROLE_CUSTOMER || !(message->flags & MESSAGE_SKIPPED))
            continue;
        const kefu_status status = kefu__message_analyze(c, scratch, message->text, message->role,
                                                         &analysis, error);
        if (status != KEFU_OK)
            return status;
        kefu__message_assign(message, &analysis);
    }
    return KEFU_OK;
}

kefu_status kefu__conversation_catch_up(kefu_conversation *c, kefu_scratch *scratch,
                                        const kefu_event *event, kefu_error *error) {
    const bool rereads = event->type == KEFU_EVENT_RECALLED || event->type == KEFU_EVENT_EDITED;
    const bool bot = event->type == KEFU_EVENT_MESSAGE && event->role == KEFU_ROLE_BOT;
    if (!skips(c) || c->reads_customer)
        return KEFU_OK;
    if (bot && c->state.open_turn != INDEX_NONE)
        return analyze_from(c, scratch, c->turns[c->state.open_turn].first, error);
    if (!rereads)
        return KEFU_OK;
    const kefu_status status = analyze_from(c, scratch, 0, error);
    c->reads_customer = status == KEFU_OK;
    return status;
}

kefu_status kefu__conversation_check_analysed(const kefu_conversation *c, kefu_error *error) {
    return skips(c) ? kefu__fail(error, KEFU_E_ARGUMENT,
                                 "the conversation's texts are not analysed, as its options say")
                    : KEFU_OK;
}
