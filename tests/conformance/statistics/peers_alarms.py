# SPDX-License-Identifier: MIT
"""Peers of control charts, spikes and outliers."""
import numpy as np
from scipy import stats

from peers_comparisons import CLOSED, sample, t_errors

FITTED = 1e-6


def ewma(random):
    values = sample(random)
    target, sigma = float(random.normal()), float(10 ** random.uniform(-1, 1))
    share, width = float(random.uniform(0.05, 1)), float(random.uniform(1, 4))
    case = {"values": values, "target": target, "sigma": sigma, "lambda": share, "width": width}
    smooth, at = [], target
    for value in values:
        at += share * (value - at)
        smooth.append(at)
    half = width * sigma * (share / (2 - share)) ** 0.5
    return case, {"ewma": smooth, "low": target - half, "high": target + half,
                  "alarms": np.flatnonzero(np.abs(np.array(smooth) - target) > half)}, CLOSED


def cusum(random):
    values = sample(random)
    case = {"values": values, "target": float(random.normal()), "k": float(random.uniform(0, 1)),
            "h": float(random.uniform(0.5, 8))}
    high, low = [0.0], [0.0]
    for value in values:
        high.append(max(0, high[-1] + value - case["target"] - case["k"]))
        low.append(max(0, low[-1] + case["target"] - case["k"] - value))
    alarms = np.flatnonzero((np.array(high[1:]) > case["h"]) | (np.array(low[1:]) > case["h"]))
    return case, {"above": high[1:], "below": low[1:], "alarms": alarms}, CLOSED


def ears_c1(random):
    counts = random.poisson(random.uniform(0.5, 20), random.integers(10, 40))
    case = {"counts": counts, "baseline": int(random.integers(2, 10)), "alpha": float(random.uniform(0.001, 0.1))}
    b = case["baseline"]
    bounds = [counts[i - b:i].mean() + stats.norm.isf(case["alpha"]) * counts[i - b:i].std(ddof=1)
              for i in range(b, len(counts))]
    return case, {"bounds": bounds, "alarms": np.flatnonzero(counts[b:] > np.array(bounds) + 1e-9) + b}, CLOSED


def fit(y, x, weights):
    """R's glm.fit for a Poisson family: the coefficients, the means, and the working weights of the last step."""
    def deviance(mu):
        with np.errstate(divide="ignore", invalid="ignore"):
            return 2 * (weights * (np.where(y > 0, y * np.log(y / mu), 0) - (y - mu))).sum()
    mu = y + 0.1
    after = deviance(mu)
    for _ in range(25):
        before, working = after, weights * mu
        target = np.log(mu) + (y - mu) / mu
        params = np.linalg.solve(x.T @ (working[:, None] * x), x.T @ (working * target))
        mu = np.exp(x @ params)
        after = deviance(mu)
        if abs(after - before) / (abs(after) + 0.1) < 1e-8:
            break
    return params, mu, working


def fit_twice(y, x, reweight):
    weights = np.ones(len(y))
    for again in (reweight, False):
        params, mu, working = fit(y, x, weights)
        dispersion = (working * ((y - mu) / mu) ** 2).sum() / (len(y) - x.shape[1])
        covariance = np.linalg.inv(x.T @ (working[:, None] * x))
        if not again:
            return params, dispersion, covariance
        leverage = np.einsum("ij,jk,ik->i", x, covariance, x) * working
        s = 1.5 * (y ** (2 / 3) * mu ** (-1 / 6) - mu ** 0.5) / np.sqrt(max(1, dispersion) * (1 - leverage))
        weights = np.where(s > 1, np.maximum(s, 1) ** -2.0, 1)
        weights *= len(y) / weights.sum()


def farrington(random):
    """As surveillance::algo.farrington does it; statistics.jsonl has values of R itself."""
    season, years, window = int(random.integers(7, 20)), int(random.integers(2, 6)), int(random.integers(1, 4))
    n = season * years + window + int(random.integers(1, 10))
    slope, mean = random.normal(0, 0.01), random.uniform(1, 40)
    rate = mean * np.exp(slope * np.arange(n)) * random.gamma(5, 0.2, n)
    counts, at = random.poisson(rate).astype(float), n - 1
    case = {"counts": counts, "at": at, "season": season, "years": years, "window": window,
            "alpha": float(random.uniform(0.005, 0.1)), "reweight": bool(random.random() < 0.7)}
    ago = np.array([y * season + window - i for y in range(years, 0, -1) for i in range(2 * window + 1)])
    y, t = counts[at - ago], -ago.astype(float)
    if y.sum() == 0:
        return case, "undefined", FITTED
    has_trend = False
    if years >= 3:
        x = np.column_stack([np.ones_like(t), t])
        params, dispersion, covariance = fit_twice(y, x, case["reweight"])
        p = 2 * stats.t.sf(abs(params[1]) / (dispersion * covariance[1, 1]) ** 0.5, len(y) - 2)
        has_trend = p < 0.05 and np.exp(params[0]) <= y.max()
    if not has_trend:
        params, dispersion, covariance = fit_twice(y, np.ones((len(y), 1)), case["reweight"])
    mu, phi = np.exp(params[0]), max(1, dispersion)
    tau = phi + phi * covariance[0, 0] * mu
    half = stats.norm.isf(case["alpha"] / 2) * (4 / 9 * mu ** (1 / 3) * tau) ** 0.5
    high, low = (mu ** (2 / 3) + half) ** 1.5, max(0, mu ** (2 / 3) - half) ** 1.5
    score = (counts[at] - mu) / (high - mu) if counts[-4:].sum() >= 5 else 0
    return case, {"high": high, "low": low, "expected": mu, "dispersion": phi, "score": score, "trend": int(has_trend)}, FITTED


def spike(random):
    """Without a pattern, where the formula is short; its false alarms are simulated elsewhere."""
    n = int(random.integers(10, 80))
    baseline = random.poisson(random.uniform(1, 50) * random.gamma(4, 0.25, n)).astype(float)
    baseline[random.random(n) < 0.05] = np.nan
    count = float(random.poisson(30))
    case = {"baseline": baseline, "count": count, "period": 1}
    kept = baseline[~np.isnan(baseline)]
    mean = kept.mean()
    if kept.sum() == 0:
        return case, "undefined", FITTED
    dispersion = max(1, ((kept - mean) ** 2 / mean).sum() / (len(kept) - 1))
    variance = dispersion * mean * (1 + 1 / len(kept))
    size = mean ** 2 / (variance - mean)
    law = stats.nbinom(size, size / (size + mean))
    p = law.sf(count) + law.pmf(count) / 2
    if p < 0.5 and dispersion > 1:
        p = stats.t.sf(stats.norm.isf(p), (len(kept) - 1) / (1 - 1 / dispersion) ** 0.5)
    return case, [p, mean, dispersion], FITTED


def anomaly(random):
    """The same recursions, with a plain list of past values of each detector in place of its histogram."""
    n = int(random.integers(60, 120))
    values = random.normal(0, 1, n) + np.where(random.random(n) < 0.03, 8, 0)
    values[random.random(n) < 0.02] = np.nan
    case = {"values": values, "refractory": float(random.choice([0, 0.03, 0.3])), "warmup": int(random.integers(1, 60))}
    tails, scores, points, held, until = [[], [], []], [], 0, 0.0, 0.0

    def bucket(x):
        return min(max(np.floor((np.log2(x + 1e-9) + 8) * 4), 0), 95)

    for value in values:
        if np.isnan(value):
            scores.append(0)
            continue
        if points == 0:
            slow = fast = average = low = high = value
            slow_v = fast_v = 0.0
        average += 0.05 * (value - average)
        beyond = max(value - high, low - value, 0) / (high - low + 1e-12)
        total = 0.0
        for tail, x in zip(tails, (abs(value - fast) / (fast_v ** 0.5 + 1e-12),
                                   abs(average - slow) / (slow_v ** 0.5 + 1e-12), beyond)):
            if x >= 1e6:
                total += 6
                continue
            places, own = [place for place, _ in tail], bucket(x)
            above = sum(place > own for place in places) + places.count(own) / 2 + 0.5
            total -= np.log10(above / (len(tail) + 1))
            greatest = max((past for _, past in tail), default=0)
            if greatest > 0 and x > greatest:
                total += np.log2(x / greatest)
            tail.append((own, x))
        points += 1
        d, f = value - slow, value - fast
        slow += max(0.01, 1 / points) * d
        slow_v += max(0.001, 1 / points) * (d * d - slow_v)
        fast += max(0.1, 1 / points) * f
        fast_v += max(0.1, 1 / points) * (f * f - fast_v)
        low, high = min(low, value), max(high, value)
        at = points - 1
        if at < case["warmup"]:
            scores.append(0)
            continue
        held = 0 if at >= until else held
        scores.append(total if total > held else 0)
        if total > held:
            held, until = total, at + case["refractory"] * at
    return case, {"scores": scores}, 1e-7


def esd(random):
    values = np.concatenate([random.normal(0, 1, random.integers(8, 60)), random.normal(0, 5, random.integers(0, 5))])
    n, alpha = len(values), float(random.uniform(0.01, 0.2))
    most = int(random.integers(1, min(10, n - 2) + 1))
    rest, statistics, critical, order = values.copy(), [], [], []
    for i in range(1, most + 1):
        distance = np.abs(rest - np.nanmean(rest))
        order.append(int(np.nanargmax(distance)))
        statistics.append(np.nanmax(distance) / np.nanstd(rest, ddof=1))
        rest[order[-1]] = np.nan
        t = t_errors(1 - alpha / (n - i + 1), n - i - 1)
        critical.append((n - i) * t / ((n - i - 1 + t * t) * (n - i + 1)) ** 0.5)
    over = np.flatnonzero(np.array(statistics) > critical)
    found = int(over[-1]) + 1 if len(over) else 0
    return ({"values": values, "most": most, "alpha": alpha},
            {"found": found, "statistics": statistics, "critical": critical, "outliers": order[:found]}, CLOSED)


PEERS = {"ewma": ewma, "cusum": cusum, "ears_c1": ears_c1, "farrington": farrington, "spike": spike, "anomaly": anomaly, "esd": esd}
