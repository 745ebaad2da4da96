"""The programmes say exactly what the reports say, and mark what the reports leave open."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from sqlalchemy import func, select

from tests.conftest import make_app
from trainingapp.accounts import queries as account_queries
from trainingapp.assessment.models import Scheme, Score
from trainingapp.attendance.models import Mark
from trainingapp.cli.seeds import available_programmes, load_programme
from trainingapp.cohorts.models import Cohort, Enrolment, YearPlan
from trainingapp.core import uploads
from trainingapp.core.database import db
from trainingapp.core.scope import enter_office
from trainingapp.curriculum.terms import Form
from trainingapp.people.models import Organisation
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import HalfDay
from trainingapp.visits.models import Visit

pytestmark = pytest.mark.xdist_group("facts")  # what they share is made once

PROGRAMMES = ("qinglan-2025", "changning-2020", "changfeng-2019", "taopu-2019")


@pytest.fixture(scope="module", autouse=True)
def _loaded(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[None]:
    """Load every programme once; these tests only read."""
    folder = tmp_path_factory.mktemp("facts")
    shutil.copy(migrated_file, folder / "training.sqlite")
    with make_app(folder, None).app_context():
        for code in available_programmes():
            load_programme(code)
        office = account_queries.find_office("demo")
        assert office is not None
        enter_office(office.id)
        yield
        db.session.remove()
        db.engine.dispose()


def class_of(code: str) -> Cohort:
    """Return a programme's class."""
    return db.session.scalars(select(Cohort).where(Cohort.code == code)).one()


def visit_of(cohort: Cohort) -> Visit:
    """Return the class's only visit."""
    return db.session.scalars(select(Visit).join(Session).where(Session.cohort_id == cohort.id)).one()


def sessions_of(cohort: Cohort) -> list[Session]:
    """Return the sessions in the order of the day."""
    ordered = select(Session).where(Session.cohort_id == cohort.id).order_by(Session.held_on, Session.starts_at)
    return list(db.session.scalars(ordered))


def session_titled(cohort: Cohort, title: str) -> Session:
    """Return the session with this title."""
    return next(session for session in sessions_of(cohort) if session.title == title)


def trainees_of(cohort: Cohort) -> list[Enrolment]:
    """Return the trainees by number."""
    return list(db.session.scalars(select(Enrolment).filter_by(cohort_id=cohort.id).order_by(Enrolment.number)))


# --- 天目西路街道，2025 -------------------------------------------------------------------------------


def test_qinglan_is_the_class_of_the_report() -> None:
    cohort = class_of("qinglan-2025")

    assert (cohort.formal_name, cohort.starts_on, cohort.ends_on, cohort.end_note, cohort.expected_size) == (
        "居民区后备队伍“青蓝接力”计划培训班",
        date(2025, 5, 9),
        None,
        "持续至6月",
        29,
    )
    assert [one.number for one in trainees_of(cohort)] == list(range(1, 30))
    assert cohort.programme is not None
    assert [one.name for one in cohort.programme.competencies] == ["为民服务", "组织动员", "议事协商", "群众工作"]


def test_qinglan_stands_in_an_approved_plan_of_the_year_with_batches() -> None:
    plan = db.session.scalars(select(YearPlan)).one()

    assert (plan.year, plan.approved_by, "演示" in plan.note) == (2025, "街道党工委会议", True)
    assert [item.label for item in plan.items if item.cohort] == ["居民区后备队伍“青蓝接力”计划培训班"]
    assert [item.batch for item in plan.items if item.batch] == ["第一期", "第二期"]
    assert [item.name for item in plan.items if item.unplanned] == ["社区工作者微党课练兵"]


def test_approval_of_the_plan_is_a_file_that_says_it_is_made_up() -> None:
    (paper,) = db.session.scalars(select(YearPlan)).one().papers

    note = Document(BytesIO(uploads.read(paper.digest)))

    assert (paper.file_name, paper.media_type) == ("年度培训计划审批件（演示）.docx", uploads.DOCUMENT_TYPE)
    assert "演示数据" in note.paragraphs[1].text
    assert any("党工委纪要〔2025〕示例号" in one.text for one in note.paragraphs)


def test_qinglan_opens_as_reported() -> None:
    opening, lecture, visit = (one for one in sessions_of(class_of("qinglan-2025")) if one.held_on == date(2025, 5, 9))

    assert (opening.form, opening.half_day) == (Form.CEREMONY, HalfDay.MORNING)
    assert [one.described for one in opening.speakers] == ["天目西路街道 街道党工委书记、人大街工委主任 董启蒙"]
    assert lecture.title == "《以习近平新时代中国特色社会主义思想引领新征程》"
    assert [one.described for one in lecture.speakers] == ["上海交通大学马克思主义学院 教授、博士生导师 张雪梅"]
    assert (visit.form, visit.half_day) == (Form.VISIT, HalfDay.AFTERNOON)
    assert [one.illustrative for one in (opening, lecture, visit)] == [False, False, False]


def test_qinglan_visits_two_stops_in_order() -> None:
    cohort = class_of("qinglan-2025")

    visit = visit_of(cohort)

    assert [stop.site.name for stop in visit.stops] == ["宝山区大场镇党群服务中心", "慧华苑居民区党群服务站"]


def test_qinglan_marks_what_the_report_leaves_open() -> None:
    sessions = sessions_of(class_of("qinglan-2025"))

    assert {one.held_on for one in sessions if not one.illustrative} == {date(2025, 5, 9)}
    assert max(one.held_on for one in sessions).month == 6


def test_qinglan_courses_cover_all_four_competencies() -> None:
    courses = {one.course for one in sessions_of(class_of("qinglan-2025")) if one.course}

    covered = {competency.name for course in courses for competency in course.competencies}
    assert covered == {"为民服务", "组织动员", "议事协商", "群众工作"}
    assert [course.title for course in courses if not course.competencies] == []


# --- 长风新村街道，2019 -------------------------------------------------------------------------------


def test_changfeng_is_the_class_of_the_report() -> None:
    cohort = class_of("changfeng-2019")
    trainees = trainees_of(cohort)

    assert (cohort.formal_name, cohort.short_name) == ("居民区党组织书记培训班", "居民区党组织培训班")
    assert (cohort.starts_on, cohort.ends_on, len(trainees)) == (date(2019, 5, 7), date(2019, 5, 9), 100)
    assert {one.track.name for one in trainees if one.track} == {"书记", "副书记", "书记助理"}
    assert sum(one.post == "居民区党总支书记" for one in trainees) == 15
    assert {(one.held_on.day, one.half_day) for one in sessions_of(cohort)} == {
        (day, half) for day in (7, 8, 9) for half in (HalfDay.MORNING, HalfDay.AFTERNOON)
    }


def test_changfeng_admits_observers_to_some_sessions() -> None:
    cohort = class_of("changfeng-2019")

    observed = [one for one in sessions_of(cohort) if one.observers]

    assert session_titled(cohort, "坚守职能定位 深化政治巡察") in observed
    assert {one.observers for one in observed} == {"机关事业党支部书记、部分“两新”组织党组织书记"}
    assert len(observed) < len(sessions_of(cohort))


def test_changfeng_visits_two_places() -> None:
    visit = visit_of(class_of("changfeng-2019"))

    assert [stop.site.unit for stop in visit.stops] == ["长宁区程家桥街道", "普陀区桃浦镇"]


def test_changfeng_has_sessions_for_its_tracks() -> None:
    cohort = class_of("changfeng-2019")

    talk = session_titled(cohort, "“大梁带小梁”党建工作“面对面、手把手”座谈会")
    seminar = session_titled(cohort, "居民区党组织书记结构化研讨")

    assert [one.name for one in talk.speakers] == ["“聚心”书记工作室"]
    assert {one.name for one in talk.tracks} == {"副书记", "书记助理"}
    assert [one.described.split() for one in seminar.speakers] == [["区委党校调研室", "教师", "郭璐"]]
    assert (seminar.form, [one.name for one in seminar.tracks]) == (Form.SEMINAR, ["书记"])


def test_changfeng_seminar_has_three_themes_by_group() -> None:
    cohort = class_of("changfeng-2019")

    themes = {group.name: group.theme for group in cohort.groups if group.theme}

    assert themes == {
        "第一组": "有效推进居民区垃圾分类工作",
        "第二组": "完善小区“三位一体”综合管理体系",
        "第三组": "有效开展党员教育管理",
    }
    grouped = Counter(one.group.name for one in trainees_of(cohort) if one.group and one.track_id == _first(cohort))
    assert sorted(grouped) == sorted(themes)
    assert max(grouped.values()) - min(grouped.values()) <= 1


def _first(cohort: Cohort) -> int:
    return cohort.tracks[0].id


def test_marks_follow_whom_a_session_is_for() -> None:
    cohort = class_of("changfeng-2019")
    seminar = session_titled(cohort, "居民区党组织书记结构化研讨")

    marked = set(db.session.scalars(select(Mark.enrolment_id).where(Mark.session_id == seminar.id)))

    assert marked == {one.id for one in trainees_of(cohort) if one.track_id == _first(cohort)}


# --- 桃浦镇，2019，与长宁，2020 ----------------------------------------------------------------------


def test_taopu_gathers_about_140_by_category() -> None:
    cohort = class_of("taopu-2019")
    trainees = trainees_of(cohort)

    assert (cohort.starts_on, cohort.ends_on, len(trainees)) == (date(2019, 7, 1), date(2019, 7, 1), 140)
    assert len(cohort.tracks) == 8
    assert {one.track_id for one in trainees} == {track.id for track in cohort.tracks}


def test_taopu_reports_and_experience_talks() -> None:
    sessions = sessions_of(class_of("taopu-2019"))

    speakers = {one.name for session in sessions for one in session.speakers}
    talks = [session.speaker_note for session in sessions if session.form is Form.EXCHANGE]

    assert speakers == {"吕将", "罗陆宪", "方维吾", "仇俊"}
    assert talks == ["新杨园区党委", "祁连村党总支", "石榴苑党总支", "白丽苑党总支", "桃浦镇城管中队党支部"]
    assert {session.half_day for session in sessions} == {HalfDay.AFTERNOON}


def test_taopu_names_the_twelve_branches_in_full() -> None:
    names = db.session.scalars(select(Organisation.name)).all()

    assert "中共普陀区桃浦镇樱花苑总支部委员会" in names
    assert "中共上海福克斯波罗有限公司委员会工厂制造支部委员会" in names


def test_changning_trains_people_who_are_no_members() -> None:
    cohort = class_of("changning-2020")
    politics = Counter(one.politics for one in trainees_of(cohort))

    assert cohort.formal_name == "新时代业委会自治研修班"
    assert [track.name for track in cohort.tracks] == ["业委会成员", "业主骨干"]
    assert politics["中共党员"] < sum(politics.values()) / 2
    assert all(session.illustrative for session in sessions_of(cohort))


def test_two_classes_come_with_attendance_and_scores() -> None:
    cohorts = [class_of(code) for code in PROGRAMMES]
    marked = set(db.session.scalars(select(Session.cohort_id).join(Mark, Mark.session_id == Session.id)))
    scored = set(db.session.scalars(select(Scheme.cohort_id)))

    assert marked == scored == {cohort.id for cohort in cohorts if cohort.code in {"qinglan-2025", "changfeng-2019"}}
    assert db.session.scalar(select(func.count(Score.id))) == 29 * 3 + 100 * 2
