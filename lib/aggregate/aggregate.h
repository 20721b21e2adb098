/* SPDX-License-Identifier: MIT
 * Inside an aggregate: groups of cells, hours, issues with their evidence. The report reads it.
 *
 * Group 0 is the total. Everything is an exact sum or a choice that does not depend on order, so
 * that any split of the input, merged in any order, gives the same state. */
#ifndef KEFU_LIB_AGGREGATE_H
#define KEFU_LIB_AGGREGATE_H

#include "base/base.h"
#include "kefu/aggregate.h"
#include "measure/measure.h"

enum {
    AGGREGATE_MOST_COLUMNS = 4,
    AGGREGATE_MOST_GROUPS = 100000,
    AGGREGATE_MOST_EVIDENCE = 20, /* quotes kept of one issue; 5 by default */
    AGGREGATE_MOST_QUOTE = 240,   /* bytes of one quote's text */
    AGGREGATE_MOST_KEY = 256,     /* bytes of one part of a key, of an id; cut beyond */
    AGGREGATE_MOST_ISSUES = 4096, /* different ids in one group; more give KEFU_E_LIMIT */
    AGGREGATE_MOST_SCORES = 4096,
    AGGREGATE_HOURS = 24
};

/* What an issue is. The ids of all but topics and bands come from the scheme. */
enum issue_kind {
    ISSUE_EMOTION = KEFU_FOUND_EMOTION,
    ISSUE_ASPECT = KEFU_FOUND_ASPECT,
    ISSUE_ACT = KEFU_FOUND_ACT,
    ISSUE_INTENT = KEFU_FOUND_INTENT,
    ISSUE_FAULT = KEFU_FOUND_FAULT,
    ISSUE_DEMAND = KEFU_FOUND_DEMAND,
    ISSUE_TOPIC, /* the topic of conversations and feedback */
    ISSUE_BAND,  /* the band of evaluations; id "RUBRIC/BAND" */
    ISSUE_KINDS
};

/* A quote. One block with its texts. */
struct evidence {
    uint64_t order; /* the smallest are kept: the strongest, then a hash of where it stands */
    kefu_str conversation_id; /* empty for feedback without one */
    kefu_str record_id;       /* of the message, or of the feedback */
    kefu_str agent_id;
    kefu_str text;       /* around the evidence; digits of long numbers are masked */
    uint32_t start, end; /* the evidence in text */
    int64_t at;          /* KEFU_TIME_NONE: unknown */
    int32_t strength;    /* times MEASURE_SCALE: of the finding, or the polarity's size */
    uint32_t role;       /* a kefu_role; feedback is the customer's */
    size_t size;         /* of the block */
};

/* How often something was found, and where best to see it. */
struct issue {
    uint32_t kind;          /* enum issue_kind */
    kefu_str id;            /* owned */
    uint64_t conversations; /* in which it was found at least once */
    uint64_t feedback;      /* feedback records, alike */
    uint64_t mentions;      /* messages and feedback records */
    uint64_t negative;      /* conversations and feedback records, of those above, in which it was
                               negative: an aspect by its own polarity, else by the customer's mean
                               sentiment (feedback: by its rating or text) */
    uint64_t positive;      /* alike */
    struct evidence **evidence; /* ascending by order; of group 0 only */
    uint32_t evidence_count;
};

/* A score of evaluations: the form's ("RUBRIC"), a section's or question's ("RUBRIC/PART"). */
struct score_part {
    kefu_str id;            /* owned */
    struct measure measure; /* scores times MEASURE_SCALE */
};

/* The facts of one group, or of one hour. */
struct facts {
    uint64_t conversations, messages, feedback, evaluations;
    struct measure *measures; /* one a metric, in the scheme's order */
};

struct group {
    kefu_str key[AGGREGATE_MOST_COLUMNS]; /* owned; empty where unknown */
    struct facts facts;
    uint64_t ratings[5];    /* feedback on the scale 1–5 */
    uint64_t recommend[11]; /* feedback on the scale 0–10 */
    struct issue *issues;   /* ascending by (kind, id) */
    size_t issue_count, issue_capacity;
    struct score_part *scores; /* ascending by id */
    size_t score_count, score_capacity;
};

struct kefu_aggregate {
    kefu_scheme *scheme; /* a reference of its own */
    kefu_allocator allocator;
    size_t column_count;
    kefu_str columns[AGGREGATE_MOST_COLUMNS]; /* names of attributes; owned */
    int32_t offset_minutes;
    uint32_t most_evidence;
    size_t metric_count;
    struct group **groups; /* groups[0]: the total; the rest ascending by key */
    size_t group_count, group_capacity;
    struct facts hours[AGGREGATE_HOURS]; /* of the total, by the hour a conversation began, or a
                                            feedback was given; without a time in none */
    int64_t first_at, last_at; /* of all conversations' beginnings and feedback; KEFU_TIME_NONE */
};

/* The group of a key, or NULL. */
const struct group *kefu__aggregate_find(const kefu_aggregate *aggregate, const kefu_str *key);
/* An issue of a group, or NULL. */
const struct issue *kefu__group_issue(const struct group *group, uint32_t kind, kefu_str id);
const struct score_part *kefu__group_score(const struct group *group, kefu_str id);
/* Reads metric i of some facts (a group's or an hour's), falling back as documented for csat. */
void kefu__facts_value(const kefu_aggregate *aggregate, const struct facts *facts, size_t metric,
                       kefu_statistic statistic, kefu_value *value);

#endif
