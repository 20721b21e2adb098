/* SPDX-License-Identifier: MIT
 * Statistics over grids of arguments that reach past their domains, against golden files: the edges
 * (no hits, hits only, a single case, equal values, a level of 0 or 1), and both sides of every
 * switch from an exact method to an approximate one. Six digits, which another mathematical library
 * gives too; that they are right is what the vectors of statistics.vectors show. */
#include <math.h>

#include "golden.h"
#include "stats/compare.h"
#include "stats/proportion.h"
#include "stats/quantile.h"
#include "stats/rank.h"
#include "stats/shrink.h"
#include "stats/special.h"
#include "stats/trend.h"

static const double levels[] = {0, 0.5, 0.95, 0.999, 1};
enum { LEVELS = sizeof levels / sizeof *levels };

static void print_interval(struct golden *to, struct stats_interval interval) {
    golden_print(to, " [%.6g, %.6g]", interval.low, interval.high);
}

/* ---- proportions ---- */

typedef enum stats_status of_hits(double hits, double n, double level, struct stats_interval *out);

static const struct {
    const char *name;
    of_hits *compute;
} intervals[] = {{"wilson", kefu__wilson},
                 {"wilson corrected", kefu__wilson_corrected},
                 {"agresti-coull", kefu__agresti_coull},
                 {"jeffreys", kefu__jeffreys},
                 {"clopper-pearson", kefu__clopper_pearson}};

static const double cases[][2] = {{-1, 5},       {0, 0},      {0, 1},   {1, 1},     {0, 7},
                                  {1, 7},        {3, 7},      {6, 7},   {7, 7},     {8, 7},
                                  {1, 1000},     {40, 100},   {2, 1e6}, {5e5, 1e6}, {3, NAN},
                                  {3, HUGE_VAL}, {1e12, 2e12}};
enum { CASES = sizeof cases / sizeof *cases };

static void of_proportions(void **state) {
    struct golden golden = {NULL, 0};
    (void)state;
    for (size_t c = 0; c < CASES; c++)
        for (size_t i = 0; i < sizeof intervals / sizeof *intervals; i++) {
            golden_print(&golden, "%g of %g, %s:", cases[c][0], cases[c][1], intervals[i].name);
            for (size_t l = 0; l < LEVELS; l++) {
                struct stats_interval interval = {-9, -9};
                golden_print(&golden, " %d",
                             intervals[i].compute(cases[c][0], cases[c][1], levels[l], &interval));
                print_interval(&golden, interval);
            }
            golden_print(&golden, "\n");
        }
    golden_check(&golden, "statistics.proportions.txt");
}

static void print_pair(struct golden *to, struct proportion a, struct proportion b) {
    struct stats_interval interval = {-9, -9};
    struct stats_test test = {-9, -9};
    struct fisher fisher = {-9, -9, -9};
    struct rate_ratio ratio = {-9, -9, {-9, -9}};
    double difference = -9;
    golden_print(to, "%g/%g, %g/%g: newcombe %d", a.hits, a.n, b.hits, b.n,
                 kefu__newcombe(a, b, 0.9, &difference, &interval));
    golden_print(to, " %.6g", difference);
    print_interval(to, interval);
    golden_print(to, "; two %d", kefu__two_proportions(a, b, &test));
    golden_print(to, " %.6g %.6g", test.statistic, test.p);
    golden_print(to, "; fisher %d",
                 kefu__fisher(a.hits, a.n - a.hits, b.hits, b.n - b.hits, &fisher));
    golden_print(to, " %.6g %.6g %.6g", fisher.p, fisher.less, fisher.greater);
    golden_print(
        to, "; ratio %d",
        kefu__poisson_ratio((struct rate){a.hits, a.n}, (struct rate){b.hits, b.n}, 0.9, &ratio));
    golden_print(to, " %.6g %.6g", ratio.ratio, ratio.p);
    print_interval(to, ratio.interval);
    golden_print(to, "\n");
}

static void of_pairs(void **state) {
    static const struct proportion groups[] = {{0, 4}, {4, 4},   {1, 4},   {2, 9},
                                               {0, 0}, {50, 90}, {31, 40}, {-1, 3}};
    struct golden golden = {NULL, 0};
    (void)state;
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        for (size_t k = 0; k < sizeof groups / sizeof *groups; k++)
            print_pair(&golden, groups[i], groups[k]);
    golden_check(&golden, "statistics.pairs.txt");
}

static void print_count(struct golden *to, double hits, double n) {
    struct stats_interval interval = {-9, -9};
    double rate = -9;
    golden_print(to, "%g of %g:", hits, n);
    for (int share = 0; share <= 4; share++) {
        double p = -9;
        golden_print(to, " %d", kefu__binomial_test(hits, n, share / 4.0, &p));
        golden_print(to, " %.6g", p);
    }
    golden_print(to, "; rate %d", kefu__poisson_rate(hits, n, 0.9, &rate, &interval));
    golden_print(to, " %.6g", rate);
    print_interval(to, interval);
    golden_print(to, "\n");
}

static void print_net(struct golden *to, double promoters, double passives, double detractors) {
    struct net_score net = {-9, -9, {-9, -9}}, adjusted = net;
    golden_print(to, "net of %g %g %g: %d", promoters, passives, detractors,
                 kefu__net_score(promoters, passives, detractors, 0.95, &net));
    golden_print(to, " %.6g %.6g", net.score, net.error);
    print_interval(to, net.interval);
    golden_print(to, "; %d",
                 kefu__adjusted_net_score(promoters, passives, detractors, 0.95, &adjusted));
    golden_print(to, " %.6g %.6g", adjusted.score, adjusted.error);
    print_interval(to, adjusted.interval);
    golden_print(to, "\n");
}

static void of_counts(void **state) {
    struct golden golden = {NULL, 0};
    (void)state;
    for (size_t c = 0; c < CASES; c++)
        print_count(&golden, cases[c][0], cases[c][1]);
    for (int promoters = -1; promoters <= 3; promoters++)
        for (int passives = 0; passives <= 2; passives += 2)
            for (int detractors = 0; detractors <= 9; detractors += 3)
                print_net(&golden, promoters, passives, detractors);
    golden_check(&golden, "statistics.counts.txt");
}

/* ---- samples ---- */

static const double some[] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3.5, 8, 9.7};
static const double others[] = {2, 7, 1, 8, 2.8, 1.8, 2.8, 4, 5, 9, 0.4, 5.2};
static const double distinct[] = {0.5, 1.5, 4.5, 2.5, 8.5, 7.5, 3.2, 6.1, 5.3, 9.9, 10.5, 0.1};
static const double equal[] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
static const double *const samples[] = {some, others, distinct, equal};
enum { SAMPLES = sizeof samples / sizeof *samples };

static void print_compared(struct golden *to, const double *a, size_t n, const double *b,
                           size_t m) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct sample first = {-9, -9, -9}, second = {-9, -9, -9};
    struct welch welch = {-9, -9, -9, -9, {-9, -9}};
    golden_print(to, "samples %d %d", kefu__sample(a, n, &first), kefu__sample(b, m, &second));
    golden_print(to, " %.6g %.6g; welch %d", first.mean, first.variance,
                 kefu__welch(first, second, 0.9, &welch));
    golden_print(to, " %.6g %.6g %.6g %.6g", welch.difference, welch.t, welch.degrees, welch.p);
    print_interval(to, welch.interval);
    for (int method = MANN_WHITNEY_AUTO; method <= MANN_WHITNEY_NORMAL; method++) {
        struct mann_whitney u = {-9, -9, -9};
        golden_print(
            to, "; u %d",
            kefu__mann_whitney(&allocator, a, n, b, m, (enum mann_whitney_method)method, &u));
        golden_print(to, " %.6g %.6g %.6g", u.u, u.superiority, u.p);
    }
    golden_print(to, "\n");
}

static void print_related(struct golden *to, const double *a, const double *b, size_t n) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct correlation pearson = {-9, -9, {-9, -9}}, spearman = pearson;
    struct theil_sen line = {-9, -9, {-9, -9}};
    golden_print(to, "%zu: pearson %d", n, kefu__pearson(a, b, n, 0.9, &pearson));
    golden_print(to, " %.6g %.6g", pearson.r, pearson.p);
    print_interval(to, pearson.interval);
    golden_print(to, "; spearman %d", kefu__spearman(&allocator, a, b, n, 0.9, &spearman));
    golden_print(to, " %.6g %.6g", spearman.r, spearman.p);
    print_interval(to, spearman.interval);
    golden_print(to, "; line %d", kefu__theil_sen(&allocator, a, b, n, 0.9, &line));
    golden_print(to, " %.6g %.6g", line.slope, line.intercept);
    print_interval(to, line.interval);
    golden_print(to, "\n");
}

static void of_samples(void **state) {
    static const size_t sizes[] = {0, 1, 2, 3, 4, 8, 9, 12};
    struct golden golden = {NULL, 0};
    (void)state;
    for (size_t a = 0; a < SAMPLES; a++)
        for (size_t b = 0; b < SAMPLES; b++)
            for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
                golden_print(&golden, "%zu %zu, %zu: ", a, b, sizes[i]);
                print_compared(&golden, samples[a], sizes[i], samples[b], 12 - sizes[i] / 2);
                print_related(&golden, samples[a], samples[b], sizes[i]);
            }
    golden_check(&golden, "statistics.samples.txt");
}

static void of_series(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct golden golden = {NULL, 0};
    (void)state;
    for (size_t a = 0; a < SAMPLES; a++)
        for (size_t n = 0; n <= 12; n++) {
            struct mann_kendall trend = {-9, -9, -9, -9};
            double adjusted[12] = {0}, p[12];
            for (size_t i = 0; i < n; i++)
                p[i] = samples[a][i] / 40;
            golden_print(&golden, "%zu %zu: trend %d", a, n,
                         kefu__mann_kendall(&allocator, samples[a], n, n % 2, &trend));
            golden_print(&golden, " %.6g %.6g %.6g %.6g; discoveries %d", trend.s, trend.tau,
                         trend.z, trend.p, kefu__benjamini_hochberg(&allocator, p, n, adjusted));
            for (size_t i = 0; i < n; i++)
                golden_print(&golden, " %.6g", adjusted[i]);
            golden_print(&golden, "\n");
        }
    golden_check(&golden, "statistics.series.txt");
}

/* ---- quantiles ---- */

static void of_ranks(void **state) {
    static const uint64_t counts[] = {0, 1, 2, 5, 6, 7, 20, 99, 100, 101, 102, 1000};
    static const double quantiles[] = {0, 0.1, 0.5, 0.9, 0.99, 1};
    struct golden golden = {NULL, 0};
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        for (size_t k = 0; k < sizeof quantiles / sizeof *quantiles; k++) {
            golden_print(&golden, "%g of %llu:", quantiles[k], (unsigned long long)counts[i]);
            for (size_t l = 0; l < LEVELS; l++) {
                struct stats_ranks ranks = {77, 77};
                golden_print(&golden, " %d",
                             kefu__order_ranks(counts[i], quantiles[k], levels[l], &ranks));
                golden_print(&golden, " %llu-%llu", (unsigned long long)ranks.first,
                             (unsigned long long)ranks.last);
            }
            golden_print(&golden, "\n");
        }
    golden_check(&golden, "statistics.ranks.txt");
}

/* ---- shrinking ---- */

static void print_shrunk(struct golden *to, const struct shrunk *shrunk, size_t count) {
    for (size_t i = 0; i < count; i++) {
        golden_print(to, " %.5g %.5g", shrunk[i].value, shrunk[i].error);
        golden_print(to, " [%.5g, %.5g] %.4g", shrunk[i].interval.low, shrunk[i].interval.high,
                     shrunk[i].top);
    }
    golden_print(to, "\n");
}

static void of_groups(void **state) {
    static const struct proportion rates[][4] = {{{5, 10}, {9, 10}, {40, 90}, {1, 30}},
                                                 {{5, 10}, {5, 10}, {5, 10}, {5, 10}},
                                                 {{0, 10}, {0, 3}, {0, 7}, {0, 1}},
                                                 {{3, 10}, {11, 10}, {1, 7}, {1, 1}}};
    static const struct estimate means[][4] = {{{5, 1}, {9, 2}, {4, 0.5}, {7, 1}},
                                               {{5, 1}, {5, 1}, {5, 1}, {5, 1}},
                                               {{5, 0}, {6, 1}, {7, 1}, {5, 1}}};
    struct golden golden = {NULL, 0};
    (void)state;
    for (size_t i = 0; i < 4; i++)
        for (size_t count = 1; count <= 4; count++) {
            struct beta_prior prior = {-9, -9, -9};
            struct shrunk shrunk[4] = {{0}};
            const enum stats_status status = kefu__beta_prior(rates[i], count, &prior);
            golden_print(&golden, "rates %zu %zu: %d %.4g %.4g", i, count, status, prior.a,
                         prior.b);
            if (status == STATS_OK)
                golden_print(&golden, ", %d:",
                             kefu__shrink_rates(rates[i], count, prior, 0.9, 0.25, shrunk));
            print_shrunk(&golden, shrunk, count);
        }
    for (size_t i = 0; i < 3; i++)
        for (size_t count = 1; count <= 4; count++) {
            struct normal_prior prior = {-9, -9};
            struct shrunk shrunk[4] = {{0}};
            const enum stats_status status = kefu__normal_prior(means[i], count, &prior);
            golden_print(&golden, "means %zu %zu: %d %.5g %.5g", i, count, status, prior.mean,
                         prior.variance);
            if (status == STATS_OK)
                golden_print(&golden, ", %d:",
                             kefu__shrink_means(means[i], count, prior, 0.9, 0.25, shrunk));
            print_shrunk(&golden, shrunk, count);
        }
    golden_check(&golden, "statistics.groups.txt");
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_proportions), cmocka_unit_test(of_pairs),  cmocka_unit_test(of_counts),
        cmocka_unit_test(of_samples),     cmocka_unit_test(of_series), cmocka_unit_test(of_ranks),
        cmocka_unit_test(of_groups),
    };
    return golden_run("golden.statistics", tests, sizeof tests / sizeof *tests, NULL, NULL, argc,
                      argv);
}
