/* SPDX-License-Identifier: MIT
 * The whole way from definitions to a report, while the first, second, third … allocation fails:
 * every call says KEFU_E_MEMORY (or its findings are fewer), nothing leaks, outputs stay untouched.
 * Usage: oom [STEP]: tests every STEP-th allocation of the long ways (1: all). */
#include "../unit/test.h"

#include <stdio.h>

#include "kefu/kefu.h"

static size_t step = 1;
static const char lexicon[] =
    "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"my.words\",\"version\":\"1.0.0\",\"entries\":["
    "{\"text\":\"好用\",\"polarity\":0.8,\"emotion\":{\"satisfaction\":0.7}},"
    "{\"pair\":[\"等了\",\"天\"],\"gap\":4,\"polarity\":-0.5,\"aspect\":\"logistics\"}],"
    "\"negators\":[{\"text\":\"不\",\"scope\":4}]}";
static const char conversation_json[] = "{\"id\":\"c1\",\"channel\":\"chat\",\"agent_id\":\"a\","
                                        "\"events\":[{\"type\":\"resolved\",\"at\":"
                                        "1773281000000}],\"messages\":[{\"id\":\"m1\",\"at\":"
                                        "1773280800000,\"role\":\"customer\",\"text\":"
                                        "\"等了三天，再不处理我就投诉\"},{\"id\":\"m2\",\"at\":"
                                        "1773280810000,\"role\":\"agent\",\"agent_id\":"
                                        "\"a\",\"text\":\"您好，非常抱歉\"}]}";
static const char feedback_json[] =
    "{\"id\":\"f1\",\"conversation_id\":\"c1\",\"agent_id\":\"a\",\"source\":\"survey\",\"at\":"
    "1773281100000,\"scale\":{\"min\":1,\"max\":5},\"rating\":4,\"text\":\"挺好用的\"}";

static kefu_scheme *builtin;
static kefu_scratch *scratch;

/* Runs `way` with the n-th allocation failing, for every n until it succeeds: with all after it, or
 * alone. */
static void fail_each(kefu_status (*way)(const kefu_allocator *allocator), size_t by, bool once) {
    struct test_memory memory;
    bool failed = true;
    size_t tries = 0;
    for (size_t n = 1; failed; n += by, tries++) {
        const kefu_allocator allocator = test_allocator(&memory, n);
        memory.once = once;
        const kefu_status status = way(&allocator);
        failed = memory.allocations >= n;
        if (status != (failed ? KEFU_E_MEMORY : KEFU_OK))
            fail_msg("allocation %zu: %s", n, kefu_status_name((int32_t)status));
        if (memory.live_blocks || memory.live_bytes)
            fail_msg("allocation %zu leaks %zu blocks", n, memory.live_blocks);
    }
    print_message("%zu allocations tried\n", tries);
}

static void torture(kefu_status (*way)(const kefu_allocator *allocator), size_t by) {
    fail_each(way, by, false);
    fail_each(way, by, true);
}

static kefu_status ignore(void *ctx, const char *data, size_t size) {
    (void)ctx;
    (void)data;
    (void)size;
    return KEFU_OK;
}

static kefu_status compile_bare(const kefu_allocator *allocator) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    const kefu_document document = {{"words", 5}, {lexicon, sizeof lexicon - 1}};
    kefu_findings *findings = NULL;
    kefu_scheme *scheme = NULL;
    kefu_status status = kefu_findings_new(allocator, &findings, NULL);
    options.allocator = allocator;
    options.flags = KEFU_SCHEME_BARE;
    if (status == KEFU_OK)
        status = kefu_scheme_compile(&document, 1, &options, &scheme, findings, NULL);
    assert_true((status == KEFU_OK) == (scheme != NULL));
    if (kefu_findings_dropped_count(findings))
        status = KEFU_E_MEMORY; /* all that is lost is a finding, and it is counted */
    if (status == KEFU_OK)
        status = kefu_scheme_write(scheme, ignore, NULL, NULL);
    kefu_scheme_release(scheme);
    kefu_findings_free(findings);
    return status;
}

/* Rules that search for a pattern and an entity, and a message that has both. */
static kefu_status match_rules(const kefu_allocator *allocator) {
    static const char rules[] =
        "{\"kefu\":1,\"kind\":\"rule_set\",\"id\":\"my.rules\",\"version\":\"1\",\"rules\":["
        "{\"id\":\"order\",\"when\":{\"pattern\":{\"any\":[\"(订单|单)号?:?\\\\d{3,20}\",\"[^a-z]x+"
        "\"],"
        "\"except\":\"旧订单.{0,9}\"}}},{\"id\":\"phone\",\"when\":{\"entity\":\"phone\"}}]}";
    static const char chat[] = "{\"id\":\"c1\",\"messages\":[{\"role\":\"customer\",\"text\":"
                               "\"订单号:12345，电话13800138000\"}]}";
    const kefu_document documents[] = {{{"words", 5}, {lexicon, sizeof lexicon - 1}},
                                       {{"rules", 5}, {rules, sizeof rules - 1}}};
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_conversation_options how = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_conversation *conversation = NULL;
    kefu_scratch *own = NULL;
    kefu_scheme *scheme = NULL;
    kefu_status status;
    options.allocator = how.allocator = allocator;
    options.flags = KEFU_SCHEME_BARE;
    status = kefu_scheme_compile(documents, 2, &options, &scheme, NULL, NULL);
    if (status == KEFU_OK)
        status = kefu_scratch_new(allocator, &own, NULL);
    if (status == KEFU_OK)
        status = kefu_conversation_new(scheme, &how, &conversation, NULL);
    if (status == KEFU_OK)
        status = kefu_conversation_read_json(conversation, own, chat, sizeof chat - 1, NULL, NULL);
    kefu_conversation_free(conversation);
    kefu_scratch_free(own);
    kefu_scheme_release(scheme);
    return status;
}

static kefu_status compile_builtin(const kefu_allocator *allocator) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_scheme *scheme = NULL;
    kefu_status status;
    options.allocator = allocator;
    status = kefu_scheme_builtin(&options, &scheme, NULL);
    assert_true((status == KEFU_OK) == (scheme != NULL));
    kefu_scheme_release(scheme);
    return status;
}

static kefu_status analyze(const kefu_allocator *allocator) {
    kefu_analysis *analysis = NULL;
    kefu_scratch *own = NULL;
    kefu_status status = kefu_scratch_new(allocator, &own, NULL);
    if (status == KEFU_OK)
        status = kefu_analyze(builtin, own, KEFU_TEXT("客服态度不好，等了三天，但是东西好用"), NULL,
                              &analysis, NULL);
    if (status == KEFU_OK)
        status = kefu_analysis_write(analysis, ignore, NULL, NULL);
    kefu_scratch_free(own);
    return status;
}

static kefu_status read_conversation(const kefu_allocator *allocator,
                                     kefu_conversation **conversation) {
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_status status;
    options.allocator = allocator;
    status = kefu_conversation_new(builtin, &options, conversation, NULL);
    if (status == KEFU_OK)
        status = kefu_conversation_read_json(*conversation, scratch, conversation_json,
                                             sizeof conversation_json - 1, NULL, NULL);
    return status;
}

/* A saved state in memory. */
struct state {
    char data[65536];
    size_t size;
};

static kefu_status keep(void *ctx, const char *data, size_t size) {
    struct state *state = ctx;
    if (size > sizeof state->data - state->size)
        return KEFU_E_LIMIT;
    memcpy(state->data + state->size, data, size);
    state->size += size;
    return KEFU_OK;
}

static kefu_status make_monitor(const kefu_allocator *allocator,
                                const kefu_conversation *conversation, kefu_monitor **monitor) {
    kefu_monitor_options options = KEFU_MONITOR_OPTIONS_INIT;
    kefu_rubric rubric;
    assert_int_equal(kefu_scheme_find_rubric(builtin, "", 0, &rubric, NULL), KEFU_OK);
    options.allocator = allocator;
    return kefu_monitor_new(conversation, rubric, &options, monitor, NULL);
}

/* A chat and its monitor leave the process and come back. */
static kefu_status move_on(const kefu_allocator *allocator, uint32_t flags) {
    static struct state state;
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_conversation *conversation = NULL, *restored = NULL;
    kefu_monitor *monitor = NULL, *again = NULL;
    kefu_status status;
    state.size = 0;
    options.allocator = allocator;
    options.flags = flags;
    status = kefu_conversation_new(builtin, &options, &conversation, NULL);
    if (status == KEFU_OK)
        status = kefu_conversation_read_json(conversation, scratch, conversation_json,
                                             sizeof conversation_json - 1, NULL, NULL);
    if (status == KEFU_OK)
        status = make_monitor(allocator, conversation, &monitor);
    if (status == KEFU_OK)
        status = kefu_monitor_update(monitor, KEFU_TIME_NONE, NULL);
    if (status == KEFU_OK)
        status = kefu_monitor_write(monitor, keep, &state, NULL);
    options.flags = 0;
    if (status == KEFU_OK)
        status = kefu_conversation_new(builtin, &options, &restored, NULL);
    if (status == KEFU_OK) {
        status = kefu_conversation_read_json(restored, scratch, state.data, state.size, NULL, NULL);
        assert_true(status == KEFU_OK || kefu_conversation_message_count(restored) == 0);
    }
    if (status == KEFU_OK)
        status = make_monitor(allocator, restored, &again);
    if (status == KEFU_OK)
        status = kefu_monitor_read_json(again, state.data, state.size, NULL, NULL);
    if (status == KEFU_OK)
        status = kefu_conversation_write(restored, ignore, NULL, NULL);
    kefu_monitor_free(monitor);
    kefu_monitor_free(again);
    kefu_conversation_free(conversation);
    kefu_conversation_free(restored);
    return status;
}

static kefu_status move_with_texts(const kefu_allocator *allocator) {
    return move_on(allocator, 0);
}

static kefu_status move_without_texts(const kefu_allocator *allocator) {
    return move_on(allocator, KEFU_CONVERSATION_NO_TEXT);
}

static kefu_status judge(const kefu_allocator *allocator) {
    kefu_conversation *conversation = NULL;
    kefu_evaluation *evaluation = NULL;
    kefu_monitor *monitor = NULL;
    kefu_monitor_options options = KEFU_MONITOR_OPTIONS_INIT;
    kefu_rubric rubric;
    kefu_status status = read_conversation(allocator, &conversation);
    assert_int_equal(kefu_scheme_find_rubric(builtin, "", 0, &rubric, NULL), KEFU_OK);
    options.allocator = allocator;
    if (status == KEFU_OK)
        status = kefu_conversation_write_metrics(conversation, KEFU_TIME_END, ignore, NULL, NULL);
    if (status == KEFU_OK)
        status = kefu_conversation_write_dialogue(conversation, ignore, NULL, NULL);
    if (status == KEFU_OK)
        status = kefu_monitor_new(conversation, rubric, &options, &monitor, NULL);
    if (status == KEFU_OK)
        status = kefu_monitor_update(monitor, KEFU_TIME_END, NULL);
    if (status == KEFU_OK)
        status = kefu_monitor_write_alerts(monitor, ignore, NULL, NULL);
    if (status == KEFU_OK)
        status = kefu_conversation_write_messages(conversation, ignore, NULL, NULL);
    if (status == KEFU_OK)
        status = kefu_evaluate(conversation, rubric, KEFU_TIME_END, &evaluation, NULL);
    if (status == KEFU_OK)
        status = kefu_evaluation_write(evaluation, ignore, NULL, NULL);
    kefu_evaluation_free(evaluation);
    kefu_monitor_free(monitor);
    kefu_conversation_free(conversation);
    return status;
}

static kefu_status merge_saved(const kefu_aggregate_options *options, kefu_aggregate *into,
                               const struct state *state) {
    kefu_aggregate *loaded = NULL;
    kefu_status status = kefu_aggregate_load(builtin, state->data, state->size, options, &loaded,
                                             NULL);
    if (status == KEFU_OK)
        status = kefu_aggregate_merge(into, loaded, NULL);
    kefu_aggregate_free(loaded);
    if (status == KEFU_OK)
        status = kefu_aggregate_merge_bytes(into, state->data, state->size, NULL);
    return status;
}

static kefu_status write_report(const kefu_allocator *allocator, const kefu_aggregate *aggregate) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_report *report = NULL;
    kefu_status status;
    int format;
    options.allocator = allocator;
    options.previous = aggregate;
    status = kefu_report_new(aggregate, &options, &report, NULL);
    for (format = KEFU_FORMAT_JSON; status == KEFU_OK && format <= KEFU_FORMAT_TEXT; format++)
        status = kefu_report_write(report, (kefu_format)format, ignore, NULL, NULL);
    kefu_report_free(report);
    return status;
}

/* A table of two rows: texts, times, and a metric of each kind, with a duration that is too long to
 * be packed. */
static kefu_status add_table(kefu_aggregate *aggregate) {
    static const kefu_str agents[] = {{"a1", 2}, {"a2", 2}};
    static const int64_t at[] = {1767225600000, 1767229200000}, waits[] = {5, INT64_C(1) << 33};
    static const int32_t ratings[] = {5, 1};
    static const struct {
        const char *name;
        uint32_t type;
        const void *values;
    } given[] = {
        {"agent_id", KEFU_COLUMN_TEXT, agents},   {"at", KEFU_COLUMN_INT64, at},
        {"contact_id", KEFU_COLUMN_TEXT, agents}, {"frt", KEFU_COLUMN_INT64, waits},
        {"csat", KEFU_COLUMN_INT32, ratings},     {"csat_mean", KEFU_COLUMN_INT32, ratings}};
    kefu_column columns[sizeof given / sizeof *given];
    size_t i;
    for (i = 0; i < sizeof given / sizeof *given; i++) {
        kefu_column_init(&columns[i]);
        columns[i].name = given[i].name;
        columns[i].name_size = strlen(given[i].name);
        columns[i].type = given[i].type;
        columns[i].values = given[i].values;
    }
    return kefu_aggregate_add_columns(aggregate, columns, i, 2, NULL);
}

static kefu_status add_up(const kefu_allocator *allocator) {
    static struct state state;
    kefu_aggregate_options options = KEFU_AGGREGATE_OPTIONS_INIT;
    kefu_aggregate *aggregate = NULL;
    kefu_conversation *conversation = NULL;
    kefu_status status;
    state.size = 0;
    options.allocator = allocator;
    status = kefu_aggregate_new(builtin, NULL, 0, &options, &aggregate, NULL);
    if (status == KEFU_OK)
        status = add_table(aggregate);
    if (status == KEFU_OK)
        status = read_conversation(allocator, &conversation);
    if (status == KEFU_OK)
        status = kefu_aggregate_add_conversation(aggregate, conversation, NULL);
    if (status == KEFU_OK)
        status = kefu_aggregate_add_feedback_json(aggregate, scratch, feedback_json,
                                                  sizeof feedback_json - 1, NULL, NULL);
    if (status == KEFU_OK)
        status = kefu_aggregate_write(aggregate, ignore, NULL, NULL);
    if (status == KEFU_OK)
        status = kefu_aggregate_save(aggregate, keep, &state, NULL);
    if (status == KEFU_OK)
        status = merge_saved(&options, aggregate, &state);
    if (status == KEFU_OK)
        status = write_report(allocator, aggregate);
    kefu_conversation_free(conversation);
    kefu_aggregate_free(aggregate);
    return status;
}

static void definitions(void **unused) {
    (void)unused;
    torture(compile_bare, 1);
    torture(match_rules, 1);
}

static void the_builtin_definitions(void **unused) {
    (void)unused;
    torture(compile_builtin, step);
}

static void an_analysis(void **unused) {
    (void)unused;
    torture(analyze, 1);
}

static void a_judgement(void **unused) {
    (void)unused;
    torture(judge, 1);
}

static void a_restart(void **unused) {
    (void)unused;
    torture(move_with_texts, 1);
    torture(move_without_texts, 1);
}

static void a_report(void **unused) {
    (void)unused;
    torture(add_up, 1);
}

static int make_scheme(void **unused) {
    (void)unused;
    return kefu_scheme_builtin(NULL, &builtin, NULL) || kefu_scratch_new(NULL, &scratch, NULL);
}

static int free_scheme(void **unused) {
    (void)unused;
    kefu_scratch_free(scratch);
    kefu_scheme_release(builtin);
    return 0;
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(definitions), cmocka_unit_test(the_builtin_definitions),
        cmocka_unit_test(an_analysis), cmocka_unit_test(a_judgement),
        cmocka_unit_test(a_restart),   cmocka_unit_test(a_report),
    };
    if (argc > 1)
        step = (size_t)strtoul(argv[1], NULL, 10);
    return cmocka_run_group_tests(tests, make_scheme, free_scheme);
}
