/* SPDX-License-Identifier: MIT
 * The members that metrics of one type have: durations, counts, ratios, flags, sentiments,
 * feedback. */
#include "scheme/metric_set/read.h"

#include <string.h>

#include "scheme/metric_set/computed.h"
#include "scheme/metric_set/plausible.h"

/* ---- what was found: {"act": "greeting"} ---- */

static void read_found(struct field_reader *reader, const json_value *object,
                       struct metric *metric) {
    const json_value *id = kefu__json_first(object);
    const kefu_str kind = kefu__json_key(id);
    if (id && !kefu__json_next(id) &&
        kefu__word_value(&kefu__found_kinds, kind, &metric->found_kind)) {
        if (kefu__json_true(id))
            return; /* found_id stays NULL, which stands for any id of the kind */
        if (kefu__json_is(id, JSON_STRING)) {
            metric->found_id = kefu__field_keep(reader, kefu__json_text(id));
            return;
        }
    }
    kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "bad_found",
                      "must be one of emotion, aspect, act, intent, fault, demand with an id, or "
                      "true for any");
}

#define FOUND_SCHEMA                                                                               \
    "{\"description\": \"An id of a kind, or true for any of the kind.\", \"type\": \"object\", "  \
    "\"minProperties\": 1, \"maxProperties\": 1, \"propertyNames\": {\"$words\": "                 \
    "\"found_kind\"}, \"additionalProperties\": {\"oneOf\": [{\"type\": \"string\"}, "             \
    "{\"const\": true}]}}"

static void read_count_found(struct field_reader *reader, const json_value *value, void *item) {
    ((struct metric *)item)->of = COUNT_FOUND;
    read_found(reader, value, item);
}

static void read_flag_found(struct field_reader *reader, const json_value *value, void *item) {
    ((struct metric *)item)->of = FLAG_FOUND;
    read_found(reader, value, item);
}

/* Sets the role whose messages are searched, if the document does not: agent for faults and acts,
 * customer for everything else. */
static void complete_role(struct metric *metric) {
    const bool agent = metric->found_kind == KEFU_FOUND_ACT ||
                       metric->found_kind == KEFU_FOUND_FAULT;
    if (metric->role == METRIC_NOT_GIVEN)
        metric->role = agent ? KEFU_ROLE_AGENT : KEFU_ROLE_CUSTOMER;
}

/* ---- durations ---- */

static const struct field clock_fields[] = {
    {"calendar", FIELD_REFERENCE, FIELD_REQUIRED, .what = "calendar", .find = kefu__find_calendar},
    {"mode", FIELD_WORD, FIELD_NAMES("clip")}};
static const struct field_table clock_table = {FIELDS_OF(clock_fields)};

static const struct field membership_fields[] = {
    {"calendar", FIELD_REFERENCE, FIELD_REQUIRED, .what = "calendar", .find = kefu__find_calendar},
    {"rule", FIELD_WORD, FIELD_NAMES("by_start")}};
static const struct field_table membership_table = {FIELDS_OF(membership_fields)};

/* Starts and stops of durations that make sense only together: each can be combined only with a
 * partner in this table. All others can be combined freely. */
static const struct {
    uint32_t start, stop;
    bool many; /* a conversation may have several such durations */
} pairs[] = {
    {START_FIRST_UNANSWERED_CUSTOMER_MESSAGE, STOP_NEXT_HUMAN_REPLY, true},
    {START_TRANSFER, STOP_NEXT_HUMAN_REPLY, true},
    {START_FIRST_ASK, STOP_FIRST_USEFUL_REPLY, false},
    {START_FIRST_ASK, STOP_NEXT_USEFUL_REPLY, true},
    {START_EACH_WAIT, STOP_EACH_WAIT, false},
    {START_FIRST_HUMAN_REQUEST, STOP_ASSIGNED, false},
};

/* Can the duration's start and stop be combined? Also sets the metric's entity: whether one
 * observation is a turn or a conversation. */
static bool check_pair(struct metric *m) {
    bool bound = false;
    m->entity = ENTITY_CONVERSATION;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        bound = bound || pairs[i].start == m->of || pairs[i].stop == m->to;
        if (pairs[i].start != m->of || pairs[i].stop != m->to)
            continue;
        m->entity = pairs[i].many ? ENTITY_TURN : ENTITY_CONVERSATION;
        return true;
    }
    return !bound;
}

/* If the metric averages the durations of each conversation first (`macro`), this mean is one
 * observation, so that the metric's entity is the conversation. */
static void finish_average(struct field_reader *reader, struct metric *m) {
    if (!m->macro)
        return;
    if (m->entity != ENTITY_TURN)
        kefu__json_refuse(reader->json, "average", KEFU_E_DEFINITION, "unit_mismatch",
                          "is of durations of which a conversation may have several");
    m->entity = ENTITY_CONVERSATION;
}

static bool finish_duration(struct field_reader *reader, const json_value *object, void *item) {
    struct metric *m = item;
    if (m->of == METRIC_NOT_GIVEN || m->to == METRIC_NOT_GIVEN)
        return false;
    if (!check_pair(m))
        kefu__json_refuse(reader->json, "stop", KEFU_E_DEFINITION, "unit_mismatch",
                          "this start and this stop do not go together");
    if (m->open_hours && m->clock)
        kefu__json_refuse(reader->json, "clock", KEFU_E_DEFINITION, "unit_mismatch",
                          "\"hours\" has a clock of its own: the scheme's calendar");
    if (kefu__json_get(object, "transfers") && m->of != START_FIRST_ASK)
        kefu__json_refuse(reader->json, "transfers", KEFU_E_DEFINITION, "unit_mismatch",
                          "is a member of waits for help, from first_ask on");
    finish_average(reader, m);
    if (m->pauses == METRIC_NOT_GIVEN)
        m->pauses = m->to == STOP_FIRST_RESOLVED || m->to == STOP_LAST_RESOLVED;
    m->rule.kind = MEASURE_DURATION;
    m->rule.clustered = !m->macro;
    m->rule.bounds = BOUNDS_POSITIVE;
    m->rule.unit = KEFU_UNIT_MS;
    return true;
}

static const struct field duration_fields[] = {
    {"start", FIELD_CHOICE, FIELD_REQUIRED, FIELD_AT(struct metric, of),
     FIELD_NAMES("handoff_or_first_customer_message", "first_customer_message", "created",
                 "first_unanswered_customer_message", "first_ask", "transfer", "each_wait",
                 "first_human_request")},
    {"stop", FIELD_CHOICE, FIELD_REQUIRED, FIELD_AT(struct metric, to),
     FIELD_NAMES("first_human_reply", "first_reply", "first_resolved", "last_resolved",
                 "last_message", "next_human_reply", "first_useful_reply", "next_useful_reply",
                 "each_wait_over", "assigned")},
    {"clock", FIELD_OBJECT, FIELD_AT(struct metric, clock), .table = &clock_table,
     .description = "Count the open time of a calendar only."},
    {"membership", FIELD_OBJECT, FIELD_AT(struct metric, members), .table = &membership_table,
     .description = "Measure only what starts in the open time of a calendar."},
    {"hours", FIELD_SWITCH, FIELD_AT(struct metric, open_hours), FIELD_NAMES("all", "open"),
     .description =
         "open: count the open time of the scheme's calendar only, and leave out what lies "
         "wholly outside of it."},
    {"unanswered", FIELD_WORD, FIELD_NAMES("censor")},
    {"average", FIELD_SWITCH, FIELD_AT(struct metric, macro), FIELD_NAMES("micro", "macro"),
     .description =
         "Of waits: micro counts each of them; macro counts each conversation once, with the "
         "mean of its waits."},
    {"transfers", FIELD_SWITCH, FIELD_AT(struct metric, transfers),
     FIELD_NAMES("leave_out", "include"),
     .description =
         "Of waits for help: whether a transfer begins one, though the customer asks nothing."},
    {"pauses", FIELD_CHOICE, FIELD_AT(struct metric, pauses), FIELD_NAMES("count", "subtract"),
     .description =
         "Whether time in the status pending or on_hold counts. To a resolution it does not; of "
         "a wait for an answer only pauses can be subtracted that began while nobody waited."}};
static const struct field_table duration_table = {FIELDS_OF(duration_fields),
                                                  .finish = finish_duration};

/* ---- counts and ratios ---- */

/* The names of enum count_of in its order, which members "of" of counts and "numerator" and
 * "denominator" of ratios accept. */
#define COUNT_NAMES                                                                                \
    FIELD_NAMES("messages", "customer_messages", "agent_messages", "bot_messages", "turns",        \
                "answered_turns", "unanswered_turns", "transfers", "reopens", "agents",            \
                "recalled", "negative_messages", "unanswered_in_hand", "promises",                 \
                "promises_kept")
#define AMONG_FIELD                                                                                \
    {                                                                                              \
        "among", FIELD_CHOICE, FIELD_AT(struct metric, among),                                     \
            FIELD_NAMES("all", "with_agent", "customer_negative")                                  \
    }
#define ROLE_FIELD                                                                                 \
    {                                                                                              \
        "role", FIELD_CHOICE, FIELD_AT(struct metric, role), .words = &kefu__roles,                \
                                                             .description = "Whose messages."      \
    }

static bool finish_count(struct field_reader *reader, const json_value *object, void *item) {
    struct metric *m = item;
    (void)reader;
    (void)object;
    complete_role(m);
    if (m->among == METRIC_NOT_GIVEN)
        m->among = AMONG_ALL;
    m->rule.kind = MEASURE_QUANTITY;
    m->rule.unit = KEFU_UNIT_NUMBER;
    m->rule.bounds = BOUNDS_POSITIVE;
    return m->of != METRIC_NOT_GIVEN;
}

static const struct field count_fields[] = {{"of", FIELD_CHOICE, FIELD_REQUIRED,
                                             FIELD_AT(struct metric, of), COUNT_NAMES,
                                             .read = read_count_found, .schema = FOUND_SCHEMA},
                                            ROLE_FIELD,
                                            AMONG_FIELD};
static const struct field_table count_table = {FIELDS_OF(count_fields), .finish = finish_count};

static void follow_duration(struct metric *metric, const struct metric *duration) {
    metric->clock = duration->clock;
    metric->open_hours = duration->open_hours;
    metric->pauses = duration->pauses;
    metric->of_help = duration->of == START_FIRST_ASK;
}

/* Finds the duration metric of turns whose calendar a ratio with "within" (share of turns answered
 * in time) uses. */
static bool find_duration(struct field_reader *reader, kefu_str id, void *item) {
    const struct metrics *metrics = ((const struct scheme_builder *)reader->ctx)->scheme->metrics;
    const size_t i = kefu__metrics_find(metrics, id);
    if (i == SIZE_MAX)
        kefu__json_refuse(reader->json, NULL, KEFU_E_REFERENCE, "unresolved_ref",
                          "there is no metric \"%.*s\" above this one", (int)id.size, id.data);
    else if (metrics->items[i].type != METRIC_DURATION || metrics->items[i].entity != ENTITY_TURN ||
             metrics->items[i].of == START_TRANSFER)
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "unit_mismatch",
                          "\"%.*s\" is not a duration of turns", (int)id.size, id.data);
    else
        follow_duration(item, &metrics->items[i]);
    return true;
}

static const struct field within_fields[] = {
    {"metric", FIELD_REFERENCE, FIELD_REQUIRED, .what = "metric", .find = find_duration},
    {"le", FIELD_INTEGER, FIELD_REQUIRED, FIELD_AT(struct metric, within_ms), .low = 0,
     .high = (double)MEASURE_LIMIT, .description = "Milliseconds, included."}};
static bool finish_within(struct field_reader *reader, const json_value *object, void *item) {
    (void)object;
    kefu__json_enter_name(reader->json, "le");
    kefu__plausible_ms(reader->json, (double)((const struct metric *)item)->within_ms);
    kefu__json_leave(reader->json);
    return true;
}
static const struct field_table within_table = {FIELDS_OF(within_fields), .finish = finish_within};

static void read_numerator(struct field_reader *reader, const json_value *value, void *item) {
    struct metric *m = item;
    if (!kefu__json_get(value, "metric")) {
        read_count_found(reader, value, item);
        return;
    }
    kefu__fields_read(reader, &within_table, value, item);
    m->within = true;
    m->of = COUNT_ANSWERED_TURNS;
}

/* What one observation of a ratio is (a turn, a conversation, …), by what its denominator counts.
 */
static enum metric_entity counted_entity(uint32_t denominator) {
    switch (denominator) {
    case COUNT_TURNS:
    case COUNT_ANSWERED_TURNS:
    case COUNT_UNANSWERED_TURNS:
    case COUNT_UNANSWERED_IN_HAND:
        return ENTITY_TURN;
    case COUNT_MESSAGES:
    case COUNT_CUSTOMER_MESSAGES:
    case COUNT_AGENT_MESSAGES:
    case COUNT_BOT_MESSAGES:
    case COUNT_RECALLED:
    case COUNT_NEGATIVE_MESSAGES:
    case COUNT_PROMISES:
    case COUNT_PROMISES_KEPT:
        return ENTITY_MESSAGE;
    default:
        return ENTITY_CONVERSATION;
    }
}

static bool finish_ratio(struct field_reader *reader, const json_value *object, void *item) {
    struct metric *m = item;
    (void)object;
    if (m->of == METRIC_NOT_GIVEN || m->to == METRIC_NOT_GIVEN)
        return false;
    m->rule.kind = MEASURE_RATIO;
    m->rule.unit = KEFU_UNIT_RATIO;
    m->rule.clustered = m->cases == CASES_TURNS;
    m->entity = m->cases == CASES_TURNS ? counted_entity(m->to) : ENTITY_CONVERSATION;
    complete_role(m);
    if (m->cases != CASES_TURNS && (!m->within || m->of_help))
        kefu__json_refuse(reader->json, "cases", KEFU_E_DEFINITION, "unit_mismatch",
                          "is of turns that were answered within a time");
    if (m->within && m->to != COUNT_TURNS)
        kefu__json_refuse(reader->json, "denominator", KEFU_E_DEFINITION, "unit_mismatch",
                          "must be \"turns\" here");
    return true;
}

static const struct field ratio_fields[] = {
    {"numerator", FIELD_CHOICE, FIELD_REQUIRED, FIELD_AT(struct metric, of), COUNT_NAMES,
     .read = read_numerator, .schema = FOUND_SCHEMA, .table = &within_table},
    {"denominator", FIELD_CHOICE, FIELD_REQUIRED, FIELD_AT(struct metric, to), COUNT_NAMES},
    {"unanswered", FIELD_SWITCH, FIELD_AT(struct metric, unanswered_is_miss),
     FIELD_NAMES("censor", "miss")},
    {"cases", FIELD_CHOICE, FIELD_AT(struct metric, cases),
     FIELD_NAMES("turns", "sessions", "first_waits"),
     .description =
         "Of turns within a time, what one case is: each turn; each conversation, in time if the "
         "mean of its turns is and none is unanswered; the first turn of each conversation."},
    {"membership", FIELD_OBJECT, FIELD_AT(struct metric, members), .table = &membership_table},
    ROLE_FIELD};
static const struct field_table ratio_table = {FIELDS_OF(ratio_fields), .finish = finish_ratio};

/* ---- flags, sentiments, feedback ---- */

static bool finish_flag(struct field_reader *reader, const json_value *object, void *item) {
    struct metric *m = item;
    (void)reader;
    (void)object;
    complete_role(m);
    if (m->among == METRIC_NOT_GIVEN)
        m->among = m->of == FLAG_FOUND && m->role == KEFU_ROLE_AGENT ? AMONG_WITH_AGENT : AMONG_ALL;
    m->rule.kind = MEASURE_RATIO;
    m->rule.unit = KEFU_UNIT_RATIO;
    return m->of != METRIC_NOT_GIVEN;
}

static const struct field flag_fields[] = {
    {"of", FIELD_CHOICE, FIELD_REQUIRED, FIELD_AT(struct metric, of),
     FIELD_NAMES("resolved", "ended_resolved", "unanswered", "reopened", "returned", "transferred",
                 "handed_off", "bot_only", "sla_met", "rated_satisfied", "customer_negative",
                 "sla_resolution_met", "stalled", "bot_ignored", "first_response_met",
                 "promise_broken", "served", "abandoned", "missed"),
     .read = read_flag_found, .schema = FOUND_SCHEMA},
    ROLE_FIELD,
    AMONG_FIELD};
static const struct field_table flag_table = {FIELDS_OF(flag_fields), .finish = finish_flag};

static bool finish_sentiment(struct field_reader *reader, const json_value *object, void *item) {
    struct metric *m = item;
    (void)reader;
    (void)object;
    if (m->role == METRIC_NOT_GIVEN ||
        m->of == SENTIMENT_SATISFACTION) /* satisfaction can only be that of the customer */
        m->role = KEFU_ROLE_CUSTOMER;
    m->rule.kind = MEASURE_QUANTITY;
    m->rule.unit = m->of == SENTIMENT_SATISFACTION ? KEFU_UNIT_POINTS : KEFU_UNIT_POLARITY;
    m->rule.scale = MEASURE_SCALE;
    m->rule.high = m->of == SENTIMENT_DELTA || m->of == SENTIMENT_SATISFACTION ? 2 : 1;
    m->rule.low = -m->rule.high;
    return m->of != METRIC_NOT_GIVEN;
}

static const struct field sentiment_fields[] = {
    ROLE_FIELD,
    {"of", FIELD_CHOICE, FIELD_REQUIRED, FIELD_AT(struct metric, of),
     FIELD_NAMES("start", "end", "delta", "mean", "worst", "satisfaction")}};
static const struct field_table sentiment_table = {FIELDS_OF(sentiment_fields),
                                                   .finish = finish_sentiment};

static const struct field scale_fields[] = {
    {"min", FIELD_INTEGER, FIELD_REQUIRED, FIELD_AT(struct metric, scale_min), .low = -100,
     .high = 100},
    {"max", FIELD_INTEGER, FIELD_REQUIRED, FIELD_AT(struct metric, scale_max), .low = -100,
     .high = 100}};
static const struct field_table scale_table = {FIELDS_OF(scale_fields)};

static bool finish_feedback(struct field_reader *reader, const json_value *object, void *item) {
    struct metric *m = item;
    const bool promoters = m->of == FEEDBACK_PROMOTERS;
    if (m->of == METRIC_NOT_GIVEN)
        return false;
    if (!kefu__json_get(object, "scale")) {
        m->scale_min = promoters ? 0 : 1;
        m->scale_max = promoters ? 10 : 5;
    }
    if (m->scale_min >= m->scale_max)
        kefu__json_refuse(reader->json, "scale", KEFU_E_DEFINITION, "out_of_range",
                          "\"min\" must be below \"max\"");
    m->entity = ENTITY_FEEDBACK;
    if (!m->source && m->of == FEEDBACK_GOOD_REVIEWS)
        m->source = "review";
    if (!m->source && m->of == FEEDBACK_COMPLAINTS)
        m->source = "complaint";
    m->rule.kind = MEASURE_RATIO;
    m->rule.unit = KEFU_UNIT_RATIO;
    if (m->of == FEEDBACK_RATING || m->of == FEEDBACK_SENTIMENT || promoters) {
        m->rule.kind = MEASURE_QUANTITY;
        m->rule.scale = MEASURE_SCALE;
        m->rule.unit = m->of == FEEDBACK_SENTIMENT ? KEFU_UNIT_POLARITY : KEFU_UNIT_POINTS;
        m->rule.high = promoters ? 100 : m->of == FEEDBACK_SENTIMENT ? 1 : (double)m->scale_max;
        m->rule.low = m->of == FEEDBACK_RATING ? (double)m->scale_min : -m->rule.high;
        m->rule.bounds = promoters ? BOUNDS_PROMOTERS : BOUNDS_SCALE;
    }
    return true;
}

static const struct field feedback_fields[] = {
    {"of", FIELD_CHOICE, FIELD_REQUIRED, FIELD_AT(struct metric, of),
     FIELD_NAMES("satisfied", "dissatisfied", "rating", "promoters", "answered", "complaints",
                 "good_reviews", "sentiment")},
    {"source", FIELD_TEXT, FIELD_AT(struct metric, source),
     .description =
         "Count only feedback records of this source; a record without one is a survey."},
    {"scale", FIELD_OBJECT, .table = &scale_table, .description = "Of the ratings."},
    {"boxes", FIELD_COUNT, FIELD_AT(struct metric, boxes), .low = 1, .high = 100,
     .description =
         "How many of the scale's highest ratings are satisfied, and of its lowest are not."}};
static const struct field_table feedback_table = {FIELDS_OF(feedback_fields),
                                                  .finish = finish_feedback};

const struct field_table *const kefu__metric_types[] = {
    &duration_table,      &count_table,           &ratio_table,
    &flag_table,          &sentiment_table,       &feedback_table,
    &kefu__derived_table, &kefu__composite_table, &kefu__index_table};
