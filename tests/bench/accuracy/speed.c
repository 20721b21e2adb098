/* SPDX-License-Identifier: MIT
 * How many texts a second kefu_analyze() judges, on one thread, everything computed.
 * speed FILE.tsv [SECONDS [PEERS KEYWORDS]]: column 3 is the text. PEERS is the shared library of
 * the matcher's bench: its daachorse then finds the KEYWORDS (one a line) in the same texts. Prints
 * one line of JSON. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine.h"
#include "kefu/kefu.h"

struct texts {
    char *data;
    kefu_str *items;
    size_t count, bytes;
};

static int read_texts(const char *path, struct texts *texts) {
    FILE *file = fopen(path, "rb");
    long size;
    char *line, *end;
    if (!file || fseek(file, 0, SEEK_END) || (size = ftell(file)) < 0)
        return 0;
    rewind(file);
    texts->data = malloc((size_t)size + 1);
    texts->items = malloc(((size_t)size / 3 + 1) * sizeof *texts->items);
    if (!texts->data || !texts->items || fread(texts->data, 1, (size_t)size, file) != (size_t)size)
        return 0;
    fclose(file);
    for (line = texts->data, end = line + size; line < end;) {
        char *stop = memchr(line, '\n', (size_t)(end - line));
        char *tab;
        stop = stop ? stop : end;
        tab = memchr(line, '\t', (size_t)(stop - line));
        tab = tab ? memchr(tab + 1, '\t', (size_t)(stop - tab - 1)) : NULL;
        if (tab) {
            texts->items[texts->count].data = tab + 1;
            texts->items[texts->count].size = (size_t)(stop - tab - 1);
            texts->bytes += (size_t)(stop - tab - 1);
            texts->count++;
        }
        line = stop + 1;
    }
    return texts->count > 0;
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The lines of a file as texts of the engines; NULL when it cannot be read. */
static struct text *read_lines(const char *path, uint32_t *count) {
    FILE *file = fopen(path, "rb");
    struct text *lines = NULL;
    char *line = NULL;
    size_t capacity = 0;
    ssize_t size;
    *count = 0;
    while (file && (size = getline(&line, &capacity, file)) > 0) {
        if (*count % 1024 == 0)
            lines = realloc(lines, (*count + 1024) * sizeof *lines);
        lines[*count].data = line;
        lines[(*count)++].size = (size_t)size - (line[size - 1] == '\n');
        line = NULL;
        capacity = 0;
    }
    if (file)
        fclose(file);
    return lines;
}

static const struct engine *find_peer(const char *path) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    engine_list engines = library ? (engine_list)dlsym(library, "engines") : NULL;
    int count = 0, i;
    const struct engine *list = engines ? engines(&count) : NULL;
    for (i = 0; i < count; i++)
        if (strstr(list[i].name, "daachorse charwise"))
            return &list[i];
    return NULL;
}

/* Prints the peer's members of the JSON line; nothing where there is no peer. */
static void time_peer(const struct texts *texts, const char *library, const char *words) {
    const struct engine *peer = find_peer(library);
    uint32_t count = 0;
    struct text *keywords = peer ? read_lines(words, &count) : NULL;
    void *built = keywords ? peer->build(keywords, count) : NULL;
    struct text *views = malloc(texts->count * sizeof *views);
    struct sum sum = {0, 0};
    double best = 1e9;
    size_t i;
    for (i = 0; i < texts->count; i++) {
        views[i].data = texts->items[i].data;
        views[i].size = texts->items[i].size;
    }
    for (i = 0; built && i < 20; i++) {
        const double begin = seconds();
        peer->scan(built, views, texts->count, &sum);
        best = seconds() - begin < best ? seconds() - begin : best;
    }
    if (built)
        printf(",\"peer\":\"%s\",\"peer_keywords\":%u,\"peer_matches\":%llu,"
               "\"peer_texts_per_second\":%.0f",
               peer->name, count, (unsigned long long)(sum.count / 20),
               (double)texts->count / best);
}

int main(int count, char **words) {
    struct texts texts = {NULL, NULL, 0, 0};
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    kefu_error error;
    const double enough = count > 2 ? atof(words[2]) : 3;
    double start, best = 1e9, first;
    size_t i, rounds = 0;
    if (count < 2 || !read_texts(words[1], &texts)) {
        fprintf(stderr, "usage: speed FILE.tsv [SECONDS]\n");
        return 2;
    }
    first = seconds();
    if (kefu_scheme_builtin(NULL, &scheme, &error) || kefu_scratch_new(NULL, &scratch, &error)) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    first = seconds() - first;
    for (start = seconds(); seconds() - start < enough || rounds < 2; rounds++) {
        const double begin = seconds();
        double took;
        for (i = 0; i < texts.count; i++) {
            const kefu_analysis *analysis;
            if (kefu_analyze(scheme, scratch, texts.items[i].data, texts.items[i].size, NULL,
                             &analysis, &error))
                return 1;
        }
        took = seconds() - begin;
        best = took < best ? took : best;
    }
    printf("{\"texts\":%zu,\"texts_per_second\":%.0f,\"megabytes_per_second\":%.1f,"
           "\"scheme_seconds\":%.3f",
           texts.count, (double)texts.count / best, (double)texts.bytes / best / 1e6, first);
    if (count > 4)
        time_peer(&texts, words[3], words[4]);
    printf("}\n");
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    free(texts.data);
    free(texts.items);
    return 0;
}
