"""Forms of structured seminars: one line for each group of the class; a line without a theme is left out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import (
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from trainingapp.cohorts.models import Cohort, Group
from trainingapp.core.fields import EnumField, HoursField, RowField
from trainingapp.core.forms import ChineseForm
from trainingapp.curriculum import queries as curriculum
from trainingapp.curriculum.models import Lecturer, Venue
from trainingapp.curriculum.terms import Category
from trainingapp.curriculum.terms import Form as Teaching
from trainingapp.timetable.forms.sessions import USUAL_HOURS, want_times_of_half_day
from trainingapp.timetable.models import PlannedCourse, Seminar, SeminarTable, Session
from trainingapp.timetable.operations.seminars import SeminarPlan, TablePlan
from trainingapp.timetable.rules.slots import usual_times
from trainingapp.timetable.terms import HalfDay

QUESTIONS_LENGTH, OUTCOME_LENGTH, MOST_GROUPS = 2_000, 10_000, 60
#: What all groups of a seminar have alike, and a session of the whole too.
SHARED = ("held_on", "half_day", "starts_at", "ends_at", "hours", "category")


class TableForm(Form):  # type: ignore[misc]  # wtforms ships no types
    """One group's line."""

    group = HiddenField()
    theme = StringField("主题", [Length(max=100)])
    questions = TextAreaField("讨论题", [Length(max=QUESTIONS_LENGTH)])
    facilitator = RowField("主持人（催化师）", blank="（无）")
    venue = RowField("地点", blank="（未定）")


class GroupsForm(ChineseForm):
    """The groups of a seminar, a line for each; when they meet is left to the planner."""

    title = StringField("研讨名称", [InputRequired("请写研讨名称"), Length(max=80)])
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    tables = FieldList(FormField(TableForm), max_entries=MOST_GROUPS)

    groups: Mapping[str, Group]

    def offer_groups(self, cohort: Cohort) -> None:
        """Offer the class's groups and the libraries."""
        self.groups = {group.public_id: group for group in cohort.groups}
        lecturers, venues = curriculum.list_lecturers(), curriculum.list_venues()
        for line in self.tables:
            line.form.facilitator.offer(lecturers, lambda lecturer: f"{lecturer.name}（{lecturer.unit}）")
            line.form.venue.offer(venues, lambda venue: venue.name)

    @property
    def table_plans(self) -> list[TablePlan]:
        """Return what each group does; a line without a theme takes no part."""
        return [self._table(line.form) for line in self.tables if self._takes_part(line.form)]

    def _takes_part(self, line: TableForm) -> bool:
        return bool((line.theme.data or "").strip()) and line.group.data in self.groups

    def _table(self, line: TableForm) -> TablePlan:
        return TablePlan(
            group=self.groups[line.group.data],
            theme=line.theme.data.strip(),
            questions=line.questions.data or "",
            facilitator=line.facilitator.row,
            venue=line.venue.row,
        )


class SeminarForm(GroupsForm):
    """A seminar with its time: what all groups share, and a line for each group."""

    held_on = DateField("日期", [InputRequired("请填日期")])
    half_day = EnumField("时段", HalfDay)
    starts_at = TimeField("开始", [Optional()], description=USUAL_HOURS)
    ends_at = TimeField("结束", [Optional()])
    hours = HoursField("学时", most=12, validators=[InputRequired("请填学时")])
    category = EnumField("类别", Category, blank="（不分类）")
    replaces = RowField("代替这次合在一起的课", blank="（不代替）")
    accepted_reason = StringField("保留的理由", [Length(max=200)], description="规则有提醒又要这样排时填写")

    def offer(self, cohort: Cohort, sessions: Sequence[Session]) -> None:
        """Offer the class's groups, the libraries, and the sessions that the seminar may take the place of."""
        self.offer_groups(cohort)
        self.replaces.offer(joint_sessions(sessions), lambda session: session.label)

    def validate_half_day(self, field: EnumField) -> None:
        """Want times of the half-day."""
        want_times_of_half_day(field.member, self.starts_at.data, self.ends_at.data)

    def plan(self) -> SeminarPlan:
        """Return the seminar that the form describes."""
        begin, end = usual_times(self.half_day.member)
        return SeminarPlan(
            title=self.title.data.strip(),
            held_on=self.held_on.data,
            half_day=self.half_day.member,
            starts_at=self.starts_at.data or begin,
            ends_at=self.ends_at.data or end,
            hours=self.hours.data,
            category=self.category.member,
            course=self.replaces.row.course if self.replaces.row else None,
            tables=self.table_plans,
        )


class OutcomeForm(ChineseForm):
    """What a group's discussion came to."""

    outcome = TextAreaField("研讨成果", [InputRequired("请写研讨成果"), Length(max=OUTCOME_LENGTH)])


def joint_sessions(sessions: Iterable[Session]) -> list[Session]:
    """Return the seminars among some sessions that are still held by everybody together."""
    return [one for one in sessions if one.form is Teaching.SEMINAR and not one.groups]


def new_seminar(cohort: Cohort, joint: Session | None = None) -> dict[str, Any]:
    """Return what the form of a new seminar starts with: each group with the theme that it has.

    What it is to take the place of, if anything, says when and for how long.
    """
    lines = _new_lines(cohort)
    if joint is None:
        return {"held_on": cohort.starts_on, "half_day": HalfDay.MORNING, "tables": lines}
    same = {name: getattr(joint, name) for name in (*SHARED, "title")}
    return {**same, "replaces": joint.public_id, "tables": lines}


def planned_groups(cohort: Cohort, planned: PlannedCourse, seminar: Seminar | None) -> dict[str, Any]:
    """Return what the form of a seminar of the course plan shows: its groups, or every group with the theme it has."""
    if seminar is None:
        return {"title": planned.title, "tables": _new_lines(cohort)}
    return {"title": seminar.title, "version": seminar.version, "tables": _lines(cohort, seminar)}


def standing_seminar(cohort: Cohort, seminar: Seminar) -> dict[str, Any]:
    """Return what the form of a seminar shows: what its sessions are now, and the class's other groups empty.

    One that has no time yet begins like a new one.
    """
    session = seminar.placed[0].session if seminar.placed else None
    shared = {name: getattr(session, name) for name in (*SHARED, "accepted_reason")} if session else new_seminar(cohort)
    own = {"title": seminar.title, "version": seminar.version, "tables": _lines(cohort, seminar)}
    return {**shared, **own}


def _new_lines(cohort: Cohort) -> list[dict[str, str]]:
    return [{"group": group.public_id, "theme": group.theme} for group in cohort.groups]


def _lines(cohort: Cohort, seminar: Seminar) -> list[dict[str, str]]:
    """Return a line for each group; one whose session was cancelled takes no part while others do."""
    shown = seminar.placed or seminar.tables
    tables = {table.group.id: table for table in shown if table.group is not None}
    return [{"group": group.public_id, **_shown(tables.get(group.id))} for group in cohort.groups]


def _shown(table: SeminarTable | None) -> dict[str, str]:
    if table is None:
        return {}
    host, venue = _facilitator(table), _venue(table)
    return {
        "theme": table.theme,
        "questions": table.questions,
        "facilitator": host.public_id if host else "",
        "venue": venue.public_id if venue else "",
    }


def _facilitator(table: SeminarTable) -> Lecturer | None:
    source = table.session or table.planned
    return source.host if source else None


def _venue(table: SeminarTable) -> Venue | None:
    if table.session:
        return table.session.venue
    return next(iter(table.planned.venues), None) if table.planned else None
