"""Which days a grid shows: those with sessions, a week, or a month, as the address says."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import request

from trainingapp.core.asked import asked_day, asked_month
from trainingapp.timetable.views.cards import days_between

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Span:
    """The days that were asked for; neither week nor month is whatever the page shows by itself."""

    week: date | None = None
    month: date | None = None

    @property
    def days(self) -> list[date]:
        """Return the days of the week or of the month."""
        if self.week:
            return days_between(self.week, self.week + timedelta(days=6))
        if self.month:
            return days_between(self.month, self.month.replace(day=monthrange(self.month.year, self.month.month)[1]))
        return []

    @property
    def arguments(self) -> dict[str, Any]:
        """Return what an address says to show the same days."""
        if self.week:
            return {"week": self.week.isoformat()}
        return {"month": f"{self.month:%Y-%m}"} if self.month else {}


def asked_span() -> Span:
    """Return the week (any of its days) or the month (2026-05) that the address asks for."""
    week = request.args.get("week", type=asked_day)
    if week:
        return Span(week=week - timedelta(days=week.weekday()))
    month = request.args.get("month", type=asked_month)
    return Span(month=month)


def offered_spans(first: date, last: date) -> Sequence[Span]:
    """Return the weeks from the first day to one after the last, then the months."""
    weeks, monday = [], first - timedelta(days=first.weekday())
    while monday <= last + WEEK:
        weeks.append(Span(week=monday))
        monday += WEEK
    return [*weeks, *months_between(first, last)]


def months_between(first: date, last: date) -> list[Span]:
    """Return the months from that of the first day to that of the last."""
    months, month = [], first.replace(day=1)
    while month <= last:
        months.append(Span(month=month))
        month = (month + timedelta(days=31)).replace(day=1)
    return months


def name_span(span: Span) -> str:
    """Return what a tab calls it."""
    if span.week:
        return f"{span.week.month}月{span.week.day}日起"
    return f"{span.month.month}月全月" if span.month else "有课的天"
