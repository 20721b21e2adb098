/* SPDX-License-Identifier: MIT
 * A monitor that watched a conversation event by event knows of every prefix what one knows that
 * sees that prefix for the first time at the same instant, whatever happened: messages, ends,
 * returns, transfers, edits and recalls. It has told every alert that the other one tells, each
 * once; and no other as long as nothing was taken back. */
#include "conversation/chat.h"
#include "random_rules.h"

enum { SCHEMES = 8, CONVERSATIONS = 8 };

/* A conversation and its monitor. */
struct watched {
    kefu_conversation *conversation;
    kefu_monitor *monitor;
};

static struct watched watch(const kefu_scheme *scheme, const char *json) {
    struct watched made = {NULL, NULL};
    kefu_error error;
    assert_int_equal(kefu_conversation_new(scheme, NULL, &made.conversation, NULL), KEFU_OK);
    if (kefu_conversation_read_json(made.conversation, chat_scratch, json, strlen(json), NULL,
                                    &error))
        fail_msg("%s: %s\n%s", error.pointer, error.message, json);
    assert_int_equal(kefu_monitor_new(made.conversation, kefu_scheme_rubric_at(scheme, 0), NULL,
                                      &made.monitor, NULL),
                     KEFU_OK);
    return made;
}

static void unwatch(struct watched *watched) {
    kefu_monitor_free(watched->monitor);
    kefu_conversation_free(watched->conversation);
}

/* The record stands on its own line, since a message of the test is cut. */
#define DIFFERS(json, ...)                                                                         \
    do {                                                                                           \
        fprintf(stderr, "%s\n", json);                                                             \
        fail_msg(__VA_ARGS__);                                                                     \
    } while (0)

static bool has_reported(const struct rule_state *state, uint32_t message) {
    for (size_t i = 0; i < state->reported_count; i++)
        if (state->reported[i] == message)
            return true;
    return false;
}

static uint32_t message_of(const struct watch *watch, const struct candidate *candidate) {
    return watch->leaves[candidate->leaf].hits[candidate->hit].message;
}

static bool is_undecided(const struct watch *watch, const struct rule_state *state,
                         uint32_t message) {
    for (size_t i = 0; i < state->candidates.count; i++)
        if (kefu__candidate_truth(watch, &state->candidates.items[i]) == TRUTH_UNKNOWN &&
            message_of(watch, &state->candidates.items[i]) == message)
            return true;
    return false;
}

static void same_rule(const struct watched *live, const struct watched *fresh, uint32_t rule,
                      bool exactly, const char *json) {
    const struct watch *a = &live->monitor->watch, *b = &fresh->monitor->watch;
    const struct rule_state *x = &a->states[rule], *y = &b->states[rule];
    const char *id = a->rules->items[rule].id;
    const uint32_t hits = kefu__rule_hits(a, x), fresh_hits = kefu__rule_hits(b, y);
    uint32_t reason;
    const enum truth truth = kefu__watch_rule(a, rule, &reason);
    const enum truth fresh_truth = kefu__watch_rule(b, rule, &reason);
    /* hits of the whole conversation are counted at every update */
    if (truth != fresh_truth || hits - x->other_hits != fresh_hits - y->other_hits ||
        (x->other_hits > 0) != (y->other_hits > 0))
        DIFFERS(json, "%s: truth %d, not %d; %u hits, not %u", id, (int)truth, (int)fresh_truth,
                hits, fresh_hits);
    for (size_t i = 0; i < y->candidates.count; i++)
        if (kefu__candidate_truth(b, &y->candidates.items[i]) == TRUTH_UNKNOWN &&
            !is_undecided(a, x, message_of(b, &y->candidates.items[i])))
            DIFFERS(json, "%s: message %u is decided", id, message_of(b, &y->candidates.items[i]));
    for (size_t i = 0; i < y->reported_count; i++)
        if (!has_reported(x, y->reported[i]))
            DIFFERS(json, "%s: message %u is not told", id, y->reported[i]);
    if (exactly && x->reported_count != y->reported_count)
        DIFFERS(json, "%s: %zu are told, not %zu", id, x->reported_count, y->reported_count);
}

/* What may take back what was true: later events are free to say something else. A wait for a bot
 * is none, once it has spoken, and one that is handed on begins anew. */
static bool takes_back(const struct random_item *item) {
    static const char *const types[] = {"recalled", "edited",           "reopened",    "resolved",
                                        "closed",   "\"role\":\"bot\"", "bot_handoff", "transfer"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strstr(item->json, types[i]))
            return true;
    return false;
}

/* Rules that ask for attributes, labels, metrics or other rules are decided by what these were when
 * a message came, so that only those of messages and turns are compared. */
static void same_as_fresh(const struct watched *live, const kefu_scheme *scheme, const char *json,
                          int64_t now, bool exactly) {
    struct watched fresh = watch(scheme, json);
    assert_int_equal(kefu_monitor_update(fresh.monitor, now, NULL), KEFU_OK);
    for (uint32_t rule = 0; rule < scheme->rules->count; rule++)
        if (scheme->rules->items[rule].settled)
            same_rule(live, &fresh, rule, exactly, json);
    unwatch(&fresh);
}

static void watch_one(const kefu_scheme *scheme, unsigned number) {
    static char json[RANDOM_JSON];
    struct random_history history;
    struct watched live;
    bool exactly = true;
    random_conversation(&history, number);
    random_write(&history, 0, json);
    live = watch(scheme, json);
    for (unsigned i = 0; i < history.count; i++) {
        const struct random_item *item = &history.items[i];
        int64_t now = item->at + (random_below(3) ? 0 : random_below(400000));
        if (i + 1 < history.count && now > history.items[i + 1].at)
            now = history.items[i + 1].at; /* nobody knows of what comes later */
        assert_int_equal(kefu_conversation_push_json(live.conversation, chat_scratch, item->json,
                                                     strlen(item->json), NULL, NULL),
                         KEFU_OK);
        exactly = exactly && !takes_back(item);
        if (random_below(5) == 0)
            continue; /* not every event is followed by an update */
        assert_int_equal(kefu_monitor_update(live.monitor, now, NULL), KEFU_OK);
        random_write(&history, i + 1, json);
        same_as_fresh(&live, scheme, json, now, exactly);
    }
    unwatch(&live);
}

static void live_alerts_are_those_of_every_prefix(void **state) {
    (void)state;
    for (unsigned round = 0; round < SCHEMES; round++) {
        kefu_scheme *scheme = random_rules_scheme();
        for (unsigned i = 0; i < CONVERSATIONS; i++)
            watch_one(scheme, round * CONVERSATIONS + i);
        kefu_scheme_release(scheme);
    }
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(live_alerts_are_those_of_every_prefix)};
    if (argc > 1)
        random_state ^= strtoull(argv[1], NULL, 10) * 0x9E3779B97F4A7C15u;
    return cmocka_run_group_tests_name("alerts", tests, chat_setup, chat_teardown);
}
