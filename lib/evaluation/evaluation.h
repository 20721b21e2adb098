/* SPDX-License-Identifier: MIT
 * Inside an evaluation: answers, evidence, scores. The aggregate and the report read it. */
#ifndef KEFU_LIB_EVALUATION_H
#define KEFU_LIB_EVALUATION_H

#include "kefu/evaluation.h"
#include "scheme/rubric/rubrics.h"

/* A hit of a rule: a message, or the whole conversation, for which the rule's condition was true.
 */
struct rule_hit {
    uint32_t rule;    /* index of the rule in the scheme */
    uint32_t message; /* index of the message; UINT32_MAX: the conversation as a whole */
    int64_t at;       /* when the rule became true; KEFU_TIME_NONE: unknown */
    uint32_t start, end;
    uint32_t promoted; /* an enum promotion: why a hint (possible fault) counts as a fault here */
    kefu_str message_id, agent_id, text; /* `text`: only the evidence; empty if not kept */
};

enum answer_source { ANSWER_AUTO, ANSWER_MANUAL };
extern const struct vocabulary kefu__answer_sources;

/* The answer to a question of a rubric. */
struct answer {
    enum answer_source source;
    /* `state`: KEFU_STATE_OK, or the kefu_state of a question without an answer; `reason`: the
     * kefu_reason for it. NOT_APPLICABLE is written to JSON as "na". */
    uint32_t state, reason;
    uint64_t options; /* of questions with options: a bit set of the indices of chosen options */
    double number;    /* of numeric and rating questions: the number given */
};

/* The result of one question of the rubric. */
struct question_result {
    struct answer answer;    /* the answer from which the score is computed */
    struct answer found;     /* the automatic answer, kept even if a person has overruled it */
    kefu_str by, comment;    /* who gave a manual answer, and this person's comment */
    int64_t at;              /* time of a manual answer; KEFU_TIME_NONE: unknown */
    double earned, possible; /* points for the answer, and the maximum */
    double weight; /* weight of the question in its section or, without sections, in the rubric */
    kefu_value score;         /* score of the question, 0 … 100 */
    const uint32_t *evidence; /* indices of rule hits in kefu_evaluation.hits */
    size_t evidence_count;
};

struct section_result {
    kefu_value score; /* 0 … 100, after vetoes (faults that take the score) */
    double raw;       /* the score before vetoes; only meaningful if `score` has a value */
    /* weight of the section in the rubric, normalised to a sum of 100; 0 if the section has no
     * score */
    double weight;
    const struct rubric_band *band; /* named range of scores that the score is in; NULL: none */
};

struct veto_result {
    uint32_t question;
    struct rubric_veto veto;
};

struct deduction_result {
    uint32_t deduction; /* index of the deduction in the rubric */
    uint32_t hits;
    double points;
};

struct kefu_evaluation {
    const kefu_scheme *scheme; /* the evaluation holds a reference */
    kefu_allocator allocator;
    struct arena arena;
    const struct rubric *rubric;
    kefu_str conversation_id, agent_id;
    /* true: only the share of the agent named in agent_id is evaluated; false: the whole
     * conversation */
    bool of_agent;
    int64_t now;
    uint32_t profile;      /* index of the rubric's weight profile; UINT32_MAX: none */
    struct rule_hit *hits; /* hits of all rules, sorted by rule, then message */
    size_t hit_count;
    struct question_result *questions; /* one for each question of the rubric */
    struct section_result *sections;
    struct deduction_result *deductions; /* only deductions whose rules had hits */
    size_t deduction_count;
    struct veto_result *vetoes;
    size_t veto_count;
    double bonus;
    kefu_value score;               /* total score, after vetoes (faults that take it) */
    kefu_value raw;                 /* total score before vetoes */
    kefu_value critical;            /* total score of the questions marked as critical */
    const struct rubric_band *band; /* named range of `score`; NULL: none */
};

#endif
