/* SPDX-License-Identifier: MIT
 * Tests of evaluations of one agent's part: who did it pays for it. */
#include "conversation/chat.h"

#include "evaluation/parts.h"

/* a1 answers and insults; a9 takes over, quotes and resolves. */
#define RESCUE                                                                                         \
    "{'id':'r','messages':[{'at':1773288000000,'role':'customer','text':'什么时候发货'},"        \
    "{'at':1773288010000,'role':'agent','agent_id':'a1','text':'你有病吧，自己不会看吗'},"  \
    "{'at':1773288020000,'role':'customer','text':'怎么骂人呢'},"                                 \
    "{'at':1773288100000,'role':'agent','agent_id':'a9','text':"                                       \
    "'您好，非常抱歉给您带来不好的体验，已经为您安排今天发出'}],'events':[" \
    "{'at':1773288060000,'type':'transfer','from':'a1','to':'a9'},"                                    \
    "{'at':1773288200000,'type':'resolved','by':'a9'}]}"

static kefu_evaluation *part_of(const kefu_conversation *c, const char *agent) {
    kefu_evaluate_options options = KEFU_EVALUATE_OPTIONS_INIT;
    kefu_evaluation *evaluation;
    kefu_rubric rubric;
    options.agent_id = (kefu_str){agent, strlen(agent)};
    assert_int_equal(kefu_scheme_find_rubric(chat_scheme, "", 0, &rubric, NULL), KEFU_OK);
    assert_int_equal(kefu_evaluate_part(c, rubric, &options, &evaluation, NULL), KEFU_OK);
    return evaluation;
}

static bool is_vetoed(const kefu_evaluation *e, const char *question) {
    for (size_t i = 0; i < e->veto_count; i++)
        if (strcmp(e->rubric->questions[e->vetoes[i].question].id, question) == 0)
            return true;
    return false;
}

static uint32_t state_of(const kefu_evaluation *e, const char *question) {
    return e->questions[kefu__rubric_find_question(e->rubric, kefu__str(question))].answer.state;
}

static void a_veto_falls_on_the_speaker(void **state) {
    kefu_conversation *c = chat_read(RESCUE);
    kefu_evaluation *whole = part_of(c, ""), *a1 = part_of(c, "a1"), *a9 = part_of(c, "a9");
    (void)state;
    assert_true(is_vetoed(whole, "not_rude") && is_vetoed(a1, "not_rude"));
    assert_false(is_vetoed(a9, "not_rude"));
    assert_int_equal(a9->veto_count, 0);
    assert_true(kefu_evaluation_score(a1).value == 0);
    assert_true(kefu_evaluation_score(a9).value > 60);
    for (size_t i = 0; i < a9->hit_count; i++)
        assert_true(a9->hits[i].agent_id.size == 0 || kefu__str_is(a9->hits[i].agent_id, "a9"));
    kefu_evaluation_free(a9);
    kefu_evaluation_free(a1);
    kefu_evaluation_free(whole);
    kefu_conversation_free(c);
}

static void an_outcome_is_asked_of_who_ended_it(void **state) {
    kefu_conversation *c = chat_read(RESCUE);
    kefu_evaluation *a1 = part_of(c, "a1"), *a9 = part_of(c, "a9");
    (void)state;
    assert_int_equal(state_of(a1, "resolved"), KEFU_STATE_NOT_APPLICABLE);
    assert_int_equal(state_of(a9, "resolved"), KEFU_STATE_OK);
    assert_int_equal(state_of(a1, "first_response"), KEFU_STATE_OK);
    assert_int_equal(state_of(a9, "first_response"), KEFU_STATE_NOT_APPLICABLE); /* a1 was first */
    kefu_evaluation_free(a9);
    kefu_evaluation_free(a1);
    kefu_conversation_free(c);
}

static void it_says_of_whom_it_is(void **state) {
    kefu_conversation *c = chat_read(RESCUE);
    kefu_evaluation *a9 = part_of(c, "a9"), *back;
    struct chat_text text = {NULL, 0}, again = {NULL, 0}, agents = {NULL, 0};
    (void)state;
    assert_int_equal(kefu_evaluation_write(a9, chat_write, &text, NULL), KEFU_OK);
    assert_non_null(strstr(text.data, "\"of\":\"agent\",\"agent_id\":\"a9\""));
    assert_int_equal(
        kefu_evaluation_read_json(chat_scheme, text.data, text.size, &back, NULL, NULL), KEFU_OK);
    assert_int_equal(kefu_evaluation_write(back, chat_write, &again, NULL), KEFU_OK);
    assert_string_equal(again.data, text.data);
    assert_int_equal(kefu_conversation_write_agents(c, chat_write, &agents, NULL), KEFU_OK);
    assert_string_equal(agents.data, "[\"a1\",\"a9\"]");
    free(agents.data);
    free(again.data);
    free(text.data);
    kefu_evaluation_free(back);
    kefu_evaluation_free(a9);
    kefu_conversation_free(c);
}

static void who_has_no_part_is_not_found(void **state) {
    kefu_conversation *c = chat_read(RESCUE);
    kefu_evaluate_options options = KEFU_EVALUATE_OPTIONS_INIT;
    kefu_evaluation *evaluation;
    kefu_rubric rubric;
    (void)state;
    options.agent_id = (kefu_str){"a7", 2};
    assert_int_equal(kefu_scheme_find_rubric(chat_scheme, "", 0, &rubric, NULL), KEFU_OK);
    assert_int_equal(kefu_evaluate_part(c, rubric, &options, &evaluation, NULL), KEFU_E_NOT_FOUND);
    kefu_conversation_free(c);
}

/* Groups by agent take the parts, the total the conversation's evaluation. */
static void groups_by_agent_take_the_parts(void **state) {
    kefu_conversation *c = chat_read(RESCUE);
    kefu_evaluation *whole = part_of(c, ""), *a9 = part_of(c, "a9");
    kefu_aggregate *total;
    kefu_report *report;
    struct chat_text text = {NULL, 0};
    (void)state;
    assert_int_equal(kefu_aggregate_new(chat_scheme, NULL, 0, NULL, &total, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_add_conversation(total, c, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_add_evaluation(total, c, whole, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_add_evaluation(total, c, a9, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_report_new(total, NULL, &report, NULL), KEFU_OK);
    assert_int_equal(kefu_report_write(report, KEFU_FORMAT_JSON, chat_write, &text, NULL), KEFU_OK);
    const char *group = strstr(text.data, "{\"agent_id\":\"a1\"}");
    assert_non_null(group);
    assert_non_null(strstr(group, "\"score\":{\"value\":0,\"n\":1"));
    group = strstr(text.data, "{\"agent_id\":\"a9\"}");
    assert_non_null(group);
    assert_true(strncmp(strstr(group, "\"score\":{\"value\":"), "\"score\":{\"value\":0,", 19) !=
                0);
    free(text.data);
    kefu_report_free(report);
    kefu_aggregate_free(total);
    kefu_evaluation_free(a9);
    kefu_evaluation_free(whole);
    kefu_conversation_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_veto_falls_on_the_speaker),
        cmocka_unit_test(an_outcome_is_asked_of_who_ended_it),
        cmocka_unit_test(it_says_of_whom_it_is),
        cmocka_unit_test(who_has_no_part_is_not_found),
        cmocka_unit_test(groups_by_agent_take_the_parts),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
