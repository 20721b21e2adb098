/* SPDX-License-Identifier: MIT
 * A row's cells as members of a record. */
#include "reader/rows.h"

#include "base/vocabulary.h"
#include "reader/ends.h"
#include "reader/transcript.h"
#include "json/json.h"

/* ---- cells ---- */

static void add_text(struct json_writer *json, const char *name, kefu_str cell) {
    if (cell.size == 0 || kefu__str_is(cell, "-"))
        return;
    kefu__json_put_name(json, name);
    kefu__json_put_raw_text(json, cell.data, cell.size);
}

/* Is the cell a number of at least ten digits, that is, a time counted since 1970? It is then
 * written as a JSON number, and the reader of the record tells seconds from milliseconds by its
 * magnitude. */
static bool is_epoch(kefu_str cell) {
    enum { DIGITS_MIN = 10, DIGITS_MAX = 19 };
    size_t digits = 0;
    while (digits < cell.size && cell.data[digits] >= '0' && cell.data[digits] <= '9')
        digits++;
    if (digits < DIGITS_MIN || digits > DIGITS_MAX || cell.data[0] == '0')
        return false;
    if (digits < cell.size && cell.data[digits] == '.')
        for (digits++; digits < cell.size && cell.data[digits] >= '0' && cell.data[digits] <= '9';)
            digits++;
    return digits == cell.size && cell.data[digits - 1] != '.';
}

static void add_time(struct json_writer *json, const char *name, kefu_str cell) {
    if (!is_epoch(cell)) {
        add_text(json, name, cell);
        return;
    }
    kefu__json_put_name(json, name);
    kefu__buffer_add(json->to, cell.data, cell.size);
    json->comma = true;
}

struct text_column {
    enum column column;
    const char *name;
};

static void add_texts(struct json_writer *json, const struct column_plan *plan,
                      const struct table_row *row, const struct text_column *columns,
                      size_t count) {
    for (size_t i = 0; i < count; i++)
        add_text(json, columns[i].name, kefu__columns_cell(plan, row, columns[i].column));
}

static void add_shop(struct json_writer *json, kefu_str shop) {
    if (shop.size == 0)
        return;
    kefu__json_put_name(json, "attributes");
    kefu__json_open_object(json);
    add_text(json, "shop", shop);
    kefu__json_close_object(json);
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

static enum row_flaw check(const struct column_plan *plan, const struct table_row *row) {
    if (kefu__row_is_blank(row))
        return ROW_BLANK;
    if (row->is_damaged)
        return ROW_DAMAGED;
    for (size_t i = plan->width; i < row->count; i++)
        if (kefu__row_cell(row, i).size > 0)
            return ROW_TOO_WIDE;
    for (size_t i = 1; i < COLUMNS; i++)
        if (plan->cells[i] != SIZE_MAX && plan->cells[i] >= row->count)
            return ROW_TOO_NARROW;
    return row->is_too_wide ? ROW_TOO_WIDE : ROW_FINE;
}

/* ---- a message ---- */

static void write_message(const struct column_plan *plan, const struct table_row *row,
                          const struct speaker *speaker, struct buffer *to) {
    const kefu_str kind = kefu__columns_cell(plan, row, COLUMN_CONTENT);
    const kefu_str text = kefu__columns_cell(plan, row, COLUMN_TEXT);
    const char *content = kefu__content_of(kind);
    struct json_writer json;
    kefu__json_begin(&json, to);
    kefu__json_open_object(&json);
    add_text(&json, "id", kefu__columns_cell(plan, row, COLUMN_MESSAGE_ID));
    add_time(&json, "at", kefu__columns_cell(plan, row, COLUMN_AT));
    kefu__json_add_word(&json, "role", &kefu__roles, speaker->role);
    if (speaker->role == KEFU_ROLE_AGENT)
        add_text(&json, "agent_id", speaker->agent);
    add_text(&json, "content", content ? kefu__str(content) : kind);
    kefu__json_put_name(&json, "text");
    kefu__json_put_raw_text(&json, text.data, text.size);
    kefu__json_close_object(&json);
}

/* Writes a row whose text is a notice of the chat platform as an event: transfer, rating or end. */
static void write_notice(const struct column_plan *plan, const struct table_row *row,
                         const struct notice *notice, struct buffer *to) {
    struct json_writer json;
    kefu__json_begin(&json, to);
    kefu__json_open_object(&json);
    add_time(&json, "at", kefu__columns_cell(plan, row, COLUMN_AT));
    kefu__notice_write(&json, notice);
    kefu__json_close_object(&json);
}

static const struct text_column conversation_columns[] = {
    {COLUMN_TEAM, "team"}, {COLUMN_CHANNEL, "channel"}, {COLUMN_TOPIC, "topic"}};

/* Stores what the first row of a conversation says of the whole conversation (topic, shop, …) as
 * JSON members without braces, each after a comma. */
static bool set_members(struct groups *groups, struct group *group, const struct column_plan *plan,
                        const struct table_row *row, const struct row_ends *ends) {
    const kefu_str shop = kefu__columns_cell(plan, row, COLUMN_SHOP);
    struct buffer *const text = &groups->row;
    struct json_writer json;
    text->size = 0;
    kefu__json_begin(&json, text);
    json.comma = true;
    add_text(&json, "contact_id", ends->customer);
    add_texts(&json, plan, row, conversation_columns, COUNT(conversation_columns));
    add_shop(&json, shop.size ? shop : ends->speaker.shop);
    return !text->failed &&
           kefu__group_set_members(groups, group, (kefu_str){text->data, text->size});
}

/* The key of the conversation that a row belongs to; empty: the row does not say. It may be written
 * to `to`. */
static kefu_str key_of(const struct column_plan *plan, const struct table_row *row,
                       struct buffer *to) {
    to->size = 0;
    if (!plan->by_ends)
        return kefu__columns_cell(plan, row, COLUMN_CONVERSATION_ID);
    kefu__ends_put_key(plan, row, to);
    return (kefu_str){to->data, to->size};
}

enum row_flaw kefu__rows_add_message(struct groups *groups, const struct column_plan *plan,
                                     const struct table_row *row, uint64_t line) {
    const enum row_flaw flaw = check(plan, row);
    struct notice notice = {NOTICE_NONE, {"", 0}, 0};
    struct buffer *const text = &groups->row;
    struct row_ends ends;
    bool is_new = false;
    if (flaw != ROW_FINE)
        return flaw;
    const kefu_str key = key_of(plan, row, text);
    if (key.size == 0)
        return text->failed ? ROW_NO_MEMORY : plan->by_ends ? ROW_NO_ENDS : ROW_NO_KEY;
    if (!kefu__ends_read(plan, row, &ends))
        return ROW_NO_ROLE;
    if (ends.speaker.role == KEFU_ROLE_SYSTEM)
        notice = kefu__notice_of(kefu__columns_cell(plan, row, COLUMN_TEXT));
    const bool is_event = kefu__notice_is_event(&notice);
    struct group *group = kefu__groups_find(groups, key, line, &is_new);
    if (!group || (is_new && !set_members(groups, group, plan, row, &ends)))
        return ROW_NO_MEMORY;
    text->size = 0;
    if (is_event)
        write_notice(plan, row, &notice, text);
    else
        write_message(plan, row, &ends.speaker, text);
    return !text->failed &&
                   kefu__group_add(groups, group, (kefu_str){text->data, text->size}, is_event)
               ? ROW_FINE
               : ROW_NO_MEMORY;
}

/* ---- feedback ---- */

static void add_rating(struct json_writer *json, kefu_str cell) {
    double rating;
    if (!kefu__rating_of(cell, &rating)) {
        /* a rating that is not a number is reported when the record is read */
        add_text(json, "rating", cell);
        return;
    }
    kefu__json_add_number(json, "rating", rating);
}

enum row_flaw kefu__rows_write_feedback(const struct column_plan *plan, const struct table_row *row,
                                        struct buffer *to) {
    static const struct text_column columns[] = {{COLUMN_ID, "id"},
                                                 {COLUMN_CONVERSATION_ID, "conversation_id"},
                                                 {COLUMN_CONTACT_ID, "contact_id"},
                                                 {COLUMN_AGENT_ID, "agent_id"},
                                                 {COLUMN_TEAM, "team"},
                                                 {COLUMN_CHANNEL, "channel"},
                                                 {COLUMN_TOPIC, "topic"},
                                                 {COLUMN_COMMENT, "text"}};
    const enum row_flaw flaw = check(plan, row);
    const kefu_str source = kefu__columns_cell(plan, row, COLUMN_SOURCE);
    const kefu_str rated = kefu__columns_cell(plan, row, COLUMN_RATED_AT);
    struct json_writer json;
    if (flaw != ROW_FINE)
        return flaw;
    kefu__json_begin(&json, to);
    kefu__json_open_object(&json);
    add_texts(&json, plan, row, columns, COUNT(columns));
    add_text(&json, "source", source.size ? source : kefu__str("survey"));
    add_time(&json, "at", rated.size ? rated : kefu__columns_cell(plan, row, COLUMN_AT));
    add_time(&json, "invited_at", kefu__columns_cell(plan, row, COLUMN_INVITED_AT));
    add_rating(&json, kefu__columns_cell(plan, row, COLUMN_RATING));
    add_shop(&json, kefu__columns_cell(plan, row, COLUMN_SHOP));
    kefu__json_close_object(&json);
    return to->failed ? ROW_NO_MEMORY : ROW_FINE;
}

/* ---- a whole conversation in a cell ---- */

static void put_list(struct json_writer *json, const char *name, const struct buffer *elements) {
    kefu__json_put_name(json, name);
    kefu__buffer_add(json->to, "[", 1);
    kefu__buffer_add(json->to, elements->data, elements->size);
    kefu__buffer_add(json->to, "]", 1);
    json->comma = true;
}

static void add_event(const struct notice *notice, kefu_str at, struct buffer *events) {
    struct json_writer json;
    kefu__notice_begin(&json, events);
    add_time(&json, "at", at);
    kefu__notice_write(&json, notice);
    kefu__json_close_object(&json);
}

/* Adds events for the rating and the end of the conversation that stand in columns of the row,
 * unless the transcript itself contains such events. */
static void add_events(const struct column_plan *plan, const struct table_row *row,
                       const struct transcript *transcript) {
    const kefu_str ended = kefu__columns_cell(plan, row, COLUMN_ENDED_AT);
    const kefu_str rated = kefu__columns_cell(plan, row, COLUMN_RATED_AT);
    struct notice notice = {NOTICE_RATED, {"", 0}, 0};
    if (!transcript->has_rating &&
        kefu__rating_of(kefu__columns_cell(plan, row, COLUMN_RATING), &notice.rating))
        add_event(&notice, rated.size ? rated : ended, transcript->events);
    notice.kind = NOTICE_CLOSED;
    if (!transcript->has_end && ended.size)
        add_event(&notice, ended, transcript->events);
}

static void write_conversation(const struct column_plan *plan, const struct table_row *row,
                               const struct transcript *transcript, struct buffer *to) {
    const kefu_str shop = kefu__columns_cell(plan, row, COLUMN_SHOP);
    struct json_writer json;
    kefu__json_begin(&json, to);
    kefu__json_open_object(&json);
    add_text(&json, "id", kefu__columns_cell(plan, row, COLUMN_CONVERSATION_ID));
    add_text(&json, "contact_id", kefu__columns_cell(plan, row, COLUMN_CONTACT_ID));
    add_texts(&json, plan, row, conversation_columns, COUNT(conversation_columns));
    add_text(&json, "agent_id", kefu__columns_cell(plan, row, COLUMN_AGENT_ID));
    add_shop(&json, shop.size ? shop : transcript->shop);
    put_list(&json, "messages", transcript->messages);
    put_list(&json, "events", transcript->events);
    kefu__json_close_object(&json);
}

static enum row_flaw flaw_of(enum transcript_result result) {
    return result == TRANSCRIPT_NO_HEAD      ? ROW_NO_HEAD
           : result == TRANSCRIPT_NO_SPEAKER ? ROW_NO_SPEAKER
                                             : ROW_FINE;
}

enum row_flaw kefu__rows_write_transcript(const struct column_plan *plan,
                                          const struct table_row *row, struct buffer *to) {
    const kefu_str started = kefu__columns_cell(plan, row, COLUMN_STARTED_AT);
    struct buffer messages, events;
    struct transcript transcript = {
        .names = kefu__ends_names(plan, row), .messages = &messages, .events = &events};
    enum row_flaw flaw = check(plan, row);
    if (flaw != ROW_FINE)
        return flaw;
    transcript.day = started.size ? started : kefu__columns_cell(plan, row, COLUMN_AT);
    kefu__buffer_init(&messages, &to->allocator);
    kefu__buffer_init(&events, &to->allocator);
    flaw = flaw_of(
        kefu__transcript_read(&transcript, kefu__columns_cell(plan, row, COLUMN_TRANSCRIPT)));
    if (flaw == ROW_FINE) {
        add_events(plan, row, &transcript);
        write_conversation(plan, row, &transcript, to);
    }
    const bool failed = to->failed || messages.failed || events.failed;
    kefu__buffer_free(&messages);
    kefu__buffer_free(&events);
    return failed ? ROW_NO_MEMORY : flaw;
}

/* ---- what is wrong ---- */

const char *kefu__rows_flaw(enum row_flaw flaw) {
    switch (flaw) {
    case ROW_DAMAGED:
        return "the row has a quote that is not closed, or text behind one";
    case ROW_TOO_WIDE:
        return "the row has more cells than the header";
    case ROW_TOO_NARROW:
        return "the row ends before the last of the columns that are read";
    case ROW_NO_KEY:
        return "the row does not say which conversation it belongs to";
    case ROW_NO_ENDS:
        return "the row names neither a conversation nor the two people of one; a field map says "
               "what tells conversations apart (kefu map suggest FILE)";
    case ROW_NO_ROLE:
        return "who speaks in this row cannot be told: neither a role (客户, 客服, 机器人, 系统) "
               "nor the name of the row's customer or agent; a field map says how roles are "
               "written (kefu map suggest FILE)";
    case ROW_NO_HEAD:
        return "no line of the conversation says who speaks (\"客服小王 2024-03-01 12:00:00\", "
               "\"客户：…\")";
    case ROW_NO_SPEAKER:
        return "who speaks in the conversation cannot be told: of its names more than one is "
               "neither a role (客户, 客服小王) nor the row's customer or agent";
    default:
        return "";
    }
}
