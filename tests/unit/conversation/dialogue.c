/* SPDX-License-Identifier: MIT
 * Tests of dialogues: the estimate adds up and is that of training, the customer's course,
 * evidence, why there is no estimate, memory. */
#include <math.h>

#include "conversation/chat.h"

#include "conversation/dialogue.h"
#include "conversation/sentiment.h"

#define SLOW   "{'role':'customer','text':'等了三天还没发货，太差了！'}"
#define SORRY  "{'role':'agent','text':'非常抱歉，已为您加急处理，今天一定发出'}"
#define THANKS "{'role':'customer','text':'好的，谢谢你，很满意'}"

static struct dialogue hear(const kefu_conversation *c) {
    struct dialogue dialogue;
    assert_int_equal(kefu__dialogue_evaluate(c, true, &dialogue, NULL), KEFU_OK);
    return dialogue;
}

static struct trajectory follow(const char *json) {
    kefu_conversation *c = chat_read(json);
    struct trajectory course;
    kefu__trajectory_compute(c, &course);
    kefu_conversation_free(c);
    return course;
}

/* ---- the estimate ---- */

/* The estimate of the trained model alone for the same dialogue. */
static double judged_alone(const char *json) {
    kefu_document document;
    kefu_model *model = NULL;
    double satisfaction = NAN;
    size_t i;
    for (i = 0; i < kefu_builtin_count() && !model; i++) {
        assert_int_equal(kefu_builtin_at(i, &document, NULL), KEFU_OK);
        if (kefu_model_load(document.text.data, document.text.size, NULL, &model, NULL))
            continue;
        if (kefu_model_task(model) != KEFU_TRAIN_DIALOGUE) {
            kefu_model_free(model);
            model = NULL;
        }
    }
    assert_non_null(model);
    assert_int_equal(
        kefu_model_predict_dialogue(model, json, strlen(json), &satisfaction, NULL, NULL), KEFU_OK);
    kefu_model_free(model);
    return satisfaction;
}

/* Without signals, and with a share of 1, the estimate is that of the model alone. */
static void the_learned_part_is_that_of_training(void **state) {
    static const char *const dialogues[] = {
        "{\"turns\":[{\"role\":\"customer\",\"text\":\"等了三天还没发货，太差了！\"},"
        "{\"role\":\"agent\",\"text\":\"非常抱歉\"},{\"role\":\"customer\",\"text\":\"谢谢\"}]}",
        "{\"turns\":[{\"role\":\"customer\",\"text\":\"无语，骗子\"},{\"role\":\"helpdesk\","
        "\"text\":\"\"},{\"role\":\"customer\",\"text\":\"投诉你们\"}]}",
        "{\"turns\":[{\"role\":\"customer\",\"text\":\"在吗\"}]}"};
    size_t i, k;
    (void)state;
    for (i = 0; i < sizeof dialogues / sizeof *dialogues; i++) {
        kefu_conversation *c = chat_read(dialogues[i]);
        struct dialogue dialogue = hear(c);
        double learned = dialogue.bias - (1 - dialogue.learned_share) * constants.signals_bias;
        assert_int_equal(dialogue.state, KEFU_STATE_OK);
        for (k = 0; k < PART_SIGNALS; k++)
            learned += dialogue.parts[k];
        assert_true(dialogue.learned_share > 0 && dialogue.learned_share < 1);
        assert_true(fabs(learned / dialogue.learned_share - judged_alone(dialogues[i])) < 1e-9);
        kefu__dialogue_free(&dialogue);
        kefu_conversation_free(c);
    }
}

static void the_parts_add_up_and_follow_the_words(void **state) {
    kefu_conversation *good = chat_read("{'turns':[" SLOW "," SORRY "," THANKS "]}");
    kefu_conversation *bad = chat_read("{'turns':[" SLOW "," SORRY "," SLOW "]}");
    struct dialogue happy = hear(good), angry = hear(bad);
    double sum = happy.bias, signals = 0;
    size_t i;
    (void)state;
    for (i = 0; i < PARTS; i++)
        sum += happy.parts[i];
    for (i = 0; i < SIGNALS; i++)
        signals += happy.signals[i];
    assert_true(fabs(sum - happy.satisfaction) < 1e-9);
    assert_true(fabs(signals - happy.parts[PART_SIGNALS]) < 1e-9);
    assert_true(happy.satisfaction > angry.satisfaction + 0.3);
    kefu__dialogue_free(&happy);
    kefu__dialogue_free(&angry);
    kefu_conversation_free(good);
    kefu_conversation_free(bad);
}

static double count_of(const char *json, enum dialogue_signal signal) {
    kefu_conversation *c = chat_read(json);
    double counts[SIGNALS];
    kefu__signals_count(c, counts);
    kefu_conversation_free(c);
    return counts[signal];
}

#define SAYS(role, text) "{'role':'" role "','text':'" text "'}"

/* Thanks before an answer, in a question or after a promise are only polite. */
static void formal_thanks_count_half(void **state) {
    (void)state;
    assert_true(count_of("{'turns':[" SAYS("customer", "怎么退货") "," SAYS(
                             "agent", "在订单里点申请售后") "," SAYS("customer", "谢谢") "]}",
                         SIGNAL_GRATITUDE) == 1);
    assert_true(
        count_of("{'turns':[" SAYS("customer", "帮我查一下，谢谢") "]}", SIGNAL_GRATITUDE) == 0.5);
    assert_true(
        count_of("{'turns':[" SAYS("customer", "怎么退货") "," SAYS(
                     "agent", "在订单里点申请售后") "," SAYS("customer", "谢谢，运费谁出？") "]}",
                 SIGNAL_GRATITUDE) == 0.5);
    assert_true(count_of("{'turns':[" SAYS("customer", "还没到") "," SAYS(
                             "agent", "非常抱歉") "," SAYS("customer", "好的谢谢") "]}",
                         SIGNAL_THANKED) == 0.5);
    assert_true(count_of("{'turns':[" SAYS("customer", "还没到") "," SAYS(
                             "agent", "非常抱歉") "," SAYS("customer", "收到了，很满意，谢谢") "]}",
                         SIGNAL_THANKED) == 1);
}

/* What follows in messages of one side is one turn; three turns are as good as more. */
static void signals_count_turns(void **state) {
    static const char many[] = "{'turns':[" SLOW "," SORRY "," SLOW "," SORRY "," SLOW "," SORRY
                               "," SLOW "," SORRY "]}";
    (void)state;
    assert_true(count_of("{'messages':[" SLOW "," SLOW "," SORRY "]}", SIGNAL_NEGATIVE) == 1);
    assert_true(count_of("{'messages':[" SLOW "," SLOW "," SORRY "]}", SIGNAL_LEFT_OPEN) == 0);
    assert_true(count_of("{'messages':[" SORRY "," SLOW "]}", SIGNAL_LEFT_OPEN) == 1);
    assert_true(count_of("{'messages':[" SORRY "," THANKS "]}", SIGNAL_LEFT_OPEN) == 0);
    assert_true(count_of(many, SIGNAL_NEGATIVE) == 3);
    assert_true(count_of(many, SIGNAL_APOLOGIES) == 3);
    assert_true(count_of("{'messages':[" SAYS("customer", "能退吗") "]}", SIGNAL_ASKS_LAST) == 1);
    assert_true(count_of("{'messages':[{'role':'agent','private':true,'text':'非常抱歉'}]}",
                         SIGNAL_APOLOGIES) == 0);
}

/* Consecutive messages of one side are one turn; evidence has offsets in its own message. */
static void messages_of_one_side_are_one_turn(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[{'role':'customer','text':'太差了'},{'role':'customer','text':'要投诉'},"
        "{'role':'system','text':'已接入'},{'role':'agent','private':true,'text':'骗子'},{'role':"
        "'bot','text':'您好'},{'role':'agent','text':'非常抱歉'},{'role':'customer','text':'谢谢你'"
        "}]}");
    struct dialogue dialogue = hear(c);
    size_t i, k;
    (void)state;
    assert_int_equal(dialogue.turn_count, 3);
    assert_true(kefu__str_is(dialogue.turns[0].text, "太差了\n要投诉"));
    assert_true(kefu__str_is(dialogue.turns[1].text, "您好\n非常抱歉"));
    assert_int_equal(dialogue.place_count, 5);
    assert_int_equal(dialogue.places[1].message, 1);
    assert_true(dialogue.evidence_count > 0);
    for (i = 0; i < dialogue.evidence_count; i++) {
        const struct dialogue_evidence *item = &dialogue.evidence[i];
        assert_true(item->start < item->end && item->end <= c->messages[item->message].text.size);
        assert_true(i == 0 || fabs(item[-1].value) >= fabs(item->value));
        /* no piece of evidence is inside of another one */
        for (k = 0; k < dialogue.evidence_count; k++)
            assert_true(k == i || dialogue.evidence[k].message != item->message ||
                        dialogue.evidence[k].start > item->start ||
                        dialogue.evidence[k].end < item->end);
    }
    kefu__dialogue_free(&dialogue);
    kefu_conversation_free(c);
}

static kefu_value metric_of(const kefu_conversation *c) {
    kefu_metric metric;
    kefu_value value;
    assert_int_equal(kefu_scheme_find_metric(kefu_conversation_scheme(c),
                                             KEFU_TEXT("satisfaction_estimate"), &metric, NULL),
                     KEFU_OK);
    assert_int_equal(
        kefu_conversation_metric(c, metric, KEFU_STATISTIC_DEFAULT, KEFU_TIME_END, &value, NULL),
        KEFU_OK);
    return value;
}

static void the_metric_is_the_estimate(void **state) {
    kefu_conversation *c = chat_read("{'turns':[" SLOW "," SORRY "," THANKS "]}");
    struct dialogue dialogue = hear(c);
    const kefu_value value = metric_of(c);
    (void)state;
    assert_int_equal(value.state, KEFU_STATE_OK);
    assert_int_equal(value.unit, KEFU_UNIT_POINTS);
    assert_true(fabs(value.value - dialogue.satisfaction) < 1e-5);
    kefu__dialogue_free(&dialogue);
    kefu_conversation_free(c);
}

static void check_nothing(const kefu_conversation *c, uint32_t reason) {
    struct dialogue dialogue = hear(c);
    assert_int_equal(dialogue.state, KEFU_STATE_NO_DATA);
    assert_int_equal(dialogue.reason, reason);
    assert_int_equal(dialogue.evidence_count, 0);
    kefu__dialogue_free(&dialogue);
}

static void without_words_there_is_no_estimate(void **state) {
    kefu_scheme_options bare = KEFU_SCHEME_OPTIONS_INIT;
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_conversation *c = chat_read("{'turns':[" SORRY "]}");
    const char *json = "{\"turns\":[{\"role\":\"customer\",\"text\":\"太差了\"}]}";
    kefu_scheme *scheme;
    (void)state;
    check_nothing(c, KEFU_REASON_NO_CUSTOMER);
    assert_int_equal(metric_of(c).reason, KEFU_REASON_NO_CUSTOMER);
    kefu_conversation_free(c);
    options.flags = KEFU_CONVERSATION_NO_TEXT;
    assert_int_equal(kefu_conversation_new(chat_scheme, &options, &c, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_read_json(c, chat_scratch, json, strlen(json), NULL, NULL),
                     KEFU_OK);
    check_nothing(c, KEFU_REASON_NO_TEXT);
    assert_int_equal(metric_of(c).state, KEFU_STATE_NO_DATA);
    assert_int_equal(metric_of(c).reason, KEFU_REASON_NO_TEXT);
    kefu_conversation_free(c);
    bare.flags = KEFU_SCHEME_BARE;
    assert_int_equal(kefu_scheme_compile(NULL, 0, &bare, &scheme, NULL, NULL), KEFU_OK);
    c = chat_read_with(scheme, json, NULL);
    check_nothing(c, KEFU_REASON_NO_MODEL);
    kefu_conversation_free(c);
    kefu_scheme_release(scheme);
}

static void a_users_model_replaces_the_built_in_one(void **state) {
    kefu_scheme *scheme = chat_scheme_with(
        "{'kefu':1,'kind':'lexicon','id':'kefu.learned.satisfaction','version':'2.0.0','license':"
        "'mine','learned':{'task':'dialogue','scale':1,'bias':0.5,'channels':[{'channel':'customer'"
        ",'scale':0.01,'keywords':[{'weight':-100,'texts':'太差'}],'pairs':[]}],'measures':[]}}");
    kefu_conversation *c = chat_read_with(scheme, "{'turns':[" SLOW "]}", NULL);
    struct dialogue dialogue = hear(c);
    (void)state;
    assert_true(fabs(dialogue.satisfaction + 0.5) < 1e-9);
    assert_int_equal(dialogue.evidence_count, 1);
    assert_true(fabs(dialogue.evidence[0].value + 1) < 1e-9);
    kefu__dialogue_free(&dialogue);
    kefu_conversation_free(c);
    kefu_scheme_release(scheme);
}

/* ---- the course ---- */

static void windows_are_half_of_the_messages_and_at_most_three(void **state) {
    static const size_t windows[] = {0, 1, 1, 2, 2, 3, 3, 3, 3};
    (void)state;
    for (size_t count = 0; count < sizeof windows / sizeof *windows; count++)
        assert_int_equal(kefu__sentiment_window(count), windows[count]);
}

static void a_recovery_names_the_act_before_it(void **state) {
    kefu_conversation *c = chat_read("{'turns':[" SLOW "," SORRY "," THANKS "]}");
    struct trajectory course;
    (void)state;
    kefu__trajectory_compute(c, &course);
    assert_true(course.spoke && course.recovered);
    assert_int_equal(course.turning_point_count, 1);
    assert_true(course.start < -0.5 && course.end > 0.5);
    assert_int_equal(course.start_message, 0);
    assert_int_equal(course.end_message, 2);
    assert_int_equal(course.worst_message, 0);
    assert_int_equal(course.recovery.before, 0);
    assert_int_equal(course.recovery.after, 2);
    assert_non_null(course.act);
    assert_int_equal(course.act_message, 1);
    assert_string_not_equal(course.act->id, "greeting");
    kefu_conversation_free(c);
}

/* Of two recoveries the greater one is told, whichever came first. */
static void the_greatest_recovery_is_told(void **state) {
    static const char less[] = "{'role':'customer','text':'有点慢'}," SORRY
                               ",{'role':'customer','text':'不错'}";
    static const char more[] = SLOW "," SORRY "," THANKS;
    char json[2048];
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        snprintf(json, sizeof json, "{'turns':[%s," SORRY ",%s]}", i ? more : less,
                 i ? less : more);
        const struct trajectory course = follow(json);
        assert_true(course.recovered);
        assert_int_equal(course.recovery.before, i ? 0 : 4);
        assert_int_equal(course.recovery.after, i ? 2 : 6);
        assert_int_equal(course.turning_point_count, 3);
    }
}

static void a_fall_is_a_turning_point_and_no_recovery(void **state) {
    const struct trajectory course = follow("{'turns':[" THANKS "," SORRY "," SLOW "]}");
    (void)state;
    assert_int_equal(course.turning_point_count, 1);
    assert_true(course.turning_points[0].to < course.turning_points[0].from);
    assert_false(course.recovered);
    assert_int_equal(course.worst_message, 2);
}

/* Without an answer in between there is one turn: nothing turned. */
static void a_change_of_mind_in_one_turn_is_none(void **state) {
    const struct trajectory course = follow("{'turns':[" SLOW "," THANKS "]}");
    (void)state;
    assert_int_equal(course.turning_point_count, 0);
    assert_false(course.recovered);
}

static void turns_without_evidence_are_passed_over(void **state) {
    const struct trajectory course = follow(
        "{'turns':[" SLOW "," SORRY ",{'role':'customer','text':'在吗'}," SORRY "," THANKS "]}");
    (void)state;
    assert_int_equal(course.turning_point_count, 1);
    assert_int_equal(course.turning_points[0].before, 0);
    assert_int_equal(course.turning_points[0].after, 4);
}

static void nobody_spoke_no_course(void **state) {
    assert_false(follow("{'turns':[" SORRY "]}").spoke);
    assert_false(follow("{'messages':[]}").spoke);
    (void)state;
}

/* ---- writing ---- */

static kefu_status collect(void *ctx, const char *data, size_t size) {
    kefu__buffer_add(ctx, data, size);
    return KEFU_OK;
}

static kefu_status refuse(void *ctx, const char *data, size_t size) {
    (void)ctx;
    (void)data;
    (void)size;
    return KEFU_E_WRITE;
}

static void pushed_is_read(void **state) {
    static const char *const turns[] = {SLOW, SORRY, THANKS};
    kefu_conversation *whole = chat_read("{'turns':[" SLOW "," SORRY "," THANKS "]}"), *live;
    const kefu_allocator plain = kefu__allocator_default();
    struct buffer a, b;
    size_t i, k;
    (void)state;
    kefu__buffer_init(&a, &plain);
    kefu__buffer_init(&b, &plain);
    assert_int_equal(kefu_conversation_new(chat_scheme, NULL, &live, NULL), KEFU_OK);
    for (i = 0; i < 3; i++) {
        char json[256];
        snprintf(json, sizeof json, "%s", turns[i]);
        for (k = 0; json[k]; k++)
            json[k] = json[k] == '\'' ? '"' : json[k];
        assert_int_equal(
            kefu_conversation_push_json(live, chat_scratch, json, strlen(json), NULL, NULL),
            KEFU_OK);
        b.size = 0;
        assert_int_equal(kefu_conversation_write_dialogue(live, collect, &b, NULL), KEFU_OK);
    }
    assert_int_equal(kefu_conversation_write_dialogue(whole, collect, &a, NULL), KEFU_OK);
    assert_true(a.size == b.size && memcmp(a.data, b.data, a.size) == 0);
    const char *estimate = strstr(a.data, "\"satisfaction\":");
    assert_true(estimate && fabs(strtod(estimate + strlen("\"satisfaction\":"), NULL)) > 0.1);
    assert_int_equal(kefu_conversation_write_dialogue(whole, refuse, NULL, NULL), KEFU_E_WRITE);
    assert_int_equal(kefu_conversation_write_dialogue(NULL, collect, &a, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_conversation_write_dialogue(whole, NULL, NULL, NULL), KEFU_E_ARGUMENT);
    kefu__buffer_free(&a);
    kefu__buffer_free(&b);
    kefu_conversation_free(whole);
    kefu_conversation_free(live);
}

static void recalled_words_are_not_heard(void **state) {
    kefu_conversation *c = chat_read("{'messages':[{'id':'m','role':'customer','text':'太差了'}],"
                                     "'events':[{'type':'recalled','message_id':'m'}]}");
    (void)state;
    check_nothing(c, KEFU_REASON_NO_CUSTOMER);
    kefu_conversation_free(c);
}

static void bad_turns_are_refused_with_their_place(void **state) {
    static const struct {
        const char *json, *pointer;
    } bad[] = {{"{\"turns\":[{\"role\":\"customer\"}]}", "/turns/0"},
               {"{\"turns\":[{\"role\":\"judge\",\"text\":\"x\"}]}", "/turns/0/role"},
               {"{\"turns\":[{\"role\":\"customer\",\"text\":1}]}", "/turns/0/text"},
               {"{\"turns\":[3]}", "/turns/0"},
               {"{\"turns\":{}}", "/turns"}};
    size_t i;
    (void)state;
    for (i = 0; i < sizeof bad / sizeof *bad; i++) {
        kefu_conversation *c;
        kefu_error error;
        assert_int_equal(kefu_conversation_new(chat_scheme, NULL, &c, NULL), KEFU_OK);
        assert_int_equal(kefu_conversation_read_json(c, chat_scratch, bad[i].json,
                                                     strlen(bad[i].json), NULL, &error),
                         KEFU_E_DEFINITION);
        assert_string_equal(error.pointer, bad[i].pointer);
        kefu_conversation_free(c);
    }
}

/* Any allocation may fail: then the call returns KEFU_E_MEMORY and leaks nothing. */
static void without_memory_nothing_is_half_done(void **state) {
    const char *json =
        "{\"turns\":[{\"role\":\"customer\",\"text\":\"太差了\"},{\"role\":\"agent\","
        "\"text\":\"抱歉\"},{\"role\":\"customer\",\"text\":\"谢谢你\"}]}";
    const kefu_allocator plain = kefu__allocator_default();
    kefu_status status = KEFU_E_MEMORY;
    size_t fail_at;
    (void)state;
    for (fail_at = 1; status == KEFU_E_MEMORY && fail_at < 500; fail_at++) {
        kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
        struct test_memory memory;
        const kefu_allocator allocator = test_allocator(&memory, 0);
        kefu_conversation *c;
        kefu_metric metric;
        struct buffer out;
        kefu_value value = {0};
        size_t blocks;
        kefu__buffer_init(&out, &plain);
        options.allocator = &allocator;
        assert_int_equal(kefu_conversation_new(chat_scheme, &options, &c, NULL), KEFU_OK);
        assert_int_equal(
            kefu_conversation_read_json(c, chat_scratch, json, strlen(json), NULL, NULL), KEFU_OK);
        blocks = memory.live_blocks;
        memory.fail_at = memory.allocations + fail_at;
        status = kefu_conversation_write_dialogue(c, collect, &out, NULL);
        assert_true(status == KEFU_OK || (status == KEFU_E_MEMORY && out.size == 0));
        assert_int_equal(memory.live_blocks, blocks);
        memory.fail_at = memory.allocations + 1;
        assert_int_equal(
            kefu_scheme_find_metric(chat_scheme, KEFU_TEXT("satisfaction_estimate"), &metric, NULL),
            KEFU_OK);
        assert_int_equal(kefu_conversation_metric(c, metric, KEFU_STATISTIC_DEFAULT, KEFU_TIME_END,
                                                  &value, NULL),
                         KEFU_E_MEMORY);
        assert_int_equal(memory.live_blocks, blocks);
        memory.fail_at = 0;
        kefu_conversation_free(c);
        assert_int_equal(memory.live_blocks, 0);
        kefu__buffer_free(&out);
    }
    assert_int_equal(status, KEFU_OK);
    assert_true(fail_at > 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_are_half_of_the_messages_and_at_most_three),
        cmocka_unit_test(the_learned_part_is_that_of_training),
        cmocka_unit_test(the_parts_add_up_and_follow_the_words),
        cmocka_unit_test(formal_thanks_count_half),
        cmocka_unit_test(signals_count_turns),
        cmocka_unit_test(messages_of_one_side_are_one_turn),
        cmocka_unit_test(the_metric_is_the_estimate),
        cmocka_unit_test(without_words_there_is_no_estimate),
        cmocka_unit_test(a_users_model_replaces_the_built_in_one),
        cmocka_unit_test(a_recovery_names_the_act_before_it),
        cmocka_unit_test(the_greatest_recovery_is_told),
        cmocka_unit_test(a_fall_is_a_turning_point_and_no_recovery),
        cmocka_unit_test(a_change_of_mind_in_one_turn_is_none),
        cmocka_unit_test(turns_without_evidence_are_passed_over),
        cmocka_unit_test(nobody_spoke_no_course),
        cmocka_unit_test(pushed_is_read),
        cmocka_unit_test(recalled_words_are_not_heard),
        cmocka_unit_test(bad_turns_are_refused_with_their_place),
        cmocka_unit_test(without_memory_nothing_is_half_done),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
