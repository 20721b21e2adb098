# SPDX-License-Identifier: MIT
"""Peers of shrinkage and trends."""
import numpy as np
from scipy import optimize, special, stats

from peers_comparisons import CLOSED, level, sample

FITTED = 1e-6


def groups(random):
    count = int(random.integers(3, 30))
    n = np.maximum(1, random.lognormal(3, 1, count).astype(int))
    a, b = random.uniform(1, 30), random.uniform(1, 30)
    return random.binomial(n, random.beta(a, b, count)), n


def log_likelihood(hits, n, a, b):
    return (special.betaln(a + hits, b + n - hits) - special.betaln(a, b)).sum()


def beta_binomial(random):
    hits, n = groups(random)
    case = {"hits": hits, "n": n}
    if hits.sum() in (0, n.sum()):
        return case, "undefined", FITTED

    def misfit(x):
        mean, precision = special.expit(x[0]), np.exp(np.clip(x[1], np.log(1e-4), np.log(1e8)))
        return -log_likelihood(hits, n, mean * precision, (1 - mean) * precision)

    start = [special.logit(hits.sum() / n.sum()), 3]
    best = min((optimize.minimize(misfit, [start[0], p], method="Nelder-Mead",
                                  options={"xatol": 1e-6, "fatol": 1e-10, "maxiter": 600}) for p in (3, 14)),
               key=lambda found: found.fun)
    # the parameters may run along a ridge: what must agree is how well they fit
    return case, {"log_likelihood": -best.fun}, FITTED


def threshold(above, count, share, low, high):
    return optimize.brentq(lambda x: share * count - above(x).sum(), low, high, xtol=1e-15, rtol=1e-14)


def shrink_rates(random):
    hits, n = groups(random)
    a, b, confidence, share = random.uniform(0.5, 50), random.uniform(0.5, 50), level(random), random.uniform(0.05, 0.5)
    case = {"hits": hits, "n": n, "a": a, "b": b, "level": confidence, "best": share}
    x, y, tail = a + hits, b + n - hits, (1 - confidence) / 2
    cut = threshold(lambda t: special.betaincc(x, y, t), len(n), share, 1e-12, 1 - 1e-12)
    return case, {"rates": x / (x + y), "low": special.betaincinv(x, y, tail), "high": special.betainccinv(x, y, tail),
                  "top": special.betaincc(x, y, cut)}, FITTED


def shrink_means(random):
    count = int(random.integers(2, 30))
    errors = random.lognormal(0, 0.7, count)
    means = random.normal(10, random.uniform(0, 3), count) + random.normal(0, errors)
    confidence, share = level(random), float(random.uniform(0.05, 0.5))
    case = {"means": means, "errors": errors, "level": confidence, "best": share}

    def lack(variance):
        w = 1 / (errors ** 2 + variance)
        mean = (w * means).sum() / w.sum()
        return (w * (means - mean) ** 2).sum() - (count - 1)

    variance = optimize.brentq(lack, 0, np.ptp(means) ** 2 * count, xtol=1e-14) if lack(0) > 0 else 0
    w = 1 / (errors ** 2 + variance)
    mean = (w * means).sum() / w.sum()
    kept = variance / (variance + errors ** 2)
    values, spread = mean + kept * (means - mean), np.sqrt(kept) * errors
    expect = {"mean": mean, "variance": variance, "means": values}
    half = stats.norm.ppf(0.5 + confidence / 2) * spread
    if variance > 1e-6:
        cut = threshold(lambda x: stats.norm.sf((x - values) / spread), count, share, values.min() - 40 * spread.max(),
                        values.max() + 40 * spread.max())
        expect |= {"low": values - half, "high": values + half, "top": stats.norm.sf((cut - values) / spread)}
    return case, expect, 1e-5


def james_stein(random):
    values, variance = sample(random, 4), float(10 ** random.uniform(-2, 1))
    case = {"values": values, "variance": variance}
    squares = ((values - values.mean()) ** 2).sum()
    if np.ptp(values) == 0:
        return case, "undefined", CLOSED
    factor = max(0, 1 - (len(values) - 3) * variance / squares)
    return case, {"mean": values.mean(), "factor": factor,
                  "values": values.mean() + factor * (values - values.mean())}, CLOSED


def mann_kendall(random):
    values = sample(random, 3, 80)
    n = len(values)
    s = sum(np.sign(values[i + 1:] - values[i]).sum() for i in range(n))
    _, t = np.unique(values, return_counts=True)
    variance = (n * (n - 1) * (2 * n + 5) - (t * (t - 1) * (2 * t + 5)).sum()) / 18
    if variance == 0:
        return {"values": values}, "undefined", CLOSED
    continuity = bool(random.random() < 0.5)
    z = (s - continuity * np.sign(s)) / variance ** 0.5
    return {"values": values, "continuity": continuity}, [s, 2 * stats.norm.sf(abs(z)), z, s / (n * (n - 1) / 2)], CLOSED


def theil_sen(random):
    values, confidence = sample(random, 3, 60), level(random)
    times = np.sort(random.integers(0, 50, len(values))).astype(float)
    if random.random() < 0.5:
        times = np.arange(len(values), dtype=float)
    case = {"values": values, "times": times, "level": confidence}
    if np.ptp(times) == 0:
        return case, "undefined", CLOSED
    found = stats.theilslopes(values, times, confidence)
    return case, [found.slope, found.low_slope, found.high_slope, found.intercept], CLOSED


PEERS = {"beta_binomial": beta_binomial, "shrink_rates": shrink_rates, "shrink_means": shrink_means,
         "james_stein": james_stein, "mann_kendall": mann_kendall, "theil_sen": theil_sen}
