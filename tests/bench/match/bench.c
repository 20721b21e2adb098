/* SPDX-License-Identifier: MIT
 * Times kefu's matcher and its peers in one process, in turns: bench DATA DATE PEER.so…
 *
 * Prints the rows of the table to standard output, everything else to standard error. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine.h"
#include "match/match.h"

#define REPETITIONS 9
#define ENGINES_MAX 16

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- input ---- */

struct lines {
    struct text *items;
    size_t count;
    struct text whole;
};

static struct lines read_lines(const char *folder, const char *name) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(2);
    }
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file), n = 0;
    rewind(file);
    char *data = malloc(size + 1);
    if (fread(data, 1, size, file) != size)
        exit(2);
    fclose(file);
    struct lines lines = {malloc((size + 1) * sizeof *lines.items), 0, {data, size}};
    for (size_t i = 0; i < size; i++)
        if (data[i] == '\n') {
            lines.items[lines.count++] = (struct text){data + n, i - n};
            n = i + 1;
        }
    return lines;
}

/* ---- timing ---- */

struct run {
    const struct engine *engine;
    void *state;
    double seconds[REPETITIONS], median, build;
    struct sum sum;
};

static int compare_doubles(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median(double *values, size_t n) {
    qsort(values, n, sizeof *values, compare_doubles);
    return values[n / 2];
}

static bool all_agree = true;

/* Engines take turns in each repetition; a first one warms up and gives the sums. */
static void time_runs(const char *title, struct run *runs, size_t count, const struct text *texts,
                      size_t text_count) {
    size_t bytes = 0;
    for (size_t i = 0; i < text_count; i++)
        bytes += texts[i].size;
    for (int r = -1; r < REPETITIONS; r++)
        for (size_t i = 0; i < count; i++) {
            struct sum sum = {0, 0};
            double begin = now();
            runs[i].engine->scan(runs[i].state, texts, text_count, &sum);
            if (r >= 0)
                runs[i].seconds[r] = now() - begin;
            runs[i].sum = sum;
        }
    fprintf(stderr, "%-24s %10s %10s %12s %6s %8s\n", title, "MB/s", "ns/text", "matches", "B/kw",
            "build s");
    for (size_t i = 0; i < count; i++) {
        bool agrees = runs[i].sum.count == runs[0].sum.count && runs[i].sum.sum == runs[0].sum.sum;
        all_agree = all_agree && agrees;
        runs[i].median = median(runs[i].seconds, REPETITIONS);
        fprintf(stderr, "  %-22s %10.1f %10.1f %12llu %6s %8.4f%s\n", runs[i].engine->name,
                (double)bytes / runs[i].median * 1e-6, runs[i].median / (double)text_count * 1e9,
                (unsigned long long)runs[i].sum.count, "", runs[i].build,
                agrees ? "" : "  DISAGREES");
    }
}

static double ratio(const struct run *runs, size_t count, const struct engine *engine,
                    const struct run *peer) {
    for (size_t i = 0; i < count && engine; i++)
        if (runs[i].engine == engine)
            return peer->median / runs[i].median;
    return -1;
}

/* ---- rows ---- */

struct row {
    const char *id, *floor, *goal, *better;
    double value; /* below 0: none */
};
static struct row rows[] = {
    {"avx512.a20k", "3.3", "6", "more", -1},     {"avx512.a100k", "2.8", "5", "more", -1},
    {"avx512.b20k", "3.0", "5", "more", -1},     {"avx512.b100k", "3.8", "7", "more", -1},
    {"hyperscan.a20k", "4", "8", "more", -1},    {"avx2.worst", "2.2", "4", "more", -1},
    {"portable.worst", "1.6", "3", "more", -1},  {"message.a20k", "0.6", "0.30", "less", -1},
    {"batch.a20k", "0.25", "0.14", "less", -1},  {"bytes.a100k", "18", "12", "less", -1},
    {"bytes.b100k", "11", "9", "less", -1},      {"build.a100k", "0.25", "0.06", "less", -1},
    {"build.a300k", "0.45", "0.08", "less", -1}, {"start.a100k", "0.02", "0.002", "less", -1},
};
#define ROWS (sizeof rows / sizeof *rows)

static void set_row(const char *id, double value) {
    for (size_t i = 0; i < ROWS; i++)
        if (strcmp(rows[i].id, id) == 0)
            rows[i].value = value;
}

/* Keeps the worst of several values. */
static void worsen_row(const char *id, double value) {
    for (size_t i = 0; i < ROWS; i++)
        if (strcmp(rows[i].id, id) == 0 && value >= 0 &&
            (rows[i].value < 0 || value < rows[i].value))
            rows[i].value = value;
}

/* 0: all floors hold; 1: one does not. */
static int print_rows(void) {
    int failed = 0;
    for (size_t i = 0; i < ROWS; i++) {
        const struct row *row = rows + i;
        double floor = atof(row->floor);
        if (row->value < 0) {
            printf("%s\t-\t%s\t%s\t%s\n", row->id, row->floor, row->goal, row->better);
            continue;
        }
        printf("%s\t%.4g\t%s\t%s\t%s\n", row->id, row->value, row->floor, row->goal, row->better);
        failed |= strcmp(row->better, "more") == 0 ? row->value < floor : row->value > floor;
    }
    return failed;
}

/* ---- the sets ---- */

struct peers {
    const struct engine *list[ENGINES_MAX];
    size_t count;
    const struct engine *charwise, *hyperscan;
};

static struct peers load_peers(char **paths, int count) {
    struct peers peers = {{NULL}, 0, NULL, NULL};
    for (int i = 0; i < count; i++) {
        void *library = dlopen(paths[i], RTLD_NOW | RTLD_LOCAL);
        void *symbol = library ? dlsym(library, "engines") : NULL;
        engine_list list;
        int n = 0;
        if (!symbol) {
            fprintf(stderr, "%s\n", dlerror());
            exit(2);
        }
        memcpy(&list, &symbol, sizeof list);
        const struct engine *engines = list(&n);
        for (int j = 0; j < n; j++)
            peers.list[peers.count++] = engines + j;
    }
    for (size_t i = 0; i < peers.count; i++) {
        if (strcmp(peers.list[i]->name, "daachorse charwise") == 0)
            peers.charwise = peers.list[i];
        if (strcmp(peers.list[i]->name, "hyperscan") == 0)
            peers.hyperscan = peers.list[i];
    }
    if (!peers.charwise) {
        fprintf(stderr, "daachorse is missing\n");
        exit(2);
    }
    return peers;
}

static bool start_run(struct run *run, const struct engine *engine, const struct lines *keywords) {
    double begin = now();
    memset(run, 0, sizeof *run);
    run->engine = engine;
    run->state = engine->build(keywords->items, (uint32_t)keywords->count);
    run->build = now() - begin;
    return run->state != NULL;
}

/* The median build time of an engine. */
static double build_seconds(const struct engine *engine, const struct lines *keywords, int times) {
    double seconds[16];
    for (int i = 0; i < times; i++) {
        double begin = now();
        void *state = engine->build(keywords->items, (uint32_t)keywords->count);
        seconds[i] = now() - begin;
        engine->release(state);
    }
    return median(seconds, (size_t)times);
}

struct set_runs {
    struct run runs[ENGINES_MAX];
    size_t count;
    size_t peer; /* index of daachorse charwise */
};

static struct set_runs start_set(const struct lines *keywords, const struct peers *peers,
                                 bool slow_peers) {
    struct set_runs set = {0};
    void *shared = NULL;
    double build = 0;
    for (int level = SIMD_LEVELS - 1; level >= SIMD_PORTABLE; level--)
        for (int mode = 0; mode < 2; mode++) {
            const struct engine *engine = mode ? kefu_engine_unordered(level)
                                               : kefu_engine_sorted(level);
            if (!engine)
                continue;
            struct run *run = set.runs + set.count++;
            memset(run, 0, sizeof *run);
            run->engine = engine;
            if (!shared) {
                double begin = now();
                shared = engine->build(keywords->items, (uint32_t)keywords->count);
                build = now() - begin;
            }
            run->state = shared; /* one matcher, whatever the level */
            run->build = build;
        }
    for (size_t i = 0; i < peers->count; i++) {
        if (!slow_peers && peers->list[i] != peers->charwise)
            continue;
        if (peers->list[i] == peers->charwise)
            set.peer = set.count;
        set.count += start_run(set.runs + set.count, peers->list[i], keywords);
    }
    return set;
}

static void end_set(struct set_runs *set) {
    for (size_t i = 0; i < set->count; i++)
        if (i == 0 || set->runs[i].state != set->runs[i - 1].state)
            set->runs[i].engine->release(set->runs[i].state);
}

static void bench_set(const char *folder, const char *name, const struct peers *peers,
                      const struct lines *text) {
    struct lines keywords = read_lines(folder, name);
    struct set_runs set = start_set(&keywords, peers, true);
    const struct run *peer = set.runs + set.peer;
    char id[64];
    time_runs(name, set.runs, set.count, &text->whole, 1);
    snprintf(id, sizeof id, "avx512.%s", name);
    set_row(id, ratio(set.runs, set.count, kefu_engine_sorted(SIMD_AVX512), peer));
    worsen_row("avx2.worst", ratio(set.runs, set.count, kefu_engine_unordered(SIMD_AVX2), peer));
    worsen_row("portable.worst",
               ratio(set.runs, set.count, kefu_engine_unordered(SIMD_PORTABLE), peer));
    for (size_t i = 0; i < set.count && strcmp(name, "a20k") == 0; i++)
        if (set.runs[i].engine == peers->hyperscan)
            set_row("hyperscan.a20k", ratio(set.runs, set.count, set.runs[0].engine, &set.runs[i]));
    snprintf(id, sizeof id, "bytes.%s", name);
    set_row(id, (double)set.runs[0].engine->bytes(set.runs[0].state) / (double)keywords.count);
    for (size_t i = 0; i < set.count; i++)
        if (i == 0 || set.runs[i].state != set.runs[i - 1].state)
            fprintf(stderr, "  %-22s %10.1f bytes a keyword, built in %.4f s\n",
                    i == 0 ? "kefu" : set.runs[i].engine->name,
                    (double)set.runs[i].engine->bytes(set.runs[i].state) / (double)keywords.count,
                    set.runs[i].build);
    end_set(&set);
    free(keywords.items);
}

static void bench_messages(const char *folder, const struct peers *peers) {
    struct lines keywords = read_lines(folder, "a20k"), messages = read_lines(folder, "messages");
    struct set_runs set = start_set(&keywords, peers, false);
    const struct engine *best = set.runs[1].engine, *many = NULL;
    struct run batch = set.runs[0];
    double single;
    for (int level = SIMD_LEVELS - 1; level >= SIMD_PORTABLE && !many; level--)
        many = kefu_engine_many(level);
    time_runs("a20k, a message a call", set.runs, set.count, messages.items, messages.count);
    single = ratio(set.runs, set.count, best, set.runs + set.peer);
    set_row("message.a20k", 1 / single);
    batch.engine = many;
    struct run runs[2] = {batch, set.runs[set.peer]};
    time_runs("a20k, messages batched", runs, 2, messages.items, messages.count);
    set_row("batch.a20k", runs[0].median / runs[1].median);
    end_set(&set);
}

static void bench_build(const char *folder, const char *name, const struct peers *peers) {
    struct lines keywords = read_lines(folder, name);
    const struct engine *kefu = kefu_engine_sorted(SIMD_PORTABLE);
    double ours = build_seconds(kefu, &keywords, 5), theirs;
    char id[64];
    theirs = build_seconds(peers->charwise, &keywords, 3);
    fprintf(stderr, "build %s: kefu %.4f s, daachorse %.4f s\n", name, ours, theirs);
    snprintf(id, sizeof id, "build.%s", name);
    set_row(id, ours / theirs);
    if (strcmp(name, "a100k") == 0) {
        void *state = kefu->build(keywords.items, (uint32_t)keywords.count);
        double seconds[15];
        for (int i = 0; i < 15; i++)
            seconds[i] = kefu_engine_start_seconds(state, now);
        set_row("start.a100k", median(seconds, 15) / ours);
        kefu->release(state);
    }
}

/* For peers in other languages: kefu's own count and sum over the first `bytes` of the text. */
static int print_sum(const char *folder, const char *name, size_t bytes) {
    struct lines keywords = read_lines(folder, name), text = read_lines(folder, "text");
    const struct engine *engine = kefu_engine_sorted(SIMD_PORTABLE);
    void *state = engine->build(keywords.items, (uint32_t)keywords.count);
    struct sum sum = {0, 0};
    for (size_t i = 0; i < text.count && bytes > text.items[i].size; i++) {
        engine->scan(state, text.items + i, 1, &sum);
        bytes -= text.items[i].size + 1;
    }
    printf("%llu %llu\n", (unsigned long long)sum.count, (unsigned long long)sum.sum);
    engine->release(state);
    return 0;
}

int main(int argc, char **argv) {
    static const char *const sets[] = {"a20k", "a100k", "b20k", "b100k"};
    int failed;
    if (argc == 5 && strcmp(argv[1], "--sum") == 0)
        return print_sum(argv[2], argv[3], (size_t)atol(argv[4]));
    if (argc < 3) {
        fprintf(stderr, "usage: bench DATA PEER.so…\n       bench --sum DATA SET BYTES\n");
        return 2;
    }
    struct peers peers = load_peers(argv + 2, argc - 2);
    struct lines text = read_lines(argv[1], "text");
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        bench_set(argv[1], sets[i], &peers, &text);
    bench_messages(argv[1], &peers);
    bench_build(argv[1], "a100k", &peers);
    bench_build(argv[1], "a300k", &peers);
    failed = print_rows();
    if (!all_agree) {
        fprintf(stderr, "the engines do not agree\n");
        return 2;
    }
    return failed;
}
