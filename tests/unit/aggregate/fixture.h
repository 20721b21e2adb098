/* SPDX-License-Identifier: MIT
 * What the tests of aggregates share: four conversations, records written with single quotes, and
 * looking up what became of them. */
#ifndef KEFU_TEST_AGGREGATE_FIXTURE_H
#define KEFU_TEST_AGGREGATE_FIXTURE_H

#include "conversation/chat.h"

#include "aggregate/aggregate.h"
#include "evaluation/evaluation.h"

static inline kefu_aggregate *make(const char *spec) {
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

static inline void add(kefu_aggregate *aggregate, const char *text) {
    kefu_conversation *c = chat_read(text);
    assert_int_equal(kefu_aggregate_add_conversation(aggregate, c, NULL), KEFU_OK);
    kefu_conversation_free(c);
}

static inline kefu_status add_feedback(kefu_aggregate *aggregate, const char *text) {
    char json[1024];
    size_t i;
    for (i = 0; text[i]; i++)
        json[i] = text[i] == '\'' ? '"' : text[i];
    return kefu_aggregate_add_feedback_json(aggregate, chat_scratch, json, i, NULL, NULL);
}

static inline kefu_value value_of(const kefu_aggregate *aggregate, size_t group, const char *id,
                                  kefu_statistic statistic) {
    kefu_metric metric;
    kefu_value value;
    assert_int_equal(kefu_scheme_find_metric(chat_scheme, id, strlen(id), &metric, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_value(aggregate, group, metric, statistic, &value, NULL),
                     KEFU_OK);
    return value;
}

static inline double number_of(const kefu_aggregate *aggregate, size_t group, const char *id) {
    const kefu_value value = value_of(aggregate, group, id, KEFU_STATISTIC_DEFAULT);
    if (!KEFU_VALUE_IS_NUMBER(value))
        fail_msg("%s of group %d: %s", id, (int)group, kefu_state_name(value.state));
    return value.value;
}

static inline kefu_str text(const char *terminated) {
    const kefu_str str = {terminated, strlen(terminated)};
    return str;
}

static inline uint64_t definition_of(uint32_t kind, const char *id) {
    for (size_t i = 0; kind == ISSUE_RULE && i < chat_scheme->rules->count; i++)
        if (strcmp(chat_scheme->rules->items[i].id, id) == 0)
            return kefu__digest_number(chat_scheme->rules->items[i].digest);
    return kefu__found_definition(chat_scheme, kind, id);
}

static inline const struct issue *issue_of(const kefu_aggregate *aggregate, uint32_t kind,
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

static inline kefu_aggregate *four(const char *spec) {
    kefu_aggregate *aggregate = make(spec);
    size_t i;
    for (i = 0; i < 4; i++)
        add(aggregate, chats[i]);
    return aggregate;
}

#endif
