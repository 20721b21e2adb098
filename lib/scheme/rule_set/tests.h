/* SPDX-License-Identifier: MIT
 * The tests that stand in rule sets and rubrics: a conversation and its expected results. */
#ifndef KEFU_LIB_SCHEME_RULE_SET_TESTS_H
#define KEFU_LIB_SCHEME_RULE_SET_TESTS_H

#include "scheme/rubric/rubrics.h"
#include "scheme/test.h"

/* The answer to a rubric's question that a test expects. */
struct expected_answer {
    uint32_t question;
    /* JSON_STRING: the answer is `option`; JSON_NUMBER: it is `number`; JSON_NULL: there is no
     * answer */
    enum json_kind kind;
    kefu_str option;
    double number;
};

struct judging_test {
    struct test_origin origin;
    kefu_str conversation; /* the conversation as JSON text */
    /* indices of rules that must be true somewhere in the conversation (`hits`), and of rules that
     * must not be true anywhere in it (`lacks`) */
    uint32_t *hits, *lacks;
    size_t hit_count, lack_count;
    uint32_t rubric;  /* the rubric under test; UINT32_MAX: the test is of a rule set */
    const char *band; /* id of the band that the score must be in; NULL: any */
    struct expected_answer *answers;
    size_t answer_count;
};

/* The field tables of a test in a rule set, and of a test in the rubric that was added last. */
extern const struct field_table kefu__rule_test_table, kefu__rubric_test_table;

#endif
