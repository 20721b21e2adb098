/* SPDX-License-Identifier: MIT
 * Tables that name no conversation: who writes to whom tells which one a message belongs to. */
#ifndef KEFU_LIB_READER_ENDS_H
#define KEFU_LIB_READER_ENDS_H

#include "reader/columns.h"
#include "reader/speaker.h"

/* Without an id, messages between the same two people are one conversation as long as no pause
 * between them is longer. */
enum { ENDS_GAP_MS = 2 * 60 * 60 * 1000 };

/* Who speaks in a row, and to whom. */
struct row_ends {
    struct speaker speaker;
    kefu_str customer; /* the customer's name, where the row has one; else empty */
};

/* Writes the key of the conversation between the two people whom a row names, the same for both
 * directions. Nothing is written if the row does not name two people: words for roles (客户, 客服)
 * name nobody. */
void kefu__ends_put_key(const struct column_plan *plan, const struct table_row *row,
                        struct buffer *key);
/* Determines who speaks in a row: by the role column, by the sender's name, or, where only the
 * receiver's says something, as the other side. Returns false if the row does not tell. */
bool kefu__ends_read(const struct column_plan *plan, const struct table_row *row,
                     struct row_ends *ends);
/* The names of a row's agent, contact and shop, by their columns. */
struct row_names kefu__ends_names(const struct column_plan *plan, const struct table_row *row);
/* The shop of an account such as 甲店:小王; empty: the name has no colon between two parts. */
kefu_str kefu__shop_of(kefu_str name);

#endif
