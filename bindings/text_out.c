/* SPDX-License-Identifier: MIT
 * Output of the API collected in memory, for the program to print and for a module to turn into its
 * language's values. */
#include "text_out.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_out_free(struct text_out *out) {
    free(out->data);
    memset(out, 0, sizeof *out);
}

kefu_status text_out_write(void *ctx, const char *data, size_t size) {
    struct text_out *out = ctx;
    if (size > out->capacity - out->size) {
        const size_t capacity = (out->size + size) * 2;
        char *grown = realloc(out->data, capacity);
        if (!grown)
            return KEFU_E_MEMORY;
        out->data = grown;
        out->capacity = capacity;
    }
    if (size > 0)
        memcpy(out->data + out->size, data, size);
    out->size += size;
    return KEFU_OK;
}

void text_out_findings(struct text_out *out, const kefu_findings *findings, size_t first,
                       kefu_error *error) {
    const char *before = "[";
    kefu_status status = KEFU_OK;
    kefu_finding finding = {.size = sizeof finding};
    for (size_t i = first; status == KEFU_OK && !kefu_findings_at(findings, i, &finding, NULL);
         i++) {
        status = text_out_write(out, before, 1);
        if (status == KEFU_OK)
            status = kefu_finding_write(&finding, NULL, text_out_write, out, error);
        before = ",";
    }
    if (status == KEFU_OK)
        status = text_out_write(out, *before == '[' ? "[]" : "]", *before == '[' ? 2 : 1);
    if (status != KEFU_OK)
        error->status = KEFU_E_MEMORY; /* nothing else can go wrong */
}

static kefu_status write_instants(struct text_out *out, const int64_t *instants, size_t count) {
    kefu_status status = text_out_write(out, "[", 1);
    for (size_t i = 0; status == KEFU_OK && i < count; i++) {
        char number[32];
        const int size = snprintf(number, sizeof number, "%s%lld", i ? "," : "",
                                  (long long)instants[i]);
        status = text_out_write(out, number, (size_t)size);
    }
    return status == KEFU_OK ? text_out_write(out, "]", 1) : status;
}

void text_out_changes(struct text_out *out, const kefu_document *documents, size_t count,
                      uint32_t flags, kefu_error *error) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    size_t capacity = 0, found;
    int64_t *instants = NULL;
    options.flags = flags;
    kefu_status status = kefu_scheme_changes(documents, count, &options, NULL, 0, &capacity, error);
    if (status == KEFU_OK && !(instants = malloc((capacity + 1) * sizeof *instants)))
        status = error->status = KEFU_E_MEMORY;
    if (status == KEFU_OK)
        status = kefu_scheme_changes(documents, count, &options, instants, capacity, &found, error);
    if (status == KEFU_OK && write_instants(out, instants, capacity) != KEFU_OK)
        error->status = KEFU_E_MEMORY;
    free(instants);
}

static kefu_status keep_sentiment(void *ctx, size_t index, kefu_analysis *analysis) {
    ((kefu_sentiment *)ctx)[index] = *kefu_analysis_sentiment(analysis);
    return KEFU_OK;
}

void text_out_sentiments(kefu_scheme *scheme, kefu_scratch *scratch,
                         const kefu_analyze_options *options, const kefu_str *texts, size_t count,
                         kefu_sentiment *sentiments, kefu_error *error) {
    kefu_analyze_many(scheme, scratch, texts, count, options, keep_sentiment, sentiments, error);
}

size_t text_out_lines(const char *text, size_t size, kefu_str *lines, size_t most) {
    size_t count = 0;
    while (size > 0 && count < most) {
        const char *end = memchr(text, '\n', size);
        const size_t length = end ? (size_t)(end - text) : size;
        lines[count++] = (kefu_str){text, length};
        text += length + (end != NULL);
        size -= length + (end != NULL);
    }
    return count;
}
