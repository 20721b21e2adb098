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
#include "scheme/rule_set/index.h"

enum { CLASSES = ROLE_ANY + 1, CLASS_NONE = CLASSES };

/* Prefix sums at a message: how many messages and turns of each role there are up to this message
 * (last element: of all roles), so that the distance of two messages is a difference. Private notes
 * and recalled messages are not counted. */
struct message_position {
    uint32_t role; /* a kefu_role; CLASS_NONE for private notes and recalled messages */
    uint32_t counts[CLASSES], turns[CLASSES];
    /* role of the last message by customer or agent; CLASS_NONE: there is none yet */
    uint32_t last_speaker;
    uint32_t last_timed; /* index of the last message by customer or agent that has a time; or
                            INDEX_NONE */
};

/* A hit of a leaf (a simple condition within a rule's condition): a message for which the leaf is
 * true. */
struct leaf_hit {
    uint32_t message;
    uint32_t start, end; /* the evidence: byte offsets in the message's text */
    uint32_t read;       /* number of messages that had been read when the hit was found */
    int64_t at;          /* when the leaf became true; KEFU_TIME_NONE: unknown */
};

/* For an anchored leaf (one that is searched near each candidate of its rule): after `read`
 * messages, it was decided for the first `passed` candidates. */
struct leaf_pass {
    uint32_t read, passed;
};

struct leaf_state {
    struct leaf_hit *hits; /* hits of the leaf, ascending by message */
    size_t count, capacity;
    size_t missed; /* number of leading hits that are outside of the leaf's window for good, and are
                      skipped */
    size_t passed; /* anchored leaf (searched near each candidate): decided for the candidates below
                      this index */
    struct leaf_pass *passes; /* history of `passed`, so that it can be taken back */
    size_t pass_count, pass_capacity;
    uint32_t matched; /* value of watch.reads when a message was last matched with the leaf */
    uint32_t turn;    /* leaves that search long waits: next turn or message to look at */
    /* leaves that search long waits after a message of an agent: index of the last such message, if
     * nobody has written since; else INDEX_NONE */
    uint32_t last_reply;
};

enum { AT_END_UNASKED = TRUTH_UNKNOWN + 1 };

/* A candidate of a rule: a hit of one of its candidate leaves, at which the rule is evaluated. */
struct candidate {
    uint32_t leaf;
    uint32_t hit;
    uint32_t previous, next; /* neighbours in the list of undecided candidates, or INDEX_NONE */
    uint32_t found, decided; /* number of messages read when it was added, and when decided */
    uint8_t truth; /* an enum truth of the rule at this candidate; TRUTH_UNKNOWN: undecided */
    /* of an undecided candidate: the enum truth of the rule if no more messages come;
     * AT_END_UNASKED: not computed yet */
    uint8_t at_end;
    bool again; /* is in candidates.again */
};

struct decision {
    uint32_t candidate;
    uint32_t count; /* number of candidates when this one was decided */
};

struct candidates {
    struct candidate *items; /* if the rule has anchored leaves (searched near each candidate):
                                ascending by message */
    size_t count, capacity;
    uint32_t first, last; /* ends of the linked list of undecided candidates; INDEX_NONE: empty */
    uint32_t hits;        /* number of candidates at which the rule is true for good */
    struct decision *decisions; /* in the order in which candidates were decided, for undoing */
    size_t decision_count, decision_capacity;
    /* hits_at_end, open_at_end: how many undecided candidates would be hits, and how many would
     * stay undecided, if no more messages came. Known for the candidates before index `asked`,
     * except those in `again`, indices of candidates for which it must be computed again. */
    uint32_t hits_at_end, open_at_end;
    size_t asked;
    uint32_t *again;
    size_t again_count, again_capacity;
};

struct rule_state {
    bool awake;       /* is in watch.awake */
    enum truth truth; /* of a rule that is awake */
    uint32_t reason;  /* a kefu_reason; only if the truth is TRUTH_UNKNOWN */
    struct candidates candidates;
    /* hash of the truth of the attributes, labels, metrics and other rules that the rule reads.
     * When it changes, the candidates at which the rule was false are evaluated again */
    uint64_t context_hash;
    /* all candidates were decided under the present context_hash, so that their decisions can be
     * undone one by one */
    bool steady;
    /* Hash of the truth of all leaves that do not depend on the candidate, at the last evaluation
     * of the undecided candidates; 0: never evaluated. If the hash is different now, all undecided
     * candidates are evaluated again; else only new candidates, those whose decision was undone,
     * and those for which a leaf that is evaluated relative to the candidate has been decided. */
    uint64_t common_hash;
    uint64_t end_hash; /* like common_hash, at the last computation of candidate.at_end */
    size_t taken_back; /* index of the first candidate whose decision was undone; SIZE_MAX: none */
    /* for each candidate leaf: how many of its hits have been added as candidates */
    uint32_t *considered;
    /* messages for which the rule was ever reported as true, ascending, so that none is reported
     * twice */
    uint32_t *reported;
    size_t reported_count, reported_capacity;
    uint32_t other_hits; /* hits without a candidate: whole conversation, or restored */
};

/* A similarity that was computed while the message of watch.reads was matched. */
struct similarity {
    uint32_t reads, before; /* of this message, with the earlier message `before` */
    double value;
};
enum { SIMILARITIES = 128 /* kept of one message; more than the span of a repetition */ };

/* A hit of a rule, an element of watch.hits, which is in the order in which hits became known. */
struct watch_hit {
    uint32_t rule;
    uint32_t candidate; /* index of the candidate; INDEX_NONE: the whole conversation */
    struct leaf_hit at;
};

struct watch {
    const kefu_conversation *conversation;
    /* the agent whose share of the conversation is evaluated; NULL: all of it */
    const struct observed_agent *part;
    const struct rules *rules;
    kefu_allocator allocator;
    struct message_position *positions; /* counts after each message read; `cursor` elements */
    size_t cursor, position_capacity;
    struct message_position totals; /* counts after the last message that was read */
    struct leaf_state *leaves;
    struct rule_state *states;
    uint32_t *considered; /* the memory of rule_state.considered of all rules */
    /* the rules to evaluate, ascending: those that may be true without a hit of a leaf, and those
     * that a hit has woken since the last restart. A rule that sleeps is not true. */
    uint32_t *awake;
    size_t awake_count;
    /* shared by all leaves that search for repetitions; that of message `before` is in the element
     * before % SIMILARITIES */
    struct similarity *similarities;
    uint32_t reads;   /* number of messages read, those that were read again included */
    uint32_t changes; /* conversation->changes (counter of edits) at the last update */
    bool over;        /* at the last update, the conversation had ended */
    bool as_over;     /* conditions are evaluated as if no more messages came */
    bool anew;    /* since the last update, messages were edited, or an end was followed by more */
    bool new_end; /* the conversation was not over at the last update, or `anew` */
    /* decisions cannot be undone: they were restored, made for a complete history, or made as of an
     * instant before which more has happened since */
    bool fixed;
    size_t entry_count; /* entries of the conversation at the last update */
    bool used;          /* kefu__watch_update() or a restore was called */
    bool failed;        /* the last update ran out of memory: start at the first message */
    /* instant as of which rules are evaluated: that of the last update, or of the last message or
     * event if it is later; KEFU_TIME_END: the history is complete */
    int64_t until;
    /* earliest instant at which the watch must be updated even without new messages, because a
     * window closes or a wait reaches a limit; KEFU_TIME_END: none */
    int64_t next;
    struct watch_hit *hits;
    size_t hit_count, hit_capacity;
};

/* Has the conversation ended, but might be continued, because its history is not declared complete?
 */
static inline bool kefu__watch_ended(const struct watch *watch) {
    return watch->over && watch->until != KEFU_TIME_END;
}
/* Are conditions evaluated as if no more messages came? */
static inline bool kefu__watch_over(const struct watch *watch) {
    return watch->as_over;
}
/* The truth of the rule at a candidate as of the last update; after the end of the conversation,
 * undecided candidates have the truth that holds if no more messages come. */
static inline enum truth kefu__candidate_truth(const struct watch *watch,
                                               const struct candidate *candidate) {
    const bool at_end = candidate->truth == TRUTH_UNKNOWN && kefu__watch_ended(watch) &&
                        candidate->at_end != AT_END_UNASKED;
    return (enum truth)(at_end ? candidate->at_end : candidate->truth);
}
/* The number of hits of a rule as of the last update: of the whole conversation, and at candidates.
 */
static inline uint32_t kefu__rule_hits(const struct watch *watch, const struct rule_state *state) {
    return state->other_hits + state->candidates.hits +
           (kefu__watch_ended(watch) ? state->candidates.hits_at_end : 0);
}
/* Initialises a watch of a conversation, which must outlive the watch. Returns false if out of
 * memory; kefu__watch_free() must not be called then. */
bool kefu__watch_init(struct watch *watch, const kefu_conversation *conversation,
                      const kefu_allocator *allocator);
void kefu__watch_free(struct watch *watch);
/* Reads new messages and evaluates all rules as of `now`; appends new hits of rules to watch->hits.
 * Returns false if out of memory; the caller may try again. */
bool kefu__watch_update(struct watch *watch, int64_t now);
/* First step of restoring a saved monitor: reads the first `count` messages without evaluating
 * rules. `was_over`: the conversation had ended. The caller then restores which candidates were
 * decided, and calls kefu__watch_mark_considered(). Returns false if out of memory. */
bool kefu__watch_resume(struct watch *watch, size_t count, bool was_over);
/* Last step of restoring a saved monitor: marks all present hits of candidate leaves as known, so
 * that the next update does not add them as new candidates. */
void kefu__watch_mark_considered(struct watch *watch);
/* The words of a message that are the evidence of a hit; empty if the hit has no message or the
 * text was not kept; three stars if the rule searches for personal data. */
kefu_str kefu__watch_evidence(const struct watch *watch, const struct watch_hit *hit);
/* Answers a leaf of a kind that may occur in any condition: on an attribute, label, metric or rule.
 */
void kefu__watch_ask(const struct watch *watch, const struct condition_leaf *leaf,
                     struct leaf_answer *answer);

/* Does a hit in this message belong to the share of agent `part`: did the agent write the message
 * or answer it? A hit without a message (INDEX_NONE) belongs to the agent who is responsible for
 * the conversation. */
bool kefu__part_has_hit(const kefu_conversation *conversation, const struct observed_agent *part,
                        uint32_t message);
/* The truth of a rule (index): within the share of agent watch->part, or in the whole conversation
 * if that is NULL. *reason: why it is unknown. */
enum truth kefu__watch_rule(const struct watch *watch, uint32_t rule, uint32_t *reason);

/* ---- within the watch ---- */

/* The role (kefu_role) as which rules count a message; CLASS_NONE if customer and agent do not both
 * see it: private notes, recalled messages. */
uint32_t kefu__message_class(const struct message_record *message);
/* Does message i match a leaf of this kind? Then *hit is set. watch->positions[i] must be set
 * already. */
bool kefu__leaf_matches(const struct watch *watch, const struct rule_leaf *leaf, uint32_t kind,
                        uint32_t i, struct leaf_hit *hit);
/* Sets the evidence of a hit to the whole text of its message. */
void kefu__leaf_span(const struct message_record *message, struct leaf_hit *hit);
bool kefu__leaf_add(struct watch *watch, struct leaf_state *state, const struct leaf_hit *hit);
/* Adds a rule (index) that sleeps to those that are evaluated. */
void kefu__watch_wake_rule(struct watch *watch, uint32_t rule);
/* Wakes the rule, if any, that cannot be true before this leaf (index) is found. */
void kefu__watch_wake(struct watch *watch, uint32_t leaf);
/* For a leaf that searches long waits: adds the waits that have exceeded its limit by watch->until
 * as hits. Returns false if out of memory. */
bool kefu__gap_update(struct watch *watch, const struct condition_leaf *leaf,
                      struct leaf_state *state);
/* Is a hit in this message inside of the part of the conversation (window) that the leaf demands?
 * *reason: why it is unknown. */
enum truth kefu__window_holds(const struct watch *watch, const struct rule_leaf *leaf,
                              uint32_t message, uint32_t *reason);
/* Has the leaf a hit inside of the part of the conversation (window) that it demands? *reason: why
 * it is unknown. */
enum truth kefu__leaf_found(const struct watch *watch, const struct rule_leaf *leaf,
                            uint32_t *reason);
/* For a leaf with an anchor (another leaf near whose hit it must be found): is it found as near as
 * demanded to the anchor's hit in message `from`? *reason: why it is unknown. */
enum truth kefu__anchor_found(const struct watch *watch, const struct rule_leaf *leaf,
                              uint32_t from, uint32_t *reason);
/* Restores the leaf's hits to what they were before message `message` was read. */
void kefu__leaf_go_back(const struct watch *watch, const struct condition_leaf *leaf,
                        struct leaf_state *state, uint32_t message);

/* ---- candidates ---- */

/* Adds an undecided candidate: hit `hit` of leaf `leaf` (indices), found when `read` messages had
 * been read. Returns false if out of memory. */
bool kefu__candidate_list_add(const kefu_allocator *allocator, struct candidates *list,
                              uint32_t leaf, uint32_t hit, size_t read);
void kefu__candidate_list_clear(struct candidates *list);
void kefu__candidate_list_free(const kefu_allocator *allocator, struct candidates *list);
/* The index of the first undecided candidate of index i or higher; INDEX_NONE: none. */
size_t kefu__candidate_list_from(const struct candidates *list, size_t i);
/* Decides candidate i, a hit at which the rule is evaluated, for good: the rule is true or false
 * there. `read`: number of messages read so far. */
void kefu__candidate_list_decide(struct candidates *list, uint32_t i, enum truth truth,
                                 size_t read);
/* Makes all candidates (hits at which the rule is evaluated) undecided again for which the rule was
 * false. */
void kefu__candidate_list_reopen(struct candidates *list);
/* Sorts the candidates (hits of leaves at which the rule is evaluated) by leaf, then hit. */
void kefu__candidate_list_sort(struct candidates *list);
/* Sets the enum truth that the rule has at undecided candidate i if no more messages come, or
 * AT_END_UNASKED. */
void kefu__candidate_list_set_end(struct candidates *list, uint32_t i, uint32_t truth);
/* Records that the truth set by kefu__candidate_list_set_end() must be computed again for candidate
 * i. */
void kefu__candidate_list_ask_again(struct candidates *list, uint32_t i);
/* Sorts list->again, the candidates for which kefu__candidate_list_set_end() must be called again;
 * the caller calls it for each and then empties the list. */
void kefu__candidate_list_take_again(struct candidates *list);
/* Goes back to when `read` messages had been read: removes candidates found later, and makes
 * candidates decided later undecided again. Returns the lowest index of a candidate whose decision
 * was undone; SIZE_MAX: none. */
size_t kefu__candidate_list_go_back(struct candidates *list, size_t read);

/* ---- rules ---- */

/* Discards all that was decided about a rule (index), but keeps for which messages it was reported.
 */
void kefu__rule_restart(struct watch *watch, uint32_t index);
/* Restores a rule (index) to what was known when `read` messages had been read. */
void kefu__rule_go_back(struct watch *watch, uint32_t index, size_t read);
/* Evaluates a rule (index) as of watch->until, and appends its new hits to watch->hits. Returns
 * false if out of memory. */
bool kefu__rule_evaluate(struct watch *watch, uint32_t index);
/* The instant at which a window in seconds that begins at `from` closes. KEFU_TIME_END if it has
 * closed already, or if the window is counted in messages or turns. */
int64_t kefu__window_due(const struct watch *watch, const struct rule_window *window, int64_t from);

#endif
