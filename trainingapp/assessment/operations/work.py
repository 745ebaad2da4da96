"""Acts on work handed in and on competencies."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.assessment import queries, rules
from trainingapp.assessment.models import CompetencyRating, Component, Task, Work, WorkMark
from trainingapp.assessment.operations.scores import Entered, enter_scores
from trainingapp.assessment.terms import CALCULATED, Rater, Source, TaskKind, WorkState
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.clock import to_local
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum.models import Competency

LONGEST = 20_000
RATINGS = range(1, 6)


def set_task(
    actor: Actor,
    cohort: Cohort,
    *,
    kind: TaskKind,
    title: str,
    due_on: date,
    instructions: str = "",
    component: Component | None = None,
) -> Task:
    """Ask a class for work; its marks may go into a component that takes scores."""
    title = title.strip()
    if not title:
        raise Refused("请填作业题目")
    if component is not None and component.source is not Source.SCORE:
        raise Refused(f"“{component.name}”不是登分的考核内容，作业成绩转不进去")
    task = Task(
        cohort_id=cohort.id,
        kind=kind,
        title=title[:200],
        instructions=instructions.strip(),
        due_on=due_on,
        component=component,
    )
    db.session.add(task)
    db.session.flush()
    audit.record(actor, "task.set", task, changes.created(task), cohort_id=cohort.id)
    return task


def hand_in(
    actor: Actor,
    task: Task,
    enrolment: Enrolment,
    *,
    text: str,
    at: datetime,
    question: str = "",
    consent: bool = False,
) -> Work:
    """Hand work in, or again after it was returned; after the deadline it is taken and called late.

    Refuses empty and endless texts, and a change of what has been accepted.
    """
    text, question = text.strip(), question.strip()[:200]
    if not text or len(text) > LONGEST:
        raise Refused(f"请写内容，不超过 {LONGEST} 字，现在是 {len(text)} 字")
    known = db.session.scalar(
        select(Work).where(Work.task_id == task.id, Work.enrolment_id == enrolment.id, Work.question == question)
    )
    if known is not None and known.state is WorkState.ACCEPTED:
        raise Refused("这份作业已经收下，不能再改；要改请班主任先退回")
    work = known or Work(task=task, enrolment=enrolment, question=question, text="", handed_in_at=at)
    work.text, work.handed_in_at, work.consent = text, at, consent
    work.late = to_local(at).date() > task.due_on
    work.state = WorkState.HANDED_IN
    db.session.add(work)
    db.session.flush()
    told = Changes(after={"name": enrolment.name, "length": len(text), "late": work.late})
    audit.record(actor, "work.handed_in", work, told, cohort_id=enrolment.cohort_id)
    return work


def return_work(actor: Actor, work: Work, *, note: str) -> Changes:
    """Return work for revision; wants a note of what to revise."""
    if not note.strip():
        raise Refused("退回要写明修改什么")
    changed = changes.apply(work, state=WorkState.RETURNED, returned_note=note.strip()[:200])
    audit.record(actor, "work.returned", work, changed, cohort_id=work.enrolment.cohort_id, reason=note.strip())
    return changed


def accept_work(actor: Actor, work: Work) -> Changes:
    """Accept work; from then on its writer cannot change it."""
    changed = changes.apply(work, state=WorkState.ACCEPTED, returned_note="")
    if changed:
        audit.record(actor, "work.accepted", work, changed, cohort_id=work.enrolment.cohort_id)
    return changed


def mark_work(actor: Actor, work: Work, *, points: Decimal, comment: str = "") -> WorkMark:
    """Give the actor's own points; giving them again replaces the own ones alone."""
    fault = rules.points_fault(points)
    if fault:
        raise Refused(f"{work.enrolment.name}的作业：{fault}")
    mark = next((one for one in work.marks if one.marker == actor.name), None)
    before = rules.shown(mark.points) if mark else None
    if mark is None:
        mark = WorkMark(marker=actor.name, user_id=actor.user_id, points=points)
        work.marks.append(mark)
    mark.points, mark.comment = points, comment.strip()[:200]
    db.session.flush()
    told = changes.between({"points": before}, {"points": rules.shown(points)})
    if told:
        audit.record(actor, "work.marked", work, told, cohort_id=work.enrolment.cohort_id)
    return mark


def choose_lines(actor: Actor, work: Work, *, lines: str) -> Changes:
    """Choose lines for the bulletin; refuses them without the writer's consent and when they are not his words."""
    chosen = [line.strip() for line in lines.splitlines() if line.strip()]
    if chosen and not work.consent:
        raise Refused(f"{work.enrolment.name}没有同意摘录，不能用在简报里")
    strange = [line for line in chosen if rules.spoken(line) not in rules.spoken(work.text)]
    if strange:
        raise Refused(f"“{strange[0][:20]}”不是原文里的话，请照原文摘录")
    changed = changes.apply(work, chosen="\n".join(chosen))
    if changed:
        audit.record(actor, "work.chosen", work, changed, cohort_id=work.enrolment.cohort_id)
    return changed


def score_from_marks(actor: Actor, cohort: Cohort, task: Task) -> Changes:
    """Put the mean of each trainee's marks, to 0.1, into the task's component; who has none is left alone."""
    if task.component is None or task.component.source in CALCULATED:
        raise Refused("这项作业没有对应的考核内容，请先在作业里选")
    given: dict[int, list[Decimal]] = {}
    for work in queries.list_works(task):
        given.setdefault(work.enrolment_id, []).extend(mark.points for mark in work.marks)
    scores: dict[tuple[int, int], Entered] = {
        (enrolment, task.component.id): found.points
        for enrolment, points in given.items()
        if (found := rules.marking(points))
    }
    return enter_scores(actor, cohort, scores=scores)


def rate_competencies(actor: Actor, enrolment: Enrolment, *, rater: Rater, points: Mapping[Competency, int]) -> Changes:
    """Rate a trainee in competencies, from 1 to 5; rating again replaces what the same rater said."""
    wrong = [one.name for one, value in points.items() if value not in RATINGS]
    if wrong:
        raise Refused(f"“{'、'.join(wrong)}”要评 1 到 5 分")
    known = {
        row.competency_id: row
        for row in db.session.scalars(
            select(CompetencyRating).where(
                CompetencyRating.enrolment_id == enrolment.id, CompetencyRating.rater == rater
            )
        ).all()
    }
    before, after = {}, {}
    for one, value in points.items():
        row = known.get(one.id)
        before[one.name], after[one.name] = row.points if row else None, value
        if row is None:
            row = CompetencyRating(enrolment_id=enrolment.id, competency_id=one.id, rater=rater)
            db.session.add(row)
        row.points, row.rated_by = value, actor.name
    changed = changes.between(before, after)
    if changed:
        audit.record(actor, "competency.rated", enrolment, changed, cohort_id=enrolment.cohort_id, reason=rater.label)
    return changed
