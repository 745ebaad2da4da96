"""The seating plan as a workbook, one A4 page: the platform on top, rows of seats below, aisles between the blocks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from trainingapp.core.columns import SheetColumn
from trainingapp.core.excel.writing import BODY, HEAD, LABEL, LINE, Box, Paper, Sheet
from trainingapp.core.placeholders import Placeholder
from trainingapp.registers.sheets.parts import Heading, Office, open_book, write_heading
from trainingapp.registers.sheets.seating.places import MIDDLE, choose_blocks, fill_rows, order_platform

ROW_LABEL_WIDTH = 9.0
AISLE_WIDTH = 4.0
SEAT_WIDTH = 10.0
NARROW_SEAT_WIDTH = 8.0
WIDEST_ROOMY = 14
"""Seats in a row up to which each is wide enough for four characters and a note."""
SEAT_HEIGHT = 34.0
MOST_SEAT_HEIGHT = 52.0
"""Points of a row of seats: two lines at least; more where a small hall leaves the page empty."""
NARROW_SEAT_HEIGHT = 26.0
NOTES_ROOM = 60.0
"""Points kept free below the seats."""
PLATFORM = "主　席　台"
SEAT_FIELD, PLATFORM_FIELD, UNSEATED = "座位", "主席台", "未排上"
"""What templates call whoever sits first, second and so on, on the platform by rank, and those without a seat."""
MOST_SEATS, MOST_ON_PLATFORM = 500, 15
AISLE = "过\n道"
SEAT = replace(BODY, size=10)
NARROW_SEAT = replace(BODY, shrink=True)
"""In a large hall there is room for the name alone, and a long one is printed smaller."""
IN_AISLE = replace(LINE, align=BODY.align)
FIRST_ROW = 3
"""Above it are the people on the platform, the platform and an open space."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat with who sits there; a note, such as the group, stands below the name."""

    name: str
    note: str = ""

    @property
    def text(self) -> str:
        """Return what is printed in the seat."""
        return "\n".join(filter(None, (self.name, self.note)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatingPlan:
    """A seating plan to be printed.

    ``rows`` go from the front to the back, seats from left to right, None is an empty one; ``blocks`` say how many
    seats stand between two aisles. ``platform`` names the people in front by rank.
    """

    heading: Heading
    rows: Sequence[Sequence[Seat | None]]
    blocks: Sequence[int]
    platform: Sequence[str] = ()
    notes: Sequence[str] = ()
    office: Office = Office()


def build_seating(plan: SeatingPlan) -> bytes:
    """Return the plan's workbook."""
    book = open_book(plan.heading.title, plan.office)
    sheet = book.sheet("座次表", plan_columns(plan.blocks), paper=Paper(landscape=True, one_page=True))
    write_heading(sheet, plan.heading)
    _write_hall(sheet, plan)
    for note in plan.notes:
        sheet.note(note, boxed=False)
    return book.to_bytes()


def make_seating_template(heading: Heading) -> bytes:
    """Return a hall of nine rows with placeholders in it, for an office to draw its own."""
    blocks = choose_blocks(MIDDLE)
    seats = [Seat(Placeholder(f"{SEAT_FIELD}{number}").written) for number in range(1, 9 * sum(blocks) + 1)]
    return build_seating(
        SeatingPlan(
            heading=heading,
            rows=fill_rows(seats, blocks),
            blocks=blocks,
            platform=[Placeholder(f"{PLATFORM_FIELD}{number}").written for number in range(1, 4)],
            notes=[f"没有座位的：{Placeholder(UNSEATED).written}"],
        )
    )


def is_roomy(blocks: Sequence[int]) -> bool:
    """Tell whether seats are wide enough for a name and a note below it."""
    return sum(blocks) <= WIDEST_ROOMY


def plan_columns(blocks: Sequence[int]) -> list[SheetColumn]:
    """Return the columns: the row's name at the left, then the seats, an aisle after each block but the last."""
    width = SEAT_WIDTH if is_roomy(blocks) else NARROW_SEAT_WIDTH
    columns = [SheetColumn("row", "", width=ROW_LABEL_WIDTH)]
    for block, size in enumerate(blocks):
        columns += [SheetColumn(f"seat_{block}_{place}", "", width=width) for place in range(size)]
        columns.append(SheetColumn(f"aisle_{block}", "", width=AISLE_WIDTH))
    return columns[:-1]


def seat_column(place: int, blocks: Sequence[int]) -> int:
    """Return the worksheet's column of a seat, counted from 0 at the left of its row."""
    return 1 + place + sum(place >= end for end in accumulate(blocks))


def _write_hall(sheet: Sheet, plan: SeatingPlan) -> None:
    width = len(plan_columns(plan.blocks))
    boxes = [
        *_platform(plan.platform, width),
        Box(PLATFORM, 1, 1, columns=width - 1, look=replace(HEAD, size=14)),
        *_seats(plan),
        *_aisles(plan),
    ]
    above = [SEAT_HEIGHT if plan.platform else 6, 30, 18]
    share = (sheet.room - sum(above) - NOTES_ROOM) / max(len(plan.rows), 1)
    seat = min(max(share, SEAT_HEIGHT if is_roomy(plan.blocks) else NARROW_SEAT_HEIGHT), MOST_SEAT_HEIGHT)
    sheet.draw(boxes, least=[*above, *[seat] * len(plan.rows)])


def _platform(people: Sequence[str], width: int) -> Iterator[Box]:
    """Yield the people in front, spread evenly over the columns; more people than columns stand in one box."""
    seated = order_platform(people)
    room = width - 1
    if len(seated) > room:
        yield Box("　".join(seated), 0, 1, columns=room, look=LABEL)
        return
    edges = [1 + room * place // len(seated) for place in range(len(seated) + 1)] if seated else []
    for name, start, end in zip(seated, edges, edges[1:], strict=False):
        yield Box(name, 0, start, columns=end - start, look=LABEL)


def _seats(plan: SeatingPlan) -> Iterator[Box]:
    roomy = is_roomy(plan.blocks)
    for number, row in enumerate(plan.rows):
        yield Box(f"第{number + 1}排", FIRST_ROW + number, 0, look=IN_AISLE)
        for place, seat in enumerate(row):
            text = (seat.text if roomy else seat.name) if seat else ""
            look = SEAT if roomy else NARROW_SEAT
            yield Box(text, FIRST_ROW + number, seat_column(place, plan.blocks), look=look)


def _aisles(plan: SeatingPlan) -> Iterator[Box]:
    if not plan.rows:
        return
    for end in list(accumulate(plan.blocks))[:-1]:
        yield Box(AISLE, FIRST_ROW, seat_column(end, plan.blocks) - 1, rows=len(plan.rows), look=IN_AISLE)
