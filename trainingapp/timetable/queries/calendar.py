"""Reads of the working calendar: what the office keeps itself, over what the product knows of past years."""

from collections.abc import Iterable, Sequence

from sqlalchemy import event, select
from sqlalchemy.orm import Session as DatabaseSession
from sqlalchemy.orm import selectinload

from trainingapp.core.database import db
from trainingapp.core.scope import current_office
from trainingapp.timetable.models import CalendarDay, CalendarYear
from trainingapp.timetable.rules.calendar import CalendarRow, WorkingCalendar
from trainingapp.timetable.rules.known_holidays import known_rows, known_years

MEMORY = "working_calendar"


def kept_years() -> Sequence[CalendarYear]:
    """Return the years that the office keeps itself, with their days."""
    statement = select(CalendarYear).options(selectinload(CalendarYear.days))
    return db.session.scalars(statement.order_by(CalendarYear.year)).all()


def find_kept_year(year: int) -> CalendarYear | None:
    """Return a year that the office keeps itself, or None."""
    return db.session.scalar(
        select(CalendarYear).where(CalendarYear.year == year).options(selectinload(CalendarYear.days))
    )


def rows_of_year(year: int) -> list[CalendarRow]:
    """Return the days of a year that differ from the plain week: the office's own, else the built-in ones."""
    kept = find_kept_year(year)
    return kept.rows if kept else [row for row in known_rows() if row.day.year == year]


def working_calendar() -> WorkingCalendar:
    """Return the office's calendar; read once within a transaction, since the rules ask it day by day."""
    memory: dict[int, WorkingCalendar] = db.session.info.setdefault(MEMORY, {})
    office = current_office()
    if office not in memory:
        memory[office] = _read_calendar(kept_years())
    return memory[office]


def _read_calendar(kept: Iterable[CalendarYear]) -> WorkingCalendar:
    own = {one.year: one for one in kept}
    rows = [row for row in known_rows() if row.day.year not in own]
    rows += [row for one in own.values() for row in one.rows]
    complete = {year for year, one in own.items() if one.complete}
    return WorkingCalendar.from_rows(rows, known_years=(known_years() - own.keys()) | complete)


@event.listens_for(DatabaseSession, "after_flush")
def _forget_on_write(session: DatabaseSession, *_: object) -> None:
    written = (*session.new, *session.dirty, *session.deleted)
    if any(isinstance(row, CalendarYear | CalendarDay) for row in written):
        session.info.pop(MEMORY, None)


@event.listens_for(DatabaseSession, "after_transaction_end")
def _forget_at_end(session: DatabaseSession, *_: object) -> None:
    session.info.pop(MEMORY, None)
