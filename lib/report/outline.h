/* SPDX-License-Identifier: MIT
 * The report as a stream of headings, paragraphs, tables and quotes, from which HTML and Markdown
 * are written.
 *
 * kefu__outline_write() calls a sink for each of them; the sink formats it (the visitor pattern).
 */
#ifndef KEFU_LIB_REPORT_OUTLINE_H
#define KEFU_LIB_REPORT_OUTLINE_H

#include "report/model.h"

enum tone { TONE_PLAIN, TONE_GOOD, TONE_BAD, TONE_QUIET };

/* The content of a table cell. */
struct cell {
    struct words text;
    struct words note; /* small print after the text; empty for none */
    double number;     /* the exact value that the text shows, if has_number */
    unsigned tone;     /* enum tone */
    bool has_number;
    bool head;   /* a row header */
    bool marked; /* the cell is about a small sample or group */
};

struct column {
    struct words text;
    bool numeric;
};

struct sink {
    const kefu_report *report;
    struct pen *pen; /* owned by the writer */
    struct buffer *to;
    const struct column *columns; /* columns of the open table */
    const char *section;          /* title of the last section, in Chinese */
    /* Level 1 is a chapter of the report, 2 the heading of a table. `id` is the anchor. */
    void (*open_section)(struct sink *sink, unsigned level, const char *id, struct words title);
    void (*close_section)(struct sink *sink, unsigned level);
    void (*paragraph)(struct sink *sink, struct words text, unsigned tone);
    void (*cards)(struct sink *sink); /* writes the core indicators as cards; NULL: not supported */
    void (*chart)(struct sink *sink, const char *id, struct words title); /* NULL: not supported */
    void (*open_table)(struct sink *sink, const char *id, struct words caption,
                       const struct column *columns, size_t count);
    void (*row)(struct sink *sink, const struct cell *cells, size_t count);
    void (*close_table)(struct sink *sink);
    /* Writes quotes grouped by issue; `open`: they are expanded initially. */
    void (*open_quotes)(struct sink *sink);
    void (*quotes)(struct sink *sink, const struct report_issue *issue, bool open);
    void (*close_quotes)(struct sink *sink);
    void (*suggestion)(struct sink *sink, size_t number,
                       const struct report_suggestion *suggestion);
    void (*finding)(struct sink *sink, const struct report_finding *finding);
};

void kefu__outline_write(struct sink *sink);
/* Writes the charts of a section, if the format has charts. */
void kefu__outline_charts(struct sink *sink, const char *section);

/* Functions shared by all writers. */
struct words kefu__pen_change(struct pen *pen, const struct change *change, uint32_t unit);
struct words kefu__lead(struct pen *pen, const kefu_report *report, unsigned sentence);
struct words kefu__period(struct pen *pen, const kefu_report *report, bool previous);
struct words kefu__target_words(struct pen *pen, const struct indicator *indicator);
struct words kefu__change_note(struct pen *pen, const struct indicator *indicator);
unsigned kefu__target_tone(const struct indicator *indicator);
unsigned kefu__change_tone(const struct change *change);
struct words kefu__column_words(kefu_str column);
enum { LEAD_SENTENCES = 4 };

#endif
