"""What differs between two releases, in words; what a release holds; whom a change concerns."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from trainingapp.curriculum.terms import Category, Form
from trainingapp.timetable.rules.frozen import FrozenSession, Named, in_order
from trainingapp.timetable.rules.notices import Occasion, draft_notices
from trainingapp.timetable.rules.releases import ChangeKind, Edition, compare, follow, freeze
from trainingapp.timetable.terms import HalfDay, SessionState

HALL, ROOM = Named(1, "报告厅"), Named(2, "第二会议室")
ZHANG, LI = Named(11, "张教授"), Named(12, "李书记")
FIRST_GROUP = Named(21, "第一组")


def session(uid: str = "a", **values: Any) -> FrozenSession:  # noqa: ANN401 - a session's own values
    """Return a session of the first morning."""
    usual = {
        "held_on": date(2026, 5, 12),
        "half_day": HalfDay.MORNING,
        "starts_at": time(9, 0),
        "ends_at": time(11, 30),
        "title": "群众工作方法",
        "form": Form.LECTURE,
        "venue": HALL,
        "speakers": (ZHANG,),
    }
    return FrozenSession(uid=uid, **{**usual, **values})


def moment(day: int) -> datetime:
    """Return when a release was made."""
    return datetime(2026, 5, day, 6, 0, tzinfo=UTC)


days = st.dates(date(2026, 5, 11), date(2026, 5, 15))
names = st.sampled_from((HALL, ROOM))
frozen_sessions = st.builds(
    session,
    uid=st.sampled_from("abcdef"),
    held_on=days,
    title=st.sampled_from(("甲", "乙")),
    venue=st.none() | names,
    hours=st.sampled_from((Decimal(2), Decimal("2.5"), Decimal(10))),
    category=st.none() | st.sampled_from(Category),
    speakers=st.lists(st.sampled_from((ZHANG, LI)), unique=True, max_size=2).map(tuple),
    groups=st.lists(st.just(FIRST_GROUP), max_size=1).map(tuple),
    stops=st.lists(st.text(max_size=3), max_size=2).map(tuple),
    state=st.sampled_from(SessionState),
)
drafts = st.lists(frozen_sessions, unique_by=lambda one: one.uid, max_size=6)


def test_moved_session_tells_old_and_new_time() -> None:
    later = session(held_on=date(2026, 5, 13), half_day=HalfDay.AFTERNOON, starts_at=time(13, 30), ends_at=time(16, 0))

    (change,) = compare([session()], [later])

    assert change.kind is ChangeKind.MOVED
    assert str(change) == "《群众工作方法》时间：5月12日（周二）上午 09:00–11:30 → 5月13日（周三）下午 13:30–16:00"


def test_changed_session_tells_every_field_that_differs() -> None:
    (change,) = compare([session()], [session(venue=ROOM, speakers=(), groups=(FIRST_GROUP,), hours=Decimal("2.5"))])

    assert change.kind is ChangeKind.CHANGED
    assert [str(detail) for detail in change.details] == [
        "地点：报告厅 → 第二会议室",
        "授课人：张教授 → （空）",
        "对象：全体学员 → 第一组",
        "学时：0 → 2.5",
    ]


def test_added_and_cancelled_sessions_are_told_in_order_of_time() -> None:
    early = session("b", title="开班仪式", held_on=date(2026, 5, 11))

    changes = compare([session()], [early])

    assert [str(change) for change in changes] == [
        "新增《开班仪式》：5月11日（周一）上午 09:00–11:30，报告厅，张教授",
        "取消《群众工作方法》：5月12日（周二）上午 09:00–11:30，报告厅，张教授",
    ]


@given(drafts, drafts)
def test_comparing_the_other_way_round_swaps_added_and_cancelled(
    old: list[FrozenSession], new: list[FrozenSession]
) -> None:
    there, back = compare(old, new), compare(new, old)

    swapped = {
        ChangeKind.ADDED: ChangeKind.CANCELLED,
        ChangeKind.CANCELLED: ChangeKind.ADDED,
        ChangeKind.MOVED: ChangeKind.MOVED,
        ChangeKind.CHANGED: ChangeKind.CHANGED,
    }
    assert {(change.session.uid, swapped[change.kind]) for change in there} == {
        (change.session.uid, change.kind) for change in back
    }
    assert compare(old, old) == []


@given(drafts, drafts)
def test_release_holds_the_draft_and_what_it_dropped(draft: list[FrozenSession], newest: list[FrozenSession]) -> None:
    held = freeze(draft, newest)

    assert compare(draft, held) == []
    assert {one.uid for one in held} == {one.uid for one in draft if one.is_held} | {one.uid for one in newest}
    assert list(held) == list(in_order(held))


@given(frozen_sessions)
def test_session_comes_back_from_json_as_it_was(one: FrozenSession) -> None:
    assert FrozenSession.from_json(one.to_json()) == one


def test_calendar_keeps_the_release_in_which_a_session_last_changed() -> None:
    first, other = session(), session("b")
    moved = replace(first, held_on=date(2026, 5, 13))
    editions = [
        Edition(1, moment(1), (first, other)),
        Edition(2, moment(2), (other, moved)),
        Edition(3, moment(3), freeze([moved], [other, moved])),
    ]

    told = {one.session.uid: (one.number, one.session.state) for one in follow(editions, lambda _: True)}

    assert told == {"a": (2, SessionState.PLANNED), "b": (3, SessionState.CANCELLED)}


def test_session_given_to_another_lecturer_is_cancelled_for_the_first() -> None:
    editions = [
        Edition(1, moment(1), (session(),)),
        Edition(2, moment(2), (session(speakers=(LI,), title="换了人的课"),)),
    ]

    (gone,) = follow(editions, lambda one: one.is_with(ZHANG.id))
    (got,) = follow(editions, lambda one: one.is_with(LI.id))

    assert (gone.session.title, gone.session.is_held, gone.number) == ("群众工作方法", False, 2)
    assert (got.session.title, got.session.is_held, got.number) == ("换了人的课", True, 2)


def test_notices_name_whom_a_change_concerns_and_only_those() -> None:
    mine, other = session(), session("b", title="别的课", venue=ROOM, speakers=(LI,), groups=(FIRST_GROUP,))
    changes = compare([mine, other], [replace(mine, speakers=(LI,)), replace(other, note="带笔记本")])

    notices = {notice.to: notice.text for notice in draft_notices(Occasion("后备班", "第2版"), changes)}

    assert list(notices) == [
        "学员（全体学员）",
        "张教授（老师）",
        "李书记（老师）",
        "报告厅（场地负责人）",
        "第二会议室（场地负责人）",
    ]
    assert "〔第一组〕《别的课》备注：（空） → 带笔记本" in notices["学员（全体学员）"]
    assert ("授课人：张教授 → 李书记" in notices["张教授（老师）"], "别的课" in notices["张教授（老师）"]) == (
        True,
        False,
    )
    assert "2. 《别的课》备注" in notices["李书记（老师）"]
    assert draft_notices(Occasion("后备班", "第2版"), []) == []


def test_first_timetable_is_told_as_such_and_a_title_keeps_its_own_marks() -> None:
    lesson = session(title="《以新思想引领新征程》")
    changes = compare([], [lesson])

    first, later = (draft_notices(Occasion("后备班", "第1版", first=one), changes)[0].text for one in (True, False))

    assert first.splitlines()[0] == "各位学员：后备班课程安排已定，见第1版，请按时参加："
    assert first.splitlines()[1].startswith("1. 《以新思想引领新征程》：")
    assert later.splitlines()[1].startswith("1. 新增《以新思想引领新征程》：")
