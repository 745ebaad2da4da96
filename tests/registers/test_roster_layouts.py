"""Rosters laid out at random in the ways that offices do, and read back person by person.

Each example draws people, an order of columns, words for headings, rows above and below, and a layout (plain, grouped,
two-level, several lists side by side), lays them out as a grid, and expects exactly the same people.
"""

from dataclasses import replace
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.registers.drawn_rosters import WORDS, Around, Page, Plan, plans, rosters, surroundings, told
from trainingapp.core.excel.grid import CellValue, Merge, column_letter
from trainingapp.registers.rules.findings import RosterPerson
from trainingapp.registers.rules.roster import read_roster


@given(rosters(), plans(), surroundings())
@settings(max_examples=150, deadline=None)
def test_plain_rosters_are_read_back(people: list[RosterPerson], plan: Plan, around: Around) -> None:
    above, below = around
    body = [plan.cells(person, number) for number, person in enumerate(people, 1)]
    page = Page([*above, list(plan.headings), *body, *below])

    assert told(page, plan) == [plan.kept(person) for person in people]


@given(rosters(), plans(), surroundings(), st.integers(2, 3))
@settings(max_examples=100, deadline=None)
def test_lists_side_by_side_are_read_back(
    people: list[RosterPerson],
    plan: Plan,
    around: Around,
    lists: int,
) -> None:
    above, below = around
    body = [plan.cells(person, number) for number, person in enumerate(people, 1)]
    height = -(-len(body) // lists)
    body += [[None] * len(plan.columns)] * (height * lists - len(body))
    side_by_side = [list(chain.from_iterable(body[row::height])) for row in range(height)]
    header: list[CellValue] = [*plan.headings] * lists
    page = Page([*above, header, *side_by_side, *below])

    assert told(page, plan) == [plan.kept(person) for person in people]


@given(rosters(), plans(), surroundings())
@settings(max_examples=100, deadline=None)
def test_groups_and_merged_organisations_are_read_back(
    people: list[RosterPerson],
    plan: Plan,
    around: Around,
) -> None:
    above, below = around
    page = Page([*above, list(plan.headings)])
    width, org = len(plan.columns), plan.columns.index("org")
    expected, number = [], 0
    people = sorted(people, key=lambda person: person.org or "")
    for group in ("第一组", "第二组"):
        page.rows.append([f"{group}（组长：{people[0].name}）"])
        page.merges.append(Merge(len(page.rows), 1, len(page.rows), max(width, 2)))
        members = people[: len(people) // 2] if group == "第一组" else people[len(people) // 2 :]
        start = len(page.rows) + 1
        for person in members:
            number += 1
            page.rows.append(plan.cells(person, number))
            expected.append((plan.kept(person), group))
        _merge_equal(page, org + 1, start)
    page.rows.extend(below)

    reading = read_roster(page.book())

    assert [error.sentence() for error in reading.errors] == []
    assert [(plan.kept(row.person), row.person.group) for row in reading.rows] == expected


def _merge_equal(page: Page, column: int, start: int) -> None:
    """Merge equal organisations that follow each other, and blank the cells that are covered."""
    top = start
    for row in range(start + 1, len(page.rows) + 2):
        here = page.rows[row - 1][column - 1] if row <= len(page.rows) else object()
        if here != page.rows[top - 1][column - 1]:
            if row - top > 1:
                page.merges.append(Merge(top, column, row - 1, column))
                for covered in range(top + 1, row):
                    page.rows[covered - 1][column - 1] = None
            top = row


@given(rosters(), plans(), surroundings(), st.data())
@settings(max_examples=100, deadline=None)
def test_headers_of_two_levels_are_read_back(
    people: list[RosterPerson],
    plan: Plan,
    around: Around,
    data: st.DataObject,
) -> None:
    above, below = around
    row = len(above) + 1
    upper: list[CellValue] = [None] * len(plan.columns)
    lower: list[CellValue] = list(plan.headings)
    merges, column = [], 1
    while column <= len(plan.columns):
        span = data.draw(st.integers(1, 3))
        last = min(column + span - 1, len(plan.columns))
        if last == column:
            upper[column - 1], lower[column - 1] = lower[column - 1], None
            merges.append(Merge(row, column, row + 1, column))
        else:
            upper[column - 1] = data.draw(st.sampled_from(("基本信息", "任职情况", "联系方式", "个人情况")))
            merges.append(Merge(row, column, row, last))
        column = last + 1
    body = [plan.cells(person, number) for number, person in enumerate(people, 1)]
    page = Page([*above, upper, lower, *body, *below], merges)

    assert told(page, plan) == [plan.kept(person) for person in people]


LEVELS = ("学员情况", "基本信息", "任职情况", "联系方式")


@given(rosters(), plans(), surroundings(), st.integers(0, 250), st.data())
@settings(max_examples=40, deadline=None)
def test_merged_headers_of_three_levels_far_down_are_read_back(
    people: list[RosterPerson], plan: Plan, around: Around, blank: int, data: st.DataObject
) -> None:
    above, below = around
    width = len(plan.columns)
    above = [*above, *([[]] * blank)]
    row = len(above) + 1
    top: list[CellValue] = [None] * width
    middle: list[CellValue] = [None] * width
    top[0], merges = LEVELS[0], [Merge(row, 1, row, width - 1)]
    top[-1] = plan.headings[-1]
    merges.append(Merge(row, width, row + 2, width))
    cut = data.draw(st.integers(1, width - 2))
    for first, last, word in ((1, cut, LEVELS[1]), (cut + 1, width - 1, LEVELS[2])):
        middle[first - 1] = word
        merges.append(Merge(row + 1, first, row + 1, last))
    lower: list[CellValue] = [*plan.headings[:-1], None]
    body = [plan.cells(person, number) for number, person in enumerate(people, 1)]
    wide = [merge for merge in merges if merge.left < merge.right or merge.top < merge.bottom]
    page = Page([*above, top, middle, lower, *body, *below], wide)

    assert told(page, plan) == [plan.kept(person) for person in people]


UNSEEN = {"org": "来自何处", "phone": "怎么找到您", "gender": "您是", "politics": "色彩", "edu": "念到哪里"}


@given(rosters(), plans(), surroundings(), st.data())
@settings(max_examples=40, deadline=None)
def test_headings_that_nobody_has_seen_are_told_by_their_values(
    people: list[RosterPerson], plan: Plan, around: Around, data: st.DataObject
) -> None:
    above, below = around
    unseen = data.draw(st.sampled_from([name for name in plan.columns if name in UNSEEN]))
    headings: list[CellValue] = [
        UNSEEN[name] if name == unseen else heading for name, heading in zip(plan.columns, plan.headings, strict=True)
    ]
    body = [plan.cells(person, number) for number, person in enumerate(people, 1)]

    page = Page([*above, headings, *body, *below])
    reading = read_roster(page.book())

    assert [plan.kept(row.person) for row in reading.rows] == [plan.kept(person) for person in people]
    assert any(f"“{UNSEEN[unseen]}”" in warning.message for warning in reading.warnings)


@given(rosters(), plans(), st.data())
@settings(max_examples=40, deadline=None)
def test_hidden_columns_are_read_and_told(people: list[RosterPerson], plan: Plan, data: st.DataObject) -> None:
    hidden = data.draw(st.sampled_from([name for name in plan.columns if name in WORDS]))
    at = plan.columns.index(hidden) + 1
    body = [plan.cells(person, number) for number, person in enumerate(people, 1)]

    reading = read_roster(Page([list(plan.headings), *body], hidden=frozenset({at})).book())

    assert [plan.kept(row.person) for row in reading.rows] == [plan.kept(person) for person in people]
    assert [warning.column for warning in reading.warnings if "隐藏" in warning.message] == [column_letter(at)]


@given(rosters(), plans(), surroundings())
@settings(max_examples=40, deadline=None)
def test_numbers_written_as_text_are_those_numbers(people: list[RosterPerson], plan: Plan, around: Around) -> None:
    above, below = around
    columns = ["number", *(name for name in plan.columns if name != "number")]
    numbered = replace(
        plan, columns=columns, headings=["序号", *plan.headings[len(plan.headings) - len(columns) + 1 :]]
    )
    body = [numbered.cells(person, number) for number, person in enumerate(people, 1)]
    phone = columns.index("phone")
    for row in body:
        row[0], row[phone] = f" {row[0]}", int(str(row[phone]))

    reading = read_roster(Page([*above, list(numbered.headings), *body, *below]).book())

    assert [numbered.kept(row.person) for row in reading.rows] == [numbered.kept(person) for person in people]
    assert [row.number for row in reading.rows] == [str(number) for number in range(1, len(people) + 1)]
