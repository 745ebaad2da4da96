"""The papers as LibreOffice prints them: pages, repeated headings, and nothing cut, for classes of every size."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.provision.parts import require_part
from tests.registers.papers import make_assessment, make_attendance, make_roster, make_signin, make_timetable
from tests.registers.printing import POINTS_PER_MM, Page, cell_letters, measure_heights, print_workbooks
from trainingapp.core.excel.writing.measure import PIXELS_PER_UNIT
from trainingapp.registers.sheets.assessment import build_assessment
from trainingapp.registers.sheets.attendance import build_attendance, mark_key
from trainingapp.registers.sheets.roster import build_roster
from trainingapp.registers.sheets.signin import build_signin
from trainingapp.registers.sheets.timetable import build_timetable
from trainingapp.registers.sheets.tracking import Tracking

pytestmark = pytest.mark.serial

POINTS_PER_PIXEL = 0.75
SIZES = (0, 1, 29, 100, 300)
SIGNED = range(33, 40)
"""Around 36 trainees the second page of the roster is full just before, in or after the lines to sign on."""
PAGES = {
    "attendance-0": 1, "attendance-1": 1, "attendance-29": 3, "attendance-100": 8, "attendance-300": 19,
    "assessment-0": 1, "assessment-1": 1, "assessment-29": 3, "assessment-100": 9, "assessment-300": 27,
    "roster-0": 1, "roster-1": 1, "roster-29": 2, "roster-100": 6, "roster-300": 16,
    "signin-0": 2, "signin-1": 2, "signin-29": 4, "signin-100": 6, "signin-300": 16, "signin-plain": 2,
    "timetable-0": 1, "timetable-1": 1, "timetable-13": 3,
}  # fmt: skip
HEADING = {
    "attendance": "出勤率", "assessment": "总分", "roster": "出生年月", "signin": "签名", "timetable": "教学内容",
}  # fmt: skip
"""Letters of a heading that stand on every page of a paper."""


@pytest.fixture(scope="module")
def workbooks() -> dict[str, bytes]:
    """Return every paper for classes of every size; the largest register has forty half-days."""
    made = {f"roster-{size}": build_roster(make_roster(size)) for size in SIZES}
    made |= {
        f"attendance-{size}": build_attendance(make_attendance(size, half_days=40 if size == 300 else 10))
        for size in SIZES
    }
    made |= {f"assessment-{size}": build_assessment(make_assessment(size)) for size in SIZES}
    made |= {f"signin-{size}": build_signin(make_signin(size)) for size in SIZES}
    made["signin-plain"] = build_signin(make_signin(30, plain=True))
    return made | {f"timetable-{weeks + 1}": build_timetable(make_timetable(weeks)) for weeks in (-1, 0, 12)}


def make_tracked() -> dict[str, bytes]:
    """Return a register without and with what travels with it to be read again."""
    register = make_attendance(29)
    keys = {"name": "name"} | {mark_key(place): f"half-day {place}" for place in range(10)}
    tracking = Tracking("attendance", "class", date(2025, 6, 20), [f"row-{number}" for number in range(29)], keys)
    return {"plain": build_attendance(register), "tracked": build_attendance(replace(register, tracking=tracking))}


@pytest.fixture(scope="module")
def all_printed(
    workbooks: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Sequence[Page]]:
    """Return the pages of every paper, and of those that single tests look at: one start of LibreOffice prints all."""
    for part in ("libreoffice", "poppler", "fonts"):
        require_part(part)
    signed = {f"roster-{size}": build_roster(make_roster(size)) for size in SIGNED}
    return print_workbooks({**workbooks, **make_tracked(), **signed}, tmp_path_factory.mktemp("printed"))


@pytest.fixture
def printed(workbooks: Mapping[str, bytes], all_printed: Mapping[str, Sequence[Page]]) -> Mapping[str, Sequence[Page]]:
    """Return the pages of every paper."""
    return {name: all_printed[name] for name in workbooks}


def test_papers_take_no_more_pages_than_they_must(printed: Mapping[str, Sequence[Page]]) -> None:
    # Versions of LibreOffice differ in a point or two, which a paper of twenty pages may show.
    expected = {name: pytest.approx(pages, abs=pages // 15) for name, pages in PAGES.items()}
    assert {name: len(pages) for name, pages in printed.items()} == expected


def test_papers_that_choose_their_page_breaks_are_printed_so(
    workbooks: Mapping[str, bytes], printed: Mapping[str, Sequence[Page]]
) -> None:
    for name in [name for name in printed if name.startswith(("signin", "timetable"))]:
        sheets = load_workbook(BytesIO(workbooks[name])).worksheets
        assert len(printed[name]) == sum(len(sheet.row_breaks.brk) + 1 for sheet in sheets), name


def test_columns_are_printed_as_wide_as_the_pages_were_planned(
    workbooks: Mapping[str, bytes], printed: Mapping[str, Sequence[Page]]
) -> None:
    sheet = load_workbook(BytesIO(workbooks["roster-29"])).worksheets[0]
    widths = [one.width for one in sheet.column_dimensions.values()]
    headings = next(row for row in sheet.iter_rows(values_only=True) if "联系电话" in row)
    first, last = headings.index("序号"), headings.index("联系电话")
    places = {word.text: (word.left + word.right) / 2 for word in printed["roster-29"][0].words}

    across = places["联系电话"] - places["序号"]

    planned = (sum(widths[first : last + 1]) - (widths[first] + widths[last]) / 2) * PIXELS_PER_UNIT * POINTS_PER_PIXEL
    assert across == pytest.approx(planned, rel=0.015)


def test_every_page_is_a4_and_has_the_heading_and_its_number(printed: Mapping[str, Sequence[Page]]) -> None:
    for name, pages in printed.items():
        for number, page in enumerate(pages, 1):
            assert sorted((round(page.width), round(page.height))) == [595, 842], name
            assert HEADING[name.split("-")[0]] in page.text, f"{name} 第{number}页"
            assert f"第{number}页" in page.text, name
            assert f"共{len(pages)}页" in page.text, name


def test_nothing_is_cut_at_the_side_or_lost_between_pages(
    workbooks: Mapping[str, bytes], printed: Mapping[str, Sequence[Page]]
) -> None:
    margin = 9.5 * POINTS_PER_MM
    for name, pages in printed.items():
        for page in pages:
            assert all(margin <= word.left and word.right <= page.width - margin for word in page.words), name
            assert "###" not in page.text, name
        letters = sum((page.letters for page in pages), start=type(pages[0].letters)())
        assert not cell_letters(workbooks[name]) - letters, name


def test_every_cell_is_high_enough_for_its_text(
    workbooks: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    require_part("libreoffice")
    chosen = {name: workbooks[name] for name in workbooks if name.split("-")[1] in {"29", "13"}}

    heights = measure_heights(chosen, tmp_path_factory.mktemp("heights"))

    assert len(heights) > 300
    assert sum(height.needed > 30 for height in heights) > 30, "texts of two lines and more were measured"
    assert [height for height in heights if height.needed > height.given + 0.5] == []


def test_what_travels_with_a_register_to_be_read_again_prints_nothing(
    all_printed: Mapping[str, Sequence[Page]],
) -> None:
    plain, tracked = ([page.text for page in all_printed[name]] for name in ("plain", "tracked"))

    assert len(tracked) == 3
    assert tracked == plain


def test_lines_to_sign_on_stand_below_rows_of_their_table(all_printed: Mapping[str, Sequence[Page]]) -> None:
    printed = {size: all_printed[f"roster-{size}"] for size in SIGNED}

    assert [len(pages) for pages in printed.values()] == [2, *[3] * 6]
    for size, pages in printed.items():
        words = {word.text for word in pages[-1].words}
        signs = ("制表人" in pages[-1].text, "填表日期" in pages[-1].text)
        assert (str(size) in words, *signs) == (True, True, True), size
