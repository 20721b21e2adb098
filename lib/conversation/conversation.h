/* SPDX-License-Identifier: MIT
 * Inside a conversation: what happened in order, message records, turns and episodes.
 *
 * Everything here is kept up to date by kefu_conversation_push(), so that readers of a const
 * conversation never write. Rules and rubrics read it; nothing outside this module changes it. */
#ifndef KEFU_LIB_CONVERSATION_H
#define KEFU_LIB_CONVERSATION_H

#include "base/base.h"
#include "kefu/conversation.h"
#include "scheme/metric_set/metrics.h"
#include "scheme/scheme.h"

enum {
    CONVERSATION_MESSAGES_MAX = 100000,
    CONVERSATION_ENTRIES_MAX = 400000, /* limit on messages and events together */
    CONVERSATION_ATTRIBUTES_MAX = 64,
    CONVERSATION_AGENTS_MAX = 1000,
    /* maximum number of agents that are searched linearly; if there are more, names are looked up
     * in a hash map */
    CONVERSATION_AGENTS_LISTED = 8,
    /* maximum number of messages whose ids are searched linearly; see message_ids */
    CONVERSATION_IDS_LISTED = 16,
    /* maximum number of hits (things found in the text) stored for one message; further ones are
     * dropped, hints (doubtful faults) first */
    MESSAGE_HITS_MAX = 256,
    /* a copy of the turn model's state is stored before every 32nd entry, see
     * conversation_checkpoint */
    CHECKPOINT_DISTANCE = 32,
    /* maximum number of changes of earlier results that are stored; older ones are merged */
    CHANGES_MAX = 32,
    SIGNATURE_MAX = 64, /* maximum number of hashes of character pairs stored for one message */
    CONVERSATION_MEMBERS = 6 /* number of members that can be read as attributes: id, channel, … */
};

/* The limits of a rating's scale lie within ±RATING_MAX. */
enum { RATING_MAX = 1000 };

/* Instants, in ms, lie within ±CONVERSATION_LAST_TIME, so that differences do not overflow and a
 * JSON number holds them exactly. */
#define CONVERSATION_LAST_TIME ((int64_t)1 << 53)

/* The index of a message, turn, episode or agent that means "none". */
#define INDEX_NONE UINT32_MAX

/* The kind of a hit (something found in a text): those of kefu_found_kind, and HIT_PHRASE for a
 * phrase that a rule searches. Readers must call kefu__hit_kind(), because a promoted hint (a
 * doubtful fault that its context confirms) counts as a fault. */
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

/* Why a hint (a doubtful fault) is promoted, that is, counts as a fault: the agent repeats it, an
 * upset customer got no other reply, the episode ended without a useful reply, or the customer
 * protests against the reply (promotion.c). */
enum promotion {
    PROMOTION_NONE,
    PROMOTION_REPEATED,
    PROMOTION_ALONE_TO_ANGER,
    PROMOTION_ENDED,
    PROMOTION_PROTESTED,
    PROMOTIONS
};
extern const char *const kefu__promotion_names[PROMOTIONS];

/* Something found in a message's text. An id of the lexicon (of an emotion, act, …) is listed once
 * per message, with the span of its strongest evidence; a phrase that a rule searches is listed
 * once per occurrence. */
struct message_hit {
    uint8_t kind; /* enum hit_kind */
    /* for a hint: an enum promotion, the reason why it counts as a fault; computed again when
     * entries before or after the message change */
    uint8_t promoted;
    uint16_t count;      /* number of mentions, at most UINT16_MAX */
    uint32_t phrase;     /* for HIT_PHRASE: the index returned by kefu__builder_phrase(); else 0 */
    const char *id;      /* id in the lexicon, a string that the scheme owns; NULL for HIT_PHRASE */
    uint32_t start, end; /* byte offsets in the message's text */
    float score;         /* strength of the evidence, 0 … 1 */
    float polarity;      /* polarity of an aspect, −1 … 1; else 0 */
};

/* The kind that a hit counts as: HIT_FAULT for a promoted hint (a doubtful fault that its context
 * confirms), else the hit's own kind. */
static inline uint32_t kefu__hit_kind(const struct message_hit *hit) {
    return hit->kind == HIT_HINT && hit->promoted ? HIT_FAULT : hit->kind;
}

/* Flags of a message record in addition to KEFU_EVENT_… and KEFU_MESSAGE_RECALLED. */
#define MESSAGE_EDITED    0x200u
/* the message was sent by an agent, a bot or the system after the episode had ended */
#define MESSAGE_AFTER_END 0x400u
/* the text was not analysed, see conversation/skipped.h */
#define MESSAGE_SKIPPED   0x800u

/* One message as it is stored. */
struct message_record {
    /* time in ms, never before that of the previous message (clamped); KEFU_TIME_NONE: unknown */
    int64_t at;
    uint16_t flags;
    uint8_t role, content;
    uint8_t label; /* a kefu_label; neutral if the message has no text */
    /* number of characters that are not courtesies; see kefu__analysis_substance() */
    uint8_t substance;
    uint8_t hit_count, signature_size;
    uint32_t agent; /* index into the conversation's agents; INDEX_NONE: not named */
    /* index of the turn that the message opened, continued or answered; INDEX_NONE: none */
    uint32_t turn;
    uint32_t episode;  /* index of its episode */
    uint32_t entry;    /* index of the message's entry */
    uint32_t evidence; /* number of keywords on which the sentiment is based */
    double polarity, positive_probability;
    kefu_str id, text;        /* text: empty with KEFU_CONVERSATION_NO_TEXT or when recalled */
    uint32_t characters;      /* code points of the text; stored even if the text itself is not */
    int32_t due;              /* when what it promises is due, as kefu__due_read() says; 0: never */
    struct message_hit *hits; /* sorted by (kind, start) */
    /* smallest SIGNATURE_MAX hashes of the text's character bigrams, ascending */
    const uint32_t *signature;
};

/* Is the message a reply of a person that the customer sees: from an agent, neither automatic nor
 * private nor recalled? Only such a reply ends a turn. */
static inline bool kefu__message_is_human_reply(const struct message_record *message) {
    return message->role == KEFU_ROLE_AGENT &&
           !(message->flags & (KEFU_EVENT_AUTO | KEFU_EVENT_PRIVATE | KEFU_MESSAGE_RECALLED));
}
/* The index of the agent who wrote the message; INDEX_NONE: no agent did. What a customer's message
 * or a bot's bears as agent_id (the agent of the chat, in some exports) names nobody. */
static inline uint32_t kefu__message_author(const struct message_record *message) {
    return message->role == KEFU_ROLE_AGENT ? message->agent : INDEX_NONE;
}
/* Is the message from the customer, and not recalled? */
static inline bool kefu__message_is_customer(const struct message_record *message) {
    return message->role == KEFU_ROLE_CUSTOMER && !(message->flags & KEFU_MESSAGE_RECALLED);
}
/* Can both the customer and the helpdesk see the message? True also for pictures; false for private
 * notes, recalled messages, and messages of the system. */
static inline bool kefu__message_is_heard(const struct message_record *message) {
    return message->role != KEFU_ROLE_SYSTEM &&
           !(message->flags & (KEFU_EVENT_PRIVATE | KEFU_MESSAGE_RECALLED));
}
/* Was something that counts as this kind of hit, with this id (NULL: any), found in the message? */
bool kefu__message_finds(const struct message_record *message, uint32_t kind, const char *id);
/* Does the customer's message contain only thanks, farewell or assent? */
bool kefu__message_needs_no_answer(const struct message_record *message);
/* Does the message ask the customer to wait (请稍等)? */
bool kefu__message_is_waiting(const struct message_record *message);
/* Does the customer say that nothing more is needed (不用了), by the metric sets' own words? */
bool kefu__message_waives(const kefu_conversation *conversation,
                          const struct message_record *message);
/* Does the customer ask for a human agent in the message? */
bool kefu__message_asks_for_person(const struct message_record *message);
/* The similarity of two messages, 0 … 1: the Jaccard similarity of their character bigrams, exact
 * for up to SIGNATURE_MAX distinct bigrams, and estimated from the smallest hashes for more. 0 if
 * one of the texts has less than two characters. */
double kefu__message_similarity(const struct message_record *a, const struct message_record *b);

/* What only some events have. */
struct entry_detail {
    kefu_str value;                      /* the new status, of a status event */
    double rating, scale_min, scale_max; /* for a rating event: the rating and its scale */
};

/* One element of the history, in order of time: a message, whose details are in its record, or
 * another event. */
struct conversation_entry {
    uint8_t type; /* a kefu_event_type */
    uint8_t flags;
    bool idle; /* no customer message was waiting for an answer when the entry happened */
    /* the entry is a transfer while no customer message was waiting for an answer: from this entry
     * on the customer waits for the next agent */
    bool hands_on;
    /* for a message, recall or edit: index of the message's record; else INDEX_NONE */
    uint32_t message;
    int64_t at; /* never before the previous entry (clamped); KEFU_TIME_NONE: unknown */
    /* index of the agent to whom the conversation is given, or who acts; INDEX_NONE: none */
    uint32_t agent;
    uint32_t episode; /* index of the episode in which it happened */
    /* never NULL; what most entries have none of, so that it is stored apart */
    const struct entry_detail *detail;
};

/* Does the entry give the conversation to an agent, a queue or a bot? */
static inline bool kefu__entry_assigns(const struct conversation_entry *entry) {
    return entry->type == KEFU_EVENT_ASSIGNED || entry->type == KEFU_EVENT_BOT_HANDOFF ||
           entry->type == KEFU_EVENT_TRANSFER;
}

/* What starts the clock of a turn: a message, the end of the bot's service (handoff), or the
 * customer's request for a human agent. */
enum turn_origin { TURN_MESSAGE, TURN_HANDOFF, TURN_HUMAN_REQUEST };

/* A period in which the customer waits for a human agent. It begins at the first customer message
 * that no human has answered, or at the end of the bot's service if the message was written to a
 * bot; it ends with the next human reply. */
struct conversation_turn {
    int64_t start, stop; /* KEFU_TIME_NONE: unknown, or, of `stop`, not answered */
    /* when the wait ended, by a reply or by the end of the episode; KEFU_TIME_NONE: unknown, or
     * still waiting */
    int64_t over;
    uint32_t first; /* index of the customer message that began the turn */
    uint32_t last;  /* index of the turn's last customer message */
    uint32_t reply; /* index of the human reply; INDEX_NONE: not answered */
    uint32_t agent; /* index of the agent who replied; INDEX_NONE: nobody did */
    uint32_t episode;
    uint32_t opened; /* index of the entry that started the clock of the turn */
    uint32_t ended;  /* index of the entry that ended the wait; INDEX_NONE: the wait is going on */
    uint8_t origin;  /* an enum turn_origin */
    bool closed;     /* the wait has ended: answered, or unanswered at the end of the episode */
};

/* The worst SLA state of an episode and all episodes before it, by the policies of one series
 * (responses or resolution); stored once no later entry can change it. */
struct sla_settled {
    const struct sla_policy *policy; /* policy that applies to the worst of these episodes */
    uint32_t state, reason; /* an enum sla_state; if no level applies, the kefu_reason for that */
};

/* A pause: a period in which the status is "pending" or "on_hold", so that nobody expects the
 * agents to act. */
struct conversation_pause {
    int64_t begun;
    /* time of the pause's first such status at which no customer message was waiting for an answer;
     * KEFU_TIME_END: there was none */
    int64_t idle_begun;
    int64_t over; /* end of the pause; KEFU_TIME_END: it goes on */
};

/* One handling of a conversation: from its first entry, or from the customer's return after it had
 * ended, to the next return. */
struct conversation_episode {
    int64_t begun;    /* time of the episode's first entry; KEFU_TIME_NONE: unknown */
    int64_t resolved; /* time of the episode's first resolved event; KEFU_TIME_NONE: none */
    /* the turns of the episode have indices first_turn … first_turn + turn_count - 1 */
    uint32_t first_turn;
    uint32_t turn_count;
    uint32_t first_entry;
    bool is_resolved;
    bool is_over; /* the episode has ended */
    /* the time at which the episode first ended; KEFU_TIME_NONE: unknown, or not ended */
    int64_t over;
    /* for each series of SLA policies (responses, resolution): the worst state of this episode and
     * those before it; set only for the first kefu_conversation.settled[series] episodes */
    struct sla_settled settled[SLA_SERIES];
};

/* Counters of a conversation: messages by sender (recalled messages only in `recalled`), and
 * events. */
struct conversation_counts {
    uint32_t customer, human, automatic, bot, system, private_notes, recalled;
    uint32_t transfers, resolutions, handoffs;
    /* how often the customer returned (by a message or a reopened event) after an end */
    uint32_t returns;
    uint32_t returns_resolved; /* how often the customer returned after a resolution */
};

/* The reply in which an agent first used words that the lexicon lists under the id of a fault or
 * hint (a doubtful fault). */
struct said {
    const char *id;
    uint32_t agent; /* index of the agent; INDEX_NONE: the reply names nobody */
    uint32_t message;
};

/* A hash table whose key is the id of a fault or hint (a doubtful fault) and an agent, and whose
 * value is the first reply in which this agent used words with this id; see said.c. */
struct said_table {
    struct said *items; /* the items, in the order of the messages in which ids were used */
    size_t count, capacity;
    uint32_t *slots; /* hash slots: index into `items` plus 1; 0: empty */
    size_t slot_count;
    size_t reserved; /* number of items for which memory is reserved */
};

/* The state of the turn model after the last entry: all that the next entry depends on. */
struct conversation_state {
    uint32_t open_turn; /* index of the turn that waits for a reply; INDEX_NONE: none */
    /* index of the first customer message since which only bots have replied; INDEX_NONE: none */
    uint32_t bot_pending;
    /* the last message to a bot that asks for a human agent; INDEX_NONE: none */
    uint32_t human_request;
    /* The last customer message other than an echo; INDEX_NONE: none. An echo is a message with
     * nothing but thanks, farewell or assent after the end of an episode. */
    uint32_t last_customer;
    uint32_t last_heard;     /* the last customer message, also an echo; INDEX_NONE: none */
    uint32_t first_answered; /* the first turn that a person answered; INDEX_NONE: none */
    uint32_t messages_read;
    /* how often message_record.turn of messages was changed by opening or dropping a turn */
    uint32_t marks;
    int64_t first_resolved, last_resolved; /* KEFU_TIME_NONE: nothing was resolved */
    int64_t last_said; /* time of the last message that was neither private nor recalled */
    bool bot_spoke;    /* a bot has written in the current episode */
    bool human_part;   /* a handoff or a human's message has ended the bot's part of the episode */
    bool ended;        /* resolved or closed, and the customer has not returned since */
    /* the episode began with the customer's return by a message, which is not answered yet */
    bool returned;
    bool served;       /* a human agent replied before an episode ended */
    bool served_here;  /* a person has answered a turn of the current episode */
    bool was_resolved; /* of all events "resolved" and "reopened", the last one was "resolved" */
    bool was_decided;  /* there was a resolved or reopened event */
    bool paused;       /* the last status was "pending" or "on_hold", and the pause goes on */
};

/* A copy of the turn model's state before an entry, from which turns are computed again after a
 * recall or edit. Of the lists of turns, episodes and pauses only the last element can change, so
 * that their lengths and last elements suffice. */
struct conversation_checkpoint {
    struct conversation_counts counts;
    struct conversation_state state;
    uint32_t first_speaker, owner, settled[SLA_SERIES];
    size_t turn_count, episode_count, pause_count, said_count, promotion_count;
    struct conversation_turn turn;
    struct conversation_episode episode;
    struct conversation_pause pause;
};

/* A change that may alter results computed before: the first message concerned, and the number of
 * the change (kefu_conversation.changes after it). */
struct conversation_change {
    uint32_t message, number;
};

struct conversation_attribute {
    kefu_str name, value;
};

struct conversation_agent {
    kefu_str name;
    uint32_t first_message; /* index of the first message under this name; INDEX_NONE: none */
};

struct kefu_conversation {
    const kefu_scheme *scheme; /* the conversation holds a reference to it */
    kefu_allocator allocator;
    struct arena arena; /* memory of texts, ids and hits, freed with the conversation */
    uint32_t flags;     /* KEFU_CONVERSATION_… */

    /* given by options or events; may be empty */
    kefu_str id, channel, contact_id, agent_id, team, topic;
    struct conversation_attribute *attributes;
    size_t attribute_count, attribute_capacity;
    kefu_str *labels;
    size_t label_count, label_capacity;

    struct conversation_agent *agents; /* those who took part or were assigned, in this order */
    size_t agent_count, agent_capacity;
    /* maps the names of all agents to indices, once there are more than CONVERSATION_AGENTS_LISTED
     * agents */
    struct index_map agent_ids;
    uint32_t first_speaker; /* index of the first agent who replied; INDEX_NONE: nobody did */
    /* index of the agent named by the last transfer, else by the last assignment or handoff;
     * INDEX_NONE: none */
    uint32_t owner;

    struct conversation_entry *entries;
    size_t entry_count, entry_capacity;
    struct message_record *messages;
    size_t message_count, message_capacity;
    /* maps the ids of all messages to indices, once there are more than CONVERSATION_IDS_LISTED
     * messages */
    struct index_map message_ids;
    struct conversation_turn *turns;
    size_t turn_count, turn_capacity;
    struct conversation_episode *episodes; /* at least one, once there is an entry */
    size_t episode_count, episode_capacity;
    /* for each series of SLA policies: how many of the first episodes have an SLA state that no
     * later entry can change */
    uint32_t settled[SLA_SERIES];
    struct conversation_pause *pauses;
    size_t pause_count, pause_capacity;
    struct said_table said;
    /* indices of messages with hints (doubtful faults) that count as faults because of later
     * messages, in the order in which this was decided */
    uint32_t *promotions;
    size_t promotion_count, promotion_capacity;
    /* copies of the turn model's state before every CHECKPOINT_DISTANCE-th entry but the first */
    struct conversation_checkpoint *checkpoints;
    size_t checkpoint_capacity;

    int64_t last_at; /* the last known time of an entry; KEFU_TIME_NONE: no entry has a time */
    bool has_times;  /* every message has a time */
    /* all texts of customers are analysed from now on, although analyses are skipped; set by a
     * recall or edit, see conversation/skipped.c */
    bool reads_customer;
    /* incremented when results computed before may have changed: a message is recalled or edited, a
     * hint (doubtful fault) in an earlier message now counts as a fault, or a running wait is
     * restarted */
    uint32_t changes;
    /* the latest changes, ascending by message and by number: changed[i].message is the earliest
     * message concerned by all changes after number changed[i - 1].number */
    struct conversation_change changed[CHANGES_MAX];
    size_t change_count;
    size_t ends;     /* number of resolved and closed entries; an episode may begin after each */
    size_t statuses; /* number of status entries, each of which may begin a pause */
    size_t asked;    /* number of messages of the customer, each of which may begin a turn */
    /* number of pushed or edited replies with hints (doubtful faults), each of which may be
     * promoted */
    size_t hinted;
    /* index of the first entry from which turns must be computed again, since its message was
     * recalled or edited; INDEX_NONE: none */
    uint32_t stale_from;
    struct conversation_counts counts;
    struct conversation_state state;
};

/* The responsible agent: the one given by the options; else the one whom the last transfer,
 * assignment or handoff named; else the first who replied; empty for none. */
kefu_str kefu__conversation_agent(const kefu_conversation *conversation);
/* Is agent i a human? False for queues (the conversation's own team), bots, and INDEX_NONE. */
bool kefu__conversation_is_person(const kefu_conversation *conversation, uint32_t agent);
/* The name of agent i; empty for INDEX_NONE. */
kefu_str kefu__conversation_agent_name(const kefu_conversation *conversation, uint32_t agent);
/* Finds an attribute or member (id, channel, …) of the conversation by name, "agent_id" being the
 * responsible agent; false if there is none. */
bool kefu__conversation_find(const kefu_conversation *conversation, kefu_str name, kefu_str *value);
bool kefu__conversation_has_label(const kefu_conversation *conversation, kefu_str label);
/* A leaf_asker for leaves about attributes and labels; `conversation` is a kefu_conversation. */
void kefu__conversation_ask(void *conversation, const struct condition_leaf *leaf,
                            struct leaf_answer *answer);
/* KEFU_OK, or KEFU_E_ARGUMENT if the conversation skips analyses, for callers that read their
 * results. */
kefu_status kefu__conversation_check_analysed(const kefu_conversation *conversation,
                                              kefu_error *error);
/* The turn that waits for a reply, or NULL. */
const struct conversation_turn *kefu__conversation_open_turn(const kefu_conversation *conversation);
/* Has a bot taken part, but no human agent? */
bool kefu__conversation_is_bot_only(const kefu_conversation *conversation);
/* The first turn that a human answered, or NULL; its wait is the first response time. */
const struct conversation_turn *
kefu__conversation_first_answered(const kefu_conversation *conversation);

/* ---- as JSON ---- */

struct json_writer;
/* Writes the conversation's record. `extend`, unless NULL, is called while the record's object
 * "x_kefu" is open, so that modules above this one can add members to it. */
void kefu__conversation_put(struct json_writer *writer, const kefu_conversation *conversation,
                            void (*extend)(struct json_writer *writer, void *ctx), void *ctx);
/* Passes a written record to the caller's writer, unless it is too long to be read back. Frees the
 * buffer. Returns KEFU_OK, KEFU_E_LIMIT, KEFU_E_MEMORY or KEFU_E_WRITE. */
kefu_status kefu__conversation_hand_over(struct buffer *buffer, kefu_write write, void *ctx,
                                         kefu_error *error);

/* ---- inside this module ---- */

/* Updates turns, episodes, counts and state by one entry. The caller has reserved room for one more
 * turn and episode. */
void kefu__turns_advance(struct kefu_conversation *conversation, uint32_t entry);
/* Does kefu__turns_advance() read the text of a customer's message that is pushed next, at this
 * time?
 */
bool kefu__turns_read_text(const struct kefu_conversation *conversation, int64_t at);
/* Forgets all turns, as if there were no entries yet. */
void kefu__turns_begin(struct kefu_conversation *conversation);
/* Computes turns, episodes, counts and state again from an entry on, whose message was recalled or
 * edited. */
void kefu__turns_rebuild(struct kefu_conversation *conversation, uint32_t entry);
/* Records that results computed from this message or later ones may have changed. */
void kefu__conversation_change(struct kefu_conversation *conversation, uint32_t message);
/* The earliest message concerned by the changes with a number above `number`; INDEX_NONE: there was
 * no such change. */
uint32_t kefu__conversation_changed(const kefu_conversation *conversation, uint32_t number);

/* Reads the newest message. Its hints (doubtful faults) are promoted, that is, count as faults, if
 * the same agent used the same id in an earlier turn and the message says nothing useful. Also
 * records the faults and hints of the message in the said_table. */
void kefu__promotion_read(struct kefu_conversation *conversation, uint32_t message);
/* The number of faults and hints among the hits, which kefu__promotion_read() records. */
size_t kefu__promotion_count(const struct message_hit *hits, size_t count);
/* Called when the customer's message `next` arrives: lets hints (doubtful faults) in the replies
 * before that message count as faults if the customer was upset and no reply was useful. */
void kefu__promotion_turn_over(struct kefu_conversation *conversation, uint32_t next);
/* Called when an episode ends: lets hints (doubtful faults) in its last replies count as faults if
 * they left the customer's question without a useful answer. */
void kefu__promotion_episode_over(struct kefu_conversation *conversation);

/* Begins or ends a pause (status "pending" or "on_hold") if the entry does so. The caller has
 * reserved room for one more pause. */
void kefu__pauses_read(struct kefu_conversation *conversation,
                       const struct conversation_entry *entry);
/* kefu__sla_settle() stores the SLA states of episodes that have ended and been followed by
 * another. kefu__sla_unsettle() forgets them, because after a change of attributes or labels other
 * SLA policies may apply. */
void kefu__sla_settle(struct kefu_conversation *conversation);
void kefu__sla_unsettle(struct kefu_conversation *conversation);

/* Undoes all but the first `count` promotions, that is, decisions that a hint (doubtful fault)
 * counts as a fault because of a later message. */
void kefu__promotion_truncate(struct kefu_conversation *conversation, size_t count);

/* Reserves room in the said_table for `more` further ids of faults and hints. Returns false if out
 * of memory. */
bool kefu__said_reserve(struct kefu_conversation *conversation, size_t more);
/* Records that an agent uses the id of a fault or hint in a message, in the room reserved. */
void kefu__said_add(struct kefu_conversation *conversation, const char *id, uint32_t agent,
                    uint32_t message);
/* The first message in which an agent used the id; INDEX_NONE: none. */
uint32_t kefu__said_first(const struct kefu_conversation *conversation, const char *id,
                          uint32_t agent);
/* Removes all items of the said_table but the first `count`. */
void kefu__said_truncate(struct kefu_conversation *conversation, size_t count);
void kefu__said_free(struct kefu_conversation *conversation);

/* Computes a text's signature (see message_record) into to[SIGNATURE_MAX]; returns its size. */
uint32_t kefu__signature(uint32_t *to, const char *text, size_t size);

/* Returns a pointer to member i (id, channel, contact_id, …) of the conversation;
 * kefu__conversation_member_names[i] is its name. */
kefu_str *kefu__conversation_member(kefu_conversation *conversation, size_t i);
/* The member with this name among those that can also be read as attributes; NULL: none. */
kefu_str *kefu__conversation_find_member(kefu_conversation *conversation, kefu_str name);
extern const char *const kefu__conversation_member_names[CONVERSATION_MEMBERS];

struct message_analysis; /* defined in conversation/message.h */
/* Does what kefu_conversation_push() does, except that after a recall or edit the turns are not
 * computed again; the caller does so at the end.
 * @param prepared  the analysis of a text that was not kept; NULL: the event's text is analysed */
kefu_status kefu__conversation_push(kefu_conversation *conversation, kefu_scratch *scratch,
                                    const kefu_event *event,
                                    const struct message_analysis *prepared,
                                    kefu_findings *findings, kefu_error *error);
/* The index of the message with this id; UINT32_MAX: there is none, or the id is empty. */
uint32_t kefu__conversation_find_message(const kefu_conversation *conversation, kefu_str id);
/* The index of an agent's name, which is added if it is new; INDEX_NONE if it is empty. KEFU_OK,
 * KEFU_E_MEMORY, KEFU_E_LIMIT */
kefu_status kefu__conversation_add_agent(kefu_conversation *conversation, kefu_str name,
                                         uint32_t *index, kefu_error *error);
/* Copies a text into the conversation's arena. The returned text has data NULL if `text` is empty,
 * or if out of memory. */
kefu_str kefu__conversation_keep(kefu_conversation *conversation, kefu_str text);

#endif
