"""Releases of a timetable: what a new one holds, and what differs between two, in words that a person reads out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from trainingapp.core.terms import LabelledEnum, Severity
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.rules.frozen import FrozenSession, in_order
from trainingapp.timetable.rules.titles import titled
from trainingapp.timetable.terms import SessionState

ARROW = " → "
NOTHING = "（空）"


class ChangeKind(LabelledEnum):
    """What happened to a session between two releases; a moved one may be changed in other ways as well."""

    ADDED = "added", "新增"
    CANCELLED = "cancelled", "取消"
    MOVED = "moved", "调整时间"
    CHANGED = "changed", "变更"


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that differs, with both values in words."""

    label: str
    old: str
    new: str

    def __str__(self) -> str:
        """Return `地点：报告厅 → 第二会议室`."""
        return f"{self.label}：{self.old or NOTHING}{ARROW}{self.new or NOTHING}"


@dataclass(frozen=True, slots=True)
class Change:
    """A session that differs between two releases; `old` and `new` are None where it is not held."""

    kind: ChangeKind
    old: FrozenSession | None
    new: FrozenSession | None
    details: tuple[Detail, ...] = ()

    @property
    def session(self) -> FrozenSession:
        """Return it as it is now, or as it was where it is no longer held."""
        found = self.new or self.old
        assert found is not None  # noqa: S101 - a change has a side; this tells mypy
        return found

    @property
    def sides(self) -> tuple[FrozenSession, ...]:
        """Return it as it was and as it is: those whom either concerns are affected."""
        return tuple(side for side in (self.old, self.new) if side is not None)

    def __str__(self) -> str:
        """Return the change as one sentence."""
        one = self.session
        if self.kind in {ChangeKind.ADDED, ChangeKind.CANCELLED}:
            told = [one.when, one.place, one.taught_by, one.audience_label if one.audiences else ""]
            return f"{self.kind.label}{titled(one.title)}：{'，'.join(part for part in told if part)}"
        return f"{titled(one.title)}{'；'.join(str(detail) for detail in self.details)}"


#: What a person is told of, in this order; what stands in none of these is no difference.
TOLD: Sequence[tuple[str, Callable[[FrozenSession], str]]] = (
    ("时间", lambda one: one.when),
    ("名称", lambda one: one.title),
    ("地点", lambda one: one.venue.name if one.venue else ""),
    ("停靠点", lambda one: ARROW.join(one.stops)),
    ("授课人", lambda one: one.taught_by),
    ("主持人", lambda one: one.host.name if one.host else ""),
    ("对象", lambda one: one.audience_label),
    ("形式", lambda one: one.form.label),
    ("类别", lambda one: one.category.label if one.category else ""),
    ("学时", lambda one: format(one.hours.normalize(), "f")),
    ("列席", lambda one: one.observers),
    ("备注", lambda one: one.note),
)


def compare(old: Iterable[FrozenSession], new: Iterable[FrozenSession]) -> list[Change]:
    """Return what differs, in order of the time at which it now is, or was."""
    before = {one.uid: one for one in old if one.is_held}
    after = {one.uid: one for one in new if one.is_held}
    changes = [_change(before.get(uid), after.get(uid)) for uid in {**before, **after}]
    found = [change for change in changes if change is not None]
    return sorted(found, key=lambda change: (change.session.starts, change.session.uid))


def _change(old: FrozenSession | None, new: FrozenSession | None) -> Change | None:
    if old is None or new is None:
        return Change(ChangeKind.CANCELLED if new is None else ChangeKind.ADDED, old, new)
    details = tuple(
        Detail(label, before, after)
        for label, told in TOLD
        for before, after in [(told(old), told(new))]
        if before != after
    )
    moved = (old.starts, old.ends, old.half_day) != (new.starts, new.ends, new.half_day)
    return Change(ChangeKind.MOVED if moved else ChangeKind.CHANGED, old, new, details) if details else None


def freeze(draft: Iterable[FrozenSession], newest: Iterable[FrozenSession]) -> tuple[FrozenSession, ...]:
    """Return what a release of this draft holds, in order of time.

    The sessions that are held, and as cancelled ones those of the newest release that the draft no longer holds, so
    that calendars are told of them. A session that was cancelled before anybody was told of it is left out.
    """
    held = {one.uid: one for one in draft if one.is_held}
    dropped = [replace(one, state=SessionState.CANCELLED) for one in newest if one.uid not in held]
    return in_order([*held.values(), *dropped])


def holding_back(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Return the conflicts that keep a timetable from being released: what blocks, unless a reason settles it."""
    return [
        one
        for one in conflicts
        if one.severity is Severity.BLOCK or (one.severity is Severity.BLOCK_RELEASE and not one.accepted)
    ]


def to_accept(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Return the warnings that nobody has given a reason for yet: whoever releases takes them on."""
    return [one for one in conflicts if one.severity is Severity.WARN and not one.accepted]


@dataclass(frozen=True, slots=True)
class Edition:
    """A release as the rules see it: its number, when it was made, what it holds."""

    number: int
    made_at: datetime
    sessions: tuple[FrozenSession, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A session as somebody has last been told of it, and by which release: a calendar's revision."""

    session: FrozenSession
    number: int
    made_at: datetime


def follow(editions: Sequence[Edition], concerns: Callable[[FrozenSession], bool]) -> list[Told]:
    """Return the sessions that concern somebody or once did, each with the release in which that last changed.

    `editions` are all releases of one class in order. A session that no longer concerns somebody, because it was
    dropped or is now for others, is told of as cancelled, as it last was.
    """
    told: dict[str, Told] = {}
    for edition in editions:
        own = {one.uid: one for one in edition.sessions if one.is_held and concerns(one)}
        gone = {
            uid: replace(before.session, state=SessionState.CANCELLED) for uid, before in told.items() if uid not in own
        }
        for uid, session in {**own, **gone}.items():
            if uid not in told or told[uid].session != session:
                told[uid] = Told(session, edition.number, edition.made_at)
    return sorted(told.values(), key=lambda one: (one.session.starts, one.session.uid))
