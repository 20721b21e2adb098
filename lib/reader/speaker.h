/* SPDX-License-Identifier: MIT
 * Who speaks, by the names that exports give; and lines in which the platform speaks. */
#ifndef KEFU_LIB_READER_SPEAKER_H
#define KEFU_LIB_READER_SPEAKER_H

#include "base/base.h"

/* Names in other columns of a row, beside that of the one who speaks; empty: unknown. */
struct row_names {
    kefu_str agent, contact, shop;
};
struct speaker {
    uint32_t role;  /* a kefu_role */
    kefu_str agent; /* of an agent: the name without the shop */
    kefu_str shop;  /* the shop of a name such as "shop:agent"; else empty */
};
/* Determines the role (customer, agent, …) of the one who has this name. The name may be a word for
 * a role (客户, 客服), the name of the row's agent or contact, "shop:agent", or a word for a role
 * before a short name (客服小王). Returns false if the role is not known. */
bool kefu__speaker_of(kefu_str name, const struct row_names *names, struct speaker *speaker);

/* The kinds of notices: lines of a transcript that the chat platform has written, not a person. */
enum notice_kind {
    NOTICE_NONE,
    NOTICE_RECEIPT, /* 已读 (message read) and the like: left out of the conversation */
    /* 撤回了一条消息 (message recalled) and the like: kept as a message of the system */
    NOTICE_REMARK,
    NOTICE_TRANSFER,
    NOTICE_RATED,
    NOTICE_CLOSED
};
struct notice {
    enum notice_kind kind;
    kefu_str to;   /* for NOTICE_TRANSFER: the agent who receives the conversation; may be empty */
    double rating; /* the rating, for NOTICE_RATED */
};
/* Recognises a line that a chat platform has written into a transcript; NOTICE_NONE: a person has
 * written it. */
struct notice kefu__notice_of(kefu_str line);

/* Removes the blanks at both ends of a text, and one pair of brackets around it. */
kefu_str kefu__unbracket(kefu_str text);
bool kefu__text_begins(kefu_str text, const char *with);
bool kefu__text_ends(kefu_str text, const char *with);
/* The offset of `what` in a text; SIZE_MAX: the text does not contain it. */
size_t kefu__text_find(kefu_str text, const char *what);

#endif
