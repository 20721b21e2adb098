/* SPDX-License-Identifier: MIT
 * Measures conversations: how long pushing events and asking for metrics takes, and what memory a
 * live conversation needs.
 *
 * usage: bench replay ROWS.tsv VALUES.bin    prints "replay SECONDS" and "scan SECONDS", and writes
 * a double for each conversation and metric, NaN for none; bench catalogue ROWS.tsv prints "some
 * SECONDS" and "whole SECONDS"; bench memory ROWS.tsv prints "memory BYTES", "analysed BYTES",
 * "allocations N"
 *
 * ROWS.tsv is written by flatten.py. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kefu/kefu.h"

enum {
    COLUMNS = 12,
    LIVE_MESSAGES = 16,    /* of the row memory.live */
    FIRST_COUNTED = 33,    /* of the row alloc.message */
    LONG_MESSAGES = 2000,  /* so long is the conversation of the row alloc.message */
    SMALL_BYTES = 4096,    /* larger blocks are those of which an arena takes its memory */
    ARRAYS = 12,           /* as many arrays of a conversation grow */
    CATALOGUE_BLOCK = 500, /* conversations of a block of the row catalogue.cost */
    CATALOGUE_BLOCKS = 20
};

/* The 20 metrics, in the order of peer.py. */
static const char *const metric_ids[] = {"frt",
                                         "art",
                                         "max_response_time",
                                         "reply_rate_3min",
                                         "answer_rate",
                                         "unanswered_rate",
                                         "resolution_rate",
                                         "resolution",
                                         "resolution_time",
                                         "first_resolution_time",
                                         "reopen_rate",
                                         "return_rate",
                                         "transfer_count",
                                         "transfer_rate",
                                         "bot_only_rate",
                                         "message_count",
                                         "turn_count",
                                         "qa_ratio",
                                         "csat",
                                         "csat_mean"};
enum { METRICS = sizeof metric_ids / sizeof *metric_ids };

struct row {
    const char *conversation;
    kefu_event event;
};

struct rows {
    char *bytes;
    struct row *items;
    size_t count;
};

static void fail(const char *what) {
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static void check(kefu_status status, const kefu_error *error) {
    if (status != KEFU_OK)
        fail(error->message);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* ---- rows ---- */

static char *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    char *bytes;
    long length;
    if (!file || fseek(file, 0, SEEK_END) || (length = ftell(file)) < 0)
        fail(path);
    rewind(file);
    bytes = malloc((size_t)length + 1);
    if (!bytes || fread(bytes, 1, (size_t)length, file) != (size_t)length)
        fail(path);
    fclose(file);
    bytes[length] = '\0';
    *size = (size_t)length;
    return bytes;
}

static kefu_str str(const char *text) {
    return (kefu_str){text, strlen(text)};
}

static uint32_t word(uint32_t count, const char *(*name)(uint32_t), const char *text) {
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(name(i), text) == 0)
            return i;
    fail(text);
    return 0;
}

static const char *event_name(uint32_t type) {
    return kefu_event_type_name(type);
}

static const char *role_name(uint32_t role) {
    return kefu_role_name(role);
}

/* Cuts a line at its tabs. Returns the beginning of the next line. */
static char *cut(char *line, char *cells[COLUMNS]) {
    char *end = strchr(line, '\n');
    if (!end)
        fail("a row without an end");
    *end = '\0';
    for (size_t i = 0; i < COLUMNS; i++) {
        cells[i] = line;
        line += strcspn(line, "\t");
        if (*line)
            *line++ = '\0';
    }
    return end + 1;
}

static struct row make_row(char *const cells[COLUMNS]) {
    struct row row = {cells[0], KEFU_EVENT_INIT};
    kefu_event *e = &row.event;
    e->at = strtoll(cells[1], NULL, 10);
    e->type = word(KEFU_EVENT_RATED + 1, event_name, cells[2]);
    if (*cells[3])
        e->role = word(KEFU_ROLE_SYSTEM + 1, role_name, cells[3]);
    e->agent_id = str(cells[4]);
    e->value = str(cells[5]);
    e->rating = *cells[6] ? strtod(cells[6], NULL) : e->rating;
    e->flags = (*cells[7] ? KEFU_EVENT_AUTO : 0) | (*cells[8] ? KEFU_EVENT_PRIVATE : 0);
    e->message_id = str(cells[9]);
    e->id = str(cells[10]);
    e->text = str(cells[11]);
    return row;
}

static struct rows read_rows(const char *path) {
    struct rows rows = {NULL, NULL, 0};
    char *cells[COLUMNS], *at;
    size_t size, lines = 0;
    rows.bytes = read_file(path, &size);
    for (at = rows.bytes; (at = strchr(at, '\n')); at++)
        lines++;
    rows.items = malloc((lines + 1) * sizeof *rows.items);
    if (!rows.items)
        fail("out of memory");
    for (at = rows.bytes; *at;) {
        at = cut(at, cells);
        rows.items[rows.count++] = make_row(cells);
    }
    return rows;
}

static bool begins(const struct rows *rows, size_t i) {
    return i == 0 || strcmp(rows->items[i].conversation, rows->items[i - 1].conversation) != 0;
}

/* ---- time ---- */

static void ask(const kefu_conversation *c, const kefu_metric *metrics, size_t count, double *to) {
    kefu_error error;
    kefu_value value;
    for (size_t i = 0; i < count; i++) {
        check(kefu_conversation_metric(c, metrics[i], KEFU_STATISTIC_DEFAULT, KEFU_TIME_END, &value,
                                       &error),
              &error);
        to[i] = KEFU_VALUE_IS_NUMBER(value) ? value.value : NAN;
    }
}

static void find_metrics(const kefu_scheme *scheme, kefu_metric metrics[METRICS]) {
    kefu_error error;
    for (size_t i = 0; i < METRICS; i++)
        check(kefu_scheme_find_metric(scheme, metric_ids[i], strlen(metric_ids[i]), &metrics[i],
                                      &error),
              &error);
}

static void replay(const struct rows *rows, const char *path) {
    kefu_error error;
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    kefu_metric metrics[METRICS];
    kefu_analysis *analysis;
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    size_t conversations = 0, done = 0;
    double *values, begun;
    check(kefu_scheme_builtin(NULL, &scheme, &error), &error);
    check(kefu_scratch_new(NULL, &scratch, &error), &error);
    find_metrics(scheme, metrics);
    for (size_t i = 0; i < rows->count; i++)
        conversations += begins(rows, i);
    values = malloc(conversations * METRICS * sizeof *values);
    if (!values)
        fail("out of memory");
    begun = seconds();
    for (size_t i = 0; i < rows->count;) {
        kefu_conversation *c;
        check(kefu_conversation_new(scheme, NULL, &c, &error), &error);
        do {
            kefu_event event = rows->items[i++].event;
            event.text = (kefu_str){NULL, 0};
            check(kefu_conversation_push(c, scratch, &event, NULL, &error), &error);
        } while (i < rows->count && !begins(rows, i));
        ask(c, metrics, METRICS, values + METRICS * done++);
        kefu_conversation_free(c);
    }
    printf("replay\t%.6f\n", seconds() - begun);
    options.genre = KEFU_GENRE_MESSAGE;
    begun = seconds();
    for (size_t i = 0; i < rows->count; i++) {
        const kefu_event *e = &rows->items[i].event;
        options.role = e->role;
        if (e->type == KEFU_EVENT_MESSAGE && e->text.size)
            check(kefu_analyze(scheme, scratch, e->text.data, e->text.size, &options, &analysis,
                               &error),
                  &error);
    }
    printf("scan\t%.6f\n", seconds() - begun);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(values, METRICS * sizeof *values, conversations, file) != conversations ||
        fclose(file))
        fail(path);
    free(values);
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
}

/* ---- the whole catalogue ---- */

/* Pushes a conversation with its texts, asks for metrics, and returns how long that took. */
static double pass(const kefu_scheme *scheme, kefu_scratch *scratch, const struct row *rows,
                   size_t count, const kefu_metric *metrics, size_t metric_count, double *to) {
    const double begun = seconds();
    kefu_error error;
    kefu_conversation *c;
    check(kefu_conversation_new(scheme, NULL, &c, &error), &error);
    for (size_t i = 0; i < count; i++)
        check(kefu_conversation_push(c, scratch, &rows[i].event, NULL, &error), &error);
    ask(c, metrics, metric_count, to);
    kefu_conversation_free(c);
    return seconds() - begun;
}

/* Takes the conversations in blocks, each twice, in turns one way and the other first: noise of the
 * machine meets both, and so does what the first leaves in the caches. */
static void catalogue(const struct rows *rows) {
    kefu_error error;
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    kefu_metric some[METRICS];
    double times[2] = {0, 0};
    check(kefu_scheme_builtin(NULL, &scheme, &error), &error);
    check(kefu_scratch_new(NULL, &scratch, &error), &error);
    find_metrics(scheme, some);
    const size_t count = kefu_scheme_metric_count(scheme);
    kefu_metric *all = malloc(count * sizeof *all);
    double *values = malloc(count * sizeof *values);
    if (!all || !values)
        fail("out of memory");
    for (size_t i = 0; i < count; i++)
        all[i] = kefu_scheme_metric_at(scheme, i);
    for (size_t block = 0, next = 0, at = 0; at < rows->count && block < CATALOGUE_BLOCKS;
         at = next, block++)
        for (size_t way = 0; way < 2; way++) {
            const bool whole = (block + way) % 2;
            next = at;
            for (size_t done = 0; next < rows->count && done < CATALOGUE_BLOCK; done++) {
                const size_t first = next++;
                while (next < rows->count && !begins(rows, next))
                    next++;
                times[whole] += pass(scheme, scratch, rows->items + first, next - first,
                                     whole ? all : some, whole ? count : METRICS, values);
            }
        }
    printf("some\t%.6f\nwhole\t%.6f\n", times[0], times[1]);
    fprintf(stderr, "%zu metrics\n", count);
    free(all);
    free(values);
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
}

/* ---- memory ---- */

/* An allocator that counts: the bytes in use, and how often each size was asked for. */
struct counter {
    size_t bytes;
    uint32_t sizes[SMALL_BYTES];
};

static void *count_alloc(void *ctx, size_t size) {
    struct counter *counter = ctx;
    counter->bytes += size;
    if (size < SMALL_BYTES)
        counter->sizes[size]++;
    return malloc(size);
}

static void *count_resize(void *ctx, void *memory, size_t old_size, size_t size) {
    struct counter *counter = ctx;
    counter->bytes += size - old_size;
    if (size < SMALL_BYTES)
        counter->sizes[size]++;
    return realloc(memory, size);
}

static void count_release(void *ctx, void *memory, size_t size) {
    struct counter *counter = ctx;
    counter->bytes -= size;
    free(memory);
}

/* The number of allocations that are not the growth of arrays. An array that grows asks for another
 * size each time, so that no size is asked for more often than there are arrays. */
static size_t recurring(const struct counter *counter) {
    size_t count = 0;
    for (size_t i = 0; i < SMALL_BYTES; i++)
        count += counter->sizes[i] > ARRAYS ? counter->sizes[i] : 0;
    return count;
}

/* Pushes the rows of a conversation from row i on up to this number of messages, and again from its
 * beginning if it has fewer. Returns the number of recurring allocations from message FIRST_COUNTED
 * on; *bytes becomes what the conversation holds. */
static size_t live(const kefu_scheme *scheme, kefu_scratch *scratch, const struct rows *rows,
                   size_t first, size_t messages, bool texts, size_t *bytes) {
    static struct counter counter;
    const kefu_allocator allocator = {count_alloc, count_resize, count_release, &counter};
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_conversation *c;
    kefu_error error;
    size_t pushed = 0, i = first;
    int64_t shift = 0, last = 0;
    memset(&counter, 0, sizeof counter);
    options.allocator = &allocator;
    options.flags = KEFU_CONVERSATION_NO_TEXT;
    check(kefu_conversation_new(scheme, &options, &c, &error), &error);
    while (pushed < messages) {
        kefu_event event = rows->items[i++].event;
        char id[32];
        event.at += shift;
        last = event.at;
        if (event.type == KEFU_EVENT_MESSAGE && ++pushed == FIRST_COUNTED)
            memset(counter.sizes, 0, sizeof counter.sizes);
        if (event.type == KEFU_EVENT_MESSAGE && shift)
            event.id = (kefu_str){id, (size_t)snprintf(id, sizeof id, "m%zu", pushed)};
        if (!texts)
            event.text = (kefu_str){NULL, 0};
        check(kefu_conversation_push(c, scratch, &event, NULL, &error), &error);
        if (i == rows->count || begins(rows, i)) {
            i = first;
            shift = last + 1000 - rows->items[first].event.at;
        }
    }
    *bytes = counter.bytes;
    const size_t counted = recurring(&counter);
    kefu_conversation_free(c);
    if (counter.bytes)
        fail("a conversation leaves memory behind");
    return counted;
}

/* Of all conversations that are long enough the one that holds most. */
static void memory(const struct rows *rows) {
    kefu_error error;
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    size_t most[2] = {0, 0}, small = 0, bytes;
    check(kefu_scheme_builtin(NULL, &scheme, &error), &error);
    check(kefu_scratch_new(NULL, &scratch, &error), &error);
    for (size_t first = 0, i = 0; i < rows->count; i++) {
        size_t messages = 0;
        if (!begins(rows, i))
            continue;
        for (first = i; i + 1 < rows->count && !begins(rows, i + 1); i++)
            messages += rows->items[i].event.type == KEFU_EVENT_MESSAGE;
        messages += rows->items[i].event.type == KEFU_EVENT_MESSAGE;
        for (int texts = 0; texts < 2; texts++) {
            if (messages >= LIVE_MESSAGES) {
                live(scheme, scratch, rows, first, LIVE_MESSAGES, texts, &bytes);
                most[texts] = bytes > most[texts] ? bytes : most[texts];
            }
            small += live(scheme, scratch, rows, first, LONG_MESSAGES, texts, &bytes);
        }
    }
    printf("memory\t%zu\nanalysed\t%zu\nallocations\t%zu\n", most[0], most[1], small);
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
}

int main(int argc, char **argv) {
    struct rows rows;
    if (argc != (argc > 1 && strcmp(argv[1], "replay") == 0 ? 4 : 3))
        fail("usage: bench replay ROWS.tsv VALUES.bin | bench catalogue|memory ROWS.tsv");
    rows = read_rows(argv[2]);
    if (strcmp(argv[1], "replay") == 0)
        replay(&rows, argv[3]);
    else if (strcmp(argv[1], "catalogue") == 0)
        catalogue(&rows);
    else
        memory(&rows);
    free(rows.items);
    free(rows.bytes);
    return 0;
}
