"""HTTP input of assessment to clean values."""

from collections.abc import Mapping
from decimal import Decimal

from wtforms import IntegerField, StringField
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput

from trainingapp.assessment.queries import ClassAssessment
from trainingapp.assessment.rules import BAND_NAME_LENGTH, PART_NAME_LENGTH, Bracket, Part, read_number
from trainingapp.assessment.terms import Completion, Source
from trainingapp.core.errors import Refused
from trainingapp.core.fields import EnumField
from trainingapp.core.forms import ChineseForm

#: Lines that the scheme's page offers; empty ones are left out.
PART_LINES, BAND_LINES = 8, 6


class SeenForm(ChineseForm):
    """A form that sends back the version of what its page showed; None where it was not sent."""

    version = IntegerField(validators=[Optional()], widget=HiddenInput())


class OutcomeForm(SeenForm):
    """What a person decides for a trainee."""

    band = StringField("等次", [Length(max=20)])
    completion = EnumField("结业", Completion)
    reason = StringField("理由", [Length(max=200)], description="和规则的建议不一样时要写")
    remark = StringField("备注", [Length(max=200)], description="印在登记表的备注栏")


class SourceForm(SeenForm):
    """Where a scheme comes from."""

    source_text = StringField("依据", [Length(max=200)], description="印在登记表下面，如 本班实施方案第五条")


def read_scheme(form: Mapping[str, str]) -> tuple[list[Part], list[Bracket]]:
    """Return the components and bands of the page's lines. Raises Refused naming the line of what is no number."""
    parts = [
        Part(
            _whole(form.get(f"key-{line}") or str(line), "页面上的编号"),
            name,
            _whole(form.get(f"weight-{line}", ""), f"“{name}”的权重"),
            _source(form.get(f"source-{line}")),
        )
        for line in range(1, PART_LINES + 1)
        if (name := _name(form.get(f"part-{line}", ""), PART_NAME_LENGTH))
    ]
    brackets = [
        Bracket(name, read_number(form.get(f"minimum-{line}", ""), f"“{name}”的分数线"), f"passes-{line}" in form)
        for line in range(1, BAND_LINES + 1)
        if (name := _name(form.get(f"band-{line}", ""), BAND_NAME_LENGTH))
    ]
    return parts, brackets


def _name(text: str, limit: int) -> str:
    name = " ".join(text.split())
    if len(name) > limit:
        raise Refused(f"名称“{name[:20]}…”太长，最多 {limit} 个字")
    return name


def _source(text: str | None) -> Source:
    return Source.ATTENDANCE if text == Source.ATTENDANCE.value else Source.SCORE


def _whole(text: str, what: str) -> int:
    number = read_number(text, what)
    if number % 1:
        raise Refused(f"{what}要填整数，现在是“{text.strip()[:20]}”")
    return int(number)


def read_scores(
    form: Mapping[str, str], found: ClassAssessment
) -> tuple[dict[tuple[int, int], Decimal | None], dict[tuple[int, int], int]]:
    """Return the scores that the person changed and the versions of what the page showed, by trainee and component.

    Raises Refused that names the trainee and the component of whatever is no number.
    """
    scores: dict[tuple[int, int], Decimal | None] = {}
    versions: dict[tuple[int, int], int] = {}
    faults: list[str] = []
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
                scores[cell] = read_number(text, f"{row.enrolment.name}的“{component.name}”") if text.strip() else None
            except Refused as fault:
                faults += fault.reasons
    if faults:
        raise Refused(*faults)
    return scores, versions


def _version(seen: str) -> int:
    version = seen.partition(" ")[0]
    if not version.isdecimal():
        raise Refused("页面内容不完整，没有保存。请刷新页面后再登记")
    return int(version)
