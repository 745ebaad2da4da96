"""What to tell people: the difference between what they were last told and what is now, in words. Pure.

A draft is never stored: it is drawn anew each time, so that it names the newest state, several changes make one notice,
and a change that was taken back needs none.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trainingapp.notices.terms import NoticeKind
from trainingapp.timetable.rules.notices import Notice, Occasion, draft_notices
from trainingapp.timetable.rules.releases import Change, Edition, compare

TRAINEES = "学员"
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
BETWEEN_ADDRESSES = re.compile(r"[\s,;，；、]+")


@dataclass(frozen=True, slots=True)
class Trainee:
    """A trainee as notices see him."""

    id: int
    name: str
    track: int | None = None
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice that somebody should review: about what, to whom, why, and its words.

    `key` tells it from the other drafts of its kind; `reasons` are the changes, old → new, none at first. `told` is
    what its readers know once it has gone out, as JSON.
    """

    kind: NoticeKind
    key: str
    occasion: str
    whom: str
    text: str
    reasons: Sequence[str]
    affected: Sequence[int]
    told: Mapping[str, str | int]

    @property
    def seal(self) -> str:
        """Return what changes whenever the draft does, so that nobody sends what he has not seen."""
        seen = "\0".join([self.kind.value, self.key, self.text, *map(str, self.affected)])
        return hashlib.sha256(seen.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Outing:
    """A visit as notices see it: its name, when and where one gathers."""

    key: str
    label: str
    gathering: str = ""


def draft_ride(
    outing: Outing, told: Mapping[int, str], now: Mapping[int, str], names: Mapping[int, str]
) -> Draft | None:
    """Return what to tell of a visit's vehicles: everybody at first, later those whose vehicle differs; None if nobody.

    `told` and `now` are vehicles in words by trainee; who is not in `names` has left the class and is not told.
    """
    changed = [trainee for trainee in names if told.get(trainee) != now.get(trainee)]
    if not changed:
        return None
    lines = list(_ride_lines(changed, told, now, names))
    opening = f"{outing.label}的乘车安排{'有调整' if told else '如下'}："
    closing = "没有提到的人不变。" if told else ""
    return Draft(
        NoticeKind.RIDE,
        outing.key,
        outing.label,
        f"{TRAINEES}（{len(changed)} 人）",
        "\n".join(filter(None, [f"各位学员：{opening}", *lines, outing.gathering, closing])),
        lines if told else (),
        changed,
        {str(trainee): vehicle for trainee, vehicle in now.items() if trainee in names},
    )


def _ride_lines(
    changed: Sequence[int], told: Mapping[int, str], now: Mapping[int, str], names: Mapping[int, str]
) -> Iterator[str]:
    """Give one line for those who change alike."""
    alike: dict[tuple[str, str], list[str]] = {}
    for trainee in changed:
        alike.setdefault((told.get(trainee, ""), now.get(trainee, "")), []).append(names[trainee])
    for (old, new), people in alike.items():
        who = "、".join(people)
        if told:
            yield f"{who}：{old or '（未安排）'} → {new or '（不乘车）'}"
        else:
            yield f"{new}：{who}"


def draft_timetable(
    cohort: str, editions: Sequence[Edition], stamp: str, told: Mapping[str, int], trainees: Sequence[Trainee]
) -> list[Draft]:
    """Return what to tell of a timetable's newest release: the trainees, each lecturer, each venue concerned.

    `editions` are the releases in order, `stamp` the newest one in words. `told` is the number that each reader was
    last told of; who never was is told against the first, which goes out as a paper.
    """
    if not editions:
        return []
    first, newest = editions[0], editions[-1]
    bases = {one.number: one for one in editions if one.number in {first.number, *told.values()} - {newest.number}}
    found = []
    for number, base in bases.items():
        changes = compare(base.sessions, newest.sessions)
        notices = draft_notices(Occasion(cohort, stamp), changes)
        found += [
            _timetable_draft(notice, changes, stamp, newest.number, trainees)
            for notice in notices
            if told.get(reader(notice.to), first.number) == number
        ]
    return found


def reader(to: str) -> str:
    """Return whom a notice is for, whatever part of the trainees it names: 学员, 王讲师（老师）."""
    return TRAINEES if to.startswith(f"{TRAINEES}（") else to


def _timetable_draft(
    notice: Notice, changes: Sequence[Change], stamp: str, number: int, trainees: Sequence[Trainee]
) -> Draft:
    key = reader(notice.to)
    affected = [one.id for one in trainees if any(concerns(change, one) for change in changes)]
    reasons = [str(change) for change in changes] if key == TRAINEES else notice.text.splitlines()[1:-1]
    return Draft(
        NoticeKind.TIMETABLE,
        key,
        f"课表{stamp}",
        notice.to,
        notice.text,
        reasons,
        affected if key == TRAINEES else (),
        {"number": number},
    )


def concerns(change: Change, trainee: Trainee) -> bool:
    """Tell whether a change concerns a trainee: either side is for the whole class, or for his track or group."""
    return any(
        not side.audiences
        or trainee.track in {track.id for track in side.tracks}
        or trainee.group in {group.id for group in side.groups}
        for side in change.sides
    )


def read_addresses(text: str) -> tuple[list[str], list[str]]:
    """Return the mail addresses in a text, each once, and what stands among them that is none."""
    parts = dict.fromkeys(part for part in BETWEEN_ADDRESSES.split(text) if part)
    good = [part for part in parts if ADDRESS.fullmatch(part)]
    return good, [part for part in parts if part not in good]
