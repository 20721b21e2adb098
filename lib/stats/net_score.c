/* SPDX-License-Identifier: MIT
 * The net promoter score: a difference of two shares of one sample. */
#include <math.h>

#include "stats/proportion.h"
#include "stats/special.h"

static bool are_answers(double promoters, double passives, double detractors, double level) {
    const double n = promoters + passives + detractors;
    return promoters >= 0 && passives >= 0 && detractors >= 0 && n > 0 && isfinite(n) &&
           kefu__is_level(level);
}

static void set_interval(double center, double error, double level, struct net_score *out) {
    const double half = kefu__normal_errors(level) * error;
    out->error = error;
    out->interval.low = kefu__clamp(center - half, -1, 1);
    out->interval.high = kefu__clamp(center + half, -1, 1);
}

enum stats_status kefu__net_score(double promoters, double passives, double detractors,
                                  double level, struct net_score *out) {
    if (!are_answers(promoters, passives, detractors, level))
        return STATS_DOMAIN;
    const double n = promoters + passives + detractors;
    const double score = (promoters - detractors) / n;
    const double variance = ((promoters + detractors) / n - score * score) / n;
    if (!(variance > 0) || promoters == n || detractors == n)
        return STATS_UNDEFINED;
    out->score = score;
    set_interval(score, sqrt(variance), level, out);
    return STATS_OK;
}

void kefu__adjusted_net(double net, double moved, double n, double *score, double *error) {
    const double answers = n + 3, center = net / answers;
    *score = center;
    *error = sqrt(((moved + 1.5) / answers - center * center) / answers);
}

enum stats_status kefu__adjusted_net_score(double promoters, double passives, double detractors,
                                           double level, struct net_score *out) {
    double center, error;
    if (!are_answers(promoters, passives, detractors, level))
        return STATS_DOMAIN;
    const double n = promoters + passives + detractors;
    kefu__adjusted_net(promoters - detractors, promoters + detractors, n, &center, &error);
    out->score = (promoters - detractors) / n;
    set_interval(center, error, level, out);
    return STATS_OK;
}
