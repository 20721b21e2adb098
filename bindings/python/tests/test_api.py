# SPDX-License-Identifier: MIT
"""The Python package: the same numbers as the program, Python's ways of failing, threads, pickles."""
import json
import pickle
import signal
import sys
import threading
from datetime import datetime, timezone
from pathlib import Path

import pytest

import kefu

DATA = Path(__file__).resolve().parents[3] / "examples" / "data"
LINES = (DATA / "conversations.jsonl").read_text(encoding="utf-8").splitlines()
FEEDBACK = (DATA / "feedback.jsonl").read_text(encoding="utf-8").splitlines()


def test_analyze_one_text():
    found = kefu.analyze("客服态度不好，等了三天")
    assert found.label == "negative"
    assert -1 <= found.polarity < 0 and 0 <= found.positive_probability < 0.5
    assert found.hits


def test_spans_are_code_points():
    text = "😡𠮷 你們的客服態度太差了"
    found = kefu.analyze(text)
    assert found.hits
    for hit in found.hits:
        assert text[hit["start"]:hit["end"]] == hit["text"]


def test_offsets_of_a_long_text_are_those_of_its_parts():
    part = "这家店的客服😡态度太差了，我很失望。"
    long = kefu.analyze(part * 400)
    assert len(long.hits) > 400
    for hit in long.hits:
        assert (part * 400)[hit["start"]:hit["end"]] == hit["text"]
    broken = "好\udcff太差了".encode("utf-8", "surrogateescape").join([b"a" * 5000, b""])
    assert [broken.decode("utf-8", "replace")[hit["start"]:hit["end"]] for hit in kefu.analyze(broken).hits] \
        == [hit["text"] for hit in kefu.analyze(broken).hits]


def test_columns():
    columns = kefu.analyze(["很好", "", "很差", b"\xe5\xbe\x88\xe5\xb7\xae"])
    assert [len(c) for c in columns] == [4] * 4
    assert columns.label[0] == "positive" and columns.label[2] == columns.label[3] == "negative"
    assert columns.polarity[0] == pytest.approx(kefu.analyze("很好").polarity, abs=1e-4)
    assert kefu.analyze(iter(["很好"])).label == ["positive"]
    assert kefu.analyze([]).label == []


@pytest.mark.parametrize("text", [None, 3, ["a", None], object()])
def test_wrong_types(text):
    with pytest.raises(TypeError):
        kefu.analyze(text)


def test_agreement():
    columns = {"li": ["yes", "no", "no", "yes"], "wang": ["yes", None, "no", "no"]}
    rows = list(zip(*columns.values()))
    triples = [{"unit": i, "rater": rater, "rating": column[i]} for rater, column in columns.items() for i in range(4)]
    for ratings in (columns, rows, iter(rows), triples):
        answer = kefu.agreement(ratings)
        assert (answer["units"], answer["raters"], answer["ratings"], answer["categories"]) == (4, 2, 7, ["no", "yes"])
        assert answer["coefficients"]["krippendorff_alpha"]["value"] == pytest.approx(4 / 9)
    assert kefu.agreement(columns)["pairs"][0]["raters"] == ["li", "wang"]
    assert kefu.agreement([[1, 1], [1, 1]])["coefficients"]["krippendorff_alpha"] == {"value": None}
    with pytest.raises(kefu.Error) as caught:
        kefu.agreement([[1, 2], [3, "x"]], "interval")
    assert caught.value.pointer == "/ratings/1/1"


def test_series():
    values = [3, 4, 2, 5, 3, 4, 3, 14]
    days = [datetime(2026, 3, day) for day in range(1, 9)]
    for points in (values, iter(values), list(zip(days, values)), dict(zip(days, values)),
                   [{"at": day.date(), "value": value} for day, value in zip(days, values)]):
        answer = kefu.series(points, "ears", horizon=2)
        assert [alert["value"] for alert in answer["alerts"]] == [14] and len(answer["forecast"]) == 2
    assert kefu.series(values[:3] + [float("nan")] + values[4:], "ears")["judged"] == 0
    with pytest.raises(kefu.Error) as caught:
        kefu.series([1, 2], "ears", years=3)
    assert caught.value.pointer == "/years" and caught.value.findings[0].code == "unknown_member"
    with pytest.raises(kefu.Error, match="time"):
        kefu.series([("2026-03-01", 1), ("2026-03-01", 2)])


def test_wrong_words():
    with pytest.raises(ValueError, match="role"):
        kefu.analyze("x", role="boss")
    with pytest.raises(kefu.Error) as caught:
        kefu.analyze(["fine", "x" * (1 << 21)])
    assert caught.value.status == "KEFU_E_LIMIT" and caught.value.pointer == "/1"


def test_half_a_surrogate_pair_is_one_character():
    found = kefu.analyze("\ud83d太差了\ude00差")
    assert found.label == "negative" and found.hits[0]["text"] in "太差了"
    assert "\ud83d太差了\ude00差"[found.hits[0]["start"]:found.hits[0]["end"]] == found.hits[0]["text"]
    assert kefu.analyze(["\ud83d太差了", "好"]).label[0] == "negative"
    assert kefu.redact("\ud83d 13800138000 \ude00") == "\ufffd *********** \ufffd"


@pytest.mark.parametrize("form", [lambda record: record, lambda record: json.dumps(record, ensure_ascii=False), json.dumps])
def test_what_is_no_text_costs_no_record(form):
    record = {"id": "a\udead", "contact_id": "\ud83d\ude00",
              "messages": [{"role": "customer", "text": "太\ud83d差\0了"}]}
    read = kefu.conversation(form(record))
    assert read.messages()[0]["text"] == "太\ufffd差\ufffd了"
    assert [(f.code, f.pointer, f.line) for f in read.findings] == [
        ("bad_text", "/id", 1), ("bad_text", "/messages/0/text", 1)]
    with pytest.raises(kefu.Error):  # definitions are read strictly
        kefu.FieldMap({"id": "a\udead"})


def test_maps_tell_what_they_replace():
    field_map = kefu.FieldMap({"kefu": 1, "kind": "map", "id": "m", "version": "1", "record": "feedback",
                               "format": "jsonl", "members": {"text": "/t"}})
    found = []
    assert field_map.apply('{"t": "a\\ud83d"}', findings=found)["text"] == "a\ufffd"
    assert [(f.code, f.pointer, f.column) for f in found] == [("bad_text", "/t", 9)]
    assert field_map.apply(b'{"t": "a\xff"}')["text"] == "a\ufffd"


class Scalar:
    """A NumPy number, as far as records see one."""

    shape = ()

    def __init__(self, value):
        self.value = value

    def item(self):
        return self.value


@pytest.mark.parametrize("wrap", [int, Scalar])
def test_numeric_ids_keep_their_digits(wrap):
    long, message = 2**53 + 1, 12345678901234567890123
    record = {"id": wrap(long), "messages": [{"id": wrap(message), "role": "agent", "agent_id": wrap(-long), "text": "x",
                                              "at": wrap(0)}], "attributes": {"order": wrap(long)}}
    read = json.loads(kefu.conversation(record).to_json())
    assert read["id"] == str(long) and read["attributes"]["order"] == str(long)
    assert read["messages"][0]["id"] == str(message) and read["messages"][0]["agent_id"] == str(-long)
    with pytest.raises(TypeError, match="object"):
        kefu.conversation({"id": object()})


def test_numbers_of_numpy_keep_their_digits():
    numpy = pytest.importorskip("numpy")
    record = {"id": numpy.int64(2**53 + 1), "messages": [{"role": "customer", "text": "x", "at": numpy.float32(0.5)}],
              "attributes": {"new": numpy.bool_(True)}}
    read = json.loads(kefu.conversation(record).to_json())
    assert read["id"] == "9007199254740993" and read["attributes"]["new"] == "true"


def test_a_report_is_saved_whole_or_not_at_all(tmp_path):
    resource = pytest.importorskip("resource")
    target = tmp_path / "report.html"
    report = kefu.Aggregate().report()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for old in (None, "old"):
        if old:
            target.write_text(old)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
        try:
            with pytest.raises(OSError):
                report.save(target)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert [path.name for path in tmp_path.iterdir()] == (["report.html"] if old else [])
        assert not old or target.read_text() == old
    signal.signal(signal.SIGXFSZ, handler)
    target.chmod(0o640)
    report.save(target)
    assert target.read_text("utf-8").startswith("<!DOCTYPE") and target.stat().st_mode & 0o777 == 0o640


def test_embedded_nul_survives():
    text = "很好\0很好"
    assert kefu.analyze(text).hits[0]["text"] in text


def test_bad_definitions_say_where():
    with pytest.raises(kefu.Error) as caught:
        kefu.Scheme({"kefu": 1, "kind": "lexicon", "id": "a.b", "version": "1", "entries": [{"text": "a", "polarity": 9}]})
    assert caught.value.pointer == "/entries/0/polarity"
    with pytest.raises(FileNotFoundError):
        kefu.Scheme("no/such/file.json")


def test_turns_are_a_table():
    rows = kefu.turns(LINES[:2])
    assert [row["conversation"] for row in rows] == ["c001"] * 4 + ["c002"] * (len(rows) - 4)
    assert rows[:2] == [
        {"conversation": "c001", "turn": 0, "piece": 0, "episode": 0, "start": 1773245561000, "stop": 1773245561000,
         "agent_id": "", "wait": 0, "end": "handed_on", "useful": None, "channel": "chat"},
        {"conversation": "c001", "turn": 0, "piece": 1, "episode": 0, "start": 1773245561000, "stop": 1773273930000,
         "agent_id": "a11", "wait": 28369000, "end": "answered", "useful": True, "channel": "chat"}]


def test_versions_in_force_at_an_instant():
    def words(version, since, word):
        return {"kefu": 1, "kind": "lexicon", "id": "my.words", "version": version, "effective_from": since,
                "entries": [{"text": word, "emotion": {"anger": 1}}]}
    documents = [words("1", "2026-01-01T00:00:00Z", "甲乙丙"), words("2", "2026-07-01T00:00:00Z", "丁戊己")]
    found = {at: [bool(kefu.Scheme(*documents, at=at).analyze(text).emotions) for text in ("甲乙丙", "丁戊己")]
             for at in (1773280800000, datetime(2026, 8, 1, tzinfo=timezone.utc), None)}
    assert list(found.values()) == [[True, False], [False, True], [False, True]]
    again = pickle.loads(pickle.dumps(kefu.Scheme(*documents, at=1773280800000)))
    assert again.analyze("甲乙丙").emotions
    with pytest.raises(ValueError):
        kefu.Scheme(at=datetime(2026, 8, 1))


def test_records_are_judged_by_what_was_in_force():
    change = 1773288000000  # amid the sample day

    def soon(version, since, limit):
        return {"kefu": 1, "kind": "metric_set", "id": "mine", "version": version, "effective_from": since, "metrics": [
            {"id": "soon", "type": "ratio", "direction": "higher_is_better", "denominator": "turns",
             "numerator": {"metric": "art", "le": limit}, "unanswered": "miss"}]}
    documents = [soon("1", "2026-01-01T00:00:00Z", 30000), soon("2", "2026-03-12T12:00:00+08:00", 5000)]
    scheme = kefu.Scheme(*documents)
    assert scheme.changes == [1767225600000, change] and kefu.Scheme(*documents, at=change).changes == []
    assert scheme.in_force(LINES[0]).digest == kefu.Scheme(*documents, at=change - 1).digest
    assert scheme.in_force({"messages": []}) is scheme is scheme.in_force(LINES[-1])
    early = [line for line in LINES if scheme.in_force(line) is not scheme]
    assert kefu.Conversation(early[0], scheme=scheme).metrics()["soon"] == kefu.Conversation(
        early[0], scheme=kefu.Scheme(*documents, at=change - 1)).metrics()["soon"]
    report = kefu.report(LINES, FEEDBACK, scheme=scheme).to_dict()
    assert [entry["id"] for entry in report["breaks"]] == ["soon"] and report["period"]["conversations"] == 97
    aggregate = kefu.Aggregate(scheme=scheme)
    for line in LINES:
        aggregate.add(line)
        assert aggregate.value("frt")["n"] <= aggregate.conversations  # merged in between, too
    assert aggregate.conversations == 97
    assert [series["apart"] for series in aggregate.series() if series["id"] == "soon"] == [False, True]
    of_early = kefu.Aggregate(scheme=scheme)
    for line in early:
        of_early.add(line)
    assert [series["apart"] for series in of_early.series() if series["id"] == "soon"] == [False]
    loaded = kefu.Aggregate.load(aggregate.save(), scheme=scheme)
    loaded.add(early[0])
    assert loaded.conversations == 98 and loaded.save() != aggregate.save()


def test_own_words_and_pickles():
    scheme = kefu.Scheme({"kefu": 1, "kind": "lexicon", "id": "my.words", "version": "1.0.0",
                          "entries": [{"text": "橐橐駪駪", "polarity": 0.9}]})
    again = pickle.loads(pickle.dumps(scheme))
    assert again.digest == scheme.digest != kefu.Scheme().digest
    assert kefu.analyze("橐橐駪駪", scheme=again).label == "positive"
    assert scheme.title("anger") == "愤怒" and scheme.title("anger", "en").lower() == "anger"
    assert {"frt", "csat"} <= {m["id"] for m in scheme.describe()["metrics"]}


def test_live_equals_batch():
    for line in LINES[:20]:
        record = json.loads(line)
        whole = kefu.Conversation(record)
        events = record["messages"] + record.get("events", [])
        live = kefu.conversation(**{k: record[k] for k in ("id", "channel", "contact_id", "team", "topic") if k in record})
        for label in record.get("labels", []):
            live.label(label)
        order = sorted(range(len(events)), key=lambda i: (_instant(events[i]["at"]), i < len(record["messages"])))
        for i in order:
            live.push(events[i])
        assert live.metrics() == whole.metrics(), record["id"]


def _instant(at):
    if isinstance(at, (int, float)):
        return at
    from datetime import datetime
    return datetime.fromisoformat(at).timestamp() * 1000


@pytest.mark.parametrize("keep_text", [True, False])
def test_a_chat_survives_its_process(keep_text):
    chat = kefu.conversation(keep_text=keep_text, agent_id="a1")
    assert chat.push(id="m1", at=1773280800000, role="customer", text="再不处理我就投诉")
    for copy in (kefu.Conversation.from_json(chat.to_json()), pickle.loads(pickle.dumps(chat))):
        assert copy.alerts() == []  # told before
        assert copy.to_json() == chat.to_json()
        assert copy.push(id="m1", role="customer", text="同一条") == []
        assert copy.push(id="m2", at=1773280900000, role="agent", text="您好，马上处理") == \
            kefu.Conversation.from_json(chat.to_json()).push(
                id="m2", at=1773280900000, role="agent", text="您好，马上处理")
    assert bool(chat.messages()[0]["text"]) == keep_text
    fresh = kefu.conversation()
    assert kefu.Conversation.from_json(fresh.to_json()).to_json() == fresh.to_json()
    with pytest.raises(kefu.Error) as refused:
        kefu.Conversation.from_json(chat.to_json().replace('"format":1', '"format":9'))
    assert refused.value.status == "KEFU_E_VERSION"


def test_alerts_name_their_words():
    chat = kefu.conversation(agent_id="a1")
    alerts = chat.push(role="customer", text="再不处理我就投诉", at=1773280800000)
    assert any("投诉" in alert["evidence"] for alert in alerts)
    assert chat.push(role="customer", text="好的", at=1773280801000) == []


def test_evaluation_round_trip():
    evaluation = kefu.Conversation(LINES[0]).evaluate()
    text = evaluation.to_json()
    assert kefu.Evaluation.from_json(text).to_json() == text
    scores = evaluation.to_dict()["scores"]
    assert 0 <= scores["form"]["final"] <= 100
    with pytest.raises(kefu.Error):
        evaluation.answer("no such question", "yes", reason="r", by="b")
    with pytest.raises(kefu.Error):
        kefu.Evaluation.from_json("{}")


def test_what_is_no_text_refuses_no_evaluation():
    evaluation = kefu.Conversation(LINES[0]).evaluate()
    question = evaluation.to_dict()["answers"][0]["question"]
    evaluation.answer(question, "na", reason="反讽\ud83d", by=2**53 + 1)
    assert [(f.code, f.pointer) for f in evaluation.findings] == [("bad_text", "/reason")]
    text = evaluation.to_json()
    assert json.loads(text)["answers"][0]["by"] == str(2**53 + 1) and "反讽\ufffd" in text
    for flawed in (text.replace("反讽", "反\\ud83d讽"), text.encode().replace("反讽".encode(), b"\xff")):
        again = kefu.Evaluation.from_json(flawed)
        assert [f.code for f in again.findings] == ["bad_text"]
    for refused in (text + " x", text.replace('"answers"', '"answers":[],"answers"', 1)):
        with pytest.raises(kefu.Error) as caught:
            kefu.Evaluation.from_json(refused)
        assert caught.value.offset and caught.value.findings[0].line == 1


def test_four_shards_are_the_whole():
    whole = kefu.Aggregate(["agent_id", "channel"])
    shards = [kefu.Aggregate(["agent_id", "channel"]) for _ in range(4)]
    for i, line in enumerate(LINES):
        whole.add(line)
        shards[i % 4].add(line)
    for i, line in enumerate(FEEDBACK):
        whole.add_feedback(line)
        shards[i * 7 % 4].add_feedback(line)
    merged = kefu.Aggregate.load(shards[2].save())
    for i in (3, 0, 1):
        merged.merge(shards[i])
    assert merged.save() == whole.save()
    assert merged.groups() == whole.groups()
    assert merged.report().render("html") == whole.report().render("html")
    assert merged.conversations == len(LINES) and merged.feedback == len(FEEDBACK)


def test_a_history_counts_each_record_once(tmp_path):
    history = kefu.History(fold_after=0)
    assert set(history.add(line) for line in LINES) == {"counted", "waits"}
    assert history.add(LINES[0]) in ("repeated", "waits")
    history.fold()
    whole = kefu.Aggregate()
    for line in LINES:
        whole.add(line)
    assert history.aggregate().save() == whole.save()
    assert history.aggregate().report().render("json") == whole.report().render("json")
    assert {history.add_feedback(line) for line in FEEDBACK} == {"counted"}
    told = history.describe()
    assert told["conversations"] == len(LINES) and told["waiting"] == 0 and told["feedback"] == len(FEEDBACK)
    history.write(tmp_path / "h.kefu")
    back = kefu.History.load(tmp_path / "h.kefu")
    assert back.save() == history.save() and {back.add(line) for line in LINES} == {"repeated"}
    files = kefu.History(fold_after=0)
    assert files.add_files(DATA / "conversations.jsonl", DATA / "feedback.jsonl")["counted"] > 100
    assert files.aggregate().conversations == len(LINES)


def test_histories_merge_compare_and_forget():
    shards = [kefu.History(), kefu.History()]
    for i, line in enumerate(LINES):
        shards[i % 2].add(line)
    bare = kefu.History.load(shards[0].save(), scheme=False)
    with pytest.raises(kefu.Error):
        bare.add(LINES[0])
    bare.merge(shards[1])
    with pytest.raises(kefu.Error):
        bare.merge(shards[1])
    day = 1773244800000  # 2026-03-12T00:00:00+08:00
    before, after = bare.aggregate(end=day), bare.aggregate(start=day)
    assert before.conversations + after.conversations == bare.describe()["conversations"]
    rows = before.compare(after)
    assert rows[0]["key"] == [] and {"before", "after", "p_value", "q_value"} <= rows[0].keys()
    with pytest.raises(kefu.Error):
        bare.aggregate(start=day + 1)
    contact = json.loads(LINES[0])["contact_id"]
    assert bare.forget(contact) >= 0 and bare.forget(contact) == 0 and whole_forget(bare, contact) == 0


def whole_forget(history, contact):
    return history.aggregate().forget(contact)


def test_states_are_read_and_merged_without_definitions():
    aggregate = kefu.Aggregate()
    for line in LINES:
        aggregate.add(line)
    bare = kefu.Aggregate.load(aggregate.save(), scheme=False)
    assert bare.value("frt", statistic="p90") == aggregate.value("frt", statistic="p90")
    assert bare.save() == aggregate.save()
    names = {row["id"] for row in bare.series()}
    assert "frt" in names and all(row["apart"] for row in bare.series())
    with pytest.raises(kefu.Error):
        bare.add(LINES[0])
    with pytest.raises(kefu.Error):
        bare.report()
    with pytest.raises(KeyError):
        bare.value("nothing")
    bare.merge(aggregate)
    assert bare.conversations == 2 * len(LINES)


def test_a_new_word_keeps_only_what_reads_it_apart():
    word = {"kefu": 1, "kind": "lexicon", "id": "mine", "version": "1",
            "entries": [{"text": "气得冒烟了", "emotion": {"anger": 0.9}}]}
    first, second = kefu.Aggregate(), kefu.Aggregate(scheme=kefu.Scheme(word))
    first.add(LINES[0])
    second.add(LINES[1])
    first.merge(second)
    apart = {row["id"] for row in first.series() if row["apart"]}
    assert "frt" not in apart and "customer_negative" in apart
    assert first.value("frt")["n"] == 2 and first.value("customer_negative")["n"] == 1
    breaks = json.loads(first.report().render("json"))["breaks"]
    assert {"customer_negative"} <= {row["id"] for row in breaks if row["kind"] == "metric"}
    assert "定义变过" in first.report().render("markdown")


def test_what_is_delivered_twice_counts_once():
    shard, whole = kefu.Aggregate(), kefu.Aggregate()
    shard.add(LINES[0])
    shard.set_source("worker 3", 1, 1)
    for merged in (False, True):
        assert whole.is_merged(shard) is merged
        whole.merge(kefu.Aggregate.load(shard.save()))
        assert whole.conversations == 1


def test_hostile_states_are_refused():
    aggregate = kefu.Aggregate()
    aggregate.add(LINES[0])
    state = aggregate.save()
    for bad in (b"", state[:-1], state + b"x", state[:40] + bytes([state[40] ^ 1]) + state[41:]):
        with pytest.raises(kefu.Error):
            kefu.Aggregate.load(bad)


def test_report_files(tmp_path):
    report = kefu.report(LINES, FEEDBACK)
    for end in ("html", "json", "md", "csv", "txt"):
        report.save(tmp_path / f"r.{end}")
        assert (tmp_path / f"r.{end}").stat().st_size > 100
    assert report.to_dict()["kind"] == "report"
    with pytest.raises(ValueError):
        report.save(tmp_path / "r.pdf")


def test_field_map():
    fields = kefu.FieldMap(DATA.parent / "maps" / "helpdesk.json")
    assert fields.record == "conversation"
    record = fields.apply('{"id": "d1", "turns": [{"role": "customer", "text": "你好"}, {"role": "helpdesk", "text": "您好"}]}')
    assert [m["role"] for m in record["messages"]] == ["customer", "agent"]


FLAWED = {"id": "c1", "messages": [
    {"id": "m1", "at": 1772416801000, "role": "customer", "text": "在吗"}, {"id": "m2", "at": 1772416809000, "role": "agent", "text": "您好"},
    {"id": "m1", "at": 1772416809500, "role": "customer", "text": "嗯"}, {"id": "m3", "at": 1772416802000, "role": "customer", "text": "好"}],
    "events": [{"type": "recalled", "message_id": "zz", "at": 1772416809600}]}
FLAWS = {("warning", "out_of_order_events", "/messages/3/at"), ("warning", "duplicate_message", "/messages/2/id"),
         ("warning", "unknown_message", "/events/0/message_id")}


def test_findings_of_a_record_read_whole():
    chat = kefu.conversation(FLAWED)
    assert {(f.severity, f.code, f.pointer) for f in chat.findings} == FLAWS
    for finding in chat.findings:
        assert finding.line == 1 and finding.column > 1 and finding.code in str(finding)
    assert kefu.conversation(LINES[0]).findings == []


def test_findings_of_a_record_pushed():
    chat = kefu.conversation()
    for record in FLAWED["messages"] + FLAWED["events"]:
        chat.push(record)
    assert {(f.severity, f.code) for f in chat.findings} == {flaw[:2] for flaw in FLAWS}
    assert [f.pointer for f in chat.findings] == ["/id", "/at", "/message_id"]


def test_findings_of_what_is_added_up():
    aggregate = kefu.Aggregate()
    aggregate.add(FLAWED)
    aggregate.add(LINES[0])
    assert {(f.severity, f.code, f.pointer) for f in aggregate.findings} == FLAWS
    assert kefu.report([FLAWED]).findings == aggregate.findings


def test_an_error_has_its_findings():
    words = {"kefu": 1, "kind": "lexicon", "id": "a.b", "version": "1", "entries": [{"text": "a", "polarity": 9}] * 3}
    with pytest.raises(kefu.Error) as caught:
        kefu.Scheme(words)
    assert [(f.code, f.pointer, f.source) for f in caught.value.findings] == [
        ("out_of_range", f"/entries/{i}/polarity", "a.b") for i in range(3)]
    assert (caught.value.item, caught.value.source) == (1, "a.b")
    with pytest.raises(kefu.Error) as caught:
        kefu.Scheme({"kefu": 1, "kind": "lexicon", "id": "fine", "version": "1", "entries": []}, words)
    assert (caught.value.item, caught.value.source) == (2, "a.b")
    chat = kefu.conversation(FLAWED)
    with pytest.raises(kefu.Error) as caught:
        chat.push(role="nobody")
    assert [f.code for f in caught.value.findings] == ["unknown_choice"] and len(chat.findings) == 4
    with pytest.raises(kefu.Error) as caught:
        kefu.conversation("{")
    assert [f.code for f in caught.value.findings] == ["json_syntax"]
    assert (caught.value.item, caught.value.source) == (0, "")
    with pytest.raises(kefu.Error) as caught:
        kefu.FieldMap({"kefu": 1})
    assert caught.value.findings
    with pytest.raises(kefu.Error) as caught:
        kefu.analyze("x" * 2_000_000)
    assert caught.value.findings == []


def test_warnings_of_a_scheme_and_its_tests():
    words = {"kefu": 1, "kind": "lexicon", "id": "a.b", "version": "1", "entries": [], "remove": ["这个词谁也没有说过"],
             "tests": [{"text": "很好", "label": "negative"}]}
    scheme = kefu.Scheme(words)
    assert [(f.severity, f.code, f.source) for f in scheme.findings] == [("warning", "nothing_to_remove", "a.b")]
    assert [f.code for f in scheme.test()] == ["test_failed"]
    assert kefu.Scheme().findings == [] and pickle.loads(pickle.dumps(scheme)).findings == scheme.findings


def test_threads_share_a_scheme():
    texts = ["客服态度不好，等了三天", "非常满意，谢谢", "请问什么时候发货"] * 50
    expected = kefu.analyze(texts)
    results = [None] * 4

    def work(i):
        results[i] = kefu.analyze(texts)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 4


def test_none_is_refused_not_crashed_on():
    from kefu import _native
    with pytest.raises((TypeError, ValueError)):
        _native.Scheme_id(None)


def test_nothing_leaks():
    resource = pytest.importorskip("resource")
    def burn(count):
        for _ in range(count):
            kefu.analyze("客服态度不好")
            kefu.Conversation(LINES[0]).metrics()
            with pytest.raises(kefu.Error):
                kefu.Conversation("{")
    burn(300)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    burn(1500)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 4096, sys.version


def test_a_dialogue_gives_the_customers_course():
    turns = [{"role": "customer", "text": "等了三天还没发货，太差了！"}, {"role": "helpdesk", "text": "非常抱歉"},
             {"role": "customer", "text": "谢谢你，很满意"}]
    course = kefu.analyze_dialogue({"id": "d1", "satisfaction": -2, "turns": turns})
    assert course["id"] == "d1" and -2 <= course["satisfaction"] <= 2
    assert (course["start"]["label"], course["end"]["label"]) == ("negative", "positive")
    assert course["recovery"]["act"]["message"] == 1
    for item in course["evidence"]:
        assert turns[item["message"]]["text"].encode()[item["start"]:item["end"]].decode() == item["text"]
    chat = kefu.Conversation(id="d1")
    for turn in turns:
        chat.push(role=turn["role"].replace("helpdesk", "agent"), text=turn["text"])
    assert chat.dialogue() == course == kefu.analyze_dialogue(chat)
    silent = kefu.Conversation({"turns": turns}, keep_text=False).dialogue()
    assert (silent["satisfaction"], silent["reason"], silent["evidence"]) == (None, "no_text", [])
    assert silent["end"] == course["end"]


def test_constants_are_the_tables_of_the_library(tmp_path):
    from kefu import _api
    assert set(kefu.VOCABULARY) >= {"role", "statistic", "status", "reason", "severity", "format"}
    for words in kefu.VOCABULARY.values():
        names = [word["name"] for word in words]
        assert len(set(names)) == len(names) > 0
        assert all(word["title"]["zh-Hans"] and word["title"]["en"] for word in words)
    table = {name: {word["name"]: word["value"] for word in words} for name, words in kefu.VOCABULARY.items()}
    assert _api._ROLES == {**table["role"], "any": 0}
    assert _api._STATISTICS == table["statistic"]
    assert _api._FORMATS == {**table["format"], **table["format_ending"]}
    aggregate = kefu.Aggregate()
    aggregate.add(LINES[0])
    for statistic in table["statistic"]:
        assert set(aggregate.value("frt", statistic=statistic)) >= {"value", "n", "status", "reason"}
    report = aggregate.report()
    for ending in table["format_ending"]:
        report.save(tmp_path / f"report.{ending}")
        assert (tmp_path / f"report.{ending}").stat().st_size > 0
    statuses = set(table["status"])
    assert all(value["status"] in statuses for group in aggregate.groups() for value in group["metrics"].values())


def test_find_says_where_a_condition_is_true():
    condition = {"phrase": ["退款", "退货"], "role": "customer"}
    found = list(kefu.find(condition, DATA / "conversations.jsonl"))
    assert found == list(kefu.find(json.dumps(condition), LINES)) == list(
        kefu.find(condition, map(kefu.Conversation, LINES)))
    assert len(found) == 8 and (found[0]["id"], found[0]["agent_id"], len(found[0]["hits"])) == ("c006", "a6", 2)
    for chat in found:
        record = next(record for record in map(json.loads, LINES) if record["id"] == chat["id"])
        for hit in chat["hits"]:
            message = record["messages"][hit["message"]]
            assert message["text"][hit["start"]:hit["end"]] == hit["evidence"] and message["role"] == hit["role"]
    whole = list(kefu.find({"metric": "frt", "gt": 100000}, LINES))
    assert len(whole) == 23 and whole[0]["hits"][0].keys() == {"at"}
    with pytest.raises(kefu.Error) as failure:
        kefu.find({"phrase": "退*"}, LINES)
    assert failure.value.findings[0].pointer == "/rules/0/when/phrase"


def test_find_uses_the_rules_of_a_scheme():
    rule = {"id": "money", "title": "money", "severity": "minor", "when": {"phrase": "到账"}}
    scheme = kefu.Scheme({"kefu": 1, "kind": "rule_set", "id": "shop.rules", "version": "1.0.0", "rules": [rule]})
    chats = [{"id": "1", "messages": [{"role": "customer", "text": "什么时候到账"}]},
             {"id": "2", "messages": [{"role": "customer", "text": "什么时候发货"}]}]
    assert [chat["id"] for chat in kefu.find({"rule": "money"}, chats, scheme=scheme)] == ["1"]
    with pytest.raises(kefu.Error):
        kefu.find({"rule": "money"}, chats)


def test_attributes_are_read():
    chat = kefu.Conversation(LINES[5])
    assert chat.attribute("id") == "c006" and chat.attribute("agent_id") == "a6" and chat.attribute("mood") == ""
