/* SPDX-License-Identifier: MIT
 * Writing an aggregate's state. */
#include "aggregate/state.h"

#include <string.h>

static void put_fixed(struct buffer *to, uint64_t value, size_t bytes) {
    char data[8];
    for (size_t i = 0; i < bytes; i++)
        data[i] = (char)(value >> (8 * i) & 0xFF);
    kefu__buffer_add(to, data, bytes);
}

static void put_number(struct buffer *to, uint64_t value) {
    char data[10];
    size_t size = 0;
    do {
        data[size] = (char)((value & 0x7F) | (value > 0x7F ? 0x80 : 0));
        value >>= 7;
        size++;
    } while (value);
    kefu__buffer_add(to, data, size);
}

static void put_signed(struct buffer *to, int64_t value) {
    const uint64_t size = (uint64_t)value;
    put_number(to, value < 0 ? ~(size << 1) : size << 1);
}

static void put_text(struct buffer *to, kefu_str text) {
    put_number(to, text.size);
    kefu__buffer_add(to, text.data, text.size);
}

/* ---- cells ---- */

static void put_wide(struct buffer *to, struct wide value) {
    put_number(to, value.low);
    put_signed(to, value.high);
}

static void put_values(struct buffer *to, const struct measure *m) {
    put_wide(to, m->sum);
    put_wide(to, m->squares);
    put_signed(to, m->min);
    put_signed(to, m->max);
}

static void put_buckets(struct buffer *to, const struct measure *m) {
    uint32_t before = 0;
    put_number(to, m->bucket_count);
    for (uint32_t i = 0; i < m->bucket_count; i++) {
        const struct measure_bucket *bucket = &m->buckets[i];
        const uint32_t index = kefu__measure_bucket(bucket->low);
        put_number(to, index - before);
        put_number(to, bucket->count);
        put_number(to, (uint64_t)(bucket->low - kefu__measure_bucket_low(index)));
        if (bucket->count > 1)
            put_number(to, (uint64_t)(bucket->high - bucket->low));
        before = index;
    }
}

static void put_clusters(struct buffer *to, const struct measure_clusters *clusters) {
    put_number(to, clusters->count);
    put_wide(to, clusters->hh);
    put_wide(to, clusters->hn);
    put_wide(to, clusters->nn);
}

static void put_missing(struct buffer *to, const struct measure *m) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < MEASURE_REASONS; i++)
        count += m->missing[i] != 0;
    put_number(to, count);
    for (uint32_t i = 0; i < MEASURE_REASONS; i++)
        if (m->missing[i]) {
            put_number(to, i);
            put_number(to, m->missing[i]);
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

static void put_measure(struct buffer *to, const struct measure *m) {
    const uint32_t parts = parts_of(m);
    put_number(to, parts);
    if (parts & STATE_HAS_CASES) {
        put_number(to, m->n);
        put_number(to, m->hits);
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

static void put_facts(struct buffer *to, const kefu_aggregate *a, const struct facts *facts) {
    put_number(to, facts->conversations);
    put_number(to, facts->messages);
    put_number(to, facts->feedback);
    put_number(to, facts->evaluations);
    put_number(to, facts->joined);
    put_number(to, facts->surveys);
    for (size_t i = 0; i < a->metric_count; i++)
        put_measure(to, &facts->measures[i]);
    for (size_t i = 0; i < a->rated_count; i++)
        put_measure(to, &facts->rated[i]);
}

/* ---- groups ---- */

static void put_evidence(struct buffer *to, const struct evidence *e) {
    put_text(to, e->conversation_id);
    put_text(to, e->record_id);
    put_text(to, e->agent_id);
    put_text(to, e->text);
    put_number(to, e->start);
    put_number(to, e->end);
    put_signed(to, e->at);
    put_number(to, (uint64_t)e->strength);
    put_number(to, e->role);
}

static void put_issue(struct buffer *to, const struct issue *issue) {
    put_number(to, issue->kind);
    put_text(to, issue->id);
    put_number(to, issue->conversations);
    put_number(to, issue->feedback);
    put_number(to, issue->mentions);
    put_number(to, issue->negative);
    put_number(to, issue->positive);
    put_number(to, issue->evidence_count);
    for (uint32_t i = 0; i < issue->evidence_count; i++)
        put_evidence(to, issue->evidence[i]);
}

static void put_group(struct buffer *to, const kefu_aggregate *a, const struct group *group,
                      bool is_total) {
    for (size_t i = 0; i < a->column_count && !is_total; i++)
        put_text(to, group->key[i]);
    put_facts(to, a, &group->facts);
    for (size_t i = 0; i < sizeof group->ratings / sizeof *group->ratings; i++)
        put_number(to, group->ratings[i]);
    for (size_t i = 0; i < sizeof group->recommend / sizeof *group->recommend; i++)
        put_number(to, group->recommend[i]);
    put_number(to, group->issue_count);
    for (size_t i = 0; i < group->issue_count; i++)
        put_issue(to, &group->issues[i]);
    put_number(to, group->score_count);
    for (size_t i = 0; i < group->score_count; i++) {
        put_text(to, group->scores[i].id);
        put_measure(to, &group->scores[i].measure);
    }
}

static void put_body(struct buffer *to, const kefu_aggregate *a) {
    kefu__buffer_add(to, a->scheme->digest, 16);
    put_number(to, a->column_count);
    for (size_t i = 0; i < a->column_count; i++)
        put_text(to, a->columns[i]);
    put_signed(to, a->offset_minutes);
    put_number(to, a->most_evidence);
    put_signed(to, a->as_of);
    put_number(to, a->metric_count);
    for (size_t i = 0; i < a->metric_count; i++)
        kefu__buffer_add(to, a->scheme->metrics->items[i].digest, 16);
    put_signed(to, a->first_at);
    put_signed(to, a->last_at);
    put_number(to, a->group_count);
    for (size_t i = 0; i < a->group_count; i++)
        put_group(to, a, a->groups[i], i == 0);
    for (size_t i = 0; i < AGGREGATE_HOURS; i++)
        put_facts(to, a, &a->hours[i]);
}

kefu_status kefu_aggregate_save(const kefu_aggregate *a, kefu_write write, void *ctx,
                                kefu_error *error) {
    if (!a || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "saving needs an aggregate and a writer");
    struct buffer buffer;
    kefu__buffer_init(&buffer, &a->allocator);
    kefu__buffer_add(&buffer, STATE_MAGIC, STATE_MAGIC_SIZE);
    put_fixed(&buffer, STATE_VERSION, 4);
    put_fixed(&buffer, STATE_READER, 4);
    put_fixed(&buffer, 0, 8);
    put_body(&buffer, a);
    uint64_t size;
    if (!buffer.failed) {
        size = buffer.size + STATE_CHECKSUM_SIZE;
        for (size_t i = 0; i < 8; i++)
            buffer.data[16 + i] = (char)(size >> (8 * i) & 0xFF);
        put_fixed(&buffer, kefu__hash(buffer.data, buffer.size), 8);
    }
    return kefu__buffer_hand_over(&buffer, write, ctx, error);
}
