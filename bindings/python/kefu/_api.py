# SPDX-License-Identifier: MIT
"""The package's face: typed and documented Python over the raw handles of the native module."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import threading
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, Iterable, Iterator, Literal, Mapping, NamedTuple, Sequence, Union, overload

from . import native as _proxies  # noqa: F401  registers the handles' destructors; must stay
from . import _native

Text = Union[str, bytes]
Record = Union[str, bytes, Mapping[str, Any]]
Instant = Union[str, int, date]  #: text, ms since 1970, or a date or datetime


class Finding(NamedTuple):
    """One thing that is wrong with content: a definition, a record, a field map (docs/findings.md)."""

    code: str  #: stable, "duplicate_message"; its severity is always the same
    severity: str  #: "error" (refused), "warning" (mended or left out) or "note"
    message: str  #: for people
    pointer: str  #: JSON pointer of the place, "" for the whole
    source: str  #: the document's name, "" for records
    line: int  #: from 1; 0: unknown
    column: int  #: in bytes of the UTF-8 text, from 1; 0: unknown
    offset: int  #: in bytes

    def __str__(self) -> str:
        place = f"{self.source or '-'}:{self.line}:{self.column}"
        severity = "" if self.severity == "error" else f"{self.severity}: "
        pointer = f"{self.pointer}: " if self.pointer else ""
        return f"{place}: {severity}{self.code}: {pointer}{self.message}"


Error = _native.Error


class _Collector:
    """Collects findings; what a failing call adds goes with its ``Error``, too."""

    __slots__ = ("handle", "_before")

    def __init__(self) -> None:
        self.handle = _native.new_Findings()
        self._before = 0

    def list(self, first: int = 0) -> list[Finding]:
        found = json.loads(_native.Findings_list(self.handle, first))
        return [Finding(*(members[name] for name in Finding._fields)) for members in found]

    def __enter__(self) -> Any:
        self._before = _native.Findings_count(self.handle)
        return self.handle

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if isinstance(error, Error):
            error.findings = self.list(self._before)


#: As ``now``: nothing more will come.
TIME_END = 2**63 - 1
_TIME_NONE = -2**63

#: The closed lists of the API: ``VOCABULARY["role"][0]`` is
#: ``{"value": 0, "name": "customer", "title": {"zh-Hans": "客户", "en": "customer"}}``.
VOCABULARY: dict[str, list[dict[str, Any]]] = json.loads(_native.vocabulary())


def _values(*lists: str) -> dict[str, int]:
    return {word["name"]: word["value"] for name in lists for word in VOCABULARY[name]}


_ROLES = {**_values("role"), "any": 0}
_GENRES = _values("genre")
_STATISTICS = _values("statistic")
_FORMATS = _values("format", "format_ending")
_RECORD_KINDS = _values("record_kind")
_BARE = _native.SCHEME_BARE
_SKIP_PINYIN, _ANY_ROLE = _native.ANALYZE_SKIP_PINYIN, _native.ANALYZE_ANY_ROLE
_NO_TEXT = _native.CONVERSATION_NO_TEXT
_CONVERSATION_SKIP_PINYIN = _native.CONVERSATION_SKIP_PINYIN
_FINDINGS_MAX = 1000

_local = threading.local()


def _scratch() -> Any:
    """One scratch a thread: working memory that analysing reuses."""
    scratch = getattr(_local, "scratch", None)
    if scratch is None:
        scratch = _local.scratch = _native.new_Scratch()
    return scratch


def _redact_kinds() -> dict[str, int]:
    names: dict[str, int] = {}
    while (name := _native.kefu_redact_kind_name(len(names))) != "unknown":
        names[name] = 1 << len(names)
    return names


_KINDS = _redact_kinds()


@overload
def redact(text: str, *, labels: bool = ..., mask: str = ..., kinds: Iterable[str] = ...) -> str: ...
@overload
def redact(text: bytes, *, labels: bool = ..., mask: str = ..., kinds: Iterable[str] = ...) -> bytes: ...
@overload
def redact(text: Iterable[Text], *, labels: bool = ..., mask: str = ..., kinds: Iterable[str] = ...
           ) -> list[Text]: ...


def redact(text: Any, *, labels: bool = False, mask: str = "", kinds: Iterable[str] = ()) -> Any:
    """The text without phones, documents, cards, accounts, addresses, names …; a column gives a list.

    ``labels`` writes 〔手机〕 for each; ``mask`` is the symbol for each character, by default a star
    of as many bytes. ``kinds`` (``"phone"``, ``"id"``, …) masks those alone.
    """
    if not isinstance(text, (str, bytes)):
        chosen = list(kinds)
        return [redact(one, labels=labels, mask=mask, kinds=chosen) for one in text]
    bits = 0
    for kind in kinds:
        bits |= _choice(_KINDS, kind, "kind")
    masked = _native.redact(text, _native.REDACT_LABELS if labels else 0, bits, mask)
    if isinstance(text, bytes):
        return masked if isinstance(masked, bytes) else masked.encode()
    return masked.decode() if isinstance(masked, bytes) else masked


def _choice(table: Mapping[str, int], name: str, what: str) -> int:
    try:
        return table[name]
    except KeyError:
        raise ValueError(f"{what} must be one of {', '.join(table)}, not {name!r}") from None


def _flags(role: str, skip_pinyin: bool) -> int:
    return (_SKIP_PINYIN if skip_pinyin else 0) | (_ANY_ROLE if role == "any" else 0)


_SURROGATE = re.compile("[\ud800-\udfff]")


def _is_absent(value: Any) -> bool:
    """NaN and pandas.NaT are not equal to themselves; pandas.NA says nothing of it."""
    if type(value).__name__ == "NAType":
        return True
    return isinstance(value, (float, date)) and value != value


def _plain(value: Any) -> Any:
    """What JSON has no word for but means one value: numbers of NumPy, their digits kept; decimal
    numbers; dates; what stands for nothing."""
    if _is_absent(value):
        return None
    if callable(item := getattr(value, "item", None)) and getattr(value, "shape", None) == ():
        return item()
    if isinstance(value, date):  # and datetime, whose zone is kept
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"a {type(value).__name__} stands in no record")


def _without_absent(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_absent(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_absent(element) for element in value]
    plain = _plain(value) if hasattr(value, "dtype") else value
    return None if _is_absent(plain) else plain


def _record(record: Record) -> Text:
    if not isinstance(record, (str, bytes)):
        try:
            record = json.dumps(record, ensure_ascii=False, allow_nan=False, default=_plain)
        except ValueError:  # NaN stands for nothing
            record = json.dumps(_without_absent(record), ensure_ascii=False, allow_nan=False, default=_plain)
    if isinstance(record, bytes):
        return record
    # Half a surrogate pair has no UTF-8; as an escape the library's reader tells where it stands.
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", record)


def version() -> str:
    """The version of the library, ``"0.1.0"``."""
    return _native.kefu_version()


class Scheme:
    """Compiled definitions: lexicon, metrics, calendars, rubrics, rules. Immutable; share it.

    :param definitions: paths of JSON files or folders of them, or the documents themselves as
        mappings. They stand above the built-in ones: the same id replaces one, others are added.
        Without any, the scheme is the built-in one.
    :param bare: leave the built-in documents out.
    :param at: use the versions that are in force then (ms, or an aware datetime); by default the
        newest ones. Where the documents change over time, whole records are then judged by what was
        in force when each began (:meth:`in_force`).
    :raises Error: with ``source`` (the document's name), ``pointer``, ``line`` and ``column`` of the
        first mistake; all of them are in its ``findings``.
    """

    __slots__ = ("_handle", "_documents", "_bare", "_at", "_findings", "_changes", "_slices", "_rank")

    def __init__(self, *definitions: Union[str, Path, Mapping[str, Any]], bare: bool = False,
                 at: Union[int, datetime, None] = None) -> None:
        self._setup([document for d in definitions for document in _documents(d)], bare, _instant(at))

    def _setup(self, documents: list[tuple[str, str]], bare: bool, at: int = _TIME_NONE) -> None:
        self._documents, self._bare, self._at = documents, bare, at
        collector = _Collector()
        try:
            with collector as findings:
                self._handle = _native.new_Scheme(documents, _BARE if bare else 0, at, findings)
        except Error as error:
            error.source = documents[error.item - 1][0] if error.item else ""
            raise
        self._findings = tuple(collector.list())
        #: when definitions change, and what is in force between two changes, compiled as it is needed
        self._changes: list[int] = [] if at != _TIME_NONE or not documents else json.loads(
            _native.scheme_changes(documents, _BARE if bare else 0))
        self._slices: dict[int, Scheme] = {}
        self._rank = len(self._changes) + 1  # in the order in which they are in force; the newest is last

    def __reduce__(self) -> Any:
        return _scheme_from, (self._documents, self._bare, self._at)

    @property
    def id(self) -> str:
        """The scheme's id, ``"kefu"`` for the built-in one."""
        return _native.Scheme_id(self._handle)

    @property
    def digest(self) -> str:
        """16 hex digits: the same digest, the same definitions."""
        return _native.Scheme_digest(self._handle)

    @property
    def findings(self) -> list[Finding]:
        """Warnings and notes about the definitions (errors are raised)."""
        return list(self._findings)

    @property
    def changes(self) -> list[int]:
        """When other versions of the documents come into force (ms), ascending; empty for a scheme that
        was made with ``at``."""
        return list(self._changes)

    def in_force(self, record: Record) -> Scheme:
        """The versions of the documents that were in force when a record began: by these
        :class:`Conversation`, :func:`report` and all that reads whole records judges it. A record
        without a time is judged by the newest ones.

        :raises Error: when those versions do not compile
        """
        if not self._changes:
            return self
        start = _native.Scheme_start(self._handle, _record(record))
        return self if start == _TIME_NONE else self._slice(bisect_right(self._changes, start))

    def _slice(self, index: int) -> Scheme:
        if index not in self._slices:
            found = _scheme_from(self._documents, self._bare, self._changes[index - 1] if index else self._changes[0] - 1)
            found._rank = index
            known = [self, *self._slices.values()]
            self._slices[index] = next((s for s in known if s.digest == found.digest), found)
        return self._slices[index]

    def test(self) -> list[Finding]:
        """Runs the tests that stand in the documents; a finding for each one that fails."""
        collector = _Collector()
        with collector as findings:
            _native.Scheme_test(self._handle, findings)
        return collector.list()

    def title(self, id: str, language: str = "zh-Hans") -> str:
        """What people call an id of results: ``title("anger")`` is ``"愤怒"``."""
        return _native.Scheme_title(self._handle, id, language)

    def describe(self) -> dict[str, Any]:
        """Metrics (id, title, unit, target, …) and rules of the scheme."""
        return json.loads(_native.Scheme_describe(self._handle))

    def analyze(self, text: Text, *, role: str = "customer", pack: str = "",
                skip_pinyin: bool = False, genre: str = "review") -> Analysis:
        """Analyses one text; see :func:`analyze`."""
        line = _native.Scheme_analyze(self._handle, _scratch(), text, _choice(_ROLES, role, "role"),
                                      _choice(_GENRES, genre, "genre"), _flags(role, skip_pinyin),
                                      pack)
        return _analysis(line, text)

    def sentiments(self, texts: Iterable[Text], *, role: str = "customer", pack: str = "",
                   skip_pinyin: bool = False, genre: str = "review") -> Columns:
        """The sentiment of many texts as columns; see :func:`analyze`."""
        return Columns(*_native.Scheme_sentiments(self._handle, _scratch(),
                                                  _choice(_ROLES, role, "role"),
                                                  _choice(_GENRES, genre, "genre"),
                                                  _flags(role, skip_pinyin), pack, texts))


def _scheme_from(documents: list[tuple[str, str]], bare: bool, at: int = _TIME_NONE) -> Scheme:
    scheme = Scheme.__new__(Scheme)
    scheme._setup(documents, bare, at)
    return scheme


def _instant(at: Union[int, datetime, None]) -> int:
    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return round((at - datetime(1970, 1, 1, tzinfo=timezone.utc)) / timedelta(milliseconds=1))
    return _TIME_NONE if at is None else at


def _documents(definition: Union[str, Path, Mapping[str, Any]]) -> list[tuple[str, str]]:
    if isinstance(definition, Mapping):
        return [(str(definition.get("id", "")), json.dumps(definition, ensure_ascii=False))]
    path = Path(definition)
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    return [(str(f), f.read_text(encoding="utf-8")) for f in files]


_builtin_lock = threading.Lock()
_builtin_scheme: Scheme | None = None


def _scheme(scheme: Scheme | None) -> Scheme:
    """The given scheme, or the built-in one, made once."""
    global _builtin_scheme
    if scheme is not None:
        return scheme
    with _builtin_lock:
        if _builtin_scheme is None:
            _builtin_scheme = Scheme()
        return _builtin_scheme


@dataclass(frozen=True)
class Analysis:
    """What was found in one text. Spans (``start``, ``end``) are code point offsets, half open."""

    label: str  #: "negative", "neutral", "positive" or "mixed"
    polarity: float  #: −1…1
    positive_probability: float  #: 0…1, calibrated
    confidence: float  #: 0…1
    hits: list[dict[str, Any]] = field(default_factory=list)
    emotions: list[dict[str, Any]] = field(default_factory=list)
    aspects: list[dict[str, Any]] = field(default_factory=list)  #: "stance": "judged" or "named"
    acts: list[dict[str, Any]] = field(default_factory=list)
    intents: list[dict[str, Any]] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    hints: list[dict[str, Any]] = field(default_factory=list)  #: doubtful faults: they count nowhere
    demands: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[dict[str, Any]] = field(default_factory=list)  #: entries that cut a word: not counted
    quality: list[dict[str, Any]] = field(default_factory=list)


class Columns(NamedTuple):
    """The sentiment of many texts, one list a column; ``pandas.DataFrame(columns._asdict())``."""

    label: list[str]
    polarity: list[float]
    positive_probability: list[float]
    confidence: list[float]


def _analysis(line: str, text: Text) -> Analysis:
    found = json.loads(line)
    raw = _SURROGATE.sub("\ufffd", text).encode("utf-8") if isinstance(text, str) else text
    if not raw.isascii():
        _to_code_points(found, raw)
    names = Analysis.__dataclass_fields__
    return Analysis(**{name: value for name, value in found.items() if name in names})


def _to_code_points(found: Any, raw: bytes) -> None:
    """Turns byte offsets into code point offsets, in place; each byte is decoded once."""
    places = sorted(_offsets(found), key=lambda place: place[0][place[1]])
    at = points = 0
    for holder, name in places:
        points += len(raw[at:holder[name]].decode("utf-8", "replace"))
        at = holder[name]
        holder[name] = points


def _offsets(value: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Where byte offsets stand: the object that holds one, and its name there."""
    if isinstance(value, dict):
        for name in ("start", "end", "offset"):
            if isinstance(value.get(name), int):
                yield value, name
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _offsets(item)


@overload
def analyze(text: Union[str, bytes], *, role: str = ..., pack: str = ..., skip_pinyin: bool = ...,
            genre: str = ..., scheme: Scheme | None = ...) -> Analysis: ...
@overload
def analyze(text: Iterable[Text], *, role: str = ..., pack: str = ..., skip_pinyin: bool = ...,
            genre: str = ..., scheme: Scheme | None = ...) -> Columns: ...
def analyze(text: Any, *, role: str = "customer", pack: str = "", skip_pinyin: bool = False,
            genre: str = "review", scheme: Scheme | None = None) -> Any:
    """Analyses a text, or a column of texts.

    :param text: one ``str`` (or UTF-8 ``bytes``) gives an :class:`Analysis`; an iterable of them (a
        list, a pandas Series) gives :class:`Columns`.
    :param role: whose words these are: "customer", "agent", or "any" where nobody knows.
    :param pack: an industry pack ("书籍"); unknown ones fall back to the general lexicon.
    :param skip_pinyin: read 服務(wù)紀(jì)律 as 服务纪律.
    :param genre: where the text comes from: "review", or "message" of a conversation, of which
        neutral is the rule.
    :raises Error: past a limit (1 MiB a text); ``pointer`` is ``"/17"`` for item 17 of a column.
    """
    compiled = _scheme(scheme)
    if isinstance(text, (str, bytes)):
        return compiled.analyze(text, role=role, pack=pack, skip_pinyin=skip_pinyin, genre=genre)
    return compiled.sentiments(text, role=role, pack=pack, skip_pinyin=skip_pinyin, genre=genre)


class Conversation:
    """One conversation: pushed message by message, or read whole. One thread at a time.

    :param record: a whole conversation (mapping or JSON text, docs/records.md), judged by the
        definitions in force when it began (:meth:`Scheme.in_force`); without one, the conversation
        begins empty and is pushed to.
    :param keep_text: False keeps no texts: no quotes in evidence, less memory.
    :param attributes: id, channel, contact_id, agent_id, team, topic, or your own.
    """

    __slots__ = ("_handle", "_scheme", "_monitor", "_rubric", "_collector")

    def __init__(self, record: Record | None = None, *, scheme: Scheme | None = None,
                 keep_text: bool = True, skip_pinyin: bool = False, rubric: str = "",
                 **attributes: str) -> None:
        flags = (0 if keep_text else _NO_TEXT) | (_CONVERSATION_SKIP_PINYIN if skip_pinyin else 0)
        self._begin(_scheme(scheme) if record is None else _scheme(scheme).in_force(record), flags, rubric)
        for name, value in attributes.items():
            _native.Conversation_set(self._handle, name, value)
        if record is not None:
            self._read(record)

    def _begin(self, scheme: Scheme, flags: int, rubric: str) -> None:
        self._scheme = scheme
        self._handle = _native.new_Conversation(scheme._handle, flags)
        self._monitor: Any = None
        self._rubric = rubric
        self._collector = _Collector()

    def _read(self, record: Record) -> None:
        with self._collector as findings:
            _native.Conversation_read(self._handle, _scratch(), _record(record), findings)

    @classmethod
    def _judged_by(cls, record: Record, scheme: Scheme, rubric: str = "") -> Conversation:
        """Read under this scheme, whatever was in force when it began."""
        conversation = cls.__new__(cls)
        conversation._begin(scheme, 0, rubric)
        conversation._read(record)
        return conversation

    @property
    def findings(self) -> list[Finding]:
        """What was wrong with what was read or pushed so far: a message id that came before, a time
        before the last one, a recalled message that is not there … At most 1,000 are kept."""
        return self._collector.list()

    def push(self, record: Record | None = None, **members: Any) -> list[dict[str, Any]]:
        """Pushes one message or event and tells what became true by it.

        ``push(role="customer", text="再不处理我就投诉", at="2026-03-12T10:00:00+08:00")``

        :return: alerts: ``rule``, ``title``, ``severity``, ``evidence``, ``message_id``, ``at``
        """
        text = _record(record if record is not None else members)
        with self._collector as findings:
            _native.Conversation_push(self._handle, _scratch(), text, findings)
        return self.alerts()

    def alerts(self, now: int | None = None) -> list[dict[str, Any]]:
        """What has become true since the last call, at ``now`` (ms; default: the last event)."""
        if self._monitor is None:
            self._monitor = _native.new_Monitor(self._handle, self._rubric)
        return json.loads(_native.Monitor_update(self._monitor, -(2**63) if now is None else now))

    def to_json(self) -> str:
        """The conversation's record on one line, with all that it takes to go on in another process
        (docs/records.md): what was found, and which alerts were given. :meth:`from_json` reads it."""
        if self._monitor is not None:
            return _native.Monitor_write(self._monitor)
        return _native.Conversation_write(self._handle)

    @classmethod
    def from_json(cls, text: Text, *, scheme: Scheme | None = None, rubric: str = "") -> Conversation:
        """Goes on with what :meth:`to_json` wrote, under the same scheme: nothing is told twice,
        nothing is lost."""
        conversation = cls._judged_by(text, _scheme(scheme), rubric)
        monitor = _native.new_Monitor(conversation._handle, rubric)
        if _native.Monitor_read(monitor, text):
            conversation._monitor = monitor
        return conversation

    def __reduce__(self) -> Any:
        return _conversation_from, (self.to_json(), self._scheme, self._rubric)

    def attribute(self, name: str) -> str:
        """An attribute, ``""`` where there is none; ``"agent_id"`` may follow from the events."""
        return _native.Conversation_attribute(self._handle, name)

    def label(self, label: str) -> None:
        """Adds a label ("大促")."""
        _native.Conversation_label(self._handle, label)

    def metrics(self, now: int = TIME_END) -> dict[str, dict[str, Any]]:
        """All metrics by id; each ``{"value", "n", "status", "reason"}``, ``value`` may be None."""
        return json.loads(_native.Conversation_metrics(self._handle, now))["metrics"]

    def explain(self, metric: str, now: int = TIME_END) -> dict[str, Any]:
        """How a metric came about: what started and stopped it, on which clock."""
        return json.loads(_native.Conversation_explain(self._handle, metric, now))

    def turns(self) -> list[dict[str, Any]]:
        """Who waited for whom, a row for each piece of a wait: ``conversation``, ``turn`` (None where a
        transfer began the wait), ``piece``, ``episode``, ``start``, ``stop``, ``agent_id``, ``wait`` (ms), ``end``,
        ``useful`` (whether the reply helped) and ``channel``."""
        return json.loads(_native.Conversation_turns(self._handle))

    def dialogue(self) -> dict[str, Any]:
        """The customer's course: ``satisfaction`` (−2…2, estimated; None with a ``reason``), its
        ``confidence``, ``out_of_domain``, ``signals``, ``start``, ``end``, ``worst``, ``turning_points``, ``recovery`` and ``evidence``, strongest
        first. Spans are bytes of the message's UTF-8 text; each comes with its ``text``."""
        return json.loads(_native.Conversation_dialogue(self._handle))

    def messages(self) -> list[dict[str, Any]]:
        """The messages as they are kept, each with its sentiment."""
        return json.loads(_native.Conversation_messages(self._handle))

    def agents(self) -> list[str]:
        """The agents who have a part in it: replied, held a wait, ended it or are responsible."""
        return json.loads(_native.Conversation_agents(self._handle))

    def evaluate(self, rubric: str = "", now: int = TIME_END, *, agent_id: str = "") -> Evaluation:
        """Judges the conversation by a rubric (default: the scheme's own); with ``agent_id`` one
        agent's part of it: what he said, and the waits that he held."""
        return Evaluation(_native.new_Evaluation(self._handle, rubric or self._rubric, now,
                                                 agent_id))


def _conversation_from(text: str, scheme: Scheme, rubric: str) -> Conversation:
    return Conversation.from_json(text, scheme=scheme, rubric=rubric)


class Evaluation:
    """A score with the evidence of every point."""

    __slots__ = ("_handle", "_collector")

    def __init__(self, handle: Any, collector: _Collector | None = None) -> None:
        self._handle = handle
        self._collector = collector or _Collector()

    def answer(self, question: str, answer: Any, *, reason: str, by: str, **members: Any) -> None:
        """A person overrules an answer; both are kept."""
        with self._collector as findings:
            _native.Evaluation_answer(self._handle, _record(
                {"question": question, "answer": answer, "reason": reason, "by": by, **members}), findings)

    @property
    def findings(self) -> list[Finding]:
        """What was no text in what was read or answered, and is U+FFFD in it."""
        return self._collector.list()

    def to_dict(self) -> dict[str, Any]:
        """The evaluation as kefu's JSON has it: scores, answers, evidence, vetoes."""
        return json.loads(self.to_json())

    def to_json(self) -> str:
        """One line of JSON; :meth:`from_json` reads it back."""
        return _native.Evaluation_write(self._handle)

    def to_csv(self, language: str = "zh-Hans") -> str:
        """Rows of CSV, one for each thing that cost points, with the words for it; :meth:`csv_head` is the row above them."""
        return _native.Evaluation_write_csv(self._handle, language)

    @staticmethod
    def csv_head(language: str = "zh-Hans") -> str:
        """The names of the columns, behind a byte order mark."""
        return _native.evaluation_csv_head(language)

    @classmethod
    def from_json(cls, text: Text, *, scheme: Scheme | None = None) -> Evaluation:
        """Reads back what :meth:`to_json` wrote, under the same scheme."""
        collector = _Collector()
        with collector as findings:
            return cls(_native.evaluation_read(_scheme(scheme)._handle, text, findings), collector)


_JOINED = _values("join_outcome")


def _period_end(instant: Instant | None, zone: str, is_end: int, default: int) -> int:
    if instant is None:
        return default
    if isinstance(instant, int):
        return instant
    if isinstance(instant, date):
        instant = instant.isoformat() if not isinstance(instant, datetime) else instant.isoformat(timespec="seconds")
    try:
        return _native.period_end(instant, "+00:00" if zone == "Z" else zone, is_end)
    except Error as error:
        raise ValueError(f"{instant!r} is no date (2024-03-01), date and time (2024-03-01 12:00) or RFC 3339") from error


class _Selection:
    """Which records count, and what feedback inherits from its conversation."""

    def __init__(self, group_by: Sequence[str] = (), timezone: str = "+08:00", from_: Instant | None = None,
                 to: Instant | None = None, where: Record | None = None, exclude: Record | None = None) -> None:
        self.left_out, self.unjoined = [0, 0], 0
        self._join = _native.new_Join("\n".join(group_by))
        self._excluded: set[str] = set()  # ids of conversations that the conditions leave out
        self._period = self._conditions = None
        if from_ is not None or to is not None:
            self._period = self._filter(_period_end(from_, timezone, 0, _TIME_NONE),
                                        _period_end(to, timezone, 1, TIME_END), None, None, timezone)
        if where is not None or exclude is not None:
            self._conditions = self._filter(_TIME_NONE, TIME_END, where, exclude, timezone)

    @staticmethod
    def _filter(first: int, behind: int, where: Record | None, exclude: Record | None, timezone: str) -> Any:
        texts = ["" if condition is None else _record(condition) for condition in (where, exclude)]
        hours, minutes = (timezone[1:].split(":") + ["0"])[:2] if timezone[:1] in "+-" else ("0", "0")
        offset = (int(hours) * 60 + int(minutes)) * (-1 if timezone[:1] == "-" else 1)
        with _Collector() as findings:
            return _native.new_Filter(first, behind, *texts, offset, findings)

    def conversation(self, handle: Any) -> bool:
        in_period = self._period is None or _native.Filter_conversation(self._period, handle) == 0
        meets = self._conditions is None or _native.Filter_conversation(self._conditions, handle) == 0
        if not meets:
            self._excluded.add(_native.Conversation_attribute(handle, "id"))
        _native.Join_add(self._join, handle, int(in_period and meets))
        self.left_out[0] += not (in_period and meets)
        return in_period and meets

    def feedback(self, record: Any, complete: bool, findings: Any) -> str | None:
        """What is added; None: it does not count. Feedback goes with its conversation, where the conditions judged that."""
        joined = _native.Join_write(self._join, record, int(complete), findings)
        outcome, text = int(joined[0]), joined[1:]
        counts = self._period is None or _native.Filter_feedback(self._period, text) == 0
        if counts and self._conditions is not None:
            known = outcome in (_JOINED["known"], _JOINED["left_out"])
            counts = (str(json.loads(text)["conversation_id"]) not in self._excluded if known
                      else _native.Filter_feedback(self._conditions, text) == 0)
        self.left_out[1] += not counts
        self.unjoined += counts and (outcome == _JOINED["left_out"] or (complete and outcome == _JOINED["unknown"]))
        return text if counts else None


class Aggregate:
    """Many conversations and much feedback, added up. Shards merge to the same whole.

    :param group_by: attributes to group by; at most six.
    :param timezone: of days and hours.
    :param as_of: when conversations that go on are asked (ms); by default nothing more comes.
    :param from_: only conversations that begin from then on, and feedback given from then on: a date
        (``"2024-03-01"``, :class:`~datetime.date`), a date and time, in ``timezone`` unless it names its own, or ms.
    :param to: and before then; a date includes its day.
    :param where: a condition (docs/conditions.md) that must be true of a record that counts.
    :param exclude: one that must not be true.
    :param scheme: where its documents change over time, each record is judged by what was in force
        when it began (:meth:`Scheme.in_force`); what is read then is by the newest of the versions
        that judged any, and what others measured differently is kept apart (:meth:`series`).
    """

    __slots__ = ("_base", "_spec", "_parts", "_rubric", "_collector", "_read", "_as_of", "_selection")

    def __init__(self, group_by: Sequence[str] = ("agent_id",), *, timezone: str = "+08:00",
                 as_of: int | None = None, scheme: Scheme | None = None, rubric: str = "",
                 from_: Instant | None = None, to: Instant | None = None,
                 where: Record | None = None, exclude: Record | None = None) -> None:
        self._base, self._rubric = _scheme(scheme), rubric
        self._as_of = TIME_END if as_of is None else as_of
        self._collector, self._read = _Collector(), []
        self._selection = _Selection(group_by, timezone, from_, to, where, exclude)
        self._spec = _record({"group_by": list(group_by), "timezone": timezone}
                             | ({} if as_of is None else {"as_of": as_of}))
        #: what was added by each version of the definitions, by rank
        self._parts: dict[int, tuple[Scheme | None, Any]] = {}
        self._part(self._base)

    def _part(self, scheme: Scheme) -> Any:
        """What is added up by a scheme: the aggregate's own, or a version of it."""
        is_own = self._base is not None and (scheme is self._base or scheme in self._base._slices.values())
        if not is_own or not self._spec:
            return self._handle
        if scheme._rank not in self._parts:
            self._parts[scheme._rank] = scheme, _native.new_Aggregate(scheme._handle, self._spec)
        return self._parts[scheme._rank][1]

    def _settle(self) -> tuple[Scheme | None, Any]:
        """Merges what was added by all versions into that of the newest which has any."""
        if len(self._parts) > 1:
            def has_any(rank: int) -> bool:
                handle = self._parts[rank][1]
                return bool(_native.Aggregate_conversations(handle) or _native.Aggregate_feedback(handle))

            into = max(self._parts, key=lambda rank: (has_any(rank), rank))
            for rank in sorted(self._parts):
                if rank != into and has_any(rank):
                    _native.Aggregate_merge(self._parts[into][1], self._parts[rank][1])
            self._parts = {into: self._parts[into]}
        return next(iter(self._parts.values()))

    @property
    def _handle(self) -> Any:
        return self._settle()[1]

    @property
    def _scheme(self) -> Scheme | None:
        return self._settle()[0]

    def add(self, conversation: Union[Conversation, Record]) -> None:
        """Adds a conversation and its evaluation: both, or neither. What does not meet ``from_``, ``to``, ``where`` and
        ``exclude`` is counted in :attr:`left_out` instead."""
        if not isinstance(conversation, Conversation):
            conversation = (Conversation(conversation, scheme=self._base) if self._spec
                            else Conversation._judged_by(conversation, _scheme(self._base)))
            self._read.extend(conversation.findings[:_FINDINGS_MAX - len(self._read)])
        if not self._selection.conversation(conversation._handle):
            return
        evaluation = conversation.evaluate(self._rubric, self._as_of)
        _native.Aggregate_add(self._part(conversation._scheme), conversation._handle, evaluation._handle)

    def add_files(self, *sources: Any) -> None:
        """Adds the conversations and feedback of files, folders and patterns, as :func:`read` takes
        them. Feedback whose id stands several times counts as it came last."""
        from ._read import read

        records, feedback = read(*sources), {}
        for number, record in enumerate(records):
            if record["kind"] == "conversation":
                self.add(record)
            elif record["kind"] == "feedback":
                key = str(record["id"]) if record.get("id") is not None else number
                feedback.pop(key, None)
                feedback[key] = record
        for record in feedback.values():
            self.add_feedback(record, complete=True)
        self._read.extend(records.findings[:_FINDINGS_MAX - len(self._read)])

    def add_feedback(self, record: Record, *, complete: bool = False) -> None:
        """Adds a survey, review or complaint (docs/records.md). It inherits agent, team, topic, channel and labels,
        and what is grouped by, from the conversation that it names, if that was added before.

        :param complete: all conversations were added: what names another one is counted in :attr:`unjoined`, and a
            complaint about it is in no rate
        """
        with self._collector as findings:
            text = self._selection.feedback(_record(record), complete, findings)
            if text is not None:
                part = self._part(self._base.in_force(text)) if self._base and self._spec else self._handle
                _native.Aggregate_add_feedback(part, _scratch(), text, findings)

    @property
    def left_out(self) -> dict[str, int]:
        """How many ``conversations`` and ``feedback`` records do not count by ``from_``, ``to``, ``where``, ``exclude``."""
        return {"conversations": self._selection.left_out[0], "feedback": self._selection.left_out[1]}

    @property
    def unjoined(self) -> int:
        """How many feedback records name a conversation that is none of those that count; see :meth:`add_feedback`."""
        return self._selection.unjoined

    @property
    def findings(self) -> list[Finding]:
        """What was wrong with the records that were added: conversations first, then feedback. A
        :class:`Conversation` that was added keeps its own. At most 1,000 of each are kept."""
        return self._read + self._collector.list()

    def merge(self, other: Aggregate) -> None:
        """Adds all of another aggregate of the same grouping. Metrics of equal definitions are added
        up, others kept apart (:meth:`series`). What was merged already is not added again; where only
        a part of it was, that is an error."""
        _native.Aggregate_merge(self._handle, other._handle)

    def merge_bytes(self, state: bytes) -> None:
        """Adds what :meth:`save` gave, as :meth:`load` and :meth:`merge` would, in the memory of one group: many shards
        are merged one after another."""
        _native.Aggregate_merge_bytes(self._handle, state)

    def set_source(self, shard: str, epoch: int, sequence: int) -> None:
        """Names who counted, so that a state which is delivered twice is counted once: the shard, its
        epoch (raised whenever it begins anew), and the number of this state in it, from 1."""
        _native.Aggregate_set_source(self._handle, shard, epoch, sequence)

    def is_merged(self, other: Aggregate) -> bool:
        """Whether all sources of another aggregate are part of this one already."""
        return bool(_native.Aggregate_is_merged(self._handle, other._handle))

    def save(self) -> bytes:
        """The state as bytes: the same for the same facts in any order."""
        return _native.Aggregate_save(self._handle)

    @classmethod
    def load(cls, state: bytes, *, scheme: Scheme | Literal[False] | None = None, rubric: str = "",
             as_of: int | None = None) -> Aggregate:
        """Makes an aggregate of saved bytes; ``as_of`` as it was made with, if more is to be added, which
        ``scheme`` judges whatever was in force when it began.
        With ``scheme=False`` no definitions are needed: values can be read and aggregates merged, but
        nothing else added."""
        base = None if scheme is False else _scheme(scheme)
        handle = _native.aggregate_load(base._handle, state) if base else _native.aggregate_open(state)
        return cls._of(base, handle, rubric, TIME_END if as_of is None else as_of)

    @classmethod
    def _of(cls, base: Scheme | None, handle: Any, rubric: str, as_of: int) -> Aggregate:
        aggregate = cls.__new__(cls)
        aggregate._base, aggregate._rubric, aggregate._as_of = base, rubric, as_of
        aggregate._collector, aggregate._read = _Collector(), []
        aggregate._selection = _Selection()
        aggregate._spec = b""
        aggregate._parts = {base._rank if base else 0: (base, handle)}
        return aggregate

    def series(self) -> list[dict[str, Any]]:
        """Each metric under each definition that was added up: ``{"id", "digest", "n", "apart",
        "ratings"}``. ``apart``: not of this aggregate's scheme; ``ratings``: those inside of
        conversations, which the metric reads where there is no survey."""
        handle, count = self._handle, _native.Aggregate_series_count(self._handle)
        flags = [_native.Aggregate_series_flags(handle, i) for i in range(count)]
        return [{"id": _native.Aggregate_series_id(handle, i),
                 "digest": _native.Aggregate_series_digest(handle, i),
                 "n": _native.Aggregate_series_n(handle, i),
                 "apart": bool(flags[i] & 1), "ratings": bool(flags[i] & 2)} for i in range(count)]

    def _series_index(self, metric: str) -> int:
        for i in range(_native.Aggregate_series_count(self._handle)):
            if _native.Aggregate_series_id(self._handle, i) == metric:
                return i
        raise KeyError(metric)

    def groups(self) -> list[dict[str, Any]]:
        """``[{"key": […], "customers": value, "metrics": {id: value}}]``, sorted by key; the first is the total."""
        return json.loads(_native.Aggregate_values(self._handle))

    def customers(self, group: int = 0) -> dict[str, Any]:
        """How many different customers (``contact_id``) one group had: exact up to 128, then an estimate with an
        ``interval``; ``n`` is how many records name one."""
        return json.loads(_native.Aggregate_customers(self._handle, group))

    def value(self, metric: str, *, group: int = 0, statistic: str = "default") -> dict[str, Any]:
        """One metric of one group: mean, sum, max, count, p25, p50 (the median), p75, p90, p95, p99 or its default."""
        chosen = _choice(_STATISTICS, statistic, "statistic")
        if self._scheme is None:
            return json.loads(_native.Aggregate_series_value(
                self._handle, group, self._series_index(metric), chosen))
        return json.loads(_native.Aggregate_value(self._handle, self._scheme._handle, group, metric,
                                                  chosen))

    def compare(self, after: Aggregate) -> list[dict[str, Any]]:
        """How a later aggregate differs: ``{"key", "metric", "before", "after", "difference", "p_value",
        "q_value", "significant"}`` for each metric in each group that both have, the total first."""
        return json.loads(_native.Aggregate_compare(self._handle, after._handle))

    def forget(self, contact_id: str) -> int:
        """Takes a customer's quotes and ids out. How many were taken out. The numbers stay, but that there is one customer
        less where they are counted exactly."""
        return _native.Aggregate_forget(self._handle, contact_id)

    @property
    def conversations(self) -> int:
        """How many conversations were added."""
        return _native.Aggregate_conversations(self._handle)

    @property
    def feedback(self) -> int:
        """How many feedback records were added."""
        return _native.Aggregate_feedback(self._handle)

    def report(self, *, previous: Aggregate | None = None, title: str = "",
               language: str = "zh-Hans") -> Report:
        """Reads the aggregate for people, compared with the period before."""
        return Report(_native.new_Report(self._handle, previous._handle if previous else None, title, language,
                                         *self._selection.left_out, self._selection.unjoined), self.findings)


_DAY_MS = 86_400_000


class History:
    """Aggregates by day that grow for a year, in one state: each record counts once, and conversations that have not
    ended wait in it (docs/history.md).

    :param group_by: attributes to group by; at most six.
    :param timezone: of days.
    :param as_of: when conversations that go on are asked (ms); by default nothing more comes.
    :param fold_after: days after its last record, at which a conversation that has not ended counts as it is.
    :param ids: how many ids are remembered; 0: 4,194,304.
    """

    __slots__ = ("_handle", "_scheme", "_collector")

    def __init__(self, group_by: Sequence[str] = ("agent_id",), *, timezone: str = "+08:00",
                 as_of: int | None = None, fold_after: float | None = None, ids: int = 0,
                 scheme: Scheme | None = None, rubric: str = "") -> None:
        self._scheme, self._collector = _scheme(scheme), _Collector()
        self._handle = _native.new_History(self._scheme._handle, _record(
            {"group_by": list(group_by), "timezone": timezone}
            | ({} if as_of is None else {"as_of": as_of})), _days(fold_after), ids, rubric)

    def add(self, record: Record) -> str:
        """Adds a conversation: "counted", or "waits" until it ends; "repeated", "older" or "refused" where it adds
        nothing."""
        return self._add("conversation", record)

    def add_feedback(self, record: Record) -> str:
        """Adds a survey, review or complaint (docs/records.md)."""
        return self._add("feedback", record)

    def _add(self, kind: str, record: Record) -> str:
        with self._collector as findings:
            return _native.History_add(self._handle, _scratch(), _RECORD_KINDS[kind], _record(record), findings)

    def add_files(self, *sources: Any) -> dict[str, int]:
        """Adds the conversations and feedback of files, folders and patterns, as :func:`read` takes them, then folds.
        Feedback whose id stands several times counts as it came last. How many records became what."""
        from ._read import read

        outcomes: dict[str, int] = {}
        feedback: dict[Any, Any] = {}
        for number, record in enumerate(read(*sources)):
            if record["kind"] == "conversation":
                outcome = self.add(record)
                outcomes[outcome] = outcomes.get(outcome, 0) + 1
            elif record["kind"] == "feedback":
                key = str(record["id"]) if record.get("id") is not None else number
                feedback.pop(key, None)
                feedback[key] = record
        for record in feedback.values():
            outcome = self.add_feedback(record)
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
        self.fold()
        return outcomes

    def fold(self, now: int | None = None) -> None:
        """Counts the waiting conversations whose last record is ``fold_after`` days before ``now`` (ms; default: the
        latest instant of all records; TIME_END: all of them). To be called when all records were added."""
        with self._collector as findings:
            _native.History_fold(self._handle, _scratch(), -(2**63) if now is None else now, findings)

    @property
    def findings(self) -> list[Finding]:
        """What was wrong with the records that were added. At most 1,000 are kept."""
        return self._collector.list()

    def merge(self, other: History) -> None:
        """Adds all of another history of the same grouping; one record counted in both is an error."""
        _native.History_merge(self._handle, other._handle)

    def forget(self, contact_id: str) -> int:
        """Takes a customer's quotes, ids and waiting conversations out. How many were taken out."""
        return _native.History_forget(self._handle, contact_id)

    def aggregate(self, start: int | None = None, end: int | None = None) -> Aggregate:
        """The days from ``start`` to before ``end``, instants (ms) at which days begin; default: all."""
        handle = _native.History_aggregate(
            self._handle, -(2**63) if start is None else start, TIME_END if end is None else end)
        return Aggregate._of(self._scheme, handle, "", TIME_END)

    def describe(self) -> dict[str, int]:
        """``{"conversations", "feedback", "waiting", "days", "ids", "latest_at"}``."""
        return json.loads(_native.History_describe(self._handle))

    def save(self) -> bytes:
        """The history as bytes: the same for the same content."""
        return _native.History_save(self._handle)

    def write(self, path: Union[str, Path]) -> None:
        """Writes a file, whole or not at all."""
        _write_whole(Path(path), self.save())

    @classmethod
    def load(cls, state: Union[bytes, Path], *, fold_after: float | None = None, ids: int = 0,
             scheme: Scheme | Literal[False] | None = None, rubric: str = "") -> History:
        """Makes a history of saved bytes, or of a file. With ``scheme=False`` it can be read, merged and forgotten
        from, but nothing added."""
        if isinstance(state, Path):
            state = state.read_bytes()
        history = cls.__new__(cls)
        history._scheme, history._collector = None if scheme is False else _scheme(scheme), _Collector()
        history._handle = (_native.history_load(history._scheme._handle, state, _days(fold_after), ids, rubric)
                           if history._scheme else _native.history_open(state))
        return history


def _days(count: float | None) -> int:
    """Days as milliseconds; -1: the default."""
    return -1 if count is None else int(count * _DAY_MS)


def _write_whole(target: Path, data: bytes) -> None:
    """Writes a file whole or not at all; what is no regular file (a device, a pipe) is written to as it is."""
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    target = target.resolve()
    handle, part = tempfile.mkstemp(prefix=".kefu", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, part)
        else:
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(part, 0o666 & ~mask)
        os.replace(part, target)
    except BaseException:
        os.unlink(part)
        raise


class Report:
    """A report: indicators, groups, hours, issues, suggestions."""

    __slots__ = ("_handle", "_findings")

    def __init__(self, handle: Any, findings: Sequence[Finding] = ()) -> None:
        self._handle, self._findings = handle, tuple(findings)

    @property
    def findings(self) -> list[Finding]:
        """What was wrong with the records behind it; see :attr:`Aggregate.findings`."""
        return list(self._findings)

    def to_dict(self) -> dict[str, Any]:
        """The report as kefu's JSON has it."""
        return json.loads(self.render("json"))

    def render(self, format: str = "html") -> str:
        """The report as "html", "json", "markdown", "csv" or "text"."""
        return _native.Report_write(self._handle, _choice(_FORMATS, format, "format"))

    def save(self, path: Union[str, Path]) -> None:
        """Writes a file; its ending (.html, .json, .md, .csv, .txt) says the format."""
        target = Path(path)
        _write_whole(target, self.render(target.suffix[1:].lower()).encode("utf-8"))

    def __str__(self) -> str:
        return self.render("text")


class FieldMap:
    """A field map: somebody else's records as kefu's (docs/records.md).

    :param definition: a path, a mapping or JSON text
    """

    __slots__ = ("_handle", "_findings")

    def __init__(self, definition: Union[Path, Record]) -> None:
        if isinstance(definition, Path):
            definition = definition.read_text(encoding="utf-8")
        collector = _Collector()
        with collector as findings:
            self._handle = _native.new_FieldMap(_record(definition), findings)
        self._findings = tuple(collector.list())

    @property
    def findings(self) -> list[Finding]:
        """Warnings and notes about the map (errors are raised)."""
        return list(self._findings)

    @property
    def record(self) -> str:
        """What lines become: "conversation" or "feedback"."""
        return _native.FieldMap_record(self._handle)

    def apply(self, line: Text, number: int = 1, *, findings: list[Finding] | None = None) -> dict[str, Any]:
        """Turns one foreign line (number ``number`` of its file) into a record. What is no text in it
        becomes U+FFFD; ``findings`` is extended by a ``bad_text`` for each."""
        collector = _Collector()
        with collector as handle:
            record = json.loads(_native.FieldMap_apply(self._handle, line, number, handle))
        if findings is not None:
            findings += collector.list()
        return record


_SHOWN = _values("roster_name")


class Roster:
    """Who the agents in records are (docs/roster.md).

    :param definition: a path, a mapping or JSON text
    """

    __slots__ = ("_handle",)

    def __init__(self, definition: Union[Path, Record]) -> None:
        if isinstance(definition, Path):
            definition = definition.read_text(encoding="utf-8")
        collector = _Collector()
        with collector as findings:
            self._handle = _native.new_Roster(_record(definition), findings)

    def apply(self, record: Record, agents: str = "ids", *, findings: list[Finding] | None = None) -> dict[str, Any]:
        """The record with its agents as the roster knows them: one id, name or pseudonym (``agents``) for
        each, no queues and bots, and the team and attributes of its agent. ``findings`` is extended by
        what is wrong, an agent whom the roster does not know for one."""
        collector = _Collector()
        if agents not in _SHOWN:
            raise ValueError(f"{agents} is no way to show agents: {', '.join(_SHOWN)}")
        with collector as handle:
            made = json.loads(_native.Roster_apply(self._handle, _record(record), _SHOWN[agents], handle))
        if findings is not None:
            findings += collector.list()
        return made


def conversation(record: Record | None = None, **options: Any) -> Conversation:
    """Makes a :class:`Conversation`."""
    return Conversation(record, **options)


def analyze_dialogue(record: Union[Conversation, Record], *,
                     scheme: Scheme | None = None) -> dict[str, Any]:
    """Reads a dialogue for the customer's course; see :meth:`Conversation.dialogue`.

    :param record: ``{"id", "turns": [{"role", "text"}]}`` with the roles customer, agent (or
        helpdesk) and bot; or a conversation record (docs/records.md). Labels in it are not read.
    """
    if not isinstance(record, Conversation):
        record = Conversation(record, scheme=scheme)
    return record.dialogue()


def evaluate(record: Union[Conversation, Record], rubric: str = "", *,
             scheme: Scheme | None = None) -> dict[str, Any]:
    """Judges one conversation: scores, answers, evidence."""
    if not isinstance(record, Conversation):
        record = Conversation(record, scheme=scheme)
    return record.evaluate(rubric).to_dict()


def _reported(call: Any, request: Mapping[str, Any]) -> dict[str, Any]:
    with _Collector() as findings:
        return json.loads(call(_record(request), findings))


def agreement(ratings: Union[Mapping[Any, Any], Iterable[Any]], scale: str = "nominal", **options: Any
              ) -> dict[str, Any]:
    """How far raters agree: kappas, AC1, alpha, ICC, each with its interval (docs/agreement.md).

    >>> kefu.agreement([["yes", "yes"], ["no", "yes"], ["no", "no"]])["pairs"][0]["equal"]
    2

    :param ratings: rows of units, a rating of each rater in each; or mappings with ``unit``,
        ``rater`` and ``rating``; or one mapping of raters to their columns, such as a
        :class:`pandas.DataFrame`. ``None`` and NaN are missing ratings.
    :param scale: ``"nominal"``, ``"ordinal"``, ``"interval"`` or ``"ratio"``
    :param options: ``weights``, ``categories``, ``raters``, ``level``
    :return: ``{"units", "raters", "ratings", "categories", "coefficients": {"krippendorff_alpha":
        {"value", "error", "low", "high", …}, …}, "pairs": [{"raters", "cohen_kappa", …}]}``; a
        coefficient that is not defined for these ratings has the value None
    """
    items = getattr(ratings, "items", None)
    if callable(items):
        columns = {str(rater): list(column) for rater, column in items()}
        options.setdefault("raters", list(columns))
        rows: list[Any] = [list(row) for row in zip(*columns.values())]
    else:
        rows = [row if isinstance(row, Mapping) else list(row) for row in ratings]
    return _reported(_native.agreement, {**options, "scale": scale, "ratings": rows})


def sample(conversations: Iterable[Mapping[str, Any]], **options: Any) -> dict[str, Any]:
    """Draws conversations to review, so that anybody can repeat it (docs/quality.md).

    >>> kefu.sample([{"id": "c1"}, {"id": "c2"}, {"id": "c3"}], count=1, seed=7)["sample"][0]["id"]
    'c3'

    :param conversations: mappings with ``id`` and, if wanted, ``stratum`` (what is drawn by), ``agent_id``
        (who does not review it) and ``risk`` (draw it in any case)
    :param options: ``seed`` (1), ``reviewers``, and one of ``count``, ``per_stratum``, ``per_reviewer`` and
        ``margin`` (with ``level`` and ``share``)
    :return: ``{"seed", "population", "random", "risk", "unassigned", "strata", "sample": [{"id", "stratum",
        "agent_id", "random", "risk", "reviewer", "key"}]}``, in the order of the keys
    """
    return _reported(_native.sample, {**options, "conversations": [dict(one) for one in conversations]})


def diff(before: Union[str, Path, Mapping[str, Any]], after: Union[str, Path, Mapping[str, Any]],
         language: str = "zh-Hans") -> dict[str, Any]:
    """What changed between two versions of documents (docs/quality.md).

    >>> old = {"kind": "calendar", "id": "shop", "utc_offset": "+08:00"}
    >>> kefu.diff(old, {**old, "utc_offset": "+07:00"}, "en")["documents"][0]["changes"][0]["says"]
    'utc_offset: from “+08:00” to “+07:00”'

    :param before: a JSON file, a folder of them, or one document as a mapping
    :param after: the same
    :param language: of the sentences: ``zh-Hans``, ``zh-Hant`` (read as it) or ``en``
    :return: ``{"documents": [{"kind", "id", "title", "change", "from_version", "to_version", "changes": [{"change",
        "from_pointer", "to_pointer", "from", "to", "says"}]}], "documents_changed": {"added", "removed", "changed"},
        "added", "removed", "changed", "moved"}``
    :raises Error: for what is no JSON; ``source`` names the file.
    """
    of_before, of_after = _documents(before), _documents(after)
    try:
        with _Collector() as findings:
            return json.loads(_native.diff(of_before, of_after, language, findings))
    except Error as error:
        error.source = (of_before + of_after)[error.item - 1][0] if error.item else ""
        raise


def series(points: Union[Mapping[Any, Any], Iterable[Any]], method: str = "spike", **parameters: Any
           ) -> dict[str, Any]:
    """Alerts and forecasts of a time series (docs/series.md).

    >>> kefu.series([3, 4, 2, 5, 3, 4, 3, 14], "ears")["alerts"][0]["value"]
    14

    :param points: values at equal steps; or pairs of time and value; or mappings with ``at`` and
        ``value``; or one mapping of times to values, such as a :class:`pandas.Series`. A time is a
        date, a datetime, text or milliseconds; ``None`` and NaN are missing values.
    :param method: ``"spike"``, ``"farrington"``, ``"ears"``, ``"ewma"``, ``"cusum"``, ``"esd"`` or
        ``"anomaly"``
    :param parameters: of the method, and ``gaps``, ``last``, ``detail``, ``horizon``, ``forecast``,
        ``level``
    :return: ``{"method", "step", "points", "gaps", "judged", "alerts": [{"at", "value", "expected",
        "low", "high", "why", …}]}``; ``judged`` of 0 means that there was too little to judge by
    """
    items = getattr(points, "items", None)
    rows = [list(pair) for pair in items()] if callable(items) else list(points)
    return _reported(_native.series, {**parameters, "method": method, "points": rows})


def turns(conversations: Iterable[Union[Conversation, Record]], *, scheme: Scheme | None = None
          ) -> list[dict[str, Any]]:
    """Who waited for whom in many conversations, a row for each piece of a wait; see
    :meth:`Conversation.turns`. ``pandas.DataFrame(kefu.turns(conversations))`` is a table of it.

    :param conversations: records, JSON lines of a file, or :class:`Conversation` objects
    """
    rows: list[dict[str, Any]] = []
    for item in conversations:
        if not isinstance(item, Conversation):
            item = Conversation(item, scheme=scheme)
        rows.extend(item.turns())
    return rows


_FOUND = "kefu_find"


def find(condition: Union[Mapping[str, Any], str], conversations: Union[str, Path, Iterable[Union[Conversation, Record]]], *,
         scheme: Scheme | None = None) -> Iterator[dict[str, Any]]:
    """The conversations of which a condition is true, when nothing more comes, and where.

    ``for chat in kefu.find({"phrase": "退款", "role": "customer"}, "exports/"): print(chat["id"], chat["hits"])``

    :param condition: as rules have it (docs/conditions.md), a mapping or JSON
    :param conversations: the path of a file, folder or pattern, or records, JSON lines of a file, or
        :class:`Conversation` objects
    :return: ``id``, ``agent_id``, ``at`` (ms) and ``hits``: ``at``, and where a message made it true
        its ``message`` (index), ``message_id``, ``role``, ``agent_id``, and its words as ``evidence``
        with ``start`` and ``end`` (code points of its text)
    :raises Error: where the condition is none; ``pointer`` is of the rule that is made of it,
        ``/rules/0/when``…
    """
    above = _scheme(scheme)
    when = json.loads(condition) if isinstance(condition, str) else dict(condition)
    rule = {"id": _FOUND, "title": "find", "severity": "minor", "when": when}
    document = {"kefu": 1, "kind": "rule_set", "id": "kefu.find", "version": "1.0.0", "rules": [rule]}
    searching = _scheme_from([*above._documents, *_documents(document)], above._bare, above._at)
    return _found(searching, conversations)


def _found(scheme: Scheme, conversations: Any) -> Iterator[dict[str, Any]]:
    if isinstance(conversations, (str, Path)):
        from ._read import read

        conversations = (record for record in read(conversations) if record["kind"] == "conversation")
    for item in conversations:
        chat = Conversation(item.to_json() if isinstance(item, Conversation) else item, scheme=scheme)
        alerts = [alert for alert in chat.alerts(TIME_END) if alert["rule"] == _FOUND]
        if alerts:
            messages = chat.messages()
            yield {"id": chat.attribute("id"), "agent_id": chat.attribute("agent_id"),
                   "at": messages[0]["at"] if messages else None,
                   "hits": [_hit(alert, messages) for alert in alerts]}


def _hit(alert: Mapping[str, Any], messages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    hit: dict[str, Any] = {"at": alert["at"]}
    if alert.get("message") is not None:
        message = messages[alert["message"]]
        hit.update({name: alert[name] for name in ("message", "message_id")}, role=message["role"],
                   agent_id=message["agent_id"])
        if alert["evidence"]:
            hit.update({name: alert[name] for name in ("start", "end", "evidence")})
            raw = message["text"].encode("utf-8")
            hit["start"], hit["end"] = (len(raw[:hit[name]].decode("utf-8", "replace")) for name in ("start", "end"))
    return hit


def report(conversations: Union[str, Path, Iterable[Union[Conversation, Record, Path]]],
           feedback: Iterable[Record] = (), *,
           previous: Aggregate | None = None, group_by: Sequence[str] = ("agent_id",),
           timezone: str = "+08:00", title: str = "", language: str = "zh-Hans",
           from_: Instant | None = None, to: Instant | None = None, where: Record | None = None,
           exclude: Record | None = None, scheme: Scheme | None = None) -> Report:
    """A report over conversations and feedback.

    ``kefu.report(conversations, feedback).save("report.html")``

    ``kefu.report("exports/").save("report.html")``

    :param conversations: the path of a file, folder or pattern, or several :class:`Path` objects,
        as :func:`read` takes them, whose feedback counts, too; or records, JSON lines of a file,
        or :class:`Conversation` objects
    :param feedback: records or JSON lines
    :param previous: the period before, added up, to compare with
    :param from_: with ``to``, ``where``, ``exclude``: which records count, as of :class:`Aggregate`
    """
    aggregate = Aggregate(group_by, timezone=timezone, scheme=scheme, from_=from_, to=to, where=where, exclude=exclude)
    items = [conversations] if isinstance(conversations, (str, Path)) else conversations
    paths: list[Any] = []
    for item in items:
        if isinstance(item, Path) or item is conversations:
            paths.append(item)
        else:
            aggregate.add(item)
    if paths:
        aggregate.add_files(*paths)
    for item in feedback:
        aggregate.add_feedback(item, complete=True)
    return aggregate.report(previous=previous, title=title, language=language)
