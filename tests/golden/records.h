/* SPDX-License-Identifier: MIT
 * The records that golden files are made from: two evenings of a shop with a quick agent, a slow
 * one, and one who served too few to be ranked. */
#ifndef KEFU_TEST_GOLDEN_RECORDS_H
#define KEFU_TEST_GOLDEN_RECORDS_H

#include "golden.h"

/* One conversation: the customer asks at the hour, the agent answers after the wait. */
struct golden_chat {
    const char *agent, *topic, *asks, *answers, *thanks;
    unsigned hour, wait;  /* seconds; 0: without an answer */
    bool solved, moved;   /* the conversation was resolved; it was transferred before that */
    const char *label;    /* "" for none */
    unsigned stars, tone; /* the survey's rating and a person's answer; 0: none */
    /* number of such conversations, each a minute later and a second slower than the one before */
    unsigned count;
};

static const struct golden_chat golden_now[] = {
    {"ada", "quality", "这件还有货吗？", "您好，有货，今天发出", "质量好，非常感谢", 10, 20, true,
     false, "", 5, 5, 6},
    {"ada", "delivery", "发货慢。", "您好，抱歉，马上催", "好的", 11, 45, true, false, "vip", 4, 0,
     3},
    {"bo", "delivery", "发货慢，气死我了！", "自己去查", "我要投诉！", 20, 400, false, false, "", 1,
     1, 5},
    {"bo", "delivery", "发货慢！", "你烦不烦", "气死我了！", 21, 500, false, true, "", 2, 0, 2},
    {"cy", "quality", "气死我了！", "抱歉，我来处理", "非常感谢", 15, 100, true, true, "", 3, 3, 2},
    {"", "quality", "有人吗", "", "", 23, 0, false, false, "", 0, 0, 1},
};
static const struct golden_chat golden_before[] = {
    {"ada", "quality", "这件还有货吗？", "您好，有货", "好的", 10, 200, true, false, "", 3, 0, 8},
    {"bo", "delivery", "发货慢。", "您好，抱歉", "好的", 20, 60, true, false, "", 5, 0, 8},
};
enum {
    GOLDEN_NOW = sizeof golden_now / sizeof *golden_now,
    GOLDEN_BEFORE = sizeof golden_before / sizeof *golden_before,
    GOLDEN_RECORD_MAX = 2048
};

/* 2026-03-12T00:00:00+08:00; the evening before is a day earlier. */
#define GOLDEN_DAY INT64_C(1773244800000)

/* Single quotes become double ones. */
static inline size_t golden_quote(char *json, int size) {
    assert_in_range(size, 1, GOLDEN_RECORD_MAX - 1);
    for (int i = 0; i < size; i++)
        if (json[i] == '\'')
            json[i] = '"';
    return (size_t)size;
}

static inline size_t golden_conversation(const struct golden_chat *chat, size_t row, unsigned i,
                                         int64_t day, char json[GOLDEN_RECORD_MAX]) {
    const int64_t at = day + (int64_t)chat->hour * 3600000 + (int64_t)i * 60000;
    const int64_t answer = at + (int64_t)(chat->wait + i) * 1000;
    char label[64], messages[700] = "", events[400] = "";
    snprintf(label, sizeof label, *chat->label ? "'%s'" : "%s", chat->label);
    if (chat->wait)
        snprintf(messages, sizeof messages,
                 ",{'id':'m2','at':%lld,'role':'agent','agent_id':'%s','text':'%s'},"
                 "{'id':'m3','at':%lld,'role':'customer','text':'%s'},"
                 "{'id':'m4','at':%lld,'role':'agent','agent_id':'%s','text':'再见'}",
                 (long long)answer, chat->agent, chat->answers, (long long)(answer + 30000),
                 chat->thanks, (long long)(answer + 30000 + chat->wait * 250), chat->agent);
    if (chat->moved)
        snprintf(events, sizeof events, "{'type':'transfer','at':%lld,'to':'%s'}",
                 (long long)(at + 5000), chat->agent);
    if (chat->wait)
        snprintf(events + strlen(events), sizeof events - strlen(events),
                 "%s{'type':'%s','at':%lld}", *events ? "," : "",
                 chat->solved ? "resolved" : "reopened", (long long)(answer + 900000));
    return golden_quote(
        json,
        snprintf(json, GOLDEN_RECORD_MAX,
                 "{'id':'c%zu-%u','channel':'chat','topic':'%s','agent_id':'%s','labels':[%s],"
                 "'messages':[{'id':'m1','at':%lld,'role':'customer','text':'%s'}%s],"
                 "'events':[%s]}",
                 row, i, chat->topic, chat->agent, label, (long long)at, chat->asks, messages,
                 events));
}

static inline size_t golden_feedback(const struct golden_chat *chat, size_t row, unsigned i,
                                     int64_t day, char json[GOLDEN_RECORD_MAX]) {
    const bool review = i % 4 == 3, recommends = i % 4 == 2;
    return golden_quote(
        json, snprintf(json, GOLDEN_RECORD_MAX,
                       "{'id':'f%zu-%u','conversation_id':'c%zu-%u','agent_id':'%s','source':'%s',"
                       "'at':%lld,'scale':{'min':%d,'max':%d},'rating':%u,'topic':'%s'}",
                       row, i, row, i, chat->agent, review ? "review" : "survey",
                       (long long)(day + (int64_t)chat->hour * 3600000 + 3600000), !recommends,
                       recommends ? 10 : 5, chat->stars * (recommends ? 2 : 1), chat->topic));
}

static inline kefu_conversation *golden_chat(const kefu_scheme *scheme, kefu_scratch *scratch,
                                             const struct golden_chat *chat, size_t row, unsigned i,
                                             int64_t day) {
    kefu_conversation *conversation = NULL;
    char json[GOLDEN_RECORD_MAX];
    kefu_error error;
    const size_t size = golden_conversation(chat, row, i, day, json);
    assert_int_equal(kefu_conversation_new(scheme, NULL, &conversation, NULL), KEFU_OK);
    if (kefu_conversation_read_json(conversation, scratch, json, size, NULL, &error))
        fail_msg("%s: %s in %.*s", error.pointer, error.message, (int)size, json);
    return conversation;
}

/* The form as the library fills it, with a person's answer where the row has one. */
static inline kefu_evaluation *
golden_evaluation(const kefu_scheme *scheme, const kefu_conversation *conversation, unsigned tone) {
    kefu_evaluation *evaluation = NULL;
    char answer[200];
    kefu_error error;
    assert_int_equal(kefu_evaluate(conversation, kefu_scheme_rubric_at(scheme, 0), KEFU_TIME_END,
                                   &evaluation, NULL),
                     KEFU_OK);
    const int size = snprintf(
        answer, sizeof answer,
        "{\"question\":\"tone\",\"answer\":%u,\"reason\":\"heard\",\"by\":\"eve\",\"at\":%lld}",
        tone, (long long)GOLDEN_DAY);
    if (tone && kefu_evaluation_answer(evaluation, answer, (size_t)size, NULL, &error))
        fail_msg("%s: %s", error.pointer, error.message);
    return evaluation;
}

static inline void golden_add(kefu_aggregate *aggregate, const kefu_scheme *scheme,
                              kefu_scratch *scratch, const struct golden_chat *chat, size_t row,
                              int64_t day) {
    for (unsigned i = 0; i < chat->count; i++) {
        kefu_conversation *c = golden_chat(scheme, scratch, chat, row, i, day);
        kefu_evaluation *evaluation = golden_evaluation(scheme, c, chat->tone);
        char json[GOLDEN_RECORD_MAX];
        assert_int_equal(kefu_aggregate_add_conversation(aggregate, c, NULL), KEFU_OK);
        assert_int_equal(kefu_aggregate_add_evaluation(aggregate, c, evaluation, NULL), KEFU_OK);
        const size_t size = golden_feedback(chat, row, i, day, json);
        if (chat->stars)
            assert_int_equal(
                kefu_aggregate_add_feedback_json(aggregate, scratch, json, size, NULL, NULL),
                KEFU_OK);
        kefu_evaluation_free(evaluation);
        kefu_conversation_free(c);
    }
}

static inline kefu_aggregate *golden_aggregate(const kefu_scheme *scheme, kefu_scratch *scratch,
                                               const struct golden_chat *chats, size_t count,
                                               int64_t day) {
    static struct test_memory memory;
    const kefu_allocator allocator = test_allocator(&memory, 0); /* its fill is no group */
    kefu_aggregate_options options = KEFU_AGGREGATE_OPTIONS_INIT;
    kefu_aggregate *aggregate = NULL;
    options.allocator = &allocator;
    assert_int_equal(kefu_aggregate_new(scheme, NULL, 0, &options, &aggregate, NULL), KEFU_OK);
    for (size_t row = 0; row < count; row++)
        golden_add(aggregate, scheme, scratch, &chats[row], row, day);
    return aggregate;
}

/* What all tests of one program use. */
static kefu_scheme *scheme;
static kefu_scratch *scratch;
static int golden_builtin; /* argument of golden_scheme() */

static int golden_setup(void **state) {
    (void)state;
    scheme = golden_scheme(golden_builtin);
    return kefu_scratch_new(NULL, &scratch, NULL) != KEFU_OK;
}

static int golden_teardown(void **state) {
    (void)state;
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    return 0;
}

static inline int golden_run_records(const char *name, const struct CMUnitTest *tests, size_t count,
                                     int builtin, int argc, char **argv) {
    golden_builtin = builtin;
    return golden_run(name, tests, count, golden_setup, golden_teardown, argc, argv);
}

#endif
