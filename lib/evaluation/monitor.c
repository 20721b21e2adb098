/* SPDX-License-Identifier: MIT
 * Monitors: a watch over a live conversation, and the alerts that it raises. */
#include <string.h>

#include "evaluation/monitor.h"
#include "scheme/rubric/rubrics.h"

kefu_status kefu_monitor_new(const kefu_conversation *conversation, kefu_rubric rubric,
                             const kefu_monitor_options *options, kefu_monitor **monitor,
                             kefu_error *error) {
    kefu_monitor_options own = KEFU_MONITOR_OPTIONS_INIT;
    kefu_allocator allocator;
    kefu_monitor *made;
    kefu_status status;
    if (!conversation || !monitor)
        return kefu__fail(error, KEFU_E_ARGUMENT, "conversation or monitor is NULL");
    if (!kefu__rubric_of(conversation->scheme, rubric))
        return kefu__fail(error, KEFU_E_HANDLE, "the conversation's scheme has no such rubric");
    status = kefu__options_copy(&own, sizeof own, options, error);
    if (status == KEFU_OK)
        status = kefu__conversation_check_analysed(conversation, error);
    if (status == KEFU_OK)
        status = kefu__options_check(own.flags, 0, own.reserved, error);
    if (status == KEFU_OK)
        status = kefu__allocator_init(
            &allocator, own.allocator ? own.allocator : &conversation->allocator, error);
    if (status != KEFU_OK)
        return status;
    made = kefu__alloc_zero(&allocator, sizeof *made);
    if (!made)
        return kefu__no_memory(error);
    made->allocator = allocator;
    if (!kefu__watch_init(&made->watch, conversation, &allocator)) {
        kefu__release(&allocator, made, sizeof *made);
        return kefu__no_memory(error);
    }
    made->watch.next = KEFU_TIME_END;
    *monitor = made;
    return KEFU_OK;
}

void kefu_monitor_free(kefu_monitor *monitor) {
    kefu_allocator allocator;
    if (!monitor)
        return;
    allocator = monitor->allocator;
    kefu__watch_free(&monitor->watch);
    kefu__release(&allocator, monitor->alerts, monitor->alert_capacity * sizeof *monitor->alerts);
    kefu__release(&allocator, monitor, sizeof *monitor);
}

void kefu_monitor_options_init(kefu_monitor_options *options) {
    if (options)
        *options = (kefu_monitor_options)KEFU_MONITOR_OPTIONS_INIT;
}

static void fill_alert(const struct watch *watch, const struct watch_hit *hit, kefu_alert *alert) {
    const struct rule *rule = &watch->rules->items[hit->rule];
    memset(alert, 0, sizeof *alert);
    alert->rule_id = rule->id;
    alert->rule = kefu__handle(watch->conversation->scheme, hit->rule);
    alert->severity = rule->severity;
    alert->at = hit->at.at;
    alert->start = hit->at.start;
    alert->end = hit->at.end;
    alert->message = UINT64_MAX;
    alert->message_id.data = "";
    alert->evidence = kefu__watch_evidence(watch, hit);
    if (hit->at.message != INDEX_NONE) {
        alert->message = hit->at.message;
        alert->message_id = watch->conversation->messages[hit->at.message].id;
    }
}

kefu_status kefu_monitor_update(kefu_monitor *monitor, int64_t now, kefu_error *error) {
    if (!monitor)
        return kefu__fail(error, KEFU_E_ARGUMENT, "monitor is NULL");
    struct watch *watch = &monitor->watch;
    if (!kefu__watch_update(watch, now) ||
        !kefu__grow(&monitor->allocator, &monitor->alerts, &monitor->alert_capacity,
                    watch->hit_count - monitor->delivered, sizeof *monitor->alerts))
        return kefu__no_memory(error);
    monitor->alert_count = 0;
    for (; monitor->delivered < watch->hit_count; monitor->delivered++)
        if (watch->rules->items[watch->hits[monitor->delivered].rule].alerts)
            monitor->alerts[monitor->alert_count++] = (uint32_t)monitor->delivered;
    return KEFU_OK;
}

const kefu_conversation *kefu_monitor_conversation(const kefu_monitor *monitor) {
    return monitor ? monitor->watch.conversation : NULL;
}

size_t kefu_monitor_alert_count(const kefu_monitor *monitor) {
    return monitor ? monitor->alert_count : 0;
}

kefu_status kefu_monitor_alert_at(const kefu_monitor *monitor, size_t i, kefu_alert *alert,
                                  kefu_error *error) {
    if (!monitor)
        return kefu__fail(error, KEFU_E_ARGUMENT, "monitor is NULL");
    if (i >= monitor->alert_count)
        return kefu__no_item(error, i, monitor->alert_count);
    kefu_alert own;
    fill_alert(&monitor->watch, &monitor->watch.hits[monitor->alerts[i]], &own);
    return kefu__result_copy(alert, &own, sizeof own, error);
}

kefu_status kefu_monitor_next(const kefu_monitor *monitor, int64_t *at, kefu_error *error) {
    if (!monitor || !at)
        return kefu__fail(error, KEFU_E_ARGUMENT, "monitor or at is NULL");
    *at = monitor->watch.next;
    return KEFU_OK;
}
