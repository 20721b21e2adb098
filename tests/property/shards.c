/* SPDX-License-Identifier: MIT
 * Sharded equals whole: any split of the records, merged in any order, saves the same bytes. */
#include "conversation/chat.h"
#include "random.h"

#include "aggregate/aggregate.h"

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
        shards[from] = travel(shards[from]);
        assert_int_equal(kefu_aggregate_merge(shards[into], shards[from], NULL), KEFU_OK);
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

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sharded_equals_whole),
        cmocka_unit_test(nothing_added_is_nothing_changed),
    };
    if (argc > 1)
        random_state ^= strtoull(argv[1], NULL, 10) * 0x9E3779B97F4A7C15u;
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
