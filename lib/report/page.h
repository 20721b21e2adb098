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
/* page.css and page.js, in this order. */
extern const struct embedded kefu__page_files[];
extern const size_t kefu__page_count;

/* Text, escaped for elements and for attributes in double quotes. */
void kefu__html_escaped(struct buffer *to, const char *text, size_t size);
void kefu__html_text(struct buffer *to, const char *text);
/* Both languages, of which CSS shows one; equal texts are written once. */
void kefu__html_words(struct buffer *to, struct words words);
void kefu__html_number(struct buffer *to, double number);
const char *kefu__html_tone(unsigned tone); /* the name of its class */

void kefu__html_cards(struct sink *sink);

/* To be called in this order, with the outline between header and footer. */
void kefu__page_head(const kefu_report *report, struct buffer *to);
void kefu__page_switch(const kefu_report *report, struct buffer *to);
void kefu__page_header(struct sink *sink);
void kefu__page_footer(const kefu_report *report, struct buffer *to);
void kefu__page_scripts(const kefu_report *report, struct buffer *to);
/* Writes the charts' data as JSON that may stand inside a script element. */
void kefu__page_charts(const kefu_report *report, struct buffer *to);

#endif
