#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Multiplies the sample day to any number of conversations, for benchmarks.

    python3 examples/data/multiply.py --count 10000 --seed 1 -o FILE [--feedback FILE]

Each round takes the day's conversations in a new order, as another shop on another day: ids,
contacts and agents get new names, and every time of a conversation moves by the same amount, so
waits, turns and all other facts of `expected.json` stay true of each copy. The same arguments give
the same bytes. Nothing is kept in memory but the sample itself.
"""
import argparse
import contextlib
import datetime
import json
import pathlib
import random
import re
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
AGENT = re.compile(r"a[0-9]+\Z")
SHOPS = 8  # copies of the staff; a round belongs to one of them
JITTER_SECONDS = 1200  # how far a conversation may move within its day
TIME_MEMBERS = ("at", "invited_at")
AGENT_MEMBERS = ("agent_id", "by", "from", "to")


def read_lines(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def moved(instant, shift):
    return (datetime.datetime.fromisoformat(instant) + shift).isoformat()


def renamed(record, shop, shift):
    """A copy of an event, message or feedback item with its times moved and its agents renamed."""
    copy = dict(record)
    for member in TIME_MEMBERS:
        if member in copy:
            copy[member] = moved(copy[member], shift)
    for member in AGENT_MEMBERS:
        if AGENT.match(copy.get(member, "")):
            copy[member] = f"{copy[member]}-{shop}"
    return copy


def write(record, out):
    out.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


class Multiplier:
    """The day, and the rounds drawn from it."""

    def __init__(self, seed, days):
        self.random = random.Random(seed)
        # a generator of its own, so that --feedback changes no conversation
        self.unattached_random = random.Random(f"{seed} unattached")
        self.days = days
        self.conversations = read_lines(FOLDER / "conversations.jsonl")
        self.answers = {}
        self.unattached = []
        for item in read_lines(FOLDER / "feedback.jsonl"):
            if "conversation_id" in item:
                self.answers.setdefault(item["conversation_id"], []).append(item)
            else:
                self.unattached.append(item)
        self.feedback_written = 0

    def shift(self, generator, round_number):
        seconds = generator.randint(-JITTER_SECONDS, JITTER_SECONDS)
        return datetime.timedelta(days=round_number % self.days, seconds=seconds)

    def conversation(self, source, number, round_number, shift):
        shop = round_number % SHOPS + 1
        copy = dict(source, id=f"c{number:08d}")
        copy["contact_id"] = f"{source['contact_id']}-{round_number}"
        copy["attributes"] = dict(source["attributes"])
        copy["attributes"]["shop"] += str(shop)
        copy["events"] = [renamed(event, shop, shift) for event in source["events"]]
        copy["messages"] = [renamed(message, shop, shift) for message in source["messages"]]
        return copy

    def feedback(self, source, conversation_id, round_number, shift):
        self.feedback_written += 1
        copy = renamed(source, round_number % SHOPS + 1, shift)
        copy["id"] = f"f{self.feedback_written:08d}"
        copy["contact_id"] = f"{source['contact_id']}-{round_number}"
        if conversation_id:
            copy["conversation_id"] = conversation_id
        return copy

    def run(self, count, out, feedback_out):
        number = 0
        round_number = 0
        while number < count:
            order = self.random.sample(self.conversations, len(self.conversations))
            for source in order:
                if number == count:
                    return
                number += 1
                shift = self.shift(self.random, round_number)
                conversation = self.conversation(source, number, round_number, shift)
                write(conversation, out)
                for item in self.answers.get(source["id"], ()) if feedback_out else ():
                    answer = self.feedback(item, conversation["id"], round_number, shift)
                    write(answer, feedback_out)
            for item in self.unattached if feedback_out else ():
                shift = self.shift(self.unattached_random, round_number)
                write(self.feedback(item, None, round_number, shift), feedback_out)
            round_number += 1


def natural(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def opened(path, stack):
    if path == "-":
        sys.stdout.reconfigure(encoding="utf-8")
        return sys.stdout
    return stack.enter_context(open(path, "w", encoding="utf-8", newline="\n"))


def main():
    parser = argparse.ArgumentParser(
        description="Multiply the sample day to any number of conversations."
    )
    add = parser.add_argument
    add("--count", type=natural, required=True, help="how many conversations to write")
    add("--seed", type=int, default=1, help="equal seeds give equal bytes (default 1)")
    add("--days", type=natural, default=30, help="days to spread the rounds over (default 30)")
    add("-o", "--output", required=True, help="file for the conversations, - for standard output")
    add("--feedback", help="file for the feedback that belongs to them")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        out = opened(options.output, stack)
        feedback_out = opened(options.feedback, stack) if options.feedback else None
        Multiplier(options.seed, options.days).run(options.count, out, feedback_out)


if __name__ == "__main__":
    main()
