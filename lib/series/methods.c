/* SPDX-License-Identifier: MIT
 * The methods, a row each: defaults, function, and how an alert is explained. */
#include "series/series.h"

const struct series_judge kefu__series_judges[SERIES_METHODS] = {
    [SERIES_SPIKE] = {{.alpha = 0.001},
                      true,
                      kefu__judge_spike,
                      "实际 $v，预期 $e，不超过 $h 属正常；偶然达到这么多的概率为 $p",
                      "$v where $e were expected and up to $h are usual; so many or more come by "
                      "chance with a probability of $p"},
    [SERIES_FARRINGTON] = {{.alpha = 0.05, .years = 5, .cases_min = 5, .cases_span = 4},
                           true,
                           kefu__judge_farrington,
                           "实际 $v，按往年同期预期 $e，上限 $h",
                           "$v where the same season of past years leads to expect $e, and $h at "
                           "most"},
    [SERIES_EARS] = {{.alpha = 0.001, .baseline = 7},
                     false,
                     kefu__judge_ears,
                     "实际 $v，前几期均值 $e，上限 $h",
                     "$v where the points before have a mean of $e, and the bound is $h"},
    [SERIES_EWMA] = {{.baseline = 30, .lambda = 0.3, .width = 3},
                     false,
                     kefu__judge_ewma,
                     "移动平均 $s 超出目标 $e 的控制限 $l…$h",
                     "the moving average $s left the limits $l … $h around $e"},
    [SERIES_CUSUM] = {{.baseline = 30, .allowance = 0.5, .decision_interval = 5},
                      false,
                      kefu__judge_cusum,
                      "对目标 $e 的累积偏差 $s 超过 $t",
                      "the cumulative distance $s from $e exceeded $t"},
    [SERIES_ESD] = {{.alpha = 0.05, .most = 10},
                    false,
                    kefu__judge_esd,
                    "$v 距均值 $s 个标准差，临界值 $t；其余各点均值 $e",
                    "$v is $s standard deviations from the mean, where $t are critical; the mean "
                    "of the others is $e"},
    [SERIES_ANOMALY] = {{.threshold = 4.5, .refractory = 0.03, .warmup = 50},
                        false,
                        kefu__judge_anomaly,
                        "$v 的异常评分 $s 超过 $t；近期均值 $e",
                        "$v has an anomaly score of $s, over $t; the recent mean is $e"}};
