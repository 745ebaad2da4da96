"""Forms of the workbench: where to, with whom, how long, how many half-days later."""

from collections.abc import Iterable

from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import HiddenInput

from trainingapp.core.fields import EnumField, HoursField, RowField, RowsField
from trainingapp.core.forms import ChineseForm
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import HalfDay

EXPIRED = "页面已过期，请刷新"
MOST_HALF_DAYS = 60


class CellForm(ChineseForm):
    """A half-day that something goes to."""

    day = DateField("日期", [InputRequired("请选日期")])
    half_day = EnumField("时段", HalfDay)
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(EXPIRED)])


class PlaceForm(CellForm):
    """Where a session goes, and why it may in spite of a warning."""

    accepted_reason = StringField("保留的理由", [Length(max=200)], description="有提醒又要这样排时填写")


class SwapForm(ChineseForm):
    """With which session of the class another changes places; a choice carries the version that the page showed."""

    other = SelectField("与哪次课对调", choices=[], validators=[InputRequired("请选一次课")])
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(EXPIRED)])

    def offer(self, sessions: Iterable[Session]) -> None:
        """Offer the class's other sessions."""
        self.other.choices = [(f"{one.public_id}.{one.version}", one.label) for one in sessions]

    def validate_other(self, field: SelectField) -> None:
        """Refuse a choice without its version, which no page offers."""
        if not field.data.partition(".")[2].isdecimal():
            raise ValidationError(EXPIRED)

    @property
    def chosen(self) -> tuple[str, int]:
        """Return public id and version of the chosen session."""
        public_id, _, version = str(self.other.data).partition(".")
        return public_id, int(version)


class SplitForm(CellForm):
    """How many hours the first part keeps, and where the second goes."""

    first_hours = HoursField("前一次学时", validators=[InputRequired("请填前一次留几学时")])


class ResizeForm(ChineseForm):
    """When a session ends, and how many hours it counts."""

    ends_at = TimeField("结束", [InputRequired("请填结束时间")])
    hours = HoursField("学时", most=12, validators=[InputRequired("请填学时")])
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(EXPIRED)])


class OrderForm(ChineseForm):
    """Which session of the class another has to follow."""

    after = RowField("要排在哪次课之后", blank="（没有要求）", description="例如现场教学在授课之后、交流在现场教学之后")

    def offer(self, sessions: Iterable[Session]) -> None:
        """Offer the class's other sessions."""
        self.after.offer(sessions, lambda one: one.label)


class DayForm(ChineseForm):
    """A day whose sessions all go to another day."""

    day = DateField("把这一天的课", [InputRequired("请选哪一天")])
    to = DateField("移到", [InputRequired("请选移到哪一天")])


class ShiftForm(ChineseForm):
    """From which half-day on everything comes how many half-days later."""

    first = DateField("从哪天", [InputRequired("请选从哪天起")])
    half_day = EnumField("时段", HalfDay)
    half_days = IntegerField(
        "顺延几个半天",
        [InputRequired("请填顺延几个半天"), NumberRange(1, MOST_HALF_DAYS, f"顺延 1 到 {MOST_HALF_DAYS} 个半天")],
        default=1,
        description="跳过周末和节假日",
    )


class SeveralForm(ChineseForm):
    """Which classes an act on several is for; it is done once what it would do has been looked at."""

    classes = RowsField("哪些班", validators=[InputRequired("请至少选一个班")])
    looked = HiddenField()

    @property
    def wanted(self) -> str:
        """Return everything that is asked for, in one text: what was looked at is what is done."""
        apart = {"looked", "csrf_token"}
        return " ".join(f"{name}={value}" for name, value in sorted(self.data.items()) if name not in apart)


class DaysForm(SeveralForm, DayForm):
    """A day whose sessions, of some classes, all go to another day."""


class LaterForm(SeveralForm, ShiftForm):
    """From which half-day on everything of some classes comes how many half-days later."""
