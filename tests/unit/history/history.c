/* SPDX-License-Identifier: MIT
 * Tests of histories: each record once, conversations that wait, forgotten days and customers,
 * bytes. */
#include <stdio.h>
#include <stdlib.h>

#include "history/bytes.h"
#include "test.h"

#define DAY_MS INT64_C(86400000)
/* 2024-06-01T00:00:00+08:00 */
#define FIRST  INT64_C(1717171200000)

static kefu_scheme *scheme;
static kefu_scratch *scratch;

static int open_group(void **state) {
    (void)state;
    return kefu_scheme_builtin(NULL, &scheme, NULL) || kefu_scratch_new(NULL, &scratch, NULL);
}

static int close_group(void **state) {
    (void)state;
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    return 0;
}

/* ---- records ---- */

/* A conversation that begins `day` days after the first, whose last record is `later` ms after its
 * first; it has ended if `ended`. An empty id: none. */
static const char *chat(const char *id, int day, int64_t later, bool ended) {
    static char json[1200];
    char event[64] = "";
    const int64_t at = FIRST + day * DAY_MS + 36000000;
    if (ended)
        snprintf(event, sizeof event, "{\"type\":\"resolved\",\"at\":%lld}",
                 (long long)(at + later));
    snprintf(
        json, sizeof json,
        "{\"kind\":\"conversation\",%s%s%s\"contact_id\":\"u-%s\",\"agent_id\":\"a1\","
        "\"messages\":[{\"role\":\"customer\",\"at\":%lld,\"text\":\"快递三天没到，很失望\"},"
        "{\"role\":\"agent\",\"agent_id\":\"a1\",\"at\":%lld,\"text\":\"抱歉，马上为您处理\"}],"
        "\"events\":[%s]}",
        *id ? "\"id\":\"" : "", id, *id ? "\"," : "", id, (long long)at, (long long)(at + later),
        event);
    return json;
}

static const char *survey(const char *id, int day, int rating) {
    static char json[400];
    snprintf(json, sizeof json,
             "{\"kind\":\"feedback\",%s%s%s\"source\":\"survey\",\"rating\":%d,\"at\":%lld,"
             "\"text\":\"等太久\"}",
             *id ? "\"id\":\"" : "", id, *id ? "\"," : "", rating,
             (long long)(FIRST + day * DAY_MS + 1));
    return json;
}

static kefu_history *make_with(const char *spec, const kefu_history_options *options) {
    kefu_history *history = NULL;
    assert_int_equal(kefu_history_new(scheme, spec, strlen(spec), options, &history, NULL),
                     KEFU_OK);
    return history;
}

static kefu_history *make(void) {
    return make_with("{}", NULL);
}

static void expect(kefu_history *history, const char *json, kefu_history_outcome expected) {
    const kefu_record_kind kind = strstr(json, "\"feedback\"") ? KEFU_RECORD_FEEDBACK
                                                               : KEFU_RECORD_CONVERSATION;
    kefu_history_outcome outcome = KEFU_HISTORY_FORCE_32_;
    kefu_error error;
    error.message[0] = '\0';
    if (kefu_history_add_json(history, scratch, kind, json, strlen(json), NULL, &outcome, &error))
        fail_msg("%s", error.message);
    assert_int_equal(outcome, expected);
}

static void fold(kefu_history *history, int64_t now) {
    assert_int_equal(kefu_history_fold(history, scratch, now, NULL, NULL), KEFU_OK);
}

static kefu_history_info describe(const kefu_history *history) {
    kefu_history_info info = {.size = sizeof info};
    assert_int_equal(kefu_history_describe(history, &info, NULL), KEFU_OK);
    return info;
}

/* ---- bytes ---- */

static struct buffer bytes_of(const kefu_history *history) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct buffer buffer;
    kefu__buffer_init(&buffer, &allocator);
    assert_int_equal(kefu_history_save(history, kefu__history_append, &buffer, NULL), KEFU_OK);
    return buffer;
}

static kefu_history *load(const struct buffer *bytes, const kefu_scheme *with) {
    kefu_history *history = NULL;
    kefu_error error;
    if (kefu_history_load(with, bytes->data, bytes->size, NULL, &history, &error))
        fail_msg("%s", error.message);
    return history;
}

/* Saves and loads a history. */
static kefu_history *travel(kefu_history *history) {
    struct buffer bytes = bytes_of(history);
    kefu_history_free(history);
    history = load(&bytes, scheme);
    kefu__buffer_free(&bytes);
    return history;
}

static void assert_same(const kefu_history *a, const kefu_history *b) {
    struct buffer left = bytes_of(a), right = bytes_of(b);
    assert_int_equal(left.size, right.size);
    assert_memory_equal(left.data, right.data, left.size);
    kefu__buffer_free(&left);
    kefu__buffer_free(&right);
}

/* ---- tests ---- */

static void a_record_counts_once(void **state) {
    kefu_history *history = make();
    (void)state;
    expect(history, chat("c1", 0, 1000, true), KEFU_HISTORY_COUNTED);
    expect(history, chat("c1", 0, 1000, true), KEFU_HISTORY_REPEATED);
    expect(history, survey("c1", 0, 5), KEFU_HISTORY_COUNTED); /* ids of another kind are others */
    history = travel(history);
    expect(history, chat("c1", 1, 2000, true), KEFU_HISTORY_REPEATED);
    expect(history, survey("c1", 2, 1), KEFU_HISTORY_REPEATED);
    const kefu_history_info info = describe(history);
    assert_int_equal(info.conversations, 1);
    assert_int_equal(info.feedback, 1);
    assert_int_equal(info.days, 1);
    kefu_history_free(history);
}

/* Two records without an id may have the same bytes; a file that is read again has no more. */
static void records_without_an_id_are_known_by_their_bytes(void **state) {
    kefu_history *history = make();
    (void)state;
    for (int round = 0; round < 2; round++) {
        const kefu_history_outcome outcome = round ? KEFU_HISTORY_REPEATED : KEFU_HISTORY_COUNTED;
        expect(history, survey("", 0, 5), outcome);
        expect(history, survey("", 0, 5), outcome);
        expect(history, survey("", 0, 4), outcome);
        expect(history, chat("", 0, 1, true), outcome);
        history = travel(history);
    }
    assert_int_equal(describe(history).feedback, 3);
    assert_int_equal(describe(history).conversations, 1);
    kefu_history_free(history);
}

static void what_has_not_ended_waits(void **state) {
    kefu_history *history = make();
    (void)state;
    expect(history, chat("c1", 0, 1000, false), KEFU_HISTORY_WAITS);
    fold(history, KEFU_TIME_NONE);
    assert_int_equal(describe(history).waiting, 1);
    history = travel(history);
    expect(history, chat("c1", 0, 5000, false), KEFU_HISTORY_WAITS);
    expect(history, chat("c1", 0, 4999, true), KEFU_HISTORY_OLDER);
    expect(history, chat("c1", 0, 5000, true), KEFU_HISTORY_COUNTED);
    assert_int_equal(describe(history).waiting, 0);
    assert_int_equal(describe(history).conversations, 1);
    expect(history, chat("c1", 0, 9000, false), KEFU_HISTORY_REPEATED);
    kefu_history_free(history);
}

static void after_some_days_it_counts_as_it_is(void **state) {
    kefu_history_options options = KEFU_HISTORY_OPTIONS_INIT;
    options.fold_after_ms = 3 * DAY_MS;
    kefu_history *history = make_with("{}", &options);
    (void)state;
    expect(history, chat("c1", 0, 0, false), KEFU_HISTORY_WAITS);
    expect(history, chat("c2", 2, DAY_MS - 1, true), KEFU_HISTORY_COUNTED);
    fold(history, KEFU_TIME_NONE); /* the latest instant is one short of three days */
    assert_int_equal(describe(history).waiting, 1);
    history = travel(history);
    assert_int_equal(describe(history).fold_after_ms, 3 * DAY_MS);
    expect(history, chat("c3", 3, 0, true), KEFU_HISTORY_COUNTED);
    fold(history, KEFU_TIME_NONE);
    assert_int_equal(describe(history).waiting, 0);
    assert_int_equal(describe(history).conversations, 3);
    expect(history, chat("c4", 4, 0, false), KEFU_HISTORY_WAITS);
    fold(history, KEFU_TIME_END);
    assert_int_equal(describe(history).conversations, 4);
    kefu_history_free(history);
}

/* The n-th of what waits may be taken out while others stand behind it. */
static void many_wait_and_are_counted(void **state) {
    kefu_history *history = make();
    char id[16];
    (void)state;
    for (int i = 0; i < 100; i++) {
        snprintf(id, sizeof id, "c%d", i);
        expect(history, chat(id, i % 7, i, false), KEFU_HISTORY_WAITS);
    }
    for (int i = 0; i < 100; i += 3) {
        snprintf(id, sizeof id, "c%d", i);
        expect(history, chat(id, i % 7, i, true), KEFU_HISTORY_COUNTED);
    }
    assert_int_equal(describe(history).waiting, 66);
    history = travel(history);
    fold(history, KEFU_TIME_END);
    assert_int_equal(describe(history).conversations, 100);
    kefu_history_free(history);
}

/* ---- periods ---- */

static uint64_t count_between(const kefu_history *history, int64_t from, int64_t to) {
    kefu_aggregate *aggregate = NULL;
    assert_int_equal(kefu_history_aggregate(history, from, to, &aggregate, NULL), KEFU_OK);
    const uint64_t count = kefu_aggregate_conversation_count(aggregate) +
                           kefu_aggregate_feedback_count(aggregate);
    kefu_aggregate_free(aggregate);
    return count;
}

static void any_period_of_whole_days_is_read(void **state) {
    static const char untimed[] = "{\"kind\":\"feedback\",\"id\":\"t\",\"rating\":3}";
    kefu_history *history = make();
    kefu_aggregate *none = NULL;
    char id[16];
    (void)state;
    for (int day = 0; day < 40; day++) { /* more days than are open at a time */
        snprintf(id, sizeof id, "c%d", day);
        expect(history, chat(id, (day * 7) % 40, 1, true), KEFU_HISTORY_COUNTED);
    }
    expect(history, untimed, KEFU_HISTORY_COUNTED);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(count_between(history, KEFU_TIME_NONE, KEFU_TIME_END), 41);
        assert_int_equal(count_between(history, FIRST, KEFU_TIME_END), 40);
        assert_int_equal(count_between(history, KEFU_TIME_NONE, FIRST + DAY_MS), 2);
        assert_int_equal(count_between(history, FIRST + 3 * DAY_MS, FIRST + 8 * DAY_MS), 5);
        assert_int_equal(count_between(history, FIRST - 8 * DAY_MS, FIRST), 0);
        history = travel(history);
    }
    assert_int_equal(kefu_history_aggregate(history, FIRST + 1, KEFU_TIME_END, &none, NULL),
                     KEFU_E_ARGUMENT);
    assert_int_equal(kefu_history_aggregate(history, FIRST, FIRST, &none, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_history_aggregate(history, KEFU_TIME_END, KEFU_TIME_END, &none, NULL),
                     KEFU_E_ARGUMENT);
    assert_null(none);
    kefu_history_free(history);
}

/* ---- ids ---- */

static void the_oldest_days_ids_are_forgotten(void **state) {
    kefu_history_options options = KEFU_HISTORY_OPTIONS_INIT;
    options.ids_max = 1000;
    kefu_history *history = make_with("{\"evidence\":0}", &options);
    char id[16];
    (void)state;
    expect(history, chat("early", 0, 1, false), KEFU_HISTORY_WAITS);
    for (int i = 0; i < 1001; i++) {
        snprintf(id, sizeof id, "f%d", i);
        expect(history, survey(id, i / 100, 5), KEFU_HISTORY_COUNTED);
    }
    /* of 1,000 ids the days 0 and 1 went, so that at most 875 stayed */
    kefu_history_info info = describe(history);
    assert_int_equal(info.ids, 801);
    assert_int_equal(info.refused_before, FIRST + 2 * DAY_MS);
    history = travel(history);
    expect(history, survey("f5", 0, 5), KEFU_HISTORY_REFUSED);
    expect(history, survey("new", 1, 5), KEFU_HISTORY_REFUSED);
    expect(history, survey("f205", 2, 5), KEFU_HISTORY_REPEATED);
    expect(history, survey("new", 2, 5), KEFU_HISTORY_COUNTED);
    /* what waits is known, whatever its day */
    expect(history, chat("early", 0, 2, true), KEFU_HISTORY_COUNTED);
    info = describe(history);
    assert_int_equal(info.feedback, 1002);
    assert_int_equal(info.conversations, 1);
    kefu_history_free(history);
}

/* ---- merging ---- */

static void histories_merge_in_any_order(void **state) {
    kefu_history *a = make(), *b = make(), *c = make(), *d = make(), *whole = make();
    kefu_history *const shards[] = {a, b, c, d};
    char id[16];
    (void)state;
    for (int i = 0; i < 60; i++) {
        snprintf(id, sizeof id, "c%d", i);
        expect(shards[i % 2], chat(id, i % 5, i, i % 4 != 0),
               i % 4 ? KEFU_HISTORY_COUNTED : KEFU_HISTORY_WAITS);
        expect(shards[2 + i % 2], chat(id, i % 5, i, i % 4 != 0),
               i % 4 ? KEFU_HISTORY_COUNTED : KEFU_HISTORY_WAITS);
        expect(whole, chat(id, i % 5, i, i % 4 != 0),
               i % 4 ? KEFU_HISTORY_COUNTED : KEFU_HISTORY_WAITS);
    }
    /* what ended in one no longer waits in the other */
    expect(a, chat("c0", 0, 70, true), KEFU_HISTORY_COUNTED);
    expect(d, chat("c0", 0, 70, true), KEFU_HISTORY_COUNTED);
    expect(whole, chat("c0", 0, 70, true), KEFU_HISTORY_COUNTED);
    assert_int_equal(kefu_history_merge(a, b, NULL), KEFU_OK);
    assert_int_equal(kefu_history_merge(d, c, NULL), KEFU_OK);
    assert_same(a, whole);
    assert_same(d, whole);
    for (size_t i = 0; i < 4; i++)
        kefu_history_free(shards[i]);
    kefu_history_free(whole);
}

static void what_was_counted_twice_is_refused(void **state) {
    kefu_history *a = make(), *b = make(), *other = make_with("{\"group_by\":[\"team\"]}", NULL);
    kefu_history *before = make();
    (void)state;
    expect(a, chat("c1", 0, 1, true), KEFU_HISTORY_COUNTED);
    expect(before, chat("c1", 0, 1, true), KEFU_HISTORY_COUNTED);
    expect(b, chat("c2", 0, 1, true), KEFU_HISTORY_COUNTED);
    expect(b, chat("c1", 0, 1, true), KEFU_HISTORY_COUNTED);
    assert_int_equal(kefu_history_merge(a, b, NULL), KEFU_E_DUPLICATE);
    assert_int_equal(kefu_history_merge(a, other, NULL), KEFU_E_SCHEME);
    assert_int_equal(kefu_history_merge(a, a, NULL), KEFU_E_ARGUMENT);
    assert_same(a, before);
    kefu_history_free(a);
    kefu_history_free(b);
    kefu_history_free(other);
    kefu_history_free(before);
}

/* ---- forgetting ---- */

static bool holds(const kefu_history *history, const char *text) {
    struct buffer bytes = bytes_of(history);
    const size_t size = strlen(text);
    bool found = false;
    for (size_t i = 0; i + size <= bytes.size && !found; i++)
        found = memcmp(bytes.data + i, text, size) == 0;
    kefu__buffer_free(&bytes);
    return found;
}

static void a_customer_is_forgotten(void **state) {
    kefu_history *history = make_with("{\"group_by\":[\"contact_id\"]}", NULL);
    uint64_t forgotten = 0;
    (void)state;
    expect(history, chat("c1", 0, 1, true), KEFU_HISTORY_COUNTED);
    expect(history, chat("c2", 1, 1, true), KEFU_HISTORY_COUNTED);
    expect(history, chat("c3", 1, 1, false), KEFU_HISTORY_WAITS);
    assert_true(holds(history, "u-c1") && holds(history, "c1"));
    history = travel(history);
    assert_int_equal(kefu_history_forget(history, "u-c1", 4, &forgotten, NULL), KEFU_OK);
    assert_true(forgotten > 1); /* a group and quotes */
    assert_int_equal(kefu_history_forget(history, "u-c3", 4, &forgotten, NULL), KEFU_OK);
    assert_int_equal(forgotten, 1); /* what waited */
    assert_int_equal(kefu_history_forget(history, "u-c4", 4, &forgotten, NULL), KEFU_OK);
    assert_int_equal(forgotten, 0);
    assert_false(holds(history, "u-c1") || holds(history, "c1"));
    assert_false(holds(history, "u-c3") || holds(history, "c3"));
    assert_true(holds(history, "u-c2") && holds(history, "c2"));
    assert_int_equal(count_between(history, KEFU_TIME_NONE, KEFU_TIME_END), 2);
    expect(history, chat("c1", 0, 1, true), KEFU_HISTORY_REPEATED);
    expect(history, chat("c3", 1, 1, true), KEFU_HISTORY_REPEATED);
    assert_int_equal(kefu_history_forget(history, "", 0, &forgotten, NULL), KEFU_E_ARGUMENT);
    kefu_history_free(history);
}

/* ---- hostile bytes ---- */

static void any_changed_bit_is_found(void **state) {
    kefu_history *history = make(), *none = NULL;
    (void)state;
    expect(history, chat("c1", 0, 1, true), KEFU_HISTORY_COUNTED);
    expect(history, chat("c2", 0, 1, false), KEFU_HISTORY_WAITS);
    struct buffer bytes = bytes_of(history);
    for (size_t i = 0; i < bytes.size; i++) {
        bytes.data[i] = (char)(bytes.data[i] ^ 1 << i % 8);
        assert_int_not_equal(kefu_history_load(NULL, bytes.data, bytes.size, NULL, &none, NULL),
                             KEFU_OK);
        bytes.data[i] = (char)(bytes.data[i] ^ 1 << i % 8);
        if (i % 97 == 0)
            assert_int_not_equal(kefu_history_load(NULL, bytes.data, i, NULL, &none, NULL),
                                 KEFU_OK);
    }
    assert_null(none);
    kefu_history *back = load(&bytes, NULL);
    assert_same(back, history);
    const char *json = survey("f", 0, 1);
    assert_int_equal(kefu_history_add_json(back, scratch, KEFU_RECORD_FEEDBACK, json, strlen(json),
                                           NULL, NULL, NULL),
                     KEFU_E_SCHEME);
    kefu_history_free(back);
    kefu_history_free(history);
    kefu__buffer_free(&bytes);
}

static void bad_arguments_are_refused(void **state) {
    kefu_history_options options = KEFU_HISTORY_OPTIONS_INIT;
    kefu_history *history = make(), *none = NULL;
    (void)state;
    assert_int_equal(
        kefu_history_add_json(history, scratch, KEFU_RECORD_ORDER, "{}", 2, NULL, NULL, NULL),
        KEFU_E_ARGUMENT);
    assert_int_equal(
        kefu_history_add_json(history, scratch, KEFU_RECORD_CONVERSATION, "{", 1, NULL, NULL, NULL),
        KEFU_E_JSON);
    assert_int_equal(
        kefu_history_add_json(history, scratch, KEFU_RECORD_FEEDBACK, "[", 1, NULL, NULL, NULL),
        KEFU_E_JSON);
    options.fold_after_ms = -1;
    assert_int_equal(kefu_history_new(scheme, "{}", 2, &options, &none, NULL), KEFU_E_ARGUMENT);
    options.fold_after_ms = 0;
    options.ids_max = 999;
    assert_int_equal(kefu_history_new(scheme, "{}", 2, &options, &none, NULL), KEFU_E_ARGUMENT);
    options.ids_max = 0;
    options.rubric = (kefu_str){"nobody's", 8};
    assert_int_equal(kefu_history_new(scheme, "{}", 2, &options, &none, NULL), KEFU_E_NOT_FOUND);
    assert_null(none);
    assert_int_equal(describe(history).ids, 0);
    kefu_history_free(history);
}

#define WAITING(topic, later)                                                                      \
    "{\"kind\":\"conversation\",\"id\":\"w\",\"topic\":\"" topic                                   \
    "\",\"messages\":[{\"role\":\"customer\",\"at\":1717207200000,\"text\":\"在吗\"},"           \
    "{\"role\":\"customer\",\"at\":" later ",\"text\":\"人呢\"}]}"

/* Of two versions of a conversation that goes on, the later one waits, whatever is merged into
 * what, though its text is the smaller one. */
static void the_later_version_goes_on_waiting(void **state) {
    static const char early[] = WAITING("z", "1717207209000");
    static const char late[] = WAITING("a", "1717207270000");
    kefu_history *a = make(), *b = make(), *later = make();
    (void)state;
    expect(a, late, KEFU_HISTORY_WAITS);
    expect(b, early, KEFU_HISTORY_WAITS);
    expect(later, late, KEFU_HISTORY_WAITS);
    assert_int_equal(kefu_history_merge(b, a, NULL), KEFU_OK);
    assert_same(b, later);
    kefu_history_free(b);
    b = make();
    expect(b, early, KEFU_HISTORY_WAITS);
    assert_int_equal(kefu_history_merge(a, b, NULL), KEFU_OK);
    assert_same(a, later);
    kefu_history_free(a);
    kefu_history_free(b);
    kefu_history_free(later);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_counts_once),
        cmocka_unit_test(records_without_an_id_are_known_by_their_bytes),
        cmocka_unit_test(what_has_not_ended_waits),
        cmocka_unit_test(after_some_days_it_counts_as_it_is),
        cmocka_unit_test(many_wait_and_are_counted),
        cmocka_unit_test(any_period_of_whole_days_is_read),
        cmocka_unit_test(the_oldest_days_ids_are_forgotten),
        cmocka_unit_test(histories_merge_in_any_order),
        cmocka_unit_test(what_was_counted_twice_is_refused),
        cmocka_unit_test(a_customer_is_forgotten),
        cmocka_unit_test(any_changed_bit_is_found),
        cmocka_unit_test(bad_arguments_are_refused),
        cmocka_unit_test(the_later_version_goes_on_waiting),
    };
    return cmocka_run_group_tests(tests, open_group, close_group);
}
