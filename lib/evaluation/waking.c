/* SPDX-License-Identifier: MIT
 * Which rules are evaluated: those that sleep cannot be true before a hit wakes them. */
#include "evaluation/watch.h"

void kefu__watch_wake_rule(struct watch *watch, uint32_t rule) {
    size_t i = watch->awake_count++;
    for (; i > 0 && watch->awake[i - 1] > rule; i--)
        watch->awake[i] = watch->awake[i - 1];
    watch->awake[i] = rule;
    watch->states[rule].awake = true;
}

void kefu__watch_wake(struct watch *watch, uint32_t leaf) {
    const uint32_t rule = watch->rules->index->wakes[leaf];
    if (rule != UINT32_MAX && !watch->states[rule].awake)
        kefu__watch_wake_rule(watch, rule);
}
