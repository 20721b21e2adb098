/* SPDX-License-Identifier: MIT
 * The report as one HTML file: both languages, tables that need no script, charts that do. */
#include <string.h>

#include "report/outline.h"
#include "report/page.h"

/* ---- text --------------------------------------------------------------------------------------
 */

/* What a page must not take from customers: controls, and marks that turn text around. */
static bool is_unwelcome(uint32_t point) {
    return (point < 0x20 && point != '\n' && point != '\t') || (point >= 0x7F && point < 0xA0) ||
           (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) ||
           (point >= 0xFDD0 && point <= 0xFDEF) || (point & 0xFFFE) == 0xFFFE;
}

static const char *entity_of(uint32_t point) {
    switch (point) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case 0xFFFD:
        return "\xEF\xBF\xBD"; /* also for broken UTF-8 */
    default:
        return is_unwelcome(point) ? "\xEF\xBF\xBD" : NULL;
    }
}

/* Escaped for text and for attributes in double quotes. */
static void put_escaped(struct buffer *to, const char *text, size_t size) {
    size_t at = 0, begin = 0;
    while (at < size) {
        uint32_t point;
        const size_t length = kefu__utf8_next(text + at, size - at, &point);
        const char *entity = entity_of(point);
        if (entity) {
            kefu__buffer_add(to, text + begin, at - begin);
            kefu__buffer_text(to, entity);
            begin = at + length;
        }
        at += length;
    }
    kefu__buffer_add(to, text + begin, at - begin);
}

static void put_text(struct buffer *to, const char *text) {
    put_escaped(to, text, strlen(text));
}

/* Both languages, one of which the style shows; text that is the same stands once. */
static void put_words(struct buffer *to, struct words words) {
    if (strcmp(words.zh, words.en) == 0) {
        put_text(to, words.zh);
        return;
    }
    kefu__buffer_text(to, "<span class=\"zh\" lang=\"zh-Hans\">");
    put_text(to, words.zh);
    kefu__buffer_text(to, "</span><span class=\"en\" lang=\"en\">");
    put_text(to, words.en);
    kefu__buffer_text(to, "</span>");
}

static void put_number(struct buffer *to, double number) {
    char text[32];
    kefu__buffer_add(to, text, kefu__format_double(text, number));
}

static const char *tone_class(unsigned tone) {
    static const char *const classes[] = {"", "good", "bad", "quiet"};
    return classes[tone];
}

/* ---- parts and tables --------------------------------------------------------------------------
 */

static void open_section(struct sink *sink, unsigned level, const char *id, struct words title) {
    struct buffer *to = sink->to;
    sink->section = title.zh;
    kefu__buffer_format(to, "<section id=\"%s\" class=\"level-%u\"><h%u>", id, level, level + 1);
    put_words(to, title);
    kefu__buffer_format(to, "</h%u>\n", level + 1);
}

static void close_section(struct sink *sink, unsigned level) {
    (void)level;
    kefu__buffer_text(sink->to, "</section>\n");
}

static void paragraph(struct sink *sink, struct words text, unsigned tone) {
    kefu__buffer_format(sink->to, "<p class=\"%s\">", tone_class(tone));
    put_words(sink->to, text);
    kefu__buffer_text(sink->to, "</p>\n");
}

static void chart(struct sink *sink, const char *id, struct words title) {
    struct buffer *to = sink->to;
    if (!sink->report->script.size)
        return;
    kefu__buffer_format(
        to, "<figure class=\"chart\" id=\"chart-%s\" data-chart=\"%s\"><figcaption>", id, id);
    put_words(to, title);
    kefu__buffer_text(to, "</figcaption><div class=\"canvas\"><canvas role=\"img\" aria-label=\"");
    put_text(to, kefu__report_words(sink->report, title));
    kefu__buffer_text(to, "\"></canvas></div></figure>\n");
}

/* A caption that only repeats its heading is for those who hear the page. */
static void open_table(struct sink *sink, const char *id, struct words caption,
                       const struct column *columns, size_t count) {
    struct buffer *to = sink->to;
    const bool heard = strcmp(caption.zh, sink->section) == 0;
    size_t i;
    sink->columns = columns;
    kefu__buffer_format(to, "<div class=\"scroll%s\" role=\"region\" tabindex=\"0\" ",
                        count <= 4 ? " small" : "");
    kefu__buffer_format(to, "aria-labelledby=\"caption-%s\"><table id=\"%s\">", id, id);
    kefu__buffer_format(to, "<caption id=\"caption-%s\"%s>", id, heard ? " class=\"heard\"" : "");
    put_words(to, caption);
    kefu__buffer_text(to, "</caption><thead><tr>");
    for (i = 0; i < count; i++) {
        kefu__buffer_format(to, "<th scope=\"col\"%s>",
                            columns[i].numeric ? " class=\"number\"" : "");
        put_words(to, columns[i].text);
        kefu__buffer_text(to, "</th>");
    }
    kefu__buffer_text(to, "</tr></thead><tbody>\n");
}

static void put_cell(struct buffer *to, const struct cell *cell, bool numeric) {
    const char *element = cell->head ? "th" : "td";
    kefu__buffer_format(to, "<%s%s class=\"%s%s\">", element, cell->head ? " scope=\"row\"" : "",
                        numeric ? "number " : "", tone_class(cell->tone));
    if (cell->has_number) {
        kefu__buffer_text(to, "<data value=\"");
        put_number(to, cell->number);
        kefu__buffer_text(to, "\">");
    }
    put_words(to, cell->text);
    if (cell->has_number)
        kefu__buffer_text(to, "</data>");
    if (cell->marked)
        kefu__buffer_text(to, "<span class=\"mark\">*</span>");
    if (*cell->note.zh) {
        kefu__buffer_text(to, " <small>");
        put_words(to, cell->note);
        kefu__buffer_text(to, "</small>");
    }
    kefu__buffer_format(to, "</%s>", element);
}

static void row(struct sink *sink, const struct cell *cells, size_t count) {
    size_t i;
    kefu__buffer_text(sink->to, "<tr>");
    for (i = 0; i < count; i++)
        put_cell(sink->to, &cells[i], sink->columns[i].numeric);
    kefu__buffer_text(sink->to, "</tr>\n");
}

static void close_table(struct sink *sink) {
    kefu__buffer_text(sink->to, "</tbody></table></div>\n");
}

/* ---- quotes ------------------------------------------------------------------------------------
 */

static struct words role_words(uint32_t role) {
    static const struct words roles[] = {
        {"客户", "Customer"}, {"客服", "Agent"}, {"机器人", "Bot"}, {"系统", "System"}};
    return roles[role < 4 ? role : 0];
}

static void put_source(struct sink *sink, const struct report_case *quote) {
    struct buffer *to = sink->to;
    const char *at = kefu__pen_minute(sink->pen, quote->at, sink->report->offset_minutes);
    kefu__buffer_text(to, "<cite>");
    put_words(to, role_words(quote->role));
    if (quote->agent_id.size) {
        kefu__buffer_text(to, " · ");
        put_escaped(to, quote->agent_id.data, quote->agent_id.size);
    }
    kefu__buffer_text(to, " · ");
    put_escaped(to, quote->conversation_id.data, quote->conversation_id.size);
    if (quote->record_id.size) {
        kefu__buffer_text(to, quote->conversation_id.size ? " / " : "");
        put_escaped(to, quote->record_id.data, quote->record_id.size);
    }
    if (*at) {
        kefu__buffer_text(to, " · ");
        put_text(to, at);
    }
    kefu__buffer_text(to, "</cite>");
}

static void put_quote(struct sink *sink, const struct report_case *quote) {
    struct buffer *to = sink->to;
    const char *text = quote->text.data;
    const bool part = quote->end > quote->start && quote->end - quote->start < quote->text.size;
    kefu__buffer_text(to, "<li><q><bdi lang=\"zh\">");
    put_escaped(to, text, quote->start);
    kefu__buffer_text(to, part ? "<mark>" : "");
    put_escaped(to, text + quote->start, quote->end - quote->start);
    kefu__buffer_text(to, part ? "</mark>" : "");
    put_escaped(to, text + quote->end, quote->text.size - quote->end);
    kefu__buffer_text(to, "</bdi></q> ");
    put_source(sink, quote);
    kefu__buffer_text(to, "</li>\n");
}

static void open_quotes(struct sink *sink) {
    kefu__buffer_text(sink->to, "<div class=\"cases\"><p class=\"quiet\">");
    put_words(sink->to, kefu__words("原话（点开看）", "In their own words (click to open)"));
    kefu__buffer_text(sink->to, "</p>\n");
}

static void quotes(struct sink *sink, const struct report_issue *issue, bool open) {
    struct buffer *to = sink->to;
    size_t i;
    kefu__buffer_format(to, "<details class=\"quotes\"%s><summary>", open ? " open" : "");
    put_words(to, issue->title);
    kefu__buffer_format(to, "<span class=\"count\">%zu</span></summary><ul>\n", issue->case_count);
    for (i = 0; i < issue->case_count; i++)
        put_quote(sink, &issue->cases[i]);
    kefu__buffer_text(to, "</ul></details>\n");
}

static void close_quotes(struct sink *sink) {
    kefu__buffer_text(sink->to, "</div>\n");
}

/* ---- findings and suggestions ------------------------------------------------------------------
 */

static void put_case_ids(struct sink *sink, const struct report_finding *finding) {
    struct buffer *to = sink->to;
    size_t i;
    for (i = 0; i < finding->case_count; i++) {
        if (i == 0)
            put_words(to, kefu__words("案例 ", "cases "));
        kefu__buffer_text(to, i ? ", " : "");
        put_escaped(to, finding->cases[i].data, finding->cases[i].size);
    }
    if (finding->case_count)
        kefu__buffer_text(to, " · ");
}

static void put_place(struct sink *sink, const struct report_finding *finding) {
    struct buffer *to = sink->to;
    kefu__buffer_format(to, "<a href=\"#%s\">", finding->place);
    put_words(to, kefu__words("看依据", "see the numbers"));
    kefu__buffer_text(to, "</a>");
}

static void suggestion(struct sink *sink, size_t number, const struct report_suggestion *advice) {
    struct buffer *to = sink->to;
    kefu__buffer_format(to,
                        "<article class=\"advice\" data-template=\"%s\"><div class=\"rank\">%zu"
                        "</div><div><p>",
                        advice->id, number);
    put_words(to, advice->text);
    kefu__buffer_text(to, "</p><p class=\"quiet\">");
    if (advice->owner) {
        put_words(to, kefu__words("责任部门 ", "owner "));
        put_words(to, advice->owner->title);
        kefu__buffer_text(to, " · ");
    }
    put_case_ids(sink, advice->finding);
    put_place(sink, advice->finding);
    kefu__buffer_text(to, "</p></div></article>\n");
}

static void finding(struct sink *sink, const struct report_finding *found) {
    struct buffer *to = sink->to;
    kefu__buffer_format(to, "<p class=\"finding %s\">", found->good ? "good" : "");
    put_words(to, found->text);
    if (!found->note) {
        kefu__buffer_text(to, " <small>");
        put_place(sink, found);
        kefu__buffer_text(to, "</small>");
    }
    kefu__buffer_text(to, "</p>\n");
}

/* ---- cards -------------------------------------------------------------------------------------
 */

/* Where the value and the target stand on a card's scale, in percent. */
static void put_gauge(struct buffer *to, const struct indicator *indicator) {
    const double value = indicator->value.value, target = indicator->target;
    double most = value > target ? value : target, at, mark;
    if (!indicator->has_target || !KEFU_VALUE_IS_NUMBER(indicator->value) || value < 0)
        return;
    if (indicator->value.unit == KEFU_UNIT_RATIO && most > 0.3)
        most = 1;
    else
        most *= 1.15;
    if (!(most > 0))
        return;
    at = value / most * 100;
    mark = target / most * 100;
    kefu__buffer_text(to, "<div class=\"gauge\" aria-hidden=\"true\"><span style=\"width:");
    put_number(to, (double)(int)(at * 10) / 10);
    kefu__buffer_text(to, "%\"></span><i style=\"left:");
    put_number(to, (double)(int)(mark * 10) / 10);
    kefu__buffer_text(to, "%\"></i></div>");
}

static void put_card_target(struct sink *sink, const struct indicator *indicator) {
    struct buffer *to = sink->to;
    const struct words met = kefu__target_words(sink->pen, indicator);
    if (!indicator->has_target && strcmp(indicator->id, "score") == 0 && sink->report->band) {
        kefu__buffer_text(to, "<p>");
        put_words(to, kefu__words("评级 ", "band "));
        kefu__buffer_text(to, "<b>");
        put_words(to, sink->report->band->title);
        kefu__buffer_text(to, "</b></p>");
    }
    if (!indicator->has_target)
        return;
    kefu__buffer_text(to, "<p>");
    put_words(to, kefu__words("目标 ", "target "));
    put_words(to, kefu__pen_number(sink->pen, indicator->target, indicator->value.unit));
    if (*met.zh) {
        kefu__buffer_format(to, " <b class=\"%s\">", tone_class(kefu__target_tone(indicator)));
        put_words(to, met);
        kefu__buffer_text(to, "</b>");
    }
    kefu__buffer_text(to, "</p>");
}

static void put_card_change(struct sink *sink, const struct indicator *indicator) {
    struct buffer *to = sink->to;
    if (indicator->change.kind == CHANGE_NONE)
        return;
    kefu__buffer_format(to, "<p><b class=\"%s\">",
                        tone_class(kefu__change_tone(&indicator->change)));
    put_words(to, kefu__pen_change(sink->pen, &indicator->change, indicator->value.unit));
    kefu__buffer_text(to, "</b> ");
    put_words(to, kefu__words("上期 ", "was "));
    put_words(to, kefu__pen_value(sink->pen, &indicator->previous));
    kefu__buffer_text(to, " <small>");
    put_words(to, kefu__change_note(sink->pen, indicator));
    kefu__buffer_text(to, "</small></p>");
}

static void put_card_sample(struct sink *sink, const struct indicator *indicator) {
    struct buffer *to = sink->to;
    const struct words interval = kefu__pen_interval(sink->pen, &indicator->value);
    kefu__buffer_text(to, "<p class=\"quiet\">");
    if (KEFU_VALUE_IS_NUMBER(indicator->value)) {
        put_words(to, kefu__pen_count(sink->pen, indicator->value.n, indicator->entity));
        if (*interval.zh) {
            kefu__buffer_text(to, " · ");
            put_words(to, interval);
        }
    } else {
        put_words(to, kefu__reason_words(indicator->value.state, indicator->value.reason));
    }
    kefu__buffer_text(to, "</p>");
}

static void card(struct sink *sink, const struct indicator *indicator) {
    struct buffer *to = sink->to;
    const bool known = KEFU_VALUE_IS_NUMBER(indicator->value);
    kefu__buffer_format(to, "<article class=\"card %s\" data-metric=\"%s\"><h3>",
                        tone_class(kefu__target_tone(indicator)), indicator->id);
    put_words(to, indicator->title);
    kefu__buffer_format(to, "</h3><p class=\"%s\">", known ? "value" : "value none");
    put_words(to, kefu__pen_value(sink->pen, &indicator->value));
    if (indicator->value.state == KEFU_STATE_LOW_N)
        kefu__buffer_text(to, "<span class=\"mark\">*</span>");
    kefu__buffer_text(to, "</p>");
    put_gauge(to, indicator);
    put_card_target(sink, indicator);
    put_card_change(sink, indicator);
    if (KEFU_VALUE_IS_NUMBER(indicator->median)) {
        kefu__buffer_text(to, "<p>");
        put_words(to, kefu__words("中位 ", "median "));
        put_words(to, kefu__pen_value(sink->pen, &indicator->median));
        kefu__buffer_text(to, "</p>");
    }
    put_card_sample(sink, indicator);
    kefu__buffer_text(to, "</article>\n");
}

static void cards(struct sink *sink) {
    size_t i;
    kefu__buffer_text(sink->to, "<div class=\"cards\">\n");
    for (i = 0; i < sink->report->core_count; i++)
        card(sink, &sink->report->indicators[i]);
    kefu__buffer_text(sink->to, "</div>\n");
}

/* ---- the page ----------------------------------------------------------------------------------
 */

static void put_head(const kefu_report *report, struct buffer *to) {
    kefu__buffer_format(to,
                        "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
                        report->english ? "en" : "zh-Hans");
    kefu__buffer_text(to,
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
                      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    put_text(to, kefu__report_words(report, report->title));
    kefu__buffer_text(to, "</title>\n<style>\n");
    kefu__buffer_add(to, kefu__page_files[0].data, kefu__page_files[0].size);
    kefu__buffer_text(to, "</style>\n</head>\n<body>\n");
}

/* Two buttons that need no script: the style shows what the checked one says. */
static void put_switch(const kefu_report *report, struct buffer *to) {
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
        put_words(to, links[i].words);
        kefu__buffer_text(to, "</a>");
    }
    kefu__buffer_text(to, "</nav>\n");
}

static void put_header(struct sink *sink) {
    const kefu_report *report = sink->report;
    struct buffer *to = sink->to;
    unsigned i;
    kefu__buffer_text(to, "<header><div class=\"top\"><h1>");
    put_words(to, report->title);
    kefu__buffer_text(to,
                      "</h1><div class=\"languages\"><label for=\"show-zh\" lang=\"zh-Hans\">中文"
                      "</label><label for=\"show-en\" lang=\"en\">English</label></div></div>\n"
                      "<p class=\"period\">");
    put_words(to, kefu__period(sink->pen, report, false));
    if (report->compared) {
        put_words(to, kefu__words("，与上期 ", ", compared with "));
        put_words(to, kefu__period(sink->pen, report, true));
        put_words(to, kefu__words(" 比较", ""));
    }
    kefu__buffer_text(to, "</p>\n<div class=\"lead\">");
    for (i = 0; i < LEAD_SENTENCES; i++) {
        const struct words sentence = kefu__lead(sink->pen, report, i);
        if (!*sentence.zh)
            continue;
        kefu__buffer_format(to, "<p class=\"lead-%u\">", i);
        put_words(to, sentence);
        kefu__buffer_text(to, "</p>");
    }
    kefu__buffer_text(to, "</div>\n");
    put_navigation(to);
    kefu__buffer_text(to, "</header>\n");
}

static bool begins(const char *text, size_t size, const char *word) {
    size_t i;
    for (i = 0; word[i]; i++)
        if (i == size || (text[i] | (text[i] >= 'A' && text[i] <= 'Z' ? 0x20 : 0)) != word[i])
            return false;
    return true;
}

/* A script's text: "</script" and "<!--" cannot end or confuse its element. */
static void put_script(struct buffer *to, const char *text, size_t size) {
    size_t at, begin = 0;
    for (at = 0; at < size; at++)
        if (text[at] == '<' &&
            (begins(text + at, size - at, "</script") || begins(text + at, size - at, "<!--"))) {
            kefu__buffer_add(to, text + begin, at + 1 - begin);
            kefu__buffer_text(to, "\\");
            begin = at + 1;
        }
    kefu__buffer_add(to, text + begin, size - begin);
}

static void put_scripts(const kefu_report *report, struct buffer *to) {
    if (!report->script.size)
        return;
    kefu__buffer_text(to, "<script type=\"application/json\" id=\"chart-data\">");
    kefu__page_charts(report, to);
    kefu__buffer_text(to, "</script>\n<script>\n");
    put_script(to, report->script.data, report->script.size);
    kefu__buffer_text(to, "\n</script>\n<script>\n");
    kefu__buffer_add(to, kefu__page_files[1].data, kefu__page_files[1].size);
    kefu__buffer_text(to, "</script>\n");
}

static void put_footer(const kefu_report *report, struct buffer *to) {
    kefu__buffer_format(to, "<footer><p class=\"quiet\">kefu %s · ", kefu_version());
    put_text(to, report->scheme_id);
    kefu__buffer_text(to, " · ");
    put_text(to, report->scheme_digest);
    kefu__buffer_text(to, "</p>");
    if (report->script.size && report->licence.size) {
        kefu__buffer_text(to, "<details class=\"licence\"><summary>");
        put_words(to, kefu__words("图表所用 Chart.js 的许可",
                                  "Licence of Chart.js, which draws the charts"));
        kefu__buffer_text(to, "</summary><pre lang=\"en\">");
        put_escaped(to, report->licence.data, report->licence.size);
        kefu__buffer_text(to, "</pre></details>");
    }
    kefu__buffer_text(to, "</footer>\n");
}

static void make_sink(struct sink *sink, const kefu_report *report, struct pen *pen,
                      struct buffer *to) {
    memset(sink, 0, sizeof *sink);
    sink->report = report;
    sink->pen = pen;
    sink->to = to;
    sink->section = "";
    sink->open_section = open_section;
    sink->close_section = close_section;
    sink->paragraph = paragraph;
    sink->cards = cards;
    sink->chart = chart;
    sink->open_table = open_table;
    sink->row = row;
    sink->close_table = close_table;
    sink->open_quotes = open_quotes;
    sink->quotes = quotes;
    sink->close_quotes = close_quotes;
    sink->suggestion = suggestion;
    sink->finding = finding;
}

void kefu__report_html(const kefu_report *report, struct buffer *to) {
    struct pen pen;
    struct sink sink;
    memset(&pen, 0, sizeof pen);
    kefu__arena_init(&pen.arena, &report->allocator);
    make_sink(&sink, report, &pen, to);
    put_head(report, to);
    put_switch(report, to);
    kefu__buffer_text(to, "<div class=\"page\">\n");
    put_header(&sink);
    kefu__buffer_text(to, "<main>\n");
    kefu__outline_write(&sink);
    kefu__buffer_text(to, "</main>\n");
    put_footer(report, to);
    kefu__buffer_text(to, "</div>\n");
    put_scripts(report, to);
    kefu__buffer_text(to, "</body>\n</html>\n");
    to->failed = to->failed || pen.failed;
    kefu__arena_free(&pen.arena);
}
