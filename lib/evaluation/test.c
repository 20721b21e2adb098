/* SPDX-License-Identifier: MIT
 * Running the tests that stand in documents: those of lexicons are texts, those of metric sets
 * conversations that are measured, those of rule sets and rubrics conversations that are judged. */
#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "conversation/test.h"
#include "evaluation/evaluation.h"
#include "scheme/lexicon/tests.h"
#include "scheme/metric_set/metrics.h"
#include "scheme/rule_set/tests.h"

static bool report(kefu_findings *findings, const struct judging_test *test, const char *problem,
                   const char *what) {
    kefu__test_failed(findings, &test->origin, "%s %s", problem, what);
    return false;
}

static bool is_hit(const kefu_evaluation *evaluation, uint32_t rule) {
    size_t i;
    for (i = 0; i < evaluation->hit_count; i++)
        if (evaluation->hits[i].rule == rule)
            return true;
    return false;
}

static bool is_expected(const kefu_evaluation *evaluation, const struct expected_answer *expected) {
    const struct rubric_question *question = &evaluation->rubric->questions[expected->question];
    const struct answer *answer = &evaluation->questions[expected->question].answer;
    size_t i;
    if (expected->kind == JSON_NULL || answer->state != KEFU_STATE_OK)
        return expected->kind == JSON_NULL && answer->state != KEFU_STATE_OK;
    if (expected->kind == JSON_NUMBER)
        return question->option_count == 0 && fabs(answer->number - expected->number) < 1e-9;
    for (i = 0; i < question->option_count; i++)
        if (answer->options >> i & 1 && kefu__str_is(expected->option, question->options[i].id))
            return true;
    return false;
}

static bool passes(const kefu_evaluation *evaluation, const struct judging_test *test,
                   kefu_findings *findings) {
    const struct rule *rules = evaluation->scheme->rules->items;
    const char *band = evaluation->band ? evaluation->band->id : "none";
    bool good = true;
    size_t i;
    for (i = 0; i < test->hit_count; i++)
        if (!is_hit(evaluation, test->hits[i]))
            good = report(findings, test, "there is no hit of", rules[test->hits[i]].id);
    for (i = 0; i < test->lack_count; i++)
        if (is_hit(evaluation, test->lacks[i]))
            good = report(findings, test, "there is a hit of", rules[test->lacks[i]].id);
    if (test->band && strcmp(test->band, band) != 0)
        good = report(findings, test, "the band is", band);
    for (i = 0; i < test->answer_count; i++)
        if (!is_expected(evaluation, &test->answers[i]))
            good = report(findings, test, "another answer was found to",
                          evaluation->rubric->questions[test->answers[i].question].id);
    return good;
}

/* Evaluates the conversation of one test of a document. *good: the results are those that the test
 * expects. */
static kefu_status run(const kefu_scheme *scheme, kefu_scratch *scratch,
                       const struct judging_test *test, kefu_findings *findings, bool *good,
                       kefu_error *error) {
    kefu_conversation *conversation = NULL;
    kefu_evaluation *evaluation = NULL;
    kefu_rubric rubric = 0;
    kefu_error why;
    kefu_status status;
    memset(&why, 0, sizeof why);
    if (test->rubric != UINT32_MAX)
        rubric = kefu__handle(scheme, test->rubric);
    else if (kefu_scheme_find_rubric(scheme, "", 0, &rubric, NULL)) {
        *good = report(findings, test, "there is no rubric", "to run it by");
        return KEFU_OK;
    }
    status = kefu_conversation_new(scheme, NULL, &conversation, error);
    if (status != KEFU_OK)
        return status;
    status = kefu_conversation_read_json(conversation, scratch, test->conversation.data,
                                         test->conversation.size, NULL, &why);
    if (status == KEFU_OK)
        status = kefu_evaluate(conversation, rubric, KEFU_TIME_END, &evaluation, error);
    else if (status != KEFU_E_MEMORY)
        status = KEFU_OK; /* the test itself is malformed, which was reported as a finding: go on
                             with the next test */
    if (status == KEFU_OK)
        *good = evaluation
                    ? passes(evaluation, test, findings)
                    : report(findings, test, "the conversation cannot be read:", why.message);
    kefu_evaluation_free(evaluation);
    kefu_conversation_free(conversation);
    return status == KEFU_E_MEMORY ? kefu__no_memory(error) : status;
}

/* Runs the tests in the scheme's topmost layer of documents: the user's documents, or the built-in
 * ones if there are no others. *failed: incremented by the number of tests that failed. */
static kefu_status run_own(const kefu_scheme *scheme, kefu_scratch *scratch,
                           kefu_findings *findings, size_t *failed, kefu_error *error) {
    kefu_status status = kefu__lexicon_run_tests(scheme, scratch, findings, failed, error);
    if (status == KEFU_OK)
        status = kefu__metrics_run_tests(scheme, scratch, findings, failed, error);
    for (size_t i = 0; status == KEFU_OK && i < scheme->rules->test_count; i++) {
        const struct judging_test *test = &scheme->rules->tests[i];
        bool good = true;
        if (!kefu__test_is_own(scheme, &test->origin))
            continue;
        status = run(scheme, scratch, test, findings, &good, error);
        *failed += status == KEFU_OK && !good;
    }
    return status;
}

/* Runs the tests in the built-in documents, in a scheme without the user's documents, so that these
 * cannot make built-in tests fail. */
static kefu_status run_builtin(const kefu_allocator *allocator, kefu_scratch *scratch,
                               kefu_findings *findings, size_t *failed, kefu_error *error) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_scheme *builtin;
    kefu_status status;
    options.allocator = allocator;
    status = kefu_scheme_builtin(&options, &builtin, error);
    if (status != KEFU_OK)
        return status;
    status = run_own(builtin, scratch, findings, failed, error);
    kefu_scheme_release(builtin);
    return status;
}

kefu_status kefu_scheme_test(const kefu_scheme *scheme, kefu_findings *findings, size_t *failed,
                             kefu_error *error) {
    kefu_scratch *scratch;
    kefu_status status;
    size_t wrong = 0;
    if (!scheme)
        return kefu__fail(error, KEFU_E_ARGUMENT, "scheme is NULL");
    status = kefu_scratch_new(&scheme->allocator, &scratch, error);
    if (status != KEFU_OK)
        return status;
    status = run_own(scheme, scratch, findings, &wrong, error);
    if (status == KEFU_OK && scheme->layer > 0 && scheme->has_builtin)
        status = run_builtin(&scheme->allocator, scratch, findings, &wrong, error);
    kefu_scratch_free(scratch);
    if (status == KEFU_OK && failed)
        *failed = wrong;
    return status;
}

size_t kefu_scheme_test_count(const kefu_scheme *scheme) {
    size_t count = 0;
    if (!scheme)
        return 0;
    for (size_t i = 0; i < scheme->lexicon_tests->count; i++)
        count += kefu__test_is_own(scheme, &scheme->lexicon_tests->items[i].origin);
    for (size_t i = 0; i < scheme->metrics->test_count; i++)
        count += kefu__test_is_own(scheme, &scheme->metrics->tests[i].origin);
    for (size_t i = 0; i < scheme->rules->test_count; i++)
        count += kefu__test_is_own(scheme, &scheme->rules->tests[i].origin);
    return count;
}
