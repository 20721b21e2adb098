/* SPDX-License-Identifier: MIT
 * kefu test --ids: precision of each id against what readers said of it, text by text. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "labelled.h"
#include "stats/proportion.h"

enum { ROLE = 1, RIGHT, WRONG, TEXT }; /* the columns of a line */
#define LEVEL 0.95

/* The counts of one id: how often it was found, and how often readers confirmed it. */
struct tally {
    uint32_t kind; /* a kefu_found_kind */
    kefu_str id;   /* in `copy` */
    char *copy;    /* owned */
    uint64_t right, wrong, unread, lost;
};

/* An id listed in a line of the input. */
struct mark {
    uint32_t kind;
    kefu_str id; /* in the line */
    bool right, found;
};

struct job {
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    struct finding_printer *printer;
    uint32_t genre;
    struct tally *tallies; /* by kind, then by id */
    size_t tally_count, tally_capacity;
    struct mark *marks; /* of the current line */
    size_t mark_count, mark_capacity;
    uint64_t texts, bad_lines;
};

/* ---- tallies ---- */

static int compare(uint32_t kind, kefu_str id, const struct tally *tally) {
    const size_t common = id.size < tally->id.size ? id.size : tally->id.size;
    int order = (kind > tally->kind) - (kind < tally->kind);
    if (!order)
        order = memcmp(id.data, tally->id.data, common);
    return order ? order : (id.size > tally->id.size) - (id.size < tally->id.size);
}

static struct tally *insert_tally(struct job *job, size_t at, uint32_t kind, kefu_str id) {
    struct tally made = {kind, {NULL, id.size}, malloc(id.size), 0, 0, 0, 0};
    if (made.copy && job->tally_count == job->tally_capacity) {
        const size_t capacity = job->tally_capacity * 2 + 64;
        struct tally *grown = realloc(job->tallies, capacity * sizeof *grown);
        if (!grown) {
            free(made.copy);
            return NULL;
        }
        job->tallies = grown;
        job->tally_capacity = capacity;
    }
    if (!made.copy)
        return NULL;
    memcpy(made.copy, id.data, id.size);
    made.id.data = made.copy;
    memmove(job->tallies + at + 1, job->tallies + at,
            (job->tally_count - at) * sizeof *job->tallies);
    job->tallies[at] = made;
    job->tally_count++;
    return job->tallies + at;
}

/* The counts of an id, created if there are none; NULL: out of memory, which was printed. */
static struct tally *find_tally(struct job *job, uint32_t kind, kefu_str id) {
    size_t low = 0, high = job->tally_count;
    struct tally *tally;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = compare(kind, id, job->tallies + middle);
        if (order == 0)
            return job->tallies + middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    tally = insert_tally(job, low, kind, id);
    if (!tally)
        cli_fail("out of memory");
    return tally;
}

/* ---- reading a line ---- */

/* Sets an error at a position in the line. Always returns false, so that callers can write `return
 * bad(…)`. */
static bool bad(const struct input *input, const char *at, const char *message, kefu_error *error) {
    memset(error, 0, sizeof *error);
    error->status = KEFU_E_DEFINITION;
    error->line = 1;
    error->column = (uint32_t)(at - input->line) + 1;
    snprintf(error->message, sizeof error->message, "%s", message);
    return false;
}

static struct mark *find_mark(const struct job *job, uint32_t kind, kefu_str id) {
    for (size_t i = 0; i < job->mark_count; i++) {
        struct mark *mark = job->marks + i;
        if (mark->kind == kind && mark->id.size == id.size &&
            memcmp(mark->id.data, id.data, id.size) == 0)
            return mark;
    }
    return NULL;
}

static bool append_mark(struct job *job, const struct mark *mark) {
    if (job->mark_count == job->mark_capacity) {
        const size_t capacity = job->mark_capacity * 2 + 16;
        struct mark *grown = realloc(job->marks, capacity * sizeof *grown);
        if (!grown)
            return cli_fail("out of memory") == EXIT_DONE;
        job->marks = grown;
        job->mark_capacity = capacity;
    }
    job->marks[job->mark_count++] = *mark;
    return true;
}

/* Reads a word of the form kind:id; text after "=" is a remark on the sign. */
static bool read_mark(kefu_str word, struct mark *mark) {
    const char *end = memchr(word.data, '=', word.size), *colon;
    if (!end)
        end = word.data + word.size;
    colon = memchr(word.data, ':', (size_t)(end - word.data));
    if (!colon || colon + 1 == end)
        return false;
    mark->id.data = colon + 1;
    mark->id.size = (size_t)(end - mark->id.data);
    return !kefu_vocabulary_find("found_kind", word.data, (size_t)(colon - word.data), &mark->kind,
                                 NULL);
}

/* Reads the ids of a column, separated by blanks or commas; "-" means none. Returns false with an
 * error, which has no status if out of memory. */
static bool read_marks(struct job *job, const struct input *input, size_t column,
                       kefu_error *error) {
    kefu_str list = {NULL, 0};
    const char *end;
    cli_input_column(input, column, &list.data, &list.size);
    end = list.data + list.size;
    for (const char *at = list.data; at < end; at++) {
        struct mark mark = {0, {NULL, 0}, column == RIGHT, false};
        const char *start = at;
        const struct mark *known;
        while (at < end && *at != ' ' && *at != ',')
            at++;
        if (at == start || (at - start == 1 && *start == '-'))
            continue;
        if (!read_mark((kefu_str){start, (size_t)(at - start)}, &mark))
            return bad(input, start, "an id is written as a kind and an id, act:thanks", error);
        known = find_mark(job, mark.kind, mark.id);
        if (known && known->right != mark.right)
            return bad(input, start, "the id is right and wrong at once", error);
        if (!known && !append_mark(job, &mark))
            return false;
    }
    return true;
}

static bool read_role(const struct input *input, kefu_analyze_options *options, kefu_error *error) {
    kefu_str role = {NULL, 0};
    cli_input_column(input, ROLE, &role.data, &role.size);
    if (role.size == 3 && memcmp(role.data, "any", 3) == 0) {
        options->flags |= KEFU_ANALYZE_ANY_ROLE;
        return true;
    }
    if (kefu_vocabulary_find("role", role.data, role.size, &options->role, NULL) ||
        (options->role != KEFU_ROLE_CUSTOMER && options->role != KEFU_ROLE_AGENT))
        return bad(input, role.data, "the role is customer, agent or any", error);
    return true;
}

static bool read_line(struct job *job, const struct input *input, kefu_analyze_options *options,
                      kefu_str *text, kefu_error *error) {
    memset(error, 0, sizeof *error);
    job->mark_count = 0;
    if (!cli_input_column(input, TEXT, &text->data, &text->size))
        return bad(input, input->line + input->size,
                   "a line is role, tab, right ids, tab, wrong ids, tab, text", error);
    text->size = (size_t)(input->line + input->size - text->data);
    return read_role(input, options, error) && read_marks(job, input, RIGHT, error) &&
           read_marks(job, input, WRONG, error);
}

/* ---- counting ---- */

static bool count_found(struct job *job, uint32_t kind, kefu_str id) {
    struct mark *mark = find_mark(job, kind, id);
    struct tally *tally = find_tally(job, kind, id);
    if (!tally)
        return false;
    if (!mark) {
        tally->unread++;
        return true;
    }
    mark->found = true;
    *(mark->right ? &tally->right : &tally->wrong) += 1;
    return true;
}

static bool count_lost(struct job *job) {
    for (size_t i = 0; i < job->mark_count; i++) {
        const struct mark *mark = job->marks + i;
        struct tally *tally = find_tally(job, mark->kind, mark->id);
        if (!tally)
            return false;
        tally->lost += mark->right && !mark->found;
    }
    return true;
}

static bool count_text(struct job *job, const kefu_analysis *analysis) {
    bool good = true;
    for (uint32_t kind = KEFU_FOUND_EMOTION; kind <= KEFU_FOUND_DEMAND; kind++) {
        const size_t count = kefu_analysis_found_count(analysis, (kefu_found_kind)kind);
        for (size_t i = 0; good && i < count; i++) {
            kefu_found found = {.size = sizeof found};
            good = !kefu_analysis_found_at(analysis, (kefu_found_kind)kind, i, &found, NULL) &&
                   count_found(job, kind, (kefu_str){found.id, strlen(found.id)});
        }
    }
    job->texts++;
    return good && count_lost(job);
}

/* Tests a line; a bad line is printed and counted. Returns false if the command cannot continue,
 * which was printed. */
static bool test_line(void *ctx, const struct input *input) {
    struct job *job = ctx;
    const struct finding_place place = {input->name, input->line_number, false};
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_analysis *analysis;
    kefu_str text;
    kefu_error error;
    if (cli_input_blank(input))
        return true;
    options.genre = job->genre;
    if (read_line(job, input, &options, &text, &error) &&
        !kefu_analyze(job->scheme, job->scratch, text.data, text.size, &options, &analysis, &error))
        return count_text(job, analysis);
    if (!error.status)
        return false;
    cli_findings_error(job->printer, &place, &error);
    job->bad_lines++;
    return true;
}

/* ---- printing ---- */

/* Prints the members of an id's counts, without braces. Occurrences that nobody has read count
 * against the id. */
static void print_tally(const struct tally *tally) {
    const uint64_t found = tally->right + tally->wrong + tally->unread;
    struct stats_interval interval;
    printf("\"found\":%llu,\"right\":%llu,\"wrong\":%llu,\"unread\":%llu,\"lost\":%llu",
           (unsigned long long)found, (unsigned long long)tally->right,
           (unsigned long long)tally->wrong, (unsigned long long)tally->unread,
           (unsigned long long)tally->lost);
    if (kefu__wilson((double)tally->right, (double)found, LEVEL, &interval) != STATS_OK) {
        fputs(",\"precision\":null,\"interval\":null", stdout);
        return;
    }
    cli_print_decimal(",\"precision\":", (double)tally->right / (double)found);
    cli_print_decimal(",\"interval\":[", interval.low);
    cli_print_decimal(",", interval.high);
    putchar(']');
}

static void print_result(const struct job *job) {
    struct tally total = {0, {NULL, 0}, NULL, 0, 0, 0, 0};
    printf("{\"n\":%llu,\"ids\":[", (unsigned long long)job->texts);
    for (size_t i = 0; i < job->tally_count; i++) {
        const struct tally *tally = job->tallies + i;
        printf("%s{\"kind\":\"%s\",\"id\":", i ? "," : "",
               kefu_vocabulary_name("found_kind", tally->kind));
        cli_print_text(stdout, tally->id);
        putchar(',');
        print_tally(tally);
        putchar('}');
        total.right += tally->right;
        total.wrong += tally->wrong;
        total.unread += tally->unread;
        total.lost += tally->lost;
    }
    fputs("],\"total\":{", stdout);
    print_tally(&total);
    puts("}}");
}

/* ---- the command ---- */

static int test_files(struct job *job, const char *const *files, size_t count) {
    if (!cli_input_each(files, count, test_line, job) || job->bad_lines)
        return EXIT_FOUND;
    if (!job->texts)
        return cli_fail("there is no text with ids");
    print_result(job);
    return EXIT_DONE;
}

int cli_test_ids(const char *scheme, const char *const *files, size_t file_count, uint32_t genre,
                 struct finding_printer *printer) {
    struct job job;
    kefu_error error;
    int code = EXIT_FOUND;
    memset(&job, 0, sizeof job);
    job.printer = printer;
    job.genre = genre;
    job.scheme = cli_scheme(printer, scheme);
    if (job.scheme && kefu_scratch_new(NULL, &job.scratch, &error))
        cli_fail("%s", error.message);
    else if (job.scheme)
        code = test_files(&job, files, file_count);
    for (size_t i = 0; i < job.tally_count; i++)
        free(job.tallies[i].copy);
    free(job.tallies);
    free(job.marks);
    kefu_scratch_free(job.scratch);
    kefu_scheme_release(job.scheme);
    return code;
}
