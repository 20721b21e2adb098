/* SPDX-License-Identifier: MIT
 * What the tests of reports share: records with planted facts, and the reports made of them. */
#ifndef KEFU_TEST_REPORT_FIXTURE_H
#define KEFU_TEST_REPORT_FIXTURE_H

#include "../test.h"

#include <stdio.h>

#include "kefu/kefu.h"
#include "report/model.h"

/* Two periods of a few conversations. What customers say tries to break every format. */
static const char *const now[] = {
    "{\"id\":\"c1\",\"topic\":\"logistics\",\"messages\":["
    "{\"id\":\"m1\",\"at\":\"2026-03-12T09:00:00+08:00\",\"role\":\"customer\",\"text\":"
    "\"<script>alert(1)</script>太差了！！快递'丢'了，\\\"垃圾\\\" & 骗子 13812345678 | * _x_ "
    "\\u0001\\u202e\"},"
    "{\"id\":\"m2\",\"at\":\"2026-03-12T09:00:30+08:00\",\"role\":\"agent\",\"agent_id\":\"=cmd|"
    "a1\","
    "\"text\":\"您好，非常抱歉\"},"
    "{\"id\":\"m3\",\"at\":\"2026-03-12T09:01:00+08:00\",\"role\":\"customer\",\"text\":"
    "\"气死我了\"}]}",
    "{\"id\":\"c2\",\"topic\":\"logistics\",\"messages\":["
    "{\"id\":\"m1\",\"at\":\"2026-03-12T10:00:00+08:00\",\"role\":\"customer\",\"text\":"
    "\"物流太慢了，很失望\"},"
    "{\"id\":\"m2\",\"at\":\"2026-03-12T10:10:00+08:00\",\"role\":\"agent\",\"agent_id\":\"a,2\","
    "\"text\":\"这不归我管\"}]}",
    "{\"id\":\"c3\",\"topic\":\"<b>\",\"messages\":["
    "{\"id\":\"m1\",\"at\":\"2026-03-12T10:30:00+08:00\",\"role\":\"customer\",\"text\":"
    "\"很满意，谢谢\"},"
    "{\"id\":\"m2\",\"at\":\"2026-03-12T10:30:05+08:00\",\"role\":\"agent\",\"agent_id\":\"a,2\","
    "\"text\":\"您好\"}]}",
};
static const char *const feedback_now[] = {
    "{\"id\":\"f1\",\"conversation_id\":\"c1\",\"agent_id\":\"a,2\",\"source\":\"survey\","
    "\"at\":\"2026-03-12T11:00:00+08:00\",\"scale\":{\"min\":1,\"max\":5},\"rating\":1,"
    "\"text\":\"</td><img src=x>差评\",\"topic\":\"logistics\"}",
    "{\"id\":\"f2\",\"source\":\"review\",\"at\":\"2026-03-12T12:00:00+08:00\","
    "\"scale\":{\"min\":1,\"max\":5},\"rating\":5,\"text\":\"好\",\"topic\":\"quality\"}",
    "{\"id\":\"f3\",\"source\":\"survey\",\"at\":\"2026-03-12T12:30:00+08:00\","
    "\"scale\":{\"min\":0,\"max\":10},\"rating\":9}",
};
static const char *const before[] = {
    "{\"id\":\"p1\",\"topic\":\"logistics\",\"messages\":["
    "{\"id\":\"m1\",\"at\":\"2026-03-11T10:00:00+08:00\",\"role\":\"customer\",\"text\":\"在吗\"},"
    "{\"id\":\"m2\",\"at\":\"2026-03-11T10:01:00+08:00\",\"role\":\"agent\",\"agent_id\":\"a,2\","
    "\"text\":\"在\"}]}",
};
static const char *const timeless[] = {
    "{\"id\":\"t1\",\"messages\":[{\"role\":\"customer\",\"text\":\"怎么退款\"},"
    "{\"role\":\"agent\",\"text\":\"您好，在订单页申请\"}]}",
};

static kefu_scheme *scheme;
static kefu_scratch *scratch;

static inline int begin(void **state) {
    (void)state;
    return kefu_scheme_builtin(NULL, &scheme, NULL) || kefu_scratch_new(NULL, &scratch, NULL);
}

static inline int end(void **state) {
    (void)state;
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    return 0;
}

static inline kefu_aggregate *add_up(const char *const *conversations, size_t count,
                                     const char *const *feedback, size_t feedback_count) {
    kefu_aggregate *aggregate;
    size_t i;
    assert_int_equal(kefu_aggregate_new(scheme, NULL, 0, NULL, &aggregate, NULL), KEFU_OK);
    for (i = 0; i < count; i++) {
        kefu_conversation *conversation;
        assert_int_equal(kefu_conversation_new(scheme, NULL, &conversation, NULL), KEFU_OK);
        assert_int_equal(kefu_conversation_read_json(conversation, scratch, conversations[i],
                                                     strlen(conversations[i]), NULL, NULL),
                         KEFU_OK);
        assert_int_equal(kefu_aggregate_add_conversation(aggregate, conversation, NULL), KEFU_OK);
        kefu_conversation_free(conversation);
    }
    for (i = 0; i < feedback_count; i++)
        assert_int_equal(kefu_aggregate_add_feedback_json(aggregate, scratch, feedback[i],
                                                          strlen(feedback[i]), NULL, NULL),
                         KEFU_OK);
    return aggregate;
}

static inline kefu_aggregate *add_now(void) {
    return add_up(now, 3, feedback_now, 3);
}

/* Writes into a text that the caller frees. */
struct text {
    char *data;
    size_t size, writes;
};

static inline kefu_status keep(void *ctx, const char *data, size_t size) {
    struct text *text = ctx;
    text->data = realloc(text->data, text->size + size + 1);
    assert_non_null(text->data);
    memcpy(text->data + text->size, data, size);
    text->size += size;
    text->data[text->size] = '\0';
    text->writes++;
    return KEFU_OK;
}

static inline char *written(const kefu_report *report, kefu_format format) {
    struct text text = {NULL, 0, 0};
    assert_int_equal(kefu_report_write(report, format, keep, &text, NULL), KEFU_OK);
    assert_int_equal(text.writes, 1);
    assert_int_equal(strlen(text.data), text.size); /* no NUL in any format */
    return text.data;
}

static inline kefu_report *make(kefu_report_options *options, bool compared) {
    kefu_aggregate *current = add_now(), *previous = compared ? add_up(before, 1, NULL, 0) : NULL;
    kefu_report *report = NULL;
    options->previous = previous;
    assert_int_equal(kefu_report_new(current, options, &report, NULL), KEFU_OK);
    kefu_aggregate_free(current); /* the report does not need them any more */
    kefu_aggregate_free(previous);
    return report;
}

static inline const struct indicator *find(const kefu_report *report, const char *id) {
    size_t i;
    for (i = 0; i < report->indicator_count; i++)
        if (strcmp(report->indicators[i].id, id) == 0)
            return &report->indicators[i];
    fail_msg("no indicator %s", id);
    return NULL;
}

#endif
