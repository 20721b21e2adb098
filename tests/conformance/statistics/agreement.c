/* SPDX-License-Identifier: MIT
 * Agreement between raters by name. */
#include <math.h>
#include <stdlib.h>

#include "driver.h"
#include "stats/agreement.h"

static enum stats_status cohen(const struct argument *a, struct results *out) {
    struct kappa kappa;
    if (a[0].rows != a[0].columns)
        return STATS_DOMAIN;
    const enum stats_status status = kefu__cohen(
        a[0].items, a[0].rows, (enum agreement_weights)a[1].word, a[2].number, &kappa);
    if (status != STATS_OK)
        return status;
    give(out, kappa.value);
    give(out, kappa.error);
    give_interval(out, kappa.interval);
    give(out, kappa.null_error);
    give(out, kappa.z);
    give(out, kappa.p);
    return STATS_OK;
}

static struct counts counts_of(const struct argument *a) {
    return (struct counts){a->items, a->rows, a->columns, NULL};
}

static void give_corrected(struct results *out, const struct chance_corrected *found) {
    give(out, found->value);
    give(out, found->error);
    give_interval(out, found->interval);
    give(out, found->observed);
    give(out, found->expected);
}

static enum stats_status gwet(const struct argument *a, struct results *out) {
    struct chance_corrected found;
    const enum stats_status status = kefu__gwet(counts_of(&a[0]), (enum agreement_weights)a[1].word,
                                                a[2].number, &found);
    if (status == STATS_OK)
        give_corrected(out, &found);
    return status;
}

static enum stats_status gwet_table(const struct argument *a, struct results *out) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct chance_corrected found;
    if (a[0].rows != a[0].columns)
        return STATS_DOMAIN;
    const enum stats_status status = kefu__gwet_table(
        &allocator, a[0].items, a[0].rows, (enum agreement_weights)a[1].word, a[2].number, &found);
    if (status == STATS_OK)
        give_corrected(out, &found);
    return status;
}

static enum stats_status fleiss(const struct argument *a, struct results *out) {
    struct chance_corrected found;
    const enum stats_status status = kefu__fleiss(
        counts_of(&a[0]), (enum agreement_weights)a[1].word, a[2].number, &found);
    if (status == STATS_OK)
        give_corrected(out, &found);
    return status;
}

static enum stats_status randolph(const struct argument *a, struct results *out) {
    struct chance_corrected found;
    const enum stats_status status = kefu__randolph(counts_of(&a[0]), a[1].number, &found);
    if (status == STATS_OK)
        give_corrected(out, &found);
    return status;
}

static enum stats_status fleiss_test(const struct argument *a, struct results *out) {
    struct stats_test test;
    const enum stats_status status = kefu__fleiss_test(counts_of(&a[0]), &test);
    if (status != STATS_OK)
        return status;
    give(out, test.statistic);
    give(out, test.p);
    return STATS_OK;
}

static struct ratings ratings_of(const struct argument *a) {
    return (struct ratings){a->items, a->rows, a->columns};
}

static enum stats_status krippendorff(const struct argument *a, struct results *out) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct chance_corrected found;
    const enum stats_status status = kefu__krippendorff(
        &allocator, ratings_of(&a[0]), (enum krippendorff_level)a[1].word, a[2].number, &found);
    if (status == STATS_OK)
        give_corrected(out, &found);
    return status;
}

static enum stats_status icc(const struct argument *a, struct results *out) {
    struct icc found;
    const enum stats_status status = kefu__icc(ratings_of(&a[0]), (enum icc_form)a[1].word,
                                               a[2].number, &found);
    if (status != STATS_OK)
        return status;
    give(out, found.value);
    give_interval(out, found.interval);
    give(out, found.f);
    give(out, found.p);
    return STATS_OK;
}

#define WEIGHTS                                                                                    \
    { "weights", WORD, "\"nominal\"", "nominal linear quadratic" }
#define CORRECTED "value error low high observed expected"

const struct statistics_function agreement_functions[] = {
    {"cohen_kappa",
     {{"table", MATRIX, NULL, NULL}, WEIGHTS, LEVEL_95},
     "kappa error low high null_error z p",
     cohen},
    {"fleiss_kappa", {{"counts", MATRIX, NULL, NULL}, WEIGHTS, LEVEL_95}, CORRECTED, fleiss},
    {"fleiss_test", {{"counts", MATRIX, NULL, NULL}}, "z p", fleiss_test},
    {"randolph_kappa", {{"counts", MATRIX, NULL, NULL}, LEVEL_95}, CORRECTED, randolph},
    {"gwet", {{"counts", MATRIX, NULL, NULL}, WEIGHTS, LEVEL_95}, CORRECTED, gwet},
    {"gwet_table", {{"table", MATRIX, NULL, NULL}, WEIGHTS, LEVEL_95}, CORRECTED, gwet_table},
    {"krippendorff_alpha",
     {{"ratings", MATRIX, NULL, NULL},
      {"scale", WORD, "\"nominal\"", "nominal ordinal interval ratio"},
      LEVEL_95},
     CORRECTED,
     krippendorff},
    {"icc",
     {{"ratings", MATRIX, NULL, NULL},
      {"form", WORD, "\"ICC2\"", "ICC1 ICC2 ICC3 ICC1k ICC2k ICC3k"},
      LEVEL_95},
     "value low high f p",
     icc},
    {0}};
