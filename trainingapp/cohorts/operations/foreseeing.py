"""What taking a roster would do, told before anything is written: who is new, who changes and how, who has left."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.operations.recognising import MOST_REASONS, recognise
from trainingapp.cohorts.rules.numbers import shared_in_file
from trainingapp.cohorts.terms import EnrolmentState, GroupRole, RosterEntry, RosterForecast, TraineeChange
from trainingapp.core.changes import Recorded, recorded
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.people.models import Organisation
from trainingapp.people.queries import match_organisations
from trainingapp.people.rules.masking import mask_identity, mask_phone
from trainingapp.people.rules.names import name_key

#: What a row writes into the trainee's snapshot where it says something.
TAKEN = (
    "number",
    "name",
    "gender",
    "ethnic",
    "birth_month",
    "education",
    "politics",
    "organisation_name",
    "post",
    "party_month",
    "post_month",
    "reserve_category",
    "note",
)

NAMESAKE = (
    "第 {row} 行“{name}”：本班已有同名的 {here}，单位、手机、身份证号对不上，按另一个人新增；"
    "是同一个人的，请在文件里写上手机号或相同的单位"
)
Pairs = dict[str, tuple[Recorded, Recorded]]
"""What stands and what would stand, by field."""


def foresee(cohort: Cohort, entries: Sequence[RosterEntry]) -> RosterForecast:
    """Return what `enrol_many` would do with these rows now; rows that it would refuse are told as faults."""
    statement = (
        select(Enrolment)
        .where(Enrolment.cohort_id == cohort.id)
        .options(joinedload(Enrolment.person), joinedload(Enrolment.group), joinedload(Enrolment.track))
    )
    enrolments = db.session.scalars(statement).all()
    try:
        found = recognise(enrolments, entries)
    except Refused as refused:
        return RosterForecast(faults=tuple(refused.reasons))
    faults = _shared_numbers(enrolments, entries, found)
    if faults:
        return RosterForecast(faults=tuple(faults[:MOST_REASONS]))
    organisations = match_organisations({entry.organisation_name for entry in entries})
    known = [(entry, trainee) for entry, trainee in zip(entries, found, strict=True) if trainee]
    here = [(entry, one) for entry, one in known if one.state is not EnrolmentState.WITHDRAWN]
    led = _led(enrolments)
    changes = [
        TraineeChange(f"{one.number} {one.name}", entry.row, *_split(_pairs(entry, one, organisations, led)))
        for entry, one in here
    ]
    changed = tuple(one for one in changes if one.after)
    left = tuple(one.name for _, one in known if one.state is EnrolmentState.WITHDRAWN)
    new = [entry for entry, trainee in zip(entries, found, strict=True) if trainee is None]
    return RosterForecast(len(new), changed, len(changes) - len(changed), left, (), _namesakes(new, enrolments))


def _shared_numbers(
    enrolments: Iterable[Enrolment], entries: Iterable[RosterEntry], found: Iterable[Enrolment | None]
) -> list[str]:
    """Return why the numbers of the rows cannot be taken; a row about somebody who left gives him no number."""
    pairs = list(zip(entries, found, strict=True))
    rows = {one.id: entry for entry, one in pairs if one and one.state is not EnrolmentState.WITHDRAWN}
    holders = [(_number(one, rows.get(one.id)), holder(one, rows.get(one.id))) for one in enrolments]
    holders += [(entry.number, in_file(entry)) for entry, one in pairs if one is None and entry.number]
    return shared_in_file(holders, {entry.number for entry, _ in pairs if entry.number})


def _number(one: Enrolment, entry: RosterEntry | None) -> int:
    return (entry.number if entry else None) or one.number


def holder(one: Enrolment, entry: RosterEntry | None) -> str:
    """Return who would have a number: the row about a trainee, else how he stands in the class."""
    return in_file(entry) if entry else f"{one.name}（{one.state.label}）"


def in_file(entry: RosterEntry) -> str:
    """Return whom a row is about, and where it stands."""
    return f"{entry.name}（第 {entry.row} 行）"


def _namesakes(new: Iterable[RosterEntry], enrolments: Iterable[Enrolment]) -> tuple[str, ...]:
    """Return which new rows have the name of a trainee, in words."""
    named: dict[str, list[str]] = defaultdict(list)
    for one in enrolments:
        named[name_key(one.name)].append(f"{one.number} {one.name}（{one.organisation_name or '没有单位'}）")
    told = ((entry, named.get(name_key(entry.name))) for entry in new)
    return tuple(NAMESAKE.format(row=one.row, name=one.name, here="、".join(here)) for one, here in told if here)


def _led(enrolments: Iterable[Enrolment]) -> set[str]:
    return {one.group.name for one in enrolments if one.group and one.group_role is GroupRole.LEADER}


def _split(pairs: Pairs) -> tuple[Mapping[str, Recorded], Mapping[str, Recorded]]:
    return {name: pair[0] for name, pair in pairs.items()}, {name: pair[1] for name, pair in pairs.items()}


def _pairs(entry: RosterEntry, one: Enrolment, organisations: Mapping[str, Organisation], led: set[str]) -> Pairs:
    """Return what a row changes of a trainee, in words; a blank changes nothing."""
    said = [(name, getattr(one, name), getattr(entry, name)) for name in TAKEN if getattr(entry, name)]
    pairs: Pairs = {name: (_word(now), _word(wanted)) for name, now, wanted in said if now != wanted}
    pairs |= _places(entry, one, led)
    organisation = organisations.get(entry.organisation_name)
    wanted_id = organisation.id if organisation else None
    if entry.organisation_name and "organisation_name" not in pairs and wanted_id != one.organisation_id:
        pairs["organisation_id"] = ("", organisation.name if organisation else "")
    if entry.phone and not one.person.phone_index:
        pairs["phone"] = ("", mask_phone(entry.phone))
    if entry.identity_number and not one.person.identity_index:
        pairs["identity_number"] = ("", mask_identity(entry.identity_number))
    return pairs


def _places(entry: RosterEntry, one: Enrolment, led: set[str]) -> Pairs:
    """Return the group, the track and the leading of a group that a row changes; who changes group leads none."""
    pairs: Pairs = {}
    group, track = one.group.name if one.group else "", one.track.name if one.track else ""
    moves = bool(entry.group_name) and entry.group_name != group
    if moves:
        pairs["group"] = (group, entry.group_name)
    if entry.track_name and entry.track_name != track:
        pairs["track"] = (track, entry.track_name)
    role = GroupRole.MEMBER if moves else one.group_role
    if entry.group_name and entry.leads and entry.group_name not in led:
        led.add(entry.group_name)
        role = GroupRole.LEADER
    if role is not one.group_role:
        pairs["group_role"] = (one.group_role.label, role.label)
    return pairs


def _word(value: object) -> Recorded:
    return recorded(getattr(value, "label", value))
