"""HTTP input of an office's own words above columns."""

from collections.abc import Mapping

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from trainingapp.core.forms import ChineseForm
from trainingapp.registers.rules.header_words import FIELD_LABELS
from trainingapp.registers.rules.records.columns import TOLD_LABELS, Told

OF_RECORDS = (Told.DATE, Told.TIME, Told.ARRIVED, Told.LEFT, Told.MINUTES)
WORD_LABELS: Mapping[str, str] = {
    **{field.value: label for field, label in FIELD_LABELS.items()},
    **{key.value: f"{TOLD_LABELS[key]}（打卡记录）" for key in OF_RECORDS},
}
"""What an own word may stand for: a field of rosters, or one of machines' files."""


class WordForm(ChineseForm):
    """A word that stands above a column in the files that an office gets."""

    word = StringField(
        "表头里的字", [InputRequired("请填表头里的字"), Length(max=30)], description="例如 参培人、所在村居"
    )
    field = SelectField("当作", choices=[SelectChoice(key, label) for key, label in WORD_LABELS.items()])
