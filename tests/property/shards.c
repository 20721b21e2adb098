/* SPDX-License-Identifier: MIT
 * Sharded equals whole: any split of the records, merged in any order, saves the same bytes. */
#include "conversation/chat.h"
#include "random.h"

#include "aggregate/aggregate.h"
#include "kefu/history.h"

enum { ROUNDS = 12, RECORDS = 150, SHARDS = 6 };

static struct chat_text saved(const kefu_aggregate *aggregate) {
    struct chat_text text = {NULL, 0};
    assert_int_equal(kefu_aggregate_save(aggregate, chat_write, &text, NULL), KEFU_OK);
    return text;
}

static kefu_aggregate *make(const char *spec) {
    kefu_aggregate *aggregate;
    assert_int_equal(kefu_aggregate_new(chat_scheme, spec, strlen(spec), NULL, &aggregate, NULL),
                     KEFU_OK);
    return aggregate;
}

struct record {
    char *json;
    size_t size;
    int is_feedback;
};

static void draw(struct record *record, unsigned number) {
    static struct random_history history;
    static char json[RANDOM_JSON];
    record->is_feedback = random_below(3) == 0;
    if (record->is_feedback) {
        record->size = random_feedback(number, json);
    } else {
        random_conversation(&history, number);
        record->size = random_write(&history, history.count, json);
    }
    record->json = malloc(record->size);
    assert_non_null(record->json);
    memcpy(record->json, json, record->size);
}

static void add(kefu_aggregate *aggregate, const struct record *record) {
    kefu_conversation *c;
    if (record->is_feedback) {
        assert_int_equal(kefu_aggregate_add_feedback_json(aggregate, chat_scratch, record->json,
                                                          record->size, NULL, NULL),
                         KEFU_OK);
        return;
    }
    assert_int_equal(kefu_conversation_new(chat_scheme, NULL, &c, NULL), KEFU_OK);
    assert_int_equal(
        kefu_conversation_read_json(c, chat_scratch, record->json, record->size, NULL, NULL),
        KEFU_OK);
    assert_int_equal(kefu_aggregate_add_conversation(aggregate, c, NULL), KEFU_OK);
    kefu_conversation_free(c);
}

/* Every conversation, message and wait belongs to exactly one agent or to no agent. */
static void check_parts(const kefu_aggregate *aggregate) {
    static const char *const metrics[] = {"art", "reply_rate_3min", "frt", "resolution"};
    uint64_t conversations = 0, messages = 0, n[4] = {0, 0, 0, 0};
    kefu_metric metric;
    kefu_value value;
    size_t i, j;
    for (i = 1; i < aggregate->group_count; i++) {
        conversations += aggregate->groups[i]->facts.conversations;
        messages += aggregate->groups[i]->facts.messages;
    }
    assert_true(conversations == aggregate->groups[0]->facts.conversations);
    assert_true(messages == aggregate->groups[0]->facts.messages);
    for (j = 0; j < 4; j++) {
        kefu_scheme_find_metric(chat_scheme, metrics[j], strlen(metrics[j]), &metric, NULL);
        for (i = aggregate->group_count; i > 0; i--) {
            kefu_aggregate_value(aggregate, i - 1, metric, KEFU_STATISTIC_DEFAULT, &value, NULL);
            n[j] += i > 1 ? value.n : 0;
        }
        assert_int_equal(n[j], value.n); /* the last one read is the total's */
    }
}

/* Now and then a shard travels as bytes. */
static kefu_aggregate *travel(kefu_aggregate *aggregate) {
    struct chat_text text;
    kefu_aggregate *back;
    if (random_below(2))
        return aggregate;
    text = saved(aggregate);
    assert_int_equal(kefu_aggregate_load(chat_scheme, text.data, text.size, NULL, &back, NULL),
                     KEFU_OK);
    free(text.data);
    kefu_aggregate_free(aggregate);
    return back;
}

static void shuffle(struct record *records, unsigned count) {
    unsigned i;
    for (i = count; i > 1; i--) {
        const unsigned j = random_below(i);
        const struct record record = records[i - 1];
        records[i - 1] = records[j];
        records[j] = record;
    }
}

/* Merges the shards pairwise in a random tree into one. */
static kefu_aggregate *merge_all(kefu_aggregate **shards, unsigned count) {
    while (count > 1) {
        const unsigned into = random_below(count);
        unsigned from = random_below(count - 1);
        from += from >= into;
        if (random_below(2)) {
            struct chat_text text = saved(shards[from]);
            assert_int_equal(kefu_aggregate_merge_bytes(shards[into], text.data, text.size, NULL),
                             KEFU_OK);
            free(text.data);
        } else {
            shards[from] = travel(shards[from]);
            assert_int_equal(kefu_aggregate_merge(shards[into], shards[from], NULL), KEFU_OK);
        }
        kefu_aggregate_free(shards[from]);
        shards[from] = shards[--count];
    }
    return shards[0];
}

static void sharded_equals_whole(void **state) {
    static const char *const specs[] = {"{}",
                                        "{\"group_by\":[\"team\",\"agent_id\"],\"evidence\":2}",
                                        "{\"group_by\":[],\"timezone\":\"-05:00\"}",
                                        "{\"group_by\":[\"topic\"],\"evidence\":0}",
                                        "{\"group_by\":[\"at:week\",\"agent_id\"]}",
                                        "{\"group_by\":[\"at:hour\"]}"};
    struct record records[RECORDS];
    unsigned round, i;
    (void)state;
    for (round = 0; round < ROUNDS; round++) {
        const char *spec = specs[round % (sizeof specs / sizeof *specs)];
        kefu_aggregate *whole = make(spec), *shards[SHARDS], *merged;
        struct chat_text one, other;
        for (i = 0; i < SHARDS; i++)
            shards[i] = make(spec);
        for (i = 0; i < RECORDS; i++) {
            draw(&records[i], i);
            add(whole, &records[i]);
        }
        shuffle(records, RECORDS);
        for (i = 0; i < RECORDS; i++) {
            add(shards[random_below(SHARDS)], &records[i]);
            free(records[i].json);
        }
        if (whole->column_count)
            check_parts(whole);
        merged = merge_all(shards, SHARDS);
        one = saved(whole);
        other = saved(merged);
        assert_int_equal(one.size, other.size);
        assert_memory_equal(one.data, other.data, one.size);
        free(one.data);
        free(other.data);
        kefu_aggregate_free(whole);
        kefu_aggregate_free(merged);
    }
}

/* Merging an empty one, on either side, changes nothing. */
static void nothing_added_is_nothing_changed(void **state) {
    kefu_aggregate *a = make("{}"), *empty = make("{}");
    struct chat_text before, after;
    struct record record;
    unsigned i;
    (void)state;
    for (i = 0; i < 20; i++) {
        draw(&record, i);
        add(a, &record);
        free(record.json);
    }
    before = saved(a);
    assert_int_equal(kefu_aggregate_merge(a, empty, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_merge(empty, a, NULL), KEFU_OK);
    after = saved(empty);
    assert_int_equal(before.size, after.size);
    assert_memory_equal(before.data, after.data, before.size);
    free(before.data);
    free(after.data);
    kefu_aggregate_free(a);
    kefu_aggregate_free(empty);
}

/* ---- histories ---- */

static kefu_history *make_history(void) {
    kefu_history *history;
    assert_int_equal(kefu_history_new(chat_scheme, NULL, 0, NULL, &history, NULL), KEFU_OK);
    return history;
}

static struct chat_text saved_history(const kefu_history *history) {
    struct chat_text text = {NULL, 0};
    assert_int_equal(kefu_history_save(history, chat_write, &text, NULL), KEFU_OK);
    return text;
}

static void assert_same_text(struct chat_text one, struct chat_text other) {
    assert_int_equal(one.size, other.size);
    assert_memory_equal(one.data, other.data, one.size);
    free(one.data);
    free(other.data);
}

static void put(kefu_history *history, const struct record *record) {
    assert_int_equal(
        kefu_history_add_json(history, chat_scratch,
                              record->is_feedback ? KEFU_RECORD_FEEDBACK : KEFU_RECORD_CONVERSATION,
                              record->json, record->size, NULL, NULL, NULL),
        KEFU_OK);
}

/* Adds a record with its evaluation, as histories do. */
static void add_whole(kefu_aggregate *aggregate, const struct record *record) {
    kefu_closed closed = KEFU_CLOSED_INIT;
    kefu_conversation *c;
    kefu_evaluation *evaluation;
    kefu_rubric rubric;
    if (record->is_feedback) {
        add(aggregate, record);
        return;
    }
    assert_int_equal(kefu_conversation_new(chat_scheme, NULL, &c, NULL), KEFU_OK);
    assert_int_equal(
        kefu_conversation_read_json(c, chat_scratch, record->json, record->size, NULL, NULL),
        KEFU_OK);
    assert_int_equal(kefu_scheme_find_rubric(chat_scheme, "", 0, &rubric, NULL), KEFU_OK);
    assert_int_equal(kefu_evaluate(c, rubric, KEFU_TIME_END, &evaluation, NULL), KEFU_OK);
    closed.conversation = c;
    closed.evaluations = (const kefu_evaluation *const *)&evaluation;
    closed.evaluation_count = 1;
    assert_int_equal(kefu_aggregate_add(aggregate, NULL, &closed, NULL, NULL), KEFU_OK);
    kefu_evaluation_free(evaluation);
    kefu_conversation_free(c);
}

/* Now and then a history travels as bytes. */
static kefu_history *travel_history(kefu_history *history) {
    struct chat_text text;
    kefu_history *back;
    if (random_below(40))
        return history;
    text = saved_history(history);
    assert_int_equal(kefu_history_load(chat_scheme, text.data, text.size, NULL, &back, NULL),
                     KEFU_OK);
    free(text.data);
    kefu_history_free(history);
    return back;
}

/* Feedback that names a conversation inherits from it what came before; here it names none. */
static void draw_alone(struct record *record, unsigned number) {
    static const char member[] = "\"conversation_id\"";
    draw(record, number);
    for (size_t i = 0; i + sizeof member <= record->size && record->is_feedback; i++)
        if (memcmp(record->json + i, member, sizeof member - 1) == 0)
            record->json[i + 1] = 'x';
}

/* The days of a history add up to one aggregate of all records, which may come several times and in
 * any order; and histories of a part each merge to the history of all. */
static void the_days_of_a_history_are_the_whole(void **state) {
    struct record records[RECORDS];
    unsigned round, i;
    (void)state;
    for (round = 0; round < 4; round++) {
        kefu_aggregate *whole = make("{}"), *sum;
        kefu_history *history = make_history(), *shards[2] = {make_history(), make_history()};
        for (i = 0; i < RECORDS; i++) {
            draw_alone(&records[i], i);
            add_whole(whole, &records[i]);
        }
        shuffle(records, RECORDS);
        for (i = 0; i < RECORDS; i++) {
            put(history, &records[i]);
            put(history, &records[random_below(i + 1)]);
            put(shards[i % 2], &records[i]);
            history = travel_history(history);
            shards[i % 2] = travel_history(shards[i % 2]);
        }
        assert_int_equal(kefu_history_merge(shards[round % 2], shards[1 - round % 2], NULL),
                         KEFU_OK);
        assert_same_text(saved_history(history), saved_history(shards[round % 2]));
        assert_int_equal(kefu_history_fold(history, chat_scratch, KEFU_TIME_END, NULL, NULL),
                         KEFU_OK);
        assert_int_equal(kefu_history_aggregate(history, KEFU_TIME_NONE, KEFU_TIME_END, &sum, NULL),
                         KEFU_OK);
        assert_same_text(saved(sum), saved(whole));
        for (i = 0; i < RECORDS; i++)
            free(records[i].json);
        kefu_history_free(history);
        kefu_history_free(shards[0]);
        kefu_history_free(shards[1]);
        kefu_aggregate_free(sum);
        kefu_aggregate_free(whole);
    }
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sharded_equals_whole),
        cmocka_unit_test(nothing_added_is_nothing_changed),
        cmocka_unit_test(the_days_of_a_history_are_the_whole),
    };
    if (argc > 1)
        random_state ^= strtoull(argv[1], NULL, 10) * 0x9E3779B97F4A7C15u;
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
