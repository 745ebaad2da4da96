"""Forms of calls, quotas, nominations and their review."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, DateField, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from trainingapp.cohorts import rules
from trainingapp.cohorts.models import Nomination, NominationCall
from trainingapp.cohorts.terms import NominationState
from trainingapp.core.errors import Refused
from trainingapp.core.fields import RowField
from trainingapp.core.forms import ChineseForm
from trainingapp.people.forms import NUMBER_HINT, PersonForm
from trainingapp.people.models import Organisation
from trainingapp.people.rules.masking import mask_phone

SNAPSHOT = ("name", "birth_month", "ethnic", "education", "politics", "post", "reserve_category", "reason")
MOST_REASON = 200
EXPIRED = "页面已过期，没有保存。请刷新后再审核"


class CallForm(ChineseForm):
    """Whether organisations may put trainees forward, until when, and what is asked."""

    is_open = BooleanField("接受推荐")
    closes_on = DateField("截止日期", [Optional()], description="当天还可以推荐；空着不截止")
    requirements = TextAreaField("推荐要求", [Length(max=4000)], description="各单位推荐时看得到")
    required = SelectMultipleField(
        "必须填的栏",
        choices=[SelectChoice(name, label) for name, label in rules.REQUIRABLE.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description="缺的会在两边都提醒，不拦住推荐",
    )

    def values(self) -> tuple[bool, str, list[str]]:
        """Return whether the call is open, what it asks, and the columns that must be filled."""
        return self.is_open.data, (self.requirements.data or "").strip(), self.required.data or []

    def show(self, call: NominationCall | None) -> None:
        """Fill the fields with what a class has; without a call, with what is usual."""
        self.is_open.data = call.is_open if call else True
        self.closes_on.data = call.closes_on if call else None
        self.requirements.data = call.requirements if call else ""
        self.required.data = call.required if call else ["gender", "birth_month", "politics", "post", "phone"]


class NominationForm(PersonForm):
    """Somebody whom an organisation puts forward."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    organisation = RowField("推荐单位")
    reserve_category = StringField("后备类别", [Length(max=40)])
    reason = TextAreaField("推荐理由", [Length(max=400)])

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - wtforms' own
        """Leave out what a nomination does not ask."""
        super().__init__(**options)
        del self.reading, self.identity_number

    def values(self) -> dict[str, object]:
        """Return the columns that the form sets, but for organisation and phone number."""
        values: dict[str, object] = {name: (self[name].data or "").strip() for name in SNAPSHOT}
        values["gender"] = self.gender.member
        return values

    def show_nomination(self, row: Nomination) -> None:
        """Fill the fields with what was sent; the phone number is never shown back."""
        for name in (*SNAPSHOT, "version"):
            self[name].data = getattr(row, name)
        self.gender.data = row.gender or ""
        self.organisation.data = row.organisation.public_id
        self.phone.description = NUMBER_HINT.format(mask_phone(row.phone) or "空")


def read_seats(form: Mapping[str, str], organisations: Sequence[Organisation]) -> dict[Organisation, int]:
    """Return the places that the page gives to each organisation. Raises Refused for what is no number."""
    seats = {}
    for row in organisations:
        text = form.get(f"seats-{row.public_id}", "").strip()
        if text and not text.isdecimal():
            raise Refused(f"{row.shown_name}的名额“{text}”不是整数")
        seats[row] = int(text or 0)
    return seats


def read_decisions(
    form: Mapping[str, str], rows: Sequence[Nomination]
) -> tuple[dict[int, tuple[NominationState, str]], dict[int, int]]:
    """Return the decisions that the review page makes, and the wished places of those who wait."""
    decisions, places = {}, {}
    for row in rows:
        state = form.get(f"state-{row.public_id}")
        if state is None:
            continue
        if state not in set(NominationState):
            raise Refused(EXPIRED)
        reason = form.get(f"note-{row.public_id}", "").strip()[:MOST_REASON]
        decisions[row.id] = (NominationState(state), reason)
        place = form.get(f"place-{row.public_id}", "")
        if place.isdecimal():
            places[row.id] = int(place)
    return decisions, places
