"""Whatever a sheet holds, reading it as a roster ends in a reading or a refusal, and the reading adds up."""

import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from trainingapp.core.errors import Refused
from trainingapp.core.excel.grid import CellValue, Grid, Merge, Source, Workbook
from trainingapp.registers.rules.header_words import HEADER_WORDS
from trainingapp.registers.rules.roster import read_roster

HEADINGS = [word for words in HEADER_WORDS.values() for word in words[:3]]
PLAIN = [
    "张一鸣",
    "李二梅",
    "张一鸣（女）",
    "男",
    "云杉居民区党总支",
    "19900000001",
    "合计",
    "第一组（组长：张一鸣）",
    "制表人：",
    "同上",
    "#N/A",
    "11010519491231002X",
    "一、居民区",
    "",
    " ",
]  # fmt: skip
VALUES: st.SearchStrategy[CellValue] = st.one_of(
    st.none(),
    st.sampled_from(PLAIN),
    st.sampled_from(HEADINGS),
    st.text(max_size=12),
    st.integers(-5, 10**18),
    st.floats(),
    st.booleans(),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
)


@st.composite
def merges(draw: st.DrawFn) -> Merge:
    top, left = draw(st.integers(1, 8)), draw(st.integers(1, 6))
    return Merge(top, left, top + draw(st.integers(0, 3)), left + draw(st.integers(0, 3)))


@st.composite
def workbooks(draw: st.DrawFn) -> Workbook:
    width = draw(st.integers(1, 8))
    heading = st.one_of(st.none(), st.sampled_from(HEADINGS))
    header = draw(st.lists(heading, min_size=width, max_size=width))
    above = draw(st.lists(st.lists(VALUES, max_size=width), max_size=3))
    below = draw(st.lists(st.lists(VALUES, max_size=width), max_size=12))
    places = st.tuples(st.integers(1, 10), st.integers(1, 8))
    grid = Grid(
        "名单",
        [*above, header, *below],
        merges=draw(st.lists(merges(), max_size=4)),
        formulas=draw(st.frozensets(places, max_size=3)),
        hidden_rows=draw(st.frozensets(st.integers(1, 12), max_size=2)),
    )
    return Workbook(draw(st.sampled_from(Source)), [grid])


@given(workbooks())
@settings(max_examples=400, deadline=None)
def test_reading_any_sheet_ends_in_a_reading_that_adds_up(workbook: Workbook) -> None:
    try:
        reading = read_roster(workbook)
    except Refused as refusal:
        assert refusal.reasons  # noqa: PT017 - a refusal is as good an outcome
        return

    height = workbook.grids[0].height
    assert all(1 <= row.row <= height and row.row > (reading.header_rows or (0,))[-1] for row in reading.rows)
    assert all(finding.refuses for finding in reading.errors)
    assert not any(finding.refuses for finding in reading.warnings)
    assert {refused.row for refused in reading.refused} == {finding.row for finding in reading.errors}
    assert all(row.person.name for row in reading.rows)
    assert json.loads(json.dumps(reading.to_json())) == reading.to_json()


@given(workbooks())
@settings(max_examples=50, deadline=None)
def test_reading_twice_gives_the_same(workbook: Workbook) -> None:
    try:
        first = read_roster(workbook)
    except Refused:
        return

    assert read_roster(workbook) == first
