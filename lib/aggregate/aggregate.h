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

struct message_record; /* conversation/conversation.h */
struct observed_agent; /* conversation/observe.h */

enum {
    AGGREGATE_COLUMNS_MAX = 4,
    AGGREGATE_GROUPS_MAX = 100000,
    AGGREGATE_EVIDENCE_MAX = 20, /* quotes stored for one issue at most; the default is 5 */
    AGGREGATE_QUOTE_MAX = 240,   /* limit in bytes on the text of a quote */
    /* limit in bytes on a part of a group's key and on an id; longer ones are truncated */
    AGGREGATE_KEY_MAX = 256,
    /* limits on the number of different ids of issues, and of scores, in one group; adding another
     * one fails with KEFU_E_LIMIT */
    AGGREGATE_ISSUES_MAX = 4096,
    AGGREGATE_SCORES_MAX = 4096,
    AGGREGATE_HOURS = 24
};

/* The kinds of issues. Ids of all kinds except topics and bands are defined by the scheme. */
enum issue_kind {
    ISSUE_EMOTION = KEFU_FOUND_EMOTION,
    ISSUE_ASPECT = KEFU_FOUND_ASPECT,
    ISSUE_ACT = KEFU_FOUND_ACT,
    ISSUE_INTENT = KEFU_FOUND_INTENT,
    ISSUE_FAULT = KEFU_FOUND_FAULT,
    ISSUE_DEMAND = KEFU_FOUND_DEMAND,
    ISSUE_TOPIC, /* the topic of conversations and feedback */
    ISSUE_BAND,  /* a band of evaluations; its id is "RUBRIC/BAND" */
    ISSUE_RULE,  /* a rule that was true in an evaluation */
    ISSUE_KINDS
};

/* A quote as evidence of an issue, with its texts in the same allocation. */
struct evidence {
    /* Sort key, of which the smallest are kept: by strength, then by a hash of the ids. */
    uint64_t order;
    kefu_str conversation_id; /* empty for feedback without one */
    kefu_str record_id;       /* id of the message or of the feedback */
    kefu_str agent_id;
    kefu_str text; /* an excerpt around the evidence with personal data masked (kefu/redact.h) */
    uint32_t start, end; /* the evidence: byte offsets in `text` */
    int64_t at;          /* KEFU_TIME_NONE: unknown */
    int32_t strength;    /* strength of the hit, or |polarity|, times MEASURE_SCALE */
    uint32_t role;       /* a kefu_role; of feedback the customer */
    size_t size;         /* bytes of the allocation */
};

/* How often an issue was found, and its best evidence. */
struct issue {
    uint32_t kind;          /* enum issue_kind */
    kefu_str id;            /* an owned copy */
    uint64_t conversations; /* number of conversations in which the issue occurs at least once */
    uint64_t feedback;      /* number of feedback records in which the issue occurs */
    uint64_t mentions;      /* number of messages and feedback records in which the issue occurs */
    /* In how many of these conversations and feedback records the issue is negative. The polarity
     * of an aspect is its own; that of any other issue is the customer's mean sentiment, or for
     * feedback its rating or text. */
    uint64_t negative;
    /* in how many of these conversations and feedback records the issue is positive */
    uint64_t positive;
    struct evidence **evidence; /* strongest first; only in group 0, the total */
    uint32_t evidence_count;
    /* number of quotes that a merge has appended to `evidence` and that are not sorted yet */
    uint32_t evidence_staged;
    uint32_t evidence_capacity;
};

/* A score of evaluations: that of the whole rubric ("RUBRIC"), or of a section or question
 * ("RUBRIC/PART"). */
struct score_part {
    kefu_str id;            /* an owned copy */
    struct measure measure; /* scores times MEASURE_SCALE */
};

/* The counts and accumulators of one group, or of one hour of the day. */
struct facts {
    uint64_t conversations, messages, feedback, evaluations;
    uint64_t surveys; /* how many of the feedback records are surveys */
    /* if groups are by agent: number of conversations of other agents in which the group's agent
     * replied */
    uint64_t joined;
    struct measure *measures; /* one accumulator for each metric, in the scheme's order */
    /* For each feedback metric, in the order of kefu_aggregate.rated, an accumulator of the ratings
     * inside conversations, which are used if no surveys were added. */
    struct measure *rated;
};

struct group {
    kefu_str key[AGGREGATE_COLUMNS_MAX]; /* owned copies; empty if unknown */
    struct facts facts;
    uint64_t ratings[5];    /* surveys with a scale of 1 … 5, by rating */
    uint64_t recommend[11]; /* surveys with a scale of 0 … 10, by rating */
    struct issue *issues;   /* sorted by (kind, id) */
    size_t issue_count, issue_capacity;
    struct score_part *scores; /* sorted by id */
    size_t score_count, score_capacity;
};

/* The configuration of an aggregate. States of aggregates with different configurations cannot be
 * merged. */
struct aggregate_spec {
    kefu_str columns[AGGREGATE_COLUMNS_MAX]; /* names of attributes */
    size_t column_count;
    int32_t offset_minutes;
    uint32_t most_evidence;
    /* the instant as of which conversations are measured; KEFU_TIME_END: after their end */
    int64_t as_of;
};

struct kefu_aggregate {
    const kefu_scheme *scheme; /* a reference held by the aggregate */
    kefu_allocator allocator;
    size_t column_count;
    /* names of the attributes that form a group's key; owned copies */
    kefu_str columns[AGGREGATE_COLUMNS_MAX];
    int32_t offset_minutes;
    uint32_t most_evidence;
    int64_t as_of;
    size_t metric_count;
    size_t *rated; /* indices of the feedback metrics */
    size_t rated_count;
    struct group **groups; /* groups[0] is the total; the others are sorted by key */
    size_t group_count, group_capacity;
    /* The facts of the total by the local hour in which a conversation began or feedback was given;
     * records without a time are in no hour. */
    struct facts hours[AGGREGATE_HOURS];
    struct group *delta;              /* the facts of the record that is being added */
    struct group **parts;             /* the delta split by agent, if several agents replied */
    size_t part_count, part_capacity; /* number of parts in use; number allocated */
    /* where kefu_aggregate_add() collects one case; NULL before its first call */
    kefu_aggregate *staging;
    /* for a staging aggregate: the aggregate into which it will be merged; else NULL */
    const kefu_aggregate *whole;
    /* Earliest and latest time of all records: the start of a conversation, or the time of
     * feedback; KEFU_TIME_NONE if no record has a time. */
    int64_t first_at, last_at;
};

/* The group with this key, or NULL. */
const struct group *kefu__aggregate_find(const kefu_aggregate *aggregate, const kefu_str *key);
/* kefu__group_issue() finds an issue of a group, kefu__group_score() a score; both return NULL if
 * the group has none with this id. */
const struct issue *kefu__group_issue(const struct group *group, uint32_t kind, kefu_str id);
const struct score_part *kefu__group_score(const struct group *group, kefu_str id);
/* The accumulator from which kefu__facts_value() computes the value of a metric; its histogram
 * still belongs to the facts. */
struct measure kefu__facts_measure(const kefu_aggregate *aggregate, const struct facts *facts,
                                   size_t metric);
/* The value of a metric in a group or hour. Feedback metrics use ratings inside of conversations if
 * no survey was added. */
void kefu__facts_value(const kefu_aggregate *aggregate, const struct facts *facts, size_t metric,
                       kefu_statistic statistic, kefu_value *value);

/* ---- inside this module ---- */

/* Creates an empty aggregate; the column names are copied. */
kefu_status kefu__aggregate_make(const kefu_scheme *scheme, const struct aggregate_spec *spec,
                                 const kefu_allocator *allocator, kefu_aggregate **aggregate,
                                 kefu_error *error);

struct group *kefu__group_new(const kefu_aggregate *aggregate);
void kefu__group_free(const kefu_aggregate *aggregate, struct group *group);
/* Empties a group, but keeps the memory of its metrics. */
void kefu__group_clear(const kefu_aggregate *aggregate, struct group *group);
bool kefu__group_is_empty(const struct group *group);
/* Has nothing been added in this hour of the day? Every record that is added counts a conversation
 * or a feedback record in its hour, and loading refuses states in which it does not. */
static inline bool kefu__hour_is_empty(const kefu_aggregate *aggregate, size_t hour) {
    return aggregate->hours[hour].conversations == 0 && aggregate->hours[hour].feedback == 0;
}
/* Copies a text, truncated at a character boundary to AGGREGATE_KEY_MAX bytes. If out of memory,
 * the returned text has data NULL. */
kefu_str kefu__aggregate_keep(const kefu_aggregate *aggregate, kefu_str text);
void kefu__aggregate_release(const kefu_aggregate *aggregate, kefu_str text);
/* kefu__group_add_issue() finds an issue of a group or creates it, kefu__group_add_score() a score.
 * Both return NULL if out of memory (*status: KEFU_E_MEMORY), or if the group already has the
 * maximum number (KEFU_E_LIMIT). */
struct issue *kefu__group_add_issue(const kefu_aggregate *aggregate, struct group *group,
                                    uint32_t kind, kefu_str id, kefu_status *status);
struct score_part *kefu__group_add_score(const kefu_aggregate *aggregate, struct group *group,
                                         kefu_str id, kefu_status *status);
/* Finds a group by its key, or creates it. */
struct group *kefu__aggregate_add_group(kefu_aggregate *aggregate, const kefu_str *key,
                                        kefu_status *status);

/* Merging has two steps. The first allocates and may fail; kefu__aggregate_prune() then removes
 * what it created, so that nothing has changed. The second adds, and cannot fail. `quotes`:
 * evidence is merged too. */
kefu_status kefu__group_reserve(const kefu_aggregate *aggregate, struct group *into,
                                const struct group *from, bool quotes);
void kefu__group_merge(const kefu_aggregate *aggregate, struct group *into,
                       const struct group *from, bool quotes);
bool kefu__facts_reserve(const kefu_aggregate *aggregate, struct facts *into,
                         const struct facts *from);
void kefu__facts_merge(const kefu_aggregate *aggregate, struct facts *into,
                       const struct facts *from);
/* For a feedback metric: the accumulator of ratings inside conversations; NULL for other metrics.
 */
struct measure *kefu__facts_rated(const kefu_aggregate *aggregate, const struct facts *facts,
                                  size_t metric);
bool kefu__facts_init(const kefu_aggregate *aggregate, struct facts *facts);
void kefu__facts_free(const kefu_aggregate *aggregate, struct facts *facts);
void kefu__aggregate_prune(kefu_aggregate *aggregate);
/* Empties an aggregate, but keeps its configuration. */
void kefu__aggregate_clear(kefu_aggregate *aggregate);
/* Adds aggregate->delta to the total, to the hour of `at`, and to the group with its key; if there
 * are parts, each is added to its own group instead. */
kefu_status kefu__aggregate_add_delta(kefu_aggregate *aggregate, int64_t at, kefu_error *error);

/* A candidate quote for an issue of the delta, which keeps only the strongest of its candidates. */
struct quote {
    /* `text`: the whole text of the message or feedback */
    kefu_str conversation_id, record_id, agent_id, text;
    uint32_t start, end; /* the evidence: byte offsets in `text` */
    int64_t at;
    double strength; /* 0…1 */
    uint32_t role;
};
bool kefu__evidence_add(const kefu_aggregate *aggregate, struct issue *issue,
                        const struct quote *quote);
/* A message as a quote, with the evidence [start, end). */
struct quote kefu__message_quote(const kefu_conversation *conversation,
                                 const struct message_record *message, uint32_t start, uint32_t end,
                                 double strength);
/* Adds to the delta what was found in the messages of a conversation, or of one agent's share of
 * it. */
kefu_status kefu__found_add(const kefu_aggregate *aggregate, struct group *delta,
                            const kefu_conversation *conversation,
                            const struct observed_agent *agent);
/* Makes the delta of one conversation count conversations instead of mentions: every count above 0
 * becomes 1. Issues without a polarity of their own get the sign of the customer's mean sentiment.
 */
void kefu__mentions_convert(struct group *delta, const kefu_conversation *conversation);
/* How well a text illustrates a problem with its topic, 0 … 1. Negative words about the topic rank
 * first (`aspect` is their polarity), then other words about it, then negative words about
 * anything. */
double kefu__topic_strength(bool is_about, double aspect, double polarity);
/* Computes the sort key of a piece of evidence from its other members. */
uint64_t kefu__evidence_order(const struct evidence *evidence);
/* Compares two pieces of evidence; negative if `a` is stronger. */
int kefu__evidence_compare(const struct evidence *a, const struct evidence *b);
/* Allocates a piece of evidence with copies of its texts. Returns NULL if out of memory. */
struct evidence *kefu__evidence_make(const kefu_allocator *allocator,
                                     const struct evidence *values);

#endif
