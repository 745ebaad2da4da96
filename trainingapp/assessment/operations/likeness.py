"""Texts that are alike, looked for when one is handed in: over all classes and years, whatever their number."""

from sqlalchemy import delete, func, insert, or_, select

from trainingapp.assessment import rules
from trainingapp.assessment.models import Task, Work, WorkLikeness, WorkShingle
from trainingapp.core.database import db
from trainingapp.core.ids import new_id
from trainingapp.core.scope import current_office

#: Of the texts that share most with one, so many are read in full.
READ_IN_FULL = 50


def point_out_alike(work: Work) -> None:
    """Note which texts of the same kind are like this one, in place of what was noted before."""
    values = rules.sketch(work.text)
    _forget(work)
    texts = _read_near(work, values) if values else {}
    likes = rules.alike(work.text, texts)
    _insert(WorkShingle, [{"work_id": work.id, "value": value} for value in values])
    _insert(WorkLikeness, [{"work_id": work.id, "other_id": one.key, "percent": one.percent} for one in likes])


def _forget(work: Work) -> None:
    mine = or_(WorkLikeness.work_id == work.id, WorkLikeness.other_id == work.id)
    for statement in (delete(WorkLikeness).where(mine), delete(WorkShingle).where(WorkShingle.work_id == work.id)):
        db.session.execute(statement.execution_options(synchronize_session=False))


def _insert(model: type[WorkShingle | WorkLikeness], rows: list[dict[str, int]]) -> None:
    if rows:
        office = current_office()
        db.session.execute(insert(model), [{"id": new_id(), "office_id": office, **row} for row in rows])


def _read_near(work: Work, values: list[int]) -> dict[int, str]:
    """Return the texts that share most of the sketch with this one, without the writer's own of the same task."""
    shared = func.count(WorkShingle.id)
    near = (
        select(WorkShingle.work_id)
        .join(Work, Work.id == WorkShingle.work_id)
        .join(Task, Task.id == Work.task_id)
        .where(WorkShingle.value.in_(values), Task.kind == work.task.kind, Work.id != work.id)
        .where(or_(Work.task_id != work.task_id, Work.enrolment_id != work.enrolment_id))
        .group_by(WorkShingle.work_id)
        .having(shared >= min(rules.SHARED, len(values)))
        .order_by(shared.desc(), WorkShingle.work_id.desc())
        .limit(READ_IN_FULL)
    )
    keys = db.session.scalars(near).all()
    return dict(db.session.execute(select(Work.id, Work.text).where(Work.id.in_(keys))).all())
