/* SPDX-License-Identifier: MIT
 * Inside a monitor. */
#ifndef KEFU_LIB_MONITOR_H
#define KEFU_LIB_MONITOR_H

#include "evaluation/watch.h"
#include "kefu/evaluation.h"

struct kefu_monitor {
    kefu_allocator allocator;
    struct watch watch;
    size_t delivered; /* how many elements of watch.hits were delivered to the caller */
    uint32_t *alerts; /* alerts of the last update: indices of elements of watch.hits */
    size_t alert_count, alert_capacity;
};

#endif
