/* SPDX-License-Identifier: MIT
 * The model of a report: everything that is written, computed once; and the functions that compute
 * it.
 *
 * All memory is in the report's arena. All writers read the same model, so that formats cannot
 * disagree. */
#ifndef KEFU_LIB_REPORT_MODEL_H
#define KEFU_LIB_REPORT_MODEL_H

#include "aggregate/aggregate.h"
#include "kefu/report.h"
#include "report/pen.h"
#include "report/spec.h"

struct rubric; /* scheme/rubric/rubrics.h */
struct rubric_band;

enum {
    REPORT_ISSUES_MAX = 60, /* maximum number of issues of one kind */
    /* maximum number of suggestions made from one template without a fixed subject */
    REPORT_REPEATED_MAX = 3,
    REPORT_SUGGESTIONS_MAX = 12, /* maximum number of suggestions that are shown */
    REPORT_CASES_MAX = 5         /* maximum number of conversations that a finding lists */
};

/* How the change since the previous period is expressed. */
enum change_kind {
    CHANGE_NONE,       /* one of the values is missing */
    CHANGE_POINTS,     /* for ratios: the difference; 0.05 is 5 percentage points */
    CHANGE_RELATIVE,   /* for durations and counts: 0.05 is 5 % more */
    CHANGE_DIFFERENCE, /* for scores, polarities and points: the difference in the unit */
    CHANGE_KINDS
};
enum change_test { TEST_NONE, TEST_PROPORTIONS, TEST_MEANS };
enum verdict { VERDICT_NONE, VERDICT_BETTER, VERDICT_WORSE, VERDICT_SAME };
struct change {
    uint32_t kind;
    double value;
    /* An enum change_test; TEST_NONE: not tested, because samples are too small or no test is
     * suitable. */
    uint32_t test;
    double p_value;
    bool significant; /* p < 0.05 */
    /* better or worse according to the metric's direction, even if not significant */
    uint32_t verdict;
};

/* A number with its target and its value in the previous period. */
struct indicator {
    const char *id;
    struct words title;
    bool higher_is_better, core;
    unsigned level;     /* for scores: 0 the form, 1 a section, 2 a question */
    const char *entity; /* what n counts: "conversation", "turn", … */
    const char *digest; /* digest of the metric's definition; "" for scores */
    kefu_value value, previous;
    /* for durations: the median and the 90th percentile; for others the state is NOT_APPLICABLE */
    kefu_value median, p90;
    bool has_target, met;
    bool approximate; /* `met` is an estimate: the quantile is too close to the target */
    bool certain;     /* not approximate, and the confidence interval does not contain the target */
    double target, gap;
    struct change change;
};

/* A redacted quote with its source. */
struct report_case {
    kefu_str conversation_id, record_id, agent_id; /* any may be empty */
    kefu_str text;
    uint32_t start, end; /* the evidence: byte offsets in `text` */
    int64_t at;
    uint32_t role;
};

/* An issue that was found often: a topic, aspect, intent, fault, emotion or act. */
struct report_issue {
    uint32_t kind; /* enum issue_kind */
    kefu_str id;
    struct words title;
    /* the person responsible; NULL: none is named in the report_spec */
    const struct spec_owner *owner;
    uint64_t conversations, feedback, mentions, negative, positive;
    double share; /* share of all conversations and feedback records */
    /* share of the issue's negative occurrences, with its Wilson interval */
    kefu_value negative_rate;
    bool has_previous;
    double previous_share, previous_negative_rate;
    /* Of faults: the group in which the fault was found most often; empty if several groups have
     * the same maximum. */
    kefu_str worst_group;
    uint64_t worst_count;
    struct report_case *cases;
    size_t case_count;
};

struct report_band {
    const char *id;
    struct words title;
    uint64_t count, previous_count;
};

struct report_group {
    kefu_str key[AGGREGATE_COLUMNS_MAX];
    uint64_t conversations, feedback;
    kefu_value score;
    bool has_previous_score;
    double previous_score;
    const struct report_band *band; /* NULL if there is no score */
    uint64_t faults; /* number of conversations with each kind of fault, summed over the kinds */
    struct words fault_names;
    kefu_value *cells; /* parallel to group_columns */
    bool small, named; /* `small`: a small sample; `named`: some part of the group's key is known */
};

struct report_hour {
    uint64_t conversations, feedback;
    kefu_value *cells;   /* parallel to hour_columns */
    kefu_value *medians; /* parallel to hour_columns; for durations */
};

/* A column of the tables of groups or hours, which shows one metric. */
struct report_column {
    const char *id;
    struct words title;
    uint32_t unit;
    size_t metric;
    bool higher_is_better, has_target;
    double target;
};

/* A finding: what the numbers show, as a sentence. */
struct report_finding {
    const char *id;      /* "target_missed:frt" */
    const char *code;    /* "target_missed" */
    const char *subject; /* "frt" */
    const char *place;   /* id of the section or row that shows it */
    bool good;           /* positive */
    bool note;           /* a note about the data, not about the service */
    double weight;       /* findings with a larger weight are shown first */
    struct words text;
    struct param *params;
    size_t param_count;
    kefu_str cases[REPORT_CASES_MAX]; /* ids of conversations as examples */
    size_t case_count;
};

struct report_suggestion {
    const struct report_finding *finding;
    const char *id; /* id of the template */
    const struct spec_owner *owner;
    struct words text;
};

struct report_list {
    struct report_issue *items;
    size_t count;
};

struct kefu_report {
    kefu_allocator allocator;
    /* formats texts; everything that the report refers to is in its arena */
    struct pen pen;
    const kefu_scheme *scheme; /* retained, because it owns texts used by `spec` */
    struct report_spec spec;
    struct words title;
    bool english; /* English is the language shown first */
    bool compared;
    kefu_str script, licence;
    const char *scheme_id, *scheme_digest;
    const char *rubric_id, *rubric_version, *rubric_digest; /* NULL if there are no evaluations */

    size_t column_count;
    kefu_str columns[AGGREGATE_COLUMNS_MAX];
    uint64_t conversations, messages, feedback, evaluations;
    uint64_t previous_conversations, previous_feedback;
    int64_t first_at, last_at, previous_first_at, previous_last_at;
    int32_t offset_minutes;

    struct indicator *indicators; /* the core indicators first */
    size_t indicator_count, core_count;
    struct report_column *group_columns, *hour_columns;
    size_t group_column_count, hour_column_count;
    struct report_group *groups;
    size_t group_count;
    struct report_hour hours[AGGREGATE_HOURS];
    bool has_hours;
    struct report_list issues[ISSUE_KINDS]; /* indexed by kind; ISSUE_BAND is empty */
    struct report_band *bands;
    size_t band_count;
    const struct report_band *band; /* band of the overall score; NULL if there is none */
    uint64_t banded, previous_banded;
    struct indicator *scores; /* sections of the form, each followed by its questions */
    size_t score_count;
    uint64_t ratings[5], recommend[11];
    uint64_t rated, recommended;
    struct report_finding *findings; /* most important first */
    size_t finding_count;
    struct report_suggestion *suggestions;
    size_t suggestion_count;
};

/* The input and output of the steps below. */
struct report_build {
    kefu_report *report;
    const kefu_aggregate *current, *previous; /* `previous`: NULL if there is no previous period */
    const struct rubric *rubric;              /* the form that is shown; NULL: none */
};

/* The steps of the computation, in this order. A failed allocation is recorded in the pen. */
void kefu__report_scores(struct report_build *build);
void kefu__report_overview(struct report_build *build);
void kefu__report_tables(struct report_build *build);
void kefu__report_issues(struct report_build *build);
void kefu__report_findings(struct report_build *build);
void kefu__report_suggestions(struct report_build *build);

/* Functions shared by several steps. */
/* A value with the accumulator from which it was computed, for significance tests. */
struct sample {
    kefu_value value;
    struct measure measure; /* the accumulator; the histogram in it belongs to the aggregate */
};
/* The change of a rule's own statistic between two periods. */
struct change kefu__report_change(const struct sample *now, const struct sample *before,
                                  const struct measure_rule *rule, bool higher_is_better);
void kefu__report_read_score(struct report_build *build, const struct group *group,
                             const char *part, kefu_value *value);
void kefu__report_add_score(struct report_build *build);
const struct rubric_band *kefu__report_band(const struct report_build *build,
                                            const kefu_value *score);
struct words kefu__report_title(const struct report_build *build, const char *id);
/* The display name of a group: the parts of its key. */
const char *kefu__group_name(struct pen *pen, const kefu_str *key, size_t columns);
/* A text in the language that the report shows first. */
static inline const char *kefu__report_words(const kefu_report *report, struct words words) {
    return report->english ? words.en : words.zh;
}

/* The formats of reports, each with its writer. */
#define REPORT_WRITERS(ROW)                                                                        \
    ROW(KEFU_FORMAT_JSON, kefu__report_json)                                                       \
    ROW(KEFU_FORMAT_HTML, kefu__report_html)                                                       \
    ROW(KEFU_FORMAT_MARKDOWN, kefu__report_markdown)                                               \
    ROW(KEFU_FORMAT_CSV, kefu__report_csv)                                                         \
    ROW(KEFU_FORMAT_TEXT, kefu__report_summary)

#define REPORT_DECLARE_WRITER(format, writer)                                                      \
    void writer(const kefu_report *report, struct buffer *to);
REPORT_WRITERS(REPORT_DECLARE_WRITER)

#endif
