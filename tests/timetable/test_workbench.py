"""Pages of the workbench: cells judged, days moved, steps undone, one session adjusted, several classes, rules."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.audit.models import AuditEvent
from trainingapp.core.database import db
from trainingapp.core.terms import Severity
from trainingapp.curriculum import operations as curriculum
from trainingapp.curriculum.terms import Availability
from trainingapp.timetable import operations, queries
from trainingapp.timetable.models import Session
from trainingapp.timetable.rules.severities import USUAL_RULES, KindRule
from trainingapp.timetable.terms import ConflictKind, HalfDay, SessionState

Counting = Callable[[], AbstractContextManager[CountedQueries]]
TUESDAY, FRIDAY = date(2026, 5, 12), date(2026, 5, 15)


def test_cells_are_judged_in_one_answer(make: Factory, count_queries: Counting) -> None:
    cohort = make.cohort()
    make.enrolment(cohort)
    session = make.session(cohort)
    make.session(cohort, title="占着的课", held_on=TUESDAY, starts_at=time(8), ends_at=time(12))
    client = make.organiser_client()
    page = f"/timetable/sessions/{session.public_id}/fits?days="

    answer = client.get(f"{page}2026-05-12,2026-05-16").get_json()
    totals = []
    for days in ("2026-05-12,2026-05-13", "2026-05-12,2026-05-13,2026-05-14,2026-05-15"):
        with count_queries() as counted:
            client.get(page + days)
        totals.append(counted.total)

    told = {(cell["day"], cell["half_day"]): (cell["verdict"], cell["reasons"]) for cell in answer["cells"]}
    assert len(told) == 6
    assert told["2026-05-12", "morning"][0] == "refuses"
    assert "占着的课（08:00–12:00）" in told["2026-05-12", "morning"][1][0]
    assert told["2026-05-16", "morning"] == ("warns", ["5月16日（周六）是周末，不是工作日"])
    assert told["2026-05-12", "afternoon"] == ("fits", [])
    assert totals[0] == totals[1]


@pytest.mark.parametrize(
    "days", ["", "gestern", ",".join(f"2026-{month:02}-{day:02}" for month in range(1, 4) for day in range(1, 29))]
)
def test_senseless_days_are_refused(make: Factory, days: str) -> None:
    session = make.session(make.cohort())

    assert make.organiser_client().get(f"/timetable/sessions/{session.public_id}/fits?days={days}").status_code == 422


def test_session_of_another_class_is_neither_judged_nor_moved(make: Factory) -> None:
    own, foreign = make.cohort(), make.cohort()
    session = make.session(foreign, title="别班的课")
    client = make.client(make.user(Role.CLASS_TEACHER, cohort_id=own.id))
    drop = {"session": session.public_id, "version": "1", "half_day": "morning", "day": "2026-05-12"}

    answers = [
        client.get(f"/timetable/sessions/{session.public_id}/fits?days=2026-05-12"),
        client.post("/timetable/move", data=drop),
        client.get(f"/classes/{own.public_id}/timetable/{session.public_id}/adjust"),
    ]
    board = client.get("/timetable?week=2026-05-11").get_data(as_text=True)

    assert [(answer.status_code, "别班的课" in answer.get_data(as_text=True)) for answer in answers] == [
        (404, False)
    ] * 3
    assert ("别班的课" in board, session.held_on) == (False, date(2026, 5, 11))


def test_every_way_to_adjust_works_from_the_keyboard(make: Factory) -> None:
    cohort = make.cohort()
    one, two = make.session(cohort, title="甲课"), make.session(cohort, title="乙课", held_on=FRIDAY)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/timetable/{one.public_id}"
    tuesday = {"day": "2026-05-12", "half_day": "afternoon"}

    def post(act: str, **data: object) -> int:
        db.session.refresh(one)
        return client.post(f"{page}/{act}", data={"version": one.version, **data}).status_code

    shown = client.get(f"{page}/adjust").get_data(as_text=True)
    codes = [
        post("place", **tuesday),
        post("swap", other=f"{two.public_id}.{two.version}"),
        post("copy", day="2026-05-13", half_day="morning"),
        post("resize", ends_at="12:00", hours="3.5"),
        post("split", first_hours="2", day="2026-05-18", half_day="morning"),
        post("order", after=two.public_id),
    ]

    assert ([text in shown for text in ("可以放", "现在的位置", "对调", "拆成两次")], codes) == ([True] * 4, [302] * 6)
    assert [(row.title, row.held_on, row.hours) for row in queries.list_sessions(cohort)] == [
        ("乙课", TUESDAY, Decimal(3)),
        ("甲课", date(2026, 5, 13), Decimal(3)),
        ("甲课（上）", FRIDAY, Decimal(2)),
        ("甲课（下）", date(2026, 5, 18), Decimal("1.5")),
    ]
    assert one.after_id == two.id


def test_second_organiser_gets_both_values(make: Factory) -> None:
    cohort = make.cohort()
    one = make.session(cohort, title="甲课")
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/timetable"
    drop = {"session": one.public_id, "version": "1", "half_day": "morning"}
    stamp = client.get(f"{page}/stamp").get_json()

    client.post(f"{page}/move", data={**drop, "day": "2026-05-12"})
    answer = client.post(f"{page}/move", data={**drop, "day": "2026-05-15"})

    text = answer.get_data(as_text=True)
    assert (answer.status_code, "现在是“5月12日上午 甲课”" in text, "您要改成：5月15日上午" in text) == (
        409,
        True,
        True,
    )
    assert client.get(f"{page}/stamp").get_json() != stamp


def test_drop_tells_its_warning_until_a_reason_settles_it(make: Factory) -> None:
    session = make.session(make.cohort())
    client = make.organiser_client()
    page = f"/classes/{session.cohort.public_id}/timetable"
    drop = {"session": session.public_id, "half_day": "morning", "day": "2026-05-16"}
    toasts = []

    for sent in ({"version": "1"}, {"version": "2", "half_day": "afternoon", "accepted_reason": "教授只有周六有空"}):
        client.post(f"{page}/move", data={**drop, **sent})
        text = client.get(page, headers={"HX-Request": "true"}).get_data(as_text=True)
        toasts.append((text.count('data-toast="success"'), text.count('data-toast="warning"')))

    assert (toasts, session.accepted_reason) == ([(1, 1), (1, 0)], "教授只有周六有空")


def test_board_shows_classes_a_lecturer_and_a_venue(make: Factory, count_queries: Counting) -> None:
    lecturer, venue = make.lecturer("张教授"), make.venue("礼堂")
    make.session(make.cohort(short_name="一班"), title="甲课", lecturers=[lecturer])
    make.session(make.cohort(short_name="二班"), title="乙课", venue=venue)
    two = make.cohort(short_name="三班")
    make.session(two, title="丙课", held_on=date(2026, 5, 29))
    client = make.organiser_client()

    def titles(query: str) -> list[str]:
        text = client.get(f"/timetable?{query}").get_data(as_text=True)
        return [title for title in ("一班：甲课", "二班：乙课", "三班：丙课") if f">{title}<" in text]

    assert titles("week=2026-05-13") == ["一班：甲课", "二班：乙课"]
    assert titles("month=2026-05") == ["一班：甲课", "二班：乙课", "三班：丙课"]
    assert titles(f"week=2026-05-13&lecturer={lecturer.public_id}") == ["一班：甲课"]
    assert titles(f"week=2026-05-13&venue={venue.public_id}") == ["二班：乙课"]
    assert titles(f"month=2026-05&class={two.public_id}") == ["三班：丙课"]
    totals = []
    for _ in range(2):
        with count_queries() as counted:
            client.get("/timetable?month=2026-05")
        totals.append(counted.total)
        make.session(make.cohort(), lecturers=[lecturer], venue=venue, tracks=[make.track(two, f"班型{make.number()}")])
    assert totals[0] == totals[1]


def test_open_board_learns_that_what_it_shows_has_changed(make: Factory) -> None:
    shown = make.session(make.cohort(), title="甲课")
    elsewhere = make.session(make.cohort(), held_on=date(2026, 6, 1))
    client = make.organiser_client()
    query = {"week": "2026-05-11"}

    def mark() -> str:
        return str(client.get("/timetable/stamp", query_string=query).get_json()["stamp"])

    marks = [mark()]
    page = client.get("/timetable", query_string=query).get_data(as_text=True)
    for session, day in ((elsewhere, date(2026, 6, 2)), (shown, TUESDAY), (elsewhere, TUESDAY)):
        operations.move_session(
            make.actor, session, day=day, half_day=HalfDay.AFTERNOON, version=session.version, accepted_reason="已商定"
        )
        db.session.commit()
        marks.append(mark())

    assert f'data-stamp="{marks[0]}"' in page
    assert (marks[0] == marks[1], len(set(marks))) == (True, 3)
    assert client.get("/timetable/stamp").status_code == 422


def test_board_leads_to_every_way_of_adjusting_a_session(make: Factory) -> None:
    session, client = make.session(make.cohort()), make.organiser_client()
    board = client.get("/timetable?week=2026-05-11").get_data(as_text=True)

    answer = client.get(f"/timetable/sessions/{session.public_id}/adjust")

    assert 'data-adjust="/timetable/sessions/SESSION/adjust"' in board
    assert answer.headers["Location"] == f"/classes/{session.cohort.public_id}/timetable/{session.public_id}/adjust"
    assert client.get("/timetable/sessions/nobody/adjust").status_code == 404


def test_board_moves_a_session_of_any_class(make: Factory) -> None:
    session = make.session(make.cohort())
    client = make.organiser_client()

    answer = client.post(
        "/timetable/move?week=2026-05-11",
        data={"session": session.public_id, "version": "1", "half_day": "morning", "day": "2026-05-12"},
    )

    assert (answer.status_code, session.held_on) == (302, TUESDAY)
    assert answer.headers["Location"].endswith("/timetable?week=2026-05-11")


def test_month_of_a_class_shows_each_of_its_days(make: Factory) -> None:
    cohort = make.cohort()
    make.session(cohort)

    text = make.organiser_client().get(f"/classes/{cohort.public_id}/timetable?month=2026-05").get_data(as_text=True)

    assert [f">5月{day}日 <" in text for day in (1, 31)] == [True, True]


def rules_form(**values: str) -> dict[str, str]:
    """Return the form of the rules as it stands, with some values changed."""
    data = {}
    for kind, rule in USUAL_RULES.items():
        data[f"{kind.value}_severity"] = rule.severity.value
        data[f"{kind.value}_source"] = rule.source
        data[f"{kind.value}_limit"] = str(rule.limit or "")
    return {**data, **values}


def test_office_sets_how_grave_a_conflict_is_with_its_source(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    client = make.organiser_client()
    strict = rules_form(workday_severity="block", workday_source="街道党工委会议纪要", day_hours_limit="6")

    shown = client.get("/timetable/rules").get_data(as_text=True)
    codes = [client.post("/timetable/rules", data=strict).status_code for _ in range(2)]
    saturday = client.post(
        f"/classes/{cohort.public_id}/timetable/move",
        data={"session": session.public_id, "version": "1", "half_day": "morning", "day": "2026-05-16"},
    )

    rules = queries.conflict_rules()
    assert ("国务院办公厅年度放假安排" in shown, codes, saturday.status_code) == (True, [302, 302], 422)
    assert rules[ConflictKind.WORKDAY] == KindRule(Severity.BLOCK, "街道党工委会议纪要")
    assert rules[ConflictKind.DAY_HOURS].limit == Decimal(6)
    acts = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.verb == "timetable.rules_changed")).all()
    assert len(acts) == 2


def test_rule_without_a_source_is_asked_for_it(make: Factory) -> None:
    answer = make.organiser_client().post("/timetable/rules", data=rules_form(venue_source=""))

    assert ("请写明依据" in answer.get_data(as_text=True), answer.status_code) == (True, 200)


def test_way_between_venues_is_set_and_removed(make: Factory) -> None:
    one, other = make.venue("党校"), make.venue("街道")
    client = make.organiser_client()
    data = {"one": other.public_id, "other": one.public_id, "minutes": "40"}

    client.post("/timetable/ways", data=data)
    client.post("/timetable/ways", data={**data, "minutes": "45"})
    same = client.post("/timetable/ways", data={**data, "other": other.public_id}).status_code
    (way,) = queries.list_travel_times()
    known = dict(queries.travel_times())
    client.post(f"/timetable/ways/{way.public_id}/remove")

    assert (known, same) == ({(one.id, other.id): 45}, 422)
    assert queries.list_travel_times() == []


def test_inspector_sees_and_may_not_move(make: Factory) -> None:
    session = make.session(make.cohort())
    client = make.client(make.user(Role.INSPECTOR))

    text = client.get(f"/classes/{session.cohort.public_id}/timetable").get_data(as_text=True)

    assert (session.title in text, "data-timetable" in text, "撤销" in text) == (True, False, False)
    assert client.get(f"/timetable/sessions/{session.public_id}/fits?days=2026-05-12").status_code == 403


def test_cancelled_from_the_page_of_all_ways(make: Factory) -> None:
    session: Session = make.session(make.cohort(), half_day=HalfDay.EVENING)
    client = make.organiser_client()
    page = f"/classes/{session.cohort.public_id}/timetable"

    client.post(f"{page}/{session.public_id}/cancel", data={"reason": "讲师生病"})
    cancelled = session.state
    client.post(f"{page}/undo")

    assert (cancelled, session.state) == (SessionState.CANCELLED, SessionState.PLANNED)


def test_accepted_warning_is_shown_with_its_reason_apart(make: Factory) -> None:
    cohort = make.cohort()
    make.session(cohort, held_on=date(2026, 5, 16), accepted_reason="教授只有周六有空", lecturers=[make.lecturer()])

    text = make.organiser_client().get(f"/classes/{cohort.public_id}/timetable").get_data(as_text=True)

    assert ("理由：教授只有周六有空" in text, "已写明理由保留（1）" in text) == (True, True)
    assert "工作日提醒" not in text


def test_finding_leads_to_both_sessions_and_to_where_one_would_fit(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolment(cohort)
    one, two = make.session(cohort, title="甲课"), make.session(cohort, title="乙课")
    page = f"/classes/{cohort.public_id}/timetable"
    links = [f'href="{page}/{end}"' for end in (one.public_id, two.public_id, f"{one.public_id}/adjust#fits")]
    clients = [make.organiser_client(), make.client(make.user(Role.INSPECTOR))]

    shown = [
        [[link in found.partition('class="findings"')[2] for link in links] for found in pages]
        for pages in (
            [client.get(address).get_data(as_text=True) for address in (page, f"{page}/releases", "/timetable")]
            for client in clients
        )
    ]

    assert shown == [[[True] * 3] * 3, [[False] * 3] * 3]


def test_lecturer_who_cannot_come_later_on_shows_at_once(make: Factory) -> None:
    lecturer = make.lecturer("张教授")
    session = make.session(make.cohort(), lecturers=[lecturer])
    client = make.organiser_client()
    page = f"/classes/{session.cohort.public_id}/timetable"
    before = client.get(page).get_data(as_text=True)

    curriculum.add_lecturer_time(
        make.actor,
        lecturer,
        kind=Availability.AWAY,
        first_on=session.held_on,
        last_on=session.held_on,
        reason="出差",
    )
    after = client.get(page).get_data(as_text=True)
    board = client.get(f"/timetable?week=2026-05-11&lecturer={lecturer.public_id}").get_data(as_text=True)

    assert [("张教授这时没空（出差）" in text) for text in (before, after)] == [False, True]
    assert "没空：2026-05-11 全天" in board
