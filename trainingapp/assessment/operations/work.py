"""Acts on work handed in."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from trainingapp.accounts.terms import Actor
from trainingapp.assessment import queries, rules
from trainingapp.assessment.models import Component, Task, Work, WorkMark, WorkPaper
from trainingapp.assessment.operations.likeness import point_out_alike
from trainingapp.assessment.operations.scores import Entered, enter_scores
from trainingapp.assessment.terms import OF_WORK, Source, TaskKind, WorkState
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.cohorts.queries import list_roster
from trainingapp.core import changes, uploads
from trainingapp.core.changes import Changes
from trainingapp.core.clock import to_local
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum.models import Competency

LONGEST = 20_000
MOST_FILES = 6


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a task says: its title, deadline, what a group answers, and where its marks go."""

    title: str
    due_on: date
    instructions: str = ""
    questions: Sequence[str] = ()
    component: Component | None = None
    competency: Competency | None = None


def set_task(actor: Actor, cohort: Cohort, *, kind: TaskKind, asked: Asked) -> Task:
    """Ask a class for work. Refuses a component that takes neither scores nor essays."""
    refuse_closed(cohort, "作业")
    task = Task(cohort_id=cohort.id, kind=kind, **_task_values(kind, asked))
    db.session.add(task)
    db.session.flush()
    audit.record(actor, "task.set", task, changes.created(task), cohort_id=cohort.id)
    return task


def change_task(actor: Actor, task: Task, *, asked: Asked) -> Changes:
    """Change a task; refuses to drop a question that a group has answered.

    Who handed in before a deadline that is put off is no longer late; one that is brought forward makes nobody late.
    """
    refuse_closed(task.cohort, "作业")
    values = _task_values(task.kind, asked)
    works = queries.list_works(task)
    answered = {work.question for work in works} - {""}
    lost = sorted(answered & set(task.questions) - set(asked.questions))
    if lost:
        raise Refused(f"“{lost[0][:20]}”已经有小组交了成果，不能去掉")
    changed = changes.apply(task, **values)
    for work in works:
        work.late = work.late and _is_late(work, work.handed_in_at)
    if changed:
        audit.record(actor, "task.changed", task, changed, cohort_id=task.cohort_id)
    return changed


def remove_task(actor: Actor, task: Task) -> None:
    """Take a task back; refuses one for which work was handed in."""
    refuse_closed(task.cohort, "作业")
    if queries.list_works(task):
        raise Refused(f"“{task.title}”已经有人交了，不能删除")
    audit.record(actor, "task.removed", task, changes.removed(task), cohort_id=task.cohort_id)
    db.session.delete(task)


def _task_values(kind: TaskKind, asked: Asked) -> dict[str, object]:
    title, component = asked.title.strip(), asked.component
    if not title:
        raise Refused("请填作业题目")
    if component is not None and component.source not in OF_WORK:
        raise Refused(f"“{component.name}”不是登分或按篇数的考核内容，作业成绩转不进去")
    if asked.questions and kind is not TaskKind.GROUP:
        raise Refused("只有小组研讨成果才分问题，请去掉研讨问题，或改选小组研讨成果")
    return {
        "title": title[:200],
        "instructions": asked.instructions.strip(),
        "due_on": asked.due_on,
        "questions": list(asked.questions),
        "component_id": component.id if component else None,
        "competency_id": asked.competency.id if asked.competency else None,
    }


def hand_in(
    actor: Actor,
    task: Task,
    enrolment: Enrolment,
    *,
    text: str,
    at: datetime,
    question: str = "",
    consent: bool = False,
    files: Mapping[str, bytes] | None = None,
) -> Work:
    """Hand work in, or again after it was returned; after the deadline it is taken and called late.

    A group's output is one for each question, whoever of the group hands it in. `files` (by name) are kept beside the
    text and may stand in its place. Refuses what is empty or endless, a question that was not asked, a trainee without
    a group, and a change of what has been accepted.
    """
    text, question, files = text.strip(), question.strip(), files or {}
    _refuse_unfit(task, enrolment, question)
    known = queries.handed_in_already(task, enrolment, question)
    _refuse_content(known, text, len(files))
    work = known or Work(task=task, question=question, group_id=enrolment.group_id if task.by_group else None)
    _fill(work, enrolment, text, at, consent=consent)
    work.papers += [WorkPaper(**asdict(uploads.store(content, file_name=name))) for name, content in files.items()]
    db.session.add(work)
    db.session.flush()
    point_out_alike(work)
    told = Changes(after={"name": enrolment.name, "length": len(text), "late": work.late, "files": list(files)})
    audit.record(actor, "work.handed_in", work, told, cohort_id=enrolment.cohort_id)
    return work


def _refuse_unfit(task: Task, enrolment: Enrolment, question: str) -> None:
    if enrolment.cohort.archived:
        raise Refused("本班已经结班归档，不再收作业；要补交，请主办单位先取消结班")
    if task.by_group and enrolment.group_id is None:
        raise Refused(f"{enrolment.name}还没有分组，交不了小组成果；请先在“学员”里分组")
    asked = task.questions or [""]
    if question not in asked:
        raise Refused(
            f"这项作业没有问“{question[:20]}”，请从所列的研讨问题里选" if question else "请选回答哪个研讨问题"
        )


def _refuse_content(known: Work | None, text: str, files: int) -> None:
    if known is not None and known.state is WorkState.ACCEPTED:
        raise Refused("这份作业已经收下，不能再改；要改请班主任先退回")
    papers = files + (len(known.papers) if known else 0)
    if papers > MOST_FILES:
        raise Refused(f"一份作业最多附 {MOST_FILES} 个文件，现在是 {papers} 个；请先删去几个")
    if len(text) > LONGEST or not (text or papers):
        raise Refused(f"请写内容，或者附上文件；内容不超过 {LONGEST} 字，现在是 {len(text)} 字")


def remove_paper(actor: Actor, work: Work, public_id: str) -> None:
    """Take a file away from a work that is not accepted; refuses the last of a work without words."""
    refuse_closed(work.enrolment.cohort, "作业")
    paper = queries.find_work_paper(work, public_id)
    if work.state is WorkState.ACCEPTED:
        raise Refused("这份作业已经收下，不能再改；要改请班主任先退回")
    if not work.text and len(work.papers) == 1:
        raise Refused("这份作业没有文字，最后一个文件不能删；请先写内容或附上别的文件")
    work.papers.remove(paper)
    told = Changes(before={"name": paper.file_name})
    audit.record(actor, "work.paper_removed", work, told, cohort_id=work.enrolment.cohort_id)


def _is_late(work: Work, at: datetime) -> bool:
    return to_local(at).date() > work.task.due_on


def _fill(work: Work, enrolment: Enrolment, text: str, at: datetime, *, consent: bool) -> None:
    """Write what was handed in; chosen lines stay only where they are still the writer's words and agreed to."""
    work.enrolment, work.text, work.handed_in_at, work.consent = enrolment, text, at, consent
    if work.state is not WorkState.RETURNED:  # what was in time stays so, however long the revision took
        work.late = _is_late(work, at)
    work.state = WorkState.HANDED_IN
    kept = [line for line in (work.chosen or "").splitlines() if rules.spoken(line) in rules.spoken(text)]
    work.chosen = "\n".join(kept) if consent else ""


def return_work(actor: Actor, work: Work, *, note: str) -> Changes:
    """Return work for revision; wants a note of what to revise."""
    refuse_closed(work.enrolment.cohort, "作业")
    if not note.strip():
        raise Refused("退回要写明修改什么")
    changed = changes.apply(work, state=WorkState.RETURNED, returned_note=note.strip()[:200])
    audit.record(actor, "work.returned", work, changed, cohort_id=work.enrolment.cohort_id, reason=note.strip())
    return changed


def accept_work(actor: Actor, work: Work) -> Changes:
    """Accept work; from then on its writer cannot change it."""
    refuse_closed(work.enrolment.cohort, "作业")
    changed = changes.apply(work, state=WorkState.ACCEPTED, returned_note="")
    if changed:
        audit.record(actor, "work.accepted", work, changed, cohort_id=work.enrolment.cohort_id)
    return changed


def mark_work(actor: Actor, work: Work, *, points: Decimal, comment: str = "", marker: str = "") -> WorkMark:
    """Give points, the actor's own or, from a marker's paper, those of `marker`; given again they replace the first."""
    refuse_closed(work.enrolment.cohort, "作业")
    fault = rules.points_fault(points)
    if fault:
        raise Refused(f"{work.label}的作业：{fault}")
    marker = marker.strip()[:60] or actor.name
    mark = next((one for one in work.marks if one.marker == marker), None)
    before = rules.shown(mark.points) if mark else None
    if mark is None:
        mark = WorkMark(marker=marker, user_id=actor.user_id if marker == actor.name else None, points=points)
        work.marks.append(mark)
    mark.points, mark.comment = points, comment.strip()[:200]
    db.session.flush()
    told = changes.between({marker: before}, {marker: rules.shown(points)})
    if told:
        audit.record(actor, "work.marked", work, told, cohort_id=work.enrolment.cohort_id)
    return mark


def choose_lines(actor: Actor, work: Work, *, lines: str) -> Changes:
    """Choose lines for the bulletin; refuses them without the writer's consent and when they are not his words."""
    refuse_closed(work.enrolment.cohort, "作业")
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
    """Put what a task came to into its component; who has nothing, or is not assessed in it, is left alone.

    That is the mean of each trainee's marks, to 0.1, a group's for each of its members; or, where the component asks
    for essays, how many of them were handed in and not returned, over all of its tasks.
    """
    component = task.component
    if component is None or component.source not in OF_WORK:
        raise Refused("这项作业没有对应的考核内容，请先在作业里选")
    points = queries.essays_in(component) if component.source is Source.ESSAYS else _means(cohort, task)
    asked = {one.id for one in list_roster(cohort.id) if component.part.is_for(one.track_id)}
    scores: dict[tuple[int, int], Entered] = {(one, component.id): points[one] for one in asked & points.keys()}
    return enter_scores(actor, cohort, scores=scores)


def _means(cohort: Cohort, task: Task) -> dict[int, Decimal]:
    roster = list_roster(cohort.id)
    inside = {one.id for one in roster}
    members = {key: [one.id for one in roster if one.group_id == key] for key in {one.group_id for one in roster}}
    given: dict[int, list[Decimal]] = {}
    for work in queries.list_works(task):
        for one in members.get(work.group_id, []) if task.by_group else inside & {work.enrolment_id}:
            given.setdefault(one, []).extend(mark.points for mark in work.marks)
    return {one: found.points for one, points in given.items() if (found := rules.marking(points))}
