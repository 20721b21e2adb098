/* SPDX-License-Identifier: MIT
 * What a metric observes in one conversation: values, cases of a ratio, or why there is nothing. */
#ifndef KEFU_LIB_OBSERVE_H
#define KEFU_LIB_OBSERVE_H

#include "conversation/conversation.h"
#include "measure/computed.h"
#include "measure/measure.h"

/* The kind of a case, that is, of a thing that a metric counts or leaves out. */
enum case_of {
    CASE_MESSAGE,
    CASE_EVENT,
    CASE_TURN,
    CASE_TRANSFER_WAIT, /* a wait that began with a transfer */
    CASE_PIECE,         /* the part of a turn during which one agent held the conversation */
    CASE_HELP,          /* a wait from the customer's question to the first reply that helps */
    CASE_PROMISE,       /* a message in which an agent promises something by a time */
    CASE_SPAN,          /* any other time from one instant to another */
    CASES
};

/* Why a case (a message, turn, wait, …) was not counted. */
enum omission {
    OMITTED_UNANSWERED,
    OMITTED_OPEN, /* the case is not decided yet: its wait goes on */
    OMITTED_NO_TIMES,
    OMITTED_OUTSIDE_CALENDAR,
    OMITTED_NO_EVENTS,    /* the event that would end the measured time did not happen */
    OMITTED_NOT_FIRST,    /* only the first such case is counted, and this is a later one */
    OMITTED_SUPERSEDED,   /* only the last such case is counted, and this is an earlier one */
    OMITTED_BEFORE_START, /* the event came before the first message */
    OMITTED_CONFIRMS, /* a reopened event, but a message had reopened the conversation already */
    OMITTED_NOT_RESOLVED, /* for a return of the customer: the episode before it was not resolved */
    OMITTED_PAUSED,
    OMITTED_RECALLED,
    OMITTED_PRIVATE,
    OMITTED_AUTOMATIC,
    OMITTED_OTHER_ROLE,
    OMITTED_NOT_FOUND, /* what the metric searches was not found in the message */
    OMITTED_NO_WORDS,
    OMITTED_NO_EVIDENCE, /* the message has no evidence of sentiment, while other messages have */
    /* not among the first or last messages, over which the metric averages the sentiment */
    OMITTED_OUTSIDE_WINDOW,
    OMITTED_OTHER_SCALE,
    OMITTED_NOT_AMONG, /* the metric does not include the conversation */
    OMITTED_WAIVED,    /* the customer no longer wants what was promised */
    OMISSIONS
};

struct observed_case {
    enum case_of of;
    uint32_t index;      /* index of the message, event (entry) or turn; INDEX_NONE: none */
    int64_t start, stop; /* instants in ms; KEFU_TIME_NONE: unknown, or none */
    int64_t ms; /* duration in ms, by the metric's calendar; KEFU_TIME_NONE: unknown, or none */
    /* index of the agent who answered, or held the conversation; INDEX_NONE: nobody */
    uint32_t agent;
    uint32_t reply;         /* index of the message that answered; INDEX_NONE: none */
    bool counted;           /* the case gives a value, or is in the denominator of a ratio */
    bool hit;               /* the case is in the numerator of a ratio */
    enum omission omission; /* why the case was not counted */
};

/* Receives the observations of a metric. The caller sets value, ctx, now and agent; kefu__observe()
 * sets the rest. Quantities are passed to `value` one at a time; ratios and flags are counted in
 * hits and n. If nothing was observed, state and reason say why. */
struct observer {
    void (*value)(void *ctx, int64_t value); /* receives each quantity; may be NULL */
    void *ctx;
    int64_t now; /* ms; KEFU_TIME_END: the history is complete */
    uint64_t n;  /* number of observations, or of cases (the denominator) */
    uint64_t hits;
    uint32_t state, reason; /* set if n is 0 */
    bool open;              /* the result may change with further entries */
    bool has_elapsed;       /* a wait is going on, whose time until now is `elapsed` */
    int64_t elapsed;
    kefu_status failure; /* KEFU_OK, or why the observation failed: KEFU_E_MEMORY, KEFU_E_LIMIT */
    /* the agent whose share is observed; NULL: the whole conversation */
    const struct observed_agent *agent;
    /* receives each case (turn, wait or time span) that a duration, or a ratio of waits, counts or
     * leaves out; NULL: not wanted */
    void (*look)(void *ctx, const struct observed_case *seen);
    void *look_ctx;
};

/* One agent's share of a conversation: the turns that the agent answered, and the messages that the
 * agent wrote. */
struct observed_agent {
    uint32_t agent; /* index of the agent; INDEX_NONE: nobody */
    /* the agent also owns what belongs to no other agent: unanswered turns, the outcome */
    bool responsible;
};

/* kefu__conversation_responsible() returns the index of the responsible agent.
 * kefu__conversation_closer() returns that of the agent who last ended the conversation or, if no
 * agent did, who replied last. INDEX_NONE: there is none. */
uint32_t kefu__conversation_responsible(const kefu_conversation *conversation);
uint32_t kefu__conversation_closer(const kefu_conversation *conversation);
/* Did the agent reply, hold the conversation while the customer waited, or end it, or is this the
 * responsible agent? */
bool kefu__conversation_has_part(const kefu_conversation *conversation, uint32_t agent);
/* Does a result belong to the observed agent? `attribution` (an enum attribution) says whose it is:
 * that of the responsible agent, of the one who ended the conversation, … */
bool kefu__observe_charges(const kefu_conversation *conversation, uint32_t attribution,
                           const struct observed_agent *agent);
/* Computes a metric's value for one agent's share of the conversation, or for the whole
 * conversation if `agent` is NULL. Returns KEFU_OK, KEFU_E_MEMORY or KEFU_E_LIMIT. */
kefu_status kefu__conversation_measure(const kefu_conversation *conversation, size_t metric,
                                       kefu_statistic statistic, int64_t now,
                                       const struct observed_agent *agent, kefu_value *value,
                                       kefu_error *error);

/* The same for a metric that is computed from others; `parts`, unless NULL, receives what each of
 * them gives (METRIC_PARTS_MAX elements). */
kefu_status kefu__conversation_compute(const kefu_conversation *conversation, size_t metric,
                                       kefu_statistic statistic, int64_t now,
                                       const struct observed_agent *agent, kefu_value *value,
                                       struct computed_part *parts, kefu_error *error);

/* Observes the metric with this index in the conversation's scheme. */
void kefu__observe(const kefu_conversation *conversation, size_t metric, struct observer *observer);

/* How an episode stands against a target of an SLA, from the best state to the worst. */
enum sla_state {
    SLA_NOT_APPLICABLE,
    SLA_MET,
    SLA_PAUSED, /* pending, but a pause has stopped the clock */
    SLA_PENDING,
    SLA_AT_RISK, /* pending, but the share of the target at which to warn is used up */
    SLA_BREACHED,
    SLA_STATES
};
extern const char *const kefu__sla_state_names[SLA_STATES];
struct sla_standing {
    const struct sla_policy *policy; /* the policy that applies; NULL: none */
    enum sla_state state;
    uint32_t reason; /* a kefu_reason if the state is SLA_NOT_APPLICABLE */
    /* when the pending wait exceeds the target; KEFU_TIME_END: nothing is due */
    int64_t due_at;
    /* when the share of the target at which to warn will be used up; KEFU_TIME_END: never */
    int64_t warn_at;
    int64_t remaining_ms; /* time left until due_at, by the target's calendar */
    bool open;            /* for an episode: entries to come or time may change the standing */
};
/* kefu__sla_episode() returns the SLA state of one episode under the policies of a series (an enum
 * sla_series), kefu__sla_standing() that of the conversation: the worst of all its episodes. */
struct sla_standing kefu__sla_episode(const kefu_conversation *conversation, uint32_t series,
                                      uint32_t episode, int64_t now);
struct sla_standing kefu__sla_standing(const kefu_conversation *conversation, uint32_t series,
                                       int64_t now);

/* Does what the agent with index `agent` did count for the observed agent? Always if `observed` is
 * NULL; to the responsible agent also belongs what nobody did (INDEX_NONE). */
static inline bool kefu__observe_is_of(const struct observed_agent *observed, uint32_t agent) {
    return !observed || observed->agent == agent || (observed->responsible && agent == INDEX_NONE);
}

/* `now`, or the time of the last entry if that is later. */
int64_t kefu__conversation_now(const kefu_conversation *conversation, int64_t now);

/* ---- inside this module ---- */

/* The time between two instants in which a calendar is open; calendar NULL: all the time. */
static inline int64_t kefu__observe_elapse(const struct scheme_calendar *clock, int64_t from,
                                           int64_t to) {
    return clock ? kefu__calendar_between(&clock->hours, from, to) : to - from;
}
/* How much of the time between two instants was paused. idle_only: counts only pauses that began
 * while no customer message was waiting for an answer. */
int64_t kefu__observe_paused(const kefu_conversation *conversation,
                             const struct scheme_calendar *clock, bool idle_only, int64_t from,
                             int64_t to);
/* Does the status begin a pause? Any other ends it. */
bool kefu__status_is_pause(kefu_str status);
/* Is the conversation paused after its last entry? */
bool kefu__observe_is_paused(const kefu_conversation *conversation);
/* The length in ms of the time between two instants by the calendar `clock`, without pauses if the
 * metric excludes them. */
int64_t kefu__observe_span(const kefu_conversation *conversation, const struct metric *metric,
                           const struct scheme_calendar *clock, int64_t from, int64_t to);
/* May a case that starts at this instant be included? Only while the metric's calendar `members` is
 * open; without such a calendar always. */
bool kefu__observe_is_member(const struct metric *metric, int64_t start);
/* Does the time from start to stop lie wholly outside the hours that the metric counts? */
bool kefu__observe_is_outside(const struct metric *metric, int64_t start, int64_t stop);

/* ---- whose wait ---- */

/* How a piece of a wait ended. A piece is the part of a turn, or of the wait after a transfer,
 * during which one agent held the conversation. */
enum piece_end {
    PIECE_ANSWERED,
    PIECE_HANDED_ON,  /* the conversation was passed on to another agent or a queue */
    PIECE_UNANSWERED, /* the episode ended */
    /* for a wait after a transfer: the customer wrote, and from then on waits in a turn */
    PIECE_CONTINUED,
    PIECE_GOES_ON
};
struct wait_piece {
    int64_t start, stop; /* KEFU_TIME_NONE: unknown; for `stop` also: the wait is going on */
    /* index of the turn; INDEX_NONE: the wait began with a transfer */
    uint32_t turn;
    uint32_t agent; /* the agent who held the conversation, or answered; INDEX_NONE: nobody */
    uint32_t reply; /* index of the message that answers; INDEX_NONE: none */
    uint32_t episode;
    enum piece_end end;
};
enum piece_of { PIECE_NONE, PIECE_OF_TURN, PIECE_OF_TRANSFER };
struct piece_cursor {
    uint32_t entry; /* index of the next entry to read */
    uint32_t turn;  /* index of the open turn; if none is open, index of the next turn */
    uint32_t holder, episode;
    enum piece_of open; /* which kind of wait is going on */
    int64_t start;      /* start of the current piece of the wait that is going on */
};
void kefu__piece_cursor_init(struct piece_cursor *cursor);
/* Reads the next piece of a wait; pieces are returned in the order in which they end. Returns false
 * if there is none. */
bool kefu__piece_next(const kefu_conversation *conversation, struct piece_cursor *cursor,
                      struct wait_piece *piece);

/* A wait as a metric observes it: the whole wait, or one agent's piece of it. */
struct wait {
    /* for a whole wait: its last piece, but with the start of its first piece */
    struct wait_piece piece;
    bool closed; /* the wait has ended, answered or not */
};
/* The waits to read: turns, waits after transfers, or both. */
enum wait_of { WAITS_OF_TURNS = 1, WAITS_OF_TRANSFERS = 2, WAITS_ALL = 3 };
/* Reads the next wait. If an agent is observed, reads only the pieces (parts of waits during which
 * one agent held the conversation) of this agent: those that ended a wait and, if handed_on is set,
 * also those after which the agent passed the conversation on. */
bool kefu__wait_next(const kefu_conversation *conversation, struct piece_cursor *cursor,
                     const struct observed_agent *agent, uint32_t of, bool handed_on,
                     struct wait *wait);
/* Was the conversation passed on to another agent or a queue while the customer waited? */
bool kefu__conversation_has_cuts(const kefu_conversation *conversation);

/* A wait from the customer's question to the first reply that helps; see useful.c. */
struct useful_wait {
    int64_t start, stop; /* KEFU_TIME_NONE: unknown; for `stop` also: nobody helped */
    /* for a wait without help: when its episode ended; KEFU_TIME_NONE: unknown, or not ended */
    int64_t over;
    /* index of the entry that began the wait: a message of the customer, or a transfer */
    uint32_t entry;
    uint32_t reply; /* index of the message that helped; INDEX_NONE: none */
    /* index of the agent who helped, or who replied last without helping; INDEX_NONE: nobody
     * replied */
    uint32_t agent;
    uint32_t episode;
    bool replied; /* a human agent wrote in the meantime, or helped */
    bool put_off; /* a human agent asked the customer to wait */
    bool ended;   /* the episode of the wait ended without help */
};
/* Does the reply help: does it say more than courtesies, or is it a picture, card or file? */
bool kefu__message_is_useful(const struct message_record *message);
/* Reads the next wait for help from entry *cursor on; false: there is none. `transfers`: the
 * customer also waits for help after a transfer, without asking. */
bool kefu__useful_next(const kefu_conversation *conversation, bool transfers, size_t *cursor,
                       struct useful_wait *wait);
/* When the wait began for the agent who helped: when this agent received the conversation, if that
 * was after the question. */
int64_t kefu__useful_own_start(const kefu_conversation *conversation,
                               const struct useful_wait *wait);
/* When the wait ended, with or without help; KEFU_TIME_NONE: it goes on, or unknown. */
int64_t kefu__useful_end(const struct useful_wait *wait);

/* A customer's request for a person in an episode in which a bot served the customer first. */
struct bot_request {
    uint32_t message;
    bool heard; /* a person took part, or was given the conversation */
    bool over;  /* the episode has ended */
};
/* Reads the first request for a person, made to a bot, of the next episode from entry *cursor on;
 * false: there is none. */
bool kefu__request_next(const kefu_conversation *conversation, uint32_t *cursor,
                        struct bot_request *request);

/* The first time that the customer wanted a human agent: a turn, or a request to a bot that led to
 * no turn. */
struct first_contact {
    uint32_t turn;    /* index of the turn; INDEX_NONE: `message` is the request */
    uint32_t message; /* the turn's first message, or the request */
    uint32_t episode;
    bool answered; /* an agent answered the turn */
};
/* False: the customer never wanted one. */
bool kefu__first_contact(const kefu_conversation *conversation, struct first_contact *contact);
/* Does the entry give the conversation to a human agent? */
bool kefu__entry_gives(const kefu_conversation *conversation, size_t entry);

/* ---- promises ---- */

enum promise_state {
    PROMISE_KEPT,
    PROMISE_BROKEN,
    PROMISE_PENDING, /* not due yet */
    PROMISE_WAIVED,  /* the customer closed the conversation before, or said 不用了 */
    PROMISE_UNTIMED  /* it is unknown when it was said */
};
/* A reply in which an agent promises something by a time; see promise.c. */
struct promise {
    uint32_t message;
    int64_t said, due; /* instants in ms; KEFU_TIME_NONE: unknown */
    int64_t over;      /* when it was kept, broken or waived; KEFU_TIME_NONE: not yet, or unknown */
    uint32_t reply;    /* index of the message that kept it; INDEX_NONE: none */
    enum promise_state state;
};
/* Reads the next promise from message *cursor on, as it stands at `now` (KEFU_TIME_END: the history
 * is complete); false: there is none. */
bool kefu__promise_next(const kefu_conversation *conversation, int64_t now, uint32_t *cursor,
                        struct promise *promise);
/* The promise as a case; its agent is the one who promised. */
struct observed_case kefu__case_of_promise(const kefu_conversation *conversation,
                                           const struct promise *promise);

/* ---- cases ---- */

struct observed_case kefu__case_of_wait(const struct wait *wait);
struct observed_case kefu__case_of_help(const kefu_conversation *conversation,
                                        const struct observer *observer,
                                        const struct useful_wait *wait);
/* Passes a wait to the observer's callback `look`, if it is set, with the length of the wait and,
 * if it was not counted, the reason. `goes_on`: the wait has not ended. */
void kefu__observe_show(const kefu_conversation *conversation, const struct metric *metric,
                        const struct scheme_calendar *clock, const struct observer *observer,
                        const struct observed_case *seen, bool goes_on);
/* The omission (why a case is not counted) that means the same as a kefu_reason (why a metric has
 * no value). */
enum omission kefu__omission_of_reason(uint32_t reason);
/* Counters of the waits that a metric has observed in one conversation. */
struct wait_tally {
    size_t theirs;  /* number of waits that belong to the observed agent */
    size_t members; /* how many of these waits the metric's calendars include */
    size_t untimed; /* how many of these waits have no times */
};
/* If no wait was counted, sets the observer's state and the reason, by the counters of waits. */
void kefu__observe_conclude(const kefu_conversation *conversation, struct observer *observer,
                            const struct wait_tally *tally);

/* ---- the types of metrics ---- */

/* Adds the observations of a duration metric. Only the time at which the calendar `clock` is open
 * counts; NULL: all time. */
void kefu__observe_duration(const kefu_conversation *conversation, const struct metric *metric,
                            const struct scheme_calendar *clock, struct observer *observer);
/* Adds the observations of a ratio of turns: the share of those answered within the metric's time
 * limit. */
void kefu__observe_within(const kefu_conversation *conversation, const struct metric *metric,
                          struct observer *observer);
/* The same where a conversation is one case (CASES_SESSIONS). */
void kefu__observe_session(const kefu_conversation *conversation, const struct metric *metric,
                           struct observer *observer);
/* kefu__observe_flag() adds the observations of a flag metric, kefu__observe_sentiment() those of
 * the sentiment of one side (the customer or the helpdesk). */
void kefu__observe_flag(const kefu_conversation *conversation, const struct metric *metric,
                        struct observer *observer);
void kefu__observe_sentiment(const kefu_conversation *conversation, const struct metric *metric,
                             struct observer *observer);
/* Counts the things that `of` (an enum count_of) stands for. A turn that waits for a reply is not
 * counted as long as a reply may still come. */
uint64_t kefu__observe_count(const kefu_conversation *conversation, const struct metric *metric,
                             uint32_t of, struct observer *observer);
/* Is the conversation among those that the metric includes? If not, sets the observer's state and
 * reason. */
bool kefu__observe_among(const kefu_conversation *conversation, const struct metric *metric,
                         struct observer *observer);
/* Does the message show an emotion of the list METRIC_UPSET (anger, …), strongly enough? */
bool kefu__message_is_upset(const struct message_record *message);
/* Was the customer negative, by one emotion of METRIC_UPSET or by two negative messages? */
bool kefu__customer_is_negative(const kefu_conversation *conversation);
/* Adds one observed quantity (ms, a number, or a scaled score). */
void kefu__observe_add(struct observer *observer, int64_t value);
/* Is the history complete, so that the result cannot change? */
bool kefu__observe_is_final(const kefu_conversation *conversation, const struct observer *observer);
/* Sets the state when nothing was observed: no data, or pending while further entries may come. */
void kefu__observe_nothing(const kefu_conversation *conversation, struct observer *observer,
                           kefu_reason reason);
/* Sets the state "not applicable" with a reason, since the metric does not include this
 * conversation. */
void kefu__observe_exclude(struct observer *observer, kefu_reason reason);
/* Is the message among those that a metric about the messages of this role includes? */
bool kefu__observe_counts_message(const struct message_record *message, uint32_t role);
/* The last rating whose scale has these limits, or NULL. */
const struct conversation_entry *kefu__conversation_rating(const kefu_conversation *conversation,
                                                           int64_t scale_min, int64_t scale_max);

/* Does the metric count the rating as a hit: as one of the highest (satisfied), or of the lowest
 * (dissatisfied), steps of the scale? */
bool kefu__rating_is_hit(const struct metric *metric, const struct conversation_entry *rated);

/* The contribution of a rating of 0 … 10 to the net promoter score, in points times MEASURE_SCALE:
 * 100 for 9 and 10, −100 for 0 … 6. The mean over all ratings is the score. */
static inline int64_t kefu__promoter(double rating) {
    return (int64_t)100 * MEASURE_SCALE * ((rating >= 9) - (rating < 7));
}

#endif
