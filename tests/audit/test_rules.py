"""Reading an act in words: fields, values, and what is kept from view."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.audit.rules import EMPTY, FIELDS, UNSHOWN, Line, difference, say
from trainingapp.audit.terms import VERBS

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.text(max_size=3), max_size=2)
)
MAPPINGS = st.dictionaries(st.sampled_from(sorted([*FIELDS, *UNSHOWN])), VALUES, max_size=6)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, EMPTY),
        ("", EMPTY),
        ([], EMPTY),
        (0, "0"),
        (True, "是"),
        (False, "否"),
        (["组织动员", "议事协商"], "组织动员、议事协商"),
        ({"site": "党群服务中心", "arrive_at": None}, "site 党群服务中心"),
    ],
)
def test_value_is_said_as_a_person_reads_it(value: object, said: str) -> None:
    assert say(value, {}) == said


def test_stored_value_is_said_by_its_label() -> None:
    lines = difference({"stage": "preparing"}, {"stage": "opened"}, {"stage": {"preparing": "筹备", "opened": "开班"}})

    assert lines == [Line("阶段", "筹备", "开班")]
    assert lines[0].text == "阶段：筹备 → 开班"


def test_new_value_is_said_without_an_arrow() -> None:
    assert Line("名称", EMPTY, "张园").text == "名称：张园"


@given(before=MAPPINGS, after=MAPPINGS)
def test_every_shown_difference_is_told_once_and_nothing_else(
    before: dict[str, object], after: dict[str, object]
) -> None:
    lines = difference(before, after, {})

    told = [name for name in {**before, **after} if name not in UNSHOWN]
    differing = [name for name in told if say(before.get(name), {}) != say(after.get(name), {})]
    assert [line.label for line in lines] == [FIELDS[name] for name in differing]
    assert all(line.before != line.after for line in lines)


def test_every_verb_has_a_subject_and_a_word() -> None:
    assert [verb for verb, word in VERBS.items() if verb.count(".") != 1 or not word] == []
