"""What a grid keeps of a workbook or a text table: typed values, merges, formulas, formats, what is hidden."""

import errno
import io
import json
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook
from openpyxl.styles import NamedStyle

from tests.core.excel.packing import base_parts, pack, roster_sheet, text_row, workbook, worksheet
from trainingapp.core.errors import Refused
from trainingapp.core.excel import parse
from trainingapp.core.excel.child import read_upload
from trainingapp.core.excel.grid import Grid, Merge, Source, cell_name, column_letter, column_number
from trainingapp.core.excel.guard import DEFAULT_LIMITS


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def first_grid(content: bytes, name: str = "花名册.xlsx") -> Grid:
    return read_upload(content, name).grids[0]


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (16384, "XFD")])
def test_column_letters_and_numbers_are_each_others_inverse(number: int, letters: str) -> None:
    assert column_letter(number) == letters
    assert column_number(letters) == number


def test_column_number_of_what_is_no_column_is_zero() -> None:
    assert column_number("A1") == 0
    assert cell_name(7, 2) == "B7"


def test_values_keep_their_types() -> None:
    book = Workbook()
    values = ["文字", 12, 1985.1, True, datetime(1985, 3, 1), time(9, 30), None, "末尾"]  # noqa: DTZ001 - cells have no zone
    book.worksheets[0].append(values)

    assert list(first_grid(saved(book)).rows[0]) == values


def test_number_formats_are_kept_where_they_are_not_general() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([1985.1, 1985.1])
    sheet["B1"].number_format = "0.00"

    grid = first_grid(saved(book))

    assert grid.formats == {(1, 2): "0.00"}
    assert grid.cell(1, 2).number_format == "0.00"


def test_dates_of_the_1904_system_are_read_as_they_show() -> None:
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - as above
    book.worksheets[0]["A1"] = date(1985, 3, 1)

    assert first_grid(saved(book)).value(1, 1) == datetime(1985, 3, 1)  # noqa: DTZ001 - as above


def test_number_that_is_no_day_is_an_error_value() -> None:
    book = Workbook()
    book.add_named_style(NamedStyle("日期", number_format="yyyy-mm-dd"))
    book.worksheets[0]["A1"] = 99_999_999_999
    book.worksheets[0]["A1"].style = "日期"

    assert first_grid(saved(book)).value(1, 1) == "#VALUE!"


def test_merges_formulas_and_hidden_parts_are_told() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in range(1, 5):
        sheet.append([row, "甲", "=1+1"])
    sheet.merge_cells("B2:B4")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["A"].hidden = True

    grid = first_grid(saved(book))

    assert grid.merges == [Merge(2, 2, 4, 2)]
    assert grid.formulas == {(row, 3) for row in range(1, 5)}
    assert grid.hidden_rows == {3}
    assert grid.hidden_columns == {1}


def test_stored_result_of_a_formula_is_its_value() -> None:
    sheet = worksheet('<row r="1"><c r="A1" t="str"><f>B1</f><v>张三</v></c><c r="B1"><f>1+1</f></c></row>')

    grid = first_grid(workbook(sheet))

    assert (grid.cell(1, 1).value, grid.cell(1, 1).is_formula) == ("张三", True)
    assert (grid.cell(1, 2).value, grid.cell(1, 2).is_formula) == (None, True)


def test_hidden_sheets_are_marked() -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "见"
    for state in ("hidden", "veryHidden"):
        hidden = book.create_sheet(state)
        hidden["A1"] = "不见"
        hidden.sheet_state = state

    assert [grid.hidden for grid in read_upload(saved(book), "名单.xlsx").grids] == [False, True, True]


def test_chart_sheets_are_passed_over() -> None:
    book = Workbook()
    book.create_chartsheet("图")

    assert [grid.name for grid in read_upload(saved(book), "名单.xlsx").grids] == ["Sheet"]


def test_rows_and_cells_without_places_count_on() -> None:
    sheet = worksheet("<row><c><v>1</v></c><c><v>2</v></c></row><row r='4'><c><v>3</v></c></row>")

    assert [list(row) for row in first_grid(workbook(sheet)).rows] == [[1, 2], [], [], [3]]


def test_prefixed_names_are_understood() -> None:
    prefixed = roster_sheet().replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
    sheet = prefixed.replace("xmlns=", "xmlns:x=")

    assert first_grid(workbook(sheet)).value(2, 1) == "张三"


def test_phonetic_guides_are_no_part_of_a_text() -> None:
    cell = '<c r="A1" t="inlineStr"><is><r><t>单</t></r><r><t>雄信</t></r><rPh sb="0" eb="1"><t>shàn</t></rPh></is></c>'

    assert first_grid(workbook(worksheet(f'<row r="1">{cell}</row>'))).value(1, 1) == "单雄信"


def test_formatted_but_empty_far_cells_do_not_matter() -> None:
    empty = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    sheet = worksheet(text_row(1, ("姓名",)) + empty)

    grid = first_grid(workbook(sheet))

    assert (grid.height, grid.width) == (1, 1)


def test_merge_of_a_whole_column_is_cut_to_what_is_filled() -> None:
    sheet = roster_sheet(after='<mergeCells><mergeCell ref="A2:A1048576"/></mergeCells>')

    assert first_grid(workbook(sheet)).merges == [Merge(2, 1, 2, 1)]


def test_workbook_without_styles_or_shared_texts_is_read() -> None:
    parts = base_parts(roster_sheet())
    for name in ("xl/styles.xml", "xl/sharedStrings.xml"):
        del parts[name]
        parts["[Content_Types].xml"] = "".join(
            piece for piece in parts["[Content_Types].xml"].replace("/>", "/>\n").split("\n") if name not in piece
        )

    assert first_grid(pack(parts)).value(2, 1) == "张三"


def test_external_links_are_left_alone() -> None:
    parts = {**base_parts(roster_sheet()), "xl/externalLinks/externalLink1.xml": "<externalLink/>"}

    assert first_grid(pack(parts)).value(2, 1) == "张三"


def test_control_characters_that_excel_escapes_do_no_harm() -> None:
    assert first_grid(workbook(roster_sheet([("张_x0001_三", "云杉\u200b社区")]))).value(2, 2) == "云杉\u200b社区"


def test_longest_text_that_excel_allows_is_kept() -> None:
    text = "长" * 32_767

    assert first_grid(workbook(roster_sheet([("张三", text)]))).value(2, 2) == text


def test_progress_is_told_up_to_the_last_row() -> None:
    told: list[tuple[int, int]] = []
    book = Workbook()
    for row in range(1200):
        book.worksheets[0].append([row, "甲"])

    read_upload(saved(book), "名单.xlsx", on_progress=lambda done, planned: told.append((done, planned)))

    assert told[-1] == (1200, 1200)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("gbk", "gb18030"), ("utf-16", "utf-16")],
)
def test_text_tables_are_read_in_the_encodings_that_spreadsheets_write(encoding: str, told: str) -> None:
    read = read_upload("姓名,单位\r\n张三,云杉社区\r\n".encode(encoding), "名单.csv")

    assert (read.source, read.encoding) == (Source.CSV, told)
    assert [list(row) for row in read.grids[0].rows] == [["姓名", "单位"], ["张三", "云杉社区"]]


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_separator_is_found(separator: str) -> None:
    content = f"姓名{separator}单位\n张三{separator}云杉，社区\n".encode()

    assert list(first_grid(content, "名单.txt").rows[1]) == ["张三", "云杉，社区"]


def test_separator_line_of_excel_is_obeyed_and_keeps_row_numbers() -> None:
    grid = first_grid("sep=;\n姓名;单位\n".encode(), "名单.csv")

    assert [list(row) for row in grid.rows] == [[], ["姓名", "单位"]]


def test_quoted_newlines_and_commas_stay_in_their_cell() -> None:
    grid = first_grid('姓名,单位\n张三,"云杉社区,\n一居"\n李四,x\n'.encode(), "名单.csv")

    assert grid.value(2, 2) == "云杉社区,\n一居"
    assert grid.value(3, 1) == "李四"


def test_formulas_in_text_tables_have_no_value() -> None:
    grid = first_grid('=HYPERLINK("x"),"=""0199""",\'+86199,＝1+1\n'.encode(), "名单.csv")

    assert list(grid.rows[0]) == [None, "0199", "+86199", None]
    assert grid.formulas == {(1, 1), (1, 4)}


def test_reading_that_takes_too_long_is_stopped_in_words() -> None:
    limits = type(DEFAULT_LIMITS)(time=0.01)

    with pytest.raises(Refused, match="秒还没有读完"):
        read_upload(workbook(roster_sheet()), "花名册.xlsx", limits=limits)


def test_child_that_dies_at_once_is_a_refusal() -> None:
    limits = type(DEFAULT_LIMITS)(memory=1)

    with pytest.raises(Refused) as refusal:
        read_upload(workbook(roster_sheet()), "花名册.xlsx", limits=limits)

    assert "停下" in str(refusal.value)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (MemoryError(), parse.TOO_HEAVY),
        (ImportError("failed to map segment from shared object"), parse.TOO_HEAVY),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), parse.TOO_HEAVY),
        (OSError(errno.EIO, "Input/output error"), parse.DAMAGED),
        (KeyError("sheet"), parse.DAMAGED),
    ],
)
def test_lack_of_memory_is_not_called_a_damaged_file(
    error: Exception, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(parse, "read_text_table", fail)

    lines = [*parse.answer(b"", Source.CSV, "x.csv", DEFAULT_LIMITS)]

    assert [json.loads(line) for line in lines] == [["refused", told]]
