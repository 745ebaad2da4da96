"""The form of what a class's papers look like."""

import re
from dataclasses import replace

from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from trainingapp.cohorts import rules
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.terms import MOST_SIGN_LETTERS, MOST_WORD_LETTERS, SIGNERS, Face, Presets, Sign, SortRule
from trainingapp.core.excel.writing import Fonts
from trainingapp.core.fields import EnumField
from trainingapp.core.forms import ChineseForm

USUAL_FONTS = Fonts()
#: What Chinese office computers have.
KNOWN_FONTS = ("方正小标宋简体", "华文中宋", "宋体", "黑体", "仿宋_GB2312", "仿宋", "楷体_GB2312", "楷体", "等线")
PLACEHOLDERS = "可以用 " + " ".join(f"{{{name}}}" for name in rules.PLACEHOLDERS)


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[、,，;；\s]+", text or "") if word)


def _sign_field(sign: Sign) -> StringField:
    return StringField(sign.label, render_kw={"maxlength": MOST_SIGN_LETTERS, "size": 4, "placeholder": sign.drawn})


def _word_field(sign: Sign) -> StringField:
    return StringField(sign.label, render_kw={"maxlength": MOST_WORD_LETTERS, "size": 8, "placeholder": sign.label})


def _font_field(face: Face, usual: str) -> StringField:
    return StringField(face.label, render_kw={"placeholder": usual, "list": "known-fonts"})


class PapersForm(ChineseForm):
    """Title, order, lines, type and signs of a class's papers; a blank font, word or sign is the usual one."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    title_pattern = StringField("表格标题", [InputRequired("请填标题"), Length(max=200)], description=PLACEHOLDERS)
    sort_rule = EnumField("名单顺序", SortRule)
    seating = EnumField("座次", SortRule, blank="小组坐在一起")
    observer_lines = IntegerField("签到表列席空行", [InputRequired("请填行数"), NumberRange(0, 40, "0 到 40 行")])
    prepared_by = StringField("制表人", [Length(max=40)])
    checked_by = StringField("审核人", [Length(max=40)])
    signers = StringField("表下落款", description="用顿号隔开；制表人、审核人、填表日期会填好，其余留空手写")
    title_font = _font_field(Face.TITLE, USUAL_FONTS.title)
    heading_font = _font_field(Face.HEADING, USUAL_FONTS.heading)
    body_font = _font_field(Face.BODY, USUAL_FONTS.body)
    present = _sign_field(Sign.PRESENT)
    late = _sign_field(Sign.LATE)
    left_early = _sign_field(Sign.LEFT_EARLY)
    official = _sign_field(Sign.OFFICIAL)
    sick = _sign_field(Sign.SICK)
    personal = _sign_field(Sign.PERSONAL)
    absent = _sign_field(Sign.ABSENT)
    exempt = _sign_field(Sign.EXEMPT)
    present_word = _word_field(Sign.PRESENT)
    late_word = _word_field(Sign.LATE)
    left_early_word = _word_field(Sign.LEFT_EARLY)
    official_word = _word_field(Sign.OFFICIAL)
    sick_word = _word_field(Sign.SICK)
    personal_word = _word_field(Sign.PERSONAL)
    absent_word = _word_field(Sign.ABSENT)
    exempt_word = _word_field(Sign.EXEMPT)

    def validate_title_pattern(self, field: StringField) -> None:
        """Refuse names in braces that there are not."""
        faults = rules.title_faults(field.data or "")
        if faults:
            raise ValidationError("；".join(faults))

    def validate(self, extra_validators: object = None) -> bool:
        """Put what is wrong with signs, words and fonts at their fields."""
        valid: bool = super().validate(extra_validators)
        faults = {sign.value: fault for sign, fault in rules.sign_faults(self._signs()).items()}
        faults |= {
            f"{sign.value}_word": fault for sign, fault in rules.word_faults(self._words(), self._signs()).items()
        }
        faults |= {f"{face.value}_font": fault for face, fault in rules.font_faults(self._fonts()).items()}
        for name, fault in faults.items():
            self[name].errors = [*self[name].errors, fault]
        return valid and not faults

    def validate_signers(self, field: StringField) -> None:
        """Refuse more lines than fit below a paper."""
        faults = rules.signer_faults(_split(field.data))
        if faults:
            raise ValidationError("；".join(faults))

    def _fonts(self) -> dict[str, str]:
        typed = {face.value: (self[f"{face.value}_font"].data or "").strip() for face in Face}
        return {face: name for face, name in typed.items() if name}

    def _signs(self) -> dict[str, str]:
        typed = {sign.value: (self[sign.value].data or "").strip() for sign in Sign}
        return {name: drawn for name, drawn in typed.items() if drawn and drawn != Sign(name).drawn}

    def _words(self) -> dict[str, str]:
        typed = {sign.value: (self[f"{sign.value}_word"].data or "").strip() for sign in Sign}
        return {name: word for name, word in typed.items() if word and word != Sign(name).label}

    def presets(self, before: Presets) -> Presets:
        """Return the presets as the page says them."""
        return replace(
            before,
            title_pattern=self.title_pattern.data.strip(),
            sort_rule=self.sort_rule.member,
            symbols=self._signs(),
            words=self._words(),
            seating=self.seating.member,
            observer_lines=self.observer_lines.data,
            prepared_by=(self.prepared_by.data or "").strip(),
            checked_by=(self.checked_by.data or "").strip(),
            signers=_split(self.signers.data) or SIGNERS,
            fonts=self._fonts(),
        )

    def show(self, cohort: Cohort) -> None:
        """Fill the fields with what a class has."""
        presets = cohort.presets
        self.version.data = cohort.version
        for name in ("title_pattern", "sort_rule", "observer_lines", "prepared_by", "checked_by"):
            self[name].data = getattr(presets, name)
        self.seating.data = presets.seating or ""
        self.signers.data = "、".join(presets.signers)
        for face in Face:
            self[f"{face.value}_font"].data = presets.fonts.get(face.value, "")
        for sign in Sign:
            self[sign.value].data = presets.symbols.get(sign.value, "")
            self[f"{sign.value}_word"].data = presets.words.get(sign.value, "")
