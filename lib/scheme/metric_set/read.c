/* SPDX-License-Identifier: MIT
 * Reads one metric's definition: its type decides which members it has. */
#include "scheme/metric_set/read.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "kefu/analysis.h"

/* What is being read. */
struct reading {
    struct scheme_builder *builder;
    struct json_reader *reader;
    const json_value *object;
    struct metric *metric;
};

#define COMMON_METRIC_MEMBERS                                                                      \
    "id", "type", "title", "note", "unit", "direction", "entity", "target", "min_n", "interval",   \
        "statistic"

static void refuse(struct json_reader *reader, const char *member, const char *code,
                   const char *message) {
    kefu__json_enter_name(reader, member);
    kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, code, "%s", message);
    kefu__json_leave(reader);
}

/* ---- what was found: {"act": "greeting"} ---- */

static bool read_found(struct reading *r, const char *member, const json_value *value) {
    static const char *const kinds[] = {"emotion", "aspect", "act", "intent", "fault", "demand"};
    const json_value *id = kefu__json_first(value);
    size_t i;
    for (i = 0; id && i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kefu__json_name(id), kinds[i]) != 0 || kefu__json_next(id))
            continue;
        r->metric->found_kind = (uint32_t)i;
        if (kefu__json_is(id, JSON_BOOL) && kefu__json_true(id))
            return true; /* any of the kind */
        if (!kefu__json_is(id, JSON_STRING))
            break;
        r->metric->found_id = kefu__arena_text(r->builder->arena, kefu__json_text(id).data,
                                               kefu__json_text(id).size);
        return r->metric->found_id || kefu__builder_no_memory(r->builder);
    }
    refuse(
        r->reader, member, "bad_found",
        "must be one of emotion, aspect, act, intent, fault, demand with an id, or true for any");
    return false;
}

/* A word of a list, or an object of what was found (then *out is `found`). */
static bool read_of(struct reading *r, const char *member, const char *const *names, uint32_t found,
                    uint32_t *out) {
    const json_value *value = kefu__json_get(r->object, member);
    if (found != UINT32_MAX && kefu__json_is(value, JSON_OBJECT)) {
        *out = found;
        return read_found(r, member, value);
    }
    return kefu__json_member_choice(r->reader, r->object, member, true, names, out);
}

static void read_role(struct reading *r, uint32_t usual) {
    static const char *const roles[] = {"customer", "agent", "bot", "system", NULL};
    r->metric->role = usual;
    kefu__json_member_choice(r->reader, r->object, "role", false, roles, &r->metric->role);
}

/* Faults and acts are the agents', the rest the customers'. */
static uint32_t usual_role(uint32_t found_kind) {
    return found_kind == KEFU_FOUND_ACT || found_kind == KEFU_FOUND_FAULT ? KEFU_ROLE_AGENT
                                                                          : KEFU_ROLE_CUSTOMER;
}

/* ---- the types ---- */

/* {"calendar": id, "mode": "clip"}, {"calendar": id, "rule": "by_start"}: one word is allowed. */
static void read_calendar(struct reading *r, const char *member, const char *how,
                          const char *const *ways, const struct scheme_calendar **calendar) {
    const json_value *object = kefu__json_member_object(r->reader, r->object, member, false);
    const char *known[] = {"calendar", how, NULL};
    uint32_t way;
    if (!object)
        return;
    kefu__json_enter_name(r->reader, member);
    kefu__json_known_members(r->reader, object, known);
    *calendar = kefu__calendars_member(r->builder, r->reader, object, "calendar", true);
    kefu__json_member_choice(r->reader, object, how, false, ways, &way);
    kefu__json_leave(r->reader);
}

static void read_clock(struct reading *r) {
    static const char *const modes[] = {"clip", NULL};
    read_calendar(r, "clock", "mode", modes, &r->metric->clock);
}

static void read_membership(struct reading *r) {
    static const char *const rules[] = {"by_start", NULL};
    read_calendar(r, "membership", "rule", rules, &r->metric->members);
}

static bool read_duration(struct reading *r) {
    static const char *const known[] = {COMMON_METRIC_MEMBERS, "start",      "stop", "clock",
                                        "membership",          "unanswered", NULL};
    static const char *const starts[] = {"handoff_or_first_customer_message",
                                         "first_customer_message", "created",
                                         "first_unanswered_customer_message", NULL};
    static const char *const stops[] = {
        "first_human_reply", "first_reply", "first_resolved", "last_resolved", "last_message",
        "next_human_reply",  NULL};
    static const char *const unanswered[] = {"censor", NULL};
    struct metric *m = r->metric;
    uint32_t way;
    kefu__json_known_members(r->reader, r->object, known);
    if (!kefu__json_member_choice(r->reader, r->object, "start", true, starts, &m->of) ||
        !kefu__json_member_choice(r->reader, r->object, "stop", true, stops, &m->to))
        return false;
    m->entity = m->of == START_FIRST_UNANSWERED_CUSTOMER_MESSAGE ? ENTITY_TURN
                                                                 : ENTITY_CONVERSATION;
    if ((m->to == STOP_NEXT_HUMAN_REPLY) != (m->entity == ENTITY_TURN))
        refuse(r->reader, "stop", "unit_mismatch",
               "first_unanswered_customer_message and next_human_reply go together: they are a "
               "turn's");
    kefu__json_member_choice(r->reader, r->object, "unanswered", false, unanswered, &way);
    read_clock(r);
    read_membership(r);
    m->rule.kind = MEASURE_DURATION;
    m->rule.unit = KEFU_UNIT_MS;
    return true;
}

static const char *const count_names[] = {"messages",
                                          "customer_messages",
                                          "agent_messages",
                                          "bot_messages",
                                          "turns",
                                          "answered_turns",
                                          "unanswered_turns",
                                          "transfers",
                                          "reopens",
                                          "agents",
                                          "recalled",
                                          "negative_messages",
                                          NULL};
static const char *const among_names[] = {"all", "with_agent", "customer_negative", NULL};

static bool read_count(struct reading *r) {
    static const char *const known[] = {COMMON_METRIC_MEMBERS, "of", "role", "among", NULL};
    struct metric *m = r->metric;
    kefu__json_known_members(r->reader, r->object, known);
    if (!read_of(r, "of", count_names, COUNT_FOUND, &m->of))
        return false;
    read_role(r, usual_role(m->found_kind));
    kefu__json_member_choice(r->reader, r->object, "among", false, among_names, &m->among);
    m->rule.kind = MEASURE_QUANTITY;
    m->rule.unit = KEFU_UNIT_NUMBER;
    return true;
}

/* {"metric": "art", "le": 180000}: the turns answered within a time, by that metric's clock. */
static bool read_within(struct reading *r, const json_value *numerator) {
    static const char *const known[] = {"metric", "le", NULL};
    const struct metrics *metrics = r->builder->scheme->metrics;
    struct metric *m = r->metric;
    kefu_str id = {NULL, 0};
    size_t i;
    bool good;
    kefu__json_enter_name(r->reader, "numerator");
    kefu__json_known_members(r->reader, numerator, known);
    good = kefu__json_member_string(r->reader, numerator, "metric", true, &id);
    good = kefu__json_member_integer(r->reader, numerator, "le", true, 0, MEASURE_LIMIT,
                                     &m->within_ms) &&
           good;
    i = good ? kefu__metrics_find(metrics, id) : SIZE_MAX;
    if (good && i == SIZE_MAX)
        kefu__json_report(r->reader, KEFU_SEVERITY_ERROR, KEFU_E_REFERENCE, "unresolved_ref",
                          "there is no metric \"%.*s\" above this one", (int)id.size, id.data);
    else if (good &&
             (metrics->items[i].type != METRIC_DURATION || metrics->items[i].entity != ENTITY_TURN))
        kefu__json_report(r->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "unit_mismatch",
                          "\"%.*s\" is not a duration of turns", (int)id.size, id.data);
    else if (good)
        m->clock = metrics->items[i].clock;
    kefu__json_leave(r->reader);
    m->within = true;
    m->of = COUNT_ANSWERED_TURNS;
    return good;
}

/* What a ratio's n counts. */
static enum metric_entity counted_entity(uint32_t denominator) {
    switch (denominator) {
    case COUNT_TURNS:
    case COUNT_ANSWERED_TURNS:
    case COUNT_UNANSWERED_TURNS:
        return ENTITY_TURN;
    case COUNT_MESSAGES:
    case COUNT_CUSTOMER_MESSAGES:
    case COUNT_AGENT_MESSAGES:
    case COUNT_BOT_MESSAGES:
    case COUNT_RECALLED:
    case COUNT_NEGATIVE_MESSAGES:
        return ENTITY_MESSAGE;
    default:
        return ENTITY_CONVERSATION;
    }
}

static bool read_ratio(struct reading *r) {
    static const char *const known[] = {
        COMMON_METRIC_MEMBERS, "numerator", "denominator", "unanswered",
        "membership",          "role",      NULL};
    static const char *const unanswered[] = {"censor", "miss", NULL};
    const json_value *numerator = kefu__json_get(r->object, "numerator");
    struct metric *m = r->metric;
    uint32_t way = 1;
    kefu__json_known_members(r->reader, r->object, known);
    if (!kefu__json_member_choice(r->reader, r->object, "denominator", true, count_names, &m->to))
        return false;
    m->rule.kind = MEASURE_RATIO;
    m->rule.unit = KEFU_UNIT_RATIO;
    m->entity = counted_entity(m->to);
    if (kefu__json_is(numerator, JSON_OBJECT) && kefu__json_get(numerator, "metric")) {
        if (!read_within(r, numerator))
            return false;
        if (m->to != COUNT_TURNS)
            refuse(r->reader, "denominator", "unit_mismatch", "must be \"turns\" here");
        read_membership(r);
    } else if (!read_of(r, "numerator", count_names, COUNT_FOUND, &m->of)) {
        return false;
    }
    kefu__json_member_choice(r->reader, r->object, "unanswered", false, unanswered, &way);
    m->unanswered_is_miss = way == 1;
    read_role(r, usual_role(m->found_kind));
    return true;
}

static bool read_flag(struct reading *r) {
    static const char *const known[] = {COMMON_METRIC_MEMBERS, "of", "role", "among", NULL};
    static const char *const names[] = {"resolved",    "unanswered",      "reopened",
                                        "transferred", "handed_off",      "bot_only",
                                        "sla_met",     "rated_satisfied", NULL};
    struct metric *m = r->metric;
    kefu__json_known_members(r->reader, r->object, known);
    if (!read_of(r, "of", names, FLAG_FOUND, &m->of))
        return false;
    read_role(r, usual_role(m->found_kind));
    m->among = m->of == FLAG_FOUND && m->role == KEFU_ROLE_AGENT ? AMONG_WITH_AGENT : AMONG_ALL;
    kefu__json_member_choice(r->reader, r->object, "among", false, among_names, &m->among);
    m->rule.kind = MEASURE_RATIO;
    m->rule.unit = KEFU_UNIT_RATIO;
    return true;
}

static bool read_sentiment(struct reading *r) {
    static const char *const known[] = {COMMON_METRIC_MEMBERS, "of", "role", NULL};
    static const char *const names[] = {"start", "end",          "delta", "mean",
                                        "worst", "satisfaction", NULL};
    struct metric *m = r->metric;
    kefu__json_known_members(r->reader, r->object, known);
    read_role(r, KEFU_ROLE_CUSTOMER);
    if (!kefu__json_member_choice(r->reader, r->object, "of", true, names, &m->of))
        return false;
    if (m->of == SENTIMENT_SATISFACTION)
        m->role = KEFU_ROLE_CUSTOMER; /* it is about nobody else's */
    m->rule.kind = MEASURE_QUANTITY;
    m->rule.unit = m->of == SENTIMENT_SATISFACTION ? KEFU_UNIT_POINTS : KEFU_UNIT_POLARITY;
    m->rule.scale = MEASURE_SCALE;
    return true;
}

static void read_scale(struct reading *r) {
    static const char *const known[] = {"min", "max", NULL};
    const json_value *scale = kefu__json_member_object(r->reader, r->object, "scale", false);
    struct metric *m = r->metric;
    m->scale_min = m->of == FEEDBACK_PROMOTERS ? 0 : 1;
    m->scale_max = m->of == FEEDBACK_PROMOTERS ? 10 : 5;
    m->boxes = 2;
    if (scale) {
        kefu__json_enter_name(r->reader, "scale");
        kefu__json_known_members(r->reader, scale, known);
        kefu__json_member_integer(r->reader, scale, "min", true, -100, 100, &m->scale_min);
        kefu__json_member_integer(r->reader, scale, "max", true, -100, 100, &m->scale_max);
        kefu__json_leave(r->reader);
        if (m->scale_min >= m->scale_max)
            refuse(r->reader, "scale", "out_of_range", "\"min\" must be below \"max\"");
    }
}

static bool read_feedback(struct reading *r) {
    static const char *const known[] = {COMMON_METRIC_MEMBERS, "of", "scale", "boxes", NULL};
    static const char *const names[] = {"satisfied",    "dissatisfied", "rating",
                                        "promoters",    "answered",     "complaints",
                                        "good_reviews", "sentiment",    NULL};
    struct metric *m = r->metric;
    int64_t boxes = 2;
    kefu__json_known_members(r->reader, r->object, known);
    if (!kefu__json_member_choice(r->reader, r->object, "of", true, names, &m->of))
        return false;
    read_scale(r);
    kefu__json_member_integer(r->reader, r->object, "boxes", false, 1, 100, &boxes);
    m->boxes = (uint32_t)boxes;
    m->entity = ENTITY_FEEDBACK;
    m->rule.kind = MEASURE_RATIO;
    m->rule.unit = KEFU_UNIT_RATIO;
    if (m->of == FEEDBACK_RATING || m->of == FEEDBACK_SENTIMENT || m->of == FEEDBACK_PROMOTERS) {
        m->rule.kind = MEASURE_QUANTITY;
        m->rule.scale = MEASURE_SCALE;
        m->rule.unit = m->of == FEEDBACK_SENTIMENT ? KEFU_UNIT_POLARITY : KEFU_UNIT_POINTS;
    }
    return true;
}

/* ---- what all have ---- */

static void read_interval(struct reading *r) {
    static const char *const known[] = {"method", "level", NULL};
    static const char *const methods[] = {"wilson", "normal", NULL};
    const json_value *value = kefu__json_get(r->object, "interval");
    struct measure_rule *rule = &r->metric->rule;
    uint32_t method;
    if (kefu__json_is(value, JSON_NULL)) {
        rule->level = 0;
        return;
    }
    if (!kefu__json_member_object(r->reader, r->object, "interval", false))
        return;
    kefu__json_enter_name(r->reader, "interval");
    kefu__json_known_members(r->reader, value, known);
    kefu__json_member_number(r->reader, value, "level", true, 0.5, 0.9999, &rule->level);
    if (kefu__json_member_choice(r->reader, value, "method", false, methods, &method) &&
        (method == 0) != (rule->kind == MEASURE_RATIO))
        refuse(r->reader, "method", "unit_mismatch",
               "ratios have a Wilson interval, means a normal one");
    kefu__json_leave(r->reader);
}

/* The unit follows from the type; naming another one is an error worth telling (98 % of a time). A
 * ratio may be a plain number: answers to questions can pass 1. */
static void check_unit(struct reading *r) {
    static const char *const units[] = {"count",    "ms",     "ratio", "score",
                                        "polarity", "points", NULL};
    struct measure_rule *rule = &r->metric->rule;
    uint32_t unit;
    if (!kefu__json_member_choice(r->reader, r->object, "unit", false, units, &unit) ||
        unit == rule->unit)
        return;
    if (unit == KEFU_UNIT_NUMBER && r->metric->type == METRIC_RATIO) {
        rule->unit = KEFU_UNIT_NUMBER;
        rule->level = 0;
        return;
    }
    kefu__json_enter_name(r->reader, "unit");
    kefu__json_report(r->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "unit_mismatch",
                      "this metric is counted in \"%s\"", kefu_unit_name(rule->unit));
    kefu__json_leave(r->reader);
}

static void check_entity(struct reading *r) {
    static const char *const entities[] = {"conversation", "turn", "message", "feedback", NULL};
    uint32_t entity;
    if (kefu__json_member_choice(r->reader, r->object, "entity", false, entities, &entity) &&
        entity != r->metric->entity) {
        kefu__json_enter_name(r->reader, "entity");
        kefu__json_report(r->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "unit_mismatch",
                          "this metric counts by %s", entities[r->metric->entity]);
        kefu__json_leave(r->reader);
    }
}

static void read_target(struct reading *r) {
    static const struct {
        double low, high;
    } ranges[] = {{-1e12, 1e12}, {0, 1e12}, {0, 1}, {0, 100}, {-1, 1}, {-100, 100}};
    struct metric *m = r->metric;
    m->has_target = kefu__json_member_number(r->reader, r->object, "target", false,
                                             ranges[m->rule.unit].low, ranges[m->rule.unit].high,
                                             &m->target);
}

static void read_statistic(struct reading *r) {
    static const char *const names[] = {"mean", "sum", "max", "count", "p50", "p90", "p95", NULL};
    struct measure_rule *rule = &r->metric->rule;
    uint32_t statistic;
    rule->statistic = KEFU_STATISTIC_MEAN;
    if (!kefu__json_member_choice(r->reader, r->object, "statistic", false, names, &statistic))
        return;
    rule->statistic = statistic + 1;
    if (rule->kind == MEASURE_RATIO ||
        (rule->statistic >= KEFU_STATISTIC_P50 && rule->kind != MEASURE_DURATION))
        refuse(r->reader, "statistic", "unit_mismatch", "this metric has no such statistic");
}

static bool read_names(struct reading *r) {
    struct scheme_builder *builder = r->builder;
    const json_value *title = kefu__json_get(r->object, "title");
    kefu_str id = {NULL, 0}, zh, en;
    if (!kefu__json_member_string(r->reader, r->object, "id", true, &id))
        return false;
    if (!kefu__scheme_is_id(id)) {
        refuse(r->reader, "id", "bad_id", "an id is [a-z][a-z0-9_.-]*, at most 64 characters");
        return false;
    }
    zh = en = id;
    if (kefu__json_is(title, JSON_STRING))
        zh = en = kefu__json_text(title);
    if (kefu__json_get(title, "zh-Hant"))
        zh = en = kefu__json_text(kefu__json_get(title, "zh-Hant"));
    if (kefu__json_get(title, "zh-Hans"))
        zh = en = kefu__json_text(kefu__json_get(title, "zh-Hans"));
    if (kefu__json_get(title, "en"))
        en = kefu__json_text(kefu__json_get(title, "en"));
    r->metric->id = kefu__arena_text(builder->arena, id.data, id.size);
    r->metric->title_zh = kefu__arena_text(builder->arena, zh.data, zh.size);
    r->metric->title_en = kefu__arena_text(builder->arena, en.data, en.size);
    if (!r->metric->id || !r->metric->title_zh || !r->metric->title_en)
        return kefu__builder_no_memory(builder);
    kefu__builder_read_title(builder, r->reader, r->object, r->metric->id);
    return builder->status == KEFU_OK;
}

bool kefu__metric_read(struct scheme_builder *builder, struct json_reader *reader,
                       const json_value *object, struct metric *metric) {
    static const char *const types[] = {"duration",  "count",    "ratio", "flag",
                                        "sentiment", "feedback", NULL};
    static bool (*const read[])(struct reading *) = {read_duration, read_count,     read_ratio,
                                                     read_flag,     read_sentiment, read_feedback};
    static const char *const directions[] = {"lower_is_better", "higher_is_better", NULL};
    struct reading r = {builder, reader, object, metric};
    const size_t errors = reader->errors;
    uint32_t type = 0, higher = 0;
    int64_t min_n = 0;
    uint64_t digest;
    memset(metric, 0, sizeof *metric);
    if (!kefu__json_is(object, JSON_OBJECT)) {
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "a metric must be an object");
        return false;
    }
    metric->rule.scale = 1;
    metric->rule.level = 0.95;
    if (!read_names(&r) || !kefu__json_member_choice(reader, object, "type", true, types, &type) ||
        !read[type](&r))
        return false;
    metric->type = (enum metric_type)type;
    kefu__json_member_choice(reader, object, "direction", true, directions, &higher);
    metric->higher_is_better = higher == 1;
    kefu__json_member_integer(reader, object, "min_n", false, 0, 1000000, &min_n);
    metric->rule.min_n = (uint32_t)min_n;
    check_unit(&r);
    check_entity(&r);
    read_interval(&r);
    read_target(&r);
    read_statistic(&r);
    if (!kefu__json_digest(builder->allocator, object, &digest))
        return kefu__builder_no_memory(builder);
    snprintf(metric->digest, sizeof metric->digest, "%016llx", (unsigned long long)digest);
    return reader->errors == errors;
}
