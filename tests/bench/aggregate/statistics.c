/* SPDX-License-Identifier: MIT
 * Measures how far estimated counts of different things are off, and simulates how well fair
 * ranking finds the best and how often the spike test alarms. Prints a line a measure: id, tab,
 * value; what the worst one is made of goes to standard error. Usage: statistics [REPEATS] (repeats
 * of a false-alarm rate, 100,000 by default) */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "measure/distinct.h"
#include "stats/control.h"
#include "stats/shrink.h"

/* ---- random numbers ---- */

static uint64_t state = 20260301;
static kefu_allocator allocator;

/* A uniform number in (0, 1), by splitmix64. */
static double uniform(void) {
    uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return ((double)((z ^ z >> 31) >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(void) {
    return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform());
}

/* Marsaglia and Tsang 2000, for shapes of at least 1; smaller ones by a power of a uniform. */
static double gamma_variate(double shape) {
    if (shape < 1)
        return gamma_variate(shape + 1) * pow(uniform(), 1 / shape);
    const double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        const double x = normal(), v = pow(1 + c * x, 3);
        if (v > 0 && log(uniform()) < x * x / 2 + d - d * v + d * log(v))
            return d * v;
    }
}

/* Small means by multiplication, greater ones by Hörmann 1993 (PTRS). */
static double poisson(double mean) {
    if (mean < 10) {
        double k = -1, product = 1;
        for (const double end = exp(-mean); product > end || k < 0; k++)
            product *= uniform();
        return k;
    }
    const double b = 0.931 + 2.53 * sqrt(mean), a = -0.059 + 0.02483 * b;
    for (;;) {
        const double u = uniform() - 0.5, v = uniform(), us = 0.5 - fabs(u);
        const double k = floor((2 * a / us + b) * u + mean + 0.43);
        if (us >= 0.07 && v <= 0.9277 - 3.6224 / (b - 2))
            return k;
        if (k < 0 || (us < 0.013 && v > us))
            continue;
        if (log(v) + log(1.1239 + 1.1328 / (b - 3.4)) - log(a / (us * us) + b) <=
            -mean + k * log(mean) - lgamma(k + 1))
            return k;
    }
}

/* A count with this mean whose variance is dispersion × mean. */
static double count_variate(double mean, double dispersion) {
    if (dispersion <= 1)
        return poisson(mean);
    const double shape = mean / (dispersion - 1);
    return poisson(gamma_variate(shape) * (dispersion - 1));
}

/* ---- ranking ---- */

enum { AGENTS = 500, BEST = 50, RANKINGS = 200 };

struct agent {
    double truth, rank; /* true rate, and probability to be among the best */
};

static int by_truth(const void *a, const void *b) {
    const double one = ((const struct agent *)a)->truth, other = ((const struct agent *)b)->truth;
    return (one < other) - (one > other);
}
static int by_rank(const void *a, const void *b) {
    const double one = ((const struct agent *)a)->rank, other = ((const struct agent *)b)->rank;
    return (one < other) - (one > other);
}

/* The share of the list of the best that belongs there, of one simulated contact centre. */
static double rank_once(void) {
    struct proportion groups[AGENTS];
    struct shrunk shrunk[AGENTS];
    struct agent agents[AGENTS];
    struct beta_prior prior;
    for (size_t i = 0; i < AGENTS; i++) {
        const double a = gamma_variate(40), n = fmax(1, nearbyint(40 * exp(1.2 * normal())));
        agents[i].truth = a / (a + gamma_variate(8));
        groups[i] = (struct proportion){0, n};
        for (double k = 0; k < n; k++)
            groups[i].hits += uniform() < agents[i].truth;
    }
    if (kefu__beta_prior(groups, AGENTS, &prior) != STATS_OK ||
        kefu__shrink_rates(groups, AGENTS, prior, 0.95, (double)BEST / AGENTS, shrunk) != STATS_OK)
        exit(2);
    for (size_t i = 0; i < AGENTS; i++)
        agents[i].rank = shrunk[i].top;
    qsort(agents, AGENTS, sizeof *agents, by_truth);
    const double least = agents[BEST - 1].truth;
    qsort(agents, AGENTS, sizeof *agents, by_rank);
    double found = 0;
    for (size_t i = 0; i < BEST; i++)
        found += agents[i].truth >= least;
    return found / BEST;
}

/* ---- spikes ---- */

enum { DAYS = 56, WEEK = 7, POWER_REPEATS = 200000 };
#define NOMINAL 0.001

/* How often the test alarms on a day that has `factor` times its mean. With a pattern, five days of
 * the week have 1.2 times the mean, the others half of it. */
static double alarm_rate(double mean, double dispersion, bool has_pattern, double factor,
                         size_t repeats) {
    double alarms = 0;
    for (size_t i = 0; i < repeats; i++) {
        double counts[DAYS + 1];
        struct spike spike;
        for (size_t day = 0; day <= DAYS; day++) {
            const double own = mean * (!has_pattern ? 1 : day % WEEK < 5 ? 1.2 : 0.5);
            counts[day] = count_variate(day < DAYS ? own : own * factor, dispersion);
        }
        if (kefu__spike(counts, DAYS, WEEK, counts[DAYS], &spike) == STATS_OK)
            alarms += spike.p <= NOMINAL;
    }
    return alarms / (double)repeats;
}

/* The greatest false-alarm rate, or HUGE_VAL if one is so low that spikes would be missed. */
static double worst_rate(size_t repeats) {
    static const double means[] = {5, 20, 100, 1000}, dispersions[] = {1, 1.5, 2, 3};
    double worst = 0;
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < 4; k++)
            for (int has_pattern = 0; has_pattern < 2; has_pattern++) {
                const double rate = alarm_rate(means[i], dispersions[k], has_pattern, 1, repeats) /
                                    NOMINAL;
                fprintf(stderr, "spike: mean %g, dispersion %g, %s: %.2f of the nominal rate\n",
                        means[i], dispersions[k], has_pattern ? "weekdays" : "no pattern", rate);
                worst = rate < 0.3 ? HUGE_VAL : fmax(worst, rate);
            }
    return worst;
}

/* ---- distinct counts ---- */

enum { SETS = 2000 };
#define SET_SIZE 200000

/* The root of the mean squared relative error of the estimates of different sets, in percent. */
static double distinct_error(void) {
    double squares = 0;
    uint64_t next = 0;
    for (int i = 0; i < SETS; i++) {
        struct distinct distinct = {0};
        for (int k = 0; k < SET_SIZE; k++)
            if (!kefu__distinct_add(&distinct, kefu__distinct_hash(next++), &allocator))
                exit(2);
        const double error = kefu__distinct_read(&distinct).value / SET_SIZE - 1;
        squares += error * error;
        kefu__distinct_free(&distinct, &allocator);
    }
    return 100 * sqrt(squares / SETS);
}

int main(int argc, char **argv) {
    const size_t repeats = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;
    double precision = 0;
    for (int i = 0; i < RANKINGS; i++)
        precision += rank_once() / RANKINGS;
    if (kefu__allocator_init(&allocator, NULL, NULL) != KEFU_OK)
        return 2;
    printf("distinct.rmse\t%.3f\n", distinct_error());
    printf("ranking.precision\t%.3f\n", precision);
    printf("spike.false\t%.2f\n", worst_rate(repeats));
    printf("spike.power\t%.3f\n", alarm_rate(20, 1, false, 2, POWER_REPEATS));
    printf("spike.power3\t%.3f\n", alarm_rate(100, 3, false, 2, POWER_REPEATS));
    return 0;
}
