#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares kefu's tables with DuckDB and ClickHouse (chdb): the same rows, query by query in turn, one thread, processor
time of the query and of taking its result. Prints "id<tab>ratio" (the peer's time ÷ kefu's, medians). Before that checks
that both give the same: groups, counts, means, deviations and rates, and quantiles within 0.55 %.
Usage: peers.py PROGRAM FOLDER [ROWS [ROUNDS]]"""
import math
import statistics
import subprocess
import sys
import time

import duckdb
import numpy
import pyarrow

PATTERNS = {"agent_id": "agent-{:06d}", "team": "team-{:02d}", "channel": "channel-{:d}", "product": "product-{:03d}"}
DAY, HOUR = 86400000, 3600000
BASIC = "count(*), avg(wait), stddev(wait), count(csat), avg(CASE WHEN csat >= 4 THEN 1.0 WHEN csat < 4 THEN 0.0 END)"
DUCK_QUANTILES = ", quantile_cont(wait, [0.5, 0.9, 0.99])"
QUERIES = {
    "basic": f"SELECT agent_id, began - began % {DAY} AS d, {BASIC} FROM t GROUP BY ALL",
    "quantile": f"SELECT agent_id, began - began % {DAY} AS d, {BASIC}{DUCK_QUANTILES} FROM t GROUP BY ALL",
    "hour": f"SELECT agent_id, began - began % {HOUR} AS d, {BASIC}{DUCK_QUANTILES} FROM t GROUP BY ALL",
    "shuffled": f"SELECT agent_id, began - began % {DAY} AS d, {BASIC}{DUCK_QUANTILES} FROM s GROUP BY ALL",
    "strings": f"SELECT agent, team, channel, product, began - began % {DAY} AS d, {BASIC}{DUCK_QUANTILES} FROM t GROUP BY ALL",
}
HOUSE_BASIC = "count(), avg(wait), stddevSamp(wait), count(csat), avg(csat >= 4)"
HOUSE = {
    "basic": [f"SELECT agent_id, intDiv(began, {DAY}) AS d, {HOUSE_BASIC} FROM m.t GROUP BY agent_id, d"],
    "quantile": [f"SELECT agent_id, intDiv(began, {DAY}) AS d, {HOUSE_BASIC}, {q} FROM m.t GROUP BY agent_id, d"
                 for q in ("quantilesExact(0.5, 0.9, 0.99)(wait)", "quantilesDD(0.005, 0.5, 0.9, 0.99)(wait)")],
}


def say(*words):
    print(*words, file=sys.stderr, flush=True)


class Kefu:
    def __init__(self, program, rows, folder):
        self.process = subprocess.Popen([program, str(rows), folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        assert self.process.stdout.readline() == "ready\n"

    def run(self, name):
        self.process.stdin.write(name + "\n")
        self.process.stdin.flush()
        took, *values = self.process.stdout.readline().split("\t")
        return float(took), [float(value) for value in values]


def load(folder, prefix):
    def column(name, kind):
        return numpy.fromfile(f"{folder}/{prefix}{name}.bin", dtype=kind)

    csat = column("csat", "u1")
    columns = {"began": pyarrow.array(column("at", "i8")), "wait": pyarrow.array(column("wait", "i4")),
               "csat": pyarrow.array(csat, mask=csat == 0), "agent_id": pyarrow.array(column("agent_id", "i4"))}
    if not prefix:
        for name, pattern in PATTERNS.items():
            codes = column(name, "i4")
            texts = pyarrow.array([pattern.format(i) for i in range(int(codes.max()) + 1)])
            columns[name.removesuffix("_id")] = texts.take(pyarrow.array(codes))
    return pyarrow.table(columns)


def timed(run):
    begin = time.process_time()
    result = run()
    return time.process_time() - begin, result


def duck_sums(table):
    """What kefu prints of a query, of a peer's result."""
    first = table.num_columns - (6 if pyarrow.types.is_list(table.column(table.num_columns - 1).type) else 5)
    n, mean, sd, rated, rate, *points = [table.column(i) for i in range(first, table.num_columns)]
    values = [numpy.nan_to_num(numpy.asarray(c.to_pandas(), dtype=float)) for c in (n, mean, sd)]
    if points:
        flat = numpy.asarray(points[0].combine_chunks().flatten()).reshape(-1, 3)
        values += [flat[:, i] for i in range(3)]
    values += [numpy.nan_to_num(numpy.asarray(c.to_pandas(), dtype=float)) for c in (rated, rate)]
    return [table.num_rows] + [math.fsum(column) for column in values]


def check(name, ours, theirs):
    if len(theirs) < 9:
        ours = ours[:4] + ours[7:]
    assert ours[0] == theirs[0] and ours[1] == theirs[1], (name, ours, theirs)
    for i, (a, b) in enumerate(zip(ours, theirs)):
        bound = 0.0055 if len(ours) == 9 and 4 <= i <= 6 else 1e-9
        assert abs(a - b) <= bound * abs(b), (name, i, a, b)


def main():
    program, folder = sys.argv[1:3]
    rows = int(sys.argv[3]) if len(sys.argv) > 3 else 10_000_000
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 3
    kefu, duck = Kefu(program, rows, folder), duckdb.connect()
    duck.execute("SET threads = 1")
    for name, prefix in (("t", ""), ("s", "shuffled_")):
        loaded = load(folder, prefix)
        duck.execute(f"CREATE TABLE {name} AS SELECT * FROM loaded")
    del loaded
    times = {}
    for turn in range(rounds):
        for name, query in QUERIES.items():
            took, ours = kefu.run(name)
            times.setdefault(name, []).append(took)
            took, result = timed(lambda: duck.execute(query).to_arrow_table())
            times.setdefault(name + ".duckdb", []).append(took)
            if turn == 0:
                check(name, ours, duck_sums(result))
            say(f"{name}: kefu {rows / times[name][-1] / 1e6:.1f} M rows/s, DuckDB {duckdb.__version__} "
                f"{rows / took / 1e6:.1f}")
    duck.close()
    house(times, kefu, folder, rows, rounds)
    for peer in sorted(name for name in times if "." in name):
        ratio = statistics.median(times[peer]) / statistics.median(times[peer.split(".")[0]])
        print(f"{peer}\t{ratio:.2f}")


def house(times, kefu, folder, rows, rounds):
    """ClickHouse, whose best query counts. Its kefu runs are in turn with it, too."""
    try:
        import chdb
        from chdb import session
    except ImportError:
        say("There is no chdb: its rows are left out")
        return
    house = session.Session()
    house.query("CREATE DATABASE m")
    house.query("CREATE TABLE m.t (began Int64, wait Int32, csat Nullable(UInt8), agent_id Int32) ENGINE = Memory")
    loaded = load(folder, "").select(["began", "wait", "csat", "agent_id"])
    house.query("INSERT INTO m.t SELECT began, wait, csat, agent_id FROM Python(loaded)")
    for name, queries in HOUSE.items():
        ours, theirs = [], [[] for _ in queries]
        for _ in range(rounds):
            ours.append(kefu.run(name)[0])
            for i, query in enumerate(queries):
                theirs[i].append(timed(lambda: house.query(query + " SETTINGS max_threads = 1", "Arrow"))[0])
            say(f"{name}: kefu {rows / ours[-1] / 1e6:.1f} M rows/s, ClickHouse (chdb {chdb.__version__}) "
                + ", ".join(f"{rows / took[-1] / 1e6:.1f}" for took in theirs))
        times[name] += ours
        times[name + ".clickhouse"] = min(theirs, key=statistics.median)
    house.close()


if __name__ == "__main__":
    main()
