/* SPDX-License-Identifier: MIT
 * Who speaks, by the names that exports give; and lines in which the platform speaks. */
#ifndef KEFU_LIB_READER_SPEAKER_H
#define KEFU_LIB_READER_SPEAKER_H

#include "base/base.h"

/* What is known of a row's people beside the name of the one who speaks; empty: unknown. */
struct row_names {
    kefu_str agent, contact, shop;
};
struct speaker {
    uint32_t role;  /* a kefu_role */
    kefu_str agent; /* for an agent: the name without its shop */
    kefu_str shop;  /* of a name like "shop:agent"; else empty */
};
/* Determines the role of a name: a word for it (客户, 客服), the name of the row's agent or
 * contact, "shop:agent", or a word for a role before a short name (客服小王). Returns false if the
 * role is not known. */
bool kefu__speaker_of(kefu_str name, const struct row_names *names, struct speaker *speaker);

/* What the platform says in a line of its own. */
enum notice_kind {
    NOTICE_NONE,
    NOTICE_RECEIPT, /* 已读: not part of the conversation */
    NOTICE_REMARK,  /* 撤回了一条消息: a system's message */
    NOTICE_TRANSFER,
    NOTICE_RATED,
    NOTICE_CLOSED
};
struct notice {
    enum notice_kind kind;
    kefu_str to;   /* the agent to whom a transfer goes; may be empty */
    double rating; /* the rating, for NOTICE_RATED */
};
/* Recognises lines that platforms write into transcripts; all others are NOTICE_NONE. */
struct notice kefu__notice_of(kefu_str line);

/* A text without blanks, and one pair of brackets around it. */
kefu_str kefu__unbracket(kefu_str text);
bool kefu__text_begins(kefu_str text, const char *with);
bool kefu__text_ends(kefu_str text, const char *with);
/* Where a text stands in another; SIZE_MAX: nowhere. */
size_t kefu__text_find(kefu_str text, const char *what);

#endif
