# SPDX-License-Identifier: MIT
"""kefu series: a time series in, in every form; alerts out, and exit codes on which a schedule can rely."""
import json

import pytest

from conftest import PROJECT

COMPLAINTS = PROJECT / "examples" / "series" / "complaints.csv"
EARS = [3, 4, 2, 5, 3, 4, 3, 14]
DAYS = [f"2026-03-{day:02d}" for day in range(1, 9)]


def lines(rows):
    return "".join(row + "\n" for row in rows).encode()


FORMS = {
    "cells": lines(["date,count", *(f"{at},{value}" for at, value in zip(DAYS, EARS))]),
    "cells, other order": lines(["value\tat", *(f"{value}\t{at}" for at, value in zip(DAYS, EARS))]),
    "no header": lines([f"{at};{value}" for at, value in zip(DAYS, EARS)]),
    "quotes": lines(['"at","the ""value"""', *(f'"{at}", {value}' for at, value in zip(DAYS, EARS))]),
    "JSON lines": lines([json.dumps({"at": at, "value": value, "other": [1]}) for at, value in zip(DAYS, EARS)]),
    "JSON lines of counts": lines([json.dumps({"at": at, "count": value}) for at, value in zip(DAYS, EARS)]),
    "JSON lines with blank lines": lines([json.dumps({"at": at, "value": value}) + "\n" for at, value in zip(DAYS, EARS)]),
    "JSON": json.dumps([{"at": at, "count": value} for at, value in zip(DAYS, EARS)]).encode(),
    "JSON over lines": json.dumps(list(zip(DAYS, EARS)), indent=1).encode()}


@pytest.mark.parametrize("form", FORMS)
def test_forms(kefu, form):
    result = kefu("series", "--method=ears", stdin=FORMS[form])
    assert result.code == 4, result.err
    [answer] = result.lines
    [alert] = answer.pop("alerts")
    assert answer == {"method": "ears", "step": "day", "points": 8, "gaps": 0, "judged": 1}
    assert (alert["at"], alert["value"], alert["method"]) == ("2026-03-08", 14, "ears")
    assert alert["expected"] == pytest.approx(24 / 7) and alert["low"] is None and 6 < alert["high"] < 7
    assert alert["baseline"] == {"from": "2026-03-01", "points": 7}
    assert alert["why"]["en"].startswith("14 where") and alert["why"]["zh-Hans"].startswith("实际 14")


def test_a_column_of_values(kefu):
    result = kefu("series", "--method=ears", stdin=lines(map(str, EARS)))
    assert result.code == 4 and result.lines[0]["alerts"][0]["at"] is None


def test_named_columns(kefu):
    rows = lines(["team,day,calls", *(f"a,{at},{value}" for at, value in zip(DAYS, EARS))])
    assert kefu("series", "--method=ears", "--time=day", "--value=calls", stdin=rows).code == 4
    members = lines([json.dumps({"day": at, "calls": value}) for at, value in zip(DAYS, EARS)])
    assert kefu("series", "--method=ears", "--time=day", "--value=calls", stdin=members).code == 4
    missing = kefu("series", "--value=chats", stdin=rows)
    assert missing.code == 1 and "there is no column chats" in missing.err


def test_exit_codes(kefu):
    assert kefu("series", "--method=ears", stdin=lines(map(str, EARS[:-1] + [4]))).code == 0
    assert kefu("series", "--method=ears", "--last=1", stdin=lines(map(str, EARS + [4]))).code == 0
    little = kefu("series", stdin=b"1\n2\n")
    assert little.code == 1 and little.lines[0]["judged"] == 0 and "no point could be judged" in little.err
    for arguments in (["--method=magic"], ["--years=3"], ["--alpha=x"], ["--alpha=2"], ["a", "b"], ["--gaps=one"]):
        wrong = kefu("series", *arguments, stdin=b"1\n2\n")
        assert wrong.code == (1 if arguments == ["--gaps=one"] and not wrong.err else 2), wrong.err
        assert wrong.out == b""


@pytest.mark.parametrize("rows, told", [
    (["at,value", "2026-03-01,1", "", "soon,2"], "4:"), (["2026-03-01,1", "2026-03-01,2"], "2:"),
    (["2026-03-01,1", "2026-03-02,x"], "2:"), (['"open,1'], "a quote is not closed"),
    (['{"at": "2026-03-01", "value": 1}', '{"at": "2026-03-02"}'], "2:"), (["{}"], "value"), (["[1, 2"], "json_syntax"),
    (["2026-03-01,-4", "2026-03-02,3"], "1:"), ([""], "there is no row")])
def test_what_is_no_series_is_told_with_its_line(kefu, rows, told):
    result = kefu("series", stdin=lines(rows))
    assert result.code == 1 and result.out == b"" and told in result.err, result.err


def test_spikes_of_complaints(kefu):
    result = kefu("series", COMPLAINTS, "--last", "7", "--horizon", "7")
    assert result.code == 4
    [alert] = result.lines[0]["alerts"]
    assert alert["at"] == "2026-03-15" and alert["p"] < 0.001 and alert["high"] < alert["value"] == 24
    assert [step["step"] for step in result.lines[0]["forecast"]] == list(range(1, 8))
    detail = kefu("series", COMPLAINTS, "--detail").lines[0]["detail"]
    assert len(detail) == 42 and sum(point["alert"] for point in detail) == 1
    assert all(point["low"] is None and point["high"] >= point["expected"] - 1 for point in detail)


def test_other_encodings(kefu):
    rows = lines(["日期,投诉", *(f"{at},{value}" for at, value in zip(DAYS, EARS))]).decode().encode("gb18030")
    assert kefu("series", "--method=ears", "--encoding=gb18030", "--value=投诉", stdin=rows).code == 4
