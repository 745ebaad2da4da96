"""Who is aboard, who does not come along, who is missing, and where two phones disagree."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from trainingapp.visits.terms import Boarding


@dataclass(frozen=True, slots=True)
class Count:
    """One word about one trainee at one departure; `id` grows in the order in which the words arrived.

    `seen` is the id of the newest word about the same trainee and departure that its device knew of.
    """

    id: int
    who: int
    departure: str
    state: Boarding
    device: str
    vehicle: int | None = None
    seen: int = 0

    @property
    def said(self) -> tuple[Boarding, int | None]:
        """Return what it says: a vehicle matters only to those aboard."""
        return self.state, self.vehicle if self.state is Boarding.ABOARD else None


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds of a trainee at a departure: the newest word, and those that contradict it unanswered."""

    word: Count
    others: Sequence[Count] = ()


def stand(counts: Sequence[Count]) -> dict[tuple[int, str], Standing]:
    """Return what holds, by trainee and departure.

    A word answers the earlier ones of its own device and those that its device had seen. Words that nobody answered
    and that say different things contradict each other until somebody who sees them says one more.
    """
    about: dict[tuple[int, str], list[Count]] = {}
    for count in sorted(counts, key=lambda one: one.id):
        about.setdefault((count.who, count.departure), []).append(count)
    return {key: _stand(words) for key, words in about.items()}


def _stand(words: Sequence[Count]) -> Standing:
    unanswered = [
        word for place, word in enumerate(words) if not any(_answers(one, word) for one in words[place + 1 :])
    ]
    newest = unanswered[-1]
    return Standing(newest, [word for word in unanswered if word.said != newest.said])


def _answers(later: Count, earlier: Count) -> bool:
    return later.device == earlier.device or later.seen >= earlier.id


@dataclass(slots=True)
class Tally:
    """The trainees at one departure, each in exactly one list; `clashing` repeats those with contradicting words."""

    departure: str
    aboard: list[int] = field(default_factory=list)
    away: list[int] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    clashing: list[int] = field(default_factory=list)


def tally(
    departures: Sequence[str],
    riders: Sequence[int],
    standings: Mapping[tuple[int, str], Standing],
    on_leave: Collection[int] = (),
) -> list[Tally]:
    """Return who is where at each departure, in order.

    Who does not come along is not missed at later ones either; who has leave is not missed until somebody sees him.
    """
    away = set(on_leave)
    found = []
    for departure in departures:
        one = Tally(departure)
        for rider in riders:
            standing = standings.get((rider, departure))
            _count(one, rider, standing, away)
            if standing is not None and standing.others:
                one.clashing.append(rider)
        found.append(one)
    return found


def _count(one: Tally, rider: int, standing: Standing | None, away: set[int]) -> None:
    """Put a rider into one list; remember those who left the others, and those who came back."""
    if standing is not None:
        (away.add if standing.word.state is Boarding.AWAY else away.discard)(rider)
    if rider in away:
        one.away.append(rider)
    elif standing is not None and standing.word.state is Boarding.ABOARD:
        one.aboard.append(rider)
    else:
        one.missing.append(rider)
