"""What a year asks of somebody: by post and year, for newcomers, for the frail; the arithmetic in words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.assessment.rules import DEFAULT_REQUIREMENTS, Attained, Exemption, Requirement, pro_rata, stand
from trainingapp.assessment.rules import requirement_for as find
from trainingapp.assessment.terms import ExemptionKind

SECRETARY, MEMBER = DEFAULT_REQUIREMENTS


@pytest.mark.parametrize(
    ("post", "hours", "classes"),
    [
        ("党总支书记", 56, 1),
        ("支部委员", 56, 1),
        ("社区工作者", 32, 0),
        ("", 32, 0),
        ("书记助理", 32, 0),
        ("书记后备人选", 32, 0),
    ],
)
def test_post_decides_what_a_year_asks(post: str, hours: int, classes: int) -> None:
    rule = find(DEFAULT_REQUIREMENTS, post, 2026)

    assert rule is not None
    assert (rule.hours, rule.concentrated) == (Decimal(hours), classes)


def test_newer_version_holds_from_its_year_on() -> None:
    rules = (Requirement("党员", Decimal(24), from_year=2014), Requirement("党员", Decimal(32), from_year=2019))

    found = [find(rules, "党员", year) for year in (2013, 2018, 2019, 2026)]

    assert [rule.hours if rule else None for rule in found] == [None, 24, 32, 32]


def test_who_is_short_is_told_by_how_much_and_by_when() -> None:
    standing = stand(SECRETARY, Attained(Decimal("50.5"), 0), None, 2026)

    assert (standing.short, standing.short_concentrated, standing.reached) == (Decimal("5.5"), 1, False)
    assert standing.sentences[-1] == "还差 5.5 学时、还差集中培训 1 次，2026年12月31日前补齐"


def test_hours_enough_without_concentrated_training_are_not_enough() -> None:
    assert stand(SECRETARY, Attained(Decimal(80), 0), None, 2026).reached is False


@pytest.mark.parametrize(("month", "hours"), [(1, "32"), (7, "16"), (12, "3"), (2, "29.5")])
def test_newcomer_is_asked_by_the_month_rounded_up_to_half_an_hour(month: int, hours: str) -> None:
    standing = stand(MEMBER, Attained(), Exemption(ExemptionKind.NEWCOMER, month), 2026)

    assert standing.required == Decimal(hours)


def test_frail_are_not_held_to_it() -> None:
    assert stand(SECRETARY, Attained(), Exemption(ExemptionKind.FRAIL, note="82 岁"), 2026).reached is True


@given(st.integers(1, 200), st.integers(1, 12))
def test_pro_rata_never_asks_less_than_the_exact_share_nor_half_an_hour_more(halves: int, month: int) -> None:
    hours = Decimal(halves) / 2

    asked = pro_rata(hours, month)

    assert 0 <= asked * 12 - hours * (13 - month) < 6
