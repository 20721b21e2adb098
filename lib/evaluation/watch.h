/* SPDX-License-Identifier: MIT
 * Watching a conversation: where the rules of its scheme are true, message by message.
 *
 * One path for live and batch: an update reads the messages behind the cursor, appends the hits of
 * every leaf, and evaluates each rule at each candidate hit until that is decided. Logic is
 * three-valued: what is not there yet is unknown, not false, until its window has closed or the
 * conversation is over. */
#ifndef KEFU_LIB_EVALUATION_WATCH_H
#define KEFU_LIB_EVALUATION_WATCH_H

#include "conversation/conversation.h"
#include "scheme/rule_set/rules.h"

enum { CLASSES = ROLE_ANY + 1, CLASS_NONE = CLASSES };

/* Prefix counts at a message: how many messages and turns of each role (and, last, of all) there
 * are up to it, so that the distance of two messages is a difference. Notes and recalled messages
 * are invisible: they have no role here and count nowhere. */
struct message_position {
    uint32_t role; /* a kefu_role; CLASS_NONE */
    uint32_t counts[CLASSES], turns[CLASSES];
};

/* A message in which a leaf was found. */
struct leaf_hit {
    uint32_t message;
    uint32_t start, end; /* of the evidence, in the message's text */
    int64_t at;          /* when it became true; KEFU_TIME_NONE: unknown */
};

struct leaf_state {
    struct leaf_hit *hits; /* ascending by message */
    size_t count, capacity;
    size_t missed;       /* hits before this one are outside the leaf's window for good */
    uint32_t passed;     /* candidates in messages before this one: the leaf is decided for them */
    uint32_t turn;       /* of gaps: the first turn that is not decided yet */
    uint32_t last_reply; /* of the agent's gaps: the reply that waits for the customer */
};

/* A hit of a candidate leaf that waits for its decision. */
struct candidate {
    uint32_t leaf;
    uint32_t hit;
    bool decided; /* to be removed from its list */
};

struct candidates {
    struct candidate *items;
    size_t count, capacity;
    size_t decided; /* how many of them are */
    size_t first;   /* those before it are decided */
};

struct rule_state {
    enum truth truth;
    uint32_t reason;             /* beside TRUTH_UNKNOWN */
    struct candidates undecided; /* of an anchored rule: ascending by message */
    struct candidates denied;    /* false under context_hash: judged again when that changes */
    uint64_t context_hash; /* of the truth of attributes, labels, metrics and rules that it asks */
    /* A hash of the truth of the leaves that do not depend on the candidate, taken when the
     * undecided candidates were last judged; 0: never. If it differs now, all are judged again;
     * else new ones, and those for which an anchored leaf has been decided, suffice. */
    uint64_t common_hash;
    /* of each candidate leaf: how many of its hits were judged or are undecided */
    uint32_t *considered;
    uint32_t *reported; /* ascending: messages for which it was ever true, so that each is reported
                           once */
    size_t reported_count, reported_capacity;
    uint32_t hits; /* since the last restart */
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
    struct message_position *positions; /* one a message that was read */
    size_t cursor, position_capacity;
    struct message_position totals; /* counts up to now */
    uint32_t last_speaker;          /* which of customer and agent spoke last; CLASS_NONE */
    struct leaf_state *leaves;
    struct rule_state *states;
    uint32_t changes; /* of the conversation, when it was read */
    bool was_over;
    bool used;     /* was updated or restored */
    bool failed;   /* no memory, or new: the next update restarts */
    int64_t until; /* the time of the update, at least that of the last event; KEFU_TIME_END */
    int64_t next;  /* the earliest deadline of a window or wait; KEFU_TIME_END: none */
    struct watch_hit *hits;
    size_t hit_count, hit_capacity;
};

/* Is nothing more to come? */
static inline bool kefu__watch_over(const struct watch *watch) {
    return watch->until == KEFU_TIME_END || watch->conversation->state.ended;
}
/* Begins; the conversation must outlive it. False without memory (then nothing is to free). */
bool kefu__watch_init(struct watch *watch, const kefu_conversation *conversation,
                      const kefu_allocator *allocator);
void kefu__watch_free(struct watch *watch);
/* Reads on and judges as of `now`; new hits are appended to `hits`. False without memory: call it
 * again. */
bool kefu__watch_update(struct watch *watch, int64_t now);
/* Restoring: reads the first `count` messages as updates did. The caller then fills in what updates
 * have decided, and ends with kefu__watch_mark_considered(). False without memory. */
bool kefu__watch_resume(struct watch *watch, size_t count, bool was_over);
/* Notes that the hits of all candidate leaves have been considered. */
void kefu__watch_mark_considered(struct watch *watch);
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
/* The lists of candidates. */
bool kefu__candidate_list_add(const kefu_allocator *allocator, struct candidates *list,
                              struct candidate candidate);
void kefu__candidate_list_free(const kefu_allocator *allocator, struct candidates *list);
/* Removes what is decided, once that is half of the list: O(1) for each. */
void kefu__candidate_list_compact(struct candidates *list);
/* The first that is not decided; `count` where there is none. */
size_t kefu__candidate_list_first(struct candidates *list);
/* Of a list that ascends by message: the first in a message from `from` on. */
size_t kefu__candidate_list_from(const struct watch *watch, const struct candidates *list,
                                 uint32_t from);
void kefu__candidate_list_sort(struct candidates *list); /* by leaf and hit */
/* Moves all denied candidates back to the undecided ones, in the order of their hits. */
bool kefu__candidate_list_restore(const kefu_allocator *allocator, struct candidates *undecided,
                                  struct candidates *denied);
/* Judges a rule as of now; new hits are appended to the watch's. False without memory. */
bool kefu__rule_judge(struct watch *watch, uint32_t index);
/* When a window of seconds from the instant closes; KEFU_TIME_END: it is none, or has closed. */
int64_t kefu__window_due(const struct watch *watch, const struct rule_window *window, int64_t from);

#endif
