/* SPDX-License-Identifier: MIT
 * Intraclass correlations: shares of variance by analysis of variance. */
#include <math.h>

#include "stats/agreement.h"
#include "stats/special.h"

/* Mean squares of the analysis of variance of n units rated by k raters: between units, within
 * units, between raters, residual. */
struct squares {
    double n, k;
    double between, within, raters, residual;
};

static double mean_of(const double *first, size_t count, size_t step) {
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += first[i * step];
    return sum / (double)count;
}

static struct squares analyse(struct ratings ratings) {
    struct squares s = {.n = (double)ratings.units, .k = (double)ratings.raters};
    const double mean = mean_of(ratings.cells, ratings.units * ratings.raters, 1);
    for (size_t k = 0; k < ratings.raters; k++) {
        const double own = mean_of(ratings.cells + k, ratings.units, ratings.raters) - mean;
        s.raters += s.n * own * own / (s.k - 1);
    }
    for (size_t i = 0; i < ratings.units; i++) {
        const double *row = ratings.cells + i * ratings.raters;
        const double unit = mean_of(row, ratings.raters, 1);
        s.between += s.k * (unit - mean) * (unit - mean) / (s.n - 1);
        for (size_t k = 0; k < ratings.raters; k++) {
            const double rater = mean_of(ratings.cells + k, ratings.units, ratings.raters) - mean;
            const double rest = row[k] - unit - rater;
            s.within += (row[k] - unit) * (row[k] - unit) / (s.n * (s.k - 1));
            s.residual += rest * rest / ((s.n - 1) * (s.k - 1));
        }
    }
    return s;
}

/* The correlation and its bounds from the F statistic alone, which suffices for ICC_1 and ICC_3. */
static void bound_by_f(const struct squares *s, double degrees, double level, struct icc *out) {
    const double tail = 0.5 + level / 2;
    const double low = out->f / kefu__f_quantile(tail, s->n - 1, degrees);
    const double high = out->f * kefu__f_quantile(tail, degrees, s->n - 1);
    out->value = (out->f - 1) / (out->f + s->k - 1);
    out->interval.low = (low - 1) / (low + s->k - 1);
    out->interval.high = (high - 1) / (high + s->k - 1);
}

/* ICC_2 (random raters) and its bounds by McGraw and Wong (1996, Psychol. Methods 1, 30-46), with
 * Satterthwaite's degrees of freedom. */
static void bound_random(const struct squares *s, double level, struct icc *out) {
    const double n = s->n, k = s->k, tail = 0.5 + level / 2;
    const double value = (s->between - s->residual) /
                         (s->between + (k - 1) * s->residual + k * (s->raters - s->residual) / n);
    const double a = k * value * s->raters / s->residual;
    const double b = n * (1 + (k - 1) * value) - k * value;
    const double v = (k - 1) * (n - 1) * (a + b) * (a + b) / ((n - 1) * a * a + b * b);
    const double up = kefu__f_quantile(tail, n - 1, v), down = kefu__f_quantile(tail, v, n - 1);
    const double noise = k * s->raters + (k * n - k - n) * s->residual;
    out->value = value;
    out->interval.low = n * (s->between - up * s->residual) / (up * noise + n * s->between);
    out->interval.high = n * (down * s->between - s->residual) / (noise + n * down * s->between);
}

/* The reliability of the mean of k ratings, from that of a single rating (Spearman and Brown 1910).
 */
static double of_mean(double value, double k) {
    return k * value / (1 + (k - 1) * value);
}

static enum stats_status full_agreement(struct icc *out) {
    *out = (struct icc){1, {1, 1}, HUGE_VAL, 0};
    return STATS_OK;
}

enum stats_status kefu__icc(struct ratings ratings, enum icc_form form, double level,
                            struct icc *out) {
    const size_t cells = ratings.units * ratings.raters;
    if (ratings.units < 2 || ratings.raters < 2 || !kefu__all_finite(ratings.cells, cells) ||
        !kefu__is_level(level))
        return STATS_DOMAIN;
    const enum icc_form single = form % ICC_1K;
    const struct squares s = analyse(ratings);
    /* mean squares up to this are 0 but for rounding errors */
    const double none = 1e-24 * (s.between + s.within + s.raters);
    const double noise = single == ICC_1 ? s.within : s.residual;
    const double degrees = (single == ICC_1 ? s.n : s.n - 1) * (s.k - 1);
    struct icc found;
    if (!(s.between > 0) && !(s.within > none))
        return STATS_UNDEFINED;
    if (s.within <= none || (single == ICC_3 && s.residual <= none && s.between > none))
        return full_agreement(out);
    if (noise <= none)
        return STATS_UNDEFINED;
    found.f = s.between / noise;
    found.p = kefu__f_tails(found.f, s.n - 1, degrees).upper;
    if (single == ICC_2)
        bound_random(&s, level, &found);
    else
        bound_by_f(&s, degrees, level, &found);
    if (form != single) {
        found.value = of_mean(found.value, s.k);
        found.interval.low = of_mean(found.interval.low, s.k);
        found.interval.high = of_mean(found.interval.high, s.k);
    }
    if (!isfinite(found.value) || isnan(found.interval.low) || isnan(found.interval.high))
        return STATS_UNDEFINED;
    *out = found;
    return STATS_OK;
}
