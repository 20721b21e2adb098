/* SPDX-License-Identifier: MIT
 * Reading numbers, texts and accumulators of a state. The bytes are not trusted: every value is
 * checked before it is used. */
#include "aggregate/state.h"

void kefu__cursor_fail(struct cursor *c, kefu_status status) {
    if (c->status == KEFU_OK)
        c->status = status;
    c->at = c->end;
}

bool kefu__cursor_check(struct cursor *c, bool sound) {
    if (!sound)
        kefu__cursor_fail(c, KEFU_E_CORRUPT);
    return c->status == KEFU_OK;
}

uint64_t kefu__get_fixed(struct cursor *c, size_t bytes) {
    uint64_t value = 0;
    if (!kefu__cursor_check(c, (size_t)(c->end - c->at) >= bytes))
        return 0;
    for (size_t i = 0; i < bytes; i++)
        value |= (uint64_t)c->at[i] << (8 * i);
    c->at += bytes;
    return value;
}

uint64_t kefu__get_number(struct cursor *c, uint64_t limit) {
    uint64_t value = 0;
    uint32_t shift = 0;
    unsigned char byte;
    do {
        if (c->at == c->end || shift > 63) {
            kefu__cursor_fail(c, KEFU_E_CORRUPT);
            return 0;
        }
        byte = *c->at++;
        if ((shift == 63 && byte > 1) || (byte == 0 && shift > 0)) {
            kefu__cursor_fail(c, KEFU_E_CORRUPT);
            return 0;
        }
        value |= (uint64_t)(byte & 0x7F) << shift;
        shift += 7;
    } while (byte & 0x80);
    if (value <= limit)
        return value;
    kefu__cursor_fail(c, KEFU_E_CORRUPT);
    return 0;
}

int64_t kefu__get_signed(struct cursor *c) {
    const uint64_t value = kefu__get_number(c, UINT64_MAX);
    return (int64_t)(value & 1 ? ~(value >> 1) : value >> 1);
}

kefu_str kefu__get_text(struct cursor *c, size_t limit) {
    kefu_str text = {NULL, 0};
    const uint64_t size = kefu__get_number(c, limit);
    if (size > (uint64_t)(c->end - c->at)) {
        kefu__cursor_fail(c, KEFU_E_CORRUPT);
        return text;
    }
    text.data = (const char *)c->at;
    text.size = (size_t)size;
    c->at += text.size;
    return text;
}

/* ---- accumulators ---- */

static struct wide get_wide(struct cursor *c) {
    struct wide value;
    value.low = kefu__get_number(c, UINT64_MAX);
    value.high = kefu__get_signed(c);
    return value;
}

static void get_values(struct cursor *c, struct measure *m) {
    m->sum = get_wide(c);
    m->squares = get_wide(c);
    m->min = kefu__get_signed(c);
    m->max = kefu__get_signed(c);
    kefu__cursor_check(c, m->min <= m->max && m->min >= -MEASURE_LIMIT && m->max <= MEASURE_LIMIT &&
                              m->squares.high >= 0);
    kefu__cursor_check(c, m->sum.low || m->sum.high || m->squares.low || m->squares.high ||
                              m->min || m->max);
}

/* Reads a bucket, whose values are above `before`, the largest value of the bucket before. */
static void get_bucket(struct cursor *c, int64_t before, uint64_t count_max, uint32_t shift,
                       struct measure_bucket *bucket) {
    const uint64_t distance = kefu__get_number(c, (uint64_t)MEASURE_LIMIT + 1);
    bucket->low = before + (int64_t)distance;
    bucket->count = kefu__get_number(c, count_max);
    const uint64_t width = bucket->count > 1 ? kefu__get_number(c, (uint64_t)MEASURE_LIMIT) : 0;
    bucket->high = bucket->low + (int64_t)width;
    kefu__cursor_check(c, distance > 0 && bucket->count > 0 && bucket->high <= MEASURE_LIMIT &&
                              kefu__measure_bucket(bucket->high, shift) ==
                                  kefu__measure_bucket(bucket->low, shift) &&
                              (before < 0 || kefu__measure_bucket(before, shift) !=
                                                 kefu__measure_bucket(bucket->low, shift)));
}

static void get_buckets(struct cursor *c, const kefu_allocator *allocator, struct measure *m) {
    const uint32_t shift = (uint32_t)kefu__get_number(c, MEASURE_SHIFT_MAX);
    const uint64_t count = kefu__get_number(c, MEASURE_BUCKETS_MAX);
    uint64_t sum = 0;
    if (!kefu__cursor_check(c, count > 0 && count <= (uint64_t)(c->end - c->at)))
        return;
    if (!kefu__measure_reserve(m, allocator, (size_t)count)) {
        kefu__cursor_fail(c, KEFU_E_MEMORY);
        return;
    }
    for (uint64_t i = 0; i < count && c->status == KEFU_OK; i++) {
        get_bucket(c, i ? m->buckets[i - 1].high : -1, m->n - sum, shift, &m->buckets[i]);
        sum += m->buckets[i].count;
    }
    if (!kefu__cursor_check(c, c->status || sum == m->n))
        return;
    m->bucket_count = (uint32_t)count;
    m->shift = shift;
    kefu__cursor_check(c, m->buckets[0].low == m->min && m->buckets[count - 1].high == m->max);
}

/* Reads an accumulator's sums over clusters (the observations of one conversation). Each cluster
 * has at least one of the n observations, so the sum of squared cluster sizes must be between n and
 * n². */
static void get_clusters(struct cursor *c, struct measure *m) {
    struct measure_clusters *clusters = &m->clusters;
    clusters->count = kefu__get_number(c, m->n);
    clusters->hh = get_wide(c);
    clusters->hn = get_wide(c);
    clusters->nn = get_wide(c);
    const double n = (double)m->n, nn = kefu__wide_double(clusters->nn);
    kefu__cursor_check(c, clusters->count > 0 && clusters->hh.high >= 0 && clusters->hn.high >= 0);
    kefu__cursor_check(c, nn >= n && nn <= n * n * (1 + 1e-9));
}

static void get_missing(struct cursor *c, struct measure *m) {
    const uint64_t count = kefu__get_number(c, MEASURE_REASONS);
    uint64_t before = 0;
    kefu__cursor_check(c, count > 0);
    uint64_t reason;
    for (uint64_t i = 0; i < count && c->status == KEFU_OK; i++) {
        reason = kefu__get_number(c, MEASURE_REASONS - 1);
        kefu__cursor_check(c, i == 0 || reason > before);
        m->missing[reason] = (uint32_t)kefu__get_number(c, UINT32_MAX);
        kefu__cursor_check(c, m->missing[reason] > 0);
        before = reason;
    }
}

/* Reads the accumulator of a metric. The histogram of a duration must contain all its values; a
 * ratio must not have values, only counts. */
void kefu__get_measure(struct cursor *c, const kefu_allocator *allocator,
                       const struct measure_rule *rule, struct measure *m) {
    const enum measure_kind kind = rule->kind;
    const uint64_t parts = kefu__get_number(c, STATE_HAS_ALL);
    if (parts & STATE_HAS_CASES) {
        m->n = kefu__get_number(c, (uint64_t)1 << 56);
        m->hits = kefu__get_number(c, (uint64_t)1 << 56);
        kefu__cursor_check(c, m->n || m->hits);
    }
    if (parts & STATE_HAS_VALUES) {
        kefu__cursor_check(c, m->n > 0 && kind != MEASURE_RATIO);
        get_values(c, m);
    }
    kefu__cursor_check(c, kind == MEASURE_RATIO ||
                              m->hits <=
                                  (kind == MEASURE_DURATION ? m->n * 48 * MEASURE_LOG_SCALE : 0));
    kefu__cursor_check(c, !(parts & STATE_HAS_CLUSTERS) == !(rule->clustered && m->n > 0));
    if ((parts & STATE_HAS_CLUSTERS) && c->status == KEFU_OK)
        get_clusters(c, m);
    kefu__cursor_check(c, !(parts & STATE_HAS_BUCKETS) == !(kind == MEASURE_DURATION && m->n > 0));
    if ((parts & STATE_HAS_BUCKETS) && c->status == KEFU_OK)
        get_buckets(c, allocator, m);
    if (parts & STATE_HAS_MISSING)
        get_missing(c, m);
}
