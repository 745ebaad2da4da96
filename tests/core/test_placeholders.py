"""Placeholders: found, checked and replaced, and never evaluated."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.core.placeholders import (
    Filling,
    Placeholder,
    Vocabulary,
    fill_text,
    find_placeholders,
    find_problems,
    only_placeholder,
)

WORDS = Vocabulary({"班次名称", "学员人数", "开班日期"}, {"学员": ["姓名", "单位"]})
FILLING = Filling({"班次名称": "青蓝接力培训班", "学员人数": 29, "开班日期": date(2025, 5, 9)})


@pytest.mark.parametrize(
    "text", ["{{班次名称}}", "{{ 班次名称 }}", "｛｛班次名称｝｝", "{{班次　名称}}", "｛{班次名称}｝", "{{\n班次名称}}"]
)
def test_placeholder_is_found_however_it_is_typed(text: str) -> None:
    assert find_placeholders(text) == [Placeholder("班次名称")]
    assert fill_text(text, FILLING) == "青蓝接力培训班"


@pytest.mark.parametrize(
    "text", ["{{学员.姓名}}", "{{ 学员 . 姓名 }}", "{{学员。姓名}}", "{{学员．姓名}}", "{{学员·姓名}}"]
)
def test_field_of_a_list_is_found_however_its_dot_is_typed(text: str) -> None:
    assert find_placeholders(text) == [Placeholder("姓名", "学员")]
    assert fill_text(text, FILLING, {"姓名": "陈青禾"}) == "陈青禾"


def test_values_stand_in_a_sentence_as_people_write_them() -> None:
    filled = fill_text(
        "{{班次名称}}共{{学员人数}}人，{{开班日期}}开班，{{学时}}学时",
        Filling({**FILLING.single, "学时": Decimal("42.50")}),
    )

    assert filled == "青蓝接力培训班共29人，2025年5月9日开班，42.50学时"


def test_what_is_put_in_is_never_looked_at_again() -> None:
    assert fill_text("{{a}}{{b}}", Filling({"a": "{{b}}", "b": "{{a}}"})) == "{{b}}{{a}}"


def test_only_placeholder_is_one_without_other_text() -> None:
    assert only_placeholder(" {{学员人数}} ") == Placeholder("学员人数")
    assert only_placeholder("共{{学员人数}}") is None
    assert only_placeholder("{{学员人数}}{{学员人数}}") is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{{班级名称}}", "没有 {{班级名称}} 这个字段；是不是 {{班次名称}}？"),
        ("{{学员.性名}}", "没有 {{学员.性名}} 这个字段；是不是 {{学员.姓名}}？"),
        ("{{学员们.姓名}}", "没有“学员们”这个名单；是不是 {{学员.姓名}}？"),
        ("{{完全不同}}", "没有 {{完全不同}} 这个字段；能用的字段见字段表"),
        ("{{学员}}", "“学员”是名单，请写出要哪一项，如 {{学员.姓名}}"),
        ("{{班次名称}", "花括号没有成对；请写成 {{字段}}，前后各两个花括号"),
        ("{{}}", "没有 {{}} 这个字段；能用的字段见字段表"),
        ("{% for x in y %}", "只能写 {{字段}}，不能写 {% %} 或 {# #} 这样的语句"),
    ],
)
def test_problem_says_what_is_wrong_and_what_to_write(text: str, problem: str) -> None:
    assert list(find_problems(text, WORDS)) == [problem]


@pytest.mark.parametrize("text", ["", "普通文字", "{{班次名称}}", "a{b}c", "{{学员.姓名}}（{{学员.单位}}）"])
def test_text_without_mistakes_has_no_problems(text: str) -> None:
    assert list(find_problems(text, WORDS)) == []


@pytest.mark.parametrize(
    "expression",
    [
        "{{7*7}}", "{{ ''.__class__.__mro__ }}", "{{config.items()}}", "{{学员.姓名.__class__}}", "{{班次名称|upper}}",
        "{{self._TemplateReference__context}}", "{{cycler.__init__.__globals__.os.popen('id').read()}}",
        "{{班次名称 if 1 else 2}}", "{{lipsum}}",
    ],
)  # fmt: skip
def test_expression_is_a_name_that_nobody_knows(expression: str) -> None:
    assert list(find_problems(expression, WORDS)) != []
    assert fill_text(expression, FILLING) == ""


@given(st.text(alphabet="{}｛｝%#a班.姓名 \n"))
def test_any_text_is_checked_and_filled_without_an_error(text: str) -> None:
    problems = list(find_problems(text, WORDS))
    filled = fill_text(text, FILLING)

    if not problems and "{{" not in text and "｛" not in text:
        assert filled == text
