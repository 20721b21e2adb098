/* SPDX-License-Identifier: MIT
 * A series of counts judged by every method and continued by every model, and ratings measured on
 * every scale, against a golden file: a mistake in one factor of a statistic shows in its digits.
 */
#include "golden.h"
#include "kefu/agreement.h"
#include "kefu/series.h"

enum { POINTS = 120, REQUEST_MAX = 8192 };

/* Counts with a weekly season, a slow trend, two bursts and a shift of the level. */
static int count_at(int i) {
    const int noise = i * i * 7 % 11, season = i % 7 < 5 ? 12 : 3;
    const int burst = i == 70 || i == 103 ? 45 : 0;
    return noise + season + i / 20 + burst + (i > 110 ? 14 : 0);
}

static const char *points(int from, bool with_gap) {
    static char list[POINTS * 8];
    size_t size = 0;
    for (int i = from; i < POINTS; i++) {
        if (with_gap && i % 29 == 13)
            size += (size_t)snprintf(list + size, sizeof list - size, "null,");
        else
            size += (size_t)snprintf(list + size, sizeof list - size, "%d,", count_at(i));
    }
    list[size - 1] = '\0';
    return list;
}

typedef kefu_status measurer(const char *request, size_t size, struct golden *answer,
                             kefu_error *error);

static kefu_status judge_series(const char *request, size_t size, struct golden *answer,
                                kefu_error *error) {
    return kefu_series_judge(request, size, NULL, NULL, golden_write, answer, NULL, error);
}

static kefu_status measure_agreement(const char *request, size_t size, struct golden *answer,
                                     kefu_error *error) {
    return kefu_agreement_measure(request, size, NULL, NULL, golden_write, answer, error);
}

/* Fractions are rounded to six digits, which another mathematical library gives too. */
static void round_fractions(struct golden *to, const struct golden *json) {
    bool text = false;
    for (size_t i = 0; i < json->size;) {
        const char c = json->text[i];
        text ^= c == '"';
        const size_t size = text ? 0 : strspn(json->text + i, "-+.0123456789eE");
        if (size > 0 && memchr(json->text + i, '.', size))
            golden_print(to, "%.6g", strtod(json->text + i, NULL));
        else
            golden_write(to, json->text + i, size ? size : 1);
        i += size ? size : 1;
    }
}

static void print_answer(struct golden *golden, measurer *measure, const char *request) {
    struct golden answer = {NULL, 0};
    kefu_error error;
    if (measure(request, strlen(request), &answer, &error) != KEFU_OK)
        fail_msg("%s: %s: %s", request, error.pointer, error.message);
    struct golden rounded = {NULL, 0};
    round_fractions(&rounded, &answer);
    golden_print_json(golden, &rounded);
    free(rounded.text);
    free(answer.text);
}

static void of_every_method(void **state) {
    static const char *const parameters[] = {
        "'method':'spike','baseline':56,'season':7,'last':30",
        "'method':'spike','baseline':28,'season':1,'alpha':0.02,'last':12,'gaps':'zero'",
        "'method':'farrington','season':26,'years':3,'window':2,'last':14",
        "'method':'farrington','season':13,'years':5,'window':1,'trend':true,'reweight':true,"
        "'last':9",
        "'method':'ears','baseline':7,'last':20",
        "'method':'cusum','baseline':40,'last':60",
        "'method':'cusum','target':15,'sigma':6,'decision_interval':4,'side':'up','last':60",
        "'method':'ewma','baseline':40,'lambda':0.3,'last':60",
        "'method':'esd','most':6,'last':60",
        "'method':'anomaly','warmup':30,'threshold':3,'last':60"};
    struct golden golden = {NULL, 0};
    (void)state;
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
        char request[REQUEST_MAX];
        const int size = snprintf(request, sizeof request, "{%s,'detail':true,'points':[%s]}",
                                  parameters[i], points(0, i % 2));
        for (int k = 0; k < size; k++)
            request[k] = request[k] == '\'' ? '"' : request[k];
        golden_print(&golden, "%s\n", parameters[i]);
        print_answer(&golden, judge_series, request);
    }
    golden_check(&golden, "judged.series.txt");
}

static void of_every_model(void **state) {
    static const char *const models[] = {"comb", "ses", "holt", "damped", "holt_winters"};
    struct golden golden = {NULL, 0};
    (void)state;
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        char request[REQUEST_MAX];
        snprintf(request, sizeof request,
                 "{\"method\":\"spike\",\"season\":7,\"last\":1,\"horizon\":9,\"level\":0.8,"
                 "\"forecast\":\"%s\",\"points\":[%s]}",
                 models[i], points(20, false));
        golden_print(&golden, "%s\n", models[i]);
        print_answer(&golden, judge_series, request);
    }
    golden_check(&golden, "judged.forecasts.txt");
}

static void of_every_scale(void **state) {
    static const char *const scales[] = {"nominal", "ordinal", "interval", "ratio"};
    static const char ratings[] =
        "[[1,1,null,1],[2,2,3,2],[3,3,3,3],[3,2,3,3],[2,2,1,2],[1,2,3,4],[4,4,4,4],[1,1,2,1],"
        "[2,2,2,2],[5,5,5,4],[1,1,1,1],[3,4,3,3],[5,4,5,5],[2,3,2,2],[4,4,5,4],[1,2,1,1]]";
    static const char pairs[] = "[[1,1],[2,2],[3,2],[1,2],[4,4],[3,3],[2,1],[4,3],[1,1],[2,2]]";
    struct golden golden = {NULL, 0};
    (void)state;
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        for (int two = 0; two < 2; two++) {
            char request[REQUEST_MAX];
            snprintf(request, sizeof request, "{\"scale\":\"%s\",\"ratings\":%s}", scales[i],
                     two ? pairs : ratings);
            golden_print(&golden, "%s, %d raters\n", scales[i], two ? 2 : 4);
            print_answer(&golden, measure_agreement, request);
        }
    }
    golden_check(&golden, "judged.agreement.txt");
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_every_method),
        cmocka_unit_test(of_every_model),
        cmocka_unit_test(of_every_scale),
    };
    return golden_run("golden.judged", tests, sizeof tests / sizeof *tests, NULL, NULL, argc, argv);
}
