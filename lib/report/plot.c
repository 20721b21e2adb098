/* SPDX-License-Identifier: MIT
 * Charts as SVG. */
#include "report/plot.h"

#include <math.h>
#include <string.h>

/* The drawing's units are pixels on a screen where the chart has its full width. */
enum {
    WIDTH = 520,
    HEIGHT = 210, /* of columns and lines; bars grow with their number */
    LEFT = 40,    /* room for the numbers of the scale */
    RIGHT = 8,
    TOP = 26,        /* room for the legend */
    BOTTOM = 22,     /* room for the labels of categories */
    BAR_ROW = 22,    /* height of a row of bars */
    BAR_LABEL = 116, /* room for the label of a row */
    BAR_VALUE = 52,  /* room for the number behind a bar */
    LABELS_MAX = 13, /* maximum number of labels below columns */
    TICKS = 4
};

/* The chart being drawn: where values are. */
struct frame {
    struct sink *sink;
    const struct plot *plot;
    double low, high; /* the ends of the scale */
    double step;      /* distance of two ticks */
};

/* ---- the scale ---- */

bool kefu__plot_has_values(const struct plot *plot) {
    for (size_t i = 0; i < plot->series_count; i++)
        for (size_t j = 0; j < plot->count; j++)
            if (!isnan(plot->series[i].values[j]) && plot->series[i].values[j] != 0)
                return true;
    return false;
}

/* The smallest of 1, 2 and 5 times a power of ten that is not below `least`. */
static double nice(double least) {
    double power = 1;
    while (power > least)
        power /= 10;
    while (power * 10 <= least)
        power *= 10;
    if (least <= power)
        return power;
    if (least <= 2 * power)
        return 2 * power;
    return least <= 5 * power ? 5 * power : 10 * power;
}

static struct frame make_frame(struct sink *sink, const struct plot *plot) {
    struct frame frame = {sink, plot, plot->low, plot->high, 1};
    for (size_t i = 0; i < plot->series_count; i++)
        for (size_t j = 0; j < plot->count; j++) {
            const double value = plot->series[i].values[j];
            frame.low = !isnan(value) && value < frame.low ? value : frame.low;
            frame.high = !isnan(value) && value > frame.high ? value : frame.high;
        }
    if (!(frame.high > frame.low))
        frame.high = frame.low + 1;
    frame.step = nice((frame.high - frame.low) / TICKS);
    frame.low = floor(frame.low / frame.step) * frame.step;
    frame.high = ceil(frame.high / frame.step) * frame.step;
    return frame;
}

static double y_of(const struct frame *frame, double value) {
    const double share = (value - frame->low) / (frame->high - frame->low);
    return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
}

/* ---- elements ---- */

static const char *number(const struct frame *frame, double value, int digits) {
    return kefu__pen_fixed(frame->sink->pen, value, digits);
}

static const char *at(const struct frame *frame, double value) {
    return number(frame, value, 1);
}

static void open_svg(struct sink *sink, int height, const char *labelled_by) {
    kefu__buffer_format(sink->to, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s\">",
                        WIDTH, height, labelled_by);
}

static void close_svg(struct sink *sink) {
    kefu__buffer_text(sink->to, "</svg>");
}

static void put_text(const struct frame *frame, double x, double y, const char *anchor,
                     const char *language, const char *text) {
    struct buffer *to = frame->sink->to;
    kefu__buffer_format(to, "<text x=\"%s\" y=\"%s\"", at(frame, x), at(frame, y));
    if (*anchor)
        kefu__buffer_format(to, " text-anchor=\"%s\"", anchor);
    if (*language)
        kefu__buffer_format(to, " class=\"%s\"", language);
    kefu__buffer_text(to, ">");
    kefu__html_text(to, text);
    kefu__buffer_text(to, "</text>");
}

/* A text in both languages, of which the page's CSS shows one. */
static void put_words(const struct frame *frame, double x, double y, const char *anchor,
                      struct words words) {
    if (strcmp(words.zh, words.en) == 0) {
        put_text(frame, x, y, anchor, "", words.zh);
        return;
    }
    put_text(frame, x, y, anchor, "zh", words.zh);
    put_text(frame, x, y, anchor, "en", words.en);
}

static void put_rect(const struct frame *frame, const char *class, double x, double y, double width,
                     double height) {
    kefu__buffer_format(frame->sink->to,
                        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>", class,
                        at(frame, x), at(frame, y), at(frame, width), at(frame, height));
}

static const char *class_of(const struct plot *plot, size_t series, size_t category) {
    static const char *const classes[PLOT_SERIES_MAX] = {"s0", "s1"};
    return plot->classes[category] ? plot->classes[category] : classes[series];
}

/* The names of the series, if there are several, above the chart. */
static void put_legend(const struct frame *frame) {
    double x = LEFT;
    for (size_t i = 0; frame->plot->series_count > 1 && i < frame->plot->series_count; i++) {
        const struct words title = frame->plot->series[i].title;
        put_rect(frame, i ? "s1" : "s0", x, 4, 10, 10);
        put_words(frame, x + 14, 13, "", title);
        const size_t zh = kefu__columns_of(title.zh), en = kefu__columns_of(title.en);
        x += 34 + 6.5 * (double)(zh > en ? zh : en);
    }
}

static void put_scale(const struct frame *frame) {
    struct buffer *to = frame->sink->to;
    const int digits = frame->step < 1 ? frame->step < 0.1 ? 2 : 1 : 0;
    for (unsigned i = 0; i <= 2 * TICKS + 2; i++) {
        const double value = frame->low + i * frame->step;
        if (value > frame->high + frame->step / 2)
            break;
        const double y = y_of(frame, value);
        kefu__buffer_format(to, "<path class=\"grid\" d=\"M%d %sH%d\"/>", LEFT, at(frame, y),
                            WIDTH - RIGHT);
        put_text(frame, LEFT - 5, y + 4, "end", "", number(frame, value, digits));
    }
}

/* Width of the room of one category, in columns and lines. */
static double room_of(const struct plot *plot) {
    return (double)(WIDTH - LEFT - RIGHT) / (double)plot->count;
}

static void put_labels(const struct frame *frame) {
    const struct plot *plot = frame->plot;
    const size_t every = (plot->count + LABELS_MAX - 1) / LABELS_MAX;
    for (size_t i = 0; i < plot->count; i += every)
        put_words(frame, LEFT + ((double)i + 0.5) * room_of(plot), HEIGHT - 6, "middle",
                  plot->labels[i]);
}

/* ---- columns and lines ---- */

static void open_scaled(const struct frame *frame, const char *labelled_by) {
    open_svg(frame->sink, HEIGHT, labelled_by);
    put_legend(frame);
    put_scale(frame);
    put_labels(frame);
}

void kefu__plot_columns(struct sink *sink, const struct plot *plot, const char *labelled_by) {
    const struct frame frame = make_frame(sink, plot);
    const double room = room_of(plot), width = room * 0.72 / (double)plot->series_count;
    open_scaled(&frame, labelled_by);
    for (size_t i = 0; i < plot->series_count; i++)
        for (size_t j = 0; j < plot->count; j++) {
            const double value = plot->series[i].values[j];
            if (isnan(value))
                continue;
            const double x = LEFT + ((double)j + 0.14) * room + (double)i * width;
            const double y = y_of(&frame, value);
            put_rect(&frame, class_of(plot, i, j), x, y, width, y_of(&frame, 0) - y);
        }
    close_svg(sink);
}

/* A line through the values; it is interrupted where there is none. */
static void put_line(const struct frame *frame, size_t series) {
    struct buffer *to = frame->sink->to;
    bool drawn = false;
    kefu__buffer_format(to, "<path class=\"line l%zu\" d=\"", series);
    for (size_t i = 0; i < frame->plot->count; i++) {
        const double value = frame->plot->series[series].values[i];
        if (!isnan(value))
            kefu__buffer_format(to, "%s%s %s", drawn ? "L" : "M",
                                at(frame, LEFT + ((double)i + 0.5) * room_of(frame->plot)),
                                at(frame, y_of(frame, value)));
        drawn = !isnan(value);
    }
    kefu__buffer_text(to, "\"/>");
    for (size_t i = 0; i < frame->plot->count; i++) {
        const double value = frame->plot->series[series].values[i];
        if (!isnan(value))
            kefu__buffer_format(to, "<circle class=\"s%zu\" cx=\"%s\" cy=\"%s\" r=\"3\"/>", series,
                                at(frame, LEFT + ((double)i + 0.5) * room_of(frame->plot)),
                                at(frame, y_of(frame, value)));
    }
}

void kefu__plot_lines(struct sink *sink, const struct plot *plot, const char *labelled_by) {
    const struct frame frame = make_frame(sink, plot);
    open_scaled(&frame, labelled_by);
    for (size_t i = 0; i < plot->series_count; i++)
        put_line(&frame, i);
    close_svg(sink);
}

/* ---- bars ---- */

static void put_bar_row(const struct frame *frame, size_t row) {
    const struct plot *plot = frame->plot;
    const double top = (plot->series_count > 1 ? TOP : 4) + (double)row * BAR_ROW;
    const double most = WIDTH - BAR_LABEL - BAR_VALUE;
    const double height = (BAR_ROW - 5) / (double)plot->series_count;
    double end = BAR_LABEL;
    put_words(frame, BAR_LABEL - 6, top + BAR_ROW * 0.6, "end", plot->labels[row]);
    for (size_t i = 0; i < plot->series_count; i++) {
        const double value = plot->series[i].values[row];
        if (isnan(value) || value < 0)
            continue;
        const double width = value / frame->high * most;
        put_rect(frame, class_of(plot, i, row), BAR_LABEL, top + (double)i * height, width, height);
        end = BAR_LABEL + width > end ? BAR_LABEL + width : end;
    }
    if (!isnan(plot->series[0].values[row]))
        put_text(frame, end + 5, top + BAR_ROW * 0.6, "", "",
                 number(frame, plot->series[0].values[row], plot->digits));
}

void kefu__plot_bars(struct sink *sink, const struct plot *plot, const char *labelled_by) {
    const struct frame frame = make_frame(sink, plot);
    const int legend = plot->series_count > 1 ? TOP : 4;
    open_svg(sink, legend + (int)plot->count * BAR_ROW, labelled_by);
    put_legend(&frame);
    for (size_t i = 0; i < plot->count; i++)
        put_bar_row(&frame, i);
    close_svg(sink);
}
