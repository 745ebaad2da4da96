"""`timetable plan`: classes drafted from their course plans, as a proposal beside the draft or taken over at once."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from trainingapp.accounts.terms import Actor
from trainingapp.cli.application import acting, find_cohort, office_options
from trainingapp.cli.output import json_option, print_json, print_lines
from trainingapp.cli.planning import seconds_option, seed_option, show_progress
from trainingapp.cohorts.models import Cohort
from trainingapp.core.ids import new_public_id
from trainingapp.timetable.models import Proposal
from trainingapp.timetable.operations import jobs, planning, proposals
from trainingapp.timetable.operations.planning import Drafted
from trainingapp.timetable.queries.plan_cards import Scope
from trainingapp.timetable.rules.calendar import chinese_date
from trainingapp.timetable.rules.planning.places import Place
from trainingapp.timetable.terms import ProposalKind


@click.command(
    "plan",
    help="按课程计划编排班次 COHORT（代码，可以几个一起）的课表。方案放在课表旁边，课表不变，除非加 --accept。",
    epilog="退出码：0 全部排上、没有冲突；1 被拒绝，或没有排全；2 命令用法不对。",
)
@click.argument("cohorts", metavar="COHORT...", nargs=-1, required=True)
@seconds_option
@seed_option
@click.option("--keep", is_flag=True, help="课表上已排的都不动，只排还没有时间的课")
@click.option(
    "--from",
    "from_day",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="这一天以前的课不动，例如 2025-05-20",
)
@click.option("--accept", is_flag=True, help="全部排上、没有冲突，就采用到课表")
@office_options
@json_option
@click.pass_context
def plan(  # noqa: PLR0913 - one argument for each option of the command
    context: click.Context,
    *,
    cohorts: Sequence[str],
    seconds: float | None,
    seed: int,
    keep: bool,
    from_day: datetime | None,
    accept: bool,
    instance: Path,
    office: str | None,
    as_json: bool,
) -> None:
    """Draft classes from their course plans."""
    scope = Scope(keep=keep, from_day=from_day.date() if from_day else None)
    with acting(instance, office) as actor:
        rows = [find_cohort(code) for code in dict.fromkeys(cohorts)]
        drafted = draft(rows, scope, instance, seed=seed, seconds=seconds)
        whole = drafted.solution.complete and not drafted.hard
        kept = keep_proposals(actor, rows, drafted, seed=seed, accept=accept and whole)
        told = as_data(rows, drafted, kept, accepted=accept and whole)
        lines = as_lines(rows, drafted, accepted=accept and whole)
    if as_json:
        print_json(told)
    else:
        print_lines(lines)
    context.exit(0 if whole else 1)


def draft(cohorts: Sequence[Cohort], scope: Scope, instance: Path, *, seed: int, seconds: float | None) -> Drafted:
    """Let the planner's own process draft these classes, with its progress on stderr."""
    prepared = planning.prepare(cohorts, scope)
    work = jobs.start_job(instance, planning.make_job(prepared, ProposalKind.DRAFT, seed=seed, seconds=seconds))
    try:
        with tqdm(desc="编排", unit="步", leave=False, disable=None) as bar:
            answer = jobs.wait_for(work, show_progress(bar))
    finally:
        jobs.stop_job(work)
    return planning.conclude(prepared.planning, prepared.problem, answer.solutions[0], answer.explanation)


def keep_proposals(
    actor: Actor, cohorts: Sequence[Cohort], drafted: Drafted, *, seed: int, accept: bool
) -> list[Proposal]:
    """Keep one proposal for each class that has something to move, and take them over where that is asked."""
    run = new_public_id()
    kept = [
        proposals.propose(actor, cohort, drafted=drafted, kind=ProposalKind.DRAFT, seed=seed, run=run)
        for cohort in cohorts
    ]
    if accept:
        proposals.accept_together(actor, kept)
    return kept


def as_data(
    cohorts: Sequence[Cohort], drafted: Drafted, kept: Sequence[Proposal], *, accepted: bool
) -> dict[str, object]:
    """Return what was found, for other programs."""
    solution = drafted.solution
    return {
        "cohorts": [cohort.code for cohort in cohorts],
        "proposals": [proposal.public_id for proposal in kept],
        "accepted": accepted,
        "places": [_place(drafted, place) for place in drafted.places],
        "cost": solution.cost,
        "total": solution.total,
        "bound": solution.bound,
        "proven": solution.proven,
        "hard_conflicts": len(drafted.hard),
        **drafted.findings(),
    }


def _place(drafted: Drafted, place: Place) -> dict[str, object]:
    wanted = next(card for card in drafted.planning.demand.wanted if card.key == place.key)
    names = {teacher.id: teacher.name for teacher in drafted.planning.demand.teachers}
    halls = {hall.id: hall.name for hall in drafted.planning.demand.halls}
    planned = drafted.planning.sources[place.key].planned
    cohort = next(one for one in drafted.planning.demand.classes if one.id == wanted.cohort)
    return {
        "cohort": cohort.name,
        "title": wanted.title,
        "date": place.day.isoformat(),
        "half_day": place.half_day.value,
        "starts_at": f"{place.starts_at:%H:%M}",
        "ends_at": f"{place.ends_at:%H:%M}",
        "venue": halls.get(place.room) if place.room else None,
        "lecturers": [names[one] for one in place.speakers],
        "host": names[place.host] if place.host else None,
        "tracks": [cohort.tracks[key][0] for key in wanted.tracks],
        "groups": [cohort.groups[key][0] for key in wanted.groups],
        "stops": [stop["site"] for stop in planned.stops] if planned else [],
    }


def as_lines(cohorts: Sequence[Cohort], drafted: Drafted, *, accepted: bool) -> list[str]:
    """Return what was found, for a person."""
    data = [(place, _place(drafted, place)) for place in drafted.places]
    solution, findings = drafted.solution, drafted.findings()
    proof = "，已证明最优" if solution.proven else f"，下界 {solution.bound}" if solution.bound is not None else ""
    owners = {card.key: card.cohort for card in drafted.planning.demand.wanted}
    lines = []
    for cohort in cohorts:
        lines += [f"“{cohort.short_name}”"] if len(cohorts) > 1 else []
        lines += [_line(place, told) for place, told in data if owners[place.key] == cohort.id]
    lines.append(f"排好 {len(data)} 次课，代价 {solution.total}{proof}；硬性冲突 {len(drafted.hard)} 处")
    lines += [f"!! {text}" for text in findings["hard"]] + [f"! {text}" for text in findings["unplaced"]]
    lines += [f"提醒：{text}" for text in findings["warned"]]
    lines += [f"愿望没有全做到：{text}" for text in findings["wishes"]]
    lines += explanation_lines(drafted)
    names = "、".join(cohort.short_name for cohort in cohorts)
    lines.append("已采用到课表" if accepted else f"课表没有变；方案在“{names}”的课程计划页，可以逐条采用")
    return lines


def _line(place: Place, told: dict[str, Any]) -> str:
    audience = "、".join([*told["tracks"], *told["groups"]])
    parts = [told["title"], audience, "、".join(told["lecturers"]), told["venue"], " → ".join(told["stops"])]
    when = f"{chinese_date(place.day)}{place.half_day.label} {told['starts_at']}–{told['ends_at']}"
    return f"{when}  " + "  ".join(str(part) for part in parts if part)


def explanation_lines(drafted: Drafted) -> list[str]:
    """Return why not all cards found a place, and what can be done."""
    told = drafted.explanation
    if not told:
        return []
    causes = [f"  - {text}" for text in [*told["counts"], *told["causes"]]]
    fixes = [f"  可以：{text}" for text in told["fixes"]]
    return [str(told["sentence"]), *causes, *fixes]
