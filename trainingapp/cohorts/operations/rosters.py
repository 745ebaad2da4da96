"""Taking a whole roster into a class: all rows in one act, all or none, and the same rows again change nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts import queries
from trainingapp.cohorts.models import Cohort, Enrolment, Group, Track
from trainingapp.cohorts.operations.archived import refuse_closed
from trainingapp.cohorts.operations.foreseeing import TAKEN, holder, in_file
from trainingapp.cohorts.operations.groups import next_position
from trainingapp.cohorts.operations.recognising import MOST_REASONS, recognise, twice
from trainingapp.cohorts.rules.numbers import shared_in_file
from trainingapp.cohorts.terms import EnrolmentState, GroupRole, RosterEntry, RosterResult
from trainingapp.core.changes import Changes, Recorded, recorded
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.people import operations as people
from trainingapp.people.models import Organisation, Person
from trainingapp.people.queries import match_organisations
from trainingapp.people.rules.masking import mask_identity, mask_phone
from trainingapp.people.rules.order import sort_keys
from trainingapp.people.terms import PersonEntry

NAMED_IN_TRAIL = 500
#: Said by another field of the same row, or following from one.
UNTOLD = frozenset({"organisation_id", "stroke_key", "name_stroke_key", "pinyin_key"})

Values = dict[str, object]


@dataclass
class _Taking:
    """The state of one act: the class's rows by what they are found by, and what happened so far."""

    cohort: Cohort
    enrolments: dict[int, Enrolment]
    groups: dict[str, Group]
    tracks: dict[str, Track]
    next_number: int
    organisations: Mapping[str, Organisation]
    led: set[str]
    rows: dict[int, RosterEntry] = field(default_factory=dict)
    joining: dict[int, Values] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    before: dict[str, Recorded] = field(default_factory=dict)
    after: dict[str, Recorded] = field(default_factory=dict)
    unchanged: int = 0
    withdrawn: list[str] = field(default_factory=list)


def enrol_many(actor: Actor, cohort: Cohort, entries: Sequence[RosterEntry], *, source: str) -> RosterResult:
    """Take the rows of a roster into a class and return what that did; queries grow in steps of 500 rows only.

    A row's blank erases nothing. A trainee who left is not brought back by a file: he is named in the result. Groups
    and tracks that a row names are made when the class has none of that name; who changes group leads none any more,
    and a leader that a file names leads where nobody does yet. Leaves one row in the trail, or none when nothing
    changed. Refuses two rows about one person, and a number that two people would share.
    """
    taking = _begin(cohort, entries)
    for entry, person in zip(entries, _find_persons(actor, taking, entries), strict=True):
        _take(taking, entry, person)
    _refuse_shared_numbers(taking)
    if taking.added or taking.after:
        refuse_closed(cohort, "名单")
    db.session.flush()
    _write_joining(actor, taking)
    if taking.added or taking.after:
        audit.record(actor, "roster.imported", cohort, _told(taking, source), cohort_id=cohort.id)
    return RosterResult(len(taking.added), len(taking.after), taking.unchanged, tuple(taking.withdrawn))


def _begin(cohort: Cohort, entries: Sequence[RosterEntry]) -> _Taking:
    statement = select(Enrolment).where(Enrolment.cohort_id == cohort.id).options(joinedload(Enrolment.person))
    named = (entry.number for entry in entries if entry.number)
    enrolments = db.session.scalars(statement).all()
    return _Taking(
        cohort,
        {row.person_id: row for row in enrolments},
        {group.name: group for group in cohort.groups},
        {track.name: track for track in cohort.tracks},
        max(queries.next_number(cohort.id), max(named, default=0) + 1),
        match_organisations({entry.organisation_name for entry in entries}),
        {row.group.name for row in enrolments if row.group and row.group_role is GroupRole.LEADER},
    )


def _find_persons(actor: Actor, taking: _Taking, entries: Sequence[RosterEntry]) -> list[Person]:
    """Return the person of each row: the class's own trainee, else whom the library knows, else somebody new."""
    trainees = recognise(taking.enrolments.values(), entries)
    strangers = [
        _person_entry(entry, taking.organisations)
        for entry, trainee in zip(entries, trainees, strict=True)
        if trainee is None
    ]
    found = iter(people.find_or_add_persons(actor, strangers))
    return [trainee.person if trainee else next(found).person for trainee in trainees]


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
        entry.party_month,
        entry.post_month,
    )


def _take(taking: _Taking, entry: RosterEntry, person: Person) -> None:
    earlier = taking.rows.setdefault(person.id, entry)
    if earlier is not entry:
        raise Refused(twice(entry, earlier))
    known = taking.enrolments.get(person.id)
    if known is None:
        _join(taking, entry, person)
    elif known.state is EnrolmentState.WITHDRAWN:
        taking.withdrawn.append(known.name)
    else:
        _update(taking, entry, known)


def _join(taking: _Taking, entry: RosterEntry, person: Person) -> None:
    number = entry.number or taking.next_number
    taking.next_number += not entry.number
    said = {"organisation_id": None, "group": None, "track": None, "group_role": GroupRole.MEMBER}
    whole = {name: getattr(entry, name) for name in TAKEN}
    taking.joining[person.id] = {
        **whole,
        **said,
        **_said(taking, entry),
        "number": number,
        "joined_on": taking.cohort.starts_on,
        **sort_keys(entry.name, person.reading),
    }
    taking.added.append(f"{number} {entry.name}")


def _write_joining(actor: Actor, taking: _Taking) -> None:
    """Write those who are new to the class in one statement: thousands of rows one by one would take seconds."""
    own: Values = {"office_id": actor.office_id, "cohort_id": taking.cohort.id, "version": 1}
    rows = [{**values, **own, "person_id": key, **_places(values)} for key, values in taking.joining.items()]
    for row in rows:
        del row["group"], row["track"]
    if rows:
        db.session.execute(insert(Enrolment.metadata.tables[Enrolment.__tablename__]), rows)  # not through the mapper


def _places(values: Values) -> Values:
    group, track = values["group"], values["track"]
    return {
        "group_id": group.id if isinstance(group, Group) else None,
        "track_id": track.id if isinstance(track, Track) else None,
    }


def _update(taking: _Taking, entry: RosterEntry, known: Enrolment) -> None:
    wanted = _said(taking, entry)
    if "group" in wanted and wanted["group"] is not known.group:
        wanted.setdefault("group_role", GroupRole.MEMBER)
    if entry.name != known.name:
        wanted |= sort_keys(entry.name, known.person.reading)
    before = {name: getattr(known, name) for name, value in wanted.items() if getattr(known, name) != value}
    told = f"{known.number} {known.name}"
    for name in before:
        setattr(known, name, wanted[name])
    after = {name: wanted[name] for name in before} | _fill_numbers(known.person, entry)
    if not after:
        taking.unchanged += 1
        return
    taking.before[told] = _shown(before)
    taking.after[told] = _shown(after)


def _fill_numbers(person: Person, entry: RosterEntry) -> Values:
    """Give the person the numbers that he lacks; return them masked."""
    filled: Values = {}
    if entry.phone and not person.phone_index:
        person.phone = entry.phone
        filled["phone"] = mask_phone(entry.phone)
    if entry.identity_number and not person.identity_index:
        person.identity_number = entry.identity_number
        filled["identity_number"] = mask_identity(entry.identity_number)
    return filled


def _said(taking: _Taking, entry: RosterEntry) -> Values:
    """Return what a row says of the snapshot; groups and tracks that it names are made where there are none."""
    said: Values = {name: value for name in TAKEN if (value := getattr(entry, name))}
    if entry.group_name:
        said["group"] = taking.groups.get(entry.group_name) or _make_group(taking, entry.group_name)
        if entry.leads and entry.group_name not in taking.led:
            taking.led.add(entry.group_name)
            said["group_role"] = GroupRole.LEADER
    if entry.track_name:
        said["track"] = taking.tracks.get(entry.track_name) or _make_track(taking, entry.track_name)
    if entry.organisation_name:
        organisation = taking.organisations.get(entry.organisation_name)
        said["organisation_id"] = organisation.id if organisation else None
    return said


def _make_group(taking: _Taking, name: str) -> Group:
    group = Group(cohort=taking.cohort, name=name, position=next_position(taking.groups.values()))
    db.session.add(group)
    taking.groups[name] = group
    return group


def _make_track(taking: _Taking, name: str) -> Track:
    track = Track(cohort=taking.cohort, name=name, position=next_position(taking.tracks.values()))
    db.session.add(track)
    taking.tracks[name] = track
    return track


def _refuse_shared_numbers(taking: _Taking) -> None:
    """Refuse numbers of the file that two would have once all rows are taken, so that rows may swap numbers."""
    holders = [(one.number, holder(one, taking.rows.get(key))) for key, one in taking.enrolments.items()]
    joining = ((values["number"], taking.rows[key]) for key, values in taking.joining.items())
    holders += [(int(str(number)), in_file(entry)) for number, entry in joining]
    faults = shared_in_file(holders, {entry.number for entry in taking.rows.values() if entry.number})
    if faults:
        raise Refused(*faults[:MOST_REASONS])


def _shown(values: Mapping[str, object]) -> Recorded:
    """Return values as the trail keeps them: rows by their names."""
    shown = {name: getattr(value, "label", getattr(value, "name", value)) for name, value in values.items()}
    return {name: recorded(value) for name, value in shown.items() if name not in UNTOLD}


def _told(taking: _Taking, source: str) -> Changes:
    """Return what the trail keeps: the file, who was added, and what those who changed had and have."""
    added: list[Recorded] = [*taking.added[:NAMED_IN_TRAIL]]
    if len(taking.added) > NAMED_IN_TRAIL:
        added.append(f"等 {len(taking.added)} 人")
    changed = list(taking.after)[:NAMED_IN_TRAIL]
    head: dict[str, Recorded] = {"source": source, "added": added}
    if len(taking.after) > NAMED_IN_TRAIL:
        head["changed"] = f"{len(taking.after)} 人，下面是前 {NAMED_IN_TRAIL} 人"
    return Changes(
        {name: taking.before[name] for name in changed},
        head | {name: taking.after[name] for name in changed},
    )
