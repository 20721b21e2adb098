# SPDX-License-Identifier: MIT
"""The sample day, multiplied: as JSON lines, and as a table with a row for each message."""
import csv
import io
import json
from pathlib import Path

DAY = Path(__file__).resolve().parents[3] / "examples" / "data" / "conversations.jsonl"
HEADER = "会话ID,发送时间,角色,客服ID,客户ID,团队,渠道,主题,消息ID,消息内容\n"


def conversations():
    with open(DAY, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def write_jsonl(path, copies):
    """Copies of the day whose conversations, contacts and messages are distinct. Returns how many messages they have."""
    day, count = conversations(), 0
    with open(path, "w", encoding="utf-8") as out:
        for copy in range(copies):
            for record in day:
                made = {**record, "id": f"{record['id']}-{copy}", "contact_id": f"{record['contact_id']}-{copy}"}
                out.write(json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n")
                count += len(record["messages"])
    return count


def row_templates():
    """For each conversation its rows, with @ where the number of the copy belongs."""
    made = []
    for record in conversations():
        rows = []
        for number, message in enumerate(record["messages"]):
            row = io.StringIO()
            csv.writer(row, lineterminator="\n").writerow([
                record["id"] + "-@", message["at"][:19].replace("T", " "), message["role"], message.get("agent_id", ""),
                record["contact_id"] + "-@", record.get("team", ""), record.get("channel", ""), record.get("topic", ""),
                f"m{number}", message.get("text", "").replace("@", "＠")])
            rows.append(row.getvalue())
        made.append(rows)
    return made


def write_csv(path, size, encoding="utf-8"):
    """About `size` bytes, unsorted: the first messages of all conversations, then the second ones …, so that the rows of a conversation
    are far apart. Returns (conversations, rows)."""
    templates = [[row.encode(encoding).split(b"@") for row in rows] for rows in row_templates()]
    day = sum(sum(map(len, row)) + 12 for rows in templates for row in rows)
    copies = max(1, size // day)
    step = 7919  # a prime: copies come in a scattered order
    while copies % step == 0:
        step += 2
    count = 0
    with open(path, "wb", buffering=1 << 20) as out:
        out.write(HEADER.encode(encoding))
        for position in range(max(map(len, templates))):
            rows = [row[position] for row in templates if position < len(row)]
            for i in range(copies):
                number = b"%d" % (i * step % copies)
                out.write(b"".join(number.join(row) for row in rows))
            count += len(rows) * copies
    return len(templates) * copies, count
