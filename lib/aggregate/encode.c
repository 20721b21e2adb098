/* SPDX-License-Identifier: MIT
 * Writing numbers, texts and accumulators of a state. */
#include "aggregate/state.h"

void kefu__put_fixed(struct buffer *to, uint64_t value, size_t bytes) {
    char data[8];
    for (size_t i = 0; i < bytes; i++)
        data[i] = (char)(value >> (8 * i) & 0xFF);
    kefu__buffer_add(to, data, bytes);
}

void kefu__put_number(struct buffer *to, uint64_t value) {
    char data[10];
    size_t size = 0;
    do {
        data[size] = (char)((value & 0x7F) | (value > 0x7F ? 0x80 : 0));
        value >>= 7;
        size++;
    } while (value);
    kefu__buffer_add(to, data, size);
}

void kefu__put_signed(struct buffer *to, int64_t value) {
    const uint64_t size = (uint64_t)value;
    kefu__put_number(to, value < 0 ? ~(size << 1) : size << 1);
}

void kefu__put_text(struct buffer *to, kefu_str text) {
    kefu__put_number(to, text.size);
    kefu__buffer_add(to, text.data, text.size);
}

/* ---- accumulators ---- */

static void put_wide(struct buffer *to, struct wide value) {
    kefu__put_number(to, value.low);
    kefu__put_signed(to, value.high);
}

static void put_values(struct buffer *to, const struct measure *m) {
    put_wide(to, m->sum);
    put_wide(to, m->squares);
    kefu__put_signed(to, m->min);
    kefu__put_signed(to, m->max);
}

/* Buckets by their smallest values, each as the distance to the largest value before. */
static void put_buckets(struct buffer *to, const struct measure *m) {
    int64_t before = -1;
    kefu__put_number(to, m->shift);
    kefu__put_number(to, m->bucket_count);
    for (uint32_t i = 0; i < m->bucket_count; i++) {
        const struct measure_bucket *bucket = &m->buckets[i];
        kefu__put_number(to, (uint64_t)(bucket->low - before));
        kefu__put_number(to, bucket->count);
        if (bucket->count > 1)
            kefu__put_number(to, (uint64_t)(bucket->high - bucket->low));
        before = bucket->high;
    }
}

static void put_clusters(struct buffer *to, const struct measure_clusters *clusters) {
    kefu__put_number(to, clusters->count);
    put_wide(to, clusters->hh);
    put_wide(to, clusters->hn);
    put_wide(to, clusters->nn);
}

static void put_missing(struct buffer *to, const struct measure *m) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < MEASURE_REASONS; i++)
        count += m->missing[i] != 0;
    kefu__put_number(to, count);
    for (uint32_t i = 0; i < MEASURE_REASONS; i++)
        if (m->missing[i]) {
            kefu__put_number(to, i);
            kefu__put_number(to, m->missing[i]);
        }
}

static uint32_t parts_of(const struct measure *m) {
    uint32_t parts = 0;
    if (m->n || m->hits)
        parts |= STATE_HAS_CASES;
    if (m->sum.low || m->sum.high || m->squares.low || m->squares.high || m->min || m->max)
        parts |= STATE_HAS_VALUES;
    if (m->bucket_count)
        parts |= STATE_HAS_BUCKETS;
    if (m->clusters.count)
        parts |= STATE_HAS_CLUSTERS;
    for (uint32_t i = 0; i < MEASURE_REASONS; i++)
        if (m->missing[i])
            parts |= STATE_HAS_MISSING;
    return parts;
}

void kefu__put_measure(struct buffer *to, const struct measure *m) {
    const uint32_t parts = parts_of(m);
    kefu__put_number(to, parts);
    if (parts & STATE_HAS_CASES) {
        kefu__put_number(to, m->n);
        kefu__put_number(to, m->hits);
    }
    if (parts & STATE_HAS_VALUES)
        put_values(to, m);
    if (parts & STATE_HAS_CLUSTERS)
        put_clusters(to, &m->clusters);
    if (parts & STATE_HAS_BUCKETS)
        put_buckets(to, m);
    if (parts & STATE_HAS_MISSING)
        put_missing(to, m);
}

bool kefu__measure_is_blank(const struct measure *m) {
    return parts_of(m) == 0;
}
