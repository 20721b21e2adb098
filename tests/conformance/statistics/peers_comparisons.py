# SPDX-License-Identifier: MIT
"""Peers of means, samples, pairs and many tests."""
import numpy as np
from scipy import stats

CLOSED = 1e-10


def level(random):
    return float(random.choice([0.8, 0.9, 0.95, 0.99, random.uniform(0.5, 0.999)]))


def sample(random, least=2, most=60):
    n = int(random.integers(least, most))
    values = random.normal(random.normal() * 3, 10 ** random.uniform(-1, 1), n)
    return np.round(values) if random.random() < 0.3 else values


def t_errors(confidence, degrees):
    """scipy's quantile of Student's t is good to about ten digits only; one step of Newton mends it."""
    tail = (1 - confidence) / 2
    t = -stats.t.ppf(tail, degrees)
    for _ in range(3):
        t += (stats.t.sf(t, degrees) - tail) / stats.t.pdf(t, degrees)
    return t


def mean_interval(random):
    values, confidence = sample(random), level(random)
    case = {"values": values, "level": confidence}
    if np.ptp(values) == 0:
        return case, "undefined", CLOSED
    half = t_errors(confidence, len(values) - 1) * stats.sem(values)
    return case, [values.mean(), values.mean() - half, values.mean() + half], CLOSED


def welch(random):
    a, b, confidence = sample(random), sample(random), level(random)
    case = {"values1": a, "values2": b, "level": confidence}
    if np.ptp(a) == 0 and np.ptp(b) == 0:
        return case, "undefined", CLOSED
    test = stats.ttest_ind(a, b, equal_var=False)
    half = t_errors(confidence, test.df) * (a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b)) ** 0.5
    difference = a.mean() - b.mean()
    return case, [test.statistic, test.df, test.pvalue, difference, difference - half, difference + half], CLOSED


def mann_whitney(random):
    a, b = sample(random, 1, 15), sample(random, 1, 40)
    method = str(random.choice(["auto", "exact", "normal"]))
    case = {"values1": a, "values2": b, "method": method}
    both = np.concatenate([a, b])
    has_ties = len(np.unique(both)) < len(both)
    if method == "exact" and has_ties:
        return case, "domain", CLOSED
    is_exact = method == "exact" or method == "auto" and not has_ties and min(len(a), len(b)) <= 8
    if not is_exact and np.ptp(both) == 0:
        return case, "undefined", CLOSED
    test = stats.mannwhitneyu(a, b, method="exact" if is_exact else "asymptotic")
    return case, [test.statistic, test.pvalue, test.statistic / len(a) / len(b)], CLOSED


def pairs(random):
    x = sample(random, 4, 80)
    y = x * random.normal() + random.normal(0, 10 ** random.uniform(-1, 1), len(x))
    return x, np.round(y) if random.random() < 0.3 else y


def pearson(random):
    (x, y), confidence = pairs(random), level(random)
    case = {"x": x, "y": y, "level": confidence}
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return case, "undefined", CLOSED
    found = stats.pearsonr(x, y)
    return case, [found.statistic, *found.confidence_interval(confidence), found.pvalue], CLOSED


def spearman(random):
    (x, y), confidence = pairs(random), level(random)
    case = {"x": x, "y": y, "method": "spearman", "level": confidence}
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return case, "undefined", CLOSED
    r, p = stats.spearmanr(x, y)
    half = stats.norm.ppf(0.5 + confidence / 2) * ((1 + r * r / 2) / (len(x) - 3)) ** 0.5
    with np.errstate(divide="ignore"):
        return case, [r, *np.tanh(np.arctanh(r) + [-half, half]), p], 1e-9


def benjamini_hochberg(random):
    p = random.uniform(0, 1, random.integers(1, 60)) ** 3
    p = np.round(p, 2) if random.random() < 0.3 else p
    return {"p": p}, {"adjusted": stats.false_discovery_control(p)}, CLOSED


PEERS = {"mean_interval": mean_interval, "welch": welch, "mann_whitney": mann_whitney, "correlation:pearson": pearson,
         "correlation:spearman": spearman, "benjamini_hochberg": benjamini_hochberg}
