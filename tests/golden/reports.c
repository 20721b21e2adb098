/* SPDX-License-Identifier: MIT
 * Every table of every format of a report, against golden files. */
#include "records.h"

static kefu_report *make(const char *language, bool compared) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_report *report = NULL;
    kefu_aggregate *now = golden_aggregate(scheme, scratch, golden_now, GOLDEN_NOW, GOLDEN_DAY);
    kefu_aggregate *before = golden_aggregate(scheme, scratch, golden_before, GOLDEN_BEFORE,
                                              GOLDEN_DAY - 86400000);
    options.previous = compared ? before : NULL;
    options.language = (kefu_str){language, strlen(language)};
    assert_int_equal(kefu_report_new(now, &options, &report, NULL), KEFU_OK);
    kefu_aggregate_free(now);
    kefu_aggregate_free(before);
    return report;
}

/* Removes each text between two delimiters: the page's style and script, their hashes in the
 * security policy, and the library's version. */
static void leave_out(struct golden *from, const char *begin, const char *end) {
    struct golden kept = {NULL, 0};
    const char *at = from->text, *next;
    while ((next = strstr(at, begin)) != NULL) {
        next += strlen(begin);
        golden_write(&kept, at, (size_t)(next - at));
        at = strstr(next, end);
        assert_non_null(at);
    }
    golden_write(&kept, at, strlen(at));
    free(from->text);
    *from = kept;
}

static void check(const kefu_report *report, kefu_format format, const char *name) {
    struct golden written = {NULL, 0}, golden = {NULL, 0};
    assert_int_equal(kefu_report_write(report, format, golden_write, &written, NULL), KEFU_OK);
    if (format == KEFU_FORMAT_HTML) {
        leave_out(&written, "<style>", "</style>");
        leave_out(&written, "<script>", "</script>");
        leave_out(&written, "sha256-", "'");
        leave_out(&written, "<footer><p class=\"quiet\">kefu ", " ");
    }
    if (format == KEFU_FORMAT_JSON) {
        leave_out(&written, "\"version\":\"", "\"");
        golden_print_json(&golden, &written);
        free(written.text);
        written = golden;
    }
    golden_check(&written, name);
}

/* JSON and HTML hold both languages. */
static void a_compared_report(void **state) {
    kefu_report *report = make("zh-Hans", true);
    (void)state;
    check(report, KEFU_FORMAT_JSON, "report.json");
    check(report, KEFU_FORMAT_HTML, "report.html");
    check(report, KEFU_FORMAT_MARKDOWN, "report.zh.md");
    check(report, KEFU_FORMAT_CSV, "report.zh.csv");
    check(report, KEFU_FORMAT_TEXT, "report.zh.txt");
    kefu_report_free(report);
}

static void in_english(void **state) {
    kefu_report *report = make("en", true);
    (void)state;
    check(report, KEFU_FORMAT_MARKDOWN, "report.en.md");
    check(report, KEFU_FORMAT_CSV, "report.en.csv");
    check(report, KEFU_FORMAT_TEXT, "report.en.txt");
    kefu_report_free(report);
}

static void a_first_report(void **state) {
    kefu_report *report = make("zh-Hans", false);
    (void)state;
    check(report, KEFU_FORMAT_JSON, "report.first.json");
    check(report, KEFU_FORMAT_MARKDOWN, "report.first.zh.md");
    check(report, KEFU_FORMAT_CSV, "report.first.zh.csv");
    check(report, KEFU_FORMAT_TEXT, "report.first.zh.txt");
    kefu_report_free(report);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_compared_report),
        cmocka_unit_test(in_english),
        cmocka_unit_test(a_first_report),
    };
    return golden_run_records("golden.reports", tests, sizeof tests / sizeof *tests, 1, argc, argv);
}
