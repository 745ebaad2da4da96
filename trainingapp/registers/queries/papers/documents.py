"""Papers as Word documents, drafted of the class's facts: notice of opening, certificates, handbook, briefing."""

from collections.abc import Sequence
from datetime import date

from trainingapp.assessment.queries import chosen_works, class_assessment
from trainingapp.cohorts import columns as cohort_columns
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import list_roster
from trainingapp.cohorts.terms import BranchRole, ClassRole, GroupRole
from trainingapp.core.columns import round_half_up
from trainingapp.curriculum.models import Lecturer
from trainingapp.curriculum.terms import Form
from trainingapp.registers.queries.papers.parts import Printing, filled_by
from trainingapp.registers.words.briefings import Briefing, Leader, Lecture, VisitDay, Voice, build_briefing
from trainingapp.registers.words.certificates import Certificate, Certificates, build_certificates
from trainingapp.registers.words.handbooks import (
    CommitteeMember,
    Handbook,
    HandbookGroup,
    HandbookLesson,
    HandbookRide,
    HandbookTrainee,
    Introduced,
    build_handbook,
)
from trainingapp.registers.words.notices import Notice, build_notice
from trainingapp.timetable.columns import TIMETABLE
from trainingapp.timetable.models import Session
from trainingapp.timetable.queries import list_sessions
from trainingapp.visits.queries import list_visits

_SAID = {column.key: column for column in TIMETABLE}


def notice(cohort: Cohort, printing: Printing) -> bytes:
    """Return 开班通知: who, when, where and what, with blanks where the class says nothing."""
    sessions = list_sessions(cohort)
    return build_notice(
        Notice(
            host=cohort.host.shown_name,
            class_name=cohort.formal_name,
            audience=_audience(cohort),
            time=cohort_columns.show_dates(cohort),
            place=cohort.place,
            content="；".join(dict.fromkeys(session.title for session in sessions)),
            contact=cohort.presets.prepared_by,
            date=_day(printing.on),
        )
    )


def certificates(cohort: Cohort, printing: Printing) -> bytes:
    """Return 结业证书 of those whose certificate is issued and holds, a page each."""
    hours = sum(session.hours for session in list_sessions(cohort))
    ends_on = cohort.ends_on or cohort.starts_on
    issued = [
        Certificate(
            name=row.enrolment.name,
            number=row.certificate_number,
            class_name=cohort.formal_name,
            begins=_day(cohort.starts_on),
            ends=_day(ends_on),
            hours=f"{round_half_up(hours, 1)}",
            band=row.band,
        )
        for row in class_assessment(cohort).rows
        if row.certificate_number
    ]
    return build_certificates(Certificates(host=cohort.host.shown_name, date=_day(printing.on), certificates=issued))


def handbook(cohort: Cohort, printing: Printing) -> bytes:
    """Return 学员手册: rules, timetable, roster, groups, committee, sites, lecturers, rides. No phone numbers."""
    rows = list_roster(cohort.id, sort=cohort.presets.sort_rule)
    sessions = list_sessions(cohort)
    return build_handbook(
        Handbook(
            class_name=cohort.formal_name,
            host=cohort.host.shown_name,
            month=f"{printing.on.year}年{printing.on.month}月",
            contact=cohort.presets.prepared_by,
            lessons=[_lesson(session) for session in sessions],
            trainees=[_trainee(one) for one in rows],
            groups=[_group(group.name, [one for one in rows if one.group_id == group.id]) for group in cohort.groups],
            committee=[member for one in rows for member in _duties(one)],
            sites=_sites(cohort),
            lecturers=[
                Introduced(name=one.name, line=f"{one.unit}{one.title}", text="") for one in _lecturers(sessions)
            ],
            rides=[
                HandbookRide(vehicle=vehicle.name, plate=vehicle.plate, escort=vehicle.in_charge)
                for visit in list_visits(cohort)
                for vehicle in visit.vehicles
            ],
        )
    )


def briefing(cohort: Cohort, printing: Printing) -> bytes:
    """Return 培训简报 drafted of the facts: opening, leaders, first lecture, visits, what is to come, chosen lines."""
    sessions = list_sessions(cohort)
    opening = next((one for one in sessions if one.form is Form.CEREMONY), None)
    first = next((one for one in sessions if one.form is Form.LECTURE and one.speakers), None)
    return build_briefing(
        Briefing(
            number="1",
            host=cohort.host.shown_name,
            publisher=filled_by(cohort),
            date=_day(printing.on),
            class_name=cohort.formal_name,
            opened=_moment(opening) if opening else "",
            trainees=len(list_roster(cohort.id)),
            leaders=[_leader(one) for one in opening.speakers] if opening else [],
            lecture=_lecture(first) if first else None,
            visits=[
                VisitDay(when=_moment(visit.session), stops=[stop.site.name for stop in visit.stops])
                for visit in list_visits(cohort)
            ],
            forms=list(dict.fromkeys(session.form.label for session in sessions)),
            hours=f"{round_half_up(sum(session.hours for session in sessions), 1)}" if sessions else "",
            until=_day(cohort.ends_on) if cohort.ends_on else cohort.end_note.removeprefix("持续至"),
            voices=[
                Voice(text=line, name=work.enrolment.name, post=work.enrolment.post)
                for work in chosen_works(cohort)
                for line in work.chosen.splitlines()
            ],
        )
    )


def _audience(cohort: Cohort) -> str:
    tracks = "、".join(track.name for track in cohort.tracks)
    size = f"，{cohort.expected_size}人" if cohort.expected_size else ""
    return f"{tracks or '学员'}{size}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _moment(session: Session) -> str:
    return f"{session.held_on.month}月{session.held_on.day}日{session.half_day.label}"


def _lesson(session: Session) -> HandbookLesson:
    said = {key: column.text(session).replace("\n", "") for key, column in _SAID.items()}
    return HandbookLesson(
        date=said["date"],
        half_day=said["half_day"],
        time=said["time"],
        topic=session.title,
        form=session.form.label,
        lecturer=said["speakers"],
        venue=said["venue"],
    )


def _trainee(one: Enrolment) -> HandbookTrainee:
    return HandbookTrainee(
        number=str(one.number),
        name=one.name,
        unit_post=" ".join(filter(None, (one.organisation_name, one.post))),
        group=one.group.name if one.group else "",
    )


def _group(name: str, members: Sequence[Enrolment]) -> HandbookGroup:
    return HandbookGroup(
        name=name,
        leader="、".join(one.name for one in members if one.group_role is GroupRole.LEADER),
        members="、".join(one.name for one in members if one.group_role is not GroupRole.LEADER),
    )


def _duties(one: Enrolment) -> list[CommitteeMember]:
    duties = [one.class_role.label] if one.class_role is not ClassRole.MEMBER else []
    duties += [f"临时党支部{one.branch_role.label}"] if one.branch_role is not BranchRole.NONE else []
    return [CommitteeMember(duty=duty, name=one.name, unit_post=one.organisation_name) for duty in duties]


def _sites(cohort: Cohort) -> list[Introduced]:
    sites = {stop.site.id: stop.site for visit in list_visits(cohort) for stop in visit.stops}
    return [Introduced(name=site.name, line=site.address, text=site.topic) for site in sites.values()]


def _lecturers(sessions: Sequence[Session]) -> list[Lecturer]:
    return list({one.id: one for session in sessions for one in session.speakers}.values())


def _leader(one: Lecturer) -> Leader:
    return Leader(name=one.name, post=f"{one.unit}{one.title}", spoke="作动员讲话")


def _lecture(session: Session) -> Lecture:
    speaker = session.speakers[0]
    return Lecture(lecturer=speaker.name, title=f"{speaker.unit}{speaker.title}", topic=session.title)
