/* SPDX-License-Identifier: MIT
 * One scheme, many threads: each analyses and measures on its own and gets what one thread gets.
 * Run it under the thread sanitizer too: cmake --preset tsan. Usage: shared_scheme CONVERSATIONS */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu/kefu.h"

enum { THREADS = 4, LINES = 24 };

static kefu_scheme *scheme;
static char *lines[LINES];
static size_t sizes[LINES], line_count;

/* FNV-1a over all that is written. */
static kefu_status digest(void *ctx, const char *data, size_t size) {
    uint64_t *hash = ctx;
    size_t i;
    for (i = 0; i < size; i++)
        *hash = (*hash ^ (unsigned char)data[i]) * 1099511628211u;
    return KEFU_OK;
}

static kefu_status judge(kefu_scratch *scratch, size_t i, uint64_t *hash) {
    kefu_conversation *conversation = NULL;
    kefu_analysis *analysis;
    kefu_status status = kefu_conversation_new(scheme, NULL, &conversation, NULL);
    if (status == KEFU_OK)
        status = kefu_conversation_read_json(conversation, scratch, lines[i], sizes[i], NULL, NULL);
    if (status == KEFU_OK)
        status = kefu_conversation_write_metrics(conversation, KEFU_TIME_END, digest, hash, NULL);
    if (status == KEFU_OK)
        status = kefu_conversation_write_dialogue(conversation, digest, hash, NULL);
    if (status == KEFU_OK)
        status = kefu_analyze(scheme, scratch, lines[i], sizes[i], NULL, &analysis, NULL);
    if (status == KEFU_OK)
        status = kefu_analysis_write(analysis, digest, hash, NULL);
    kefu_conversation_free(conversation);
    return status;
}

static void *work(void *result) {
    const kefu_scheme *own = kefu_scheme_retain(scheme);
    kefu_scratch *scratch = NULL;
    uint64_t *hash = result;
    size_t i;
    kefu_status status = kefu_scratch_new(NULL, &scratch, NULL);
    *hash = 14695981039346656037u;
    for (i = 0; status == KEFU_OK && i < line_count; i++)
        status = judge(scratch, i, hash);
    if (status != KEFU_OK)
        *hash = 0;
    kefu_scratch_free(scratch);
    kefu_scheme_release(own);
    return NULL;
}

static int read_lines(const char *name) {
    size_t capacity = 0;
    ssize_t size;
    FILE *file = fopen(name, "rb");
    if (!file)
        return 0;
    while (line_count < LINES && (size = getline(&lines[line_count], &capacity, file)) > 0) {
        sizes[line_count++] = (size_t)size;
        capacity = 0;
    }
    fclose(file);
    return line_count > 0;
}

int main(int argc, char **argv) {
    pthread_t threads[THREADS];
    uint64_t alone, results[THREADS];
    size_t i, bad = 0;
    if (argc != 2 || !read_lines(argv[1]) || kefu_scheme_builtin(NULL, &scheme, NULL))
        return 2;
    work(&alone);
    for (i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, work, &results[i]))
            return 2;
    for (i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        bad += results[i] != alone || alone == 0;
    }
    for (i = 0; i < line_count; i++)
        free(lines[i]);
    kefu_scheme_release(scheme);
    printf("%d threads, %zu differ\n", THREADS, bad);
    return bad != 0;
}
