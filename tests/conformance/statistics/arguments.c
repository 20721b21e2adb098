/* SPDX-License-Identifier: MIT
 * Reading the arguments of a vector by the table of its function. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "driver.h"

void *need_memory(size_t size) {
    void *memory = malloc(size ? size : 1);
    if (!memory) {
        fprintf(stderr, "no memory\n");
        exit(2);
    }
    return memory;
}

bool name_at(const char *names, size_t i, kefu_str *name) {
    while (names && *names) {
        const size_t size = strcspn(names, " ");
        if (i-- == 0) {
            *name = (kefu_str){names, size};
            return true;
        }
        names += size + (names[size] == ' ');
    }
    return false;
}

static bool wrong(const struct argument_spec *spec, const char *what) {
    fprintf(stderr, "argument \"%s\" %s\n", spec->name, what);
    return false;
}

static bool read_row(const struct argument_spec *spec, const json_value *array, double *to) {
    if (!kefu__json_is(array, JSON_ARRAY))
        return wrong(spec, "must be an array of numbers");
    const json_value *item = kefu__json_first(array);
    for (; item; item = kefu__json_next(item)) {
        const bool is_missing = kefu__json_is(item, JSON_NULL);
        if (!is_missing && !kefu__json_is(item, JSON_NUMBER))
            return wrong(spec, "must hold numbers, or null for a missing one");
        *to++ = is_missing ? NAN : kefu__json_number(item);
    }
    return true;
}

static bool read_numbers(const struct argument_spec *spec, const json_value *value,
                         struct argument *to) {
    to->count = kefu__json_count(value);
    to->items = need_memory(to->count * sizeof *to->items);
    return read_row(spec, value, to->items);
}

static bool read_matrix(const struct argument_spec *spec, const json_value *value,
                        struct argument *to) {
    if (!kefu__json_is(value, JSON_ARRAY))
        return wrong(spec, "must be an array of rows");
    const json_value *row = kefu__json_first(value);
    to->rows = kefu__json_count(value);
    to->columns = row ? kefu__json_count(row) : 0;
    to->count = to->rows * to->columns;
    to->items = need_memory(to->count * sizeof *to->items);
    for (size_t i = 0; row; row = kefu__json_next(row), i++) {
        if (kefu__json_is(row, JSON_ARRAY) && kefu__json_count(row) != to->columns)
            return wrong(spec, "must have rows of one length");
        if (!read_row(spec, row, to->items + i * to->columns))
            return false;
    }
    return true;
}

static bool read_word(const struct argument_spec *spec, const json_value *value,
                      struct argument *to) {
    const kefu_str text = kefu__json_text(value);
    kefu_str word;
    for (size_t i = 0; name_at(spec->words, i, &word); i++)
        if (kefu__str_equal(word, text)) {
            to->word = i;
            return true;
        }
    fprintf(stderr, "argument \"%s\" must be one of: %s\n", spec->name, spec->words);
    return false;
}

static bool read_scalar(const struct argument_spec *spec, const json_value *value,
                        struct argument *to) {
    if (spec->kind == BOOLEAN) {
        to->number = kefu__json_true(value);
        return kefu__json_is(value, JSON_BOOL) || wrong(spec, "must be true or false");
    }
    to->number = kefu__json_number(value);
    if (!kefu__json_is(value, JSON_NUMBER))
        return wrong(spec, "must be a number");
    return spec->kind == NUMBER || floor(to->number) == to->number ||
           wrong(spec, "must be an integer");
}

static bool read_value(const struct argument_spec *spec, const json_value *value,
                       struct argument *to) {
    switch (spec->kind) {
    case NUMBERS:
        return read_numbers(spec, value, to);
    case MATRIX:
        return read_matrix(spec, value, to);
    case WORD:
        return read_word(spec, value, to);
    default:
        return read_scalar(spec, value, to);
    }
}

static bool read_fallback(const struct argument_spec *spec, struct argument *to) {
    struct json_reader reader;
    if (!spec->fallback)
        return wrong(spec, "is missing");
    if (kefu__json_open(&reader, NULL, spec->fallback, strlen(spec->fallback), "", NULL, NULL))
        return wrong(spec, "has a default that is not JSON");
    const bool is_read = read_value(spec, reader.root, to);
    kefu__json_close(&reader);
    return is_read;
}

static bool is_known(const struct statistics_function *function, const char *name) {
    for (const struct argument_spec *spec = function->arguments; spec->name; spec++)
        if (strcmp(spec->name, name) == 0)
            return true;
    fprintf(stderr, "%s has no argument \"%s\"\n", function->name, name);
    return false;
}

bool read_arguments(const struct statistics_function *function, const json_value *object,
                    struct argument arguments[ARGUMENTS_MAX]) {
    const json_value *value = kefu__json_first(object);
    for (; value; value = kefu__json_next(value))
        if (!is_known(function, kefu__json_name(value)))
            return false;
    for (size_t i = 0; function->arguments[i].name; i++) {
        const struct argument_spec *spec = &function->arguments[i];
        value = kefu__json_get(object, spec->name);
        if (!(value ? read_value(spec, value, &arguments[i]) : read_fallback(spec, &arguments[i])))
            return false;
    }
    return true;
}

void free_arguments(struct argument arguments[ARGUMENTS_MAX]) {
    for (size_t i = 0; i < ARGUMENTS_MAX; i++)
        free(arguments[i].items);
}
