/* SPDX-License-Identifier: MIT
 * Tests of the report's model and of its five formats, over records with planted facts. */
#include "../test.h"

#include <stdio.h>

#include "kefu/kefu.h"
#include "report/model.h"
#include "json/utf8.h"

/* Two periods of a few conversations. What customers say tries to break every format. */
static const char *const now[] = {
    "{\"id\":\"c1\",\"topic\":\"logistics\",\"messages\":["
    "{\"id\":\"m1\",\"at\":\"2026-03-12T09:00:00+08:00\",\"role\":\"customer\",\"text\":"
    "\"<script>alert(1)</script>太差了！！快递'丢'了，\\\"垃圾\\\" & 骗子 13812345678 | * _x_ "
    "\\u0001\\u202e\"},"
    "{\"id\":\"m2\",\"at\":\"2026-03-12T09:00:30+08:00\",\"role\":\"agent\",\"agent_id\":\"=cmd|"
    "a1\","
    "\"text\":\"您好，非常抱歉\"},"
    "{\"id\":\"m3\",\"at\":\"2026-03-12T09:01:00+08:00\",\"role\":\"customer\",\"text\":"
    "\"气死我了\"}]}",
    "{\"id\":\"c2\",\"topic\":\"logistics\",\"messages\":["
    "{\"id\":\"m1\",\"at\":\"2026-03-12T10:00:00+08:00\",\"role\":\"customer\",\"text\":"
    "\"物流太慢了，很失望\"},"
    "{\"id\":\"m2\",\"at\":\"2026-03-12T10:10:00+08:00\",\"role\":\"agent\",\"agent_id\":\"a,2\","
    "\"text\":\"这不归我管\"}]}",
    "{\"id\":\"c3\",\"topic\":\"<b>\",\"messages\":["
    "{\"id\":\"m1\",\"at\":\"2026-03-12T10:30:00+08:00\",\"role\":\"customer\",\"text\":"
    "\"很满意，谢谢\"},"
    "{\"id\":\"m2\",\"at\":\"2026-03-12T10:30:05+08:00\",\"role\":\"agent\",\"agent_id\":\"a,2\","
    "\"text\":\"您好\"}]}",
};
static const char *const feedback_now[] = {
    "{\"id\":\"f1\",\"conversation_id\":\"c1\",\"agent_id\":\"a,2\",\"source\":\"survey\","
    "\"at\":\"2026-03-12T11:00:00+08:00\",\"scale\":{\"min\":1,\"max\":5},\"rating\":1,"
    "\"text\":\"</td><img src=x>差评\",\"topic\":\"logistics\"}",
    "{\"id\":\"f2\",\"source\":\"review\",\"at\":\"2026-03-12T12:00:00+08:00\","
    "\"scale\":{\"min\":1,\"max\":5},\"rating\":5,\"text\":\"好\",\"topic\":\"quality\"}",
    "{\"id\":\"f3\",\"source\":\"survey\",\"at\":\"2026-03-12T12:30:00+08:00\","
    "\"scale\":{\"min\":0,\"max\":10},\"rating\":9}",
};
static const char *const before[] = {
    "{\"id\":\"p1\",\"topic\":\"logistics\",\"messages\":["
    "{\"id\":\"m1\",\"at\":\"2026-03-11T10:00:00+08:00\",\"role\":\"customer\",\"text\":\"在吗\"},"
    "{\"id\":\"m2\",\"at\":\"2026-03-11T10:01:00+08:00\",\"role\":\"agent\",\"agent_id\":\"a,2\","
    "\"text\":\"在\"}]}",
};
static const char *const timeless[] = {
    "{\"id\":\"t1\",\"messages\":[{\"role\":\"customer\",\"text\":\"怎么退款\"},"
    "{\"role\":\"agent\",\"text\":\"您好，在订单页申请\"}]}",
};

static kefu_scheme *scheme;
static kefu_scratch *scratch;

static int begin(void **state) {
    (void)state;
    return kefu_scheme_builtin(NULL, &scheme, NULL) || kefu_scratch_new(NULL, &scratch, NULL);
}

static int end(void **state) {
    (void)state;
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    return 0;
}

static kefu_aggregate *add_up(const char *const *conversations, size_t count,
                              const char *const *feedback, size_t feedback_count) {
    kefu_aggregate *aggregate;
    size_t i;
    assert_int_equal(kefu_aggregate_new(scheme, NULL, 0, NULL, &aggregate, NULL), KEFU_OK);
    for (i = 0; i < count; i++) {
        kefu_conversation *conversation;
        assert_int_equal(kefu_conversation_new(scheme, NULL, &conversation, NULL), KEFU_OK);
        assert_int_equal(kefu_conversation_read_json(conversation, scratch, conversations[i],
                                                     strlen(conversations[i]), NULL, NULL),
                         KEFU_OK);
        assert_int_equal(kefu_aggregate_add_conversation(aggregate, conversation, NULL), KEFU_OK);
        kefu_conversation_free(conversation);
    }
    for (i = 0; i < feedback_count; i++)
        assert_int_equal(kefu_aggregate_add_feedback_json(aggregate, scratch, feedback[i],
                                                          strlen(feedback[i]), NULL, NULL),
                         KEFU_OK);
    return aggregate;
}

static kefu_aggregate *add_now(void) {
    return add_up(now, 3, feedback_now, 3);
}

/* Writes into a text that the caller frees. */
struct text {
    char *data;
    size_t size, writes;
};

static kefu_status keep(void *ctx, const char *data, size_t size) {
    struct text *text = ctx;
    text->data = realloc(text->data, text->size + size + 1);
    assert_non_null(text->data);
    memcpy(text->data + text->size, data, size);
    text->size += size;
    text->data[text->size] = '\0';
    text->writes++;
    return KEFU_OK;
}

static char *written(const kefu_report *report, kefu_format format) {
    struct text text = {NULL, 0, 0};
    assert_int_equal(kefu_report_write(report, format, keep, &text, NULL), KEFU_OK);
    assert_int_equal(text.writes, 1);
    assert_int_equal(strlen(text.data), text.size); /* no NUL in any format */
    return text.data;
}

static kefu_report *make(kefu_report_options *options, bool compared) {
    kefu_aggregate *current = add_now(), *previous = compared ? add_up(before, 1, NULL, 0) : NULL;
    kefu_report *report = NULL;
    options->previous = previous;
    assert_int_equal(kefu_report_new(current, options, &report, NULL), KEFU_OK);
    kefu_aggregate_free(current); /* the report does not need them any more */
    kefu_aggregate_free(previous);
    return report;
}

static const struct indicator *find(const kefu_report *report, const char *id) {
    size_t i;
    for (i = 0; i < report->indicator_count; i++)
        if (strcmp(report->indicators[i].id, id) == 0)
            return &report->indicators[i];
    fail_msg("no indicator %s", id);
    return NULL;
}

/* ---- the model ---------------------------------------------------------------------------------
 */

static void computes_indicators(void **state) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_report *report = make(&options, true);
    const struct indicator *frt = find(report, "frt");
    (void)state;
    assert_int_equal(report->conversations, 3);
    assert_int_equal(report->feedback, 3);
    assert_int_equal(frt->value.n, 3);
    assert_true(frt->value.value > 211666 && frt->value.value < 211667); /* (30+600+5) s / 3 */
    assert_int_equal(frt->value.state, KEFU_STATE_LOW_N);
    assert_true(frt->has_target && !frt->met);
    assert_true(frt->gap == frt->value.value - frt->target);
    assert_int_equal(frt->change.kind, CHANGE_RELATIVE);
    assert_true(frt->change.value > 2.52 && frt->change.value < 2.53); /* from 60 s */
    assert_int_equal(frt->change.verdict, VERDICT_WORSE);
    assert_int_equal(frt->change.test, TEST_NONE); /* too few to say */
    assert_int_equal(find(report, "resolution")->value.state, KEFU_STATE_NO_DATA);
    assert_int_equal(report->ratings[0] + report->ratings[4], report->rated);
    assert_int_equal(report->recommend[9], 1);
    kefu_report_free(report);
}

static kefu_value value_of(double value, uint64_t n, uint32_t unit, double half) {
    kefu_value made = {
        value, value - half, value + half, n, KEFU_STATE_OK, 0, KEFU_VALUE_HAS_INTERVAL, unit};
    return made;
}

static void tests_changes(void **state) {
    const kefu_value high = value_of(0.93, 400, KEFU_UNIT_RATIO, 0.03);
    const kefu_value low = value_of(0.80, 400, KEFU_UNIT_RATIO, 0.03);
    const kefu_value fast = value_of(40000, 50, KEFU_UNIT_MS, 5000);
    const kefu_value slow = value_of(80000, 50, KEFU_UNIT_MS, 5000);
    kefu_value none = low;
    struct change change = kefu__report_change(&high, &low, true);
    (void)state;
    assert_int_equal(change.kind, CHANGE_POINTS);
    assert_true(change.value > 0.1299 && change.value < 0.1301);
    assert_int_equal(change.test, TEST_PROPORTIONS);
    assert_true(change.significant && change.p_value < 0.001);
    assert_int_equal(change.verdict, VERDICT_BETTER);
    assert_int_equal(kefu__report_change(&high, &low, false).verdict, VERDICT_WORSE);
    assert_int_equal(kefu__report_change(&low, &low, true).verdict, VERDICT_SAME);
    assert_false(kefu__report_change(&low, &low, true).significant);
    change = kefu__report_change(&fast, &slow, false);
    assert_int_equal(change.kind, CHANGE_RELATIVE);
    assert_true(change.value == -0.5);
    assert_int_equal(change.test, TEST_MEANS);
    assert_true(change.significant);
    assert_int_equal(change.verdict, VERDICT_BETTER);
    none.state = KEFU_STATE_NO_DATA;
    assert_int_equal(kefu__report_change(&high, &none, true).kind, CHANGE_NONE);
    none.state = KEFU_STATE_LOW_N; /* a number, but it proves nothing */
    change = kefu__report_change(&high, &none, true);
    assert_int_equal(change.kind, CHANGE_POINTS);
    assert_int_equal(change.test, TEST_NONE);
    assert_false(change.significant);
}

static void ranks_issues_and_masks_quotes(void **state) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_report *report = make(&options, false);
    const struct report_list *topics = &report->issues[ISSUE_TOPIC];
    size_t i, j;
    uint32_t kind;
    (void)state;
    assert_true(topics->count >= 2);
    assert_true(kefu__str_is(topics->items[0].id, "logistics"));
    assert_string_equal(topics->items[0].owner->title.zh, "物流");
    assert_int_equal(topics->items[0].conversations, 2);
    assert_int_equal(topics->items[0].feedback, 1);
    assert_true(topics->items[0].negative >= 2);
    for (kind = 0; kind < ISSUE_KINDS; kind++)
        for (i = 0; i < report->issues[kind].count; i++)
            for (j = 0; j < report->issues[kind].items[i].case_count; j++) {
                const struct report_case *quote = &report->issues[kind].items[i].cases[j];
                assert_null(strstr(quote->text.data, "1381234"));
                assert_true(quote->start <= quote->end && quote->end <= quote->text.size);
            }
    kefu_report_free(report);
}

static void findings_name_numbers_and_places(void **state) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_report *report = make(&options, true);
    size_t i;
    (void)state;
    assert_true(report->finding_count > 3);
    for (i = 0; i < report->finding_count; i++) {
        assert_non_null(report->findings[i].place);
        assert_null(strchr(report->findings[i].text.zh, '{')); /* every place was filled */
        assert_null(strchr(report->findings[i].text.en, '{'));
        assert_true(i == 0 || report->findings[i].weight <= report->findings[i - 1].weight);
    }
    assert_true(report->suggestion_count > 0);
    for (i = 0; i < report->suggestion_count; i++) {
        assert_non_null(report->suggestions[i].finding);
        assert_null(strchr(report->suggestions[i].text.zh, '{'));
        assert_null(strchr(report->suggestions[i].text.en, '{'));
    }
    kefu_report_free(report);
}

static void marks_small_groups_and_sorts_them_last(void **state) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_report *report = make(&options, false);
    size_t i;
    (void)state;
    assert_int_equal(report->group_count, 3);
    assert_false(report->groups[2].named); /* a review of nobody: last */
    for (i = 0; i < report->group_count; i++)
        assert_true(report->groups[i].small);
    for (i = 1; i < report->group_count && report->groups[i].named; i++) /* no scores: by key */
        assert_true(kefu__str_compare(report->groups[i - 1].key[0], report->groups[i].key[0]) < 0);
    kefu_report_free(report);
}

/* ---- the formats -------------------------------------------------------------------------------
 */

static void html_escapes_what_customers_say(void **state) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_report *report;
    char *html;
    (void)state;
    options.script.data = "var x='</SCRIPT><!--';";
    options.script.size = strlen(options.script.data);
    options.script_licence.data = "<MIT>";
    options.script_licence.size = 5;
    options.title.data = "\"<日报>\"";
    options.title.size = strlen(options.title.data);
    report = make(&options, true);
    html = written(report, KEFU_FORMAT_HTML);
    assert_null(strstr(html, "<script>alert"));
    assert_non_null(strstr(html, "&lt;script&gt;alert"));
    assert_null(strstr(html, "<img src=x>"));
    assert_null(strstr(html, "</SCRIPT>"));
    assert_non_null(strstr(html, "<\\/SCRIPT><\\!--"));
    assert_non_null(strstr(html, "&lt;MIT&gt;"));
    assert_non_null(strstr(html, "<title>&quot;&lt;日报&gt;&quot;</title>"));
    assert_non_null(strstr(html, "&#39;丢&#39;"));
    assert_null(strchr(html, '\x01'));
    assert_null(strstr(html, "\xE2\x80\xAE")); /* U+202E */
    assert_non_null(strstr(html, "lang=\"zh-Hans\""));
    assert_non_null(strstr(html, "scope=\"row\""));
    assert_null(strstr(html, "http://"));
    assert_null(strstr(html, "<img"));
    assert_null(strstr(html, "<link"));
    free(html);
    kefu_report_free(report);
}

static void no_script_means_no_charts(void **state) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_report *report = make(&options, false);
    char *html = written(report, KEFU_FORMAT_HTML);
    (void)state;
    assert_null(strstr(html, "<script"));
    assert_null(strstr(html, "<canvas"));
    assert_non_null(strstr(html, "<table"));
    free(html);
    kefu_report_free(report);
}

static void csv_quotes_and_defuses(void **state) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_report *report = make(&options, true);
    char *csv = written(report, KEFU_FORMAT_CSV), *line;
    size_t lines = 0;
    (void)state;
    assert_memory_equal(csv, "\xEF\xBB\xBFlevel,agent_id,metric,", 25);
    assert_non_null(strstr(csv, "\r\ngroup,\"a,2\",score,"));
    assert_non_null(strstr(csv, "\r\ngroup,'=cmd|a1,score,"));
    assert_non_null(strstr(csv, "\r\ntotal,,resolution,问题解决率,ratio,,0,no_data,"));
    for (line = csv; (line = strstr(line, "\r\n")) != NULL; line += 2)
        lines++;
    assert_int_equal(lines, 1 + report->indicator_count +
                                report->group_count * (1 + report->group_column_count));
    free(csv);
    kefu_report_free(report);
}

static void markdown_escapes(void **state) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_report *report = make(&options, true);
    char *markdown = written(report, KEFU_FORMAT_MARKDOWN);
    (void)state;
    assert_non_null(strstr(markdown, "# 客服质量报告\n"));
    assert_non_null(strstr(markdown, "\\<script\\>alert(1)"));
    assert_null(strstr(markdown, "<script>"));
    assert_non_null(strstr(markdown, "\\| \\* \\_x\\_"));
    free(markdown);
    kefu_report_free(report);
}

static void writes_in_english_when_asked(void **state) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_report *report;
    char *text;
    (void)state;
    options.language.data = "en";
    options.language.size = 2;
    report = make(&options, true);
    text = written(report, KEFU_FORMAT_MARKDOWN);
    assert_non_null(strstr(text, "# Customer service report\n"));
    assert_non_null(strstr(text, "First response time"));
    free(text);
    text = written(report, KEFU_FORMAT_TEXT);
    assert_non_null(strstr(text, "Core indicators\n"));
    free(text);
    text = written(report, KEFU_FORMAT_HTML);
    assert_non_null(strstr(text, "<html lang=\"en\">"));
    free(text);
    kefu_report_free(report);
}

static void summary_is_aligned(void **state) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_report *report = make(&options, true);
    char *text = written(report, KEFU_FORMAT_TEXT), *line, *rest;
    size_t columns = 0, lines = 0;
    (void)state;
    for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char *target = strstr(line, "目标 ");
        if (strncmp(line, "  ", 2) != 0 || !target || strchr("0123456789", line[2]))
            continue;
        *target = '\0';
        lines++;
        if (columns == 0)
            columns = kefu__columns_of(line);
        assert_int_equal(kefu__columns_of(line), columns);
    }
    assert_true(lines >= 3);
    free(text);
    kefu_report_free(report);
}

static void without_times_says_so(void **state) {
    kefu_aggregate *aggregate = add_up(timeless, 1, NULL, 0);
    kefu_report *report;
    char *json, *html, *text;
    (void)state;
    assert_int_equal(kefu_report_new(aggregate, NULL, &report, NULL), KEFU_OK);
    assert_false(report->has_hours);
    assert_int_equal(find(report, "frt")->value.reason, KEFU_REASON_NO_TIMES);
    json = written(report, KEFU_FORMAT_JSON);
    assert_non_null(strstr(json, "\"from\":null"));
    assert_non_null(strstr(json, "\"status\":\"no_data\",\"reason\":\"no_times\""));
    html = written(report, KEFU_FORMAT_HTML);
    assert_non_null(strstr(html, "没有数据：记录里没有时间"));
    text = written(report, KEFU_FORMAT_TEXT);
    assert_non_null(strstr(text, "记录里没有时间"));
    free(json);
    free(html);
    free(text);
    kefu_report_free(report);
    kefu_aggregate_free(aggregate);
}

static void nothing_at_all_is_a_report_too(void **state) {
    kefu_aggregate *aggregate = add_up(NULL, 0, NULL, 0);
    kefu_report *report;
    int format;
    (void)state;
    assert_int_equal(kefu_report_new(aggregate, NULL, &report, NULL), KEFU_OK);
    for (format = KEFU_FORMAT_JSON; format <= KEFU_FORMAT_TEXT; format++)
        free(written(report, (kefu_format)format));
    kefu_report_free(report);
    kefu_aggregate_free(aggregate);
}

static void writes_the_same_again(void **state) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_report *a = make(&options, true), *b = make(&options, true);
    int format;
    (void)state;
    for (format = KEFU_FORMAT_JSON; format <= KEFU_FORMAT_TEXT; format++) {
        char *first = written(a, (kefu_format)format), *second = written(b, (kefu_format)format);
        assert_string_equal(first, second);
        free(first);
        free(second);
    }
    kefu_report_free(a);
    kefu_report_free(b);
}

/* ---- scores, hours, groups ----------------------------------------------------------------------
 */

/* A conversation at an hour whose customer waits, judged by the standard form. */
static double add_judged(kefu_aggregate *aggregate, unsigned number, unsigned hour,
                         unsigned wait_seconds, const char *agent, const char *reply) {
    char json[700];
    kefu_conversation *conversation;
    kefu_evaluation *evaluation;
    kefu_rubric rubric;
    double score;
    snprintf(json, sizeof json,
             "{\"id\":\"j%u\",\"messages\":[{\"id\":\"m1\",\"at\":\"2026-03-12T%02u:00:00+08:00\","
             "\"role\":\"customer\",\"text\":\"请问什么时候发货\"},{\"id\":\"m2\",\"at\":"
             "\"2026-03-12T%02u:%02u:%02u+08:00\",\"role\":\"agent\",\"agent_id\":\"%s\",\"text\":"
             "\"%s\"}]}",
             number, hour, hour, wait_seconds / 60, wait_seconds % 60, agent, reply);
    assert_int_equal(kefu_scheme_rubric(scheme, "", 0, &rubric, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_new(scheme, NULL, &conversation, NULL), KEFU_OK);
    assert_int_equal(
        kefu_conversation_read_json(conversation, scratch, json, strlen(json), NULL, NULL),
        KEFU_OK);
    assert_int_equal(kefu_evaluate(conversation, rubric, KEFU_TIME_END, &evaluation, NULL),
                     KEFU_OK);
    assert_int_equal(kefu_aggregate_add_conversation(aggregate, conversation, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_add_evaluation(aggregate, conversation, evaluation, NULL),
                     KEFU_OK);
    score = kefu_evaluation_score(evaluation).value;
    kefu_evaluation_free(evaluation);
    kefu_conversation_free(conversation);
    return score;
}

/* Six of a quick, polite agent in the morning and six of a slow, rude one in the evening. */
static kefu_report *judged(double *mean) {
    kefu_aggregate *aggregate = add_up(NULL, 0, NULL, 0);
    kefu_report *report;
    unsigned i;
    *mean = 0;
    for (i = 0; i < 6; i++) {
        *mean += add_judged(aggregate, i, 10, 20, "quick", "您好，今天下午发出，请您放心");
        *mean += add_judged(aggregate, i + 6, 20, 1200, "slow", "你烦不烦，自己看");
    }
    *mean /= 12;
    assert_int_equal(kefu_report_new(aggregate, NULL, &report, NULL), KEFU_OK);
    kefu_aggregate_free(aggregate);
    return report;
}

static const struct report_finding *finding_of(const kefu_report *report, const char *id) {
    size_t i;
    for (i = 0; i < report->finding_count; i++)
        if (strcmp(report->findings[i].id, id) == 0)
            return &report->findings[i];
    fail_msg("no finding %s", id);
    return NULL;
}

static void shows_scores_and_bands(void **state) {
    double mean;
    kefu_report *report = judged(&mean);
    const struct indicator *score = find(report, "score");
    char *html;
    uint64_t in_bands = 0;
    size_t i;
    (void)state;
    assert_int_equal(score->value.n, 12);
    assert_true(score->value.value > mean - 1e-5 && score->value.value < mean + 1e-5);
    assert_true(score->value.low >= 0 && score->value.high <= 100);
    assert_non_null(report->band);
    assert_true(report->score_count > 4);
    assert_int_equal(report->scores[0].level, 1);
    assert_int_equal(report->scores[1].level, 2);
    for (i = 0; i < report->band_count; i++)
        in_bands += report->bands[i].count;
    assert_int_equal(in_bands, 12);
    assert_int_equal(report->banded, 12);
    html = written(report, KEFU_FORMAT_HTML);
    assert_non_null(strstr(html, "id=\"criteria-table\""));
    assert_non_null(strstr(html, "id=\"bands\""));
    assert_null(strstr(html, "没有评分"));
    free(html);
    kefu_report_free(report);
}

static void ranks_groups_by_score(void **state) {
    double mean;
    kefu_report *report = judged(&mean);
    (void)state;
    assert_int_equal(report->group_count, 2);
    assert_true(kefu__str_is(report->groups[0].key[0], "quick"));
    assert_false(report->groups[0].small);
    assert_true(report->groups[0].score.value > report->groups[1].score.value);
    assert_true(report->groups[1].faults > 0);
    assert_int_equal(report->groups[0].faults, 0);
    finding_of(report, "group_behind:slow");
    assert_true(finding_of(report, "group_ahead:quick")->good);
    kefu_report_free(report);
}

static void names_slow_hours(void **state) {
    double mean;
    kefu_report *report = judged(&mean);
    const struct report_finding *slow = finding_of(report, "slow_hours:20:00–21:00");
    (void)state;
    assert_string_equal(slow->place, "hours");
    assert_non_null(strstr(slow->text.zh, "20:00–21:00"));
    assert_non_null(strstr(slow->text.zh, "20 分"));
    assert_int_equal(report->hours[10].conversations, 6);
    assert_int_equal(report->hours[20].conversations, 6);
    assert_int_equal(report->hours[11].conversations, 0);
    kefu_report_free(report);
}

/* ---- what can go wrong -------------------------------------------------------------------------
 */

static kefu_status refuse(void *ctx, const char *data, size_t size) {
    (void)ctx;
    (void)data;
    (void)size;
    return KEFU_E_LIMIT;
}

static void refuses_a_previous_period_of_other_definitions(void **state) {
    static const kefu_document document = {
        {"own", 3},
        {KEFU_TEXT("{\"kefu\":1,\"kind\":\"metric_set\",\"id\":\"own\",\"version\":\"1\",\"title\":"
                   "\"x\"}")}};
    kefu_scheme_options bare = KEFU_SCHEME_OPTIONS_INIT;
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_aggregate *current = add_now(), *other;
    kefu_scheme *own;
    kefu_report *report = NULL;
    (void)state;
    bare.flags = KEFU_SCHEME_BARE;
    assert_int_equal(kefu_scheme_compile(&document, 1, &bare, &own, NULL, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_new(own, NULL, 0, NULL, &other, NULL), KEFU_OK);
    options.previous = other;
    assert_int_equal(kefu_report_new(current, &options, &report, NULL), KEFU_E_SCHEME);
    assert_null(report);
    options.previous = NULL; /* and a scheme that measures nothing gives an empty report */
    assert_int_equal(kefu_report_new(other, &options, &report, NULL), KEFU_OK);
    assert_int_equal(report->indicator_count, 0);
    free(written(report, KEFU_FORMAT_HTML));
    kefu_report_free(report);
    kefu_aggregate_free(other);
    kefu_aggregate_free(current);
    kefu_scheme_release(own);
}

static void refuses_bad_arguments(void **state) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_aggregate *aggregate = add_now();
    kefu_report *report = NULL;
    kefu_error error;
    (void)state;
    assert_int_equal(kefu_report_new(NULL, NULL, &report, &error), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_report_new(aggregate, NULL, NULL, NULL), KEFU_E_ARGUMENT);
    options.language.data = "fr";
    options.language.size = 2;
    assert_int_equal(kefu_report_new(aggregate, &options, &report, &error), KEFU_E_ARGUMENT);
    assert_non_null(strstr(error.message, "language"));
    assert_null(report);
    assert_int_equal(kefu_report_new(aggregate, NULL, &report, NULL), KEFU_OK);
    assert_int_equal(kefu_report_write(NULL, KEFU_FORMAT_JSON, keep, NULL, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_report_write(report, KEFU_FORMAT_JSON, NULL, NULL, NULL),
                     KEFU_E_ARGUMENT);
    assert_int_equal(kefu_report_write(report, (kefu_format)9, keep, NULL, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_report_write(report, KEFU_FORMAT_JSON, refuse, NULL, &error),
                     KEFU_E_WRITE);
    kefu_report_free(report);
    kefu_report_free(NULL);
    kefu_aggregate_free(aggregate);
}

/* A report of nothing by a scheme that has this report_spec. */
static kefu_status report_by(const char *spec, uint32_t flags, kefu_report **report,
                             kefu_error *error) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    const kefu_document document = {{"spec", 4}, {spec, strlen(spec)}};
    kefu_scheme *own;
    kefu_aggregate *aggregate;
    kefu_status status;
    options.flags = flags;
    assert_int_equal(kefu_scheme_compile(&document, 1, &options, &own, NULL, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_new(own, NULL, 0, NULL, &aggregate, NULL), KEFU_OK);
    status = kefu_report_new(aggregate, NULL, report, error);
    kefu_aggregate_free(aggregate);
    kefu_scheme_release(own);
    return status;
}

#define SPEC                                                                                       \
    "{\"kefu\":1,\"kind\":\"report_spec\",\"id\":\"mine\",\"version\":\"2\",\"title\":{\"zh-"      \
    "Hans\":"                                                                                      \
    "\"周报\",\"en\":\"Weekly\"},"

static void refuses_bad_specs(void **state) {
    static const struct {
        const char *text, *pointer;
        kefu_status status;
    } cases[] = {
        {SPEC "\"overview\":[7]}", "/overview/0", KEFU_E_DEFINITION},
        {SPEC "\"overview\":\"frt\"}", "/overview", KEFU_E_DEFINITION},
        {SPEC "\"colour\":1}", "/colour", KEFU_E_DEFINITION},
        {SPEC "\"negative_rate\":2}", "/negative_rate", KEFU_E_DEFINITION},
        {SPEC "\"owners\":[{\"id\":\"x\"}]}", "/owners/0", KEFU_E_DEFINITION},
        {SPEC "\"findings\":[{\"id\":\"better\",\"zh-Hans\":\"\",\"en\":\"\",\"on\":\"x\"}]}",
         "/findings/0/on", KEFU_E_DEFINITION},
        {SPEC "\"suggestions\":[{\"id\":\"s\",\"on\":\"nothing\",\"zh-Hans\":\"\",\"en\":\"\"}]}",
         "", KEFU_E_REFERENCE},
        {SPEC
         "\"findings\":[{\"id\":\"better\",\"zh-Hans\":\"\",\"en\":\"\"}],\"suggestions\":[{\"id\":"
         "\"s\",\"on\":\"better\",\"owner\":\"nobody\",\"zh-Hans\":\"\",\"en\":\"\"}]}",
         "", KEFU_E_REFERENCE},
    };
    size_t i;
    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        kefu_report *report = NULL;
        kefu_error error;
        memset(&error, 0x7F, sizeof error);
        assert_int_equal(report_by(cases[i].text, KEFU_SCHEME_BARE, &report, &error),
                         cases[i].status);
        assert_string_equal(error.pointer, cases[i].pointer);
        assert_null(report);
    }
}

static void assert_sound(const char *text) {
    const size_t size = strlen(text);
    size_t at = 0;
    while (at < size) {
        bool valid;
        at += kefu__json_utf8(text + at, size - at, &valid);
        assert_true(valid);
    }
}

/* What comes through the struct interface need not be UTF-8 and may hold NUL. */
static void writes_sound_text_whatever_comes(void **state) {
    static const char agent[] = "\xFF\"<,\0>\xE4\xB8",
                      text[] = "太差了\xF0\x9F \0 \xC0\x80</script>";
    kefu_aggregate *aggregate;
    kefu_conversation *conversation;
    kefu_report *report;
    kefu_event event = KEFU_EVENT_INIT;
    int format;
    (void)state;
    assert_int_equal(kefu_aggregate_new(scheme, NULL, 0, NULL, &aggregate, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_new(scheme, NULL, &conversation, NULL), KEFU_OK);
    event.text.data = text;
    event.text.size = sizeof text - 1;
    event.id.data = event.agent_id.data = agent;
    event.id.size = event.agent_id.size = sizeof agent - 1;
    assert_int_equal(kefu_conversation_push(conversation, scratch, &event, NULL, NULL), KEFU_OK);
    event.role = KEFU_ROLE_AGENT;
    event.id.size = 1;
    assert_int_equal(kefu_conversation_push(conversation, scratch, &event, NULL, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_add_conversation(aggregate, conversation, NULL), KEFU_OK);
    assert_int_equal(kefu_report_new(aggregate, NULL, &report, NULL), KEFU_OK);
    for (format = KEFU_FORMAT_JSON; format <= KEFU_FORMAT_TEXT; format++) {
        char *written_text = written(report, (kefu_format)format);
        assert_sound(written_text);
        free(written_text);
    }
    kefu_report_free(report);
    kefu_conversation_free(conversation);
    kefu_aggregate_free(aggregate);
}

static void own_sentences_replace_the_built_in_ones(void **state) {
    static const char spec[] = SPEC
        "\"overview\":[\"frt\",\"no_such_metric\"],"
        "\"findings\":[{\"id\":\"no_data\",\"zh-Hans\":\"{reason}!{unknown}\",\"en\":\"-\"}],"
        "\"suggestions\":[{\"id\":\"s\",\"on\":\"no_data\",\"of\":[\"no_events\"],"
        "\"zh-Hans\":\"缺 {titles}\",\"en\":\"missing\"}]}";
    kefu_report *report;
    (void)state;
    assert_int_equal(report_by(spec, 0, &report, NULL), KEFU_OK);
    assert_string_equal(report->title.zh, "周报");
    assert_int_equal(report->core_count, 1);
    assert_int_equal(report->finding_count, 1);
    assert_string_equal(report->findings[0].text.zh, "没有这类记录!{unknown}");
    assert_int_equal(report->suggestion_count, 1);
    assert_memory_equal(report->suggestions[0].text.zh, "缺 首次响应时间", 22);
    kefu_report_free(report);
}

static void survives_every_failure_of_memory(void **state) {
    kefu_aggregate *current = add_now(), *previous = add_up(before, 1, NULL, 0);
    struct test_memory memory;
    kefu_status status = KEFU_E_MEMORY;
    size_t fail_at;
    (void)state;
    for (fail_at = 1; status == KEFU_E_MEMORY; fail_at++) {
        kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
        kefu_allocator allocator = test_allocator(&memory, fail_at);
        kefu_report *report = NULL;
        options.allocator = &allocator;
        options.previous = previous;
        status = kefu_report_new(current, &options, &report, NULL);
        assert_true(status == KEFU_E_MEMORY || status == KEFU_OK);
        assert_true((status == KEFU_OK) == (report != NULL));
        kefu_report_free(report);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.live_bytes, 0);
    }
    assert_true(fail_at > 5);
    kefu_aggregate_free(previous);
    kefu_aggregate_free(current);
}

static void writers_survive_every_failure_of_memory(void **state) {
    kefu_aggregate *current = add_now();
    int format;
    (void)state;
    for (format = KEFU_FORMAT_JSON; format <= KEFU_FORMAT_TEXT; format++) {
        struct test_memory memory;
        kefu_allocator allocator = test_allocator(&memory, 0);
        kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
        kefu_report *report;
        kefu_status status = KEFU_E_MEMORY;
        size_t blocks, more;
        options.allocator = &allocator;
        assert_int_equal(kefu_report_new(current, &options, &report, NULL), KEFU_OK);
        blocks = memory.live_blocks;
        for (more = 1; status == KEFU_E_MEMORY; more++) {
            struct text text = {NULL, 0, 0};
            memory.fail_at = memory.allocations + more;
            status = kefu_report_write(report, (kefu_format)format, keep, &text, NULL);
            assert_true(status == KEFU_E_MEMORY || status == KEFU_OK);
            assert_int_equal(text.writes, status == KEFU_OK);
            assert_int_equal(memory.live_blocks, blocks);
            free(text.data);
        }
        memory.fail_at = 0;
        kefu_report_free(report);
        assert_int_equal(memory.live_blocks, 0);
    }
    kefu_aggregate_free(current);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(computes_indicators),
        cmocka_unit_test(tests_changes),
        cmocka_unit_test(ranks_issues_and_masks_quotes),
        cmocka_unit_test(findings_name_numbers_and_places),
        cmocka_unit_test(marks_small_groups_and_sorts_them_last),
        cmocka_unit_test(html_escapes_what_customers_say),
        cmocka_unit_test(no_script_means_no_charts),
        cmocka_unit_test(csv_quotes_and_defuses),
        cmocka_unit_test(markdown_escapes),
        cmocka_unit_test(writes_in_english_when_asked),
        cmocka_unit_test(summary_is_aligned),
        cmocka_unit_test(without_times_says_so),
        cmocka_unit_test(nothing_at_all_is_a_report_too),
        cmocka_unit_test(writes_the_same_again),
        cmocka_unit_test(shows_scores_and_bands),
        cmocka_unit_test(ranks_groups_by_score),
        cmocka_unit_test(names_slow_hours),
        cmocka_unit_test(refuses_a_previous_period_of_other_definitions),
        cmocka_unit_test(refuses_bad_arguments),
        cmocka_unit_test(refuses_bad_specs),
        cmocka_unit_test(writes_sound_text_whatever_comes),
        cmocka_unit_test(own_sentences_replace_the_built_in_ones),
        cmocka_unit_test(survives_every_failure_of_memory),
        cmocka_unit_test(writers_survive_every_failure_of_memory),
    };
    return cmocka_run_group_tests_name("report.report", tests, begin, end);
}
