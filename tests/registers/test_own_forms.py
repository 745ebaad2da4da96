"""An office's own form, with logo, merged header and totals, handed in on its page, filled for 29 and for 100."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from flask import Flask
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tests.core.excel.office_forms import make_workbook, picture
from tests.factories import Factory
from tests.provision.parts import require_part
from tests.registers.papers import LONG_UNIT
from tests.registers.printing import print_workbooks

SIZES = (29, 100)


def draw_roster(book: Workbook, sheet: Worksheet) -> None:
    """Draw what an office hands in: its logo, a header merged over two rows, a row that repeats, a count below."""
    title = book.add_format({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"})
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#DDEBF7", "align": "center", "valign": "vcenter"})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
    for columns, width in (("A:A", 6), ("B:B", 12), ("C:C", 28), ("D:D", 18), ("E:E", 16)):
        sheet.set_column(columns, width)
    sheet.set_row(0, 44)
    sheet.merge_range("A1:E1", "{{班次名称}}名册", title)
    sheet.insert_image("A1", "logo.png", {"image_data": picture()})
    sheet.write("A2", "{{主办单位}}，共 {{学员人数}} 人，{{填表日期}}")
    for place, text in (("A3:A4", "序号"), ("B3:B4", "姓名"), ("C3:D3", "任职情况"), ("E3:E4", "签名")):
        sheet.merge_range(place, text, head)
    sheet.write("C4", "单位", head)
    sheet.write("D4", "职务", head)
    sheet.set_row(4, 24)
    for column, text in enumerate(("{{学员.编号}}", "{{学员.姓名}}", "{{学员.单位}}", "{{学员.职务}}", "")):
        sheet.write(4, column, text, cell)
    sheet.merge_range("A6:D6", "实到人数", head)
    sheet.write_formula("E6", "=COUNTA(B5:B5)", head)
    sheet.repeat_rows(0, 3)
    sheet.print_area("A1:E6")
    sheet.fit_to_pages(1, 0)
    sheet.set_paper(9)


@pytest.fixture
def filled(sqlite_app: Flask) -> dict[str, bytes]:
    """Return the office's own roster of a class of 29 and one of 100, as the page hands it out."""
    make = Factory(sqlite_app)
    client = make.organiser_client()
    form = {"file": (BytesIO(make_workbook(draw_roster)), "本单位名册.xlsx")}
    answer = client.post("/library/templates/roster", data=form, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    papers = {}
    for size in SIZES:
        cohort = make.cohort(formal_name=f"{size}人培训班")
        make.enrolments(cohort, size - 1, post="党总支书记助理")
        make.enrolment(cohort, "买买提·阿卜杜拉", organisation_name=LONG_UNIT)
        papers[f"roster-{size}"] = client.post(f"/classes/{cohort.public_id}/papers/roster").get_data()
    return papers


@pytest.mark.serial
def test_own_form_is_filled_and_printed_for_29_and_for_100(
    filled: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    for size, content in zip(SIZES, filled.values(), strict=True):
        sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
        last = 4 + size
        assert (sheet["A1"].value, sheet.cell(last, 2).value) == (f"{size}人培训班名册", "买买提·阿卜杜拉")
        assert sheet.cell(last + 1, 5).value == f"=COUNTA(B5:B{last})"
        assert {f"A{last + 1}:D{last + 1}", "C3:D3", "A1:E1"} <= {str(merged) for merged in sheet.merged_cells.ranges}
        assert [name for name in ZipFile(BytesIO(content)).namelist() if "media" in name] == ["xl/media/image1.png"]
    for part in ("libreoffice", "poppler", "fonts"):
        require_part(part)

    printed = print_workbooks(filled, tmp_path_factory.mktemp("own"))

    assert {name: len(pages) for name, pages in printed.items()} == {"roster-29": 2, "roster-100": 4}
    for size, pages in zip(SIZES, printed.values(), strict=True):
        assert all("任职情况" in page.text and f"{size}人培训班名册" in page.text for page in pages)
        assert all(word.right <= page.width for page in pages for word in page.words)
        assert str(size) in pages[-1].text.rsplit("实到人数", maxsplit=1)[-1]
        assert LONG_UNIT[:6] in pages[-1].text
