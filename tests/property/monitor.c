/* SPDX-License-Identifier: MIT
 * A monitor judges again only what may have changed, and knows and tells all the same what one does
 * that judges every undecided hit at every update. Random rules, of every position, window and
 * nesting, over random conversations. */
#include <stdio.h>

#include "test.h"

#include "evaluation/monitor.h"
#include "random_rules.h"

enum { ROUNDS = 12, EVENTS = 60 };

/* ---- random events ---- */

static kefu_str word(void) {
    const char *const text = random_below(3) ? random_words[random_below(4)] : "在";
    return (kefu_str){text, strlen(text)};
}

static void push_random(kefu_conversation *c, kefu_scratch *scratch, unsigned i, int64_t at,
                        bool changes) {
    kefu_event event = KEFU_EVENT_INIT;
    char id[16], earlier[16];
    snprintf(id, sizeof id, "m%u", i);
    snprintf(earlier, sizeof earlier, "m%u", random_below(i + 1));
    event.at = at;
    /* messages after the end decide nothing until the conversation is reopened */
    if (c->state.ended) {
        event.type = KEFU_EVENT_REOPENED;
        assert_int_equal(kefu_conversation_push(c, scratch, &event, NULL, NULL), KEFU_OK);
        event.type = KEFU_EVENT_MESSAGE;
    }
    const unsigned kind = changes ? random_below(16) : 15;
    if (kind == 0 || kind == 1) {
        event.type = kind ? KEFU_EVENT_EDITED : KEFU_EVENT_RECALLED;
        event.message_id = (kefu_str){earlier, strlen(earlier)};
        event.text = kind ? word() : event.text;
    } else if (kind == 2 || kind == 3) {
        event.type = kind == 2 ? KEFU_EVENT_RESOLVED : KEFU_EVENT_REOPENED;
    } else {
        event.role = random_below(3) ? KEFU_ROLE_CUSTOMER : KEFU_ROLE_AGENT;
        event.id = (kefu_str){id, strlen(id)};
        event.text = word();
        if (changes && random_below(40) == 0)
            event.at = KEFU_TIME_NONE;
    }
    assert_int_equal(kefu_conversation_push(c, scratch, &event, NULL, NULL), KEFU_OK);
    if (changes && random_below(20) == 0)
        assert_int_equal(kefu_conversation_add_label(c, "vip", 3, NULL), KEFU_OK);
}

/* ---- what they know ---- */

/* The same candidates have the same truth. */
static void same_candidates(const struct watch *a, const struct candidates *x,
                            const struct watch *b, const struct candidates *y) {
    assert_int_equal(x->count, y->count);
    for (size_t i = 0; i < x->count; i++) {
        assert_int_equal(x->items[i].leaf, y->items[i].leaf);
        assert_int_equal(x->items[i].hit, y->items[i].hit);
        assert_int_equal(kefu__candidate_truth(a, &x->items[i]),
                         kefu__candidate_truth(b, &y->items[i]));
    }
}

static bool has_reported(const struct rule_state *state, uint32_t message) {
    for (size_t i = 0; i < state->reported_count; i++)
        if (state->reported[i] == message)
            return true;
    return false;
}

static void same_rule(const struct rule_state *a, const struct rule_state *b) {
    assert_int_equal(a->truth, b->truth);
    assert_int_equal(a->reason, b->reason);
    for (size_t i = 0; i < b->reported_count; i++)
        assert_true(has_reported(a, b->reported[i]));
}

/* A monitor that evaluates every candidate at every update gives the same results, and has reported
 * the same alerts. */
static void same_as_thorough(const kefu_monitor *live, kefu_monitor *thorough, int64_t now) {
    for (uint32_t rule = 0; rule < live->watch.rules->count; rule++)
        thorough->watch.states[rule].common_hash = thorough->watch.states[rule].end_hash = 0;
    assert_int_equal(kefu_monitor_update(thorough, now, NULL), KEFU_OK);
    for (uint32_t rule = 0; rule < live->watch.rules->count; rule++) {
        same_rule(&live->watch.states[rule], &thorough->watch.states[rule]);
        assert_int_equal(live->watch.states[rule].reported_count,
                         thorough->watch.states[rule].reported_count);
        same_candidates(&live->watch, &live->watch.states[rule].candidates, &thorough->watch,
                        &thorough->watch.states[rule].candidates);
    }
    assert_int_equal(live->alert_count, thorough->alert_count);
    assert_true(live->watch.next == thorough->watch.next);
}

static void watch_one(const kefu_scheme *scheme, kefu_scratch *scratch, bool changes) {
    kefu_conversation *c = NULL;
    kefu_monitor *live = NULL, *thorough = NULL;
    int64_t now = 1700000000000;
    assert_int_equal(kefu_conversation_new(scheme, NULL, &c, NULL), KEFU_OK);
    assert_int_equal(kefu_monitor_new(c, kefu_scheme_rubric_at(scheme, 0), NULL, &live, NULL),
                     KEFU_OK);
    assert_int_equal(kefu_monitor_new(c, kefu_scheme_rubric_at(scheme, 0), NULL, &thorough, NULL),
                     KEFU_OK);
    for (unsigned i = 0; i < EVENTS; i++) {
        now += random_below(8) ? 1000 * random_below(40) : 1000 * random_below(400);
        push_random(c, scratch, i, now, changes);
        if (random_below(4) == 0)
            now += 1000 * random_below(100);
        assert_int_equal(kefu_monitor_update(live, now, NULL), KEFU_OK);
        same_as_thorough(live, thorough, now);
    }
    assert_int_equal(kefu_monitor_update(live, KEFU_TIME_END, NULL), KEFU_OK);
    same_as_thorough(live, thorough, KEFU_TIME_END);
    kefu_monitor_free(thorough);
    kefu_monitor_free(live);
    kefu_conversation_free(c);
}

static void what_is_not_judged_again_has_not_changed(void **state) {
    kefu_scratch *scratch = NULL;
    (void)state;
    assert_int_equal(kefu_scratch_new(NULL, &scratch, NULL), KEFU_OK);
    for (unsigned round = 0; round < ROUNDS; round++) {
        kefu_scheme *scheme = random_rules_scheme();
        for (unsigned i = 0; i < 4; i++)
            watch_one(scheme, scratch, i % 2);
        kefu_scheme_release(scheme);
    }
    kefu_scratch_free(scratch);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_not_judged_again_has_not_changed)};
    if (argc > 1)
        random_state ^= strtoull(argv[1], NULL, 10) * 0x9E3779B97F4A7C15u;
    return cmocka_run_group_tests_name("monitor", tests, NULL, NULL);
}
