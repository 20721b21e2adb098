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

struct rubric; /* defined in scheme/rubric/rubrics.h */
struct rubric_band;

enum {
    REPORT_ISSUES_MAX = 60, /* maximum number of issues of one kind */
    /* maximum number of suggestions from one template that fits any subject */
    REPORT_REPEATED_MAX = 3,
    REPORT_SUGGESTIONS_MAX = 12, /* maximum number of suggestions in all */
    REPORT_CASES_MAX = 5         /* maximum number of example conversations of a finding */
};

/* What the number for the change since the previous period means. */
enum change_kind {
    CHANGE_NONE,       /* no change known: one of the values is missing */
    CHANGE_POINTS,     /* of ratios: the difference; 0.05 is 5 percentage points */
    CHANGE_RELATIVE,   /* of durations: the relative difference; 0.05 is 5 % more */
    CHANGE_DIFFERENCE, /* of all others: the difference in the metric's unit */
    CHANGE_KINDS
};
enum change_test { TEST_NONE, TEST_PROPORTIONS, TEST_MEANS };
enum verdict { VERDICT_NONE, VERDICT_BETTER, VERDICT_WORSE, VERDICT_SAME };
struct change {
    uint32_t kind;
    double value;
    /* An enum change_test: how significance was tested. TEST_NONE: not tested, because a sample is
     * too small or no test is suitable. */
    uint32_t test;
    double p_value;
    bool significant; /* p_value < 0.05 */
    /* better or worse, by whether higher values of the metric are better; also set if the change is
     * not significant */
    uint32_t verdict;
};

/* A metric or score with its value, its target and its value in the previous period. */
struct indicator {
    const char *id;
    struct words title;
    bool higher_is_better, core;
    unsigned level;     /* of scores: 0 the whole rubric, 1 a section, 2 a question */
    const char *entity; /* what value.n counts: "conversation", "turn", … */
    const char *digest; /* hash that names the metric's definition; "" for scores */
    kefu_value value, previous;
    /* of durations: median and 90th percentile; else their state is NOT_APPLICABLE */
    kefu_value median, p90;
    /* The indicator as the report shows it: of durations whose statistic is the mean, which a few
     * long waits decide, by the median; else the indicator itself. */
    const struct indicator *shown;
    bool has_target, met;
    bool approximate; /* `met` is an estimate: the quantile is close to the target */
    bool certain;     /* not approximate, and the target is outside of the confidence interval */
    double target, gap;
    struct change change;
};

/* A quote as an example of an issue, with personal data masked, and where it comes from. */
struct report_case {
    kefu_str conversation_id, record_id, agent_id; /* each may be empty */
    kefu_str text;
    uint32_t start, end; /* the words that are evidence: byte offsets in `text` */
    int64_t at;
    uint32_t role;
};

/* An issue that was found often: a subject, topic, aspect, intent, fault, emotion or act. */
struct report_issue {
    uint32_t kind; /* an enum issue_kind */
    kefu_str id;
    struct words title;
    /* the person who is responsible for this issue by the report_spec; NULL: nobody */
    const struct spec_owner *owner;
    uint64_t conversations, feedback, mentions, negative, positive;
    double share; /* conversations and feedback records with the issue, as a share of all */
    /* share of all conversations and feedback records in which the customer is dissatisfied with it
     */
    double negative_share;
    /* share of dissatisfied customers among the issue's occurrences, with Wilson's interval */
    kefu_value negative_rate;
    bool has_previous;
    double previous_share, previous_negative_share;
    /* Faults only: name of the group in which the fault was found in the most conversations; empty
     * if several groups are tied. */
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
    kefu_value customers; /* how many different ones */
    kefu_value score;
    bool has_previous_score;
    double previous_score;
    const struct report_band *band; /* named range of the group's score; NULL: no score */
    uint64_t faults; /* sum over all kinds of faults of the conversations with this fault */
    struct words fault_names;
    kefu_value *cells; /* values of the metrics in group_columns, in this order */
    bool small, named; /* `small`: too few conversations; `named`: a part of the key is known */
};

struct report_hour {
    uint64_t conversations, feedback;
    kefu_value *cells;   /* values of the metrics in hour_columns, in this order */
    kefu_value *medians; /* their medians, for durations; in the same order */
};

/* A column that shows one metric, in the table of groups or the table of hours. */
struct report_column {
    const char *id;
    struct words title;
    uint32_t unit;
    size_t metric;
    bool higher_is_better, has_target;
    double target;
};

/* A finding: something remarkable that the numbers show, as a sentence. */
struct report_finding {
    const char *id;      /* code and subject, joined: "target_missed:frt" */
    const char *code;    /* kind of finding, e.g. "target_missed" */
    const char *subject; /* id of the metric, issue or group that it is about */
    const char *place;   /* id of the section or table row that shows the numbers */
    bool good;           /* good news */
    bool note;           /* about the data (missing, too few), not about the service */
    double weight;       /* findings with a larger weight are shown first */
    struct words text;
    struct param *params;
    size_t param_count;
    kefu_str cases[REPORT_CASES_MAX]; /* ids of example conversations */
    size_t case_count;
};

struct report_suggestion {
    const struct report_finding *finding;
    const char *id; /* id of the report_spec's template */
    const struct spec_owner *owner;
    struct words text;
    uint32_t due_days; /* days after the end of the period */
    int64_t due_at;    /* the end of the period and those days; KEFU_TIME_NONE: it is unknown */
};

struct report_list {
    struct report_issue *items;
    size_t count;
};

/* Something that was counted under another definition than that of the report's scheme. */
struct report_break {
    const char *kind; /* "metric", "score", "rule", "band" or the kind of something found */
    const char *id;
    struct words title;
    uint64_t cases;
    bool previous; /* in the period before; else in the one that the report is about */
};

struct kefu_report {
    kefu_allocator allocator;
    /* formatter of texts; its arena owns all memory of the report */
    struct pen pen;
    const kefu_scheme *scheme; /* a reference is held, because `spec` uses its texts */
    struct report_spec spec;
    struct words title;
    bool english; /* the language shown first: true English, false Chinese */
    bool compared;
    const char *scheme_id, *scheme_digest;
    const char *rubric_id, *rubric_version, *rubric_digest; /* NULL: there are no evaluations */

    size_t column_count;
    kefu_str columns[AGGREGATE_COLUMNS_MAX];
    uint64_t conversations, messages, feedback, evaluations;
    uint64_t previous_conversations, previous_feedback;
    kefu_value customers, previous_customers;           /* how many different ones */
    uint64_t left_out_conversations, left_out_feedback; /* by a filter, of the current period */
    uint64_t unjoined_feedback; /* that names a conversation which does not count */
    int64_t first_at, last_at, previous_first_at, previous_last_at;
    int32_t offset_minutes;

    struct indicator *indicators; /* the first core_count are the core indicators */
    size_t indicator_count, core_count;
    struct report_column *group_columns, *hour_columns;
    size_t group_column_count, hour_column_count;
    struct report_group *groups;
    size_t group_count;
    struct report_hour hours[AGGREGATE_HOURS];
    bool has_hours;
    /* by enum issue_kind; those of bands and rules are empty */
    struct report_list issues[ISSUE_KINDS];
    size_t complained_count; /* the first so many subjects are complained of */
    struct report_band *bands;
    size_t band_count;
    const struct report_band *band; /* named range of the mean total score; NULL: no score */
    uint64_t banded, previous_banded;
    struct indicator *scores; /* scores of sections, each followed by its questions' */
    size_t score_count;
    uint64_t ratings[5], recommend[11];
    uint64_t rated, recommended;
    struct report_finding *findings; /* sorted by descending weight */
    size_t finding_count;
    struct report_suggestion *suggestions;
    size_t suggestion_count;
    struct report_break *breaks;
    size_t break_count, break_capacity;
};

/* The report that is being computed, and what it is computed from. */
struct report_build {
    kefu_report *report;
    const kefu_aggregate *current, *previous; /* `previous`: NULL without a previous period */
    const struct rubric *rubric;              /* rubric whose scores are shown; NULL: none */
};

/* The steps by which a report is computed, in this order. If an allocation fails,
 * report->pen.failed is set. */
void kefu__report_scores(struct report_build *build);
void kefu__report_overview(struct report_build *build);
void kefu__report_breaks(struct report_build *build);
void kefu__report_tables(struct report_build *build);
void kefu__report_issues(struct report_build *build);
void kefu__report_findings(struct report_build *build);
void kefu__report_suggestions(struct report_build *build);

/* Functions that several steps of computing a report use. */
/* A value, and the accumulator from which it was computed, which tests of significance need. */
struct sample {
    kefu_value value;
    struct measure measure; /* a shallow copy; the aggregate owns its histogram */
};
/* The change of a metric between two periods, with its significance; `rule`: how the metric is
 * computed; `statistic`: of which the values are. */
struct change kefu__report_change(const struct sample *now, const struct sample *before,
                                  const struct measure_rule *rule, kefu_statistic statistic,
                                  bool higher_is_better);
void kefu__report_read_score(struct report_build *build, const struct group *group,
                             const char *part, kefu_value *value);
void kefu__report_add_score(struct report_build *build);
const struct rubric_band *kefu__report_band(const struct report_build *build,
                                            const kefu_value *score);
struct words kefu__report_title(const struct report_build *build, const char *id);
/* The display name of a group, made of the `columns` parts of its key. */
const char *kefu__group_name(struct pen *pen, const kefu_str *key, size_t columns);
/* The text in the language that the report shows first. */
static inline const char *kefu__report_words(const kefu_report *report, struct words words) {
    return report->english ? words.en : words.zh;
}

/* The formats of reports, each with the function that writes it. */
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
