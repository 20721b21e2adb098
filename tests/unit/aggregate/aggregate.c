/* SPDX-License-Identifier: MIT
 * Tests of adding up: values, groups, hours, issues and quotes, bad input, memory. */
#include "conversation/chat.h"

#include <math.h>

#include "aggregate/aggregate.h"
#include "evaluation/evaluation.h"

static kefu_aggregate *make(const char *spec) {
    kefu_aggregate *aggregate = NULL;
    char json[512];
    kefu_error error;
    size_t i;
    for (i = 0; spec[i]; i++)
        json[i] = spec[i] == '\'' ? '"' : spec[i];
    if (kefu_aggregate_new(chat_scheme, json, i, NULL, &aggregate, &error))
        fail_msg("%s: %s", error.pointer, error.message);
    return aggregate;
}

static void add(kefu_aggregate *aggregate, const char *text) {
    kefu_conversation *c = chat_read(text);
    assert_int_equal(kefu_aggregate_add_conversation(aggregate, c, NULL), KEFU_OK);
    kefu_conversation_free(c);
}

static kefu_status add_feedback(kefu_aggregate *aggregate, const char *text) {
    char json[1024];
    size_t i;
    for (i = 0; text[i]; i++)
        json[i] = text[i] == '\'' ? '"' : text[i];
    return kefu_aggregate_add_feedback_json(aggregate, chat_scratch, json, i, NULL, NULL);
}

static kefu_value value_of(const kefu_aggregate *aggregate, size_t group, const char *id,
                           kefu_statistic statistic) {
    kefu_metric metric;
    kefu_value value;
    assert_int_equal(kefu_scheme_find_metric(chat_scheme, id, strlen(id), &metric, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_value(aggregate, group, metric, statistic, &value, NULL),
                     KEFU_OK);
    return value;
}

static double number_of(const kefu_aggregate *aggregate, size_t group, const char *id) {
    const kefu_value value = value_of(aggregate, group, id, KEFU_STATISTIC_DEFAULT);
    if (!KEFU_VALUE_IS_NUMBER(value))
        fail_msg("%s of group %d: %s", id, (int)group, kefu_state_name(value.state));
    return value.value;
}

static kefu_str text(const char *terminated) {
    const kefu_str str = {terminated, strlen(terminated)};
    return str;
}

static uint64_t definition_of(uint32_t kind, const char *id) {
    for (size_t i = 0; kind == ISSUE_RULE && i < chat_scheme->rules->count; i++)
        if (strcmp(chat_scheme->rules->items[i].id, id) == 0)
            return kefu__digest_number(chat_scheme->rules->items[i].digest);
    return kefu__found_definition(chat_scheme, kind, id);
}

static const struct issue *issue_of(const kefu_aggregate *aggregate, uint32_t kind,
                                    const char *id) {
    return kefu__group_issue(aggregate->groups[0], kind, text(id), definition_of(kind, id));
}

/* Two agents: a1 answers after 1 s and 3 s, a2 after 200 s, and one customer waits in vain. */
static const char *const chats[] = {
    "{'id':'c1','team':'t1','topic':'refund','messages':[{'at':0,'role':'customer','text':"
    "'太慢了，气死我了'},{'at':1000,'role':'agent','agent_id':'a1','text':'非常抱歉'}],'events':"
    "[{'at':2000,'type':'resolved'}]}",
    "{'id':'c2','team':'t1','messages':[{'at':3600000,'role':'customer','text':'x'},{'at':3603000,"
    "'role':'agent','agent_id':'a1','text':'您好'}]}",
    "{'id':'c3','team':'t2','messages':[{'at':0,'role':'customer','text':'x'},{'at':200000,'role':"
    "'agent','agent_id':'a2','text':'您好'}]}",
    "{'id':'c4','messages':[{'at':0,'role':'customer','text':'x'}]}"};

static kefu_aggregate *four(const char *spec) {
    kefu_aggregate *aggregate = make(spec);
    size_t i;
    for (i = 0; i < 4; i++)
        add(aggregate, chats[i]);
    return aggregate;
}

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
    const kefu_str keys[2][AGGREGATE_COLUMNS_MAX] = {{{"a1", 2}, {NULL, 0}, {NULL, 0}, {NULL, 0}},
                                                     {{"a9", 2}, {NULL, 0}, {NULL, 0}, {NULL, 0}}};
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

static void issues_carry_their_quotes(void **state) {
    kefu_aggregate *aggregate = four("{'evidence':1}");
    const struct issue *anger = issue_of(aggregate, ISSUE_EMOTION, "anger");
    const kefu_str a1[AGGREGATE_COLUMNS_MAX] = {{"a1", 2}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
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
    for (i = 0; i <= 999; i += 37) {
        const struct evidence *evidence;
        quote.start = (uint32_t)i * 3;
        quote.end = quote.start + 3;
        quote.strength += 0.01;
        assert_true(kefu__evidence_add(aggregate, &issue, &quote));
        evidence = issue.evidence[0];
        assert_true(evidence->text.size <= AGGREGATE_QUOTE_MAX && evidence->text.size % 3 == 0);
        assert_int_equal(evidence->end - evidence->start, 3);
        assert_memory_equal(evidence->text.data + evidence->start, "货", 3);
    }
    kefu__release(&aggregate->allocator, issue.evidence[0], issue.evidence[0]->size);
    kefu__release(&aggregate->allocator, issue.evidence,
                  issue.evidence_capacity * sizeof *issue.evidence);
    kefu_aggregate_free(aggregate);
}

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
               {"{\"group_by\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}", "/group_by", KEFU_E_DEFINITION},
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
        cmocka_unit_test(issues_carry_their_quotes),
        cmocka_unit_test(long_numbers_are_masked),
        cmocka_unit_test(what_a_border_cuts_is_masked),
        cmocka_unit_test(a_long_text_is_framed_around_its_evidence),
        cmocka_unit_test(feedback_is_counted_on_its_scale),
        cmocka_unit_test(subjects_count_a_record_once),
        cmocka_unit_test(evaluations_add_scores_bands_and_rules),
        cmocka_unit_test(ratings_in_conversations_count_without_feedback),
        cmocka_unit_test(ratings_belong_to_whom_they_name),
        cmocka_unit_test(bad_specs_are_refused),
        cmocka_unit_test(bad_feedback_changes_nothing),
        cmocka_unit_test(flawed_ratings_are_not_given),
        cmocka_unit_test(schemes_do_not_mix),
        cmocka_unit_test(without_memory_nothing_is_half_added),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
