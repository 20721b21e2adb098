/* SPDX-License-Identifier: MIT
 * Tests of rubrics: what they refuse, how they score, what a person overrules, and their JSON. */
#include "fixture.h"

#include <math.h>

static const char no_rules[] = "[]";

/* ---- compiling ---------------------------------------------------------------------------------
 */

#define SECTIONS(questions)                                                                        \
    "\"sections\":[{\"id\":\"s\",\"weight\":100,\"questions\":[" questions "]}]"
#define BOOLEAN "{\"id\":\"q\",\"type\":\"boolean\"}"

static void mistakes_are_told_in_place(void **state) {
    static const struct {
        const char *rubric;
        kefu_status status;
        const char *code, *pointer, *place;
    } cases[] = {
        {"\"x_mine\":1", KEFU_E_DEFINITION, "missing_member", "", "{\"kefu\""},
        {"\"sections\":[]", KEFU_E_DEFINITION, "empty_rubric", "/sections", "[]"},
        {"\"sections\":[{\"id\":\"s\",\"questions\":[" BOOLEAN "]}]", KEFU_E_DEFINITION,
         "missing_member", "/sections/0", "{\"id\":\"s\""},
        {SECTIONS("{\"id\":\"s\",\"type\":\"boolean\"}"), KEFU_E_DUPLICATE, "duplicate_id",
         "/sections/0/questions/0/id", "\"s\""},
        {SECTIONS("{\"id\":\"q\"}"), KEFU_E_DEFINITION, "missing_member", "/sections/0/questions/0",
         "{\"id\":\"q\"}"},
        {SECTIONS("{\"id\":\"q\",\"type\":\"bool\"}"), KEFU_E_DEFINITION, "unknown_choice",
         "/sections/0/questions/0/type", "\"bool\""},
        {SECTIONS("{\"id\":\"q\",\"type\":\"boolean\",\"weigth\":2}"), KEFU_E_DEFINITION,
         "unknown_member", "/sections/0/questions/0/weigth", "\"weigth\""},
        {SECTIONS("{\"id\":\"q\",\"type\":\"boolean\",\"weight\":-1}"), KEFU_E_DEFINITION,
         "out_of_range", "/sections/0/questions/0/weight", "-1"},
        {SECTIONS("{\"id\":\"q\",\"type\":\"single_select\"}"), KEFU_E_DEFINITION, "missing_member",
         "/sections/0/questions/0", "{\"id\":\"q\""},
        {SECTIONS("{\"id\":\"q\",\"type\":\"boolean\",\"options\":[{\"id\":\"a\",\"score\":1}]}"),
         KEFU_E_DEFINITION, "out_of_range", "/sections/0/questions/0/options", "[{\"id\":\"a\""},
        {SECTIONS(
             "{\"id\":\"q\",\"type\":\"single_select\",\"options\":[{\"id\":\"a\",\"score\":1},"
             "{\"id\":\"a\",\"score\":0}]}"),
         KEFU_E_DUPLICATE, "duplicate_id", "/sections/0/questions/0/options/1/id", "\"a\""},
        {SECTIONS(
             "{\"id\":\"q\",\"type\":\"single_select\",\"options\":[{\"id\":\"a\",\"score\":0}]"
             "}"),
         KEFU_E_DEFINITION, "out_of_range", "/sections/0/questions/0", "{\"id\":\"q\""},
        {SECTIONS("{\"id\":\"q\",\"type\":\"numeric\",\"bind\":{\"metric\":\"frr\"},\"ranges\":[{"
                  "\"score\":1}]}"),
         KEFU_E_REFERENCE, "unresolved_ref", "/sections/0/questions/0/bind/metric", "\"frr\""},
        {SECTIONS("{\"id\":\"q\",\"type\":\"numeric\",\"bind\":{\"metric\":\"csat\"},\"ranges\":[{"
                  "\"score\":1}]}"),
         KEFU_E_DEFINITION, "wrong_entity", "/sections/0/questions/0/bind/metric", "\"csat\""},
        {SECTIONS(
             "{\"id\":\"q\",\"type\":\"numeric\",\"ranges\":[{\"max\":5,\"score\":1},{\"max\":5,"
             "\"score\":0}]}"),
         KEFU_E_DEFINITION, "band_overlap", "/sections/0/questions/0/ranges/1/max", "5,"},
        {SECTIONS("{\"id\":\"q\",\"type\":\"numeric\",\"ranges\":[{\"score\":1}],\"options\":[]}"),
         KEFU_E_DEFINITION, "wrong_type", "/sections/0/questions/0/options", "[]"},
        {SECTIONS("{\"id\":\"q\",\"type\":\"rating\",\"scale\":{\"min\":5,\"max\":1}}"),
         KEFU_E_DEFINITION, "out_of_range", "/sections/0/questions/0/scale", "{\"min\":5"},
        {SECTIONS("{\"id\":\"q\",\"type\":\"boolean\",\"auto\":{\"cases\":[{\"rule\":\"none\","
                  "\"answer\":\"yes\"}]}}"),
         KEFU_E_REFERENCE, "unresolved_ref", "/sections/0/questions/0/auto/cases/0/rule",
         "\"none\""},
        {SECTIONS(
             "{\"id\":\"q\",\"type\":\"boolean\",\"auto\":{\"cases\":[{\"when\":true,\"answer\""
             ":\"maybe\"}]}}"),
         KEFU_E_REFERENCE, "unresolved_ref", "/sections/0/questions/0/auto/cases/0/answer",
         "\"maybe\""},
        {SECTIONS("{\"id\":\"q\",\"type\":\"boolean\",\"enabled_if\":{\"phrase\":\"x\"}}"),
         KEFU_E_DEFINITION, "unknown_leaf", "/sections/0/questions/0/enabled_if", "{\"phrase\""},
        {SECTIONS(BOOLEAN) ",\"scoring\":{\"mode\":\"magic\"}", KEFU_E_DEFINITION, "unknown_choice",
         "/scoring/mode", "\"magic\""},
        {SECTIONS(BOOLEAN) ",\"scoring\":{\"mode\":\"points\",\"floor\":60,\"cap\":50}",
         KEFU_E_DEFINITION, "out_of_range", "/scoring", "{\"mode\""},
        {SECTIONS(BOOLEAN) ",\"bands\":[{\"id\":\"a\",\"min\":0},{\"id\":\"b\",\"min\":0}]",
         KEFU_E_DEFINITION, "band_overlap", "/bands", "[{\"id\""},
        {SECTIONS(BOOLEAN) ",\"weight_profiles\":[{\"id\":\"p\",\"weights\":{}}]",
         KEFU_E_DEFINITION, "missing_member", "/weight_profiles/0", "{\"id\":\"p\""},
        {SECTIONS(
             BOOLEAN) ",\"weight_profiles\":[{\"id\":\"p\",\"when\":true,\"weights\":{\"z\":1}}]",
         KEFU_E_REFERENCE, "unresolved_ref", "/weight_profiles/0/weights/z", "1}"},
        {SECTIONS(
             BOOLEAN) ",\"weight_profiles\":[{\"id\":\"p\",\"when\":true,\"weights\":{\"s\":120}}]",
         KEFU_E_DEFINITION, "out_of_range", "/weight_profiles/0/weights", "{\"s\":120}"},
        {SECTIONS(BOOLEAN) ",\"deductions\":[{\"rule\":\"none\",\"points\":1}]", KEFU_E_REFERENCE,
         "unresolved_ref", "/deductions/0/rule", "\"none\""},
    };
    size_t i;
    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(NULL, cases[i].rubric, cases[i].status, cases[i].code, cases[i].pointer,
                       cases[i].place);
}

static void assert_warned(const char *rubric, const char *code, const char *pointer) {
    struct bench bench;
    kefu_finding finding;
    size_t i;
    bench_open(&bench, no_rules, rubric);
    for (i = 0; i < kefu_findings_count(bench.findings); i++) {
        assert_int_equal(kefu_findings_get(bench.findings, i, &finding), KEFU_OK);
        if (strcmp(finding.code, code) == 0 && strcmp(finding.pointer, pointer) == 0)
            break;
    }
    if ((i == kefu_findings_count(bench.findings)) == (*code != '\0'))
        fail_msg("%s: no %s at %s", rubric, code, pointer);
    bench_close(&bench);
}

static void what_does_not_add_up_is_a_warning(void **state) {
    (void)state;
    assert_warned("\"sections\":[{\"id\":\"s\",\"weight\":90,\"questions\":[" BOOLEAN "]}]",
                  "weights_not_100", "/sections");
    assert_warned("\"sections\":[{\"id\":\"s\",\"weight\":1,\"questions\":[" BOOLEAN "]}]", "", "");
    assert_warned(SECTIONS(BOOLEAN) ",\"bands\":[{\"id\":\"a\",\"min\":60}]", "band_gap", "/bands");
    assert_warned(SECTIONS(BOOLEAN) ",\"bands\":[{\"id\":\"a\",\"min\":90},{\"id\":\"b\",\"min\":0,"
                                    "\"max\":89}]",
                  "band_gap", "/bands/1/max"); /* 89.5 would have none */
    assert_warned(SECTIONS(BOOLEAN) ",\"bands\":[{\"id\":\"a\",\"min\":90},{\"id\":\"b\",\"min\":0,"
                                    "\"max\":91}]",
                  "band_overlap", "/bands/1/max");
    assert_warned(
        SECTIONS(BOOLEAN) ",\"weight_profiles\":[{\"id\":\"p\",\"when\":true,\"weights\":{"
                          "\"s\":40},\"renormalize\":false}]",
        "weights_not_100", "/weight_profiles/0/weights");
    assert_warned(
        SECTIONS("{\"id\":\"q\",\"type\":\"numeric\",\"ranges\":[{\"max\":5,\"score\":1}]}"),
        "band_gap", "/sections/0/questions/0/ranges");
}

static void bands_are_half_open(void **state) {
    static const struct {
        double score;
        const char *band;
    } cases[] = {{0, "d"},  {59.99, "d"}, {60, "c"}, {79.99, "c"},
                 {80, "b"}, {89.5, "b"},  {90, "a"}, {100, "a"}};
    struct bench bench;
    size_t i;
    (void)state;
    bench_open(&bench, no_rules,
               SECTIONS(BOOLEAN) ",\"bands\":[{\"id\":\"c\",\"min\":60},{\"id\":\"a\",\"min\":90},"
                                 "{\"id\":\"d\",\"min\":0},{\"id\":\"b\",\"min\":80}]");
    for (i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(kefu__rubric_band(&bench.scheme->rubrics->items[0], cases[i].score)->id,
                            cases[i].band);
    assert_null(kefu__rubric_band(&bench.scheme->rubrics->items[0], -1));
    bench_close(&bench);
}

/* ---- scoring -----------------------------------------------------------------------------------
 */

struct scored {
    struct bench bench;
    kefu_conversation *conversation;
    kefu_evaluation *evaluation;
};

static void score(struct scored *scored, const char *rules, const char *rubric,
                  const char *const *lines) {
    bench_open(&scored->bench, rules, rubric);
    scored->conversation = talk(&scored->bench, lines);
    scored->evaluation = evaluate(&scored->bench, scored->conversation, KEFU_TIME_END);
}

static void scored_close(struct scored *scored) {
    kefu_evaluation_free(scored->evaluation);
    kefu_conversation_free(scored->conversation);
    bench_close(&scored->bench);
}

static void answer(struct scored *scored, const char *question, const char *value) {
    char json[300];
    snprintf(json, sizeof json, "{\"question\":\"%s\",\"answer\":%s,\"reason\":\"r\"}", question,
             value);
    if (kefu_evaluation_answer(scored->evaluation, json, strlen(json), &scored->bench.error))
        fail_msg("%s: %s", json, scored->bench.error.message);
}

static void assert_score(const struct scored *scored, double expected) {
    const kefu_value value = kefu_evaluation_score(scored->evaluation);
    if (value.state != KEFU_STATE_OK || fabs(value.value - expected) > 1e-9)
        fail_msg("state %u, score %g, expected %g", value.state, value.value, expected);
}

static void assert_part(const struct scored *scored, const char *id, double expected) {
    kefu_value value;
    assert_int_equal(kefu_evaluation_part(scored->evaluation, id, strlen(id), &value), KEFU_OK);
    if (!KEFU_VALUE_IS_NUMBER(value) || fabs(value.value - expected) > 1e-9)
        fail_msg("%s: state %u, score %g, expected %g", id, value.state, value.value, expected);
}

static const char *const short_talk[] = {"c0 在吗", "a10 您好", "c20 气死我了", "a30 嗯", NULL};

#define SELECT(id, weight)                                                                         \
    "{\"id\":\"" id "\",\"type\":\"boolean\",\"weight\":" weight                                   \
    ",\"options\":[{\"id\":\"yes\",\"score\":1},{\"id\":\"no\",\"score\":0}]}"

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
    assert_score(&scored, 75); /* what is left out leaves its weight to the others */
    assert_true(fabs(scored.evaluation->sections[0].weight - 100) < 1e-9);
    answer(&scored, "a", "null");
    answer(&scored, "b", "null");
    assert_int_equal(kefu_evaluation_score(scored.evaluation).state, KEFU_STATE_NO_DATA);
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
    assert_int_equal(kefu_evaluation_part(scored.evaluation, "off", 3, &value), KEFU_OK);
    assert_int_equal(value.state, KEFU_STATE_NOT_APPLICABLE);
    assert_score(&scored, 71);
    assert_int_equal(kefu_evaluation_part(scored.evaluation, "none", 4, &value), KEFU_E_NOT_FOUND);
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
    assert_int_equal(kefu_conversation_label(scored.conversation, KEFU_TEXT("大促"), NULL),
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

/* ---- answers and JSON --------------------------------------------------------------------------
 */

static kefu_status append(void *ctx, const char *data, size_t size) {
    kefu__buffer_add(ctx, data, size);
    return KEFU_OK;
}

static kefu_status stop(void *ctx, const char *data, size_t size) {
    (void)ctx;
    (void)data;
    return size ? KEFU_E_LIMIT : KEFU_OK;
}

static char *text_of(const kefu_evaluation *evaluation, struct buffer *buffer) {
    const kefu_allocator allocator = kefu__allocator_default();
    kefu__buffer_init(buffer, &allocator);
    assert_int_equal(kefu_evaluation_write(evaluation, append, buffer, NULL), KEFU_OK);
    kefu__buffer_add(buffer, "", 1);
    return buffer->data;
}

static const char full_rules[] =
    "[{\"id\":\"angry\",\"when\":{\"emotion\":\"anger\"},\"score\":{\"deduct\":1}},"
    "{\"id\":\"never\",\"when\":{\"not\":{\"intent\":\"threat\"}}}]";
static const char full_rubric[] = SECTIONS(SELECT(
    "a", "1") ",{\"id\":\"calm\",\"type\":\"boolean\",\"auto\":{\"cases\":[{\"rule\":"
              "\"angry\",\"answer\":\"no\"},{\"rule\":\"never\",\"answer\":\"yes\"}]}},{\"id\":"
              "\"stars\""
              ",\"type\":\"rating\",\"scale\":{\"min\":1,\"max\":5}},{\"id\":\"list\",\"type\":"
              "\"multi_select\",\"options\":[{\"id\":\"x\",\"score\":1},{\"id\":\"y\",\"score\":2}]"
              "},"
              "{\"id\":\"first\",\"type\":\"numeric\",\"bind\":{\"metric\":\"frt\"},\"ranges\":[{"
              "\"max\":"
              "7000,\"score\":1,\"on_fail\":{\"scope\":\"form\",\"action\":\"flag\"}},{\"score\":1}"
              "]}") ",\"deductions\":[{\"rule\":\"angry\"}],\"bands\":[{\"id\":\"all\",\"min\":0}]";

static void what_is_written_reads_the_same(void **state) {
    struct scored scored;
    struct buffer first, second;
    kefu_evaluation *read = NULL;
    (void)state;
    score(&scored, full_rules, full_rubric, short_talk);
    answer(&scored, "a", "true");
    answer(&scored, "stars", "3");
    answer(&scored, "list", "[\"y\"]");
    assert_part(&scored, "stars", 50);
    text_of(scored.evaluation, &first);
    if (kefu_evaluation_read_json(scored.bench.scheme, first.data, first.size - 1, &read,
                                  &scored.bench.error))
        fail_msg("%s: %s", scored.bench.error.pointer, scored.bench.error.message);
    text_of(read, &second);
    assert_string_equal(first.data, second.data);
    assert_non_null(strstr(first.data, "\"text\":\"气死\""));
    assert_non_null(strstr(first.data, "\"scores\":{\"form\":{\"final\":"));
    assert_int_equal(kefu_evaluation_write(read, stop, NULL, NULL), KEFU_E_WRITE);
    assert_int_equal(kefu_evaluation_write(read, NULL, NULL, NULL), KEFU_E_ARGUMENT);
    kefu_evaluation_free(read);
    kefu__buffer_free(&first);
    kefu__buffer_free(&second);
    scored_close(&scored);
}

static void a_person_overrules_but_does_not_erase(void **state) {
    struct scored scored;
    struct buffer text;
    (void)state;
    score(&scored, full_rules, full_rubric, short_talk);
    assert_int_equal(kefu_evaluation_answer(
                         scored.evaluation,
                         KEFU_TEXT("{\"question\":\"calm\",\"answer\":\"yes\",\"reason\":\"反讽\","
                                   "\"by\":\"梁文\",\"at\":\"2026-03-13T09:00:00+08:00\"}"),
                         NULL),
                     KEFU_OK);
    assert_part(&scored, "calm", 100);
    assert_int_equal(scored.evaluation->questions[1].found.options, 2);
    text_of(scored.evaluation, &text);
    assert_non_null(strstr(text.data, "\"source\":\"manual\",\"by\":\"梁文\",\"at\":1773363600000,"
                                      "\"comment\":\"反讽\",\"found\":{\"answer\":\"no\""));
    kefu__buffer_free(&text);
    scored_close(&scored);
}

static void wrong_answers_change_nothing(void **state) {
    static const struct {
        const char *json;
        kefu_status status;
        const char *pointer;
    } cases[] = {
        {"", KEFU_E_JSON, ""},
        {"[]", KEFU_E_DEFINITION, ""},
        {"{\"question\":\"a\",\"answer\":true}", KEFU_E_DEFINITION, ""},
        {"{\"question\":\"a\",\"reason\":\"r\"}", KEFU_E_DEFINITION, ""},
        {"{\"question\":\"zzz\",\"answer\":true,\"reason\":\"r\"}", KEFU_E_REFERENCE, "/question"},
        {"{\"question\":\"a\",\"answer\":\"x\",\"reason\":\"r\"}", KEFU_E_REFERENCE, "/answer"},
        {"{\"question\":\"a\",\"answer\":[\"yes\"],\"reason\":\"r\"}", KEFU_E_REFERENCE, "/answer"},
        {"{\"question\":\"stars\",\"answer\":6,\"reason\":\"r\"}", KEFU_E_DEFINITION, "/answer"},
        {"{\"question\":\"stars\",\"answer\":\"5\",\"reason\":\"r\"}", KEFU_E_DEFINITION,
         "/answer"},
        {"{\"question\":\"list\",\"answer\":\"x\",\"reason\":\"r\"}", KEFU_E_DEFINITION, "/answer"},
        {"{\"question\":\"list\",\"answer\":[\"x\",\"q\"],\"reason\":\"r\"}", KEFU_E_REFERENCE,
         "/answer/1"},
        {"{\"question\":\"a\",\"answer\":true,\"reason\":\"r\",\"at\":\"now\"}", KEFU_E_DEFINITION,
         "/at"},
    };
    struct scored scored;
    struct buffer before, after;
    size_t i;
    (void)state;
    score(&scored, full_rules, full_rubric, short_talk);
    text_of(scored.evaluation, &before);
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        kefu_error error;
        if (kefu_evaluation_answer(scored.evaluation, cases[i].json, strlen(cases[i].json),
                                   &error) != cases[i].status)
            fail_msg("%s: %d %s", cases[i].json, error.status, error.message);
        assert_string_equal(error.pointer, cases[i].pointer);
    }
    assert_int_equal(kefu_evaluation_answer(NULL, "{}", 2, NULL), KEFU_E_ARGUMENT);
    text_of(scored.evaluation, &after);
    assert_string_equal(before.data, after.data);
    kefu__buffer_free(&before);
    kefu__buffer_free(&after);
    scored_close(&scored);
}

static void replace(char *text, const char *from, const char *to) {
    char *at = strstr(text, from);
    assert_non_null(at);
    assert_int_equal(strlen(from), strlen(to));
    memcpy(at, to, strlen(to));
}

static void foreign_evaluations_are_refused(void **state) {
    static const struct {
        const char *from, *to;
        kefu_status status;
    } cases[] = {
        {"\"kind\":\"evaluation\"", "\"kind\":\"evaluatio_\"", KEFU_E_DEFINITION},
        {"\"digest\":\"", "\"digest\":'", KEFU_E_JSON},
        {"test.rubric", "test.rubri_", KEFU_E_SCHEME},
        {"\"rule\":\"never\"", "\"rule\":\"neve_\"", KEFU_E_DEFINITION},
        {"\"question\":\"calm\"", "\"question\":\"cal_\"", KEFU_E_DEFINITION},
        {"\"question\":\"stars\"", "\"question\":\"first\"", KEFU_E_DEFINITION},
        {"null,\"status\":\"not_app", "null,\"status\":\"not_apq", KEFU_E_DEFINITION},
        {"\"answers\":", "\"answer_\":", KEFU_E_DEFINITION},
        {"\"hits\":[", "\"hit_\":[", KEFU_E_DEFINITION},
    };
    struct scored scored;
    struct buffer text;
    size_t i;
    (void)state;
    score(&scored, full_rules, full_rubric, short_talk);
    answer(&scored, "a", "\"na\"");
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        kefu_evaluation *read = NULL;
        kefu_error error;
        memset(&error, 0, sizeof error);
        text_of(scored.evaluation, &text);
        if (strlen(cases[i].from) == strlen(cases[i].to))
            replace(text.data, cases[i].from, cases[i].to);
        else
            *strstr(text.data, cases[i].from) = '\'';
        if (kefu_evaluation_read_json(scored.bench.scheme, text.data, text.size - 1, &read,
                                      &error) != cases[i].status)
            fail_msg("%s: %d %s %s", cases[i].to, error.status, error.pointer, error.message);
        assert_null(read);
        kefu__buffer_free(&text);
    }
    scored_close(&scored);
}

/* ---- tests in documents ------------------------------------------------------------------------
 */

#define TALK                                                                                       \
    "\"conversation\":{\"messages\":[{\"role\":\"customer\",\"text\":\"气死我了\"},{\"role\":" \
    "\"agent\",\"text\":\"您好\"}]}"

static void tests_in_documents_are_run(void **state) {
    static const char rules[] =
        "[{\"id\":\"angry\",\"when\":{\"emotion\":\"anger\"}},{\"id\":\"rude\",\"when\":{\"fault\":"
        "\"rude\"}}],\"tests\":[{" TALK ",\"hits\":[\"angry\"],\"lacks\":[\"rude\"]},"
        "{\"name\":\"wrong\"," TALK ",\"hits\":[\"rude\"],\"lacks\":[\"angry\"]},"
        "{\"conversation\":{\"messages\":5}}]";
    static const char rubric[] = SECTIONS("{\"id\":\"calm\",\"type\":\"boolean\",\"auto\":{"
                                          "\"cases\":[{\"rule\":\"angry\","
                                          "\"answer\":\"no\"}],\"default\":\"yes\"}},{\"id\":"
                                          "\"fast\",\"type\":\"numeric\","
                                          "\"bind\":{\"metric\":\"frt\"},\"ranges\":[{\"score\":1}]"
                                          "}") ",\"bands\":[{\"id\":\"top\",\"min\":50},{\"id\":"
                                               "\"low\",\"min\":0}],\"tests\":[{" TALK
                                               ",\"band\":\"low\",\"answers\":{\"calm\":\"no\","
                                               "\"fast\":null}},{" TALK
                                               ",\"band\":\"top\",\"answers\":{\"calm\":\"yes\","
                                               "\"fast\":5}}]";
    static const char *const expected[] = {
        "/tests/1 wrong: there is no hit of rude",   "/tests/1 wrong: there is a hit of angry",
        "/tests/2 the conversation cannot be read:", "/tests/1 the band is low",
        "/tests/1 another answer was found to calm", "/tests/1 another answer was found to fast"};
    struct bench bench;
    size_t failed = 0, i;
    (void)state;
    bench_open(&bench, rules, rubric);
    kefu_findings_clear(bench.findings);
    assert_int_equal(kefu_scheme_test(bench.scheme, bench.findings, &failed, NULL), KEFU_OK);
    assert_int_equal(failed, 3);
    assert_int_equal(kefu_findings_count(bench.findings), 6);
    for (i = 0; i < 6; i++) {
        kefu_finding finding;
        char got[300];
        assert_int_equal(kefu_findings_get(bench.findings, i, &finding), KEFU_OK);
        assert_int_equal(finding.line, 1);
        snprintf(got, sizeof got, "%s %s", finding.pointer, finding.message);
        if (strncmp(got, expected[i], strlen(expected[i])) != 0)
            fail_msg("%s, expected %s", got, expected[i]);
    }
    bench_close(&bench);
    assert_refused("[],\"tests\":[{" TALK ",\"hits\":[\"none\"]}]", NULL, KEFU_E_REFERENCE,
                   "unresolved_ref", "/tests/0/hits/0", "\"none\"");
    assert_refused("[],\"tests\":[{\"hits\":[]}]", NULL, KEFU_E_DEFINITION, "missing_member",
                   "/tests/0", "{\"hits\"");
    assert_refused(NULL, SECTIONS(BOOLEAN) ",\"tests\":[{" TALK ",\"band\":\"none\"}]",
                   KEFU_E_REFERENCE, "unresolved_ref", "/tests/0/band", "\"none\"");
    assert_refused(NULL, SECTIONS(BOOLEAN) ",\"tests\":[{" TALK ",\"answers\":{\"z\":1}}]",
                   KEFU_E_REFERENCE, "unresolved_ref", "/tests/0/answers/z", "1}");
}

/* ---- memory ------------------------------------------------------------------------------------
 */

static void no_memory_is_told_and_nothing_leaks(void **state) {
    struct test_memory memory;
    size_t fail_at, last = 0;
    (void)state;
    for (fail_at = 1; last == 0; fail_at += fail_at < 60 ? 1 : 7) {
        const kefu_allocator allocator = test_allocator(&memory, fail_at);
        struct bench bench;
        kefu_conversation *conversation = NULL;
        kefu_evaluation *evaluation = NULL;
        kefu_rubric rubric = 0;
        kefu_event event = KEFU_EVENT_INIT;
        kefu_status status = bench_try(&bench, full_rules, full_rubric, &allocator);
        event.text.data = "气死我了";
        event.text.size = strlen(event.text.data);
        if (!status)
            status = kefu_conversation_new(bench.scheme, NULL, &conversation, NULL);
        if (!status)
            status = kefu_conversation_push(conversation, bench.scratch, &event, NULL, NULL);
        if (!status)
            status = kefu_scheme_rubric(bench.scheme, "", 0, &rubric, NULL);
        if (!status)
            status = kefu_evaluate(conversation, rubric, KEFU_TIME_END, &evaluation, NULL);
        if (status == KEFU_OK)
            last = fail_at;
        else
            assert_int_equal(status, KEFU_E_MEMORY);
        kefu_evaluation_free(evaluation);
        kefu_conversation_free(conversation);
        bench_close(&bench);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.live_bytes, 0);
    }
    assert_true(last > 60);
}

static void misuse_is_refused(void **state) {
    struct scored scored;
    kefu_evaluation *evaluation = NULL;
    kefu_rubric rubric = 0;
    kefu_value value;
    (void)state;
    score(&scored, no_rules, SECTIONS(BOOLEAN), short_talk);
    assert_int_equal(kefu_scheme_rubric(scored.bench.scheme, "test.rubric", 11, &rubric, NULL),
                     KEFU_OK);
    assert_int_equal(kefu_scheme_rubric(scored.bench.scheme, "x", 1, &rubric, NULL),
                     KEFU_E_NOT_FOUND);
    assert_int_equal(kefu_scheme_rubric(NULL, "x", 1, &rubric, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_evaluate(NULL, rubric, 0, &evaluation, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_evaluate(scored.conversation, rubric, 0, NULL, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_evaluate(scored.conversation, 0, 0, &evaluation, NULL), KEFU_E_HANDLE);
    assert_int_equal(kefu_evaluation_part(NULL, "q", 1, &value), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_evaluation_part(scored.evaluation, NULL, 0, &value), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_evaluation_score(NULL).state, KEFU_STATE_NO_DATA);
    assert_string_equal(kefu_evaluation_band(NULL), "");
    assert_int_equal(kefu_evaluation_read_json(NULL, "{}", 2, &evaluation, NULL), KEFU_E_ARGUMENT);
    assert_null(evaluation);
    kefu_evaluation_free(NULL);
    scored_close(&scored);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_are_told_in_place),
        cmocka_unit_test(what_does_not_add_up_is_a_warning),
        cmocka_unit_test(bands_are_half_open),
        cmocka_unit_test(points_are_weighed),
        cmocka_unit_test(sections_are_weighed),
        cmocka_unit_test(questions_are_weighed),
        cmocka_unit_test(missing_answers_follow_the_policy),
        cmocka_unit_test(metrics_and_rules_answer),
        cmocka_unit_test(vetoes_keep_the_raw_score),
        cmocka_unit_test(bonus_and_deductions_move_the_form),
        cmocka_unit_test(profiles_change_the_weights),
        cmocka_unit_test(an_open_conversation_is_provisional),
        cmocka_unit_test(what_is_written_reads_the_same),
        cmocka_unit_test(a_person_overrules_but_does_not_erase),
        cmocka_unit_test(wrong_answers_change_nothing),
        cmocka_unit_test(foreign_evaluations_are_refused),
        cmocka_unit_test(tests_in_documents_are_run),
        cmocka_unit_test(no_memory_is_told_and_nothing_leaks),
        cmocka_unit_test(misuse_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
