"""What is wrong with sessions where they stand, or would be elsewhere: the rules, asked with what is stored."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from trainingapp.timetable.models import Session
from trainingapp.timetable.queries.cards import (
    Expected,
    cards_of,
    cards_without_outings,
    members_of,
    with_outings,
)
from trainingapp.timetable.queries.facts import gather_facts, outings_of
from trainingapp.timetable.queries.neighbours import cards_elsewhere, sessions_near
from trainingapp.timetable.queries.sessions import (
    class_sessions_on,
    classes_sharing_people,
    list_sessions,
)
from trainingapp.timetable.rules.cards import Card, Conflict, Facts
from trainingapp.timetable.rules.conflicts import find_conflicts
from trainingapp.timetable.rules.fitting import Cell, Fit, judge_cells, place_card


@dataclass(frozen=True)
class Surroundings:
    """Sessions as cards, what they may clash with, and what the rules know beside them."""

    cards: Sequence[Card]
    neighbours: Sequence[Card]
    facts: Facts


def class_conflicts(sessions: Sequence[Session]) -> list[Conflict]:
    """Return every conflict that touches these sessions: among themselves and with other classes.

    `sessions` are all planned ones of the classes in question, so that openings and closings are judged against them.
    """
    if not sessions:
        return []
    around = _look_around(_where_they_are(sessions), sessions)
    return find_conflicts(around.cards, around.neighbours, around.facts)


def session_conflicts(session: Session) -> list[Conflict]:
    """Return what is wrong with a session where it stands now, among its class and other classes."""
    return conflicts_of([session])


def conflicts_of(sessions: Sequence[Session]) -> list[Conflict]:
    """Return what is wrong with some sessions where they stand now, among their classes and other ones."""
    classes = {one.cohort_id: one.cohort for one in sessions}
    if not classes:
        return []
    own = list_sessions(*classes.values())
    around = _look_around(_where_they_are(sessions), own)
    return find_conflicts(around.cards, around.neighbours, around.facts)


def conflicts_if(placed: Sequence[tuple[Session, date]], changed: Callable[[Card], Card]) -> list[Conflict]:
    """Return what would be wrong with sessions of one class if their cards were `changed`, each put on its day."""
    if not placed:
        return []
    around = _look_around(placed, list_sessions(placed[0][0].cohort))
    return find_conflicts([changed(card) for card in around.cards], around.neighbours, around.facts)


def conflicts_among(sessions: Sequence[Session]) -> list[Conflict]:
    """Return what clashes for some sessions of any classes, with whatever else there is on their days.

    What has to do with a class's other days (opening, closing, what follows what) is told on the class's own page.
    """
    if not sessions:
        return []
    days = {session.held_on for session in sessions}
    own = class_sessions_on({one.cohort_id for one in sessions}, days)
    around = _look_around(_where_they_are(sessions), own)
    return find_conflicts(around.cards, around.neighbours, around.facts)


def conflicts_of_copies(copies: Mapping[int, Session]) -> list[Conflict]:
    """Return what would be wrong with the sessions of a new class, by the ids of those that they are copies of.

    They are not stored yet; a visit is judged with the outing of the one that it was copied from.
    """
    if not copies:
        return []
    around = _look_around(_where_they_are(copies.values()), ())
    outings = outings_of(copies)
    made = {copy.id: outings[key] for key, copy in copies.items() if key in outings}
    cards = [replace(card, outing=made[card.id]) if card.id in made else card for card in around.cards]
    return find_conflicts(cards, around.neighbours, around.facts)


def find_fits(session: Session, cells: Sequence[Cell]) -> list[Fit]:
    """Return of each cell whether a session fits there and why not; constant queries, whatever the number of cells."""
    around = _look_around([(session, day) for day, _ in cells], list_sessions(session.cohort))
    return judge_cells(around.cards[0], cells, around.neighbours, around.facts)


def find_place(session: Session, cell: Cell, *, again: bool = False) -> Card | None:
    """Return a session as a card in a half-day of its class, after what its trainees have there; None if too long.

    The session itself counts only where it is to be held `again`.
    """
    card, *own = cards_of([session, *list_sessions(session.cohort)])
    return place_card(card, cell, own, again=again)


def _where_they_are(sessions: Iterable[Session]) -> list[tuple[Session, date]]:
    return [(session, session.held_on) for session in sessions]


def _look_around(judged: Collection[tuple[Session, date]], own: Iterable[Session]) -> Surroundings:
    """Gather what the rules need to judge sessions on these days; `own` are sessions of their classes."""
    sessions = {session.id: session for session, _ in judged}
    classes = {session.cohort_id for session in sessions.values()}
    shared = classes_sharing_people(classes)
    near = sessions_near(judged, shared)
    members = members_of(classes | shared)
    expected = Expected(members)
    own_cards = cards_without_outings([*sessions.values(), *(one for one in own if one.id not in sessions)], expected)
    cards = with_outings([*own_cards, *cards_elsewhere(near.session_ids, classes, expected)])
    names = {member.person: member.name for of_class in members.values() for member in of_class}
    facts = replace(gather_facts(names), taught=near.taught)
    return Surroundings(cards[: len(sessions)], cards[len(sessions) :], facts)
