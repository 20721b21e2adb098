/* SPDX-License-Identifier: MIT
 * Inside a monitor. */
#ifndef KEFU_LIB_MONITOR_H
#define KEFU_LIB_MONITOR_H

#include "evaluation/watch.h"
#include "kefu/evaluation.h"

struct kefu_monitor {
    kefu_allocator allocator;
    struct watch watch;
    size_t delivered; /* how many of the watch's hits the caller has been given … */
    size_t first;     /* … of which the last update gave those from here on */
    kefu_alert *alerts;
    size_t alert_count, alert_capacity;
};

#endif
