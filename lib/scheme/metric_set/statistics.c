/* SPDX-License-Identifier: MIT
 * The table of statistics. */
#include "scheme/metric_set/statistics.h"

static const struct statistic statistics[] = {
    {KEFU_STATISTIC_DEFAULT, 0}, {KEFU_STATISTIC_MEAN, 0},   {KEFU_STATISTIC_SUM, 0},
    {KEFU_STATISTIC_MAX, 0},     {KEFU_STATISTIC_COUNT, 0},  {KEFU_STATISTIC_P50, 0.5},
    {KEFU_STATISTIC_P90, 0.9},   {KEFU_STATISTIC_P95, 0.95}, {KEFU_STATISTIC_P25, 0.25},
    {KEFU_STATISTIC_P75, 0.75},  {KEFU_STATISTIC_P99, 0.99}, {KEFU_STATISTIC_SD, 0},
};

const struct statistic *kefu__statistic(uint32_t value) {
    for (size_t i = 0; i < sizeof statistics / sizeof *statistics; i++)
        if (statistics[i].value == value)
            return &statistics[i];
    return NULL;
}
