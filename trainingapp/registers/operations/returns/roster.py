"""An edited roster: what the class keeps of each trainee, except the name, the number and the person's own numbers."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from trainingapp.accounts.terms import Actor
from trainingapp.cohorts import operations as cohorts
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import list_roster
from trainingapp.cohorts.terms import GroupRole
from trainingapp.core.errors import Refused
from trainingapp.people.models import Organisation
from trainingapp.people.queries import match_organisations
from trainingapp.people.rules.births import read_birth
from trainingapp.people.rules.fields import read_education, read_ethnic, read_gender, read_politics, read_text
from trainingapp.people.rules.readings import Reading
from trainingapp.people.terms import Gender
from trainingapp.registers.rules.returning import Difference, Meaning

DOUBTFUL_MONTH = "看不出是哪个月，请按文本写成 1985.10 这样的年月"

READERS: Mapping[str, Callable[[object], Reading]] = {
    "gender": read_gender,
    "ethnic": read_ethnic,
    "birth_month": partial(read_birth, as_text=False),
    "education": read_education,
    "politics": read_politics,
    "organisation": partial(read_text, what="单位", limit=120),
    "post": partial(read_text, what="职务", limit=80),
    "reserve_category": partial(read_text, what="后备类别", limit=40),
    "group": partial(read_text, what="组别", limit=40),
    "note": partial(read_text, what="备注", limit=200),
}


def meaning(cohort: Cohort) -> Meaning:
    """Return what may be written in a roster's cell: what an import reads there, and groups that the class has."""
    groups = {group.name for group in cohort.groups}

    def read(_row_id: str, key: str, text: str) -> str:
        reading = READERS[key](text)
        if reading.note is not None and (reading.note.refuses or key == "birth_month"):
            raise Refused(reading.note.message if reading.note.refuses else DOUBTFUL_MONTH)
        value = reading.value or ""
        if key == "group" and value and value not in groups:
            raise Refused(f"本班没有“{value}”，已有的组：{'、'.join(sorted(groups)) or '还没有分组'}")
        return value

    return read


def take(actor: Actor, cohort: Cohort, edits: Sequence[Difference], reason: str) -> None:
    """Change the trainees' snapshots in this class; who changes group leads none any more."""
    del reason
    organisations = match_organisations({edit.change for edit in edits if edit.key == "organisation"})
    groups = {group.name: group for group in cohort.groups}
    wanted: dict[str, dict[str, Any]] = {}
    for edit in edits:
        values = wanted.setdefault(edit.row_id, {})
        if edit.key == "group":
            values |= {"group": groups.get(edit.change), "group_role": GroupRole.MEMBER}
        else:
            values |= _values(edit, organisations)
    for enrolment in list_roster(cohort.id):
        if enrolment.public_id in wanted:
            cohorts.change_enrolment(actor, enrolment, **wanted[enrolment.public_id])


def _values(edit: Difference, organisations: Mapping[str, Organisation]) -> dict[str, Any]:
    if edit.key == "organisation":
        found = organisations.get(edit.change)
        return {"organisation_name": edit.change, "organisation_id": found.id if found else None}
    if edit.key == "gender":
        return {"gender": Gender.by_label(edit.change)}
    return {edit.key: edit.change}
