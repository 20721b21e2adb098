/* SPDX-License-Identifier: MIT
 * Tests of the report's model: indicators, changes, issues, findings, scores, hours, groups. */
#include "fixture.h"

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

static const struct measure_rule cases = {.kind = MEASURE_RATIO,
                                          .unit = KEFU_UNIT_RATIO,
                                          .statistic = KEFU_STATISTIC_MEAN,
                                          .min_n = 30,
                                          .scale = 1,
                                          .level = 0.95};
static const struct measure_rule seconds = {.kind = MEASURE_QUANTITY,
                                            .unit = KEFU_UNIT_MS,
                                            .statistic = KEFU_STATISTIC_MEAN,
                                            .scale = 1,
                                            .level = 0.95,
                                            .bounds = BOUNDS_POSITIVE};

static struct sample cases_of(uint64_t hits, uint64_t n) {
    struct sample sample;
    memset(&sample, 0, sizeof sample);
    sample.measure.n = n;
    sample.measure.hits = hits;
    kefu__measure_value(&sample.measure, &cases, KEFU_STATISTIC_DEFAULT, &sample.value);
    return sample;
}

static struct sample waits_of(int64_t mean, int64_t spread) {
    struct sample sample;
    memset(&sample, 0, sizeof sample);
    for (int i = 0; i < 25; i++) {
        kefu__measure_add(&sample.measure, mean - spread, false);
        kefu__measure_add(&sample.measure, mean + spread, false);
    }
    kefu__measure_value(&sample.measure, &seconds, KEFU_STATISTIC_DEFAULT, &sample.value);
    return sample;
}

static void tests_changes(void **state) {
    const struct sample high = cases_of(372, 400), low = cases_of(320, 400);
    const struct sample fast = waits_of(40000, 18000), slow = waits_of(80000, 18000);
    struct change change = kefu__report_change(&high, &low, &cases, KEFU_STATISTIC_DEFAULT, true);
    (void)state;
    assert_int_equal(change.kind, CHANGE_POINTS);
    assert_true(change.value > 0.1299 && change.value < 0.1301);
    assert_int_equal(change.test, TEST_PROPORTIONS);
    assert_true(change.significant && change.p_value < 0.001);
    assert_int_equal(change.verdict, VERDICT_BETTER);
    assert_int_equal(
        kefu__report_change(&high, &low, &cases, KEFU_STATISTIC_DEFAULT, false).verdict,
        VERDICT_WORSE);
    assert_int_equal(kefu__report_change(&low, &low, &cases, KEFU_STATISTIC_DEFAULT, true).verdict,
                     VERDICT_SAME);
    assert_false(kefu__report_change(&low, &low, &cases, KEFU_STATISTIC_DEFAULT, true).significant);
    change = kefu__report_change(&fast, &slow, &seconds, KEFU_STATISTIC_DEFAULT, false);
    assert_int_equal(change.kind, CHANGE_RELATIVE);
    assert_true(change.value == -0.5);
    assert_int_equal(change.test, TEST_MEANS);
    assert_true(change.significant);
    assert_int_equal(change.verdict, VERDICT_BETTER);
    const struct sample none = cases_of(0, 0);
    assert_int_equal(kefu__report_change(&high, &none, &cases, KEFU_STATISTIC_DEFAULT, true).kind,
                     CHANGE_NONE);
    const struct sample few = cases_of(20, 25); /* a number, but it proves nothing */
    change = kefu__report_change(&high, &few, &cases, KEFU_STATISTIC_DEFAULT, true);
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

/* ---- scores, hours, groups ---- */

/* A conversation at a given hour with a wait, evaluated by the built-in form. */
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
    assert_int_equal(kefu_scheme_find_rubric(scheme, "", 0, &rubric, NULL), KEFU_OK);
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

/* Is the hour named as slow? `count` conversations have a wait at 14 o'clock, six another at 10. */
static bool is_named_slow(unsigned count, unsigned wait_seconds, unsigned other_seconds,
                          const char *id) {
    kefu_aggregate *aggregate = add_up(NULL, 0, NULL, 0);
    kefu_report *report;
    bool named = false;
    for (unsigned i = 0; i < 6; i++)
        add_judged(aggregate, i, 10, other_seconds, "a", "您好，今天下午发出，请您放心");
    for (unsigned i = 0; i < count; i++)
        add_judged(aggregate, i + 6, 14, wait_seconds, "a", "您好，今天下午发出，请您放心");
    assert_int_equal(kefu_report_new(aggregate, NULL, &report, NULL), KEFU_OK);
    for (size_t i = 0; i < report->finding_count; i++)
        named = named || strcmp(report->findings[i].id, id) == 0;
    kefu_report_free(report);
    kefu_aggregate_free(aggregate);
    return named;
}

static void slow_hours_are_many_late_and_slower_than_others(void **state) {
    static const char at_10[] = "slow_hours:10:00–11:00", at_14[] = "slow_hours:14:00–15:00";
    (void)state;
    assert_true(is_named_slow(6, 1200, 20, at_14));
    assert_true(is_named_slow(3, 1200, 20, at_14));
    assert_false(is_named_slow(2, 1200, 20, at_14)); /* too few to tell */
    assert_true(is_named_slow(6, 61, 20, at_14));
    assert_false(is_named_slow(6, 60, 20, at_14));   /* in time: the target is 60 seconds */
    assert_false(is_named_slow(6, 300, 300, at_10)); /* each is as slow as the other */
    assert_false(is_named_slow(6, 300, 300, at_14));
    assert_false(is_named_slow(6, 300, 1200, at_14)); /* quicker */
    assert_true(is_named_slow(6, 300, 1200, at_10));
}

/* Of six waits at 14 o'clock one lasts ten hours: the mean is far above the target, the median is
 * not. */
static void one_long_wait_makes_no_slow_hour(void **state) {
    kefu_aggregate *aggregate = add_up(NULL, 0, NULL, 0);
    kefu_report *report;
    (void)state;
    for (unsigned i = 0; i < 12; i++)
        add_judged(aggregate, i, i < 6 ? 10 : 14, i == 11 ? 36000 : 20 + i, "a",
                   "您好，今天下午发出，请您放心");
    assert_int_equal(kefu_report_new(aggregate, NULL, &report, NULL), KEFU_OK);
    for (size_t i = 0; i < report->finding_count; i++)
        assert_null(strstr(report->findings[i].id, "slow_hours"));
    kefu_report_free(report);
    kefu_aggregate_free(aggregate);
}

/* The issue "rude" after so many conversations of each agent, with whom it is found most often. */
static void expect_worst(const unsigned counts[3], const char *const agents[3], const char *worst,
                         uint64_t worst_count) {
    kefu_aggregate *aggregate;
    kefu_report *report;
    const struct report_issue *rude = NULL;
    unsigned number = 0;
    assert_int_equal(kefu_aggregate_new(scheme, NULL, 0, NULL, &aggregate, NULL), KEFU_OK);
    for (size_t agent = 0; agent < 3; agent++)
        for (unsigned i = 0; i < counts[agent]; i++)
            add_judged(aggregate, number++, 10, 20, agents[agent], "你烦不烦，自己看");
    assert_int_equal(kefu_report_new(aggregate, NULL, &report, NULL), KEFU_OK);
    for (size_t i = 0; i < report->issues[ISSUE_FAULT].count; i++)
        if (kefu__str_is(report->issues[ISSUE_FAULT].items[i].id, "impatient"))
            rude = &report->issues[ISSUE_FAULT].items[i];
    assert_non_null(rude);
    assert_int_equal(rude->conversations, number);
    assert_int_equal(rude->worst_count, worst_count);
    if (worst)
        assert_true(kefu__str_is(rude->worst_group, worst));
    else
        assert_int_equal(rude->worst_group.size, 0);
    kefu_report_free(report);
    kefu_aggregate_free(aggregate);
}

static void a_fault_names_the_one_group_that_has_most(void **state) {
    static const char *const agents[] = {"a", "b", "c"}, *const unnamed[] = {"a", "", "c"};
    (void)state;
    expect_worst((const unsigned[]){1, 3, 2}, agents, "b", 3);
    expect_worst((const unsigned[]){3, 1, 2}, agents, "a", 3);
    expect_worst((const unsigned[]){1, 2, 3}, agents, "c", 3);
    expect_worst((const unsigned[]){2, 0, 2}, agents, NULL, 0); /* nobody has most */
    expect_worst((const unsigned[]){2, 2, 1}, agents, NULL, 0);
    expect_worst((const unsigned[]){1, 3, 2}, unnamed, NULL, 0); /* not known who */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(computes_indicators),
        cmocka_unit_test(tests_changes),
        cmocka_unit_test(ranks_issues_and_masks_quotes),
        cmocka_unit_test(findings_name_numbers_and_places),
        cmocka_unit_test(marks_small_groups_and_sorts_them_last),
        cmocka_unit_test(shows_scores_and_bands),
        cmocka_unit_test(ranks_groups_by_score),
        cmocka_unit_test(names_slow_hours),
        cmocka_unit_test(slow_hours_are_many_late_and_slower_than_others),
        cmocka_unit_test(one_long_wait_makes_no_slow_hour),
        cmocka_unit_test(a_fault_names_the_one_group_that_has_most),
    };
    return cmocka_run_group_tests_name("report.model", tests, begin, end);
}
