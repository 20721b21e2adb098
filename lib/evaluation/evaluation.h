/* SPDX-License-Identifier: MIT
 * Inside an evaluation: answers, evidence, scores. The aggregate and the report read it. */
#ifndef KEFU_LIB_EVALUATION_H
#define KEFU_LIB_EVALUATION_H

#include "kefu/evaluation.h"
#include "scheme/rubric/rubrics.h"

/* An occurrence of a rule: where its condition was true. */
struct rule_hit {
    uint32_t rule;    /* index of the rule */
    uint32_t message; /* index of the message; UINT32_MAX: the conversation as a whole */
    int64_t at;       /* when the rule became true; KEFU_TIME_NONE: unknown */
    uint32_t start, end;
    uint32_t promoted; /* an enum promotion: why a hint in this place counts as a fault */
    kefu_str message_id, agent_id, text; /* `text`: the evidence only; may be empty */
};

enum answer_source { ANSWER_AUTO, ANSWER_MANUAL };
extern const struct vocabulary kefu__answer_sources;

/* The answer to a question of a rubric. */
struct answer {
    enum answer_source source;
    /* `state`: a kefu_state, OK, or why the question has no answer; NOT_APPLICABLE is written as
     * "na" */
    uint32_t state, reason;
    uint64_t options; /* for selections: a bit set of option indices */
    double number;    /* the answer to numeric questions and ratings */
};

/* The result of one question of the form. */
struct question_result {
    struct answer answer;     /* the answer that counts */
    struct answer found;      /* the automatic answer, kept even if a human overruled it */
    kefu_str by, comment;     /* author and comment of a manual answer */
    int64_t at;               /* time of a manual answer; KEFU_TIME_NONE: unknown */
    double earned, possible;  /* points */
    double weight;            /* the weight with which the question counts in its section or form */
    kefu_value score;         /* 0…100 */
    const uint32_t *evidence; /* indices into the hits of the evaluation */
    size_t evidence_count;
};

struct section_result {
    kefu_value score; /* 0 … 100, after vetoes */
    double raw;       /* the score before vetoes; meaningful only if `score` has a value */
    /* the weight with which the section counts in the form; 0 if the section was left out */
    double weight;
    const struct rubric_band *band; /* the band of the score; NULL: none */
};

struct veto_result {
    uint32_t question;
    struct rubric_veto veto;
};

struct deduction_result {
    uint32_t deduction; /* index of the rubric's deduction */
    uint32_t hits;
    double points;
};

struct kefu_evaluation {
    const kefu_scheme *scheme; /* with a reference held by the evaluation */
    kefu_allocator allocator;
    struct arena arena;
    const struct rubric *rubric;
    kefu_str conversation_id, agent_id;
    /* true: this evaluates the share of the agent agent_id; false: the conversation */
    bool of_agent;
    int64_t now;
    uint32_t profile;      /* index of the rubric's weight profile; UINT32_MAX: none */
    struct rule_hit *hits; /* hits of all rules, sorted by (rule, message) */
    size_t hit_count;
    struct question_result *questions; /* parallel to the rubric's questions */
    struct section_result *sections;
    struct deduction_result *deductions; /* the deductions whose rules had hits */
    size_t deduction_count;
    struct veto_result *vetoes;
    size_t veto_count;
    double bonus;
    kefu_value score;               /* the score after vetoes */
    kefu_value raw;                 /* the score before vetoes */
    kefu_value critical;            /* the score over critical questions only */
    const struct rubric_band *band; /* NULL: none */
};

#endif
