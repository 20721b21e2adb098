/* SPDX-License-Identifier: MIT
 * Any bytes as a text to mask: spans in order and inside it, everything outside them as it was, and
 * by default the size kept. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kefu/redact.h"

struct masked {
    const uint8_t *text;
    uint8_t *data;
    size_t size, capacity, span_end;
};

static kefu_status collect(void *ctx, const char *data, size_t size) {
    struct masked *masked = ctx;
    if (size > masked->capacity - masked->size)
        abort();
    memcpy(masked->data + masked->size, data, size);
    masked->size += size;
    return KEFU_OK;
}

/* The text before each span, and behind the last one, is unchanged. */
static kefu_status compare(void *ctx, const kefu_redact_span *span) {
    struct masked *masked = ctx;
    if (span->start < masked->span_end || span->end <= span->start || span->end > masked->size ||
        !*kefu_redact_kind_name(span->kind) ||
        memcmp(masked->data + masked->span_end, masked->text + masked->span_end,
               span->start - masked->span_end) != 0)
        abort();
    masked->span_end = span->end;
    return KEFU_OK;
}

static kefu_status drop(void *ctx, const char *data, size_t size) {
    (void)ctx, (void)data, (void)size;
    return KEFU_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    kefu_redact_options options = KEFU_REDACT_OPTIONS_INIT;
    if (!size)
        return 0;
    struct masked masked = {data, malloc(size + 1), 0, size, 0};
    if (!masked.data || kefu_redact((const char *)data, size, NULL, collect, &masked, NULL) ||
        masked.size != size ||
        kefu_redact_find((const char *)data, size, NULL, compare, &masked, NULL) ||
        memcmp(masked.data + masked.span_end, data + masked.span_end, size - masked.span_end) != 0)
        abort();
    options.flags = KEFU_REDACT_LABELS;
    options.kinds = data[0] * 0x01010101u;
    kefu_redact((const char *)data, size, &options, drop, NULL, NULL);
    free(masked.data);
    return 0;
}
