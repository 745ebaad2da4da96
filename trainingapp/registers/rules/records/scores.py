"""Points that another machine gave, laid beside a class's components."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from trainingapp.core.errors import Refused
from trainingapp.registers.rules.records.people import Match, Trainee
from trainingapp.registers.rules.records.record import Record

Values = Mapping[tuple[str, str], str]
"""The points that stand now, by trainee's public id and component's name."""
Meaning = Callable[[str, str], str]
"""Takes a component's name and what was written; returns the points as the register writes them, or raises Refused."""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One trainee's points in one component: where they stand in the file, what they are, and what stands now."""

    trainee: Trainee
    part: str
    row: int
    points: str
    now: str

    @property
    def token(self) -> str:
        """Return what the page calls the line."""
        return f"{self.trainee.member.public_id}|{self.part}"

    @property
    def done(self) -> bool:
        """Tell whether these points stand already."""
        return self.points == self.now


@dataclass(frozen=True, slots=True)
class ScorePlan:
    """What a file would do: the lines that can be taken, what cannot in sentences, and whom nobody could tell."""

    lines: Sequence[ScoreLine]
    refused: Sequence[str]
    people: Sequence[Match]
    missing: Sequence[Trainee] = ()

    @property
    def to_take(self) -> Mapping[str, ScoreLine]:
        """Return the lines that do not stand already, by token."""
        return {line.token: line for line in self.lines if not line.done}

    @property
    def unknown(self) -> Sequence[Match]:
        """Return those whom nobody could tell."""
        return [one for one in self.people if one.trainee is None]

    @property
    def doubted(self) -> Sequence[Match]:
        """Return those who were found, and should be looked at."""
        return [one for one in self.people if one.trainee is not None and one.told]

    @property
    def fingerprint(self) -> str:
        """Return a digest of the plan: what was shown is what is taken, or it is shown again."""
        shown = [(line.token, line.points, line.now) for line in self.lines]
        return sha256(repr(sorted(shown)).encode()).hexdigest()


def plan_scores(
    records: Sequence[Record],
    people: Sequence[Match],
    trainees: Sequence[Trainee],
    now: Values,
    meaning: Meaning,
) -> ScorePlan:
    """Return what the records come to; two rows with different points for one trainee are both refused."""
    refused: list[str] = []
    told: dict[tuple[str, str], list[tuple[Trainee, int, str]]] = defaultdict(list)
    found = {row: match.trainee for match in people for row in match.rows if match.trainee}
    for record, trainee in ((record, found[record.row]) for record in records if record.row in found):
        for part, text in record.points.items():
            try:
                given = meaning(part, text)
            except Refused as wrong:
                why = "；".join(wrong.reasons)
                refused.append(f"第 {record.row} 行 {trainee.member.label}“{part}”写着“{text}”：{why}")
            else:
                told[trainee.member.public_id, part].append((trainee, record.row, given))
    lines = []
    for (public_id, part), rows in told.items():
        if len({given for _, _, given in rows}) > 1:
            refused.append(_twice(part, rows))
            continue
        trainee, row, points = rows[0]
        lines.append(ScoreLine(trainee, part, row, points, now.get((public_id, part), "")))
    named = {match.trainee.member.id for match in people if match.trainee}
    missing = [one for one in trainees if one.member.id not in named]
    return ScorePlan(lines, refused, people, missing)


def _twice(part: str, given: Sequence[tuple[Trainee, int, str]]) -> str:
    places = "、".join(f"第 {row} 行 {points or '空'}" for _, row, points in given)
    return f"{given[0][0].member.label}“{part}”有几个不同的分数（{places}），不知道用哪一个，请在文件里只留一行"
