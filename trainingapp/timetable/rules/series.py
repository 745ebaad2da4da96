"""What is wrong with the sessions of a class or of a lecturer taken together: hours, order, load."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from typing import TypeAlias

from trainingapp.timetable.rules.calendar import chinese_date
from trainingapp.timetable.rules.cards import Card, Conflict, Facts
from trainingapp.timetable.rules.ways import Way
from trainingapp.timetable.terms import ConflictKind, HalfDay

Judged: TypeAlias = Mapping[int, Card]
Half: TypeAlias = tuple[date, HalfDay]
#: A lecturer's week: by id, and by how many Mondays there have been since the year 1.
Week: TypeAlias = tuple[int, int]
#: The trainees that sit longest, the card by which it is told, and what they sit through beside it.
Crowd: TypeAlias = tuple[Decimal, Card, list[Card]]

DAYS_OF_WEEK = 7


def class_findings(own: Sequence[Card], judged: Judged, facts: Facts) -> Iterator[Conflict]:
    """Yield what is wrong with the cards of one class, given in order of time, as far as a judged one is in it."""
    yield from _half_days(own, judged)
    yield from _whole_days(own, judged, facts)
    yield from _order(own, judged)
    yield from _sequence(own, judged)


def _half_days(own: Iterable[Card], judged: Judged) -> Iterator[Conflict]:
    halves: dict[tuple[date, HalfDay], list[Card]] = defaultdict(list)
    for card in own:
        halves[card.day, card.half_day].append(card)
    for cards in halves.values():
        if sum(card.hours for card in cards) <= cards[0].cohort.hours_per_half_day:
            continue
        for total, card, beside in _crowds(cards, judged):
            limit = card.cohort.hours_per_half_day
            if total > limit:
                over = f"共 {total.normalize():f} 学时，超过每半天 {limit.normalize():f} 学时"
                yield Conflict(
                    ConflictKind.HOURS,
                    f"{chinese_date(card.day)}{card.half_day.label}{over}",
                    card,
                    beside[0] if beside else None,
                    ways_out=(Way.LENGTH, Way.HALF_DAY, Way.REASON),
                )


def _whole_days(own: Iterable[Card], judged: Judged, facts: Facts) -> Iterator[Conflict]:
    limit = facts.rules[ConflictKind.DAY_HOURS].limit
    if limit is None:
        return
    days: dict[date, list[Card]] = defaultdict(list)
    for card in own:
        days[card.day].append(card)
    for cards in days.values():
        if sum(card.hours for card in cards) <= limit:
            continue
        for total, card, beside in _crowds(cards, judged):
            if total > limit:
                message = f"{chinese_date(card.day)}共 {total.normalize():f} 学时，超过每天 {limit.normalize():f} 学时"
                ways = (Way.LENGTH, Way.DAY, Way.REASON)
                yield Conflict(ConflictKind.DAY_HOURS, message, card, beside[0] if beside else None, ways_out=ways)


def _crowds(cards: Sequence[Card], judged: Judged) -> list[Crowd]:
    """Return of these cards the judged one whose trainees sit longest, with what they sit through; none without one.

    Counted is what one trainee sits through: tracks that run side by side do not add up.
    """
    crowds = [
        (sum((one.hours for one in sat), Decimal(0)), card, [one for one in sat if one is not card])
        for card in cards
        if card.id in judged
        for sat in _sittings(card, cards)
    ]
    return [max(crowds, key=lambda crowd: crowd[0])] if crowds else []


def _sittings(card: Card, cards: Sequence[Card]) -> Iterator[list[Card]]:
    """Yield what each kind of trainee of a card sits through: by person; where nobody is known, by track and group."""
    if card.people:
        seen = {tuple(one.id for one in cards if person in one.people) for person in card.people}
        yield from ([one for one in cards if one.id in ids] for ids in seen)
        return
    unknown = [one for one in cards if not one.people]
    tracks = card.tracks.keys() or {key for one in unknown for key in one.tracks} or {0}
    groups = card.groups.keys() or {key for one in unknown for key in one.groups} or {0}
    for track, group in product(tracks, groups):
        yield [one for one in unknown if one is card or one.is_for_all or track in one.tracks or group in one.groups]


def _order(own: Sequence[Card], judged: Judged) -> Iterator[Conflict]:
    """Judge the opening and the closing of a class against its other sessions."""
    for ceremony in own:
        if ceremony.opening:
            early = [card for card in own if card.starts < ceremony.starts]
            yield from _misplaced(ceremony, early, judged, "开班仪式之前已经有课", "排在开班仪式之前")
        if ceremony.closing:
            late = [card for card in own if card.starts > ceremony.starts]
            yield from _misplaced(ceremony, late, judged, "结业仪式之后还有课", "排在结业仪式之后")


def _misplaced(
    ceremony: Card, cards: Sequence[Card], judged: Judged, of_ceremony: str, of_card: str
) -> Iterator[Conflict]:
    """Tell it once of the ceremony where that is judged, else of each judged card."""
    ways = (Way.SEQUENCE, Way.REASON)
    if ceremony.id in judged and cards:
        yield Conflict(ConflictKind.ORDER, of_ceremony, ceremony, cards[0], ways_out=ways)
        return
    for card in cards:
        if card.id in judged:
            yield Conflict(ConflictKind.ORDER, of_card, card, ceremony, ways_out=ways)


def _sequence(own: Iterable[Card], judged: Judged) -> Iterator[Conflict]:
    """Judge what has to follow something: a visit its lecture, a reflection its visit."""
    by_id = {card.id: card for card in own}
    for card in by_id.values():
        first = by_id.get(card.after) if card.after else None
        if first is None or first.ends <= card.starts:
            continue
        ways = (Way.SEQUENCE, Way.NO_ORDER, Way.REASON)
        if card.id in judged:
            yield Conflict(ConflictKind.SEQUENCE, f"要排在“{first.label}”之后", card, first, ways_out=ways)
        elif first.id in judged:
            yield Conflict(ConflictKind.SEQUENCE, f"要排在“{card.label}”之前", first, card, ways_out=ways)


def load_findings(everyone: Collection[Card], judged: Judged, facts: Facts) -> Iterator[Conflict]:
    """Yield, once a week, each lecturer of a judged card who speaks on more half-days than the office wants."""
    limit = facts.rules[ConflictKind.LOAD].limit
    if limit is None:
        return
    speaking = {key for card in judged.values() for key in card.speakers}
    known = {card.id for card in everyone}
    weeks: dict[Week, set[Half]] = defaultdict(set)
    for card in everyone:
        for key in card.speakers.keys() & speaking:
            weeks[_week(key, card.day)].add((card.day, card.half_day))
    for key in speaking & facts.taught.keys():
        for one in facts.taught[key]:
            if one.session not in known:
                weeks[_week(key, one.day)].add((one.day, one.half_day))
    yield from _loads(judged, weeks, limit)


def _week(key: int, day: date) -> Week:
    return key, (day.toordinal() - 1) // DAYS_OF_WEEK


def _loads(judged: Judged, weeks: Mapping[Week, set[Half]], limit: Decimal) -> Iterator[Conflict]:
    """Tell each week that is too full by the last judged card of the lecturer in it."""
    last: dict[Week, Card] = {}
    for card in sorted(judged.values(), key=lambda one: (one.starts, one.id)):
        last.update((_week(key, card.day), card) for key in card.speakers)
    for week, card in last.items():
        halves = len(weeks[week])
        if halves > limit:
            message = f"{card.speakers[week[0]]}这一周要讲 {halves} 个半天，超过 {limit.normalize():f} 个"
            ways = (Way.WEEK, Way.LECTURER, Way.COMPARE, Way.REASON)
            yield Conflict(ConflictKind.LOAD, message, card, ways_out=ways, lecturer=week[0])
