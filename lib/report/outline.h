/* SPDX-License-Identifier: MIT
 * The report as a stream of headings, paragraphs, tables and quotes, from which HTML and Markdown
 * are written.
 *
 * kefu__outline_write() calls a sink for each of them; the sink formats it (the visitor pattern).
 */
#ifndef KEFU_LIB_REPORT_OUTLINE_H
#define KEFU_LIB_REPORT_OUTLINE_H

#include "report/model.h"

/* How a part of a chapter is shown at first, on screen and on paper; the reader can open and close
 * it. */
enum fold {
    FOLD_OPEN,
    FOLD_PRINTED, /* closed on the screen, open on paper */
    FOLD_CLOSED
};

enum tone { TONE_PLAIN, TONE_GOOD, TONE_BAD, TONE_QUIET, TONE_STRONG };
enum { OVERVIEW_ADVICE = 3 /* suggestions that stand in the overview */ };

/* One cell of a table. */
struct cell {
    struct words text;
    struct words note; /* small print after the text; may be empty */
    double number;     /* the number behind the text, unrounded; if has_number */
    unsigned tone;     /* enum tone: good, bad, … */
    bool has_number;
    bool head;   /* true: header of a row */
    bool marked; /* true: marked as a small sample or group */
};

struct column {
    struct words text;
    bool numeric;
};

struct sink {
    const kefu_report *report;
    struct pen *pen; /* formatter of texts, owned by the writer */
    struct buffer *to;
    const struct column *columns; /* columns of the table being written */
    const char *section;          /* title of the last section opened, in Chinese */
    /* Opens a section. level: 1 for a chapter of the report, 2 for a part of it; id: anchor for
     * links; fold: how the part is shown at first. */
    void (*open_section)(struct sink *sink, unsigned level, const char *id, struct words title,
                         enum fold fold);
    void (*close_section)(struct sink *sink, unsigned level);
    void (*paragraph)(struct sink *sink, struct words text, unsigned tone);
    void (*cards)(struct sink *sink); /* writes the core indicators; NULL: not supported */
    /* writes the charts of a section; NULL: not supported */
    void (*charts)(struct sink *sink, const char *section);
    void (*open_table)(struct sink *sink, const char *id, struct words caption,
                       const struct column *columns, size_t count);
    void (*row)(struct sink *sink, const struct cell *cells, size_t count);
    void (*close_table)(struct sink *sink);
    /* Write quotes, grouped by issue. open: the quotes of this issue are expanded when the page is
     * opened. */
    void (*open_quotes)(struct sink *sink);
    void (*quotes)(struct sink *sink, const struct report_issue *issue, bool open);
    void (*close_quotes)(struct sink *sink);
    void (*suggestion)(struct sink *sink, size_t number,
                       const struct report_suggestion *suggestion);
    void (*finding)(struct sink *sink, const struct report_finding *finding);
};

void kefu__outline_write(struct sink *sink);
/* Writes the charts that belong to a section (id), if the format has charts. */
void kefu__outline_charts(struct sink *sink, const char *section);

/* Texts that the writers of all formats use: a change, a sentence of the summary, the period. */
struct words kefu__pen_change(struct pen *pen, const struct change *change, uint32_t unit);
struct words kefu__lead(struct pen *pen, const kefu_report *report, unsigned sentence);
struct words kefu__period(struct pen *pen, const kefu_report *report, bool previous);
struct words kefu__target_words(struct pen *pen, const struct indicator *indicator);
struct words kefu__change_note(struct pen *pen, const struct indicator *indicator);
unsigned kefu__target_tone(const struct indicator *indicator);
unsigned kefu__change_tone(const struct change *change);
struct words kefu__column_words(kefu_str column);
/* Until when a suggestion is to be done: the day, or in how many days. */
struct words kefu__due_words(struct pen *pen, const kefu_report *report,
                             const struct report_suggestion *suggestion);
/* The core indicators that have no data, each with the reason; empty if all have data. */
struct words kefu__missing_words(struct pen *pen, const kefu_report *report);
enum { LEAD_SENTENCES = 4 };

#endif
