"""What the planner found, in the words of an organiser: wishes not met, what has no place, why, and what to relax."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from trainingapp.planner.explanation import Explanation
from trainingapp.planner.rules import WISHES, Rule
from trainingapp.planner.solution import Progress, Solution, Unplaced
from trainingapp.timetable.rules.calendar import chinese_date
from trainingapp.timetable.rules.cards import Card
from trainingapp.timetable.rules.planning.clock import PERIOD_MINUTES
from trainingapp.timetable.rules.planning.sites import opening_words
from trainingapp.timetable.rules.planning.wanted import Demand, Wanted
from trainingapp.timetable.rules.titles import titled

MOST_TOLD = 6
MOST_WATCHED = 4

#: What a person can do about a kind of rule.
WAYS_OUT: Mapping[str, str] = {
    "cohort_when": "放宽编排的起止日期",
    "session_when": "放宽这门课的日期、时段或先后要求，或移开占住时间的课次",
    "lecturer_when": "请讲师再腾一个半天，或换一位讲师",
    "venue_when": "换一个场地，或移开占住场地的课次",
    "lecturer_clash": "换一位讲师",
    "audience_clash": "延长班期，或减少课次",
    "shared_clash": "让两个班错开，或给共同的学员办公假",
    "venue_clash": "换一个场地，或在场地库里设为可以同时安排几场",
    "venue_seats": "换大一点的场地，或按班型、小组分开上",
    "order": "去掉或放宽先后要求",
    "opening": "不要求它排在最前",
    "closing": "不要求它排在最后",
    "together": "不要求同时上",
    "pin": "不固定它",
}


def progress_words(progress: Progress) -> str:
    """Return how good the best plan so far is: its cost, what it cannot fall below, the dearest wishes not met."""
    if progress.phase == "repair":
        least = f"（不会低于 {progress.bound}）" if progress.bound else ""
        return f"目前最好的调整动 {progress.changed} 次课，改动分 {progress.cost}{least}"
    if not progress.steps:
        return ""
    least = "" if progress.bound is None else f"（不会低于 {progress.bound}）"
    unmet = [f"{WISHES[kind].label} {cost}" for cost, kind in _dearest(progress.unmet)[:MOST_WATCHED]]
    told = f"；没有全做到：{'、'.join(unmet)}" if unmet else ""
    return f"目前最好的代价 {progress.cost}{least}{told}；已试 {progress.steps} 步"


def _dearest(cost: Mapping[str, int]) -> list[tuple[int, str]]:
    return sorted(((units, kind) for kind, units in cost.items() if units), reverse=True)


def unmet_wishes(solution: Solution) -> list[str]:
    """Return the wishes that a plan does not meet, the dearest first."""
    unmet = _dearest(solution.cost)
    return [f"{WISHES[kind].label}：代价 {cost}（{in_hours(WISHES[kind].unit)}，算一份）" for cost, kind in unmet]


def in_hours(sentence: str) -> str:
    """Return a sentence of the planner with its periods as hours of the clock, and no title in 《》 twice."""
    counted = re.sub(r"(\d+)课时", lambda found: f"{int(found[1]) * PERIOD_MINUTES / 60:g}小时", sentence)
    return counted.replace("每个课时", "每半小时").replace("《《", "《").replace("》》", "》")


def unplaced_sentence(demand: Demand, missing: Unplaced) -> str:
    """Return a card that found no place, with what is in the way."""
    title = next((_named(demand, wanted) for wanted in demand.wanted if wanted.key == missing.session), missing.session)
    _said, _found, why = missing.sentence.partition("排不进去：")
    return f"{titled(title)}没有排上：{in_hours(why or missing.sentence)}"


def _named(demand: Demand, wanted: Wanted) -> str:
    """Return what a card is called, with its class where several are planned."""
    if len(demand.classes) == 1:
        return wanted.title
    return f"{next(one.name for one in demand.classes if one.id == wanted.cohort)} {wanted.title}"


class Told(TypedDict):
    """An explanation as a page and a command show it.

    `sentence` says which courses cannot live with which demands, `causes` each demand with what takes its time,
    `counts` what does not add up, `fixes` what to relax, those that were tried and worked first, `proved` whether it
    was proved.
    """

    sentence: str
    causes: list[str]
    counts: list[str]
    fixes: list[str]
    proved: bool


def explained(demand: Demand, explanation: Explanation) -> Told:
    """Return an explanation in words."""
    titles = {wanted.key: _named(demand, wanted) for wanted in demand.wanted}
    named = "、".join(titled(titles[key]) for key in explanation.sessions[:MOST_TOLD] if key in titles)
    tried = {fix.rule.id: fix.works for fix in explanation.fixes}
    rules = sorted(explanation.core, key=lambda rule: not tried.get(rule.id, False))
    return {
        "sentence": f"{named}排不进去，因为下面几条不能同时满足" if named else "没有排全，常被下面几条挡住",
        "causes": [cause(demand, rule) for rule in explanation.core],
        "counts": [in_hours(count.sentence) for count in explanation.counts],
        "fixes": [_fix(rule, works=tried.get(rule.id, False)) for rule in rules],
        "proved": explanation.verified,
    }


def _fix(rule: Rule, *, works: bool) -> str:
    way = WAYS_OUT.get(rule.kind, "放宽这一条")
    return f"{way}（{in_hours(rule.sentence)}）{'：试过，这样就排得下' if works else ''}"


def cause(demand: Demand, rule: Rule) -> str:
    """Return a rule in words, with the sessions that take the time it speaks of."""
    taken = _taken(demand, rule)
    if rule.kind == "session_when":
        wanted = next(one for one in demand.wanted if one.key == rule.subject)
        dates = "、".join(chinese_date(day) for day in dict.fromkeys(wanted.dates))
        limits = [*([f"只能在{dates}"] if dates else []), *opening_words(wanted)]
        return f"{titled(wanted.title)}{'，'.join(limits) or '可排的时间有限'}{_told(taken)}"
    if rule.kind in {"lecturer_when", "venue_when"}:
        return f"{_base_sentence(demand, rule)}{_told(taken)}"
    return in_hours(rule.sentence)


def _base_sentence(demand: Demand, rule: Rule) -> str:
    number = int(rule.subject[1:])
    if rule.kind == "venue_when":
        return f"{next(hall.name for hall in demand.halls if hall.id == number)}不是随时空着"
    teacher = next(one for one in demand.teachers if one.id == number)
    free = [row.described for row in teacher.hours if row.only]
    away = [row.described for row in teacher.hours if not row.only]
    if free:
        return f"{teacher.name}只有{'、'.join(free[:MOST_TOLD])}有空"
    return f"{teacher.name}{'、'.join(away[:MOST_TOLD])}没空" if away else f"{teacher.name}不是随时有空"


def _told(cards: Sequence[Card]) -> str:
    if not cards:
        return ""
    told = "；".join(f"{card.when}有“{card.name}”" for card in cards[:MOST_TOLD])
    return f"，而{told}{'……' if len(cards) > MOST_TOLD else ''}"


def _taken(demand: Demand, rule: Rule) -> list[Card]:
    """Return the sessions that stand and take the time of a rule's subject, in order of time."""
    kind, number = rule.kind, rule.subject[1:]
    wanted = {one.key: one for one in demand.wanted}
    if kind == "lecturer_when":
        found: Iterable[Card] = (card for card in demand.fixed if int(number) in {**card.speakers, **card.hosts})
    elif kind == "venue_when":
        found = (card for card in demand.fixed if card.room and card.room.id == int(number))
    elif kind == "session_when" and rule.subject in wanted:
        found = (card for card in demand.fixed if _sits(wanted[rule.subject], card))
    else:
        found = ()
    return sorted(found, key=lambda card: card.starts)


def _sits(wanted: Wanted, card: Card) -> bool:
    on_its_days = not wanted.dates or card.day in wanted.dates
    return on_its_days and (not wanted.people.isdisjoint(card.people) or card.cohort.id == wanted.cohort)
