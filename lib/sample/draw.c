/* SPDX-License-Identifier: MIT
 * Draws: keys, strata, how many of each, and who reviews. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sample/sample.h"
#include "stats/special.h"

size_t kefu__sample_size(size_t population, double share, double margin, double level) {
    const double z = kefu__normal_errors(level);
    const double infinite = z * z * share * (1 - share) / (margin * margin);
    if (population == 0)
        return 0;
    const double size = ceil(infinite / (1 + (infinite - 1) / (double)population) - 1e-9);
    return size < 1 ? 1 : size < (double)population ? (size_t)size : population;
}

/* ---- keys ---- */

/* The key of a case: SHA-256(seed in decimal digits, a byte 0, id). */
static bool set_key(struct sample_case *one, int64_t seed, struct buffer *scratch) {
    char digits[24];
    snprintf(digits, sizeof digits, "%lld", (long long)seed);
    scratch->size = 0;
    kefu__buffer_add(scratch, digits, strlen(digits) + 1);
    kefu__buffer_text(scratch, one->id);
    if (scratch->failed)
        return false;
    kefu__sha256(scratch->data, scratch->size, one->key);
    return true;
}

static int by_key(const void *a, const void *b) {
    const struct sample_case *one = a, *other = b;
    return memcmp(one->key, other->key, sizeof one->key);
}

static bool order_cases(struct arena *arena, struct sample *sample, int64_t seed) {
    struct buffer scratch;
    bool good = true;
    kefu__buffer_init(&scratch, &arena->allocator);
    for (size_t i = 0; good && i < sample->case_count; i++)
        good = set_key(&sample->cases[i], seed, &scratch);
    kefu__buffer_free(&scratch);
    kefu__sort(sample->cases, sample->case_count, sizeof *sample->cases, by_key);
    return good;
}

/* ---- strata ---- */

static int by_name(const void *a, const void *b) {
    const struct sample_stratum *one = a, *other = b;
    return strcmp(one->name, other->name);
}

/* Counts the cases of each stratum. The strata are in the order of their names, so that what is
 * drawn does not depend on the order of the cases. */
static bool find_strata(struct arena *arena, struct sample *sample) {
    struct index_map map;
    bool good = true;
    kefu__map_init(&map, &arena->allocator);
    sample->strata = kefu__arena_alloc_zero(arena,
                                            (sample->case_count + 1) * sizeof *sample->strata);
    for (size_t i = 0; sample->strata && good && i < sample->case_count; i++) {
        const char *name = sample->cases[i].stratum;
        const uint32_t index = kefu__map_add(&map, name, strlen(name), (uint32_t)map.count);
        good = index != UINT32_MAX;
        if (good) {
            sample->strata[index].name = name;
            sample->strata[index].population++;
        }
    }
    sample->stratum_count = map.count;
    kefu__map_free(&map);
    if (!sample->strata || !good)
        return false;
    kefu__sort(sample->strata, sample->stratum_count, sizeof *sample->strata, by_name);
    return true;
}

static void number_strata(struct sample *sample) {
    for (size_t i = 0; i < sample->case_count; i++) {
        size_t low = 0, high = sample->stratum_count;
        while (high - low > 1) {
            const size_t middle = (low + high) / 2;
            if (strcmp(sample->strata[middle].name, sample->cases[i].stratum) <= 0)
                low = middle;
            else
                high = middle;
        }
        sample->cases[i].stratum_index = (uint32_t)low;
    }
}

static int by_remainder(const void *a, const void *b) {
    const struct sample_stratum *one = *(struct sample_stratum *const *)a;
    const struct sample_stratum *other = *(struct sample_stratum *const *)b;
    if (one->remainder != other->remainder)
        return one->remainder > other->remainder ? -1 : 1;
    return strcmp(one->name, other->name);
}

/* Allots `count` to the strata in proportion to their sizes, by the largest remainders. */
static bool allot(struct arena *arena, struct sample *sample, size_t count) {
    struct sample_stratum **order = kefu__arena_alloc(arena,
                                                      (sample->stratum_count + 1) * sizeof *order);
    size_t rest = count;
    for (size_t i = 0; order && i < sample->stratum_count; i++) {
        struct sample_stratum *stratum = &sample->strata[i];
        const uint64_t share = (uint64_t)count * stratum->population;
        stratum->allocated = (size_t)(share / sample->case_count);
        stratum->remainder = (double)(share % sample->case_count) / (double)sample->case_count;
        rest -= stratum->allocated;
        order[i] = stratum;
    }
    if (!order)
        return false;
    kefu__sort(order, sample->stratum_count, sizeof *order, by_remainder);
    for (size_t i = 0; i < rest; i++)
        order[i]->allocated++;
    return true;
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

static size_t count_risk(const struct sample *sample) {
    size_t count = 0;
    for (size_t i = 0; i < sample->case_count; i++)
        count += sample->cases[i].risk;
    return count;
}

/* How many of all are drawn by key. */
static size_t total(const struct sample_request *request, const struct sample *sample) {
    const size_t risk = count_risk(sample);
    size_t count = request->count;
    if (request->per_reviewer != UINT32_MAX) {
        const size_t capacity = request->per_reviewer * request->reviewer_count;
        count = capacity > risk ? capacity - risk : 0;
    } else if (!isnan(request->margin)) {
        count = kefu__sample_size(sample->case_count, request->share, request->margin,
                                  request->level);
    }
    return least(count, sample->case_count);
}

static bool allocate(struct arena *arena, const struct sample_request *request,
                     struct sample *sample) {
    if (request->per_stratum == UINT32_MAX)
        return sample->case_count == 0 || allot(arena, sample, total(request, sample));
    for (size_t i = 0; i < sample->stratum_count; i++)
        sample->strata[i].allocated = least(request->per_stratum, sample->strata[i].population);
    return true;
}

static void take(struct sample *sample) {
    for (size_t i = 0; i < sample->case_count; i++) {
        struct sample_case *one = &sample->cases[i];
        struct sample_stratum *stratum = &sample->strata[one->stratum_index];
        one->random = stratum->random < stratum->allocated;
        stratum->random += one->random;
        stratum->risk += one->risk;
        sample->random += one->random;
        sample->risk += one->risk;
    }
}

/* ---- reviewers ---- */

/* The reviewer with the fewest cases so far who is not the agent; SAMPLE_NOBODY: none has room. */
static uint32_t least_busy(const struct sample_request *request, const size_t *cases,
                           const char *agent_id) {
    uint32_t best = SAMPLE_NOBODY;
    for (uint32_t i = 0; i < request->reviewer_count; i++)
        if (strcmp(request->reviewers[i], agent_id) != 0 && cases[i] < request->per_reviewer &&
            (best == SAMPLE_NOBODY || cases[i] < cases[best]))
            best = i;
    return best;
}

/* Gives each case that was drawn to a reviewer: those of risk first, each in the order of keys. */
static void assign(const struct sample_request *request, struct sample *sample) {
    size_t cases[SAMPLE_REVIEWERS_MAX] = {0};
    if (request->reviewer_count == 0)
        return;
    for (int risk = 1; risk >= 0; risk--)
        for (size_t i = 0; i < sample->case_count; i++) {
            struct sample_case *one = &sample->cases[i];
            if (one->risk != (risk == 1) || !(one->risk || one->random))
                continue;
            one->reviewer = least_busy(request, cases, one->agent_id);
            if (one->reviewer == SAMPLE_NOBODY)
                sample->unassigned++;
            else
                cases[one->reviewer]++;
        }
}

bool kefu__sample_draw(struct arena *arena, const struct sample_request *request,
                       struct sample *sample) {
    *sample = (struct sample){.cases = request->cases, .case_count = request->case_count};
    if (!order_cases(arena, sample, request->seed) || !find_strata(arena, sample))
        return false;
    number_strata(sample);
    if (!allocate(arena, request, sample))
        return false;
    take(sample);
    assign(request, sample);
    return true;
}
