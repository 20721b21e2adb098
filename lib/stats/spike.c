/* SPDX-License-Identifier: MIT
 * Whether a count is too many, with a pattern of weekdays and over-dispersion.
 */
#include <math.h>

#include "stats/control.h"
#include "stats/special.h"

/* Number and sum of the counts in one phase of the pattern, such as all Mondays. */
struct phase {
    double n, sum;
};

static struct phase add_phase(const double *counts, size_t n, size_t first, size_t step) {
    struct phase phase = {0};
    for (size_t i = first; i < n; i += step)
        if (!isnan(counts[i])) {
            phase.n++;
            phase.sum += counts[i];
        }
    return phase;
}

/* The shrinkage factor of the pattern, 0 … 1: 0, every phase has the mean of all counts; 1, each
 * phase has its own mean. It is great if the phases differ by more than chance explains. */
static double kept_share(const double *counts, size_t n, size_t period, double mean,
                         double dispersion) {
    double between = 0, phases = 0;
    for (size_t k = 0; k < period; k++) {
        const struct phase phase = add_phase(counts, n, k, period);
        if (phase.n == 0)
            continue;
        between += phase.n * (phase.sum / phase.n - mean) * (phase.sum / phase.n - mean);
        phases++;
    }
    if (phases < 2 || !(between > 0))
        return 0;
    /* the factor of James and Stein, as in kefu__james_stein() */
    return kefu__clamp(1 - dispersion * mean * (phases - 3 > 1 ? phases - 3 : 1) / between, 0, 1);
}

/* The expected count of phase k after shrinking: the mean of all counts plus `kept` times the
 * difference of the phase's own mean. */
static double phase_mean(const double *counts, size_t n, size_t k, size_t period, double mean,
                         double kept) {
    const struct phase phase = add_phase(counts, n, k, period);
    return phase.n > 0 ? mean + kept * (phase.sum / phase.n - mean) : mean;
}

/* The dispersion of the counts about the expected count of their phase: Pearson's chi-squared
 * statistic divided by its degrees of freedom. */
static double disperse(const double *counts, size_t n, size_t period, double mean, double kept,
                       double degrees) {
    double squares = 0;
    for (size_t k = 0; k < period; k++) {
        const double own = phase_mean(counts, n, k, period, mean, kept);
        for (size_t i = k; i < n; i += period)
            if (!isnan(counts[i]) && own > 0)
                squares += (counts[i] - own) * (counts[i] - own) / own;
    }
    return squares / degrees;
}

/* P(X > count) + P(X = count) / 2 (the mid-p value) of a negative binomial count X with this mean
 * and variance; of a Poisson count if the variance is not above the mean. */
static double upper_mid(double count, double mean, double variance) {
    if (variance <= mean * (1 + 1e-9)) {
        const struct tails tails = kefu__gamma_tails(count + 1, mean);
        return tails.lower + kefu__poisson_mass(count, mean) / 2;
    }
    const double size = mean * mean / (variance - mean);
    const double p = size / (size + mean), q = mean / (size + mean);
    const double above = kefu__beta_tails(q, p, count + 1, size).lower;
    const double from = count > 0 ? kefu__beta_tails(q, p, count, size).lower : 1;
    return (above + from) / 2;
}

/* Increases a p value, because the dispersion is only an estimate: replaces the normal distribution
 * by Student's. An estimate near the minimum of 1 cannot be far wrong, so it gets more degrees of
 * freedom: the divisor √(1 - 1 / dispersion) was chosen by simulation, such that the rate of false
 * alarms is right for every dispersion. */
static double widen(double p, double degrees, double dispersion) {
    if (!(p > 1e-300 && p < 0.5) || dispersion == 1)
        return p;
    const double effective = degrees / sqrt(1 - 1 / dispersion);
    return kefu__student_two_sided(kefu__normal_quantile(p), effective) / 2;
}

enum stats_status kefu__spike(const double *baseline, size_t n, size_t period, double count,
                              struct spike *out) {
    if (period == 0 || !(count >= 0 && count <= STATS_COUNT_MAX))
        return STATS_DOMAIN;
    for (size_t i = 0; i < n; i++)
        if (!isnan(baseline[i]) && !(baseline[i] >= 0 && baseline[i] <= STATS_COUNT_MAX))
            return STATS_DOMAIN;
    const struct phase all = add_phase(baseline, n, 0, 1);
    if (all.n < (double)period + 2 || !(all.sum > 0))
        return STATS_UNDEFINED;
    const double mean = all.sum / all.n;
    const double raw = disperse(baseline, n, period, mean, 1, all.n - (double)period);
    const double kept = period > 1 ? kept_share(baseline, n, period, mean, fmax(1, raw)) : 0;
    /* degrees of freedom used by the estimated means: 1 for the common one, `kept` for each other
     * phase */
    const double estimated = 1 + kept * ((double)period - 1);
    const double dispersion = fmax(1, disperse(baseline, n, period, mean, kept, all.n - estimated));
    const double own = phase_mean(baseline, n, n % period, period, mean, kept);
    const struct phase phase = add_phase(baseline, n, n % period, period);
    const double expected = own > 0 ? own : mean / (phase.n + 1);
    const double uncertain = (1 - kept) / all.n + (phase.n > 0 ? kept / phase.n : kept / all.n);
    /* variance due to the estimated shrinkage factor `kept` (Morris 1983, JASA 78, 47-55) */
    const double moved = phase.n > 0 ? (1 - kept) * (phase.sum / phase.n - mean) : 0;
    const double lost = period > 1 ? moved * moved * 2 / ((double)period - 1) : 0;
    const double variance = dispersion * expected * (1 + uncertain) + lost;
    out->expected = expected;
    out->dispersion = dispersion;
    out->p = widen(upper_mid(count, expected, variance), all.n - estimated, dispersion);
    return STATS_OK;
}
