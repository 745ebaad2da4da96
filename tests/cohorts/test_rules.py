"""The life of a class, its code and the titles of its papers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.attendance.terms import DEFAULT_SYMBOLS
from trainingapp.cohorts.rules import (
    ClassFacts,
    code_fault,
    fill_title,
    life_line,
    missing_for_next,
    sign_faults,
    title_faults,
    word_faults,
)
from trainingapp.cohorts.terms import DEFAULT_TITLE_PATTERN, Sign, Stage


def facts(stage: Stage = Stage.PREPARING, *, trainees: int = 0, leaderless: tuple[str, ...] = ()) -> ClassFacts:
    """Return what is known of a class."""
    return ClassFacts(stage, trainees, groups_without_leader=leaderless, has_groups=bool(leaderless), has_end=False)


@pytest.mark.parametrize(
    ("known", "missing"),
    [
        (facts(), ["学员花名册"]),
        (facts(trainees=29), []),
        (facts(Stage.ENROLLING, trainees=29, leaderless=("第一组", "第二组")), ["组长（第一组、第二组）"]),
        (facts(Stage.RUNNING, trainees=29), []),
        (facts(Stage.ASSESSING, trainees=29), ["结业日期"]),
    ],
)
def test_next_step_wants(known: ClassFacts, missing: list[str]) -> None:
    assert missing_for_next(known) == missing


@given(st.sampled_from(list(Stage)))
def test_life_line_has_one_current_stage_with_done_before_and_todo_after(stage: Stage) -> None:
    states = [state for _label, state, _missing in life_line(facts(stage, trainees=1))]

    place = list(Stage).index(stage)
    assert states == ["done"] * place + ["current"] + ["todo"] * (len(states) - place - 1)


@pytest.mark.parametrize(
    ("code", "fit"), [("qinglan-2026", True), ("ab", False), ("abc", True), ("-ab", False), ("AB-1", False)]
)
def test_code_is_fit_for_commands(code: str, fit: bool) -> None:  # noqa: FBT001 - the expected answer of a table
    assert (code_fault(code) is None) is fit


def test_title_is_filled_and_never_evaluated() -> None:
    values = {"主办单位": "天目西路街道", "年度": "2025", "班次名称": "{表名}", "期次": "", "表名": "花名册"}

    assert fill_title(DEFAULT_TITLE_PATTERN, values) == "天目西路街道2025年{表名}花名册"
    assert title_faults("{班名}") == [
        "没有“{班名}”这一项；可以用 {主办单位} {承办单位} {年度} {班次名称} {班次简称} {期次} {表名}"
    ]


def test_signs_are_those_of_attendance() -> None:
    assert [(sign.value, sign.label, sign.drawn) for sign in Sign] == [
        (status.value, status.label, drawn) for status, drawn in DEFAULT_SYMBOLS.items()
    ]


@pytest.mark.parametrize(
    ("own", "faults"),
    [
        ({}, {}),
        ({"sick": "★"}, {}),
        ({"sick": "△", "personal": "○"}, {}),
        ({"sick": "△"}, {Sign.SICK: "与“事假”的符号相同，登记表上分不清"}),
        ({"absent": "旷课了"}, {Sign.ABSENT: "符号最多 2 个字"}),
    ],
)
def test_signs_must_be_short_and_told_apart(own: dict[str, str], faults: dict[Sign, str]) -> None:
    assert sign_faults(own) == faults


@pytest.mark.parametrize(
    ("own", "signs", "faults"),
    [
        ({}, {}, {}),
        ({"official": "公差", "personal": "私假"}, {}, {}),
        ({"exempt": "免"}, {}, {}),
        ({"official": "因公请假了"}, {}, {Sign.OFFICIAL: "叫法最多 4 个字"}),
        ({"official": "事假"}, {}, {Sign.OFFICIAL: "“事假”是“事假”的叫法或符号，会弄混"}),
        ({"official": "事假", "personal": "私假"}, {}, {Sign.OFFICIAL: "“事假”是“事假”的叫法或符号，会弄混"}),
        ({"absent": "缺"}, {"sick": "缺"}, {Sign.ABSENT: "“缺”是“病假”的叫法或符号，会弄混"}),
    ],
)
def test_words_must_be_short_and_told_apart(
    own: dict[str, str], signs: dict[str, str], faults: dict[Sign, str]
) -> None:
    assert word_faults(own, signs) == faults
