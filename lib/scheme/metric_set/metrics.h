/* SPDX-License-Identifier: MIT
 * The definitions of a scheme's metrics and SLA policies. */
#ifndef KEFU_LIB_SCHEME_METRIC_SET_METRICS_H
#define KEFU_LIB_SCHEME_METRIC_SET_METRICS_H

#include "base/vocabulary.h"
#include "condition/condition.h"
#include "scheme/calendar/calendars.h"
#include "scheme/test.h"

/* Fixed-point scale: polarities and scores are multiplied by it and added as integers. */
#define MEASURE_SCALE 1000000
/* The absolute value of an observation is at most this number, so that the sum of 2^32 squares fits
 * into 128 bits. */
#define MEASURE_LIMIT (INT64_C(1) << 47)

/* How a metric's value is computed from its accumulated observations. */
enum measure_kind { MEASURE_QUANTITY, MEASURE_DURATION, MEASURE_RATIO };
/* The range of a mean or ratio, which determines the scale on which its confidence interval is
 * computed. */
enum measure_bounds {
    BOUNDS_SCALE, /* range low … high: the logit of the rescaled mean is approximately normal */
    /* positive without an upper limit: the logarithm of the mean is approximately normal */
    BOUNDS_POSITIVE,
    /* net promoter score, from answers that are −high, 0 or high each: adjusted Wald interval */
    BOUNDS_PROMOTERS,
    /* range low … high: the mean is taken as normal, and its interval is cut off at low and high */
    BOUNDS_WALD
};
struct measure_rule {
    enum measure_kind kind;
    uint32_t unit;      /* a kefu_unit */
    uint32_t statistic; /* a kefu_statistic: the one that KEFU_STATISTIC_DEFAULT stands for */
    uint32_t min_n;
    double scale; /* an observation is stored as an integer: the value times this factor */
    double level; /* confidence level of the value's interval, e.g. 0.95; 0: no interval */
    enum measure_bounds bounds;
    double low, high;
    /* a conversation may give several observations, so that the variance is estimated by clusters
     */
    bool clustered;
};

enum metric_type {
    METRIC_DURATION,
    METRIC_COUNT,
    METRIC_RATIO,
    METRIC_FLAG,
    METRIC_SENTIMENT,
    METRIC_FEEDBACK,
    /* computed from the values of other metrics: by one operator; as the weighted mean of scores;
     * as the weighted mean of values in one unit */
    METRIC_DERIVED,
    METRIC_COMPOSITE,
    METRIC_INDEX
};

/* The event at which a duration metric starts measuring: the values of its member "start". */
enum duration_start {
    START_HANDOFF_OR_FIRST_CUSTOMER_MESSAGE,
    START_FIRST_CUSTOMER_MESSAGE,
    START_CREATED,
    /* start of each turn: consecutive messages of the customer */
    START_FIRST_UNANSWERED_CUSTOMER_MESSAGE,
    START_FIRST_ASK, /* start of each wait for help: the customer asks, until a useful answer */
    START_TRANSFER,  /* each transfer to another agent, at which a new wait begins */
    /* the duration is the sum of the waits for answers in turns and of those after transfers */
    START_EACH_WAIT,
    START_FIRST_HUMAN_REQUEST /* the customer first asks for a human agent */
};

/* The event at which a duration metric stops measuring: the values of its member "stop". */
enum duration_stop {
    STOP_FIRST_HUMAN_REPLY,
    STOP_FIRST_REPLY, /* the first reply, of a human or a bot */
    STOP_FIRST_RESOLVED,
    STOP_LAST_RESOLVED,
    STOP_LAST_MESSAGE,
    STOP_NEXT_HUMAN_REPLY,   /* end of each turn, and of each wait after a transfer */
    STOP_FIRST_USEFUL_REPLY, /* end of the first wait for help that ended with a helpful reply */
    STOP_NEXT_USEFUL_REPLY,  /* end of each wait for help; without help, the end of the episode */
    STOP_EACH_WAIT,          /* end of each wait: the answer, or the end of the episode */
    STOP_ASSIGNED            /* a human agent was assigned, or wrote */
};

/* What a count metric counts, and what the numerator and the denominator of a ratio metric count:
 * the values of the members "of", "numerator" and "denominator". */
enum count_of {
    COUNT_MESSAGES,
    COUNT_CUSTOMER_MESSAGES,
    COUNT_AGENT_MESSAGES, /* messages of humans that the customer can see */
    COUNT_BOT_MESSAGES,
    COUNT_TURNS,
    COUNT_ANSWERED_TURNS,
    COUNT_UNANSWERED_TURNS,
    COUNT_TRANSFERS,
    COUNT_REOPENS,
    COUNT_AGENTS, /* distinct humans who replied */
    COUNT_RECALLED,
    COUNT_NEGATIVE_MESSAGES, /* negative messages of the customer */
    /* unanswered waits at whose end an agent passed the conversation on */
    COUNT_UNANSWERED_IN_HAND,
    COUNT_PROMISES, /* promises that were kept or broken */
    COUNT_PROMISES_KEPT,
    COUNT_FOUND /* messages in which an emotion, act, … of metric.found_kind was found */
};

/* What one case of a ratio of turns answered within a time is: each turn; each conversation, in
 * time if the mean of its turns is and none stayed without an answer; or the first turn of each
 * conversation. The values of its member "cases". */
enum ratio_cases { CASES_TURNS, CASES_SESSIONS, CASES_FIRST_WAITS };

/* The question that a flag metric answers by yes or no for each conversation: the values of its
 * member "of". */
enum flag_of {
    FLAG_RESOLVED,
    /* was it resolved? Only of conversations that a human answered and that have ended */
    FLAG_ENDED_RESOLVED,
    FLAG_UNANSWERED,
    FLAG_REOPENED, /* the customer returned after a resolution */
    FLAG_RETURNED, /* the customer returned after any end */
    FLAG_TRANSFERRED,
    FLAG_HANDED_OFF,
    FLAG_BOT_ONLY,
    FLAG_SLA_MET,
    FLAG_RATED_SATISFIED, /* satisfied, by a rating inside the conversation */
    FLAG_CUSTOMER_NEGATIVE,
    FLAG_SLA_RESOLUTION_MET,
    FLAG_STALLED, /* the customer was told to wait, and not helped before the end of the episode */
    /* a bot was asked for a human agent, and none came before the episode ended */
    FLAG_BOT_IGNORED,
    /* the first response was in time by the SLA policy of its episode */
    FLAG_FIRST_RESPONSE_MET,
    FLAG_PROMISE_BROKEN, /* something was promised by a time, and not done by then */
    FLAG_SERVED,         /* of conversations in which a human agent was wanted: one answered */
    FLAG_ABANDONED, /* of these: the first episode in which one was wanted ended without an answer
                     */
    FLAG_MISSED,    /* of conversations that were given to a human agent: none replied */
    FLAG_FOUND      /* an emotion, act, … of metric.found_kind was found */
};

/* Which conversations are the denominator of a flag, or of a count of found emotions, acts, …: the
 * values of its member "among". */
enum among { AMONG_ALL, AMONG_WITH_AGENT, AMONG_CUSTOMER_NEGATIVE };

/* The agent to whom a metric or a question is attributed when one agent's share of a conversation
 * is evaluated. Waits are attributed to the agent who was in charge of the conversation, and
 * messages to their author; this enum says to whom an outcome of the whole conversation is
 * attributed. */
enum attribution {
    ATTRIBUTION_SPEAKER,
    ATTRIBUTION_FIRST_RESPONDER,
    ATTRIBUTION_RESPONSIBLE,
    /* the agent who last ended the conversation; without an end, the agent who replied last */
    ATTRIBUTION_CLOSER,
    ATTRIBUTION_ALL_PARTICIPANTS
};
extern const struct vocabulary kefu__attributions;

/* What a sentiment metric reports of the polarities (−1 … 1) of the messages in a conversation: the
 * values of its member "of". */
enum sentiment_of {
    SENTIMENT_START,
    SENTIMENT_END,
    SENTIMENT_DELTA,
    SENTIMENT_MEAN,
    SENTIMENT_WORST,
    /* not a polarity: satisfaction as estimated by the learned dialogue model, −2 … 2 points */
    SENTIMENT_SATISFACTION
};

/* METRIC_UPSET lists emotions that make a customer negative. One message with such an emotion at
 * the strength METRIC_UPSET_SCORE or more suffices; two messages with the label negative do too. */
#define METRIC_UPSET_SCORE 0.5f
#define METRIC_UPSET(ROW)  ROW("anger") ROW("grievance") ROW("disappointment")

/* Ids of the lexicon by which the turns and waits of a conversation are determined. */
#define METRIC_INTENT_HUMAN_REQUEST "human_request" /* the customer asks for a human agent */
#define METRIC_ACT_WAITING          "waiting"       /* an agent asks the customer to wait */
/* an agent promises to act, or to come back to the customer: by a time, if the words name one */
#define METRIC_ACT_COMMITMENT       "commitment"
#define METRIC_ACT_FOLLOW_UP        "follow_up"

/* The emotions, intents and acts that count in the estimate of satisfaction, besides the polarity
 * of messages: SIGN(side, kind, id, mark). Found in messages of the side (CUSTOMER or AGENT), `id`
 * sets the flag MARK_mark. */
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
    SIGN(AGENT, ACT, METRIC_ACT_COMMITMENT, PUTS_OFF)                                              \
    SIGN(AGENT, ACT, "escalation", PUTS_OFF)                                                       \
    SIGN(AGENT, ACT, METRIC_ACT_FOLLOW_UP, PUTS_OFF)                                               \
    SIGN(AGENT, ACT, "solution", SOLVES)                                                           \
    SIGN(AGENT, ACT, METRIC_ACT_WAITING, WAITS)

#define FEEDBACK_SURVEY "survey" /* source of a feedback record that does not name one */

/* What a feedback metric reports of ratings and reviews: the values of its member "of". */
enum feedback_of {
    FEEDBACK_SATISFIED,    /* ratings in the upper part of the scale (top boxes) */
    FEEDBACK_DISSATISFIED, /* ratings in the lower part of the scale (bottom boxes) */
    FEEDBACK_RATING,       /* the mean rating on the scale */
    FEEDBACK_PROMOTERS,    /* net promoter score, −100…100 points */
    FEEDBACK_ANSWERED,     /* share of the invitations to give feedback that were answered */
    FEEDBACK_COMPLAINTS,   /* complaints per conversation */
    FEEDBACK_GOOD_REVIEWS, /* reviews with a rating in the top boxes */
    FEEDBACK_SENTIMENT     /* mean polarity of the texts */
};

/* The operator of a derived metric: the member that lists its operands. */
enum derived_of { DERIVED_ADD, DERIVED_SUBTRACT, DERIVED_MULTIPLY, DERIVED_DIVIDE };

/* How the value of a part of a composite metric becomes a score, usually 0 … 100. */
enum score_kind {
    SCORE_NONE,
    SCORE_BANDS,           /* that of the first step that holds */
    SCORE_LINEAR,          /* 0 at `from`, 100 at `to`, no less and no more outside */
    SCORE_DEDUCT_PER_UNIT, /* `base` less `points` for each `unit` short of the target `to` */
    SCORE_DEDUCT_PER_BAD,  /* `base` less `points` for each bad case of a ratio */
    SCORE_TARGET_RATIO /* 100 times the share of the target `to` that is reached, at most `base` */
};
/* What a part of a unit takes off: its share of the points, nothing, or all points. */
enum unit_count { UNIT_PROPORTIONAL, UNIT_FULL, UNIT_BEGUN };
struct score_step {
    double min, max, score; /* holds for values from min to max, both included */
};
struct metric_score {
    enum score_kind kind;
    struct score_step *steps;
    size_t step_count;
    double from, to, unit, points, base, floor;
    enum unit_count count;
};
struct small_sample {
    uint32_t n; /* up to so many observations `score` holds; 0: never */
    struct metric_score score;
};
enum { METRIC_PARTS_MAX = 16 }; /* limit on the metrics from which one is computed */
/* A metric from which another one is computed. */
struct metric_part {
    uint32_t metric; /* index in metrics.items, below that of the computed metric */
    double weight;
    struct metric_score score; /* only of composite metrics */
    struct small_sample small;
};

struct metric {
    const char *id, *title_zh, *title_en;
    uint32_t document; /* index of its document among those in force */
    enum metric_type type;
    enum metric_entity entity;
    bool higher_is_better, has_target;
    double target;
    struct measure_rule rule; /* how its value is computed from the accumulated observations */
    char digest[DIGEST_SIZE];

    /* What is measured. Which enum it is depends on `type`: duration_start (of durations), count_of
     * (of counts, and of a ratio's numerator), flag_of, sentiment_of, feedback_of or derived_of. */
    uint32_t of;
    uint32_t to; /* for durations: a duration_stop; for ratios: the count_of of the denominator */
    /* The value depends on what was found in texts, other than the texts that decide how turns and
     * episodes begin and end; set by kefu__metrics_seal(). */
    bool reads_texts;
    uint32_t among;       /* an enum among: which conversations are counted */
    uint32_t found_kind;  /* for COUNT_FOUND and FLAG_FOUND: a kefu_found_kind */
    const char *found_id; /* the id that is searched for; NULL: any id of found_kind */
    uint32_t role;        /* a kefu_role: only messages of this role are counted */
    bool within; /* for a ratio: its numerator is the turns that were answered within `within_ms` */
    int64_t within_ms; /* milliseconds; an answer after exactly this time is in time */
    /* for a ratio with `within`, of turns: an enum ratio_cases, what one case is */
    uint32_t cases;
    bool of_help; /* for a ratio with `within`: counts waits for help instead of turns */
    bool unanswered_is_miss;
    /* for a duration of waits: each conversation gives one observation, the mean of its waits,
     * instead of one for each wait */
    bool macro;
    bool transfers; /* waits for help that begin with a transfer are included */
    /* 1: pauses of the conversation do not count in durations and in ratios with `within` */
    uint32_t pauses;
    /* the agent to whom the outcome of a conversation is attributed; ATTRIBUTION_SPEAKER: the
     * document does not say */
    enum attribution attribution;
    /* Only time in the scheme's opening hours counts, so `clock` is the scheme's calendar. A case
     * (conversation, turn or wait) that lies completely outside of them is not counted. */
    bool open_hours;
    /* calendar outside of whose open time no time is counted; NULL: all time counts */
    const struct scheme_calendar *clock;
    /* only cases (conversations, turns, waits) that start in the open time of this calendar are
     * counted; NULL: all cases */
    const struct scheme_calendar *members;
    int64_t scale_min, scale_max; /* for feedback metrics: the ends of the rating scale */
    /* how many of the scale's highest ratings count as satisfied, and how many of its lowest as
     * dissatisfied */
    uint32_t boxes;
    const char *source;        /* the source of the feedback records that are counted; NULL: all */
    struct metric_part *parts; /* only of computed metrics */
    size_t part_count;
    bool leaves_out; /* parts without a value are left out, instead of making the whole unknown */
};

/* Is the metric computed from the values of others, so that nothing of it is observed? */
static inline bool kefu__metric_is_computed(const struct metric *metric) {
    return metric->type >= METRIC_DERIVED;
}

/* What a target of an SLA policy promises: a time to respond, or a time to resolve. An episode has
 * one policy for each of the two. */
enum sla_series { SLA_RESPONSE, SLA_RESOLUTION, SLA_SERIES };

/* A target of an SLA policy: an upper limit for a duration metric. */
struct sla_target {
    uint32_t metric; /* index in metrics.items of a duration metric of conversations */
    int64_t within_ms;
    double warn_at; /* a warning is due when this share (0 … 1) of within_ms has passed */
};
struct sla_policy {
    const char *id;
    char digest[DIGEST_SIZE]; /* of its own members */
    enum sla_series series;
    const struct condition *match; /* NULL: all conversations match */
    const struct scheme_calendar *calendar;
    /* The policy is for conversations whose first wait begins: 0 at any time, 1 in the open time of
     * `calendar`, 2 outside of it. */
    uint32_t when;
    bool clip; /* in durations only the open time of `calendar` counts */
    struct sla_target *targets;
    size_t target_count;
};

/* A value of a metric that a test expects. */
struct metric_expectation {
    uint32_t metric; /* index in metrics.items */
    uint32_t state;  /* a kefu_state; UINT32_MAX: not checked */
    uint32_t reason; /* a kefu_reason; UINT32_MAX: not checked */
    bool has_value, is_null, has_n;
    double value;
    int64_t n;
};
/* A test of metrics: a conversation, and the values that are expected for it. */
struct metric_test {
    struct test_origin origin;
    kefu_str conversation; /* the conversation as JSON text */
    int64_t now;           /* the time of evaluation; KEFU_TIME_END by default */
    struct metric_expectation *expectations;
    size_t expectation_count;
};

struct metrics {
    struct metric *items;
    size_t count, capacity;
    /* in order of precedence: for a conversation the first policy that matches it applies */
    struct sla_policy *policies;
    size_t policy_count, policy_capacity;
    struct metric_test *tests;
    size_t test_count, test_capacity;
    /* words by which a customer waives a promise (不用了): indices given by kefu__builder_phrase()
     */
    uint32_t *waivers;
    size_t waiver_count, waiver_capacity;
    uint64_t waivers_digest;
};

/* Can the metric be computed separately for each agent of a conversation, from his waits, his
 * messages, or ratings that name him? All other metrics measure an outcome of the whole
 * conversation. */
bool kefu__metric_has_parts(const struct metric *metric);
enum attribution kefu__metric_attribution(const struct metric *metric);

/* Can one conversation have several of the durations that this metric measures? */
static inline bool kefu__metric_has_many(const struct metric *metric) {
    return metric->entity == ENTITY_TURN || metric->macro;
}

/* The index in metrics.items of the metric with this id; SIZE_MAX: there is none. */
size_t kefu__metrics_find(const struct metrics *metrics, kefu_str id);
/* Is the metric measured in conversations (not only in feedback records)? */
bool kefu__metric_of_conversation(const struct metric *metric);

/* The kinds of leaves (single comparisons) for conditions that can only refer to the conversation
 * itself: attribute, label. */
extern const struct condition_place kefu__conversation_place;

/* Sets metric.reads_texts, and adds to each metric's digest those of the lexicon, calendars and SLA
 * policies on which its value depends. Called after the lexicon was compiled; false if out of
 * memory. */
bool kefu__metrics_seal(struct scheme_builder *builder);

#endif
