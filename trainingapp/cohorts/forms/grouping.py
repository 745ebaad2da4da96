"""The form of automatic grouping: wishes in an organiser's words."""

from collections.abc import Sequence
from typing import Any

from wtforms import IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from trainingapp.cohorts import rules
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import Spread
from trainingapp.core.forms import ChineseForm

MOST_GROUPS = 200
MOST_SEED = 999_999
USUAL_SIZE = 8
PEOPLE = "写编号或姓名，用空格或顿号隔开"


class GroupingForm(ChineseForm):
    """What automatic grouping spreads, keeps together and keeps apart."""

    count = IntegerField(
        "组数", [InputRequired("请填组数"), NumberRange(1, MOST_GROUPS, f"组数要在 1 到 {MOST_GROUPS} 之间")]
    )
    seed = IntegerField(
        "种子",
        [InputRequired("请填种子"), NumberRange(0, MOST_SEED, f"种子要在 0 到 {MOST_SEED} 之间")],
        description="同一个种子分出同样的组；换一个数就换一种分法",
    )
    spread = SelectMultipleField(
        "各组要均匀",
        choices=[SelectChoice(value, label) for value, label in Spread.choices()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    together = TextAreaField("必须同组", [Length(max=4000)], description=f"一行一对或几人；{PEOPLE}")
    apart = TextAreaField("必须分开", [Length(max=4000)], description=f"一行几人，两两不同组；{PEOPLE}")
    leaders = StringField("组长人选", [Length(max=1000)], description=f"分到各组并任组长；空着按职务选。{PEOPLE}")
    digest = StringField(widget=HiddenInput())

    pairs: dict[str, list[tuple[int, int]]]
    chosen_leaders: list[int]

    def __init__(self, roster: Sequence[Enrolment], **options: Any) -> None:  # noqa: ANN401 - wtforms' own
        """Keep whom the class knows."""
        super().__init__(**options)
        self.known = [rules.Named(one.id, one.number, one.name) for one in roster]
        self.pairs, self.chosen_leaders = {}, []

    def validate_together(self, field: TextAreaField) -> None:
        """Read the pairs."""
        self._read_pairs(field, chained=True)

    def validate_apart(self, field: TextAreaField) -> None:
        """Read the pairs."""
        self._read_pairs(field, chained=False)

    def validate_leaders(self, field: StringField) -> None:
        """Read the names."""
        self.chosen_leaders, faults = rules.read_people(field.data or "", self.known)
        if faults:
            raise ValidationError("；".join(faults))

    def _read_pairs(self, field: TextAreaField, *, chained: bool) -> None:
        self.pairs[field.short_name], faults = rules.read_pairs(field.data or "", self.known, chained=chained)
        if faults:
            raise ValidationError("；".join(faults))

    def wishes(self) -> rules.Wishes:
        """Return the wishes of a form that is valid."""
        return rules.Wishes(
            self.count.data,
            self.seed.data,
            frozenset(Spread(value) for value in self.spread.data),
            self.pairs["together"],
            self.pairs["apart"],
            frozenset(self.chosen_leaders),
        )

    def suggest(self, cohort: Cohort) -> None:
        """Fill the fields with what is usual: the class's groups, or some of eight."""
        self.count.data = len(cohort.groups) or max(1, round(len(self.known) / USUAL_SIZE))
        self.seed.data = 1
        self.spread.data = [one.value for one in Spread]
