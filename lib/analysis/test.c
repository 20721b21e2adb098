/* SPDX-License-Identifier: MIT
 * Running the tests that stand in lexicon documents. */
#include "analysis/analysis.h"

#include <string.h>

#include "scheme/lexicon/tests.h"

/* Is this id among the results of the first `kinds` kinds (kefu_found_kind)? Hints are the last
 * kind, so they can be left out. */
static bool is_found(const kefu_analysis *analysis, size_t kinds, const char *id) {
    for (size_t kind = 0; kind < kinds; kind++)
        for (size_t i = 0; i < analysis->found_count[kind]; i++)
            if (strcmp(analysis->found[kind][i].id, id) == 0)
                return true;
    return false;
}

static bool report(kefu_findings *findings, const struct lexicon_test *test, const char *problem,
                   const char *what) {
    kefu__test_failed(findings, &test->origin, "\"%s\" %s %s", test->text, problem, what);
    return false;
}

static bool passes(const kefu_analysis *analysis, const struct lexicon_test *test,
                   kefu_findings *findings) {
    bool good = true;
    if (test->label != UINT32_MAX && test->label != analysis->sentiment.label)
        good = report(findings, test, "is not as the test says, but",
                      kefu_label_name(analysis->sentiment.label));
    for (size_t i = 0; i < test->find_count; i++)
        if (!is_found(analysis, ANALYSIS_FOUND_KINDS, test->finds[i]))
            good = report(findings, test, "does not show", test->finds[i]);
    for (size_t i = 0; i < test->lack_count; i++)
        if (is_found(analysis, KEFU_FOUND_HINT, test->lacks[i]))
            good = report(findings, test, "shows", test->lacks[i]);
    return good;
}

kefu_status kefu__lexicon_run_tests(const kefu_scheme *scheme, kefu_scratch *scratch,
                                    kefu_findings *findings, size_t *failed, kefu_error *error) {
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_analysis *analysis;
    kefu_status status = KEFU_OK;
    for (size_t i = 0; status == KEFU_OK && i < scheme->lexicon_tests->count; i++) {
        const struct lexicon_test *test = &scheme->lexicon_tests->items[i];
        if (!kefu__test_is_own(scheme, &test->origin))
            continue;
        options.role = test->role;
        options.genre = test->genre;
        status = kefu_analyze(scheme, scratch, test->text, strlen(test->text), &options, &analysis,
                              error);
        *failed += status == KEFU_OK && !passes(analysis, test, findings);
    }
    return status;
}
