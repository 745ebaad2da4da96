"""Two buses, a hundred people, and no network between two stops: nothing is lost, nothing is doubled."""

import re
from collections.abc import Callable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.pages import BrowserPage, Serve, overflow
from tests.factories import PASSWORD, Factory
from trainingapp.accounts.terms import Role
from trainingapp.core.database import db
from trainingapp.core.scope import enter_office
from trainingapp.curriculum.terms import Form
from trainingapp.visits import queries
from trainingapp.visits.models import Vehicle, Visit
from trainingapp.visits.operations import allot_by_group

GROUPS, SIZE = 10, 10
PEOPLE = GROUPS * SIZE


class Trip:
    """A visit of a hundred people in two buses on a running server."""

    def __init__(self, app: Flask) -> None:
        """Make the class, the visit and the seats."""
        self.app = app
        with app.app_context():
            make = Factory(app)
            make.user(Role.ORGANISER, login="organiser")
            cohort = make.cohort()
            for number in range(GROUPS):
                group = make.group(cohort, f"第{number + 1}组", position=number)
                for trainee in make.enrolments(cohort, SIZE, group=group):
                    trainee.person.phone = f"1990000{trainee.number:04d}"
            session = make.session(cohort, form=Form.VISIT, title="两地参观")
            visit = make.visit(session, [make.site("甲站"), make.site("乙站")], gather_place="街道门口")
            visit.vehicles[0].seats = 53
            visit.vehicles.append(Vehicle(position=2, name="2号车", seats=53))
            db.session.flush()
            allot_by_group(make.actor, visit, version=visit.version)
            db.session.commit()
            self.office, self.path = make.office.id, f"/classes/{cohort.public_id}/visits/{session.public_id}/boarding"
            self.visit_id = visit.id
            db.session.remove()

    def kept(self) -> list[tuple[str, str, str]]:
        """Return what the server has: place, number and state of each word, in order."""
        with self.app.app_context():
            enter_office(self.office)
            visit = db.session.get_one(Visit, self.visit_id)
            found = [(one.place, one.enrolment.name, one.state.value) for one in queries.counts_of(visit)]
            db.session.remove()
        return found


@pytest.fixture
def trip(guarded_app: Flask) -> Trip:
    """Return the visit on the application."""
    return Trip(guarded_app)


def open_list(page: Page, address: str, trip: Trip) -> None:
    """Sign in and open the list."""
    page.goto(f"{address}{trip.path}")
    page.get_by_label("登录名").fill("organiser")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("清点都已保存")).to_be_visible()


def board(page: Page, amount: int) -> None:
    """Tap 上车 for the first so many of those who are missing."""
    for _ in range(amount):
        page.locator("[data-list=missing] .button.primary").first.click()


def tally(page: Page) -> str:
    """Return what the page says of the departure."""
    return page.locator("[data-tally]").inner_text()


def unsynced(page: Page) -> int:
    """Return how many words the page still keeps."""
    return int(page.locator("#boarding").get_attribute("data-unsynced") or "0")


def test_a_hundred_people_in_two_buses_without_network_between_two_stops(
    trip: Trip,
    serve: Serve,
    browser_page: BrowserPage,
    check_accessibility: Callable[[Page], None],
    screenshot: Callable[..., Path],
) -> None:
    address = serve(trip.app)
    page = browser_page("phone")
    open_list(page, address, trip)
    check_accessibility(page)
    assert overflow(page) == 0

    board(page, PEOPLE)  # at the gathering, with network
    expect(page.get_by_text("清点都已保存")).to_be_visible()
    assert (tally(page), len(trip.kept())) == ("100 人到齐，可以发车", PEOPLE)

    page.get_by_label("离开哪里").select_option(label="甲站")
    board(page, 20)
    expect(page.get_by_text("清点都已保存")).to_be_visible()
    page.context.set_offline(True)
    board(page, 79)  # the last one is late
    page.get_by_text("没有网络").wait_for()
    expect(page.get_by_text("已上车 99 人，还差 1 人")).to_be_visible()
    assert unsynced(page) == 79
    screenshot(page, "boarding-offline", full_page=False)
    page.get_by_label("离开哪里").select_option(label="乙站")
    page.get_by_label("看哪辆车").select_option(label="1号车")
    board(page, 50)
    assert (tally(page), unsynced(page)) == ("1号车：50 人到齐，可以发车", 129)
    assert len(trip.kept()) == PEOPLE + 20

    page.context.set_offline(False)
    expect(page.get_by_text("清点都已保存")).to_be_visible(timeout=10_000)

    kept = trip.kept()
    assert [sum(one[0] == place for one in kept) for place in ("街道门口", "甲站", "乙站")] == [100, 99, 50]
    assert len(set(kept)) == len(kept) == 249


def test_answer_that_never_arrived_and_a_reload_double_nothing(
    trip: Trip, serve: Serve, browser_page: BrowserPage
) -> None:
    address = serve(trip.app)
    page = browser_page("phone")
    open_list(page, address, trip)

    page.route(re.compile("/boarding$"), lambda route: (route.fetch(), route.abort())[0] and None)
    board(page, 3)
    page.get_by_text("没有网络").wait_for()
    waiting = unsynced(page)
    page.unroute_all(behavior="ignoreErrors")  # one that is on its way has been answered by the route
    page.reload()
    expect(page.get_by_text("清点都已保存")).to_be_visible()

    assert waiting == 3
    expect(page.get_by_text("已上车 3 人，还差 97 人")).to_be_visible()
    assert len(trip.kept()) == 3


def out_of_reach(_environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """Answer as the server when nobody reaches it."""
    start_response("503 Service Unavailable", [])
    return []


def test_page_that_was_closed_without_network_sends_when_it_is_opened_again(
    trip: Trip, serve: Serve, browser_page: BrowserPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = serve(trip.app)
    page = browser_page("phone")
    open_list(page, address, trip)
    page.context.set_offline(True)
    board(page, 4)
    expect(page.get_by_text("现在请不要刷新或关闭本页")).to_be_visible()
    # What keeps a page offline ends before the page does: what it still sends then must not arrive.
    monkeypatch.setattr(trip.app, "wsgi_app", out_of_reach)
    page.close()
    monkeypatch.undo()
    assert trip.kept() == []

    again = page.context.new_page()
    again.context.set_offline(False)
    again.goto(f"{address}{trip.path}")

    expect(again.get_by_text("清点都已保存")).to_be_visible()
    expect(again.get_by_text("已上车 4 人，还差 96 人")).to_be_visible()
    assert len(trip.kept()) == 4


def test_two_phones_that_disagree_are_asked_to_settle_it(trip: Trip, serve: Serve, browser_page: BrowserPage) -> None:
    address = serve(trip.app)
    first, second = browser_page("phone"), browser_page("phone")
    for page in (first, second):
        open_list(page, address, trip)

    second.context.set_offline(True)
    second.locator("[data-list=missing] .button.plain").first.click()
    board(first, 1)
    expect(first.get_by_text("清点都已保存")).to_be_visible()
    second.context.set_offline(False)
    expect(second.locator("[data-section=clash]")).to_be_visible()
    second.locator("[data-list=clash] button", has_text="已上车").click()
    expect(second.locator("[data-section=clash]")).to_be_hidden()
    expect(second.get_by_text("清点都已保存")).to_be_visible()

    assert [state for _place, _name, state in trip.kept()] == ["aboard", "away", "aboard"]
    assert tally(second) == "已上车 1 人，还差 99 人"


def test_missing_are_called_with_one_tap_also_without_network(
    trip: Trip, serve: Serve, browser_page: BrowserPage
) -> None:
    address = serve(trip.app)
    page = browser_page("phone")
    open_list(page, address, trip)
    calls = page.locator("[data-list=missing] a[href^='tel:1990000']")
    assert calls.count() == 0

    page.get_by_role("button", name="带上电话").click()
    expect(calls).to_have_count(PEOPLE)
    page.context.set_offline(True)
    board(page, 1)

    expect(calls).to_have_count(PEOPLE - 1)
