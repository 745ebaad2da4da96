"""HTTP input of assessment to clean values."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from wtforms import StringField
from wtforms.validators import Length

from trainingapp.assessment.queries import ClassAssessment
from trainingapp.assessment.rules import Bracket, Part
from trainingapp.assessment.terms import Completion, Source
from trainingapp.core.errors import Refused
from trainingapp.core.fields import EnumField
from trainingapp.core.forms import ChineseForm

NAME_LENGTH = 40
#: Lines that the scheme's page offers; empty ones are left out.
PART_LINES, BAND_LINES = 8, 6


class OutcomeForm(ChineseForm):
    """What a person decides for a trainee."""

    band = StringField("等次", [Length(max=20)])
    completion = EnumField("结业", Completion)
    reason = StringField("理由", [Length(max=200)], description="和规则的建议不一样时要写")
    remark = StringField("备注", [Length(max=200)], description="印在登记表的备注栏")


class SourceForm(ChineseForm):
    """Where a scheme comes from."""

    source_text = StringField("依据", [Length(max=200)], description="印在登记表下面，如 本班实施方案第五条")


def read_scheme(form: Mapping[str, str]) -> tuple[list[Part], list[Bracket]]:
    """Return the components and bands of the page's lines. Raises Refused naming the line of what is no number."""
    parts = [
        Part(line, name, _whole(form.get(f"weight-{line}", ""), f"“{name}”的权重"), _source(form.get(f"source-{line}")))
        for line in range(1, PART_LINES + 1)
        if (name := _name(form.get(f"part-{line}", "")))
    ]
    brackets = [
        Bracket(name, _points(form.get(f"minimum-{line}", ""), f"“{name}”的分数线"), f"passes-{line}" in form)
        for line in range(1, BAND_LINES + 1)
        if (name := _name(form.get(f"band-{line}", "")))
    ]
    return parts, brackets


def _name(text: str) -> str:
    name = " ".join(text.split())
    if len(name) > NAME_LENGTH:
        raise Refused(f"名称“{name[:20]}…”太长，最多 {NAME_LENGTH} 个字")
    return name


def _source(text: str | None) -> Source:
    return Source.ATTENDANCE if text == Source.ATTENDANCE.value else Source.SCORE


def _whole(text: str, what: str) -> int:
    if not text.strip().isdecimal():
        raise Refused(f"{what}要填整数，现在是“{text}”")
    return int(text)


def _points(text: str, what: str) -> Decimal:
    try:
        value = Decimal(text.strip())
    except InvalidOperation as error:
        raise Refused(f"{what}要填数字，现在是“{text}”") from error
    if not value.is_finite():
        raise Refused(f"{what}要填数字，现在是“{text}”")
    return value


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
                scores[cell] = _points(text, f"{row.enrolment.name}的“{component.name}”") if text.strip() else None
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
