/* SPDX-License-Identifier: MIT
 * The sender and the receiver of a row: which conversation is theirs, and which of them is the
 * customer. */
#include "reader/ends.h"

#include "reader/roster.h"

struct row_names kefu__ends_names(const struct column_plan *plan, const struct table_row *row) {
    return (struct row_names){kefu__columns_cell(plan, row, COLUMN_AGENT_ID),
                              kefu__columns_cell(plan, row, COLUMN_CONTACT_ID),
                              kefu__columns_cell(plan, row, COLUMN_SHOP)};
}

static bool is_role(kefu_str text) {
    uint32_t role;
    return kefu__role_of(text, &role);
}

/* The sender's name. Headers call its column by a name of roles, too (发送方). */
static kefu_str sender_of(const struct column_plan *plan, const struct table_row *row) {
    const kefu_str sender = kefu__columns_cell(plan, row, COLUMN_SENDER);
    const kefu_str other = kefu__columns_cell(plan, row, COLUMN_ROLE);
    return sender.size > 0 || is_role(other) ? sender : other;
}

/* ---- the conversation ---- */

static bool put_pair(kefu_str one, kefu_str other, struct buffer *key) {
    if (one.size == 0 || other.size == 0 || is_role(one) || is_role(other))
        return false;
    const bool swapped = kefu__str_compare(one, other) > 0;
    const kefu_str first = swapped ? other : one, second = swapped ? one : other;
    kefu__buffer_add(key, first.data, first.size);
    kefu__buffer_add(key, "|", 1);
    kefu__buffer_add(key, second.data, second.size);
    return true;
}

void kefu__ends_put_key(const struct column_plan *plan, const struct table_row *row,
                        struct buffer *key) {
    const struct row_names names = kefu__ends_names(plan, row);
    if (!put_pair(names.contact, names.agent, key))
        put_pair(sender_of(plan, row), kefu__columns_cell(plan, row, COLUMN_RECEIVER), key);
}

/* ---- the speaker ---- */

kefu_str kefu__shop_of(kefu_str name) {
    static const char *const colons[] = {":", "："};
    for (size_t i = 0; i < sizeof colons / sizeof *colons; i++) {
        const size_t at = kefu__text_find(name, colons[i]);
        if (at != SIZE_MAX && at > 0 && at + strlen(colons[i]) < name.size)
            return (kefu_str){name.data, at};
    }
    return (kefu_str){"", 0};
}

/* Of two names of which one alone has a colon, that one is an account of a shop, whatever the shop
 * is called. */
static kefu_str shop_of_pair(kefu_str sender, kefu_str receiver) {
    const kefu_str one = kefu__shop_of(sender), other = kefu__shop_of(receiver);
    if (receiver.size == 0 || (one.size > 0) == (other.size > 0))
        return (kefu_str){"", 0};
    return one.size > 0 ? one : other;
}

/* Determines who somebody is, by the roster or by what the name looks like. */
static bool know(const struct kefu_roster *roster, kefu_str name, const struct row_names *names,
                 struct speaker *speaker) {
    const uint32_t found = roster ? kefu__roster_find(roster, name) : ROSTER_UNKNOWN;
    if (found != ROSTER_BOT && (!roster || found >= roster->people.agent_count))
        return kefu__speaker_of(name, names, speaker);
    *speaker = (struct speaker){.role = found == ROSTER_BOT ? KEFU_ROLE_BOT : KEFU_ROLE_AGENT,
                                .agent = name};
    return true;
}

/* Determines the speaker by names alone. */
static bool read_names(const struct kefu_roster *roster, kefu_str sender, kefu_str receiver,
                       const struct row_names *names, struct row_ends *ends) {
    struct speaker other;
    if (know(roster, sender, names, &ends->speaker))
        return true;
    if (sender.size == 0 || !know(roster, receiver, names, &other) ||
        other.role == KEFU_ROLE_SYSTEM)
        return false;
    const bool to_customer = other.role == KEFU_ROLE_CUSTOMER;
    ends->speaker = (struct speaker){.role = to_customer ? KEFU_ROLE_AGENT : KEFU_ROLE_CUSTOMER,
                                     .agent = to_customer ? sender : (kefu_str){"", 0},
                                     .shop = other.shop};
    return true;
}

bool kefu__ends_read(const struct column_plan *plan, const struct table_row *row,
                     struct row_ends *ends) {
    const kefu_str sender = sender_of(plan, row);
    const kefu_str receiver = kefu__columns_cell(plan, row, COLUMN_RECEIVER);
    struct row_names names = kefu__ends_names(plan, row);
    uint32_t role;
    memset(ends, 0, sizeof *ends);
    if (names.shop.size == 0)
        names.shop = shop_of_pair(sender, receiver);
    const bool known = read_names(plan->roster, sender, receiver, &names, ends);
    if (kefu__role_of(kefu__columns_cell(plan, row, COLUMN_ROLE), &role)) {
        if (!known || ends->speaker.role != role)
            ends->speaker = (struct speaker){.role = role, .agent = sender};
    } else if (!known) {
        return false;
    }
    if (names.agent.size)
        ends->speaker.agent = names.agent;
    if (names.contact.size)
        ends->customer = names.contact;
    else if (receiver.size && ends->speaker.role != KEFU_ROLE_SYSTEM)
        ends->customer = ends->speaker.role == KEFU_ROLE_CUSTOMER ? sender : receiver;
    if (is_role(ends->customer))
        ends->customer = (kefu_str){"", 0};
    return true;
}
