# SPDX-License-Identifier: MIT
"""Precision of ids found in agents' turns of real chats, against one reader's lists of those that
are right and of those that were found and are wrong. An id in neither list is wrong."""


def measure(bench):
    rows = [line.split("\t", 3) for line in bench.lines("jd_ids.dev.tsv")]
    rows = [row for row in rows if row[0] == "agent"]
    found = bench.analyze([row[3] for row in rows], role="agent")
    values = {}
    for kind, row_id in (("acts", "acts.precision"), ("aspects", "aspects.precision")):
        right = wrong = unread = 0
        for (_, good, bad, _), line in zip(rows, found):
            for item in line[kind]:
                if item["id"] in ids(good):
                    right += 1
                else:
                    wrong += 1
                    unread += item["id"] not in ids(bad)
        if right + wrong:
            values[row_id] = 100 * right / (right + wrong)
        bench.say(f"{row_id}: {right} right, {wrong} wrong, of these {unread} in neither list")
    return values


def ids(column):
    return {word.split("=")[0].split(":")[-1] for word in column.replace(",", " ").split()}
