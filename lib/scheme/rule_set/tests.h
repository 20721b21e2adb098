/* SPDX-License-Identifier: MIT
 * The tests that stand in rule sets and rubrics: a conversation, and what must come of it. */
#ifndef KEFU_LIB_SCHEME_RULE_SET_TESTS_H
#define KEFU_LIB_SCHEME_RULE_SET_TESTS_H

#include "scheme/rubric/rubrics.h"

/* An answer that a test expects. */
struct expected_answer {
    uint32_t question;
    enum json_kind kind; /* JSON_STRING: an option; JSON_NUMBER; JSON_NULL: no answer */
    kefu_str option;
    double number;
};

struct judging_test {
    const char *source, *pointer, *name; /* name: for messages, "" for none */
    uint32_t line;
    kefu_str conversation;  /* as JSON */
    uint32_t *hits, *lacks; /* rules that must, and must not, be true somewhere */
    size_t hit_count, lack_count;
    uint32_t rubric;  /* whose test it is; UINT32_MAX: a rule set's */
    const char *band; /* NULL: any */
    struct expected_answer *answers;
    size_t answer_count;
};

/* Reads "tests" of a document into the list, which grows by one for each. `rubric` is its index, or
 * UINT32_MAX. False without memory; content errors only count in the reader. */
bool kefu__judging_tests_read(struct scheme_builder *builder,
                              const struct scheme_document *document, uint32_t rubric,
                              struct judging_test *tests, size_t *count);
/* How many a document has. */
size_t kefu__judging_tests_count(const struct scheme_document *document);

#endif
