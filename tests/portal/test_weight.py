"""What a phone loads on its first visit, before anything is kept: page, style sheet, scripts and what they import."""

import re
from pathlib import Path

from flask.testing import FlaskClient

from tests.factories import Factory
from tests.portal.busy import NOTICES, busy_trainee
from tests.portal.hands import all_hands, phone_endpoints
from trainingapp.accounts.terms import Role
from trainingapp.core.database import db
from trainingapp.core.places import STATIC, static_address

MOST_BYTES = 60 * 1024
LINKED = re.compile(rf'(?:src|href)="{static_address()}/([^"]+)"')
IMPORTED = re.compile(r'^import [^"]*"([^"]+)";', re.MULTILINE)


def first_visit(client: FlaskClient, page: str) -> dict[str, int]:
    """Return what one visit of a page loads, with its size in bytes, by address or file."""
    answer = client.get(page)
    assert answer.status_code == 200, page
    files: set[Path] = set()
    waiting = [STATIC / name for name in LINKED.findall(answer.get_data(as_text=True))]
    while waiting:
        file = waiting.pop().resolve()
        if file.suffix == ".js" and file not in files:
            waiting += [file.parent / name for name in IMPORTED.findall(file.read_text("utf-8"))]
        files.add(file)
    return {page: len(answer.data)} | {file.name: file.stat().st_size for file in files}


def test_every_page_for_a_phone_is_light_on_the_first_visit(make: Factory) -> None:
    hands = all_hands(make)

    visits = {}
    for hand in hands:
        client = make.client(hand.user) if hand.user else make.visitor()
        visits.update({name: first_visit(client, page) for name, page in hand.pages.items()})

    heavy = {name: sizes for name, sizes in visits.items() if sum(sizes.values()) > MOST_BYTES}
    assert heavy == {}
    assert visits.keys() == phone_endpoints(make.app)


def test_today_says_how_many_notices_wait(make: Factory) -> None:
    one = busy_trainee(make)
    client = make.client(make.user(Role.TRAINEE, person_id=one.person_id))
    before = client.get("/my").get_data(as_text=True)
    first = re.findall(r'data-reads="([^"]+)"', client.get("/my/notices").get_data(as_text=True))[0]

    client.post(first)

    after = client.get("/my").get_data(as_text=True)
    assert [f"有 {NOTICES} 条通知没有看" in before, f"有 {NOTICES - 1} 条通知没有看" in after] == [True, True]


def test_who_has_read_everything_is_told_of_no_notice(make: Factory) -> None:
    one = make.enrolment(make.cohort())
    db.session.commit()

    assert "条通知没有看" not in make.client(make.user(Role.TRAINEE, person_id=one.person_id)).get("/my").text
