/* SPDX-License-Identifier: MIT
 * Counting different things by their hashes. */
#include "measure/distinct.h"

#include <math.h>
#include <string.h>

/* ---- hashes ---- */

/* The finaliser of MurmurHash3, which is a bijection. */
uint64_t kefu__distinct_hash(uint64_t number) {
    number = (number ^ number >> 33) * UINT64_C(0xff51afd7ed558ccd);
    number = (number ^ number >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
    return number ^ number >> 33;
}

/* The index of the first hash that is not below `hash`. */
static uint32_t place_of(const struct distinct *d, uint64_t hash) {
    uint32_t low = 0, high = d->count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (d->hashes[middle] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t count_union(const struct distinct *a, const struct distinct *b) {
    uint32_t i = 0, j = 0, count = 0;
    for (; i < a->count && j < b->count; count++) {
        const uint64_t one = a->hashes[i], other = b->hashes[j];
        i += one <= other;
        j += other <= one;
    }
    return count + (a->count - i) + (b->count - j);
}

/* Merges from the end on, so that no hash is overwritten before it is read. */
static void unite(struct distinct *into, const struct distinct *from) {
    uint32_t i = into->count, j = from->count, to = count_union(into, from);
    into->count = to;
    while (j > 0) {
        const uint64_t next = from->hashes[j - 1];
        if (i > 0 && into->hashes[i - 1] >= next) {
            j -= into->hashes[i - 1] == next;
            into->hashes[--to] = into->hashes[--i];
        } else {
            into->hashes[--to] = next;
            j--;
        }
    }
}

/* ---- registers ---- */

/* The largest update value of a register that is not 0. */
static uint32_t largest(unsigned char value) {
    return value >> 2;
}

bool kefu__distinct_is_register(unsigned char value) {
    const uint32_t update = largest(value);
    if (update == 0)
        return value == 0;
    return update <= DISTINCT_UPDATE_MAX && (update > 1 || (value & 2) == 0) &&
           (update > 2 || (value & 1) == 0);
}

/* The register of the update values of both: the larger one, which also knows of the largest of the
 * other, and of those below it, if they are close enough. */
static unsigned char joined(unsigned char a, unsigned char b) {
    const unsigned char more = a > b ? a : b, less = a > b ? b : a;
    const uint32_t distance = largest(more) - largest(less);
    if (less == 0 || distance > 2)
        return more;
    return (unsigned char)(more | (((less & 3) | 4) >> distance & 3));
}

static void insert(struct distinct *d, uint64_t hash) {
    uint64_t rest = hash << DISTINCT_PRECISION;
    uint32_t update = 1;
    while (update < DISTINCT_UPDATE_MAX && !(rest >> 63)) {
        rest <<= 1;
        update++;
    }
    unsigned char *to = &d->registers[hash >> (64 - DISTINCT_PRECISION)];
    *to = joined(*to, (unsigned char)(update << 2));
}

static bool reserve_registers(struct distinct *d, const kefu_allocator *allocator) {
    if (!d->registers)
        d->registers = kefu__alloc(allocator, DISTINCT_REGISTERS);
    return d->registers != NULL;
}

/* The registers were reserved. */
static void promote(struct distinct *d) {
    memset(d->registers, 0, DISTINCT_REGISTERS);
    for (uint32_t i = 0; i < d->count; i++)
        insert(d, d->hashes[i]);
    d->count = 0;
    d->is_dense = true;
}

bool kefu__distinct_make_dense(struct distinct *d, const kefu_allocator *allocator) {
    if (!reserve_registers(d, allocator))
        return false;
    promote(d);
    return true;
}

/* ---- the accumulator ---- */

void kefu__distinct_free(struct distinct *d, const kefu_allocator *allocator) {
    kefu__release(allocator, d->hashes, d->capacity * sizeof *d->hashes);
    kefu__release(allocator, d->registers, d->registers ? DISTINCT_REGISTERS : 0);
    memset(d, 0, sizeof *d);
}

void kefu__distinct_clear(struct distinct *d) {
    d->count = 0;
    d->is_dense = false;
}

static bool reserve_hashes(struct distinct *d, const kefu_allocator *allocator, uint32_t count) {
    size_t capacity = d->capacity;
    if (!kefu__grow(allocator, &d->hashes, &capacity, count, sizeof *d->hashes))
        return false;
    d->capacity = (uint32_t)capacity;
    return true;
}

bool kefu__distinct_reserve(struct distinct *into, const struct distinct *from,
                            const kefu_allocator *allocator) {
    if (into->is_dense || kefu__distinct_is_empty(from))
        return true;
    const uint32_t count = from->is_dense ? DISTINCT_EXACT_MAX + 1 : count_union(into, from);
    return count > DISTINCT_EXACT_MAX ? reserve_registers(into, allocator)
                                      : reserve_hashes(into, allocator, count);
}

void kefu__distinct_merge(struct distinct *into, const struct distinct *from) {
    if (!into->is_dense && !from->is_dense && count_union(into, from) <= DISTINCT_EXACT_MAX) {
        unite(into, from);
        return;
    }
    if (!into->is_dense)
        promote(into);
    for (uint32_t i = 0; i < from->count; i++)
        insert(into, from->hashes[i]);
    for (size_t i = 0; from->is_dense && i < DISTINCT_REGISTERS; i++)
        into->registers[i] = joined(into->registers[i], from->registers[i]);
}

bool kefu__distinct_add(struct distinct *d, uint64_t hash, const kefu_allocator *allocator) {
    const struct distinct one = {.hashes = &hash, .count = 1};
    if (!kefu__distinct_reserve(d, &one, allocator))
        return false;
    kefu__distinct_merge(d, &one);
    return true;
}

bool kefu__distinct_remove(struct distinct *d, uint64_t hash) {
    const uint32_t place = place_of(d, hash);
    if (place == d->count || d->hashes[place] != hash)
        return false;
    d->count--;
    memmove(&d->hashes[place], &d->hashes[place + 1], (d->count - place) * sizeof *d->hashes);
    return true;
}

/* ---- the estimate ---- */

/* The relative standard error where few registers are in use, by simulation. */
#define ERROR_LEAST 0.008

/* What the registers say of each update value: in how many registers it came, and in how many it is
 * known not to have come. All that are above the largest of a register did not: `absent` counts
 * this under the largest, as their probabilities add up to its own. */
struct evidence_of_updates {
    double present[DISTINCT_UPDATE_MAX + 1], absent[DISTINCT_UPDATE_MAX + 1];
};

/* The probability of an update value: 1/2 of 1, 1/4 of 2 and so on; the last takes the rest. */
static double probability(uint32_t update) {
    return ldexp(1, -(int)(update < DISTINCT_UPDATE_MAX ? update : update - 1));
}

static void count_updates(const struct distinct *d, struct evidence_of_updates *e) {
    memset(e, 0, sizeof *e);
    for (size_t i = 0; i < DISTINCT_REGISTERS; i++) {
        const unsigned char value = d->registers[i];
        const uint32_t update = largest(value);
        if (update < DISTINCT_UPDATE_MAX)
            e->absent[update]++; /* of an empty register all, whose probabilities add up to 1 */
        if (update > 0)
            e->present[update]++;
        if (update > 1)
            (value & 2 ? e->present : e->absent)[update - 1]++;
        if (update > 2)
            (value & 1 ? e->present : e->absent)[update - 2]++;
    }
}

/* The number of different hashes of each register is taken as a Poisson variable of mean m. Then
 * the logarithm of the likelihood is -m Σ absent p + Σ present ln(1 - exp(-m p)). Its derivative
 * falls and is convex, so that Newton's steps from the left of its root never pass it. */
static double likeliest(const struct evidence_of_updates *e) {
    double absent = e->absent[0], half = 0, present = 0;
    for (uint32_t u = 1; u <= DISTINCT_UPDATE_MAX; u++) {
        absent += e->absent[u] * probability(u);
        half += e->present[u] * probability(u) / 2;
        present += e->present[u];
    }
    double mean = present / (absent + half); /* from 1 ÷ (exp(x) - 1) ≥ 1 ÷ x - 1 ÷ 2 */
    for (int step = 0; step < 100; step++) {
        double slope = -absent, curve = 0;
        for (uint32_t u = 1; u <= DISTINCT_UPDATE_MAX; u++) {
            if (e->present[u] == 0)
                continue;
            const double p = probability(u), odds = 1 / expm1(mean * p);
            slope += e->present[u] * p * odds;
            curve += e->present[u] * p * p * odds * (odds + 1);
        }
        const double next = mean + slope / curve;
        if (!(next > mean * (1 + 1e-12)))
            break;
        mean = next;
    }
    return mean;
}

/* The relative standard error of the estimate. The curvature of the likelihood gives that of a
 * Poisson mean; the number itself, which is to be known, varies about the mean by its square root.
 * The difference of both may be less than nothing by chance where few registers are in use. */
static double error_of(const struct evidence_of_updates *e, double mean) {
    double information = 0;
    for (uint32_t u = 1; u <= DISTINCT_UPDATE_MAX; u++) {
        const double x = mean * probability(u), odds = 1 / expm1(x);
        if (e->present[u] > 0)
            information += e->present[u] * x * x * odds * (odds + 1);
    }
    return sqrt(fmax(ERROR_LEAST * ERROR_LEAST, 1 / information - 1 / (mean * DISTINCT_REGISTERS)));
}

struct distinct_estimate kefu__distinct_read(const struct distinct *d) {
    if (!d->is_dense)
        return (struct distinct_estimate){d->count, d->count, d->count, true};
    struct evidence_of_updates e;
    count_updates(d, &e);
    const double mean = likeliest(&e), z = 1.959963984540054;
    const double value = mean * DISTINCT_REGISTERS, error = z * error_of(&e, mean);
    const double least = DISTINCT_EXACT_MAX + 1;
    return (struct distinct_estimate){fmin(fmax(least, nearbyint(value)), 0x1p63),
                                      fmax(least, floor(value * exp(-error))),
                                      fmin(fmax(least, ceil(value * exp(error))), 0x1p63), false};
}
