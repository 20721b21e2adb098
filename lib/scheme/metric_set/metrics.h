/* SPDX-License-Identifier: MIT
 * The definitions of a scheme's metrics and SLA policies. */
#ifndef KEFU_LIB_SCHEME_METRIC_SET_METRICS_H
#define KEFU_LIB_SCHEME_METRIC_SET_METRICS_H

#include "base/vocabulary.h"
#include "condition/condition.h"
#include "scheme/calendar/calendars.h"
#include "scheme/test.h"

/* Fixed-point scale: polarity and scores are multiplied by it, and added as integers. */
#define MEASURE_SCALE 1000000
/* Observations are clamped to ± this, so that 2^32 squares of them fit into 128 bits. */
#define MEASURE_LIMIT (INT64_C(1) << 47)

/* How an accumulator is read as a value: from the metric's definition. */
enum measure_kind { MEASURE_QUANTITY, MEASURE_DURATION, MEASURE_RATIO };
/* Where a mean or ratio lies, and so where its interval stays. */
enum measure_bounds {
    BOUNDS_SCALE,     /* low … high: the logit of the rescaled mean is about normal */
    BOUNDS_POSITIVE,  /* the logarithm is about normal */
    BOUNDS_PROMOTERS, /* −high … high, from one of −high, 0 and high each: adjusted Wald */
    BOUNDS_WALD       /* low … high: the mean itself is taken as normal, and cut off there */
};
struct measure_rule {
    enum measure_kind kind;
    uint32_t unit;      /* a kefu_unit */
    uint32_t statistic; /* the statistic for KEFU_STATISTIC_DEFAULT */
    uint32_t min_n;
    double scale; /* observations are values times this factor */
    double level; /* confidence level of the interval; 0: no interval */
    enum measure_bounds bounds;
    double low, high;
    bool clustered; /* a conversation may give several observations */
};

enum metric_type {
    METRIC_DURATION,
    METRIC_COUNT,
    METRIC_RATIO,
    METRIC_FLAG,
    METRIC_SENTIMENT,
    METRIC_FEEDBACK
};

/* "start" and "stop" of durations. */
enum duration_start {
    START_HANDOFF_OR_FIRST_CUSTOMER_MESSAGE,
    START_FIRST_CUSTOMER_MESSAGE,
    START_CREATED,
    START_FIRST_UNANSWERED_CUSTOMER_MESSAGE, /* of turns */
    START_FIRST_ASK,                         /* of waits for help */
    START_TRANSFER,                          /* of waits that a transfer begins */
    START_EACH_WAIT,                         /* the sum of turns and of waits after transfers */
    START_FIRST_HUMAN_REQUEST                /* the customer's first request for a person */
};
enum duration_stop {
    STOP_FIRST_HUMAN_REPLY,
    STOP_FIRST_REPLY, /* of a bot too */
    STOP_FIRST_RESOLVED,
    STOP_LAST_RESOLVED,
    STOP_LAST_MESSAGE,
    STOP_NEXT_HUMAN_REPLY,   /* of turns, and after transfers */
    STOP_FIRST_USEFUL_REPLY, /* of the first wait for help that ended with one */
    STOP_NEXT_USEFUL_REPLY,  /* of each; without help, the episode's end */
    STOP_EACH_WAIT,          /* the answer, or the episode's end */
    STOP_ASSIGNED            /* a person was assigned, or spoke */
};

/* "of" of counts, and "numerator" and "denominator" of ratios. */
enum count_of {
    COUNT_MESSAGES,
    COUNT_CUSTOMER_MESSAGES,
    COUNT_AGENT_MESSAGES, /* of humans, visible to the customer */
    COUNT_BOT_MESSAGES,
    COUNT_TURNS,
    COUNT_ANSWERED_TURNS,
    COUNT_UNANSWERED_TURNS,
    COUNT_TRANSFERS,
    COUNT_REOPENS,
    COUNT_AGENTS, /* distinct humans who replied */
    COUNT_RECALLED,
    COUNT_NEGATIVE_MESSAGES,  /* of the customer */
    COUNT_UNANSWERED_IN_HAND, /* waits that somebody held and handed on */
    COUNT_FOUND               /* messages in which something of found_kind was found */
};

/* "of" of flags. */
enum flag_of {
    FLAG_RESOLVED,
    FLAG_ENDED_RESOLVED, /* of conversations that a person answered and that ended */
    FLAG_UNANSWERED,
    FLAG_REOPENED, /* the customer returned after a resolution … */
    FLAG_RETURNED, /* … or after any end */
    FLAG_TRANSFERRED,
    FLAG_HANDED_OFF,
    FLAG_BOT_ONLY,
    FLAG_SLA_MET,
    FLAG_RATED_SATISFIED, /* satisfied, by a rating inside the conversation */
    FLAG_CUSTOMER_NEGATIVE,
    FLAG_STALLED, /* put off, and not helped before the episode's end */
    FLAG_FOUND    /* something of found_kind was found */
};

/* "among" of flags and counts of found things: which conversations are in the denominator. */
enum among { AMONG_ALL, AMONG_WITH_AGENT, AMONG_CUSTOMER_NEGATIVE };

/* "of" of sentiments: polarity −1…1, except for satisfaction. */
enum sentiment_of {
    SENTIMENT_START,
    SENTIMENT_END,
    SENTIMENT_DELTA,
    SENTIMENT_MEAN,
    SENTIMENT_WORST,
    SENTIMENT_SATISFACTION /* estimated by the learned dialogue model, −2…2 points */
};

/* From which score on an emotion of METRIC_UPSET in one message makes the customer negative; two
 * messages labelled negative do too. */
#define METRIC_UPSET_SCORE 0.5f
#define METRIC_UPSET(ROW)  ROW("anger") ROW("grievance") ROW("disappointment")

/* The ids of the lexicon that the turn model reads: they have a meaning of their own there. */
#define METRIC_INTENT_HUMAN_REQUEST "human_request" /* the customer asks for a person */
#define METRIC_ACT_WAITING          "waiting"       /* an agent asks the customer to wait */

/* What a satisfaction estimate reads of messages beside their polarity: SIGN(side, kind, id, mark),
 * side CUSTOMER or AGENT. */
#define METRIC_SATISFACTION_SIGNS(SIGN)                                                            \
    SIGN(CUSTOMER, EMOTION, "gratitude", THANKS)                                                   \
    SIGN(CUSTOMER, EMOTION, "satisfaction", PLEASED)                                               \
    SIGN(CUSTOMER, EMOTION, "anger", UPSET)                                                        \
    SIGN(CUSTOMER, EMOTION, "anxiety", UPSET)                                                      \
    SIGN(CUSTOMER, EMOTION, "disappointment", UPSET)                                               \
    SIGN(CUSTOMER, EMOTION, "grievance", UPSET)                                                    \
    SIGN(CUSTOMER, EMOTION, "helplessness", UPSET)                                                 \
    SIGN(CUSTOMER, EMOTION, "sarcasm", UPSET)                                                      \
    SIGN(CUSTOMER, INTENT, "churn", PRESSES)                                                       \
    SIGN(CUSTOMER, INTENT, "threat", PRESSES)                                                      \
    SIGN(CUSTOMER, INTENT, "urging", PRESSES)                                                      \
    SIGN(AGENT, ACT, "apology", APOLOGIZES)                                                        \
    SIGN(AGENT, ACT, "commitment", PUTS_OFF)                                                       \
    SIGN(AGENT, ACT, "escalation", PUTS_OFF)                                                       \
    SIGN(AGENT, ACT, "follow_up", PUTS_OFF)                                                        \
    SIGN(AGENT, ACT, "solution", SOLVES)                                                           \
    SIGN(AGENT, ACT, METRIC_ACT_WAITING, WAITS)

#define FEEDBACK_SURVEY "survey" /* the source of a record that names none */

/* "of" of feedback. */
enum feedback_of {
    FEEDBACK_SATISFIED,    /* ratings in the top boxes of the scale */
    FEEDBACK_DISSATISFIED, /* in the bottom boxes */
    FEEDBACK_RATING,       /* the mean rating on the scale */
    FEEDBACK_PROMOTERS,    /* net promoter score, −100…100 points */
    FEEDBACK_ANSWERED,     /* the share of the invited who answered */
    FEEDBACK_COMPLAINTS,   /* complaints per conversation */
    FEEDBACK_GOOD_REVIEWS, /* reviews in the top boxes */
    FEEDBACK_SENTIMENT     /* mean polarity of the texts */
};

struct metric {
    const char *id, *title_zh, *title_en;
    enum metric_type type;
    enum metric_entity entity;
    bool higher_is_better, has_target;
    double target;
    struct measure_rule rule; /* how its accumulator is read */
    char digest[DIGEST_SIZE];

    /* What is measured, an enum by `type`: duration_start (of durations), count_of (of counts, and
     * of a ratio's numerator), flag_of, sentiment_of or feedback_of. */
    uint32_t of;
    uint32_t to;          /* of durations: duration_stop; of ratios: the denominator's count_of */
    uint32_t among;       /* enum among */
    uint32_t found_kind;  /* of COUNT_FOUND and FLAG_FOUND: a kefu_found_kind */
    const char *found_id; /* NULL: any of the kind */
    uint32_t role;        /* whose messages: a kefu_role */
    bool within;          /* a ratio of turns: those answered within within_ms */
    int64_t within_ms;    /* inclusive */
    bool of_help;         /* … of waits for help rather than turns */
    bool unanswered_is_miss;
    bool transfers;  /* waits for help that a transfer begins count too */
    uint32_t pauses; /* 1: durations, and turns within a time, do not count pauses */
    bool open_hours; /* by the scheme's calendar, which is then the clock; what lies wholly
                        outside of it is left out */
    const struct scheme_calendar *clock; /* counts only its open time; NULL: all time */
    /* includes only what starts in its open time; NULL: all */
    const struct scheme_calendar *members;
    int64_t scale_min, scale_max; /* of feedback */
    uint32_t boxes;               /* how many values count as satisfied, and as dissatisfied */
    const char *source;           /* which feedback records it counts; NULL: all */
};

/* A target of an SLA policy: the longest duration of a metric. */
struct sla_target {
    uint32_t metric; /* index of a duration of the conversation */
    int64_t within_ms;
    double warn_at; /* share of within_ms from which on a warning is due */
};
struct sla_policy {
    const char *id;
    const struct condition *match; /* NULL: all */
    const struct scheme_calendar *calendar;
    uint32_t when; /* by `calendar`, when the conversation starts: 0 any time, 1 open, 2 closed */
    bool clip;     /* durations count the calendar's open time only */
    struct sla_target *targets;
    size_t target_count;
};

/* The value of one metric that a test expects. */
struct metric_expectation {
    uint32_t metric; /* index */
    uint32_t state;  /* a kefu_state; UINT32_MAX: not checked */
    uint32_t reason; /* a kefu_reason; UINT32_MAX: not checked */
    bool has_value, is_null, has_n;
    double value;
    int64_t n;
};
/* A test: a conversation and its expected values. */
struct metric_test {
    struct test_origin origin;
    kefu_str conversation; /* as JSON */
    int64_t now;           /* the time of evaluation; KEFU_TIME_END by default */
    struct metric_expectation *expectations;
    size_t expectation_count;
};

struct metrics {
    struct metric *items;
    size_t count, capacity;
    struct sla_policy *policies; /* the first that matches a conversation applies */
    size_t policy_count, policy_capacity;
    struct metric_test *tests;
    size_t test_count, test_capacity;
};

/* The index of a metric, or SIZE_MAX. For rubrics and rules that name one while compiling. */
size_t kefu__metrics_find(const struct metrics *metrics, kefu_str id);
/* Is its value about one conversation (not about feedback alone)? */
bool kefu__metric_of_conversation(const struct metric *metric);

/* The place of conditions that know the conversation only: attribute, label. */
extern const struct condition_place kefu__conversation_place;

/* Completes the digests with what the metrics rest on, when the lexicon stands. */
bool kefu__metrics_seal(struct scheme_builder *builder);

#endif
