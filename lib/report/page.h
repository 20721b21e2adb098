/* SPDX-License-Identifier: MIT
 * The parts of the HTML page, its style and script (compiled in), and what its charts show. */
#ifndef KEFU_LIB_REPORT_PAGE_H
#define KEFU_LIB_REPORT_PAGE_H

#include "report/outline.h"

struct embedded {
    const char *name;
    const char *data;
    size_t size;
};
/* page.css and page.js, in this order */
extern const struct embedded kefu__page_files[];
extern const size_t kefu__page_count;

/* Appends text escaped for elements and for attributes in double quotes. */
void kefu__html_escaped(struct buffer *to, const char *text, size_t size);
void kefu__html_text(struct buffer *to, const char *text);
/* Appends a text in both languages, of which CSS shows one; equal texts are written once. */
void kefu__html_words(struct buffer *to, struct words words);
void kefu__html_number(struct buffer *to, double number);
const char *kefu__html_tone(unsigned tone); /* name of the CSS class of a tone */

void kefu__html_cards(struct sink *sink);

/* Write the parts of a page; to be called in this order, with the outline between header and
 * footer. */
void kefu__page_head(const kefu_report *report, struct buffer *to);
void kefu__page_switch(const kefu_report *report, struct buffer *to);
void kefu__page_header(struct sink *sink);
void kefu__page_footer(const kefu_report *report, struct buffer *to);
void kefu__page_scripts(const kefu_report *report, struct buffer *to);
/* Writes the data of charts as JSON that may be inside of a script element. */
void kefu__page_charts(const kefu_report *report, struct buffer *to);

#endif
