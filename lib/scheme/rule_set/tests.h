/* SPDX-License-Identifier: MIT
 * The tests that stand in rule sets and rubrics: a conversation and its expected results. */
#ifndef KEFU_LIB_SCHEME_RULE_SET_TESTS_H
#define KEFU_LIB_SCHEME_RULE_SET_TESTS_H

#include "scheme/rubric/rubrics.h"
#include "scheme/test.h"

/* An answer that a test expects. */
struct expected_answer {
    uint32_t question;
    enum json_kind kind; /* JSON_STRING: an option; JSON_NUMBER: a number; JSON_NULL: no answer */
    kefu_str option;
    double number;
};

struct judging_test {
    struct test_origin origin;
    kefu_str conversation; /* as JSON */
    /* rules that must be true at some place, and rules that must not be true */
    uint32_t *hits, *lacks;
    size_t hit_count, lack_count;
    uint32_t rubric;  /* the rubric under test; UINT32_MAX: the test is of a rule set */
    const char *band; /* NULL: any */
    struct expected_answer *answers;
    size_t answer_count;
};

/* The tables of the tests of a rule set, and of the tests of the rubric that was added last. */
extern const struct field_table kefu__rule_test_table, kefu__rubric_test_table;

#endif
