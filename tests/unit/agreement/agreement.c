/* SPDX-License-Identifier: MIT
 * Tests of agreement between raters: forms of ratings, published values, degenerate ratings. */
#include "../test.h"

#include <math.h>
#include <stdio.h>

#include "kefu/agreement.h"

static char answer[1 << 16];

static kefu_status keep(void *ctx, const char *data, size_t size) {
    (void)ctx;
    assert_true(size < sizeof answer);
    memcpy(answer, data, size);
    answer[size] = '\0';
    return KEFU_OK;
}

static void measure(const char *request) {
    kefu_error error;
    if (kefu_agreement_measure(request, strlen(request), NULL, NULL, keep, NULL, &error))
        fail_msg("%s: %s: %s", request, error.pointer, error.message);
}

static void assert_answer(const char *part) {
    if (!strstr(answer, part))
        fail_msg("%s is not in %s", part, answer);
}

/* Asserts a member of a coefficient. */
static void assert_member(const char *coefficient, const char *member, double expected) {
    char name[64];
    const char *at;
    snprintf(name, sizeof name, "\"%s\":", coefficient);
    at = strstr(answer, name);
    snprintf(name, sizeof name, "\"%s\":", member);
    at = at ? strstr(at, name) : NULL;
    if (!at)
        fail_msg("there is no %s of %s in %s", member, coefficient, answer);
    const double got = strtod(at + strlen(name), NULL);
    if (!(fabs(got - expected) <= 5.1e-6))
        fail_msg("%s of %s is %.8g, not %.8g", member, coefficient, got, expected);
}

static void assert_refused(const char *request, kefu_status status, const char *pointer) {
    kefu_error error;
    assert_int_equal(
        kefu_agreement_measure(request, strlen(request), NULL, NULL, keep, NULL, &error), status);
    assert_string_equal(error.pointer, pointer);
}

/* irrCAC's raw4raters (Gwet 2014), with the values that irrCAC prints. */
#define FOUR_RATERS                                                                                \
    "[[1,1,null,1],[2,2,3,2],[3,3,3,3],[3,3,3,3],[2,2,2,2],[1,2,3,4],[4,4,4,4],[1,1,2,1],"         \
    "[2,2,2,2],[null,5,5,5],[null,null,1,1],[null,null,3,null]]"

static void published_values(void **state) {
    (void)state;
    measure("{\"ratings\":" FOUR_RATERS "}");
    assert_answer("\"units\":12,\"raters\":4,\"ratings\":41,\"scale\":\"nominal\",\"categories\":"
                  "[1,2,3,4,5]");
    assert_member("krippendorff_alpha", "value", 0.74342);
    assert_member("krippendorff_alpha", "error", 0.14548);
    assert_member("gwet_ac1", "value", 0.77544);
    assert_member("gwet_ac1", "error", 0.14295);
    assert_member("fleiss_kappa", "value", 0.76117);
    assert_member("fleiss_kappa", "observed", 0.8181818);
    /* Shrout and Fleiss 1979 */
    measure("{\"scale\":\"interval\",\"ratings\":[[9,2,5,8],[6,1,3,2],[8,4,6,8],[7,1,2,6],"
            "[10,5,6,9],[6,2,4,7],[1,null,2,2]]}");
    assert_member("icc1", "value", 0.1657417684);
    assert_member("icc2", "low", 0.018787);
    assert_member("icc3k", "value", 0.9093155424);
    assert_answer("\"units\":6}");
}

/* One rating at a time, with ids in any order, gives what rows give. */
static void forms_are_alike(void **state) {
    static char rows[sizeof answer];
    (void)state;
    measure(
        "{\"raters\":[\"li\",\"wang\"],\"ratings\":[[\"a\",\"b\"],[\"b\",null],[\"b\",\"b\"]]}");
    memcpy(rows, answer, sizeof rows);
    measure("{\"ratings\":[{\"unit\":1,\"rater\":\"li\",\"rating\":\"a\"},"
            "{\"unit\":\"x\",\"rater\":\"li\",\"rating\":\"b\"},"
            "{\"unit\":1,\"rater\":\"wang\",\"rating\":\"b\"},"
            "{\"unit\":3,\"rater\":\"wang\",\"rating\":\"b\"},"
            "{\"unit\":3,\"rater\":\"li\",\"rating\":\"b\"},"
            "{\"unit\":\"x\",\"rater\":\"wang\",\"rating\":null}]}");
    assert_string_equal(answer, rows);
    assert_answer("\"raters\":[\"li\",\"wang\"],\"units\":2,\"equal\":1");
}

static void categories_may_be_listed(void **state) {
    (void)state;
    measure("{\"scale\":\"ordinal\",\"categories\":[\"bad\",\"fair\",\"good\",\"best\"],"
            "\"ratings\":[[\"good\",\"fair\"],[\"bad\",\"bad\"],[\"good\",\"good\"]]}");
    assert_answer("\"categories\":[\"bad\",\"fair\",\"good\",\"best\"]");
    assert_answer("\"gwet_ac2\":{\"value\":");
    measure("{\"ratings\":[[1,\"1\"],[\"x\",\"x\"]]}"); /* with texts, numbers are texts */
    assert_answer("\"equal\":2");
}

/* Nothing is made up where a coefficient does not exist. */
static void degenerate_ratings(void **state) {
    static const char *const undefined[] = {
        "{\"ratings\":[[1,1],[1,1]]}", "{\"ratings\":[[1,null],[null,2]]}", "{\"ratings\":[[1]]}",
        "{\"ratings\":[[null]]}", "{\"ratings\":[]}"};
    (void)state;
    for (size_t i = 0; i < sizeof undefined / sizeof *undefined; i++) {
        measure(undefined[i]);
        assert_answer("\"krippendorff_alpha\":{\"value\":null}");
        assert_answer("\"fleiss_kappa\":{\"value\":null}");
    }
    measure("{\"ratings\":[[1,1],[2,2],[1,1]]}"); /* full agreement */
    assert_answer("\"krippendorff_alpha\":{\"value\":1,\"error\":0,\"low\":1,\"high\":1,");
    measure("{\"ratings\":[[1,2]]}"); /* one unit: a value, but no interval */
    assert_answer("\"krippendorff_alpha\":{\"value\":0,\"error\":null,\"low\":null,\"high\":null,");
    assert_answer("\"cohen_kappa\":{\"value\":null}");
}

static void what_are_no_ratings_is_refused(void **state) {
    (void)state;
    assert_refused("{}", KEFU_E_DEFINITION, "");
    assert_refused("{\"ratings\":[[1,2],3]}", KEFU_E_DEFINITION, "/ratings/1");
    assert_refused("{\"ratings\":[[1,true]]}", KEFU_E_DEFINITION, "/ratings/0/1");
    assert_refused("{\"ratings\":[{\"unit\":1,\"rater\":2}]}", KEFU_E_DEFINITION, "/ratings/0");
    assert_refused("{\"ratings\":[{\"unit\":1,\"rater\":2,\"rating\":3},"
                   "{\"unit\":1,\"rater\":2,\"rating\":3}]}",
                   KEFU_E_DUPLICATE, "/ratings/1");
    assert_refused("{\"scale\":\"interval\",\"ratings\":[[1,\"x\"]]}", KEFU_E_DEFINITION,
                   "/ratings/0/1");
    assert_refused("{\"scale\":\"ordinal\",\"ratings\":[[\"x\",1]]}", KEFU_E_DEFINITION,
                   "/ratings/0/0");
    assert_refused("{\"scale\":\"ratio\",\"ratings\":[[1,-1]]}", KEFU_E_DEFINITION, "/ratings/0/1");
    assert_refused("{\"categories\":[1,2],\"ratings\":[[1,3]]}", KEFU_E_DEFINITION, "/ratings/0/1");
    assert_refused("{\"categories\":[1,1],\"ratings\":[[1,1]]}", KEFU_E_DUPLICATE, "/categories/1");
    assert_refused("{\"categories\":[1],\"ratings\":[[1,1]]}", KEFU_E_DEFINITION, "/categories");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_values),
        cmocka_unit_test(forms_are_alike),
        cmocka_unit_test(categories_may_be_listed),
        cmocka_unit_test(degenerate_ratings),
        cmocka_unit_test(what_are_no_ratings_is_refused),
    };
    return cmocka_run_group_tests_name("agreement", tests, NULL, NULL);
}
