/* SPDX-License-Identifier: MIT
 * Watching a conversation: where the rules of its scheme are true, message by message.
 *
 * One path for live and batch: an update reads the messages behind the cursor, appends the hits of
 * every leaf, and evaluates each rule at each candidate hit until that is decided. Logic is
 * three-valued: what is not there yet is unknown, not false, until its window has closed or the
 * conversation is over. */
#ifndef KEFU_LIB_EVALUATION_WATCH_H
#define KEFU_LIB_EVALUATION_WATCH_H

#include "conversation/observe.h"
#include "scheme/rule_set/rules.h"

enum { CLASSES = ROLE_ANY + 1, CLASS_NONE = CLASSES };

/* Prefix sums at a message: the number of messages and turns of each role (the last element: of all
 * roles) up to it, so that the distance of two messages is a difference. Private notes and recalled
 * messages have no role here and are not counted. */
struct message_position {
    uint32_t role; /* a kefu_role, or CLASS_NONE */
    uint32_t counts[CLASSES], turns[CLASSES];
};

/* A message in which a leaf of a condition was found. */
struct leaf_hit {
    uint32_t message;
    uint32_t start, end; /* the evidence: byte offsets in the message's text */
    int64_t at;          /* when the leaf became true; KEFU_TIME_NONE: unknown */
};

struct leaf_state {
    struct leaf_hit *hits; /* ascending by message */
    size_t count, capacity;
    size_t missed;   /* number of leading hits that are outside of the leaf's window for good */
    uint32_t passed; /* the leaf is decided for the candidates in messages before this one */
    uint32_t turn;   /* for gaps: index of the first turn that is not decided yet */
    /* for gaps after an agent's message: the message that the customer has not answered yet */
    uint32_t last_reply;
};

/* A hit of a candidate leaf for which the rule is not decided yet. */
struct candidate {
    uint32_t leaf;
    uint32_t hit;
    bool decided; /* the candidate is decided and will be removed from the list that it is in */
};

struct candidates {
    struct candidate *items;
    size_t count, capacity;
    size_t decided; /* number of candidates in the list that are decided */
    size_t first;   /* index before which all candidates of the list are decided */
};

struct rule_state {
    enum truth truth;
    uint32_t reason;             /* set if the truth is TRUTH_UNKNOWN */
    struct candidates undecided; /* of a rule with anchored leaves: ascending by message */
    /* candidates for which the rule was false under context_hash; evaluated again when that hash
     * changes */
    struct candidates denied;
    /* hash of the truth of the attributes, labels, metrics and rules that the rule reads */
    uint64_t context_hash;
    /* A hash of the truth of the leaves that do not depend on the candidate, computed when the
     * undecided candidates were last evaluated; 0: never. If the hash has changed, all undecided
     * candidates are evaluated again; otherwise only new candidates, and those for which an
     * anchored leaf has been decided. */
    uint64_t common_hash;
    /* for each candidate leaf: how many of its hits were evaluated or are undecided */
    uint32_t *considered;
    /* indices of the messages for which the rule was ever true, ascending, so that each is reported
     * once */
    uint32_t *reported;
    size_t reported_count, reported_capacity;
    uint32_t hits; /* number of hits since the last restart */
};

/* A hit of a rule; the list of hits is in the order in which they became known. */
struct watch_hit {
    uint32_t rule;
    struct leaf_hit at;
};

struct watch {
    const kefu_conversation *conversation;
    /* the agent whose share is evaluated; NULL: the whole conversation is */
    const struct observed_agent *part;
    const struct rules *rules;
    kefu_allocator allocator;
    struct message_position *positions; /* one for each message that was processed */
    size_t cursor, position_capacity;
    struct message_position totals; /* the counts after the last message */
    /* role of the customer or agent who wrote last; CLASS_NONE: neither has written */
    uint32_t last_speaker;
    struct leaf_state *leaves;
    struct rule_state *states;
    uint32_t changes; /* value of conversation->changes when the conversation was last processed */
    bool was_over;
    bool used;   /* an update or a restore has happened */
    bool failed; /* out of memory, or new: the next update starts from the beginning */
    /* time of the last update, or of the last event if that is later; KEFU_TIME_END: the history is
     * complete */
    int64_t until;
    /* earliest instant at which a window closes or a wait reaches a limit; KEFU_TIME_END: none */
    int64_t next;
    struct watch_hit *hits;
    size_t hit_count, hit_capacity;
};

/* Is the history complete, so that nothing can change? */
static inline bool kefu__watch_over(const struct watch *watch) {
    return watch->until == KEFU_TIME_END || watch->conversation->state.ended;
}
/* Initialises a watch; the conversation must outlive it. Returns false if out of memory; the watch
 * then needs no kefu__watch_free(). */
bool kefu__watch_init(struct watch *watch, const kefu_conversation *conversation,
                      const kefu_allocator *allocator);
void kefu__watch_free(struct watch *watch);
/* Processes new messages and evaluates all rules as of `now`; new hits are appended to `hits`.
 * Returns false if out of memory; the caller may try again. */
bool kefu__watch_update(struct watch *watch, int64_t now);
/* For restoring a monitor: processes the first `count` messages without evaluating rules. The
 * caller then restores the decisions of the updates that had processed these messages, and calls
 * kefu__watch_mark_considered(). Returns false if out of memory. */
bool kefu__watch_resume(struct watch *watch, size_t count, bool was_over);
/* Marks all hits of candidate leaves as considered, so that the next update does not evaluate them
 * again. */
void kefu__watch_mark_considered(struct watch *watch);
/* The text of a hit; empty if there is none, or the text was not kept. */
kefu_str kefu__watch_evidence(const struct watch *watch, const struct leaf_hit *hit);
/* Supplies the value of a leaf of a kind that all conditions allow: attribute, label, metric, rule.
 */
void kefu__watch_ask(const struct watch *watch, const struct condition_leaf *leaf,
                     struct leaf_answer *answer);

/* Is a hit in a message part of what an agent said and did: is the message the agent's, or one that
 * he answered? A hit without a message belongs to the responsible agent. */
bool kefu__part_has_hit(const kefu_conversation *conversation, const struct observed_agent *part,
                        uint32_t message);
/* The truth of a rule for the agent's share watch->part, or for the whole conversation if that is
 * NULL. */
enum truth kefu__watch_rule(const struct watch *watch, uint32_t rule, uint32_t *reason);

/* ---- within the watch ---- */

/* The role as which rules count a message; CLASS_NONE for messages that are not visible to both
 * sides. */
uint32_t kefu__message_class(const struct message_record *message);
/* Does the leaf match message i, whose position is known? Sets the hit. */
bool kefu__leaf_matches(const struct watch *watch, const struct rule_leaf *leaf, uint32_t kind,
                        uint32_t i, struct leaf_hit *hit);
/* Sets the hit to the whole text of a message. */
void kefu__leaf_span(const struct message_record *message, struct leaf_hit *hit);
bool kefu__leaf_add(struct watch *watch, struct leaf_state *state, const struct leaf_hit *hit);
/* Finds the waits that have exceeded the leaf's limit by now. Returns false if out of memory. */
bool kefu__gap_update(struct watch *watch, const struct condition_leaf *leaf,
                      struct leaf_state *state);
/* Is the hit inside of the leaf's window? */
enum truth kefu__window_holds(const struct watch *watch, const struct rule_leaf *leaf,
                              uint32_t message, uint32_t *reason);
/* Does the leaf have a hit inside of its window? */
enum truth kefu__leaf_found(const struct watch *watch, const struct rule_leaf *leaf,
                            uint32_t *reason);
/* Does an anchored leaf have a hit in the required position relative to an anchor hit in message
 * `from`? */
enum truth kefu__anchor_found(const struct watch *watch, const struct rule_leaf *leaf,
                              uint32_t from, uint32_t *reason);
/* Operations on lists of candidates. */
bool kefu__candidate_list_add(const kefu_allocator *allocator, struct candidates *list,
                              struct candidate candidate);
void kefu__candidate_list_free(const kefu_allocator *allocator, struct candidates *list);
/* Removes decided candidates once they are half of the list, so that the cost is amortised O(1). */
void kefu__candidate_list_compact(struct candidates *list);
/* The index of the first undecided candidate; `count` if there is none. */
size_t kefu__candidate_list_first(struct candidates *list);
/* In a list that ascends by message: the index of the first candidate in message `from` or a later
 * one. */
size_t kefu__candidate_list_from(const struct watch *watch, const struct candidates *list,
                                 uint32_t from);
void kefu__candidate_list_sort(struct candidates *list); /* sorts by leaf and hit */
/* Moves all denied candidates back to the undecided ones, in the order of their hits. */
bool kefu__candidate_list_restore(const kefu_allocator *allocator, struct candidates *undecided,
                                  struct candidates *denied);
/* Evaluates a rule as of the watch's current time; new hits are appended to watch->hits. Returns
 * false if out of memory. */
bool kefu__rule_evaluate(struct watch *watch, uint32_t index);
/* The instant at which a window in seconds that begins at `from` closes; KEFU_TIME_END if the
 * window is in another unit or has closed. */
int64_t kefu__window_due(const struct watch *watch, const struct rule_window *window, int64_t from);

#endif
