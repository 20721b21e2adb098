/* SPDX-License-Identifier: MIT
 * Any bytes as an evaluation and as a person's answer: read, or refused; what was read can be
 * written, and reads back the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "kefu/evaluation.h"
#include "scheme/rubric/rubrics.h"

static kefu_scheme *scheme;

static kefu_status append(void *ctx, const char *data, size_t size) {
    kefu__buffer_add(ctx, data, size);
    return KEFU_OK;
}

static void write_to(const kefu_evaluation *evaluation, struct buffer *buffer) {
    const kefu_allocator allocator = kefu__allocator_default();
    kefu__buffer_init(buffer, &allocator);
    if (kefu_evaluation_write(evaluation, append, buffer, NULL))
        abort();
}

static void check_again(const kefu_evaluation *evaluation) {
    kefu_evaluation *again = NULL;
    struct buffer first, second;
    write_to(evaluation, &first);
    if (kefu_evaluation_read_json(scheme, first.data, first.size, &again, NULL, NULL))
        abort();
    write_to(again, &second);
    if (first.size != second.size || memcmp(first.data, second.data, first.size) != 0)
        abort();
    kefu__buffer_free(&first);
    kefu__buffer_free(&second);
    kefu_evaluation_free(again);
}

/* Kept inputs say @DIGEST@ for the form's digest, which changes with the form. */
static char *with_digest(const uint8_t *data, size_t size, size_t *new_size) {
    static const char mark[] = "@DIGEST@";
    const char *digest = scheme->rubrics->items[0].digest;
    char *text = malloc(size + 17);
    size_t i;
    if (!text)
        abort();
    memcpy(text, data, size);
    *new_size = size;
    for (i = 0; i + sizeof mark - 1 <= size; i++)
        if (memcmp(text + i, mark, sizeof mark - 1) == 0) {
            memcpy(text + i + 16, data + i + sizeof mark - 1, size - i - (sizeof mark - 1));
            memcpy(text + i, digest, 16);
            *new_size = size + 16 - (sizeof mark - 1);
            break;
        }
    return text;
}

/* The evaluation of a conversation, whose questions are answered manually. */
static kefu_evaluation *judge(void) {
    kefu_conversation *conversation = NULL;
    kefu_evaluation *evaluation = NULL;
    kefu_rubric rubric;
    if (kefu_conversation_new(scheme, NULL, &conversation, NULL) ||
        kefu_scheme_find_rubric(scheme, "", 0, &rubric, NULL) ||
        kefu_evaluate(conversation, rubric, KEFU_TIME_END, &evaluation, NULL))
        abort();
    kefu_conversation_free(conversation);
    return evaluation;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    kefu_evaluation *evaluation = NULL;
    size_t text_size;
    char *text;
    if (!scheme && kefu_scheme_builtin(NULL, &scheme, NULL))
        abort();
    text = with_digest(data, size, &text_size);
    if (kefu_evaluation_read_json(scheme, text, text_size, &evaluation, NULL, NULL) == KEFU_OK)
        check_again(evaluation);
    else if (evaluation)
        abort();
    free(text);
    kefu_evaluation_free(evaluation);
    evaluation = judge();
    if (kefu_evaluation_answer(evaluation, (const char *)data, size, NULL, NULL) == KEFU_OK)
        check_again(evaluation);
    kefu_evaluation_free(evaluation);
    return 0;
}
