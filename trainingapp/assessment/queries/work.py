"""Reads of work handed in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor, Role
from trainingapp.assessment.models import Component, Task, Work, WorkLikeness, WorkPaper
from trainingapp.assessment.terms import TaskKind, WorkState
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import visible_cohorts
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound

NO_SUCH_TASK = "没有这项作业，或者您看不到它"
UNNAMED = "另一个班的学员"


def list_tasks(cohort_id: int) -> Sequence[tuple[Task, int]]:
    """Return a class's tasks by deadline with how much was handed in."""
    amount = func.count(Work.id)
    statement = (
        select(Task, amount)
        .outerjoin(Work, Work.task_id == Task.id)
        .where(Task.cohort_id == cohort_id)
        .group_by(Task.id)
        .options(joinedload(Task.component), joinedload(Task.competency))
        .order_by(Task.due_on, Task.id)
    )
    return [(task, total) for task, total in db.session.execute(statement)]


def find_task(cohort: Cohort, public_id: str) -> Task:
    """Return a task of this class; raise NotFound otherwise."""
    statement = select(Task).where(Task.cohort_id == cohort.id, Task.public_id == public_id)
    task = db.session.scalar(statement.options(joinedload(Task.component)))
    if task is None:
        raise NotFound(NO_SUCH_TASK)
    return task


def list_works(task: Task) -> Sequence[Work]:
    """Return what was handed in, by question and the trainee's number, with marks."""
    statement = (
        select(Work)
        .join(Enrolment, Enrolment.id == Work.enrolment_id)
        .where(Work.task_id == task.id)
        .options(
            joinedload(Work.enrolment).joinedload(Enrolment.group),
            joinedload(Work.group),
            selectinload(Work.marks),
            selectinload(Work.papers),
        )
        .order_by(Enrolment.number, Work.id)
    )
    return db.session.scalars(statement).all()


def handed_in_already(task: Task, enrolment: Enrolment, question: str) -> Work | None:
    """Return what this trainee, or the group that is asked, has handed in to a question."""
    mine = Work.group_id == enrolment.group_id if task.by_group else Work.enrolment_id == enrolment.id
    return db.session.scalar(select(Work).where(Work.task_id == task.id, mine, Work.question == question))


def essays_in(component: Component) -> dict[int, Decimal]:
    """Return how many works each trainee has in for the tasks of a component, without those returned for revision."""
    statement = (
        select(Work.enrolment_id, func.count(Work.id))
        .join(Task, Task.id == Work.task_id)
        .join(Enrolment, Enrolment.id == Work.enrolment_id)
        .where(
            Task.component_id == component.id,
            Work.state != WorkState.RETURNED,
            Enrolment.state == EnrolmentState.ENROLLED,
        )
        .group_by(Work.enrolment_id)
    )
    return {one: Decimal(amount) for one, amount in db.session.execute(statement)}


def count_works(cohort: Cohort) -> dict[int, int]:
    """Return how many works of his own each trainee of a class has in, without those returned for revision."""
    statement = (
        select(Work.enrolment_id, func.count(Work.id))
        .join(Task, Task.id == Work.task_id)
        .where(Task.cohort_id == cohort.id, Task.kind != TaskKind.GROUP, Work.state != WorkState.RETURNED)
        .group_by(Work.enrolment_id)
    )
    return dict(db.session.execute(statement).all())


def works_of(enrolment: Enrolment) -> Sequence[Work]:
    """Return what a trainee, or his group, has handed in, with the marks behind its points."""
    mine = Work.enrolment_id == enrolment.id
    if enrolment.group_id is not None:
        mine = or_(mine, Work.group_id == enrolment.group_id)
    statement = (
        select(Work)
        .join(Task, Task.id == Work.task_id)
        .where(Task.cohort_id == enrolment.cohort_id, mine)
        .options(joinedload(Work.task).joinedload(Task.component), joinedload(Work.group), selectinload(Work.marks))
        .order_by(Task.due_on, Work.id)
    )
    return db.session.scalars(statement).all()


def find_work(task: Task, public_id: str) -> Work:
    """Return a piece of work of this task; raise NotFound otherwise."""
    found = [work for work in list_works(task) if work.public_id == public_id]
    if not found:
        raise NotFound("没有这份作业，或者您看不到它")
    return found[0]


@dataclass(frozen=True)
class Alike:
    """Another text that is like one: whose, of which class, and how much agrees, in per cent."""

    whose: str
    cohort: Cohort
    percent: int

    @property
    def text(self) -> str:
        """Return it in words: 与陈甲（青蓝接力 2025）相似 92%."""
        return f"与{self.whose}（{self.cohort.short_name} {self.cohort.starts_on.year}）相似 {self.percent}%"


def works_alike(actor: Actor, works: Sequence[Work]) -> dict[int, list[Alike]]:
    """Return, by work, the texts of any class and year that are like it, the most alike first.

    Who wrote one in a class that the actor does not see stays unnamed.
    """
    keys = {work.id for work in works}
    pairs = db.session.execute(
        select(WorkLikeness.work_id, WorkLikeness.other_id, WorkLikeness.percent)
        .where(or_(WorkLikeness.work_id.in_(keys), WorkLikeness.other_id.in_(keys)))
        .order_by(WorkLikeness.percent.desc())
    ).all()
    others = _described(actor, {key for one, other, _percent in pairs for key in (one, other)})
    found: dict[int, list[Alike]] = {}
    for one, other, percent in pairs:
        for mine, its in ((one, other), (other, one)):
            if mine in keys and its in others:
                found.setdefault(mine, []).append(Alike(*others[its], percent))
    return found


def _described(actor: Actor, keys: Collection[int]) -> dict[int, tuple[str, Cohort]]:
    """Return whose each of these works is and of which class."""
    if not keys:
        return {}
    statement = select(Work).where(Work.id.in_(keys))
    loaded = joinedload(Work.enrolment).joinedload(Enrolment.cohort)
    works = db.session.scalars(statement.options(loaded, joinedload(Work.group))).all()
    classes = {work.enrolment.cohort_id for work in works}
    seen = visible_cohorts(actor, Permission.ASSESSMENT_VIEW).where(Cohort.id.in_(classes))
    visible = set(db.session.scalars(seen.with_only_columns(Cohort.id)).all())
    return {
        work.id: (_writer(work) if work.enrolment.cohort_id in visible else UNNAMED, work.enrolment.cohort)
        for work in works
    }


def _writer(work: Work) -> str:
    return work.group.name if work.group else work.enrolment.name


def find_work_paper(work: Work, public_id: str) -> WorkPaper:
    """Return a file of this work; raise NotFound otherwise."""
    found = next((paper for paper in work.papers if paper.public_id == public_id), None)
    if found is None:
        raise NotFound("没有这个附件，或者您看不到它")
    return found


def chosen_works(cohort: Cohort) -> Sequence[Work]:
    """Return the work of which lines were chosen for the bulletin, its writers having agreed, by their number."""
    statement = (
        select(Work)
        .join(Enrolment, Enrolment.id == Work.enrolment_id)
        .where(Enrolment.cohort_id == cohort.id, Work.consent.is_(True), Work.chosen != "")
        .options(joinedload(Work.enrolment))
        .order_by(Enrolment.number, Work.id)
    )
    return db.session.scalars(statement).all()


@dataclass(frozen=True)
class OwnTask:
    """What somebody is asked for as a trainee, with what he or his group has handed in, by question."""

    task: Task
    enrolment: Enrolment
    works: Mapping[str, Work]

    @property
    def asked(self) -> Sequence[str]:
        """Return the questions; one without words where there are none."""
        return self.task.questions or [""]

    @property
    def waits(self) -> bool:
        """Tell whether something is still to be handed in, first or again, while the class goes on."""
        if self.task.cohort.archived:
            return False
        return len(self.works) < len(self.asked) or WorkState.RETURNED in {work.state for work in self.works.values()}

    @property
    def late(self) -> bool:
        """Tell whether any of it came after the deadline."""
        return any(work.late for work in self.works.values())

    @property
    def state(self) -> str:
        """Return how far it has come, in words."""
        states = [work.state for work in self.works.values()]
        if WorkState.RETURNED in states:
            return WorkState.RETURNED.label
        if len(states) < len(self.asked):
            return f"已交 {len(states)}/{len(self.asked)}" if states else "未交"
        return (WorkState.HANDED_IN if WorkState.HANDED_IN in states else WorkState.ACCEPTED).label


def own_tasks(actor: Actor) -> list[OwnTask]:
    """Return what the actor is asked for as a trainee, by deadline, in two queries."""
    mine = (
        Enrolment.person_id.in_(actor.reach(Role.TRAINEE, "person_id")),
        Enrolment.state == EnrolmentState.ENROLLED,
    )
    tasks = db.session.execute(
        select(Task, Enrolment)
        .join(Enrolment, Enrolment.cohort_id == Task.cohort_id)
        .where(*mine)
        .options(joinedload(Task.cohort), joinedload(Enrolment.group))
        .order_by(Task.due_on.desc(), Task.id)
    ).all()
    own = or_(Work.enrolment_id == Enrolment.id, Work.group_id == Enrolment.group_id)
    statement = select(Work).join(Enrolment, own).where(*mine).options(selectinload(Work.papers))
    works = db.session.scalars(statement).unique().all()
    return [
        OwnTask(task, one, {work.question: work for work in works if _is_of(work, task, one)}) for task, one in tasks
    ]


def _is_of(work: Work, task: Task, one: Enrolment) -> bool:
    if work.task_id != task.id:
        return False
    return work.group_id == one.group_id if task.by_group else work.enrolment_id == one.id
