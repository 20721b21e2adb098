/* SPDX-License-Identifier: MIT
 * The page around the outline: head, header, scripts, footer. */
#include "base/sha256.h"
#include "report/page.h"

/* ---- scripts ---- */

static bool begins(const char *text, size_t size, const char *word) {
    for (size_t i = 0; word[i]; i++)
        if (i == size || (text[i] | (text[i] >= 'A' && text[i] <= 'Z' ? 0x20 : 0)) != word[i])
            return false;
    return true;
}

/* Appends the text of a script element. Escapes "</script" and "<!--", which would end or disturb
 * the element, and normalises the text as an HTML parser does: line feeds only, no NUL, well-formed
 * UTF-8. The security policy contains a hash of the parsed text, which must be equal. */
static void put_script(struct buffer *to, const char *text, size_t size) {
    for (size_t at = 0; at < size;) {
        uint32_t point;
        const size_t length = kefu__utf8_next(text + at, size - at, &point);
        if (point == 0 || point == 0xFFFD)
            kefu__buffer_text(to, "\xEF\xBF\xBD");
        else if (point == '\r')
            kefu__buffer_text(to, at + 1 < size && text[at + 1] == '\n' ? "" : "\n");
        else
            kefu__buffer_add(to, text + at, length);
        if (point == '<' &&
            (begins(text + at, size - at, "</script") || begins(text + at, size - at, "<!--")))
            kefu__buffer_text(to, "\\");
        at += length;
    }
}

/* ---- the policy ---- */

static void put_source(struct buffer *to, const char *data, size_t size) {
    char text[SHA256_BASE64_SIZE];
    kefu__sha256_base64(data, size, text);
    kefu__buffer_format(to, " 'sha256-%s'", text);
}

/* Writes the page's content security policy, which allows only its own style and scripts,
 * identified by their hashes. */
static void put_policy(const kefu_report *report, struct buffer *to) {
    const struct embedded *style = &kefu__page_files[0], *script = &kefu__page_files[1];
    struct buffer charts;
    kefu__buffer_text(to,
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "base-uri 'none'; form-action 'none'; img-src data:; style-src");
    put_source(to, style->data, style->size);
    if (report->script.size) {
        kefu__buffer_init(&charts, &to->allocator);
        put_script(&charts, report->script.data, report->script.size);
        kefu__buffer_text(to, "; script-src");
        put_source(to, charts.data, charts.size);
        put_source(to, script->data, script->size);
        to->failed = to->failed || charts.failed;
        kefu__buffer_free(&charts);
    }
    kefu__buffer_text(to, "\">\n");
}

void kefu__page_head(const kefu_report *report, struct buffer *to) {
    kefu__buffer_format(to,
                        "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
                        report->english ? "en" : "zh-Hans");
    kefu__buffer_text(to,
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    put_policy(report, to);
    kefu__buffer_text(to, "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    kefu__html_text(to, kefu__report_words(report, report->title));
    kefu__buffer_text(to, "</title>\n<style>");
    kefu__buffer_add(to, kefu__page_files[0].data, kefu__page_files[0].size);
    kefu__buffer_text(to, "</style>\n</head>\n<body>\n");
}

/* Writes the language switch, which needs no JavaScript: two radio buttons, and CSS rules that show
 * the language whose button is checked. */
void kefu__page_switch(const kefu_report *report, struct buffer *to) {
    kefu__buffer_format(to,
                        "<input type=\"radio\" name=\"language\" id=\"show-zh\" class=\"switch\" "
                        "value=\"zh\" aria-label=\"中文\"%s>\n"
                        "<input type=\"radio\" name=\"language\" id=\"show-en\" class=\"switch\" "
                        "value=\"en\" aria-label=\"English\"%s>\n",
                        report->english ? "" : " checked", report->english ? " checked" : "");
}

static void put_navigation(struct buffer *to) {
    static const struct {
        const char *place;
        struct words words;
    } links[] = {{"overview", {"核心指标总览", "Overview"}},
                 {"details", {"细分问题", "Problems"}},
                 {"suggestions", {"改进建议", "What to do"}},
                 {"behind", {"依据", "Evidence"}}};
    size_t i;
    kefu__buffer_text(to, "<nav>");
    for (i = 0; i < sizeof links / sizeof *links; i++) {
        kefu__buffer_format(to, "<a href=\"#%s\">", links[i].place);
        kefu__html_words(to, links[i].words);
        kefu__buffer_text(to, "</a>");
    }
    kefu__buffer_text(to, "</nav>\n");
}

void kefu__page_header(struct sink *sink) {
    const kefu_report *report = sink->report;
    struct buffer *to = sink->to;
    kefu__buffer_text(to, "<header><div class=\"top\"><h1>");
    kefu__html_words(to, report->title);
    kefu__buffer_text(to,
                      "</h1><div class=\"languages\"><label for=\"show-zh\" lang=\"zh-Hans\">中文"
                      "</label><label for=\"show-en\" lang=\"en\">English</label></div></div>\n"
                      "<p class=\"period\">");
    kefu__html_words(to, kefu__period(sink->pen, report, false));
    if (report->compared) {
        kefu__html_words(to, kefu__words("，与上期 ", ", compared with "));
        kefu__html_words(to, kefu__period(sink->pen, report, true));
        kefu__html_words(to, kefu__words(" 比较", ""));
    }
    kefu__buffer_text(to, "</p>\n<div class=\"lead\">");
    for (unsigned i = 0; i < LEAD_SENTENCES; i++) {
        const struct words sentence = kefu__lead(sink->pen, report, i);
        if (!*sentence.zh)
            continue;
        kefu__buffer_format(to, "<p class=\"lead-%u\">", i);
        kefu__html_words(to, sentence);
        kefu__buffer_text(to, "</p>");
    }
    kefu__buffer_text(to, "</div>\n");
    put_navigation(to);
    kefu__buffer_text(to, "</header>\n");
}

void kefu__page_scripts(const kefu_report *report, struct buffer *to) {
    if (!report->script.size)
        return;
    kefu__buffer_text(to, "<script type=\"application/json\" id=\"chart-data\">");
    kefu__page_charts(report, to);
    kefu__buffer_text(to, "</script>\n<script>");
    put_script(to, report->script.data, report->script.size);
    kefu__buffer_text(to, "</script>\n<script>");
    kefu__buffer_add(to, kefu__page_files[1].data, kefu__page_files[1].size);
    kefu__buffer_text(to, "</script>\n");
}

void kefu__page_footer(const kefu_report *report, struct buffer *to) {
    kefu__buffer_format(to, "<footer><p class=\"quiet\">kefu %s · ", kefu_version());
    kefu__html_text(to, report->scheme_id);
    kefu__buffer_text(to, " · ");
    kefu__html_text(to, report->scheme_digest);
    kefu__buffer_text(to, "</p>");
    if (report->script.size && report->licence.size) {
        kefu__buffer_text(to, "<details class=\"licence\"><summary>");
        kefu__html_words(to, kefu__words("图表所用 Chart.js 的许可",
                                         "Licence of Chart.js, which draws the charts"));
        kefu__buffer_text(to, "</summary><pre lang=\"en\">");
        kefu__html_escaped(to, report->licence.data, report->licence.size);
        kefu__buffer_text(to, "</pre></details>");
    }
    kefu__buffer_text(to, "</footer>\n");
}
