"""An office's own workbook filled: values in place, rows repeated, everything below moved, totals grown."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter import Workbook as WriterBook
from xlsxwriter.worksheet import Worksheet as WriterSheet

from tests.core.excel.office_forms import VOCABULARY, draw_score_form, make_filling, make_workbook, score_form
from tests.core.excel.payloads import PAYLOADS
from trainingapp.core.columns import Shown
from trainingapp.core.errors import Refused
from trainingapp.core.excel.filling import fill_template, inspect_template
from trainingapp.core.excel.writing.safe import clean_text
from trainingapp.core.placeholders import Filling


def fill(count: int, content: bytes | None = None) -> Worksheet:
    filled = load_workbook(BytesIO(fill_template(content or score_form(), make_filling(count))))
    sheet = filled.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def look_of(cell: Cell | MergedCell) -> str:
    """Return what a cell's borders, fill and type are."""
    return f"{cell.border!r}{cell.fill!r}{cell.font!r}{cell.alignment!r}"


def footer_of(content: bytes) -> list[str | None]:
    """Return the page footer's left and middle."""
    footer = load_workbook(BytesIO(content)).worksheets[0].oddFooter
    assert footer is not None
    return [footer.left.text, footer.center.text]


def test_single_fields_are_put_in_and_the_rest_stays() -> None:
    sheet = fill(3)

    assert sheet["A1"].value == "青蓝接力培训班成绩登记表"
    assert sheet["A2"].value == "填报单位：街道党建办"
    assert sheet["D2"].value == "共 3 人"
    assert [cell.value for cell in sheet[3]] == ["序号", "姓名", "单位", "得分", "折算", "备注"]
    assert sheet["A8"].value == "审核人：          填表日期：2025年6月20日"


@pytest.mark.parametrize("count", [1, 2, 29, 100, 300])
def test_row_repeats_for_everyone_and_totals_grow(count: int) -> None:
    sheet = fill(count)

    last = 3 + count
    assert [sheet.cell(row, 2).value for row in range(4, last + 1)] == [
        f"学员{number}" for number in range(1, count + 1)
    ]
    assert [sheet.cell(row, 5).value for row in (4, last)] == ["=D4*0.6", f"=D{last}*0.6"]
    assert sheet.cell(last + 1, 4).value == f"=SUM(D4:D{last})"
    assert sheet.cell(last + 1, 5).value == ("=AVERAGE(E4)" if count == 1 else f"=AVERAGE(E4:E{last})")
    assert sheet.cell(last + 1, 6).value == f"=D4/$D${last + 1}"
    assert sheet.max_row == last + 2


def test_empty_list_leaves_one_blank_row_and_whole_formulas() -> None:
    sheet = fill(0)

    assert [cell.value for cell in sheet[4]] == [None, None, None, None, "=D4*0.6", None]
    assert sheet["D5"].value == "=SUM(D4:D4)"


def test_numbers_stay_numbers_in_the_template_s_format() -> None:
    sheet = fill(2)

    assert (sheet["D5"].value, sheet["D5"].data_type, sheet["D5"].number_format) == (62, "n", "0.0")
    assert (sheet["A5"].value, sheet["A5"].data_type) == (2, "n")


def test_looks_heights_merges_and_settings_move_along() -> None:
    sheet = fill(29)

    assert {look_of(sheet.cell(row, 2)) for row in range(4, 33)} == {look_of(sheet["B4"])}
    assert "thin" in look_of(sheet["B4"])
    assert [sheet.row_dimensions[row].height for row in (4, 20, 32)] == [24, 24, 24]
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:F1", "A33:C33", "A34:F34"}
    assert sheet.print_title_rows == "$1:$3"
    assert str(sheet.print_area) == "'成绩表'!$A$1:$F$34"
    assert [str(formatting.sqref) for formatting in sheet.conditional_formatting] == ["D4:D32"]
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == ["F4:F32"]
    assert sheet.freeze_panes == "A4"
    assert sheet.parent is not None
    assert sheet.parent.defined_names["得分"].attr_text == "成绩表!$D$4:$D$32"


def test_logo_and_footer_are_kept_and_filled() -> None:
    content = fill_template(score_form(), make_filling(5))

    assert len([name for name in ZipFile(BytesIO(content)).namelist() if name.startswith("xl/media/")]) == 1
    assert footer_of(content) == ["街道党建办", "第 &P 页"]


def test_formatted_text_keeps_its_formats() -> None:
    content = fill_template(score_form(), make_filling(7))

    cell = load_workbook(BytesIO(content), rich_text=True).worksheets[0]["D2"]
    assert str(cell.value) == "共 7 人"
    assert [str(piece) for piece in cell.value] == ["共 ", "7", " 人"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_is_put_in_becomes_a_formula(payload: str) -> None:
    filling = Filling(
        dict.fromkeys(make_filling(0).single, payload),
        {"学员": [dict.fromkeys(("序号", "姓名", "单位", "得分", "备注"), payload)] * 2, "课程": []},
    )

    sheet = load_workbook(BytesIO(fill_template(score_form(), filling))).worksheets[0]

    formulas = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
    assert formulas == {"E4", "E5", "D6", "E6", "F6"}
    assert sheet["B4"].value == clean_text(payload)
    assert bool(sheet["B4"].quotePrefix) is True


def test_footer_cannot_be_given_codes() -> None:
    filling = make_filling(1)

    content = fill_template(score_form(), replace(filling, single={**filling.single, "主办单位": "甲&P乙"}))

    assert footer_of(content)[0] == "甲&&P乙"


def test_date_in_a_cell_of_its_own_is_a_date() -> None:
    template = make_workbook(lambda _, sheet: sheet.write("A1", "{{填表日期}}"))
    filling = make_filling(0)

    content = fill_template(template, replace(filling, single={**filling.single, "填表日期": date(2025, 6, 20)}))

    cell = load_workbook(BytesIO(content)).worksheets[0]["A1"]
    assert (cell.is_date, cell.number_format) == (True, "yyyy-mm-dd")


def draw_two_row_form(book: WriterBook, sheet: WriterSheet) -> None:
    """Draw an entry of two rows, its number merged over both, under a heading merged over it and the lists' end."""
    plain = book.add_format({"border": 1})
    sheet.write_row("A1", ["序号", "姓名"], plain)
    sheet.merge_range("A2:A3", "{{学员.序号}}", plain)
    sheet.write("B2", "{{学员.姓名}}", plain)
    sheet.write("B3", "备注：{{学员.备注}}", plain)
    sheet.merge_range("C2:C4", "一并盖章", plain)
    sheet.write("A4", "完")
    sheet.write("B4", "{{学员人数}}")


def test_entry_of_two_rows_repeats_whole_and_what_is_merged_around_it_grows() -> None:
    sheet = fill(3, make_workbook(draw_two_row_form))

    assert [sheet.cell(row, 1).value for row in range(2, 9)] == [1, None, 2, None, 3, None, "完"]
    assert [sheet.cell(row, 2).value for row in range(2, 9)] == [
        "学员1", "备注：", "学员2", "备注：", "学员3", "备注：", 3,
    ]  # fmt: skip
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A2:A3", "A4:A5", "A6:A7", "C2:C8"}


def draw_two_lists(book: WriterBook, sheet: WriterSheet) -> None:
    sheet.write("A1", "{{课程.内容}}")
    sheet.write("B1", "{{课程.学时}}")
    sheet.write_formula("B2", "=SUM(B1:B1)")
    sheet.write("A3", "{{学员.姓名}}")
    sheet.write_formula("A4", "=COUNTA(A3:A3)&B2&另一表!A1")
    other = book.add_worksheet("另一表")
    other.write_formula("A1", "=SUM(成绩表!B1:B1)+SUM('成绩表'!$B$1)+SUM(A2:A3)")


def test_two_lists_on_a_sheet_grow_apart_and_other_sheets_follow() -> None:
    filling = make_filling(3)
    courses: list[dict[str, Shown]] = [{"内容": f"课{number}", "学时": 4} for number in range(4)]

    content = fill_template(make_workbook(draw_two_lists), replace(filling, lists={**filling.lists, "课程": courses}))

    book = load_workbook(BytesIO(content))
    sheet = book["成绩表"]
    assert [sheet.cell(row, 1).value for row in range(1, 10)] == [
        "课0", "课1", "课2", "课3", None, "学员1", "学员2", "学员3", "=COUNTA(A6:A8)&B5&另一表!A1",
    ]  # fmt: skip
    assert sheet["B5"].value == "=SUM(B1:B4)"
    assert book["另一表"]["A1"].value == "=SUM(成绩表!B1:B4)+SUM('成绩表'!$B$1:$B$4)+SUM(A2:A3)"


def test_running_total_and_share_within_the_rows_follow_excel() -> None:
    def draw(_: WriterBook, sheet: WriterSheet) -> None:
        sheet.write("A2", "{{学员.得分}}")
        sheet.write_formula("B2", "=SUM($A$2:A2)")
        sheet.write_formula("C2", "=A2/SUM($A$2:$A$2)")

    sheet = fill(3, make_workbook(draw))

    assert [sheet.cell(row, 2).value for row in (2, 3, 4)] == ["=SUM($A$2:A2)", "=SUM($A$2:A3)", "=SUM($A$2:A4)"]
    assert [sheet.cell(row, 3).value for row in (2, 4)] == ["=A2/SUM($A$2:$A$4)", "=A4/SUM($A$2:$A$4)"]


def test_chart_below_the_list_moves_and_shows_all_of_it() -> None:
    def draw(book: WriterBook, sheet: WriterSheet) -> None:
        sheet.write("A1", "{{学员.姓名}}")
        sheet.write("B1", "{{学员.得分}}")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"categories": "=成绩表!$A$1:$A$1", "values": "=成绩表!$B$1:$B$1"})
        sheet.insert_chart("A4", chart)

    content = fill_template(make_workbook(draw), make_filling(10))

    archive = ZipFile(BytesIO(content))
    chart = archive.read("xl/charts/chart1.xml").decode()
    drawing = archive.read("xl/drawings/drawing1.xml").decode()
    assert "$A$1:$A$10" in chart
    assert "$B$1:$B$10" in chart
    assert "<xdr:row>12</xdr:row>" in drawing or "<row>12</row>" in drawing.replace("xdr:", "")


def test_row_grows_for_text_that_needs_more_lines() -> None:
    filling = make_filling(1)
    long = {**filling.lists["学员"][0], "单位": "中共上海市普陀区桃浦镇城市管理行政执法中队支部委员会"}

    content = fill_template(score_form(), replace(filling, lists={"学员": [long], "课程": []}))

    assert (load_workbook(BytesIO(content)).worksheets[0].row_dimensions[4].height or 0) > 4 * 11


def test_filling_what_nobody_knows_is_refused_with_its_place() -> None:
    template = make_workbook(lambda _, sheet: sheet.write("B7", "{{班级}}"))

    with pytest.raises(Refused, match=r"工作表“成绩表”B7：没有 \{\{班级\}\} 这个字段"):
        fill_template(template, make_filling(1))


def test_result_beyond_all_measure_is_refused() -> None:
    def draw(_: WriterBook, sheet: WriterSheet) -> None:
        for column in range(200):
            sheet.write(0, column, "{{学员.姓名}}")

    with pytest.raises(Refused, match="超过 200000 个单元格"):
        fill_template(make_workbook(draw), make_filling(2_000))


def test_filling_twice_gives_the_same_cells() -> None:
    first, second = (fill_template(score_form(), make_filling(9)) for _ in range(2))

    name = "xl/worksheets/sheet1.xml"
    assert ZipFile(BytesIO(first)).read(name) == ZipFile(BytesIO(second)).read(name)


def test_inspection_lists_the_fields_in_use_and_finds_no_mistake_in_a_good_form() -> None:
    inspection = inspect_template(score_form(), "成绩表.xlsx", VOCABULARY)

    assert [placeholder.written for placeholder in inspection.used] == [
        "{{班次名称}}",
        "{{主办单位}}",
        "{{学员人数}}",
        *(f"{{{{学员.{name}}}}}" for name in ("序号", "姓名", "单位", "得分", "备注")),
        "{{填表日期}}",
    ]
    assert inspection.mistakes == []
    assert inspection.losses == []


def test_inspection_says_where_each_mistake_is() -> None:
    def draw(book: WriterBook, sheet: WriterSheet) -> None:
        draw_score_form(book, sheet)
        sheet.write("H2", "{{班级名称}}")
        sheet.write_formula("H3", '="{{班次名称}}"')
        sheet.write("H4", "{{课程.内容}}")
        sheet.set_header("&C{{学员.姓名}}")

    inspection = inspect_template(make_workbook(draw), "成绩表.xlsx", VOCABULARY)

    assert [mistake.sentence for mistake in inspection.mistakes] == [
        "工作表“成绩表”H2：没有 {{班级名称}} 这个字段；是不是 {{班次名称}}？",
        "工作表“成绩表”页眉页脚：页眉页脚里不能放名单的字段",
        "工作表“成绩表”H3：公式里不能放字段；请把字段单独放一格，公式引用那一格",
        "工作表“成绩表”H4：同一行里有两个名单（“学员”和“课程”）；一行只能跟着一个名单重复",
    ]
