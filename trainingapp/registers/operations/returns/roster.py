"""An edited roster: what the class keeps of each trainee, the number, and corrections of name and phone."""

from collections import defaultdict
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
from trainingapp.people.rules.births import read_birth, read_month
from trainingapp.people.rules.fields import read_education, read_ethnic, read_gender, read_politics, read_text
from trainingapp.people.rules.names import clean_name, name_problem
from trainingapp.people.rules.phones import read_phone
from trainingapp.people.rules.readings import Reading
from trainingapp.people.terms import Gender
from trainingapp.registers.rules.entries import HIGHEST_NUMBER
from trainingapp.registers.rules.returning import Comparison, Difference, Meaning
from trainingapp.registers.rules.tracking import NAME

MONTHS = frozenset({"birth_month", "party_month", "post_month"})
LONGEST_NUMBER = len(str(HIGHEST_NUMBER))
DOUBTFUL_MONTH = "看不出是哪个月，请按文本写成 1985.10 这样的年月"

READERS: Mapping[str, Callable[[object], Reading]] = {
    "gender": read_gender,
    "ethnic": read_ethnic,
    "birth_month": partial(read_birth, as_text=False),
    "education": read_education,
    "party_month": partial(read_month, what="入党时间", as_text=False),
    "post_month": partial(read_month, what="任职时间", as_text=False),
    "politics": read_politics,
    "organisation": partial(read_text, what="单位", limit=120),
    "post": partial(read_text, what="职务", limit=80),
    "reserve_category": partial(read_text, what="后备类别", limit=40),
    "group": partial(read_text, what="组别", limit=40),
    "track": partial(read_text, what="班型", limit=40),
    "phone": read_phone,
    "note": partial(read_text, what="备注", limit=200),
}


def meaning(cohort: Cohort) -> Meaning:
    """Return what may be written in a roster's cell: what an import reads there, groups and tracks of the class."""
    offered = {
        "group": {group.name for group in cohort.groups},
        "track": {track.name for track in cohort.tracks},
    }

    def read(_row_id: str, key: str, text: str) -> str:
        if key in PLAIN:
            return PLAIN[key](text)
        reading = READERS[key](text)
        if reading.note is not None and (reading.note.refuses or key in MONTHS):
            raise Refused(reading.note.message if reading.note.refuses else DOUBTFUL_MONTH)
        value = reading.value or ""
        if value and value not in offered.get(key, {value}):
            raise Refused(f"本班没有“{value}”，已有的：{'、'.join(sorted(offered[key])) or '还没有分'}")
        return value

    return read


def _read_name(text: str) -> str:
    name = clean_name(text).name
    fault = name_problem(name)
    if not name or fault:
        raise Refused(fault.message if fault else "姓名不能空着；不再来的学员，请到“学员”里办退出")
    return name


def _read_number(text: str) -> str:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else 0
    if not number:
        raise Refused(f"编号要填 1 到 {HIGHEST_NUMBER} 的整数")
    return str(number)


def _refuse_role(text: str) -> str:
    del text
    raise Refused("班委、支部和组长的职务请到“班委”和“分组”里改")


PLAIN: Mapping[str, Callable[[str], str]] = {NAME: _read_name, "number": _read_number, "role": _refuse_role}


def judge(cohort: Cohort, comparison: Comparison) -> None:
    """Refuse numbers that two would have, and say of another name that it corrects the same person's."""
    rows = list_roster(cohort.id, with_withdrawn=True)
    names = {one.public_id: one.name for one in rows}
    standing = {one.public_id: one.number for one in rows}
    while doubled := _doubled(comparison, standing):
        for one, others in doubled:
            held = "、".join(names[other] for other in others)
            comparison.refuse([one], f"编号 {one.change} 是“{held}”的，一个编号只能给一个人")
    comparison.warnings += [
        f"{one.place} “{one.who}”改成“{one.change}”，是更正同一个人的姓名；换了人，请退出“{one.who}”，另行添加"
        for one in comparison.to_take
        if one.key == NAME
    ]


def _doubled(comparison: Comparison, standing: Mapping[str, int]) -> list[tuple[Difference, list[str]]]:
    """Return the new numbers that somebody else would have as well, with whose they are."""
    edits = {one.row_id: one for one in comparison.to_take if one.key == "number"}
    numbers = {**standing, **{row_id: int(one.change) for row_id, one in edits.items()}}
    holders: dict[int, list[str]] = defaultdict(list)
    for row_id, number in numbers.items():
        holders[number].append(row_id)
    return [
        (one, others)
        for row_id, one in edits.items()
        if (others := [other for other in holders[numbers[row_id]] if other != row_id])
    ]


def take(actor: Actor, cohort: Cohort, edits: Sequence[Difference], reason: str) -> None:
    """Change the trainees' snapshots in this class; who changes group leads none any more."""
    del reason
    organisations = match_organisations({edit.change for edit in edits if edit.key == "organisation"})
    groups = {group.name: group for group in cohort.groups}
    tracks = {track.name: track for track in cohort.tracks}
    numbers = {edit.row_id: int(edit.change) for edit in edits if edit.key == "number"}
    wanted: dict[str, dict[str, Any]] = {}
    for edit in edits:
        values = wanted.setdefault(edit.row_id, {})
        if edit.key == "group":
            values |= {"group": groups.get(edit.change), "group_role": GroupRole.MEMBER}
        elif edit.key == "track":
            values |= {"track": tracks.get(edit.change)}
        elif edit.key != "number":
            values |= _values(edit, organisations)
    rows = {one.public_id: one for one in list_roster(cohort.id)}
    cohorts.number_trainees(actor, cohort, numbers={rows[row_id]: number for row_id, number in numbers.items()})
    for row_id, values in wanted.items():
        if values:
            cohorts.change_enrolment(actor, rows[row_id], **values)


def _values(edit: Difference, organisations: Mapping[str, Organisation]) -> dict[str, Any]:
    if edit.key == "organisation":
        found = organisations.get(edit.change)
        return {"organisation_name": edit.change, "organisation_id": found.id if found else None}
    if edit.key == "gender":
        return {"gender": Gender.by_label(edit.change)}
    return {edit.key: edit.change}
