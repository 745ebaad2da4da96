"""Relaying a course: who must reach which branches, and what is reported of each."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.core.uploads import Stored
from trainingapp.followup import queries
from trainingapp.followup.models import Cascade, CascadePaper, CascadeTask
from trainingapp.followup.terms import RelayForm


def assign_cascade(
    actor: Actor,
    cohort: Cohort,
    *,
    topic: str,
    requirements: str,
    due_on: date | None,
    trainees: Sequence[Enrolment],
) -> Cascade:
    """Have trainees relay a topic to every branch right below their organisation, or to it where it has none.

    Refuses trainees whose organisation is not in the tree, naming them, and a duty for nobody.
    """
    cascade = Cascade(cohort_id=cohort.id, topic=topic, requirements=requirements, due_on=due_on)
    db.session.add(cascade)
    added = _add_tasks(cascade, trainees)
    db.session.flush()
    told = Changes(after={**changes.created(cascade).after, "支部": list(added)})
    audit.record(actor, "cascade.assigned", cascade, told)
    return cascade


def add_branches(actor: Actor, cascade: Cascade, *, trainees: Sequence[Enrolment]) -> int:
    """Have further trainees relay the same topic; branches that have their task are passed over."""
    added = _add_tasks(cascade, trainees)
    if added:
        audit.record(actor, "cascade.assigned", cascade, changes.between({}, {"支部": added}))
    return len(added)


def report_task(
    actor: Actor,
    task: CascadeTask,
    *,
    done_on: date | None,
    headcount: int,
    form: RelayForm | None,
    note: str,
    version: int,
    papers: Sequence[Stored] = (),
) -> Changes:
    """Keep what is reported of a branch; without a date it counts as not relayed. Raises Stale.

    What the branch confirmed and is now told otherwise is to be confirmed again.
    """
    said = {"done_on": done_on, "headcount": headcount, "form": form, "note": note}
    moved = bool(papers) or any(getattr(task, name) != value for name, value in said.items())
    said["confirmed_by"] = "" if moved else task.confirmed_by
    return _keep(actor, "cascade.reported", task, said, version=version, papers=papers)


def confirm_task(
    actor: Actor,
    task: CascadeTask,
    *,
    done_on: date | None,
    headcount: int,
    form: RelayForm | None,
    note: str,
    version: int,
    papers: Sequence[Stored] = (),
) -> Changes:
    """Keep what the branch itself says of a relay, put right where it was reported wrongly. Raises Stale."""
    if done_on is None:
        raise Refused(f"{task.organisation.shown_name}：还没有传达日期，没有可以确认的；传达以后填了日期和人数再确认")
    said = {"done_on": done_on, "headcount": headcount, "form": form, "note": note, "confirmed_by": actor.name}
    return _keep(actor, "cascade.confirmed", task, said, version=version, papers=papers)


def _keep(
    actor: Actor, verb: str, task: CascadeTask, said: Mapping[str, Any], *, version: int, papers: Sequence[Stored]
) -> Changes:
    if task.version != version:
        raise Stale("别人刚改过这个支部的传达情况，您的改动没有保存。请刷新后再填")
    if said["done_on"] and not said["headcount"]:
        raise Refused(f"{task.organisation.shown_name}：填了传达日期，也请填人数")
    changed = changes.apply(task, **said)
    for paper in papers:
        task.papers.append(
            CascadePaper(digest=paper.digest, file_name=paper.file_name, media_type=paper.media_type, size=paper.size)
        )
    if papers:
        changed = Changes(changed.before, {**changed.after, "附件": [paper.file_name for paper in papers]})
    if changed:
        audit.record(actor, verb, task, changed, cohort_id=task.cascade.cohort_id)
    return changed


def _add_tasks(cascade: Cascade, trainees: Sequence[Enrolment]) -> list[str]:
    """Add a task for every branch of these trainees; return the branches."""
    if not trainees:
        raise Refused("请选由哪些学员传达")
    homeless = [one.name for one in trainees if one.organisation_id is None]
    if homeless:
        raise Refused(f"{'、'.join(homeless)}的单位不在组织库里，不知道要传达到哪些支部；请先在学员页选好单位")
    branches = queries.branches_of([one.organisation_id for one in trainees if one.organisation_id])
    known = {task.organisation_id for task in cascade.tasks}
    added = []
    for trainee in trainees:
        for branch in branches[trainee.organisation_id or 0]:
            if branch.id not in known:
                known.add(branch.id)
                cascade.tasks.append(CascadeTask(enrolment=trainee, organisation=branch))
                added.append(branch.shown_name)
    return added
