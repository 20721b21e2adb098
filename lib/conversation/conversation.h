/* SPDX-License-Identifier: MIT
 * Inside a conversation: what happened in order, message records, turns and episodes.
 *
 * Everything here is kept up to date by kefu_conversation_push(), so that readers of a const
 * conversation never write. Rules and rubrics read it; nothing but this room changes it. */
#ifndef KEFU_LIB_CONVERSATION_H
#define KEFU_LIB_CONVERSATION_H

#include "base/base.h"
#include "kefu/conversation.h"
#include "scheme/scheme.h"

enum {
    CONVERSATION_MESSAGES_MAX = 100000,
    CONVERSATION_ENTRIES_MAX = 400000, /* messages and events together */
    CONVERSATION_ATTRIBUTES_MAX = 64,
    CONVERSATION_AGENTS_MAX = 1000,
    MESSAGE_HITS_MAX = 64,   /* of one message; what is found beyond it is dropped, hints first */
    SIGNATURE_MAX = 64,      /* bigrams kept of one message */
    CONVERSATION_MEMBERS = 6 /* that are attributes too: id, channel, … */
};

/* A rating's scale lies between this and its negative. */
enum { RATING_MAX = 1000 };

/* Instants lie between this and its negative, so that differences fit; JSON's do, exactly. */
#define CONVERSATION_LAST_TIME ((int64_t)1 << 53)

/* "There is none" for indices of messages, turns, episodes and agents. */
#define INDEX_NONE UINT32_MAX

/* What a hit is: the kinds of kefu_found_kind, and phrases of rules. A hint that is promoted counts
 * as a fault: readers ask kefu__hit_kind(). */
enum hit_kind {
    HIT_EMOTION = KEFU_FOUND_EMOTION,
    HIT_ASPECT = KEFU_FOUND_ASPECT,
    HIT_ACT = KEFU_FOUND_ACT,
    HIT_INTENT = KEFU_FOUND_INTENT,
    HIT_FAULT = KEFU_FOUND_FAULT,
    HIT_DEMAND = KEFU_FOUND_DEMAND,
    HIT_HINT = KEFU_FOUND_HINT,
    HIT_PHRASE
};

/* Why a hint counts as a fault (see promotion.c). */
enum promotion {
    PROMOTION_NONE,
    PROMOTION_REPEATED,
    PROMOTION_ALONE_TO_ANGER,
    PROMOTION_ENDED,
    PROMOTIONS
};
extern const char *const kefu__promotion_names[PROMOTIONS];

/* Something found in a message. An id is found once a message, where its evidence is strongest; a
 * phrase as often as it stands there. */
struct message_hit {
    uint32_t kind;       /* enum hit_kind */
    uint32_t phrase;     /* of HIT_PHRASE: the index that kefu__builder_phrase() gave; else 0 */
    const char *id;      /* of the others: lives as long as the scheme; of HIT_PHRASE: NULL */
    uint32_t start, end; /* raw byte offsets into the message's text */
    float score;         /* 0…1 */
    float polarity;      /* of an aspect, else 0 */
    uint32_t count;      /* how many keywords say so */
    uint32_t promoted;   /* of a hint: an enum promotion; derived from the entries, as turns are */
};

/* The kind as which a hit counts. */
static inline uint32_t kefu__hit_kind(const struct message_hit *hit) {
    return hit->kind == HIT_HINT && hit->promoted ? HIT_FAULT : hit->kind;
}

/* The flags of a record beside KEFU_EVENT_… and KEFU_MESSAGE_RECALLED. */
#define MESSAGE_EDITED    0x200u
#define MESSAGE_AFTER_END 0x400u /* said after the episode had ended, before a new one */

/* One message as it is kept. */
struct message_record {
    int64_t at; /* clamped to be ascending; KEFU_TIME_NONE: unknown */
    uint32_t role, flags, content;
    uint32_t agent;    /* index into agents; INDEX_NONE */
    uint32_t turn;     /* the turn that it opened, went on with, or answered; INDEX_NONE */
    uint32_t episode;  /* index */
    uint32_t entry;    /* its place in the entries */
    uint32_t label;    /* a kefu_label; neutral for what has no text */
    uint32_t evidence; /* how many keywords the sentiment rests on */
    double polarity, positive_probability;
    kefu_str id, text;        /* text: empty with KEFU_CONVERSATION_NO_TEXT or when recalled */
    uint32_t substance;       /* how much the text says beside courtesies, see
                                 kefu__analysis_substance() */
    uint32_t characters;      /* code points of the text, kept with NO_TEXT too */
    struct message_hit *hits; /* sorted by (kind, start) */
    uint32_t hit_count;
    uint32_t signature_size;
    const uint32_t *signature; /* ascending hashes of the text's character bigrams, the smallest
                                  SIGNATURE_MAX of them */
};

/* A person's reply that the customer sees: from an agent, not automatic, not private, not taken
 * back. It alone ends a turn. */
static inline bool kefu__message_is_human_reply(const struct message_record *message) {
    return message->role == KEFU_ROLE_AGENT &&
           !(message->flags & (KEFU_EVENT_AUTO | KEFU_EVENT_PRIVATE | KEFU_MESSAGE_RECALLED));
}
/* A customer's message that was not taken back. */
static inline bool kefu__message_is_customer(const struct message_record *message) {
    return message->role == KEFU_ROLE_CUSTOMER && !(message->flags & KEFU_MESSAGE_RECALLED);
}
/* Is the message part of what customer and helpdesk say to each other, in each other's sight? A
 * picture is, too. */
static inline bool kefu__message_is_heard(const struct message_record *message) {
    return message->role != KEFU_ROLE_SYSTEM &&
           !(message->flags & (KEFU_EVENT_PRIVATE | KEFU_MESSAGE_RECALLED));
}
/* Was an id (NULL: any) found in the message that counts as this kind? */
bool kefu__message_finds(const struct message_record *message, uint32_t kind, const char *id);
/* Does the customer's message hold nothing but thanks, farewell or assent? */
bool kefu__message_needs_no_answer(const struct message_record *message);
/* Does the agent ask the customer to wait in it? */
bool kefu__message_is_waiting(const struct message_record *message);
/* Does the customer ask for a person in it? */
bool kefu__message_asks_for_person(const struct message_record *message);
/* How alike two messages are, 0…1: Jaccard similarity of their character bigrams (exact up to
 * SIGNATURE_MAX different ones, estimated from the smallest hashes above). 0 when either has no
 * two characters. */
double kefu__message_similarity(const struct message_record *a, const struct message_record *b);

/* What happened, in order: a message (its record carries the rest) or another event. */
struct conversation_entry {
    uint32_t type;    /* a kefu_event_type */
    uint32_t message; /* of a message, recalled, edited: index of the record; INDEX_NONE */
    int64_t at;       /* clamped; KEFU_TIME_NONE: unknown */
    uint32_t agent;   /* to whom, or who; INDEX_NONE */
    uint32_t flags;
    uint32_t episode; /* in which it happened: index */
    bool idle;        /* nobody waited for an answer when it happened */
    bool hands_on; /* a transfer while nobody waited for an answer: the customer does from now on */
    kefu_str value;                      /* of a status */
    double rating, scale_min, scale_max; /* of rated */
};

/* Does it give the conversation to somebody? */
static inline bool kefu__entry_assigns(const struct conversation_entry *entry) {
    return entry->type == KEFU_EVENT_ASSIGNED || entry->type == KEFU_EVENT_BOT_HANDOFF ||
           entry->type == KEFU_EVENT_TRANSFER;
}

/* Where a turn's clock started: at a message, at the end of the bot's time, or at the customer's
 * request for a person. */
enum turn_origin { TURN_MESSAGE, TURN_HANDOFF, TURN_HUMAN_REQUEST };

/* A wait of the customer for a person: from the first customer message that no person has answered
 * (from the end of the bot's time, when it was said to a bot before that) to the next human reply.
 */
struct conversation_turn {
    int64_t start, stop; /* KEFU_TIME_NONE: unknown, or not answered */
    int64_t over;        /* when the wait was over: the reply's time, or that of the episode's end;
                            KEFU_TIME_NONE: unknown, or it goes on */
    uint32_t first;      /* the customer message that opened it */
    uint32_t last;       /* the last customer message in it */
    uint32_t reply;      /* the human reply; INDEX_NONE: not answered */
    uint32_t agent;      /* who replied; INDEX_NONE */
    uint32_t episode;
    uint32_t opened; /* the entry with which its clock started … */
    uint32_t ended;  /* … and the one with which it was over; INDEX_NONE: it goes on */
    uint8_t origin;  /* an enum turn_origin */
    bool closed;     /* over: answered, or left unanswered when the episode ended */
};

/* The time from a beginning, or from the customer's return after an end, to the next return. */
struct conversation_episode {
    int64_t begun;       /* of its first entry; KEFU_TIME_NONE */
    int64_t resolved;    /* the last resolution in it; KEFU_TIME_NONE */
    uint32_t first_turn; /* its turns are first_turn … first_turn + turn_count - 1 */
    uint32_t turn_count;
    bool is_resolved;
    bool is_over; /* it has ended … */
    int64_t over; /* … first at this time; KEFU_TIME_NONE */
};

/* Counts over the messages that were not taken back. */
struct conversation_counts {
    uint32_t customer, human, automatic, bot, system, private_notes, recalled;
    uint32_t transfers, resolutions, handoffs;
    uint32_t returns;          /* after an end, by a message or a reopening … */
    uint32_t returns_resolved; /* … and after a resolution */
};

/* Where the turn model stands: all that the next entry needs to know. */
struct conversation_state {
    uint32_t open_turn; /* index; INDEX_NONE */
    uint32_t
        bot_pending; /* first customer message that so far only a bot could answer; INDEX_NONE */
    uint32_t human_request; /* the last message to the bot that asks for a person; INDEX_NONE */
    uint32_t last_customer; /* the last customer message that is no echo; INDEX_NONE */
    uint32_t messages_read;
    int64_t first_resolved, last_resolved; /* KEFU_TIME_NONE */
    int64_t last_said;                     /* of the last message seen by the customer */
    bool bot_spoke;                        /* a bot spoke in this episode */
    bool human_part;   /* a handoff or a person has begun the human part of it */
    bool ended;        /* resolved or closed, and the customer has not returned */
    bool returned;     /* the episode began with a message, and its first wait goes on */
    bool served;       /* a person answered before an end */
    bool served_here;  /* a person ended a turn of this episode */
    bool was_resolved; /* the last of resolved and reopened was resolved … */
    bool was_decided;  /* … and there was one of them at all */
};

struct conversation_attribute {
    kefu_str name, value;
};

struct kefu_conversation {
    const kefu_scheme *scheme; /* a reference of its own */
    kefu_allocator allocator;
    struct arena arena; /* texts, ids, hits: what lives as long as the conversation */
    uint32_t flags;     /* KEFU_CONVERSATION_… */

    kefu_str id, channel, contact_id, agent_id, team, topic; /* as set; may be empty */
    struct conversation_attribute *attributes;
    size_t attribute_count, attribute_capacity;
    kefu_str *labels;
    size_t label_count, label_capacity;

    kefu_str *agents; /* who took part or was assigned, in order of appearance */
    size_t agent_count, agent_capacity;
    uint32_t first_speaker; /* the first agent who replied; INDEX_NONE */
    uint32_t owner; /* whom the last transfer, else assignment or handoff named; INDEX_NONE */

    struct conversation_entry *entries;
    size_t entry_count, entry_capacity;
    struct message_record *messages;
    size_t message_count, message_capacity;
    struct index_map message_ids;
    struct conversation_turn *turns;
    size_t turn_count, turn_capacity;
    struct conversation_episode *episodes; /* at least one from the first entry on */
    size_t episode_count, episode_capacity;

    int64_t last_at;  /* the last known time; KEFU_TIME_NONE */
    bool has_times;   /* every message carries a time */
    uint32_t changes; /* grows when a message was recalled or edited, or a hint in an earlier one
                         was promoted: what was read before may have changed */
    size_t ends;      /* resolved and closed entries: episodes to make room for */
    bool stale;       /* turns must be read again: a message was recalled or edited */
    struct conversation_counts counts;
    struct conversation_state state;
};

/* The agent responsible: as set, else the last whom a transfer, handoff or assignment named, else
 * the first who replied; empty for none. */
kefu_str kefu__conversation_agent(const kefu_conversation *conversation);
/* Is agent i a person? Queues (the conversation's own team) and bots are nobody, and so is
 * INDEX_NONE. */
bool kefu__conversation_is_person(const kefu_conversation *conversation, uint32_t agent);
/* The name of agent i; empty for INDEX_NONE. */
kefu_str kefu__conversation_agent_name(const kefu_conversation *conversation, uint32_t agent);
/* An attribute, member or derived value by name; false when there is none. */
bool kefu__conversation_find(const kefu_conversation *conversation, kefu_str name, kefu_str *value);
bool kefu__conversation_has_label(const kefu_conversation *conversation, kefu_str label);
/* The turn whose wait is still open, or NULL. */
const struct conversation_turn *kefu__conversation_open_turn(const kefu_conversation *conversation);
/* Did no person take part yet, but a bot? */
bool kefu__conversation_is_bot_only(const kefu_conversation *conversation);
/* The first turn that a person answered, or NULL. Its wait is the first response time. */
const struct conversation_turn *
kefu__conversation_first_answered(const kefu_conversation *conversation);

/* ---- as JSON ---- */

struct json_writer;
/* Writes the conversation's record. What a later room knows of the conversation is added to its
 * "x_kefu" by `extend`, which writes members of an open object; NULL: nothing. */
void kefu__conversation_put(struct json_writer *writer, const kefu_conversation *conversation,
                            void (*extend)(struct json_writer *writer, void *ctx), void *ctx);
/* Gives the written record to the caller's writer, unless it is too long to be read back.
 * KEFU_OK, KEFU_E_LIMIT, KEFU_E_MEMORY, KEFU_E_WRITE; frees the buffer */
kefu_status kefu__conversation_hand_over(struct buffer *buffer, kefu_write write, void *ctx,
                                         kefu_error *error);

/* ---- inside this room ---- */

/* Reads entry i into turns, episodes, counts and state. Room for a turn and an episode more must be
 * there. */
void kefu__turns_advance(struct kefu_conversation *conversation, uint32_t entry);
/* Forgets them and reads all entries again: after a message was recalled or edited. */
void kefu__turns_rebuild(struct kefu_conversation *conversation);

/* Decides anew which hints of message i, which is next, count as faults by what stood before. */
void kefu__promotion_read(struct kefu_conversation *conversation, uint32_t message);
/* A message of the customer comes next: decides on the replies before it. */
void kefu__promotion_turn_over(struct kefu_conversation *conversation, uint32_t next);
/* The episode ends: decides on its last replies. */
void kefu__promotion_episode_over(struct kefu_conversation *conversation);

/* The signature of a text (see message_record), into to[SIGNATURE_MAX]; returns its size. */
uint32_t kefu__signature(uint32_t *to, const char *text, size_t size);

/* Member i of those that are attributes too, and its name. */
kefu_str *kefu__conversation_member(kefu_conversation *conversation, size_t i);
extern const char *const kefu__conversation_member_names[CONVERSATION_MEMBERS];

struct message_analysis; /* conversation/message.h */
/* kefu_conversation_push() without rebuilding the turns after a recall: the caller does at the
 * end.
 * @param prepared  what the text says, for a text that was not kept; NULL: analyse the event's */
kefu_status kefu__conversation_push(kefu_conversation *conversation, kefu_scratch *scratch,
                                    const kefu_event *event,
                                    const struct message_analysis *prepared,
                                    kefu_findings *findings, kefu_error *error);
/* The index of an agent's name, which is added unless it is known or empty (INDEX_NONE).
 * KEFU_OK, KEFU_E_MEMORY, KEFU_E_LIMIT */
kefu_status kefu__conversation_add_agent(kefu_conversation *conversation, kefu_str name,
                                         uint32_t *index, kefu_error *error);
/* A copy in the conversation's arena; data is NULL for an empty text, and without memory. */
kefu_str kefu__conversation_keep(kefu_conversation *conversation, kefu_str text);

#endif
