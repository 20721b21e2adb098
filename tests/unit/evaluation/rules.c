/* SPDX-License-Identifier: MIT
 * Tests of rules: what they refuse, where they are true. */
#include "fixture.h"

/* ---- compiling ---- */

static void mistakes_are_told_in_place(void **state) {
    static const struct {
        const char *rules;
        kefu_status status;
        const char *code, *pointer, *place;
    } cases[] = {
        {"{}", KEFU_E_DEFINITION, "wrong_type", "/rules", "{}}"},
        {"[{\"when\":true}]", KEFU_E_DEFINITION, "missing_member", "/rules/0", "{\"when\""},
        {"[{\"id\":\"r\"}]", KEFU_E_DEFINITION, "missing_member", "/rules/0", "{\"id\""},
        {"[{\"id\":\"\",\"when\":true}]", KEFU_E_DEFINITION, "bad_id", "/rules/0/id", "\"\""},
        {"[{\"id\":\"12345678901234567890123456789012345678901234567890123456789012345\","
         "\"when\":true}]",
         KEFU_E_DEFINITION, "bad_id", "/rules/0/id", "\"12345"},
        {"[{\"id\":\"r\",\"when\":true},{\"id\":\"r\",\"when\":true}]", KEFU_E_DUPLICATE,
         "duplicate_id", "/rules/1/id", "\"r\""},
        {"[{\"id\":\"r\",\"when\":true,\"severty\":\"major\"}]", KEFU_E_DEFINITION,
         "unknown_member", "/rules/0/severty", "\"severty\""},
        {"[{\"id\":\"r\",\"when\":true,\"severity\":\"huge\"}]", KEFU_E_DEFINITION,
         "unknown_choice", "/rules/0/severity", "\"huge\""},
        {"[{\"id\":\"r\",\"when\":true,\"score\":{\"per\":\"hit\"}}]", KEFU_E_DEFINITION,
         "missing_member", "/rules/0/score", "{\"per\""},
        {RULE("{\"phrase\":\"\"}"), KEFU_E_DEFINITION, "out_of_range", "/rules/0/when/phrase",
         "\"\""},
        {RULE("{\"phrase\":[]}"), KEFU_E_DEFINITION, "wrong_type", "/rules/0/when/phrase", "[]"},
        {RULE("{\"phrase\":[\"a\",3]}"), KEFU_E_DEFINITION, "wrong_type", "/rules/0/when/phrase/1",
         "3]"},
        {RULE("{\"phrase\":{\"near\":[[\"a\"]]}}"), KEFU_E_DEFINITION, "out_of_range",
         "/rules/0/when/phrase/near", "[[\"a\"]]"},
        {RULE("{\"phrase\":{\"any\":[\"a\"],\"all\":[\"a\",\"b\"]}}"), KEFU_E_DEFINITION,
         "two_shapes", "/rules/0/when/phrase", "{\"any\""},
        {RULE("{\"act\":\"appology\"}"), KEFU_E_REFERENCE, "unresolved_ref", "/rules/0/when/act",
         "\"appology\""},
        {RULE("{\"act\":\"apology\",\"exists\":false}"), KEFU_E_DEFINITION, "wrong_type",
         "/rules/0/when/exists", "false"},
        {RULE("{\"act\":\"apology\",\"role\":\"boss\"}"), KEFU_E_DEFINITION, "unknown_choice",
         "/rules/0/when/role", "\"boss\""},
        {RULE("{\"act\":\"apology\",\"within\":{}}"), KEFU_E_DEFINITION, "missing_member",
         "/rules/0/when/within", "{}"},
        {RULE("{\"act\":\"apology\",\"within\":{\"turns\":[2,1]}}"), KEFU_E_DEFINITION,
         "out_of_range", "/rules/0/when/within/turns", "[2,1]"},
        {RULE("{\"act\":\"apology\",\"within\":{\"turns\":[0,1]}}"), KEFU_E_DEFINITION,
         "out_of_range", "/rules/0/when/within/turns", "[0,1]"},
        {RULE("{\"act\":\"apology\",\"within\":{\"turns\":[-1,2]}}"), KEFU_E_DEFINITION,
         "out_of_range", "/rules/0/when/within/turns", "[-1,2]"},
        {RULE("{\"act\":\"apology\",\"within\":{\"turns\":1,\"seconds\":3}}"), KEFU_E_DEFINITION,
         "two_units", "/rules/0/when/within/seconds", "3}"},
        {RULE("{\"act\":\"apology\",\"anchor\":{\"on\":\"x\"}}"), KEFU_E_REFERENCE,
         "unresolved_ref", "/rules/0/when/anchor/on", "\"x\""},
        {RULE("{\"act\":\"apology\",\"anchor\":{}}"), KEFU_E_DEFINITION, "missing_member",
         "/rules/0/when/anchor", "{}"},
        {RULE("{\"sentiment\":\"sad\"}"), KEFU_E_DEFINITION, "unknown_choice",
         "/rules/0/when/sentiment", "\"sad\""},
        {RULE("{\"repeat\":{\"times\":1}}"), KEFU_E_DEFINITION, "out_of_range",
         "/rules/0/when/repeat/times", "1}"},
        {RULE("{\"gap\":{}}"), KEFU_E_DEFINITION, "missing_member", "/rules/0/when", "{\"gap\""},
        {RULE("{\"metric\":\"frr\",\"gt\":1}"), KEFU_E_REFERENCE, "unresolved_ref",
         "/rules/0/when/metric", "\"frr\""},
        {RULE("{\"metric\":\"csat\",\"gt\":1}"), KEFU_E_DEFINITION, "wrong_entity",
         "/rules/0/when/metric", "\"csat\""},
        {RULE("{\"rule\":\"r\"}"), KEFU_E_REFERENCE, "unresolved_ref", "/rules/0/when/rule",
         "\"r\""},
        {RULE("{\"feeling\":\"anger\"}"), KEFU_E_DEFINITION, "unknown_member",
         "/rules/0/when/feeling", "\"feeling\""},
        {RULE("{\"phrase\":{\"count\":{\"min\":3,\"of\":[\"a\",\"b\"]}}}"), KEFU_E_DEFINITION,
         "out_of_range", "/rules/0/when/phrase/count/min", "3,"},
        {RULE("{\"phrase\":{\"count\":[\"a\"]}}"), KEFU_E_DEFINITION, "wrong_type",
         "/rules/0/when/phrase/count", "[\"a\"]"},
        {RULE("{\"phrase\":{\"except\":\"a\"}}"), KEFU_E_DEFINITION, "missing_member",
         "/rules/0/when/phrase", "{\"except\""},
        {RULE("{\"phrase\":\"加＊微信\"}"), KEFU_E_DEFINITION, "phrase_wildcard",
         "/rules/0/when/phrase", "\"加"},
        {RULE("{\"pattern\":{\"except\":\"a\"}}"), KEFU_E_DEFINITION, "missing_member",
         "/rules/0/when/pattern", "{\"except\""},
        {RULE("{\"pattern\":[\"a\",\"(\"]}"), KEFU_E_DEFINITION, "bad_regex",
         "/rules/0/when/pattern/1", "\"(\""},
        {RULE("{\"pattern\":\"[ab]*a[ab]{13}\"}"), KEFU_E_LIMIT, "pattern_too_large",
         "/rules/0/when/pattern", "\"[ab]"},
        {RULE("{\"entity\":\"shoe\"}"), KEFU_E_REFERENCE, "unresolved_ref", "/rules/0/when/entity",
         "\"shoe\""},
    };
    size_t i;
    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(cases[i].rules, NULL, cases[i].status, cases[i].code, cases[i].pointer,
                       cases[i].place);
}

static void rules_are_listed_with_their_titles(void **state) {
    struct bench bench;
    kefu_rule rule;
    (void)state;
    bench_open(&bench,
               "[{\"id\":\"one\",\"title\":{\"zh-Hans\":\"一\",\"en\":\"One\"},\"when\":true},"
               "{\"id\":\"two\",\"when\":true}]",
               PLAIN_RUBRIC);
    assert_int_equal(kefu_scheme_rule_count(bench.scheme), 2);
    rule = kefu_scheme_rule_at(bench.scheme, 0);
    assert_string_equal(kefu_scheme_rule_id(bench.scheme, rule), "one");
    assert_string_equal(kefu_scheme_rule_title(bench.scheme, rule, "en"), "One");
    assert_string_equal(kefu_scheme_rule_title(bench.scheme, rule, "zh-Hans"), "一");
    rule = kefu_scheme_rule_at(bench.scheme, 1);
    assert_string_equal(kefu_scheme_rule_title(bench.scheme, rule, NULL), "two");
    assert_int_equal(kefu_scheme_rule_at(bench.scheme, 2), 0);
    assert_null(kefu_scheme_rule_id(bench.scheme, 0));
    assert_null(kefu_scheme_rule_id(bench.scheme, rule ^ 0x55000000));
    assert_int_equal(kefu_scheme_rule_count(NULL), 0);
    bench_close(&bench);
}

/* ---- where rules are true ---- */

/* The hits of a rule at the end of a conversation; and the same when it is watched line by line. */
static void assert_hits(const char *rules, const char *const *lines, const char *expected) {
    struct bench bench;
    kefu_conversation *conversation;
    kefu_evaluation *evaluation;
    char got[1000];
    bench_open(&bench, rules, PLAIN_RUBRIC);
    conversation = talk(&bench, lines);
    evaluation = evaluate(&bench, conversation, KEFU_TIME_END);
    describe(evaluation, got, sizeof got);
    if (strcmp(got, expected) != 0)
        fail_msg("%s\n  gives \"%s\", expected \"%s\"", rules, got, expected);
    kefu_evaluation_free(evaluation);
    kefu_conversation_free(conversation);
    bench_close(&bench);
}

static const char *const quarrel[] = {"c0 什么时候发货",
                                      "a5 您好，我看看",
                                      "c10 气死我了",
                                      "c12 你们真是气死人",
                                      "a20 稍等",
                                      "c30 有点恼火",
                                      "a40 抱歉让您久等了",
                                      "n45 这人难缠，笨蛋",
                                      "c50 好吧谢谢",
                                      "a60 不客气，再见",
                                      NULL};

static void phrases_are_counted_excluded_and_excepted(void **state) {
    (void)state;
    assert_hits(RULE("{\"phrase\":{\"count\":{\"min\":2,\"of\":[\"好吧\",\"谢谢\",\"再见\"]}}}"),
                quarrel, "r:m50");
    assert_hits(RULE("{\"phrase\":{\"count\":{\"min\":1,\"of\":[\"好吧\",\"再见\"]}}}"), quarrel,
                "r:m50 r:m60");
    assert_hits(RULE("{\"phrase\":{\"none\":[\"您\",\"再见\"]},\"role\":\"agent\"}"), quarrel,
                "r:m20");
    assert_hits(RULE("{\"phrase\":{\"any\":\"气死\",\"none\":\"你们\"}}"), quarrel, "r:m10");
    assert_hits(RULE("{\"phrase\":{\"any\":\"气死\",\"except\":\"真是气死人\"}}"), quarrel,
                "r:m10");
    assert_hits(RULE("{\"phrase\":{\"any\":\"气死\",\"except\":\"气死人\"}}"), quarrel, "r:m10");
    assert_hits(RULE("{\"phrase\":{\"any\":\"气死\",\"except\":\"你们真是\"}}"), quarrel,
                "r:m10 r:m12");
}

static const char *const order[] = {"c0 訂單號：２０２４0101123456，电话13800138000",
                                    "a5 3个工作日内退款，约￥1,299.00元", "a6 不保证3天退款",
                                    "c7 三月十五号买的，花了五十块", NULL};

static void patterns_and_entities_are_found(void **state) {
    (void)state;
    assert_hits(RULE("{\"pattern\":\"订单号?[:： ]*\\\\d{10,20}\"}"), order, "r:m0");
    assert_hits(
        RULE("{\"pattern\":{\"any\":[\"\\\\d+(个)?(工作日|天)内?退款\"],\"except\":\"不保证.{0,9}"
             "\"}}"),
        order, "r:m5");
    assert_hits(RULE("{\"pattern\":\"\\\\d+天.*退\",\"role\":\"agent\"}"), order, "r:m6");
    assert_hits(RULE("{\"entity\":\"phone\"}"), order, "r:m0");
    assert_hits(RULE("{\"entity\":[\"amount\",\"phone\"]}"), order, "r:m0 r:m5 r:m7");
    assert_hits(RULE("{\"entity\":\"date\"}"), order, "r:m7");
    assert_hits(RULE("{\"entity\":\"mail\"}"), order, "");
}

static void leaves_are_found_by_what_they_ask(void **state) {
    (void)state;
    assert_hits(RULE("{\"phrase\":\"稍等\"}"), quarrel, "r:m20");
    assert_hits(RULE("{\"phrase\":[\"发货\",\"再见\"]}"), quarrel, "r:m0 r:m60");
    assert_hits(RULE("{\"phrase\":[\"发货\",\"再见\"],\"role\":\"agent\"}"), quarrel, "r:m60");
    assert_hits(RULE("{\"phrase\":{\"all\":[\"好吧\",\"谢谢\"]}}"), quarrel, "r:m50");
    assert_hits(RULE("{\"phrase\":{\"all\":[\"好吧\",\"再见\"]}}"), quarrel, "");
    assert_hits(RULE("{\"phrase\":{\"near\":[[\"不客气\"],[\"再见\"]],\"max_gap\":1}}"), quarrel,
                "r:m60");
    assert_hits(RULE("{\"phrase\":{\"near\":[[\"不客气\"],[\"再见\"]],\"max_gap\":0}}"), quarrel,
                "");
    assert_hits(RULE("{\"phrase\":{\"near\":[[\"再见\"],[\"不客气\"]],\"max_gap\":1}}"), quarrel,
                "");
    assert_hits(
        RULE("{\"phrase\":{\"near\":[[\"再见\"],[\"不客气\"]],\"max_gap\":1,\"ordered\":false}}"),
        quarrel, "r:m60");
    assert_hits(RULE("{\"emotion\":\"anger\"}"), quarrel, "r:m10 r:m12 r:m30");
    assert_hits(RULE("{\"emotion\":\"anger\",\"ge\":0.5}"), quarrel, "r:m10 r:m12");
    assert_hits(RULE("{\"act\":[\"greeting\",\"apology\"]}"), quarrel, "r:m5 r:m40");
    assert_hits(RULE("{\"fault\":\"rude\",\"role\":\"any\"}"), quarrel, ""); /* a note is private */
    assert_hits(RULE("{\"sentiment\":\"positive\"}"), quarrel, "r:m50");
    assert_hits(RULE("{\"sentiment\":\"any\",\"role\":\"customer\",\"lt\":-0.1}"), quarrel,
                "r:m10 r:m12 r:m30");
}

static void windows_count_from_both_ends(void **state) {
    (void)state;
    assert_hits(RULE("{\"sentiment\":\"any\",\"role\":\"agent\",\"within\":{\"messages\":1}}"),
                quarrel, "r:m5");
    assert_hits(RULE("{\"sentiment\":\"any\",\"role\":\"agent\",\"within\":{\"messages\":[2,3]}}"),
                quarrel, "r:m20 r:m40");
    assert_hits(
        RULE("{\"sentiment\":\"any\",\"role\":\"agent\",\"within\":{\"messages\":[-2,-1]}}"),
        quarrel, "r:m40 r:m60");
    assert_hits(RULE("{\"sentiment\":\"any\",\"role\":\"agent\",\"within\":{\"messages\":[3,-2]}}"),
                quarrel, "r:m40");
    assert_hits(RULE("{\"sentiment\":\"any\",\"role\":\"customer\",\"within\":{\"turns\":2}}"),
                quarrel, "r:m0 r:m10 r:m12");
    assert_hits(
        RULE("{\"sentiment\":\"any\",\"role\":\"customer\",\"within\":{\"turns\":[-1,-1]}}"),
        quarrel, "r:m50");
    assert_hits(RULE("{\"sentiment\":\"any\",\"within\":{\"seconds\":10},\"role\":\"any\"}"),
                quarrel, "r:m0 r:m5 r:m10");
    assert_hits(RULE("{\"sentiment\":\"any\",\"within\":{\"seconds\":[-10,-1]},\"role\":\"any\"}"),
                quarrel, "r:m50");
}

static void logic_picks_the_hits(void **state) {
    (void)state;
    assert_hits(RULE("{\"all\":[{\"emotion\":\"anger\"},{\"act\":\"apology\"}]}"), quarrel,
                "r:m10 r:m12 r:m30");
    assert_hits(RULE("{\"all\":[{\"emotion\":\"anger\"},{\"not\":{\"act\":\"apology\"}}]}"),
                quarrel, "");
    assert_hits(
        RULE("{\"any\":[{\"act\":\"apology\"},{\"intent\":\"threat\"},{\"act\":\"greeting\"}"
             "]}"),
        quarrel, "r:m5 r:m40");
    assert_hits(RULE("{\"not\":{\"intent\":\"threat\"}}"), quarrel, "r:-");
    assert_hits(RULE("{\"metric\":\"frt\",\"lt\":6000}"), quarrel, "r:-");
    assert_hits(RULE("{\"metric\":\"frt\",\"gt\":6000}"), quarrel, "");
    assert_hits(RULE("{\"metric\":\"resolution\",\"eq\":0}"), quarrel, ""); /* nobody knows */
    assert_hits(RULE("{\"count\":{\"min\":2,\"of\":[{\"act\":\"apology\"},{\"intent\":\"threat\"},"
                     "{\"act\":\"greeting\"}]}}"),
                quarrel, "r:-");
    assert_hits("[{\"id\":\"a\",\"when\":{\"emotion\":\"anger\"}},"
                "{\"id\":\"b\",\"when\":{\"all\":[{\"rule\":\"a\"},{\"phrase\":\"再见\"}]}}]",
                quarrel, "a:m10 a:m12 a:m30 b:m60");
}

#define SOOTHED(turns, hits)                                                                       \
    RULE(                                                                                          \
        "{\"all\":[{\"id\":\"x\",\"emotion\":\"anger\",\"ge\":0.5},{\"not\":{\"act\":\"apology\"," \
        "\"anchor\":{\"on\":\"x\",\"position\":\"after\"" turns hits "}}}]}")

static void anchors_are_judged_hit_by_hit(void **state) {
    static const char *const twice[] = {"c0 气死我了",  "a5 抱歉", "c10 气死了", "a15 知道了",
                                        "c20 气死了啊", "a25 哦",  NULL};
    static const char *const never[] = {"c0 气死我了", "a5 哦", "c10 气死了", "a15 知道了", NULL};
    (void)state;
    assert_hits(SOOTHED(",\"turns\":[1,1]", ""), quarrel, "r:m10 r:m12");
    assert_hits(SOOTHED(",\"turns\":[1,2]", ""), quarrel, "");
    assert_hits(SOOTHED(",\"turns\":1", ""), twice, "r:m10 r:m20");
    assert_hits(SOOTHED(",\"messages\":1", ""), twice, "r:m10 r:m20");
    assert_hits(SOOTHED(",\"seconds\":5", ""), twice, "r:m10 r:m20");
    assert_hits(SOOTHED("", ""), twice, "r:m10 r:m20");
    assert_hits(SOOTHED(",\"turns\":1", ",\"hits\":\"any\""), twice, "");
    assert_hits(SOOTHED(",\"turns\":1", ",\"hits\":\"any\""), never, "r:m0 r:m10");
    assert_hits(RULE("{\"all\":[{\"id\":\"x\",\"emotion\":\"anger\",\"ge\":0.5},{\"act\":"
                     "\"apology\",\"anchor\":{"
                     "\"on\":\"x\",\"position\":\"after\",\"turns\":1,\"hits\":\"any\"}}]}"),
                never, "");
    assert_hits(
        RULE("{\"all\":[{\"id\":\"x\",\"act\":\"apology\"},{\"emotion\":\"anger\",\"anchor\":"
             "{\"on\":\"x\",\"position\":\"before\",\"turns\":1}}]}"),
        twice, "r:m5");
    assert_hits(RULE("{\"all\":[{\"id\":\"x\",\"act\":\"apology\"},{\"phrase\":\"久等\",\"anchor\":"
                     "{\"on\":\"x\",\"position\":\"same\"}}]}"),
                quarrel, "r:m40");
    assert_hits(
        RULE("{\"all\":[{\"id\":\"x\",\"act\":\"apology\"},{\"emotion\":\"anger\",\"anchor\":"
             "{\"on\":\"x\",\"position\":\"around\",\"turns\":[1,1]}}]}"),
        quarrel, "r:m40");
}

static void repetitions_are_of_one_role(void **state) {
    static const char *const parrot[] = {"c0 到哪了",
                                         "a5 亲亲请您耐心等待物流更新哦",
                                         "c10 还没到",
                                         "a15 亲亲请您耐心等待物流更新哦~",
                                         "c20 请您耐心等待物流更新哦",
                                         "a25 好的",
                                         "a30 好的",
                                         NULL};
    (void)state;
    assert_hits(RULE("{\"repeat\":{\"similarity\":0.8}}"), parrot, "r:m15");
    assert_hits(RULE("{\"repeat\":{\"similarity\":0.8,\"times\":3}}"), parrot, "");
    assert_hits(RULE("{\"repeat\":{\"similarity\":0.8,\"min_characters\":2}}"), parrot,
                "r:m15 r:m30");
    assert_hits(RULE("{\"repeat\":{\"similarity\":0.8},\"role\":\"customer\"}"), parrot, "");
}

static void gaps_know_when_no_answer_is_needed(void **state) {
    static const char *const slow[] = {"c0 在吗", "a200 在的", "c210 谢谢", NULL};
    static const char *const left[] = {"c0 在吗", "a100 在的", "c210 那什么时候发", "r300", NULL};
    (void)state;
    assert_hits(RULE("{\"gap\":{\"from\":\"customer\"},\"gt\":180000}"), slow, "r:m0 r:m210");
    assert_hits(RULE("{\"gap\":{\"unless\":\"gratitude\"},\"gt\":180000}"), slow, "r:m0");
    assert_hits(RULE("{\"gap\":{\"unless\":\"gratitude\"},\"gt\":200000}"), slow, "");
    assert_hits(RULE("{\"gap\":{\"unless\":\"gratitude\"},\"ge\":200000}"), slow, "r:m0");
    assert_hits(RULE("{\"gap\":{},\"ge\":90000}"), left, "r:m0 r:m210");
    assert_hits(RULE("{\"gap\":{},\"gt\":95000}"), left, "r:m0"); /* resolved before */
    assert_hits(RULE("{\"gap\":{\"from\":\"agent\"},\"gt\":100000}"), left, "r:m100");
    assert_hits(RULE("{\"gap\":{\"from\":\"agent\"},\"gt\":110000}"), left, "");
}

static void what_is_not_decided_is_pending(void **state) {
    static const char *const lines[] = {"c0 在吗", "a5 在的", NULL};
    struct bench bench;
    struct watch watch;
    kefu_conversation *conversation;
    uint32_t reason = KEFU_REASON_NONE;
    (void)state;
    bench_open(&bench,
               "[{\"id\":\"greeted\",\"when\":{\"act\":\"greeting\"}},"
               "{\"id\":\"early\",\"when\":{\"act\":\"greeting\",\"within\":{\"messages\":1}}}]",
               PLAIN_RUBRIC);
    conversation = talk(&bench, lines);
    assert_true(kefu__watch_init(&watch, conversation, &conversation->allocator));
    assert_true(kefu__watch_update(&watch, 6000));
    assert_int_equal(kefu__watch_rule(&watch, 0, &reason), TRUTH_UNKNOWN);
    assert_int_equal(reason, KEFU_REASON_OPEN);
    assert_int_equal(kefu__watch_rule(&watch, 1, &reason),
                     TRUTH_FALSE); /* its message has come and gone */
    assert_true(kefu__watch_update(&watch, KEFU_TIME_END));
    assert_int_equal(kefu__watch_rule(&watch, 0, &reason), TRUTH_FALSE);
    kefu__watch_free(&watch);
    kefu_conversation_free(conversation);
    bench_close(&bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_are_told_in_place),
        cmocka_unit_test(rules_are_listed_with_their_titles),
        cmocka_unit_test(leaves_are_found_by_what_they_ask),
        cmocka_unit_test(phrases_are_counted_excluded_and_excepted),
        cmocka_unit_test(patterns_and_entities_are_found),
        cmocka_unit_test(windows_count_from_both_ends),
        cmocka_unit_test(logic_picks_the_hits),
        cmocka_unit_test(anchors_are_judged_hit_by_hit),
        cmocka_unit_test(repetitions_are_of_one_role),
        cmocka_unit_test(gaps_know_when_no_answer_is_needed),
        cmocka_unit_test(what_is_not_decided_is_pending),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
