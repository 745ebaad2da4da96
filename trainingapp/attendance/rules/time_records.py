"""What a machine's record of somebody's coming and going says of a session: a status, or a question for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from trainingapp.attendance.rules.tally import GRAVITY
from trainingapp.attendance.terms import Settings, Status
from trainingapp.core.times import show_clock

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Stay:
    """One time that somebody was there, as a machine has it; None where it knows nothing of coming or of going."""

    arrived: datetime | None = None
    left: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a record says: a status (None when nobody can tell), why, and whether a person has to say so himself."""

    status: Status | None
    why: str
    asks: bool = False


def judge(starts: datetime, ends: datetime, stays: Sequence[Stay], minutes: int | None, rule: Settings) -> Verdict:
    """Return what somebody's stays around a session, and the minutes that a machine counted, come to.

    Within the grace after the start is 到, later 迟到, gone too early 早退. Too late or too short for having been there
    only suggests 旷课, and a record of going without one of coming says nothing: a person decides both.
    """
    arrived = min((stay.arrived for stay in stays if stay.arrived), default=None)
    left = max((stay.left for stay in stays if stay.left), default=None)
    if stays and arrived is None:
        return Verdict(None, f"只有 {_clock(left, starts)} 离开的记录，看不出几点到的", asks=True)
    shown = _shown(arrived, left, minutes, starts)
    missed = _missed(starts, ends, stays, minutes, rule)
    if missed:
        return Verdict(Status.ABSENT, f"{shown}：{missed}", asks=True)
    late = arrived is not None and arrived - starts > rule.late_minutes * MINUTE
    early = left is not None and ends - left > rule.early_minutes * MINUTE
    found = [status for status, holds in ((Status.LATE, late), (Status.LEFT_EARLY, early)) if holds]
    return Verdict(max(found, key=GRAVITY.index, default=Status.PRESENT), shown)


def _missed(starts: datetime, ends: datetime, stays: Sequence[Stay], minutes: int | None, rule: Settings) -> str:
    arrived = min((stay.arrived for stay in stays if stay.arrived), default=None)
    if arrived is not None and arrived - starts > rule.missed_minutes * MINUTE:
        return f"开始 {rule.missed_minutes} 分钟以后才到"
    share = _share(starts, ends, stays, minutes)
    if share is not None and share < rule.stay:
        return f"在场不到 {rule.least_stay}"
    return ""


def _share(starts: datetime, ends: datetime, stays: Sequence[Stay], minutes: int | None) -> Fraction | None:
    """Return the share of a session that somebody was there; None where the record cannot tell."""
    length = (ends - starts) // MINUTE
    if minutes is not None:
        return Fraction(minutes, length)
    if not stays or any(stay.arrived is None or stay.left is None for stay in stays):
        return None
    spans = sorted((max(stay.arrived, starts), min(stay.left, ends)) for stay in stays if stay.arrived and stay.left)
    there, reached = timedelta(), starts
    for first, last in spans:
        there += max(last - max(first, reached), timedelta())
        reached = max(reached, last)
    return Fraction(there // MINUTE, length)


def _shown(arrived: datetime | None, left: datetime | None, minutes: int | None, starts: datetime) -> str:
    told = [
        f"{_clock(arrived, starts)} 到" if arrived else "",
        f"{_clock(left, starts)} 离开" if left else "",
        f"{minutes} 分钟" if minutes is not None else "",
    ]
    return "，".join(filter(None, told)) or "名单上有"


def _clock(moment: datetime | None, day: datetime) -> str:
    if moment is None:
        return ""
    return show_clock(moment) if moment.date() == day.date() else f"{moment:%m-%d %H:%M}"
