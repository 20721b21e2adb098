/* SPDX-License-Identifier: MIT
 * Tests of what aggregates find in texts: issues, their subjects and their quotes. */
#include "fixture.h"

static void issues_carry_their_quotes(void **state) {
    kefu_aggregate *aggregate = four("{'evidence':1}");
    const struct issue *anger = issue_of(aggregate, ISSUE_EMOTION, "anger");
    const kefu_str a1[AGGREGATE_COLUMNS_MAX] = {{"a1", 2}};
    const struct group *group = kefu__aggregate_find(aggregate, a1);
    const struct issue *apology;
    (void)state;
    assert_non_null(anger);
    assert_int_equal(anger->conversations, 1);
    assert_int_equal(anger->negative, 1);
    assert_int_equal(anger->evidence_count, 1);
    assert_true(kefu__str_is(anger->evidence[0]->conversation_id, "c1"));
    assert_true(kefu__str_is(anger->evidence[0]->agent_id, "a1"));
    assert_true(kefu__str_is(anger->evidence[0]->text, "太慢了，气死我了"));
    assert_true(anger->evidence[0]->start < anger->evidence[0]->end);
    assert_int_equal(issue_of(aggregate, ISSUE_TOPIC, "refund")->negative, 1);
    assert_null(issue_of(aggregate, ISSUE_FAULT, "rude"));
    assert_non_null(group);
    apology = kefu__group_issue(group, ISSUE_ACT, text("apology"),
                                definition_of(ISSUE_ACT, "apology"));
    assert_non_null(apology);
    assert_int_equal(apology->evidence_count, 0); /* quotes are the total's */
    add(aggregate, "{'id':'c9','messages':[{'at':0,'role':'customer','text':'气死我了！！'}]}");
    anger = issue_of(aggregate, ISSUE_EMOTION, "anger");
    assert_int_equal(anger->conversations, 2);
    assert_int_equal(anger->evidence_count, 1);
    kefu_aggregate_free(aggregate);
}

static void long_numbers_are_masked(void **state) {
    kefu_aggregate *aggregate = make("{}");
    (void)state;
    add(aggregate, "{'id':'c9','topic':'x','messages':[{'at':0,'role':'customer','text':"
                   "'太差了13800138000，订单123456'}]}");
    assert_true(kefu__str_is(issue_of(aggregate, ISSUE_TOPIC, "x")->evidence[0]->text,
                             "太差了***********，订单******"));
    kefu_aggregate_free(aggregate);
}

/* An end of a quote splits a number, which is recognised as one by the text beyond the quote. */
static void what_a_border_cuts_is_masked(void **state) {
    (void)state;
    for (size_t before = 60; before < 130; before++) {
        kefu_aggregate *aggregate = make("{}");
        char text[1024] = "{'id':'c9','topic':'x','messages':[{'at':0,'role':'customer','text':'";
        for (size_t i = 0; i < before; i++)
            strcat(text, "a ");
        strcat(text, "13800138000 太差了 13800138000");
        for (size_t i = 0; i < before; i++)
            strcat(text, " a");
        strcat(text, "'}]}");
        add(aggregate, text);
        const kefu_str quote = issue_of(aggregate, ISSUE_TOPIC, "x")->evidence[0]->text;
        for (size_t i = 0; i < quote.size; i++)
            assert_true(quote.data[i] < '0' || quote.data[i] > '9');
        kefu_aggregate_free(aggregate);
    }
}

static void a_long_text_is_framed_around_its_evidence(void **state) {
    kefu_aggregate *aggregate = make("{}");
    struct issue issue;
    struct quote quote;
    char long_text[3001];
    size_t i;
    (void)state;
    memset(&issue, 0, sizeof issue);
    memset(&quote, 0, sizeof quote);
    for (i = 0; i < 1000; i++)
        memcpy(long_text + i * 3, "货", 4);
    quote.text.data = long_text;
    quote.text.size = 3000;
    for (i = 0; i <= 930; i += 31) {
        const struct evidence *evidence;
        const uint32_t width = (uint32_t)(i % 2 ? 69 : 1) * 3;
        quote.start = (uint32_t)i * 3;
        quote.end = quote.start + width;
        quote.strength += 0.01;
        assert_true(kefu__evidence_add(aggregate, &issue, &quote));
        evidence = issue.evidence[0];
        assert_true(evidence->text.size <= AGGREGATE_QUOTE_MAX && evidence->text.size % 3 == 0);
        assert_int_equal(evidence->end - evidence->start, width);
        if (i > 80 && i < 850) { /* as much before as behind it, but for a character */
            const uint32_t behind = (uint32_t)evidence->text.size - evidence->end;
            assert_in_range(evidence->start + 6 - behind, 0, 12);
        }
        assert_memory_equal(evidence->text.data + evidence->start, "货", 3);
    }
    kefu__release(&aggregate->allocator, issue.evidence[0], issue.evidence[0]->size);
    kefu__release(&aggregate->allocator, issue.evidence,
                  issue.evidence_capacity * sizeof *issue.evidence);
    kefu_aggregate_free(aggregate);
}

/* Quotes have one order, by every member in turn, so that any split of the records keeps the same.
 */
static void every_member_of_a_quote_orders_it(void **state) {
    enum { LESSER = 8 };
    struct evidence lesser[LESSER], greater[LESSER];
    (void)state;
    for (size_t i = 0; i < LESSER; i++) {
        const struct evidence same = {.order = 5,
                                      .conversation_id = text("c5"),
                                      .record_id = text("m5"),
                                      .text = text("慢"),
                                      .agent_id = text("a5"),
                                      .at = 5,
                                      .start = 5,
                                      .end = 5};
        lesser[i] = greater[i] = same;
        assert_int_equal(kefu__evidence_compare(&lesser[i], &greater[i]), 0);
    }
    lesser[0].order = 4;
    lesser[1].conversation_id = text("c4");
    lesser[2].record_id = text("m");
    lesser[3].text = text("差");
    lesser[4].agent_id = text("");
    lesser[5].at = -5;
    lesser[6].start = 4;
    lesser[7].end = 4;
    for (size_t i = 0; i < LESSER; i++) {
        assert_true(kefu__evidence_compare(&lesser[i], &greater[i]) < 0);
        assert_true(kefu__evidence_compare(&greater[i], &lesser[i]) > 0);
        for (size_t k = i + 1; k < LESSER; k++) /* whatever the members behind it say */
            assert_true(kefu__evidence_compare(&lesser[i], &lesser[k]) < 0);
    }
}

/* A record counts once for what is its topic and what its words judge; what is only named, and what
 * a content customer says, is no complaint. */
static void subjects_count_a_record_once(void **state) {
    kefu_aggregate *aggregate = make("{}");
    const struct issue *logistics, *price;
    (void)state;
    add(aggregate, "{'id':'c1','topic':'logistics','messages':[{'at':0,'role':'customer','text':"
                   "'物流太慢了，垃圾'}]}");
    add(aggregate, "{'id':'c2','topic':'price','messages':[{'at':0,'role':'customer','text':"
                   "'物流太慢了，垃圾'}]}");
    add(aggregate, "{'id':'c3','topic':'price','messages':[{'at':0,'role':'customer','text':"
                   "'物流单号发我一下'}]}");
    assert_int_equal(add_feedback(aggregate, "{'rating':5,'text':'物流太慢了，垃圾'}"), KEFU_OK);
    assert_int_equal(add_feedback(aggregate, "{'rating':3,'text':'物流太慢了，垃圾'}"), KEFU_OK);
    logistics = issue_of(aggregate, ISSUE_SUBJECT, "logistics");
    price = issue_of(aggregate, ISSUE_SUBJECT, "price");
    assert_int_equal(logistics->conversations, 3);
    assert_int_equal(logistics->feedback, 2);
    assert_int_equal(logistics->negative, 3); /* c1, c2 and the middle rating */
    assert_int_equal(logistics->positive, 0);
    assert_int_equal(logistics->evidence_count, 0);
    assert_int_equal(price->conversations, 2);
    assert_int_equal(price->negative, 1);
    assert_int_equal(issue_of(aggregate, ISSUE_TOPIC, "price")->evidence_count, 1);
    assert_int_equal(issue_of(aggregate, ISSUE_ASPECT, "logistics")->evidence_count,
                     3); /* of the unhappy */
    kefu_aggregate_free(aggregate);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(issues_carry_their_quotes),
        cmocka_unit_test(long_numbers_are_masked),
        cmocka_unit_test(what_a_border_cuts_is_masked),
        cmocka_unit_test(a_long_text_is_framed_around_its_evidence),
        cmocka_unit_test(every_member_of_a_quote_orders_it),
        cmocka_unit_test(subjects_count_a_record_once),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
