"""What follows a class: relays, mentoring, where trainees went, and honours."""

from collections.abc import Mapping

from trainingapp.cli.seeds.records import RECORDED_BY
from trainingapp.cli.seeds.rows import Entry, Rows
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.curriculum.models import Lecturer
from trainingapp.followup.models import (
    Cascade,
    CascadeTask,
    Destination,
    Honour,
    Mentorship,
    PointsEntry,
    PointsItem,
    Talk,
)
from trainingapp.followup.terms import DestinationKind, HonourLevel, PointsState, RelayForm
from trainingapp.people.models import Organisation

Trainees = Mapping[int, Enrolment]
CHECKED_BY = "示例核查人"


def add_followup(rows: Rows, cohort: Cohort, trainees: Trainees, entry: Entry | None) -> None:
    """Add what followed a class; what is there already is left alone."""
    if entry is None:
        return
    for cascade in entry.get("cascades", []):
        _add_cascade(rows, cohort, trainees, cascade)
    for pair in entry.get("mentorships", []):
        _add_pair(rows, cohort, trainees[pair["trainee"]], pair)
    for number, kind, since, post in entry.get("destinations", []):
        key = {"enrolment_id": trainees[number].id, "since": since}
        rows.ensure(Destination, key, kind=DestinationKind(kind), post=post)
    for honour in entry.get("honours", []):
        _add_honour(rows, honour)
    _add_points(rows, trainees, entry.get("points", {}))
    rows.flush()


def _add_cascade(rows: Rows, cohort: Cohort, trainees: Trainees, entry: Entry) -> None:
    """Have each trainee relay to the own organisation; reports are [day, people, form] by the trainee's number."""
    key = {"cohort_id": cohort.id, "topic": entry["topic"]}
    if rows.find(Cascade, **key):
        return
    cascade = rows.add(Cascade(**key, due_on=entry["due_on"], requirements=entry.get("requirements", "")))
    reports = entry.get("reports", {})
    for number in entry["trainees"]:
        of_whom = {"enrolment_id": trainees[number].id, "organisation_id": trainees[number].organisation_id}
        day, people, form = reports.get(number, (None, 0, None))
        told = {"done_on": day, "headcount": people, "form": RelayForm(form) if form else None}
        rows.note(CascadeTask(cascade_id=cascade.id, **of_whom, **told))


def _add_pair(rows: Rows, cohort: Cohort, trainee: Enrolment, entry: Entry) -> None:
    key = {"enrolment_id": trainee.id, "mentor": entry["mentor"]}
    if rows.find(Mentorship, **key):
        return
    told = {name: entry[name] for name in ("mentor_post", "starts_on", "goals")}
    lecturer = rows.find(Lecturer, name=entry["mentor"])
    pair = rows.add(Mentorship(cohort_id=cohort.id, lecturer_id=lecturer.id if lecturer else None, **key, **told))
    for day, place, content in entry.get("talks", []):
        rows.note(Talk(mentorship_id=pair.id, held_on=day, place=place, content=content, recorded_by=RECORDED_BY))


def _add_points(rows: Rows, trainees: Trainees, entry: Entry) -> None:
    """Add the lines of the rules, and entries [line, trainee's number, day, evidence, state, note of the check]."""
    items = {
        name: rows.ensure(PointsItem, {"name": name}, points=points, source=source)
        for name, points, source in entry.get("items", [])
    }
    for name, number, day, evidence, state, note in entry.get("entries", []):
        item, checked = items[name], PointsState(state) is not PointsState.ENTERED
        rows.ensure(
            PointsEntry,
            {"item_id": item.id, "person_id": trainees[number].person_id, "earned_on": day},
            points=item.points,
            evidence=evidence,
            state=PointsState(state),
            recorded_by=RECORDED_BY,
            checked_by=CHECKED_BY if checked else "",
            check_note=note,
        )


def _add_honour(rows: Rows, entry: Entry) -> None:
    """Add an honour for each of its holders: `holders` are persons, `organisations` are found by their short names."""
    told = {name: entry[name] for name in ("giver", "note") if name in entry} | {"level": HonourLevel(entry["level"])}
    usual = {"name": entry["name"], "cycle": entry.get("cycle", "")}
    for holder in entry.get("holders", []):
        rows.ensure(Honour, {**usual, "holder": holder, "organisation_id": None}, **told)
    for name in entry.get("organisations", []):
        one = rows.get(Organisation, short_name=name)
        rows.ensure(Honour, {**usual, "holder": "", "organisation_id": one.id}, **told)
