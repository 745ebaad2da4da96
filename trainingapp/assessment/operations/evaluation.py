"""Acts of evaluation. Answering leaves no trace of who answered what: see models/evaluation.py."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy import delete, insert, select, update

from trainingapp.accounts.terms import Actor
from trainingapp.assessment import queries, rules
from trainingapp.assessment.models import EvaluationAnswer, EvaluationTicket, Questionnaire
from trainingapp.assessment.models.evaluation import random_id
from trainingapp.assessment.queries import OwnQuestionnaire
from trainingapp.assessment.rules import Item
from trainingapp.assessment.terms import EvaluationKind, EvaluationState, Screening
from trainingapp.attendance.queries import held
from trainingapp.attendance.rules import Member, expected
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.cohorts.queries import list_roster
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.core.scope import current_office
from trainingapp.timetable.models import Session

#: Unpredictable, unlike the module's default generator.
SHUFFLER = random.SystemRandom()


def open_evaluation(
    actor: Actor,
    cohort: Cohort,
    *,
    kind: EvaluationKind,
    session: Session | None,
    items: Sequence[Item],
    on: date,
) -> Questionnaire:
    """Ask a class about a lecture or about itself; everybody who is asked gets a ticket in one act.

    Refuses a lecture that is asked about already, and a class without trainees.
    """
    refuse_closed(cohort, "评估")
    if (kind is EvaluationKind.LECTURE) is (session is None):
        raise Refused("评单次课要选课次，评全班不选课次")
    asked = [one for one in list_roster(cohort.id) if session is None or _expected(session, one)]
    if not asked:
        raise Refused("没有可以请来评估的学员")
    _refuse_twice(cohort, kind, session)
    title = session.title if session else f"{cohort.short_name}满意度"
    questionnaire = Questionnaire(
        cohort_id=cohort.id,
        kind=kind,
        session=session,
        title=title,
        items=[asdict(item) for item in items],
        opened_on=on,
    )
    db.session.add(questionnaire)
    db.session.flush()
    db.session.add_all(
        EvaluationTicket(questionnaire_id=questionnaire.id, enrolment_id=one.id)
        for one in SHUFFLER.sample(list(asked), len(asked))
    )
    told = changes.between({}, {"title": title, "asked": len(asked)})
    audit.record(actor, "evaluation.opened", questionnaire, told, cohort_id=cohort.id)
    return questionnaire


def _expected(session: Session, one: Enrolment) -> bool:
    member = Member(
        one.id,
        one.public_id,
        one.number,
        one.name,
        track_id=one.track_id,
        group_id=one.group_id,
        joined_on=one.joined_on,
        left_on=one.left_on,
        state=one.state,
    )
    return expected(held(session), member)


def _refuse_twice(cohort: Cohort, kind: EvaluationKind, session: Session | None) -> None:
    same = Questionnaire.session_id == session.id if session else Questionnaire.session_id.is_(None)
    statement = select(Questionnaire.id).where(Questionnaire.cohort_id == cohort.id, Questionnaire.kind == kind, same)
    if db.session.scalar(statement) is not None:
        raise Refused(
            f"已经发起过这项评估，不能重复发起；结束时不到 {rules.LEAST_SHOWN} 份的，可以在它的页上写明理由重新打开"
        )


def answer_evaluation(own: OwnQuestionnaire, *, points: Mapping[str, int], comment: str) -> None:
    """Take one form. It names no actor on purpose, and writes no row of the trail.

    The ticket says that its holder has answered; the answers of the questionnaire are all written anew, shuffled, in
    this one transaction. Refuses points out of range and a second form of the same person.
    """
    questionnaire = own.questionnaire
    faults = rules.points_faults(queries.items_of(questionnaire), points)
    if faults:
        raise Refused(*faults)
    _lock(questionnaire)
    used = update(EvaluationTicket).where(EvaluationTicket.id == own.ticket.id, EvaluationTicket.answered.is_(False))
    if db.session.execute(used.values(answered=True)).rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has it
        raise Refused("您已经评过了，每人只评一次")
    _write_anew(questionnaire, [(dict(points), comment.strip()[: rules.COMMENT_LENGTH])])


def _lock(questionnaire: Questionnaire) -> None:
    """Let one form at a time be taken; refuse one that comes after closing, of the evaluation or of the class."""
    refuse_closed(questionnaire.cohort, "评估")
    statement = select(Questionnaire.state).where(Questionnaire.id == questionnaire.id).with_for_update()
    if db.session.scalar(statement) is not EvaluationState.OPEN:
        raise Refused("这项评估已经结束，不再收表")


def _write_anew(questionnaire: Questionnaire, forms: Sequence[tuple[dict[str, int], str]]) -> None:
    """Write all forms in a new order with new keys: which came last can no longer be told, from outside or inside."""
    mine = EvaluationAnswer.questionnaire_id == questionnaire.id
    known = db.session.execute(select(EvaluationAnswer.points, EvaluationAnswer.comment).where(mine)).all()
    everything = [*known, *forms]
    SHUFFLER.shuffle(everything)
    db.session.execute(delete(EvaluationAnswer).where(mine).execution_options(synchronize_session=False))
    office = current_office()
    db.session.execute(
        insert(EvaluationAnswer),
        [
            {
                "id": random_id(),
                "office_id": office,
                "questionnaire_id": questionnaire.id,
                "points": points,
                "comment": comment,
                "screening": Screening.WAITING,
            }
            for points, comment in everything
        ],
    )


def import_forms(actor: Actor, questionnaire: Questionnaire, *, text: str) -> int:
    """Take paper forms, one a line, and return how many. Refuses all of them when any line is wrong.

    Refuses more forms than people were asked.
    """
    forms = rules.read_paper_forms(queries.items_of(questionnaire), text)
    if not forms:
        raise Refused("没有可以录入的行：每行一份，先写各项得分，再写意见")
    _lock(questionnaire)
    turnout = queries.find_turnout(questionnaire)
    fault = rules.forms_fault(turnout.asked, turnout.forms, len(forms))
    if fault:
        raise Refused(fault)
    _write_anew(questionnaire, forms)
    told = Changes(after={"forms": len(forms)})
    audit.record(actor, "evaluation.imported", questionnaire, told, cohort_id=questionnaire.cohort_id)
    return len(forms)


def close_evaluation(actor: Actor, questionnaire: Questionnaire, *, on: date) -> Changes:
    """Close: results are shown from now on, and for good, so that nobody sees them change by one form."""
    refuse_closed(questionnaire.cohort, "评估")
    if questionnaire.state is EvaluationState.CLOSED:
        raise Refused("这项评估已经结束")
    found = queries.summary_of(questionnaire)
    forms, points = (found.forms, found.total) if found else (None, None)
    changed = changes.apply(questionnaire, state=EvaluationState.CLOSED, closed_on=on, forms=forms, points=points)
    audit.record(actor, "evaluation.closed", questionnaire, changed, cohort_id=questionnaire.cohort_id)
    return changed


def reopen_evaluation(actor: Actor, questionnaire: Questionnaire, *, reason: str) -> Changes:
    """Take forms again where too few had come for a result, with a reason; whoever has answered stays so.

    Refuses one whose result was shown: from what changes in it anybody could tell what the next form says.
    """
    refuse_closed(questionnaire.cohort, "评估")
    if questionnaire.state is EvaluationState.OPEN:
        raise Refused("这项评估还没有结束")
    if questionnaire.forms is not None or queries.evaluation_result(questionnaire).summary is not None:
        raise Refused("结果已经看得到，不能再打开：再收一份，从结果的变化就看得出是谁评的")
    if not reason.strip():
        raise Refused("重新打开评估要写明理由，例如 还有纸质表没有录入")
    changed = changes.apply(questionnaire, state=EvaluationState.OPEN, closed_on=None)
    audit.record(
        actor, "evaluation.reopened", questionnaire, changed, cohort_id=questionnaire.cohort_id, reason=reason.strip()
    )
    return changed


def screen_comments(actor: Actor, questionnaire: Questionnaire, *, decisions: Mapping[str, Screening]) -> int:
    """Keep which comments (by key) a lecturer may see, and return how many changed.

    Names are blanked out wherever comments are shown; refuses to screen what nobody may see yet.
    """
    refuse_closed(questionnaire.cohort, "评估")
    if queries.evaluation_result(questionnaire).summary is None:
        raise Refused(f"评估结束并且收到 {rules.LEAST_SHOWN} 份以上才能看意见")
    keys = [int(key) for key in decisions if key.isdecimal()]
    answers = db.session.scalars(
        select(EvaluationAnswer).where(
            EvaluationAnswer.questionnaire_id == questionnaire.id, EvaluationAnswer.id.in_(keys)
        )
    ).all()
    changed = [one for one in answers if one.screening is not decisions[str(one.id)]]
    for one in changed:
        one.screening = decisions[str(one.id)]
    if changed:
        told = Changes(after={"comments": len(changed)})
        audit.record(actor, "evaluation.screened", questionnaire, told, cohort_id=questionnaire.cohort_id)
    return len(changed)
