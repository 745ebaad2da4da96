"""`timetable plan`: the seeded classes drafted from their course plans alone, and what is refused before any search."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import delete, func, select

from tests.cli.commands import make_instance, run
from trainingapp.accounts import queries as accounts
from trainingapp.assessment.models import Questionnaire
from trainingapp.cli.application import entered, make_application
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.scope import office_scope
from trainingapp.core.terms import Severity
from trainingapp.timetable.models import CoursePlan, PlannedCourse, PlannedOrder, Proposal, Session
from trainingapp.timetable.queries import class_conflicts, list_sessions
from trainingapp.visits.queries import list_visits

pytestmark = pytest.mark.xdist_group("drafted")  # what they share is made once

Place = dict[str, object]


@contextmanager
def inside(instance: Path) -> Iterator[None]:
    """Enter the database of an instance, in its one office."""
    with entered(make_application(instance)):
        office = accounts.find_office("demo")
        assert office is not None
        with office_scope(office.id):
            yield
            db.session.commit()


def plan(instance: Path, *words: str) -> Result:
    return run("timetable", "plan", *words, instance=instance)


def without_sessions(folder: Path, *programmes: str) -> Path:
    """Make an instance whose classes have their course plans and no timetable."""
    instance = make_instance(folder, *programmes)
    with inside(instance):
        db.session.execute(delete(Questionnaire))
        db.session.execute(delete(Session))
    return instance


def find_class(code: str) -> Cohort:
    return db.session.scalars(select(Cohort).where(Cohort.code == code)).one()


def titled(places: list[Place], title: str) -> Place:
    return next(place for place in places if title in str(place["title"]))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an instance in which both classes were drafted from their plans alone, and taken over."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        instance = without_sessions(tmp_path_factory.mktemp("both"), "qinglan-2025", "changfeng-2019")
        for code in ("qinglan-2025", "changfeng-2019"):
            told = plan(instance, code, "--accept")
            assert told.exit_code == 0, told.output
    return instance


@pytest.mark.parametrize(("code", "cards"), [("qinglan-2025", 9), ("changfeng-2019", 8)])
def test_class_drafted_from_its_plan_alone_has_no_hard_conflict(both: Path, code: str, cards: int) -> None:
    with inside(both):
        sessions = list_sessions(find_class(code))
        hard = [one for one in class_conflicts(sessions) if one.severity is Severity.BLOCK]

    assert (len(sessions), hard) == (cards, [])


def test_tracks_of_changfeng_are_held_at_the_same_time_in_two_rooms(both: Path) -> None:
    with inside(both):
        parallel = [session for session in list_sessions(find_class("changfeng-2019")) if session.audiences]
        told = {(session.held_on, session.starts_at, session.half_day) for session in parallel}
        rooms = {session.venue_id for session in parallel}
        tracks = {session.audience_label for session in parallel}

    assert (len(parallel), len(told), len(rooms)) == (2, 1, 2)
    assert tracks == {"书记", "副书记、书记助理"}


@pytest.mark.parametrize(
    ("code", "sites"),
    [
        ("qinglan-2025", ["宝山区大场镇党群服务中心", "慧华苑居民区党群服务站"]),
        ("changfeng-2019", ["长宁区程家桥街道生活垃圾分类试点", "桃浦镇居民区生活垃圾分类试点"]),
    ],
)
def test_visit_keeps_its_two_stops_in_order_within_its_session(both: Path, code: str, sites: list[str]) -> None:

    with inside(both):
        visit = list_visits(find_class(code))[0]
        stops = [stop.site.name for stop in visit.stops]
        times = [moment for stop in visit.stops for moment in (stop.arrive_at, stop.leave_at) if moment]
        within = [visit.session.starts_at, *times, visit.session.ends_at]

    assert (stops, len(times), within) == (sites, 4, sorted(within))


def test_opening_comes_first_and_days_off_are_left_alone(both: Path) -> None:
    with inside(both):
        sessions = list_sessions(find_class("qinglan-2025"))
        days = {session.held_on for session in sessions}
        first = sessions[0].title

    # 5月31日至6月2日是端午节假期。
    assert (first, days & {date(2025, 5, 31), date(2025, 6, 1), date(2025, 6, 2)}) == ("开班仪式暨动员讲话", set())
    assert {day.weekday() for day in days} <= {0, 1, 2, 3, 4}


def test_command_alone_leaves_the_draft_as_it_is_and_keeps_a_proposal(qinglan: Path) -> None:
    with inside(qinglan):
        before = [
            (session.id, session.starts, session.version) for session in list_sessions(find_class("qinglan-2025"))
        ]

    told = plan(qinglan, "qinglan-2025", "--json")

    data = json.loads(told.stdout)
    with inside(qinglan):
        after = [(session.id, session.starts, session.version) for session in list_sessions(find_class("qinglan-2025"))]
        proposals = db.session.scalars(select(Proposal.public_id)).all()
    assert (told.exit_code, data["hard_conflicts"], data["unplaced"], data["accepted"]) == (0, 0, [], False)
    assert (after, data["proposals"]) == (before, [proposals[-1]])
    assert titled(data["places"], "沉浸式")["stops"] == ["宝山区大场镇党群服务中心", "慧华苑居民区党群服务站"]


def test_command_tells_a_person_the_stops_of_a_visit_and_whom_a_track_is_for(both: Path) -> None:
    visit = plan(both, "qinglan-2025").stdout.splitlines()
    tracks = plan(both, "changfeng-2019").stdout

    assert [line.rpartition("  ")[2] for line in visit if "沉浸式" in line] == [
        "宝山区大场镇党群服务中心 → 慧华苑居民区党群服务站"
    ]
    assert "居民区党组织书记结构化研讨  书记  郭璐  " in tracks
    assert "座谈会  副书记、书记助理  “聚心”书记工作室  " in tracks


def test_same_seed_drafts_the_same_timetable(qinglan: Path) -> None:
    first, second = (json.loads(plan(qinglan, "qinglan-2025", "--seed", "7", "--json").stdout) for _ in range(2))

    assert (first["places"], first["cost"]) == (second["places"], second["cost"])


def test_class_without_a_last_day_is_refused_with_the_way_out(own_qinglan: Path) -> None:
    with inside(own_qinglan):
        db.session.scalars(select(CoursePlan)).one().last_on = None

    told = plan(own_qinglan, "qinglan-2025")

    assert (told.exit_code, "请在“编排要求”里填“最晚排到哪天”" in told.stderr) == (1, True)


def test_unknown_class_is_refused_with_those_there_are(qinglan: Path) -> None:
    told = plan(qinglan, "qinglan-2052")

    assert (told.exit_code, "没有代码为“qinglan-2052”的班次；已有：qinglan-2025" in told.stderr) == (1, True)


def test_every_fault_is_told_before_anything_is_searched(own_qinglan: Path) -> None:
    with inside(own_qinglan):
        courses = {planned.title: planned for planned in db.session.scalars(select(PlannedCourse))}
        duty, crowd = courses["应急处突与矛盾调解"], courses["走百家门、知百家情：群众工作方法"]
        db.session.add_all(
            [PlannedOrder(before=duty, after=crowd), PlannedOrder(before=crowd, after=duty)],
        )
        before = db.session.scalar(select(func.count()).select_from(Proposal))

    told = plan(own_qinglan, "qinglan-2025")

    with inside(own_qinglan):
        proposals = db.session.scalar(select(func.count()).select_from(Proposal))
    assert (told.exit_code, "先后要求绕成了圈" in told.stderr, proposals) == (1, True, before)


def test_classes_years_apart_are_not_drafted_together(both: Path) -> None:
    told = plan(both, "qinglan-2025", "changfeng-2019")

    assert (told.exit_code, "把各班分开编排" in told.stderr) == (1, True)
