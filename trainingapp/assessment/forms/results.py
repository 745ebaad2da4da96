"""The pages of scores and decisions to values."""

from collections.abc import Mapping
from typing import TypeAlias

from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length

from trainingapp.assessment.forms.page import Page
from trainingapp.assessment.forms.schemes import SeenForm
from trainingapp.assessment.operations import MISSED, Entered, WrongScores
from trainingapp.assessment.queries import ClassAssessment
from trainingapp.assessment.rules import RATINGS, read_number, read_whole
from trainingapp.assessment.terms import Completion, OffenceKind
from trainingapp.cohorts.models import Enrolment
from trainingapp.core.errors import Refused
from trainingapp.core.fields import EnumField
from trainingapp.core.forms import ChineseForm
from trainingapp.curriculum.models import Competency

Place: TypeAlias = tuple[Enrolment, Competency]
"""Who is rated, and in what."""
#: How people write that somebody was not there.
MISSED_WORDS = frozenset({"缺考", "缺", "缺席"})


class OutcomeForm(SeenForm):
    """What a person decides for a trainee."""

    band = StringField("等次", [Length(max=20)])
    completion = EnumField("结业", Completion)
    reason = StringField("理由", [Length(max=200)], description="和规则的建议不一样时要写")
    remark = StringField("备注", [Length(max=200)], description="印在登记表的备注栏")


class OffenceForm(ChineseForm):
    """A breach of discipline."""

    kind = EnumField("违纪情形", OffenceKind)
    found_on = DateField("发现日期", [InputRequired("请填发现日期")])
    note = StringField("情况说明", [InputRequired("请写明情况"), Length(max=200)])


def read_scores(
    form: Mapping[str, str], found: ClassAssessment
) -> tuple[dict[tuple[int, int], Entered], dict[tuple[int, int], int]]:
    """Return the scores that the person changed and the versions of what the page showed, by trainee and component.

    Raises WrongScores that names the trainee and the component of whatever is no number.
    """
    scores: dict[tuple[int, int], Entered] = {}
    versions: dict[tuple[int, int], int] = {}
    faults: dict[tuple[int, int], str] = {}
    for row in found.rows:
        for component in found.components:
            field = f"{row.enrolment.public_id}-{component.position}"
            text = form.get(f"score-{field}")
            seen = form.get(f"seen-{field}", "")
            if text is None or text.strip() == seen.partition(" ")[2]:
                continue
            cell = (row.enrolment.id, component.id)
            versions[cell] = _version(seen)
            try:
                scores[cell] = _entered(text, f"{row.enrolment.name}的“{component.name}”")
            except Refused as fault:
                faults[cell] = "；".join(fault.reasons)
    if faults:
        raise WrongScores(faults, list(faults.values()))
    return scores, versions


def read_ratings(form: Mapping[str, str], fields: Mapping[str, Place]) -> dict[Place, int]:
    """Return the ratings that were typed into these fields; blank ones are left out.

    Raises WrongFields for what is not one of the steps from 1 to 5.
    """
    page = Page(form)
    points: dict[Place, int] = {}
    for field, (one, skill) in fields.items():
        if not page.text(field):
            continue
        points[one, skill] = page.read(field, read_whole, f"{one.name}的“{skill.name}”", 1)
        if points[one, skill] not in dict(RATINGS):
            page.note(field, f"{one.name}的“{skill.name}”要评 1 到 5 分")
    page.refuse_faulty()
    return points


def _entered(text: str, what: str) -> Entered:
    plain = text.strip()
    if plain in MISSED_WORDS:
        return MISSED
    return read_number(plain, what) if plain else None


def _version(seen: str) -> int:
    version = seen.partition(" ")[0]
    if not version.isdecimal():
        raise Refused("页面内容不完整，没有保存。请刷新页面后再登记")
    return int(version)
