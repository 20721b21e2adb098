/* SPDX-License-Identifier: MIT
 * Tests of samples: sizes, strata, risk, reviewers, what is refused. */
#include "../test.h"

#include "kefu/sample.h"
#include "sample/sample.h"

static char answer[1 << 16];

static kefu_status keep(void *ctx, const char *data, size_t size) {
    (void)ctx;
    assert_true(size < sizeof answer);
    memcpy(answer, data, size);
    answer[size] = '\0';
    return KEFU_OK;
}

static void draw(const char *request) {
    kefu_error error;
    if (kefu_sample_draw(request, strlen(request), NULL, NULL, keep, NULL, &error))
        fail_msg("%s: %s: %s", request, error.pointer, error.message);
}

static void assert_answer(const char *part) {
    if (!strstr(answer, part))
        fail_msg("%s is not in %s", part, answer);
}

#define FOUR                                                                                       \
    "\"conversations\":[{\"id\":\"a\",\"stratum\":\"x\",\"agent_id\":\"li\"},"                     \
    "{\"id\":\"b\",\"stratum\":\"x\",\"risk\":true},{\"id\":\"c\",\"stratum\":\"y\"},"             \
    "{\"id\":\"d\",\"stratum\":\"x\"}]}"

/* Cochran's formulas, by hand: 384.16 of an infinite population, 323 of 2,000. */
static void sizes_follow_the_population(void **state) {
    (void)state;
    assert_int_equal(kefu__sample_size(1000000000, 0.5, 0.05, 0.95), 385);
    assert_int_equal(kefu__sample_size(2000, 0.5, 0.05, 0.95), 323);
    assert_int_equal(kefu__sample_size(2000, 0.9, 0.05, 0.95), 130);
    assert_int_equal(kefu__sample_size(10, 0.5, 0.001, 0.95), 10);
    assert_int_equal(kefu__sample_size(1, 0.5, 0.5, 0.5), 1);
    assert_int_equal(kefu__sample_size(0, 0.5, 0.05, 0.95), 0);
}

static void the_order_of_the_input_changes_nothing(void **state) {
    char first[sizeof answer];
    (void)state;
    draw("{\"count\":2,\"conversations\":[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"c\"}]}");
    memcpy(first, answer, sizeof first);
    draw("{\"count\":2,\"conversations\":[{\"id\":\"c\"},{\"id\":\"a\"},{\"id\":\"b\"}]}");
    assert_string_equal(answer, first);
    draw("{\"count\":2,\"seed\":2,\"conversations\":[{\"id\":\"c\"},{\"id\":\"a\"},{\"id\":\"b\"}]"
         "}");
    assert_string_not_equal(answer, first);
}

static void strata_get_their_parts(void **state) {
    (void)state;
    draw("{\"count\":2," FOUR);
    assert_answer("\"random\":2,\"risk\":1");
    assert_answer("{\"stratum\":\"x\",\"population\":3,\"random\":2,");
    assert_answer("{\"stratum\":\"y\",\"population\":1,\"random\":0,");
    draw("{\"per_stratum\":1," FOUR);
    assert_answer("{\"stratum\":\"x\",\"population\":3,\"random\":1,\"risk\":1}");
    assert_answer("{\"stratum\":\"y\",\"population\":1,\"random\":1,\"risk\":0}");
    draw("{\"per_stratum\":9," FOUR);
    assert_answer("\"random\":4,\"risk\":1,\"unassigned\":0");
}

static void risk_is_drawn_besides(void **state) {
    (void)state;
    draw("{\"count\":0," FOUR);
    assert_answer("\"random\":0,\"risk\":1");
    assert_answer("\"sample\":[{\"id\":\"b\",\"stratum\":\"x\",\"agent_id\":\"\",\"random\":false,"
                  "\"risk\":true,\"reviewer\":null,");
    draw("{\"count\":3,\"conversations\":[]}");
    assert_answer("\"population\":0,\"random\":0,\"risk\":0,\"unassigned\":0,\"strata\":[],"
                  "\"sample\":[]}");
}

static void nobody_reviews_his_own(void **state) {
    (void)state;
    draw("{\"count\":4,\"reviewers\":[\"li\"]," FOUR);
    assert_answer("\"unassigned\":1");
    assert_answer("{\"id\":\"a\",\"stratum\":\"x\",\"agent_id\":\"li\",\"random\":true,"
                  "\"risk\":false,\"reviewer\":null,");
    draw("{\"per_reviewer\":1,\"reviewers\":[\"li\",\"wu\"]," FOUR);
    assert_answer("\"random\":1,\"risk\":1,\"unassigned\":0");
    draw("{\"per_reviewer\":0,\"reviewers\":[\"li\"]," FOUR);
    assert_answer("\"random\":0,\"risk\":1,\"unassigned\":1");
}

static void what_is_refused(void **state) {
    static const struct {
        const char *request;
        kefu_status status;
        const char *pointer;
    } cases[] = {
        {"{" FOUR, KEFU_E_DEFINITION, ""},
        {"{\"count\":1,\"margin\":0.1," FOUR, KEFU_E_DEFINITION, ""},
        {"{\"per_reviewer\":1," FOUR, KEFU_E_DEFINITION, "/per_reviewer"},
        {"{\"count\":-1," FOUR, KEFU_E_DEFINITION, "/count"},
        {"{\"count\":1,\"seed\":1.5," FOUR, KEFU_E_DEFINITION, "/seed"},
        {"{\"count\":1,\"seed\":-1," FOUR, KEFU_E_DEFINITION, "/seed"},
        {"{\"margin\":0," FOUR, KEFU_E_DEFINITION, "/margin"},
        {"{\"count\":1}", KEFU_E_DEFINITION, ""},
        {"{\"count\":1,\"conversations\":[{\"stratum\":\"x\"}]}", KEFU_E_DEFINITION,
         "/conversations/0"},
        {"{\"count\":1,\"conversations\":[{\"id\":\"x\"},{\"id\":\"y\"},{\"id\":\"x\"}]}",
         KEFU_E_DUPLICATE, "/conversations/2"},
        {"{\"count\":1,\"reviewers\":[\"li\",\"li\"]," FOUR, KEFU_E_DUPLICATE, "/reviewers/1"},
        {"{\"count\":1,\"conversatons\":[]}", KEFU_E_DEFINITION, "/conversatons"},
        {"[", KEFU_E_JSON, "/0"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kefu_error error;
        const kefu_status status = kefu_sample_draw(cases[i].request, strlen(cases[i].request),
                                                    NULL, NULL, keep, NULL, &error);
        if (status != cases[i].status || strcmp(error.pointer, cases[i].pointer) != 0)
            fail_msg("%s: %s at %s: %s", cases[i].request, kefu_status_name(status), error.pointer,
                     error.message);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_follow_the_population),
        cmocka_unit_test(the_order_of_the_input_changes_nothing),
        cmocka_unit_test(strata_get_their_parts),
        cmocka_unit_test(risk_is_drawn_besides),
        cmocka_unit_test(nobody_reviews_his_own),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
