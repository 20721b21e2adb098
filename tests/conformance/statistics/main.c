/* SPDX-License-Identifier: MIT
 * Runs vectors of lib/stats: lines {"function", "arguments", "expect"[, "tolerance"]}. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "driver.h"

static const char usage[] =
    "Usage: run_statistics FILE\n"
    "       run_statistics --print FILE\n"
    "       run_statistics --list\n"
    "\n"
    "A line of FILE is {\"function\": NAME, \"arguments\": {NAME: VALUE …}, \"expect\": …}; see\n"
    "docs/statistics.md. Exit status: 0 if all lines are met, 1 if one is not, 2 for a line that\n"
    "cannot be run: no such function or argument, or no JSON. With --print the results are "
    "printed,\n"
    "one object a line, and nothing is expected.\n";

static bool prints; /* results, in place of comparing them */

static const struct statistics_function *const groups[] = {
    proportion_functions, comparison_functions, agreement_functions,
    trend_functions,      alarm_functions,      forecast_functions,
};

static const struct statistics_function *find(kefu_str name) {
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        for (const struct statistics_function *each = groups[i]; each->name; each++)
            if (kefu__str_is(name, each->name))
                return each;
    fprintf(stderr, "there is no function \"%.*s\"\n", (int)name.size, name.data);
    return NULL;
}

/* ---- the table ---- */

static void list_function(const struct statistics_function *function) {
    static const char *const kinds[] = {"number", "integer", "boolean",
                                        "word",   "numbers", "matrix"};
    printf("{\"function\": \"%s\", \"arguments\": [", function->name);
    for (const struct argument_spec *spec = function->arguments; spec->name; spec++)
        printf("%s{\"name\": \"%s\", \"kind\": \"%s\", \"default\": %s, \"words\": \"%s\"}",
               spec == function->arguments ? "" : ", ", spec->name, kinds[spec->kind],
               spec->fallback ? spec->fallback : "null", spec->words ? spec->words : "");
    printf("], \"results\": \"%s\"}\n", function->results);
}

static int list(void) {
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        for (const struct statistics_function *each = groups[i]; each->name; each++)
            list_function(each);
    return 0;
}

/* ---- results ---- */

static void print_number(double value) {
    char text[32];
    if (isinf(value)) {
        fputs(value > 0 ? "\"inf\"" : "\"-inf\"", stdout);
        return;
    }
    fwrite(text, 1, kefu__format_double(text, value), stdout);
}

static void print_results(const struct statistics_function *function, enum stats_status status,
                          const struct results *results) {
    kefu_str name = {0};
    if (status != STATS_OK) {
        printf("{\"status\": \"%s\"}\n", status == STATS_DOMAIN ? "domain" : "undefined");
        return;
    }
    for (size_t i = 0; i < results->count && name_at(function->results, i, &name); i++) {
        const struct result *result = &results->items[i];
        printf("%s\"%.*s\": ", i == 0 ? "{" : ", ", (int)name.size, name.data);
        if (!result->is_list)
            print_number(result->number);
        for (size_t k = 0; result->is_list && k < result->count; k++) {
            fputs(k == 0 ? "[" : ", ", stdout);
            print_number(result->items[k]);
        }
        if (result->is_list)
            fputs(result->count ? "]" : "[]", stdout);
    }
    puts("}");
}

/* ---- one vector ---- */

enum outcome { MET, NOT_MET, NOT_RUN };

static enum outcome compare(const struct statistics_function *function, enum stats_status status,
                            const struct results *results, const json_value *vector) {
    static const char *const names[] = {"ok", "domain", "undefined", "memory"};
    const json_value *expected = kefu__json_get(vector, "expect");
    const kefu_str word = kefu__json_text(expected);
    if (prints) {
        print_results(function, status, results);
        return MET;
    }
    const bool is_status = kefu__str_is(word, "domain") || kefu__str_is(word, "undefined");
    if (!expected) {
        fprintf(stderr, "there is no \"expect\"\n");
        return NOT_RUN;
    }
    if (status != STATS_OK || is_status) {
        if (kefu__str_is(word, names[status]))
            return MET;
        fprintf(stderr, "%s ended with \"%s\"\n", function->name, names[status]);
        return NOT_MET;
    }
    const double tolerance = kefu__json_number(kefu__json_get(vector, "tolerance"));
    return compare_results(function, results, expected, tolerance) ? MET : NOT_MET;
}

static enum outcome run_vector(const json_value *vector) {
    struct argument arguments[ARGUMENTS_MAX] = {0};
    struct results results = {0};
    enum outcome outcome = NOT_RUN;
    const struct statistics_function *function = find(
        kefu__json_text(kefu__json_get(vector, "function")));
    if (!function)
        return NOT_RUN;
    if (read_arguments(function, kefu__json_get(vector, "arguments"), arguments))
        outcome = compare(function, function->run(arguments, &results), &results, vector);
    for (size_t i = 0; i < results.count; i++)
        free(results.items[i].items);
    free_arguments(arguments);
    return outcome;
}

static enum outcome run_line(const char *line, size_t size) {
    struct json_reader reader;
    kefu_error error;
    if (kefu__json_open(&reader, NULL, line, size, "", NULL, &error)) {
        fprintf(stderr, "column %u: %s\n", (unsigned)error.column, error.message);
        return NOT_RUN;
    }
    const enum outcome outcome = run_vector(reader.root);
    kefu__json_close(&reader);
    return outcome;
}

/* ---- the file ---- */

static char *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    size_t capacity = 0;
    *size = 0;
    while (file && !feof(file) && !ferror(file)) {
        if (*size == capacity) {
            capacity = capacity ? capacity * 2 : 1 << 16;
            char *larger = realloc(text, capacity);
            if (!larger)
                break;
            text = larger;
        }
        *size += fread(text + *size, 1, capacity - *size, file);
    }
    const bool is_whole = file && feof(file);
    if (file)
        fclose(file);
    if (is_whole)
        return text;
    fprintf(stderr, "%s cannot be read\n", path);
    free(text);
    return NULL;
}

static bool is_blank(const char *line, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
            return false;
    return true;
}

static int run_file(const char *path) {
    size_t size, failed = 0, run = 0, number = 0;
    enum outcome worst = MET;
    char *text = read_file(path, &size);
    if (!text)
        return 2;
    for (const char *line = text, *end = text + size; line < end;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        stop = stop ? stop : end;
        number++;
        const size_t length = (size_t)(stop - line);
        const enum outcome outcome = is_blank(line, length) ? MET : run_line(line, length);
        run += !is_blank(line, length);
        if (outcome != MET) {
            fprintf(stderr, "%s:%zu: %.*s\n", path, number, (int)length, line);
            failed++;
        }
        worst = outcome > worst ? outcome : worst;
        line = stop + 1;
    }
    if (!prints)
        printf("%zu vectors, %zu not met\n", run, failed);
    free(text);
    return (int)worst;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--list") == 0)
        return list();
    prints = argc == 3 && strcmp(argv[1], "--print") == 0;
    if (prints)
        return run_file(argv[2]);
    if (argc == 2 && argv[1][0] != '-')
        return run_file(argv[1]);
    fputs(usage, stderr);
    return 2;
}
