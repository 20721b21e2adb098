/* SPDX-License-Identifier: MIT
 * Tests of how rubrics score: points, weights, vetoes, bonus, profiles. */
#include "rubrics.h"

/* A published example: two one-point questions of weight 40, one of weight 20 → 60 %. */
static void points_are_weighed(void **state) {
    struct scored scored;
    (void)state;
    score(
        &scored, no_rules,
        "\"scoring\":{\"mode\":\"points\"},\"sections\":[{\"id\":\"g1\",\"questions\":[" SELECT(
            "a", "40") "," SELECT("b", "40") "]},{\"id\":\"g2\",\"questions\":[" SELECT("c",
                                                                                        "20") "]}]",
        short_talk);
    assert_int_equal(kefu_evaluation_score(scored.evaluation).state, KEFU_STATE_PENDING);
    answer(&scored, "a", "\"yes\"");
    answer(&scored, "b", "false");
    assert_int_equal(kefu_evaluation_score(scored.evaluation).state, KEFU_STATE_PENDING);
    assert_true(kefu_evaluation_score(scored.evaluation).flags & KEFU_VALUE_PROVISIONAL);
    answer(&scored, "c", "true");
    assert_score(&scored, 60);
    assert_part(&scored, "g1", 50);
    answer(&scored, "b", "\"na\""); /* not applicable: 0 of 0 */
    assert_score(&scored, 100);
    scored_close(&scored);
}

static void sections_are_weighed(void **state) {
    struct scored scored;
    (void)state;
    score(&scored, no_rules,
          "\"sections\":[{\"id\":\"s1\",\"weight\":70,\"questions\":[" SELECT("a", "1") "," SELECT(
              "b", "3") "]},{\"id\":\"s2\",\"weight\":30,\"questions\":"
                        "[" SELECT("c", "1") "]}],"
                                             "\"bands\":[{\"id\":\"top\",\"min\":"
                                             "80},{\"id\":\"low\",\"min\":0}]",
          short_talk);
    answer(&scored, "a", "false");
    answer(&scored, "b", "true");
    answer(&scored, "c", "true");
    assert_part(&scored, "s1", 75);
    assert_score(&scored, 82.5);
    assert_string_equal(kefu_evaluation_band(scored.evaluation), "top");
    answer(&scored, "c", "null");
    /* the weight of a part that is left out is distributed over the others */
    assert_score(&scored, 75);
    assert_true(fabs(scored.evaluation->sections[0].weight - 100) < 1e-9);
    answer(&scored, "a", "null");
    answer(&scored, "b", "null");
    assert_int_equal(kefu_evaluation_score(scored.evaluation).state, KEFU_STATE_NO_DATA);
    assert_int_equal(kefu_evaluation_score(scored.evaluation).flags, 0);
    assert_int_equal(kefu_evaluation_score(scored.evaluation).reason,
                     KEFU_REASON_ALL_NOT_APPLICABLE);
    assert_string_equal(kefu_evaluation_band(scored.evaluation), "");
    scored_close(&scored);
}

static void questions_are_weighed(void **state) {
    struct scored scored;
    (void)state;
    score(&scored, no_rules,
          "\"scoring\":{\"mode\":\"weighted_questions\"},\"sections\":[{\"id\":\"s1\","
          "\"questions\":[" SELECT("a", "1") "," SELECT(
              "b", "3") "]},{\"id\":\"s2\",\"questions\":[" SELECT("c", "4") "]}]",
          short_talk);
    answer(&scored, "a", "true");
    answer(&scored, "b", "false");
    answer(&scored, "c", "true");
    assert_score(&scored, 62.5);
    scored_close(&scored);
}

static void missing_answers_follow_the_policy(void **state) {
    static const char *const policies[] = {"exclude", "full", "zero"};
    static const double expected[] = {100, 100, 50};
    struct scored scored;
    size_t i;
    (void)state;
    for (i = 0; i < 3; i++) {
        char rubric[700];
        snprintf(rubric, sizeof rubric,
                 "\"scoring\":{\"mode\":\"weighted_sections\",\"na_policy\":\"%s\"}," SECTIONS(
                     "{\"id\":\"known\",\"type\":\"numeric\",\"bind\":{\"metric\":\"frt\"},"
                     "\"ranges\":[{\"max\":10000,\"score\":10},{\"score\":0}]},"
                     "{\"id\":\"unknown\",\"type\":\"boolean\",\"auto\":{\"cases\":[{\"when\":"
                     "{\"metric\":\"resolution\",\"eq\":1},\"answer\":\"yes\"}],\"default\":"
                     "\"no\"}}"),
                 policies[i]);
        score(&scored, no_rules, rubric, short_talk);
        assert_part(&scored, "known", 100);
        assert_score(&scored, expected[i]);
        scored_close(&scored);
    }
}

static void metrics_and_rules_answer(void **state) {
    static const char rules[] = "[{\"id\":\"greeted\",\"when\":{\"act\":\"greeting\"}},"
                                "{\"id\":\"angry\",\"when\":{\"emotion\":\"anger\"}},"
                                "{\"id\":\"rude\",\"when\":{\"fault\":\"rude\"}}]";
    static const char rubric[] = SECTIONS(
        "{\"id\":\"hello\",\"type\":\"boolean\",\"auto\":{\"cases\":[{\"rule\":\"greeted\","
        "\"answer\":"
        "\"yes\"}],\"default\":\"no\"}},"
        "{\"id\":\"polite\",\"type\":\"boolean\",\"auto\":{\"cases\":[{\"rule\":\"rude\",\"is\":"
        "\"absent\",\"answer\":\"yes\"}],\"default\":\"no\"}},"
        "{\"id\":\"first\",\"type\":\"single_select\",\"options\":[{\"id\":\"a\",\"score\":1},{"
        "\"id\":"
        "\"b\",\"score\":4}],\"auto\":{\"cases\":[{\"rule\":\"angry\",\"answer\":\"a\"},{\"when\":"
        "true,\"answer\":\"b\"}]}},"
        "{\"id\":\"many\",\"type\":\"multi_select\",\"options\":[{\"id\":\"a\",\"score\":1},{"
        "\"id\":"
        "\"b\",\"score\":4},{\"id\":\"c\",\"score\":3}],\"auto\":{\"cases\":[{\"rule\":\"angry\","
        "\"answer\":\"a\"},{\"when\":{\"rule\":\"greeted\"},\"answer\":\"c\"},{\"rule\":\"rude\","
        "\"answer\":\"b\"}]}},"
        "{\"id\":\"quick\",\"type\":\"numeric\",\"bind\":{\"metric\":\"frt\"},\"ranges\":[{\"max\":"
        "9999,\"score\":10},{\"max\":10000,\"score\":8},{\"score\":0}]},"
        "{\"id\":\"off\",\"type\":\"boolean\",\"enabled_if\":{\"rule\":\"rude\"}}");
    struct scored scored;
    kefu_value value;
    (void)state;
    score(&scored, rules, rubric, short_talk);
    assert_part(&scored, "hello", 100);
    assert_part(&scored, "polite", 100);
    assert_part(&scored, "first", 25);
    assert_part(&scored, "many", 50);
    assert_part(&scored, "quick", 80); /* max is included */
    assert_int_equal(kefu_evaluation_find_part(scored.evaluation, "off", 3, &value, NULL), KEFU_OK);
    assert_int_equal(value.state, KEFU_STATE_NOT_APPLICABLE);
    assert_score(&scored, 71);
    assert_int_equal(kefu_evaluation_find_part(scored.evaluation, "none", 4, &value, NULL),
                     KEFU_E_NOT_FOUND);
    /* The evidence of "first" is the anger, with its words. */
    assert_int_equal(scored.evaluation->questions[2].evidence_count, 1);
    assert_string_equal(
        scored.evaluation->hits[scored.evaluation->questions[2].evidence[0]].text.data, "气死");
    assert_int_equal(scored.evaluation->questions[3].evidence_count, 2);
    scored_close(&scored);
}

#define FAIL(id, weight, fail)                                                                     \
    "{\"id\":\"" id "\",\"type\":\"boolean\",\"critical\":true,\"weight\":" weight                 \
    ",\"options\":[{\"id\":\"yes\",\"score\":1},{\"id\":\"no\",\"score\":0,\"on_fail\":" fail      \
    "}]}"

static void vetoes_keep_the_raw_score(void **state) {
    static const char rubric[] =
        "\"sections\":[{\"id\":\"s1\",\"weight\":50,\"questions\":[" FAIL("zero", "0", "{\"scope\":\"form\",\"action\":\"zero\"}") "," FAIL("cap", "0", "{\"scope\":\"form\",\"action\":\"cap\",\"cap\":59}") "," FAIL(
            "flag", "0",
            "{\"scope\":\"form\",\"action\":\"flag\"}") "," SELECT("a",
                                                                   "1") "]},"
                                                                        "{\"id\":\"s2\","
                                                                        "\"weight\":50,"
                                                                        "\"questions\":"
                                                                        "[" FAIL("part", "0", "{\"scope\":\"section\",\"action\":\"zero\"}") "," FAIL(
                                                                            "self", "1",
                                                                            "{\"scope\":"
                                                                            "\"question\""
                                                                            ",\"action\":"
                                                                            "\"zero\"}") "," SELECT("b",
                                                                                                    "1") "]}]";
    static const char *const all[] = {"zero", "cap", "flag", "a", "part", "self", "b"};
    struct scored scored;
    size_t i;
    (void)state;
    score(&scored, no_rules, rubric, short_talk);
    for (i = 0; i < 7; i++)
        answer(&scored, all[i], "true");
    assert_score(&scored, 100);
    assert_true(scored.evaluation->critical.value == 100);
    answer(&scored, "flag", "false");
    assert_score(&scored, 100);
    assert_int_equal(scored.evaluation->veto_count, 1);
    assert_true(fabs(scored.evaluation->critical.value - 80) < 1e-9);
    answer(&scored, "part", "false");
    assert_part(&scored, "s2", 0);
    assert_true(scored.evaluation->sections[1].raw == 100);
    assert_score(&scored, 50);
    assert_true(scored.evaluation->raw.value == 100);
    answer(&scored, "part", "true");
    answer(&scored, "cap", "false");
    assert_score(&scored, 59);
    answer(&scored, "zero", "false");
    assert_score(&scored, 0);
    assert_true(scored.evaluation->raw.value == 100);
    scored_close(&scored);
}

static void bonus_and_deductions_move_the_form(void **state) {
    static const char rules[] =
        "[{\"id\":\"angry\",\"when\":{\"emotion\":\"anger\"},\"score\":{\"deduct\":7,\"per\":"
        "\"hit\","
        "\"max\":10}},{\"id\":\"greeted\",\"when\":{\"act\":\"greeting\"}}]";
    static const char *const lines[] = {"c0 气死我了", "a1 您好", "c2 气死了",
                                        "a3 嗯",       "c4 恼火", NULL};
    struct scored scored;
    (void)state;
    score(
        &scored, rules,
        SECTIONS(SELECT("a", "1") ",{\"id\":\"more\",\"type\":\"boolean\",\"bonus\":5,\"auto\":{"
                                  "\"cases\":[{\"rule\":\"greeted\",\"answer\":\"yes\"}],"
                                  "\"default\":\"no\"}}") ",\"deductions\":[{\"rule\":\"angry\"},{"
                                                          "\"rule\":\"greeted\",\"points\":1.5}]",
        lines);
    answer(&scored, "a", "true");
    assert_score(&scored, 93.5); /* 100 − 10 (3 hits of 7, at most 10) − 1.5 + 5 */
    assert_int_equal(scored.evaluation->deductions[0].hits, 3);
    assert_true(scored.evaluation->deductions[0].points == 10);
    answer(&scored, "a", "false");
    assert_score(&scored, 0); /* not below the floor */
    scored_close(&scored);
    score(
        &scored, rules,
        "\"scoring\":{\"mode\":\"deduction\",\"base\":90}," SECTIONS(
            "{\"id\":\"a\",\"type\":\"single_select\",\"options\":[{\"id\":\"x\",\"score\":10},"
            "{\"id\":\"y\",\"score\":4}],\"auto\":{\"cases\":[],\"default\":\"y\"}}") ",\"deduction"
                                                                                      "s\":[{"
                                                                                      "\"rule\":"
                                                                                      "\"greeted\","
                                                                                      "\"points\":"
                                                                                      "3,\"per\":"
                                                                                      "\"once\"}]",
        lines);
    assert_score(&scored, 81); /* 90 − 6 − 3 */
    scored_close(&scored);
}

static void profiles_change_the_weights(void **state) {
    static const char rubric[] =
        "\"sections\":[{\"id\":\"speed\",\"weight\":20,\"questions\":[" SELECT(
            "a", "1") "]},"
                      "{\"id\":\"solve\",\"weight\":50,\"questions\":[" SELECT(
                          "b", "1") "]},"
                                    "{\"id\":\"rest\",\"weight\":30,\"questions\":[" SELECT(
                                        "c", "1") "]}],"
                                                  "\"weight_profiles\":[{\"id\":\"promo\",\"when\":"
                                                  "{\"label\":\"大促\"},\"weights\":{\"speed\":"
                                                  "40}}]";
    struct scored scored;
    (void)state;
    score(&scored, no_rules, rubric, short_talk);
    answer(&scored, "a", "true");
    answer(&scored, "b", "false");
    answer(&scored, "c", "false");
    assert_score(&scored, 20);
    kefu_evaluation_free(scored.evaluation);
    assert_int_equal(kefu_conversation_add_label(scored.conversation, KEFU_TEXT("大促"), NULL),
                     KEFU_OK);
    scored.evaluation = evaluate(&scored.bench, scored.conversation, KEFU_TIME_END);
    answer(&scored, "a", "false");
    answer(&scored, "b", "true");
    answer(&scored, "c", "false");
    assert_score(&scored, 37.5); /* 50 of the 80 that are left, of 60 */
    scored_close(&scored);
}

static void an_open_conversation_is_provisional(void **state) {
    static const char rules[] = "[{\"id\":\"greeted\",\"when\":{\"act\":\"greeting\"}}]";
    static const char rubric[] = SECTIONS(
        SELECT("a", "1") ",{\"id\":\"hello\",\"type\":\"boolean\",\"auto\":{\"cases\":[{\"rule\":"
                         "\"greeted\",\"answer\":\"yes\"}],\"default\":\"no\"}}");
    static const char *const lines[] = {"c0 在吗", "a3 在的", NULL};
    struct scored scored;
    kefu_value value;
    (void)state;
    score(&scored, rules, rubric, lines);
    kefu_evaluation_free(scored.evaluation);
    scored.evaluation = evaluate(&scored.bench, scored.conversation, 5000);
    answer(&scored, "a", "true");
    value = kefu_evaluation_score(scored.evaluation);
    assert_int_equal(value.state, KEFU_STATE_PENDING);
    assert_int_equal(value.reason, KEFU_REASON_OPEN);
    assert_true(value.flags & KEFU_VALUE_PROVISIONAL);
    assert_true(value.value == 100);
    scored_close(&scored);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_are_weighed),
        cmocka_unit_test(sections_are_weighed),
        cmocka_unit_test(questions_are_weighed),
        cmocka_unit_test(missing_answers_follow_the_policy),
        cmocka_unit_test(metrics_and_rules_answer),
        cmocka_unit_test(vetoes_keep_the_raw_score),
        cmocka_unit_test(bonus_and_deductions_move_the_form),
        cmocka_unit_test(profiles_change_the_weights),
        cmocka_unit_test(an_open_conversation_is_provisional),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
