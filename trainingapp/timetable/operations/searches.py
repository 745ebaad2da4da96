"""Searches of the planner: begun for one class or several, gathered into their proposals at the end, stopped."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.core.changes import Changes
from trainingapp.core.clock import to_local
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.planner.problem import PlanProblemError
from trainingapp.timetable.models import Proposal
from trainingapp.timetable.operations import jobs, planning
from trainingapp.timetable.operations.planning import Drafted
from trainingapp.timetable.operations.proposals import add_proposal, fill_proposal
from trainingapp.timetable.queries.plan_cards import Scope
from trainingapp.timetable.queries.planning import gather_planning
from trainingapp.timetable.queries.proposals import drafted_together, running_folders, running_proposal
from trainingapp.timetable.terms import ProposalKind, ProposalState


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the planner is asked for: what to do, what stays, for how long, from which seed."""

    kind: ProposalKind = ProposalKind.DRAFT
    scope: Scope = field(default_factory=Scope)
    seconds: float | None = None
    seed: int = 0


def start_search(actor: Actor, cohorts: Sequence[Cohort], *, wish: Wish, instance: Path) -> list[Proposal]:
    """Let the planner's own process draft classes' timetables; each has a proposal that says how far it is.

    Refuses a senseless plan with every fault in words, and a second search beside one that is running.
    """
    for cohort in cohorts:
        refuse_closed(cohort, "课表")
    busy = [one for one in map(running_proposal, cohorts) if one is not None]
    if busy:
        raise Refused(
            *(
                f"{one.cohort.short_name}正在编排（{one.started_by}，{to_local(one.started_at):%H:%M} 开始）；"
                "请等它结束，或在课程计划页的“排课方案”里点开它，停止后再编排"
                for one in busy
            )
        )
    prepared = planning.prepare(cohorts, wish.scope)
    jobs.forget_left(instance, running_folders())
    work = jobs.start_job(instance, planning.make_job(prepared, wish.kind, seed=wish.seed, seconds=wish.seconds))
    begun = [add_proposal(actor, cohort, wish.kind, wish.seed, state=ProposalState.RUNNING) for cohort in cohorts]
    for proposal in begun:
        proposal.folder, proposal.findings = work.name, {"scope": wish.scope.stored()}
    db.session.flush()
    for proposal in begun:
        audit.record(actor, "proposal.started", proposal, Changes())
    return begun


def gather_search(actor: Actor, proposal: Proposal, *, instance: Path) -> bool:
    """Take what the planner has found into the proposals of its classes, once; return whether it has ended.

    A search that died or that the planner refused leaves proposals that say so. The drafts are not touched.
    """
    if proposal.state is not ProposalState.RUNNING:
        return True
    work = jobs.find_work(instance, proposal.folder)
    together = drafted_together(proposal)
    waiting = [one for one in together if one.state is ProposalState.RUNNING]
    try:
        found = _read(work, [one.cohort for one in together], Scope.read(proposal.findings["scope"]))
    except (Refused, PlanProblemError) as failed:
        for one in waiting:
            one.state, one.findings = ProposalState.FAILED, {"failed": list(failed.reasons)}
        found = []
    if found is None:
        return False
    for number, drafted in enumerate(found, start=1):
        for one in waiting:
            _keep(actor, one, drafted, number)
    jobs.forget_job(work)
    db.session.flush()
    return True


def _read(work: jobs.Work, cohorts: Sequence[Cohort], scope: Scope) -> list[Drafted] | None:
    """Return what the planner found, judged by what stands now; None while it is at work."""
    answer = jobs.read_answer(work)
    if answer is None:
        return None
    problem = jobs.read_problem(work)
    current = gather_planning(cohorts, scope)
    return [planning.conclude(current, problem, one, answer.explanation) for one in answer.solutions]


def _keep(actor: Actor, proposal: Proposal, drafted: Drafted, number: int) -> None:
    row = proposal
    if number > 1:
        row = add_proposal(actor, proposal.cohort, proposal.kind, proposal.seed, number=number)
        row.folder = proposal.folder
    fill_proposal(row, drafted)
    audit.record(actor, "proposal.ready", row, Changes(after={"cards": len(row.places)}))


def stop_search(proposal: Proposal, *, instance: Path) -> None:
    """Let the planner end with the best that it has found so far."""
    if proposal.state is ProposalState.RUNNING:
        jobs.cancel_job(jobs.find_work(instance, proposal.folder))
