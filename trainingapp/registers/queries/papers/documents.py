"""Papers as Word documents, drafted of the class's facts: notice of opening, certificates, handbook, briefing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import PurePath

from trainingapp.assessment.models import Certificate as Issued
from trainingapp.assessment.queries import chosen_works, class_assessment, list_certificates, list_scans
from trainingapp.assessment.terms import ScanKind
from trainingapp.cohorts import columns as cohort_columns
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import list_roster
from trainingapp.cohorts.terms import BranchRole, ClassRole
from trainingapp.core import uploads
from trainingapp.core.columns import round_half_up
from trainingapp.core.errors import NotFound
from trainingapp.curriculum.models import Lecturer
from trainingapp.curriculum.terms import Form
from trainingapp.registers.office_templates import class_values
from trainingapp.registers.queries.papers.facts import audience_of, contact_of, facts_of, lines_of, text_of
from trainingapp.registers.queries.papers.parts import Printing, filled_by
from trainingapp.registers.queries.papers.people import group_lines, roster_columns
from trainingapp.registers.queries.papers.teaching import vehicles_of
from trainingapp.registers.sheets.boarding import VEHICLES
from trainingapp.registers.sheets.grouping import GROUPS
from trainingapp.registers.terms import PaperKind, PaperText
from trainingapp.registers.words.briefings import (
    Briefing,
    CaptionedPhoto,
    Leader,
    Lecture,
    VisitDay,
    Voice,
    build_briefing,
)
from trainingapp.registers.words.certificates import Certificate, Certificates, build_certificates
from trainingapp.registers.words.facts import Values, list_facts
from trainingapp.registers.words.handbooks import Handbook, Rows, build_handbook
from trainingapp.registers.words.notices import Notice, build_notice
from trainingapp.timetable.columns import TIMETABLE
from trainingapp.timetable.models import Session
from trainingapp.timetable.queries import freeze_sessions, list_sessions
from trainingapp.visits.queries import list_visits

MOST_PHOTOS = 6
"""A briefing is two pages; more photographs lie in the class's file."""


def make_document(cohort: Cohort, kind: PaperKind, printing: Printing, template: bytes | None = None) -> bytes:
    """Return a Word paper of a class, in the office's own layout where a template is given."""
    return _MAKERS[kind](cohort, printing, template)


def notice(cohort: Cohort, printing: Printing, template: bytes | None = None) -> bytes:
    """Return 开班通知: who, when, where and what, with blanks where the class says nothing."""
    topics = "；".join(dict.fromkeys(session.title for session in list_sessions(cohort)))
    found = Notice(
        host=cohort.host.shown_name,
        number=text_of(cohort, PaperText.DOCUMENT_NUMBER),
        class_name=cohort.formal_name,
        addressees=text_of(cohort, PaperText.ADDRESSEES),
        purpose=text_of(cohort, PaperText.PURPOSE),
        audience=audience_of(cohort),
        time=cohort_columns.show_dates(cohort),
        place=cohort.place,
        content=text_of(cohort, PaperText.CONTENT) or topics,
        requirements=lines_of(cohort, PaperText.REQUIREMENTS),
        contact=contact_of(cohort),
        contact_phone=text_of(cohort, PaperText.CONTACT_PHONE),
        date=_day(printing.on),
    )
    return build_notice(found, template, _common(cohort, printing))


def certificates(cohort: Cohort, printing: Printing, template: bytes | None = None) -> bytes:
    """Return 结业证书 as they were issued, a page each: those that hold, or the one that is asked for."""
    hours = sum(session.hours for session in list_sessions(cohort))
    bands = {row.enrolment.id: row.band for row in class_assessment(cohort).rows}
    issued = [printing.certificate] if printing.certificate else [one for one in list_certificates(cohort) if one.valid]
    found = [_certificate(one, f"{round_half_up(hours, 1)}", bands.get(one.enrolment_id, "")) for one in issued]
    return build_certificates(
        Certificates(host=cohort.host.shown_name, certificates=found), template, _common(cohort, printing)
    )


def handbook(cohort: Cohort, printing: Printing, template: bytes | None = None) -> bytes:
    """Return 学员手册: rules, timetable, roster, groups, committee, sites, lecturers, rides."""
    rows = list_roster(cohort.id, sort=cohort.presets.sort_rule)
    sessions, visits = list_sessions(cohort), list_visits(cohort)
    phone = text_of(cohort, PaperText.CONTACT_PHONE)
    found = Handbook(
        class_name=cohort.formal_name,
        host=cohort.host.shown_name,
        month=f"{printing.on.year}年{printing.on.month}月",
        contact=" ".join(filter(None, (contact_of(cohort), phone))),
        rules=lines_of(cohort, PaperText.CONDUCT),
        lessons=list_facts(TIMETABLE, freeze_sessions(sessions)),
        trainees=list_facts(roster_columns(printing), rows),
        groups=list_facts(GROUPS, group_lines(cohort, rows)),
        committee=[duty for one in rows for duty in _duties(one)],
        sites=_sites(cohort),
        lecturers=_lecturers(sessions),
        rides=[row for visit in visits for row in list_facts(VEHICLES, vehicles_of(visit)[0])],
    )
    return build_handbook(found, template, _common(cohort, printing))


def briefing(cohort: Cohort, printing: Printing, template: bytes | None = None) -> bytes:
    """Return 培训简报 drafted of the facts: opening, leaders, first lecture, visits, what is to come, chosen lines."""
    sessions = list_sessions(cohort)
    opening = next((one for one in sessions if one.form is Form.CEREMONY), None)
    first = next((one for one in sessions if one.form is Form.LECTURE and one.speakers), None)
    found = Briefing(
        number=text_of(cohort, PaperText.BRIEFING_NUMBER),
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
        forms=list(dict.fromkeys(one.form.label for one in sessions if one.form is not Form.CEREMONY)),
        hours=f"{round_half_up(sum(session.hours for session in sessions), 1)}" if sessions else "",
        until=_day(cohort.ends_on) if cohort.ends_on else cohort.end_note.removeprefix("持续至"),
        voices=[
            Voice(text=line, name=work.enrolment.name, post=work.enrolment.post)
            for work in chosen_works(cohort)
            for line in work.chosen.splitlines()
        ],
        photos=_photos(cohort),
    )
    return build_briefing(found, template, _common(cohort, printing))


_MAKERS: Mapping[PaperKind, Callable[[Cohort, Printing, bytes | None], bytes]] = {
    PaperKind.NOTICE: notice,
    PaperKind.HANDBOOK: handbook,
    PaperKind.BRIEFING: briefing,
    PaperKind.CERTIFICATES: certificates,
}


def _common(cohort: Cohort, printing: Printing) -> Values:
    return class_values(facts_of(cohort, printing))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _moment(session: Session) -> str:
    return f"{session.held_on.month}月{session.held_on.day}日{session.half_day.label}"


def _certificate(one: Issued, hours: str, band: str) -> Certificate:
    return Certificate(
        name=one.name,
        number=one.number,
        class_name=one.class_name,
        begins=_day(one.starts_on),
        ends=_day(one.ends_on),
        issuer=one.issuer,
        issued=_day(one.issued_on),
        hours=hours,
        band=band,
    )


def _duties(one: Enrolment) -> Rows:
    duties = [one.class_role.label] if one.class_role is not ClassRole.MEMBER else []
    duties += [f"临时党支部{one.branch_role.label}"] if one.branch_role is not BranchRole.NONE else []
    return [{"职务": duty, "姓名": one.name, "单位及职务": f"{one.organisation_name}{one.post}"} for duty in duties]


def _sites(cohort: Cohort) -> Rows:
    sites = {stop.site.id: stop.site for visit in list_visits(cohort) for stop in visit.stops}
    return [{"名称": site.name, "地址": site.address, "简介": site.topic} for site in sites.values()]


def _lecturers(sessions: Sequence[Session]) -> Rows:
    """Return those who teach, with what they teach in this class: the library keeps no biographies."""
    found: dict[int, tuple[Lecturer, list[str]]] = {}
    for session in sessions:
        for one in session.speakers:
            title = session.title.strip("《》")
            found.setdefault(one.id, (one, []))[1].append(f"{_moment(session)}《{title}》")
    return [
        {"姓名": one.name, "单位及职称": f"{one.unit}{one.title}", "简介": f"本班授课：{'；'.join(lessons)}"}
        for one, lessons in found.values()
    ]


def _leader(one: Lecturer) -> Leader:
    return Leader(name=one.name, post=f"{one.unit}{one.title}", spoke="作动员讲话")


def _lecture(session: Session) -> Lecture:
    speaker = session.speakers[0]
    return Lecture(lecturer=speaker.name, title=f"{speaker.unit}{speaker.title}", topic=session.title)


def _photos(cohort: Cohort) -> list[CaptionedPhoto]:
    """Return the first photographs of the class's file; their names are their captions."""
    kept = [one for one in list_scans(cohort) if one.kind is ScanKind.PHOTOGRAPH and one.media_type.startswith("image")]
    return [CaptionedPhoto(_content(one.digest), PurePath(one.file_name).stem) for one in kept[:MOST_PHOTOS]]


def _content(digest: str) -> bytes | None:
    try:
        return uploads.read(digest)
    except NotFound:
        return None
