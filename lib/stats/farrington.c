/* SPDX-License-Identifier: MIT
 * Farrington's detection of outbreaks, as R's surveillance::algo.farrington has
 * it. */
#include <float.h>
#include <math.h>

#include "stats/control.h"
#include "stats/special.h"

/* A past count with which the judged count is compared. time: in points, negative, 0 at the judged
 * count; mean: the count that the model expects; working: weight × mean in the last step of the
 * fit. */
struct reference {
    double time, count, weight, mean, working;
};

/* The Poisson regression ln(expected count) = a + b × time; b is 0 without a trend. */
struct model {
    struct reference *items;
    size_t count;
    bool has_trend;
    double a, b;
    double dispersion;
    double inverse[3]; /* inverse information matrix: elements (a, a), (a, b), (b, b) */
};

/* One step of iteratively reweighted least squares: computes a and b from the expected counts of
 * the last step, then new expected counts from a and b. */
static void step_once(struct model *m) {
    double aa = 0, ab = 0, bb = 0, ra = 0, rb = 0;
    for (size_t i = 0; i < m->count; i++) {
        struct reference *r = &m->items[i];
        const double target = log(r->mean) + (r->count - r->mean) / r->mean;
        r->working = r->weight * r->mean;
        aa += r->working;
        ab += r->working * r->time;
        bb += r->working * r->time * r->time;
        ra += r->working * target;
        rb += r->working * target * r->time;
    }
    const double determinant = m->has_trend ? aa * bb - ab * ab : aa;
    m->inverse[0] = m->has_trend ? bb / determinant : 1 / aa;
    m->inverse[1] = m->has_trend ? -ab / determinant : 0;
    m->inverse[2] = m->has_trend ? aa / determinant : 0;
    m->a = m->inverse[0] * ra + m->inverse[1] * rb;
    m->b = m->inverse[1] * ra + m->inverse[2] * rb;
    for (size_t i = 0; i < m->count; i++)
        m->items[i].mean = exp(kefu__clamp(m->a + m->b * m->items[i].time, -700, 700));
}

static double deviance_of(const struct model *m) {
    double sum = 0;
    for (size_t i = 0; i < m->count; i++)
        sum += 2 * m->items[i].weight * kefu__deviance(m->items[i].count, m->items[i].mean);
    return sum;
}

/* Fits the regression with the given weights, and estimates the dispersion by Pearson's statistic.
 * Starting values and stopping rule are those of R's glm.fit, so that results agree with R,
 * although the coefficients are then still about 1e-5 from the maximum. Dispersion and information
 * matrix use the working weights of the last step. Returns false if there are too few counts or all
 * are 0. */
static bool fit(struct model *m) {
    const double degrees = (double)m->count - (m->has_trend ? 2 : 1);
    double sum = 0, squares = 0;
    for (size_t i = 0; i < m->count; i++) {
        sum += m->items[i].weight * m->items[i].count;
        m->items[i].mean = m->items[i].count + 0.1;
    }
    if (!(sum > 0) || degrees < 1)
        return false;
    double before, after = deviance_of(m);
    int steps = 0;
    do {
        before = after;
        step_once(m);
        after = deviance_of(m);
    } while (++steps < 25 && fabs(after - before) >= 1e-8 * (0.1 + fabs(after)));
    for (size_t i = 0; i < m->count; i++) {
        const struct reference *r = &m->items[i];
        const double rest = (r->count - r->mean) / r->mean;
        squares += r->working * rest * rest;
    }
    m->dispersion = squares / degrees;
    return isfinite(m->a) && isfinite(m->b) && isfinite(m->dispersion);
}

static double leverage(const struct model *m, const struct reference *r) {
    return r->working * (m->inverse[0] + r->time * (2 * m->inverse[1] + r->time * m->inverse[2]));
}

/* Sets the weights by which past outbreaks count less: the inverse square of the standardised
 * Anscombe residual if that is over 1, else 1; scaled so that the sum is the number of counts. */
static void weigh(struct model *m) {
    const double dispersion = fmax(m->dispersion, 1);
    double sum = 0;
    for (size_t i = 0; i < m->count; i++) {
        struct reference *r = &m->items[i];
        const double residual = 1.5 *
                                (pow(r->count, 2.0 / 3) * pow(r->mean, -1.0 / 6) - sqrt(r->mean)) /
                                sqrt(dispersion * (1 - leverage(m, r)));
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

/* Is the trend significant at 5 %, and is the count that it expects (at time 0) not above all past
 * counts? */
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
    /* variance of (count - estimated mean), divided by the mean: the variance of a count plus the
     * variance of the estimate */
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
            if (!isnan(counts[at - ago]))
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
        if (counts[i] < 0 || isinf(counts[i]))
            return false;
    for (size_t i = 0; i < setup->cases_span; i++)
        if (isnan(counts[at - i]))
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
    if (2 * model.count < setup->years * (2 * setup->window + 1)) {
        kefu__release(allocator, model.items, size);
        return STATS_UNDEFINED;
    }
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
