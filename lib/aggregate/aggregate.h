/* SPDX-License-Identifier: MIT
 * The members of an aggregate: accumulators by group and by hour, and issues with their evidence.
 * The report reads them.
 *
 * Group 0 is the total. Everything is an exact sum, or a selection that does not depend on
 * order: so any split of the input, merged in any order, gives the same state. */
#ifndef KEFU_LIB_AGGREGATE_H
#define KEFU_LIB_AGGREGATE_H

#include "base/base.h"
#include "kefu/aggregate.h"
#include "measure/measure.h"

enum {
    AGGREGATE_COLUMNS_MAX = 4,
    AGGREGATE_GROUPS_MAX = 100000,
    AGGREGATE_EVIDENCE_MAX = 20, /* quotes kept of one issue; 5 by default */
    AGGREGATE_QUOTE_MAX = 240,   /* bytes of one quote's text */
    AGGREGATE_KEY_MAX = 256, /* bytes of a part of a key and of an id; longer ones are truncated */
    AGGREGATE_ISSUES_MAX = 4096, /* different ids in one group; more give KEFU_E_LIMIT */
    AGGREGATE_SCORES_MAX = 4096,
    AGGREGATE_HOURS = 24
};

/* The kinds of issues. All ids but those of topics and bands are the scheme's. */
enum issue_kind {
    ISSUE_EMOTION = KEFU_FOUND_EMOTION,
    ISSUE_ASPECT = KEFU_FOUND_ASPECT,
    ISSUE_ACT = KEFU_FOUND_ACT,
    ISSUE_INTENT = KEFU_FOUND_INTENT,
    ISSUE_FAULT = KEFU_FOUND_FAULT,
    ISSUE_DEMAND = KEFU_FOUND_DEMAND,
    ISSUE_TOPIC, /* the topic of conversations and feedback */
    ISSUE_BAND,  /* the band of evaluations; id "RUBRIC/BAND" */
    ISSUE_RULE,  /* a rule that was true in an evaluation */
    ISSUE_KINDS
};

/* A quote, in one allocation with its texts. */
struct evidence {
    /* the sort key; the smallest are kept: by strength, then by a hash of its ids */
    uint64_t order;
    kefu_str conversation_id; /* empty for feedback without one */
    kefu_str record_id;       /* of the message, or of the feedback */
    kefu_str agent_id;
    kefu_str text;       /* an excerpt around the evidence, masked (kefu/redact.h) */
    uint32_t start, end; /* the evidence in text */
    int64_t at;          /* KEFU_TIME_NONE: unknown */
    int32_t strength;    /* of the hit, or |polarity|; times MEASURE_SCALE */
    uint32_t role;       /* a kefu_role; feedback is the customer's */
    size_t size;         /* of the allocation */
};

/* How often an issue was found, and the best evidence for it. */
struct issue {
    uint32_t kind;          /* enum issue_kind */
    kefu_str id;            /* owned */
    uint64_t conversations; /* in which it was found at least once */
    uint64_t feedback;      /* feedback records in which it was found */
    uint64_t mentions;      /* messages and feedback records */
    uint64_t negative;      /* conversations and feedback records, of those above, in which it was
                               negative: an aspect by its own polarity, else by the customer's mean
                               sentiment (feedback: by its rating or text) */
    uint64_t positive;      /* the same for positive */
    struct evidence **evidence; /* the best first; of group 0 only */
    uint32_t evidence_count;
    uint32_t evidence_staged; /* appended behind them during a merge, not sorted in yet */
    uint32_t evidence_capacity;
};

/* A score of evaluations: that of the whole rubric ("RUBRIC"), or of a section or question
 * ("RUBRIC/PART"). */
struct score_part {
    kefu_str id;            /* owned */
    struct measure measure; /* scores times MEASURE_SCALE */
};

/* The counts and accumulators of one group or one hour. */
struct facts {
    uint64_t conversations, messages, feedback, evaluations;
    uint64_t surveys; /* of the feedback */
    uint64_t joined;  /* groups by agent: conversations of other agents in which this one replied */
    struct measure *measures; /* one a metric, in the scheme's order */
    struct measure *rated;    /* one a feedback metric (aggregate->rated), from ratings inside
                                 conversations: used if no surveys were added */
};

struct group {
    kefu_str key[AGGREGATE_COLUMNS_MAX]; /* owned; empty where unknown */
    struct facts facts;
    uint64_t ratings[5];    /* surveys on the scale 1–5 */
    uint64_t recommend[11]; /* surveys on the scale 0–10 */
    struct issue *issues;   /* ascending by (kind, id) */
    size_t issue_count, issue_capacity;
    struct score_part *scores; /* ascending by id */
    size_t score_count, score_capacity;
};

struct kefu_aggregate {
    const kefu_scheme *scheme; /* holds a reference */
    kefu_allocator allocator;
    size_t column_count;
    kefu_str columns[AGGREGATE_COLUMNS_MAX]; /* names of attributes; owned */
    int32_t offset_minutes;
    uint32_t most_evidence;
    size_t metric_count;
    size_t *rated; /* indices of the feedback metrics */
    size_t rated_count;
    struct group **groups; /* groups[0]: the total; the rest ascending by key */
    size_t group_count, group_capacity;
    /* of the total, by the local hour in which a conversation began or
                                 a feedback was given; records without a time are in none */
    struct facts hours[AGGREGATE_HOURS];
    struct group *delta;              /* the facts of the record that is being added */
    struct group **parts;             /* the delta's parts by agent, if several agents replied */
    size_t part_count, part_capacity; /* in use; allocated */
    kefu_aggregate *staging;     /* where kefu_aggregate_add() gathers one case; NULL until then */
    const kefu_aggregate *whole; /* into which this one, a staging, will be merged; else NULL */
    /* the range of all conversations' beginnings and feedback, or KEFU_TIME_NONE */
    int64_t first_at, last_at;
};

/* The group of a key, or NULL. */
const struct group *kefu__aggregate_find(const kefu_aggregate *aggregate, const kefu_str *key);
/* An issue of a group, or NULL. */
const struct issue *kefu__group_issue(const struct group *group, uint32_t kind, kefu_str id);
const struct score_part *kefu__group_score(const struct group *group, kefu_str id);
/* Reads a metric of a group or an hour; feedback metrics fall back to ratings inside conversations.
 */
/* The accumulator that it reads; its histogram is still the facts'. */
struct measure kefu__facts_measure(const kefu_aggregate *aggregate, const struct facts *facts,
                                   size_t metric);
void kefu__facts_value(const kefu_aggregate *aggregate, const struct facts *facts, size_t metric,
                       kefu_statistic statistic, kefu_value *value);

/* ---- inside this room ---- */

/* Creates an empty aggregate; the columns are copied. */
kefu_status kefu__aggregate_make(const kefu_scheme *scheme, const kefu_str *columns,
                                 size_t column_count, int32_t offset_minutes,
                                 uint32_t most_evidence, const kefu_allocator *allocator,
                                 kefu_aggregate **aggregate, kefu_error *error);

struct group *kefu__group_new(const kefu_aggregate *aggregate);
void kefu__group_free(const kefu_aggregate *aggregate, struct group *group);
/* Empties a group and keeps its metrics' memory. */
void kefu__group_clear(const kefu_aggregate *aggregate, struct group *group);
bool kefu__group_is_empty(const struct group *group);
/* Was nothing added in this hour of the day? Whatever is added counts a conversation or a feedback
 * record in its hour, and loading refuses bytes in which it does not. */
static inline bool kefu__hour_is_empty(const kefu_aggregate *aggregate, size_t hour) {
    return aggregate->hours[hour].conversations == 0 && aggregate->hours[hour].feedback == 0;
}
/* Copies a text, truncated to AGGREGATE_KEY_MAX between characters; data is NULL without memory.
 */
kefu_str kefu__aggregate_keep(const kefu_aggregate *aggregate, kefu_str text);
void kefu__aggregate_release(const kefu_aggregate *aggregate, kefu_str text);
/* Finds or creates an issue or score; NULL without memory or at the limit. */
struct issue *kefu__group_add_issue(const kefu_aggregate *aggregate, struct group *group,
                                    uint32_t kind, kefu_str id, kefu_status *status);
struct score_part *kefu__group_add_score(const kefu_aggregate *aggregate, struct group *group,
                                         kefu_str id, kefu_status *status);
/* Finds or creates a group. */
struct group *kefu__aggregate_add_group(kefu_aggregate *aggregate, const kefu_str *key,
                                        kefu_status *status);

/* Merging has two steps: the first allocates and may fail; then kefu__aggregate_prune() removes
 * what it created, and nothing has changed. The second adds and cannot fail. `quotes`: merge
 * evidence too. */
kefu_status kefu__group_reserve(const kefu_aggregate *aggregate, struct group *into,
                                const struct group *from, bool quotes);
void kefu__group_merge(const kefu_aggregate *aggregate, struct group *into,
                       const struct group *from, bool quotes);
bool kefu__facts_reserve(const kefu_aggregate *aggregate, struct facts *into,
                         const struct facts *from);
void kefu__facts_merge(const kefu_aggregate *aggregate, struct facts *into,
                       const struct facts *from);
/* The accumulator of ratings inside conversations of a feedback metric; NULL for other metrics. */
struct measure *kefu__facts_rated(const kefu_aggregate *aggregate, const struct facts *facts,
                                  size_t metric);
bool kefu__facts_init(const kefu_aggregate *aggregate, struct facts *facts);
void kefu__facts_free(const kefu_aggregate *aggregate, struct facts *facts);
void kefu__aggregate_prune(kefu_aggregate *aggregate);
/* Empties an aggregate and keeps its configuration. */
void kefu__aggregate_clear(kefu_aggregate *aggregate);
/* Adds aggregate->delta to the total, to the hour of `at`, and to the group of its key; if there
 * are parts, these are added to their groups instead. */
kefu_status kefu__aggregate_add_delta(kefu_aggregate *aggregate, int64_t at, kefu_error *error);

/* Offers a quote to an issue of the delta, which keeps the better one. */
struct quote {
    kefu_str conversation_id, record_id, agent_id, text; /* the whole text */
    uint32_t start, end;                                 /* of the evidence in it */
    int64_t at;
    double strength; /* 0…1 */
    uint32_t role;
};
bool kefu__evidence_add(const kefu_aggregate *aggregate, struct issue *issue,
                        const struct quote *quote);
/* How well a text illustrates a problem with its topic, 0…1. Negative words about the topic itself
 * rank first (`aspect` is their polarity), then other words about it, then negative words about
 * anything. */
double kefu__topic_strength(bool is_about, double aspect, double polarity);
/* The sort key of an evidence, from its other members. */
uint64_t kefu__evidence_order(const struct evidence *evidence);
/* Negative if a is better. */
int kefu__evidence_compare(const struct evidence *a, const struct evidence *b);
/* Allocates an evidence and copies its texts into it. */
struct evidence *kefu__evidence_make(const kefu_allocator *allocator,
                                     const struct evidence *values);

#endif
