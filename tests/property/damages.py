#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Damages of the sample day that a reader can see. After each of them kefu report must not crash, and must not end with 0 without
a finding. damages.py KEFU [COUNT [SEED [FIRST]]]: COUNT (96) damages, from the number FIRST (0) on; the same ones for a seed (1).
Exit status 1 when one is missed."""
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
    name, values = chance.choice([("at", ["昨天", {}, True, "2026-13-45T99:00:00Z"]), ("role", ["路人", 3, None]), ("text", [7, {}, []]),
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
    records = [dict(record) for record in chance.sample(FEEDBACK, RECORDS)]
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


def row_of_another_encoding(chance, records):
    rows = table(rows_of(records)).splitlines(keepends=True)
    i = chance.choice([i for i, row in enumerate(rows) if i and any(byte > 127 for byte in row)])
    rows[i] = rows[i].decode("utf-8").encode("gb18030")
    return b"".join(rows)


def repeat_row(chance, records):
    rows = rows_of(records)
    rows.append(chance.choice(rows))
    return table(rows)


def rename_column(chance, records):
    header = list(HEADER)
    i = chance.randrange(len(header))
    header[i] = chance.choice([header[i][:-2], header[i][1:], "x" + header[i], ""])
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

def report(kefu, path):
    done = subprocess.run([kefu, "report", "--findings", "json", path], capture_output=True, timeout=60, check=False)
    findings = [line for line in done.stderr.splitlines() if line.startswith(b"{")]
    return done.returncode, findings


def is_missed(code, findings):
    return code < 0 or code not in (0, 1, 3) or (code == 0 and not findings)


def whole(kefu, folder):
    """What is not damaged has no finding: else every damage would seem to be found."""
    for name, text in ("day.jsonl", encode(lines_of(CONVERSATIONS))), ("day.csv", table(rows_of(CONVERSATIONS))):
        path = folder / name
        path.write_bytes(text)
        code, findings = report(kefu, path)
        if code or findings:
            sys.exit(f"{name} is not damaged: {code} {findings[:3]}")


def damaged(i, seed):
    """Damage number i: its name, and the file."""
    chance = random.Random(f"{seed} {i}")
    damage = DAMAGES[i % len(DAMAGES)]
    records = json.loads(json.dumps(chance.sample([r for r in CONVERSATIONS if len(r["messages"]) > 2], RECORDS)))
    return damage.__name__, damage(chance, records), ".csv" if i % len(DAMAGES) >= DAMAGES.index(too_many_cells) else ".jsonl"


def main(kefu, count=96, seed=1, first=0):
    missed = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        whole(kefu, folder)
        for i in range(int(first), int(first) + int(count)):
            damage, content, ending = damaged(i, seed)
            path = folder / f"damaged{ending}"
            path.write_bytes(content)
            code, findings = report(kefu, path)
            if is_missed(code, findings):
                missed.setdefault(damage, []).append((i, code))
    print(f"{count} damages, {sum(map(len, missed.values()))} missed")
    for name, cases in missed.items():
        print(f"{name}: {len(cases)}, of them", *cases[:8])
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
