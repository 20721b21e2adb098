/* SPDX-License-Identifier: MIT
 * Ratings as a matrix, and the categories that they are of. */
#include <math.h>

#include "agreement/agreement.h"
#include "stats/rank.h"

/* A distinct rating. */
struct category {
    const json_value *value;
    kefu_str text;
    double number;
};

static int by_number(const void *a, const void *b) {
    const double one = ((const struct category *)a)->number;
    const double other = ((const struct category *)b)->number;
    return (one > other) - (one < other);
}
static int by_text(const void *a, const void *b) {
    return kefu__str_compare(((const struct category *)a)->text,
                             ((const struct category *)b)->text);
}

typedef int compare_categories(const void *a, const void *b);

/* Are all ratings numbers? Texts and numbers together are compared as texts. */
static bool are_numbers(const struct agreement_request *request) {
    for (size_t i = 0; i < request->count; i++)
        if (!kefu__json_is(request->ratings[i].value, JSON_NUMBER))
            return false;
    return true;
}

/* The rating as a category; false if out of memory. */
static bool describe(struct arena *arena, const json_value *value, struct category *category) {
    char small[32];
    category->value = value;
    category->number = kefu__json_number(value);
    category->text = kefu__json_text(value);
    if (!kefu__json_is(value, JSON_NUMBER))
        return true;
    kefu__json_digits(value, small, &category->text);
    category->text.data = kefu__arena_text(arena, category->text.data, category->text.size);
    return category->text.data != NULL;
}

/* The distinct ratings, in order; NULL if out of memory. */
static struct category *distinct(struct arena *arena, const struct agreement_request *request,
                                 compare_categories *compare, size_t *count) {
    struct category *all = kefu__arena_alloc(arena,
                                             (request->count ? request->count : 1) * sizeof *all);
    bool has_memory = all != NULL;
    for (size_t i = 0; has_memory && i < request->count; i++)
        has_memory = describe(arena, request->ratings[i].value, &all[i]);
    *count = 0;
    if (!has_memory)
        return NULL;
    kefu__sort(all, request->count, sizeof *all, compare);
    for (size_t i = 0; i < request->count; i++)
        if (*count == 0 || compare(&all[*count - 1], &all[i]) != 0)
            all[(*count)++] = all[i];
    return all;
}

static uint32_t find(const struct category *categories, size_t count, const struct category *wanted,
                     compare_categories *compare) {
    size_t low = 0, high = count;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (compare(&categories[middle], wanted) <= 0)
            low = middle;
        else
            high = middle;
    }
    return (uint32_t)low;
}

/* Stores the ratings that the categories of the request do not number: by the distinct ratings. */
static bool place_distinct(struct arena *arena, const struct agreement_request *request,
                           struct rating_table *table) {
    const bool numeric = are_numbers(request);
    compare_categories *const compare = numeric ? by_number : by_text;
    const struct category *categories = distinct(arena, request, compare, &table->category_count);
    if (!categories)
        return false;
    for (size_t i = 0; i < request->count; i++) {
        const struct rating *rating = &request->ratings[i];
        const size_t cell = rating->unit * table->raters + rating->rater;
        struct category wanted;
        if (!describe(arena, rating->value, &wanted))
            return false;
        table->places[cell] = find(categories, table->category_count, &wanted, compare);
        table->numbers[cell] = numeric ? wanted.number : table->places[cell];
    }
    if (table->category_count > AGREEMENT_CATEGORIES_MAX)
        return true;
    table->categories = kefu__arena_alloc(arena,
                                          (table->category_count + 1) * sizeof *table->categories);
    for (size_t i = 0; table->categories && i < table->category_count; i++)
        table->categories[i] = categories[i].value;
    return table->categories != NULL;
}

/* Stores ratings by the categories of the request. */
static void place_listed(const struct agreement_request *request, struct rating_table *table) {
    table->categories = request->categories;
    table->category_count = request->category_count;
    for (size_t i = 0; i < request->count; i++) {
        const struct rating *rating = &request->ratings[i];
        const size_t cell = rating->unit * table->raters + rating->rater;
        table->places[cell] = rating->category;
        table->numbers[cell] = request->scale >= LEVEL_INTERVAL ? kefu__json_number(rating->value)
                                                                : rating->category;
    }
}

bool kefu__agreement_tabulate(struct arena *arena, const struct agreement_request *request,
                              struct rating_table *table) {
    const size_t cells = request->units * request->rater_count;
    *table = (struct rating_table){.units = request->units, .raters = request->rater_count};
    table->numbers = kefu__arena_alloc(arena, (cells + 1) * sizeof *table->numbers);
    table->places = kefu__arena_alloc(arena, (cells + 1) * sizeof *table->places);
    if (!table->numbers || !table->places)
        return false;
    for (size_t i = 0; i < cells; i++) {
        table->numbers[i] = NAN;
        table->places[i] = UINT32_MAX;
    }
    if (!request->categories)
        return place_distinct(arena, request, table);
    place_listed(request, table);
    return true;
}
