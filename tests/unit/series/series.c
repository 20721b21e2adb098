/* SPDX-License-Identifier: MIT
 * Tests of alerts in time series: steps, gaps, what is refused, and each method. */
#include "../test.h"

#include <stdio.h>

#include "kefu/series.h"

static char answer[1 << 16];

static kefu_status keep(void *ctx, const char *data, size_t size) {
    (void)ctx;
    assert_true(size < sizeof answer);
    memcpy(answer, data, size);
    answer[size] = '\0';
    return KEFU_OK;
}

static kefu_series_found judge(const char *request) {
    kefu_series_found found = {sizeof found, 99, 99};
    kefu_error error;
    if (kefu_series_judge(request, strlen(request), NULL, NULL, keep, NULL, &found, &error))
        fail_msg("%s: %s: %s", request, error.pointer, error.message);
    return found;
}

static void assert_answer(const char *part) {
    if (!strstr(answer, part))
        fail_msg("%s is not in %s", part, answer);
}

static void assert_refused(const char *request, kefu_status status, const char *pointer) {
    kefu_series_found found = {sizeof found, 99, 99};
    kefu_error error;
    assert_int_equal(
        kefu_series_judge(request, strlen(request), NULL, NULL, keep, NULL, &found, &error),
        status);
    assert_string_equal(error.pointer, pointer);
    assert_int_equal(found.alerts, 99);
}

/* ---- steps ---- */

#define EARS(points) "{\"method\":\"ears\",\"baseline\":2,\"points\":[" points "]}"

static void steps_have_names(void **state) {
    static const char *const cases[][2] = {
        {EARS("1,2,3"), "\"step\":\"none\""},
        {EARS("[0,1],[3600000,2],[7200000,3]"), "\"step\":\"hour\""},
        {EARS("[\"2026-03-02\",1],[\"2026-03-03\",2],[\"2026-03-04\",3]"), "\"step\":\"day\""},
        {EARS("[\"2026-03-02\",1],[\"2026-03-09\",2],[\"2026-03-16\",3]"), "\"step\":\"week\""},
        {EARS("[\"2026-01-01\",1],[\"2026-02-01\",2],[\"2026-03-01\",3]"), "\"step\":\"month\""},
        {EARS("[\"2026-01-01\",1],[\"2026-04-01\",2],[\"2026-07-01\",3]"), "\"step\":\"quarter\""},
        {EARS("[0,1],[60000,2],[120000,3]"), "\"step\":\"other\""}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        judge(cases[i][0]);
        assert_answer(cases[i][1]);
        assert_answer("\"gaps\":0,\"judged\":1");
    }
}

/* A point is a value, a pair or an object, which may call its value a count. */
static void forms_of_points_are_alike(void **state) {
    static const char *const forms[] = {
        EARS("[86400000,1],[172800000,2],[259200000,3],[432000000,4]"),
        EARS("{\"at\":86400000,\"value\":1},{\"at\":172800000,\"count\":2},"
             "{\"value\":3,\"at\":259200000},{\"at\":432000000,\"value\":4}"),
        EARS("[\"1970-01-02\",1],{\"at\":\"1970-01-03T08:00:00+08:00\",\"value\":2},"
             "[\"1970-01-04T00:00:00Z\",3],[\"1970-01-06\",4]")};
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        judge(forms[i]);
        assert_answer("\"step\":\"day\",\"points\":4,\"gaps\":1,\"judged\":1");
    }
}

/* Points may stand in any order; days of 23 and 25 hours are days; months count by the calendar,
 * also where a local month begins on the day before in UTC. */
static void steps_are_rounded(void **state) {
    (void)state;
    judge(EARS("[\"2026-03-04\",3],[\"2026-03-02\",1],[\"2026-03-03\",2]"));
    assert_answer("\"gaps\":0,\"judged\":1");
    judge(EARS("[\"2026-03-28T00:00:00+01:00\",1],[\"2026-03-29T00:00:00+01:00\",2],"
               "[\"2026-03-30T00:00:00+02:00\",3],[\"2026-04-01T00:00:00+02:00\",3]"));
    assert_answer("\"step\":\"day\",\"points\":4,\"gaps\":1");
    judge(EARS("[\"2026-01-01T00:00:00+08:00\",1],[\"2026-02-01T00:00:00+08:00\",2],"
               "[\"2026-03-01T00:00:00+08:00\",3],[\"2027-02-01T00:00:00+08:00\",3]"));
    assert_answer("\"step\":\"month\",\"points\":4,\"gaps\":10");
}

static void gaps_are_unknown_or_zero(void **state) {
    (void)state;
    assert_int_equal(judge(EARS("[0,1],[1,2],[3,5],[4,3],[5,4]")).judged, 1);
    assert_int_equal(judge("{\"method\":\"ears\",\"baseline\":2,\"gaps\":\"zero\",\"points\":["
                           "[0,1],[1,2],[3,5],[4,3],[5,4]]}")
                         .judged,
                     4);
    assert_int_equal(judge(EARS("1,2,null,3,4")).judged, 0);
}

static void what_is_no_series_is_refused(void **state) {
    (void)state;
    assert_refused("{\"points\":[1]}", KEFU_E_DEFINITION, "");
    assert_refused("{\"method\":\"magic\",\"points\":[1]}", KEFU_E_DEFINITION, "/method");
    assert_refused("{\"method\":\"ears\",\"points\":[]}", KEFU_E_LIMIT, "/points");
    assert_refused("{\"method\":\"ears\",\"years\":3,\"points\":[1]}", KEFU_E_DEFINITION, "/years");
    assert_refused(EARS("1,\"x\""), KEFU_E_DEFINITION, "/points/1");
    assert_refused(EARS("[0,1],[1,2,3]"), KEFU_E_DEFINITION, "/points/1");
    assert_refused(EARS("[\"soon\",1]"), KEFU_E_DEFINITION, "/points/0/0");
    assert_refused(EARS("{\"at\":3}"), KEFU_E_DEFINITION, "/points/0");
    assert_refused(EARS("[0,1],2"), KEFU_E_DEFINITION, "/points/1");
    assert_refused(EARS("[5,1],[0,1],[5,2]"), KEFU_E_DEFINITION, "/points/2");
    assert_refused(EARS("[0,1],[10,1],[20,2],[34,2]"), KEFU_E_DEFINITION, "/points/3");
    assert_refused(EARS("[0,1],[1,1],[2,2],[9000000000,2]"), KEFU_E_DEFINITION, "/points/3");
    assert_refused("{\"method\":\"spike\",\"points\":[1,-1]}", KEFU_E_DEFINITION, "/points/1");
    assert_refused("{\"method\":\"ears\"", KEFU_E_JSON, "/method");
}

static void no_two_points_have_one_time(void **state) {
    static const char *const requests[] = {EARS("[5,1],[0,1],[5,2]"), EARS("[0,1],[0,1],[5,2]"),
                                           EARS("[9,1],[0,1],[5,2],[9,3]")};
    (void)state;
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        kefu_error error;
        assert_int_equal(kefu_series_judge(requests[i], strlen(requests[i]), NULL, NULL, keep, NULL,
                                           NULL, &error),
                         KEFU_E_DEFINITION);
        assert_string_equal(error.message, "another point has this time");
    }
}

/* ---- methods ---- */

/* Counts 4, 6, 4, 6, … with others at the end. */
static const char *spike_request(size_t usual, const char *end) {
    static char request[4096];
    size_t size = (size_t)snprintf(request, sizeof request,
                                   "{\"method\":\"spike\",\"baseline\":20,\"points\":[");
    for (size_t i = 0; i < usual; i++)
        size += (size_t)snprintf(request + size, sizeof request - size, "%d,", i % 2 ? 6 : 4);
    snprintf(request + size, sizeof request - size, "%s]}", end);
    return request;
}

static void a_spike_leaves_past_alerts_out(void **state) {
    (void)state;
    assert_int_equal(judge(spike_request(20, "5,6")).alerts, 0);
    assert_int_equal(judge(spike_request(20, "40,42,41,40,5")).alerts, 4);
    assert_answer("\"expected\":5,\"low\":null,\"high\":13,\"p\":");
    assert_answer("实际 41，预期 5，不超过 13 属正常");
    /* a new level alerts for a quarter of the baseline, then it is usual */
    assert_int_equal(judge(spike_request(20, "40,42,41,40,41,40,40,41,42,40,41,40,41,40")).alerts,
                     6);
    assert_int_equal(judge("{\"method\":\"spike\",\"points\":[1,2,3]}").judged, 0);
}

/* NIST/SEMATECH e-Handbook 6.3.2.3 and 6.3.2.4. */
static void charts_are_those_of_the_handbook(void **state) {
    (void)state;
    assert_int_equal(
        judge("{\"method\":\"cusum\",\"target\":325,\"sigma\":0.635,\"decision_interval\":6.6077,"
              "\"points\":[324.925,324.675,324.725,324.350,325.350,325.225,324.125,324.525,"
              "325.225,324.600,324.625,325.150,328.325,327.250,327.825,328.500,326.675,327.775,"
              "326.875,328.350]}")
            .alerts,
        1);
    assert_answer("\"alerts\":[{\"index\":13,");
    assert_answer("\"statistic\":4.9");
    assert_int_equal(
        judge("{\"method\":\"ewma\",\"target\":50,\"sigma\":2.0539,\"detail\":true,\"points\":["
              "52,47,53,49.3,50.1,47,51,50.1,51.2,50.5,49.6,47.6,49.9,51.3,47.8,51.2,52.6,52.4,"
              "53.6,52.1]}")
            .alerts,
        0);
    assert_answer("\"low\":47.411");
    assert_answer("\"high\":52.588");
}

static void charts_take_their_target_from_the_first_points(void **state) {
    const char *const start = "{\"method\":\"cusum\",\"baseline\":6,\"side\":\"%s\",\"points\":"
                              "[4,6,4,6,4,6,2,1,2,1,2,1,2]}";
    char request[256];
    (void)state;
    snprintf(request, sizeof request, start, "down");
    const kefu_series_found found = judge(request);
    assert_int_equal(found.judged, 7);
    assert_int_equal(found.alerts, 1); /* of points beyond the limit the first one */
    snprintf(request, sizeof request, start, "up");
    assert_int_equal(judge(request).alerts, 0);
    assert_int_equal(judge("{\"method\":\"ewma\",\"baseline\":3,\"points\":[5,5,5,5,9]}").judged,
                     0);
}

static void outliers_and_streams(void **state) {
    (void)state;
    assert_int_equal(
        judge("{\"method\":\"esd\",\"points\":[5,6,5,6,5,6,5,6,null,50,6,5,-40]}").alerts, 2);
    assert_int_equal(
        judge("{\"method\":\"esd\",\"last\":1,\"points\":[5,6,5,6,5,6,5,6,50,6,5]}").alerts, 0);
    assert_int_equal(judge("{\"method\":\"esd\",\"points\":[5,6]}").judged, 0);
    assert_int_equal(judge("{\"method\":\"anomaly\",\"warmup\":10,\"threshold\":3,\"points\":"
                           "[5,6,5,6,5,6,5,6,5,6,5,6,5,6,5,6,5,6,5,6,5,6,5,6,500]}")
                         .alerts,
                     1);
}

/* Without an outlier the bounds are those of the first one: Grubbs' critical value of 8
 * points, 2.1266, times their deviation, √(8/7). */
static void bounds_without_outliers(void **state) {
    (void)state;
    assert_int_equal(
        judge("{\"method\":\"esd\",\"detail\":true,\"points\":[4,6,4,6,4,6,4,6]}").alerts, 0);
    assert_answer("\"expected\":5,\"low\":2.726");
    assert_answer("\"high\":7.273");
}

static void seasons_of_past_years(void **state) {
    const char *const request =
        "{\"method\":\"farrington\",\"season\":4,\"years\":3,\"window\":1,\"points\":"
        "[5,9,14,9,6,10,15,10,4,9,%s,8,5,9,14,9,40,9]}";
    char text[256];
    (void)state;
    snprintf(text, sizeof text, request, "14");
    kefu_series_found found = judge(text);
    assert_int_equal(found.judged, 5);
    assert_int_equal(found.alerts, 1);
    assert_answer("\"index\":16");
    /* a missing count is left out of the past, and as one of the latest it leaves all open */
    snprintf(text, sizeof text, request, "null");
    assert_int_equal(judge(text).judged, 4);
}

static void forecasts(void **state) {
    (void)state;
    judge("{\"method\":\"ears\",\"horizon\":2,\"forecast\":\"ses\",\"points\":[7,7,7,7,7,7,7,7]}");
    assert_answer("\"forecast\":[{\"step\":1,\"expected\":7");
    judge("{\"method\":\"ears\",\"horizon\":2,\"points\":[7,8,9,null,7]}");
    assert_answer("\"forecast\":null");
    judge("{\"method\":\"spike\",\"season\":2,\"horizon\":3,\"forecast\":\"holt_winters\","
          "\"points\":[1,9,1,9,1,9,1,9,1,9]}");
    assert_answer("\"step\":3");
}

static const char *forecast_of(const char *request) {
    judge(request);
    const char *forecast = strstr(answer, "\"forecast\":");
    assert_non_null(forecast);
    return forecast;
}

/* Values before the last gap are not continued. */
static void forecasts_begin_behind_the_last_gap(void **state) {
    static char whole[sizeof answer];
    (void)state;
    strcpy(whole, forecast_of("{\"method\":\"ears\",\"horizon\":3,\"forecast\":\"holt\","
                              "\"points\":[7,8,10,11,14,15,15,17]}"));
    assert_string_equal(forecast_of("{\"method\":\"ears\",\"horizon\":3,\"forecast\":\"holt\","
                                    "\"points\":[90,1,null,7,8,10,11,14,15,15,17]}"),
                        whole);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_have_names),
        cmocka_unit_test(forms_of_points_are_alike),
        cmocka_unit_test(steps_are_rounded),
        cmocka_unit_test(gaps_are_unknown_or_zero),
        cmocka_unit_test(what_is_no_series_is_refused),
        cmocka_unit_test(no_two_points_have_one_time),
        cmocka_unit_test(a_spike_leaves_past_alerts_out),
        cmocka_unit_test(charts_are_those_of_the_handbook),
        cmocka_unit_test(charts_take_their_target_from_the_first_points),
        cmocka_unit_test(outliers_and_streams),
        cmocka_unit_test(bounds_without_outliers),
        cmocka_unit_test(seasons_of_past_years),
        cmocka_unit_test(forecasts),
        cmocka_unit_test(forecasts_begin_behind_the_last_gap),
    };
    return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
