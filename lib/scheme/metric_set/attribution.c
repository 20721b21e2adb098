/* SPDX-License-Identifier: MIT
 * Attribution: to which agent of a conversation a metric is attributed. */
#include "scheme/metric_set/metrics.h"

static const struct vocabulary_word attributions[] = {
    {ATTRIBUTION_SPEAKER, "speaker", "发言者", "who said it"},
    {ATTRIBUTION_FIRST_RESPONDER, "first_responder", "首位响应者", "who answered first"},
    {ATTRIBUTION_RESPONSIBLE, "responsible", "负责坐席", "who is responsible"},
    {ATTRIBUTION_CLOSER, "closer", "结束者", "who ended it"},
    {ATTRIBUTION_ALL_PARTICIPANTS, "all_participants", "全体参与者", "each who answered"},
};
const struct vocabulary kefu__attributions = VOCABULARY_OF("attribution", attributions);

/* Does a duration metric measure the customer's waits for an answer? A wait is divided among the
 * agents who were in charge of the conversation during it. */
static bool is_of_waits(const struct metric *m) {
    return kefu__metric_has_many(m) || m->to == STOP_FIRST_HUMAN_REPLY ||
           m->to == STOP_FIRST_USEFUL_REPLY || m->of == START_EACH_WAIT;
}

static bool is_of_promises(uint32_t of) {
    return of == COUNT_PROMISES || of == COUNT_PROMISES_KEPT;
}

bool kefu__metric_has_parts(const struct metric *m) {
    const bool words = m->role == KEFU_ROLE_AGENT;
    if (kefu__metric_is_computed(m))
        return true; /* from each agent's parts of the metrics that it is computed from */
    switch (m->type) {
    case METRIC_DURATION:
        return is_of_waits(m);
    case METRIC_COUNT:
        return (m->of == COUNT_FOUND && words) || m->of == COUNT_UNANSWERED_IN_HAND ||
               is_of_promises(m->of);
    case METRIC_RATIO:
        return m->within || (is_of_promises(m->of) && is_of_promises(m->to));
    case METRIC_FLAG:
        return m->of == FLAG_RATED_SATISFIED || m->of == FLAG_STALLED ||
               m->of == FLAG_PROMISE_BROKEN || (m->of == FLAG_FOUND && words);
    case METRIC_FEEDBACK:
        return m->of <= FEEDBACK_PROMOTERS;
    default:
        return false;
    }
}

enum attribution kefu__metric_attribution(const struct metric *m) {
    if (!kefu__metric_has_parts(m))
        return m->attribution == ATTRIBUTION_SPEAKER ? ATTRIBUTION_RESPONSIBLE : m->attribution;
    return m->type == METRIC_DURATION && m->to == STOP_FIRST_HUMAN_REPLY
               ? ATTRIBUTION_FIRST_RESPONDER
               : ATTRIBUTION_SPEAKER;
}
