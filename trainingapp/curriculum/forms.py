"""Forms of the libraries."""

from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from trainingapp.core.fields import EnumField, HoursField, RowsField, WordsField
from trainingapp.core.forms import ChineseForm
from trainingapp.curriculum.models import Coach, Course, Lecturer, Venue
from trainingapp.curriculum.rules import tidy_plate
from trainingapp.curriculum.terms import Availability, Category, DayPart, Form, LecturerKind

MOST_PEOPLE = 100_000
MOST_SEATS = 200
HIGHEST_FEE = 5_000
"""Yuan: higher is a slip of the pen."""


def _plate(text: str | None) -> str:
    return tidy_plate(text or "")


class CourseForm(ChineseForm):
    """A course of the library."""

    title = StringField("课程名称", [InputRequired("请填课程名称"), Length(max=200)])
    category = EnumField("类别", Category, blank="不计类别", description="理论教育、党性教育占比按它统计")
    form = EnumField("授课形式", Form)
    hours = HoursField("学时", validators=[InputRequired("请填学时")])
    competencies = RowsField("对应能力")
    outline = TextAreaField("内容提要", [Length(max=2000)])

    def values(self) -> dict[str, object]:
        """Return the columns that the form sets, and the competencies."""
        return {
            "title": self.title.data.strip(),
            "category": self.category.member,
            "form": self.form.member,
            "hours": self.hours.data,
            "outline": self.outline.data or "",
            "competencies": self.competencies.chosen,
        }

    def show(self, course: Course) -> None:
        """Fill the fields."""
        for name in ("title", "form", "hours", "outline"):
            self[name].data = getattr(course, name)
        self.category.data = course.category or ""
        self.competencies.data = [competency.public_id for competency in course.competencies]


class LecturerForm(ChineseForm):
    """A lecturer of the library."""

    name = StringField("姓名", [InputRequired("请填姓名"), Length(max=40)])
    kind = EnumField("类别", LecturerKind)
    unit = StringField("单位", [Length(max=120)])
    title = StringField("职务职称", [Length(max=120)])
    fee_per_hour = IntegerField(
        "讲课费（元/学时，税后）",
        [Optional(), NumberRange(0, HIGHEST_FEE, f"讲课费在 0 到 {HIGHEST_FEE} 元之间")],
        description="不付费就空着。培训费管理办法的上限：副高 500、正高 1000、院士和知名专家 1500",
    )

    def values(self) -> dict[str, object]:
        """Return the columns that the form sets."""
        texts = {name: (self[name].data or "").strip() for name in ("name", "unit", "title")}
        return {**texts, "kind": self.kind.member, "fee_per_hour": self.fee_per_hour.data}

    def show(self, lecturer: Lecturer) -> None:
        """Fill the fields."""
        for name in ("name", "kind", "unit", "title", "fee_per_hour"):
            self[name].data = getattr(lecturer, name)


class LecturerTimeForm(ChineseForm):
    """When a lecturer cannot come, or the only time at which he can."""

    kind = EnumField("这段时间", Availability)
    first_on = DateField("从哪天", [InputRequired("请填日期")])
    last_on = DateField("到哪天", [Optional()], description="空着就是这一天")
    weekday = SelectField(
        "每周哪天",
        choices=[
            SelectChoice("", "每天"),
            *(SelectChoice(str(n), f"周{day}") for n, day in enumerate("一二三四五六日", 1)),
        ],
    )
    part = EnumField("哪个时段", DayPart)
    reason = StringField("原因", [Length(max=200)])

    def validate_last_on(self, field: DateField) -> None:
        """Want the last day not before the first."""
        if field.data and self.first_on.data and field.data < self.first_on.data:
            raise ValidationError("结束日期不能早于开始日期")

    def values(self) -> dict[str, object]:
        """Return the columns that the form sets."""
        clock = self.part.member.clock
        return {
            "kind": self.kind.member,
            "first_on": self.first_on.data,
            "last_on": self.last_on.data or self.first_on.data,
            "weekday": int(self.weekday.data) if self.weekday.data else None,
            "begins_at": clock[0] if clock else None,
            "ends_at": clock[1] if clock else None,
            "reason": (self.reason.data or "").strip(),
        }


class VenueForm(ChineseForm):
    """A venue of the library."""

    name = StringField("场地", [InputRequired("请填场地名称"), Length(max=120)])
    address = StringField("地址", [Length(max=200)])
    capacity = IntegerField("容纳人数", [Optional(), NumberRange(1, MOST_PEOPLE, "人数至少为 1")])
    parallel = BooleanField("可以同时安排几场", description="例如操场、大展厅；教室不勾")
    features = WordsField("设备和条件", description="例如 投影、可移动桌椅；课次写明要什么，就和这里对照")

    def values(self) -> dict[str, object]:
        """Return the columns that the form sets."""
        texts = {name: (self[name].data or "").strip() for name in ("name", "address")}
        return {**texts, **{name: self[name].data for name in ("capacity", "parallel", "features")}}

    def show(self, venue: Venue) -> None:
        """Fill the fields."""
        for name in ("name", "address", "capacity", "parallel", "features"):
            self[name].data = getattr(venue, name)


class CoachForm(ChineseForm):
    """A vehicle of the library."""

    plate = StringField("车牌", [InputRequired("请填车牌，例如 沪A12345"), Length(max=20)], filters=[_plate])
    seats = IntegerField(
        "座位",
        [InputRequired("请填座位数"), NumberRange(1, MOST_SEATS, f"座位数要在 1 到 {MOST_SEATS} 之间")],
        description="不算司机",
    )
    driver = StringField("司机", [Length(max=40)])
    driver_phone = StringField("司机电话", [Length(max=40)])
    company = StringField("单位", [Length(max=120)], description="例如 租车公司，或本单位")

    def values(self) -> dict[str, object]:
        """Return the columns that the form sets."""
        texts = {name: (self[name].data or "").strip() for name in ("driver", "driver_phone", "company")}
        return {**texts, "plate": self.plate.data, "seats": self.seats.data}

    def show(self, coach: Coach) -> None:
        """Fill the fields."""
        for name in ("plate", "seats", "driver", "driver_phone", "company"):
            self[name].data = getattr(coach, name)
