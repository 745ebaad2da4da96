"""What a repair changed of the published plan: the cards, what the change counts, and why."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from trainingapp.planner.check import Report
from trainingapp.planner.problem import Cohort, Lecturer, Placement, Problem, Session, Venue
from trainingapp.planner.rules import every_rule
from trainingapp.planner.solution import Move

Open = TypeVar("Open", Cohort, Lecturer, Venue, Session)
"""What is available at some times only."""
TIME, LECTURER, VENUE = 100, 20, 10
"""What another time, other lecturers and another venue count."""


def differs(was: Placement, now: Placement) -> bool:
    """Say whether a card stands otherwise than before."""
    return (was.date, was.period, was.venue, was.lecturers) != (now.date, now.period, now.venue, now.lecturers)


def change(published: Mapping[str, Placement], placements: Iterable[Placement]) -> int:
    """Return what these placements change of the published plan, in the units of the score."""
    now = {item.session: item for item in placements}
    pairs = [(was, now[name]) for name, was in published.items() if name in now]
    times = sum((was.date, was.period) != (new.date, new.period) for was, new in pairs)
    lecturers = sum(was.lecturers != new.lecturers for was, new in pairs)
    venues = sum(was.venue != new.venue for was, new in pairs)
    return TIME * times + LECTURER * lecturers + VENUE * venues


def moves(
    problem: Problem,
    published: Mapping[str, Placement],
    before: Report,
    hit: Sequence[int],
    placements: Iterable[Placement],
) -> tuple[Move, ...]:
    """Return each card that changed, with why: the rule that its old place breaks, or those for whom it made room."""
    now = {item.session: item for item in placements}
    names = [problem.sessions[session].id for session in hit]
    reasons, made_room = (
        _reasons(problem, published, before, frozenset(names) & published.keys()),
        _made_room(problem, names),
    )
    return tuple(
        Move(name, was, now.get(name), reasons.get(name) or made_room)
        for name, was in published.items()
        if name not in now or differs(was, now[name])
    )


def _reasons(
    problem: Problem, published: Mapping[str, Placement], before: Report, hit: frozenset[str]
) -> dict[str, str]:
    """Return, per hit card, the sentences of the rules that its old place breaks now, as they are on that day."""
    sentences = {published[name].date: _sentences_on(problem, published[name].date) for name in hit}
    found: dict[str, list[str]] = {}
    for violation in before.violations:
        for name in hit.intersection(violation.sessions):
            said = sentences[published[name].date].get(violation.rule, violation.sentence)
            found.setdefault(name, []).append(said)
    return {name: "；".join(dict.fromkeys(reasons)) for name, reasons in found.items()}


def _sentences_on(problem: Problem, date: dt.date) -> dict[str, str]:
    """Return every rule's sentence; of when somebody or something cannot, only what concerns that day."""
    that_day = replace(
        problem,
        cohorts=_on(problem.cohorts, date),
        lecturers=_on(problem.lecturers, date),
        venues=_on(problem.venues, date),
        sessions=_on(problem.sessions, date),
    )
    return {rule.id: rule.sentence for rule in every_rule(that_day)}


def _on(items: tuple[Open, ...], date: dt.date) -> tuple[Open, ...]:
    return tuple(replace(item, when=item.when.on(date)) for item in items)


def _made_room(problem: Problem, hit: Sequence[str]) -> str:
    """Return the reason of a card that was not hit itself."""
    titles = {session.id: session.title for session in problem.sessions}
    others = "、".join(f"《{titles[name]}》" for name in hit[:3])
    return f"为{others}让出时间或场地" if others else "随之调整"
