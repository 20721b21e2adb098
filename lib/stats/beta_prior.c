/* SPDX-License-Identifier: MIT
 * Rates shrunk by the beta-binomial model. */
#include <math.h>

#include "stats/minimize.h"
#include "stats/root.h"
#include "stats/shrink.h"
#include "stats/special.h"

#define LOG_PRECISION_MAX 18.420680743952367 /* ln 1e8, the maximum of ln(a + b) */
#define LOG_PRECISION_MIN -9.210340371976182 /* ln 1e-4, the minimum of ln(a + b) */

/* ln Γ(a + x) - ln Γ(a). For large a by Stirling's formula, because the difference of two large
 * logarithms would lose digits. */
static double log_rising(double a, double x) {
    if (a < 16)
        return kefu__log_gamma(a + x) - kefu__log_gamma(a);
    return (a - 0.5) * log1p(x / a) + x * log(a + x) - x + kefu__stirling_error(a + x) -
           kefu__stirling_error(a);
}

double kefu__beta_likelihood(const struct proportion *groups, size_t count, double a, double b) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        const double hits = groups[i].hits, n = groups[i].n;
        sum += log_rising(a, hits) + log_rising(b, n - hits) - log_rising(a + b, n);
    }
    return sum;
}

struct groups {
    const struct proportion *items;
    size_t count;
};

static struct beta_prior prior_of(const double *x) {
    const double mean = 1 / (1 + exp(-x[0]));
    const double precision = exp(kefu__clamp(x[1], LOG_PRECISION_MIN, LOG_PRECISION_MAX));
    return (struct beta_prior){mean * precision, (1 - mean) * precision, 0};
}

static double misfit(const void *ctx, const double *x) {
    const struct groups *groups = ctx;
    const struct beta_prior prior = prior_of(x);
    return -kefu__beta_likelihood(groups->items, groups->count, prior.a, prior.b);
}

enum stats_status kefu__beta_prior(const struct proportion *groups, size_t count,
                                   struct beta_prior *out) {
    const struct groups all = {groups, count};
    double hits = 0, n = 0;
    for (size_t i = 0; i < count; i++) {
        if (!kefu__is_proportion(groups[i].hits, groups[i].n))
            return STATS_DOMAIN;
        hits += groups[i].hits;
        n += groups[i].n;
    }
    if (count < 2 || hits == 0 || hits == n)
        return STATS_UNDEFINED;
    double x[2] = {log(hits / (n - hits)), log(30)};
    const double least = kefu__minimize(misfit, &all, x, 2, 0.5);
    *out = prior_of(x);
    out->log_likelihood = -least;
    return STATS_OK;
}

/* ---- the posterior ---- */

struct ranking {
    const struct proportion *groups;
    size_t count;
    struct beta_prior prior;
    double best;
};

static struct tails tails_at(const struct ranking *r, size_t i, double x) {
    return kefu__beta_tails(x, 1 - x, r->prior.a + r->groups[i].hits,
                            r->prior.b + r->groups[i].n - r->groups[i].hits);
}

/* How many groups should be above the threshold, minus how many are expected to have a true rate
 * above x. The root of this increasing function of x is the threshold. */
static struct point surplus(const void *ctx, double x) {
    const struct ranking *r = ctx;
    struct point point = {r->best * (double)r->count, 0};
    for (size_t i = 0; i < r->count; i++)
        point.value -= tails_at(r, i, x).upper;
    return point;
}

enum stats_status kefu__shrink_rates(const struct proportion *groups, size_t count,
                                     struct beta_prior prior, double level, double best,
                                     struct shrunk *out) {
    const struct ranking ranking = {groups, count, prior, best};
    const double tail = (1 - level) / 2;
    if (count == 0 || !(prior.a > 0 && prior.b > 0) || !kefu__is_level(level) ||
        !kefu__is_level(best))
        return STATS_DOMAIN;
    for (size_t i = 0; i < count; i++)
        if (!kefu__is_proportion(groups[i].hits, groups[i].n))
            return STATS_DOMAIN;
    const double threshold = kefu__root(surplus, &ranking, 0.5, 0, 1);
    for (size_t i = 0; i < count; i++) {
        const double a = prior.a + groups[i].hits, b = prior.b + groups[i].n - groups[i].hits;
        out[i].value = a / (a + b);
        out[i].error = sqrt(a / (a + b) * (b / (a + b)) / (a + b + 1));
        out[i].interval.low = kefu__beta_quantile((struct tails){tail, 1 - tail}, a, b, NULL);
        out[i].interval.high = kefu__beta_quantile((struct tails){1 - tail, tail}, a, b, NULL);
        out[i].top = tails_at(&ranking, i, threshold).upper;
    }
    return STATS_OK;
}
