# SPDX-License-Identifier: MIT
"""kefu agreement: ratings in every form in, coefficients with intervals out."""
import json

import pytest

LI, WANG = ["good", "bad", "bad", "good"], ["good", "good", "bad", ""]


def lines(rows):
    return "".join(row + "\n" for row in rows).encode()


TRIPLES = [(f"c{i}", rater, rating) for i in range(4) for rater, rating in (("li", LI[i]), ("wang", WANG[i])) if rating]
FORMS = {
    "a row a unit": lines(["unit,li,wang", *(f"c{i},{LI[i]},{WANG[i]}" for i in range(4))]),
    "a row a unit, without ids": lines(["li\twang", *(f"{LI[i]}\t{WANG[i]}" for i in range(4))]),
    "a row a rating": lines(["rating;rater;unit", *(f"{rating};{rater};{unit}" for unit, rater, rating in TRIPLES)]),
    "JSON lines": lines(json.dumps(dict(zip(("unit", "rater", "rating"), triple))) for triple in TRIPLES),
    "JSON": json.dumps([[LI[i], WANG[i] or None] for i in range(4)], indent=1).encode()}


@pytest.mark.parametrize("form", FORMS)
def test_forms(kefu, form):
    result = kefu("agreement", stdin=FORMS[form])
    assert result.code == 0, result.err
    [answer] = result.lines
    assert (answer["units"], answer["raters"], answer["ratings"]) == (4, 2, 7)
    assert answer["categories"] == ["bad", "good"]
    assert answer["coefficients"]["krippendorff_alpha"]["value"] == pytest.approx(4 / 9)
    [pair] = answer["pairs"]
    assert pair["raters"] == ([1, 2] if form == "JSON" else ["li", "wang"])
    assert (pair["units"], pair["equal"]) == (3, 2) and pair["cohen_kappa"]["value"] == pytest.approx(0.4)


def test_scales_and_options(kefu):
    rows = lines(["id,a,b,c", "u1,1,2,1", "u2,4,4,5", "u3,2,2,3", "u4,5,5,5"])
    answer = kefu("agreement", "--scale=interval", "--level=0.9", stdin=rows).lines[0]
    assert {"icc1", "icc2", "icc3", "icc2k", "gwet_ac2"} <= set(answer["coefficients"]) and len(answer["pairs"]) == 3
    assert answer["coefficients"]["icc2"]["value"] > 0.9
    listed = kefu("agreement", "--categories=1,2,3,4,5,6", stdin=rows).lines[0]
    assert listed["categories"] == [1, 2, 3, 4, 5, 6] and "gwet_ac1" in listed["coefficients"]
    assert kefu("agreement", "--unit=a", stdin=rows).lines[0]["raters"] == 3


@pytest.mark.parametrize("arguments, rows, code, told", [
    (["--scale=x"], ["a,b", "1,2"], 2, "--scale"), (["--level=2"], ["a,b", "1,2"], 2, "--level"),
    (["--categories=1"], ["a,b", "1,2"], 2, "--categories"), (["--categories=1,2"], ["a,b", "1,2", "1,3"], 1, "-:3:"),
    (["--scale=interval"], ["a,b", "1,2", "", "1,x"], 1, "-:4:"), (["--unit=x"], ["a,b", "1,2"], 1, "no column x"),
    ([], ['{"unit":1,"rater":1,"rating":1}', '{"unit":1,"rater":1,"rating":2}'], 1, "-:2:"), ([], [""], 1, "no row"),
    (["a", "b"], [], 2, "one file")])
def test_what_is_wrong_is_told(kefu, arguments, rows, code, told):
    result = kefu("agreement", *arguments, stdin=lines(rows))
    assert result.code == code and told in result.err and result.out == b"", result.err
