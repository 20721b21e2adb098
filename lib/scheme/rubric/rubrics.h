/* SPDX-License-Identifier: MIT
 * The rubrics of a scheme (documents of kind "rubric"): forms of questions, how their answers are
 * found and weighed, bands and weight profiles. */
#ifndef KEFU_LIB_SCHEME_RUBRIC_RUBRICS_H
#define KEFU_LIB_SCHEME_RUBRIC_RUBRICS_H

#include "scheme/rule_set/rules.h"

enum {
    RUBRIC_QUESTIONS_MAX = 1000,
    RUBRIC_SECTIONS_MAX = 100,
    RUBRIC_OPTIONS_MAX = 64, /* of one question: a set of them fits a uint64_t */
    RUBRIC_BANDS_MAX = 32,
    RUBRIC_PROFILES_MAX = 32,
    RUBRIC_DEDUCTIONS_MAX = 1000
};

enum scoring_mode {
    SCORING_WEIGHTED_SECTIONS, /* Σ section weight · section score; inside, by question weights */
    SCORING_WEIGHTED_QUESTIONS, /* Σ question weight · share of its points, over the whole form */
    SCORING_POINTS,             /* Σ weight · points earned / Σ weight · points possible */
    SCORING_DEDUCTION           /* base − the points that questions and deductions lose */
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

/* What a bad answer does beyond its points (一票否决). The raw score stays beside it. */
enum veto_scope { VETO_FORM, VETO_SECTION, VETO_QUESTION };
enum veto_action { VETO_NONE, VETO_ZERO, VETO_CAP, VETO_FLAG };
extern const struct vocabulary kefu__veto_scopes, kefu__veto_actions;
extern const struct vocabulary kefu__own_veto_actions; /* all but none */
struct rubric_veto {
    uint32_t scope, action; /* VETO_NONE: nothing */
    double cap;             /* of VETO_CAP: the score is at most this */
};

struct rubric_option {
    const char *id, *title_zh, *title_en;
    const char *anchor_zh, *anchor_en; /* an example of it; "" for none */
    double score;
    struct rubric_veto veto;
};

/* Values up to `most`, included, give the score. */
struct rubric_range {
    double most; /* HUGE_VAL: all above */
    double score;
    struct rubric_veto veto;
};

/* A case of an automatic answer: if the condition is true, the answer is the option. The first true
 * case is taken; for multi_select all true ones. */
struct rubric_case {
    const struct condition *when; /* asked in kefu__rubric_place */
    uint32_t rule;                /* without `when`: index of a rule … */
    bool present;                 /* … that must have a hit, or must not */
    uint32_t option;
};

struct rubric_question {
    const char *id, *title_zh, *title_en;
    uint32_t section;
    enum question_type type;
    enum na_policy na;
    double weight;
    double bonus; /* points on top of the form's score; then it is not weighed. 0: none */
    bool critical;
    struct rubric_option *options;
    size_t option_count;
    struct rubric_range *ranges;
    size_t range_count;
    double scale_min, scale_max; /* of ratings */
    struct rubric_case *cases;
    size_t case_count;
    uint32_t default_option;            /* UINT32_MAX: none */
    uint32_t metric;                    /* index of what it is bound to; UINT32_MAX: not bound */
    uint32_t statistic;                 /* a kefu_statistic */
    const struct condition *enabled_if; /* NULL: always */
    double possible;                    /* the most points that an answer can earn */
    char digest[DIGEST_SIZE];
};

struct rubric_section {
    const char *id, *title_zh, *title_en;
    double weight;
    uint32_t first_question, question_count;
};

struct rubric_band {
    const char *id, *title_zh, *title_en;
    const char *anchor_zh, *anchor_en; /* behaviour that is typical of it */
    double min;                        /* from here, included, to the next band's min, excluded */
};

/* Alternative weights. The first profile whose condition is true is used. */
struct weight_profile {
    const char *id, *title_zh, *title_en;
    const struct condition *when;
    bool as_they_are;        /* the other weights are not scaled */
    double *section_weights; /* all of them, as they are then */
    double *question_weights;
};

/* Points that a rule's hits cost the form. */
struct rubric_deduction {
    uint32_t rule;
    double points, most;
    bool per_hit;
};

struct rubric {
    const char *id, *version, *title_zh, *title_en;
    char digest[DIGEST_SIZE];
    enum scoring_mode mode;
    enum na_policy na; /* of questions that do not say */
    double base, floor, cap;
    int digits; /* scores are rounded to this many decimals before bands are looked up */
    struct rubric_section *sections;
    size_t section_count;
    struct rubric_question *questions; /* by section */
    size_t question_count;
    struct rubric_band *bands; /* descending by min */
    size_t band_count;
    struct weight_profile *profiles;
    size_t profile_count;
    struct rubric_deduction *deductions;
    size_t deduction_count;
};

struct rubrics {
    struct rubric *items;
    size_t count;
    size_t standard; /* the default rubric, for an empty id; SIZE_MAX: none */
};

/* The rubric of a handle, or NULL. */
const struct rubric *kefu__rubric_of(const kefu_scheme *scheme, kefu_rubric rubric);
/* The band of a score, or NULL below all of them. */
const struct rubric_band *kefu__rubric_band(const struct rubric *rubric, double score);
size_t kefu__rubric_find_question(const struct rubric *rubric, kefu_str id); /* or SIZE_MAX */
size_t kefu__rubric_find_section(const struct rubric *rubric, kefu_str id);

#endif
