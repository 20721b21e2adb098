/* SPDX-License-Identifier: MIT
 * The page around the outline: head, header, navigation, footer, script. */
#include "base/sha256.h"
#include "report/page.h"

/* ---- the policy ---- */

static void put_source(struct buffer *to, const char *data, size_t size) {
    char text[SHA256_BASE64_SIZE];
    kefu__sha256_base64(data, size, text);
    kefu__buffer_format(to, " 'sha256-%s'", text);
}

/* Writes the page's content security policy, which allows only its own style and script,
 * identified by their hashes. */
static void put_policy(struct buffer *to) {
    const struct embedded *style = &kefu__page_files[0], *script = &kefu__page_files[1];
    kefu__buffer_text(to,
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "base-uri 'none'; form-action 'none'; img-src data:; style-src");
    put_source(to, style->data, style->size);
    kefu__buffer_text(to, "; script-src");
    put_source(to, script->data, script->size);
    kefu__buffer_text(to, "\">\n");
}

void kefu__page_head(const kefu_report *report, struct buffer *to) {
    kefu__buffer_format(to,
                        "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
                        report->english ? "en" : "zh-Hans");
    kefu__buffer_text(to,
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    put_policy(to);
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

void kefu__page_navigation(struct buffer *to) {
    static const struct {
        const char *place;
        struct words words;
    } links[] = {{"overview", {"要点", "Overview"}},
                 {"issues", {"客户不满", "Complaints"}},
                 {"groups", {"客服", "Agents"}},
                 {"hours", {"时段", "Hours"}},
                 {"faults", {"质检", "Quality"}},
                 {"feedback", {"反馈", "Feedback"}},
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
    kefu__buffer_text(to, "</header>\n");
}

void kefu__page_script(struct buffer *to) {
    kefu__buffer_text(to, "<script>");
    kefu__buffer_add(to, kefu__page_files[1].data, kefu__page_files[1].size);
    kefu__buffer_text(to, "</script>\n");
}

void kefu__page_footer(const kefu_report *report, struct buffer *to) {
    kefu__buffer_format(to, "<footer><p class=\"quiet\">kefu %s · ", kefu_version());
    kefu__html_text(to, report->scheme_id);
    kefu__buffer_text(to, " · ");
    kefu__html_text(to, report->scheme_digest);
    kefu__buffer_text(to, "</p>");
    kefu__buffer_text(to, "</footer>\n");
}
