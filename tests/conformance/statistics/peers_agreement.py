# SPDX-License-Identifier: MIT
"""Peers of agreement: statsmodels, and the formulas of the sources over numpy."""
import itertools

import numpy as np
from scipy import stats
from statsmodels.stats import inter_rater

from peers_comparisons import CLOSED, level, t_errors

WEIGHTS = {"nominal": None, "linear": "linear", "quadratic": "quadratic"}


def weight_matrix(kind, q):
    distance = np.abs(np.subtract.outer(np.arange(q), np.arange(q))) / max(q - 1, 1)
    return {"nominal": np.eye(q), "linear": 1 - distance, "quadratic": 1 - distance ** 2}[kind]


def cohen(random):
    q = int(random.integers(2, 7))
    table = random.poisson(random.uniform(0.3, 5, (q, q)) + np.eye(q) * random.uniform(0, 10))
    kind, confidence = str(random.choice(list(WEIGHTS))), level(random)
    case = {"table": table, "weights": kind, "level": confidence}
    if table.sum() == 0:
        return case, "domain", CLOSED
    p = table / table.sum()
    w = weight_matrix(kind, q)
    rows, columns = p.sum(1), p.sum(0)
    if 1 - (w * np.outer(rows, columns)).sum() < 1e-12 or (rows > 0).sum() == 1 and (columns > 0).sum() == 1:
        return case, "undefined", CLOSED
    null = (np.outer(rows, columns) * (w - (w @ columns)[:, None] - (rows @ w)[None, :]) ** 2).sum() - (
        w * np.outer(rows, columns)).sum() ** 2
    if null < 1e-12:
        return case, "undefined", CLOSED
    found = inter_rater.cohens_kappa(table, wt=WEIGHTS[kind])
    half = stats.norm.ppf(0.5 + confidence / 2) * found.std_kappa
    return case, [found.kappa, found.std_kappa, max(-1, found.kappa - half), min(1, found.kappa + half),
                  found.std_kappa0, found.z_value, found.pvalue_two_sided], 1e-9


def units(random, equal=False):
    q, n, r = int(random.integers(2, 6)), int(random.integers(2, 40)), int(random.integers(2, 9))
    shares = random.dirichlet(np.full(q, 0.5), n)
    raters = np.full(n, r) if equal else random.integers(0, r + 1, n)
    return np.array([random.multinomial(m, s) for m, s in zip(raters, shares)])


def chance_corrected(model):
    """Gwet 2014, as the R package irrCAC has it, for AC1/AC2 and Fleiss' kappa."""
    def make(random):
        counts, confidence = units(random), level(random)
        kind = "nominal" if model == "uniform" else str(random.choice(list(WEIGHTS)))
        case = {"counts": counts, "level": confidence} | ({} if model == "uniform" else {"weights": kind})
        q, w = counts.shape[1], weight_matrix(kind, counts.shape[1])
        rated = counts[counts.sum(1) > 0].astype(float)
        r, n = rated.sum(1), len(rated)
        if n < 2 or (r >= 2).sum() == 0:
            return case, "undefined", CLOSED
        agree = (rated * (rated @ w - 1)).sum(1) / np.where(r > 1, r * (r - 1), 1)
        n2 = (r >= 2).sum()
        observed = agree[r >= 2].sum() / n2
        pi = (rated / r[:, None]).mean(0)
        chance = {"gwet": w.sum() / (q * (q - 1)) * (1 - pi), "fleiss": w @ pi, "uniform": np.full(q, 1 / q)}[model]
        expected = pi @ chance
        if 1 - expected < 1e-12:
            return case, "undefined", CLOSED
        value = (observed - expected) / (1 - expected)
        own = n / n2 * np.where(r >= 2, agree - expected, 0) / (1 - expected)
        own = own - 2 * (1 - value) * (rated @ chance / r - expected) / (1 - expected)
        error = (((own - value) ** 2).sum() / (n * (n - 1))) ** 0.5
        half = t_errors(confidence, n - 1) * error
        return case, [value, error, max(-1, value - half), min(1, value + half), observed, expected], 1e-9
    return make


def gwet_table(random):
    """Gwet's formula for tables of two raters."""
    q = int(random.integers(2, 6))
    table = random.poisson(random.uniform(0.3, 5, (q, q)) + np.eye(q) * random.uniform(0, 10))
    kind, confidence = str(random.choice(list(WEIGHTS))), level(random)
    case = {"table": table, "weights": kind, "level": confidence}
    n, w = table.sum(), weight_matrix(kind, q)
    if n < 2:
        return case, "undefined", CLOSED
    p = table / n
    pi = (p.sum(0) + p.sum(1)) / 2
    factor = w.sum() / (q * (q - 1))
    observed, expected = (w * p).sum(), factor * (pi * (1 - pi)).sum()
    if 1 - expected < 1e-12:
        return case, "undefined", CLOSED
    value = (observed - expected) / (1 - expected)
    chance = factor * (1 - (pi[:, None] + pi[None, :]) / 2)
    variance = (p * (w - 2 * (1 - value) * chance) ** 2).sum() - (observed - 2 * (1 - value) * expected) ** 2
    error = (max(0, variance) / n) ** 0.5 / (1 - expected)
    half = t_errors(confidence, n - 1) * error
    return case, [value, error, max(-1, value - half), min(1, value + half), observed, expected], 1e-7


def fleiss(random):
    counts = units(random, equal=True)
    case = {"counts": counts}
    pj = counts.sum(0) / counts.sum()
    if (pj > 0).sum() < 2:
        return case, "undefined", CLOSED
    return case, [inter_rater.fleiss_kappa(counts)], CLOSED


def fleiss_test(random):
    counts = units(random, equal=True)
    case = {"counts": counts}
    n, r, pj = len(counts), counts[0].sum(), counts.sum(0) / counts.sum()
    if (pj > 0).sum() < 2:
        return case, "undefined", CLOSED
    s = (pj * (1 - pj)).sum()
    variance = 2 / (s ** 2 * n * r * (r - 1)) * (s ** 2 - (pj * (1 - pj) * (1 - 2 * pj)).sum())
    z = inter_rater.fleiss_kappa(counts) / variance ** 0.5
    return case, [z, 2 * stats.norm.sf(abs(z))], 1e-9


def krippendorff(random):
    """By the coincidence matrix."""
    n, r = int(random.integers(1, 15)), int(random.integers(2, 6))
    ratings = np.round(random.normal(5, 2, (n, 1)) + random.normal(0, random.uniform(0, 2), (n, r))).clip(0, 10)
    ratings = np.where(random.random((n, r)) < random.choice([0, 0.3]), np.nan, ratings)
    scale = str(random.choice(["nominal", "ordinal", "interval", "ratio"]))
    case = {"ratings": ratings, "scale": scale}
    kept = [row[~np.isnan(row)] for row in ratings]
    kept = [row for row in kept if len(row) > 1]
    values = sorted({float(v) for row in kept for v in row})
    if len(values) < 2:
        return case, "undefined", CLOSED
    o = np.zeros((len(values),) * 2)
    for row in kept:
        for i, k in itertools.permutations(range(len(row)), 2):
            o[values.index(row[i]), values.index(row[k])] += 1 / (len(row) - 1)
    totals = o.sum(1)
    d = np.zeros_like(o)
    for c, k in itertools.product(range(len(values)), repeat=2):
        x, y = values[c], values[k]
        between = totals[min(c, k):max(c, k) + 1].sum() - (totals[c] + totals[k]) / 2
        d[c, k] = {"nominal": c != k, "ordinal": between ** 2, "interval": (x - y) ** 2,
                   "ratio": ((x - y) / (x + y)) ** 2 if c != k else 0}[scale]
    return case, 1 - (totals.sum() - 1) * (o * d).sum() / (np.outer(totals, totals) * d).sum(), CLOSED


def icc(random):
    n, k = int(random.integers(2, 30)), int(random.integers(2, 7))
    ratings = random.normal(0, random.uniform(0, 3), (n, 1)) + random.normal(0, random.uniform(0, 1), (1, k))
    ratings = ratings + random.normal(0, 1, (n, k))
    form, confidence = str(random.choice(["ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k"])), level(random)
    case = {"ratings": ratings, "form": form, "level": confidence}
    bms = k * ratings.mean(1).var(ddof=1)
    jms = n * ratings.mean(0).var(ddof=1)
    wms = ratings.var(axis=1, ddof=1).mean()
    ems = ((n * (k - 1)) * wms - (k - 1) * jms) / ((n - 1) * (k - 1))
    tail = 0.5 + confidence / 2
    noise, df = (wms, n * (k - 1)) if form.startswith("ICC1") else (ems, (n - 1) * (k - 1))
    f = bms / noise
    if form.startswith("ICC2"):
        value = (bms - ems) / (bms + (k - 1) * ems + k * (jms - ems) / n)
        fj = jms / ems
        v = (k - 1) * (n - 1) * (k * value * fj + n * (1 + (k - 1) * value) - k * value) ** 2 / (
            (n - 1) * k ** 2 * value ** 2 * fj ** 2 + (n * (1 + (k - 1) * value) - k * value) ** 2)
        up, down = stats.f.ppf(tail, n - 1, v), stats.f.ppf(tail, v, n - 1)
        low = n * (bms - up * ems) / (up * (k * jms + (k * n - k - n) * ems) + n * bms)
        high = n * (down * bms - ems) / (k * jms + (k * n - k - n) * ems + n * down * bms)
        if np.isnan(low) or np.isnan(high):  # next to no degrees of freedom: a quantile is infinite
            return case, "undefined", CLOSED
    else:
        value = (f - 1) / (f + k - 1)
        fl, fu = f / stats.f.ppf(tail, n - 1, df), f * stats.f.ppf(tail, df, n - 1)
        low, high = (fl - 1) / (fl + k - 1), (fu - 1) / (fu + k - 1)
    if form.endswith("k"):
        value, low, high = (k * x / (1 + (k - 1) * x) for x in (value, low, high))
    return case, [value, low, high, f, stats.f.sf(f, n - 1, df)], 1e-6


PEERS = {"cohen_kappa": cohen, "gwet": chance_corrected("gwet"), "gwet_table": gwet_table, "fleiss_kappa": chance_corrected("fleiss"),
         "fleiss_kappa:statsmodels": fleiss, "randolph_kappa": chance_corrected("uniform"), "fleiss_test": fleiss_test,
         "krippendorff_alpha": krippendorff, "icc": icc}
