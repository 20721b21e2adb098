/* SPDX-License-Identifier: MIT
 * How long something lasted by a metric's clock, and whether the metric's hours include it. */
#include "conversation/observe.h"

/* The milliseconds between two instants, without pauses if the metric excludes them. */
int64_t kefu__observe_span(const kefu_conversation *c, const struct metric *m,
                           const struct scheme_calendar *clock, int64_t from, int64_t to) {
    const int64_t all = kefu__observe_elapse(clock, from, to);
    const bool response = kefu__metric_has_many(m) || m->to == STOP_FIRST_HUMAN_REPLY ||
                          m->to == STOP_FIRST_REPLY;
    return m->pauses ? all - kefu__observe_paused(c, clock, response, from, to) : all;
}

bool kefu__observe_is_member(const struct metric *m, int64_t start) {
    return !m->members ||
           (start != KEFU_TIME_NONE && kefu__calendar_open(&m->members->hours, start));
}

bool kefu__observe_is_outside(const struct metric *m, int64_t start, int64_t stop) {
    return m->open_hours && m->clock && start != KEFU_TIME_NONE && stop != KEFU_TIME_NONE &&
           !kefu__calendar_open(&m->clock->hours, start) &&
           kefu__calendar_between(&m->clock->hours, start, stop) == 0;
}
