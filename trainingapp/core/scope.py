"""The office scope: which office's rows a session may meet, enforced on every ORM statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from sqlalchemy import event
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, UOWTransaction, with_loader_criteria

from trainingapp.core.database import OfficeScoped, db

OFFICE = "office_id"
ALL_OFFICES = "all_offices"
OFFICES_REMEMBERED = 256


class UnscopedQuery(RuntimeError):  # noqa: N818 - it names what was tried, as core.errors does
    """A statement over an office's rows while no office is set: a defect, never a user's mistake."""


def enter_office(office_id: int) -> None:
    """Limit everything that the current session reads and writes to one office."""
    db.session.info[OFFICE] = office_id


def current_office() -> int:
    """Return the id of the office that the session is limited to; raise UnscopedQuery without one."""
    office_id = db.session.info.get(OFFICE)
    if not isinstance(office_id, int):
        raise UnscopedQuery
    return office_id


@contextmanager
def office_scope(office_id: int) -> Iterator[None]:
    """Enter an office for a block, and return to the one before."""
    before = db.session.info.get(OFFICE)
    db.session.info[OFFICE] = office_id
    try:
        yield
    finally:
        db.session.info[OFFICE] = before


@event.listens_for(Session, "do_orm_execute")
def limit_to_office(state: ORMExecuteState) -> None:
    """Add `office_id = ...` to every statement over office rows; refuse it where no office is set."""
    if state.execution_options.get(ALL_OFFICES) or state.is_column_load:
        return
    office_id = state.session.info.get(OFFICE)
    if office_id is not None and state.is_orm_statement:
        state.statement = state.statement.options(_rows_of(office_id))
    elif any(issubclass(mapper.class_, OfficeScoped) for mapper in state.all_mappers):
        raise UnscopedQuery(str(state.statement))


@lru_cache(maxsize=OFFICES_REMEMBERED)
def _rows_of(office_id: int) -> LoaderCriteriaOption:
    """Return the criterion that lets only rows of one office through; made once, for every statement asks for it."""
    return with_loader_criteria(OfficeScoped, lambda row: row.office_id == office_id, include_aliases=True)


@event.listens_for(Session, "before_flush")
def stamp_office(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Give new rows the session's office; refuse to write into another one."""
    office_id = session.info.get(OFFICE)
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, OfficeScoped):
            continue
        if row.office_id is None and office_id is not None:
            row.office_id = office_id
        elif row.office_id != office_id and not session.info.get(ALL_OFFICES):
            message = f"{type(row).__name__} of office {row.office_id} while in office {office_id}"
            raise UnscopedQuery(message)
