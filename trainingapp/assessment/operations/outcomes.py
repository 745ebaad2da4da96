"""What a person decides: completion, bands, 优秀学员, and breaches of discipline."""

from collections.abc import Iterable, Mapping
from datetime import date

from trainingapp.accounts.terms import Actor
from trainingapp.assessment import queries
from trainingapp.assessment.models import Offence, Outcome
from trainingapp.assessment.queries import AssessmentRow, ClassAssessment, tell
from trainingapp.assessment.terms import Completion, OffenceKind
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.core import changes
from trainingapp.core.changes import Changes, recorded
from trainingapp.core.clock import now
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound, Refused, Stale


def decide_outcome(
    actor: Actor,
    row: AssessmentRow,
    *,
    band: str,
    completion: Completion,
    reason: str = "",
    remark: str = "",
    version: int | None = None,
) -> Outcome:
    """Keep what a person decides for a trainee; a reason is wanted where it departs from what the rules suggest.

    `version` is that of the decision as the actor saw it, 0 for none: raises Stale with both values when somebody else
    decided meanwhile. Refuses a band that the scheme does not have.
    """
    refuse_closed(row.enrolment.cohort, "评定")
    band, reason, remark = band.strip(), reason.strip(), remark.strip()
    _refuse_stale_outcome(row, version, tell(band, completion))
    _refuse_unknown_band(row, band)
    suggested = (row.current.band, row.current.completion)
    if (band, completion) != suggested and not reason:
        raise Refused(f"“{row.enrolment.name}”按规则是{tell(*suggested)}，改评要写明理由")
    outcome, changed = _keep_outcome(
        actor, row, {"band": band, "completion": completion, "reason": reason, "remark": remark}
    )
    if changed:
        cohort_id = row.enrolment.cohort_id
        audit.record(actor, "outcome.decided", row.enrolment, changed, cohort_id=cohort_id, reason=reason)
    return outcome


def _keep_outcome(actor: Actor, row: AssessmentRow, values: Mapping[str, object]) -> tuple[Outcome, Changes]:
    """Write the values; whoever decides anew decides by the edition that holds now."""
    basis = {"edition": row.edition, "told": list(row.current.reasons)}
    if row.outcome is not None:
        changed = changes.apply(row.outcome, **values)
        if changed or row.outdated:
            changed = changes.apply(row.outcome, **values, **basis, decided_by=actor.name, decided_at=now()) or changed
        return row.outcome, changed
    outcome = Outcome(enrolment_id=row.enrolment.id, **values, **basis, decided_by=actor.name)
    db.session.add(outcome)
    db.session.flush()
    return outcome, Changes(after={key: recorded(value) for key, value in values.items() if value})


def _refuse_stale_outcome(row: AssessmentRow, version: int | None, mine: str) -> None:
    outcome = row.outcome
    if version is None or version == (outcome.version if outcome else 0):
        return
    theirs = f"评定为{tell(outcome.band, outcome.completion)}" if outcome else "撤销了评定"
    raise Stale(f"“{row.enrolment.name}”：您要评定为{mine}，别人刚刚{theirs}。没有保存，请看过再定")


def _refuse_unknown_band(row: AssessmentRow, band: str) -> None:
    scheme = queries.find_scheme(row.enrolment.cohort_id)
    names = [bracket.name for bracket in queries.brackets_of(scheme)]
    if band and band not in names:
        raise Refused(f"考核办法里没有“{band[:20]}”这个等次" + (f"，有：{'、'.join(names)}" if names else ""))


def clear_outcome(actor: Actor, row: AssessmentRow, *, version: int | None = None) -> bool:
    """Take a decision back, so that the rules' suggestion stands again; return False when there was none.

    Raises Stale when somebody else decided otherwise meanwhile.
    """
    refuse_closed(row.enrolment.cohort, "评定")
    if row.outcome is None:
        return False
    _refuse_stale_outcome(row, version, "待规则重新建议")
    changed = changes.removed(row.outcome)
    db.session.delete(row.outcome)
    audit.record(actor, "outcome.cleared", row.enrolment, changed, cohort_id=row.enrolment.cohort_id)
    return True


def accept_suggestions(actor: Actor, cohort: Cohort, found: ClassAssessment) -> int:
    """Decide as the rules suggest for everybody who is not decided yet and not open, and return for how many."""
    refuse_closed(cohort, "评定")
    waiting = [row for row in found.rows if not row.decided and row.current.completion is not Completion.PENDING]
    told: dict[str, object] = {}
    for row in waiting:
        values = {"band": row.current.band, "completion": row.current.completion}
        _keep_outcome(actor, row, values)
        told[row.enrolment.name] = tell(row.current.band, row.current.completion)
    if told:
        audit.record(actor, "outcome.decided", cohort, changes.between({}, told), cohort_id=cohort.id)
    return len(waiting)


def name_outstanding(
    actor: Actor, cohort: Cohort, found: ClassAssessment, *, chosen: Iterable[str], reason: str = ""
) -> Changes:
    """Name the 优秀学员 (by public id), all in one act; who is not among them is so no longer.

    Refuses one who is not decided to complete; wants a reason where it departs from what the rule suggests.
    """
    refuse_closed(cohort, "优秀学员名单")
    wanted, reason = set(chosen), reason.strip()
    rows = {row.enrolment.public_id: row for row in found.rows}
    if not wanted <= rows.keys():
        raise NotFound(queries.NO_SUCH_TRAINEE)
    unfit = [rows[key].enrolment.name for key in wanted if not _is_decided_to_complete(rows[key])]
    if unfit:
        raise Refused(f"{'、'.join(sorted(unfit))}还没有评定为结业，不能评优秀学员")
    suggested = {row.enrolment.public_id for row in found.rows if row.enrolment.id in found.outstanding_suggested}
    if queries.outstanding_of(found.scheme) and wanted != suggested and not reason:
        raise Refused("评定的优秀学员和规则建议的不一样，请写明理由")
    return _set_outstanding(actor, cohort, rows, wanted, reason)


def _is_decided_to_complete(row: AssessmentRow) -> bool:
    return row.decided and row.completion is Completion.COMPLETED


def _set_outstanding(
    actor: Actor, cohort: Cohort, rows: Mapping[str, AssessmentRow], wanted: set[str], reason: str
) -> Changes:
    before = [row.enrolment.name for row in rows.values() if row.outstanding]
    for key, row in rows.items():
        if row.outcome is not None and row.outcome.outstanding is not (key in wanted):
            row.outcome.outstanding = key in wanted
    after = [row.enrolment.name for row in rows.values() if row.outstanding]
    changed = changes.between({"outstanding": before}, {"outstanding": after})
    if changed:
        audit.record(actor, "outstanding.set", cohort, changed, cohort_id=cohort.id, reason=reason)
    return changed


def record_offence(actor: Actor, enrolment: Enrolment, *, kind: OffenceKind, found_on: date, note: str) -> Offence:
    """Put a breach of discipline on record; refuses one without a note of what happened."""
    refuse_closed(enrolment.cohort, "违纪登记")
    note = note.strip()
    if not note:
        raise Refused("请写明违纪情况：何时、何事、怎么发现的")
    offence = Offence(enrolment_id=enrolment.id, kind=kind, found_on=found_on, note=note[:200], recorded_by=actor.name)
    db.session.add(offence)
    db.session.flush()
    audit.record(actor, "offence.recorded", enrolment, changes.created(offence), cohort_id=enrolment.cohort_id)
    return offence


def withdraw_offence(actor: Actor, row: AssessmentRow, public_id: str, *, reason: str) -> None:
    """Take a breach off the record; wants a reason."""
    refuse_closed(row.enrolment.cohort, "违纪登记")
    offence = next((one for one in row.offences if one.public_id == public_id), None)
    if offence is None:
        raise NotFound("没有这条违纪登记")
    if not reason.strip():
        raise Refused("撤销违纪登记要写明理由")
    changed = changes.removed(offence)
    db.session.delete(offence)
    audit.record(
        actor, "offence.withdrawn", row.enrolment, changed, cohort_id=row.enrolment.cohort_id, reason=reason.strip()
    )
