/* SPDX-License-Identifier: MIT
 * Farrington's detection of outbreaks, as R's surveillance::algo.farrington has
 * it. */
#include <float.h>
#include <math.h>

#include "stats/control.h"
#include "stats/special.h"

/* A reference count: its time before the one that is judged, its weight, and
 * what the model says. */
struct reference {
    double time, count, weight, mean, leverage;
};

/* A regression ln mean = a + b time; b is 0 without a trend. */
struct model {
    struct reference *items;
    size_t count;
    bool has_trend;
    double a, b;
    double dispersion;
    double inverse[3]; /* of the information: a a, a b, b b */
};

static void set_means(struct model *m) {
    for (size_t i = 0; i < m->count; i++)
        m->items[i].mean = exp(kefu__clamp(m->a + m->b * m->items[i].time, -700, 700));
}

/* One step of Fisher's scoring; returns the larger change of a coefficient. */
static double score_step(struct model *m) {
    double aa = 0, ab = 0, bb = 0, ra = 0, rb = 0;
    for (size_t i = 0; i < m->count; i++) {
        const struct reference *r = &m->items[i];
        const double w = r->weight * r->mean, rest = r->weight * (r->count - r->mean);
        aa += w;
        ab += w * r->time;
        bb += w * r->time * r->time;
        ra += rest;
        rb += rest * r->time;
    }
    const double determinant = m->has_trend ? aa * bb - ab * ab : aa;
    m->inverse[0] = m->has_trend ? bb / determinant : 1 / aa;
    m->inverse[1] = m->has_trend ? -ab / determinant : 0;
    m->inverse[2] = m->has_trend ? aa / determinant : 0;
    const double da = m->inverse[0] * ra + m->inverse[1] * rb;
    const double db = m->inverse[1] * ra + m->inverse[2] * rb;
    m->a += da;
    m->b += db;
    set_means(m);
    return fmax(fabs(da), fabs(db) * 100);
}

/* Fits by the weights, and estimates the dispersion by Pearson's statistic.
 * False if there are too few counts, or none that is not 0. */
static bool fit(struct model *m) {
    double sum = 0, weights = 0, squares = 0, change = 1;
    for (size_t i = 0; i < m->count; i++) {
        sum += m->items[i].weight * m->items[i].count;
        weights += m->items[i].weight;
    }
    const double degrees = (double)m->count - (m->has_trend ? 2 : 1);
    if (!(sum > 0) || degrees < 1)
        return false;
    m->a = log(sum / weights);
    m->b = 0;
    set_means(m);
    for (int i = 0; i < 100 && change > 1e-13; i++)
        change = score_step(m);
    score_step(m); /* the information at the solution */
    for (size_t i = 0; i < m->count; i++) {
        struct reference *r = &m->items[i];
        const double rest = r->count - r->mean;
        squares += r->weight * rest * rest / r->mean;
        r->leverage = r->weight * r->mean *
                      (m->inverse[0] + r->time * (2 * m->inverse[1] + r->time * m->inverse[2]));
    }
    m->dispersion = squares / degrees;
    return isfinite(m->a) && isfinite(m->b) && isfinite(m->dispersion);
}

/* Standardised residuals of Anscombe that are over 1 get the weight of their
 * inverse square; all weights are scaled to have the sum that they had. */
static void weigh(struct model *m) {
    const double dispersion = fmax(m->dispersion, 1);
    double sum = 0;
    for (size_t i = 0; i < m->count; i++) {
        struct reference *r = &m->items[i];
        const double residual = 1.5 *
                                (pow(r->count, 2.0 / 3) * pow(r->mean, -1.0 / 6) - sqrt(r->mean)) /
                                sqrt(dispersion * (1 - r->leverage));
        r->weight = residual > 1 ? 1 / (residual * residual) : 1;
        sum += r->weight;
    }
    for (size_t i = 0; i < m->count; i++)
        m->items[i].weight *= (double)m->count / sum;
}

static bool fit_twice(struct model *m, bool has_trend, bool reweight) {
    m->has_trend = has_trend;
    for (size_t i = 0; i < m->count; i++)
        m->items[i].weight = 1;
    if (!fit(m))
        return false;
    if (!reweight)
        return true;
    weigh(m);
    return fit(m);
}

/* Is the trend significant at 5 %, and does it not lead past all counts? */
static bool keeps_trend(const struct model *m) {
    double most = 0;
    for (size_t i = 0; i < m->count; i++)
        most = fmax(most, m->items[i].count);
    const double t = m->b / sqrt(m->dispersion * m->inverse[2]);
    const double p = kefu__student_two_sided(t, (double)m->count - 2);
    return isfinite(t) && p < 0.05 && exp(m->a) <= most;
}

static void judge(const struct model *m, double count, double alpha, bool enough,
                  struct farrington_result *out) {
    const double mean = exp(m->a), dispersion = fmax(m->dispersion, 1);
    /* the variance of a count divided by its mean, with that of the estimated
     * mean */
    const double spread = dispersion + dispersion * m->inverse[0] * mean;
    const double error = sqrt(4.0 / 9 * cbrt(mean) * spread);
    const double half = kefu__normal_quantile(1 - alpha / 2) * error;
    const double root = pow(mean, 2.0 / 3);
    out->expected = mean;
    out->dispersion = dispersion;
    out->has_trend = m->has_trend;
    out->bounds.low = root > half ? pow(root - half, 1.5) : 0;
    out->bounds.high = pow(root + half, 1.5);
    out->score = enough ? (count - mean) / (out->bounds.high - mean) : 0;
}

static size_t gather(const double *counts, size_t at, const struct farrington *setup,
                     struct reference *to) {
    size_t count = 0;
    for (size_t year = setup->years; year > 0; year--)
        for (size_t i = 0; i <= 2 * setup->window; i++) {
            const size_t ago = year * setup->season + setup->window - i;
            to[count++] = (struct reference){-(double)ago, counts[at - ago], 1, 0, 0};
        }
    return count;
}

static bool is_set_up(const double *counts, size_t n, size_t at, const struct farrington *setup) {
    if (at >= n || setup->years == 0 || setup->season <= setup->window ||
        setup->years > at / setup->season || setup->cases_span == 0 ||
        at < setup->years * setup->season + setup->window || setup->cases_span > at + 1 ||
        !kefu__is_level(setup->alpha))
        return false;
    for (size_t i = 0; i <= at; i++)
        if (!(counts[i] >= 0) || !isfinite(counts[i]))
            return false;
    return true;
}

enum stats_status kefu__farrington(const kefu_allocator *allocator, const double *counts, size_t n,
                                   size_t at, const struct farrington *setup,
                                   struct farrington_result *out) {
    double recent = 0;
    if (!is_set_up(counts, n, at, setup))
        return STATS_DOMAIN;
    const size_t size = setup->years * (2 * setup->window + 1) * sizeof(struct reference);
    struct model model = {.items = kefu__alloc(allocator, size)};
    if (!model.items)
        return STATS_NO_MEMORY;
    model.count = gather(counts, at, setup, model.items);
    for (size_t i = 0; i < setup->cases_span; i++)
        recent += counts[at - i];
    bool is_fitted = setup->trend && setup->years >= 3 &&
                     fit_twice(&model, true, setup->reweight) && keeps_trend(&model);
    if (!is_fitted)
        is_fitted = fit_twice(&model, false, setup->reweight);
    if (is_fitted)
        judge(&model, counts[at], setup->alpha, recent >= setup->cases_min, out);
    kefu__release(allocator, model.items, size);
    return is_fitted ? STATS_OK : STATS_UNDEFINED;
}
