/* SPDX-License-Identifier: MIT
 * Reading an aggregate's state. The bytes are not trusted: every value is checked before it is
 * used. */
#include "aggregate/state.h"

#include <string.h>

/* The position in the bytes of a saved state that are being read. After an error `status` is kept
 * and all further numbers are read as 0. */
struct cursor {
    const unsigned char *at, *end;
    kefu_status status;
};

static void fail(struct cursor *c, kefu_status status) {
    if (c->status == KEFU_OK)
        c->status = status;
    c->at = c->end;
}

static uint64_t get_fixed(const unsigned char *from, size_t bytes) {
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++)
        value |= (uint64_t)from[i] << (8 * i);
    return value;
}

/* Reads a varint (number in 7-bit groups). Fails if it is above `limit` or not in its shortest
 * form. */
static uint64_t get_number(struct cursor *c, uint64_t limit) {
    uint64_t value = 0;
    uint32_t shift = 0;
    unsigned char byte;
    do {
        if (c->at == c->end || shift > 63) {
            fail(c, KEFU_E_CORRUPT);
            return 0;
        }
        byte = *c->at++;
        if ((shift == 63 && byte > 1) || (byte == 0 && shift > 0)) {
            fail(c, KEFU_E_CORRUPT);
            return 0;
        }
        value |= (uint64_t)(byte & 0x7F) << shift;
        shift += 7;
    } while (byte & 0x80);
    if (value <= limit)
        return value;
    fail(c, KEFU_E_CORRUPT);
    return 0;
}

static int64_t get_signed(struct cursor *c) {
    const uint64_t value = get_number(c, UINT64_MAX);
    return (int64_t)(value & 1 ? ~(value >> 1) : value >> 1);
}

/* Reads a text of at most `limit` bytes; the result points into the bytes of the saved state. */
static kefu_str get_text(struct cursor *c, size_t limit) {
    kefu_str text = {NULL, 0};
    const uint64_t size = get_number(c, limit);
    if (size > (uint64_t)(c->end - c->at)) {
        fail(c, KEFU_E_CORRUPT);
        return text;
    }
    text.data = (const char *)c->at;
    text.size = (size_t)size;
    c->at += text.size;
    return text;
}

static bool check(struct cursor *c, bool sound) {
    if (!sound)
        fail(c, KEFU_E_CORRUPT);
    return c->status == KEFU_OK;
}

/* ---- cells ---- */

static struct wide get_wide(struct cursor *c) {
    struct wide value;
    value.low = get_number(c, UINT64_MAX);
    value.high = get_signed(c);
    return value;
}

static void get_values(struct cursor *c, struct measure *m) {
    m->sum = get_wide(c);
    m->squares = get_wide(c);
    m->min = get_signed(c);
    m->max = get_signed(c);
    check(c, m->min <= m->max && m->min >= -MEASURE_LIMIT && m->max <= MEASURE_LIMIT &&
                 m->squares.high >= 0);
    check(c, m->sum.low || m->sum.high || m->squares.low || m->squares.high || m->min || m->max);
}

/* Reads the smallest and largest value of a histogram bucket, written as differences from the
 * bucket's lower bound. */
static void get_extent(struct cursor *c, uint32_t index, struct measure_bucket *bucket) {
    const uint64_t limit = (uint64_t)MEASURE_LIMIT;
    bucket->low = bucket->high = 0;
    if (!check(c, bucket->count > 0))
        return;
    bucket->low = kefu__measure_bucket_low(index) + (int64_t)get_number(c, limit);
    bucket->high = bucket->low + (bucket->count > 1 ? (int64_t)get_number(c, limit) : 0);
    check(c, kefu__measure_bucket(bucket->low) == index &&
                 kefu__measure_bucket(bucket->high) == index && bucket->high <= MEASURE_LIMIT);
}

static void get_buckets(struct cursor *c, const kefu_aggregate *a, struct measure *m) {
    const uint64_t count = get_number(c, MEASURE_BUCKETS_MAX);
    uint64_t index = 0, sum = 0;
    if (!check(c, count > 0 && count <= (uint64_t)(c->end - c->at)))
        return;
    if (!kefu__measure_reserve(m, &a->allocator, (size_t)count)) {
        fail(c, KEFU_E_MEMORY);
        return;
    }
    for (uint64_t i = 0; i < count && c->status == KEFU_OK; i++) {
        const uint64_t step = get_number(c, MEASURE_BUCKETS_MAX);
        index += step;
        check(c, index < MEASURE_BUCKETS_MAX && (step > 0 || i == 0));
        m->buckets[i].count = get_number(c, m->n - sum);
        sum += m->buckets[i].count;
        get_extent(c, (uint32_t)index, &m->buckets[i]);
    }
    if (check(c, sum == m->n))
        m->bucket_count = (uint32_t)count;
    check(c, c->status || (m->buckets[0].low == m->min && m->buckets[count - 1].high == m->max));
}

/* Reads an accumulator's sums over clusters (the observations of one conversation). Each cluster
 * has at least one of the n observations, so the sum of squared cluster sizes must be between n and
 * n². */
static void get_clusters(struct cursor *c, struct measure *m) {
    struct measure_clusters *clusters = &m->clusters;
    clusters->count = get_number(c, m->n);
    clusters->hh = get_wide(c);
    clusters->hn = get_wide(c);
    clusters->nn = get_wide(c);
    const double n = (double)m->n, nn = kefu__wide_double(clusters->nn);
    check(c, clusters->count > 0 && clusters->hh.high >= 0 && clusters->hn.high >= 0);
    check(c, nn >= n && nn <= n * n * (1 + 1e-9));
}

static void get_missing(struct cursor *c, struct measure *m) {
    const uint64_t count = get_number(c, MEASURE_REASONS);
    uint64_t before = 0;
    check(c, count > 0);
    uint64_t reason;
    for (uint64_t i = 0; i < count && c->status == KEFU_OK; i++) {
        reason = get_number(c, MEASURE_REASONS - 1);
        check(c, i == 0 || reason > before);
        m->missing[reason] = (uint32_t)get_number(c, UINT32_MAX);
        check(c, m->missing[reason] > 0);
        before = reason;
    }
}

/* Reads the accumulator of a metric. The histogram of a duration must contain all its values; a
 * ratio must not have values, only counts. */
static void get_measure(struct cursor *c, const kefu_aggregate *a, const struct measure_rule *rule,
                        struct measure *m) {
    const enum measure_kind kind = rule->kind;
    const uint64_t parts = get_number(c, 31);
    if (parts & STATE_HAS_CASES) {
        m->n = get_number(c, (uint64_t)1 << 56);
        m->hits = get_number(c, (uint64_t)1 << 56);
        check(c, m->n || m->hits);
    }
    if (parts & STATE_HAS_VALUES) {
        check(c, m->n > 0 && kind != MEASURE_RATIO);
        get_values(c, m);
    }
    check(c, kind == MEASURE_RATIO ||
                 m->hits <= (kind == MEASURE_DURATION ? m->n * 48 * MEASURE_LOG_SCALE : 0));
    check(c, !(parts & STATE_HAS_CLUSTERS) == !(rule->clustered && m->n > 0));
    if ((parts & STATE_HAS_CLUSTERS) && c->status == KEFU_OK)
        get_clusters(c, m);
    check(c, !(parts & STATE_HAS_BUCKETS) == !(kind == MEASURE_DURATION && m->n > 0));
    if ((parts & STATE_HAS_BUCKETS) && c->status == KEFU_OK)
        get_buckets(c, a, m);
    if (parts & STATE_HAS_MISSING)
        get_missing(c, m);
}

static void get_facts(struct cursor *c, const kefu_aggregate *a, struct facts *facts) {
    const struct metric *metrics = a->scheme->metrics->items;
    facts->conversations = get_number(c, (uint64_t)1 << 56);
    facts->messages = get_number(c, (uint64_t)1 << 56);
    facts->feedback = get_number(c, (uint64_t)1 << 56);
    facts->evaluations = get_number(c, (uint64_t)1 << 56);
    facts->joined = get_number(c, (uint64_t)1 << 56);
    facts->surveys = get_number(c, facts->feedback);
    for (size_t i = 0; i < a->metric_count && c->status == KEFU_OK; i++)
        get_measure(c, a, &metrics[i].rule, &facts->measures[i]);
    for (size_t i = 0; i < a->rated_count && c->status == KEFU_OK; i++)
        get_measure(c, a, &metrics[a->rated[i]].rule, &facts->rated[i]);
}

/* ---- groups ---- */

static struct evidence *get_evidence(struct cursor *c, const kefu_aggregate *a) {
    struct evidence values;
    memset(&values, 0, sizeof values);
    values.conversation_id = get_text(c, AGGREGATE_KEY_MAX);
    values.record_id = get_text(c, AGGREGATE_KEY_MAX);
    values.agent_id = get_text(c, AGGREGATE_KEY_MAX);
    values.text = get_text(c, AGGREGATE_QUOTE_MAX);
    values.start = (uint32_t)get_number(c, AGGREGATE_QUOTE_MAX);
    values.end = (uint32_t)get_number(c, AGGREGATE_QUOTE_MAX);
    values.at = get_signed(c);
    values.strength = (int32_t)get_number(c, MEASURE_SCALE);
    values.role = (uint32_t)get_number(c, KEFU_ROLE_SYSTEM);
    if (!check(c, values.text.size > 0 && values.start <= values.end &&
                      values.end <= values.text.size && values.at != KEFU_TIME_END))
        return NULL;
    values.order = kefu__evidence_order(&values);
    struct evidence *made = kefu__evidence_make(&a->allocator, &values);
    if (!made)
        fail(c, KEFU_E_MEMORY);
    return made;
}

static void get_quotes(struct cursor *c, const kefu_aggregate *a, struct issue *issue, bool total) {
    const uint64_t count = get_number(c, total ? a->most_evidence : 0);
    void *grown = NULL;
    size_t capacity = 0;
    if (count == 0 || c->status)
        return;
    if (!kefu__grow(&a->allocator, &grown, &capacity, (size_t)count, sizeof *issue->evidence)) {
        fail(c, KEFU_E_MEMORY);
        return;
    }
    issue->evidence = grown;
    issue->evidence_capacity = (uint32_t)capacity;
    for (uint64_t i = 0; i < count; i++) {
        struct evidence *evidence = get_evidence(c, a);
        if (!evidence)
            return;
        issue->evidence[issue->evidence_count++] = evidence;
        check(c, i == 0 || kefu__evidence_compare(issue->evidence[i - 1], evidence) <= 0);
    }
}

static void get_issue(struct cursor *c, const kefu_aggregate *a, struct group *group, bool total) {
    const uint32_t kind = (uint32_t)get_number(c, ISSUE_KINDS - 1);
    const kefu_str id = get_text(c, AGGREGATE_KEY_MAX);
    const size_t before = group->issue_count;
    kefu_status status = KEFU_OK;
    if (c->status)
        return;
    struct issue *issue = kefu__group_add_issue(a, group, kind, id, &status);
    if (!issue) {
        fail(c, status);
        return;
    }
    if (!check(c, group->issue_count == before + 1 && issue == &group->issues[before]))
        return; /* the issue is a duplicate or out of order */
    issue->conversations = get_number(c, (uint64_t)1 << 56);
    issue->feedback = get_number(c, (uint64_t)1 << 56);
    issue->mentions = get_number(c, (uint64_t)1 << 56);
    uint64_t records = issue->conversations + issue->feedback;
    issue->negative = get_number(c, records);
    issue->positive = get_number(c, records - issue->negative);
    check(c, records > 0 && issue->mentions >= records);
    get_quotes(c, a, issue, total);
}

static const struct measure_rule score_rule = {.kind = MEASURE_QUANTITY};

static void get_score(struct cursor *c, const kefu_aggregate *a, struct group *group) {
    const kefu_str id = get_text(c, AGGREGATE_KEY_MAX);
    const size_t before = group->score_count;
    kefu_status status = KEFU_OK;
    if (c->status)
        return;
    struct score_part *score = kefu__group_add_score(a, group, id, &status);
    if (!score) {
        fail(c, status);
        return;
    }
    if (!check(c, group->score_count == before + 1 && score == &group->scores[before]))
        return;
    get_measure(c, a, &score_rule, &score->measure);
    check(c, score->measure.n > 0);
}

static void get_group(struct cursor *c, const kefu_aggregate *a, struct group *group, bool total) {
    get_facts(c, a, &group->facts);
    for (uint64_t i = 0; i < sizeof group->ratings / sizeof *group->ratings; i++)
        group->ratings[i] = get_number(c, group->facts.surveys);
    for (uint64_t i = 0; i < sizeof group->recommend / sizeof *group->recommend; i++)
        group->recommend[i] = get_number(c, group->facts.surveys);
    uint64_t count = get_number(c, AGGREGATE_ISSUES_MAX);
    for (uint64_t i = 0; i < count && c->status == KEFU_OK; i++)
        get_issue(c, a, group, total);
    count = get_number(c, AGGREGATE_SCORES_MAX);
    for (uint64_t i = 0; i < count && c->status == KEFU_OK; i++)
        get_score(c, a, group);
}

static void get_groups(struct cursor *c, kefu_aggregate *a) {
    const uint64_t count = get_number(c, AGGREGATE_GROUPS_MAX + 1);
    uint64_t conversations = 0, feedback = 0;
    if (!check(c, count > 0 && (a->column_count || count == 1)))
        return;
    get_group(c, a, a->groups[0], true);
    for (uint64_t i = 1; i < count && c->status == KEFU_OK; i++) {
        kefu_str key[AGGREGATE_COLUMNS_MAX] = {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
        kefu_status status = KEFU_OK;
        struct group *group;
        for (size_t column = 0; column < a->column_count; column++)
            key[column] = get_text(c, AGGREGATE_KEY_MAX);
        if (c->status)
            return;
        group = kefu__aggregate_add_group(a, key, &status);
        if (!group) {
            fail(c, status);
            return;
        }
        if (!check(c, a->group_count == i + 1 && group == a->groups[i]))
            return;
        get_group(c, a, group, false);
        check(c, !kefu__group_is_empty(group));
        conversations += group->facts.conversations;
        feedback += group->facts.feedback;
    }
    check(c, a->column_count == 0 || (conversations == a->groups[0]->facts.conversations &&
                                      feedback == a->groups[0]->facts.feedback));
}

/* ---- the whole ---- */

static kefu_status check_envelope(const unsigned char *bytes, size_t size, kefu_error *error) {
    if (size < STATE_HEADER_SIZE + STATE_CHECKSUM_SIZE ||
        memcmp(bytes, STATE_MAGIC, STATE_MAGIC_SIZE) != 0)
        return kefu__fail(error, KEFU_E_CORRUPT, "these bytes are no state of an aggregate");
    if (get_fixed(bytes + 8, 4) > STATE_VERSION || get_fixed(bytes + 12, 4) > STATE_VERSION)
        return kefu__fail(error, KEFU_E_VERSION, "the state is newer than this library");
    if (get_fixed(bytes + 8, 4) < STATE_READER)
        return kefu__fail(error, KEFU_E_VERSION, "the state is of an older format");
    if (get_fixed(bytes + 8, 4) != STATE_VERSION || get_fixed(bytes + 12, 4) != STATE_READER ||
        get_fixed(bytes + 16, 8) != size ||
        get_fixed(bytes + size - 8, 8) != kefu__hash(bytes, size - 8))
        return kefu__fail(error, KEFU_E_CORRUPT, "the state is cut or damaged");
    return KEFU_OK;
}

/* Reads the configuration, which precedes the groups in a saved state, and creates an empty
 * aggregate with it. Returns NULL on failure. */
static kefu_aggregate *get_configuration(struct cursor *c, const kefu_scheme *scheme,
                                         const kefu_allocator *allocator, kefu_error *error) {
    kefu_aggregate *a = NULL;
    if (c->end - c->at < 16 || memcmp(c->at, scheme->digest, 16) != 0) {
        fail(c, c->end - c->at < 16 ? KEFU_E_CORRUPT : KEFU_E_SCHEME);
        return NULL;
    }
    c->at += 16;
    struct aggregate_spec spec = {.column_count = (size_t)get_number(c, AGGREGATE_COLUMNS_MAX)};
    for (size_t i = 0; i < spec.column_count; i++) {
        spec.columns[i] = get_text(c, AGGREGATE_KEY_MAX);
        check(c, spec.columns[i].size > 0);
    }
    int64_t offset = get_signed(c);
    check(c, offset >= -1440 && offset <= 1440);
    spec.offset_minutes = (int32_t)offset;
    spec.most_evidence = (uint32_t)get_number(c, AGGREGATE_EVIDENCE_MAX);
    spec.as_of = get_signed(c);
    size_t metrics = (size_t)get_number(c, UINT32_MAX);
    check(c, metrics == scheme->metrics->count &&
                 (size_t)(c->end - c->at) >= scheme->metrics->count * 16);
    for (size_t i = 0; i < scheme->metrics->count && c->status == KEFU_OK; i++, c->at += 16)
        if (memcmp(c->at, scheme->metrics->items[i].digest, 16) != 0) {
            fail(c, KEFU_E_SCHEME);
            return NULL;
        }
    if (c->status == KEFU_OK)
        c->status = kefu__aggregate_make(scheme, &spec, allocator, &a, error);
    return a;
}

/* Reads what was counted in one hour of the day. If that is no record at all, all bytes of the hour
 * must be 0. */
static void get_hour(struct cursor *c, kefu_aggregate *a, size_t hour) {
    const unsigned char *byte = c->at;
    get_facts(c, a, &a->hours[hour]);
    if (c->status != KEFU_OK || !kefu__hour_is_empty(a, hour))
        return;
    while (byte < c->at && *byte == 0)
        byte++;
    check(c, byte == c->at);
}

static void get_rest(struct cursor *c, kefu_aggregate *a) {
    a->first_at = get_signed(c);
    a->last_at = get_signed(c);
    check(c, a->first_at <= a->last_at &&
                 (a->first_at == KEFU_TIME_NONE) == (a->last_at == KEFU_TIME_NONE));
    get_groups(c, a);
    for (size_t i = 0; i < AGGREGATE_HOURS && c->status == KEFU_OK; i++)
        get_hour(c, a, i);
    check(c, c->at == c->end);
}

kefu_status kefu_aggregate_load(const kefu_scheme *scheme, const void *state, size_t size,
                                const kefu_aggregate_options *options, kefu_aggregate **aggregate,
                                kefu_error *error) {
    kefu_aggregate_options own = KEFU_AGGREGATE_OPTIONS_INIT;
    struct cursor c = {state, state, KEFU_OK};
    if (!scheme || !state || !aggregate)
        return kefu__fail(error, KEFU_E_ARGUMENT, "loading needs a scheme, bytes and an output");
    kefu_status status;
    if ((status = kefu__options_copy(&own, sizeof own, options, error)) != KEFU_OK)
        return status;
    if ((status = kefu__options_check(own.flags, 0, own.reserved, error)) != KEFU_OK)
        return status;
    if ((status = check_envelope(state, size, error)) != KEFU_OK)
        return status;
    c.at += STATE_HEADER_SIZE;
    c.end += size - STATE_CHECKSUM_SIZE;
    kefu_aggregate *a = get_configuration(&c, scheme, own.allocator, error);
    if (a && c.status == KEFU_OK)
        get_rest(&c, a);
    if (c.status == KEFU_OK) {
        *aggregate = a;
        return KEFU_OK;
    }
    kefu_aggregate_free(a);
    if (c.status == KEFU_E_MEMORY)
        return kefu__no_memory(error);
    return kefu__fail(error, c.status,
                      c.status == KEFU_E_SCHEME ? "the state was saved under other definitions"
                                                : "the state holds what no aggregate can hold");
}
