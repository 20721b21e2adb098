/* SPDX-License-Identifier: MIT
 * How many texts a second kefu_analyze_many() judges on one thread, hits included. Compiled against
 * two versions of kefu: with KEFU_BEFORE against the one before word borders and genres.
 * speed TEXTS PASSES [message]: a text a line; prints the median pass in texts a second. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kefu/kefu.h"

enum { PASSES_MAX = 1000 };

#ifdef KEFU_BEFORE
static kefu_status take(void *ctx, size_t index, const kefu_analysis *analysis) {
    size_t count = 0;
    (void)index;
    if (kefu_analysis_hits(analysis, &count))
        *(size_t *)ctx += count;
    return KEFU_OK;
}
#else
static kefu_status take(void *ctx, size_t index, kefu_analysis *analysis) {
    (void)index;
    *(size_t *)ctx += kefu_analysis_hit_count(analysis);
    return KEFU_OK;
}
#endif

/* The lines of a file, which stays in memory. */
static kefu_str *read_lines(const char *path, size_t *count) {
    FILE *file = fopen(path, "rb");
    kefu_str *lines = NULL;
    char *line = NULL;
    size_t capacity = 0;
    ssize_t size;
    *count = 0;
    while (file && (size = getline(&line, &capacity, file)) > 0) {
        if (*count % 1024 == 0)
            lines = realloc(lines, (*count + 1024) * sizeof *lines);
        if (!lines)
            break;
        lines[*count].data = line;
        lines[(*count)++].size = (size_t)size - (line[size - 1] == '\n');
        line = NULL;
        capacity = 0;
    }
    if (file)
        fclose(file);
    return lines;
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int compare(const void *left, const void *right) {
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

int main(int argc, char **argv) {
    static double times[PASSES_MAX];
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    kefu_error error;
    size_t count, hits = 0;
    const int passes = argc > 2 ? atoi(argv[2]) : 0;
    kefu_str *texts = argc > 2 ? read_lines(argv[1], &count) : NULL;
    if (!texts || passes < 1 || passes > PASSES_MAX) {
        fprintf(stderr, "usage: speed TEXTS PASSES [message]\n");
        return 2;
    }
#ifndef KEFU_BEFORE
    if (argc > 3)
        options.genre = KEFU_GENRE_MESSAGE;
#endif
    if (kefu_scheme_builtin(NULL, &scheme, &error) || kefu_scratch_new(NULL, &scratch, &error)) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    for (int i = -1; i < passes; i++) { /* the first warms up */
        const double begin = seconds();
        if (kefu_analyze_many(scheme, scratch, texts, count, &options, take, &hits, &error)) {
            fprintf(stderr, "%s\n", error.message);
            return 1;
        }
        if (i >= 0)
            times[i] = seconds() - begin;
    }
    if (hits == 0)
        return 1; /* nothing was found: no time at all */
    qsort(times, (size_t)passes, sizeof *times, compare);
    printf("%.0f\n", (double)count / times[passes / 2]);
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    return 0;
}
