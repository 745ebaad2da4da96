"""乘车安排: one worksheet that shows all vehicles, and one per vehicle to count heads on, out and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import ceil

from trainingapp.core.columns import Align, Column, Kind, Shown, show_grid, taken_from
from trainingapp.core.excel.writing import Book
from trainingapp.registers.sheets.lists import ListSheet, write_list
from trainingapp.registers.sheets.parts import MADE_CHECKED_DATED, Heading, Office, SignOff, break_title, open_book

TICK_ROW = 24.0
TICK_NOTE = "注：上车一人勾一人，去程、回程各点一次，人数相符再发车。“✓”已上车，空白未上车。"
COUNTED = (("去程", "应到＿＿人，实到＿＿人"), ("回程", "实到＿＿人"), ("清点人", ""))


@dataclass(frozen=True, slots=True)
class Passenger:
    """Who rides, as the roster has them."""

    number: str = ""
    name: str = ""
    unit: str = ""


NOBODY = Passenger()
Pair = tuple[Passenger, Passenger]
"""What stands in one row: a passenger at the left and one at the right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleLine:
    """A vehicle; ``escort`` is who leads the people in it (带队), ``seats`` None where nobody has asked."""

    name: str
    plate: str = ""
    driver: str = ""
    driver_phone: str = ""
    escort: str = ""
    seats: int | None = None
    passengers: Sequence[Passenger] = ()

    @property
    def driver_contact(self) -> str:
        """Return the driver's name and phone as they are printed."""
        return "\n".join(filter(None, (self.driver, self.driver_phone)))

    @property
    def names(self) -> str:
        """Return everyone in it."""
        return "、".join(passenger.name for passenger in self.passengers)


VEHICLES: Sequence[Column[VehicleLine]] = (
    Column("name", "车号", lambda one: one.name, width=9),
    Column("plate", "车牌", lambda one: one.plate, width=11),
    Column("driver", "司机及电话", lambda one: one.driver_contact, width=14),
    Column("escort", "带队（车长）", lambda one: one.escort, width=14),
    Column("passengers", "乘客", lambda one: one.names, width=54, align=Align.LEFT),
    Column("seats", "座数", lambda one: one.seats, width=6, kind=Kind.NUMBER),
    Column("riding", "乘坐人数", lambda one: len(one.passengers), width=7, kind=Kind.NUMBER),
)


PASSENGER: Sequence[Column[Passenger]] = (
    Column("number", "序号", lambda one: one.number, width=5.4),
    Column("name", "姓名", lambda one: one.name, width=10),
    Column("unit", "单位", lambda one: one.unit, width=17, size=9),
    Column("out", "去程", lambda _: "", width=6),
    Column("back", "回程", lambda _: "", width=6),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardingSheets:
    """The rides of a trip to be printed. ``when``, ``gather_at`` and ``route`` as people say them.

    ``unplaced`` are those who have no vehicle yet; they are named, so that nobody is left behind.
    """

    heading: Heading
    vehicles: Sequence[VehicleLine]
    when: str = ""
    gather_at: str = ""
    route: str = ""
    unplaced: Sequence[str] = ()
    closing: Sequence[SignOff] = MADE_CHECKED_DATED
    office: Office = Office()


def build_boarding(boarding: BoardingSheets) -> bytes:
    """Return the workbook: all vehicles, then a tick list for each."""
    book = open_book(boarding.heading.title, boarding.office)
    write_list(book, _overview(boarding))
    for vehicle in boarding.vehicles:
        _write_vehicle(book, boarding, vehicle)
    return book.to_bytes()


def _overview(boarding: BoardingSheets) -> ListSheet[VehicleLine]:
    facts = (("时间", boarding.when), ("集合地点", boarding.gather_at), ("路线", boarding.route))
    unplaced = f"注：尚未安排车辆（{len(boarding.unplaced)} 人）：{'、'.join(boarding.unplaced)}"
    return ListSheet(
        name="乘车安排",
        heading=boarding.heading,
        columns=VEHICLES,
        rows=boarding.vehicles,
        facts=[(label, text) for label, text in facts if text],
        notes=[unplaced] if boarding.unplaced else [],
        closing=boarding.closing,
        landscape=True,
        empty="（尚未安排车辆）",
        freeze=1,
        office=boarding.office,
    )


def tick_columns() -> list[Column[Pair]]:
    """Return the columns of a row of two passengers: number, name, unit and a place to tick out and back, twice."""
    return [column for side in (0, 1) for column in _side_columns(side)]


def _side_columns(side: int) -> list[Column[Pair]]:
    return [taken_from(column, f"{column.key}_{side}", lambda pair: pair[side]) for column in PASSENGER]


def _write_vehicle(book: Book, boarding: BoardingSheets, vehicle: VehicleLine) -> None:
    columns, grid = tick_columns(), _pair_up(vehicle.passengers)
    sheet = book.sheet(vehicle.name, columns, grid)
    title = f"{boarding.heading.title}（{vehicle.name}）"
    sheet.title(title, broken=break_title(title))
    sheet.fields([("时间", boarding.when), ("集合地点", boarding.gather_at)])
    sheet.fields([("车牌", vehicle.plate), ("司机及电话", vehicle.driver_contact.replace("\n", " "))])
    riding = f"{len(vehicle.passengers)} 人" + (f"（{vehicle.seats} 座）" if vehicle.seats else "")
    sheet.fields([("带队（车长）", vehicle.escort), ("乘坐人数", riding)])
    sheet.heading()
    sheet.rows(grid, least=TICK_ROW, empty="（尚未安排乘客）")
    sheet.note(TICK_NOTE, boxed=False)
    sheet.sign_off(COUNTED)


def _pair_up(passengers: Sequence[Passenger]) -> list[list[Shown]]:
    half = ceil(len(passengers) / 2)
    return show_grid(tick_columns(), list(zip_longest(passengers[:half], passengers[half:], fillvalue=NOBODY)))
