/* SPDX-License-Identifier: MIT
 * Live equals batch: pushing event by event gives at every step what reading that much gives. */
#include "conversation/chat.h"
#include "random.h"

#include "conversation/conversation.h"

enum { ROUNDS = 150 };

static kefu_conversation *read_prefix(const struct random_history *history, unsigned count) {
    static char json[RANDOM_JSON];
    kefu_conversation *c;
    kefu_error error;
    const size_t size = random_write(history, count, json);
    assert_int_equal(kefu_conversation_new(chat_scheme, NULL, &c, NULL), KEFU_OK);
    if (kefu_conversation_read_json(c, chat_scratch, json, size, NULL, &error))
        fail_msg("%s: %s\n%s", error.pointer, error.message, json);
    return c;
}

static void same_turns(const kefu_conversation *a, const kefu_conversation *b) {
    size_t i;
    assert_int_equal(a->turn_count, b->turn_count);
    assert_int_equal(a->episode_count, b->episode_count);
    for (i = 0; i < a->turn_count; i++)
        assert_memory_equal(&a->turns[i], &b->turns[i], sizeof a->turns[i]);
    for (i = 0; i < a->episode_count; i++)
        assert_memory_equal(&a->episodes[i], &b->episodes[i], sizeof a->episodes[i]);
    assert_memory_equal(&a->counts, &b->counts, sizeof a->counts);
    for (i = 0; i < a->message_count; i++) {
        assert_int_equal(a->messages[i].turn, b->messages[i].turn);
        assert_int_equal(a->messages[i].episode, b->messages[i].episode);
        assert_int_equal(a->messages[i].label, b->messages[i].label);
        assert_int_equal(a->messages[i].hit_count, b->messages[i].hit_count);
        for (uint32_t hit = 0; hit < a->messages[i].hit_count; hit++)
            assert_int_equal(a->messages[i].hits[hit].promoted, b->messages[i].hits[hit].promoted);
    }
}

static void same_metrics(const kefu_conversation *a, const kefu_conversation *b, int64_t now) {
    char *first = chat_metrics(a, now), *second = chat_metrics(b, now);
    if (strcmp(first, second) != 0)
        fail_msg("at %lld:\n%s\n%s", (long long)now, first, second);
    free(first);
    free(second);
}

static void live_equals_batch(void **state) {
    struct random_history history;
    unsigned round, i;
    (void)state;
    for (round = 0; round < ROUNDS; round++) {
        kefu_conversation *live;
        random_conversation(&history, round);
        live = read_prefix(&history, 0);
        for (i = 0; i < history.count; i++) {
            const struct random_item *item = &history.items[i];
            kefu_conversation *whole;
            assert_int_equal(kefu_conversation_push_json(live, chat_scratch, item->json,
                                                         strlen(item->json), NULL, NULL),
                             KEFU_OK);
            whole = read_prefix(&history, i + 1);
            same_turns(live, whole);
            same_metrics(live, whole, item->at);
            same_metrics(live, whole, item->at + random_below(400000));
            same_metrics(live, whole, KEFU_TIME_END);
            kefu_conversation_free(whole);
        }
        kefu_conversation_free(live);
    }
}

/* The order of the lists in a file means nothing where times differ. */
static void a_shuffled_file_is_the_same(void **state) {
    struct random_history history, shuffled;
    unsigned round, i;
    (void)state;
    for (round = 0; round < ROUNDS; round++) {
        kefu_conversation *a, *b;
        random_conversation(&history, round);
        for (i = 1; i < history.count; i++) /* distinct times */
            if (history.items[i].at <= history.items[i - 1].at)
                break;
        history.count = i < history.count ? i : history.count;
        shuffled = history;
        for (i = history.count; i > 1; i--) {
            const unsigned j = random_below(i);
            const struct random_item item = shuffled.items[i - 1];
            shuffled.items[i - 1] = shuffled.items[j];
            shuffled.items[j] = item;
        }
        a = read_prefix(&history, history.count);
        b = read_prefix(&shuffled, shuffled.count);
        same_turns(a, b);
        same_metrics(a, b, KEFU_TIME_END);
        kefu_conversation_free(a);
        kefu_conversation_free(b);
    }
}

/* After a recall everything is as if the message had never been written. */
static void recalled_equals_never_said(void **state) {
    struct random_history history, without;
    unsigned round, i;
    (void)state;
    for (round = 0; round < ROUNDS; round++) {
        kefu_conversation *a, *b;
        kefu_value value;
        random_conversation(&history, round);
        without = history;
        without.count = 0;
        for (i = 0; i < history.count; i++)
            if (!history.items[i].recalled)
                without.items[without.count++] = history.items[i];
        a = read_prefix(&history, history.count);
        b = read_prefix(&without, without.count);
        assert_int_equal(a->turn_count, b->turn_count);
        for (i = 0; i < a->turn_count; i++) {
            assert_true(a->turns[i].start == b->turns[i].start);
            assert_true(a->turns[i].stop == b->turns[i].stop);
        }
        value = chat_metric(a, "message_count");
        if (KEFU_VALUE_IS_NUMBER(value) && b->entry_count)
            assert_true(value.value == chat_metric(b, "message_count").value);
        kefu_conversation_free(a);
        kefu_conversation_free(b);
    }
}

/* What holds for every turn by definition. */
static void turns_are_what_they_are(void **state) {
    struct random_history history;
    unsigned round;
    size_t i, j;
    (void)state;
    for (round = 0; round < ROUNDS; round++) {
        kefu_conversation *c;
        random_conversation(&history, round);
        c = read_prefix(&history, history.count);
        for (i = 0; i < c->turn_count; i++) {
            const struct conversation_turn *turn = &c->turns[i];
            assert_true(kefu__message_is_customer(&c->messages[turn->first]));
            assert_true(kefu__message_is_customer(&c->messages[turn->last]));
            assert_true(turn->first <= turn->last && turn->start >= c->messages[turn->first].at);
            assert_true(i == 0 || turn->first > c->turns[i - 1].last);
            if (turn->reply == INDEX_NONE)
                continue;
            assert_true(turn->stop >= turn->start && turn->closed);
            assert_true(kefu__message_is_human_reply(&c->messages[turn->reply]));
            for (j = turn->first; j < turn->reply; j++)
                assert_false(kefu__message_is_human_reply(&c->messages[j]));
        }
        kefu_conversation_free(c);
    }
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(live_equals_batch),
        cmocka_unit_test(a_shuffled_file_is_the_same),
        cmocka_unit_test(recalled_equals_never_said),
        cmocka_unit_test(turns_are_what_they_are),
    };
    if (argc > 1)
        random_state ^= strtoull(argv[1], NULL, 10) * 0x9E3779B97F4A7C15u;
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
