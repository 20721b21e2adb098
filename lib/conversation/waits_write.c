/* SPDX-License-Identifier: MIT
 * All waits of a conversation as a table, with a row for each piece: a part of a wait during which
 * one agent held the conversation. */
#include "conversation/observe.h"
#include "json/json.h"

static const char *const end_names[] = {[PIECE_ANSWERED] = "answered",
                                        [PIECE_HANDED_ON] = "handed_on",
                                        [PIECE_UNANSWERED] = "unanswered",
                                        [PIECE_CONTINUED] = "continued",
                                        [PIECE_GOES_ON] = "goes_on"};

static void put_instant(struct json_writer *json, const char *name, int64_t at) {
    kefu__json_put_name(json, name);
    if (at == KEFU_TIME_NONE)
        kefu__json_put_null(json);
    else
        kefu__json_put_integer(json, at);
}

static void put_number(struct json_writer *json, const char *name, uint32_t number) {
    kefu__json_put_name(json, name);
    if (number == INDEX_NONE)
        kefu__json_put_null(json);
    else
        kefu__json_put_integer(json, number);
}

/* Writes whether the reply helped; null if there is no reply. */
static void put_useful(struct json_writer *json, const kefu_conversation *c, uint32_t reply) {
    kefu__json_put_name(json, "useful");
    if (reply == INDEX_NONE)
        kefu__json_put_null(json);
    else
        kefu__json_put_bool(json, kefu__message_is_useful(&c->messages[reply]));
}

static void put_row(struct json_writer *json, const kefu_conversation *c,
                    const struct wait_piece *piece, uint32_t number) {
    const bool timed = piece->start != KEFU_TIME_NONE && piece->stop != KEFU_TIME_NONE;
    kefu__json_open_object(json);
    kefu__json_add_text(json, "conversation", c->id);
    put_number(json, "turn", piece->turn);
    put_number(json, "piece", number);
    put_number(json, "episode", piece->episode);
    put_instant(json, "start", piece->start);
    put_instant(json, "stop", piece->stop);
    kefu__json_add_text(json, "agent_id", kefu__conversation_agent_name(c, piece->agent));
    put_instant(json, "wait", timed ? piece->stop - piece->start : KEFU_TIME_NONE);
    kefu__json_add_string(json, "end", end_names[piece->end]);
    put_useful(json, c, piece->reply);
    kefu__json_add_text(json, "channel", c->channel);
    kefu__json_close_object(json);
}

kefu_status kefu_conversation_write_turns(const kefu_conversation *c, kefu_write write, void *ctx,
                                          kefu_error *error) {
    struct json_writer json;
    struct buffer buffer;
    struct piece_cursor cursor;
    struct wait_piece piece;
    uint32_t number = 0;
    if (!c || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "writing needs a conversation and a writer");
    const kefu_status status = kefu__conversation_check_analysed(c, error);
    if (status != KEFU_OK)
        return status;
    kefu__buffer_init(&buffer, &c->allocator);
    kefu__json_begin(&json, &buffer);
    kefu__json_open_array(&json);
    kefu__piece_cursor_init(&cursor);
    while (kefu__piece_next(c, &cursor, &piece)) {
        put_row(&json, c, &piece, number);
        number = piece.end == PIECE_HANDED_ON ? number + 1 : 0;
    }
    kefu__json_close_array(&json);
    return kefu__buffer_hand_over(&buffer, write, ctx, error);
}
