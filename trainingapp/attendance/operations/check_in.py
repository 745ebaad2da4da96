"""Check-in by phone, and the decision on one that waits: the mark itself is the roll call's own."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from trainingapp.accounts.terms import Actor
from trainingapp.attendance import queries
from trainingapp.attendance.models import CheckIn, WrongCode
from trainingapp.attendance.operations.marks import Recording, record_marks, save_marks
from trainingapp.attendance.rules import Member, codes, expected, network_of, window
from trainingapp.attendance.rules.codes import Place
from trainingapp.attendance.terms import CheckInState, Layer, Settings, Status, Way
from trainingapp.audit import operations as audit
from trainingapp.cohorts import operations as cohorts
from trainingapp.cohorts.models import Enrolment
from trainingapp.core import changes
from trainingapp.core.clock import to_local
from trainingapp.core.database import db
from trainingapp.core.errors import NotPermitted, Refused
from trainingapp.timetable.models import Session

#: After so many wrong codes for one session the trainee is marked by the teacher: a code has 10^6 values.
MOST_WRONG_CODES = 5


@dataclass(frozen=True, slots=True)
class Proof:
    """What a phone brings: the projector's code or the claim of having scanned it, its own cookie, and its address."""

    code: str = ""
    claim: str = ""
    device: str = ""
    address: str = ""


def check_in(
    actor: Actor, enrolment: Enrolment, session: Session, *, proof: Proof, moment: datetime
) -> CheckIn | Refused:
    """Check a trainee in to a session and return the row; the same once more returns the same row.

    `moment` is the server's time. A second trainee on one phone waits for a person and is marked by nobody. A mark that
    stands already is kept. A wrong code is returned as a refusal, because counting it must be committed; anything else
    that stands against it raises Refused.
    """
    settings = queries.settings_of(session.cohort_id)
    refuse_closed(session, settings, moment)
    member = _member(enrolment, session)
    queries.lock_session(session)
    found = queries.find_check_in(session, enrolment.id)
    if found is not None:
        return found
    place = queries.place_of(session)
    if not _proves(place, enrolment, proof, moment):
        return _count_wrong(session, enrolment)
    status = window(session.starts, session.ends, settings).status(_local(moment))
    row = _row(session, enrolment, status, proof, moment)
    if row.state is CheckInState.COUNTED:
        _mark(actor, session, member, status)
    return row


def refuse_closed(session: Session, settings: Settings, moment: datetime) -> None:
    """Raise Refused when a session takes no check-in at this moment, with the reason and the way out."""
    if not settings.check_in:
        raise Refused("本班没有开手机签到，请等点名")
    if session.cohort.archived or not queries.held(session).counts:
        raise Refused(f"“{session.label}”不用签到")
    refusal = window(session.starts, session.ends, settings).refusal(_local(moment))
    if refusal:
        raise Refused(refusal)


def scanned(enrolment: Enrolment, session: Session, *, code: str, moment: datetime) -> str:
    """Return the claim of a trainee who has just scanned the projector's code; nothing is written.

    Raises Refused when the code is old, or when the session takes no check-in now.
    """
    refuse_closed(session, queries.settings_of(session.cohort_id), moment)
    place = queries.place_of(session)
    if not codes.accepts(place, code, moment):
        raise Refused("签到码已过期，请对着投影再扫一次")
    return codes.claim(place, enrolment.id, moment)


def decide_check_in(actor: Actor, row: CheckIn, *, accept: bool) -> None:
    """Decide a check-in that waits: accepted, it becomes a mark where none stands; rejected, nothing is marked."""
    cohorts.refuse_closed(row.session.cohort, "签到")
    state = CheckInState.ACCEPTED if accept else CheckInState.REJECTED
    told = changes.between({"签到": row.state.label}, {"签到": state.label})
    changes.apply(row, state=state)
    if accept and _is_blank(row.session, row.enrolment_id):
        record_marks(actor, row.session, marks={row.enrolment_id: row.status}, way=Way.PHONE)
    audit.record(actor, "check_in.decided", row, told)


def _local(moment: datetime) -> datetime:
    return to_local(moment).replace(tzinfo=None)


def _member(enrolment: Enrolment, session: Session) -> Member:
    if enrolment.cohort_id != session.cohort_id:
        raise NotPermitted("这是别的班的签到码，您不在这个班")
    member = queries.member_of(enrolment)
    if not expected(queries.held(session), member):
        raise Refused(f"“{session.label}”不要求您参加，不用签到")
    return member


def _proves(place: Place, enrolment: Enrolment, proof: Proof, moment: datetime) -> bool:
    if proof.claim:
        if not codes.claim_holds(place, enrolment.id, proof.claim, moment):
            raise Refused("扫码以后过了太久，请对着投影再扫一次")
        return True
    tried = queries.find_wrong_code(place.session_id, enrolment.id)
    if tried is not None and tried.amount >= MOST_WRONG_CODES:
        return False
    return codes.accepts(place, proof.code, moment)


def _count_wrong(session: Session, enrolment: Enrolment) -> Refused:
    tried = queries.find_wrong_code(session.id, enrolment.id)
    if tried is None:
        tried = WrongCode(session_id=session.id, enrolment_id=enrolment.id, amount=0)
        db.session.add(tried)
    tried.amount += 1
    if tried.amount > MOST_WRONG_CODES:
        return Refused(f"输错超过 {MOST_WRONG_CODES} 次，请扫投影上的码，或找班主任点名")
    return Refused("签到码不对或已过期，请看投影上现在的码")


def _row(session: Session, enrolment: Enrolment, status: Status, proof: Proof, moment: datetime) -> CheckIn:
    digest = sha256(proof.device.encode()).hexdigest() if proof.device else ""
    others = queries.others_on_device(session, digest, enrolment.id)
    note = "没有手机标识" if not digest else ""
    if others:
        note = f"与{'、'.join(others)}用的是同一部手机"
    network = network_of(proof.address) if note else ""
    row = CheckIn(
        session=session,
        enrolment=enrolment,
        status=status,
        state=CheckInState.WAITING if note else CheckInState.COUNTED,
        device_digest=digest,
        checked_in_at=moment,
        note=f"{note}，从 {network} 上网"[:200] if network else note[:200],
    )
    db.session.add(row)
    db.session.flush()  # a second tap at the same time fails here, before anything is marked
    return row


def _mark(actor: Actor, session: Session, member: Member, status: Status) -> None:
    what = Recording({member.id: status}, Layer.TAKEN, Way.PHONE, blanks_only=True)
    save_marks(actor, session, [member], what)


def _is_blank(session: Session, enrolment_id: int) -> bool:
    mark = queries.session_marks(session, [enrolment_id]).get(enrolment_id)
    return mark is None or mark.status is None
