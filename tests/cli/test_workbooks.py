# SPDX-License-Identifier: MIT
"""Workbooks as platforms hand them out: .xlsx, .xls, and tables of HTML or XML that are named .xls."""
import datetime
import io
import json
import zipfile
from xml.sax.saxutils import escape

import pytest

openpyxl = pytest.importorskip("openpyxl")
xlwt = pytest.importorskip("xlwt")

HEADER = ["会话ID", "发送时间", "角色", "客服", "买家昵称", "消息内容"]
WHEN = datetime.datetime(2024, 3, 1, 12, 0)
ROWS = [["s1", WHEN, "买家", None, "老李", "什么时候发货"],
        ["s2", WHEN + datetime.timedelta(seconds=30), "买家", None, "老张", "在吗,\"亲\"\n有货吗"],
        ["s1", WHEN + datetime.timedelta(minutes=1), "客服", "小王", "老李", "今天下午就给您发出"],
        ["s2", WHEN + datetime.timedelta(seconds=150), "客服", "小王", "老张", "在的，请讲"]]
WAITS = {"s1": 60000, "s2": 120000}


def waits(result):
    assert result.code == 0, result.err
    return {line["id"]: line["metrics"]["frt"]["value"] for line in result.lines}


def save(path, *sheets):
    """Each sheet: (name, rows)."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


# ---- .xlsx ----

def test_an_xlsx_is_a_table(kefu, tmp_path):
    path = save(tmp_path / "chats.xlsx", ("聊天记录", [["三月聊天明细"], [], HEADER, *ROWS]))
    result = kefu("metrics", path)
    assert waits(result) == WAITS and "imprecise" not in result.err
    table = "\n".join(",".join(HEADER if r is HEADER else [str(c or "") for c in r]) for r in [HEADER, *ROWS])
    csv = tmp_path / "chats.csv"
    csv.write_text(table.replace('在吗,"亲"\n有货吗', '"在吗,""亲""\n有货吗"'), "utf-8")
    assert kefu("metrics", csv).out == result.out
    assert json.loads(kefu("report", path).out)["period"]["messages"] == 4


def test_sheets_are_read_one_by_one(kefu, tmp_path):
    surveys = [["会话ID", "评价时间", "满意度"], ["s1", WHEN + datetime.timedelta(minutes=9), "非常满意"], ["s2", "2024/3/1 12:20", 2]]
    path = save(tmp_path / "day.xlsx", ("说明", [["本表由系统导出"], ["请勿修改"]]), ("一", [HEADER, ROWS[0], ROWS[2]]), ("空", []),
                ("二", [HEADER, ROWS[1], ROWS[3]]), ("评价", surveys))
    assert waits(kefu("metrics", path)) == WAITS
    result = kefu("report", path)
    assert result.code == 0 and "day.xlsx#说明:1: note: unused_sheet" in result.err, result.err
    report = json.loads(result.out)
    assert report["period"]["conversations"] == 2 and report["feedback"]["ratings_1_to_5"] == [0, 1, 0, 0, 1]
    nothing = kefu("metrics", save(tmp_path / "none.xlsx", ("说明", [["甲", "乙"], [1, 2]]), ("二", [["丙", "丁"]])))
    assert nothing.code == 1 and "none.xlsx: unknown_table" in nothing.err and nothing.out == b"", nothing.err


def test_merged_cells_stand_in_each_row(kefu, tmp_path):
    book = openpyxl.Workbook()
    for row in [["客服聊天记录"], HEADER, ROWS[0], ROWS[2], ROWS[1], ROWS[3]]:
        book.active.append(row)
    for first in (3, 5):
        for column in "AE":
            book.active[f"{column}{first + 1}"] = None
            book.active.merge_cells(f"{column}{first}:{column}{first + 1}")
    book.active.merge_cells("A1:F1")
    book.save(tmp_path / "merged.xlsx")
    assert waits(kefu("metrics", tmp_path / "merged.xlsx")) == WAITS


def test_findings_name_the_row(kefu, tmp_path):
    rows = [HEADER, ROWS[1], ROWS[1][:2] + ["路人甲"] + ROWS[1][3:], ROWS[3], [], [None, *ROWS[3][1:]]]
    result = kefu("metrics", save(tmp_path / "chats.xlsx", ("S", rows)))
    assert result.code == 3 and "chats.xlsx#S:3: bad_row: who speaks" in result.err and "chats.xlsx#S:6: bad_row" in result.err, result.err


def test_numbers_keep_their_digits(kefu, tmp_path):
    rows = [HEADER, *([number, *row[1:]] for number, row in zip([20240301000123, 20240301000124] * 2, ROWS))]
    assert waits(kefu("metrics", save(tmp_path / "n.xlsx", ("S", rows)))) == dict(zip(("20240301000123", "20240301000124"), WAITS.values()))
    rows = [HEADER, *([1234567890123456789, *row[1:]] for row in ROWS)]
    result = kefu("metrics", save(tmp_path / "n.xlsx", ("S", rows)))
    assert result.code == 0 and result.err.count("imprecise_number") == 1, result.err


def package(path, sheet, strings="", styles="", workbook="", target="worksheets/sheet1.xml", more=()):
    """An .xlsx of given parts, as writers other than openpyxl make them."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("_rels/.rels", f'<Relationships><Relationship Id="r" Type="{kinds}/officeDocument" Target="/xl/workbook.xml"/></Relationships>')
        book.writestr("xl/workbook.xml", f'<x:workbook xmlns:x="{main}" xmlns:r="{kinds}">{workbook}<x:sheets><x:sheet name="S" sheetId="1" r:id="r1"/>'
                      f'<x:sheet name="隐" sheetId="2" state="hidden" r:id="r9"/></x:sheets></x:workbook>')
        book.writestr("xl/_rels/workbook.xml.rels", "<Relationships>" + "".join(
            f'<Relationship Id="{key}" Type="{kinds}/{kind}" Target="{where}"/>'
            for key, kind, where in (("r1", "worksheet", target), ("r2", "sharedStrings", "sharedStrings.xml"), ("r3", "styles", "styles.xml")))
            + "</Relationships>")
        book.writestr("xl/worksheets/sheet1.xml", f'<x:worksheet xmlns:x="{main}"><x:sheetData>{sheet}</x:sheetData></x:worksheet>')
        if strings:
            book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{strings}</sst>')
        if styles:
            book.writestr("xl/styles.xml", f'<styleSheet xmlns="{main}">{styles}</styleSheet>')
        for name, text in more:
            book.writestr(name, text)
    return path


def inline(text):
    return f'<x:c t="inlineStr"><x:is><x:t>{escape(text)}</x:t></x:is></x:c>'


def rows_of(number, *cells):
    return f'<x:row r="{number}">{"".join(cells)}</x:row>'


STYLES = ('<numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot; hh:mm"/><numFmt numFmtId="171" formatCode="0.00&quot;天&quot;"/></numFmts>'
          '<cellStyleXfs><xf numFmtId="22"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="22"/><xf numFmtId="171"/></cellXfs>')


@pytest.mark.parametrize("since_1904", [False, True])
def test_cells_of_every_kind(kefu, tmp_path, since_1904):
    """Inline texts, shared texts in pieces with their pronunciation, prefixes, serial dates by style, no cell references."""
    strings = ("<si><t>s1</t></si><si><r><t>什么</t></r><r><t xml:space=\"preserve\">时候发货</t></r><rPh sb=\"0\" eb=\"1\"><t>shen me</t></rPh></si>"
               "<si><t>好_x000D_\n的</t></si>")
    day = 45352.5 - (1462 if since_1904 else 0)
    sheet = (rows_of(1, *map(inline, HEADER))
             + rows_of(4, '<x:c t="s"><x:v>0</x:v></x:c>', f'<x:c s="1"><x:v>{day}</x:v></x:c>', inline("买家"), "<x:c/>", inline("老李"), '<x:c t="s"><x:v>1</x:v></x:c>')
             + rows_of(5, '<x:c r="A5" t="s"><x:v>0</x:v></x:c>', f'<x:c r="B5" s="2"><x:v>{day + 60 / 86400!r}</x:v></x:c>', '<x:c r="C5" t="str"><x:f>A1</x:f><x:v>客服</x:v></x:c>',
                       '<x:c r="D5" s="3"><x:v>1001</x:v></x:c>', '<x:c r="E5" t="e"><x:v>#N/A</x:v></x:c>', '<x:c r="F5" t="s"><x:v>2</x:v></x:c>'))
    path = package(tmp_path / "k.xlsx", sheet, strings, STYLES, '<x:workbookPr date1904="1"/>' if since_1904 else "")
    result = kefu("metrics", path)
    assert waits(result) == {"s1": 60000} and "hidden_sheet" in result.err, result.err
    record = kefu("score", "--by", "agent", path).lines
    assert [line["agent_id"] for line in record] == ["1001"]


def test_damaged_workbooks_are_named(kefu, tmp_path):
    good = save(tmp_path / "good.xlsx", ("S", [HEADER, *ROWS])).read_bytes()
    path = tmp_path / "bad.xlsx"
    cell = inline("x")
    cases = [(good[:len(good) // 2], "damaged"), (b"PK\3\4" + bytes(100), "damaged")]
    for name, what in (("open.xlsx", rows_of(1, cell) + "<x:row>"), ("far.xlsx", '<x:row r="1"><x:c r="ZZZZ1"><x:v>1</x:v></x:c></x:row>')):
        cases.append((package(tmp_path / name, what).read_bytes(), "no valid XML" if "open" in name else "unknown_table"))
    with zipfile.ZipFile(buffer := io.BytesIO(), "w") as archive:
        archive.writestr("readme.txt", "hello")
    cases.append((buffer.getvalue(), "no workbook"))
    bomb = package(tmp_path / "bomb.xlsx", rows_of(1, cell), more=[("xl/styles.xml", '<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><styleSheet>&d;</styleSheet>')])
    cases.append((bomb.read_bytes(), "document type"))
    for content, word in cases:
        path.write_bytes(content)
        result = kefu("metrics", path)
        assert result.code == 1 and word in result.err and result.out == b"", (word, result.err)
    for cut in range(0, len(good), 97):  # whatever is lost, it ends in an error or in whole rows
        path.write_bytes(good[:cut] + good[cut + 40:])
        assert kefu("metrics", path).code in (0, 1, 3)


# ---- .xls ----

def save_old(path, *rows):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("聊天")
    style = xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM:SS")
    for i, row in enumerate(rows):
        for k, cell in enumerate(row):
            if cell is not None:
                sheet.write(i, k, cell, style if isinstance(cell, datetime.datetime) else xlwt.Style.default_style)
    book.save(str(path))
    return path


def test_an_old_workbook_is_a_table(kefu, tmp_path):
    result = kefu("metrics", save_old(tmp_path / "chats.xls", ["三月"], HEADER, *ROWS))
    assert waits(result) == WAITS, result.err
    rows = [[20240301000123, *ROWS[0][1:]], [20240301000123, *ROWS[2][1:]], [None, *ROWS[2][1:]]]
    result = kefu("metrics", save_old(tmp_path / "chats.xls", HEADER, *rows))
    assert result.code == 3 and [line["id"] for line in result.lines] == ["20240301000123"]
    assert "chats.xls#聊天:4: bad_row" in result.err
    (tmp_path / "bad.xls").write_bytes((tmp_path / "chats.xls").read_bytes()[:600])
    result = kefu("metrics", tmp_path / "bad.xls")
    assert result.code == 1 and ".xls" in result.err


# ---- markup ----

def html(rows, wrap="td"):
    text = "".join("<TR class='a > b'>" + "".join(f"<{wrap} nowrap>{escape(str(c or '')).replace(chr(10), '<br/>')}</{wrap}>" for c in row) + "</TR>\n" for row in rows)
    return f"<html><head><meta charset=gbk><style>td {{ color: red }}</style></head><body><table border=1>{text}</table></body></html>"


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-16"])
def test_html_named_xls(kefu, tmp_path, encoding):
    path = tmp_path / "chats.xls"
    path.write_bytes(html([HEADER, *ROWS]).replace("在吗", "&#x5728;吗&nbsp;").encode(encoding))
    assert waits(kefu("metrics", path)) == WAITS
    assert waits(kefu("metrics", "-", stdin=path.read_bytes())) == WAITS


def test_cells_of_html_span_rows(kefu, tmp_path):
    text = html([HEADER, *ROWS]).replace("</TR>\n", "</TR>\n<!-- <tr><td>no</td></tr> -->", 1)
    head, rows = "".join(f"<th>{name}</th>" for name in HEADER), []
    for a, b in ((ROWS[0], ROWS[2]), (ROWS[1], ROWS[3])):
        rows += ["<tr>" + "".join(f"<td{' rowspan=2' if i in (0, 4) else ''}>{c or ''}</td>" for i, c in enumerate(a)) + "</tr>",
                 "<tr>" + "".join(f"<td>{c or ''}</td>" for i, c in enumerate(b) if i not in (0, 4)) + "</tr>"]
    for body in (text, f"<table><tr><td colspan=6>三月</td></tr></table><table><tr>{head}</tr>{''.join(rows)}</table>"):
        path = tmp_path / "chats.xls"
        path.write_text(body, "utf-8")
        result = kefu("metrics", path)
        assert waits(result) == WAITS, result.err
    path.write_text("<html><p>请登录</p></html>", "utf-8")
    result = kefu("metrics", path)
    assert result.code == 1 and "without a table" in result.err


def test_excel_xml_of_2003(kefu, tmp_path):
    cells = "".join("<Row ss:Index='%d'>%s</Row>" % (i + 2, "".join(
        f'<Cell ss:Index="{k + 1}"><Data ss:Type="String">{escape(c.isoformat() if isinstance(c, datetime.datetime) else c)}</Data></Cell>'
        for k, c in enumerate(row) if c)) for i, row in enumerate([HEADER, *ROWS]))
    path = tmp_path / "chats.xls"
    path.write_text('<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
                    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="聊天"><Table>' + cells + "</Table></Worksheet></Workbook>", "utf-8")
    assert waits(kefu("metrics", path)) == WAITS
    path.write_text(path.read_text("utf-8").replace("买家</Data>", "路人</Data>"), "utf-8")
    assert "chats.xls#聊天:3: bad_row" in kefu("metrics", path).err


def test_a_folder_has_workbooks(kefu, tmp_path):
    save(tmp_path / "a.xlsx", ("S", [HEADER, ROWS[0], ROWS[2]]))
    save_old(tmp_path / "b.xls", HEADER, ROWS[1], ROWS[3])
    (tmp_path / "~$a.xlsx").write_bytes(b"lock")
    assert waits(kefu("metrics", tmp_path)) == WAITS


def test_a_map_is_suggested_for_the_first_sheet_that_is_a_table(kefu, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["本表由系统导出"])
    sheet = book.create_sheet("聊天记录")
    sheet.append(["店铺聊天记录导出"])
    sheet.append(["会话编号", "发送时间", "发送人角色", "发送人", "消息内容"])
    for number in range(6):
        sheet.append([f"c{number // 2}", f"2026-03-12 10:0{number}:00", "客服" if number % 2 else "客户", "小林", "在的" if number % 2 else "在吗"])
    book.save(tmp_path / "chat.xlsx")
    result = kefu("map", "suggest", tmp_path / "chat.xlsx")
    assert result.code == 0, result.err
    suggested = json.loads(result.out)
    assert suggested["group"]["key"] == ["会话编号"] and suggested["message"]["text"] == "消息内容"
    (tmp_path / "map.json").write_bytes(result.out)
    records = kefu("convert", "--map", tmp_path / "map.json", tmp_path / "chat.xlsx").lines
    assert [(one["id"], [message["role"] for message in one["messages"]]) for one in records] == [
        (f"c{number}", ["customer", "agent"]) for number in range(3)]
    book = openpyxl.Workbook()
    book.active.append(["甲", "乙"])
    book.active.append([1, 2])
    book.save(tmp_path / "none.xlsx")
    refused = kefu("map", "suggest", tmp_path / "none.xlsx")
    assert refused.code == 1 and "none.xlsx: no map can be suggested" in refused.err
