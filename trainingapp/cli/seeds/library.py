"""Programmes, organisations and the libraries."""

from decimal import Decimal

from trainingapp.cli.seeds.rows import Entry, Rows
from trainingapp.cohorts.models import Programme, ProgrammeCompetency
from trainingapp.curriculum.models import Competency, Course, CourseCompetency, Lecturer, Venue
from trainingapp.curriculum.terms import Category, Form, LecturerKind
from trainingapp.people.models import ROOT_PATH, Organisation
from trainingapp.people.terms import OrganisationKind
from trainingapp.visits.models import Site


def add_programme(rows: Rows, entry: Entry) -> Programme:
    """Add a programme with its competencies in order."""
    values = {**entry}
    names = values.pop("competencies", [])
    programme = rows.find(Programme, code=values["code"])
    if programme:
        return programme
    programme = Programme(**values)
    programme.links = [
        ProgrammeCompetency(competency=rows.ensure(Competency, {"name": name}), position=position)
        for position, name in enumerate(names, start=1)
    ]
    return rows.add(programme)


def add_library(rows: Rows, content: Entry) -> None:
    """Add organisations, lecturers, venues, sites and courses."""
    for entry in content.get("organisations", []):
        _add_organisation(rows, entry)
    for entry in content.get("lecturers", []):
        key = {"name": entry["name"], "unit": entry["unit"]}
        rows.ensure(Lecturer, key, **{**without(entry, *key), "kind": LecturerKind(entry["kind"])})
    for entry in content.get("venues", []):
        rows.ensure(Venue, {"name": entry["name"]}, **without(entry, "name"))
    for entry in content.get("sites", []):
        rows.ensure(Site, {"name": entry["name"]}, **without(entry, "name"))
    for entry in content.get("courses", []):
        _add_course(rows, entry)


def without(entry: Entry, *names: str) -> Entry:
    """Return an entry without some of its values."""
    return {name: value for name, value in entry.items() if name not in names}


def _add_organisation(rows: Rows, entry: Entry) -> None:
    if rows.find(Organisation, name=entry["name"]):
        return
    parent = rows.get(Organisation, name=entry["parent"]) if "parent" in entry else None
    values = {**entry, "parent": parent, "kind": OrganisationKind(entry["kind"])}
    organisation = rows.add(Organisation(**values))
    organisation.path = f"{parent.path if parent else ROOT_PATH}{organisation.id}/"


def _add_course(rows: Rows, entry: Entry) -> None:
    if rows.find(Course, title=entry["title"]):
        return
    values = without(entry, "competencies")
    category = Category(entry["category"]) if entry.get("category") else None
    course = Course(**{**values, "category": category, "form": Form(entry["form"]), "hours": Decimal(entry["hours"])})
    course.links = [
        CourseCompetency(competency=rows.ensure(Competency, {"name": name})) for name in entry.get("competencies", [])
    ]
    rows.add(course)
