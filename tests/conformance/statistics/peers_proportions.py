# SPDX-License-Identifier: MIT
"""Peers of proportions, rates, net scores and quantiles."""
import numpy as np
from scipy import stats
from statsmodels.stats import proportion as sm

CLOSED = 1e-10


def count(random, top=3):
    return int(10 ** random.uniform(0, top))


def proportion(random, top=3):
    n = count(random, top)
    edge = random.random()
    hits = 0 if edge < 0.05 else n if edge < 0.1 else int(random.binomial(n, random.uniform()))
    return {"hits": hits, "n": n}


def level(random):
    return float(random.choice([0.8, 0.9, 0.95, 0.99, random.uniform(0.5, 0.999)]))


def interval(method):
    def make(random):
        case = proportion(random) | {"level": level(random)}
        low, high = sm.proportion_confint(case["hits"], case["n"], 1 - case["level"], method)
        if method == "wilson":
            low, high = np.clip([low, high], 0, 1)
        if method == "beta":  # statsmodels leaves NaN where a bound is 0 or 1
            low, high = 0 if case["hits"] == 0 else low, 1 if case["hits"] == case["n"] else high
        return case, [low, high], CLOSED
    return make


def wilson_corrected(random):
    case = proportion(random) | {"level": level(random)}
    x, n = case["hits"], case["n"]
    p, z = x / n, stats.norm.ppf(0.5 + case["level"] / 2)
    q = 1 - p
    low = (2 * n * p + z**2 - 1 - z * max(0, z**2 - 2 - 1 / n + 4 * p * (n * q + 1)) ** 0.5) / 2 / (n + z**2)
    high = (2 * n * p + z**2 + 1 + z * max(0, z**2 + 2 - 1 / n + 4 * p * (n * q - 1)) ** 0.5) / 2 / (n + z**2)
    expect = [0 if x == 0 else max(0, low), 1 if x == n else min(1, high)]
    return case | {"continuity": True}, expect, CLOSED


def binomial_test(random):
    case = proportion(random) | {"share": float(random.uniform(0.01, 0.99))}
    return case, stats.binomtest(case["hits"], case["n"], case["share"]).pvalue, CLOSED


def two(random):
    a, b = proportion(random), proportion(random)
    return {"hits1": a["hits"], "n1": a["n"], "hits2": b["hits"], "n2": b["n"]}


def newcombe(random):
    case = two(random) | {"level": level(random)}
    low, high = sm.confint_proportions_2indep(case["hits1"], case["n1"], case["hits2"], case["n2"], method="newcomb",
                                              compare="diff", alpha=1 - case["level"])
    return case, [low, high, case["hits1"] / case["n1"] - case["hits2"] / case["n2"]], CLOSED


def two_proportions(random):
    case = two(random)
    pooled = case["hits1"] + case["hits2"]
    if pooled in (0, case["n1"] + case["n2"]):
        return case, "undefined", CLOSED
    z, p = sm.proportions_ztest([case["hits1"], case["hits2"]], [case["n1"], case["n2"]])
    return case, [z, p], CLOSED


def equal_proportions(random):
    groups = [proportion(random) for _ in range(random.integers(2, 9))]
    case = {"hits": [g["hits"] for g in groups], "n": [g["n"] for g in groups]}
    if sum(case["hits"]) in (0, sum(case["n"])):
        return case, "undefined", CLOSED
    chi, p, _ = sm.proportions_chisquare(case["hits"], case["n"])
    return case, [chi, p], CLOSED


def fisher(random):
    table = random.poisson(10 ** random.uniform(-0.5, 2, (2, 2)))
    tests = [stats.fisher_exact(table, kind)[1] for kind in ("two-sided", "less", "greater")]
    return {"table": table}, tests, CLOSED


def poisson_rate(random):
    case = {"count": int(random.poisson(10 ** random.uniform(-1, 4))), "exposure": float(10 ** random.uniform(-2, 3)),
            "level": level(random)}
    tail, x, t = (1 - case["level"]) / 2, case["count"], case["exposure"]
    low = stats.gamma.ppf(tail, x) / t if x else 0
    return case, [low, stats.gamma.isf(tail, x + 1) / t, x / t], CLOSED


def poisson_ratio(random):
    case = {"count1": int(random.poisson(10 ** random.uniform(-1, 3))), "exposure1": float(10 ** random.uniform(0, 3)),
            "count2": int(random.poisson(10 ** random.uniform(-1, 3))), "exposure2": float(10 ** random.uniform(0, 3)),
            "level": level(random)}
    x, y, scale = case["count1"], case["count2"], case["exposure2"] / case["exposure1"]
    if x + y == 0:
        return case, "undefined", CLOSED
    test = stats.binomtest(x, x + y, case["exposure1"] / (case["exposure1"] + case["exposure2"]))
    tail = (1 - case["level"]) / 2
    low = stats.beta.ppf(tail, x, y + 1) if x else 0
    # of the complement, so that no digit is lost near 1
    rest = stats.beta.ppf(tail, y, x + 1) if y else 0
    ratio = x / y * scale if y else np.inf
    return case, [ratio, low / (1 - low) * scale, (1 - rest) / rest * scale if rest else np.inf, test.pvalue], 1e-9


def nps(random):
    case = dict(zip(["promoters", "passives", "detractors"], map(int, random.poisson(10 ** random.uniform(0, 3, 3)))))
    case |= {"level": level(random)}
    values = np.repeat([100, 0, -100], [case["promoters"], case["passives"], case["detractors"]])
    if len(values) == 0:
        return case, "domain", CLOSED
    error = values.std() / len(values) ** 0.5
    if error == 0:
        return case, "undefined", CLOSED
    low, high = stats.norm.interval(case["level"], values.mean(), error)
    return case, [values.mean(), error, max(low, -100), min(high, 100)], CLOSED


def nps_adjusted(random):
    case, _, _ = nps(random)
    values = np.repeat([1, 0, -1, 0.0], [case["promoters"], case["passives"], case["detractors"], 0])
    if len(values) == 0:
        return case | {"adjusted": True}, "domain", CLOSED
    n = len(values) + 3
    share = (np.array([case["promoters"], case["detractors"]]) + 0.75) / n
    error = 100 * ((share.sum() - (share[0] - share[1]) ** 2) / n) ** 0.5
    low, high = stats.norm.interval(case["level"], 100 * (share[0] - share[1]), error)
    return case | {"adjusted": True}, [100 * values.mean(), error, max(low, -100), min(high, 100)], CLOSED


def ranks(n, q, wanted):
    """None where no order statistic is far enough out."""
    tail = (1 - wanted) / 2
    if n > 100:
        half = stats.norm.ppf(1 - tail) * (n * q * (1 - q)) ** 0.5
        first, last = np.ceil(n * q - half), np.ceil(n * q + half)
    else:
        below = stats.binom.cdf(np.arange(n + 1), n, q)
        first, last = np.count_nonzero(below <= tail), np.argmax(below >= 1 - tail) + 1
    return (int(first), int(last)) if 1 <= first and last <= n else None


def order_ranks(random):
    case = {"n": count(random), "q": float(random.choice([0.5, 0.9, 0.95, random.uniform(0.02, 0.98)])),
            "level": level(random)}
    return case, ranks(case["n"], case["q"], case["level"]) or "undefined", CLOSED


def quantile_interval(random):
    case, _, _ = order_ranks(random)
    values = random.lognormal(3, 1, case.pop("n"))
    found = ranks(len(values), case["q"], case["level"])
    if not found:
        return {"values": values} | case, "undefined", CLOSED
    ordered = np.sort(values)
    return ({"values": values} | case,
            [np.quantile(values, case["q"]), ordered[found[0] - 1], ordered[found[1] - 1]], CLOSED)


PEERS = {
    "wilson": interval("wilson"), "wilson:continuity": wilson_corrected, "agresti_coull": interval("agresti_coull"),
    "jeffreys": interval("jeffreys"), "clopper_pearson": interval("beta"), "binomial_test": binomial_test,
    "newcombe": newcombe, "two_proportions": two_proportions, "equal_proportions": equal_proportions,
    "fisher": fisher, "poisson_rate": poisson_rate, "poisson_ratio": poisson_ratio, "nps": nps,
    "nps:adjusted": nps_adjusted, "order_ranks": order_ranks, "quantile_interval": quantile_interval,
}
