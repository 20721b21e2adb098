/* SPDX-License-Identifier: MIT
 * Cells of the outline's tables, and the parts of the outline that are made of them. */
#ifndef KEFU_LIB_REPORT_CELLS_H
#define KEFU_LIB_REPORT_CELLS_H

#include "report/outline.h"

/* A static text in Chinese and English. */
#define W(zh, en)                                                                                  \
    { zh, en }

enum {
    COLUMNS_MAX = 16,
    /* maximum number of groups in HTML and Markdown; JSON and CSV contain all */
    OUTLINE_GROUPS_MAX = 500
};

struct cell kefu__cell_text(struct words text);
struct cell kefu__cell_head(struct words text);
struct cell kefu__cell_empty(void); /* a cell with a dash */
struct cell kefu__cell_count(struct sink *sink, uint64_t count);
struct cell kefu__cell_number(struct sink *sink, double number, uint32_t unit);
/* The cell with a value, or with the reason why there is none. */
struct cell kefu__cell_value(struct sink *sink, const kefu_value *value);

void kefu__outline_table(struct sink *sink, const char *id, const char *zh, const char *en,
                         const struct column *columns, size_t count);
void kefu__outline_indicators(struct sink *sink, const char *id, const char *zh, const char *en,
                              const struct indicator *indicators, size_t count);

/* Functions that write the parts of the chapter about problems. */
void kefu__outline_groups(struct sink *sink);
void kefu__outline_hours(struct sink *sink);
void kefu__outline_problems(struct sink *sink);
void kefu__outline_found(struct sink *sink, uint32_t kind, const char *id, struct words title,
                         struct words none);
void kefu__outline_scores(struct sink *sink);
void kefu__outline_feedback(struct sink *sink);

#endif
