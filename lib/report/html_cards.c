/* SPDX-License-Identifier: MIT
 * The core indicators that have data at a glance, as cards. */
#include <string.h>

#include "report/page.h"

/* Draws value and target of a card as a bar and a mark on a scale, with positions in percent. */
static void put_gauge(struct buffer *to, const struct indicator *indicator) {
    const double value = indicator->value.value, target = indicator->target;
    double most = value > target ? value : target;
    if (!indicator->has_target || !KEFU_VALUE_IS_NUMBER(indicator->value) || value < 0)
        return;
    if (indicator->value.unit == KEFU_UNIT_RATIO && most > 0.3)
        most = 1;
    else
        most *= 1.15;
    if (!(most > 0))
        return;
    double at = value / most * 100;
    double mark = target / most * 100;
    /* SVG attributes, because the page's content security policy forbids style attributes */
    kefu__buffer_text(to, "<svg class=\"gauge\" aria-hidden=\"true\" viewBox=\"0 0 100 13\" "
                          "preserveAspectRatio=\"none\"><rect class=\"scale\" y=\"3\" "
                          "width=\"100\" height=\"7\"/><rect class=\"bar\" y=\"3\" height=\"7\" "
                          "width=\"");
    kefu__html_number(to, (double)(int)(at * 10) / 10);
    kefu__buffer_text(to, "\"/><rect class=\"target\" width=\"0.7\" height=\"13\" x=\"");
    kefu__html_number(to, (double)(int)(mark * 10) / 10);
    kefu__buffer_text(to, "\"/></svg>");
}

static void put_card_target(struct sink *sink, const struct indicator *indicator) {
    struct buffer *to = sink->to;
    const struct words met = kefu__target_words(sink->pen, indicator);
    if (!indicator->has_target && strcmp(indicator->id, "score") == 0 && sink->report->band) {
        kefu__buffer_text(to, "<p>");
        kefu__html_words(to, kefu__words("评级 ", "band "));
        kefu__buffer_text(to, "<b>");
        kefu__html_words(to, sink->report->band->title);
        kefu__buffer_text(to, "</b></p>");
    }
    if (!indicator->has_target)
        return;
    kefu__buffer_text(to, "<p>");
    kefu__html_words(to, kefu__words("目标 ", "target "));
    kefu__html_words(to, kefu__pen_number(sink->pen, indicator->target, indicator->value.unit));
    if (*met.zh) {
        kefu__buffer_format(to, " <b class=\"%s\">", kefu__html_tone(kefu__target_tone(indicator)));
        kefu__html_words(to, met);
        kefu__buffer_text(to, "</b>");
    }
    kefu__buffer_text(to, "</p>");
}

static void put_card_change(struct sink *sink, const struct indicator *indicator) {
    struct buffer *to = sink->to;
    if (indicator->change.kind == CHANGE_NONE)
        return;
    kefu__buffer_text(to, "<p>");
    kefu__html_words(to, kefu__words("上期 ", "was "));
    kefu__html_words(to, kefu__pen_value(sink->pen, &indicator->previous));
    kefu__buffer_format(to, " <b class=\"%s\">",
                        kefu__html_tone(kefu__change_tone(&indicator->change)));
    kefu__html_words(to, kefu__pen_change(sink->pen, &indicator->change, indicator->value.unit));
    kefu__buffer_text(to, "</b></p>");
}

static void put_line(struct buffer *to, struct words words) {
    if (!*words.zh)
        return;
    kefu__buffer_text(to, "<p>");
    kefu__html_words(to, words);
    kefu__buffer_text(to, "</p>");
}

/* The mean of a duration that is shown by its median, and whether it keeps the target. */
static struct words mean_words(struct pen *pen, const struct indicator *defined) {
    if (defined->shown == defined)
        return kefu__words("", "");
    const struct words mean = kefu__pen_value(pen, &defined->value);
    const struct words met = kefu__target_words(pen, defined);
    return kefu__words(kefu__pen_text(pen, "平均 %s %s", mean.zh, met.zh),
                       kefu__pen_text(pen, "mean %s %s", mean.en, met.en));
}

static struct words interval_words(struct pen *pen, const struct indicator *indicator) {
    const struct words interval = kefu__pen_interval(pen, &indicator->value);
    if (!*interval.zh)
        return interval;
    return kefu__words(kefu__pen_text(pen, "95%% 区间 %s", interval.zh),
                       kefu__pen_text(pen, "95%% interval %s", interval.en));
}

/* What the number rests on, to be opened with a click: sample, mean, interval, test. */
static void put_card_details(struct sink *sink, const struct indicator *defined) {
    const struct indicator *indicator = defined->shown;
    struct buffer *to = sink->to;
    kefu__buffer_text(to, "<details><summary>");
    kefu__html_words(to, kefu__pen_count(sink->pen, indicator->value.n, indicator->entity));
    kefu__buffer_text(to, "</summary>");
    put_line(to, mean_words(sink->pen, defined));
    put_line(to, interval_words(sink->pen, indicator));
    put_line(to, kefu__change_note(sink->pen, indicator));
    kefu__buffer_text(to, "</details>");
}

/* Of a duration that is shown by its median: says so, and gives the 90th percentile. */
static void put_card_spread(struct sink *sink, const struct indicator *defined) {
    if (defined->shown == defined || !KEFU_VALUE_IS_NUMBER(defined->p90))
        return;
    const struct words p90 = kefu__pen_value(sink->pen, &defined->p90);
    put_line(sink->to, kefu__words(kefu__pen_text(sink->pen, "中位数，P90 %s", p90.zh),
                                   kefu__pen_text(sink->pen, "median, P90 %s", p90.en)));
}

static void card(struct sink *sink, const struct indicator *defined) {
    const struct indicator *indicator = defined->shown;
    struct buffer *to = sink->to;
    kefu__buffer_format(to, "<article class=\"card %s\" data-metric=\"%s\"><h3>",
                        kefu__html_tone(kefu__target_tone(indicator)), indicator->id);
    kefu__html_words(to, defined->title);
    kefu__buffer_text(to, "</h3><p class=\"value\">");
    kefu__html_words(to, kefu__pen_value(sink->pen, &indicator->value));
    if (indicator->value.state == KEFU_STATE_LOW_N)
        kefu__buffer_text(to, "<span class=\"mark\">*</span>");
    kefu__buffer_text(to, "</p>");
    put_card_spread(sink, defined);
    put_gauge(to, indicator);
    put_card_target(sink, indicator);
    put_card_change(sink, indicator);
    put_card_details(sink, defined);
    kefu__buffer_text(to, "</article>\n");
}

void kefu__html_cards(struct sink *sink) {
    kefu__buffer_text(sink->to, "<div class=\"cards\">\n");
    for (size_t i = 0; i < sink->report->core_count; i++)
        if (KEFU_VALUE_IS_NUMBER(sink->report->indicators[i].shown->value))
            card(sink, &sink->report->indicators[i]);
    kefu__buffer_text(sink->to, "</div>\n");
}
