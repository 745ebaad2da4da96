"""Undoing that a seminar was made, and making it again: its groups, themes and questions under their old ids."""

from collections.abc import Mapping

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.core import changes
from trainingapp.core.changes import Recorded
from trainingapp.core.database import db
from trainingapp.timetable.models import Seminar, SeminarTable

OF_SEMINAR = ("id", "public_id", "title")
OF_TABLE = ("id", "public_id", "group_id", "position", "theme", "questions")


def keep_seminar(seminar: Seminar) -> dict[str, Recorded]:
    """Return a seminar as a step keeps it."""
    tables: list[Recorded] = [keep_table(one) for one in seminar.tables]
    return {**{name: getattr(seminar, name) for name in OF_SEMINAR}, "tables": tables}


def keep_table(table: SeminarTable) -> dict[str, Recorded]:
    """Return a group's part of a seminar as a step keeps it."""
    return {name: getattr(table, name) for name in OF_TABLE}


def find_table(kept: Mapping[str, Recorded]) -> SeminarTable | None:
    """Return a group's part of a seminar that a step names, or None where there is none any more."""
    return db.session.scalar(select(SeminarTable).where(SeminarTable.id == kept["id"]))


def unmake_table(actor: Actor, table: SeminarTable, reason: str) -> None:
    """Take a group out of a seminar that a step took in, unless what came of its discussion is written down by now."""
    if not table.outcome:
        audit.record(actor, "seminar.changed", table, changes.removed(table), reason=reason)
        table.seminar.tables.remove(table)
        db.session.flush()


def make_table_again(actor: Actor, kept: Mapping[str, Recorded], whole: Recorded, reason: str) -> SeminarTable | None:
    """Take a group into a seminar again; nothing where the seminar is gone, or the step did not take it in."""
    seminar = db.session.scalar(select(Seminar).where(Seminar.id == kept.get("seminar")))
    if seminar is None or not isinstance(whole, dict):
        return None
    table = SeminarTable(**whole)
    seminar.tables.append(table)
    db.session.flush()
    audit.record(actor, "seminar.changed", table, changes.created(table), reason=reason)
    return table


def unmake_seminar(actor: Actor, kept: Mapping[str, Recorded], reason: str) -> None:
    """Remove a seminar that a step made, unless what came of a discussion is written down there by now."""
    seminar = _find(kept)
    if seminar is not None and not any(table.outcome for table in seminar.tables):
        audit.record(actor, "seminar.removed", seminar, changes.removed(seminar), reason=reason)
        db.session.delete(seminar)
        db.session.flush()


def make_seminar_again(actor: Actor, cohort: Cohort, kept: Mapping[str, Recorded], reason: str) -> None:
    """Make a seminar again that was undone; its sessions are given to its groups afterwards."""
    tables = kept["tables"]
    if _find(kept) is not None or not isinstance(tables, list):
        return
    seminar = Seminar(cohort=cohort, **{name: kept[name] for name in OF_SEMINAR})
    seminar.tables = [SeminarTable(**one) for one in tables if isinstance(one, dict)]
    db.session.add(seminar)
    db.session.flush()
    audit.record(actor, "seminar.planned", seminar, changes.created(seminar), reason=reason)


def _find(kept: Mapping[str, Recorded]) -> Seminar | None:
    return db.session.scalar(select(Seminar).where(Seminar.id == kept["id"]))
