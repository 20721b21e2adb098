/* SPDX-License-Identifier: MIT
 * The report as one HTML file with both languages. Nothing but the sorting of tables needs its
 * script. */
#include <string.h>

#include "report/page.h"

/* ---- parts and tables ---- */

static void open_section(struct sink *sink, unsigned level, const char *id, struct words title,
                         enum fold fold) {
    struct buffer *to = sink->to;
    sink->section = title.zh;
    if (level == 1)
        kefu__buffer_format(to, "<section id=\"%s\" class=\"level-1\"><h2>", id);
    else
        kefu__buffer_format(to, "<details id=\"%s\" class=\"level-2\"%s%s><summary><h3>", id,
                            fold == FOLD_OPEN ? " open" : "",
                            fold == FOLD_CLOSED ? "" : " data-print");
    kefu__html_words(to, title);
    kefu__buffer_text(to, level == 1 ? "</h2>\n" : "</h3></summary>\n");
}

static void close_section(struct sink *sink, unsigned level) {
    kefu__buffer_text(sink->to, level == 1 ? "</section>\n" : "</details>\n");
}

static void paragraph(struct sink *sink, struct words text, unsigned tone) {
    kefu__buffer_format(sink->to, "<p class=\"%s\">", kefu__html_tone(tone));
    kefu__html_words(sink->to, text);
    kefu__buffer_text(sink->to, "</p>\n");
}

/* Opens an HTML table. If the caption is the same as the heading before it, only screen readers
 * show it. */
static void open_table(struct sink *sink, const char *id, struct words caption,
                       const struct column *columns, size_t count) {
    struct buffer *to = sink->to;
    const bool heard = strcmp(caption.zh, sink->section) == 0;
    sink->columns = columns;
    kefu__buffer_format(to, "<div class=\"scroll%s\" role=\"region\" tabindex=\"0\" ",
                        count <= 4 ? " small" : "");
    kefu__buffer_format(to, "aria-labelledby=\"caption-%s\"><table id=\"%s\">", id, id);
    kefu__buffer_format(to, "<caption id=\"caption-%s\"%s>", id, heard ? " class=\"heard\"" : "");
    kefu__html_words(to, caption);
    kefu__buffer_text(to, "</caption><thead><tr>");
    for (size_t i = 0; i < count; i++) {
        kefu__buffer_format(to, "<th scope=\"col\"%s>",
                            columns[i].numeric ? " class=\"number\"" : "");
        kefu__html_words(to, columns[i].text);
        kefu__buffer_text(to, "</th>");
    }
    kefu__buffer_text(to, "</tr></thead><tbody>\n");
}

static void put_cell(struct buffer *to, const struct cell *cell, bool numeric) {
    const char *element = cell->head ? "th" : "td";
    kefu__buffer_format(to, "<%s%s class=\"%s%s\">", element, cell->head ? " scope=\"row\"" : "",
                        numeric ? "number " : "", kefu__html_tone(cell->tone));
    if (cell->has_number) {
        kefu__buffer_text(to, "<data value=\"");
        kefu__html_number(to, cell->number);
        kefu__buffer_text(to, "\">");
    }
    kefu__html_words(to, cell->text);
    if (cell->has_number)
        kefu__buffer_text(to, "</data>");
    if (cell->marked)
        kefu__buffer_text(to, "<span class=\"mark\">*</span>");
    if (*cell->note.zh) {
        kefu__buffer_text(to, " <small>");
        kefu__html_words(to, cell->note);
        kefu__buffer_text(to, "</small>");
    }
    kefu__buffer_format(to, "</%s>", element);
}

static void row(struct sink *sink, const struct cell *cells, size_t count) {
    kefu__buffer_text(sink->to, "<tr>");
    for (size_t i = 0; i < count; i++)
        put_cell(sink->to, &cells[i], sink->columns[i].numeric);
    kefu__buffer_text(sink->to, "</tr>\n");
}

static void close_table(struct sink *sink) {
    kefu__buffer_text(sink->to, "</tbody></table></div>\n");
}

/* ---- quotes ---- */

static struct words role_words(uint32_t role) {
    static const struct words roles[] = {
        {"客户", "Customer"}, {"客服", "Agent"}, {"机器人", "Bot"}, {"系统", "System"}};
    return roles[role < 4 ? role : 0];
}

static void put_source(struct sink *sink, const struct report_case *quote) {
    struct buffer *to = sink->to;
    const char *at = kefu__pen_minute(sink->pen, quote->at, sink->report->offset_minutes);
    kefu__buffer_text(to, "<cite>");
    kefu__html_words(to, role_words(quote->role));
    if (quote->agent_id.size) {
        kefu__buffer_text(to, " · ");
        kefu__html_escaped(to, quote->agent_id.data, quote->agent_id.size);
    }
    kefu__buffer_text(to, " · ");
    kefu__html_escaped(to, quote->conversation_id.data, quote->conversation_id.size);
    if (quote->record_id.size) {
        kefu__buffer_text(to, quote->conversation_id.size ? " / " : "");
        kefu__html_escaped(to, quote->record_id.data, quote->record_id.size);
    }
    if (*at) {
        kefu__buffer_text(to, " · ");
        kefu__html_text(to, at);
    }
    kefu__buffer_text(to, "</cite>");
}

static void put_quote(struct sink *sink, const struct report_case *quote) {
    struct buffer *to = sink->to;
    const char *text = quote->text.data;
    const bool part = quote->end > quote->start && quote->end - quote->start < quote->text.size;
    kefu__buffer_text(to, "<li><q><bdi lang=\"zh\">");
    kefu__html_escaped(to, text, quote->start);
    kefu__buffer_text(to, part ? "<mark>" : "");
    kefu__html_escaped(to, text + quote->start, quote->end - quote->start);
    kefu__buffer_text(to, part ? "</mark>" : "");
    kefu__html_escaped(to, text + quote->end, quote->text.size - quote->end);
    kefu__buffer_text(to, "</bdi></q> ");
    put_source(sink, quote);
    kefu__buffer_text(to, "</li>\n");
}

static void open_quotes(struct sink *sink) {
    kefu__buffer_text(sink->to, "<div class=\"cases\"><p class=\"quiet\">");
    kefu__html_words(sink->to, kefu__words("原话（点开看）", "In their own words (click to open)"));
    kefu__buffer_text(sink->to, "</p>\n");
}

static void quotes(struct sink *sink, const struct report_issue *issue, bool open) {
    struct buffer *to = sink->to;
    kefu__buffer_format(to, "<details class=\"quotes\"%s><summary>", open ? " open" : "");
    kefu__html_words(to, issue->title);
    kefu__buffer_format(to, "<span class=\"count\">%zu</span></summary><ul>\n", issue->case_count);
    for (size_t i = 0; i < issue->case_count; i++)
        put_quote(sink, &issue->cases[i]);
    kefu__buffer_text(to, "</ul></details>\n");
}

static void close_quotes(struct sink *sink) {
    kefu__buffer_text(sink->to, "</div>\n");
}

/* ---- findings and suggestions ---- */

static void put_case_ids(struct sink *sink, const struct report_finding *finding) {
    struct buffer *to = sink->to;
    for (size_t i = 0; i < finding->case_count; i++) {
        if (i == 0)
            kefu__html_words(to, kefu__words("案例 ", "cases "));
        kefu__buffer_text(to, i ? ", " : "");
        kefu__html_escaped(to, finding->cases[i].data, finding->cases[i].size);
    }
    if (finding->case_count)
        kefu__buffer_text(to, " · ");
}

static void put_place(struct sink *sink, const struct report_finding *finding) {
    struct buffer *to = sink->to;
    kefu__buffer_format(to, "<a href=\"#%s\">", finding->place);
    kefu__html_words(to, kefu__words("看依据", "see the numbers"));
    kefu__buffer_text(to, "</a>");
}

static void suggestion(struct sink *sink, size_t number, const struct report_suggestion *advice) {
    struct buffer *to = sink->to;
    kefu__buffer_text(to, "<article class=\"advice\" data-template=\"");
    kefu__html_text(to, advice->id);
    kefu__buffer_format(to, "\"><div class=\"rank\">%zu</div><div><p>", number);
    kefu__html_words(to, advice->text);
    kefu__buffer_text(to, "</p><p class=\"quiet\">");
    if (advice->owner) {
        kefu__html_words(to, kefu__words("负责 ", "owner "));
        kefu__buffer_text(to, "<b>");
        kefu__html_words(to, advice->owner->title);
        kefu__buffer_text(to, "</b> · ");
    }
    kefu__html_words(to, kefu__due_words(sink->pen, sink->report, advice));
    kefu__buffer_text(to, " · ");
    put_case_ids(sink, advice->finding);
    put_place(sink, advice->finding);
    kefu__buffer_text(to, "</p></div></article>\n");
}

static void finding(struct sink *sink, const struct report_finding *found) {
    struct buffer *to = sink->to;
    kefu__buffer_format(to, "<p class=\"finding %s\">", found->good ? "good" : "");
    kefu__html_words(to, found->text);
    if (!found->note) {
        kefu__buffer_text(to, " <small>");
        put_place(sink, found);
        kefu__buffer_text(to, "</small>");
    }
    kefu__buffer_text(to, "</p>\n");
}

/* ---- the page ---- */

static const struct sink page = {
    .section = "",
    .open_section = open_section,
    .close_section = close_section,
    .paragraph = paragraph,
    .cards = kefu__html_cards,
    .charts = kefu__html_charts,
    .open_table = open_table,
    .row = row,
    .close_table = close_table,
    .open_quotes = open_quotes,
    .quotes = quotes,
    .close_quotes = close_quotes,
    .suggestion = suggestion,
    .finding = finding,
};

void kefu__report_html(const kefu_report *report, struct buffer *to) {
    struct pen pen;
    struct sink sink = page;
    memset(&pen, 0, sizeof pen);
    kefu__arena_init(&pen.arena, &report->allocator);
    sink.report = report;
    sink.pen = &pen;
    sink.to = to;
    kefu__page_head(report, to);
    kefu__page_switch(report, to);
    kefu__buffer_text(to, "<div class=\"page\">\n");
    kefu__page_header(&sink);
    kefu__page_navigation(to);
    kefu__buffer_text(to, "<main>\n");
    kefu__outline_write(&sink);
    kefu__buffer_text(to, "</main>\n");
    kefu__page_footer(report, to);
    kefu__buffer_text(to, "</div>\n");
    kefu__page_script(to);
    kefu__buffer_text(to, "</body>\n</html>\n");
    to->failed = to->failed || pen.failed;
    kefu__arena_free(&pen.arena);
}
