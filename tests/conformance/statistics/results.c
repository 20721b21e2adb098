/* SPDX-License-Identifier: MIT
 * The results of a function, and whether they are what a vector expects. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "driver.h"

void give(struct results *out, double value) {
    out->items[out->count++] = (struct result){.number = value, .count = 1};
}

void give_interval(struct results *out, struct stats_interval interval) {
    give(out, interval.low);
    give(out, interval.high);
}

void give_list(struct results *out, const double *values, size_t count) {
    struct result *result = &out->items[out->count++];
    *result = (struct result){.count = count, .is_list = true};
    result->items = need_memory(count * sizeof *values);
    if (count)
        memcpy(result->items, values, count * sizeof *values);
}

/* One unit of the last digit of the shortest decimal that is this number, so that printed values
 * are met whether they were rounded or cut off; 0 for an integer. */
static double last_unit(double expected) {
    char text[32];
    text[kefu__format_double(text, expected)] = '\0';
    const char *point = strchr(text, '.'), *exponent = strpbrk(text, "eE");
    if (!point && !exponent)
        return 0;
    const char *end = exponent ? exponent : text + strlen(text);
    const double decimals = point ? (double)(end - point - 1) : 0;
    const double power = exponent ? atof(exponent + 1) : 0;
    return fmax(pow(10, power - decimals), 1e-14 * fabs(expected));
}

/* The greatest unit of a list: what an integer in it, as 16.00, may have lost by being parsed. */
static double list_unit(const json_value *list) {
    double unit = 0;
    const json_value *item = kefu__json_first(list);
    for (; item; item = kefu__json_next(item))
        if (kefu__json_is(item, JSON_NUMBER))
            unit = fmax(unit, last_unit(kefu__json_number(item)));
    return unit;
}

/* How a list, or a number by itself, is compared. */
struct accuracy {
    double tolerance; /* 0: by the digits that are written */
    double unit;      /* of an integer in the list */
};

static double allowed_at(struct accuracy accuracy, double value) {
    if (accuracy.tolerance > 0)
        return accuracy.tolerance * fmax(1, fabs(value));
    const double unit = last_unit(value);
    return unit > 0 ? unit : fmax(accuracy.unit, 1e-10 * fmax(1, fabs(value)));
}

static bool differs(const char *name, size_t i, double got, const json_value *expected) {
    char text[32] = "\"inf\"";
    if (kefu__json_is(expected, JSON_NUMBER))
        text[kefu__format_double(text, kefu__json_number(expected))] = '\0';
    fprintf(stderr, "%s", name);
    if (i != SIZE_MAX)
        fprintf(stderr, "[%zu]", i);
    fprintf(stderr, " is %.17g, expected %s\n", got, text);
    return false;
}

static bool compare_number(const char *name, size_t i, double got, const json_value *expected,
                           struct accuracy accuracy) {
    if (kefu__json_is(expected, JSON_NULL)) /* not compared */
        return true;
    if (kefu__json_is(expected, JSON_STRING)) {
        const bool is_bound = kefu__str_is(kefu__json_text(expected), got > 0 ? "inf" : "-inf");
        return (isinf(got) && is_bound) || differs(name, i, got, expected);
    }
    const double value = kefu__json_number(expected);
    const double allowed = allowed_at(accuracy, value);
    return (kefu__json_is(expected, JSON_NUMBER) && fabs(got - value) <= allowed) ||
           differs(name, i, got, expected);
}

static bool compare_list(const char *name, const struct result *result, const json_value *expected,
                         double tolerance) {
    if (!kefu__json_is(expected, JSON_ARRAY))
        return !result->is_list && compare_number(name, SIZE_MAX, result->number, expected,
                                                  (struct accuracy){tolerance, 0});
    if (!result->is_list || kefu__json_count(expected) != result->count) {
        fprintf(stderr, "%s has %zu values, expected %zu\n", name, result->count,
                kefu__json_count(expected));
        return false;
    }
    const struct accuracy accuracy = {tolerance, list_unit(expected)};
    const json_value *item = kefu__json_first(expected);
    for (size_t i = 0; item; item = kefu__json_next(item), i++)
        if (!compare_number(name, i, result->items[i], item, accuracy))
            return false;
    return true;
}

static bool compare_members(const struct statistics_function *function,
                            const struct results *results, const json_value *expected,
                            double tolerance) {
    const json_value *member = kefu__json_first(expected);
    for (; member; member = kefu__json_next(member)) {
        const char *wanted = kefu__json_name(member);
        kefu_str name = {0};
        size_t i = 0;
        while (name_at(function->results, i, &name) && !kefu__str_is(name, wanted))
            i++;
        if (i >= results->count) {
            fprintf(stderr, "%s has no result \"%s\"\n", function->name, wanted);
            return false;
        }
        if (!compare_list(wanted, &results->items[i], member, tolerance))
            return false;
    }
    return true;
}

/* The i-th number of all results, one after the other. */
static bool flat_number(const struct results *results, size_t i, double *number) {
    for (size_t k = 0; k < results->count; k++) {
        const struct result *result = &results->items[k];
        if (i < result->count) {
            *number = result->is_list ? result->items[i] : result->number;
            return true;
        }
        i -= result->count;
    }
    return false;
}

static bool compare_flat(const struct results *results, const json_value *expected,
                         double tolerance) {
    const struct accuracy accuracy = {tolerance, list_unit(expected)};
    const json_value *item = kefu__json_first(expected);
    for (size_t i = 0; item; item = kefu__json_next(item), i++) {
        double got;
        if (!flat_number(results, i, &got)) {
            fprintf(stderr, "there are only %zu results\n", i);
            return false;
        }
        if (!compare_number("result", i, got, item, accuracy))
            return false;
    }
    return true;
}

bool compare_results(const struct statistics_function *function, const struct results *results,
                     const json_value *expected, double tolerance) {
    double first;
    if (kefu__json_is(expected, JSON_OBJECT))
        return compare_members(function, results, expected, tolerance);
    if (kefu__json_is(expected, JSON_ARRAY))
        return compare_flat(results, expected, tolerance);
    return flat_number(results, 0, &first) &&
           compare_number("the first result", SIZE_MAX, first, expected,
                          (struct accuracy){tolerance, 0});
}
