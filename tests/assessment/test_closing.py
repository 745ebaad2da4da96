"""The closing gate: what is missing is named, hours are archived by year, reopening shows what changed since."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from io import BytesIO

import pytest
from lxml import html
from sqlalchemy import select

from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.models import HoursEntry
from trainingapp.assessment.rules import BRACKETS, ClosingFacts, Named, Part
from trainingapp.assessment.terms import Completion, EntryState, HoursSource, OffenceKind, ScanKind
from trainingapp.attendance.models import Guest
from trainingapp.attendance.operations import confirm_roll_call, record_marks, reopen_roll_call
from trainingapp.attendance.terms import Layer, Status
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.operations import withdraw
from trainingapp.cohorts.terms import EnrolmentState, Stage
from trainingapp.core.database import db
from trainingapp.core.errors import NotPermitted, Refused
from trainingapp.people.models import Person
from trainingapp.timetable.operations import cancel_session, publish_release
from trainingapp.timetable.queries import list_sessions
from trainingapp.timetable.terms import HalfDay, SessionState

PDF = b"%PDF-1.7 synthetic scan"
FULL = ClosingFacts(scans=set(ScanKind), trainees=2, sessions=2, evaluated=True, released=True)


def finished_class(
    make: Factory, person: Person | None = None, days: tuple[date, ...] = ()
) -> tuple[Cohort, Enrolment]:
    """Return a class of which nothing is missing but closing it, with one trainee who was there each day."""
    days = days or (date(2026, 5, 11), date(2026, 5, 12))
    cohort = make.cohort(starts_on=days[0], ends_on=days[-1])
    one = make.enrolment(cohort, "陈青禾", person=person or make.person("陈青禾"))
    for day in days:
        session = make.session(cohort, held_on=day, venue=make.venue(), lecturers=[make.lecturer()])
        record_marks(make.actor, session, marks={one.id: Status.PRESENT})
        confirm_roll_call(make.actor, session)
    scheme = operations.set_scheme(make.actor, cohort, parts=[Part(1, "考试", 100)], brackets=BRACKETS)
    operations.enter_scores(make.actor, cohort, scores={(one.id, scheme.components[0].id): Decimal(90)})
    operations.accept_suggestions(make.actor, cohort, queries.class_assessment(cohort))
    for kind in (ScanKind.PLAN, ScanKind.AGENDA, ScanKind.SIGN_IN):
        operations.add_scan(make.actor, cohort, kind=kind, content=PDF + kind.encode(), file_name=f"{kind.label}.pdf")
    publish_release(make.actor, cohort)
    return cohort, one


def counted_hours(person_id: int, year: int) -> Decimal:
    """Return the hours that count for a person in a year."""
    db.session.flush()
    attained = queries.attained_in(year).get(person_id)
    return attained.hours if attained else Decimal(0)


def test_everything_there_leaves_nothing_missing() -> None:
    assert [check.missing for check in rules.checklist(FULL) if not check.done] == []


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"scans": set(ScanKind) - {ScanKind.SIGN_IN}}, "还没有上传有签名的签到表"),
        ({"unmarked": [Named("基层治理")]}, "1 次课没有确认考勤：基层治理"),
        ({"undecided": [Named(name) for name in "甲乙丙丁戊己"]}, "6 人还没有评定：甲、乙、丙、丁、戊 等"),
        ({"unreleased": 2}, "课表有 2 处改动没有发布，计划和最终课表不一致"),
        ({"open_leave": [Named("陈甲")]}, "1 张请假单还没有审批：陈甲"),
        ({"has_end": False}, "还没有填结束日期"),
        (
            {"twice": [Named("陈甲（5月11日上午，“书记班”）")]},
            "1 处同一时间在别的班也记了到课，学时不能算两次：陈甲（5月11日上午，“书记班”）",
        ),
    ],
)
def test_what_is_missing_is_named(facts: dict[str, object], missing: str) -> None:
    found = rules.checklist(ClosingFacts(**{**{key: getattr(FULL, key) for key in FULL.__slots__}, **facts}))

    assert [(check.missing, check.must) for check in found if not check.done] == [(missing, True)]


def test_each_thing_missing_links_to_its_own_page_and_missing_ones_stand_first(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort, "陈甲")
    session = make.session(cohort, title="基层治理")
    client = make.organiser_client()
    here = f"/classes/{cohort.public_id}"

    page = html.fromstring(client.get(f"{here}/closing").get_data(as_text=True))
    rows = {row.xpath("string(th)"): row for row in page.xpath("//table//tr[td]")}
    links = {label: row.xpath(".//a/@href") for label, row in rows.items()}
    states = [row.xpath("string(td[1])") for row in rows.values()]

    assert links["考勤都已确认"] == [f"{here}/attendance", f"{here}/attendance/{session.public_id}"]
    assert links["结业都已评定"] == [f"{here}/assessment", f"{here}/assessment/{one.public_id}"]
    assert links["开班议程"] == [f"{here}/closing?kind=agenda#scans"]
    assert states == sorted(states, key=["缺", "提醒", "齐"].index)


def test_refused_closing_acts_stay_on_the_page(make: Factory) -> None:
    cohort, _one = finished_class(make)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/closing"
    before = len(queries.list_scans(cohort))
    two = [(BytesIO(PDF + b"new"), "合影.pdf"), (BytesIO(b"MZ"), "a.exe")]

    upload = client.post(f"{page}/scans", data={"kind": "agenda", "file": two}, content_type="multipart/form-data")
    client.post(page)
    reopened = client.post(page, data={"reopen": "1", "reason": " "})

    assert (upload.status_code, "结班清单" in upload.get_data(as_text=True)) == (422, True)
    assert len(queries.list_scans(cohort)) == before
    assert (reopened.status_code, "取消结班要写明理由" in reopened.get_data(as_text=True)) == (422, True)


def test_results_of_a_closed_class_are_only_looked_at(make: Factory) -> None:
    cohort, one = finished_class(make)
    operations.close_class(make.actor, cohort)
    found = queries.class_assessment(cohort)
    row, exam = found.rows[0], found.components[0]
    kept = queries.class_content(cohort).as_json()

    acts: list[Callable[[], object]] = [
        lambda: operations.enter_scores(make.actor, cohort, scores={(one.id, exam.id): Decimal(1)}),
        lambda: operations.set_scheme(make.actor, cohort, parts=[Part(exam.id, "别的", 100)], brackets=BRACKETS),
        lambda: operations.decide_outcome(
            make.actor, row, band="", completion=Completion.NOT_COMPLETED, reason="改主意"
        ),
        lambda: operations.clear_outcome(make.actor, row),
        lambda: operations.accept_suggestions(make.actor, cohort, found),
        lambda: operations.name_outstanding(make.actor, cohort, found, chosen=[one.public_id], reason="补评"),
        lambda: operations.record_offence(
            make.actor, one, kind=OffenceKind.OTHER, found_on=date(2026, 5, 12), note="补记"
        ),
    ]
    for act in acts:
        with pytest.raises(Refused, match="本班已经结班归档，不能再改"):
            act()
    text = make.organiser_client().get(f"/classes/{cohort.public_id}/assessment").get_data(as_text=True)

    assert queries.class_content(cohort).as_json() == kept
    assert ("grid-input" in text, "先重新打开本班" in text) == (False, True)


def test_timetable_and_list_of_a_closed_class_are_left_as_they_were(make: Factory) -> None:
    cohort, one = finished_class(make)
    operations.close_class(make.actor, cohort)
    (session, _other) = list_sessions(cohort)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}"

    with pytest.raises(Refused, match="不能再改课表"):
        cancel_session(make.actor, session, reason="讲师临时有会")
    db.session.rollback()
    with pytest.raises(Refused, match="不能再改名单"):
        withdraw(make.actor, one, on=date(2026, 5, 12), reason="工作调动")
    left = client.post(f"{page}/roster/{one.public_id}/withdraw", data={"left_on": "2026-05-12", "reason": "工作调动"})

    grid = client.get(f"{page}/timetable").get_data(as_text=True)

    assert ("档案里的内容只能看" in grid, "data-move" in grid, "加一次课" in grid) == (True, False, False)
    assert (left.status_code, "不能再改" in left.get_data(as_text=True)) == (422, True)
    assert [row.state for row in list_sessions(cohort, cancelled=True)] == [SessionState.PLANNED] * 2
    assert db.session.get_one(Enrolment, one.id).state is EnrolmentState.ENROLLED


def test_mark_corrected_after_closing_is_told_on_the_page(make: Factory) -> None:
    cohort, one = finished_class(make)
    operations.close_class(make.actor, cohort)
    (first, _second) = list_sessions(cohort)
    record_marks(make.actor, first, marks={one.id: Status.SICK}, layer=Layer.CONFIRMED, correction="漏记病假")

    text = make.organiser_client().get(f"/classes/{cohort.public_id}/closing").get_data(as_text=True)

    assert "结班以后又改了什么" in text
    assert "陈青禾：学时由“6”改为“3”" in text


def test_closing_without_papers_is_refused_and_writes_nothing(make: Factory) -> None:
    cohort = make.cohort()

    with pytest.raises(Refused) as refused:
        operations.close_class(make.actor, cohort)

    assert "还没有上传培训方案" in refused.value.reasons
    assert (cohort.stage, queries.list_closings(cohort)) == (Stage.PREPARING, [])


def test_closing_archives_hours_once(make: Factory) -> None:
    cohort, one = finished_class(make)

    closing = operations.close_class(make.actor, cohort)

    assert (cohort.stage, counted_hours(one.person_id, 2026)) == (Stage.CLOSED, Decimal(6))
    assert closing.checksum == rules.checksum(queries.class_content(cohort).as_json())
    with pytest.raises(Refused, match="不能再结一次"):
        operations.close_class(make.actor, cohort)
    with pytest.raises(Refused, match="不能再改材料"):
        operations.add_scan(make.actor, cohort, kind=ScanKind.OTHER, content=PDF, file_name="x.pdf")


def test_nobody_gets_hours_of_two_classes_for_the_same_time(make: Factory) -> None:
    day = date(2026, 5, 11)
    cohort, one = finished_class(make, days=(day,))
    other = make.cohort(short_name="书记班")
    there = make.enrolment(other, "陈青禾", person=one.person)
    at_once, later = (make.session(other, held_on=day, half_day=half) for half in (HalfDay.MORNING, HalfDay.AFTERNOON))
    for session in (at_once, later):
        record_marks(make.actor, session, marks={there.id: Status.LATE})

    with pytest.raises(Refused) as refused:
        operations.close_class(make.actor, cohort)
    record_marks(make.actor, at_once, marks={there.id: Status.OFFICIAL})
    operations.close_class(make.actor, cohort)

    told = "1 处同一时间在别的班也记了到课，学时不能算两次：陈青禾（5月11日上午，“书记班”）"
    assert (list(refused.value.reasons), counted_hours(one.person_id, 2026)) == ([told], Decimal(3))


def test_reopening_wants_a_reason_takes_the_hours_back_and_shows_what_changed(make: Factory) -> None:
    cohort, one = finished_class(make)
    operations.close_class(make.actor, cohort)

    with pytest.raises(Refused, match="要写明理由"):
        operations.reopen_class(make.actor, cohort, reason="  ")
    closing = operations.reopen_class(make.actor, cohort, reason="补录补考成绩")
    (row,) = queries.class_assessment(cohort).rows
    operations.decide_outcome(make.actor, row, band="良好", completion=row.completion, reason="补考")

    assert counted_hours(one.person_id, 2026) == 0
    assert queries.changes_since(closing, queries.class_content(cohort)) == ["陈青禾：等次由“优秀”改为“良好”"]
    operations.close_class(make.actor, cohort)
    assert (counted_hours(one.person_id, 2026), len(queries.list_closings(cohort))) == (Decimal(6), 2)


def test_reopening_shows_changed_marks_times_and_papers(make: Factory) -> None:
    cohort, one = finished_class(make)
    operations.close_class(make.actor, cohort)
    closing = operations.reopen_class(make.actor, cohort, reason="更正")
    first = queries.class_content(cohort).sessions[0]

    reopen_roll_call(make.actor, first, reason="漏记迟到")
    record_marks(make.actor, first, marks={one.id: Status.LATE})
    first.ends_at = time(12)
    operations.remove_scan(make.actor, cohort, queries.list_scans(cohort)[0])
    operations.add_scan(make.actor, cohort, kind=ScanKind.PLAN, content=PDF + b"2", file_name="改过的方案.pdf")

    assert queries.changes_since(closing, queries.class_content(cohort)) == [
        "陈青禾：考勤由“到 2”改为“到 1、迟到 1”",
        f"{first.title}：时间由“上午 09:00—11:30”改为“上午 09:00—12:00”",
        "材料增加：培训方案 改过的方案.pdf",
        "材料减少：培训方案 培训方案.pdf",
    ]


def test_everything_missing_links_to_where_it_is_mended(make: Factory) -> None:
    cohort = make.cohort(ends_on=None)
    one = make.enrolment(cohort, "陈青禾")
    session = make.session(cohort)
    record_marks(make.actor, session, marks={one.id: Status.ABSENT})
    make.add(Guest(cohort_id=cohort.id, name="旁听甲"))
    client = make.organiser_client()

    page = html.fromstring(client.get(f"/classes/{cohort.public_id}/closing").text)
    rows = page.xpath("//table[caption='结班清单']/tbody/tr")
    open_rows = [row for row in rows if row.xpath("string(td[1])") != "齐"]
    links = {row.xpath("string(th)"): row.xpath("string(td//a/@href)") for row in open_rows if row.xpath("td//a")}

    missing = [check.label for check in queries.closing_checks(cohort, queries.class_content(cohort)) if not check.done]
    assert sorted(links) == sorted(missing)
    assert {
        href: client.get(href).status_code for href in set(links.values()) if not href.startswith("#")
    } == dict.fromkeys({href for href in links.values() if not href.startswith("#")}, 200)
    assert links["来的都在名单上"].endswith("/guests")


def test_ledger_of_a_person_over_three_classes_and_two_years(make: Factory) -> None:
    person = make.person("陈青禾")
    classes = [
        (date(2025, 5, 9),),
        (date(2025, 12, 30), date(2026, 1, 4)),
        (date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3)),
    ]
    for days in classes:
        cohort, _one = finished_class(make, person, days)
        operations.close_class(make.actor, cohort)

    assert [counted_hours(person.id, year) for year in (2025, 2026)] == [Decimal(6), Decimal(12)]
    assert [entry.year for entry in queries.list_entries(person)] == [2026, 2026, 2025, 2025]


def test_hours_from_elsewhere_count_after_another_person_agreed(make: Factory) -> None:
    person = make.person("陈青禾")
    values = {"source": HoursSource.SUPERIOR, "title": "区委党校轮训", "hours": Decimal(24)}
    entry = operations.add_hours(make.actor, person, ended_on=date(2026, 4, 1), concentrated=True, **values)  # type: ignore[arg-type]  # one set of values for two calls
    before = counted_hours(person.id, 2026)

    operations.decide_hours(make.actor, entry, agreed=True)

    assert (before, counted_hours(person.id, 2026), entry.state) == (Decimal(0), Decimal(24), EntryState.APPROVED)
    with pytest.raises(Refused, match="不能重复登记"):
        operations.add_hours(make.actor, person, ended_on=date(2026, 4, 1), **values)  # type: ignore[arg-type]  # as above


def test_nobody_agrees_to_the_own_entry(make: Factory) -> None:
    person, clerk = make.person("陈青禾"), make.user(Role.ORGANISER)
    entry = operations.add_hours(
        clerk.actor(), person, source=HoursSource.ONLINE, title="网络课", hours=Decimal(2), ended_on=date(2026, 4, 1)
    )

    with pytest.raises(NotPermitted, match="不能自己审自己录的"):
        operations.decide_hours(clerk.actor(), entry, agreed=True)


@pytest.mark.parametrize(("hours", "fault"), [("0", "大于 0"), ("2.3", "0.5 为单位"), ("1001", "不超过 1000")])
def test_impossible_hours_are_refused(make: Factory, hours: str, fault: str) -> None:
    with pytest.raises(Refused, match=fault):
        operations.add_hours(
            make.actor,
            make.person(),
            source=HoursSource.OTHER,
            title="自学",
            hours=Decimal(hours),
            ended_on=date(2026, 4, 1),
        )


def test_closing_from_its_page(make: Factory) -> None:
    cohort, _one = finished_class(make)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/closing"
    upload = {"kind": "photograph", "file": (BytesIO(PDF), "合影.pdf")}

    sent = client.post(f"{page}/scans", data=upload, content_type="multipart/form-data")
    refused = client.post(
        f"{page}/scans", data={"kind": "other", "file": (BytesIO(b"MZ"), "a.exe")}, content_type="multipart/form-data"
    )
    scan = next(one for one in queries.list_scans(cohort) if one.kind is ScanKind.PHOTOGRAPH)
    got = client.get(f"{page}/scans/{scan.public_id}")
    client.post(f"{page}/scans/{scan.public_id}/remove")
    closed = client.post(page)
    text = client.get(page).get_data(as_text=True)
    client.post(page, data={"reopen": "1", "reason": "补材料"})

    assert (sent.status_code, refused.status_code, got.data, closed.status_code) == (302, 422, PDF, 302)
    assert ("已结班归档" in text, "还没有上传培训照片" in text, "/accounts?state=idle" in text) == (True, True, True)
    assert "补材料" in client.get(page).get_data(as_text=True)
    states = db.session.scalars(select(HoursEntry.state)).all()
    assert states == [EntryState.WITHDRAWN]
