"""A trainee with as much on the phone as a long class brings: forty half-days, marks, leave, notices, scores, work."""

from datetime import timedelta
from decimal import Decimal

from tests.factories import Factory
from trainingapp.accounts.permissions import Permission
from trainingapp.assessment import operations as assessment
from trainingapp.assessment.operations import Asked
from trainingapp.assessment.rules import BRACKETS, ITEMS, Part
from trainingapp.assessment.terms import EvaluationKind, TaskKind
from trainingapp.attendance.operations import change_settings, record_marks, request_leave
from trainingapp.attendance.terms import LeaveKind, Settings, Status
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core.clock import now, today
from trainingapp.core.database import db
from trainingapp.notices.models import Notice, NoticeReader
from trainingapp.notices.terms import Channel, NoticeKind
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import HalfDay

DAYS_BEFORE, DAYS = 10, 20
NOTICES = 12
WORDS = "各位学员：下列课次有调整。5月14日上午《基层治理与群众工作方法》，地点：街道党群服务中心报告厅 → 二楼会议室。"


def busy_trainee(make: Factory) -> Enrolment:
    """Return a trainee in the middle of a class of forty half-days."""
    cohort = make.cohort(starts_on=today() - timedelta(days=DAYS_BEFORE))
    change_settings(make.actor, cohort, settings=Settings(check_in=True))
    one = make.enrolment(cohort, "陈青禾", group=make.group(cohort))
    sessions = _sessions(make, cohort)
    make.release(cohort)
    room = make.venue("二楼会议室")
    for moved in sessions[-6:]:
        moved.venue = room
    make.release(cohort)
    _attend(make, one, sessions)
    _tell(make, one)
    _assess(make, one, sessions)
    db.session.commit()
    return one


def _sessions(make: Factory, cohort: Cohort) -> list[Session]:
    lecturer, venue = make.lecturer("张雪梅"), make.venue("街道党群服务中心报告厅")
    return [
        make.session(
            cohort,
            title=f"基层治理与群众工作方法：第 {2 * day + place + 1} 讲",
            held_on=cohort.starts_on + timedelta(days=day),
            half_day=half_day,
            lecturers=[lecturer],
            venue=venue,
        )
        for day in range(DAYS)
        for place, half_day in enumerate((HalfDay.MORNING, HalfDay.AFTERNOON))
    ]


def _attend(make: Factory, one: Enrolment, sessions: list[Session]) -> None:
    for place, session in enumerate(sessions[: 2 * DAYS_BEFORE]):
        late = place % 7 == 3
        status, reason = (Status.LATE, "路上堵车") if late else (Status.PRESENT, "")
        record_marks(make.actor, session, marks={one.id: status}, reasons={one.id: reason})
    for first in (24, 28, 32):
        asked = sessions[first : first + 2]
        request_leave(make.actor, one, kind=LeaveKind.PERSONAL, sessions=asked, reason="家人住院，需要陪护")


def _tell(make: Factory, one: Enrolment) -> None:
    for number in range(NOTICES):
        make.add(
            Notice(
                cohort_id=one.cohort_id,
                kind=NoticeKind.TIMETABLE,
                occasion=f"课表第{number + 2}版",
                whom="学员（30 人）",
                text="\n".join([WORDS] * 6),
                channel=Channel.COPIED,
                sent_by="组织者",
                sent_at=now(),
                readers=[NoticeReader(enrolment_id=one.id)],
            )
        )


def _assess(make: Factory, one: Enrolment, sessions: list[Session]) -> None:
    cohort = one.cohort
    names = ("出勤", "课堂", "现场教学", "心得", "结业汇报")
    parts = [Part(place, name, 20) for place, name in enumerate(names, start=1)]
    scheme = assessment.set_scheme(make.actor, cohort, parts=parts, brackets=BRACKETS)
    scores = {(one.id, component.id): Decimal(90) for component in scheme.components}
    assessment.enter_scores(make.actor, cohort, scores=scores)
    for number in range(4):
        wanted = Asked(title=f"第 {number + 1} 篇学习心得", due_on=cohort.ends_on or today())
        assessment.set_task(make.actor, cohort, kind=TaskKind.ESSAY, asked=wanted)
    for session in sessions[:4]:
        kind = EvaluationKind.LECTURE
        assessment.open_evaluation(
            make.actor, cohort, kind=kind, session=session, items=ITEMS[kind], on=session.held_on
        )


def own_pages(make: Factory) -> list[str]:
    """Return the addresses of every page that a trainee opens without naming anything."""
    rules = [
        rule
        for rule in make.app.url_map.iter_rules()
        if rule.rule.startswith("/my") and "GET" in (rule.methods or ()) and not rule.arguments
    ]
    permitted = {
        rule.rule
        for rule in rules
        if getattr(make.app.view_functions[rule.endpoint], "required_permission", None) is Permission.OWN_TRAINING
    }
    return sorted(permitted)
