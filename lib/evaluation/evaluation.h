/* SPDX-License-Identifier: MIT
 * Inside an evaluation: answers, evidence, scores. The aggregate and the report read it. */
#ifndef KEFU_LIB_EVALUATION_H
#define KEFU_LIB_EVALUATION_H

#include "kefu/evaluation.h"
#include "scheme/rubric/rubrics.h"

/* A place where a rule was true. */
struct rule_hit {
    uint32_t rule;    /* index */
    uint32_t message; /* index; UINT32_MAX: the conversation as a whole */
    int64_t at;       /* when it became true; KEFU_TIME_NONE: unknown */
    uint32_t start, end;
    kefu_str message_id, agent_id, text; /* text: the evidence alone; may be empty */
};

enum answer_source { ANSWER_AUTO, ANSWER_MANUAL };
extern const struct vocabulary kefu__answer_sources;

/* What a question was answered with. */
struct answer {
    enum answer_source source;
    uint32_t state, reason; /* a kefu_state: OK, or why there is none; NOT_APPLICABLE is "na" */
    uint64_t options;       /* of selections: a set of option indices */
    double number;          /* of numeric questions and ratings */
};

/* A question of the form, answered. */
struct question_result {
    struct answer answer;     /* the one that counts */
    struct answer found;      /* what kefu itself found, also when a person overruled it */
    kefu_str by, comment;     /* of a manual answer */
    int64_t at;               /* when it was given; KEFU_TIME_NONE */
    double earned, possible;  /* points */
    double weight;            /* as applied, of its section or form */
    kefu_value score;         /* 0…100 */
    const uint32_t *evidence; /* indices of hits */
    size_t evidence_count;
};

struct section_result {
    kefu_value score;               /* 0…100, after vetoes */
    double raw;                     /* before them; read with score.state */
    double weight;                  /* of the form, as applied; 0 when it was left out */
    const struct rubric_band *band; /* NULL: none */
};

struct veto_result {
    uint32_t question;
    struct rubric_veto veto;
};

struct deduction_result {
    uint32_t deduction; /* of the rubric's */
    uint32_t hits;
    double points;
};

struct kefu_evaluation {
    const kefu_scheme *scheme; /* a reference of its own */
    kefu_allocator allocator;
    struct arena arena;
    const struct rubric *rubric;
    kefu_str conversation_id, agent_id;
    int64_t now;
    uint32_t profile;      /* of the rubric's; UINT32_MAX: none */
    struct rule_hit *hits; /* of all rules, by (rule, message) */
    size_t hit_count;
    struct question_result *questions; /* as the rubric's */
    struct section_result *sections;
    struct deduction_result *deductions; /* those that cost something */
    size_t deduction_count;
    struct veto_result *vetoes;
    size_t veto_count;
    double bonus;
    kefu_value score;               /* after vetoes */
    kefu_value raw;                 /* before them */
    kefu_value critical;            /* of the critical questions alone */
    const struct rubric_band *band; /* NULL: none */
};

#endif
