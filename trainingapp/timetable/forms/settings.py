"""Forms of what an office sets for its timetables."""

from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from trainingapp.core.fields import EnumField, HoursField, RowField
from trainingapp.core.forms import ChineseForm
from trainingapp.core.terms import Severity
from trainingapp.curriculum import queries as curriculum
from trainingapp.timetable.operations.settings import LONGEST_WAY_MINUTES
from trainingapp.timetable.rules.severities import LIMITED, KindRule
from trainingapp.timetable.terms import ConflictKind


class RulesForm(ChineseForm):
    """How grave each kind of conflict is, by which text, from which figure on: three fields for each kind."""

    def show(self, rules: dict[ConflictKind, KindRule]) -> None:
        """Fill the fields with the rules that hold."""
        for kind, rule in rules.items():
            self[f"{kind.value}_severity"].data = rule.severity
            self[f"{kind.value}_source"].data = rule.source
            if kind in LIMITED:
                self[f"{kind.value}_limit"].data = rule.limit

    def rules(self) -> dict[ConflictKind, KindRule]:
        """Return the rules that the fields say."""
        return {
            kind: KindRule(
                self[f"{kind.value}_severity"].member,
                (self[f"{kind.value}_source"].data or "").strip(),
                self[f"{kind.value}_limit"].data if kind in LIMITED else None,
            )
            for kind in ConflictKind
        }


for _kind in ConflictKind:
    setattr(RulesForm, f"{_kind.value}_severity", EnumField(f"{_kind.label}：程度", Severity))
    _source = StringField(f"{_kind.label}：依据", [InputRequired("请写明依据"), Length(max=300)])
    setattr(RulesForm, f"{_kind.value}_source", _source)
    if _kind in LIMITED:
        setattr(RulesForm, f"{_kind.value}_limit", HoursField(f"{_kind.label}：上限", validators=[Optional()]))


class TravelForm(ChineseForm):
    """The minutes between two venues."""

    one = RowField("场地")
    other = RowField("到")
    minutes = IntegerField(
        "分钟",
        [
            InputRequired("请填几分钟"),
            NumberRange(1, LONGEST_WAY_MINUTES, f"路上时间要在 1 到 {LONGEST_WAY_MINUTES} 分钟之间"),
        ],
    )

    def offer(self) -> None:
        """Offer the office's venues."""
        venues = curriculum.list_venues()
        self.one.offer(venues, lambda venue: venue.name)
        self.other.offer(venues, lambda venue: venue.name)
