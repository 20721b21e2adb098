/* SPDX-License-Identifier: MIT
 * The rubrics of a scheme (documents of kind "rubric"): forms of questions, how their answers are
 * found and weighed, bands and weight profiles. */
#ifndef KEFU_LIB_SCHEME_RUBRIC_RUBRICS_H
#define KEFU_LIB_SCHEME_RUBRIC_RUBRICS_H

#include "scheme/rule_set/rules.h"

enum {
    RUBRIC_QUESTIONS_MAX = 1000,
    RUBRIC_SECTIONS_MAX = 100,
    /* limit on the options of one question, so that a set of options fits into the bits of a
       uint64_t */
    RUBRIC_OPTIONS_MAX = 64,
    RUBRIC_BANDS_MAX = 32,
    RUBRIC_PROFILES_MAX = 32,
    RUBRIC_DEDUCTIONS_MAX = 1000
};

enum scoring_mode {
    /* Σ section weight · section score, where a section's score is the mean of its questions by
       their weights */
    SCORING_WEIGHTED_SECTIONS,
    /* Σ question weight · share of the question's points that was earned, over all sections */
    SCORING_WEIGHTED_QUESTIONS,
    SCORING_POINTS,   /* Σ weight · points earned / Σ weight · points possible */
    SCORING_DEDUCTION /* base − the points lost by questions and deductions */
};
enum na_policy { NA_EXCLUDE, NA_FULL, NA_ZERO };
enum question_type {
    QUESTION_BOOLEAN = KEFU_QUESTION_BOOLEAN,
    QUESTION_SINGLE_SELECT = KEFU_QUESTION_SINGLE_SELECT,
    QUESTION_MULTI_SELECT = KEFU_QUESTION_MULTI_SELECT,
    QUESTION_NUMERIC = KEFU_QUESTION_NUMERIC,
    QUESTION_RATING = KEFU_QUESTION_RATING
};

extern const struct vocabulary kefu__question_types;

/* What a veto (一票否决), an answer that overrides the score, applies to. The score without it is
 * reported too. */
enum veto_scope { VETO_FORM, VETO_SECTION, VETO_QUESTION };
enum veto_action { VETO_NONE, VETO_ZERO, VETO_CAP, VETO_FLAG };
extern const struct vocabulary kefu__veto_scopes, kefu__veto_actions;
/* all values of enum veto_action except VETO_NONE */
extern const struct vocabulary kefu__own_veto_actions;
struct rubric_veto {
    uint32_t scope, action; /* action VETO_NONE: there is no veto */
    /* for VETO_CAP: the score is at most this; for a question: its percentage of the possible
     * points */
    double cap;
};

struct rubric_option {
    const char *id, *title_zh, *title_en;
    const char *anchor_zh, *anchor_en; /* an example of the answer; "" for none */
    double score;
    struct rubric_veto veto;
};

/* A range of values of the metric that a question is bound to: values above the previous range up
 * to `most` (included) give `score` points. */
struct rubric_range {
    double most; /* HUGE_VAL: no upper limit */
    double score;
    struct rubric_veto veto;
};

/* One case of an automatic answer: if its condition is true, the answer is `option`. The first true
 * case is used; for multi_select questions all true cases are. */
struct rubric_case {
    /* a condition of the place kefu__rubric_place; NULL: `rule` is used instead */
    const struct condition *when;
    /* if `when` is NULL: index in rules.items of the rule on which the case depends */
    uint32_t rule;
    /* if `when` is NULL: true: the case applies if `rule` has a hit; false: if it has none */
    bool present;
    uint32_t option;
};

struct rubric_question {
    const char *id, *title_zh, *title_en;
    uint32_t section;
    enum question_type type;
    enum na_policy na;
    double weight;
    /* points that the question adds to the form's score beyond its weights, which then do not
     * include it; 0: the question is a usual one */
    double bonus;
    /* an enum attribution: which agent the question is about when one agent's share of a
     * conversation is evaluated */
    uint32_t attribution;
    bool critical;
    struct rubric_option *options;
    size_t option_count;
    struct rubric_range *ranges;
    size_t range_count;
    double scale_min, scale_max; /* for rating questions: lowest and highest rating */
    struct rubric_case *cases;
    size_t case_count;
    /* index of the option that is the answer if no case is true; UINT32_MAX: none */
    uint32_t default_option;
    /* index of the metric that the question is bound to; UINT32_MAX: not bound */
    uint32_t metric;
    uint32_t statistic; /* of the bound metric: a kefu_statistic */
    /* the question is asked only if this is true; NULL: always */
    const struct condition *enabled_if;
    double possible; /* the largest number of points that an answer can give */
    char digest[DIGEST_SIZE];
};

struct rubric_section {
    const char *id, *title_zh, *title_en;
    double weight;
    uint32_t first_question, question_count;
};

struct rubric_band {
    const char *id, *title_zh, *title_en;
    const char *anchor_zh, *anchor_en; /* a description of typical behaviour in this band */
    /* the lowest score of the band, included; it extends to the next higher band's min, excluded */
    double min;
};

/* Weights that replace those of sections and questions if the condition `when` is true. The first
 * profile whose condition is true applies. */
struct weight_profile {
    const char *id, *title_zh, *title_en;
    const struct condition *when;
    /* true ("renormalize": false): weights that the profile does not set keep their values; false:
     * they are scaled so that the sum of all weights stays the same */
    bool as_they_are;
    /* weights of all sections, including those that the profile does not set */
    double *section_weights;
    double *question_weights;
};

/* Points that a rule's hits take from the form's score. */
struct rubric_deduction {
    uint32_t rule;
    double points, most;
    bool per_hit;
};

struct rubric {
    const char *id, *version, *title_zh, *title_en;
    char digest[DIGEST_SIZE];
    enum scoring_mode mode;
    /* how questions count that do not apply, if they have no na_policy of their own */
    enum na_policy na;
    double base, floor, cap;
    int digits; /* number of decimals to which scores are rounded before their band is looked up */
    struct rubric_section *sections;
    size_t section_count;
    struct rubric_question *questions; /* in the order of their sections */
    size_t question_count;
    struct rubric_band *bands; /* by descending min */
    size_t band_count;
    struct weight_profile *profiles;
    size_t profile_count;
    struct rubric_deduction *deductions;
    size_t deduction_count;
};

struct rubrics {
    struct rubric *items;
    size_t count;
    /* index in items of the default rubric, which an empty id denotes; SIZE_MAX: none */
    size_t standard;
};

/* The rubric of a handle; NULL if the handle is invalid. */
const struct rubric *kefu__rubric_of(const kefu_scheme *scheme, kefu_rubric rubric);
/* The band of a score, or NULL if the score is below all bands. */
const struct rubric_band *kefu__rubric_band(const struct rubric *rubric, double score);
/* The index of the rubric's question, or section, with this id; SIZE_MAX: there is none. */
size_t kefu__rubric_find_question(const struct rubric *rubric, kefu_str id);
size_t kefu__rubric_find_section(const struct rubric *rubric, kefu_str id);

#endif
