"""Trainees' cards: what is read of them, issued once, replaced for good, scanned without a second mark."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.attendance import queries
from trainingapp.attendance.models import Mark
from trainingapp.attendance.operations import issue_cards, record_marks, replace_card, scan_card
from trainingapp.attendance.rules import cards
from trainingapp.attendance.terms import Status
from trainingapp.core.clock import OFFICE_ZONE
from trainingapp.core.database import db
from trainingapp.core.errors import NotPermitted, Refused

BEFORE = datetime(2026, 5, 11, 8, 50, tzinfo=OFFICE_ZONE).astimezone(UTC)
AFTER = datetime(2026, 5, 11, 9, 20, tzinfo=OFFICE_ZONE).astimezone(UTC)


@given(st.text(alphabet=cards.SIGNS, min_size=cards.LENGTH, max_size=cards.LENGTH))
def test_code_is_read_however_it_is_typed_or_scanned(code: str) -> None:
    ways = (code, cards.shown(code), code.lower(), f" {code[:4]} {code[4:]} ", f"http://192.168.1.8/my/card/{code}")

    assert {cards.read_code(way) for way in ways} == {code}


@pytest.mark.parametrize(
    ("text", "code"), [("oIl0123456", "0110123456"), ("", None), ("012345678", None), ("UUUUUUUUUU", None)]
)
def test_misread_signs_are_mended_and_the_rest_refused(text: str, code: str | None) -> None:
    assert cards.read_code(text) == code


def test_cards_are_issued_once_and_only_to_who_has_none(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolments(cohort, 2)

    issued = [issue_cards(make.actor, cohort), issue_cards(make.actor, cohort)]
    make.enrolment(cohort)
    issued.append(issue_cards(make.actor, cohort))
    codes = [card.code for card in queries.list_cards(cohort)]

    assert (issued, len(set(codes))) == ([2, 0, 1], 3)


def test_replaced_card_is_worth_nothing(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort)
    issue_cards(make.actor, cohort)
    old = queries.list_cards(cohort)[0].code

    new = replace_card(make.actor, one).code
    db.session.flush()

    found = queries.find_card(new)
    assert (queries.find_card(old), found.enrolment_id if found else None) == (None, one.id)


def test_scan_marks_once_and_late_by_the_servers_clock(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one, two, three = make.enrolments(cohort, 3)
    issue_cards(make.actor, cohort)
    code = {card.enrolment_id: card.code for card in queries.list_cards(cohort)}
    record_marks(make.actor, session, marks={three.id: Status.SICK})

    found = [
        scan_card(make.actor, session, text=text, moment=moment)
        for text, moment in (
            (code[one.id], BEFORE),
            (f"http://10.0.0.1/my/card/{code[one.id]}", AFTER),
            (str(two.number), AFTER),
            (code[three.id], BEFORE),
        )
    ]

    assert [(scan.member.id, scan.status, scan.already) for scan in found] == [
        (one.id, Status.PRESENT, False),
        (one.id, Status.PRESENT, True),
        (two.id, Status.LATE, False),
        (three.id, Status.SICK, True),
    ]
    assert db.session.scalar(select(func.count(Mark.id))) == 3


def test_card_of_another_class_and_out_of_reach_are_refused(make: Factory) -> None:
    cohort, elsewhere = make.cohort(), make.cohort()
    group = make.group(cohort)
    session = make.session(cohort)
    one, stranger = make.enrolment(cohort), make.enrolment(elsewhere)
    issue_cards(make.actor, cohort)
    issue_cards(make.actor, elsewhere)
    leader = make.user(Role.GROUP_LEADER, group_id=group.id).actor()
    theirs = queries.card_of(stranger)
    assert theirs is not None

    with pytest.raises(Refused, match="不是本班学员的卡"):
        scan_card(make.actor, session, text=theirs.code, moment=BEFORE)
    with pytest.raises(NotPermitted):
        scan_card(leader, session, text=str(one.number), moment=BEFORE)


def scan(client: FlaskClient, url: str, code: object) -> dict[str, object]:
    """Send a scan as the page's script does and return what it is told."""
    answer = client.post(url, data={"code": str(code)}, headers={"Accept": "application/json"})
    told: dict[str, object] = answer.get_json()
    return told


def test_scan_page_tells_name_and_mark_and_what_is_wrong(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one = make.enrolment(cohort)
    client = make.organiser_client()
    url = f"/classes/{cohort.public_id}/attendance/{session.public_id}/scan"

    page = client.get(url).get_data(as_text=True)
    first, again, wrong = scan(client, url, one.number), scan(client, url, one.number), scan(client, url, 9999)

    assert "data-scan" in page
    assert (first["name"], first["already"], again["already"]) == (f"{one.number} {one.name}", False, True)
    assert wrong["reasons"] == ["“9999”不是本班学员的卡，也不是名单上的序号"]


def test_cards_are_printed_with_their_squares(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort)
    client = make.organiser_client()
    url = f"/classes/{cohort.public_id}/cards"

    before = client.get(url).get_data(as_text=True)
    client.post(url)
    printed = client.get(url).get_data(as_text=True)
    client.post(f"{url}/{one.public_id}")
    replaced = client.get(url).get_data(as_text=True)

    assert ("给没有卡的 1 人发卡" in before, printed.count('class="segno"'), printed == replaced) == (True, 1, False)
