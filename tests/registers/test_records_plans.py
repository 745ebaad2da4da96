"""Records laid beside a class: who is who, what each session would be marked, and what nobody may decide alone."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.registers.records import book
from trainingapp.attendance.rules import Held, Member
from trainingapp.attendance.terms import Settings, Status
from trainingapp.core.errors import Refused
from trainingapp.registers.rules.records.columns import Expected
from trainingapp.registers.rules.records.marks import MarkPlan, Meeting, plan_marks
from trainingapp.registers.rules.records.people import Match, Trainee, match_people
from trainingapp.registers.rules.records.reading import read_records
from trainingapp.registers.rules.records.record import Record, Who
from trainingapp.registers.rules.records.scores import plan_scores
from trainingapp.timetable.terms import HalfDay

DAY = date(2026, 3, 3)
RULE = Settings()
CLASS = [
    Trainee(Member(1, "a", 1, "张三", "云杉社区党委"), "phone:19900000001"),
    Trainee(Member(2, "b", 2, "李四", "河滨社区党委")),
    Trainee(Member(3, "c", 3, "王五", "云杉社区党委")),
    Trainee(Member(4, "d", 4, "王五", "河滨社区党委")),
]


def find(who: Who, **chosen: str) -> Match:
    answers = {key.removeprefix("row"): answer for key, answer in chosen.items()}
    (match,) = match_people([Record(2, who)], CLASS, index="phone:{}".format, chosen=answers)
    return match


def number(match: Match) -> int | None:
    return match.trainee.member.number if match.trainee else None


@pytest.mark.parametrize(
    ("who", "found", "told"),
    [
        (Who("张三"), 1, ""),
        (Who("张 三".replace(" ", ""), number="0001"), 1, ""),
        (Who("李四", number="1"), 2, ""),
        (Who("", number="2"), 2, ""),
        (Who("张三", phone="19900000001"), 1, ""),
        (Who("张小三", phone="19900000001", nickname="张小三"), 1, "电话是张三的，名字不同，请核对"),
        (Who("王五", org="河滨社区党委"), 4, "有同名的人，按单位认出"),
        (Who("王五", number="3"), 3, ""),
        (Who("王五", nickname="王五"), None, "本班有 2 个同名的人，分不清是谁，请指定"),
        (Who("张三", org="绿苑社区"), 1, "单位不同：名册上是“云杉社区党委”"),
        (Who("三组李四", nickname="三组-李四"), 2, "按“三组-李四”猜是李四，请核对"),
        (Who("赵六", nickname="赵六"), None, "本班没有这个人"),
    ],
)
def test_people_are_told_by_phone_number_name_and_unit(who: Who, found: int | None, told: str) -> None:
    match = find(who)

    assert (number(match), match.told) == (found, told)


def test_a_person_says_who_it_is_and_who_is_nobody_here() -> None:
    assert number(find(Who("王五", nickname="王五"), row2="d")) == 4
    assert number(find(Who("张三"), row2="")) is None


def meeting(public_id: str, starts: str, ends: str, **values: object) -> Meeting:
    held = Held(ord(public_id), public_id, DAY, HalfDay.MORNING if starts < "12" else HalfDay.AFTERNOON, Decimal(3))
    first, last = (datetime.fromisoformat(f"2026-03-03 {clock}") for clock in (starts, ends))
    return Meeting(held, public_id, first, last, **values)  # type: ignore[arg-type]  # the fields that a case is about


MORNING, AFTERNOON = meeting("m", "09:00", "11:30"), meeting("n", "13:30", "16:30")


def plan(*rows: tuple[str, ...], meetings: tuple[Meeting, ...] = (MORNING, AFTERNOON), only: str = "") -> MarkPlan:
    records = read_records(book(*rows), Expected(days=frozenset({DAY}))).records
    people = match_people(records, CLASS, index="phone:{}".format, chosen={})
    return plan_marks(records, people, meetings, [one.member for one in CLASS], RULE, only=only)


def statuses(found: MarkPlan) -> dict[str, Status | None]:
    return {line.token: line.verdict.status for one in found.meetings for line in one.recorded}


def test_punches_of_a_day_go_to_its_half_days() -> None:
    found = plan(
        ("姓名", "打卡时间"),
        ("张三", "2026-03-03 08:52"),
        ("张三", "2026-03-03 11:31"),
        ("张三", "2026-03-03 13:44"),
        ("李四", "2026-03-03 08:20"),
        ("李四", "2026-03-03 18:20"),
    )

    assert statuses(found) == {"m|a": Status.PRESENT, "n|a": Status.LATE}
    assert list(found.outside) == ["第 5 行 李四", "第 6 行 李四"]


def test_one_coming_and_going_counts_for_both_half_days() -> None:
    found = plan(("姓名", "日期", "上班时间", "下班时间"), ("张三", "2026-03-03", "8:50", "16:00"))

    assert statuses(found) == {"m|a": Status.PRESENT, "n|a": Status.LEFT_EARLY}


def test_who_came_for_the_first_lecture_is_there_for_the_second() -> None:
    first, second = meeting("m", "09:00", "10:00"), meeting("p", "10:10", "11:30")

    found = plan(("姓名", "打卡时间"), ("张三", "2026-03-03 08:52"), meetings=(first, second))

    assert statuses(found) == {"m|a": Status.PRESENT, "p|a": Status.PRESENT}


def test_nobody_without_a_record_is_marked_unasked() -> None:
    on_leave = meeting("m", "09:00", "11:30", leave={2: Status.SICK})

    found = plan(("姓名", "打卡时间"), ("张三", "2026-03-03 08:52"), meetings=(on_leave,))
    (morning,) = found.meetings

    assert [(one.member.number, one.verdict.status, one.sure) for one in morning.unrecorded] == [
        (2, Status.SICK, False),
        (3, Status.ABSENT, False),
        (4, Status.ABSENT, False),
    ]
    assert [line.sure for line in morning.recorded] == [True]


def test_marks_that_stand_and_roll_calls_that_are_confirmed_are_left_alone() -> None:
    stands = meeting("m", "09:00", "11:30", marks={1: Status.LATE, 2: Status.PRESENT})
    rows = (("姓名", "打卡时间"), ("张三", "2026-03-03 08:52"), ("李四", "2026-03-03 08:52"))

    found = plan(*rows, meetings=(stands,))
    confirmed = plan(*rows, meetings=(meeting("m", "09:00", "11:30", confirmed=True),))

    assert [(one.differs, one.done, one.sure) for one in found.meetings[0].recorded] == [
        (True, False, False),
        (False, True, False),
    ]
    assert "m|b" not in found.lines
    assert not confirmed.lines


def test_times_without_a_day_want_the_session_to_be_chosen() -> None:
    rows = (("姓名", "签到时间"), ("张三", "8:52"), ("李四", "9:20"))

    assert statuses(plan(*rows)) == {}
    assert statuses(plan(*rows, only="m")) == {"m|a": Status.PRESENT, "m|b": Status.LATE}


def test_bare_list_counts_for_the_chosen_session_alone() -> None:
    rows = (("姓名",), ("张三",), ("王五",))

    found = plan(*rows, only="n")

    assert statuses(found) == {"n|a": Status.PRESENT}
    assert [one.who.name for one in found.unknown] == ["王五"]


def test_points_are_laid_beside_those_that_stand() -> None:
    rows = (("姓名", "考试"), ("张三", 92), ("李四", 80), ("李四", 81), ("赵六", 70))
    records = read_records(book(*rows), Expected(parts=("考试",))).records
    people = match_people(records, CLASS, index="phone:{}".format, chosen={})

    def meaning(_row: str, _part: str, text: str) -> str:
        if text == "92":
            raise Refused("太高")
        return text

    found = plan_scores(records, people, CLASS, {("b", "考试"): "80"}, meaning)
    plain = plan_scores(records[:2], people, CLASS, {("b", "考试"): "80"}, lambda _row, _part, text: text)

    assert list(found.refused) == [
        "第 2 行 1 张三“考试”写着“92”：太高",
        "2 李四“考试”有几个不同的分数（第 3 行 80、第 4 行 81），不知道用哪一个，请在文件里只留一行",
    ]
    assert {token: line.points for token, line in plain.to_take.items()} == {"a|考试": "92"}
    assert [one.member.number for one in plain.missing] == [3, 4]
