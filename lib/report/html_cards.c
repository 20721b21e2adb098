/* SPDX-License-Identifier: MIT
 * The core indicators at a glance, as cards. */
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
    kefu__buffer_format(to, "<p><b class=\"%s\">",
                        kefu__html_tone(kefu__change_tone(&indicator->change)));
    kefu__html_words(to, kefu__pen_change(sink->pen, &indicator->change, indicator->value.unit));
    kefu__buffer_text(to, "</b> ");
    kefu__html_words(to, kefu__words("上期 ", "was "));
    kefu__html_words(to, kefu__pen_value(sink->pen, &indicator->previous));
    kefu__buffer_text(to, " <small>");
    kefu__html_words(to, kefu__change_note(sink->pen, indicator));
    kefu__buffer_text(to, "</small></p>");
}

static void put_card_sample(struct sink *sink, const struct indicator *indicator) {
    struct buffer *to = sink->to;
    const struct words interval = kefu__pen_interval(sink->pen, &indicator->value);
    kefu__buffer_text(to, "<p class=\"quiet\">");
    if (KEFU_VALUE_IS_NUMBER(indicator->value)) {
        kefu__html_words(to, kefu__pen_count(sink->pen, indicator->value.n, indicator->entity));
        if (*interval.zh) {
            kefu__buffer_text(to, " · ");
            kefu__html_words(to, interval);
        }
    } else {
        kefu__html_words(to, kefu__reason_words(indicator->value.state, indicator->value.reason));
    }
    kefu__buffer_text(to, "</p>");
}

static void card(struct sink *sink, const struct indicator *indicator) {
    struct buffer *to = sink->to;
    const bool known = KEFU_VALUE_IS_NUMBER(indicator->value);
    kefu__buffer_format(to, "<article class=\"card %s\" data-metric=\"%s\"><h3>",
                        kefu__html_tone(kefu__target_tone(indicator)), indicator->id);
    kefu__html_words(to, indicator->title);
    kefu__buffer_format(to, "</h3><p class=\"%s\">", known ? "value" : "value none");
    kefu__html_words(to, kefu__pen_value(sink->pen, &indicator->value));
    if (indicator->value.state == KEFU_STATE_LOW_N)
        kefu__buffer_text(to, "<span class=\"mark\">*</span>");
    kefu__buffer_text(to, "</p>");
    put_gauge(to, indicator);
    put_card_target(sink, indicator);
    put_card_change(sink, indicator);
    if (KEFU_VALUE_IS_NUMBER(indicator->median)) {
        kefu__buffer_text(to, "<p>");
        kefu__html_words(to, kefu__words("中位 ", "median "));
        kefu__html_words(to, kefu__pen_value(sink->pen, &indicator->median));
        kefu__buffer_text(to, "</p>");
    }
    put_card_sample(sink, indicator);
    kefu__buffer_text(to, "</article>\n");
}

void kefu__html_cards(struct sink *sink) {
    kefu__buffer_text(sink->to, "<div class=\"cards\">\n");
    for (size_t i = 0; i < sink->report->core_count; i++)
        card(sink, &sink->report->indicators[i]);
    kefu__buffer_text(sink->to, "</div>\n");
}
