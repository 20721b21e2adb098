/* SPDX-License-Identifier: MIT
 * Random tables of conversations: agents by a Zipf law, waits log-normal with a Pareto tail. */
#ifndef KEFU_BENCH_TABLE_H
#define KEFU_BENCH_TABLE_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AGENTS = 500, TEAMS = 20, CHANNELS = 5, PRODUCTS = 50, DAYS = 30, TEXT_SIZE = 24 };

struct table {
    size_t rows;
    int64_t *at;
    int32_t *agent, *wait, *team, *channel, *product;
    uint8_t *rating; /* 0: none */
};

static uint64_t table_state;
static inline uint64_t table_bits(void) { /* splitmix64 */
    uint64_t z = table_state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}
static inline double table_uniform(void) {
    return ((double)(table_bits() >> 11) + 0.5) / 9007199254740992.0;
}
static inline double table_normal(void) {
    return sqrt(-2 * log(table_uniform())) * cos(6.283185307179586 * table_uniform());
}

static inline void *table_memory(size_t size) {
    void *memory = malloc(size);
    if (!memory)
        exit(2);
    return memory;
}

static inline int32_t table_wait(double mean) {
    const double wait = table_uniform() < 0.02 ? 600e3 * pow(table_uniform(), -1 / 1.1)
                                               : exp(mean + 1.2 * table_normal());
    return (int32_t)(wait < 1 ? 1 : wait > 2e9 ? 2e9 : wait);
}

static inline void table_swap(struct table *t, size_t i, size_t j) {
#define SWAP(member)                                                                               \
    do {                                                                                           \
        const int64_t one = (int64_t)t->member[i];                                                 \
        t->member[i] = t->member[j];                                                               \
        memcpy(&t->member[j], &one, sizeof *t->member); /* little-endian */                        \
    } while (0)
    SWAP(at);
    SWAP(agent);
    SWAP(wait);
    SWAP(team);
    SWAP(channel);
    SWAP(product);
    SWAP(rating);
#undef SWAP
}

/* Rows nearly in the order of time, or in random order. */
static inline struct table table_make(size_t rows, int shuffled) {
    struct table t = {rows,
                      table_memory(rows * 8),
                      table_memory(rows * 4),
                      table_memory(rows * 4),
                      table_memory(rows * 4),
                      table_memory(rows * 4),
                      table_memory(rows * 4),
                      table_memory(rows)};
    double sums[AGENTS], means[AGENTS], shares[AGENTS], total = 0;
    table_state = 20260301;
    for (int i = 0; i < AGENTS; i++) {
        sums[i] = total += pow(i + 20, -0.7);
        means[i] = log(90e3) + 0.4 * table_normal();
        shares[i] = fmin(0.98, 0.78 + 0.08 * table_normal());
    }
    for (size_t i = 0; i < rows; i++) {
        const double x = table_uniform() * total;
        int low = 0, high = AGENTS - 1;
        while (low < high) {
            const int middle = (low + high) / 2;
            if (sums[middle] < x)
                low = middle + 1;
            else
                high = middle;
        }
        t.agent[i] = low;
        t.team[i] = low % TEAMS;
        t.channel[i] = (int32_t)(table_bits() % CHANNELS);
        t.product[i] = low * 7 % PRODUCTS;
        t.at[i] = INT64_C(1767225600000) + (int64_t)((double)i / (double)rows * DAYS * 86400e3) +
                  (int64_t)(table_uniform() * 3600e3);
        t.wait[i] = table_wait(means[low]);
        t.rating[i] = 0;
        if (table_uniform() < 0.3)
            t.rating[i] = (uint8_t)(table_uniform() < shares[low] ? 4 + table_bits() % 2
                                                                  : 1 + table_bits() % 3);
    }
    for (size_t i = rows; shuffled && i > 1; i--)
        table_swap(&t, i - 1, table_bits() % i);
    return t;
}

#endif
