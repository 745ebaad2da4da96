"""Points that another machine gave, laid beside a class's components."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from trainingapp.core.errors import Refused
from trainingapp.registers.rules.records.full_marks import FullMark
from trainingapp.registers.rules.records.people import Match, Named, Trainee
from trainingapp.registers.rules.records.record import Record

Values = Mapping[tuple[str, str], str]
"""The points that stand now, by trainee's public id and component's name."""
Meaning = Callable[[str, str, str], str]
"""Takes a trainee's public id, a component's name and what was written; returns what the register writes."""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One trainee's points in one component: where they stand in the file, what they are, and what stands now.

    `written` is what the file has where that was converted to points out of 100.
    """

    trainee: Trainee
    part: str
    row: int
    points: str
    now: str
    written: str = ""

    @property
    def token(self) -> str:
        """Return what the page calls the line."""
        return f"{self.trainee.member.public_id}|{self.part}"

    @property
    def done(self) -> bool:
        """Tell whether these points stand already."""
        return self.points == self.now


@dataclass(frozen=True, slots=True)
class ScorePlan(Named):
    """What a file would do: the lines that can be taken, what cannot in sentences, and whom nobody could tell."""

    lines: Sequence[ScoreLine]
    refused: Sequence[str]
    people: Sequence[Match]
    missing: Sequence[Trainee] = ()
    full: Sequence[FullMark] = ()

    @property
    def to_take(self) -> Mapping[str, ScoreLine]:
        """Return the lines that do not stand already, by token."""
        return {line.token: line for line in self.lines if not line.done}

    @property
    def fingerprint(self) -> str:
        """Return a digest of the plan: what was shown is what is taken, or it is shown again."""
        shown = [(line.token, line.points, line.now, line.written) for line in self.lines]
        return sha256(repr(sorted(shown)).encode()).hexdigest()


def plan_scores(
    records: Sequence[Record],
    people: Sequence[Match],
    trainees: Sequence[Trainee],
    now: Values,
    meaning: Meaning,
    *,
    full: Sequence[FullMark] = (),
) -> ScorePlan:
    """Return what the records come to; two rows with different points for one trainee are both refused.

    Points of a component whose full mark has to be decided first are left out.
    """
    marks = {one.part: one for one in full}
    found = {row: match.trainee for match in people for row in match.rows if match.trainee}
    refused: list[str] = []
    told: dict[tuple[str, str], list[_Given]] = defaultdict(list)
    for record in (record for record in records if record.row in found):
        for part, text in record.points.items():
            mark = marks.get(part, FullMark(part))
            if mark.asks:
                continue
            try:
                points = meaning(found[record.row].member.public_id, part, mark.convert(text))
            except Refused as wrong:
                refused.append(_refused(record.row, found[record.row], part, text, wrong))
            else:
                told[found[record.row].member.public_id, part].append(
                    _Given(found[record.row], record.row, points, "" if mark.convert(text) == text else text)
                )
    lines = []
    for (public_id, part), rows in told.items():
        if len({one.points for one in rows}) > 1:
            refused.append(_twice(part, rows))
            continue
        one = rows[0]
        lines.append(ScoreLine(one.trainee, part, one.row, one.points, now.get((public_id, part), ""), one.written))
    named = {match.trainee.member.id for match in people if match.trainee}
    missing = [one for one in trainees if one.member.id not in named]
    return ScorePlan(lines, refused, people, missing, full)


def _refused(row: int, trainee: Trainee, part: str, text: str, wrong: Refused) -> str:
    return f"第 {row} 行 {trainee.member.label}“{part}”写着“{text}”：{'；'.join(wrong.reasons)}"


@dataclass(frozen=True, slots=True)
class _Given:
    """What one row gives a trainee in a component, and what is written there where that was converted."""

    trainee: Trainee
    row: int
    points: str
    written: str


def _twice(part: str, given: Sequence[_Given]) -> str:
    places = "、".join(f"第 {one.row} 行 {one.points or '空'}" for one in given)
    return f"{given[0].trainee.member.label}“{part}”有几个不同的分数（{places}），不知道用哪一个，请在文件里只留一行"
