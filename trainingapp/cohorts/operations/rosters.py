"""Taking a whole roster into a class: all rows in one act, all or none, and the same rows again change nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts import queries
from trainingapp.cohorts.models import Cohort, Enrolment, Group, Track
from trainingapp.cohorts.terms import EnrolmentState, RosterEntry, RosterResult
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.people import operations as people
from trainingapp.people.models import Organisation, Person
from trainingapp.people.queries import match_organisations
from trainingapp.people.rules.order import pinyin_key, stroke_key
from trainingapp.people.terms import PersonEntry

#: What a row writes into the trainee's snapshot where it says something.
TAKEN = (
    "name",
    "gender",
    "ethnic",
    "birth_month",
    "education",
    "politics",
    "organisation_name",
    "post",
    "reserve_category",
    "number",
)
NAMED_IN_TRAIL = 500


@dataclass
class _Taking:
    """The state of one act: the class's rows by what they are found by, and what happened so far."""

    cohort: Cohort
    enrolments: dict[int, Enrolment]
    groups: dict[str, Group]
    tracks: dict[str, Track]
    next_number: int
    organisations: Mapping[str, Organisation]
    taken_numbers: set[int]
    added: list[str] = field(default_factory=list)
    changed: dict[str, dict[str, object]] = field(default_factory=dict)
    unchanged: int = 0
    withdrawn: list[str] = field(default_factory=list)


def enrol_many(actor: Actor, cohort: Cohort, entries: Sequence[RosterEntry], *, source: str) -> RosterResult:
    """Take the rows of a roster into a class and return what that did; queries grow in steps of 500 rows only.

    A row's blank erases nothing. A trainee who left is not brought back by a file: he is named in the result. Groups
    and tracks that a row names are made when the class has none of that name. Leaves one row in the trail, or none
    when nothing changed. Refuses numbers that two people would share.
    """
    taking = _begin(cohort, entries)
    found = people.find_or_add_persons(actor, [_person_entry(entry, taking.organisations) for entry in entries])
    for entry, one in zip(entries, found, strict=True):
        _take(taking, entry, one.person)
    db.session.flush()
    if taking.added or taking.changed:
        audit.record(actor, "roster.imported", cohort, _told(taking, source), cohort_id=cohort.id)
    return RosterResult(len(taking.added), len(taking.changed), taking.unchanged, tuple(taking.withdrawn))


def _begin(cohort: Cohort, entries: Sequence[RosterEntry]) -> _Taking:
    rows = db.session.scalars(select(Enrolment).where(Enrolment.cohort_id == cohort.id)).all()
    return _Taking(
        cohort,
        {row.person_id: row for row in rows},
        {group.name: group for group in cohort.groups},
        {track.name: track for track in cohort.tracks},
        queries.next_number(cohort.id),
        match_organisations({entry.organisation_name for entry in entries}),
        {row.number for row in rows},
    )


def _person_entry(entry: RosterEntry, organisations: Mapping[str, Organisation]) -> PersonEntry:
    organisation = organisations.get(entry.organisation_name)
    return PersonEntry(
        entry.name,
        entry.gender,
        entry.ethnic,
        entry.birth_month,
        entry.education,
        entry.politics,
        organisation.id if organisation else None,
        entry.post,
        entry.phone,
        entry.identity_number,
    )


def _take(taking: _Taking, entry: RosterEntry, person: Person) -> None:
    known = taking.enrolments.get(person.id)
    if known is None:
        _add(taking, entry, person)
    elif known.state is EnrolmentState.WITHDRAWN:
        taking.withdrawn.append(known.name)
    else:
        _update(taking, entry, known)


def _add(taking: _Taking, entry: RosterEntry, person: Person) -> None:
    number = entry.number or taking.next_number
    _claim_number(taking, number, entry)
    enrolment = Enrolment(
        cohort=taking.cohort,
        person=person,
        joined_on=taking.cohort.starts_on,
        stroke_key=stroke_key(entry.name),
        pinyin_key=pinyin_key(entry.name, person.reading or None),
        **{name: getattr(entry, name) for name in TAKEN if name != "number"},
        **_placed(taking, entry),
        number=number,
    )
    db.session.add(enrolment)
    taking.enrolments[person.id] = enrolment
    taking.added.append(f"{number} {entry.name}")


def _claim_number(taking: _Taking, number: int, entry: RosterEntry) -> None:
    if number in taking.taken_numbers:
        raise Refused(
            f"第 {entry.row} 行“{entry.name}”的编号 {number} 已经有人用了；请改编号，或把编号列留空由系统接着编"
        )
    taking.taken_numbers.add(number)
    taking.next_number = max(taking.next_number, number + 1)


def _update(taking: _Taking, entry: RosterEntry, known: Enrolment) -> None:
    wanted = {name: value for name in TAKEN if (value := getattr(entry, name))} | _placed(taking, entry)
    if wanted.get("number", known.number) != known.number:
        _claim_number(taking, wanted["number"], entry)
    before = {name: getattr(known, name) for name, value in wanted.items() if getattr(known, name) != value}
    if not before:
        taking.unchanged += 1
        return
    for name in before:
        setattr(known, name, wanted[name])
    known.stroke_key, known.pinyin_key = stroke_key(known.name), pinyin_key(known.name)
    taking.changed[f"{known.number} {known.name}"] = {name: _shown(value) for name, value in before.items()}


def _placed(taking: _Taking, entry: RosterEntry) -> dict[str, object]:
    """Return the group, track and organisation that a row names; groups and tracks are made where there are none."""
    placed: dict[str, object] = {}
    if entry.group_name:
        placed["group"] = taking.groups.get(entry.group_name) or _make_group(taking, entry.group_name)
    if entry.track_name:
        placed["track"] = taking.tracks.get(entry.track_name) or _make_track(taking, entry.track_name)
    organisation = taking.organisations.get(entry.organisation_name)
    if organisation:
        placed["organisation_id"] = organisation.id
    return placed


def _make_group(taking: _Taking, name: str) -> Group:
    group = Group(cohort=taking.cohort, name=name, position=len(taking.groups) + 1)
    db.session.add(group)
    taking.groups[name] = group
    return group


def _make_track(taking: _Taking, name: str) -> Track:
    track = Track(cohort=taking.cohort, name=name, position=len(taking.tracks) + 1)
    db.session.add(track)
    taking.tracks[name] = track
    return track


def _shown(value: object) -> object:
    return getattr(value, "name", value)


def _told(taking: _Taking, source: str) -> Changes:
    """Return what the trail keeps: the file, who was added, and what those who changed had before."""
    changed = dict(list(taking.changed.items())[:NAMED_IN_TRAIL])
    after = {
        "source": source,
        "added": len(taking.added),
        "names": taking.added[:NAMED_IN_TRAIL],
        "changed": len(taking.changed),
        "unchanged": taking.unchanged,
    }
    return Changes(before={key: str(value) for key, value in changed.items()}, after=after)  # type: ignore[arg-type]  # a list of texts is Recorded
