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
    /* role of the customer or agent who wrote last; CLASS_NONE: neither has written */
    uint32_t last_speaker;
    uint32_t last_timed; /* the last message of either that has a time; INDEX_NONE: none */
};

/* A message in which a leaf of a condition was found. */
struct leaf_hit {
    uint32_t message;
    uint32_t start, end; /* the evidence: byte offsets in the message's text */
    uint32_t read;       /* how many messages had been read when the hit was found */
    int64_t at;          /* when the leaf became true; KEFU_TIME_NONE: unknown */
};

/* The number of candidates for which a leaf was decided, after a number of messages. */
struct leaf_pass {
    uint32_t read, passed;
};

struct leaf_state {
    struct leaf_hit *hits; /* ascending by message */
    size_t count, capacity;
    size_t missed; /* number of leading hits that are outside of the leaf's window for good */
    size_t passed; /* the leaf is decided for the candidates of its rule before this index */
    struct leaf_pass *passes; /* the values of `passed`, in order */
    size_t pass_count, pass_capacity;
    uint32_t turn; /* for gaps: index of the first turn that is not decided yet */
    /* for gaps after an agent's message: the message that the customer has not answered yet */
    uint32_t last_reply;
};

enum { AT_END_UNASKED = TRUTH_UNKNOWN + 1 };

/* A hit of a candidate leaf. */
struct candidate {
    uint32_t leaf;
    uint32_t hit;
    uint32_t previous, next; /* the nearest undecided candidates; INDEX_NONE: none */
    uint32_t found, decided; /* how many messages had been read then */
    uint8_t truth;           /* an enum truth, of the rule for this hit; TRUTH_UNKNOWN: undecided */
    /* while undecided: the truth if nothing more comes; AT_END_UNASKED if that must be computed */
    uint8_t at_end;
    bool again; /* is in the list of those to ask again */
};

struct decision {
    uint32_t candidate;
    uint32_t count; /* how many candidates there were */
};

struct candidates {
    struct candidate *items; /* for a rule with anchored leaves: ascending by message */
    size_t count, capacity;
    uint32_t first, last;       /* the first and last undecided candidate; INDEX_NONE: none */
    uint32_t hits;              /* number of candidates for which the rule is decided to be true */
    struct decision *decisions; /* in order */
    size_t decision_count, decision_capacity;
    /* If nothing more comes: how many undecided candidates are hits, and how many stay undecided.
     * That was asked for the candidates before index `asked`, but must be asked again for those of
     * `again`. */
    uint32_t hits_at_end, open_at_end;
    size_t asked;
    uint32_t *again;
    size_t again_count, again_capacity;
};

struct rule_state {
    enum truth truth;
    uint32_t reason; /* set if the truth is TRUTH_UNKNOWN */
    struct candidates candidates;
    /* hash of the truth of the attributes, labels, metrics and rules that the rule reads. When that
     * changes, candidates for which the rule was false are evaluated again */
    uint64_t context_hash;
    /* all candidates were decided under context_hash, so that decisions can be taken back */
    bool steady;
    /* A hash of the truth of the leaves that do not depend on the candidate, computed when the
     * undecided candidates were last evaluated; 0: never. If the hash has changed, all undecided
     * candidates are evaluated again; otherwise only new candidates, those whose decision was taken
     * back, and those for which an anchored leaf has been decided. */
    uint64_t common_hash;
    uint64_t end_hash; /* the same, when what would hold if nothing more came was last asked */
    size_t taken_back; /* index of the first candidate whose decision was taken back; SIZE_MAX */
    /* for each candidate leaf: how many of its hits are candidates */
    uint32_t *considered;
    /* indices of the messages for which the rule was ever true, ascending, so that each is reported
     * once */
    uint32_t *reported;
    size_t reported_count, reported_capacity;
    uint32_t other_hits; /* hits of the whole conversation, and those of a restored monitor */
};

/* A hit of a rule; the list of hits is in the order in which they became known. */
struct watch_hit {
    uint32_t rule;
    uint32_t candidate; /* index; INDEX_NONE: a hit of the whole conversation */
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
    struct leaf_state *leaves;
    struct rule_state *states;
    uint32_t changes; /* value of conversation->changes when the conversation was last processed */
    bool over;        /* nothing more was to come at the last update */
    bool as_over;     /* conditions are answered as if nothing more came */
    bool anew;    /* after an end the conversation has gone on, or what stood before has changed */
    bool new_end; /* the end is not that of the last update */
    /* decisions cannot be taken back: they are those of a restored monitor, final, or made at an
     * instant before which more has happened since */
    bool fixed;
    size_t entry_count; /* of the conversation, at the last update */
    bool used;          /* an update or a restore has happened */
    bool failed;        /* out of memory, or new: the next update starts from the beginning */
    /* time of the last update, or of the last event if that is later; KEFU_TIME_END: the history is
     * complete */
    int64_t until;
    /* earliest instant at which a window closes or a wait reaches a limit; KEFU_TIME_END: none */
    int64_t next;
    struct watch_hit *hits;
    size_t hit_count, hit_capacity;
};

/* Has the conversation ended, and may go on all the same? */
static inline bool kefu__watch_ended(const struct watch *watch) {
    return watch->over && watch->until != KEFU_TIME_END;
}
/* Is the history regarded as complete, so that nothing can change? */
static inline bool kefu__watch_over(const struct watch *watch) {
    return watch->as_over;
}
/* The truth of the rule for a candidate, as of the last update. */
static inline enum truth kefu__candidate_truth(const struct watch *watch,
                                               const struct candidate *candidate) {
    const bool at_end = candidate->truth == TRUTH_UNKNOWN && kefu__watch_ended(watch) &&
                        candidate->at_end != AT_END_UNASKED;
    return (enum truth)(at_end ? candidate->at_end : candidate->truth);
}
/* The number of hits of a rule, as of the last update. */
static inline uint32_t kefu__rule_hits(const struct watch *watch, const struct rule_state *state) {
    return state->other_hits + state->candidates.hits +
           (kefu__watch_ended(watch) ? state->candidates.hits_at_end : 0);
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
/* Takes back the hits of a leaf of the time since message `message` was read. */
void kefu__leaf_go_back(const struct watch *watch, const struct condition_leaf *leaf,
                        struct leaf_state *state, uint32_t message);

/* ---- candidates ---- */

/* Adds an undecided candidate, found after `read` messages. Returns false if out of memory. */
bool kefu__candidate_list_add(const kefu_allocator *allocator, struct candidates *list,
                              uint32_t leaf, uint32_t hit, size_t read);
void kefu__candidate_list_clear(struct candidates *list);
void kefu__candidate_list_free(const kefu_allocator *allocator, struct candidates *list);
/* The first undecided candidate at or behind an index; INDEX_NONE: none. */
size_t kefu__candidate_list_from(const struct candidates *list, size_t i);
/* Decides a candidate for good, after `read` messages. */
void kefu__candidate_list_decide(struct candidates *list, uint32_t i, enum truth truth,
                                 size_t read);
/* Makes all candidates undecided for which the rule was false. */
void kefu__candidate_list_reopen(struct candidates *list);
/* Sorts by leaf and hit. */
void kefu__candidate_list_sort(struct candidates *list);
/* Sets what holds for an undecided candidate if nothing more comes. */
void kefu__candidate_list_set_end(struct candidates *list, uint32_t i, uint32_t truth);
/* Notes that this must be asked again. */
void kefu__candidate_list_ask_again(struct candidates *list, uint32_t i);
/* Sorts the candidates to ask again; the caller then asks them and empties the list of them. */
void kefu__candidate_list_take_again(struct candidates *list);
/* Removes the candidates and takes back the decisions of the time after `read` messages. Returns
 * the first candidate whose decision was taken back; SIZE_MAX: none. */
size_t kefu__candidate_list_go_back(struct candidates *list, size_t read);

/* ---- rules ---- */

/* Discards all decisions about a rule, but not what was reported. */
void kefu__rule_restart(struct watch *watch, uint32_t index);
/* Takes a rule back to the time after `read` messages. */
void kefu__rule_go_back(struct watch *watch, uint32_t index, size_t read);
/* Evaluates a rule as of the watch's current time; new hits are appended to watch->hits. Returns
 * false if out of memory. */
bool kefu__rule_evaluate(struct watch *watch, uint32_t index);
/* The instant at which a window in seconds that begins at `from` closes; KEFU_TIME_END if the
 * window is in another unit or has closed. */
int64_t kefu__window_due(const struct watch *watch, const struct rule_window *window, int64_t from);

#endif
