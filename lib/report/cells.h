/* SPDX-License-Identifier: MIT
 * Cells of the outline's tables, and the parts of the outline that are made of them. */
#ifndef KEFU_LIB_REPORT_CELLS_H
#define KEFU_LIB_REPORT_CELLS_H

#include "report/outline.h"

/* Initialiser of a struct words: a constant text in Chinese and in English. */
#define W(zh, en)                                                                                  \
    { zh, en }

enum {
    COLUMNS_MAX = 16,
    /* maximum number of rows in tables of groups in HTML and Markdown; JSON and CSV contain all
     * groups */
    OUTLINE_GROUPS_MAX = 500
};

struct cell kefu__cell_text(struct words text);
struct cell kefu__cell_head(struct words text);
struct cell kefu__cell_empty(void); /* a cell that shows a dash */
struct cell kefu__cell_count(struct sink *sink, uint64_t count);
struct cell kefu__cell_number(struct sink *sink, double number, uint32_t unit);
/* The table cell that shows a metric's value or, if there is none, the reason why. */
struct cell kefu__cell_value(struct sink *sink, const kefu_value *value);

void kefu__outline_table(struct sink *sink, const char *id, const char *zh, const char *en,
                         const struct column *columns, size_t count);
void kefu__outline_indicators(struct sink *sink, const char *id, const char *zh, const char *en,
                              const struct indicator *indicators, size_t count);

/* Write the tables of the chapter "problems in detail": groups, hours of the day, issues. */
void kefu__outline_groups(struct sink *sink);
void kefu__outline_hours(struct sink *sink);
void kefu__outline_problems(struct sink *sink);
void kefu__outline_found(struct sink *sink, uint32_t kind, const char *id, struct words title,
                         struct words none, enum fold fold);
void kefu__outline_scores(struct sink *sink);
void kefu__outline_feedback(struct sink *sink);

#endif
