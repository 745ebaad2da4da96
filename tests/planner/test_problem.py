"""Problems as JSON, and what is refused before any search."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.planner import planted, small
from trainingapp.planner.check import check
from trainingapp.planner.files import solve_file
from trainingapp.planner.grid import Grid
from trainingapp.planner.problem import (
    Lecturer,
    Order,
    PlanProblemError,
    Problem,
    Session,
    VehicleType,
    When,
    Window,
    Wish,
)
from trainingapp.planner.search.solve import solve
from trainingapp.planner.serialise import problem_from_json, problem_to_json, solution_from_json, solution_to_json
from trainingapp.planner.validate import find_faults

EMPTY = '{"calendar": {"half_days": [], "days": []}, '


def base() -> Problem:
    """Return a sound problem."""
    return planted.make("S", 1)[0]


@given(small.problems())
@settings(max_examples=30, deadline=None)
def test_problem_survives_json(problem: Problem) -> None:
    assert problem_from_json(problem_to_json(problem)) == problem


def test_solution_survives_json() -> None:
    solution = solve(base(), effort=2000, prove=False)

    assert solution_from_json(solution_to_json(solution)) == solution


@given(small.whens(9))
@settings(max_examples=200, deadline=None)
def test_masks_say_what_the_windows_say(when: When) -> None:
    calendar = small.calendar(9)
    grid = Grid(calendar)
    names = [calendar.half_days[part].id for part in grid.half_day_of]

    expected = tuple(
        0
        if day.closed
        else sum(1 << period for period, name in enumerate(names) if when.allows(day.date, name, period))
        for day in calendar.days
    )

    assert grid.masks(when) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "不是合格的JSON：第1行第2列"),
        ("[]", "最外层：应为对象 {…}"),
        ('{"calendar": 3, "cohorts": [], "sessions": []}', "calendar：应为对象 {…}"),
        ('{"cohorts": [], "sessions": []}', "calendar：缺少这一项"),
        (
            '{"calendar": {"half_days": [], "days": [{"date": "5月9日"}]}, "cohorts": [], "sessions": []}',
            "calendar.days[0].date：“5月9日”不是日期，应写作2025-05-09",
        ),
        (
            EMPTY + '"cohorts": [], "sessions": [{"id": "a", "title": "课", "length": "2", "audience": []}]}',
            'sessions[0].length：应为整数，现为"2"',
        ),
        (
            '{"calendar": {"half_days": [], "days": []}, "cohorts": [], "sessions": [], "rooms": []}',
            "rooms：没有这一项",
        ),
        (
            EMPTY + '"cohorts": [{"id": "a", "name": "班", "size": true}], "sessions": []}',
            "cohorts[0].size：应为整数，现为true",
        ),
        (EMPTY + '"cohorts": [], "sessions": [], "cohorts": []}', "“cohorts”在同一个对象里写了两次，请删去一个"),
        (
            EMPTY + '"cohorts": [{"id": "a", "name": "班", "size": 1000001}], "sessions": []}',
            "cohorts[0].size：数太大，应在1000000以内",
        ),
        (
            EMPTY + '"cohorts": [{"id": "a", "name": "班", "size": ' + "9" * 5000 + '}], "sessions": []}',
            "cohorts[0].size：数太大，应在1000000以内",
        ),
        (
            EMPTY + r'"cohorts": [{"id": "\ud800", "name": "班", "size": 1}], "sessions": []}',
            "cohorts[0].id：有无法显示的字符，请删去",
        ),
    ],
)
def test_bad_json_is_refused_with_its_place(text: str, expected: str) -> None:
    with pytest.raises(PlanProblemError) as caught:
        problem_from_json(text)

    assert caught.value.reasons == [expected]


def with_session(problem: Problem, **changes: object) -> Problem:
    """Return the problem with its third session changed."""
    sessions = list(problem.sessions)
    sessions[2] = replace(sessions[2], **changes)  # type: ignore[arg-type]  # the caller names fields of Session
    return replace(problem, sessions=tuple(sessions))


def fault(problem: Problem) -> str:
    """Return the first fault."""
    return find_faults(problem)[0]


def test_unknown_ids_are_named() -> None:
    problem = base()
    title = problem.sessions[2].title

    assert (
        fault(with_session(problem, audience=("nobody",)))
        == f"sessions[2]《{title}》的 audience：没有编号为“nobody”的班次或小组"
    )
    assert (
        fault(with_session(problem, roles=(("ghost",),)))
        == f"sessions[2]《{title}》的 roles[0]：没有编号为“ghost”的师资"
    )
    assert fault(with_session(problem, venues=("moon",))) == f"sessions[2]《{title}》的 venues：没有编号为“moon”的场地"
    assert fault(replace(problem, orders=(Order("a", "b"),))) == "orders[0]：没有编号为“a”的课次"
    assert fault(replace(problem, relaxed=("gravity:1",))) == "relaxed：“gravity:1”不是可以放宽的规则"


def test_circle_of_orders_is_shown() -> None:
    problem = base()
    one, two, three = problem.sessions[1:4]
    orders = (Order(one.id, two.id), Order(two.id, three.id), Order(three.id, one.id))

    assert (
        fault(replace(problem, orders=orders))
        == f"orders：先后顺序绕成了圈：《{one.title}》→《{two.title}》→《{three.title}》→《{one.title}》"
    )


def test_lecturer_without_any_time_is_named() -> None:
    past = When((Window(dt.date(2020, 1, 1), dt.date(2020, 1, 2)),))
    problem = replace(base(), lecturers=(*base().lecturers, Lecturer("x", "张教授", when=past)))

    place = f"lecturers[{len(problem.lecturers) - 1}]张教授"
    assert fault(problem) == f"{place}在这份日历里没有任何可用时间（只有1月1日至1月2日可用），请补充时间或换人换地"


def test_session_longer_than_a_half_day_is_refused() -> None:
    problem = with_session(base(), length=9)

    assert fault(problem) == f"sessions[2]《{problem.sessions[2].title}》长9课时，一个半天最多4课时，请拆成几个课次"


def test_negative_weight_is_refused() -> None:
    problem = replace(base(), wishes=(Wish("early", -1),))

    assert fault(problem) == "wishes[0]（理论课靠前）的权重为-1，不能小于0"


def test_fleet_of_too_many_combinations_is_refused() -> None:
    problem = base()
    fleet = tuple(VehicleType(id=f"v{seats}", name=f"{seats}座", seats=seats, count=100) for seats in (1, 2, 3))
    sessions = (replace(problem.sessions[0], seats=300), *problem.sessions[1:])

    faults = find_faults(replace(problem, fleet=fleet, sessions=sessions))

    assert faults[0].endswith("要 300 座，车辆的搭配有1030301种，最多2000种，请合并车型或减少辆数")


def test_ten_thousand_sessions_are_refused_at_once() -> None:
    many = tuple(Session(f"s{n}", "课", 1, ("c0",)) for n in range(10_000))

    with pytest.raises(PlanProblemError) as caught:
        solve(replace(base(), sessions=many))

    assert caught.value.reasons == ["共10000个课次，一次最多排5000个，请分批编排"]


def test_no_more_than_twenty_faults_are_shown() -> None:
    wishes = tuple(Wish("early", -1) for _ in range(30))

    with pytest.raises(PlanProblemError) as caught:
        solve(replace(base(), wishes=wishes))

    assert len(caught.value.reasons) == 21
    assert caught.value.reasons[-1] == "……共30处"


def test_file_is_solved_into_a_file(tmp_path: Path) -> None:
    (tmp_path / "problem.json").write_text(problem_to_json(base()), encoding="utf-8")

    solution = solve_file(tmp_path / "problem.json", tmp_path / "solution.json", seed=1, effort=2000)

    written = (tmp_path / "solution.json").read_text(encoding="utf-8")
    assert solution_from_json(written) == solution
    assert json.loads(written)["schema_version"] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["problem.json", "solution.json"]
    assert check(base(), solution.placements).valid


def test_bad_file_leaves_no_answer(tmp_path: Path) -> None:
    (tmp_path / "problem.json").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(PlanProblemError, match="不是UTF-8文字"):
        solve_file(tmp_path / "problem.json", tmp_path / "solution.json")

    assert not (tmp_path / "solution.json").exists()
