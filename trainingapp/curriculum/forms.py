"""Forms of the libraries."""

from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from trainingapp.core.fields import EnumField, HoursField, RowsField
from trainingapp.core.forms import ChineseForm
from trainingapp.curriculum.models import Course, Lecturer, Venue
from trainingapp.curriculum.terms import Category, Form, LecturerKind

MOST_PEOPLE = 100_000


class CourseForm(ChineseForm):
    """A course of the library."""

    title = StringField("课程名称", [InputRequired("请填课程名称"), Length(max=200)])
    category = EnumField("类别", Category, blank="不计类别", description="理论教育、党性教育占比按它统计")
    form = EnumField("授课形式", Form)
    hours = HoursField("学时", validators=[InputRequired("请填学时")])
    competencies = RowsField("对应能力")
    outline = TextAreaField("内容提要", [Length(max=2000)])

    def values(self) -> dict[str, object]:
        """Return the columns that the form sets, but for the competencies."""
        return {
            "title": self.title.data.strip(),
            "category": self.category.member,
            "form": self.form.member,
            "hours": self.hours.data,
            "outline": self.outline.data or "",
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

    def values(self) -> dict[str, object]:
        """Return the columns that the form sets."""
        texts = {name: (self[name].data or "").strip() for name in ("name", "unit", "title")}
        return {**texts, "kind": self.kind.member}

    def show(self, lecturer: Lecturer) -> None:
        """Fill the fields."""
        for name in ("name", "kind", "unit", "title"):
            self[name].data = getattr(lecturer, name)


class VenueForm(ChineseForm):
    """A venue of the library."""

    name = StringField("场地", [InputRequired("请填场地名称"), Length(max=120)])
    address = StringField("地址", [Length(max=200)])
    capacity = IntegerField("容纳人数", [Optional(), NumberRange(1, MOST_PEOPLE, "人数至少为 1")])
    parallel = BooleanField("可以同时安排几场", description="例如操场、大展厅；教室不勾")

    def values(self) -> dict[str, object]:
        """Return the columns that the form sets."""
        texts = {name: (self[name].data or "").strip() for name in ("name", "address")}
        return {**texts, "capacity": self.capacity.data, "parallel": self.parallel.data}

    def show(self, venue: Venue) -> None:
        """Fill the fields."""
        for name in ("name", "address", "capacity", "parallel"):
            self[name].data = getattr(venue, name)
