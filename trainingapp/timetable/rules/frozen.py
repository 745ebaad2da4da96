"""A session as a release holds it: in plain values and names, so that later changes in the libraries do not reach it.

It holds nothing of trainees and no telephone number: what a release holds goes out to phones and calendars.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Self

from trainingapp.core.times import show_span
from trainingapp.curriculum.terms import Category, Form
from trainingapp.timetable.rules.calendar import chinese_date
from trainingapp.timetable.terms import HalfDay, SessionState

WHOLE_CLASS = "全体学员"


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """A row of a library or of the class, by its id, with the name that it had.

    `described` is how papers print a lecturer: unit, title and name.
    """

    id: int
    name: str
    described: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenSession:
    """A session of a release; `uid` is the session's public id, the same in every release.

    `stops` are the stops of a visit in words. A cancelled one was in an earlier release and has been dropped since.
    """

    uid: str
    held_on: date
    half_day: HalfDay
    starts_at: time
    ends_at: time
    title: str
    form: Form
    hours: Decimal = Decimal(0)
    category: Category | None = None
    course: Named | None = None
    venue: Named | None = None
    address: str = ""
    speakers: tuple[Named, ...] = ()
    host: Named | None = None
    speaker_note: str = ""
    observers: str = ""
    tracks: tuple[Named, ...] = ()
    groups: tuple[Named, ...] = ()
    stops: tuple[str, ...] = ()
    note: str = ""
    takes_attendance: bool = True
    features: tuple[str, ...] = ()
    state: SessionState = SessionState.PLANNED

    @property
    def starts(self) -> datetime:
        """Return the local start as one value for comparing."""
        return datetime.combine(self.held_on, self.starts_at)

    @property
    def ends(self) -> datetime:
        """Return the local end as one value for comparing."""
        return datetime.combine(self.held_on, self.ends_at)

    @property
    def is_held(self) -> bool:
        """Tell whether it takes place."""
        return self.state is SessionState.PLANNED

    @property
    def when(self) -> str:
        """Return day, half-day and times in words: 5月12日（周二）上午 09:00–11:30."""
        return f"{chinese_date(self.held_on)}{self.half_day.label} {show_span(self.starts_at, self.ends_at)}"

    @property
    def place(self) -> str:
        """Return where it is: the venue, else the stops of a visit."""
        return self.venue.name if self.venue else " → ".join(self.stops)

    @property
    def taught_by(self) -> str:
        """Return who teaches, in words; nothing where nobody is named yet."""
        return "、".join([*(speaker.name for speaker in self.speakers), *filter(None, [self.speaker_note])])

    @property
    def audiences(self) -> tuple[Named, ...]:
        """Return the tracks and groups that it is for; none means the whole class."""
        return (*self.tracks, *self.groups)

    @property
    def audience_label(self) -> str:
        """Return whom it is for, in words."""
        return "、".join(named.name for named in self.audiences) or WHOLE_CLASS

    def is_for(self, *, track: int | None, group: int | None) -> bool:
        """Tell whether it is for a trainee of this track and group."""
        if not self.audiences:
            return True
        return any(one.id == track for one in self.tracks) or any(one.id == group for one in self.groups)

    def is_with(self, lecturer: int) -> bool:
        """Tell whether this lecturer speaks at it or hosts it."""
        hosts = (self.host,) if self.host else ()
        return any(one.id == lecturer for one in (*self.speakers, *hosts))

    def is_in(self, venue: int) -> bool:
        """Tell whether it is held in this venue."""
        return self.venue is not None and self.venue.id == venue

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON holds it: what has not been said is left out."""
        said = {one.name: value for one in fields(self) if (value := getattr(self, one.name)) != one.default}
        return {name: _plain(value) for name, value in said.items()}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read it back from JSON; what it does not hold is as if it had not been said."""
        return cls(**{name: _READ[name](value) if name in _READ else value for name, value in stored.items()})


def in_order(sessions: Iterable[FrozenSession]) -> tuple[FrozenSession, ...]:
    """Return sessions in order of time, those of one time by their uid."""
    return tuple(sorted(sessions, key=lambda one: (one.starts, one.ends, one.uid)))


def _plain(value: object) -> object:
    match value:
        case Named():
            return [value.id, value.name, *filter(None, [value.described])]
        case tuple():
            return [_plain(item) for item in value]
        case date() | time():
            return value.isoformat()
        case Decimal():
            return format(value.normalize(), "f")
        case HalfDay() | Form() | Category() | SessionState():
            return value.value
        case _:
            return value


def _named(stored: Sequence[Any] | None) -> Named | None:
    return Named(*stored) if stored else None


def _several(stored: Iterable[Sequence[Any]]) -> tuple[Named, ...]:
    return tuple(Named(*one) for one in stored)


_READ: Mapping[str, Callable[[Any], Any]] = {
    "held_on": date.fromisoformat,
    "half_day": HalfDay,
    "starts_at": time.fromisoformat,
    "ends_at": time.fromisoformat,
    "form": Form,
    "hours": Decimal,
    "category": lambda stored: Category(stored) if stored else None,
    "course": _named,
    "venue": _named,
    "host": _named,
    "speakers": _several,
    "tracks": _several,
    "groups": _several,
    "stops": tuple,
    "features": tuple,
    "state": SessionState,
}
