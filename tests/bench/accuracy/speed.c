/* SPDX-License-Identifier: MIT
 * How many texts a second kefu_analyze() judges, on one thread, everything computed and the hits
 * with their spans handed out; beside it, without asking for the hits.
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

/* ---- one pass over all texts, in seconds ---- */

static void stop(const kefu_error *error) {
    fprintf(stderr, "%s\n", error->message);
    exit(1);
}

/* What is asked for of every text. */
struct wanted {
    int hits;
    size_t listed;
};

static kefu_status take(void *ctx, size_t index, kefu_analysis *analysis) {
    struct wanted *wanted = ctx;
    (void)index;
    if (wanted->hits)
        wanted->listed += kefu_analysis_hit_count(analysis);
    return KEFU_OK;
}

static double analyze_all(kefu_scheme *scheme, kefu_scratch *scratch, const struct texts *texts,
                          int together, int hits) {
    const double begin = seconds();
    struct wanted wanted = {hits, 0};
    kefu_analysis *analysis;
    kefu_error error;
    size_t i;
    if (together &&
        kefu_analyze_many(scheme, scratch, texts->items, texts->count, NULL, take, &wanted, &error))
        stop(&error);
    for (i = 0; !together && i < texts->count; i++) {
        if (kefu_analyze(scheme, scratch, texts->items[i].data, texts->items[i].size, NULL,
                         &analysis, &error))
            stop(&error);
        take(&wanted, i, analysis);
    }
    if (hits && !wanted.listed)
        exit(1); /* nothing was found: no time at all */
    return seconds() - begin;
}

/* The raw matching of the same keywords. */
struct peer {
    const struct engine *engine; /* NULL: there is none */
    void *built;
    struct text *views;
    uint32_t keywords;
    struct sum sum; /* of all passes */
};

static struct peer open_peer(const struct texts *texts, const char *library, const char *words) {
    struct peer peer = {NULL, NULL, NULL, 0, {0, 0}};
    struct text *keywords;
    size_t i;
    peer.engine = find_peer(library);
    keywords = peer.engine ? read_lines(words, &peer.keywords) : NULL;
    peer.built = keywords ? peer.engine->build(keywords, peer.keywords) : NULL;
    peer.views = malloc(texts->count * sizeof *peer.views);
    for (i = 0; peer.views && i < texts->count; i++) {
        peer.views[i].data = texts->items[i].data;
        peer.views[i].size = texts->items[i].size;
    }
    if (!peer.built || !peer.views)
        peer.engine = NULL;
    return peer;
}

static double match_all(struct peer *peer, const struct texts *texts) {
    const double begin = seconds();
    peer->engine->scan(peer->built, peer->views, texts->count, &peer->sum);
    return seconds() - begin;
}

/* ---- in turns ---- */

enum { ROUNDS_MOST = 1000 };

static int compare(const void *left, const void *right) {
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median(double *times, size_t count) {
    qsort(times, count, sizeof *times, compare);
    return times[count / 2];
}

int main(int count, char **words) {
    static double whole[ROUNDS_MOST], alone[ROUNDS_MOST], judged[ROUNDS_MOST], matched[ROUNDS_MOST];
    struct texts texts = {NULL, NULL, 0, 0};
    struct peer peer = {NULL, NULL, NULL, 0, {0, 0}};
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    kefu_error error;
    const double enough = count > 2 ? atof(words[2]) : 3;
    double first, start, n;
    size_t rounds;
    if (count < 2 || !read_texts(words[1], &texts)) {
        fprintf(stderr, "usage: speed FILE.tsv [SECONDS [PEERS KEYWORDS]]\n");
        return 2;
    }
    first = seconds();
    if (kefu_scheme_builtin(NULL, &scheme, &error) || kefu_scratch_new(NULL, &scratch, &error)) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    first = seconds() - first;
    if (count > 4)
        peer = open_peer(&texts, words[3], words[4]);
    analyze_all(scheme, scratch, &texts, 1, 1); /* warms up */
    for (start = seconds(), rounds = 0;
         rounds < ROUNDS_MOST && (seconds() - start < enough || rounds < 5); rounds++) {
        whole[rounds] = analyze_all(scheme, scratch, &texts, 1, 1);
        alone[rounds] = analyze_all(scheme, scratch, &texts, 0, 1);
        judged[rounds] = analyze_all(scheme, scratch, &texts, 1, 0);
        matched[rounds] = peer.engine ? match_all(&peer, &texts) : 0;
    }
    n = (double)texts.count;
    printf("{\"texts\":%zu,\"rounds\":%zu,\"texts_per_second\":%.0f,"
           "\"megabytes_per_second\":%.1f,\"texts_per_second_one_by_one\":%.0f,"
           "\"texts_per_second_without_hits\":%.0f,"
           "\"scheme_seconds\":%.3f",
           texts.count, rounds, n / median(whole, rounds),
           (double)texts.bytes / median(whole, rounds) / 1e6, n / median(alone, rounds),
           n / median(judged, rounds), first);
    if (peer.engine)
        printf(",\"peer\":\"%s\",\"peer_keywords\":%u,\"peer_matches\":%llu,"
               "\"peer_texts_per_second\":%.0f",
               peer.engine->name, peer.keywords, (unsigned long long)(peer.sum.count / rounds),
               n / median(matched, rounds));
    printf("}\n");
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    free(texts.data);
    free(texts.items);
    free(peer.views);
    return 0;
}
