/* SPDX-License-Identifier: MIT
 * Watching a conversation: where the rules of its scheme are true, message by message.
 *
 * One path for live and batch: a watch reads on from its cursor, keeps for every leaf where it was
 * found, and judges each candidate until it is decided. What is not there yet is unknown, not
 * false, until nothing can come any more (its window has passed, or the conversation is over). */
#ifndef KEFU_LIB_EVALUATION_WATCH_H
#define KEFU_LIB_EVALUATION_WATCH_H

#include "conversation/conversation.h"
#include "scheme/rule_set/rules.h"

enum { CLASSES = ROLE_ANY + 1, CLASS_NONE = CLASSES };

/* Where a message stands: how many messages and turns of each role (and, last, of all) there are
 * up to it. What nobody sees (notes, recalled) has no role here. */
struct place {
    uint32_t role; /* a kefu_role; CLASS_NONE */
    uint32_t counts[CLASSES], runs[CLASSES];
};

/* A place where a leaf was found. */
struct leaf_hit {
    uint32_t message;
    uint32_t start, end; /* of the evidence, in the message's text */
    int64_t at;          /* when it became true; KEFU_TIME_NONE: unknown */
};

struct leaf_state {
    struct leaf_hit *hits; /* ascending by message */
    size_t count, capacity;
    uint32_t turn;       /* of gaps: the first turn that is not decided yet */
    uint32_t last_reply; /* of the agent's gaps: the reply that waits for the customer */
};

/* A hit of a candidate leaf that is not decided yet. */
struct candidate {
    uint32_t leaf;
    uint32_t hit;
};

struct rule_state {
    enum truth truth;
    uint32_t reason; /* beside TRUTH_UNKNOWN */
    struct candidate *waiting;
    size_t waiting_count, waiting_capacity;
    struct candidate *denied; /* false, but for what may change: see `outside` */
    size_t denied_count, denied_capacity;
    uint64_t outside;     /* hash of the attributes, labels, metrics and rules that it asks */
    uint32_t *considered; /* of each candidate leaf: how many of its hits were taken up */
    uint32_t *told;       /* ascending: messages for which it was true, ever */
    size_t told_count, told_capacity;
    uint32_t hits; /* since the last beginning */
};

/* A rule's hit, as it was found: in the order in which they became known. */
struct watch_hit {
    uint32_t rule;
    struct leaf_hit at;
};

struct watch {
    const kefu_conversation *conversation;
    const struct rules *rules;
    kefu_allocator allocator;
    struct place *places; /* one a message that was read */
    size_t cursor, place_capacity;
    struct place now; /* counts up to now */
    uint32_t party;   /* which of customer and agent spoke last; CLASS_NONE */
    struct leaf_state *leaves;
    struct rule_state *states;
    uint32_t changes; /* of the conversation, when it was read */
    bool was_over;
    bool used;     /* was updated or restored */
    bool failed;   /* no memory: what was read must be read again */
    int64_t until; /* now, as it counts: KEFU_TIME_END, or not before the last event */
    int64_t next;  /* when a time runs out; KEFU_TIME_END: never */
    struct watch_hit *hits;
    size_t hit_count, hit_capacity;
};

/* Is nothing more to come? */
static inline bool kefu__watch_over(const struct watch *watch) {
    return watch->until == KEFU_TIME_END || watch->conversation->state.resolved_now;
}
/* Begins; the conversation must outlive it. False without memory (then nothing is to free). */
bool kefu__watch_init(struct watch *watch, const kefu_conversation *conversation,
                      const kefu_allocator *allocator);
void kefu__watch_free(struct watch *watch);
/* Reads on and judges as of `now`; new hits are appended to `hits`. False without memory: call it
 * again. */
bool kefu__watch_update(struct watch *watch, int64_t now);
/* Restoring: reads the first `count` messages as updates did. The caller then fills in what updates
 * have decided, and ends with kefu__watch_take_up(). False without memory. */
bool kefu__watch_resume(struct watch *watch, size_t count, bool was_over);
/* Notes that the hits of all candidate leaves have been considered. */
void kefu__watch_take_up(struct watch *watch);
/* The words of a hit; empty where there are none, or the text was not kept. */
kefu_str kefu__watch_evidence(const struct watch *watch, const struct leaf_hit *hit);
/* Answers for a leaf that every place knows: attribute, label, metric, rule. */
void kefu__watch_ask(const struct watch *watch, const struct condition_leaf *leaf,
                     struct leaf_answer *answer);

/* ---- within the watch ---- */

/* The role under which a message counts; CLASS_NONE for what nobody sees. */
uint32_t kefu__message_class(const struct message_record *message);
/* Is the leaf in message i (which was given its place)? Fills the hit. */
bool kefu__leaf_matches(const struct watch *watch, const struct rule_leaf *leaf, uint32_t kind,
                        uint32_t i, struct leaf_hit *hit);
/* The whole text of a message, as evidence. */
void kefu__leaf_span(const struct message_record *message, struct leaf_hit *hit);
bool kefu__leaf_add(struct watch *watch, struct leaf_state *state, const struct leaf_hit *hit);
/* Finds the waits that are over the leaf's limit by now; false without memory. */
bool kefu__gap_update(struct watch *watch, const struct condition_leaf *leaf,
                      struct leaf_state *state);
/* Is the hit within the leaf's window? */
enum truth kefu__window_holds(const struct watch *watch, const struct rule_leaf *leaf,
                              uint32_t message, uint32_t *reason);
/* Was the leaf found anywhere within its window? */
enum truth kefu__leaf_found(const struct watch *watch, const struct rule_leaf *leaf,
                            uint32_t *reason);
/* Was an anchored leaf found where it must be from a hit at message `from`? */
enum truth kefu__anchor_found(const struct watch *watch, const struct rule_leaf *leaf,
                              uint32_t from, uint32_t *reason);
/* Judges a rule as of now; new hits are appended to the watch's. False without memory. */
bool kefu__rule_judge(struct watch *watch, uint32_t index);
/* When a window of seconds from the instant closes; KEFU_TIME_END: it is none, or has closed. */
int64_t kefu__window_due(const struct watch *watch, const struct rule_window *window, int64_t from);

#endif
