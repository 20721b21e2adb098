/* SPDX-License-Identifier: MIT
 * Computes the coefficients that a table of ratings allows, and writes them. */
#include <math.h>

#include "agreement/agreement.h"

/* ---- coefficients ---- */

/* Writes {"value": null} of a coefficient that is not defined for these ratings. */
static void put_undefined(struct json_writer *writer) {
    kefu__json_open_object(writer);
    kefu__json_put_name(writer, "value");
    kefu__json_put_null(writer);
    kefu__json_close_object(writer);
}

static void add_interval(struct json_writer *writer, struct stats_interval interval) {
    kefu__json_add_number(writer, "low", interval.low);
    kefu__json_add_number(writer, "high", interval.high);
}

static void add_corrected(struct json_writer *writer, const char *name, enum stats_status status,
                          const struct chance_corrected *found) {
    kefu__json_put_name(writer, name);
    if (status != STATS_OK) {
        put_undefined(writer);
        return;
    }
    kefu__json_open_object(writer);
    kefu__json_add_number(writer, "value", found->value);
    kefu__json_add_number(writer, "error", found->error);
    add_interval(writer, found->interval);
    kefu__json_add_number(writer, "observed", found->observed);
    kefu__json_add_number(writer, "expected", found->expected);
    kefu__json_close_object(writer);
}

/* The number of raters of each unit in each category; NULL if out of memory. */
static double *count_categories(struct arena *arena, const struct rating_table *table) {
    double *cells = kefu__arena_alloc_zero(arena,
                                           table->units * table->category_count * sizeof *cells);
    for (size_t i = 0; cells && i < table->units * table->raters; i++)
        if (table->places[i] != UINT32_MAX)
            cells[i / table->raters * table->category_count + table->places[i]]++;
    return cells;
}

static enum agreement_weights weights_of(const struct agreement_request *request) {
    static const enum agreement_weights by_scale[] = {
        [LEVEL_NOMINAL] = WEIGHTS_NOMINAL,
        [LEVEL_ORDINAL] = WEIGHTS_LINEAR,
        [LEVEL_INTERVAL] = WEIGHTS_QUADRATIC,
        [LEVEL_RATIO] = WEIGHTS_QUADRATIC,
    };
    return request->weights == WEIGHTS_OF_SCALE ? by_scale[request->scale]
                                                : (enum agreement_weights)request->weights;
}

static bool has_categories(const struct rating_table *table) {
    return table->categories && table->category_count > 1 &&
           table->units <= AGREEMENT_CELLS_MAX / table->category_count;
}

/* Adds the coefficients of any number of raters. Returns false if out of memory. */
static enum stats_status add_chance(struct json_writer *writer, struct arena *arena,
                                    const struct agreement_request *request,
                                    const struct rating_table *table) {
    enum stats_status status = STATS_UNDEFINED;
    struct chance_corrected found;
    struct counts counts = {NULL, table->units, table->category_count, NULL};
    const enum agreement_weights weights = weights_of(request);
    const bool counted = has_categories(table);
    if (counted && !(counts.cells = count_categories(arena, table)))
        return STATS_NO_MEMORY;
    if (counted)
        status = kefu__gwet(counts, weights, request->level, &found);
    add_corrected(writer, weights == WEIGHTS_NOMINAL ? "gwet_ac1" : "gwet_ac2", status, &found);
    if (counted)
        status = kefu__fleiss(counts, weights, request->level, &found);
    add_corrected(writer, "fleiss_kappa", status, &found);
    if (counted)
        status = kefu__randolph(counts, request->level, &found);
    add_corrected(writer, "randolph_kappa", status, &found);
    return STATS_OK;
}

static enum stats_status add_alpha(struct json_writer *writer, struct arena *arena,
                                   const struct agreement_request *request,
                                   const struct rating_table *table) {
    const struct ratings ratings = {table->numbers, table->units, table->raters};
    struct chance_corrected found;
    const enum stats_status status = kefu__krippendorff(&arena->allocator, ratings,
                                                        (enum krippendorff_level)request->scale,
                                                        request->level, &found);
    if (status != STATS_NO_MEMORY)
        add_corrected(writer, "krippendorff_alpha", status, &found);
    return status;
}

/* ---- intraclass correlation ---- */

/* The units that all raters have rated; NULL cells if out of memory. */
static struct ratings complete_units(struct arena *arena, const struct rating_table *table) {
    const size_t width = table->raters;
    double *cells = kefu__arena_alloc(arena, (table->units * width + 1) * sizeof *cells);
    struct ratings ratings = {cells, 0, width};
    for (size_t i = 0; cells && i < table->units; i++) {
        size_t rated = 0;
        for (size_t k = 0; k < width; k++) {
            const double rating = table->numbers[i * width + k];
            cells[ratings.units * width + k] = rating;
            rated += isnan(rating) ? 0 : 1;
        }
        ratings.units += rated == width;
    }
    return ratings;
}

static enum stats_status add_icc(struct json_writer *writer, struct arena *arena,
                                 const struct agreement_request *request,
                                 const struct rating_table *table) {
    static const char *const names[] = {[ICC_1] = "icc1",   [ICC_2] = "icc2",   [ICC_3] = "icc3",
                                        [ICC_1K] = "icc1k", [ICC_2K] = "icc2k", [ICC_3K] = "icc3k"};
    const struct ratings ratings = complete_units(arena, table);
    if (!ratings.cells)
        return STATS_NO_MEMORY;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct icc found;
        kefu__json_put_name(writer, names[i]);
        if (kefu__icc(ratings, (enum icc_form)i, request->level, &found) != STATS_OK) {
            put_undefined(writer);
            continue;
        }
        kefu__json_open_object(writer);
        kefu__json_add_number(writer, "value", found.value);
        add_interval(writer, found.interval);
        kefu__json_add_number(writer, "f", found.f);
        kefu__json_add_number(writer, "p", found.p);
        kefu__json_add_count(writer, "units", ratings.units);
        kefu__json_close_object(writer);
    }
    return STATS_OK;
}

/* ---- pairs of raters ---- */

static void add_rater(struct json_writer *writer, const struct agreement_request *request,
                      size_t rater) {
    if (rater < request->rater_names)
        kefu__json_put_string(writer, request->raters[rater]);
    else
        kefu__json_put_integer(writer, (int64_t)rater + 1);
}

/* Compares two raters on the units that both have rated; `cells` is working memory for a table of
 * categories by categories. */
static void put_pair(struct json_writer *writer, const struct agreement_request *request,
                     const struct rating_table *table, size_t one, size_t other, double *cells) {
    const size_t q = table->category_count;
    size_t units = 0, equal = 0;
    struct kappa kappa;
    memset(cells, 0, q * q * sizeof *cells);
    for (size_t i = 0; i < table->units; i++) {
        const uint32_t *row = table->places + i * table->raters;
        if (row[one] == UINT32_MAX || row[other] == UINT32_MAX)
            continue;
        cells[row[one] * q + row[other]]++;
        units++;
        equal += row[one] == row[other];
    }
    kefu__json_open_object(writer);
    kefu__json_put_name(writer, "raters");
    kefu__json_open_array(writer);
    add_rater(writer, request, one);
    add_rater(writer, request, other);
    kefu__json_close_array(writer);
    kefu__json_add_count(writer, "units", units);
    kefu__json_add_count(writer, "equal", equal);
    kefu__json_put_name(writer, "cohen_kappa");
    if (kefu__cohen(cells, q, weights_of(request), request->level, &kappa) == STATS_OK) {
        kefu__json_open_object(writer);
        kefu__json_add_number(writer, "value", kappa.value);
        kefu__json_add_number(writer, "error", kappa.error);
        add_interval(writer, kappa.interval);
        kefu__json_add_number(writer, "p", kappa.p);
        kefu__json_close_object(writer);
    } else {
        put_undefined(writer);
    }
    kefu__json_close_object(writer);
}

static enum stats_status add_pairs(struct json_writer *writer, struct arena *arena,
                                   const struct agreement_request *request,
                                   const struct rating_table *table) {
    const size_t q = table->category_count;
    if (!table->categories || q < 2 || table->raters > AGREEMENT_PAIRED_MAX)
        return STATS_OK;
    double *cells = kefu__arena_alloc(arena, q * q * sizeof *cells);
    if (!cells)
        return STATS_NO_MEMORY;
    kefu__json_put_name(writer, "pairs");
    kefu__json_open_array(writer);
    for (size_t one = 0; one < table->raters; one++)
        for (size_t other = one + 1; other < table->raters; other++)
            put_pair(writer, request, table, one, other, cells);
    kefu__json_close_array(writer);
    return STATS_OK;
}

/* ---- the whole ---- */

static void add_head(struct json_writer *writer, const struct agreement_request *request,
                     const struct rating_table *table) {
    static const char *const scales[] = {
        [LEVEL_NOMINAL] = "nominal",
        [LEVEL_ORDINAL] = "ordinal",
        [LEVEL_INTERVAL] = "interval",
        [LEVEL_RATIO] = "ratio",
    };
    kefu__json_add_count(writer, "units", table->units);
    kefu__json_add_count(writer, "raters", table->raters);
    kefu__json_add_count(writer, "ratings", request->count);
    kefu__json_add_string(writer, "scale", scales[request->scale]);
    kefu__json_put_name(writer, "categories");
    if (!table->categories) {
        kefu__json_put_null(writer);
        return;
    }
    kefu__json_open_array(writer);
    for (size_t i = 0; i < table->category_count; i++)
        kefu__json_put_copy(writer, table->categories[i]);
    kefu__json_close_array(writer);
}

enum stats_status kefu__agreement_write(struct arena *arena,
                                        const struct agreement_request *request,
                                        const struct rating_table *table, struct buffer *to) {
    struct json_writer writer;
    kefu__json_begin(&writer, to);
    kefu__json_open_object(&writer);
    add_head(&writer, request, table);
    kefu__json_put_name(&writer, "coefficients");
    kefu__json_open_object(&writer);
    enum stats_status status = add_alpha(&writer, arena, request, table);
    if (status != STATS_NO_MEMORY)
        status = add_chance(&writer, arena, request, table);
    if (status != STATS_NO_MEMORY && request->scale >= LEVEL_INTERVAL)
        status = add_icc(&writer, arena, request, table);
    kefu__json_close_object(&writer);
    if (status != STATS_NO_MEMORY)
        status = add_pairs(&writer, arena, request, table);
    kefu__json_close_object(&writer);
    return status == STATS_NO_MEMORY ? status : STATS_OK;
}
