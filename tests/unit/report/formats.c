/* SPDX-License-Identifier: MIT
 * Tests of the five formats a report is written in. */
#include <utf8proc.h>

#include "fixture.h"

#include "base/utf8.h"

static void html_escapes_what_customers_say(void **state) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_report *report;
    char *html;
    (void)state;
    options.title.data = "\"<日报>\"";
    options.title.size = strlen(options.title.data);
    report = make(&options, true);
    html = written(report, KEFU_FORMAT_HTML);
    assert_null(strstr(html, "<script>alert"));
    assert_non_null(strstr(html, "&lt;script&gt;alert"));
    assert_null(strstr(html, "<img src=x>"));
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

static bool title_keeps(uint32_t point) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    char title[16] = "<", shown[32];
    const utf8proc_ssize_t size = utf8proc_encode_char((utf8proc_int32_t)point,
                                                       (utf8proc_uint8_t *)title + 1);
    title[1 + size] = '>';
    options.title = (kefu_str){title, (size_t)size + 2};
    kefu_report *report = make(&options, false);
    char *html = written(report, KEFU_FORMAT_HTML);
    snprintf(shown, sizeof shown, "<title>&lt;%.*s&gt;</title>", (int)size, title + 1);
    const bool keeps = strstr(html, shown) != NULL;
    assert_true(keeps || strstr(html, "<title>&lt;\xEF\xBF\xBD&gt;</title>"));
    free(html);
    kefu_report_free(report);
    return keeps;
}

/* Control characters, and those that turn the direction of text; their neighbours are text. */
static void html_leaves_out_what_moves_text(void **state) {
    static const uint32_t out[] = {0x1F,   0x7F,   0x9F,   0x202A, 0x202E, 0x2066,
                                   0x2069, 0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE};
    static const uint32_t in[] = {0x20,   0x7E,   0xA0,   0x2029, 0x202F, 0x2065,
                                  0x206A, 0xFDCF, 0xFDF0, 0xFFFD, 0x1FFFD};
    (void)state;
    for (size_t i = 0; i < sizeof out / sizeof *out; i++)
        if (title_keeps(out[i]))
            fail_msg("U+%04X stays", (unsigned)out[i]);
    for (size_t i = 0; i < sizeof in / sizeof *in; i++)
        if (!title_keeps(in[i]))
            fail_msg("U+%04X goes", (unsigned)in[i]);
}

static void charts_are_in_the_page(void **state) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_report *report = make(&options, false);
    char *html = written(report, KEFU_FORMAT_HTML);
    (void)state;
    assert_null(strstr(html, "<canvas"));
    assert_non_null(strstr(html, "id=\"chart-problems\""));
    assert_non_null(strstr(html, "<svg viewBox=\"0 0 520 "));
    assert_null(strstr(html, "=\"nan"));
    assert_null(strstr(html, "=\"inf"));
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
    assert_non_null(strstr(csv, "\r\ntotal,,resolution_rate,问题解决率,ratio,,0,no_data,"));
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

/* Follows `text` through the lines from `line` on, and fails unless they are the text without the
 * blanks at which it is broken: lines of up to 96 columns, of which no next word would have fitted,
 * never broken inside of a word. Returns the line after the text. */
static const char *assert_wrapped(const char *line, const char *text, const char *indent) {
    enum { WIDTH = 96 };
    size_t columns = kefu__columns_of(indent);
    while (*text) {
        size_t length = strcspn(line, "\n");
        char *row = strndup(line, length);
        if (strncmp(text, row, length) != 0)
            fail_msg("\"%s\" does not begin with \"%s\"", text, row);
        columns += kefu__columns_of(row);
        text += length;
        if (*text && *text != ' ') { /* not inside of a word of narrow characters */
            size_t last = length - 1;
            for (; ((unsigned char)row[last] & 0xC0) == 0x80; last--)
                ;
            char next[5] = {0};
            memcpy(next, text, utf8_next(text, strlen(text), &(uint32_t){0}));
            assert_true(kefu__columns_of(row + last) > 1 || kefu__columns_of(next) > 1);
        }
        assert_true(columns <= WIDTH + 2); /* a closing mark may stand behind the last column */
        const size_t spaces = strspn(text, " ");
        const size_t word = text[spaces] & 0x80 ? 3 : strcspn(text + spaces, " ");
        assert_true(!*text || columns + spaces + word > WIDTH - 1);
        free(row);
        text += spaces;
        line += length + 1;
        if (!*text)
            break;
        assert_memory_equal(line, indent, strlen(indent));
        line += strlen(indent);
        columns = strlen(indent);
    }
    return line;
}

static void advice_is_wrapped_between_words(void **state) {
    static const char *const languages[] = {"zh-Hans", "en"};
    (void)state;
    for (size_t language = 0; language < 2; language++) {
        kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
        options.language = kefu__str(languages[language]);
        kefu_report *report = make(&options, true);
        char *text = written(report, KEFU_FORMAT_TEXT);
        const char *line = strstr(text, "  1. ");
        assert_true(report->suggestion_count > 0 && line);
        for (size_t i = 0; i < report->suggestion_count && i < 3; i++) {
            const struct words words = report->suggestions[i].text;
            assert_int_equal(line[2], '1' + (int)i);
            line = assert_wrapped(line + 5, language ? words.en : words.zh, "     ");
        }
        assert_int_equal(*line, '\0');
        free(text);
        kefu_report_free(report);
    }
}

/* The text report aligns what is written in East Asia, and what is between letters takes no room:
 * against utf8proc's table. Left out are symbols, which the report knows by blocks, and U+3248 to
 * U+324F, whose width is ambiguous. */
static void widths_are_those_of_unicode(void **state) {
    (void)state;
    for (utf8proc_int32_t point = 0x20; point < 0x10000; point++) {
        const utf8proc_category_t category = utf8proc_category(point);
        utf8proc_uint8_t text[8] = {0};
        if ((point >= 0x7F && point < 0xA0) || (point >= 0x2000 && point < 0x2E80) ||
            (point >= 0x3248 && point <= 0x324F) || (point >= 0xD800 && point < 0xF900) ||
            category == UTF8PROC_CATEGORY_CN || category == UTF8PROC_CATEGORY_CF ||
            ((category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME ||
              category == UTF8PROC_CATEGORY_MC) &&
             point > 0x36F))
            continue;
        utf8proc_encode_char(point, text);
        if ((int)kefu__columns_of((const char *)text) != utf8proc_charwidth(point))
            fail_msg("U+%04X takes %zu columns", (unsigned)point,
                     kefu__columns_of((const char *)text));
    }
    assert_int_equal(kefu__columns_of("a\xE2\x80\x8B\xEF\xB8\x8F\xEF\xBB\xBF"
                                      "好😀𠀀"),
                     7);
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

static void assert_sound(const char *text) {
    const size_t size = strlen(text);
    size_t at = 0;
    while (at < size) {
        uint32_t point;
        at += utf8_decode((const unsigned char *)text + at, size - at, &point);
        assert_true(point != UTF8_INVALID);
    }
}

/* A text that comes through the struct interface need not be UTF-8 and may hold NUL. */
static void writes_sound_text_whatever_comes(void **state) {
    static const char agent[] = "\"<,>&'|", text[] = "太差了\xF0\x9F \0 \xC0\x80</script>";
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html_escapes_what_customers_say),
        cmocka_unit_test(html_leaves_out_what_moves_text),
        cmocka_unit_test(charts_are_in_the_page),
        cmocka_unit_test(csv_quotes_and_defuses),
        cmocka_unit_test(markdown_escapes),
        cmocka_unit_test(writes_in_english_when_asked),
        cmocka_unit_test(summary_is_aligned),
        cmocka_unit_test(advice_is_wrapped_between_words),
        cmocka_unit_test(widths_are_those_of_unicode),
        cmocka_unit_test(without_times_says_so),
        cmocka_unit_test(nothing_at_all_is_a_report_too),
        cmocka_unit_test(writes_the_same_again),
        cmocka_unit_test(writes_sound_text_whatever_comes),
    };
    return cmocka_run_group_tests_name("report.formats", tests, begin, end);
}
