/* SPDX-License-Identifier: MIT
 * The rows of the test: an entry, and what its input of a size looks like. */
#ifndef KEFU_TESTS_EXPONENTS_H
#define KEFU_TESTS_EXPONENTS_H

#include <stddef.h>

#include "kefu/kefu.h"

struct text {
    char *data;
    size_t size, capacity;
};

void text_bytes(struct text *text, const char *data, size_t size);
void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

struct row {
    const char *name;
    size_t n; /* the smallest size; the others are 4 and 16 times as large */
    void (*fill)(struct text *text, size_t n);
    void (*work)(const struct text *text, void *prepared); /* what is counted */
    void *(*prepare)(const struct text *text);             /* may be NULL, as the next */
    void (*finish)(void *prepared);
};

/* Each ends with a row without a name. */
extern const struct row exponents_documents[], exponents_records[], exponents_texts[],
    exponents_aggregates[], exponents_readers[], exponents_models[], exponents_evaluations[],
    exponents_requests[], exponents_histories[];

const kefu_scheme *exponents_builtin(void);
/* Ends the program when the call failed. */
void exponents_must(kefu_status status, const kefu_error *error);
kefu_status exponents_discard(void *ctx, const char *data, size_t size); /* a kefu_write */

#endif
