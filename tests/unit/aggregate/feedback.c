/* SPDX-License-Identifier: MIT
 * Tests of feedback and ratings in aggregates. */
#include "fixture.h"

static void feedback_is_counted_on_its_scale(void **state) {
    static const char *const records[] = {
        "{'source':'survey','invited_at':0,'at':9,'rating':4,'agent_id':'a1'}",
        "{'source':'survey','invited_at':0,'agent_id':'a1'}",
        "{'source':'review','rating':1,'text':'物流太慢，包装破损','topic':'logistics'}",
        "{'source':'complaint','conversation_id':'c1','rating':2}",
        "{'source':'complaint'}",
        "{'scale':{'min':0,'max':10},'rating':9}",
        "{'scale':{'min':0,'max':10},'rating':6}",
        "{'scale':{'min':0,'max':10},'rating':7}"};
    kefu_aggregate *aggregate = make("{}");
    size_t i;
    (void)state;
    add(aggregate, chats[0]);
    for (i = 0; i < sizeof records / sizeof *records; i++)
        assert_int_equal(add_feedback(aggregate, records[i]), KEFU_OK);
    assert_int_equal(kefu_aggregate_feedback_count(aggregate), 8);
    assert_true(number_of(aggregate, 0, "csat") == 1); /* of surveys alone */
    assert_true(number_of(aggregate, 0, "dsat") == 0);
    assert_true(number_of(aggregate, 0, "csat_mean") == 4);
    assert_true(number_of(aggregate, 0, "nps") == 0);
    assert_true(number_of(aggregate, 0, "participation_rate") == 0.5);
    assert_true(number_of(aggregate, 0, "good_review_rate") == 0);
    assert_true(number_of(aggregate, 0, "complaint_rate") == 1);
    assert_int_equal(aggregate->groups[0]->facts.surveys, 5); /* and who names no source */
    assert_int_equal(aggregate->groups[0]->ratings[3], 1);
    assert_int_equal(aggregate->groups[0]->ratings[0], 0); /* a review */
    assert_int_equal(aggregate->groups[0]->recommend[9], 1);
    assert_non_null(issue_of(aggregate, ISSUE_ASPECT, "logistics"));
    assert_int_equal(issue_of(aggregate, ISSUE_TOPIC, "logistics")->feedback, 1);
    kefu_aggregate_free(aggregate);
}

static void ratings_in_conversations_count_without_feedback(void **state) {
    kefu_aggregate *aggregate = make("{}");
    (void)state;
    add(aggregate, "{'id':'c1','messages':[],'events':[{'type':'invited','at':0},{'type':'rated',"
                   "'at':1,'value':5}]}");
    add(aggregate, "{'id':'c2','messages':[],'events':[{'type':'invited','at':0}]}");
    assert_true(number_of(aggregate, 0, "csat") == 1);
    assert_true(number_of(aggregate, 0, "participation_rate") == 0.5);
    assert_int_equal(value_of(aggregate, 0, "complaint_rate", KEFU_STATISTIC_DEFAULT).state,
                     KEFU_STATE_NO_DATA);
    assert_int_equal(add_feedback(aggregate, "{'source':'review','rating':1}"), KEFU_OK);
    assert_true(number_of(aggregate, 0, "csat") == 1); /* a review is no survey */
    assert_int_equal(add_feedback(aggregate, "{'scale':{'min':0,'max':10},'rating':9}"), KEFU_OK);
    assert_true(number_of(aggregate, 0, "nps") == 100);
    assert_true(number_of(aggregate, 0, "csat") == 1); /* another question than that survey's */
    assert_true(number_of(aggregate, 0, "participation_rate") == 0.5); /* it was not sent out */
    assert_int_equal(add_feedback(aggregate, "{'rating':1}"), KEFU_OK);
    assert_true(number_of(aggregate, 0, "csat") == 0); /* now the ratings of the records are used */
    kefu_aggregate_free(aggregate);
}

/* Two agents reply; the rating names one of them, a third one, or no agent. */
static void ratings_belong_to_whom_they_name(void **state) {
    static const struct {
        const char *names, *owner;
    } cases[] = {{"'to':'a1'", "a1"},     {"'agent_id':'a1','to':'a2'", "a1"},
                 {"'to':'a3'", "a3"},     {"'by':'a1'", "a2"},
                 {"'to':'system'", "a2"}, {"'value':1", "a2"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kefu_aggregate *aggregate = make("{}");
        char json[600];
        snprintf(json, sizeof json,
                 "{'id':'c','agent_id':'a2','messages':[{'role':'customer','at':0,'text':'问'},"
                 "{'role':'agent','at':1,'agent_id':'a1','text':'答'},{'role':'agent','at':2,"
                 "'agent_id':'a2','text':'答'}],'events':[{'type':'rated','at':3,'rating':1,%s}]}",
                 cases[i].names);
        add(aggregate, json);
        for (size_t group = 1; group < kefu_aggregate_group_count(aggregate); group++) {
            const kefu_value value = value_of(aggregate, group, "csat", KEFU_STATISTIC_DEFAULT);
            kefu_str key;
            assert_int_equal(kefu_aggregate_group_key(aggregate, group, 0, &key, NULL), KEFU_OK);
            assert_int_equal(value.n, kefu__str_is(key, cases[i].owner));
        }
        assert_true(number_of(aggregate, 0, "csat") == 0);
        kefu_aggregate_free(aggregate);
    }
}

static void bad_feedback_changes_nothing(void **state) {
    kefu_aggregate *aggregate = make("{}");
    (void)state;
    assert_int_equal(add_feedback(aggregate, "[]"), KEFU_E_DEFINITION);
    assert_int_equal(add_feedback(aggregate, "{'at'"), KEFU_E_JSON);
    assert_int_equal(kefu_aggregate_feedback_count(aggregate), 0);
    kefu_aggregate_free(aggregate);
}

/* A rating outside of its scale is ignored; the record itself counts. */
static void flawed_ratings_are_not_given(void **state) {
    static const struct {
        const char *json;
        size_t n;
        double mean;
    } cases[] = {{"{'rating':9}", 0, 0},
                 {"{'rating':0}", 0, 0},
                 {"{'rating':null}", 0, 0},
                 {"{'rating':''}", 0, 0},
                 {"{'rating':2,'scale':{'min':5,'max':1}}", 0, 0},
                 {"{'rating':4,'at':'yesterday'}", 1, 4},
                 {"{'rating':'5'}", 1, 5},
                 {"{'rating':' 4.0 '}", 1, 4},
                 {"{'rating':3.2}", 1, 3}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kefu_aggregate *aggregate = make("{}");
        kefu_value value;
        assert_int_equal(add_feedback(aggregate, cases[i].json), KEFU_OK);
        assert_int_equal(kefu_aggregate_feedback_count(aggregate), 1);
        value = value_of(aggregate, 0, "csat_mean", KEFU_STATISTIC_DEFAULT);
        if (value.n != cases[i].n || value.value != cases[i].mean)
            fail_msg("%s: %f of %d", cases[i].json, value.value, (int)value.n);
        kefu_aggregate_free(aggregate);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(feedback_is_counted_on_its_scale),
        cmocka_unit_test(ratings_in_conversations_count_without_feedback),
        cmocka_unit_test(ratings_belong_to_whom_they_name),
        cmocka_unit_test(bad_feedback_changes_nothing),
        cmocka_unit_test(flawed_ratings_are_not_given),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
