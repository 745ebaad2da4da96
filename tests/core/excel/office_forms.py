"""Made-up templates of an office, written with XlsxWriter: logo, merged header, a row that repeats, totals."""

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from trainingapp.core.columns import Shown
from trainingapp.core.placeholders import Filling, Vocabulary

VOCABULARY = Vocabulary(
    {"班次名称", "主办单位", "学员人数", "填表日期"},
    {"学员": ["序号", "姓名", "单位", "得分", "备注"], "课程": ["内容", "学时"]},
)


def make_workbook(draw: Callable[[Workbook, Worksheet], object], *, sheet: str = "成绩表") -> bytes:
    """Return a workbook with one worksheet, drawn by the caller."""
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    draw(book, book.add_worksheet(sheet))
    book.close()
    return stream.getvalue()


def picture() -> io.BytesIO:
    """Return a small red logo."""
    stream = io.BytesIO()
    Image.new("RGB", (60, 24), "red").save(stream, "png")
    return stream


def draw_score_form(book: Workbook, sheet: Worksheet) -> None:
    """Draw a form with everything that a filled one must keep."""
    title = book.add_format({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"})
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#DDEBF7", "align": "center"})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
    number = book.add_format({"border": 1, "num_format": "0.0"})
    red = book.add_format({"font_color": "#FF0000"})
    sheet.set_column("A:A", 6)
    sheet.set_column("B:B", 21)
    sheet.set_column("C:C", 22)
    for columns, width in (("D:D", 9), ("E:E", 9.5), ("F:F", 10)):  # readers keep equal neighbours as one
        sheet.set_column(columns, width)
    sheet.set_row(0, 40)
    sheet.insert_image("A1", "logo.png", {"image_data": picture()})
    sheet.merge_range("A1:F1", "{{班次名称}}成绩登记表", title)
    sheet.write("A2", "填报单位：{{主办单位}}")
    sheet.write_rich_string("D2", "共 ", book.add_format({"bold": True}), "{{学员人数}}", " 人")
    for column, text in enumerate(("序号", "姓名", "单位", "得分", "折算", "备注")):
        sheet.write(2, column, text, head)
    sheet.set_row(3, 24)
    for column, text in enumerate(("{{学员.序号}}", "{{学员.姓名}}", "{{学员.单位}}")):
        sheet.write(3, column, text, cell)
    sheet.write("D4", "{{学员.得分}}", number)
    sheet.write_formula("E4", "=D4*0.6", number)
    sheet.write("F4", "{{学员.备注}}", cell)
    sheet.merge_range("A5:C5", "合计", head)
    sheet.write_formula("D5", "=SUM(D4:D4)", number)
    sheet.write_formula("E5", "=AVERAGE(E4)", number)
    sheet.write_formula("F5", "=D4/$D$5", number)
    sheet.merge_range("A6:F6", "审核人：          填表日期：{{填表日期}}")
    sheet.conditional_format("D4:D4", {"type": "cell", "criteria": "<", "value": 60, "format": red})
    sheet.data_validation("F4", {"validate": "list", "source": ["补考", "免修"]})
    sheet.repeat_rows(0, 2)
    sheet.print_area("A1:F6")
    sheet.set_footer("&L{{主办单位}}&C第 &P 页")
    sheet.freeze_panes(3, 0)
    book.define_name("得分", "=成绩表!$D$4:$D$4")


def score_form() -> bytes:
    """Return the office's score form."""
    return make_workbook(draw_score_form)


def make_filling(count: int) -> Filling:
    """Return the values of a class of that many trainees."""
    rows: list[dict[str, Shown]] = [
        {"序号": number, "姓名": f"学员{number}", "单位": "望景居民区党总支", "得分": 60 + number % 40, "备注": ""}
        for number in range(1, count + 1)
    ]
    single: dict[str, Shown] = {
        "班次名称": "青蓝接力培训班", "主办单位": "街道党建办", "学员人数": count, "填表日期": "2025年6月20日",
    }  # fmt: skip
    return Filling(single, {"学员": rows, "课程": []})


def save(content: bytes, path: Path) -> Path:
    """Write a workbook to a file, and return the file."""
    path.write_bytes(content)
    return path
