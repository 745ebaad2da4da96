"""Draft notices of a change of timetable: whom it concerns, and what to tell them, for a person to copy and send."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from trainingapp.timetable.rules.frozen import WHOLE_CLASS, FrozenSession, Named
from trainingapp.timetable.rules.releases import Change, ChangeKind

Concerned = Callable[[FrozenSession], tuple[Named, ...]]


@dataclass(frozen=True, slots=True)
class Notice:
    """A text for somebody: all trainees whom it concerns, a lecturer, those who keep a venue."""

    to: str
    text: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """What every notice names: the class, and the release in words (第3版（2026年5月10日 14:05 发布）).

    `first` says that nobody was told of a timetable before, so that nothing is new against anything.
    """

    cohort: str
    release: str
    first: bool = False

    @property
    def opening(self) -> str:
        """Return what happened."""
        return f"{self.cohort}课程安排{'已定' if self.first else '有调整'}，见{self.release}"

    def lines(self, changes: Iterable[str]) -> list[str]:
        """Return the changes as the notice lists them."""
        added = ChangeKind.ADDED.label
        return [change.replace(f"{added}《", "《", 1) if self.first else change for change in changes]


def draft_notices(occasion: Occasion, changes: Sequence[Change]) -> list[Notice]:
    """Return a notice for the trainees, one for each lecturer and one for each venue that the changes concern."""
    if not changes:
        return []
    return [
        _to_trainees(occasion, changes),
        *_to_each(occasion, changes, "老师", _lecturers),
        *_to_each(occasion, changes, "场地负责人", _venues),
    ]


def audiences(changes: Iterable[Change]) -> list[str]:
    """Return the tracks and groups whom changes concern, or the whole class alone."""
    found = dict.fromkeys(
        named.name if named else WHOLE_CLASS
        for change in changes
        for side in change.sides
        for named in (side.audiences or (None,))
    )
    return [WHOLE_CLASS] if WHOLE_CLASS in found else list(found)


def _to_trainees(occasion: Occasion, changes: Sequence[Change]) -> Notice:
    lines = occasion.lines(_with_audience(change) for change in changes)
    opening = f"各位学员：{occasion.opening}，请{'按时参加' if occasion.first else '留意'}："
    closing = "如有变动，另行通知。" if occasion.first else "其余课程不变，以新课表为准。"
    return Notice(f"学员（{'、'.join(audiences(changes))}）", _letter(opening, lines, closing))


def _with_audience(change: Change) -> str:
    whom = audiences([change])
    return str(change) if whom == [WHOLE_CLASS] else f"〔{'、'.join(whom)}〕{change}"


def _to_each(occasion: Occasion, changes: Sequence[Change], role: str, whom: Concerned) -> list[Notice]:
    concerned = {named for change in changes for side in change.sides for named in whom(side)}
    return [
        Notice(f"{named.name}（{role}）", _letter_to(named, occasion, changes, role, whom))
        for named in sorted(concerned, key=lambda one: (one.name, one.id))
    ]


def _letter_to(named: Named, occasion: Occasion, changes: Sequence[Change], role: str, whom: Concerned) -> str:
    opening = f"{named.name}{role}：{occasion.opening}，与您有关的是："
    own = occasion.lines(str(change) for change in changes if any(named in whom(side) for side in change.sides))
    return _letter(opening, own, "如有不便，请及时与我们联系。")


def _lecturers(session: FrozenSession) -> tuple[Named, ...]:
    return (*session.speakers, *((session.host,) if session.host else ()))


def _venues(session: FrozenSession) -> tuple[Named, ...]:
    return (session.venue,) if session.venue else ()


def _letter(opening: str, lines: Sequence[str], closing: str) -> str:
    return "\n".join([opening, *(f"{place}. {line}" for place, line in enumerate(lines, start=1)), closing])
