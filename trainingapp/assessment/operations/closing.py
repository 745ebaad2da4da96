"""Closing a class: the papers of its file, the gate, the archive of hours, and reopening with a reason."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import insert, update

from trainingapp.accounts.terms import Actor
from trainingapp.assessment import queries, rules
from trainingapp.assessment.models import Closing, HoursEntry, Scan
from trainingapp.assessment.queries import ClassContent
from trainingapp.assessment.terms import EntryState, HoursSource, ScanKind
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.cohorts.queries import list_roster
from trainingapp.cohorts.terms import Stage
from trainingapp.core import changes, uploads
from trainingapp.core.changes import Changes
from trainingapp.core.clock import now
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.core.ids import new_id, new_public_id
from trainingapp.core.scope import current_office


def add_scan(actor: Actor, cohort: Cohort, *, kind: ScanKind, content: bytes, file_name: str) -> Scan:
    """Keep a paper of the closing file; refuses what is none of PDF, picture, Word or Excel, and a closed class."""
    refuse_closed(cohort, "材料")
    stored = uploads.store(content, file_name=file_name)
    scan = Scan(
        cohort_id=cohort.id,
        kind=kind,
        digest=stored.digest,
        file_name=stored.file_name,
        media_type=stored.media_type,
        size=stored.size,
        added_by=actor.name,
    )
    db.session.add(scan)
    db.session.flush()
    told = Changes(after={"kind": kind.label, "name": stored.file_name, "digest": stored.digest})
    audit.record(actor, "scan.added", scan, told, cohort_id=cohort.id)
    return scan


def remove_scan(actor: Actor, cohort: Cohort, scan: Scan) -> None:
    """Take a paper out of the file; refuses a closed class."""
    refuse_closed(cohort, "材料")
    audit.record(actor, "scan.removed", scan, changes.removed(scan), cohort_id=cohort.id)
    db.session.delete(scan)


def close_class(actor: Actor, cohort: Cohort) -> Closing:
    """Close a class and archive its hours; refuses one that is closed, and names everything that is still missing.

    The hours of each trainee go into the ledger by the year of the sessions attended, those who left included.
    """
    if cohort.archived:
        raise Refused("本班已经结班归档，不能再结一次")
    content = queries.class_content(cohort)
    checks = queries.closing_checks(cohort, content)
    missing = [check.missing for check in checks if check.must and not check.done]
    if missing:
        raise Refused(*missing)
    facts = content.as_json()
    closing = Closing(
        cohort_id=cohort.id,
        number=len(queries.list_closings(cohort)) + 1,
        closed_by=actor.name,
        content=facts,
        checksum=rules.checksum(facts),
        reminders=[check.missing for check in checks if not check.done],
    )
    db.session.add(closing)
    db.session.flush()
    told = _archive(actor, cohort, closing, content)
    changed = changes.apply(cohort, stage=Stage.CLOSED)
    after = {**changed.after, "hours": told, "checksum": closing.checksum}
    audit.record(actor, "cohort.closed", cohort, Changes(changed.before, after))
    return closing


def _archive(actor: Actor, cohort: Cohort, closing: Closing, content: ClassContent) -> str:
    """Write one entry per trainee and year as a set, and return how many hours of how many there are."""
    people = {one.id: one for one in list_roster(cohort.id, with_withdrawn=True)}
    entries = [
        _entry(actor, cohort, closing, people[key], year=year, hours=hours)
        for key, years in content.hours_by_year().items()
        if key in people
        for year, hours in years.items()
    ]
    if entries:
        db.session.execute(insert(HoursEntry), entries)
    total = sum((hours for years in content.hours_by_year().values() for hours in years.values()), rules.NO_HOURS)
    return f"{len({entry['person_id'] for entry in entries})} 人共 {rules.plain(total)} 学时"


def _entry(
    actor: Actor, cohort: Cohort, closing: Closing, one: Enrolment, *, year: int, hours: Decimal
) -> Mapping[str, object]:
    ends = cohort.ends_on or cohort.starts_on
    return {
        "id": new_id(),
        "public_id": new_public_id(),
        "office_id": current_office(),
        "person_id": one.person_id,
        "year": year,
        "source": HoursSource.CLASS,
        "title": cohort.formal_name,
        "hours": hours,
        "concentrated": True,
        "cohort_id": cohort.id,
        "closing_id": closing.id,
        "ended_on": ends if ends.year == year else date(year, 12, 31),
        "state": EntryState.ARCHIVED,
        "entered_id": actor.user_id,
        "entered_by": actor.name,
        "version": 1,
    }


def reopen_class(actor: Actor, cohort: Cohort, *, reason: str) -> Closing:
    """Reopen a closed class; its archived hours no longer count until it is closed again. Wants a reason."""
    reason = reason.strip()
    if not cohort.archived:
        raise Refused("本班没有结班，不用取消")
    if not reason:
        raise Refused("取消结班要写明理由，如 补录 5月9日下午的考勤")
    closings = queries.list_closings(cohort)
    if not closings:
        raise Refused("本班没有结班记录（是直接改的阶段），请联系管理员")
    closing = closings[0]
    changes.apply(closing, reopened_at=now(), reopened_by=actor.name, reopen_reason=reason[:200])
    taken_back = (
        update(HoursEntry)
        .where(HoursEntry.closing_id == closing.id)
        .values(state=EntryState.WITHDRAWN, version=HoursEntry.version + 1)
    )
    db.session.execute(taken_back.execution_options(synchronize_session=False))
    changed = changes.apply(cohort, stage=Stage.COMPLETED)
    audit.record(actor, "cohort.reopened", cohort, changed, reason=reason)
    return closing
