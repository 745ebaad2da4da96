"""A class with its tracks, groups and trainees."""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal

from trainingapp.cli.seeds.library import without
from trainingapp.cli.seeds.rows import Entry, Rows
from trainingapp.cohorts.models import Cohort, Enrolment, Group, Programme, Track
from trainingapp.cohorts.terms import ClassRole, GroupRole, Presets, SortRule, Stage
from trainingapp.core.encryption import keyring
from trainingapp.people.models import Organisation, Person
from trainingapp.people.rules.order import sort_keys
from trainingapp.people.terms import Gender


def add_cohort(rows: Rows, content: Entry, programme: Programme) -> Cohort:
    """Add the class, its tracks and its groups."""
    entry: Entry = content["cohort"]
    cohort = rows.find(Cohort, code=entry["code"]) or _make_cohort(rows, entry, programme)
    for position, name in enumerate(content.get("tracks", []), start=1):
        rows.ensure(Track, {"cohort_id": cohort.id, "name": name}, position=position)
    for position, group in enumerate(content.get("groups", []), start=1):
        key = {"cohort_id": cohort.id, "name": group["name"]}
        rows.ensure(Group, key, theme=group.get("theme", ""), position=position)
    return cohort


def _make_cohort(rows: Rows, entry: Entry, programme: Programme) -> Cohort:
    values = without(entry, "presets")
    values["host"] = rows.get(Organisation, name=entry["host"])
    values["stage"] = Stage(entry["stage"])
    values["hours_per_half_day"] = Decimal(entry["hours_per_half_day"])
    return rows.add(Cohort(**values, programme=programme, stored_presets=_presets(entry.get("presets", {}))))


def _presets(entry: Entry) -> Entry:
    given = {**entry}
    if "sort_rule" in given:
        given["sort_rule"] = SortRule(given["sort_rule"])
    return asdict(Presets(**given))


def add_trainees(rows: Rows, cohort: Cohort, entry: Entry) -> Mapping[int, Enrolment]:
    """Add the trainees, listed as rows under `columns`; return the class's trainees by their number in the list."""
    tracks = {track.name: track for track in rows.all(Track, cohort_id=cohort.id)}
    groups = {group.name: group for group in rows.all(Group, cohort_id=cohort.id)}
    organisations = {organisation.short_name: organisation for organisation in rows.all(Organisation)}
    trainees = {}
    for row in entry.get("rows", []):
        values: Entry = {**entry.get("defaults", {}), **dict(zip(entry["columns"], row, strict=True))}
        values["track"] = tracks[values["track"]] if values.get("track") else None
        values["group"] = groups[values["group"]] if values.get("group") else None
        values["organisation_name"] = values["organisation"]
        values["organisation"] = organisations.get(values["organisation"])
        trainees[values["number"]] = _add_trainee(rows, cohort, values)
    rows.flush()
    return trainees


def _add_trainee(rows: Rows, cohort: Cohort, values: Entry) -> Enrolment:
    person = rows.find(Person, phone_index=keyring().index(values["phone"])) or _make_person(rows, values)
    found = rows.find(Enrolment, cohort_id=cohort.id, person_id=person.id)
    return found or _make_enrolment(rows, cohort, person, values)


def _kept_twice(values: Entry) -> Entry:
    """Return what the person has now and the enrolment keeps as it was in the class."""
    names = ("name", "ethnic", "birth_month", "education", "politics", "organisation", "post")
    return {name: values[name] for name in names} | {"gender": Gender.by_label(values["gender"])}


def _make_person(rows: Rows, values: Entry) -> Person:
    person = rows.add(Person(**_kept_twice(values)))
    person.phone = values["phone"]
    return person


def _make_enrolment(rows: Rows, cohort: Cohort, person: Person, values: Entry) -> Enrolment:
    enrolment = Enrolment(
        **_kept_twice(values),
        cohort=cohort,
        person=person,
        number=values["number"],
        organisation_name=values["organisation_name"],
        reserve_category=values.get("reserve_category", ""),
        track=values["track"],
        group=values["group"],
        group_role=GroupRole(values.get("group_role") or GroupRole.MEMBER),
        class_role=ClassRole(values.get("class_role") or ClassRole.MEMBER),
        joined_on=cohort.starts_on,
        **sort_keys(values["name"]),
    )
    return rows.add(enrolment)
