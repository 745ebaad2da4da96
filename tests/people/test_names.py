"""Names are cleaned and compared as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.people.rules.names import NAME_LIMIT, CleanName, clean_name, name_key, name_problem
from trainingapp.people.rules.readings import Doubt


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("王\u3000信", "王信"),
        (" 欧阳 峰\n", "欧阳峰"),
        ("张\u200b三\ufeff", "张三"),
        ("买买提•艾力 ", "买买提·艾力"),
        ("买买提.艾力", "买买提·艾力"),
        ("买买提・艾力", "买买提·艾力"),
        ("John  Smith", "John Smith"),
        ("Ｊｏｈｎ", "John"),
        ("", ""),
        ("\u3000", ""),
    ],
)
def test_name_is_cleaned(written: str, name: str) -> None:
    assert clean_name(written) == CleanName(name)


@pytest.mark.parametrize(
    ("written", "aside"),
    [
        ("张伟（女，回族）", ("女", "回族")),
        ("张伟(华阳)", ("华阳",)),
        ("张伟（ 女 少数民族", ("女", "少数民族")),
        ("张伟（）", ()),
    ],
)
def test_brackets_after_a_name_are_kept_apart(written: str, aside: tuple[str, ...]) -> None:
    assert clean_name(written) == CleanName("张伟", aside)


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing_more(written: str) -> None:
    once = clean_name(written).name

    assert clean_name(once).name == once


@pytest.mark.parametrize("other", ["王　信", "王 信", "王信 "])
def test_names_that_differ_in_spaces_are_the_same(other: str) -> None:
    assert name_key(other) == name_key("王信")


def test_namesakes_with_other_characters_differ() -> None:
    assert name_key("王信") != name_key("王欣")


@pytest.mark.parametrize("name", ["张三", "古丽娜扎尔·拜合提亚尔", "John Smith", "O'Neil", "〇一"])
def test_good_names_have_no_problem(name: str) -> None:
    assert name_problem(name) is None


@pytest.mark.parametrize(
    ("name", "doubt"),
    [
        ("名" * (NAME_LIMIT + 1), Doubt.TOO_LONG),
        ("=1+1", Doubt.FORMULA),
        ("张三1", Doubt.NAME),
        ("张三,李四", Doubt.NAME),
    ],
)
def test_what_cannot_be_a_name_is_told(name: str, doubt: Doubt) -> None:
    problem = name_problem(name)

    assert problem is not None
    assert problem.doubt is doubt


def test_name_of_the_greatest_length_is_taken() -> None:
    assert name_problem("名" * NAME_LIMIT) is None
