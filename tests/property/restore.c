/* SPDX-License-Identifier: MIT
 * A chat that leaves the process at any point and is read back goes on as if nothing had happened:
 * the same alerts, values and evaluations, and the same bytes when it is written again.
 * Usage: restore CONVERSATIONS.jsonl [SEED] */
#include "conversation/chat.h"
#include "random.h"

#include <cJSON.h>

#include "conversation/conversation.h"
#include "time/time.h"

enum { ROUNDS = 60 };

/* Rules whose decisions hang on when they were asked: on attributes that change, on waits. */
static const char rules[] =
    "{'kefu':1,'kind':'rule_set','id':'test.rules','version':'1','rules':["
    "{'id':'vip_negative','when':{'all':[{'sentiment':'negative','role':'customer'},"
    "{'attribute':'vip','eq':'yes'}]}},"
    "{'id':'wait','when':{'gap':{'from':'customer'},'gt':3000}},"
    "{'id':'silence','when':{'gap':{'from':'agent'},'gt':60000}},"
    "{'id':'again','when':{'repeat':{'similarity':0.8,'times':2,'span':6,'min_characters':2},'role'"
    ":'customer'}},"
    "{'id':'faults','when':{'fault':['mechanical','cold'],'role':'agent'}},"
    "{'id':'slow','when':{'metric':'frt','gt':60000}},"
    "{'id':'both','when':{'all':[{'rule':'vip_negative'},{'label':'big'}]}},"
    "{'id':'not_soothed','when':{'all':[{'id':'upset','sentiment':'negative','role':'customer'},"
    "{'not':{'act':['apology','empathy'],'role':'agent','anchor':{'on':'upset','position':'after',"
    "'seconds':[0,30]}}}]}}]}";

static kefu_scheme *ruled; /* the built-in scheme with these rules */
static const char *conversations_path;

struct live {
    kefu_conversation *conversation;
    kefu_monitor *monitor;
};

static void live_free(struct live *live) {
    kefu_monitor_free(live->monitor);
    kefu_conversation_free(live->conversation);
}

static kefu_rubric default_rubric(void) {
    kefu_rubric rubric = 0;
    assert_int_equal(kefu_scheme_find_rubric(ruled, "", 0, &rubric, NULL), KEFU_OK);
    return rubric;
}

static struct live live_new(uint32_t flags) {
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    struct live live;
    options.flags = flags;
    options.id.data = "c1";
    options.id.size = 2;
    assert_int_equal(kefu_conversation_new(ruled, &options, &live.conversation, NULL), KEFU_OK);
    assert_int_equal(
        kefu_monitor_new(live.conversation, default_rubric(), NULL, &live.monitor, NULL), KEFU_OK);
    return live;
}

static char *live_write(const struct live *live) {
    struct chat_text text = {NULL, 0};
    kefu_error error;
    if (kefu_monitor_write(live->monitor, chat_write, &text, &error))
        fail_msg("%s", error.message);
    return text.data;
}

/* Reads the written record into a new conversation without options, which are in the record. */
static struct live live_restore(const char *json) {
    kefu_findings *findings = new_findings();
    struct live live;
    kefu_error error;
    assert_int_equal(kefu_conversation_new(ruled, NULL, &live.conversation, NULL), KEFU_OK);
    if (kefu_conversation_read_json(live.conversation, chat_scratch, json, strlen(json), findings,
                                    &error))
        fail_msg("%s: %s\n%s", error.pointer, error.message, json);
    assert_int_equal(
        kefu_monitor_new(live.conversation, default_rubric(), NULL, &live.monitor, NULL), KEFU_OK);
    if (kefu_monitor_read_json(live.monitor, json, strlen(json), findings, &error))
        fail_msg("%s: %s\n%s", error.pointer, error.message, json);
    assert_int_equal(kefu_findings_count(findings), 0);
    kefu_findings_free(findings);
    return live;
}

/* ---- one step of a chat ---- */

/* The steps between two points at which a chat is written; the same for each of its copies. */
struct step {
    const char *json;        /* an event to push */
    const char *vip, *label; /* NULL: unchanged */
    int64_t now;             /* when the monitor is asked … */
    bool asks;               /* … if at all */
};

static void alerts_of(const struct live *live, int64_t now, struct chat_text *text) {
    kefu_alert alert = {.size = sizeof alert};
    char line[256];
    size_t i;
    int64_t next = 0;
    assert_int_equal(kefu_monitor_update(live->monitor, now, NULL), KEFU_OK);
    for (i = 0; kefu_monitor_alert_at(live->monitor, i, &alert, NULL) == KEFU_OK; i++) {
        const int size = snprintf(line, sizeof line, "%s %llu %lld %u %u %.*s\n", alert.rule_id,
                                  (unsigned long long)alert.message, (long long)alert.at,
                                  alert.start, alert.end, (int)alert.evidence.size,
                                  alert.evidence.data);
        chat_write(text, line, size < 256 ? (size_t)size : 255);
    }
    assert_int_equal(kefu_monitor_next(live->monitor, &next, NULL), KEFU_OK);
    chat_write(text, line, (size_t)snprintf(line, sizeof line, "next %lld\n", (long long)next));
}

static char *take_step(const struct live *live, const struct step *step) {
    struct chat_text told = {NULL, 0};
    chat_write(&told, "", 0);
    if (step->vip)
        assert_int_equal(
            kefu_conversation_set(live->conversation, "vip", 3, step->vip, strlen(step->vip), NULL),
            KEFU_OK);
    if (step->label)
        assert_int_equal(
            kefu_conversation_add_label(live->conversation, step->label, strlen(step->label), NULL),
            KEFU_OK);
    assert_int_equal(kefu_conversation_push_json(live->conversation, chat_scratch, step->json,
                                                 strlen(step->json), NULL, NULL),
                     KEFU_OK);
    if (step->asks)
        alerts_of(live, step->now, &told);
    return told.data;
}

static char *evaluation_of(const struct live *live, int64_t now) {
    struct chat_text text = {NULL, 0};
    kefu_evaluation *evaluation = NULL;
    assert_int_equal(kefu_evaluate(live->conversation, default_rubric(), now, &evaluation, NULL),
                     KEFU_OK);
    assert_int_equal(kefu_evaluation_write(evaluation, chat_write, &text, NULL), KEFU_OK);
    kefu_evaluation_free(evaluation);
    return text.data;
}

static void same(const char *what, size_t cut, size_t step, char *a, char *b) {
    if (strcmp(a, b) != 0)
        fail_msg("%s differ at step %zu of the chat cut before step %zu:\n%s\n%s", what, step, cut,
                 a, b);
    free(a);
    free(b);
}

static void same_state(size_t cut, size_t step, const struct live *a, const struct live *b,
                       int64_t now) {
    same("records", cut, step, live_write(a), live_write(b));
    same("metrics", cut, step, chat_metrics(a->conversation, now),
         chat_metrics(b->conversation, now));
    same("evaluations", cut, step, evaluation_of(a, now), evaluation_of(b, now));
}

/* Runs the steps; at each point a second chat is read from the first one's record and continues
 * from there. */
static void goes_on_at_every_cut(const struct step *steps, size_t count, uint32_t flags) {
    size_t cut, i;
    for (cut = 0; cut <= count; cut++) {
        struct live live = live_new(flags), restored;
        char *json;
        for (i = 0; i < cut; i++)
            free(take_step(&live, &steps[i]));
        json = live_write(&live);
        restored = live_restore(json);
        free(json);
        same_state(cut, cut, &live, &restored, KEFU_TIME_END);
        for (; i < count; i++)
            same("alerts", cut, i, take_step(&live, &steps[i]), take_step(&restored, &steps[i]));
        same_state(cut, count, &live, &restored, KEFU_TIME_END);
        live_free(&live);
        live_free(&restored);
    }
}

/* ---- random chats ---- */

static void random_steps(const struct random_history *history, struct step *steps) {
    static const char *const vips[] = {"yes", "no"};
    unsigned i;
    for (i = 0; i < history->count; i++) {
        memset(&steps[i], 0, sizeof steps[i]);
        steps[i].json = history->items[i].json;
        steps[i].vip = random_below(4) ? NULL : vips[random_below(2)];
        steps[i].label = random_below(10) ? NULL : "big";
        steps[i].asks = random_below(4) > 0;
        steps[i].now = history->items[i].at + random_below(2) * random_below(200000);
    }
}

static void random_chats_go_on(void **state) {
    static const uint32_t flags[] = {0, KEFU_CONVERSATION_NO_TEXT, KEFU_CONVERSATION_SKIP_PINYIN};
    struct step steps[RANDOM_ITEMS_MAX];
    struct random_history history;
    unsigned round;
    (void)state;
    for (round = 0; round < ROUNDS; round++) {
        random_conversation(&history, round);
        random_steps(&history, steps);
        goes_on_at_every_cut(steps, history.count, flags[round % 3]);
    }
}

/* Pushed in any order, with times that run backwards or are missing: the record keeps the order. */
static void disorder_is_kept(void **state) {
    struct step steps[RANDOM_ITEMS_MAX];
    struct random_history history;
    unsigned round, i;
    (void)state;
    for (round = 0; round < ROUNDS / 4; round++) {
        random_conversation(&history, round);
        for (i = history.count; i > 1; i--) {
            const unsigned j = random_below(i);
            const struct random_item item = history.items[i - 1];
            history.items[i - 1] = history.items[j];
            history.items[j] = item;
        }
        random_steps(&history, steps);
        goes_on_at_every_cut(steps, history.count, round % 2 ? KEFU_CONVERSATION_NO_TEXT : 0);
    }
}

/* ---- the sample day ---- */

static int by_time(const void *a, const void *b) {
    const cJSON *const *x = a, *const *y = b;
    int64_t left = 0, right = 0;
    kefu__time_parse(cJSON_GetObjectItem(*x, "at")->valuestring,
                     strlen(cJSON_GetObjectItem(*x, "at")->valuestring), &left);
    kefu__time_parse(cJSON_GetObjectItem(*y, "at")->valuestring,
                     strlen(cJSON_GetObjectItem(*y, "at")->valuestring), &right);
    return (left > right) - (left < right);
}

static void play(const char *line, uint32_t flags) {
    cJSON *record = cJSON_Parse(line), *item;
    const char *const lists[] = {"messages", "events"};
    const cJSON *items[64];
    struct step steps[64];
    size_t count = 0, i;
    assert_non_null(record);
    for (i = 0; i < 2; i++)
        cJSON_ArrayForEach(item, cJSON_GetObjectItem(record, lists[i])) {
            assert_true(count < 64);
            items[count++] = item;
        }
    qsort(items, count, sizeof *items, by_time);
    for (i = 0; i < count; i++) {
        const char *at = cJSON_GetObjectItem(items[i], "at")->valuestring;
        memset(&steps[i], 0, sizeof steps[i]);
        steps[i].json = cJSON_PrintUnformatted(items[i]);
        steps[i].asks = true;
        assert_int_equal(kefu__time_parse(at, strlen(at), &steps[i].now), true);
    }
    goes_on_at_every_cut(steps, count, flags);
    for (i = 0; i < count; i++)
        free((char *)steps[i].json);
    cJSON_Delete(record);
}

static void the_sample_day_goes_on(void **state) {
    static char line[65536];
    FILE *file = fopen(conversations_path, "rb");
    unsigned lines = 0;
    (void)state;
    assert_non_null(file);
    while (fgets(line, sizeof line, file))
        play(line, lines++ % 2 ? KEFU_CONVERSATION_NO_TEXT : 0);
    assert_true(lines > 50);
    fclose(file);
}

static int setup(void **state) {
    if (chat_setup(state))
        return 1;
    ruled = chat_scheme_with(rules);
    return 0;
}

static int teardown(void **state) {
    kefu_scheme_release(ruled);
    return chat_teardown(state);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_chats_go_on),
        cmocka_unit_test(disorder_is_kept),
        cmocka_unit_test(the_sample_day_goes_on),
    };
    if (argc < 2) {
        fprintf(stderr, "usage: restore CONVERSATIONS.jsonl [SEED]\n");
        return 2;
    }
    conversations_path = argv[1];
    if (argc > 2)
        random_state ^= strtoull(argv[2], NULL, 10) * 0x9E3779B97F4A7C15u;
    return cmocka_run_group_tests(tests, setup, teardown);
}
