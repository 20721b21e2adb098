/* SPDX-License-Identifier: MIT
 * Measures rules and the built-in form on conversations, by the processor's time.
 *
 * usage: bench ROWS.tsv RULES-10.json RULES-1000.json PEER.json DAY.tsv HITS.tsv
 *
 * Prints name and value: few, many (seconds of one pass with 10 and with 1,000 rules), hit (how
 * many of the 1,000 rules hit), evaluate, analyse (a pass with the built-in form, and of
 * kefu_analyze() over the messages alone), push (99th percentile of a push with 1,000 rules and its
 * monitor's update ÷ the message's own analysis, each the least of 7 replays of the day), peer
 * (seconds of one pass over the day with the rules of PEER.json). HITS.tsv becomes the rules of
 * PEER.json that were true of each conversation of the day. Rows are written by flatten.py. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kefu/kefu.h"

enum { CELLS = 6, ROUNDS = 5, REPLAYS = 7, RULES = 1000 };

struct row {
    char *cells[CELLS];
    kefu_event event; /* unless cells[0] is "=", which begins a conversation */
};
struct rows {
    char *bytes;
    struct row *items;
    size_t count;
};

static kefu_error error;
static kefu_scratch *scratch;

static void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, error.message);
    exit(1);
}

static void check(kefu_status status, const char *what) {
    if (status != KEFU_OK)
        fail(what);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int by_value(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double quantile(double *values, size_t count, double q) {
    qsort(values, count, sizeof *values, by_value);
    return values[(size_t)(q * (double)(count - 1) + 0.5)];
}

/* ---- input ---- */

static char *read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    char *bytes;
    long size;
    if (!file || fseek(file, 0, SEEK_END) || (size = ftell(file)) < 0)
        fail(path);
    rewind(file);
    bytes = malloc((size_t)size + 1);
    if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size)
        fail(path);
    fclose(file);
    bytes[size] = '\0';
    return bytes;
}

static kefu_str str(const char *text) {
    return (kefu_str){text, strlen(text)};
}

static uint32_t word(uint32_t last, const char *(*name)(uint32_t), const char *text) {
    for (uint32_t i = 0; i <= last; i++)
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

static void make_event(struct row *row) {
    char **cells = row->cells;
    row->event = (kefu_event)KEFU_EVENT_INIT;
    if (strcmp(cells[0], "=") == 0)
        return;
    row->event.type = word(KEFU_EVENT_RATED, event_name, cells[0]);
    row->event.at = strtoll(cells[1], NULL, 10);
    if (*cells[2])
        row->event.role = word(KEFU_ROLE_SYSTEM, role_name, cells[2]);
    row->event.agent_id = str(cells[3]);
    row->event.flags = cells[4][0] == '1' ? KEFU_EVENT_AUTO : 0;
    row->event.text = str(cells[5]);
}

static struct rows read_rows(const char *path) {
    struct rows rows = {read_file(path), NULL, 0};
    size_t lines = 0;
    for (char *at = rows.bytes; (at = strchr(at, '\n')); at++)
        lines++;
    rows.items = malloc(lines * sizeof *rows.items);
    if (!rows.items)
        fail(path);
    for (char *at = rows.bytes; *at; rows.count++) {
        struct row *row = &rows.items[rows.count];
        for (size_t i = 0; i < CELLS; i++) {
            row->cells[i] = at;
            at += strcspn(at, "\t\n");
            *at++ = '\0';
        }
        make_event(row);
    }
    return rows;
}

static kefu_scheme *compile(const char *path) {
    char *text = read_file(path);
    const kefu_document document = {str(path), str(text)};
    kefu_scheme *scheme;
    check(kefu_scheme_compile(&document, 1, NULL, &scheme, NULL, &error), path);
    free(text);
    return scheme;
}

static kefu_rubric form_of(const kefu_scheme *scheme) {
    kefu_rubric rubric;
    check(kefu_scheme_find_rubric(scheme, "", 0, &rubric, &error), "rubric");
    return rubric;
}

/* ---- one conversation ---- */

static kefu_conversation *begin(const kefu_scheme *scheme, const struct row *head) {
    kefu_conversation *c;
    check(kefu_conversation_new(scheme, NULL, &c, &error), "conversation");
    check(kefu_conversation_set(c, "channel", 7, head->cells[2], strlen(head->cells[2]), &error),
          "channel");
    if (*head->cells[3])
        check(kefu_conversation_add_label(c, head->cells[3], strlen(head->cells[3]), &error),
              "label");
    return c;
}

static bool begins(const struct rows *rows, size_t i) {
    return rows->items[i].cells[0][0] == '=';
}

/* Pushes the conversation that begins at row *i, which becomes the row of the next one. */
static kefu_conversation *push_all(const kefu_scheme *scheme, const struct rows *rows, size_t *i) {
    kefu_conversation *c = begin(scheme, &rows->items[(*i)++]);
    for (; *i < rows->count && !begins(rows, *i); ++*i)
        check(kefu_conversation_push(c, scratch, &rows->items[*i].event, NULL, &error), "push");
    return c;
}

/* ---- passes ---- */

static double evaluate_all(const kefu_scheme *scheme, const struct rows *rows) {
    const kefu_rubric form = form_of(scheme);
    const double begun = seconds();
    for (size_t i = 0; i < rows->count;) {
        kefu_evaluation *evaluation;
        kefu_conversation *c = push_all(scheme, rows, &i);
        check(kefu_evaluate(c, form, KEFU_TIME_END, &evaluation, &error), "evaluate");
        kefu_evaluation_free(evaluation);
        kefu_conversation_free(c);
    }
    return seconds() - begun;
}

static void analyse(const kefu_scheme *scheme, const kefu_event *event) {
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_analysis *analysis;
    options.genre = KEFU_GENRE_MESSAGE;
    options.role = event->role;
    check(kefu_analyze(scheme, scratch, event->text.data, event->text.size, &options, &analysis,
                       &error),
          "analyse");
}

static double analyse_all(const kefu_scheme *scheme, const struct rows *rows) {
    const double begun = seconds();
    for (size_t i = 0; i < rows->count; i++)
        if (!begins(rows, i) && rows->items[i].event.text.size)
            analyse(scheme, &rows->items[i].event);
    return seconds() - begun;
}

/* Marks the rules that alert in the conversation, by the number in their ids (r0007). */
static void mark_alerts(const kefu_conversation *c, const kefu_scheme *scheme, bool *hit) {
    kefu_monitor *monitor;
    kefu_alert alert = {.size = sizeof alert};
    check(kefu_monitor_new(c, form_of(scheme), NULL, &monitor, &error), "monitor");
    check(kefu_monitor_update(monitor, KEFU_TIME_END, &error), "update");
    for (size_t i = 0; kefu_monitor_alert_at(monitor, i, &alert, NULL) == KEFU_OK; i++) {
        const char *id = kefu_scheme_rule_id(scheme, alert.rule);
        if (id[0] == 'r' && strlen(id) == 5 && strspn(id + 1, "0123456789") == 4)
            hit[strtoul(id + 1, NULL, 10)] = true;
    }
    kefu_monitor_free(monitor);
}

static size_t count_hit(const kefu_scheme *scheme, const struct rows *rows) {
    bool hit[RULES] = {false};
    size_t count = 0;
    for (size_t i = 0; i < rows->count;) {
        kefu_conversation *c = push_all(scheme, rows, &i);
        mark_alerts(c, scheme, hit);
        kefu_conversation_free(c);
    }
    for (size_t i = 0; i < RULES; i++)
        count += hit[i];
    return count;
}

static void write_hits(const kefu_scheme *scheme, const struct rows *rows, const char *path) {
    FILE *file = fopen(path, "w");
    if (!file)
        fail(path);
    for (size_t i = 0; i < rows->count;) {
        bool hit[RULES] = {false};
        const char *id = rows->items[i].cells[1];
        kefu_conversation *c = push_all(scheme, rows, &i);
        mark_alerts(c, scheme, hit);
        fprintf(file, "%s", id);
        for (size_t rule = 0; rule < RULES; rule++)
            if (hit[rule])
                fprintf(file, "\tr%04zu", rule);
        fputc('\n', file);
        kefu_conversation_free(c);
    }
    if (fclose(file))
        fail(path);
}

/* ---- a live push ---- */

/* The least times of each row: of its push and update, and of its analysis. */
static void replay_live(const kefu_scheme *scheme, const struct rows *rows, double *push,
                        double *own) {
    kefu_conversation *c = NULL;
    kefu_monitor *monitor = NULL;
    for (size_t i = 0; i < rows->count; i++) {
        const kefu_event *event = &rows->items[i].event;
        double begun, taken;
        if (begins(rows, i)) {
            kefu_monitor_free(monitor);
            kefu_conversation_free(c);
            c = begin(scheme, &rows->items[i]);
            check(kefu_monitor_new(c, form_of(scheme), NULL, &monitor, &error), "monitor");
            continue;
        }
        begun = seconds();
        check(kefu_conversation_push(c, scratch, event, NULL, &error), "push");
        check(kefu_monitor_update(monitor, event->at, &error), "update");
        taken = seconds() - begun;
        push[i] = taken < push[i] ? taken : push[i];
        if (!event->text.size)
            continue;
        begun = seconds();
        analyse(scheme, event);
        taken = seconds() - begun;
        own[i] = taken < own[i] ? taken : own[i];
    }
    kefu_monitor_free(monitor);
    kefu_conversation_free(c);
}

static double push_p99(const kefu_scheme *scheme, const struct rows *rows) {
    double *push = malloc(2 * rows->count * sizeof *push), *own = push + rows->count, p99;
    size_t count = 0;
    if (!push)
        fail("memory");
    for (size_t i = 0; i < 2 * rows->count; i++)
        push[i] = 1e9;
    for (int replay = 0; replay < REPLAYS; replay++)
        replay_live(scheme, rows, push, own);
    for (size_t i = 0; i < rows->count; i++)
        if (own[i] < 1e9)
            push[count++] = push[i] / own[i];
    p99 = quantile(push, count, 0.99);
    free(push);
    return p99;
}

/* ---- all ---- */

int main(int argc, char **argv) {
    double few[ROUNDS], many[ROUNDS], form[ROUNDS], alone[ROUNDS], peer[ROUNDS];
    kefu_scheme *ten, *thousand, *shared, *builtin;
    struct rows rows, day;
    if (argc != 7)
        fail("usage: bench ROWS.tsv RULES-10.json RULES-1000.json PEER.json DAY.tsv HITS.tsv");
    check(kefu_scratch_new(NULL, &scratch, &error), "scratch");
    check(kefu_scheme_builtin(NULL, &builtin, &error), "scheme");
    rows = read_rows(argv[1]);
    ten = compile(argv[2]);
    thousand = compile(argv[3]);
    shared = compile(argv[4]);
    day = read_rows(argv[5]);
    for (int i = 0; i < ROUNDS; i++) {
        few[i] = evaluate_all(ten, &rows);
        many[i] = evaluate_all(thousand, &rows);
        form[i] = evaluate_all(builtin, &rows);
        alone[i] = analyse_all(builtin, &rows);
        peer[i] = evaluate_all(shared, &day);
    }
    write_hits(shared, &day, argv[6]);
    printf("few\t%.6f\nmany\t%.6f\nevaluate\t%.6f\nanalyse\t%.6f\npeer\t%.6f\n",
           quantile(few, ROUNDS, 0.5), quantile(many, ROUNDS, 0.5), quantile(form, ROUNDS, 0.5),
           quantile(alone, ROUNDS, 0.5), quantile(peer, ROUNDS, 0.5));
    printf("hit\t%zu\npush\t%.6f\n", count_hit(thousand, &rows), push_p99(thousand, &day));
    kefu_scheme_release(ten);
    kefu_scheme_release(thousand);
    kefu_scheme_release(shared);
    kefu_scheme_release(builtin);
    kefu_scratch_free(scratch);
    free(rows.items);
    free(rows.bytes);
    free(day.items);
    free(day.bytes);
    return 0;
}
