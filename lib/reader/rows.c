/* SPDX-License-Identifier: MIT
 * A row's cells as members of a record. */
#include "reader/rows.h"

#include "base/vocabulary.h"
#include "json/json.h"

/* ---- cells ---- */

static void add_text(struct json_writer *json, const char *name, kefu_str cell) {
    if (cell.size == 0 || kefu__str_is(cell, "-"))
        return;
    kefu__json_put_name(json, name);
    kefu__json_put_text(json, cell.data, cell.size);
}

/* Is the cell a number of at least ten digits, that is, a time counted since 1970? It is written as
 * a number, whose magnitude tells the unit. */
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

static void add_shop(struct json_writer *json, const struct column_plan *plan,
                     const struct table_row *row) {
    const kefu_str shop = kefu__columns_cell(plan, row, COLUMN_SHOP);
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

/* Finds the role of the sender: by the role column, else by whether the sender has the name of the
 * customer or of the agent. */
static bool find_role(const struct column_plan *plan, const struct table_row *row, uint32_t *role) {
    const kefu_str sender = kefu__columns_cell(plan, row, COLUMN_SENDER);
    if (kefu__role_of(kefu__columns_cell(plan, row, COLUMN_ROLE), role) ||
        kefu__role_of(sender, role))
        return true;
    if (sender.size == 0)
        return false;
    if (kefu__str_equal(sender, kefu__columns_cell(plan, row, COLUMN_CONTACT_ID)))
        *role = KEFU_ROLE_CUSTOMER;
    else if (kefu__str_equal(sender, kefu__columns_cell(plan, row, COLUMN_AGENT_ID)))
        *role = KEFU_ROLE_AGENT;
    else
        return false;
    return true;
}

static void write_message(const struct column_plan *plan, const struct table_row *row,
                          uint32_t role, struct buffer *to) {
    const kefu_str kind = kefu__columns_cell(plan, row, COLUMN_CONTENT);
    const kefu_str text = kefu__columns_cell(plan, row, COLUMN_TEXT);
    const char *content = kefu__content_of(kind);
    kefu_str agent = kefu__columns_cell(plan, row, COLUMN_AGENT_ID);
    struct json_writer json;
    if (agent.size == 0)
        agent = kefu__columns_cell(plan, row, COLUMN_SENDER);
    kefu__json_begin(&json, to);
    kefu__json_open_object(&json);
    add_text(&json, "id", kefu__columns_cell(plan, row, COLUMN_MESSAGE_ID));
    add_time(&json, "at", kefu__columns_cell(plan, row, COLUMN_AT));
    kefu__json_add_word(&json, "role", &kefu__roles, role);
    if (role == KEFU_ROLE_AGENT)
        add_text(&json, "agent_id", agent);
    add_text(&json, "content", content ? kefu__str(content) : kind);
    kefu__json_put_name(&json, "text");
    kefu__json_put_text(&json, text.data, text.size);
    kefu__json_close_object(&json);
}

/* Stores what the first row of a conversation says of it, as JSON members without braces, each
 * after a comma. */
static bool set_members(struct groups *groups, struct group *group, const struct column_plan *plan,
                        const struct table_row *row) {
    static const struct text_column columns[] = {{COLUMN_CONTACT_ID, "contact_id"},
                                                 {COLUMN_TEAM, "team"},
                                                 {COLUMN_CHANNEL, "channel"},
                                                 {COLUMN_TOPIC, "topic"}};
    struct json_writer json;
    struct buffer text;
    kefu__buffer_init(&text, &groups->allocator);
    kefu__json_begin(&json, &text);
    json.comma = true;
    add_texts(&json, plan, row, columns, COUNT(columns));
    add_shop(&json, plan, row);
    const bool kept = !text.failed &&
                      kefu__group_set_members(groups, group, (kefu_str){text.data, text.size});
    kefu__buffer_free(&text);
    return kept;
}

enum row_flaw kefu__rows_add_message(struct groups *groups, const struct column_plan *plan,
                                     const struct table_row *row, uint64_t line) {
    const kefu_str key = kefu__columns_cell(plan, row, COLUMN_CONVERSATION_ID);
    const enum row_flaw flaw = check(plan, row);
    struct buffer text;
    uint32_t role;
    bool is_new = false;
    if (flaw != ROW_FINE)
        return flaw;
    if (key.size == 0)
        return ROW_NO_KEY;
    if (!find_role(plan, row, &role))
        return ROW_NO_ROLE;
    struct group *group = kefu__groups_find(groups, key, line, &is_new);
    if (!group || (is_new && !set_members(groups, group, plan, row)))
        return ROW_NO_MEMORY;
    kefu__buffer_init(&text, &groups->allocator);
    write_message(plan, row, role, &text);
    const bool kept = !text.failed &&
                      kefu__group_add(groups, group, (kefu_str){text.data, text.size}, false);
    kefu__buffer_free(&text);
    return kept ? ROW_FINE : ROW_NO_MEMORY;
}

/* ---- feedback ---- */

static void add_rating(struct json_writer *json, kefu_str cell) {
    double rating;
    if (!kefu__rating_of(cell, &rating)) {
        /* a text that is no number is reported when the record is read */
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
    add_shop(&json, plan, row);
    kefu__json_close_object(&json);
    return to->failed ? ROW_NO_MEMORY : ROW_FINE;
}

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
    case ROW_NO_ROLE:
        return "who speaks in this row cannot be told: neither a role (客户, 客服, 机器人, 系统) "
               "nor the "
               "name of the row's customer or agent";
    default:
        return "";
    }
}
