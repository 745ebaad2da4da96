"""What filling would lose is named at the upload, and hostile templates are refused before anything expands them."""

import io
import re
import time
import zipfile
from collections.abc import Callable

import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tests.core.excel.office_forms import VOCABULARY, make_workbook, picture, score_form
from trainingapp.core.errors import Refused
from trainingapp.core.excel.filling import Loss, fill_template, inspect_template
from trainingapp.core.excel.filling.mistakes import NO_REACHING_OUT
from trainingapp.core.placeholders import Filling


def draw_text_box(_: Workbook, sheet: Worksheet) -> None:
    sheet.insert_textbox("B2", "盖章处")


def draw_header_picture(_: Workbook, sheet: Worksheet) -> None:
    sheet.set_header("&L&G", {"image_left": "logo.png", "image_data_left": picture()})


def draw_background(_: Workbook, sheet: Worksheet) -> None:
    sheet.set_background(picture())


def draw_button(_: Workbook, sheet: Worksheet) -> None:
    sheet.insert_button("B2", {"caption": "打印"})


def draw_sparkline(_: Workbook, sheet: Worksheet) -> None:
    sheet.write_row("A1", [1, 2, 3])
    sheet.add_sparkline("D1", {"range": "成绩表!A1:C1"})


def draw_new_data_bar(_: Workbook, sheet: Worksheet) -> None:
    sheet.conditional_format("A1:A9", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})


def draw_checkbox(_: Workbook, sheet: Worksheet) -> None:
    sheet.insert_checkbox("A1", True)  # noqa: FBT003 - XlsxWriter's own signature


def draw_embedded_picture(_: Workbook, sheet: Worksheet) -> None:
    sheet.embed_image("A1", "logo.png", {"image_data": picture()})


@pytest.mark.parametrize(
    ("draw", "loss"),
    [
        (draw_text_box, Loss("成绩表", "文本框、图形")),
        (draw_header_picture, Loss("成绩表", "页眉、页脚里的图片")),
        (draw_background, Loss("成绩表", "工作表的背景图片")),
        (draw_button, Loss("成绩表", "按钮、复选框等控件")),
        (draw_sparkline, Loss("成绩表", "迷你图")),
        (draw_new_data_bar, Loss("成绩表", "新式数据条、图标集等条件格式")),
        (draw_checkbox, Loss("", "单元格复选框")),
        (draw_embedded_picture, Loss("", "放在单元格里的图片、数据类型")),
    ],
    ids=lambda value: value.what if isinstance(value, Loss) else "",
)
def test_what_would_be_lost_is_named_and_is_really_lost(
    draw: Callable[[Workbook, Worksheet], None], loss: Loss
) -> None:
    template = make_workbook(draw)

    before = inspect_template(template, "表.xlsx", VOCABULARY).losses
    after = inspect_template(fill_template(template, Filling({})), "表.xlsx", VOCABULARY).losses

    assert loss in before
    assert loss not in after


def test_what_is_kept_is_not_called_lost() -> None:
    def draw(book: Workbook, sheet: Worksheet) -> None:
        sheet.write_rich_string("A1", "甲", book.add_format({"bold": True}), "乙")
        sheet.insert_image("B2", "logo.png", {"image_data": picture()})
        chart = book.add_chart({"type": "pie"})
        chart.add_series({"values": "=成绩表!$D$1:$D$3"})
        sheet.insert_chart("B9", chart)
        sheet.conditional_format("A1:A9", {"type": "data_bar"})
        sheet.conditional_format("A1:A9", {"type": "2_color_scale"})
        sheet.data_validation("C1", {"validate": "list", "source": ["是", "否"]})
        sheet.write_comment("A3", "批注")
        sheet.set_header("&C青蓝接力")

    assert inspect_template(make_workbook(draw), "表.xlsx", VOCABULARY).losses == []


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ("xl/cellimages.xml", "嵌入单元格的图片（WPS）"),
        ("xl/threadedComments/threadedComment1.xml", "批注里的讨论（只留下批注文字）"),
        ("xl/diagrams/data1.xml", "SmartArt 图形"),
        ("xl/media/image9.EMF", "矢量图片（EMF、WMF、SVG）"),
        ("xl/externalLinks/externalLink1.xml", "对其他工作簿的引用"),
        ("_xmlsignatures/sig1.xml", "数字签名"),
    ],
)
def test_parts_that_openpyxl_does_not_know_are_named(part: str, what: str) -> None:
    template = add_part(score_form(), part, b"<x/>")

    assert Loss("", what) in inspect_template(template, "表.xlsx", VOCABULARY).losses


def add_part(content: bytes, name: str, part: bytes) -> bytes:
    """Return a workbook with another part."""
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, part)
    return stream.getvalue()


def edit_sheet(content: bytes, pattern: str, replacement: str) -> bytes:
    """Return a workbook with its first worksheet's XML changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            text = before.read(part.filename)
            if part.filename == "xl/worksheets/sheet1.xml":
                changed = re.sub(pattern, replacement, text.decode(), count=1)
                assert changed != text.decode()
                text = changed.encode()
            after.writestr(part.filename, text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("pattern", "replacement", "message"),
    [
        ('<mergeCell ref="A1:F1"', '<mergeCell ref="A1:XFD1048576"', "合并区域太大"),
        ('<c r="D2"', '<c r="XFD1048576"', "超出了 2000 行 × 200 列"),
        ("</sheetData>", '</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>', "合并区域太大"),
        ('<c r="D2"', '<c r="不是单元格"', "打不开"),
        ("<sheetData>", "<sheetData><不成对>", "打不开"),
        ("<sheetData>", "<sheetData>" + "<row/>" * 800_000, "不像一张表格的样子"),
    ],
    ids=["far merge", "far cell", "far link", "no cell", "broken", "large"],
)
def test_hostile_worksheet_is_refused_at_once(pattern: str, replacement: str, message: str) -> None:
    template = edit_sheet(score_form(), pattern, replacement)

    begun = time.process_time()
    with pytest.raises(Refused, match=message):
        inspect_template(template, "表.xlsx", VOCABULARY)

    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "表.xlsx", "空文件"),
        (b"PK\x03\x04 no zip", "表.xlsx", "不完整或已损坏"),
        (b"a,b\n", "表.csv", "要用 .xlsx"),
        (b"x" * 100, "表.docx", "不认识这种文件"),
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes, name: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        inspect_template(content, name, VOCABULARY)


def test_macros_are_refused() -> None:
    with pytest.raises(Refused, match="宏"):
        inspect_template(add_part(score_form(), "xl/vbaProject.bin", b"x"), "表.xlsx", VOCABULARY)


def test_entities_are_refused() -> None:
    bomb = edit_sheet(score_form(), "<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet')

    with pytest.raises(Refused, match="外部实体"):
        inspect_template(bomb, "表.xlsx", VOCABULARY)


@pytest.mark.parametrize(
    "formula",
    [
        "=cmd|'/C calc'!A0", '=WEBSERVICE("http://127.0.0.1/")', "='[1]Sheet1'!A1", "=[other.xlsx]Sheet1!A1",
        '=RTD("a",,"b")', '=IMPORTXML("http://127.0.0.1/","//a")',
    ],
)  # fmt: skip
def test_formula_that_reaches_out_is_refused_with_its_place(formula: str) -> None:
    template = make_workbook(lambda _, sheet: sheet.write_formula("B3", formula))

    sentences = [mistake.sentence for mistake in inspect_template(template, "表.xlsx", VOCABULARY).mistakes]

    assert sentences == [f"工作表“成绩表”B3：{NO_REACHING_OUT}"]


def test_name_that_reaches_out_is_refused() -> None:
    template = make_workbook(lambda book, _: book.define_name("坏", '=WEBSERVICE("http://127.0.0.1/")'))

    sentences = [mistake.sentence for mistake in inspect_template(template, "表.xlsx", VOCABULARY).mistakes]

    assert sentences == [f"名称“坏”：{NO_REACHING_OUT}"]


@pytest.mark.parametrize(
    "formula", ["=SUM(A1:A9)", '=IF(A1="|","CALL","")', "=ROUND(AVERAGE(B1:B3),1)", "=COUNTIF(A:A,1)"]
)
def test_plain_formula_is_taken(formula: str) -> None:
    template = make_workbook(lambda _, sheet: sheet.write_formula("B3", formula))

    assert inspect_template(template, "表.xlsx", VOCABULARY).mistakes == []
