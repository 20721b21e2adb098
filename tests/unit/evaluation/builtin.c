/* SPDX-License-Identifier: MIT
 * Tests of the built-in form and rules: what the seeds ask of them, on conversations whose words do
 * not depend on the finer points of the lexicon. */
#include "fixture.h"

#include <math.h>

struct builtin {
    struct bench bench;
    kefu_conversation *conversation;
    kefu_evaluation *evaluation;
};

/* The built-in scheme, compiled once. */
static kefu_scheme *shared_scheme(void) {
    static kefu_scheme *scheme;
    if (!scheme)
        assert_int_equal(kefu_scheme_builtin(NULL, &scheme, NULL), KEFU_OK);
    return scheme;
}

static int release_scheme(void **state) {
    (void)state;
    kefu_scheme_release(shared_scheme());
    return 0;
}

static void judge_lines(struct builtin *builtin, const char *label, const char *const *lines) {
    memset(builtin, 0, sizeof *builtin);
    builtin->bench.scheme = kefu_scheme_retain(shared_scheme());
    assert_int_equal(kefu_scratch_new(NULL, &builtin->bench.scratch, NULL), KEFU_OK);
    builtin->conversation = talk(&builtin->bench, lines);
    if (label)
        assert_int_equal(
            kefu_conversation_add_label(builtin->conversation, label, strlen(label), NULL),
            KEFU_OK);
    builtin->evaluation = evaluate(&builtin->bench, builtin->conversation, KEFU_TIME_END);
}

static void builtin_close(struct builtin *builtin) {
    kefu_evaluation_free(builtin->evaluation);
    kefu_conversation_free(builtin->conversation);
    bench_close(&builtin->bench);
}

static bool has_hit(const struct builtin *builtin, const char *rule) {
    const kefu_str id = {rule, strlen(rule)};
    const size_t index = kefu__rules_find(builtin->bench.scheme->rules, id);
    size_t i;
    assert_true(index != SIZE_MAX);
    for (i = 0; i < builtin->evaluation->hit_count; i++)
        if (builtin->evaluation->hits[i].rule == index)
            return true;
    return false;
}

static kefu_value part(const struct builtin *builtin, const char *id) {
    kefu_value value;
    assert_int_equal(kefu_evaluation_find_part(builtin->evaluation, id, strlen(id), &value, NULL),
                     KEFU_OK);
    return value;
}

static void the_form_is_the_default_and_has_the_four_criteria(void **state) {
    static const char *const criteria[] = {"speed", "attitude", "resolution", "knowledge"};
    static const char *const titles[] = {"响应速度", "服务态度", "问题解决率", "专业知识"};
    static const struct {
        double score;
        const char *band, *title;
    } bands[] = {{100, "excellent", "优秀"},   {90, "excellent", "优秀"}, {89.99, "good", "良好"},
                 {80, "good", "良好"},         {79.99, "pass", "合格"},   {60, "pass", "合格"},
                 {59.99, "improve", "待改进"}, {0, "improve", "待改进"}};
    kefu_scheme *scheme = NULL;
    kefu_findings *findings = new_findings();
    const struct rubric *rubric;
    kefu_rubric handle = 0, named = 0;
    double daily = 0, promotion = 0;
    size_t i;
    (void)state;
    assert_int_equal(kefu_scheme_compile(NULL, 0, NULL, &scheme, findings, NULL), KEFU_OK);
    assert_int_equal(kefu_scheme_find_rubric(scheme, "", 0, &handle, NULL), KEFU_OK);
    assert_int_equal(
        kefu_scheme_find_rubric(scheme, KEFU_TEXT("kefu.rubric.service"), &named, NULL), KEFU_OK);
    assert_int_equal(handle, named);
    rubric = kefu__rubric_of(scheme, handle);
    assert_int_equal(rubric->section_count, 4);
    for (i = 0; i < 4; i++) {
        assert_string_equal(rubric->sections[i].id, criteria[i]);
        assert_string_equal(rubric->sections[i].title_zh, titles[i]);
        daily += rubric->sections[i].weight;
        promotion += rubric->profiles[0].section_weights[i];
    }
    assert_true(fabs(daily - 100) < 1e-9 && fabs(promotion - 100) < 1e-9);
    assert_string_equal(rubric->profiles[0].id, "promotion");
    assert_true(rubric->profiles[0].section_weights[0] == 40);
    assert_true(rubric->sections[2].weight > rubric->sections[0].weight &&
                rubric->sections[2].weight > rubric->sections[1].weight &&
                rubric->sections[2].weight > rubric->sections[3].weight);
    for (i = 0; i < sizeof bands / sizeof *bands; i++) {
        const struct rubric_band *band = kefu__rubric_band(rubric, bands[i].score);
        assert_string_equal(band->id, bands[i].band);
        assert_string_equal(band->title_zh, bands[i].title);
        assert_true(*band->anchor_zh && *band->anchor_en); /* each has an example */
        assert_string_equal(kefu_scheme_title(scheme, band->id, "zh-Hans"), bands[i].title);
    }
    for (i = 0; i < kefu_findings_count(findings); i++) {
        kefu_finding finding = {.size = sizeof finding};
        assert_int_equal(kefu_findings_at(findings, i, &finding, NULL), KEFU_OK);
        assert_null(strstr(finding.source, "rubric"));
        assert_null(strstr(finding.source, "rules"));
    }
    kefu_findings_free(findings);
    kefu_scheme_release(scheme);
}

static void a_good_chat_is_excellent(void **state) {
    static const char *const lines[] = {
        "c0 快递坏了怎么办",
        "a10 您好，非常抱歉给您带来不便，理解您的心情，马上为您核实",
        "a30 已经为您安排补发，今天发出",
        "c50 谢谢，很满意",
        "a60 感谢您的支持，祝您生活愉快",
        "r100",
        NULL};
    struct builtin builtin;
    (void)state;
    judge_lines(&builtin, NULL, lines);
    assert_string_equal(kefu_evaluation_band(builtin.evaluation), "excellent");
    assert_true(has_hit(&builtin, "greeting") && has_hit(&builtin, "solution_given"));
    assert_false(has_hit(&builtin, "slow_gap"));
    builtin_close(&builtin);
}

static void an_insult_vetoes(void **state) {
    static const char *const lines[] = {"c0 快递坏了怎么办", "a10 你是傻子吗", NULL};
    struct builtin builtin;
    (void)state;
    judge_lines(&builtin, NULL, lines);
    assert_true(has_hit(&builtin, "rude"));
    assert_true(kefu_evaluation_score(builtin.evaluation).value == 0);
    assert_true(builtin.evaluation->raw.value > 0);
    assert_string_equal(kefu_evaluation_band(builtin.evaluation), "improve");
    builtin_close(&builtin);
}

static void nobody_answering_is_zero_and_a_bot_alone_is_no_score(void **state) {
    static const char *const unanswered[] = {"c0 在吗", "c60 有人吗", NULL};
    static const char *const bot[] = {"c0 在吗", "b1 亲，请描述您的问题", "c9 好的", NULL};
    struct builtin builtin;
    (void)state;
    judge_lines(&builtin, NULL, unanswered);
    assert_true(has_hit(&builtin, "unanswered"));
    assert_int_equal(kefu_evaluation_score(builtin.evaluation).state, KEFU_STATE_OK);
    assert_true(kefu_evaluation_score(builtin.evaluation).value == 0);
    assert_int_equal(part(&builtin, "attitude").state, KEFU_STATE_NO_DATA);
    builtin_close(&builtin);
    judge_lines(&builtin, NULL, bot);
    assert_false(has_hit(&builtin, "unanswered"));
    assert_int_equal(kefu_evaluation_score(builtin.evaluation).state, KEFU_STATE_NO_DATA);
    builtin_close(&builtin);
}

static kefu_status append(void *ctx, const char *data, size_t size) {
    kefu__buffer_add(ctx, data, size);
    return KEFU_OK;
}

/* An evaluation says why a hint counts as a fault, and reads back with that. */
static void a_promoted_hint_says_why(void **state) {
    static const char conversation[] =
        "{\"messages\":[{\"role\":\"customer\",\"text\":\"快递到哪了\"},{\"role\":\"agent\","
        "\"agent_id\":\"a\",\"text\":\"请您耐心等待\"},{\"role\":\"customer\",\"text\":"
        "\"还没有消息吗\"},{\"role\":\"agent\",\"agent_id\":\"a\",\"text\":\"请您耐心等待\"}]}";
    static const char member[] = "\"promoted\":\"repeated\"";
    const kefu_allocator allocator = kefu__allocator_default();
    struct builtin builtin;
    struct buffer first, second;
    kefu_evaluation *read = NULL;
    (void)state;
    kefu__buffer_init(&first, &allocator);
    kefu__buffer_init(&second, &allocator);
    memset(&builtin, 0, sizeof builtin);
    builtin.bench.scheme = kefu_scheme_retain(shared_scheme());
    assert_int_equal(kefu_scratch_new(NULL, &builtin.bench.scratch, NULL), KEFU_OK);
    builtin.conversation = talk_begin(&builtin.bench);
    assert_int_equal(kefu_conversation_read_json(builtin.conversation, builtin.bench.scratch,
                                                 conversation, sizeof conversation - 1, NULL, NULL),
                     KEFU_OK);
    builtin.evaluation = evaluate(&builtin.bench, builtin.conversation, KEFU_TIME_END);
    assert_int_equal(kefu_evaluation_write(builtin.evaluation, append, &first, NULL), KEFU_OK);
    assert_int_equal(
        kefu_evaluation_read_json(builtin.bench.scheme, first.data, first.size, &read, NULL, NULL),
        KEFU_OK);
    assert_int_equal(kefu_evaluation_write(read, append, &second, NULL), KEFU_OK);
    assert_true(first.size == second.size && !memcmp(first.data, second.data, first.size));
    kefu_evaluation_free(read);
    kefu__buffer_add(&first, "", 1);
    assert_non_null(strstr(first.data, member));
    while (strstr(first.data, member)) /* in the answers' evidence, too */
        memcpy(strstr(first.data, member) + strlen("\"promoted\":\""), "unheard_", 8);
    read = NULL;
    assert_int_equal(kefu_evaluation_read_json(builtin.bench.scheme, first.data, first.size - 1,
                                               &read, NULL, NULL),
                     KEFU_E_DEFINITION);
    assert_null(read);
    kefu__buffer_free(&first);
    kefu__buffer_free(&second);
    builtin_close(&builtin);
}

static void without_times_speed_has_no_data(void **state) {
    static const char conversation[] = "{\"messages\":[{\"role\":\"customer\",\"text\":"
                                       "\"快递坏了\"},{\"role\":\"agent\",\"agent_id\":"
                                       "\"a\",\"text\":\"您好，抱歉，已经为您安排补发\"}]}";
    struct builtin builtin;
    (void)state;
    memset(&builtin, 0, sizeof builtin);
    builtin.bench.scheme = kefu_scheme_retain(shared_scheme());
    assert_int_equal(kefu_scratch_new(NULL, &builtin.bench.scratch, NULL), KEFU_OK);
    builtin.conversation = talk_begin(&builtin.bench);
    assert_int_equal(kefu_conversation_read_json(builtin.conversation, builtin.bench.scratch,
                                                 conversation, sizeof conversation - 1, NULL, NULL),
                     KEFU_OK);
    builtin.evaluation = evaluate(&builtin.bench, builtin.conversation, KEFU_TIME_END);
    assert_int_equal(part(&builtin, "speed").state, KEFU_STATE_NO_DATA);
    assert_int_equal(kefu_evaluation_score(builtin.evaluation).state, KEFU_STATE_OK);
    assert_true(builtin.evaluation->sections[0].weight == 0);
    builtin_close(&builtin);
}

static void a_promotion_weighs_speed(void **state) {
    static const char *const slow[] = {"c7200 快递坏了怎么办", "a8200 您好，已经为您安排补发",
                                       "r1100", NULL};
    struct builtin daily, promotion;
    (void)state;
    judge_lines(&daily, NULL, slow);
    judge_lines(&promotion, "大促", slow);
    assert_true(has_hit(&daily, "slow_gap") && has_hit(&daily, "sla_missed"));
    assert_true(daily.evaluation->sections[0].weight == 20);
    assert_true(promotion.evaluation->sections[0].weight == 40);
    assert_true(kefu_evaluation_score(promotion.evaluation).value + 5 <
                kefu_evaluation_score(daily.evaluation).value);
    builtin_close(&daily);
    builtin_close(&promotion);
}

static void off_platform_words_are_found_in_disguise(void **state) {
    static const char *const lines[] = {"c0 能便宜点吗", "a10 加我VX聊，便宜", NULL};
    struct builtin builtin;
    (void)state;
    judge_lines(&builtin, NULL, lines);
    assert_true(has_hit(&builtin, "off_platform"));
    assert_true(kefu_evaluation_score(builtin.evaluation).value <= 59);
    builtin_close(&builtin);
}

/* The default rubric of a scheme with some documents of the caller's. */
static kefu_status default_with(const char *const *texts, size_t count, char id[64],
                                kefu_error *error) {
    kefu_document documents[4];
    kefu_scheme *scheme = NULL;
    kefu_rubric rubric = 0;
    kefu_status status;
    size_t i;
    memset(documents, 0, sizeof documents);
    for (i = 0; i < count; i++) {
        documents[i].text.data = texts[i];
        documents[i].text.size = strlen(texts[i]);
    }
    status = kefu_scheme_compile(documents, count, NULL, &scheme, NULL, error);
    if (status != KEFU_OK)
        return status;
    assert_int_equal(kefu_scheme_find_rubric(scheme, "", 0, &rubric, NULL), KEFU_OK);
    snprintf(id, 64, "%s", kefu__rubric_of(scheme, rubric)->id);
    kefu_scheme_release(scheme);
    return KEFU_OK;
}

static void the_default_rubric_is_named_given_or_built_in(void **state) {
    static const char one[] = HEAD("rubric", "my.one") "\"sections\":[{\"id\":\"s\",\"weight\":100,"
                                                       "\"questions\":[{\"id\":\"q\",\"type\":"
                                                       "\"boolean\"}]}]}";
    static const char two[] = HEAD("rubric", "my.two") "\"sections\":[{\"id\":\"s\",\"weight\":100,"
                                                       "\"questions\":[{\"id\":\"q\",\"type\":"
                                                       "\"boolean\"}]}]}";
    static const char named[] = HEAD("scheme", "my.scheme") "\"rubric\":\"my.two\"}";
    static const char wrong[] = HEAD("scheme", "my.scheme") "\"rubric\":\"my.three\"}";
    const char *const texts[] = {one, two, named}, *const missing[] = {one, wrong};
    kefu_error error;
    char id[64];
    (void)state;
    assert_int_equal(default_with(texts, 0, id, &error), KEFU_OK);
    assert_string_equal(id, "kefu.rubric.service");
    assert_int_equal(default_with(texts, 2, id, &error), KEFU_OK);
    assert_string_equal(id, "my.one");
    assert_int_equal(default_with(texts, 3, id, &error), KEFU_OK);
    assert_string_equal(id, "my.two");
    assert_int_equal(default_with(missing, 2, id, &error), KEFU_E_REFERENCE);
    assert_string_equal(error.pointer, "/rubric");
}

static void the_documents_pass_their_own_tests(void **state) {
    kefu_scheme *scheme = shared_scheme();
    kefu_findings *findings = new_findings();
    size_t failed = 99, i;
    (void)state;
    assert_true(scheme->rules->test_count >= 11);
    assert_int_equal(kefu_scheme_test(scheme, findings, &failed, NULL), KEFU_OK);
    for (i = 0; i < kefu_findings_count(findings); i++) {
        kefu_finding finding = {.size = sizeof finding};
        assert_int_equal(kefu_findings_at(findings, i, &finding, NULL), KEFU_OK);
        if (strstr(finding.source, "rules") || strstr(finding.source, "rubric"))
            fail_msg("%s:%u: %s: %s", finding.source, finding.line, finding.pointer,
                     finding.message);
    }
    kefu_findings_free(findings);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_form_is_the_default_and_has_the_four_criteria),
        cmocka_unit_test(a_good_chat_is_excellent),
        cmocka_unit_test(an_insult_vetoes),
        cmocka_unit_test(nobody_answering_is_zero_and_a_bot_alone_is_no_score),
        cmocka_unit_test(without_times_speed_has_no_data),
        cmocka_unit_test(a_promoted_hint_says_why),
        cmocka_unit_test(a_promotion_weighs_speed),
        cmocka_unit_test(off_platform_words_are_found_in_disguise),
        cmocka_unit_test(the_default_rubric_is_named_given_or_built_in),
        cmocka_unit_test(the_documents_pass_their_own_tests),
    };
    return cmocka_run_group_tests(tests, NULL, release_scheme);
}
