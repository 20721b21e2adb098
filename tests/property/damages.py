#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Damages of the sample day that a reader can see. After each of them kefu report must not crash, and must not end with 0 without
a finding. damages.py KEFU [COUNT [SEED [FIRST]]]: COUNT (480) damages, from the number FIRST (0) on; the same ones for a seed (1).
One kefu report reads many of the files, whose ids differ. Exit status 1 when one is missed."""
import csv
import io
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

DATA = pathlib.Path(__file__).resolve().parents[2] / "examples" / "data"
CONVERSATIONS = [json.loads(line) for line in (DATA / "conversations.jsonl").read_text("utf-8").splitlines()]
FEEDBACK = [json.loads(line) for line in (DATA / "feedback.jsonl").read_text("utf-8").splitlines()]
RECORDS = 3  # of the day in each file
BAD_BYTES = [b"\xff", b"\xc0\x80", b"\xe4\xb8", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\x00"]
HEADER = ["会话ID", "消息ID", "发送时间", "角色", "客服ID", "客户ID", "消息内容"]


# ---- files ----

def dump(record):
    return json.dumps(record, ensure_ascii=False)


def lines_of(records):
    return [dump(record) for record in records]


def encode(lines):
    return "".join(line + "\n" for line in lines).encode("utf-8")


def rows_of(records):
    """A row for each message; every text is quoted, every row has all of its cells."""
    return [[record["id"], f"{record['id']}-{number}", message["at"], message["role"], message.get("agent_id", "a1"),
             record["contact_id"], message.get("text") or "图片"] for record in records for number, message in enumerate(record["messages"])]


def table(rows, header=HEADER, encoding="utf-8"):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([header, *rows])
    return out.getvalue().encode(encoding)


# ---- damages of JSON lines: each takes records and chance, and returns bytes ----

def cut_line(chance, records):
    lines = lines_of(records)
    i = chance.randrange(len(lines))
    lines[i] = lines[i][:chance.randrange(1, len(lines[i]))]
    return encode(lines)


def cut_file(chance, records):
    text = encode(lines_of(records))
    ends = {i for i, byte in enumerate(text) if byte == 10} | {i + 1 for i, byte in enumerate(text) if byte == 10}
    return text[:chance.choice([i for i in range(1, len(text)) if i not in ends])]


def lose_character(chance, records, characters):
    lines = lines_of(records)
    i = chance.randrange(len(lines))
    structure = re.sub(r'"(?:[^"\\]|\\.)*"', lambda string: '"' + "s" * (len(string[0]) - 2) + '"', lines[i])
    at = chance.choice([k for k, c in enumerate(structure) if c in characters])
    lines[i] = lines[i][:at] + lines[i][at + 1:]
    return encode(lines)


def lose_quote(chance, records):
    return lose_character(chance, records, '"')


def lose_bracket(chance, records):
    return lose_character(chance, records, "{}[],:")


def bad_bytes(chance, records):
    text = encode(lines_of(records))
    at = chance.choice([match.start() for match in re.finditer(rb'[\x80-\xff]', text)])
    return text[:at] + chance.choice(BAD_BYTES) + text[at + 1:]


def repeat_record(chance, records):
    lines = lines_of(records)
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
    return encode(lines)


def misspell(chance, word):
    i = chance.randrange(len(word))
    return chance.choice([word[:i] + word[i + 1:], word[:i] + word[i] + word[i:], word.upper(), word.capitalize()])


def rename_member(chance, records):
    record = chance.choice(records)
    owner = chance.choice([record, *record.get("messages", [])])
    name = chance.choice([name for name in owner if len(name) > 3])
    wrong = misspell(chance, name)
    owner[wrong] = owner.pop(name)
    return encode(lines_of(records))


def bad_value(chance, records):
    owner = chance.choice(chance.choice(records)["messages"])
    name, values = chance.choice([("at", ["昨天", {}, True, "2026-13-45T99:00:00Z"]), ("role", ["路人", 3, None]), ("text", [True, {}, []]),
                                  ("content", ["hologram", 5, {}]), ("id", [{}, True])])
    owner[name] = chance.choice(values)
    return encode(lines_of(records))


def swap_times(chance, records):
    messages = chance.choice(records)["messages"]
    pairs = [(a, b) for a in messages for b in messages if a["at"] < b["at"]]
    a, b = chance.choice(pairs)
    a["at"], b["at"] = b["at"], a["at"]
    return encode(lines_of(records))


def other_encoding(chance, records):
    lines = [line.encode("utf-8") for line in lines_of(records)]
    for i in range(len(lines)) if chance.random() < 0.5 else [chance.randrange(len(lines))]:
        lines[i] = lines[i].decode("utf-8").encode("gb18030")
    return b"\n".join(lines) + b"\n"


def no_messages(chance, records):
    record = chance.choice(records)
    record["messages"] = chance.choice([[], None])
    record.pop("events", None)
    return encode(lines_of(records))


def nothing(chance, records):
    return chance.choice([b"", b"\n", b"[]", b"{}", b" \n\n", b"\xef\xbb\xbf"])


def bad_survey(chance, records):
    records = [named_apart(record, records[0]["id"]) for record in chance.sample(FEEDBACK, RECORDS)]
    record = chance.choice(records)
    name, values = chance.choice([("rating", [99, -1, "excellent", {}]), ("at", ["昨天", {}]), ("source", [{}, []]), ("id", [True, {}])])
    record[name] = chance.choice(values)
    return encode(lines_of(records))


# ---- damages of tables ----

def cells(chance, records, change):
    rows = rows_of(records)
    change(rows[chance.randrange(len(rows))])
    return table(rows)


def too_many_cells(chance, records):
    return cells(chance, records, lambda row: row.append("x"))


def too_few_cells(chance, records):
    return cells(chance, records, lambda row: row.pop())


def bad_cell(chance, records):
    i, value = chance.choice([(0, ""), (2, "昨天"), (3, "路人")])
    return cells(chance, records, lambda row: row.__setitem__(i, value))


def lose_quote_of_cell(chance, records):
    text = table(rows_of(records))
    at = chance.choice([match.start() for match in re.finditer(b'"', text) if match.start() > text.index(b"\n") + 1])
    return text[:at] + text[at + 1:]


def cut_row(chance, records):
    text = table(rows_of(records))
    begin = text.rindex(b"\n", 0, len(text) - 1) + 1
    row = text[begin:-1]
    return text[:begin + chance.randrange(1, row.rindex(b'","'))]


def bad_bytes_of_cell(chance, records):
    text = table(rows_of(records))
    at = chance.choice([match.start() for match in re.finditer(rb'[\x80-\xff]', text) if match.start() > text.index(b"\n")])
    return text[:at] + chance.choice(BAD_BYTES) + text[at + 1:]


def is_text(row):
    try:
        return bool(row.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def row_of_another_encoding(chance, records):
    rows = table(rows_of(records)).splitlines(keepends=True)
    other = [row.decode("utf-8").encode("gb18030") for row in rows]
    i = chance.choice([i for i, row in enumerate(other) if i and not is_text(row)])  # some bytes are text in both: nobody sees that
    rows[i] = rows[i].decode("utf-8").encode("gb18030")
    return b"".join(rows)


def repeat_row(chance, records):
    rows = rows_of(records)
    rows.append(chance.choice(rows))
    return table(rows)


def rename_column(chance, records):
    header = list(HEADER)
    i = chance.randrange(len(header))
    names = [header[i][:-2], header[i][1:], "x" + header[i], ""]
    header[i] = chance.choice([name for name in names if name not in ("客服", "客户", "消息")])  # those are known, too
    return table(rows_of(records), header)


def lose_header(chance, records):
    return table(rows_of(records)).split(b"\n", 1)[1]


def swap_times_of_rows(chance, records):
    messages = chance.choice(records)["messages"]
    a, b = chance.choice([(a, b) for a in messages for b in messages if a["at"] < b["at"]])
    a["at"], b["at"] = b["at"], a["at"]
    return table(rows_of(records))


DAMAGES = [cut_line, cut_file, lose_quote, lose_bracket, bad_bytes, repeat_record, rename_member, bad_value, swap_times, other_encoding,
           no_messages, nothing, bad_survey, too_many_cells, too_few_cells, bad_cell, lose_quote_of_cell, cut_row, bad_bytes_of_cell,
           row_of_another_encoding, repeat_row, rename_column, lose_header, swap_times_of_rows]


# ---- what kefu says ----

BATCH = 200  # files of one kefu report


def report(kefu, paths):
    """The exit status, and the findings of each file."""
    done = subprocess.run([kefu, "report", "--findings", "json", *paths], capture_output=True, timeout=600, check=False)
    findings = {path: [] for path in map(str, paths)}
    for line in done.stderr.splitlines():
        if line.startswith(b"{"):
            finding = json.loads(line)
            findings.setdefault(finding["source"], []).append(finding["code"])
    return done.returncode, findings


def is_missed(code, findings):
    return code < 0 or code not in (0, 1, 3) or (code == 0 and not findings)


def named_apart(record, i):
    """The record with ids that no other file has: what is read together must not be told apart by each other's ids."""
    return {name: f"{i}-{value}" if name in ("id", "conversation_id", "contact_id") and isinstance(value, str) else value for name, value in record.items()}


def whole(kefu, folder):
    """What is not damaged has no finding: else every damage would seem to be found."""
    texts = [("day.jsonl", encode(lines_of(CONVERSATIONS))), ("day.csv", table(rows_of(named_apart(r, 1) for r in CONVERSATIONS))),
             ("surveys.jsonl", encode(lines_of(FEEDBACK)))]
    for i in range(2):
        texts.append((f"apart{i}.jsonl", encode(lines_of(named_apart(r, f"again{i}") for r in CONVERSATIONS))))
    for name, text in texts:
        (folder / name).write_bytes(text)
    code, findings = report(kefu, [folder / name for name, _ in texts])
    told = {path: codes for path, codes in findings.items() if codes and path.startswith(str(folder))}
    if code or told:
        sys.exit(f"what is not damaged has findings: {code} {told}")


def damaged(i, seed):
    """Damage number i: its name, and the file."""
    chance = random.Random(f"{seed} {i}")
    damage = DAMAGES[i % len(DAMAGES)]
    records = [named_apart(record, i) for record in chance.sample([r for r in CONVERSATIONS if len(r["messages"]) > 2], RECORDS)]
    records = json.loads(json.dumps(records))
    return damage.__name__, damage(chance, records), ".csv" if i % len(DAMAGES) >= DAMAGES.index(too_many_cells) else ".jsonl"


def judge(kefu, cases):
    """Yields the damages that are missed of a batch, as (name, number, exit status). Each that has no finding among the others, and
    a few that have one, are read again alone: what is said of a file does not depend on the others."""
    code, findings = report(kefu, [path for _, _, path in cases])
    crashed = code < 0 or code not in (0, 1, 3)
    for n, (i, name, path) in enumerate(cases):
        found = findings[str(path)]
        if crashed or not found or n % 40 == 0:
            alone, said = report(kefu, [path])
            if is_missed(alone, any(said.values())) or (found and not any(said.values())):
                yield name, i, alone


def main(kefu, count=480, seed=1, first=0):
    missed = {}
    numbers = range(int(first), int(first) + int(count))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        whole(kefu, folder)
        for start in range(0, len(numbers), BATCH):
            cases = []
            for i in numbers[start:start + BATCH]:
                damage, content, ending = damaged(i, seed)
                path = folder / f"{i}{ending}"
                path.write_bytes(content)
                cases.append((i, damage, path))
            for damage, i, code in judge(kefu, cases):
                missed.setdefault(damage, []).append((i, code))
            for _, _, path in cases:
                path.unlink()
            print(f"{min(start + BATCH, len(numbers))} of {len(numbers)}", file=sys.stderr, flush=True)
    print(f"{count} damages, {sum(map(len, missed.values()))} missed")
    for name, cases in missed.items():
        print(f"{name}: {len(cases)}, of them", *cases[:8])
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
