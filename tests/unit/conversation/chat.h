/* SPDX-License-Identifier: MIT
 * What the tests of conversations share: a scheme, a scratch, and conversations made of JSON. */
#ifndef KEFU_TEST_CHAT_H
#define KEFU_TEST_CHAT_H

#include <stdio.h>

#include "test.h"

#include "kefu/kefu.h"

/* One for the whole program: made by chat_setup(), given back by chat_teardown(). */
static kefu_scheme *chat_scheme;
static kefu_scratch *chat_scratch;

static inline int chat_setup(void **state) {
    kefu_error error;
    (void)state;
    if (kefu_scheme_builtin(NULL, &chat_scheme, &error)) {
        fprintf(stderr, "%s: %s\n", error.pointer, error.message);
        return 1;
    }
    return kefu_scratch_new(NULL, &chat_scratch, NULL) != KEFU_OK;
}

static inline int chat_teardown(void **state) {
    (void)state;
    kefu_scratch_free(chat_scratch);
    kefu_scheme_release(chat_scheme);
    return 0;
}

/* The scheme with one more document, in which single quotes replace double ones. */
static inline kefu_scheme *chat_scheme_with(const char *text) {
    char json[8192];
    kefu_document document = {{"test", 4}, {json, 0}};
    kefu_scheme *scheme = NULL;
    kefu_error error;
    size_t i, size = strlen(text);
    assert_true(size < sizeof json);
    for (i = 0; i < size; i++)
        json[i] = text[i] == '\'' ? '"' : text[i];
    document.text.size = size;
    if (kefu_scheme_compile(&document, 1, NULL, &scheme, NULL, &error))
        fail_msg("%s: %s", error.pointer, error.message);
    return scheme;
}

/* A conversation of JSON written with single quotes. */
static inline kefu_conversation *chat_read_with(const kefu_scheme *scheme, const char *text,
                                                kefu_findings *findings) {
    char *json = malloc(strlen(text) + 1);
    kefu_conversation *conversation = NULL;
    kefu_error error;
    size_t i;
    assert_non_null(json);
    for (i = 0; i <= strlen(text); i++)
        json[i] = text[i] == '\'' ? '"' : text[i];
    assert_int_equal(kefu_conversation_new(scheme, NULL, &conversation, NULL), KEFU_OK);
    if (kefu_conversation_read_json(conversation, chat_scratch, json, strlen(json), findings,
                                    &error))
        fail_msg("%s: %s", error.pointer, error.message);
    free(json);
    return conversation;
}

static inline kefu_conversation *chat_read(const char *text) {
    return chat_read_with(chat_scheme, text, NULL);
}

static inline kefu_value chat_metric_at(const kefu_conversation *conversation, const char *id,
                                        int64_t now) {
    const kefu_scheme *scheme = kefu_conversation_scheme(conversation);
    kefu_metric metric;
    kefu_value value;
    assert_int_equal(kefu_scheme_find_metric(scheme, id, strlen(id), &metric, NULL), KEFU_OK);
    assert_int_equal(
        kefu_conversation_metric(conversation, metric, KEFU_STATISTIC_DEFAULT, now, &value, NULL),
        KEFU_OK);
    return value;
}

static inline kefu_value chat_metric(const kefu_conversation *conversation, const char *id) {
    return chat_metric_at(conversation, id, KEFU_TIME_END);
}

/* The metric must have this value. */
static inline void chat_expect(const kefu_conversation *conversation, const char *id, double number,
                               uint64_t n) {
    const kefu_value value = chat_metric(conversation, id);
    if (value.state != KEFU_STATE_OK || value.value != number || value.n != n)
        fail_msg("%s is %g of %d (%s, %s), not %g of %d", id, value.value, (int)value.n,
                 kefu_state_name(value.state), kefu_reason_name(value.reason), number, (int)n);
}

/* The metric must have no value, for this reason. */
static inline void chat_expect_none(const kefu_conversation *conversation, const char *id,
                                    kefu_state state, kefu_reason reason) {
    const kefu_value value = chat_metric(conversation, id);
    if (value.state != (uint32_t)state || value.reason != (uint32_t)reason || value.value != 0)
        fail_msg("%s is %g (%s, %s), not %s, %s", id, value.value, kefu_state_name(value.state),
                 kefu_reason_name(value.reason), kefu_state_name(state), kefu_reason_name(reason));
}

struct chat_text {
    char *data;
    size_t size;
};

/* A kefu_write into a chat_text, terminated. */
static inline kefu_status chat_write(void *ctx, const char *data, size_t size) {
    struct chat_text *text = ctx;
    text->data = realloc(text->data, text->size + size + 1);
    assert_non_null(text->data);
    memcpy(text->data + text->size, data, size);
    text->size += size;
    text->data[text->size] = '\0';
    return KEFU_OK;
}

static inline char *chat_metrics(const kefu_conversation *conversation, int64_t now) {
    struct chat_text text = {NULL, 0};
    assert_int_equal(kefu_conversation_write_metrics(conversation, now, chat_write, &text, NULL),
                     KEFU_OK);
    return text.data;
}

#endif
