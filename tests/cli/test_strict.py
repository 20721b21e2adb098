# SPDX-License-Identifier: MIT
"""--strict refuses what would else stay without its flaw; misspelled names are said with what was meant."""
import json

import pytest

START = 1709265600000


def chat(message=None, **more):
    return {"id": "c1", "messages": [{"role": "customer", "at": START, "text": "在吗", **(message or {})},
                                     {"role": "agent", "agent_id": "a1", "at": START + 60000, "text": "在的"}], **more}


FLAWS = {
    "content_unknown": chat({"content": "sticker"}),
    "instant_dropped": chat({"at": "gestern"}),
    "event_dropped": chat(events=[{"type": "poked"}]),
    "rating_dropped": chat(events=[{"type": "rated", "at": START, "rating": 9}]),
    "rating_rounded": chat(events=[{"type": "rated", "at": START, "rating": 4.4}]),
    "member_dropped": chat(topic=["a"]),
    "bad_text": chat({"text": "\ud83d"}),
    "time_implausible": chat({"at": 300000000000}),
    "empty_record": {"id": "c1", "messages": []},
}
SLIPS = {"agentid": "agent_id", "txt": "text", "conten": "content", "roel": "role"}


def write(path, *records):
    path.write_text("".join(json.dumps(r) + "\n" for r in records), "utf-8")
    return path


@pytest.mark.parametrize("command", ["report", "score", "metrics", "convert"])
@pytest.mark.parametrize("code", FLAWS)
def test_a_flaw_is_refused(kefu, tmp_path, command, code):
    path = write(tmp_path / "t.jsonl", {**chat(), "id": "c0"}, FLAWS[code])
    mended, strict = kefu(command, path), kefu(command, "--strict", path)
    assert mended.code == 0 and f": {code}: " in mended.err, mended.err
    assert strict.code == 1 and f": {code}: " in strict.err and "--strict takes none" in strict.err, strict.err
    assert len(strict.lines) == (0 if command == "report" else 1), "nothing of the flawed record"


def test_strict_refuses_repeats_and_flawed_feedback_and_touches_no_file(kefu, tmp_path):
    output = tmp_path / "day.json"
    output.write_text("yesterday")
    for record in (chat(), {"id": "f", "source": "survey", "rating": 9}, {"id": "f", "source": "survey", "raiting": 5}):
        path = write(tmp_path / "t.jsonl", chat(), record)
        for threads in ("1", "2"):
            result = kefu("report", "--strict", "-j", threads, "-o", output, path)
            assert result.code == 1 and output.read_text() == "yesterday", result.err
        assert kefu("report", path).code == 0


def test_notes_are_no_flaws(kefu, tmp_path):
    path = write(tmp_path / "t.jsonl", {"id": "c", "messages": [{"role": "customer", "at": "2024-03-01 12:00:00", "text": "在吗"}]})
    result = kefu("report", "--strict", path)
    assert result.code == 0 and "time_zone_assumed" in result.err


@pytest.mark.parametrize("slip", SLIPS)
def test_misspelled_members_are_told(kefu, tmp_path, slip):
    message = {"role": "agent", "at": START + 1, "text": "在的", "agent_id": "a1"}
    message[slip] = message.pop(SLIPS[slip], "text")
    if slip == "roel":
        message["role"] = "agent"
        del message["roel"]
        message["Role "] = "agent"
        path = write(tmp_path / "t.jsonl", {"id": "c", "Messages": [message], "events": [{"type": "closed", "at": START}]})
        meant = "messages"
    else:
        path = write(tmp_path / "t.jsonl", {"id": "c", "messages": [{"role": "customer", "at": START}, message]})
        meant = SLIPS[slip]
    result = kefu("metrics", path)
    assert f'did you mean "{meant}"?' in result.err, result.err
    assert kefu("metrics", "--strict", path).code == 1


@pytest.mark.parametrize("group, meant", [("agnet_id", "agent_id"), ("chanel", "channel"), ("shpo", "shop")])
def test_a_group_that_no_record_has_is_an_error(kefu, tmp_path, group, meant):
    path, output = write(tmp_path / "t.jsonl", chat(attributes={"shop": "S"})), tmp_path / "day.html"
    result = kefu("report", "--group-by", group, "-o", output, path)
    assert result.code == 1 and result.out == b"" and not output.exists()
    assert f"did you mean {meant}?" in result.err and "agent_id, team, channel, topic, contact_id, shop" in result.err
