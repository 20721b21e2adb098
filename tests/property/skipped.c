/* SPDX-License-Identifier: MIT
 * A conversation that skips analyses has the turns, and the values of all metrics that do not read
 * texts, of one that analyses every text: at every step of random histories, pushed or read whole.
 */
#include "conversation/chat.h"
#include "random.h"

#include "conversation/conversation.h"

enum { ROUNDS = 150 };

static kefu_conversation *new_conversation(const kefu_scheme *scheme, uint32_t flags) {
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_conversation *c = NULL;
    options.flags = flags;
    assert_int_equal(kefu_conversation_new(scheme, &options, &c, NULL), KEFU_OK);
    return c;
}

static void same_turns(const kefu_conversation *a, const kefu_conversation *b) {
    assert_int_equal(a->turn_count, b->turn_count);
    assert_int_equal(a->episode_count, b->episode_count);
    assert_memory_equal(&a->counts, &b->counts, sizeof a->counts);
    for (size_t i = 0; i < a->turn_count; i++)
        assert_memory_equal(&a->turns[i], &b->turns[i], sizeof a->turns[i]);
    for (size_t i = 0; i < a->message_count; i++) {
        assert_int_equal(a->messages[i].turn, b->messages[i].turn);
        assert_int_equal(a->messages[i].episode, b->messages[i].episode);
    }
}

/* The value, or "no data" because of texts for a metric that reads them. */
static void same_value(const kefu_conversation *whole, const kefu_conversation *skipping, size_t i,
                       int64_t now) {
    const kefu_scheme *scheme = kefu_conversation_scheme(whole);
    const kefu_metric metric = kefu_scheme_metric_at(scheme, i);
    kefu_metric_info info = {.size = sizeof info};
    kefu_value a, b;
    assert_int_equal(kefu_scheme_metric_info(scheme, metric, &info, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_metric(whole, metric, KEFU_STATISTIC_DEFAULT, now, &a, NULL),
                     KEFU_OK);
    assert_int_equal(
        kefu_conversation_metric(skipping, metric, KEFU_STATISTIC_DEFAULT, now, &b, NULL), KEFU_OK);
    if (info.reads_texts) {
        assert_int_equal(b.state, KEFU_STATE_NO_DATA);
        assert_int_equal(b.reason, KEFU_REASON_NO_TEXT);
    } else if (a.value < b.value || a.value > b.value || a.n != b.n || a.state != b.state ||
               a.reason != b.reason || a.flags != b.flags) {
        fail_msg("%s is %g of %d (%s), without texts %g of %d (%s)", info.id, a.value, (int)a.n,
                 kefu_state_name(a.state), b.value, (int)b.n, kefu_state_name(b.state));
    }
}

static void same(const kefu_conversation *whole, const kefu_conversation *skipping, int64_t now) {
    const size_t count = kefu_scheme_metric_count(kefu_conversation_scheme(whole));
    same_turns(whole, skipping);
    for (size_t i = 0; i < count; i++) {
        same_value(whole, skipping, i, now);
        same_value(whole, skipping, i, KEFU_TIME_END);
    }
}

static void push(kefu_conversation *c, const char *json) {
    assert_int_equal(kefu_conversation_push_json(c, chat_scratch, json, strlen(json), NULL, NULL),
                     KEFU_OK);
}

/* A queue takes the name of an agent, so that its assignments are no person's. */
static void rename_team(kefu_conversation *a, kefu_conversation *b) {
    const char *team = random_below(2) ? "a1" : "t1";
    assert_int_equal(kefu_conversation_set(a, "team", 4, team, 2, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_set(b, "team", 4, team, 2, NULL), KEFU_OK);
}

static size_t count_skipped(const kefu_conversation *c) {
    size_t count = 0;
    for (size_t i = 0; i < c->message_count; i++)
        count += (c->messages[i].flags & MESSAGE_SKIPPED) != 0;
    return count;
}

/* Returns how many texts were not analysed. */
static size_t push_both(const kefu_scheme *scheme, const struct random_history *history,
                        uint32_t flags) {
    kefu_conversation *whole = new_conversation(scheme, flags);
    kefu_conversation *skipping = new_conversation(scheme, flags | KEFU_CONVERSATION_SKIP_ANALYSIS);
    for (unsigned i = 0; i < history->count; i++) {
        push(whole, history->items[i].json);
        push(skipping, history->items[i].json);
        if (random_below(10) == 0)
            rename_team(whole, skipping);
        same(whole, skipping, history->items[i].at + 1000 * random_below(400));
    }
    const size_t skipped = count_skipped(skipping);
    kefu_conversation_free(whole);
    kefu_conversation_free(skipping);
    return skipped;
}

static void read_both(const kefu_scheme *scheme, const struct random_history *history) {
    static char json[RANDOM_JSON];
    const size_t size = random_write(history, history->count, json);
    kefu_conversation *whole = new_conversation(scheme, 0);
    kefu_conversation *skipping = new_conversation(scheme, KEFU_CONVERSATION_SKIP_ANALYSIS);
    assert_int_equal(kefu_conversation_read_json(whole, chat_scratch, json, size, NULL, NULL),
                     KEFU_OK);
    assert_int_equal(kefu_conversation_read_json(skipping, chat_scratch, json, size, NULL, NULL),
                     KEFU_OK);
    same(whole, skipping, KEFU_TIME_END);
    kefu_conversation_free(whole);
    kefu_conversation_free(skipping);
}

static void all_of(const kefu_scheme *scheme) {
    struct random_history history;
    size_t skipped = 0, hidden = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        random_conversation(&history, round);
        skipped += push_both(scheme, &history, 0);
        hidden += push_both(scheme, &history, KEFU_CONVERSATION_NO_TEXT);
        read_both(scheme, &history);
    }
    assert_true(skipped > 0 && hidden > 0);
}

static void what_texts_do_not_change_is_the_same(void **state) {
    (void)state;
    all_of(chat_scheme);
}

/* Episodes end by silence; without and with a policy whose target reads texts. */
static void also_with_episodes_that_end_by_silence(void **state) {
    static const kefu_document documents[] = {
        {{KEFU_TEXT("s")},
         {KEFU_TEXT("{\"kefu\":1,\"kind\":\"scheme\",\"id\":\"s\",\"version\":\"1\","
                    "\"episode_gap_ms\":120000}")}},
        {{KEFU_TEXT("p")},
         {KEFU_TEXT("{\"kefu\":1,\"kind\":\"metric_set\",\"id\":\"p\",\"version\":\"1\","
                    "\"metrics\":[],\"sla\":[{\"id\":\"rest\",\"targets\":[{\"metric\":"
                    "\"first_useful_reply\",\"within_ms\":200000},{\"metric\":\"frt\","
                    "\"within_ms\":90000}]}]}")}}};
    (void)state;
    for (size_t count = 1; count <= 2; count++) {
        kefu_scheme *scheme = NULL;
        kefu_error error;
        if (kefu_scheme_compile(documents, count, NULL, &scheme, NULL, &error))
            fail_msg("%s: %s", error.pointer, error.message);
        all_of(scheme);
        kefu_scheme_release(scheme);
    }
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_texts_do_not_change_is_the_same),
        cmocka_unit_test(also_with_episodes_that_end_by_silence),
    };
    if (argc > 1)
        random_state ^= strtoull(argv[1], NULL, 10) * 0x9E3779B97F4A7C15u;
    return cmocka_run_group_tests_name("skipped", tests, chat_setup, chat_teardown);
}
