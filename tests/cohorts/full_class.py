"""A class that holds something of everything that its pages show, to be closed."""

from datetime import date, time
from decimal import Decimal
from types import SimpleNamespace

from tests.factories import Factory
from trainingapp.assessment import operations as assessment
from trainingapp.assessment.operations import Asked
from trainingapp.assessment.rules import BRACKETS, ITEMS, Part
from trainingapp.assessment.terms import EvaluationKind, TaskKind
from trainingapp.attendance import operations as attendance
from trainingapp.attendance.terms import LeaveKind, Settings, Status
from trainingapp.cohorts.operations import nominate, set_call, withdraw
from trainingapp.cohorts.terms import Stage
from trainingapp.core.clock import now
from trainingapp.core.database import db
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.models import PlannedSession
from trainingapp.timetable.operations import seminars
from trainingapp.timetable.operations.course_plans import CourseValues, add_planned_course
from trainingapp.timetable.terms import HalfDay

DAY = date(2026, 5, 11)


def full_class(make: Factory) -> SimpleNamespace:
    """Return a class's things by name: the class itself, trainees, sessions, plan, visit, leave, scheme, work."""
    cohort = make.cohort(starts_on=DAY, ends_on=date(2026, 5, 15))
    attendance.change_settings(make.actor, cohort, settings=Settings(check_in=True))
    group, empty = make.group(cohort), make.group(cohort, "第二组", position=2)
    track, unused = make.track(cohort, "书记"), make.track(cohort, "书记助理")
    one, other, gone = (make.enrolment(cohort, name, group=group) for name in ("陈青禾", "林晓岚", "周若水"))
    withdraw(make.actor, gone, on=date(2026, 5, 12), reason="工作调动")
    found = SimpleNamespace(cohort=cohort, group=group, empty=empty, track=track, unused=unused, one=one, other=other)
    found.gone, found.organisation = gone, make.organisation("河滨居民区党总支")
    set_call(make.actor, cohort, is_open=True, closes_on=None, requirements="", required=[])
    found.nomination = nominate(
        make.actor, cohort, organisation=found.organisation, phone="19900000001", on=DAY, name="吴一鸣"
    )
    _teach(make, found)
    _assess(make, found)
    db.session.flush()
    return found


def _teach(make: Factory, found: SimpleNamespace) -> None:
    cohort = found.cohort
    found.session = make.session(cohort, held_on=DAY)
    attendance.record_marks(make.actor, found.session, marks={found.one.id: Status.PRESENT})
    found.leave = attendance.request_leave(
        make.actor, found.other, kind=LeaveKind.PERSONAL, sessions=[found.session], reason="家人住院"
    )
    found.visit = make.visit(make.session(cohort, held_on=date(2026, 5, 12), form=Form.VISIT), [make.site()])
    make.session(cohort, held_on=date(2026, 5, 14), form=Form.VISIT)
    found.values = CourseValues(title="基层治理", form=Form.LECTURE, hours=Decimal(3), minutes=150)
    found.planned = add_planned_course(make.actor, cohort, values=found.values)
    found.link = make.add(PlannedSession(planned=found.planned, number=1, session=found.session))
    found.table = seminars.TablePlan(group=found.group, theme="议事协商")
    plan = seminars.SeminarPlan(
        title="结构化研讨",
        held_on=date(2026, 5, 13),
        half_day=HalfDay.MORNING,
        starts_at=time(9),
        ends_at=time(11),
        hours=Decimal(2),
        tables=[found.table],
    )
    found.seminar, _conflicts = seminars.plan_seminar(make.actor, cohort, plan=plan, accepted_reason="已商量")
    make.release(cohort)


def _assess(make: Factory, found: SimpleNamespace) -> None:
    cohort = found.cohort
    scheme = assessment.set_scheme(make.actor, cohort, parts=[Part(1, "考试", 100)], brackets=BRACKETS)
    assessment.enter_scores(make.actor, cohort, scores={(found.one.id, scheme.components[0].id): Decimal(90)})
    found.task = assessment.set_task(
        make.actor, cohort, kind=TaskKind.ESSAY, asked=Asked(title="学习心得", due_on=date(2026, 5, 15))
    )
    found.work = assessment.hand_in(make.actor, found.task, found.one, text="学有所得。", at=now())
    kind = EvaluationKind.CLASS
    found.questionnaire = assessment.open_evaluation(
        make.actor, cohort, kind=kind, session=None, items=ITEMS[kind], on=DAY
    )
    found.certificate = make.certificate(found.one)


def close(found: SimpleNamespace) -> None:
    """Close the class, whatever it still wants."""
    found.cohort.stage = Stage.CLOSED
    db.session.flush()
