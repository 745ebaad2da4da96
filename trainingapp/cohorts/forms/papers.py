"""The form of what a class's papers look like."""

from dataclasses import replace

from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from trainingapp.cohorts import rules
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.terms import MOST_SIGN_LETTERS, Presets, Sign, SortRule
from trainingapp.core.fields import EnumField
from trainingapp.core.forms import ChineseForm

PLACEHOLDERS = "可以用 " + " ".join(f"{{{name}}}" for name in rules.PLACEHOLDERS)


def _sign_field(sign: Sign) -> StringField:
    return StringField(sign.label, render_kw={"maxlength": MOST_SIGN_LETTERS, "size": 4, "placeholder": sign.drawn})


class PapersForm(ChineseForm):
    """Title, order, lines and signs of a class's papers; a blank sign is the usual one."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    title_pattern = StringField("表格标题", [InputRequired("请填标题"), Length(max=200)], description=PLACEHOLDERS)
    sort_rule = EnumField("名单顺序", SortRule)
    observer_lines = IntegerField("签到表列席空行", [InputRequired("请填行数"), NumberRange(0, 40, "0 到 40 行")])
    prepared_by = StringField("制表人", [Length(max=40)])
    checked_by = StringField("审核人", [Length(max=40)])
    present = _sign_field(Sign.PRESENT)
    late = _sign_field(Sign.LATE)
    left_early = _sign_field(Sign.LEFT_EARLY)
    official = _sign_field(Sign.OFFICIAL)
    sick = _sign_field(Sign.SICK)
    personal = _sign_field(Sign.PERSONAL)
    absent = _sign_field(Sign.ABSENT)
    exempt = _sign_field(Sign.EXEMPT)

    def validate_title_pattern(self, field: StringField) -> None:
        """Refuse names in braces that there are not."""
        faults = rules.title_faults(field.data or "")
        if faults:
            raise ValidationError("；".join(faults))

    def validate(self, extra_validators: object = None) -> bool:
        """Put what is wrong with the signs at their fields."""
        valid: bool = super().validate(extra_validators)
        faults = rules.sign_faults(self._signs())
        for sign, fault in faults.items():
            self[sign.value].errors = [*self[sign.value].errors, fault]
        return valid and not faults

    def _signs(self) -> dict[str, str]:
        typed = {sign.value: (self[sign.value].data or "").strip() for sign in Sign}
        return {name: drawn for name, drawn in typed.items() if drawn and drawn != Sign(name).drawn}

    def presets(self, before: Presets) -> Presets:
        """Return the presets as the page says them."""
        return replace(
            before,
            title_pattern=self.title_pattern.data.strip(),
            sort_rule=self.sort_rule.member,
            symbols=self._signs(),
            observer_lines=self.observer_lines.data,
            prepared_by=(self.prepared_by.data or "").strip(),
            checked_by=(self.checked_by.data or "").strip(),
        )

    def show(self, cohort: Cohort) -> None:
        """Fill the fields with what a class has."""
        presets = cohort.presets
        self.version.data = cohort.version
        for name in ("title_pattern", "sort_rule", "observer_lines", "prepared_by", "checked_by"):
            self[name].data = getattr(presets, name)
        for sign in Sign:
            self[sign.value].data = presets.symbols.get(sign.value, "")
