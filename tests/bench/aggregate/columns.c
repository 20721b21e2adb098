/* SPDX-License-Identifier: MIT
 * Adds up a random table through the public calls, as often as standard input asks.
 * Usage: columns ROWS FOLDER. Writes the table's columns into the folder for the peers, in the
 * order of time and (shuffled_…) in random order, and prints "ready". For each line with a name of
 * a query on standard input prints seconds of processor time, groups, and sums of what was read: n,
 * mean, standard deviation, rate, median, 90th and 99th percentile. */
#include <time.h>

#include "kefu/kefu.h"
#include "table.h"

static const char document[] =
    "{\"kefu\":1,\"kind\":\"metric_set\",\"id\":\"two\",\"version\":\"2026-01-01\",\"metrics\":["
    "{\"id\":\"wait\",\"direction\":\"lower_is_better\",\"type\":\"duration\","
    "\"start\":\"first_customer_message\",\"stop\":\"first_reply\"},"
    "{\"id\":\"csat\",\"direction\":\"higher_is_better\",\"type\":\"feedback\",\"of\":"
    "\"satisfied\"},"
    "{\"id\":\"count\",\"direction\":\"lower_is_better\",\"type\":\"count\",\"of\":\"messages\"}]}";
enum { WAIT, CSAT, COUNT }; /* the series */

static const struct query {
    const char *name, *spec;
    int quantiles, shuffled, texts;
} queries[] = {
    {"basic", "{\"group_by\":[\"agent_id\",\"at:day\"],\"timezone\":\"Z\"}", 0, 0, 0},
    {"quantile", "{\"group_by\":[\"agent_id\",\"at:day\"],\"timezone\":\"Z\"}", 1, 0, 0},
    {"hour", "{\"group_by\":[\"agent_id\",\"at:hour\"],\"timezone\":\"Z\"}", 1, 0, 0},
    {"shuffled", "{\"group_by\":[\"agent_id\",\"at:day\"],\"timezone\":\"Z\"}", 1, 1, 0},
    {"strings",
     "{\"group_by\":[\"agent_id\",\"team\",\"channel\",\"product\",\"at:day\"],\"timezone\":\"Z\"}",
     1, 0, 1},
};

static kefu_error error;
static void must(kefu_status status) {
    if (status == KEFU_OK)
        return;
    fprintf(stderr, "%s\n", error.message);
    exit(2);
}

static kefu_scheme *scheme_of_two(void) {
    const kefu_document only = {{"two", 3}, {document, sizeof document - 1}};
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_scheme *scheme;
    options.flags = KEFU_SCHEME_BARE;
    must(kefu_scheme_compile(&only, 1, &options, &scheme, NULL, &error));
    return scheme;
}

/* ---- columns ---- */

static kefu_column column(const char *name, uint32_t type, const void *values) {
    kefu_column made = KEFU_COLUMN_INIT;
    made.name = name;
    made.name_size = strlen(name);
    made.type = type;
    made.values = values;
    return made;
}

struct texts {
    int32_t *offsets;
    char *bytes;
};
/* A text a row, as Arrow has them. */
static struct texts make_texts(const char *pattern, const int32_t *codes, size_t rows) {
    struct texts t = {table_memory((rows + 1) * 4), table_memory(rows * TEXT_SIZE)};
    int32_t at = 0;
    for (size_t i = 0; i < rows; i++) {
        t.offsets[i] = at;
        at += snprintf(t.bytes + at, TEXT_SIZE, pattern, codes[i]);
    }
    t.offsets[rows] = at;
    return t;
}

static kefu_column text_column(const char *name, const struct texts *texts, size_t rows) {
    kefu_column made = column(name, KEFU_COLUMN_UTF8, texts->offsets);
    made.texts = texts->bytes;
    made.text_count = (size_t)texts->offsets[rows];
    return made;
}

static unsigned char *valid_of(const struct table *t) {
    unsigned char *valid = table_memory(t->rows / 8 + 1);
    memset(valid, 0, t->rows / 8 + 1);
    for (size_t i = 0; i < t->rows; i++)
        valid[i / 8] = (unsigned char)(valid[i / 8] | (t->rating[i] != 0) << i % 8);
    return valid;
}

/* ---- a query ---- */

struct source {
    struct table table;
    unsigned char *valid;
    struct texts texts[4];
};
static const char *const names[] = {"agent_id", "team", "channel", "product"};
static const char *const patterns[] = {"agent-%06d", "team-%02d", "channel-%d", "product-%03d"};

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static kefu_aggregate *add_up(const kefu_scheme *scheme, const struct query *q,
                              const struct source *from) {
    const struct table *t = &from->table;
    kefu_aggregate *a;
    kefu_column columns[7];
    size_t n = 0;
    columns[n++] = column("at", KEFU_COLUMN_INT64, t->at);
    columns[n++] = column(q->quantiles ? "wait" : "count", KEFU_COLUMN_INT32, t->wait);
    columns[n] = column("csat", KEFU_COLUMN_UINT8, t->rating);
    columns[n++].valid = from->valid;
    if (!q->texts)
        columns[n++] = column("agent_id", KEFU_COLUMN_INT32, t->agent);
    for (size_t i = 0; i < 4 && q->texts; i++)
        columns[n++] = text_column(names[i], &from->texts[i], t->rows);
    must(kefu_aggregate_new(scheme, q->spec, strlen(q->spec), NULL, &a, &error));
    must(kefu_aggregate_add_columns(a, columns, n, t->rows, &error));
    return a;
}

static double read_value(const kefu_aggregate *a, size_t group, size_t series,
                         kefu_statistic statistic) {
    kefu_value value;
    must(kefu_aggregate_series_value(a, group, series, statistic, &value, &error));
    return KEFU_VALUE_IS_NUMBER(value) ? value.value : 0;
}

static void run(const kefu_scheme *scheme, const struct query *q, const struct source *from) {
    static const kefu_statistic statistics[] = {KEFU_STATISTIC_COUNT, KEFU_STATISTIC_MEAN,
                                                KEFU_STATISTIC_SD,    KEFU_STATISTIC_P50,
                                                KEFU_STATISTIC_P90,   KEFU_STATISTIC_P99};
    const double begin = seconds();
    kefu_aggregate *a = add_up(scheme, q, from);
    const size_t groups = kefu_aggregate_group_count(a), kinds = q->quantiles ? 6 : 3;
    double *values = table_memory(groups * 8 * sizeof *values), sums[8] = {0};
    for (size_t i = 1; i < groups; i++) {
        for (size_t j = 0; j < kinds; j++)
            values[i * 8 + j] = read_value(a, i, q->quantiles ? WAIT : COUNT, statistics[j]);
        values[i * 8 + 6] = read_value(a, i, CSAT, KEFU_STATISTIC_COUNT);
        values[i * 8 + 7] = read_value(a, i, CSAT, KEFU_STATISTIC_MEAN);
    }
    const double took = seconds() - begin;
    for (size_t i = 1; i < groups; i++)
        for (size_t j = 0; j < 8; j++)
            sums[j] += j < kinds || j > 5 ? values[i * 8 + j] : 0;
    printf("%.6f\t%zu", took, groups - 1);
    for (size_t j = 0; j < 8; j++)
        printf("\t%.17g", sums[j]);
    printf("\n");
    fflush(stdout);
    free(values);
    kefu_aggregate_free(a);
}

/* ---- all ---- */

static void write_column(const char *folder, const char *prefix, const char *name,
                         const void *values, size_t size) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s%s.bin", folder, prefix, name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(values, 1, size, file) != size || fclose(file))
        exit(2);
}

static struct source open_source(size_t rows, const char *folder, int shuffled) {
    struct source s = {.table = table_make(rows, shuffled)};
    const struct table *t = &s.table;
    const char *prefix = shuffled ? "shuffled_" : "";
    const int32_t *const codes[] = {t->agent, t->team, t->channel, t->product};
    s.valid = valid_of(t);
    write_column(folder, prefix, "at", t->at, rows * 8);
    write_column(folder, prefix, "wait", t->wait, rows * 4);
    write_column(folder, prefix, "csat", t->rating, rows);
    for (size_t i = 0; i < 4; i++) {
        write_column(folder, prefix, names[i], codes[i], rows * 4);
        if (!shuffled)
            s.texts[i] = make_texts(patterns[i], codes[i], rows);
    }
    return s;
}

int main(int argc, char **argv) {
    if (argc != 3)
        return 2;
    const size_t rows = strtoul(argv[1], NULL, 10);
    const struct source sources[] = {open_source(rows, argv[2], 0), open_source(rows, argv[2], 1)};
    kefu_scheme *scheme = scheme_of_two();
    char line[64];
    printf("ready\n");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
            if (strcmp(line, queries[i].name) == 0)
                run(scheme, &queries[i], &sources[queries[i].shuffled]);
    }
    kefu_scheme_release(scheme);
    return 0;
}
