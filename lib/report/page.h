/* SPDX-License-Identifier: MIT
 * The page's style and script, compiled in; and what its charts show. */
#ifndef KEFU_LIB_REPORT_PAGE_H
#define KEFU_LIB_REPORT_PAGE_H

#include "base/base.h"
#include "kefu/report.h"

struct embedded {
    const char *name;
    const char *data;
    size_t size;
};
/* page.css and page.js, in this order. */
extern const struct embedded kefu__page_files[];
extern const size_t kefu__page_count;

/* Writes the charts' data as JSON that may stand inside a script element. */
void kefu__page_charts(const kefu_report *report, struct buffer *to);

#endif
