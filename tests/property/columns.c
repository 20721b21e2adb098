/* SPDX-License-Identifier: MIT
 * Columns equal rows: a table gives the bytes of the state that its rows give, added one by one as
 * tables or as conversations, in any order, cut into any shards. */
#include "conversation/chat.h"
#include "random.h"

#include <math.h>

#include "aggregate/aggregate.h"
#include "measure/batch.h"

enum { ROUNDS = 24, ROWS = 400, SHARDS = 4, HOUR_MS = 3600000 };

/* A metric of each kind. */
/* clang-format off */
static const char document[] =
    "{\"kefu\":1,\"kind\":\"metric_set\",\"id\":\"few\",\"version\":\"2026-01-01\",\"metrics\":["
    "{\"id\":\"frt\",\"direction\":\"lower_is_better\",\"type\":\"duration\","
    "\"start\":\"first_customer_message\",\"stop\":\"first_reply\"},"
    "{\"id\":\"satisfied\",\"direction\":\"higher_is_better\",\"type\":\"feedback\",\"of\":\"satisfied\"},"
    "{\"id\":\"mean\",\"direction\":\"higher_is_better\",\"type\":\"feedback\",\"of\":\"rating\"},"
    "{\"id\":\"unanswered\",\"direction\":\"lower_is_better\",\"type\":\"flag\",\"of\":\"unanswered\"},"
    "{\"id\":\"replies\",\"direction\":\"lower_is_better\",\"type\":\"count\",\"of\":\"agent_messages\"}]}";
/* clang-format on */

static kefu_scheme *few;

static int setup(void **state) {
    const kefu_document only = {{"few", 3}, {document, sizeof document - 1}};
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_error error;
    options.flags = KEFU_SCHEME_BARE;
    if (kefu_scheme_compile(&only, 1, &options, &few, NULL, &error)) {
        fprintf(stderr, "%s: %s\n", error.pointer, error.message);
        return 1;
    }
    return chat_setup(state);
}

static int teardown(void **state) {
    kefu_scheme_release(few);
    return chat_teardown(state);
}

/* ---- rows ---- */

/* What a row says; a member below 0 says nothing. */
struct row {
    int agent, team, customer, rating;
    int64_t at, wait;
};
static const char *const agents[] = {"", "a1", "小王", "a10", "a-rather-long-name-of-an-agent"};
static const char *const teams[] = {"", "1", "2", "30"};
static const char *const customers[] = {"", "u1", "u2", "顾客三", "u4", "u5", "u6", "u7"};

static int64_t random_wait(void) {
    static const int64_t limits[] = {2, 200, 90000, 3600000, INT64_C(1) << 31, INT64_C(1) << 33};
    const int64_t limit = limits[random_below(6)];
    return (int64_t)random_below((unsigned)(limit < 1 << 30 ? limit : 1 << 30)) +
           (limit >= 1 << 30 ? limit - (1 << 29) : 0);
}

static void draw(struct row *row, int64_t days) {
    row->agent = (int)random_below(5);
    row->team = (int)random_below(4);
    row->customer = (int)random_below(8);
    row->rating = (int)random_below(8) - 2;
    row->at = INT64_C(1767225600000) + (int64_t)random_below((unsigned)(days * 24)) * HOUR_MS +
              (int64_t)random_below(HOUR_MS);
    row->wait = random_below(5) ? random_wait() : -1;
}

/* The row as a conversation: a question, perhaps an answer, perhaps a rating. */
static void add_conversation(kefu_aggregate *aggregate, const struct row *row, unsigned number) {
    char json[1024];
    int size = snprintf(json, sizeof json, "{\"kefu\":1,\"kind\":\"conversation\",\"id\":\"c%u\"",
                        number);
    const char *const keys[] = {"agent_id", "team", "contact_id"};
    const char *const values[] = {agents[row->agent], teams[row->team], customers[row->customer]};
    kefu_conversation *c;
    kefu_error error;
    size_t i;
    for (i = 0; i < 3; i++)
        if (values[i][0])
            size += snprintf(json + size, sizeof json - (size_t)size, ",\"%s\":\"%s\"", keys[i],
                             values[i]);
    size += snprintf(json + size, sizeof json - (size_t)size,
                     ",\"messages\":[{\"role\":\"customer\",\"at\":%lld,\"text\":\"在吗\"}",
                     (long long)row->at);
    if (row->wait >= 0)
        size += snprintf(json + size, sizeof json - (size_t)size,
                         ",{\"role\":\"agent\",\"at\":%lld,\"text\":\"在的\"}",
                         (long long)(row->at + row->wait));
    size += snprintf(json + size, sizeof json - (size_t)size, "],\"events\":[");
    if (row->rating > 0)
        size += snprintf(json + size, sizeof json - (size_t)size,
                         "{\"type\":\"rated\",\"at\":%lld,\"rating\":%d}",
                         (long long)(row->at + (row->wait > 0 ? row->wait : 0)), row->rating);
    size += snprintf(json + size, sizeof json - (size_t)size, "]}");
    assert_int_equal(kefu_conversation_new(few, NULL, &c, NULL), KEFU_OK);
    if (kefu_conversation_read_json(c, chat_scratch, json, (size_t)size, NULL, &error))
        fail_msg("%s %s", error.message, json);
    assert_int_equal(kefu_aggregate_add_conversation(aggregate, c, NULL), KEFU_OK);
    kefu_conversation_free(c);
}

/* ---- tables ---- */

struct table_of {
    int32_t codes[ROWS], offsets[ROWS + 1], ratings[ROWS], teams[ROWS];
    kefu_str customers[ROWS], agents[5];
    char bytes[ROWS * 32];
    int64_t at[ROWS], messages[ROWS], waits[ROWS];
    double means[ROWS];
    uint8_t unanswered[ROWS], replies[ROWS];
    unsigned char rated[ROWS / 8 + 2], teamed[ROWS / 8 + 2];
};

static kefu_column column(const char *name, uint32_t type, const void *values) {
    kefu_column made = KEFU_COLUMN_INIT;
    made.name = name;
    made.name_size = strlen(name);
    made.type = type;
    made.values = values;
    return made;
}

static void set(unsigned char *bits, size_t i, int on) {
    bits[i / 8] = (unsigned char)((bits[i / 8] & ~(1u << i % 8)) | (unsigned)(on != 0) << i % 8);
}

static void fill(struct table_of *t, const struct row *rows, size_t count) {
    size_t i;
    int32_t at = 0;
    for (i = 0; i < 5; i++)
        t->agents[i] = (kefu_str){agents[i], strlen(agents[i])};
    for (i = 0; i < count; i++) {
        const struct row *row = &rows[i];
        const size_t size = strlen(agents[row->agent]);
        t->codes[i] = row->agent;
        t->offsets[i] = at;
        memcpy(t->bytes + at, agents[row->agent], size);
        at += (int32_t)size;
        t->teams[i] = atoi(teams[row->team]);
        set(t->teamed, i + 1, row->team > 0);
        t->customers[i] = (kefu_str){customers[row->customer], strlen(customers[row->customer])};
        t->at[i] = row->at;
        t->waits[i] = row->wait < 0 ? KEFU_TIME_NONE : row->wait;
        t->messages[i] = 1 + (row->wait >= 0);
        t->replies[i] = row->wait >= 0;
        t->unanswered[i] = row->wait < 0;
        t->ratings[i] = row->rating;
        t->means[i] = row->rating > 0 ? row->rating : (double)NAN;
        set(t->rated, i, row->rating > 0);
    }
    t->offsets[count] = at;
}

static int groups_by(const kefu_aggregate *aggregate, const char *name) {
    size_t i;
    for (i = 0; i < aggregate->column_count; i++)
        if (kefu__str_is(aggregate->columns[i], name))
            return 1;
    return 0;
}

/* Adds rows as a table, whose texts are of a random type, and whose columns are in random order. */
static void add_table(kefu_aggregate *aggregate, const struct row *rows, size_t count) {
    static struct table_of t;
    kefu_column columns[10];
    const int coded = random_below(2) == 0;
    kefu_error error;
    size_t i, n = 0;
    fill(&t, rows, count);
    if (groups_by(aggregate, "agent_id")) {
        columns[n] = column("agent_id", coded ? KEFU_COLUMN_CODE : KEFU_COLUMN_UTF8,
                            coded ? (const void *)t.codes : t.offsets);
        columns[n].texts = coded ? (const void *)t.agents : t.bytes;
        columns[n++].text_count = coded ? 5 : (size_t)t.offsets[count];
    }
    if (groups_by(aggregate, "team")) {
        columns[n] = column("team", KEFU_COLUMN_INT32, t.teams);
        columns[n].valid = t.teamed;
        columns[n++].valid_offset = 1;
    }
    columns[n++] = column("contact_id", KEFU_COLUMN_TEXT, t.customers);
    columns[n++] = column("at", KEFU_COLUMN_INT64, t.at);
    columns[n++] = column("messages", KEFU_COLUMN_INT64, t.messages);
    columns[n] = column("frt", KEFU_COLUMN_INT64, t.waits);
    columns[n++].reason = KEFU_REASON_UNANSWERED;
    columns[n] = column("satisfied", KEFU_COLUMN_INT32, t.ratings);
    columns[n++].valid = t.rated;
    columns[n++] = column("mean", KEFU_COLUMN_DOUBLE, t.means);
    columns[n++] = column("unanswered", KEFU_COLUMN_UINT8, t.unanswered);
    columns[n++] = column("replies", KEFU_COLUMN_UINT8, t.replies);
    for (i = n; i > 1; i--) {
        const size_t j = random_below((unsigned)i);
        const kefu_column swapped = columns[i - 1];
        columns[i - 1] = columns[j];
        columns[j] = swapped;
    }
    if (kefu_aggregate_add_columns(aggregate, columns, n, count, &error))
        fail_msg("column %u, row %u: %s", error.source, (unsigned)error.offset, error.message);
}

/* ---- the same bytes ---- */

static kefu_aggregate *make(const char *spec) {
    kefu_aggregate *aggregate;
    assert_int_equal(kefu_aggregate_new(few, spec, strlen(spec), NULL, &aggregate, NULL), KEFU_OK);
    return aggregate;
}

static struct chat_text saved(const kefu_aggregate *aggregate) {
    struct chat_text text = {NULL, 0};
    assert_int_equal(kefu_aggregate_save(aggregate, chat_write, &text, NULL), KEFU_OK);
    return text;
}

static void assert_same(const kefu_aggregate *aggregate, const struct chat_text *expected) {
    const struct chat_text text = saved(aggregate);
    if (text.size != expected->size || memcmp(text.data, expected->data, text.size) != 0) {
        fail_msg("%u bytes, not the %u of other bytes", (unsigned)text.size,
                 (unsigned)expected->size);
    }
    free(text.data);
}

static void shuffle(struct row *rows) {
    unsigned i;
    for (i = ROWS; i > 1; i--) {
        const unsigned j = random_below(i);
        const struct row row = rows[i - 1];
        rows[i - 1] = rows[j];
        rows[j] = row;
    }
}

/* Cuts the rows into pieces, some of one row, some of none, adds each to a random shard, and merges
 * the shards. */
static void check_shards(const char *spec, const struct row *rows,
                         const struct chat_text *expected) {
    kefu_aggregate *shards[SHARDS];
    size_t i, from = 0;
    for (i = 0; i < SHARDS; i++)
        shards[i] = make(spec);
    while (from < ROWS) {
        const size_t most = random_below(3) ? 100 : 2;
        size_t count = random_below((unsigned)most);
        count = count < ROWS - from ? count : ROWS - from;
        add_table(shards[random_below(SHARDS)], rows + from, count);
        from += count;
    }
    for (i = 1; i < SHARDS; i++) {
        assert_int_equal(kefu_aggregate_merge(shards[0], shards[i], NULL), KEFU_OK);
        kefu_aggregate_free(shards[i]);
    }
    assert_same(shards[0], expected);
    kefu_aggregate_free(shards[0]);
}

static void columns_equal_rows(void **state) {
    static const char *const specs[] = {
        "{}", "{\"group_by\":[\"team\",\"at:day\",\"agent_id\"],\"timezone\":\"+05:30\"}",
        "{\"group_by\":[]}", "{\"group_by\":[\"at:hour\",\"contact_id\"],\"timezone\":\"-05:00\"}",
        "{\"group_by\":[\"at:week\",\"at:month\",\"at:quarter\",\"agent_id\",\"team\",\"shop\"]}"};
    static struct row rows[ROWS];
    unsigned round, i;
    (void)state;
    for (round = 0; round < ROUNDS; round++) {
        const char *spec = specs[round % (sizeof specs / sizeof *specs)];
        kefu_aggregate *whole = make(spec), *table = make(spec), *one = make(spec);
        struct chat_text expected;
        for (i = 0; i < ROWS; i++) {
            draw(&rows[i], round % 2 ? 3 : 400);
            add_conversation(whole, &rows[i], i);
        }
        expected = saved(whole);
        add_table(table, rows, ROWS);
        assert_same(table, &expected);
        shuffle(rows);
        for (i = 0; i < ROWS; i++)
            add_table(one, &rows[i], 1);
        assert_same(one, &expected);
        check_shards(spec, rows, &expected);
        free(expected.data);
        kefu_aggregate_free(whole);
        kefu_aggregate_free(table);
        kefu_aggregate_free(one);
    }
}

/* Packing finds the bucket and the logarithm that adding one by one finds. */
static void packed_durations(void **state) {
    static struct log_grid grid;
    uint32_t i, octave;
    int64_t value;
    (void)state;
    kefu__log_grid_init(&grid);
    for (i = 0, octave = 0; i < 4000000; i++) {
        const uint64_t mask = ((uint64_t)1 << PACKED_VALUE_BITS) - 1;
        uint64_t packed;
        value = i < 2000000 ? i : (int64_t)(random_below(1u << 30) | (random_below(2) << 30));
        if (i % 64 == 0)
            value = (((int64_t)1 << octave) + (int64_t)random_below(5) - 2) & (int64_t)mask;
        octave = (octave + 1) % 31;
        packed = kefu__measure_pack(&grid, value);
        assert_true((int64_t)(packed & mask) == value);
        assert_int_equal(packed >> PACKED_VALUE_BITS & ((1u << PACKED_BUCKET_BITS) - 1),
                         kefu__measure_bucket(value, 0));
        assert_true(packed >> (PACKED_VALUE_BITS + PACKED_BUCKET_BITS) == kefu__measure_log(value));
    }
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(packed_durations),
                                       cmocka_unit_test(columns_equal_rows)};
    if (argc > 1)
        random_state ^= strtoull(argv[1], NULL, 10) * 0x9E3779B97F4A7C15u;
    return cmocka_run_group_tests(tests, setup, teardown);
}
