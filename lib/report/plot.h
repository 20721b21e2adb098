/* SPDX-License-Identifier: MIT
 * Charts as SVG: columns, lines, and horizontal bars. They need no script, and fit any width on
 * screen and paper. */
#ifndef KEFU_LIB_REPORT_PLOT_H
#define KEFU_LIB_REPORT_PLOT_H

#include "report/page.h"

enum { PLOT_SERIES_MAX = 2, PLOT_CATEGORIES_MAX = 64 };

/* A series of a chart. The look of series `i` is the CSS class "s0" or "s1", unless a value has a
 * class of its own. */
struct plot_series {
    struct words title;
    double values[PLOT_CATEGORIES_MAX]; /* NAN: no value */
};

struct plot {
    size_t count; /* number of categories */
    struct words labels[PLOT_CATEGORIES_MAX];
    struct plot_series series[PLOT_SERIES_MAX];
    size_t series_count;
    const char *classes[PLOT_CATEGORIES_MAX]; /* CSS class of a category; NULL: the series' */
    double low, high; /* values that the scale must contain; it is widened to hold all others */
    int digits;       /* decimals of the values that are written out */
};

/* Is there anything to draw: any value other than 0? */
bool kefu__plot_has_values(const struct plot *plot);
/* Draw the plot as an SVG element; `labelled_by`: id of the element that holds its title. */
void kefu__plot_columns(struct sink *sink, const struct plot *plot, const char *labelled_by);
void kefu__plot_lines(struct sink *sink, const struct plot *plot, const char *labelled_by);
void kefu__plot_bars(struct sink *sink, const struct plot *plot, const char *labelled_by);

#endif
