/* SPDX-License-Identifier: MIT
 * The parts of the HTML page, with its style and script, which are compiled in. */
#ifndef KEFU_LIB_REPORT_PAGE_H
#define KEFU_LIB_REPORT_PAGE_H

#include "report/outline.h"

struct embedded {
    const char *name;
    const char *data;
    size_t size;
};
/* page.css and page.js, compiled in, in this order */
extern const struct embedded kefu__page_files[];
extern const size_t kefu__page_count;

/* Appends text with HTML escapes, fit for element content and for attribute values in double
 * quotes. */
void kefu__html_escaped(struct buffer *to, const char *text, size_t size);
void kefu__html_text(struct buffer *to, const char *text);
/* Appends a text in Chinese and in English, of which CSS shows one; once if both are equal. */
void kefu__html_words(struct buffer *to, struct words words);
void kefu__html_number(struct buffer *to, double number);
const char *kefu__html_tone(unsigned tone); /* name of the CSS class for an enum tone */

void kefu__html_cards(struct sink *sink);
void kefu__html_charts(struct sink *sink, const char *section);

/* These write the parts of an HTML page, to be called in this order. The outline (chapters and
 * tables) is written between header and footer. */
void kefu__page_head(const kefu_report *report, struct buffer *to);
void kefu__page_switch(const kefu_report *report, struct buffer *to);
void kefu__page_header(struct sink *sink);
void kefu__page_navigation(struct buffer *to);
void kefu__page_footer(const kefu_report *report, struct buffer *to);
void kefu__page_script(struct buffer *to);

#endif
