"""Acts on the hours ledger: entered by one person, decided by another; requirements and exemptions."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import delete, select

from trainingapp.accounts.terms import Actor
from trainingapp.assessment.models import HoursEntry, HoursExemption, HoursRule
from trainingapp.assessment.rules import HOURS_STEP, MOST_HOURS, Requirement, requirement_faults
from trainingapp.assessment.terms import EntryState, ExemptionKind, HoursSource
from trainingapp.audit import operations as audit
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import NotPermitted, Refused
from trainingapp.people.models import Person


def add_hours(
    actor: Actor,
    person: Person,
    *,
    source: HoursSource,
    title: str,
    hours: Decimal,
    ended_on: date,
    concentrated: bool = False,
    note: str = "",
) -> HoursEntry:
    """Enter hours from elsewhere (补录); they count once somebody else has agreed.

    Refuses those of an own class, which closing archives, steps other than 0.5, and an entry of the same title and day.
    """
    title = title.strip()
    if source is HoursSource.CLASS:
        raise Refused("本单位办班的学时由结班归档产生，不能补录；请先给那个班结班")
    if not title:
        raise Refused("请写明培训班或课程名称")
    if not 0 < hours <= MOST_HOURS or hours % HOURS_STEP:
        raise Refused(f"学时要大于 0、不超过 {MOST_HOURS}，以 0.5 为单位，现在是 {hours}")
    _refuse_same(person, title, ended_on)
    entry = HoursEntry(
        person=person,
        year=ended_on.year,
        source=source,
        title=title[:200],
        hours=hours,
        concentrated=concentrated,
        ended_on=ended_on,
        state=EntryState.PENDING,
        note=note.strip()[:200],
        entered_id=actor.user_id,
        entered_by=actor.name,
    )
    db.session.add(entry)
    db.session.flush()
    told = {"name": person.name, "title": title, "hours": hours, "source": source.label, "ended_on": ended_on}
    audit.record(actor, "hours.added", entry, changes.between({}, told))
    return entry


def _refuse_same(person: Person, title: str, ended_on: date) -> None:
    statement = select(HoursEntry.id).where(
        HoursEntry.person_id == person.id,
        HoursEntry.title == title,
        HoursEntry.ended_on == ended_on,
        HoursEntry.state.not_in({EntryState.REFUSED, EntryState.WITHDRAWN}),
    )
    if db.session.scalar(statement) is not None:
        raise Refused(f"{person.name}已经有“{title}”（{ended_on.isoformat()}）的学时，不能重复登记")


def decide_hours(actor: Actor, entry: HoursEntry, *, agreed: bool, note: str = "") -> Changes:
    """Agree to an entry or refuse it; refuses who entered it himself, and what has been decided."""
    if entry.state is not EntryState.PENDING:
        raise Refused("这条学时已经审核过了")
    if entry.entered_id is not None and entry.entered_id == actor.user_id:
        raise NotPermitted("补录的学时要由另一个人审核，不能自己审自己录的")
    if not agreed and not note.strip():
        raise Refused("不通过要写明理由")
    state = EntryState.APPROVED if agreed else EntryState.REFUSED
    changed = changes.apply(entry, state=state, decided_by=actor.name, decided_note=note.strip()[:200])
    audit.record(actor, "hours.decided", entry, changed, reason=note.strip())
    return changed


def set_hours_rules(actor: Actor, requirements: Sequence[Requirement]) -> None:
    """Set what the office asks in a year; earlier years keep the versions that held from then on.

    Refuses two of one name from the same year, and hours that are no multiple of 0.5.
    """
    if faults := requirement_faults(requirements):
        raise Refused(*(fault.text for fault in faults))
    rows = db.session.scalars(select(HoursRule).order_by(HoursRule.position)).all()
    before = {f"{row.label} {row.from_year}": f"{row.hours} 学时" for row in rows}
    db.session.execute(delete(HoursRule).execution_options(synchronize_session="fetch"))
    made = [_rule(place, one) for place, one in enumerate(requirements, start=1)]
    db.session.add_all(made)
    db.session.flush()
    after = {f"{row.label} {row.from_year}": f"{row.hours} 学时" for row in made}
    if made and (changed := changes.between(before, after)):
        audit.record(actor, "hours.rule_set", made[0], changed)


def _rule(place: int, one: Requirement) -> HoursRule:
    return HoursRule(
        position=place,
        label=one.label,
        posts="、".join(one.posts),
        hours=one.hours,
        concentrated=one.concentrated,
        from_year=one.from_year,
        source_text=one.source,
        binding=one.binding,
    )


def set_exemption(
    actor: Actor,
    person: Person,
    *,
    year: int,
    kind: ExemptionKind | None,
    from_month: int | None = None,
    note: str = "",
) -> None:
    """Ask somebody for less in a year, or for all again (None). A newcomer needs the month, others a note."""
    if kind is ExemptionKind.NEWCOMER and not from_month:
        raise Refused("新任人员要写从几月起")
    if kind is not None and kind is not ExemptionKind.NEWCOMER and not note.strip():
        raise Refused("减免学时要写明原因")
    statement = select(HoursExemption).where(HoursExemption.person_id == person.id, HoursExemption.year == year)
    known = db.session.scalar(statement)
    before = {"kind": known.kind.label} if known else {}
    if known:
        db.session.delete(known)
        db.session.flush()
    if kind is not None:
        month = from_month if kind is ExemptionKind.NEWCOMER else None
        values = {"kind": kind, "from_month": month, "note": note.strip()[:200], "entered_by": actor.name}
        db.session.add(HoursExemption(person_id=person.id, year=year, **values))
    after = {"kind": kind.label} if kind else {}
    if changed := changes.between(before, {**after, "year": year} if after else {}):
        audit.record(actor, "hours.exempted", person, changed, reason=note.strip())
