/* SPDX-License-Identifier: MIT
 * A conversation's record as JSON: what kefu_conversation_read_json() reads, and in "x_kefu" what
 * it needs to go on as if the process had never stopped (docs/records.md). */

#include "base/utf8.h"
#include "base/vocabulary.h"
#include "conversation/conversation.h"
#include "conversation/record.h"
#include "conversation/restore.h"
#include "json/json.h"

static void add_nonempty(struct json_writer *writer, const char *name, kefu_str text) {
    if (text.size)
        kefu__json_add_text(writer, name, text);
}

static void add_if(struct json_writer *writer, const char *name, bool value) {
    if (value)
        kefu__json_add_bool(writer, name, true);
}

static void add_time(struct json_writer *writer, int64_t at) {
    if (at == KEFU_TIME_NONE)
        return;
    kefu__json_put_name(writer, "at");
    kefu__json_put_integer(writer, at);
}

static void add_flags(struct json_writer *writer, uint32_t flags) {
    add_if(writer, "auto", flags & KEFU_EVENT_AUTO);
    add_if(writer, "private", flags & KEFU_EVENT_PRIVATE);
    add_if(writer, "offline", flags & KEFU_EVENT_OFFLINE);
}

/* Writes a message's text, which may be any bytes. The writer replaces ill-formed UTF-8 by U+FFFD,
 * and this function replaces U+0000, which JSON input must not contain; the exact bytes are in
 * "x_kefu". */
static void add_message_text(struct json_writer *writer, kefu_str text) {
    size_t at, begin = 0;
    struct buffer shown;
    if (utf8_is_plain(text.data, text.size)) {
        add_nonempty(writer, "text", text);
        return;
    }
    kefu__buffer_init(&shown, &writer->to->allocator);
    for (at = 0; at < text.size; at++)
        if (text.data[at] == '\0') {
            kefu__buffer_add(&shown, text.data + begin, at - begin);
            kefu__buffer_text(&shown, "\xEF\xBF\xBD");
            begin = at + 1;
        }
    kefu__buffer_add(&shown, text.data + begin, text.size - begin);
    writer->to->failed = writer->to->failed || shown.failed;
    kefu__json_put_name(writer, "text");
    kefu__json_put_text(writer, shown.data, shown.size);
    kefu__buffer_free(&shown);
}

/* ---- the record ---- */

static void put_message(struct json_writer *writer, const kefu_conversation *c,
                        const struct message_record *message) {
    kefu__json_open_object(writer);
    add_nonempty(writer, "id", message->id);
    add_time(writer, message->at);
    kefu__json_add_string(writer, "role", kefu_role_name(message->role));
    add_nonempty(writer, "agent_id", kefu__conversation_agent_name(c, message->agent));
    add_message_text(writer, message->text);
    if (message->content != KEFU_CONTENT_TEXT)
        kefu__json_add_string(writer, "content",
                              kefu__word_name(&kefu__contents, message->content));
    add_flags(writer, message->flags);
    kefu__json_close_object(writer);
}

static void put_event(struct json_writer *writer, const kefu_conversation *c,
                      const struct conversation_entry *entry) {
    kefu__json_open_object(writer);
    kefu__json_add_string(writer, "type", kefu_event_type_name(entry->type));
    add_time(writer, entry->at);
    add_nonempty(writer, "agent_id", kefu__conversation_agent_name(c, entry->agent));
    if (entry->message != INDEX_NONE)
        kefu__json_add_text(writer, "message_id", c->messages[entry->message].id);
    if (entry->type == KEFU_EVENT_EDITED) {
        add_message_text(writer, c->messages[entry->message].text);
    } else if (entry->type == KEFU_EVENT_RATED) {
        kefu__json_add_number(writer, "rating", entry->detail->rating);
        kefu__json_put_name(writer, "scale");
        kefu__json_open_object(writer);
        kefu__json_add_number(writer, "min", entry->detail->scale_min);
        kefu__json_add_number(writer, "max", entry->detail->scale_max);
        kefu__json_close_object(writer);
    } else {
        add_nonempty(writer, "value", entry->detail->value);
    }
    if (entry->flags & KEFU_EVENT_BY_CUSTOMER &&
        (entry->type == KEFU_EVENT_RESOLVED || entry->type == KEFU_EVENT_CLOSED))
        kefu__json_add_string(writer, "by", kefu_role_name(KEFU_ROLE_CUSTOMER));
    add_flags(writer, entry->flags);
    kefu__json_close_object(writer);
}

static void put_about(struct json_writer *writer, const kefu_conversation *c) {
    size_t i;
    for (i = 0; i < CONVERSATION_MEMBERS; i++)
        add_nonempty(writer, kefu__conversation_member_names[i],
                     *kefu__conversation_member((kefu_conversation *)c, i));
    if (c->attribute_count) {
        kefu__json_put_name(writer, "attributes");
        kefu__json_open_object(writer);
        for (i = 0; i < c->attribute_count; i++)
            kefu__json_add_text(writer, c->attributes[i].name.data, c->attributes[i].value);
        kefu__json_close_object(writer);
    }
    if (c->label_count) {
        kefu__json_put_name(writer, "labels");
        kefu__json_open_array(writer);
        for (i = 0; i < c->label_count; i++)
            kefu__json_put_text(writer, c->labels[i].data, c->labels[i].size);
        kefu__json_close_array(writer);
    }
}

static void put_entries(struct json_writer *writer, const kefu_conversation *c) {
    size_t i;
    kefu__json_put_name(writer, "messages");
    kefu__json_open_array(writer);
    for (i = 0; i < c->message_count; i++)
        put_message(writer, c, &c->messages[i]);
    kefu__json_close_array(writer);
    kefu__json_put_name(writer, "events");
    kefu__json_open_array(writer);
    for (i = 0; i < c->entry_count; i++)
        if (c->entries[i].type != KEFU_EVENT_MESSAGE)
            put_event(writer, c, &c->entries[i]);
    kefu__json_close_array(writer);
}

/* ---- x_kefu ---- */

/* Writes the order of messages and events as run lengths: a number of messages, then a number of
 * events, then of messages again, … */
static void put_order(struct json_writer *writer, const kefu_conversation *c) {
    bool of_messages = true;
    size_t i, run = 0;
    kefu__json_put_name(writer, "order");
    kefu__json_open_array(writer);
    for (i = 0; i < c->entry_count; i++) {
        if ((c->entries[i].type == KEFU_EVENT_MESSAGE) != of_messages) {
            kefu__json_put_integer(writer, (int64_t)run);
            of_messages = !of_messages;
            run = 0;
        }
        run++;
    }
    if (run)
        kefu__json_put_integer(writer, (int64_t)run);
    kefu__json_close_array(writer);
}

static void add_hex(struct json_writer *writer, const char *name, const unsigned char *bytes,
                    size_t size) {
    static const char digits[] = "0123456789abcdef";
    struct buffer text;
    size_t i;
    kefu__buffer_init(&text, &writer->to->allocator);
    for (i = 0; i < size; i++) {
        const char pair[2] = {digits[bytes[i] >> 4], digits[bytes[i] & 15]};
        kefu__buffer_add(&text, pair, sizeof pair);
    }
    writer->to->failed = writer->to->failed || text.failed;
    kefu__json_put_name(writer, name);
    kefu__json_put_text(writer, text.data, text.size);
    kefu__buffer_free(&text);
}

static const char *kind_name(uint32_t kind) {
    return kind == HIT_PHRASE ? "phrase"
           : kind == HIT_HINT ? "hint"
                              : kefu__word_name(&kefu__found_kinds, kind);
}

static void put_hit(struct json_writer *writer, const struct message_hit *hit) {
    kefu__json_open_object(writer);
    kefu__json_add_string(writer, "kind", kind_name(hit->kind));
    if (hit->kind == HIT_PHRASE)
        kefu__json_add_count(writer, "phrase", hit->phrase);
    else
        kefu__json_add_string(writer, "id", hit->id);
    kefu__json_add_count(writer, "start", hit->start);
    kefu__json_add_count(writer, "end", hit->end);
    if (hit->kind != HIT_PHRASE) {
        kefu__json_add_number(writer, "score", (double)hit->score);
        kefu__json_add_number(writer, "polarity", (double)hit->polarity);
        kefu__json_add_count(writer, "count", hit->count);
    }
    kefu__json_close_object(writer);
}

/* Writes the signature of a message whose text is not kept; for other messages it is computed again
 * from the text when the record is read. */
static void add_signature(struct json_writer *writer, const struct message_record *message) {
    unsigned char bytes[SIGNATURE_MAX * SIGNATURE_BYTES];
    uint32_t i, byte;
    for (i = 0; i < message->signature_size; i++)
        for (byte = 0; byte < SIGNATURE_BYTES; byte++)
            bytes[SIGNATURE_BYTES * i + byte] = (unsigned char)(message->signature[i] >>
                                                                (8 * (SIGNATURE_BYTES - 1 - byte)));
    add_hex(writer, "signature", bytes, (size_t)message->signature_size * SIGNATURE_BYTES);
}

/* Writes the stored analysis of a message's text; null if the message has no text. */
static void put_analysis(struct json_writer *writer, const struct message_record *message) {
    uint32_t i;
    if (message->characters == 0 && message->text.size == 0) {
        kefu__json_put_null(writer);
        return;
    }
    kefu__json_open_object(writer);
    kefu__json_add_string(writer, "label", kefu_label_name(message->label));
    kefu__json_add_number(writer, "polarity", message->polarity);
    kefu__json_add_number(writer, "positive_probability", message->positive_probability);
    kefu__json_add_count(writer, "evidence", message->evidence);
    kefu__json_put_name(writer, "found");
    kefu__json_open_array(writer);
    for (i = 0; i < message->hit_count; i++)
        put_hit(writer, &message->hits[i]);
    kefu__json_close_array(writer);
    if (message->text.size == 0) {
        kefu__json_add_count(writer, "substance", message->substance);
        kefu__json_add_count(writer, "characters", message->characters);
        if (message->due) {
            kefu__json_put_name(writer, "due");
            kefu__json_put_integer(writer, message->due);
        }
        add_signature(writer, message);
    } else if (!utf8_is_plain(message->text.data, message->text.size)) {
        add_hex(writer, "bytes", (const unsigned char *)message->text.data, message->text.size);
    }
    kefu__json_close_object(writer);
}

static void put_extension(struct json_writer *writer, const kefu_conversation *c) {
    char digits[DIGEST_SIZE];
    size_t i;
    kefu__json_add_count(writer, "format", RESTORE_FORMAT);
    kefu__json_add_string(writer, "scheme", c->scheme->digest);
    kefu__digest_print(digits, kefu__message_analysis_version());
    kefu__json_add_string(writer, "analysis", digits);
    kefu__json_add_bool(writer, "keep_text", !(c->flags & KEFU_CONVERSATION_NO_TEXT));
    kefu__json_add_bool(writer, "skip_pinyin", c->flags & KEFU_CONVERSATION_SKIP_PINYIN);
    put_order(writer, c);
    kefu__json_put_name(writer, "messages");
    kefu__json_open_array(writer);
    for (i = 0; i < c->message_count; i++)
        put_analysis(writer, &c->messages[i]);
    kefu__json_close_array(writer);
}

void kefu__conversation_put(struct json_writer *writer, const kefu_conversation *c,
                            void (*extend)(struct json_writer *writer, void *ctx), void *ctx) {
    kefu__json_open_object(writer);
    put_about(writer, c);
    put_entries(writer, c);
    kefu__json_put_name(writer, "x_kefu");
    kefu__json_open_object(writer);
    put_extension(writer, c);
    if (extend)
        extend(writer, ctx);
    kefu__json_close_object(writer);
    kefu__json_close_object(writer);
}

kefu_status kefu__conversation_hand_over(struct buffer *buffer, kefu_write write, void *ctx,
                                         kefu_error *error) {
    if (buffer->failed || buffer->size <= JSON_SIZE_MAX)
        return kefu__buffer_hand_over(buffer, write, ctx, error);
    kefu__buffer_free(buffer);
    return kefu__fail(error, KEFU_E_LIMIT,
                      "the record is longer than %d bytes, too long to be read", JSON_SIZE_MAX);
}

kefu_status kefu_conversation_write(const kefu_conversation *conversation, kefu_write write,
                                    void *ctx, kefu_error *error) {
    struct json_writer writer;
    struct buffer buffer;
    if (!conversation || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "conversation or write is NULL");
    const kefu_status status = kefu__conversation_check_analysed(conversation, error);
    if (status != KEFU_OK)
        return status;
    kefu__buffer_init(&buffer, &conversation->allocator);
    kefu__json_begin(&writer, &buffer);
    kefu__conversation_put(&writer, conversation, NULL, NULL);
    return kefu__conversation_hand_over(&buffer, write, ctx, error);
}

/* ---- messages ---- */

static void put_kept_message(struct json_writer *writer, const kefu_conversation *c,
                             const struct message_record *message) {
    kefu__json_open_object(writer);
    kefu__json_add_text(writer, "id", message->id);
    kefu__json_put_name(writer, "at");
    if (message->at == KEFU_TIME_NONE)
        kefu__json_put_null(writer);
    else
        kefu__json_put_integer(writer, message->at);
    kefu__json_add_string(writer, "role", kefu_role_name(message->role));
    kefu__json_add_text(writer, "agent_id", kefu__conversation_agent_name(c, message->agent));
    kefu__json_add_text(writer, "text", message->text);
    kefu__json_add_string(writer, "label", kefu_label_name(message->label));
    kefu__json_add_number(writer, "polarity", message->polarity);
    kefu__json_add_number(writer, "positive_probability", message->positive_probability);
    kefu__json_add_bool(writer, "recalled", message->flags & KEFU_MESSAGE_RECALLED);
    kefu__json_close_object(writer);
}

kefu_status kefu_conversation_write_messages(const kefu_conversation *conversation,
                                             kefu_write write, void *ctx, kefu_error *error) {
    struct json_writer writer;
    struct buffer buffer;
    size_t i;
    if (!conversation || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "conversation or write is NULL");
    const kefu_status status = kefu__conversation_check_analysed(conversation, error);
    if (status != KEFU_OK)
        return status;
    kefu__buffer_init(&buffer, &conversation->allocator);
    kefu__json_begin(&writer, &buffer);
    kefu__json_open_array(&writer);
    for (i = 0; i < conversation->message_count; i++)
        put_kept_message(&writer, conversation, &conversation->messages[i]);
    kefu__json_close_array(&writer);
    return kefu__buffer_hand_over(&buffer, write, ctx, error);
}
