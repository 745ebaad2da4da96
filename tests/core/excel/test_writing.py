"""The engine that writes workbooks: text stays text, widths and heights hold what they must, pages break well."""

import re
from decimal import Decimal
from io import BytesIO
from pathlib import PureWindowsPath
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.core.excel.payloads import PAYLOADS
from trainingapp.core.columns import Align, Kind, SheetColumn, Shown
from trainingapp.core.excel.writing import Book, Fonts, Paper, Sheet, safe_file_name
from trainingapp.core.excel.writing.measure import count_lines, fit_widths, text_width
from trainingapp.core.excel.writing.safe import clean_footer, clean_sheet_name, clean_text, utf16_length

THREE = [
    SheetColumn("a", "甲"),
    SheetColumn("b", "乙", width=20, align=Align.LEFT),
    SheetColumn("c", "丙", kind=Kind.NUMBER),
]


def write(
    sheet_name: str = "表", *, columns: list[SheetColumn] = THREE, paper: Paper | None = None
) -> tuple[Book, Sheet]:
    book = Book(title="标题")
    return book, book.sheet(sheet_name, columns, paper=paper)


def reopen(book: Book) -> Worksheet:
    worksheet = load_workbook(BytesIO(book.to_bytes())).worksheets[0]
    assert isinstance(worksheet, Worksheet)
    return worksheet


def sheet_xml(book: Book) -> str:
    return ZipFile(BytesIO(book.to_bytes())).read("xl/worksheets/sheet1.xml").decode()


def write_everywhere(text: str) -> Book:
    columns = [SheetColumn("a", text, groups=(text,)), SheetColumn("b", "乙", merge_down=True)]
    book = Book(title=text, author=text)
    sheet = book.sheet(text, columns, [[text, text]])
    sheet.attachment(text)
    sheet.title(text)
    sheet.line(text, text)
    sheet.fields([(text, text)])
    sheet.heading()
    sheet.rows([[text, text], [text, text]])
    sheet.totals(text, {"b": text})
    sheet.note(text)
    sheet.sign_off([("", text), ("", text)])
    return book


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_never_becomes_a_formula_wherever_it_stands(payload: str) -> None:
    book = write_everywhere(payload)

    xml = sheet_xml(book)
    cells = [cell for row in reopen(book).iter_rows() for cell in row if cell.value is not None]
    assert not re.search("<f[ />]", xml)
    assert {cell.data_type for cell in cells} == {"s"}
    assert {bool(cell.quotePrefix) for cell in cells} == {True}
    assert {cell.value for cell in cells} == {clean_text(payload), "乙"}


@settings(max_examples=60)
@given(st.text())
def test_any_text_can_be_written_and_read_again(text: str) -> None:
    book, sheet = write()

    sheet.rows([[text, "旁边", Decimal(1)]])

    assert [cell.value for cell in reopen(book)[1]] == [clean_text(text) or None, "旁边", 1]


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("姜　岚", "姜　岚"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("\x00甲\x07乙\x0b\x1f", "甲乙"),
        ("\ud800甲\ufffe", "甲"),
        ("甲\u202e乙", "甲乙"),
        ("_x0041_", "_x005F_x0041_"),
        ("_x甲_", "_x甲_"),
        ("𠮷田", "𠮷田"),
    ],
)
def test_clean_text_keeps_what_a_cell_can_hold(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned


def test_longer_text_than_a_cell_holds_is_cut_and_says_so() -> None:
    assert clean_text("长" * 32_767) == "长" * 32_767
    assert clean_text("长" * 32_768) == "长" * 32_766 + "…"
    assert utf16_length(clean_text("𠮷" * 20_000)) <= 32_767
    assert clean_text("𠮷" * 20_000).endswith("𠮷…")


@pytest.mark.parametrize(
    ("name", "taken", "cleaned"),
    [
        ("5月9日 上午/下午", [], "5月9日 上午 下午"),
        ("[a]:*?\\", [], "a"),
        ("", [], "表"),
        ("'引号'", [], "引号"),
        ("History", [], "表History"),
        ("签到", ["签到"], "签到(2)"),
        ("Sheet", ["SHEET", "sheet(2)"], "Sheet(3)"),
        ("长" * 40, [], "长" * 31),
        ("长" * 40, ["长" * 31], "长" * 28 + "(2)"),
        ("𠮷" * 20, [], "𠮷" * 15),
    ],
)
def test_sheet_name_is_one_that_excel_accepts(name: str, taken: list[str], cleaned: str) -> None:
    assert clean_sheet_name(name, taken) == cleaned


@given(st.text(), st.lists(st.text(), max_size=3))
def test_sheet_name_is_short_clean_and_new(name: str, others: list[str]) -> None:
    taken = [clean_sheet_name(other) for other in others]

    cleaned = clean_sheet_name(name, taken)

    assert 1 <= utf16_length(cleaned) <= 31
    assert not set(cleaned) & set("[]:*?/\\")
    assert cleaned.casefold() not in {other.casefold() for other in taken}


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("天目西路街道“青蓝接力”考勤登记表", "天目西路街道“青蓝接力”考勤登记表.xlsx"),
        ("第1/2期: 花名册?", "第1／2期： 花名册？.xlsx"),
        ("CON", "_CON.xlsx"),
        ("lpt1.名单", "_lpt1.名单.xlsx"),
        ("..\\..\\机密", "＼..＼机密.xlsx"),
        ("  . ", "未命名.xlsx"),
        ("一\n二\x00", "一 二.xlsx"),
    ],
)
def test_file_name_is_one_that_windows_accepts(stem: str, name: str) -> None:
    assert safe_file_name(stem, ".xlsx") == name


@given(st.text())
def test_file_name_is_a_single_short_name(stem: str) -> None:
    name = safe_file_name(stem, ".xlsx")

    assert PureWindowsPath(name).name == name
    assert not set(name) & set('<>:"/\\|?*')
    assert len(name.encode()) <= 255
    assert not name.startswith((".", " "))


def test_footer_text_cannot_hold_codes() -> None:
    assert clean_footer("A&B\n&P") == "A&&B &&P"


@given(
    st.lists(st.floats(min_value=3, max_value=40), min_size=1, max_size=20),
    st.lists(st.text(alphabet="甲乙a1 ", max_size=30), min_size=1, max_size=5),
    st.floats(min_value=20, max_value=200),
)
def test_widths_are_never_less_than_asked_nor_more_than_the_page(
    asked: list[float], texts: list[str], available: float
) -> None:
    columns = [SheetColumn(str(place), "列", width=width) for place, width in enumerate(asked)]

    widths = fit_widths(columns, [[text] * len(columns) for text in texts], available)

    assert all(width >= own for width, own in zip(widths, asked, strict=True))
    assert sum(widths) <= max(available, sum(asked)) + 1e-6


def test_columns_grow_for_their_content_before_the_page_is_filled() -> None:
    columns = [SheetColumn("a", "姓名", width=8), SheetColumn("b", "备注", width=8)]

    name, remark = fit_widths(columns, [["买买提·艾力江", ""]], 40)

    assert name > text_width("买买提·艾力江")
    assert remark == pytest.approx(name * 8 / (text_width("买买提·艾力江") + 1.2))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("姓名", 6, 1),
        ("出勤学时", 7, 2),
        ("甲\n乙\n丙", 20, 3),
        ("http://example.cn/abcdef", 12, 3),
        ("甲" * 20, 21, 3),
        ("Li Konstantinopolsky", 12, 3),
        ("Anna-Maria", 8, 2),
        ("2025-05-09", 8, 2),
    ],
)
def test_lines_are_counted_as_excel_breaks_them(text: str, width: float, lines: int) -> None:
    assert count_lines(text, width) == lines


def test_row_is_high_enough_for_its_longest_text_and_no_lower_than_asked() -> None:
    book, sheet = write()
    sheet.rows([["短", "短", ""], ["短", "很长的单位名称" * 8, ""]], least=25.5)

    heights = [reopen(book).row_dimensions[row].height for row in (1, 2)]

    assert heights[0] == 25.5
    assert heights[1] >= 4 * 11 * 1.4


def test_heading_repeats_on_every_page_and_stays_in_sight() -> None:
    columns = [
        SheetColumn("a", "姓名"),
        SheetColumn("b", "上午", groups=("9日",)),
        SheetColumn("c", "下午", groups=("9日",)),
    ]
    book, sheet = write(columns=columns)
    sheet.title("表名")
    sheet.heading(freeze=1)

    worksheet = reopen(book)

    assert worksheet.print_title_rows == "$2:$3"
    assert worksheet.freeze_panes == "B4"
    assert {str(merged) for merged in worksheet.merged_cells.ranges} == {"A1:C1", "A2:A3", "B2:C2"}
    assert [[cell.value for cell in row] for row in worksheet["A2:C3"]] == [
        ["姓名", "9日", None],
        [None, "上午", "下午"],
    ]


def test_equal_values_are_merged_down_and_written_once() -> None:
    columns = [SheetColumn("day", "日期", merge_down=True), SheetColumn("topic", "内容")]
    book, sheet = write(columns=columns)
    sheet.rows([["9日", "开班"], ["9日", "第一课"], ["16日", "研讨"]])

    worksheet = reopen(book)

    assert [str(merged) for merged in worksheet.merged_cells.ranges] == ["A1:A2"]
    assert [[cell.value for cell in row] for row in worksheet.iter_rows()] == [
        ["9日", "开班"],
        [None, "第一课"],
        ["16日", "研讨"],
    ]


def test_a_merged_cell_is_never_cut_by_the_end_of_a_page() -> None:
    columns = [SheetColumn("day", "日期", merge_down=True), SheetColumn("topic", "内容")]
    grid: list[list[Shown]] = [[f"{row // 4}日", "课"] for row in range(60)]
    book, sheet = write(columns=columns, paper=Paper(landscape=True))
    sheet.heading()
    sheet.rows(grid, least=30)

    worksheet = reopen(book)

    breaks = [mark.id for mark in worksheet.row_breaks.brk]
    assert breaks
    assert all((row - 1) % 4 == 0 for row in breaks)
    page = sum(worksheet.row_dimensions[row].height or 0 for row in range(1, breaks[0] + 1))
    assert 0 <= Paper(landscape=True).height - page < 30, "the page is full, so that Excel breaks there too"


def test_paper_is_a4_one_page_wide_with_page_numbers() -> None:
    book, _ = write("A&B", paper=Paper(landscape=True))

    worksheet = reopen(book)

    assert (worksheet.page_setup.paperSize, worksheet.page_setup.orientation) == (9, "landscape")
    assert (worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight) == (1, 0)
    assert worksheet.sheet_properties.pageSetUpPr is not None
    assert worksheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert worksheet.oddFooter is not None
    assert worksheet.oddFooter.center.text == "第 &P 页　共 &N 页"
    assert worksheet.page_margins.bottom == pytest.approx(19 / 25.4)
    assert worksheet.oddFooter.left.text == "A&&B"


def test_numbers_stay_numbers_and_months_and_phones_text() -> None:
    columns = [
        SheetColumn("rate", "出勤率", kind=Kind.PERCENT),
        SheetColumn("month", "出生年月", kind=Kind.MONTH),
        SheetColumn("phone", "电话", kind=Kind.PHONE),
    ]
    book, sheet = write(columns=columns)
    sheet.rows([[Decimal("0.931"), "1985.10", "19900000001"]])

    rate, month, phone = reopen(book)[1]

    assert (rate.value, rate.data_type, rate.number_format, bool(rate.quotePrefix)) == (0.931, "n", "0.0%", False)
    assert (month.value, month.data_type, month.number_format) == ("1985.10", "s", "@")
    assert (phone.value, phone.data_type, phone.number_format) == ("19900000001", "s", "@")


def test_totals_stand_under_their_columns_behind_their_label() -> None:
    book, sheet = write()
    sheet.totals("合计", {"c": Decimal(29)})

    worksheet = reopen(book)

    assert [cell.value for cell in worksheet[1]] == ["合计", None, 29]
    assert [str(merged) for merged in worksheet.merged_cells.ranges] == ["A1:B1"]


def test_blank_sign_off_is_a_line_to_write_on() -> None:
    book, sheet = write(columns=[SheetColumn(str(place), "", width=26) for place in range(3)])
    sheet.sign_off([("制表人", "甲"), ("审核人", ""), ("填表日期", "")])

    assert [cell.value for cell in reopen(book)[1]] == ["制表人：甲", "审核人：＿＿＿＿＿＿", "填表日期：＿＿＿＿＿＿"]


def test_lines_to_sign_on_that_have_no_room_stand_in_a_row_below() -> None:
    book, sheet = write(columns=[SheetColumn("a", "", width=40), *(SheetColumn(key, "", width=14) for key in "bc")])
    sheet.sign_off([("制表人", "甲"), ("审核人", ""), ("填表日期", "")])

    written = [[text for text in row if text] for row in reopen(book).iter_rows(values_only=True)]
    assert written == [["制表人：甲", "审核人：＿＿＿＿＿＿"], ["填表日期：＿＿＿＿＿＿"]]


def test_title_too_long_for_a_line_breaks_where_it_is_told() -> None:
    columns = [SheetColumn("a", "", width=40)]
    titles = []
    for text, broken in (
        ("培训班花名册", "培训班\n花名册"),
        ("很长的名字" * 4 + "花名册", "很长的名字" * 4 + "\n花名册"),
    ):
        book, sheet = write(columns=columns)
        sheet.title(text, broken=broken)
        titles.append(reopen(book)["A1"].value)

    assert titles == ["培训班花名册", "很长的名字" * 4 + "\n花名册"]


def test_parts_stand_below_each_other_where_there_are_too_few_columns() -> None:
    book, sheet = write(columns=[SheetColumn("a", "甲")])
    sheet.line("左", "右")
    sheet.sign_off([("制表人", "甲"), ("审核人", "乙")])

    assert [row[0].value for row in reopen(book).iter_rows()] == ["左", "右", "制表人：甲", "审核人：乙"]


def test_styles_are_registered_once_however_many_rows() -> None:
    def count_styles(rows: int) -> int:
        book, sheet = write()
        sheet.heading()
        sheet.rows([["甲", "乙", Decimal(row)] for row in range(rows)])
        return ZipFile(BytesIO(book.to_bytes())).read("xl/styles.xml").decode().count("<xf ")

    assert count_styles(300) == count_styles(1)


def test_fonts_are_those_of_an_official_paper_or_the_office_s_own() -> None:
    book = Book(title="", fonts=Fonts(title="宋体", heading="黑体", body="仿宋"))
    sheet = book.sheet("表", THREE)
    sheet.title("表名")
    sheet.heading()
    sheet.rows([["甲", "乙", ""]])

    fonts = [reopen(book).cell(row, 1).font.name for row in (1, 2, 3)]

    assert fonts == ["宋体", "黑体", "仿宋"]
    assert (Fonts().title, Fonts().heading, Fonts().body) == ("方正小标宋简体", "黑体", "仿宋_GB2312")


def test_long_title_takes_smaller_type_before_a_second_line() -> None:
    sizes = []
    for title in ("花名册", "天目西路街道二〇二五年居民区后备队伍青蓝接力计划培训班考勤登记表"):
        book, sheet = write(columns=[SheetColumn("a", "甲", width=99)])
        sheet.title(title)
        sizes.append(reopen(book)["A1"].font.sz)

    assert sizes[0] == 22
    assert sizes[1] < 22
