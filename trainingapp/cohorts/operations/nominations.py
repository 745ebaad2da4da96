"""Acts by which a class finds its trainees: the call, places, nominations, the review, taking in whom it accepts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts import queries, rules
from trainingapp.cohorts.models import Cohort, Enrolment, Nomination, NominationCall, Quota
from trainingapp.cohorts.operations.archived import refuse_closed
from trainingapp.cohorts.operations.rosters import enrol_many
from trainingapp.cohorts.terms import EnrolmentState, NominationState, RosterEntry, RosterResult
from trainingapp.core import changes, clock
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.people.models import Organisation
from trainingapp.people.rules.masking import mask_phone

MOST_SEATS = 10_000
Decisions = Mapping[int, tuple[NominationState, str]]


def set_call(
    actor: Actor,
    cohort: Cohort,
    *,
    is_open: bool,
    closes_on: date | None,
    requirements: str,
    required: Sequence[str],
) -> Changes:
    """Say whether organisations may put trainees forward, until when, what is asked, which columns must be filled."""
    refuse_closed(cohort, "推荐")
    unknown = [name for name in required if name not in rules.REQUIRABLE]
    if unknown:
        raise Refused("没有这一栏：" + "、".join(unknown))
    call = queries.call_of(cohort)
    if call is None:
        call = NominationCall(cohort=cohort, required=[], requirements="", is_open=False)
        db.session.add(call)
        db.session.flush()
    changed = changes.apply(
        call, is_open=is_open, closes_on=closes_on, requirements=requirements, required=list(required)
    )
    if changed:
        audit.record(actor, "call.changed", cohort, changed, cohort_id=cohort.id)
    return changed


def set_quotas(actor: Actor, cohort: Cohort, *, seats: Mapping[Organisation, int]) -> Changes:
    """Give out the places of a class anew, all in one act; an organisation with 0 or not named has none."""
    refuse_closed(cohort, "推荐")
    for organisation, amount in seats.items():
        if not 0 <= amount <= MOST_SEATS:
            raise Refused(f"{organisation.shown_name}的名额要在 0 到 {MOST_SEATS} 之间")
    statement = select(Quota).where(Quota.cohort_id == cohort.id)
    known = {quota.organisation: quota for quota in db.session.scalars(statement)}
    before = {row.shown_name: quota.seats for row, quota in known.items()}
    for row, quota in known.items():
        if not seats.get(row):
            db.session.delete(quota)
    for row, amount in seats.items():
        if row in known and amount:
            known[row].seats = amount
        elif amount:
            db.session.add(Quota(cohort_id=cohort.id, organisation=row, seats=amount))
    changed = changes.between(before, {row.shown_name: amount for row, amount in seats.items() if amount})
    if changed:
        audit.record(actor, "quotas.set", cohort, changed, cohort_id=cohort.id)
    return changed


def nominate(
    actor: Actor, cohort: Cohort, *, organisation: Organisation, phone: str, on: date, **values: object
) -> Nomination:
    """Put somebody forward for an organisation. Refused once the call is closed; too many is noted, not refused."""
    _refuse_call_over(cohort, on)
    row = Nomination(
        cohort_id=cohort.id,
        organisation=organisation,
        position=queries.next_place(cohort, organisation),
        sent_by=actor.name,
        sent_at=clock.now(),
        **values,
    )
    row.phone = phone
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "nomination.sent", row, changes.created(row), cohort_id=cohort.id)
    return row


def change_nomination(
    actor: Actor, row: Nomination, *, phone: str, on: date, version: int, **values: object
) -> Changes:
    """Change somebody put forward who is not decided on yet; a blank phone number leaves the one there is."""
    _refuse_call_over(row.cohort, on)
    _refuse_decided(row)
    if row.version != version:
        raise Stale("别人刚改过这条推荐，您的改动没有保存。请刷新后再改")
    changed = changes.apply(row, **values)
    if phone and phone != row.phone:
        row.phone = phone
        changed = Changes(changed.before, {**changed.after, "phone": mask_phone(phone)})
    if changed:
        audit.record(actor, "nomination.changed", row, changed, cohort_id=row.cohort_id)
    return changed


def withdraw_nomination(actor: Actor, row: Nomination, *, on: date) -> Changes:
    """Take a nomination back while the call is open and nobody has decided on it."""
    _refuse_call_over(row.cohort, on)
    _refuse_decided(row)
    changed = changes.apply(row, state=NominationState.WITHDRAWN)
    audit.record(actor, "nomination.withdrawn", row, changed, cohort_id=row.cohort_id)
    return changed


def decide_nominations(actor: Actor, cohort: Cohort, *, decisions: Decisions) -> Changes:
    """Decide on nominations (by id: state and reason), all in one act; who declines says why.

    Who newly waits goes to the end of the waiting list. Refuses nominations that are enrolled or withdrawn.
    """
    refuse_closed(cohort, "推荐")
    rows = {row.id: row for row in queries.list_nominations(cohort)}
    before, after, faults = {}, {}, []
    for key, (state, reason) in decisions.items():
        row = rows[key]
        if (state, reason) == (row.state, row.decision_note):
            continue
        faults += _decision_faults(row, state, reason)
        told = f"{row.organisation.shown_name} {row.name}"
        before[told] = row.state.label
        row.state, row.decision_note = state, reason
        after[told] = f"{state.label}（{reason}）" if reason else state.label
    if faults:
        raise Refused(*faults)
    _settle_waiting(rows.values())
    changed = changes.between(before, after)
    if changed:
        audit.record(actor, "nomination.decided", cohort, changed, cohort_id=cohort.id)
    return changed


def order_waiting(actor: Actor, cohort: Cohort, *, places: Mapping[int, int]) -> Changes:
    """Put the waiting list (nomination ids with wished places) in order by hand; equal places keep their order."""
    refuse_closed(cohort, "推荐")
    rows = [row for row in queries.list_nominations(cohort) if row.state is NominationState.WAITING]
    before = {row.name: row.waiting for row in rows}
    rows.sort(key=lambda row: (places.get(row.id, row.waiting or 0), row.waiting or 0))
    for place, row in enumerate(rows, start=1):
        row.waiting = place
    changed = changes.between(before, {row.name: row.waiting for row in rows})
    if changed:
        audit.record(actor, "nomination.ordered", cohort, changed, cohort_id=cohort.id)
    return changed


def enrol_accepted(actor: Actor, cohort: Cohort) -> RosterResult:
    """Take everybody accepted into the class as one roster; each nomination then names its trainee.

    Who has left the class before is not brought back by this: he stays accepted, and the result names him.
    """
    refuse_closed(cohort, "推荐")
    rows = [row for row in queries.list_nominations(cohort) if row.state is NominationState.ACCEPTED]
    if not rows:
        raise Refused("没有拟录取的人选，请先审核")
    entries = [_entry(place, row) for place, row in enumerate(rows, start=1)]
    result = enrol_many(actor, cohort, entries, source="推荐名单")
    trainees = queries.list_roster(cohort.id, with_withdrawn=True)
    for row in rows:
        row.enrolment = _trainee_of(row, trainees)
        if row.enrolment and row.enrolment.state is EnrolmentState.ENROLLED:
            row.state = NominationState.ENROLLED
    taken = [row for row in rows if row.state is NominationState.ENROLLED]
    told = changes.between({}, {"人选": [f"{row.organisation.shown_name} {row.name}" for row in taken]})
    audit.record(actor, "nominations.enrolled", cohort, told, cohort_id=cohort.id)
    return result


def _refuse_call_over(cohort: Cohort, on: date) -> None:
    refuse_closed(cohort, "推荐")
    call = queries.call_of(cohort)
    if call is None or not call.is_open:
        raise Refused(f"“{cohort.short_name}”现在不接受推荐，请联系主办单位")
    if call.closes_on and on > call.closes_on:
        raise Refused(f"“{cohort.short_name}”的推荐已于 {call.closes_on} 截止，请联系主办单位")


def _refuse_decided(row: Nomination) -> None:
    if row.state is not NominationState.SENT:
        raise Refused(f"“{row.name}”已经是“{row.state.label}”，不能再改；请联系主办单位")


def _decision_faults(row: Nomination, state: NominationState, reason: str) -> list[str]:
    if row.state not in rules.OPEN or state not in rules.OPEN:
        return [f"“{row.name}”已经是“{row.state.label}”，不能改为“{state.label}”"]
    if state is NominationState.DECLINED and not reason:
        return [f"“{row.name}”不录取要写明理由：在他那一行的“理由”里写一句，再保存审核"]
    return []


def _settle_waiting(rows: Iterable[Nomination]) -> None:
    """Give each who waits a place, new ones last, and take it from the others."""
    everybody = list(rows)
    waiting = [row for row in everybody if row.state is NominationState.WAITING]
    for row in everybody:
        if row.state is not NominationState.WAITING:
            row.waiting = None
    ordered = sorted(waiting, key=lambda row: (row.waiting is None, row.waiting or 0))
    for place, row in enumerate(ordered, start=1):
        row.waiting = place


def _entry(place: int, row: Nomination) -> RosterEntry:
    return RosterEntry(
        place,
        row.name,
        row.gender,
        row.ethnic,
        row.birth_month,
        row.organisation.shown_name,
        row.post,
        row.phone,
        politics=row.politics,
        education=row.education,
        reserve_category=row.reserve_category,
    )


def _trainee_of(row: Nomination, trainees: Sequence[Enrolment]) -> Enrolment | None:
    same = [one for one in trainees if one.name == row.name]
    by_phone = [one for one in same if row.phone_index and one.person.phone_index == row.phone_index]
    by_unit = [one for one in same if one.organisation_name == row.organisation.shown_name]
    return next(iter(by_phone or by_unit or same), None)
