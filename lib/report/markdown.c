/* SPDX-License-Identifier: MIT
 * The report as Markdown in one language: tables as GitHub and most tools read them. */
#include <string.h>

#include "base/utf8.h"
#include "report/outline.h"

/* ---- text ---- */

#define WORD_JOINER "\xE2\x81\xA0" /* U+2060, invisible; prevents automatic links */

/* Would GitHub or another renderer make a link of the text around byte `at`? This byte is the colon
 * of "://", the point of "www.", or the @ of a mail address or user name. */
static bool is_link(const char *text, size_t size, size_t at) {
    if (text[at] == '@')
        return true;
    if (text[at] == ':')
        return size - at > 2 && text[at + 1] == '/' && text[at + 2] == '/';
    return text[at] == '.' && at >= 3 && (text[at - 1] | 0x20) == 'w' &&
           (text[at - 2] | 0x20) == 'w' && (text[at - 3] | 0x20) == 'w';
}

/* Appends text with Markdown escapes, so that customers' words cannot become headings, links,
 * markup or table rows. Renderers find addresses even in escaped text; therefore an invisible
 * character is inserted there. */
static void put_escaped(struct buffer *to, const char *text, size_t size) {
    static const char special[] = "\\`*_{}[]<>#|~&!";
    size_t at = 0;
    while (at < size) {
        uint32_t point;
        const size_t length = utf8_next(text + at, size - at, &point);
        if (point == 0xFFFD)
            kefu__buffer_text(to, "\xEF\xBF\xBD");
        else if (point < 0x20 || point == 0x7F)
            kefu__buffer_text(to, " ");
        else {
            if (point < 0x80 && strchr(special, (int)point))
                kefu__buffer_text(to, "\\");
            kefu__buffer_add(to, text + at, length);
            if (is_link(text, size, at))
                kefu__buffer_text(to, WORD_JOINER);
        }
        at += length;
    }
}

static void put_words(struct sink *sink, struct words words) {
    const char *text = kefu__report_words(sink->report, words);
    put_escaped(sink->to, text, strlen(text));
}

/* ---- parts ---- */

static void open_section(struct sink *sink, unsigned level, const char *id, struct words title,
                         enum fold fold) {
    (void)id;
    (void)fold;
    kefu__buffer_text(sink->to, level == 1 ? "## " : "### ");
    put_words(sink, title);
    kefu__buffer_text(sink->to, "\n\n");
}

static void close_section(struct sink *sink, unsigned level) {
    (void)sink;
    (void)level;
}

static void paragraph(struct sink *sink, struct words text, unsigned tone) {
    (void)tone;
    put_words(sink, text);
    kefu__buffer_text(sink->to, "\n\n");
}

static void open_table(struct sink *sink, const char *id, struct words caption,
                       const struct column *columns, size_t count) {
    (void)id;
    kefu__buffer_text(sink->to, "**");
    put_words(sink, caption);
    kefu__buffer_text(sink->to, "**\n\n|");
    for (size_t i = 0; i < count; i++) {
        kefu__buffer_text(sink->to, " ");
        put_words(sink, columns[i].text);
        kefu__buffer_text(sink->to, " |");
    }
    kefu__buffer_text(sink->to, "\n|");
    for (size_t i = 0; i < count; i++)
        kefu__buffer_text(sink->to, columns[i].numeric ? "---:|" : "---|");
    kefu__buffer_text(sink->to, "\n");
}

static void row(struct sink *sink, const struct cell *cells, size_t count) {
    kefu__buffer_text(sink->to, "|");
    for (size_t i = 0; i < count; i++) {
        kefu__buffer_text(sink->to, " ");
        put_words(sink, cells[i].text);
        if (cells[i].marked)
            kefu__buffer_text(sink->to, "\\*");
        if (*cells[i].note.zh && *kefu__report_words(sink->report, cells[i].note)) {
            kefu__buffer_text(sink->to, " (");
            put_words(sink, cells[i].note);
            kefu__buffer_text(sink->to, ")");
        }
        kefu__buffer_text(sink->to, " |");
    }
    kefu__buffer_text(sink->to, "\n");
}

static void close_table(struct sink *sink) {
    kefu__buffer_text(sink->to, "\n");
}

static void put_source(struct sink *sink, const struct report_case *quote) {
    kefu__buffer_text(sink->to, " — ");
    if (quote->agent_id.size) {
        put_escaped(sink->to, quote->agent_id.data, quote->agent_id.size);
        kefu__buffer_text(sink->to, ", ");
    }
    put_escaped(sink->to, quote->conversation_id.data, quote->conversation_id.size);
    if (quote->record_id.size) {
        kefu__buffer_text(sink->to, quote->conversation_id.size ? " / " : "");
        put_escaped(sink->to, quote->record_id.data, quote->record_id.size);
    }
}

static void no_quotes(struct sink *sink) {
    (void)sink;
}

static void quotes(struct sink *sink, const struct report_issue *issue, bool open) {
    (void)open;
    put_words(sink, issue->title);
    kefu__buffer_text(sink->to, "\n\n");
    for (size_t i = 0; i < issue->case_count; i++) {
        kefu__buffer_text(sink->to, "- “");
        put_escaped(sink->to, issue->cases[i].text.data, issue->cases[i].text.size);
        kefu__buffer_text(sink->to, "”");
        put_source(sink, &issue->cases[i]);
        kefu__buffer_text(sink->to, "\n");
    }
    kefu__buffer_text(sink->to, "\n");
}

static void suggestion(struct sink *sink, size_t number, const struct report_suggestion *advice) {
    kefu__buffer_format(sink->to, "%zu. ", number);
    put_words(sink, advice->text);
    kefu__buffer_text(sink->to, " **");
    if (advice->owner) {
        put_words(sink, advice->owner->title);
        put_words(sink, kefu__words("，", ", "));
    }
    put_words(sink, kefu__due_words(sink->pen, sink->report, advice));
    kefu__buffer_text(sink->to, "**");
    for (size_t i = 0; i < advice->finding->case_count; i++) {
        if (i == 0)
            put_words(sink, kefu__words("（案例 ", " (cases "));
        kefu__buffer_text(sink->to, i ? ", " : "");
        put_escaped(sink->to, advice->finding->cases[i].data, advice->finding->cases[i].size);
    }
    if (advice->finding->case_count)
        put_words(sink, kefu__words("）", ")"));
    kefu__buffer_text(sink->to, "\n");
    if (number == sink->report->suggestion_count || number == OVERVIEW_ADVICE)
        kefu__buffer_text(sink->to, "\n");
}

static void finding(struct sink *sink, const struct report_finding *found) {
    kefu__buffer_text(sink->to, "- ");
    put_words(sink, found->text);
    kefu__buffer_text(sink->to, "\n");
    if (found->note || found + 1 == sink->report->findings + sink->report->finding_count)
        kefu__buffer_text(sink->to, "\n");
}

static const struct sink page = {
    /* Markdown has no cards and no charts: their functions stay NULL */
    .section = "",
    .open_section = open_section,
    .close_section = close_section,
    .paragraph = paragraph,
    .open_table = open_table,
    .row = row,
    .close_table = close_table,
    .open_quotes = no_quotes,
    .quotes = quotes,
    .close_quotes = no_quotes,
    .suggestion = suggestion,
    .finding = finding,
};

void kefu__report_markdown(const kefu_report *report, struct buffer *to) {
    struct pen pen;
    struct sink sink = page;
    memset(&pen, 0, sizeof pen);
    kefu__arena_init(&pen.arena, &report->allocator);
    sink.report = report;
    sink.pen = &pen;
    sink.to = to;
    kefu__buffer_text(to, "# ");
    put_words(&sink, report->title);
    kefu__buffer_text(to, "\n\n");
    paragraph(&sink, kefu__period(&pen, report, false), 0);
    for (unsigned i = 0; i < LEAD_SENTENCES; i++) {
        const struct words sentence = kefu__lead(&pen, report, i);
        if (*sentence.zh)
            paragraph(&sink, sentence, 0);
    }
    kefu__outline_write(&sink);
    to->failed = to->failed || pen.failed;
    kefu__arena_free(&pen.arena);
}
