/* SPDX-License-Identifier: MIT
 * Tests of adding up: values, groups, evaluations, bad input, memory. */
#include "fixture.h"

#include <math.h>

static void groups_and_the_total(void **state) {
    kefu_aggregate *aggregate = four("{'group_by':['agent_id','team'],'timezone':'Z'}");
    kefu_value value;
    kefu_str key;
    (void)state;
    assert_int_equal(kefu_aggregate_group_count(aggregate), 4);
    assert_int_equal(kefu_aggregate_conversation_count(aggregate), 4);
    assert_int_equal(kefu_aggregate_group_key(aggregate, 1, 0, &key, NULL), KEFU_OK);
    assert_int_equal(key.size, 0); /* nobody's come first */
    assert_int_equal(kefu_aggregate_group_key(aggregate, 2, 0, &key, NULL), KEFU_OK);
    assert_true(kefu__str_is(key, "a1"));
    assert_int_equal(kefu_aggregate_group_key(aggregate, 2, 1, &key, NULL), KEFU_OK);
    assert_true(kefu__str_is(key, "t1"));
    assert_int_equal(kefu_aggregate_group_key(aggregate, 2, 2, &key, NULL), KEFU_E_NOT_FOUND);
    assert_true(number_of(aggregate, 0, "frt") == 68000);
    assert_true(number_of(aggregate, 2, "frt") == 2000);
    assert_true(number_of(aggregate, 3, "reply_rate_3min") == 0);
    assert_true(number_of(aggregate, 0, "reply_rate_3min") == 0.5);
    assert_true(number_of(aggregate, 0, "unanswered_rate") == 0.25);
    value = value_of(aggregate, 0, "reply_rate_3min", KEFU_STATISTIC_DEFAULT);
    assert_int_equal(value.state, KEFU_STATE_LOW_N);
    assert_true((value.flags & KEFU_VALUE_HAS_INTERVAL) && value.low < 0.5 && value.high > 0.5);
    value = value_of(aggregate, 1, "frt", KEFU_STATISTIC_DEFAULT);
    assert_true(value.state == KEFU_STATE_NO_DATA && value.reason == KEFU_REASON_UNANSWERED);
    value = value_of(aggregate, 0, "frt", KEFU_STATISTIC_P90); /* 3000 + 0.8 · 197000 */
    assert_true(fabs(value.value - 160600) < 1e-6 && !(value.flags & KEFU_VALUE_APPROXIMATE));
    value = value_of(aggregate, 0, "frt", KEFU_STATISTIC_MAX);
    assert_true(value.value == 200000);
    assert_int_equal(aggregate->hours[0].conversations, 3);
    assert_int_equal(aggregate->hours[1].conversations, 1);
    assert_true(aggregate->first_at == 0 && aggregate->last_at == 3600000);
    kefu_aggregate_free(aggregate);
}

/* a1 is slow, rude, and transfers the conversation; a9 answers at once, so the outcome belongs to
 * a9. */
static void every_agent_gets_what_is_his_own(void **state) {
    kefu_aggregate *aggregate = make("{}");
    const kefu_str keys[2][AGGREGATE_COLUMNS_MAX] = {{{"a1", 2}}, {{"a9", 2}}};
    const struct group *a1, *a9;
    kefu_value value;
    (void)state;
    add(aggregate,
        "{'id':'c1','messages':[{'at':0,'role':'customer','text':'太慢了'},{'at':240000,"
        "'role':'agent','agent_id':'a1','text':'自己看说明书，烦不烦'},{'at':250000,"
        "'role':'customer','text':'气死我了'},{'at':251000,'role':'agent','agent_id':"
        "'a9','text':'非常抱歉'},{'at':300000,'role':'customer','text':'谢谢'}],'events':"
        "[{'at':249000,'type':'transfer','to':'a9'},{'at':400000,'type':'resolved'}]}");
    a1 = kefu__aggregate_find(aggregate, keys[0]);
    a9 = kefu__aggregate_find(aggregate, keys[1]);
    assert_true(a1 && a9 && kefu_aggregate_group_count(aggregate) == 3);
    assert_true(a1->facts.conversations == 0 && a1->facts.joined == 1);
    assert_true(a9->facts.conversations == 1 && a9->facts.joined == 0);
    assert_true(a1->facts.messages == 1 && a9->facts.messages == 4);
    assert_true(number_of(aggregate, 1, "frt") == 240000);
    assert_true(number_of(aggregate, 1, "art") == 240000);
    assert_true(number_of(aggregate, 1, "reply_rate_3min") == 0);
    assert_true(number_of(aggregate, 1, "fault_rate") == 1);
    assert_int_equal(value_of(aggregate, 1, "resolution", 0).state, KEFU_STATE_NO_DATA);
    assert_true(number_of(aggregate, 2, "art") == 1000);
    assert_true(number_of(aggregate, 2, "reply_rate_3min") ==
                0.5); /* the reply to the thanks belongs to this agent */
    assert_true(number_of(aggregate, 2, "fault_rate") == 0);
    assert_true(number_of(aggregate, 2, "resolution") == 1);
    value = value_of(aggregate, 2, "frt", 0);
    assert_true(value.state == KEFU_STATE_NO_DATA && value.reason == KEFU_REASON_NO_EVENTS);
    assert_true(number_of(aggregate, 0, "art") == 120500);
    assert_true(value_of(aggregate, 0, "reply_rate_3min", 0).n == 3);
    assert_true(number_of(aggregate, 0, "fault_rate") == 1);
    assert_null(
        kefu__group_issue(a1, ISSUE_ACT, text("apology"), definition_of(ISSUE_ACT, "apology")));
    assert_non_null(
        kefu__group_issue(a9, ISSUE_ACT, text("apology"), definition_of(ISSUE_ACT, "apology")));
    assert_null(
        kefu__group_issue(a1, ISSUE_EMOTION, text("anger"), definition_of(ISSUE_EMOTION, "anger")));
    assert_non_null(
        kefu__group_issue(a9, ISSUE_EMOTION, text("anger"), definition_of(ISSUE_EMOTION, "anger")));
    kefu_aggregate_free(aggregate);
}

static void evaluations_add_scores_bands_and_rules(void **state) {
    kefu_aggregate *aggregate = make("{}");
    kefu_conversation *c = chat_read(
        "{'id':'c1','messages':[{'id':'m1','at':0,'role':'customer','text':'怎么还不发货'},{'id':'"
        "m2',"
        "'at':9000,'role':'agent','agent_id':'a3','text':'加我微信聊，私下给您优惠'}]}");
    const struct score_part *form;
    kefu_evaluation *evaluation;
    kefu_rubric rubric;
    kefu_value score;
    uint64_t bands = 0;
    size_t i;
    (void)state;
    assert_int_equal(kefu_scheme_find_rubric(chat_scheme, "", 0, &rubric, NULL), KEFU_OK);
    assert_int_equal(kefu_evaluate(c, rubric, KEFU_TIME_END, &evaluation, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_add_conversation(aggregate, c, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_add_evaluation(aggregate, c, evaluation, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_conversation_count(aggregate), 1);
    assert_int_equal(kefu_aggregate_group_count(aggregate), 2);
    assert_int_equal(aggregate->groups[1]->facts.evaluations, 1);
    score = kefu_evaluation_score(evaluation);
    assert_true(KEFU_VALUE_IS_NUMBER(score));
    form = kefu__group_score(aggregate->groups[1], text(evaluation->rubric->id),
                             kefu__score_definition(evaluation->rubric, NULL));
    assert_non_null(form);
    assert_true(form->measure.n == 1 &&
                fabs(kefu__wide_double(form->measure.sum) / MEASURE_SCALE - score.value) < 1e-6);
    assert_true(aggregate->groups[0]->score_count > 3); /* sections and questions, too */
    for (i = 0; i < aggregate->groups[0]->issue_count; i++)
        if (aggregate->groups[0]->issues[i].kind == ISSUE_BAND)
            bands += aggregate->groups[0]->issues[i].conversations;
    assert_int_equal(bands, 1);
    assert_true(evaluation->hit_count > 0);
    for (i = 0; i < evaluation->hit_count; i++)
        assert_non_null(issue_of(aggregate, ISSUE_RULE,
                                 chat_scheme->rules->items[evaluation->hits[i].rule].id));
    assert_int_equal(kefu_aggregate_add_evaluation(aggregate, c, NULL, NULL), KEFU_E_ARGUMENT);
    kefu_evaluation_free(evaluation);
    kefu_conversation_free(c);
    kefu_aggregate_free(aggregate);
}

static void bad_specs_are_refused(void **state) {
    static const struct {
        const char *spec, *pointer;
        kefu_status status;
    } bad[] = {{"[]", "", KEFU_E_DEFINITION},
               {"{", "", KEFU_E_JSON},
               {"{\"group\":[]}", "/group", KEFU_E_DEFINITION},
               {"{\"group_by\":\"agent_id\"}", "/group_by", KEFU_E_DEFINITION},
               {"{\"group_by\":[1]}", "/group_by/0", KEFU_E_DEFINITION},
               {"{\"group_by\":[\"a\",\"a\"]}", "/group_by/1", KEFU_E_DEFINITION},
               {"{\"group_by\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\"]}", "/group_by",
                KEFU_E_DEFINITION},
               {"{\"timezone\":\"Asia/Shanghai\"}", "/timezone", KEFU_E_DEFINITION},
               {"{\"evidence\":21}", "/evidence", KEFU_E_DEFINITION}};
    size_t i;
    (void)state;
    for (i = 0; i < sizeof bad / sizeof *bad; i++) {
        kefu_aggregate *aggregate = NULL;
        kefu_error error;
        memset(&error, 0, sizeof error);
        assert_int_equal(kefu_aggregate_new(chat_scheme, bad[i].spec, strlen(bad[i].spec), NULL,
                                            &aggregate, &error),
                         bad[i].status);
        if (bad[i].status == KEFU_E_DEFINITION)
            assert_string_equal(error.pointer, bad[i].pointer);
        assert_null(aggregate);
    }
}

static void schemes_do_not_mix(void **state) {
    kefu_scheme *other = chat_scheme_with("{'kefu':1,'kind':'metric_set','id':'o','version':'1',"
                                          "'metrics':[{'id':'x','type':'count','of':'messages',"
                                          "'direction':'lower_is_better'}]}");
    kefu_conversation *c = chat_read_with(other, "{}", NULL);
    kefu_aggregate *ours = make("{}"), *theirs, *grouped = make("{'group_by':[]}");
    (void)state;
    assert_int_equal(kefu_aggregate_new(other, NULL, 0, NULL, &theirs, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_add_conversation(ours, c, NULL), KEFU_E_SCHEME);
    assert_int_equal(kefu_aggregate_merge(ours, grouped, NULL), KEFU_E_SCHEME);
    assert_int_equal(kefu_aggregate_merge(ours, ours, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_aggregate_group_count(grouped), 1);
    kefu_conversation_free(c);
    kefu_aggregate_free(ours);
    kefu_aggregate_free(theirs);
    kefu_aggregate_free(grouped);
    kefu_aggregate_free(NULL);
    kefu_scheme_release(other);
}

static struct chat_text saved(const kefu_aggregate *aggregate) {
    struct chat_text to = {NULL, 0};
    assert_int_equal(kefu_aggregate_save(aggregate, chat_write, &to, NULL), KEFU_OK);
    return to;
}

/* One try with the `failing`-th allocation of the addition failing. True when none did. */
static bool add_under_pressure(const kefu_conversation *first, const kefu_conversation *second,
                               size_t failing) {
    kefu_aggregate_options options = KEFU_AGGREGATE_OPTIONS_INIT;
    struct test_memory memory;
    const kefu_allocator allocator = test_allocator(&memory, 0);
    struct chat_text before, after;
    kefu_aggregate *aggregate;
    kefu_status status;
    options.allocator = &allocator;
    assert_int_equal(kefu_aggregate_new(chat_scheme, NULL, 0, &options, &aggregate, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_add_conversation(aggregate, first, NULL), KEFU_OK);
    before = saved(aggregate);
    memory.fail_at = memory.allocations + failing;
    status = kefu_aggregate_add_conversation(aggregate, second, NULL);
    memory.fail_at = 0;
    after = saved(aggregate);
    if (status != KEFU_OK) {
        assert_int_equal(status, KEFU_E_MEMORY);
        assert_int_equal(before.size, after.size);
        assert_memory_equal(before.data, after.data, before.size);
        assert_int_equal(kefu_aggregate_add_conversation(aggregate, second, NULL), KEFU_OK);
    }
    kefu_aggregate_free(aggregate);
    assert_int_equal(memory.live_bytes, 0);
    free(before.data);
    free(after.data);
    return status == KEFU_OK;
}

static void without_memory_nothing_is_half_added(void **state) {
    kefu_conversation *first = chat_read(chats[2]);
    kefu_conversation *second = chat_read("{'id':'c7','messages':[{'at':0,'role':'customer','text':"
                                          "'物流太慢了，气死我了'},{'at':9000,"
                                          "'role':'agent','agent_id':'a1','text':'非常抱歉'},{'at':"
                                          "9500,'role':'agent','agent_id':'a3',"
                                          "'text':'马上为您处理'}]}");
    size_t failing = 1;
    (void)state;
    while (!add_under_pressure(first, second, failing))
        failing++;
    assert_true(failing > 20);
    kefu_conversation_free(first);
    kefu_conversation_free(second);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_and_the_total),
        cmocka_unit_test(every_agent_gets_what_is_his_own),
        cmocka_unit_test(evaluations_add_scores_bands_and_rules),
        cmocka_unit_test(bad_specs_are_refused),
        cmocka_unit_test(schemes_do_not_mix),
        cmocka_unit_test(without_memory_nothing_is_half_added),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
