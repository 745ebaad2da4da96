"""Certificates: numbers never used again, voided with a reason, checked by strangers only where it is opened."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import Factory
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.rules import BRACKETS, Part
from trainingapp.cohorts.models import Cohort
from trainingapp.core.errors import NotFound, Refused

DAY = date(2026, 6, 1)


def completed_class(make: Factory, names: tuple[str, ...] = ("陈青禾", "李小满"), **values: object) -> Cohort:
    """Return a class of which everybody was decided to complete."""
    cohort = make.cohort(ends_on=DAY, batch="第2期", **values)
    trainees = [make.enrolment(cohort, name) for name in names]
    scheme = operations.set_scheme(make.actor, cohort, parts=[Part(1, "考试", 100)], brackets=BRACKETS)
    scores = {(one.id, scheme.components[0].id): Decimal(90) for one in trainees}
    operations.enter_scores(make.actor, cohort, scores=scores)
    operations.accept_suggestions(make.actor, cohort, queries.class_assessment(cohort))
    return cohort


def issue(make: Factory, cohort: Cohort) -> list[str]:
    """Issue what is due and return the numbers."""
    found = queries.class_assessment(cohort)
    return [row.number for row in operations.issue_certificates(make.actor, cohort, found, on=DAY)]


def test_numbers_follow_the_pattern_and_nobody_gets_two(make: Factory) -> None:
    operations.set_certificates(make.actor, pattern="{机构}{年}{期}-{序号}", body="云杉", checkable=False)
    cohort = completed_class(make)

    assert (issue(make, cohort), issue(make, cohort)) == (["云杉202602-001", "云杉202602-002"], [])
    assert [row.certificate_number for row in queries.class_assessment(cohort).rows] == [
        "云杉202602-001",
        "云杉202602-002",
    ]


def test_voided_number_is_never_used_again(make: Factory) -> None:
    cohort = completed_class(make)
    issue(make, cohort)
    first = queries.list_certificates(cohort)[0]

    with pytest.raises(Refused, match="要写明理由"):
        operations.void_certificate(make.actor, cohort, first, reason=" ", on=DAY, again=True)
    again = operations.void_certificate(make.actor, cohort, first, reason="姓名写错", on=DAY, again=True)

    assert again is not None
    assert (first.valid, again.serial, again.enrolment_id) == (False, 3, first.enrolment_id)
    with pytest.raises(Refused, match="已经作废"):
        operations.void_certificate(make.actor, cohort, first, reason="再作废", on=DAY, again=False)


def test_number_of_another_class_is_refused(make: Factory) -> None:
    issue(make, completed_class(make))

    with pytest.raises(Refused, match="已经用过"):
        issue(make, completed_class(make, ("王谷雨",)))


def test_class_without_an_end_issues_nothing(make: Factory) -> None:
    cohort = completed_class(make)
    cohort.ends_on = None

    with pytest.raises(Refused, match="还没有结束日期"):
        issue(make, cohort)


def test_stranger_sees_a_masked_name_only_where_the_page_is_open(make: Factory) -> None:
    cohort = completed_class(make)
    issue(make, cohort)
    number, code = (one := queries.list_certificates(cohort)[0]).number, one.code
    visitor = make.visitor()
    address = f"/certificates/check?number={number}&code={code}"

    closed = visitor.get(address)
    operations.set_certificates(make.actor, pattern="{年}{期}-{序号}", body="", checkable=True)
    opened, wrong = visitor.get(address), visitor.get(f"{address}9")

    assert (closed.status_code, opened.status_code, wrong.status_code) == (404, 200, 404)
    text = opened.get_data(as_text=True)
    assert ("陈**" in text, "青禾" in text, cohort.formal_name in text) == (True, False, False)


def test_check_is_empty_without_number_and_code(make: Factory) -> None:
    with pytest.raises(NotFound):
        queries.check_certificate("", "")


def test_register_is_issued_and_voided_from_its_page(make: Factory) -> None:
    cohort = completed_class(make)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/certificates"

    client.post(page)
    first = queries.list_certificates(cohort)[0]
    client.post(f"{page}/{first.public_id}/void", data={"reason": "遗失", "again": "on"})
    client.post(f"{page}/settings", data={"pattern": "{班}-{序号}", "body": "云"})
    refused = client.post(f"{page}/settings", data={"pattern": "没有", "body": "云"})
    text, paper = client.get(page).get_data(as_text=True), client.get(f"{page}/paper").get_data(as_text=True)

    assert ("遗失" in text, refused.status_code, "陈青禾同志" in paper) == (True, 422, True)
    assert [row.valid for row in queries.list_certificates(cohort)] == [False, True, True]


@given(st.integers(1, 2000), st.integers(1, 2000))
def test_two_serials_never_share_a_number(one: int, two: int) -> None:
    values = {"机构": "云", "年": "2026", "期": "02", "班": "a"}

    numbers = [rules.certificate_number("{机构}{年}{期}-{序号}", values, serial) for serial in (one, two)]

    assert (numbers[0] == numbers[1]) is (one == two)


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("{年}-{序号}", []),
        ("{年}", ["证书编号里要有 {序号}，否则两张证书会同号"]),
        ("{序号}{", ["证书编号里的大括号没有成对"]),
    ],
)
def test_pattern_is_checked(pattern: str, fault: list[str]) -> None:
    assert rules.pattern_faults(pattern) == fault


def test_refused_void_and_settings_stay_on_their_page(make: Factory) -> None:
    cohort = make.cohort()
    page = f"/classes/{cohort.public_id}/certificates"
    client = make.organiser_client()

    answer = client.post(f"{page}/settings", data={"pattern": "{机构}-{年}", "body": "桃浦", "checkable": "on"})
    text = answer.get_data(as_text=True)

    assert (answer.status_code, 'value="{机构}-{年}"' in text, 'value="桃浦"' in text) == (422, True, True)
    assert ("证书编号里要有 {序号}" in text, queries.certificate_settings().checkable) == (True, False)


def test_refused_voiding_opens_its_dialog_again(make: Factory) -> None:
    cohort = completed_class(make)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/certificates"
    client.post(page)
    first = queries.list_certificates(cohort)[0]

    answer = client.post(f"{page}/{first.public_id}/void", data={"reason": " ", "again": "on"})
    dialog = answer.get_data(as_text=True).partition('<dialog id="void"')[2].partition("</dialog>")[0]

    assert (answer.status_code, "data-opened" in dialog, f"{first.number} {first.name}" in dialog) == (422, True, True)
    assert f'action="{page}/{first.public_id}/void"' in dialog
