/* SPDX-License-Identifier: MIT
 * Means shrunk by the normal model. */
#include <math.h>

#include "stats/root.h"
#include "stats/shrink.h"
#include "stats/special.h"

struct groups {
    const struct estimate *items;
    size_t count;
};

static bool are_estimates(const struct estimate *groups, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!isfinite(groups[i].value) || !(groups[i].error > 0) || !isfinite(groups[i].error))
            return false;
    return true;
}

/* The weighted mean of the groups; the weight of a group is 1 / (its squared error + the variance
 * between groups). *squares: weighted sum of the squared distances from that mean. */
static double weigh(const struct groups *groups, double variance, double *squares) {
    double sum = 0, weights = 0;
    *squares = 0;
    for (size_t i = 0; i < groups->count; i++) {
        const struct estimate *group = &groups->items[i];
        const double weight = 1 / (group->error * group->error + variance);
        sum += weight * group->value;
        weights += weight;
    }
    const double mean = sum / weights;
    for (size_t i = 0; i < groups->count; i++) {
        const struct estimate *group = &groups->items[i];
        const double distance = group->value - mean;
        *squares += distance * distance / (group->error * group->error + variance);
    }
    return mean;
}

/* (groups - 1) minus the weighted sum of squares: increases with the variance between groups, and
 * is 0 at its estimate by Paule and Mandel. */
static struct point lack(const void *ctx, double variance) {
    const struct groups *groups = ctx;
    double squares;
    weigh(groups, variance, &squares);
    return (struct point){(double)groups->count - 1 - squares, 0};
}

enum stats_status kefu__normal_prior(const struct estimate *groups, size_t count,
                                     struct normal_prior *out) {
    const struct groups all = {groups, count};
    double squares, high = 0;
    if (!are_estimates(groups, count))
        return STATS_DOMAIN;
    if (count < 2)
        return STATS_UNDEFINED;
    for (size_t i = 0; i < count; i++) { /* upper bound of the variance between groups: the sum of
                                            squared distances from the first group */
        const double distance = groups[i].value - groups[0].value;
        high += distance * distance;
    }
    out->variance = lack(&all, 0).value < 0 ? kefu__root(lack, &all, high / 2, 0, high) : 0;
    out->mean = weigh(&all, out->variance, &squares);
    return STATS_OK;
}

struct ranking {
    const struct shrunk *items;
    size_t count;
    double best;
};

static double above(const struct shrunk *group, double x) {
    if (group->error > 0)
        return kefu__normal_cdf((group->value - x) / group->error);
    return group->value > x ? 1 : group->value == x ? 0.5 : 0;
}

static struct point surplus(const void *ctx, double x) {
    const struct ranking *r = ctx;
    struct point point = {r->best * (double)r->count, 0};
    for (size_t i = 0; i < r->count; i++)
        point.value -= above(&r->items[i], x);
    return point;
}

enum stats_status kefu__shrink_means(const struct estimate *groups, size_t count,
                                     struct normal_prior prior, double level, double best,
                                     struct shrunk *out) {
    const struct ranking ranking = {out, count, best};
    double low = prior.mean, high = prior.mean;
    if (count == 0 || !are_estimates(groups, count) || !(prior.variance >= 0) ||
        !isfinite(prior.mean) || !kefu__is_level(level) || !kefu__is_level(best))
        return STATS_DOMAIN;
    for (size_t i = 0; i < count; i++) {
        const double own = groups[i].error * groups[i].error;
        const double kept = prior.variance / (prior.variance + own);
        out[i].value = prior.mean + kept * (groups[i].value - prior.mean);
        out[i].error = sqrt(kept * own);
        const double half = kefu__normal_errors(level) * out[i].error;
        out[i].interval = (struct stats_interval){out[i].value - half, out[i].value + half};
        low = fmin(low, out[i].value - 40 * out[i].error);
        high = fmax(high, out[i].value + 40 * out[i].error);
    }
    const double threshold = kefu__root(surplus, &ranking, (low + high) / 2, low, high);
    for (size_t i = 0; i < count; i++)
        out[i].top = above(&out[i], threshold);
    return STATS_OK;
}

enum stats_status kefu__james_stein(const double *values, size_t n, double variance, double *mean,
                                    double *factor, double *out) {
    double sum = 0, squares = 0;
    if (n < 4 || !kefu__all_finite(values, n) || !(variance > 0) || !isfinite(variance))
        return STATS_DOMAIN;
    for (size_t i = 0; i < n; i++)
        sum += values[i];
    const double center = sum / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (values[i] - center) * (values[i] - center);
    if (!(squares > 0))
        return STATS_UNDEFINED;
    *mean = center;
    *factor = fmax(0, 1 - ((double)n - 3) * variance / squares);
    for (size_t i = 0; i < n; i++)
        out[i] = center + *factor * (values[i] - center);
    return STATS_OK;
}
