"""Commands that print a class: the list of classes, a roster, a timetable, the marks."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from trainingapp.attendance import queries as attendance_queries
from trainingapp.attendance.queries import Register, RegisterRow, SessionCounts
from trainingapp.cli.application import acting, find_cohort, office_options
from trainingapp.cli.output import json_option, print_json, print_lines
from trainingapp.cli.tables import lay_out_table
from trainingapp.cohorts import queries as cohort_queries
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import SortRule
from trainingapp.core.changes import Recorded, recorded
from trainingapp.core.database import db
from trainingapp.timetable.models import Session, SessionAudience, SessionLecturer

Entry = dict[str, Recorded]
BLANK = "·"


@click.command(help="列出班次，新的在前。")
@office_options
@json_option
def cohorts(*, instance: Path, office: str | None, as_json: bool) -> None:
    """Print the classes, newest first."""
    with acting(instance, office) as actor:
        entries = [_cohort_entry(cohort) for cohort in cohort_queries.list_cohorts(actor)]
    headings = {"code": "代码", "short_name": "班次", "stage": "阶段", "starts_on": "开班", "trainees": "学员"}
    _print(entries, headings, as_json=as_json)


def _cohort_entry(cohort: Cohort) -> Entry:
    return {
        "code": cohort.code,
        "formal_name": cohort.formal_name,
        "short_name": cohort.short_name,
        "programme": cohort.programme.name if cohort.programme else None,
        "host": cohort.host.shown_name,
        "stage": cohort.stage.label,
        "starts_on": recorded(cohort.starts_on),
        "ends_on": recorded(cohort.ends_on),
        "end_note": cohort.end_note,
        "trainees": cohort_queries.roster_size(cohort.id),
    }


@click.command("show", help="列出班次 COHORT 的学员。")
@click.argument("cohort")
@click.option("--sort", type=click.Choice([rule.value for rule in SortRule]), default="number", help="排列顺序")
@office_options
@json_option
def show_roster(*, cohort: str, sort: str, instance: Path, office: str | None, as_json: bool) -> None:
    """Print a class's trainees."""
    with acting(instance, office):
        enrolments = cohort_queries.list_roster(find_cohort(cohort).id, sort=SortRule(sort), with_withdrawn=True)
        entries = [_trainee_entry(enrolment) for enrolment in enrolments]
    headings = {"number": "编号", "name": "姓名", "gender": "性别", "organisation": "单位", "post": "职务"}
    _print(entries, {**headings, "group": "组别", "state": "状态"}, as_json=as_json)


def _trainee_entry(enrolment: Enrolment) -> Entry:
    return {
        "number": enrolment.number,
        "name": enrolment.name,
        "gender": enrolment.gender.label if enrolment.gender else None,
        "ethnic": enrolment.ethnic,
        "birth": enrolment.birth_month,
        "education": enrolment.education,
        "politics": enrolment.politics,
        "party": enrolment.party_month,
        "organisation": enrolment.organisation_name,
        "post": enrolment.post,
        "in_post_since": enrolment.post_month,
        "reserve_category": enrolment.reserve_category,
        "track": enrolment.track.name if enrolment.track else None,
        "group": enrolment.group.name if enrolment.group else None,
        "group_role": enrolment.group_role.label,
        "class_role": enrolment.class_role.label,
        "state": enrolment.state.label,
    }


@click.command("show", help="列出班次 COHORT 的课表。")
@click.argument("cohort")
@office_options
@json_option
def show_timetable(*, cohort: str, instance: Path, office: str | None, as_json: bool) -> None:
    """Print a class's sessions."""
    with acting(instance, office):
        entries = [_session_entry(session) for session in _sessions(find_cohort(cohort))]
    headings = {"date": "日期", "half_day": "时段", "start": "开始", "end": "结束", "title": "内容", "form": "形式"}
    _print(entries, {**headings, "audience": "对象"}, as_json=as_json)


def _sessions(cohort: Cohort) -> Sequence[Session]:
    statement = (
        select(Session)
        .where(Session.cohort_id == cohort.id)
        .options(
            selectinload(Session.teachings).joinedload(SessionLecturer.lecturer),
            selectinload(Session.audiences).joinedload(SessionAudience.track),
            selectinload(Session.audiences).joinedload(SessionAudience.group),
            selectinload(Session.venue),
        )
        .order_by(Session.held_on, Session.starts_at, Session.id)
    )
    return db.session.scalars(statement).all()


def _session_entry(session: Session) -> Entry:
    return {
        "date": session.held_on.isoformat(),
        "half_day": session.half_day.label,
        "start": f"{session.starts_at:%H:%M}",
        "end": f"{session.ends_at:%H:%M}",
        "hours": recorded(session.hours),
        "title": session.title,
        "form": session.form.label,
        "category": session.category.label if session.category else None,
        "lecturers": [lecturer.described for lecturer in session.speakers] or recorded(session.speaker_note or []),
        "venue": session.venue.name if session.venue else None,
        "audience": session.audience_label,
        "observers": session.observers,
        "state": session.state.label,
        "illustrative": session.illustrative,
    }


@click.command("show", help="列出班次 COHORT 的考勤：每人每半天的记号和学时；空白是还没有记录，不是旷课。")
@click.argument("cohort")
@office_options
@json_option
def show_attendance(*, cohort: str, instance: Path, office: str | None, as_json: bool) -> None:
    """Print a class's marks; a blank is not recorded, never absent."""
    with acting(instance, office):
        register = attendance_queries.cohort_register(find_cohort(cohort))
    if as_json:
        sessions = [_roll_entry(counts) for counts in attendance_queries.count_sessions(register)]
        print_json({"sessions": sessions, "trainees": [_marks_entry(register, row) for row in register.rows]})
        return
    _print_marks(register)


def _roll_entry(counts: SessionCounts) -> Entry:
    return {
        "date": counts.session.held_on.isoformat(),
        "half_day": counts.session.half_day.label,
        "title": counts.session.title,
        "roll": counts.state.label,
        "expected": counts.expected,
        "recorded": counts.recorded,
        "attended": counts.attended,
    }


def _marks_entry(register: Register, row: RegisterRow) -> Entry:
    tally, marks = row.tally, [row.marks.get(session.id) for session in register.sessions]
    return {
        "number": row.member.number,
        "name": row.member.name,
        "marks": recorded(marks),
        "half_days": recorded(tally.cells),
        "counts": recorded(tally.counts),
        "unrecorded": tally.unrecorded,
        "hours": recorded(tally.hours),
        "expected_hours": recorded(tally.expected_hours),
        "rate": None if tally.rate is None else float(tally.rate),
    }


def _print_marks(register: Register) -> None:
    rows = []
    for row in register.rows:
        signs = "".join(register.symbols[status] if status else BLANK for status in row.tally.cells)
        rows.append([str(row.member.number), row.member.name, signs, str(recorded(row.tally.hours))])
    print_lines(lay_out_table(["编号", "姓名", "半天", "学时"], rows))
    legend = [f"{sign}{register.words[status]}" for status, sign in register.symbols.items()]
    print_lines(["  ".join([*legend, f"{BLANK}未记录"])])


def _print(entries: Sequence[Entry], headings: Mapping[str, str], *, as_json: bool) -> None:
    if as_json:
        print_json(entries)
        return
    rows = [[_text(entry[key]) for key in headings] for entry in entries]
    print_lines(lay_out_table(list(headings.values()), rows))


def _text(value: Recorded) -> str:
    return "" if value is None else str(value)
