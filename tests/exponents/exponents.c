/* SPDX-License-Identifier: MIT
 * What every entry costs that takes bytes of somebody else, at three sizes. Run under callgrind
 * (exponents.py does), only the entry itself is counted: each row's count is dumped under
 * "NAME SIZE". With a name, only those rows run; without valgrind nothing is counted. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <valgrind/callgrind.h>

#include "exponents.h"
#include "kefu/kefu.h"

static const kefu_scheme *builtin;

void exponents_must(kefu_status status, const kefu_error *error) {
    if (status == KEFU_OK)
        return;
    fprintf(stderr, "%s: %s\n", kefu_status_name(status), error->message);
    exit(2);
}

kefu_status exponents_discard(void *ctx, const char *data, size_t size) {
    (void)ctx;
    (void)data;
    (void)size;
    return KEFU_OK;
}

const kefu_scheme *exponents_builtin(void) {
    return builtin;
}

/* ---- texts ---- */

void text_bytes(struct text *text, const char *data, size_t size) {
    if (text->size + size + 1 > text->capacity) {
        text->capacity = 2 * (text->size + size + 1);
        text->data = realloc(text->data, text->capacity);
        if (!text->data)
            abort();
    }
    memcpy(text->data + text->size, data, size);
    text->size += size;
    text->data[text->size] = '\0';
}

void text_add(struct text *text, const char *format, ...) {
    char piece[1024];
    va_list arguments;
    va_start(arguments, format);
    const int size = vsnprintf(piece, sizeof piece, format, arguments);
    va_end(arguments);
    if (size < 0 || (size_t)size >= sizeof piece)
        abort();
    text_bytes(text, piece, (size_t)size);
}

/* ---- running ---- */

static void measure(const struct row *row, size_t n) {
    struct text text = {NULL, 0, 0};
    char name[64];
    row->fill(&text, n);
    snprintf(name, sizeof name, "%s %zu", row->name, n);
    void *prepared = row->prepare ? row->prepare(&text) : NULL;
    CALLGRIND_START_INSTRUMENTATION;
    CALLGRIND_ZERO_STATS;
    row->work(&text, prepared);
    CALLGRIND_DUMP_STATS_AT(name);
    CALLGRIND_STOP_INSTRUMENTATION;
    if (row->finish)
        row->finish(prepared);
    free(text.data);
}

static void measure_all(const struct row *rows, const char *only) {
    for (; rows->name; rows++)
        if (!only || strstr(rows->name, only))
            for (size_t n = rows->n; n <= 16 * rows->n; n *= 4) {
                measure(rows, n);
                fprintf(stderr, "%s %zu\n", rows->name, n);
            }
}

int main(int argc, char **argv) {
    kefu_scheme *scheme = NULL;
    kefu_error error;
    const char *only = argc > 1 ? argv[1] : NULL;
    exponents_must(kefu_scheme_builtin(NULL, &scheme, &error), &error);
    builtin = scheme;
    measure_all(exponents_documents, only);
    measure_all(exponents_records, only);
    measure_all(exponents_texts, only);
    measure_all(exponents_aggregates, only);
    measure_all(exponents_readers, only);
    measure_all(exponents_models, only);
    measure_all(exponents_evaluations, only);
    measure_all(exponents_requests, only);
    measure_all(exponents_histories, only);
    kefu_scheme_release(scheme);
    return 0;
}
