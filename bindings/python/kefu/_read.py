# SPDX-License-Identifier: MIT
"""Records out of files: what a helpdesk exports, read as the program kefu reads it."""

from __future__ import annotations

import codecs
import csv
import glob
import gzip
import io
import json
from datetime import datetime, time
from pathlib import Path
from typing import Any, BinaryIO, Iterator, Mapping, Sequence, Union

from . import _native
from ._api import VOCABULARY, Error, FieldMap, Finding, Roster, _Collector

Source = Union[str, Path, BinaryIO]

_CHUNK = 1 << 16
_SAMPLE = 1 << 18  # bytes of a file that a map is suggested by
_KINDS = [word["name"] for word in VOCABULARY["record_kind"]]
_REPEATED, _EMPTY = _native.RECORD_REPEATED, _native.RECORD_EMPTY
_ENDINGS = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".xlsx", ".xls")


def _files(source: Any) -> list[Any]:
    """The files of a folder or pattern; others stand for themselves."""
    if not isinstance(source, (str, Path)):
        return [source]
    path = Path(source)
    if path.is_dir():
        found = sorted(str(p) for p in path.iterdir() if p.is_file() and not p.name.startswith((".", "~$"))
                       and p.name.removesuffix(".gz").endswith(_ENDINGS))
        if not found:
            raise FileNotFoundError(f"{source}: the folder holds no {', '.join('*' + e for e in _ENDINGS)}")
        return found
    if not path.exists() and any(c in str(source) for c in "*?["):
        found = sorted(glob.glob(str(source)))
        if not found:
            raise FileNotFoundError(f"{source}: no file matches")
        return found
    return [str(source)]


# ---- text ----

def _encoding(name: str, first: bytes) -> tuple[str, int]:
    """How a file is encoded, by its first bytes, and how many of them are a byte order mark."""
    told, binary, mark, ascii_only = _native.encoding_guess(first).split("\t")
    if binary:
        raise ValueError(f"{name}: this is {binary}, not text")
    if not told and int(ascii_only) == 0:
        raise ValueError(f"{name}: cannot tell how it is encoded: say so with encoding=")
    return told or "utf-8", int(mark)


def _decoded(name: str, stream: BinaryIO, encoding: str | None) -> Iterator[bytes]:
    """The file in chunks of UTF-8."""
    first = stream.read(_CHUNK)
    if first[:2] == b"\x1f\x8b":
        stream = gzip.GzipFile(fileobj=_Joined(first, stream))
        first = stream.read(_CHUNK)
    mark = 0
    if encoding is None:
        encoding, mark = _encoding(name, first)
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    yield decoder.decode(first[mark:]).removeprefix("\ufeff").encode()
    while chunk := stream.read(_CHUNK):
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()


class _Joined(io.RawIOBase):
    """Bytes that were read, then the rest of their stream."""

    def __init__(self, first: bytes, stream: BinaryIO) -> None:
        self._first, self._stream = io.BytesIO(first), stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._first.read(len(buffer)) or self._stream.read(len(buffer))
        buffer[:len(data)] = data
        return len(data)


# ---- workbooks ----

def _cell(value: Any) -> str:
    if value is None or (isinstance(value, str) and value.startswith("#N/A")):
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, time) else str(value)


def _rows(sheet: Any) -> Iterator[list[str]]:
    """The rows of a sheet; a value of cells that are merged downwards stands in each of them."""
    merged: dict[tuple[int, int], Any] = {}
    for area in sheet.merged_cells.ranges:
        value = sheet.cell(area.min_row, area.min_col).value
        merged.update(((row, area.min_col), value) for row in range(area.min_row, area.max_row + 1))
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        yield [_cell(merged.get((number, column), value)) for column, value in enumerate(row, 1)] + [""]


def _sheets(name: str) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each sheet that is shown, as comma-separated values."""
    try:
        import openpyxl
    except ImportError:
        raise ImportError(f"{name}: reading .xlsx needs openpyxl (pip install kefu[excel])") from None
    for sheet in openpyxl.load_workbook(name, data_only=True).worksheets:
        if sheet.sheet_state == "visible":
            yield f"{name}#{sheet.title}", _table(_rows(sheet))


def _table(rows: Iterator[list[str]]) -> Iterator[bytes]:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return iter([text.getvalue().encode()])


def _old_cell(cell: Any, datemode: int) -> str:
    """A cell of an .xls, which stores dates, booleans and errors as numbers."""
    import xlrd

    if cell.ctype == xlrd.XL_CELL_ERROR:
        return ""
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return _cell(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_DATE:
        when = xlrd.xldate.xldate_as_datetime(cell.value, datemode)
        return _cell(when.time() if cell.value < 1 else when)
    return _cell(cell.value)


def _old_sheets(name: str) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each sheet of an .xls that is shown, as comma-separated values."""
    try:
        import xlrd
    except ImportError:
        raise ImportError(f"{name}: reading .xls needs xlrd (pip install kefu[excel])") from None
    try:  # damaged files raise whatever the parser stumbles over, not its own error alone
        book = xlrd.open_workbook(name, logfile=io.StringIO())
        shown = [sheet for sheet in book.sheets() if sheet.visibility == 0]
        tables = [[[_old_cell(cell, book.datemode) for cell in row] + [""] for row in sheet.get_rows()] for sheet in shown]
    except OSError:
        raise
    except Exception as error:
        raise ValueError(f"{name}: this .xls is damaged, encrypted, or no workbook: {error}") from error
    for sheet, rows in zip(shown, tables):
        yield f"{name}#{sheet.name}", _table(iter(rows))


def _opened(file: Any, encoding: str | None) -> Iterator[tuple[str, Iterator[bytes]]]:
    """A file, or each sheet of a workbook: its name and its chunks of UTF-8."""
    if not isinstance(file, str):
        yield getattr(file, "name", "-"), _decoded(str(getattr(file, "name", "-")), file, encoding)
        return
    with open(file, "rb") as stream:
        magic = stream.peek(4)[:4]  # type: ignore[attr-defined]
        if magic == b"PK\3\4":
            yield from _sheets(file)
        elif magic == b"\xd0\xcf\x11\xe0":
            yield from _old_sheets(file)
        else:
            yield file, _decoded(file, stream, encoding)


# ---- records ----

class Records:
    """The records of files, read one after another; see :func:`read`. Iterate over it once.

    Each record is a ``dict`` whose ``kind`` is set (``"conversation"``, ``"feedback"``, …). One whose
    id came before, or a conversation that says nothing, is left out; what cannot be read is, too,
    and is told of in :attr:`findings`.
    """

    def __init__(self, sources: Sequence[Any], field_map: FieldMap | None, encoding: str | None, strict: bool,
                 roster: Roster | None = None, agents: str = "ids") -> None:
        self._files = [file for source in sources for file in _files(source)]
        self._map, self._encoding, self._strict = field_map, encoding, strict
        self._reader = _native.new_Reader()
        if field_map is not None:
            _native.Reader_use_map(self._reader, field_map._handle)
        self._roster, self._agents = roster, agents
        if roster is not None:
            _native.Reader_use_roster(self._reader, roster._handle)
        self._findings: list[Finding] = []
        self.refused = 0  #: how many records could not be read

    @property
    def findings(self) -> list[Finding]:
        """What was wrong so far; ``source`` is the file, ``line`` the line or row."""
        return list(self._findings)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for file in self._files:
            for name, chunks in _opened(file, self._encoding):
                _native.Reader_next_file(self._reader)
                for chunk in chunks:
                    _native.Reader_push(self._reader, chunk)
                    yield from self._ready(name)
                _native.Reader_end_file(self._reader)
                yield from self._ready(name)

    def _ready(self, name: str) -> Iterator[dict[str, Any]]:
        while True:
            collector = _Collector()
            with collector as findings:
                told = _native.Reader_next(self._reader, findings)
            if not told:
                return
            head, _, body = (told if isinstance(told, str) else told.decode("utf-8", "replace")).partition("\n")
            status, kind, line, flags = map(int, head.split())
            flaws = self._tell(collector, name, line)
            if status:
                self._refuse(name, line, body)
            elif flaws and self._strict:
                self._refuse(name, line, flaws[0].message)
            elif not flags & _EMPTY and not (flags & _REPEATED and _KINDS[kind] == "conversation"):
                yield {"kind": _KINDS[kind], **self._listed(body, name, line)}

    def _listed(self, body: str, name: str, line: int) -> dict[str, Any]:
        if self._roster is None:
            return json.loads(body)
        found: list[Finding] = []
        record = self._roster.apply(body, self._agents, findings=found)
        self._findings += [one._replace(source=name, line=line) for one in found if one.code == "unlisted_agent"]
        return record

    def _tell(self, collector: _Collector, name: str, line: int) -> list[Finding]:
        """Keeps what was found; gives the flaws of a record that stays without them."""
        told = [found._replace(source=name, line=line + max(found.line - 1, 0)) for found in collector.list()]
        self._findings += told
        return [found for found in told if found.severity == "warning"]

    def _refuse(self, name: str, line: int, why: str) -> None:
        self.refused += 1
        if self._strict:
            raise ValueError(f"{name}:{line}: {why}")
        if not self._findings or (self._findings[-1].source, self._findings[-1].line) != (name, line):
            self._findings.append(Finding("bad_line", "error", why, "", name, line, 0, 0))

    def frame(self) -> Any:
        """The messages of all conversations as a pandas.DataFrame, a row each: the members of the
        message, ``conversation_id`` and the conversation's other members that are no lists."""
        import pandas

        rows: list[Mapping[str, Any]] = []
        for record in self:
            if record["kind"] != "conversation":
                continue
            shared = {name: value for name, value in record.items() if not isinstance(value, (list, dict)) and name not in ("kind", "id")}
            shared["conversation_id"] = record.get("id")
            rows.extend({**shared, **{"message_id" if k == "id" else k: v for k, v in message.items()}}
                        for message in record.get("messages") or record.get("turns") or ())
        return pandas.DataFrame(rows)


def read(*sources: Source, map: Union[FieldMap, Path, str, Mapping[str, Any], None] = None,
         encoding: str | None = None, strict: bool = False,
         roster: Union[Roster, Path, str, Mapping[str, Any], None] = None, agents: str = "ids") -> Records:
    """Reads what helpdesks export: JSON lines, JSON, CSV, TSV, .xlsx, .xls, also .gz, in UTF-8, GB18030 or UTF-16
    (docs/intake.md).

    ``for record in kefu.read("chats.csv"): …``, ``kefu.read("folder/").frame()``

    :param sources: paths of files and folders, patterns, or open binary files
    :param map: a field map that gathers rows into conversations, or the path of one
    :param encoding: by default it is recognised
    :param strict: raise ValueError at the first record that cannot be read or has a flaw
    :param roster: who the agents are (:class:`Roster`), or the path of one
    :param agents: show them by "ids", "names" or "pseudonyms"
    """
    if roster is not None and not isinstance(roster, Roster):
        roster = Roster(Path(roster) if isinstance(roster, (str, Path)) else roster)
    if map is not None and not isinstance(map, FieldMap):
        map = FieldMap(Path(map) if isinstance(map, (str, Path)) else map)
    return Records(sources, map, encoding, strict, roster, agents)


def suggest_map(source: Source, encoding: str | None = None) -> dict[str, Any]:
    """A field map for a file, by the names of its columns or members and by what stands in them
    (docs/maps.md): a document to look at and mend, and what ``map=`` of :func:`read` takes.

    Of a workbook the first sheet counts that a map can be suggested for.

    :param source: the path of a file, or an open binary file
    :param encoding: by default it is recognised
    """
    file: Any = str(source) if isinstance(source, (str, Path)) else source
    failure: ValueError | None = None
    for name, chunks in _opened(file, encoding):
        sample = bytearray()
        while len(sample) < _SAMPLE and (chunk := next(chunks, None)) is not None:
            sample += chunk
        try:
            return json.loads(_native.field_map_suggest(bytes(sample)))
        except Error as error:
            failure = failure or ValueError(f"{name}: {error}")
    raise failure or ValueError(f"{file}: no sheet is shown")
