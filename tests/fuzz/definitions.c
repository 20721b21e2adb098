/* SPDX-License-Identifier: MIT
 * Any bytes as definition documents of all kinds, with NULs between them: refused with an error and
 * findings that have a place, or a scheme that is the same a second time, whose tests run, and that
 * judges a conversation. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kefu/kefu.h"

enum { DOCUMENTS_MAX = 12 };

static kefu_status drop(void *ctx, const char *data, size_t size) {
    (void)ctx, (void)data, (void)size;
    return KEFU_OK;
}

static void judge(const kefu_scheme *scheme) {
    static const char record[] =
        "{\"id\":\"c\",\"agent_id\":\"a\",\"labels\":[\"vip\"],\"messages\":[{\"at\":1773280800000,"
        "\"role\":\"customer\",\"text\":\"气死我了，我要投诉\"},{\"at\":1773280990000,\"role\":"
        "\"agent\",\"agent_id\":\"a\",\"text\":\"您好，抱歉\"}],\"events\":[{\"type\":\"resolved\","
        "\"at\":1773281000000}]}";
    kefu_conversation *conversation = NULL;
    kefu_scratch *scratch = NULL;
    if (kefu_scratch_new(NULL, &scratch, NULL) ||
        kefu_conversation_new(scheme, NULL, &conversation, NULL) ||
        kefu_conversation_read_json(conversation, scratch, record, sizeof record - 1, NULL, NULL))
        abort();
    for (size_t i = 0; i < kefu_scheme_rubric_count(scheme); i++) {
        kefu_evaluation *evaluation = NULL;
        if (kefu_evaluate(conversation, kefu_scheme_rubric_at(scheme, i), KEFU_TIME_END,
                          &evaluation, NULL) ||
            kefu_evaluation_write(evaluation, drop, NULL, NULL))
            abort();
        kefu_evaluation_free(evaluation);
    }
    if (kefu_conversation_write_metrics(conversation, KEFU_TIME_END, drop, NULL, NULL))
        abort();
    kefu_conversation_free(conversation);
    kefu_scratch_free(scratch);
}

static size_t split(const uint8_t *data, size_t size, kefu_document documents[DOCUMENTS_MAX]) {
    size_t count = 0, at = 0;
    while (at <= size && count < DOCUMENTS_MAX) {
        const uint8_t *end = size > at ? memchr(data + at, 0, size - at) : NULL;
        const size_t length = end ? (size_t)(end - data) - at : size - at;
        documents[count].name = (kefu_str){"fuzz", 4};
        documents[count++].text = (kefu_str){(const char *)data + at, length};
        at += length + 1;
    }
    return count;
}

static void check_refusal(const kefu_scheme *scheme, const kefu_findings *findings,
                          const kefu_error *error) {
    if (scheme || error->status == KEFU_OK || !error->message[0])
        abort();
    for (size_t i = 0; i < kefu_findings_count(findings); i++) {
        kefu_finding finding = {.size = sizeof finding};
        if (kefu_findings_at(findings, i, &finding, NULL) || !finding.message[0] ||
            !finding.code[0])
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_document documents[DOCUMENTS_MAX];
    const size_t count = split(data, size, documents);
    kefu_findings *findings = NULL;
    kefu_scheme *scheme = NULL, *again = NULL;
    kefu_error error = {0};
    options.flags = KEFU_SCHEME_BARE;
    if (kefu_findings_new(NULL, &findings, NULL))
        abort();
    if (kefu_scheme_compile(documents, count, &options, &scheme, findings, &error)) {
        check_refusal(scheme, findings, &error);
    } else {
        if (kefu_findings_severity_count(findings, KEFU_SEVERITY_ERROR) ||
            kefu_scheme_write(scheme, drop, NULL, NULL) ||
            kefu_scheme_test(scheme, findings, NULL, &error) ||
            kefu_scheme_compile(documents, count, &options, &again, NULL, &error) ||
            strcmp(kefu_scheme_digest(scheme), kefu_scheme_digest(again)) != 0)
            abort();
        judge(scheme);
    }
    kefu_scheme_release(scheme);
    kefu_scheme_release(again);
    kefu_findings_free(findings);
    return 0;
}
