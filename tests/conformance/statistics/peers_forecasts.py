# SPDX-License-Identifier: MIT
"""Peers of forecasts: statsmodels where a start can be given, the recursions over numpy elsewhere."""
import numpy as np
from scipy import stats
from statsmodels.tsa.holtwinters import ExponentialSmoothing

from peers_comparisons import CLOSED, level


def series(random, least=12, most=60, season=0):
    n = int(random.integers(least, most))
    values = 50 + np.cumsum(random.normal(random.normal() * 0.3, 1, n)) + random.normal(0, 3, n)
    return values + (np.tile(random.normal(0, 5, season), n // season + 1)[:n] if season else 0)


def shared(random, values):
    return {"values": values, "horizon": int(random.integers(1, 15)), "level": level(random)}


def expectation(case, mean, echoes, variance):
    spread = np.concatenate([[1], 1 + np.cumsum(np.array(echoes[:-1]) ** 2)])
    half = stats.norm.ppf(0.5 + case["level"] / 2) * (variance * spread) ** 0.5
    return {"forecast": mean, "low": mean - half, "high": mean + half, "variance": variance}


def smooth(values, alpha, beta, phi, at, slope):
    errors = []
    for value in values:
        errors.append(value - (at + phi * slope))
        at, slope = at + phi * slope + alpha * errors[-1], phi * slope + alpha * beta * errors[-1]
    return np.array(errors), at, slope


def given(kind):
    """With given parameters and a given start: closed forms."""
    def make(random):
        values = series(random)
        case = shared(random, values) | {"alpha": float(random.uniform(0.05, 0.95))}
        at, slope, beta, phi = float(values[0] + random.normal()), 0.0, 0.0, 1.0
        n, horizon = len(values), case["horizon"]
        if kind != "ses":
            beta, slope = float(random.uniform(0.01, 0.9)), float(random.normal())
            case |= {"beta": beta}
        if kind == "damped":
            phi = float(random.uniform(0.8, 0.98))
            case |= {"damped": True, "phi": phi}
        case |= {"initial": [at] if kind == "ses" else [at, slope]}
        steps = np.cumsum(phi ** np.arange(1, horizon + 1))
        if random.random() < 0.5:  # statsmodels has the same recursions
            model = ExponentialSmoothing(values, trend=None if kind == "ses" else "add", damped_trend=kind == "damped",
                                         initialization_method="known", initial_level=at,
                                         initial_trend=None if kind == "ses" else slope)
            fit = model.fit(smoothing_level=case["alpha"], smoothing_trend=None if kind == "ses" else beta,
                            damping_trend=phi if kind == "damped" else None, optimized=False)
            squares, mean = fit.sse, fit.forecast(horizon)
        else:
            errors, at, slope = smooth(values, case["alpha"], beta, phi, at, slope)
            squares, mean = (errors ** 2).sum(), at + steps * slope
        variance = squares / (n - {"ses": 2, "holt": 4, "damped": 5}[kind])
        echoes = case["alpha"] * (1 + (0 if kind == "ses" else beta * steps)) + np.zeros(horizon)
        return case, expectation(case, mean, echoes, variance) | {"sse": squares}, 1e-9
    return make


def holt_winters(random):
    """R's HoltWinters, additive, with given parameters."""
    f = int(random.integers(2, 13))
    values = series(random, 2 * f + 4, 2 * f + 60, f)
    case = shared(random, values) | {"season": f, "alpha": float(random.uniform(0.05, 0.95)),
                                     "beta": float(random.uniform(0.0, 0.5)), "gamma": float(random.uniform(0, 0.9))}
    weights = np.concatenate([[0.5], np.ones(f - 1), [0.5]]) / f if f % 2 == 0 else np.ones(f) / f
    first = values[:2 * f]
    trend = np.convolve(first, weights, "valid")
    begin = f // 2
    rest = np.full(2 * f, np.nan)
    rest[begin:begin + len(trend)] = first[begin:begin + len(trend)] - trend
    figure = np.nanmean(rest.reshape(2, f), axis=0)
    figure -= figure.mean()
    slope, at = np.polyfit(np.arange(1, len(trend) + 1), trend, 1) if len(trend) > 1 else (0, trend[0])
    errors, season = [], figure.copy()
    for t in range(f, len(values)):
        errors.append(values[t] - at - slope - season[t % f])
        at, slope = at + slope + case["alpha"] * errors[-1], slope + case["alpha"] * case["beta"] * errors[-1]
        season[t % f] += case["gamma"] * (1 - case["alpha"]) * errors[-1]
    h = np.arange(1, case["horizon"] + 1)
    mean = at + h * slope + season[(len(values) + h - 1) % f]
    echoes = case["alpha"] * (1 + case["beta"] * h) + (h % f == 0) * case["gamma"] * (1 - case["alpha"])
    return case, expectation(case, mean, echoes, np.var(errors, ddof=1)) | {"sse": np.square(errors).sum()}, 1e-8


def ses_first(random):
    """The best alpha of a start at the first value, by a fine grid and a golden section around its best point."""
    from scipy.optimize import minimize_scalar
    values = series(random, 10, 40)

    def squares(alpha):
        errors, _, _ = smooth(values[1:], alpha, 0, 1, values[0], 0)
        return (errors ** 2).sum()

    grid = np.linspace(0, 1, 101)
    best = grid[np.argmin([squares(a) for a in grid])]
    found = minimize_scalar(squares, bounds=(max(0, best - 0.01), min(1, best + 0.01)), method="bounded",
                            options={"xatol": 1e-10})
    return {"values": values, "start": "first"}, {"sse": min(found.fun, squares(best))}, 1e-6


def reach(random):
    """Of equal values, where the fitted parameters cancel and the error is 0; unit tests have the error."""
    value, horizon = float(np.round(random.uniform(1, 9), 2)), int(random.integers(1, 10))
    so_far = float(random.uniform(0, 5))
    target = float(so_far + value * horizon + random.choice([-1, 1]))
    case = {"values": [value] * 12, "horizon": horizon, "target": target, "so_far": so_far, "method": "ses"}
    return case, [float(so_far + value * horizon >= target), so_far + value * horizon], 1e-6


def comb(random):
    """Of equal values all three models forecast the same."""
    value, horizon = float(random.normal(0, 10)), int(random.integers(1, 10))
    return {"values": [value] * 12, "horizon": horizon}, {"forecast": [value] * horizon}, 1e-6


PEERS = {"ses:given": given("ses"), "holt:given": given("holt"), "holt:damped": given("damped"),
         "holt_winters": holt_winters, "ses:first": ses_first, "reach": reach, "comb": comb}
