# SPDX-License-Identifier: MIT
"""The metrics of bench.c by pandas: whole columns, no apply and no loop over rows.

usage: peer.py ROWS.jsonl VALUES.bin

Prints "pandas SECONDS" and asserts that every value of every conversation is that of VALUES.bin. The
time is the processor's of the computation alone, from the frame as read_json leaves it: ids are strings, times
are datetimes. What the definitions need that has no text is all here: episodes, the bot's time,
turns, pauses, recalled messages.
"""
import sys
import time

import numpy as np
import pandas as pd

METRICS = (
    "frt", "art", "max_response_time", "reply_rate_3min", "answer_rate", "unanswered_rate",
    "resolution_rate", "resolution", "resolution_time", "first_resolution_time", "reopen_rate",
    "return_rate", "transfer_count", "transfer_rate", "bot_only_rate", "message_count",
    "turn_count", "qa_ratio", "csat", "csat_mean")
PAUSES = ("pending", "on_hold")


def running(flags, keys):
    """How many of a conversation's rows so far have the flag, this one included."""
    return flags.groupby(keys, sort=False).cumsum()


def first(values, keys):
    return values.groupby(keys, sort=False).first()


def prepare(rows):
    """The rows that count, with a flag for each thing that happens in them."""
    gone = rows.loc[rows["type"] == "recalled", ["conversation", "message_id"]]
    gone = pd.MultiIndex.from_frame(gone)
    mine = pd.MultiIndex.from_arrays([rows["conversation"], rows["id"]])
    f = rows[~((rows["type"] == "message") & mine.isin(gone))].copy()
    f["c"] = pd.factorize(f["conversation"])[0]
    f["t"] = f["at"].dt.as_unit("ms").astype("int64")
    message = f["type"] == "message"
    hidden = f["private"].notna()
    f["customer"] = message & (f["role"] == "customer")
    f["bot"] = message & (f["role"] == "bot") & ~hidden
    f["human"] = message & (f["role"] == "agent") & ~hidden & f["auto"].isna()
    begun = running((f["customer"] | f["human"]).astype("int8"), f["c"]) > 0
    f["resolved"] = (f["type"] == "resolved") & begun
    f["end"] = f["resolved"] | ((f["type"] == "closed") & begun)
    f["reopened"] = f["type"] == "reopened"
    return f.reset_index(drop=True)


def add_episodes(f):
    """Numbers the episodes: the customer's next message after an end begins one, or `reopened`."""
    turn = f["end"] | f["customer"] | f["reopened"]
    ended = f["end"].where(turn).groupby(f["c"], sort=False).ffill()
    ended = ended.groupby(f["c"], sort=False).shift().fillna(False).astype(bool)
    f["ended"] = ended
    f["returns"] = ended & (f["customer"] | f["reopened"])
    f["e"] = f["returns"].cumsum() + f["c"]
    # an episode that a message began is confirmed by `reopened` until somebody answers it
    answered = running((f["human"] | f["end"] | f["reopened"]).astype("int8"), f["e"])
    answered = answered.groupby(f["e"], sort=False).shift(fill_value=0)
    by_message = (f["returns"] & f["customer"]).groupby(f["e"], sort=False).transform("max")
    f["again"] = f["reopened"] & ~f["returns"] & ~(by_message & (answered == 0))
    f["was_resolved"] = f["resolved"].groupby(f["e"], sort=False).transform("max")


def add_turns(f):
    """The turns: one row each, with the conversation, the start, the stop and whether it is over."""
    e = f["e"]
    live = ~f["ended"] | f["returns"]
    bot = f["bot"] & live
    bot_spoke = running(bot.astype("int8"), e) > 0
    given = f["type"].eq("transfer") | (f["type"].eq("assigned") & f["agent_id"].notna())
    human = f["human"] & live
    opens = f["type"].eq("bot_handoff") | (given & bot_spoke) | human
    opened = running((opens & live).astype("int8"), e)
    before = opened.groupby(e, sort=False).shift(fill_value=0) == 0  # the bot's time
    heard = bot.where(before, False).groupby(e, sort=False).transform("max")
    handed = opens & live & before & ~human
    answers = running(human.astype("int8"), e).groupby(e, sort=False).shift(fill_value=0)
    part = pd.Series(np.where(before, 0, 1), f.index)
    asks = f["customer"] & live
    # a turn: the customer's messages of an episode after as many answers; the bot's time belongs to
    # the first turn, if any person came
    key = e * 1_000_003 + answers
    any_person = (opened.groupby(e, sort=False).transform("max") > 0)
    counts = asks & (any_person | ~heard)
    turns = pd.DataFrame({"key": key[counts], "c": f["c"][counts], "t": f["t"][counts]})
    turns = turns.groupby("key", sort=False).agg(c=("c", "first"), start=("t", "first"))
    handoff = f.loc[handed, "t"].groupby(key[handed], sort=False).first()
    first_ask = f["t"].where(asks).groupby(key, sort=False).first()
    waited = handoff[first_ask.reindex(handoff.index) <= handoff]
    earlier = asks.where(before, False).groupby(key, sort=False).max()
    waited = waited[earlier.reindex(waited.index)]
    late = waited.reindex(turns.index)
    turns["start"] = turns["start"].where(late.isna(), late)
    stop = f.loc[human, "t"].groupby(key[human], sort=False).first()
    turns["stop"] = stop.reindex(turns.index)
    return turns


def paused(f, spans):
    """The milliseconds of each conversation's span in which it was paused."""
    status = f["type"].eq("status")
    begins = status & f["value"].isin(PAUSES)
    closes = status | f["customer"] | f["reopened"] | f["type"].isin(("resolved", "closed"))
    state = begins.where(closes)
    marks = f[closes]
    was = state[closes].groupby(marks["c"], sort=False).shift().fillna(False).astype(bool)
    starts = marks[begins[closes] & ~was]
    stops = marks[~begins[closes] & was]
    pause = pd.DataFrame({"c": starts["c"].to_numpy(), "from": starts["t"].to_numpy(),
                          "n": starts.groupby("c", sort=False).cumcount().to_numpy()})
    over = pd.DataFrame({"c": stops["c"].to_numpy(), "to": stops["t"].to_numpy(),
                         "n": stops.groupby("c", sort=False).cumcount().to_numpy()})
    pause = pause.merge(over, on=["c", "n"], how="left")
    pause["to"] = pause["to"].fillna(np.inf)
    low = pause["c"].map(spans["start"])
    high = pause["c"].map(spans["stop"])
    length = (np.minimum(pause["to"], high) - np.maximum(pause["from"], low)).clip(lower=0)
    return length.groupby(pause["c"], sort=False).sum()


def compute(rows):
    f = prepare(rows)
    add_episodes(f)
    turns = add_turns(f)
    by = f.groupby("c", sort=False)
    index = pd.RangeIndex(f["c"].iloc[-1] + 1)
    out = pd.DataFrame(index=index)
    answered = turns[turns["stop"].notna()]
    wait = answered["stop"] - answered["start"]
    waits = wait.groupby(answered["c"], sort=False)
    count = turns.groupby("c", sort=False).size().reindex(index, fill_value=0)
    done = waits.size().reindex(index, fill_value=0)
    total = count.where(count > 0)
    out["frt"] = waits.first()
    out["art"] = waits.mean()
    out["max_response_time"] = waits.max()
    quick = (wait <= 180000).groupby(answered["c"], sort=False).sum()
    out["reply_rate_3min"] = quick.reindex(index, fill_value=0) / total
    out["answer_rate"] = done / total
    out["unanswered_rate"] = (done == 0).astype(float).where(count > 0)
    decides = f["resolved"] | f["reopened"]
    last = f["resolved"].where(decides).groupby(f["c"], sort=False).last()
    served = (f["end"] & (running(f["human"].astype("int8"), f["c"]) > 0)).groupby(f["c"]).max()
    out["resolution_rate"] = last.fillna(False).astype(float).where(served)
    out["resolution"] = last.astype(float)
    starts = turns.groupby("c", sort=False)["start"].first()
    asked = first(f["t"].where(f["customer"]), f["c"])
    starts = starts.reindex(index).fillna(asked)
    ends = f["t"].where(f["resolved"]).groupby(f["c"], sort=False)
    for name, stop in (("resolution_time", ends.last().where(last.eq(True))),
                       ("first_resolution_time", ends.first())):
        spans = pd.DataFrame({"start": starts, "stop": np.maximum(stop, starts)})
        pause = paused(f, spans).reindex(index).fillna(0)
        out[name] = spans["stop"] - spans["start"] - pause
    returns = by["returns"].sum() + by["again"].sum()
    before = f["was_resolved"].groupby(f["c"], sort=False).shift(fill_value=False)
    resolved = (f["returns"] & before).groupby(f["c"], sort=False).sum() + by["again"].sum()
    out["reopen_rate"] = (resolved > 0).astype(float)
    out["return_rate"] = (returns > 0).astype(float)
    out["transfer_count"] = f["type"].eq("transfer").groupby(f["c"], sort=False).sum().astype(float)
    out["transfer_rate"] = (out["transfer_count"] > 0).astype(float)
    customers, humans, bots = by["customer"].sum(), by["human"].sum(), by["bot"].sum()
    out["bot_only_rate"] = ((bots > 0) & (count == 0)).astype(float).where(customers > 0)
    out["message_count"] = f["type"].eq("message").groupby(f["c"], sort=False).sum().astype(float)
    out["turn_count"] = count.astype(float)
    out["qa_ratio"] = humans / customers.where(customers > 0)
    rating = f["rating"].groupby(f["c"], sort=False).last()
    out["csat"] = (rating > 3).astype(float).where(rating.notna())
    out["csat_mean"] = rating
    return out[list(METRICS)].to_numpy(dtype=float)


def main():
    rows = pd.read_json(sys.argv[1], lines=True, dtype={"conversation": "string", "id": "string",
                                                         "message_id": "string",
                                                         "agent_id": "string"})
    rows["at"] = pd.to_datetime(rows["at"], format="ISO8601")
    expected = np.fromfile(sys.argv[2]).reshape(-1, len(METRICS))
    begun = time.process_time()
    values = compute(rows)
    print(f"pandas\t{time.process_time() - begun:.6f}")
    assert values.shape == expected.shape, (values.shape, expected.shape)
    wrong = ~np.isclose(values, expected, rtol=1e-9, atol=0, equal_nan=True)
    for row, column in np.argwhere(wrong)[:20]:
        print(f"conversation {row}: {METRICS[column]} is {values[row, column]}, by kefu "
              f"{expected[row, column]}", file=sys.stderr)
    assert not wrong.any(), f"{int(wrong.sum())} values differ"


if __name__ == "__main__":
    main()
