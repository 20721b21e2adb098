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
#include "measure/distinct.h"
#include "measure/measure.h"

struct rubric;         /* defined in scheme/rubric/rubrics.h */
struct message_record; /* defined in conversation/conversation.h */
struct observed_agent; /* defined in conversation/observe.h */

enum {
    AGGREGATE_COLUMNS_MAX = 6,
    AGGREGATE_GROUPS_MAX = 1000000,
    /* limit on the number of groups times the number of series, which bounds the memory of
     * accumulators to 8 GB whatever a state says */
    AGGREGATE_CELLS_MAX = 1 << 25,
    AGGREGATE_EVIDENCE_MAX = 20, /* limit on the quotes stored for an issue; the default is 5 */
    AGGREGATE_QUOTE_MAX = 240,   /* limit on the text of a quote, in bytes */
    /* limit in bytes on each part of a group's key and on ids; longer ones are truncated */
    AGGREGATE_KEY_MAX = 256,
    /* limits on the number of issues, and of scores, with different ids in one group; adding
     * another one fails with KEFU_E_LIMIT */
    AGGREGATE_ISSUES_MAX = 4096,
    AGGREGATE_SCORES_MAX = 4096,
    AGGREGATE_SERIES_MAX = 16384,  /* limit on the number of series */
    AGGREGATE_SOURCES_MAX = 65536, /* limit on the number of ranges of sources */
    AGGREGATE_HOURS = 24
};

/* A metric under one definition: what is added up under different definitions is kept apart. The
 * first series of an aggregate are the metrics of its scheme, in their order. */
enum {
    /* not the metric itself, but the ratings for it inside of conversations, in a series of its
     * own, which is read only if no survey answers the metric */
    SERIES_RATED = 1,
    SERIES_READS_RATED = 2, /* a metric that reads its SERIES_RATED if no survey answers it */
    SERIES_COMPLAINTS = 4,  /* complaints per conversation: at most 1, unknown without feedback */
    SERIES_MARKED = 8,      /* unknown where no source marks what was resolved */
    SERIES_FLAGS = 15
};
struct series {
    kefu_str id;     /* a copy owned by the aggregate */
    uint64_t digest; /* the metric's digest, which covers all that its values depend on */
    uint32_t flags;
    struct measure_rule rule;
    size_t rated; /* index of the SERIES_RATED of a metric of feedback; SIZE_MAX: it has none */
};

/* Parts of other aggregates that were merged: a shard, its epoch (which it increases when it starts
 * anew), and the numbers first … last of states that it saved in this epoch. */
struct source {
    kefu_str shard; /* a copy owned by the aggregate */
    uint64_t epoch, first, last;
};
struct source_list {
    struct source *items; /* sorted by shard, epoch and number; no two of them touch */
    size_t count, capacity;
};

/* The kinds of issues. An issue is something found in conversations or feedback whose occurrences
 * are counted. The scheme defines the ids of all kinds but topics and bands. */
enum issue_kind {
    ISSUE_EMOTION = KEFU_FOUND_EMOTION,
    ISSUE_ASPECT = KEFU_FOUND_ASPECT,
    ISSUE_ACT = KEFU_FOUND_ACT,
    ISSUE_INTENT = KEFU_FOUND_INTENT,
    ISSUE_FAULT = KEFU_FOUND_FAULT,
    ISSUE_DEMAND = KEFU_FOUND_DEMAND,
    ISSUE_TOPIC, /* topic that a record gives for a conversation or feedback */
    ISSUE_BAND,  /* named range of an evaluation's score; its id is "RUBRIC/BAND" */
    ISSUE_RULE,  /* rule that was true in an evaluation */
    /* what a customer wrote about: the topic that the record gives, and every aspect that the
     * customer's words name. A record counts once for each, so that what was complained of can be
     * told without adding topics and aspects up. Subjects have no quotes: their topic's and
     * aspect's quotes are theirs */
    ISSUE_SUBJECT,
    ISSUE_KINDS
};

/* A quote that shows an issue. Its texts are in the same allocation as the struct. */
struct evidence {
    /* Sort key: the quotes with the smallest keys are kept. Strong evidence has a small key; ties
     * are broken by a hash of the ids. */
    uint64_t order;
    kefu_str conversation_id; /* empty for feedback without a conversation */
    kefu_str record_id;       /* id of the quoted message or feedback */
    kefu_str agent_id;
    kefu_str text;       /* excerpt, with personal data masked (kefu/redact.h) */
    uint32_t start, end; /* the words that are evidence: byte offsets in `text` */
    int64_t at;          /* time of the message or feedback; KEFU_TIME_NONE: unknown */
    int32_t strength;    /* 0 … 1, times MEASURE_SCALE: how well it shows the issue */
    uint32_t role;       /* a kefu_role: who wrote it; for feedback the customer */
    /* kefu__contact_hash() of the customer, so that the quotes of one can be taken out */
    uint64_t contact;
    size_t size; /* size of the allocation in bytes */
};

/* How often an issue occurs, and the quotes that show it best. */
struct issue {
    uint32_t kind;          /* an enum issue_kind */
    kefu_str id;            /* a copy owned by the aggregate */
    uint64_t definition;    /* digest of what defines the id; 0: only the records do */
    uint64_t conversations; /* number of conversations with the issue */
    uint64_t feedback;      /* number of feedback records with the issue */
    uint64_t mentions;      /* number of messages and feedback records with the issue */
    /* In how many of these conversations and feedback records the customer is dissatisfied, and in
     * how many satisfied, by the rule in kefu__tone(). For an aspect by the words about it, but
     * never dissatisfied in feedback that is rated well; for a subject if the customer is
     * dissatisfied with it as topic or as aspect. */
    uint64_t negative, positive;
    struct evidence **evidence; /* strongest first; stored in group 0, the total, only */
    uint32_t evidence_count;
    /* number of quotes behind evidence[evidence_count - 1] that a merge has allocated and not
     * sorted in yet */
    uint32_t evidence_staged;
    uint32_t evidence_capacity;
};

/* The scores given to one part of a rubric: id "RUBRIC" for the whole rubric, "RUBRIC/PART" for a
 * section or question. */
struct score_part {
    kefu_str id;            /* a copy owned by the aggregate */
    uint64_t definition;    /* digest of the rubric with its questions, or of the question */
    struct measure measure; /* accumulator of scores times MEASURE_SCALE */
};

/* The counts and metrics of one group of conversations, or of the conversations of one hour of the
 * day. */
struct facts {
    uint64_t conversations, messages, feedback, evaluations;
    uint64_t surveys; /* number of the feedback records that are surveys */
    /* if the aggregate groups by agent: in how many conversations of other agents this group's
     * agent answered too */
    uint64_t joined;
    struct measure *measures; /* one accumulator for each series of the aggregate */
    size_t measure_count;     /* allocated elements; there may be more than series */
};

struct group {
    kefu_str key[AGGREGATE_COLUMNS_MAX]; /* owned copies of attribute values; empty if unknown */
    struct facts facts;
    uint64_t ratings[5];    /* number of surveys with each rating of a scale 1 … 5 */
    uint64_t recommend[11]; /* number of surveys with each rating of a scale 0 … 10 */
    struct issue *issues;   /* sorted by kind, id and definition */
    size_t issue_count, issue_capacity;
    struct score_part *scores; /* scores by part of the rubric, sorted by id and definition */
    size_t score_count, score_capacity;
    struct distinct customers; /* hashes of the customers of conversations and feedback */
    uint64_t customer_records; /* number of conversations and feedback records that name one */
};

/* The configuration of an aggregate. Aggregates can be merged only if their configurations are
 * equal. */
struct aggregate_spec {
    kefu_str columns[AGGREGATE_COLUMNS_MAX]; /* names of attributes to group by */
    size_t column_count;
    int32_t offset_minutes;
    uint32_t most_evidence;
    /* the instant as of which conversations are measured; KEFU_TIME_END: each is regarded as
     * complete */
    int64_t as_of;
};

struct kefu_aggregate {
    /* The aggregate holds a reference. NULL: the state was loaded without a scheme, so that nothing
     * but other states can be added. */
    const kefu_scheme *scheme;
    kefu_allocator allocator;
    size_t column_count;
    /* names of the attributes to group by; copies owned by the aggregate */
    kefu_str columns[AGGREGATE_COLUMNS_MAX];
    int32_t offset_minutes;
    uint32_t most_evidence;
    int64_t as_of;
    size_t metric_count; /* number of the scheme's metrics: they are the first series */
    struct series *series;
    size_t series_count, series_capacity;
    /* the series that the scheme defines, metrics and their ratings, come before all others */
    size_t own_count;
    struct source_list sources;
    struct group **groups; /* groups[0] is the total; the others are sorted by key */
    size_t group_count, group_capacity;
    /* The total divided by the local hour of the day in which a conversation began or feedback was
     * given. Records without a time are not contained. */
    struct facts hours[AGGREGATE_HOURS];
    struct group *delta;              /* what the record that is being added contributes */
    struct group **parts;             /* `delta` split between agents, if several answered */
    size_t part_count, part_capacity; /* elements of `parts` in use, and allocated */
    /* aggregate in which kefu_aggregate_add() collects one conversation with its evaluations and
     * feedback before merging; NULL before its first call */
    kefu_aggregate *staging;
    /* if this is the `staging` aggregate of another one: that one; else NULL */
    const kefu_aggregate *whole;
    /* Earliest and latest time of the records that were added: start of a conversation, or time of
     * feedback. KEFU_TIME_NONE: no record has a time. */
    int64_t first_at, last_at;
};

/* The group with this key (one value for each attribute to group by); NULL: none. */
const struct group *kefu__aggregate_find(const kefu_aggregate *aggregate, const kefu_str *key);
/* Find an issue, or a score, of a group by its id and definition; NULL: the group has none. */
const struct issue *kefu__group_issue(const struct group *group, uint32_t kind, kefu_str id,
                                      uint64_t definition);
const struct score_part *kefu__group_score(const struct group *group, kefu_str id,
                                           uint64_t definition);
/* The accumulator from which kefu__facts_value() computes the value of a series (index). A shallow
 * copy: `facts` still owns its histogram. */
struct measure kefu__facts_measure(const kefu_aggregate *aggregate, const struct facts *facts,
                                   size_t series);
/* Computes the value of a series (index) in a group or hour. Feedback metrics that no survey
 * answers use the ratings inside of conversations. */
void kefu__facts_value(const kefu_aggregate *aggregate, const struct facts *facts, size_t series,
                       kefu_statistic statistic, kefu_value *value);
/* The index of the same series (id, digest and rule) in an aggregate; SIZE_MAX: it has none. */
size_t kefu__series_find(const kefu_aggregate *aggregate, const struct series *series);

/* ---- definitions ---- */

/* The digest of a metric, question or rule as a number. */
uint64_t kefu__digest_number(const char digest[DIGEST_SIZE]);
/* Digest of what a scheme's lexicon says of the id of an issue that is no band and no rule: a
 * subject depends on the words of its aspect, a topic on none (0). */
uint64_t kefu__found_definition(const kefu_scheme *scheme, uint32_t kind, const char *id);
/* Digest of a question of a rubric, given its id; of the whole rubric with all questions, which
 * sections and bands depend on, too, if `part` is NULL or no question's id. */
uint64_t kefu__score_definition(const struct rubric *rubric, const char *part);
/* Was an issue counted under the definition that the scheme has of it? Always true without a
 * scheme. */
bool kefu__issue_is_current(const kefu_scheme *scheme, const struct issue *issue);

/* ---- time buckets ---- */

/* Is a column to group by a time bucket ("at:day"), not an attribute? */
bool kefu__column_is_time(kefu_str column);
struct time_key {
    char text[24];
};
/* Writes the key of the bucket of an instant: "2026-03-13T14", "2026-03-13", "2026-W11", "2026-03"
 * or "2026-Q1"; empty if the instant is KEFU_TIME_NONE. The column must be a time bucket. Returns
 * false if there is no such bucket. */
bool kefu__time_key(kefu_str column, int64_t at, int32_t offset_minutes, struct time_key *key);

/* ---- what histories need ---- */

/* Were both made with equal specs, so that they can be merged? */
bool kefu__aggregate_same_spec(const kefu_aggregate *a, const kefu_aggregate *b);
/* The first instant of a conversation, by whose day it is counted; KEFU_TIME_NONE: unknown. */
int64_t kefu__aggregate_begin(const kefu_conversation *conversation);

/* ---- inside this module ---- */

/* Creates an empty aggregate; `scheme` may be NULL. Copies the attribute names in `spec`. */
kefu_status kefu__aggregate_make(const kefu_scheme *scheme, const struct aggregate_spec *spec,
                                 const kefu_allocator *allocator, kefu_aggregate **aggregate,
                                 kefu_error *error);

struct group *kefu__group_new(const kefu_aggregate *aggregate);
void kefu__group_free(const kefu_aggregate *aggregate, struct group *group);
/* Removes all content of a group, but keeps its accumulators allocated for reuse. */
void kefu__group_clear(const kefu_aggregate *aggregate, struct group *group);
bool kefu__group_is_empty(const struct group *group);
/* Was no record added in this hour of the day? It suffices to look at two counts: every record
 * counts as a conversation or feedback, and kefu_aggregate_load() refuses states with any other
 * content in an hour that has neither. */
static inline bool kefu__hour_is_empty(const kefu_aggregate *aggregate, size_t hour) {
    return aggregate->hours[hour].conversations == 0 && aggregate->hours[hour].feedback == 0;
}
/* Copies a text, truncated to at most AGGREGATE_KEY_MAX bytes at a character boundary. If out of
 * memory, the result has data NULL. */
kefu_str kefu__aggregate_keep(const kefu_aggregate *aggregate, kefu_str text);
void kefu__aggregate_release(const kefu_aggregate *aggregate, kefu_str text);
/* Find an issue, or a score, of a group by its id and definition; if there is none, create it.
 * Return NULL and set
 * *status if out of memory (KEFU_E_MEMORY) or if the group has the maximum number already
 * (KEFU_E_LIMIT). */
struct issue *kefu__group_add_issue(const kefu_aggregate *aggregate, struct group *group,
                                    uint32_t kind, kefu_str id, uint64_t definition,
                                    kefu_status *status);
struct score_part *kefu__group_add_score(const kefu_aggregate *aggregate, struct group *group,
                                         kefu_str id, uint64_t definition, kefu_status *status);
/* Finds a group by its key; if there is none, creates it. Returns NULL and sets *status on failure.
 */
struct group *kefu__aggregate_add_group(kefu_aggregate *aggregate, const kefu_str *key,
                                        kefu_status *status);
/* Creates all groups of `from` that `into` lacks: as often calling kefu__aggregate_add_group(), but
 * in time linear in the groups of both. */
kefu_status kefu__aggregate_add_groups(kefu_aggregate *into, const kefu_aggregate *from);
/* Finds groups by keys that ascend, and creates those that are missing: behind all others, where
 * kefu__aggregate_prune() takes them away after a failure; kefu__group_walk_end() puts them into
 * their order. Takes time linear in the groups of both at most, however they interleave. */
struct group_walk {
    size_t before; /* number of groups before the walk */
    size_t next;   /* all groups before this one have keys below the last one */
};
void kefu__group_walk_begin(const kefu_aggregate *aggregate, struct group_walk *walk);
struct group *kefu__group_walk_to(kefu_aggregate *aggregate, struct group_walk *walk,
                                  const kefu_str *key, kefu_status *status);
/* Returns KEFU_OK or KEFU_E_MEMORY. */
kefu_status kefu__group_walk_end(kefu_aggregate *aggregate, const struct group_walk *walk);
/* Merges `from` into `into`, which was made with the same spec and scheme: all, or nothing. What
 * `from` has is moved if `into` is empty. */
kefu_status kefu__aggregate_absorb(kefu_aggregate *into, kefu_aggregate *from, kefu_error *error);

/* Merging has two steps. kefu__group_reserve() allocates all that is needed in `into` and may fail;
 * then kefu__aggregate_prune() must be called to remove what was created, and nothing has changed.
 * kefu__group_merge() adds the content of `from`, and cannot fail. */
struct merging {
    const kefu_aggregate *into;
    /* for each series of what is merged: its index in `into`; NULL: the same index */
    const size_t *map;
    size_t count; /* number of the series of what is merged */
    bool quotes;  /* the quotes of issues are merged as well */
};
kefu_status kefu__group_reserve(const struct merging *merging, struct group *into,
                                const struct group *from);
void kefu__group_merge(const struct merging *merging, struct group *into, const struct group *from);
bool kefu__facts_reserve(const struct merging *merging, struct facts *into,
                         const struct facts *from);
void kefu__facts_merge(const struct merging *merging, struct facts *into, const struct facts *from);
/* The merging of a whole aggregate, all or nothing. kefu__merge_begin() allocates; what is then
 * still to be merged from elsewhere may be reserved as well, before one of the others is called. */
struct merge {
    kefu_aggregate *into;
    const kefu_aggregate *from;
    size_t *map;          /* of the series, see struct merging; NULL: the same indices */
    size_t series_before; /* number of the series that `into` had */
    struct source_list sources;
    struct merging total;
};
/* Returns KEFU_OK, KEFU_E_MEMORY or KEFU_E_LIMIT, which needs kefu__merge_cancel(). */
kefu_status kefu__merge_begin(struct merge *merge, kefu_aggregate *into,
                              const kefu_aggregate *from);
/* Removes what was created in `into`: it counts the same as before. */
void kefu__merge_cancel(struct merge *merge);
void kefu__merge_commit(struct merge *merge);
/* Can they be merged? *is_there: all sources of `from` are in `into` already, nothing is to be
 * added.
 */
kefu_status kefu__merge_check(const kefu_aggregate *into, const kefu_aggregate *from,
                              bool *is_there, kefu_error *error);
/* Sets the error of a merge that had no memory or reached a limit. */
kefu_status kefu__merge_explain(kefu_status status, kefu_error *error);
/* For a feedback metric (index): the accumulator of ratings inside of conversations; NULL for any
 * other metric. */
struct measure *kefu__facts_rated(const kefu_aggregate *aggregate, const struct facts *facts,
                                  size_t metric);
/* Removes all content, but keeps the accumulators allocated. */
void kefu__facts_clear(struct facts *facts);
bool kefu__facts_init(const kefu_aggregate *aggregate, struct facts *facts);
/* Makes room for as many accumulators as the aggregate has series; false if out of memory. */
bool kefu__facts_widen(const kefu_aggregate *aggregate, struct facts *facts);
/* Makes the series of an aggregate those of its scheme. Returns false if out of memory. */
bool kefu__series_of_scheme(kefu_aggregate *aggregate);
/* Appends a copy of a series to an aggregate, without accumulators for it. The index, or SIZE_MAX
 * if out of memory. */
size_t kefu__series_append(kefu_aggregate *aggregate, const struct series *series);
/* Sets the member `rated` of all series. Returns false if a SERIES_RATED has no metric. */
bool kefu__series_link(kefu_aggregate *aggregate);
/* Orders series by id, digest, flags and rule. */
int kefu__series_compare(const struct series *a, const struct series *b);
/* Removes the series from index `count` on. */
void kefu__series_truncate(kefu_aggregate *aggregate, size_t count);
/* Makes `sources` the union of two lists, all of whose memory is the aggregate's. Returns KEFU_OK,
 * KEFU_E_MEMORY or KEFU_E_LIMIT; then `sources` is unchanged. */
kefu_status kefu__sources_unite(const kefu_aggregate *aggregate, const struct source_list *a,
                                const struct source_list *b, struct source_list *sources);
/* Appends a range that does not begin before the last one; ranges that touch or overlap become one.
 * Returns false if out of memory. */
bool kefu__sources_append(const kefu_aggregate *aggregate, struct source_list *sources,
                          const struct source *source);
void kefu__sources_free(const kefu_aggregate *aggregate, struct source_list *sources);
/* How much of `from` is part of `into`? */
enum overlap { OVERLAP_NONE, OVERLAP_SOME, OVERLAP_ALL };
enum overlap kefu__sources_overlap(const struct source_list *into, const struct source_list *from);
void kefu__facts_free(const kefu_aggregate *aggregate, struct facts *facts);
void kefu__aggregate_prune(kefu_aggregate *aggregate);
/* Removes all content of an aggregate, but keeps its configuration. */
void kefu__aggregate_clear(kefu_aggregate *aggregate);
/* Adds aggregate->delta, the content of one record, to the total, to the hour of the day of `at`,
 * and to the group with the delta's key. If the delta is split by agent (aggregate->parts), each
 * part is added to the group of its agent instead. */
kefu_status kefu__aggregate_add_delta(kefu_aggregate *aggregate, int64_t at, kefu_error *error);

/* A passage that may become the quote of an issue of the delta (the record being added). The delta
 * keeps only the strongest one for each issue. */
struct quote {
    /* text: the whole text of the message or feedback, not masked yet */
    kefu_str conversation_id, record_id, agent_id, text;
    uint32_t start, end; /* the words that are evidence: byte offsets in `text` */
    int64_t at;
    double strength; /* 0 … 1: how well the passage shows the issue */
    uint32_t role;
    kefu_str contact_id;
};
bool kefu__evidence_add(const kefu_aggregate *aggregate, struct issue *issue,
                        const struct quote *quote);
/* What is kept of a customer's id beside a quote: a hash; 0: the id is empty. */
uint64_t kefu__contact_hash(kefu_str contact_id);
/* Makes a quote of a message; the evidence is at byte offsets [start, end) of its text. */
struct quote kefu__message_quote(const kefu_conversation *conversation,
                                 const struct message_record *message, uint32_t start, uint32_t end,
                                 double strength);
/* Adds the issues found in the messages of a conversation to the delta; of the agent's share of the
 * conversation only, if `agent` is not NULL. */
kefu_status kefu__found_add(const kefu_aggregate *aggregate, struct group *delta,
                            const kefu_conversation *conversation,
                            const struct observed_agent *agent);
/* Turns counts of mentions in one conversation into counts of conversations, which are 0 or 1. An
 * aspect is negative or positive if most of its mentions are; other issues by the mean sentiment of
 * the customer's messages. */
void kefu__mentions_convert(struct group *delta, const kefu_conversation *conversation);
/* Adds the subjects of the delta, which holds one conversation or feedback record: its topic and
 * its aspects, each once. Their tones must be known. */
kefu_status kefu__subjects_add(const kefu_aggregate *aggregate, struct group *delta);
/* The rule by which a customer counts as dissatisfied (-1), satisfied (1) or neither (0), from the
 * sentiment of what the customer wrote: of a feedback's text, or the mean over the customer's
 * messages. A rating above or below the middle of its scale overrules the words. */
int kefu__tone(double polarity);
/* How well a text illustrates a problem with its topic, 0 … 1. is_about: the text contains words
 * about the topic, of polarity `aspect`; polarity: that of the whole text. Negative words about the
 * topic rank first, then other words about it, then texts that are negative otherwise. */
double kefu__topic_strength(bool is_about, double aspect, double polarity);
/* Adds the customer of a record to its group; an empty id is none. Returns false if out of memory.
 */
bool kefu__customers_add(const kefu_aggregate *aggregate, struct group *group, kefu_str contact_id);
/* How many different customers a group had. */
void kefu__customers_value(const struct group *group, kefu_value *value);
/* Computes the member `order`, the sort key, of a quote from its other members. */
uint64_t kefu__evidence_order(const struct evidence *evidence);
/* Compares two quotes for sorting; negative if `a` is the stronger evidence. */
int kefu__evidence_compare(const struct evidence *a, const struct evidence *b);
/* Allocates a copy of a quote together with its texts. Returns NULL if out of memory. */
struct evidence *kefu__evidence_make(const kefu_allocator *allocator,
                                     const struct evidence *values);

#endif
