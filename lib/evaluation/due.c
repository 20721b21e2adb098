/* SPDX-License-Identifier: MIT
 * When a rule must be evaluated again although nobody writes: windows close, waits reach limits. */
#include "conversation/observe.h"
#include "evaluation/judging.h"
#include "scheme/metric_set/metrics.h"

void kefu__due_note(struct watch *watch, int64_t due) {
    /* At the end of a conversation, rules are first evaluated as if it went on (as_over differs
     * from over). Instants found then are ignored. */
    if (due < watch->next && watch->as_over == watch->over)
        watch->next = due;
}

/* Finds the instants at which a rule must be evaluated again: its windows close, or its waits reach
 * a limit. Windows relative to an anchor (a hit of another leaf) begin at `from`. */
struct due_finder {
    struct watch *watch;
    int64_t from;
};

/* For a condition on a metric: adds the instant at which a wait that is going on becomes longer
 * than the condition's number, or breaches a service level agreement. */
static void find_metric_due(struct watch *watch, const struct condition_leaf *leaf) {
    const kefu_conversation *conversation = watch->conversation;
    const struct rule_leaf *data = leaf->data;
    const struct metric *metric = &conversation->scheme->metrics->items[data->target];
    kefu_value value;
    if (watch->until == KEFU_TIME_END || watch->until == KEFU_TIME_NONE)
        return;
    if (metric->type == METRIC_FLAG &&
        (metric->of == FLAG_SLA_MET || metric->of == FLAG_SLA_RESOLUTION_MET)) {
        const uint32_t series = metric->of == FLAG_SLA_MET ? SLA_RESPONSE : SLA_RESOLUTION;
        const int64_t due = kefu__sla_standing(conversation, series, watch->until).due_at;
        if (due != KEFU_TIME_END)
            kefu__due_note(watch, due + 1);
    } else if (metric->type == METRIC_DURATION &&
               (leaf->comparator == COMPARE_GT || leaf->comparator == COMPARE_GE) &&
               !kefu_conversation_metric(conversation,
                                         kefu__handle(conversation->scheme, data->target),
                                         KEFU_STATISTIC_DEFAULT, watch->until, &value, NULL) &&
               (value.flags & KEFU_VALUE_PROVISIONAL) && value.state == KEFU_STATE_PENDING) {
        const double left = leaf->operands->number - value.value;
        if (left >= 0 && left < 1e14)
            kefu__due_note(watch, watch->until + (int64_t)left + 1);
    }
}

static void find_due(void *ctx, struct condition_leaf *leaf) {
    const struct due_finder *finder = ctx;
    const struct rule_leaf *data = leaf->data;
    struct watch *watch = finder->watch;
    if (leaf->kind == RULE_LEAF_METRIC)
        find_metric_due(watch, leaf);
    if (leaf->kind < RULE_LEAF_PHRASE)
        return;
    if (data->anchor.on != UINT32_MAX)
        kefu__due_note(watch, kefu__window_due(watch, &data->anchor.window, finder->from));
    if (watch->cursor > 0)
        kefu__due_note(watch,
                       kefu__window_due(watch, &data->within, watch->conversation->messages[0].at));
}

void kefu__due_find(struct watch *watch, const struct rule *rule, int64_t from) {
    struct due_finder finder = {watch, from};
    kefu__condition_leaves(rule->condition, find_due, &finder);
}
