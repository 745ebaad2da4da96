"""Where each way out of a conflict is done: the address that the page's link leads to, filled in as far as is known."""

from collections.abc import Callable, Mapping, Sequence

from flask import g, url_for

from trainingapp.curriculum.models import Lecturer, Venue
from trainingapp.timetable.models import PlannedCourse, Session
from trainingapp.timetable.queries.substitutes import Substitutes
from trainingapp.timetable.rules.calendar import chinese_date
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.rules.fitting import Fit
from trainingapp.timetable.rules.ways import Way

#: Stands for a public id in the pattern of an address.
ANYTHING = "ANYTHING"
#: The text of a link, and where it leads; without a place the text alone.
Link = str | tuple[str, str]
Find = Callable[[Conflict, Session], str]


def address_of(endpoint: str, session: Session) -> str:
    """Return the address of a session's page."""
    return _filled(endpoint, "session", session.public_id, public_id=session.cohort.public_id)


def _filled(endpoint: str, part: str, value: str, **rest: str) -> str:
    """Return an address with a value in one part; its pattern is made once per request, for a page has hundreds."""
    patterns: dict[tuple[str, ...], str] = g.setdefault("address_patterns", {})
    key = (endpoint, part, *rest.values())
    if key not in patterns:
        patterns[key] = url_for(endpoint, **{part: ANYTHING}, **rest)  # type: ignore[arg-type]  # parts of addresses
    return patterns[key].replace(ANYTHING, value)


def show_ways(conflict: Conflict, session: Session, *, in_dialog: bool = False) -> list[Link]:
    """Return the ways out of a conflict of a session, each as a link to where it is done.

    The dialog that moves it takes the reason with which a warning is accepted itself.
    """
    found = [(way, ADDRESSES[way](conflict, session)) for way in conflict.ways_out]
    if in_dialog:
        found = [(way, "#move-session-reason" if way is Way.REASON else address) for way, address in found]
    return [(way.value, address) if address else way.value for way, address in found]


def show_planned_ways(
    conflict: Conflict, session: Session, planned: PlannedCourse, *, in_dialog: bool = False
) -> list[Link]:
    """Return the ways out of a conflict of a card of the course plan that has no place yet.

    `session` is what it would become, never stored: so they lead to the course in the plan, to libraries and pages of
    the class, and `in_dialog` to the fields of the dialog that gives it its place.
    """
    page = url_for("timetable.planned_course", public_id=session.cohort.public_id, planned=planned.public_id)
    known = {way: f"{page}#{name}" for name, ways in PLANNED_FIELDS.items() for way in ways}
    known |= {way: f"#place-planned-{name}" for name, ways in DIALOG_FIELDS.items() for way in ways if in_dialog}
    known |= {way: ADDRESSES[way](conflict, session) for way in ELSEWHERE.intersection(conflict.ways_out)}
    return [(way.value, known[way]) if known.get(way) else way.value for way in conflict.ways_out]


def show_substitutes(substitutes: Substitutes, session: Session) -> list[Link]:
    """Return rooms, lecturers and half-days that are free as links to the forms, with the change filled in."""
    page, adjust = address_of("timetable.session", session), address_of("timetable.adjust", session)
    cells = [
        (f"移到{name_cell(fit)}", f"{adjust}?day={fit.day}&half_day={fit.half_day.value}#place")
        for fit in substitutes.cells
    ]
    rooms = [(f"改到{one.name}", f"{page}?venue={one.public_id}#venue") for one in substitutes.venues]
    instead = f"&instead={substitutes.instead.public_id}" if substitutes.instead else ""
    people = [(f"改请{one.name}", f"{page}?speaker={one.public_id}{instead}#speakers") for one in substitutes.lecturers]
    return [*cells, *rooms, *people]


def name_cell(fit: Fit) -> str:
    """Return a half-day in words: 5月13日（周三）上午."""
    return f"{chinese_date(fit.day)}{fit.half_day.label}"


def _at(endpoint: str, place: str) -> Find:
    return lambda conflict, session: f"{address_of(endpoint, session)}#{place}"  # noqa: ARG005 - one shape for all


def _lecturer(conflict: Conflict, session: Session) -> Lecturer | None:
    return next((row.lecturer for row in session.teachings if row.lecturer_id == conflict.lecturer), None)


def _lecturer_times(conflict: Conflict, session: Session) -> str:
    lecturer = _lecturer(conflict, session)
    return _filled("curriculum.lecturer_times", "public_id", lecturer.public_id) if lecturer else ""


def _week_of_lecturer(conflict: Conflict, session: Session) -> str:
    lecturer = _lecturer(conflict, session)
    if lecturer is None:
        return ""
    return _filled("timetable.board", "lecturer", lecturer.public_id) + f"&week={conflict.card.day}"


def _library_venue(conflict: Conflict, session: Session) -> str:
    del conflict
    venue: Venue | None = session.venue
    return _filled("curriculum.venue", "public_id", venue.public_id) if venue else ""


def _class_page(endpoint: str) -> Find:
    return lambda conflict, session: _filled(endpoint, "public_id", session.cohort.public_id)  # noqa: ARG005 - as above


def _addresses(places: Mapping[Find, Sequence[Way]]) -> Mapping[Way, Find]:
    return {way: find for find, ways in places.items() for way in ways}


#: What is done in the libraries and on pages of the class, whether the session stands yet or not.
ELSEWHERE = frozenset({Way.LECTURER_TIME, Way.COMPARE, Way.PARALLEL_VENUE, Way.VENUE_FEATURES, Way.PERIOD, Way.LEAVE})
TIMES = (Way.TIME, Way.WORKDAY, Way.DATE, Way.HALF_DAY, Way.DAY, Way.WEEK)
VENUES = (Way.VENUE, Way.CHOOSE_VENUE, Way.LARGER_VENUE, Way.NEARER_VENUE)
ON_THE_WAY = (
    Way.OTHER_VEHICLE,
    Way.MORE_VEHICLES,
    Way.GATHER,
    Way.LEAVE_EARLIER,
    Way.ARRIVE_LATER,
    Way.OTHER_SITE,
    Way.IN_TURNS,
)
#: The fields of a course of the plan.
PLANNED_FIELDS: Mapping[str, Sequence[Way]] = {
    "minutes": (Way.LENGTH,),
    "lecturers": (Way.LECTURER, Way.CHOOSE_LECTURER),
    "host": (Way.HOST,),
    "venues": VENUES,
    "audience": (Way.AUDIENCE, Way.PARTS),
    "after": (Way.SEQUENCE, Way.NO_ORDER),
    "stops": ON_THE_WAY,
}
#: The fields of the dialog that gives a card of the plan its place.
DIALOG_FIELDS: Mapping[str, Sequence[Way]] = {"day": TIMES, "reason": (Way.REASON,)}
ADDRESSES = _addresses(
    {
        _at("timetable.adjust", "fits"): TIMES,
        _at("timetable.adjust", "swap"): (Way.SEQUENCE,),
        _at("timetable.adjust", "order"): (Way.NO_ORDER,),
        _at("timetable.adjust", "resize"): (Way.LENGTH,),
        _at("timetable.session", "speakers"): (Way.LECTURER, Way.CHOOSE_LECTURER),
        _at("timetable.session", "host"): (Way.HOST,),
        _at("timetable.session", "venue"): VENUES,
        _at("timetable.session", "audience"): (Way.AUDIENCE, Way.PARTS),
        _at("timetable.session", "accepted_reason"): (Way.REASON,),
        _at("visits.plan", "main"): ON_THE_WAY,
        _lecturer_times: (Way.LECTURER_TIME,),
        _week_of_lecturer: (Way.COMPARE,),
        _library_venue: (Way.PARALLEL_VENUE, Way.VENUE_FEATURES),
        _class_page("cohorts.edit_class"): (Way.PERIOD,),
        _class_page("attendance.new_leave"): (Way.LEAVE,),
    }
)
