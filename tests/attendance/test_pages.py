"""The pages of attendance: what they show, whom they let change what, and that rows cost no queries."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from html import unescape
from re import findall, search
from typing import TypeVar

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select, func, select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.attendance.models import Mark, RollCall
from trainingapp.attendance.operations import confirm_roll_call, record_marks
from trainingapp.attendance.terms import RollState, Status
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import Stage
from trainingapp.core.database import db
from trainingapp.timetable.models import Session

Value = TypeVar("Value")
Counting = Callable[[], AbstractContextManager[CountedQueries]]


def address(cohort: Cohort, session: Session | None = None, act: str = "") -> str:
    """Return the address of a class's attendance, of a roll call, or of an act on it."""
    parts = ["/classes", cohort.public_id, "attendance", session.public_id if session else "", act]
    return "/".join(part for part in parts if part)


def page(client: FlaskClient, url: str) -> str:
    """Return a page that must answer."""
    answer = client.get(url)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200, text
    return text


def seen(text: str) -> str:
    """Return the hidden line of a roll-call page that says what it showed."""
    found = search(r'name="seen" value="([^"]*)"', text)
    assert found is not None
    return unescape(found[1])


def status_of(session: Session, trainee: Enrolment) -> Status | None:
    """Return the status that counts now."""
    counting = func.coalesce(Mark.confirmed, Mark.taken)
    return read(select(counting).where(Mark.session_id == session.id, Mark.enrolment_id == trainee.id))


def state_of(session: Session) -> RollState | None:
    """Return how far a roll call is now."""
    return read(select(RollCall.state).where(RollCall.session_id == session.id))


def read(statement: Select[Value]) -> Value | None:
    """Return one value in a transaction of its own, so that it is new and hinders no request."""
    db.session.commit()
    found = db.session.scalar(statement)
    db.session.commit()
    return found


def test_roll_call_saves_what_the_person_changed(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one, two = make.enrolments(cohort, 2)
    client = make.organiser_client()
    shown = seen(page(client, address(cohort, session)))

    answer = client.post(
        address(cohort, session),
        data={
            "seen": shown,
            f"mark-{one.public_id}": "sick",
            f"remark-{one.public_id}": "感冒",
            f"mark-{two.public_id}": "",
        },
    )

    assert answer.status_code == 302
    assert (status_of(session, one), status_of(session, two)) == (Status.SICK, None)
    assert 'value="sick" data-remark="感冒"' in page(client, address(cohort, session))


def test_old_page_changes_only_the_rows_that_were_touched(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one, two = make.enrolments(cohort, 2)
    client = make.organiser_client()
    shown = seen(page(client, address(cohort, session)))
    record_marks(make.actor, session, marks={two.id: Status.LATE})
    db.session.commit()

    answer = client.post(
        address(cohort, session),
        data={"seen": shown, f"mark-{one.public_id}": "present", f"mark-{two.public_id}": ""},
    )

    assert answer.status_code == 302
    assert (status_of(session, one), status_of(session, two)) == (Status.PRESENT, Status.LATE)


def test_row_that_somebody_else_changed_meanwhile_is_a_conflict_with_both_values(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one = make.enrolment(cohort)
    client = make.organiser_client()
    shown = seen(page(client, address(cohort, session)))
    record_marks(make.actor, session, marks={one.id: Status.LATE})
    db.session.commit()

    answer = client.post(address(cohort, session), data={"seen": shown, f"mark-{one.public_id}": "sick"})

    assert answer.status_code == 409
    assert "您记的是“病假”，别人刚改成“迟到”" in answer.get_data(as_text=True)
    assert status_of(session, one) is Status.LATE


def test_spoilt_page_is_refused(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one = make.enrolment(cohort)
    client = make.organiser_client()

    spoilt = client.post(address(cohort, session), data={"seen": "nonsense", f"mark-{one.public_id}": "sick"})
    unknown = client.post(
        address(cohort, session), data={"seen": f"{one.public_id} 0 -", f"mark-{one.public_id}": "asleep"}
    )

    assert (spoilt.status_code, unknown.status_code) == (422, 422)
    assert status_of(session, one) is None


def test_leader_sees_and_marks_the_own_group_alone(make: Factory) -> None:
    cohort = make.cohort()
    first, second = make.group(cohort, "第一组"), make.group(cohort, "第二组")
    session = make.session(cohort)
    mine = make.enrolment(cohort, "李本组", group=first)
    other = make.enrolment(cohort, "王别组", group=second)
    client = make.client(make.user(Role.GROUP_LEADER, group_id=first.id))

    pages = [page(client, url) for url in (address(cohort, session), f"{address(cohort)}/register")]
    client.post(
        address(cohort, session),
        data={
            "seen": f"{mine.public_id} 0 -\n{other.public_id} 0 -",
            f"mark-{mine.public_id}": "present",
            f"mark-{other.public_id}": "absent",
        },
    )

    assert [("李本组" in text, "王别组" in text) for text in pages] == [(True, False), (True, False)]
    assert (status_of(session, mine), status_of(session, other)) == (Status.PRESENT, None)


def test_leader_neither_confirms_nor_changes_what_is_confirmed(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    session = make.session(cohort)
    one = make.enrolment(cohort, group=group)
    record_marks(make.actor, session, marks={one.id: Status.PRESENT})
    confirm_roll_call(make.actor, session)
    client = make.client(make.user(Role.GROUP_LEADER, group_id=group.id))

    text = page(client, address(cohort, session))
    confirm = client.post(address(cohort, session, "confirm"))
    client.post(address(cohort, session), data={"seen": f"{one.public_id} 2 d", f"mark-{one.public_id}": "absent"})

    assert ('name="seen"' in text, confirm.status_code) == (False, 403)
    assert status_of(session, one) is Status.PRESENT


def test_confirm_reopen_and_undo_from_the_page(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one = make.enrolment(cohort, "陈青禾")
    make.enrolment(cohort, "华未点")
    client = make.organiser_client()
    client.post(address(cohort, session), data={"seen": f"{one.public_id} 0 -", f"mark-{one.public_id}": "present"})
    asked = page(client, address(cohort, session))

    refused = client.post(address(cohort, session, "confirm"))
    client.post(address(cohort, session, "confirm"), data={"accept_unmarked": "1"})
    confirmed = state_of(session)
    client.post(address(cohort, session, "reopen"), data={"reason": "补交假条"})
    reopened = state_of(session)

    assert "还有 1 人没有点名" in asked
    assert (refused.status_code, "华未点" in refused.get_data(as_text=True)) == (422, True)
    assert (confirmed, reopened) == (RollState.CONFIRMED, RollState.DRAFT)


def test_undo_from_the_page(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one = make.enrolment(cohort)
    client = make.organiser_client()
    client.post(address(cohort, session, "present"))
    marked = status_of(session, one)

    client.post(address(cohort, session, "undo"))

    assert (marked, status_of(session, one)) == (Status.PRESENT, None)


def test_everybody_without_a_mark_is_named_before_confirming(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one, *others = make.enrolments(cohort, 26)
    record_marks(make.actor, session, marks={one.id: Status.PRESENT})

    text = page(make.organiser_client(), address(cohort, session))

    names = "、".join(f"{other.number} {other.name}" for other in others)
    assert f"还有 25 人没有点名：{names}。确认后保留空白，不算旷课" in text


def test_sessions_page_counts_each_roll_call(make: Factory) -> None:
    cohort = make.cohort()
    taken = make.session(cohort, title="开班第一课")
    make.session(cohort, title="自学", takes_attendance=False)
    one, _two = make.enrolments(cohort, 2)
    record_marks(make.actor, taken, marks={one.id: Status.PRESENT})
    client = make.organiser_client()

    text = page(client, address(cohort))

    figures = [part.split("</td>")[0] for part in text.split('<td class="number">')[1:]]
    assert figures == ["2", "1", "1", "1"]
    assert ("草稿" in text, "自学" in text) == (True, False)


def test_register_shows_the_class_own_signs_and_totals(make: Factory) -> None:
    cohort = make.cohort(stored_presets={"symbols": {"sick": "★"}})
    session = make.session(cohort)
    make.session(cohort, held_on=cohort.starts_on + timedelta(days=1))
    one = make.enrolment(cohort)
    record_marks(make.actor, session, marks={one.id: Status.SICK})
    client = make.organiser_client()

    text = page(client, f"{address(cohort)}/register")

    assert '<td class="m e">★<td class="m">' in text
    assert "<b>★</b> 病假" in text
    assert "0.0%" in text
    assert "100.0%" in text


def test_inspector_reads_and_cannot_write(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one = make.enrolment(cohort, "陈青禾")
    client = make.client(make.user(Role.INSPECTOR))

    text = page(client, address(cohort, session))
    answer = client.post(
        address(cohort, session), data={"seen": f"{one.public_id} 0 -", f"mark-{one.public_id}": "present"}
    )

    assert ("陈青禾" in text, 'name="seen"' in text, answer.status_code) == (True, False, 403)


def test_another_office_class_is_not_found(app: Flask) -> None:
    theirs = Factory(app, "huashan")
    cohort = theirs.cohort()
    session = theirs.session(cohort)
    ours = Factory(app, "yunshan")
    own = ours.cohort()
    client = ours.organiser_client()

    answers = [
        client.get(url).status_code
        for url in (
            address(cohort),
            address(cohort, session),
            f"{address(cohort)}/register",
            f"{address(own)}/{session.public_id}",
        )
    ]

    assert answers == [404, 404, 404, 404]


def test_pages_ask_the_same_queries_for_one_and_for_three(make: Factory, count_queries: Counting) -> None:
    totals: list[list[int]] = []
    client = make.organiser_client()
    for amount in (1, 3):
        cohort = make.cohort()
        trainees = make.enrolments(cohort, amount)
        days = [make.session(cohort, held_on=cohort.starts_on + timedelta(days=day)) for day in range(amount)]
        for day in days:
            record_marks(make.actor, day, marks=dict.fromkeys((row.id for row in trainees), Status.PRESENT))
        db.session.commit()
        counts = []
        for url in (address(cohort), address(cohort, days[0]), f"{address(cohort)}/register"):
            with count_queries() as counted:
                page(client, url)
            counts.append(counted.total)
        totals.append(counts)

    assert totals[0] == totals[1]


def test_closed_class_shows_the_lock_and_takes_a_correction_with_its_reason(make: Factory) -> None:
    cohort = make.cohort(stage=Stage.CLOSED)
    session = make.session(cohort)
    one = make.enrolment(cohort)
    client = make.organiser_client()
    shown = page(client, address(cohort, session))
    form = {"seen": seen(shown), f"mark-{one.public_id}": "late"}

    without = client.post(address(cohort, session), data=form)
    with_reason = client.post(address(cohort, session), data={**form, "correction": "核对签到表"})

    assert ("考勤已锁定" in shown, "更正的理由" in shown) == (True, True)
    assert (without.status_code, with_reason.status_code, status_of(session, one)) == (422, 302, Status.LATE)


def test_roll_call_in_the_order_of_the_sheet_shows_whom_the_list_shows(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    make.enrolments(cohort, 60)  # two pages
    client = make.organiser_client()

    plain, signed = page(client, address(cohort, session)), page(client, f"{address(cohort, session)}?signed=1")

    rows = [findall(r'name="mark-([\w-]+)"', text) for text in (plain, signed)]
    assert (len(rows[0]), rows[0] == rows[1], seen(plain) == seen(signed)) == (60, True, True)
    assert (signed.count("<tbody>"), signed.count('class="turn"')) == (2, 2)


def test_history_tells_how_each_mark_came_about_within_reach(make: Factory, count_queries: Counting) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    session = make.session(cohort)
    mine, other = make.enrolment(cohort, "陈组员", group=group), make.enrolment(cohort, "王别组")
    record_marks(make.actor, session, marks={mine.id: Status.ABSENT, other.id: Status.SICK})
    record_marks(make.actor, session, marks={mine.id: Status.PERSONAL}, reasons={mine.id: "补假条"})
    staff, leader = make.organiser_client(), make.client(make.user(Role.GROUP_LEADER, group_id=group.id))
    url = address(cohort, session, "history")

    whole, own = page(staff, url), page(leader, url)

    assert [whole.count("陈组员"), whole.count("王别组"), own.count("陈组员"), own.count("王别组")] == [2, 1, 2, 0]
    assert ("补假条" in own, own.index("事假") < own.index("未登记")) == (True, True)
    with count_queries() as few:
        page(staff, url)
    record_marks(make.actor, session, marks={other.id: Status.PRESENT})
    db.session.commit()
    with count_queries() as more:
        page(staff, url)
    assert few.total == more.total
