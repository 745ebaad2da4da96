"""Forms of sessions: what stands empty is taken from the course of the library."""

from datetime import time
from decimal import Decimal

from wtforms import BooleanField, DateField, HiddenField, IntegerField, StringField, TimeField
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import HiddenInput

from trainingapp.cohorts.models import Cohort
from trainingapp.core.fields import EnumField, HoursField, RowField, RowsField, WordsField
from trainingapp.core.forms import ChineseForm
from trainingapp.core.times import show_span
from trainingapp.curriculum import queries as curriculum
from trainingapp.curriculum.terms import Category, Form
from trainingapp.timetable.models import Session
from trainingapp.timetable.operations import Plan
from trainingapp.timetable.rules.slots import is_outside, usual_times
from trainingapp.timetable.terms import HalfDay

FROM_COURSE = "空着就用课程库里的"
USUAL_HOURS = f"空着按惯例：{'，'.join(f'{half.label} {show_span(*usual_times(half))}' for half in HalfDay)}"


def want_times_of_half_day(half_day: HalfDay | None, starts_at: time | None, ends_at: time | None) -> None:
    """Refuse times that are not of the half-day; one that stands empty is the usual one."""
    if half_day is None:
        return
    begin, end = usual_times(half_day)
    if is_outside(half_day, starts_at or begin, ends_at or end):
        raise ValidationError(
            f"{show_span(starts_at or begin, ends_at or end)} 不在{half_day.label}，请把时段和时间一起改"
        )


class SessionForm(ChineseForm):
    """A session of a class."""

    course = RowField("课程", blank="（不用课程库）")
    title = StringField("教学内容", [Length(max=200)], description=FROM_COURSE)
    held_on = DateField("日期", [InputRequired("请填日期")])
    half_day = EnumField("时段", HalfDay)
    starts_at = TimeField("开始", [Optional()], description=USUAL_HOURS)
    ends_at = TimeField("结束", [Optional()])
    hours = HoursField("学时", most=12, validators=[Optional()], description=FROM_COURSE)
    form_of_teaching = EnumField("形式", Form, blank="按课程")
    category = EnumField("类别", Category, blank="按课程")
    speakers = RowsField("授课人")
    speaker_note = StringField("授课人说明", [Length(max=200)], description="师资库里没有的人或单位")
    host = RowField("主持人", blank="（无）")
    venue = RowField("地点", blank="（未定）")
    features = WordsField("场地要有", description="例如 投影、可移动桌椅；和场地库里登记的对照")
    tracks = RowsField("只给这些班型", description="都不选就是全体学员")
    groups = RowsField("只给这些小组")
    observers = StringField("列席", [Length(max=200)])
    takes_attendance = BooleanField("要点名", default=True)
    note = StringField("备注", [Length(max=200)])
    accepted_reason = StringField("保留的理由", [Length(max=200)], description="规则有提醒又要这样排时填写")
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def offer(self, cohort: Cohort) -> None:
        """Offer the libraries, and the class's tracks and groups."""
        lecturers = curriculum.list_lecturers()
        self.course.offer(curriculum.list_courses(), lambda course: course.title)
        self.speakers.offer(lecturers, lambda lecturer: f"{lecturer.name}（{lecturer.unit}）")
        self.host.offer(lecturers, lambda lecturer: f"{lecturer.name}（{lecturer.unit}）")
        self.venue.offer(curriculum.list_venues(), lambda venue: venue.name)
        self.tracks.offer(cohort.tracks, lambda track: track.name)
        self.groups.offer(cohort.groups, lambda group: group.name)

    def validate_title(self, field: StringField) -> None:
        """Want a title, or a course that has one."""
        if not (field.data or "").strip() and not self.course.row:
            raise ValidationError("请填教学内容，或选一门课程")

    def validate_half_day(self, field: EnumField) -> None:
        """Want times of the half-day."""
        want_times_of_half_day(field.member, self.starts_at.data, self.ends_at.data)

    def validate_ends_at(self, field: TimeField) -> None:
        """Want an end after the start."""
        if field.data and self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError("结束时间要晚于开始时间")

    def plan(self) -> Plan:
        """Return the session that the form describes."""
        course = self.course.row
        begin, end = usual_times(self.half_day.member)
        hours = self.hours.data if self.hours.data is not None else (course.hours if course else Decimal(0))
        return Plan(
            title=(self.title.data or "").strip() or course.title,
            held_on=self.held_on.data,
            half_day=self.half_day.member,
            starts_at=self.starts_at.data or begin,
            ends_at=self.ends_at.data or end,
            hours=hours,
            form=self.form_of_teaching.member or (course.form if course else Form.LECTURE),
            category=self.category.member or (course.category if course else None),
            course=course,
            venue=self.venue.row,
            speaker_note=(self.speaker_note.data or "").strip(),
            observers=(self.observers.data or "").strip(),
            takes_attendance=self.takes_attendance.data,
            note=(self.note.data or "").strip(),
            features=self.features.data or (),
            speakers=self.speakers.chosen,
            host=self.host.row,
            tracks=self.tracks.chosen,
            groups=self.groups.chosen,
        )

    def show(self, session: Session) -> None:
        """Fill the fields with what a session has."""
        names = ("title", "held_on", "half_day", "starts_at", "ends_at", "hours", "speaker_note", "observers")
        for name in (*names, "takes_attendance", "note", "features", "accepted_reason", "version"):
            self[name].data = getattr(session, name)
        self.form_of_teaching.data = session.form
        self.category.data = session.category or ""
        for name in ("course", "host", "venue"):
            row = getattr(session, name)
            self[name].data = row.public_id if row else ""
        for name in ("speakers", "tracks", "groups"):
            self[name].data = [row.public_id for row in getattr(session, name)]


class MoveForm(ChineseForm):
    """Where a card was dropped."""

    session = HiddenField(validators=[InputRequired("没有说是哪次课")])
    version = IntegerField(validators=[InputRequired("页面已过期，请刷新")])
    day = DateField("日期", [InputRequired("请选日期")])
    half_day = EnumField("时段", HalfDay)
    accepted_reason = StringField("保留的理由", [Length(max=200)])


class CancelForm(ChineseForm):
    """Why a session is cancelled."""

    reason = StringField("原因", [InputRequired("请写明原因"), Length(max=200)])
