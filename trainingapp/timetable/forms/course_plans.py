"""Forms of course plans: one course of a plan, and how the plan is to be drafted."""

from decimal import Decimal
from typing import Any

from wtforms import BooleanField, DateField, IntegerField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from trainingapp.cohorts.models import Cohort
from trainingapp.core.fields import EnumField, HoursField, RowField, RowsField, WordsField
from trainingapp.core.forms import ChineseForm
from trainingapp.curriculum import queries as curriculum
from trainingapp.curriculum.terms import Category, Form
from trainingapp.planner.rules import WISHES
from trainingapp.timetable.forms.stops import StopsForm
from trainingapp.timetable.models import CoursePlan, PlannedCourse
from trainingapp.timetable.operations.course_plans import CourseValues
from trainingapp.timetable.queries.course_plans import list_planned_courses
from trainingapp.timetable.queries.facts import known_sites
from trainingapp.timetable.rules.calendar import Weekday
from trainingapp.timetable.rules.planning.clock import LONGEST_MINUTES
from trainingapp.timetable.rules.planning.dates import DatesError, read_dates, write_dates
from trainingapp.timetable.rules.planning.sites import opening_of
from trainingapp.timetable.rules.planning.wanted import USUAL_WEIGHTS, Wishes
from trainingapp.timetable.rules.planning.words import in_hours
from trainingapp.timetable.terms import Edge, HalfDay

FROM_COURSE = "空着就用课程库里的"
USUAL_MINUTES = 150
MOST_TIMES = 60
MOST_WEIGHT = 100


class PlannedCourseForm(StopsForm):
    """A course of a class's plan."""

    course = RowField("课程", blank="（不用课程库）")
    title = StringField("教学内容", [Length(max=200)], description=FROM_COURSE)
    form_of_teaching = EnumField("形式", Form, blank="按课程")
    category = EnumField("类别", Category, blank="按课程")
    hours = HoursField("每次学时", most=12, validators=[Optional()], description=FROM_COURSE)
    minutes = IntegerField(
        "每次几分钟",
        [InputRequired("请填每次几分钟"), NumberRange(10, LONGEST_MINUTES, "每次 10 到 240 分钟；更长的请拆成几次")],
        default=USUAL_MINUTES,
    )
    times = IntegerField("几次", [InputRequired("请填几次"), NumberRange(1, MOST_TIMES, "1 到 60 次")], default=1)
    lecturers = RowsField("讲师", description="选几位，就从中任选一位")
    all_speak = BooleanField("所选讲师都要来")
    speaker_note = StringField("授课人说明", [Length(max=200)], description="师资库里没有的人或单位")
    host = RowField("主持人", blank="（无）")
    venues = RowsField("场地", description="选几处，就从中任选一处；都不选就用本班的主会场，没有主会场就用坐得下的场地")
    features = WordsField("场地要有", description="例如 投影、可移动桌椅；只排到登记了这些的场地")
    tracks = RowsField("只给这些班型", description="都不选就是全体学员")
    groups = RowsField("只给这些小组")
    edge = EnumField("排在头尾", Edge)
    after = RowsField("在这些课之后")
    together = RowField("同时上的课", blank="（无）", description="例如两个班型同一时间分开上")
    dates = StringField("只能在这几天", [Length(max=400)], description="例如 5月16日、5月23日；写一天就是定在这一天")
    half_day = EnumField("合适的时段", HalfDay, blank="都可以")
    half_day_fixed = BooleanField("只能在这个时段")
    observers = StringField("列席", [Length(max=200)])
    takes_attendance = BooleanField("要点名", default=True)
    note = StringField("备注", [Length(max=200)])
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def offer(self, cohort: Cohort, own: PlannedCourse | None = None) -> None:
        """Offer the libraries, the class's tracks and groups, and the other courses of its plan."""
        self.cohort = cohort
        lecturers = curriculum.list_lecturers()
        others = [planned for planned in list_planned_courses(cohort) if planned is not own]
        self.course.offer(curriculum.list_courses(), lambda course: course.title)
        self.lecturers.offer(lecturers, lambda lecturer: f"{lecturer.name}（{lecturer.unit}）")
        self.host.offer(lecturers, lambda lecturer: f"{lecturer.name}（{lecturer.unit}）")
        self.venues.offer(curriculum.list_venues(), lambda venue: venue.name)
        self.tracks.offer(cohort.tracks, lambda track: track.name)
        self.groups.offer(cohort.groups, lambda group: group.name)
        self.after.offer(others, lambda planned: planned.title)
        self.together.offer(others, lambda planned: planned.title)
        self.known_sites = [(name, opening_of(site)) for name, site in known_sites().items()]

    def validate_title(self, field: StringField) -> None:
        """Want a title, or a course that has one."""
        if not (field.data or "").strip() and not self.course.row:
            raise ValidationError("请填教学内容，或选一门课程")

    def validate_dates(self, field: StringField) -> None:
        """Read the days."""
        try:
            self.days = read_dates(field.data or "", first=self.cohort.starts_on)
        except DatesError as error:
            raise ValidationError(str(error)) from error

    def validate_half_day_fixed(self, field: BooleanField) -> None:
        """Want a half-day to be fixed to."""
        if field.data and not self.half_day.member:
            raise ValidationError("请先选时段")

    def values(self) -> CourseValues:
        """Return the course of the plan that the form describes; what stands empty is taken from the library."""
        course = self.course.row
        hours = self.hours.data if self.hours.data is not None else (course.hours if course else Decimal(0))
        texts: dict[str, Any] = {
            name: (self[name].data or "").strip() for name in ("speaker_note", "observers", "note")
        }
        same: dict[str, Any] = {
            name: self[name].data for name in ("minutes", "times", "all_speak", "takes_attendance", "features")
        }
        rows: dict[str, Any] = {
            name: self[name].chosen for name in ("lecturers", "venues", "tracks", "groups", "after")
        }
        return CourseValues(
            title=(self.title.data or "").strip() or course.title,
            form=self.form_of_teaching.member or (course.form if course else Form.LECTURE),
            category=self.category.member or (course.category if course else None),
            hours=hours,
            course=course,
            host=self.host.row,
            edge=self.edge.member,
            dates=self.days,
            half_day=self.half_day.member,
            half_day_fixed=self.half_day_fixed.data,
            together=self.together.row,
            stops=self.itinerary,
            **texts,
            **same,
            **rows,
        )

    def show(self, planned: PlannedCourse) -> None:
        """Fill the fields with what a course of the plan has."""
        names = ("title", "hours", "minutes", "times", "all_speak", "speaker_note", "observers", "takes_attendance")
        for name in (*names, "note", "features", "half_day_fixed", "edge", "version"):
            self[name].data = getattr(planned, name)
        self.form_of_teaching.data = planned.form
        self.category.data = planned.category or ""
        self.half_day.data = planned.half_day or ""
        self.dates.data = write_dates(planned.days, first=self.cohort.starts_on)
        self.show_stops(planned.stops)
        for name in ("course", "host", "together"):
            row = getattr(planned, name)
            self[name].data = row.public_id if row else ""
        for name in ("lecturers", "venues", "tracks", "groups"):
            self[name].data = [row.public_id for row in getattr(planned, name)]
        self.after.data = [order.before.public_id for order in planned.earlier]


class WeightField(IntegerField):  # type: ignore[misc]  # wtforms ships no types
    """How much a wish weighs."""

    def __init__(self, kind: str, **options: Any) -> None:  # noqa: ANN401 - wtforms'
        """Offer the planner's usual weight, with what is counted."""
        wish = WISHES[kind]
        limits = NumberRange(0, MOST_WEIGHT, f"0 到 {MOST_WEIGHT}，0 是不要紧")
        counted = f"{in_hours(wish.unit)}，算一份"
        checks = [InputRequired("请填 0 到 100"), limits]
        super().__init__(wish.label, checks, description=counted, default=USUAL_WEIGHTS[kind], **options)


class PlanSettingsForm(ChineseForm):
    """How a class's plan is to be drafted."""

    first_on = DateField("最早从哪天排起", [Optional()], description="空着就从开班那天")
    last_on = DateField("最晚排到哪天", [Optional()], description="空着就到结业那天")
    venue = RowField("主会场", blank="（不定）")
    chosen_weekdays = SelectMultipleField(
        "希望在星期几",
        choices=[SelectChoice(value, text) for value, text in Weekday.choices()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description="例如每周五；都不选就不限",
    )
    weekly_half_days = IntegerField("每周最好不超过几个半天", [InputRequired(), NumberRange(0, 20)], default=0)
    longest_gap = IntegerField("两次上课最好不隔过几天", [InputRequired(), NumberRange(0, 200)], default=0)
    early = WeightField("early")
    half_day = WeightField("half_day")
    weekdays = WeightField("weekdays")
    weekly = WeightField("weekly")
    long_gap = WeightField("long_gap")
    compact = WeightField("compact")
    gap = WeightField("gap")
    tired = WeightField("tired")
    lecturer_rest = WeightField("lecturer_rest")
    mix = WeightField("mix")
    soon = WeightField("soon")
    series_days = WeightField("series_days")
    home_venue = WeightField("home_venue")
    fair_lecturers = WeightField("fair_lecturers")
    fair_cohorts = WeightField("fair_cohorts")

    def offer(self) -> None:
        """Offer the rooms."""
        self.venue.offer(curriculum.list_venues(), lambda venue: venue.name)

    def validate_last_on(self, field: DateField) -> None:
        """Want the last day not before the first."""
        if field.data and self.first_on.data and field.data < self.first_on.data:
            raise ValidationError("最晚一天不能早于最早一天")

    def values(self) -> dict[str, object]:
        """Return the columns that the form sets; weights that are the usual ones are not kept."""
        weights = {kind: self[kind].data for kind in USUAL_WEIGHTS if self[kind].data != USUAL_WEIGHTS[kind]}
        same = ("first_on", "last_on", "weekly_half_days", "longest_gap")
        return {
            **{name: self[name].data for name in same},
            "venue_id": self.venue.row.id if self.venue.row else None,
            "weekdays": sorted(int(day) for day in self.chosen_weekdays.data or []),
            "wishes": weights,
        }

    def show(self, plan: CoursePlan) -> None:
        """Fill the fields."""
        for name in ("first_on", "last_on", "weekly_half_days", "longest_gap"):
            self[name].data = getattr(plan, name)
        self.venue.data = plan.venue.public_id if plan.venue else ""
        self.chosen_weekdays.data = [str(day) for day in plan.weekdays]
        wishes = Wishes(weights=plan.wishes)
        for kind in USUAL_WEIGHTS:
            self[kind].data = wishes.weight(kind)
