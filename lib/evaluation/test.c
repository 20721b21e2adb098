/* SPDX-License-Identifier: MIT
 * Running the tests that stand in documents: those of lexicons are texts, those of metric sets
 * conversations that are measured, those of rule sets and rubrics conversations that are judged. */
#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "conversation/test.h"
#include "evaluation/evaluation.h"
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

/* Judges the test's conversation. *good: it is as the test says. */
static kefu_status run(kefu_scheme *scheme, kefu_scratch *scratch, const struct judging_test *test,
                       kefu_findings *findings, bool *good, kefu_error *error) {
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
    if (status)
        return status;
    status = kefu_conversation_read_json(conversation, scratch, test->conversation.data,
                                         test->conversation.size, NULL, &why);
    if (status == KEFU_OK)
        status = kefu_evaluate(conversation, rubric, KEFU_TIME_END, &evaluation, error);
    else if (status != KEFU_E_MEMORY)
        status = KEFU_OK; /* the test's own mistake */
    if (status == KEFU_OK)
        *good = evaluation
                    ? passes(evaluation, test, findings)
                    : report(findings, test, "the conversation cannot be read:", why.message);
    kefu_evaluation_free(evaluation);
    kefu_conversation_free(conversation);
    return status == KEFU_E_MEMORY ? kefu__no_memory(error) : status;
}

kefu_status kefu_scheme_test(kefu_scheme *scheme, kefu_findings *findings, size_t *failed,
                             kefu_error *error) {
    kefu_scratch *scratch;
    kefu_status status;
    size_t wrong = 0, i;
    if (!scheme)
        return kefu__fail(error, KEFU_E_ARGUMENT, "scheme is NULL");
    status = kefu_scratch_new(&scheme->allocator, &scratch, error);
    if (status)
        return status;
    status = kefu__lexicon_run_tests(scheme, scratch, findings, &wrong, error);
    if (status == KEFU_OK)
        status = kefu__metrics_run_tests(scheme, scratch, findings, &wrong, error);
    for (i = 0; status == KEFU_OK && i < scheme->rules->test_count; i++) {
        bool good = true;
        status = run(scheme, scratch, &scheme->rules->tests[i], findings, &good, error);
        wrong += status == KEFU_OK && !good;
    }
    kefu_scratch_free(scratch);
    if (status == KEFU_OK && failed)
        *failed = wrong;
    return status;
}
