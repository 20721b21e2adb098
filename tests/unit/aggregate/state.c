/* SPDX-License-Identifier: MIT
 * Tests of the state's bytes: they come back the same, and damaged ones are refused. */
#include "conversation/chat.h"

#include "aggregate/reseal.h"

static kefu_aggregate *some(void) {
    static const char feedback[] =
        "{\"id\":\"f\",\"conversation_id\":\"c1\",\"agent_id\":\"a1\",\"source\":\"complaint\","
        "\"at\":9,"
        "\"invited_at\":1,\"rating\":1,\"text\":\"客服态度恶劣，物流太慢\"}";
    kefu_conversation *c = chat_read(
        "{'id':'c1','topic':'refund','messages':[{'at':0,'role':'customer','text':'太慢了'},{'at':"
        "61000,'role':'agent','agent_id':'a1','text':'抱歉，马上处理'},{'at':99000,'role':'"
        "customer',"
        "'text':'谢谢'}]}");
    kefu_aggregate *aggregate;
    assert_int_equal(kefu_aggregate_new(chat_scheme, NULL, 0, NULL, &aggregate, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_add_conversation(aggregate, c, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_add_feedback_json(aggregate, chat_scratch, feedback,
                                                      sizeof feedback - 1, NULL, NULL),
                     KEFU_OK);
    kefu_conversation_free(c);
    return aggregate;
}

static struct chat_text saved(const kefu_aggregate *aggregate) {
    struct chat_text text = {NULL, 0};
    assert_int_equal(kefu_aggregate_save(aggregate, chat_write, &text, NULL), KEFU_OK);
    return text;
}

static void seal(struct chat_text *text) {
    reseal((unsigned char *)text->data, text->size);
}

static kefu_status load(const struct chat_text *text, kefu_aggregate **aggregate) {
    return kefu_aggregate_load(chat_scheme, text->data, text->size, NULL, aggregate, NULL);
}

static void what_is_saved_comes_back(void **state) {
    kefu_aggregate *aggregate = some(), *back;
    struct chat_text first = saved(aggregate), second;
    (void)state;
    assert_int_equal(load(&first, &back), KEFU_OK);
    second = saved(back);
    assert_int_equal(first.size, second.size);
    assert_memory_equal(first.data, second.data, first.size);
    assert_int_equal(kefu_aggregate_merge(aggregate, back, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_conversation_count(aggregate), 2);
    free(first.data);
    free(second.data);
    kefu_aggregate_free(aggregate);
    kefu_aggregate_free(back);
}

/* Every byte is under a checksum; and behind right checksums, whatever stands there gives an error
 * or an aggregate that can be saved. */
static void changed_bytes_are_refused(void **state) {
    kefu_aggregate *aggregate = some(), *back = NULL;
    struct chat_text text = saved(aggregate), again;
    (void)state;
    for (size_t i = 0; i < text.size; i++) {
        text.data[i] = (char)(text.data[i] ^ 1 << i % 8);
        if (load(&text, &back) == KEFU_OK)
            fail_msg("byte %zu may be changed", i);
        assert_null(back);
        text.data[i] = (char)(text.data[i] ^ 1 << i % 8);
    }
    char *const sound = text.data;
    text.data = malloc(text.size);
    for (size_t i = STATE_HEADER_SIZE; i < text.size; i++) {
        static const unsigned char values[] = {0, 1, 2, 0x20, 0x7F, 0xFF};
        memcpy(text.data, sound, text.size);
        text.data[i] = (char)values[i % sizeof values];
        seal(&text);
        if (load(&text, &back) == KEFU_OK) {
            again = saved(back);
            free(again.data);
            kefu_aggregate_free(back);
        }
        back = NULL;
    }
    free(sound);
    free(text.data);
    kefu_aggregate_free(aggregate);
}

static void an_empty_one_comes_back(void **state) {
    kefu_aggregate *aggregate, *back;
    struct chat_text text;
    (void)state;
    assert_int_equal(
        kefu_aggregate_new(chat_scheme, "{\"group_by\":[]}", 15, NULL, &aggregate, NULL), KEFU_OK);
    text = saved(aggregate);
    assert_int_equal(load(&text, &back), KEFU_OK);
    assert_int_equal(kefu_aggregate_group_count(back), 1);
    free(text.data);
    kefu_aggregate_free(aggregate);
    kefu_aggregate_free(back);
}

static void every_cut_is_noticed(void **state) {
    kefu_aggregate *aggregate = some(), *back = NULL;
    struct chat_text text = saved(aggregate);
    const size_t whole = text.size;
    (void)state;
    for (text.size = 0; text.size < whole; text.size++)
        assert_int_equal(load(&text, &back), KEFU_E_CORRUPT);
    for (text.size = STATE_HEADER_SIZE; text.size < whole;
         text.size++) { /* truncated, with a new checksum */
        struct chat_text cut = {malloc(text.size), text.size};
        memcpy(cut.data, text.data, text.size);
        seal(&cut);
        assert_int_not_equal(load(&cut, &back), KEFU_OK);
        free(cut.data);
    }
    assert_null(back);
    free(text.data);
    kefu_aggregate_free(aggregate);
}

/* A changed byte is detected by the checksum. With a correct checksum the state is refused, or is
 * valid and saved as the same bytes. */
static void every_changed_byte_is_refused_or_means_itself(void **state) {
    kefu_aggregate *aggregate = some();
    struct chat_text text = saved(aggregate);
    size_t i, loaded = 0;
    int change;
    (void)state;
    for (i = 0; i < text.size; i += i == 7 ? 5 : 1) /* not the version, which may be newer */
        for (change = 1; change < 256; change = change * 3 + 1) {
            const char before = text.data[i];
            kefu_aggregate *back = NULL;
            text.data[i] = (char)(before ^ change);
            assert_int_not_equal(load(&text, &back), KEFU_OK);
            seal(&text);
            if (load(&text, &back) == KEFU_OK) {
                struct chat_text again = saved(back);
                assert_int_equal(again.size, text.size);
                assert_memory_equal(again.data, text.data, text.size);
                free(again.data);
                kefu_aggregate_free(back);
                loaded++;
            }
            text.data[i] = before;
            seal(&text);
        }
    assert_true(loaded > 0); /* a count may well be another one */
    free(text.data);
    kefu_aggregate_free(aggregate);
}

/* Two complaints that differ in the conversation's id alone, or in nothing. */
static kefu_aggregate *two_complaints(const char *second) {
    const char *ids[] = {"c1", second};
    kefu_aggregate *aggregate;
    assert_int_equal(kefu_aggregate_new(chat_scheme, NULL, 0, NULL, &aggregate, NULL), KEFU_OK);
    for (size_t i = 0; i < 2; i++) {
        char json[200];
        snprintf(json, sizeof json,
                 "{'id':'%s','messages':[{'at':0,'role':'customer','text':'物流太慢了'}]}", ids[i]);
        kefu_conversation *c = chat_read(json);
        assert_int_equal(kefu_aggregate_add_conversation(aggregate, c, NULL), KEFU_OK);
        kefu_conversation_free(c);
    }
    return aggregate;
}

/* How many texts of two bytes are `from`; each becomes `to`. */
static size_t rename_all(struct chat_text *text, const char *from, const char *to) {
    size_t count = 0;
    for (size_t i = 0; i + 2 < text->size; i++)
        if (text->data[i] == 2 && memcmp(text->data + i + 1, from, 2) == 0) {
            memcpy(text->data + i + 1, to, 2);
            count++;
        }
    return count;
}

static void quotes_have_one_order(void **state) {
    kefu_aggregate *different = two_complaints("c2"), *equal = two_complaints("c1"), *back = NULL;
    struct chat_text text = saved(different), same = saved(equal);
    (void)state;
    assert_int_equal(load(&text, &back), KEFU_OK);
    kefu_aggregate_free(back);
    assert_true(rename_all(&text, "c1", "c3") > 0);
    assert_true(rename_all(&text, "c2", "c1") > 0);
    assert_true(rename_all(&text, "c3", "c2") > 0);
    seal(&text);
    back = NULL;
    assert_int_equal(load(&text, &back), KEFU_E_CORRUPT);
    assert_null(back);
    assert_int_equal(load(&same, &back), KEFU_OK);
    kefu_aggregate_free(back);
    free(text.data);
    free(same.data);
    kefu_aggregate_free(different);
    kefu_aggregate_free(equal);
}

static void what_was_asked_at_other_times_does_not_merge(void **state) {
    static const char *const specs[] = {"{\"as_of\":5}", "{\"as_of\":6}"};
    kefu_aggregate *made[2], *back = NULL;
    struct chat_text text;
    (void)state;
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(
            kefu_aggregate_new(chat_scheme, specs[i], strlen(specs[i]), NULL, &made[i], NULL),
            KEFU_OK);
    assert_int_not_equal(kefu_aggregate_merge(made[0], made[1], NULL), KEFU_OK);
    text = saved(made[0]);
    assert_int_equal(load(&text, &back), KEFU_OK);
    assert_int_equal(kefu_aggregate_merge(back, made[0], NULL), KEFU_OK); /* the bytes keep it */
    assert_int_not_equal(kefu_aggregate_merge(back, made[1], NULL), KEFU_OK);
    free(text.data);
    kefu_aggregate_free(back);
    kefu_aggregate_free(made[0]);
    kefu_aggregate_free(made[1]);
}

static void other_versions_are_refused(void **state) {
    kefu_aggregate *aggregate = some(), *back = NULL;
    struct chat_text text = saved(aggregate);
    (void)state;
    text.data[12] = 99; /* a reader that this library is not */
    seal(&text);
    assert_int_equal(load(&text, &back), KEFU_E_VERSION);
    text.data[8] = text.data[12] = 1; /* an older format */
    seal(&text);
    assert_int_equal(load(&text, &back), KEFU_E_VERSION);
    text.data[8] = 99; /* newer, but made for readers like this one */
    text.data[12] = STATE_READER;
    seal(&text);
    assert_int_equal(load(&text, &back), KEFU_OK);
    kefu_aggregate_free(back);
    free(text.data);
    kefu_aggregate_free(aggregate);
}

/* Inserts a section of an unknown type behind the others. */
static struct chat_text with_section(const struct chat_text *text, uint32_t type, uint32_t flags) {
    struct chat_text longer = {malloc(text->size + STATE_SECTION_SIZE + 3),
                               text->size + STATE_SECTION_SIZE + 3};
    memcpy(longer.data, text->data, text->size);
    unsigned char *section = (unsigned char *)longer.data + text->size;
    memset(section, 0, STATE_SECTION_SIZE + 3);
    reseal_put(section, type, 4);
    reseal_put(section + 4, flags, 4);
    reseal_put(section + 8, 3, 8);
    seal(&longer);
    return longer;
}

static void unknown_sections_are_skipped_if_they_may_be(void **state) {
    kefu_aggregate *aggregate = some(), *back = NULL;
    struct chat_text text = saved(aggregate), again;
    struct chat_text optional = with_section(&text, 63, SECTION_MAY_SKIP);
    struct chat_text needed = with_section(&text, 63, 0);
    (void)state;
    assert_int_equal(load(&needed, &back), KEFU_E_VERSION);
    assert_int_equal(load(&optional, &back), KEFU_OK);
    again = saved(back);
    assert_int_equal(again.size, text.size);
    assert_memory_equal(again.data, text.data, text.size);
    free(text.data);
    free(again.data);
    free(optional.data);
    free(needed.data);
    kefu_aggregate_free(back);
    kefu_aggregate_free(aggregate);
}

/* ---- without a scheme ---- */

static void values_need_no_scheme(void **state) {
    kefu_aggregate *aggregate = some(), *back = NULL;
    struct chat_text text = saved(aggregate), again;
    kefu_conversation *c = chat_read("{'id':'c2'}");
    kefu_series_info info = {.size = sizeof info};
    size_t found = 0;
    (void)state;
    assert_int_equal(kefu_aggregate_load(NULL, text.data, text.size, NULL, &back, NULL), KEFU_OK);
    for (size_t i = 0; i < kefu_aggregate_series_count(back); i++) {
        kefu_value with, without;
        kefu_metric metric;
        assert_int_equal(kefu_aggregate_series_at(back, i, &info, NULL), KEFU_OK);
        assert_true(info.flags & KEFU_SERIES_APART);
        if (info.flags & KEFU_SERIES_RATED)
            continue;
        assert_int_equal(
            kefu_scheme_find_metric(chat_scheme, info.id, strlen(info.id), &metric, NULL), KEFU_OK);
        for (size_t group = 0; group < kefu_aggregate_group_count(back); group++)
            for (uint32_t of = 0; of <= KEFU_STATISTIC_P99; of++) {
                assert_int_equal(
                    kefu_aggregate_value(aggregate, group, metric, (kefu_statistic)of, &with, NULL),
                    KEFU_OK);
                assert_int_equal(
                    kefu_aggregate_series_value(back, group, i, (kefu_statistic)of, &without, NULL),
                    KEFU_OK);
                assert_memory_equal(&with, &without, sizeof with);
                found++;
            }
    }
    assert_true(found > 100);
    again = saved(back);
    assert_int_equal(again.size, text.size);
    assert_memory_equal(again.data, text.data, text.size);
    assert_int_equal(kefu_aggregate_add_conversation(back, c, NULL), KEFU_E_SCHEME);
    assert_int_equal(kefu_aggregate_merge(back, aggregate, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_conversation_count(back), 2);
    kefu_conversation_free(c);
    free(text.data);
    free(again.data);
    kefu_aggregate_free(back);
    kefu_aggregate_free(aggregate);
}

/* ---- other definitions ---- */

#define CHAT                                                                                       \
    "{'id':'c1','messages':[{'at':0,'role':'customer','text':'太慢了，物流也慢'},"         \
    "{'at':61000,'role':'agent','agent_id':'a1','text':'抱歉，马上处理'}]}"

static kefu_aggregate *one_by(const kefu_scheme *scheme) {
    kefu_aggregate *aggregate;
    kefu_conversation *c = chat_read_with(scheme, CHAT, NULL);
    assert_int_equal(kefu_aggregate_new(scheme, NULL, 0, NULL, &aggregate, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_add_conversation(aggregate, c, NULL), KEFU_OK);
    kefu_conversation_free(c);
    return aggregate;
}

static kefu_series_info series_of(const kefu_aggregate *aggregate, const char *id, uint32_t flags) {
    kefu_series_info info = {.size = sizeof info};
    for (size_t i = 0; i < kefu_aggregate_series_count(aggregate); i++) {
        assert_int_equal(kefu_aggregate_series_at(aggregate, i, &info, NULL), KEFU_OK);
        if (strcmp(info.id, id) == 0 && info.flags == flags)
            return info;
    }
    info.n = 0;
    return info;
}

/* One new word for anger leaves what reads no text, and what reads other ids, one series; only what
 * reads this id is kept apart. */
static void one_new_word_interrupts_only_what_reads_it(void **state) {
    kefu_scheme *other = chat_scheme_with(
        "{'kefu':1,'kind':'lexicon','id':'o','version':'1','entries':[{'text':'气得冒烟了',"
        "'emotion':{'anger':0.9}}]}");
    kefu_aggregate *ours = one_by(chat_scheme), *theirs = one_by(other);
    struct chat_text one, two;
    (void)state;
    assert_int_equal(kefu_aggregate_merge(ours, theirs, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_conversation_count(ours), 2);
    assert_int_equal(series_of(ours, "frt", 0).n, 2);
    assert_int_equal(series_of(ours, "frt", KEFU_SERIES_APART).n, 0);
    assert_int_equal(series_of(ours, "emotion_anger_rate", 0).n +
                         series_of(ours, "customer_negative", 0).n,
                     series_of(ours, "emotion_anger_rate", KEFU_SERIES_APART).n +
                         series_of(ours, "customer_negative", KEFU_SERIES_APART).n);
    assert_true(series_of(ours, "customer_negative", KEFU_SERIES_APART).n == 1);
    const struct issue *logistics = kefu__group_issue(
        ours->groups[0], ISSUE_ASPECT, (kefu_str){"logistics", 9},
        kefu__found_definition(chat_scheme, ISSUE_ASPECT, "logistics"));
    assert_non_null(logistics);
    assert_int_equal(logistics->conversations, 2);
    one = saved(ours); /* merging in the other direction saves the same bytes */
    kefu_aggregate *first = one_by(chat_scheme);
    assert_int_equal(kefu_aggregate_merge(theirs, first, NULL), KEFU_OK);
    two = saved(theirs);
    assert_int_equal(one.size, two.size);
    assert_memory_equal(one.data, two.data, one.size);
    free(one.data);
    free(two.data);
    kefu_aggregate_free(first);
    kefu_aggregate_free(ours);
    kefu_aggregate_free(theirs);
    kefu_scheme_release(other);
}

/* ---- sources ---- */

static void from(kefu_aggregate *aggregate, const char *shard, uint64_t epoch, uint64_t sequence) {
    assert_int_equal(
        kefu_aggregate_set_source(aggregate, shard, strlen(shard), epoch, sequence, NULL), KEFU_OK);
}

static void what_is_delivered_twice_is_counted_once(void **state) {
    kefu_aggregate *day = some(), *next = some(), *both = some(), *sum, *back = NULL;
    struct chat_text bytes;
    (void)state;
    assert_int_equal(kefu_aggregate_new(chat_scheme, NULL, 0, NULL, &sum, NULL), KEFU_OK);
    from(day, "worker 3", 1, 7);
    from(next, "worker 3", 1, 8);
    from(both, "worker 3", 1, 8);
    from(both, "worker 3", 2, 1);
    assert_int_equal(kefu_aggregate_is_merged(sum, day), 0);
    for (int twice = 0; twice < 2; twice++) {
        assert_int_equal(kefu_aggregate_merge(sum, day, NULL), KEFU_OK);
        assert_int_equal(kefu_aggregate_is_merged(sum, day), 1);
    }
    assert_int_equal(kefu_aggregate_conversation_count(sum), 1);
    assert_int_equal(kefu_aggregate_merge(sum, next, NULL), KEFU_OK);
    bytes = saved(sum); /* what was merged is kept in the bytes */
    assert_int_equal(load(&bytes, &back), KEFU_OK);
    assert_int_equal(back->sources.count, 1);
    assert_int_equal(kefu_aggregate_merge(back, next, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_conversation_count(back), 2);
    assert_int_equal(kefu_aggregate_merge(back, both, NULL), KEFU_E_DUPLICATE);
    assert_int_equal(kefu_aggregate_conversation_count(back), 2);
    assert_int_equal(kefu_aggregate_set_source(back, "", 0, 1, 1, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_aggregate_set_source(back, "x", 1, 1, 0, NULL), KEFU_E_ARGUMENT);
    free(bytes.data);
    kefu_aggregate_free(day);
    kefu_aggregate_free(next);
    kefu_aggregate_free(both);
    kefu_aggregate_free(sum);
    kefu_aggregate_free(back);
}

/* The canonical part of two states of equal facts is equal, whoever counted them. */
static void sources_stand_outside_of_the_canonical_bytes(void **state) {
    kefu_aggregate *one = some(), *other = some();
    struct chat_text first, second;
    (void)state;
    from(other, "a", 1, 1);
    first = saved(one);
    second = saved(other);
    assert_true(second.size > first.size);
    assert_int_equal(reseal_get((unsigned char *)second.data + 24, 8), first.size);
    assert_memory_equal(first.data + STATE_HEADER_SIZE, second.data + STATE_HEADER_SIZE,
                        first.size - STATE_HEADER_SIZE);
    free(first.data);
    free(second.data);
    kefu_aggregate_free(one);
    kefu_aggregate_free(other);
}

static void loading_without_memory_leaks_nothing(void **state) {
    kefu_aggregate *aggregate = some();
    struct chat_text text = saved(aggregate);
    kefu_status status = KEFU_E_MEMORY;
    size_t fail_at;
    (void)state;
    for (fail_at = 1; status != KEFU_OK; fail_at++) {
        kefu_aggregate_options options = KEFU_AGGREGATE_OPTIONS_INIT;
        struct test_memory memory;
        const kefu_allocator allocator = test_allocator(&memory, fail_at);
        kefu_aggregate *back = NULL;
        options.allocator = &allocator;
        status = kefu_aggregate_load(chat_scheme, text.data, text.size, &options, &back, NULL);
        assert_true(status == KEFU_OK || status == KEFU_E_MEMORY);
        kefu_aggregate_free(back);
        assert_int_equal(memory.live_bytes, 0);
    }
    assert_true(fail_at > 50);
    free(text.data);
    kefu_aggregate_free(aggregate);
}

static kefu_status refuse(void *ctx, const char *data, size_t size) {
    (void)ctx;
    (void)data;
    (void)size;
    return KEFU_E_LIMIT;
}

static void a_failing_writer_is_told(void **state) {
    kefu_aggregate *aggregate = some();
    (void)state;
    assert_int_equal(kefu_aggregate_save(aggregate, refuse, NULL, NULL), KEFU_E_LIMIT);
    assert_int_equal(kefu_aggregate_save(aggregate, NULL, NULL, NULL), KEFU_E_ARGUMENT);
    kefu_aggregate_free(aggregate);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_saved_comes_back),
        cmocka_unit_test(changed_bytes_are_refused),
        cmocka_unit_test(an_empty_one_comes_back),
        cmocka_unit_test(every_cut_is_noticed),
        cmocka_unit_test(every_changed_byte_is_refused_or_means_itself),
        cmocka_unit_test(quotes_have_one_order),
        cmocka_unit_test(what_was_asked_at_other_times_does_not_merge),
        cmocka_unit_test(other_versions_are_refused),
        cmocka_unit_test(unknown_sections_are_skipped_if_they_may_be),
        cmocka_unit_test(values_need_no_scheme),
        cmocka_unit_test(one_new_word_interrupts_only_what_reads_it),
        cmocka_unit_test(what_is_delivered_twice_is_counted_once),
        cmocka_unit_test(sources_stand_outside_of_the_canonical_bytes),
        cmocka_unit_test(loading_without_memory_leaks_nothing),
        cmocka_unit_test(a_failing_writer_is_told),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
