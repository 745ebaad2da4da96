"""Every number of insight opens exactly the rows that it is made of, for each who sees it."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.assessment.test_taught import evaluated
from tests.factories import Factory
from tests.insight.followed import Follower, text_of
from tests.insight.test_pages import archived
from trainingapp.accounts.terms import Role
from trainingapp.assessment.terms import EntryState, HoursSource
from trainingapp.attendance.models import Mark
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.curriculum.terms import Category, Form
from trainingapp.people.models import Organisation, Person
from trainingapp.people.terms import OrganisationKind

YEAR = 2026
PAGES = {
    f"/insight?year={YEAR}": 25,
    f"/insight/sessions?year={YEAR}": 10,
    f"/insight/hours?year={YEAR}&show=all": 12,
    f"/insight/hours/organisations?year={YEAR}": 10,
    f"/insight/coverage?year={YEAR}&span=3": 30,
    "/insight/lecturers": 3,
}
OF_STREET = (f"/insight?year={YEAR}", f"/insight/coverage?year={YEAR}&span=3", f"/insight/hours?year={YEAR}")
STATUSES = (Status.PRESENT, Status.LATE, Status.ABSENT, Status.EXEMPT, Status.SICK, None)
#: The shares of a class come from these; what has no category counts in none.
SESSIONS = (
    (date(YEAR, 5, 11), Category.THEORY, Form.LECTURE, "3"),
    (date(YEAR, 5, 12), Category.PARTY_SPIRIT, Form.VISIT, "1.5"),
    (date(YEAR, 6, 1), Category.DUTY, Form.LECTURE, "2"),
    (date(YEAR, 6, 2), None, Form.DISCUSSION, "4"),
)


def held_class(make: Factory, host: Organisation, people: list[Person], starts_on: date) -> None:
    """Hold a class: four sessions, marks of all kinds, hours of three trainees in the ledger, one evaluation."""
    cohort = make.cohort(host=host, starts_on=starts_on, batch="第一期")
    trainees = [make.enrolment(cohort, one.name, person=one, organisation_name=host.name) for one in people]
    lecturer = make.lecturer()
    for day, category, form, hours in SESSIONS:
        held_on = day.replace(year=starts_on.year)
        session = make.session(
            cohort, held_on=held_on, category=category, form=form, hours=Decimal(hours), lecturers=[lecturer]
        )
        for place, one in enumerate(trainees):
            status = STATUSES[place % len(STATUSES)]
            make.add(Mark(session_id=session.id, enrolment_id=one.id, taken=status))
    evaluated(make, session, "60 40\n" * 4 + "50 31\n")
    for person in people[:3]:
        archived(make, person, 24, starts_on.year, cohort_id=cohort.id)


@pytest.fixture
def district(make: Factory) -> Organisation:
    """Return one of two streets with branches, people of all kinds and a class each year; nobody knows the other's."""
    streets = []
    for name in ("甲街道", "乙街道"):
        street = make.organisation(f"{name}党工委", kind=OrganisationKind.STREET)
        branch = make.organisation(f"{name}樱花苑党总支", parent=street)
        posts = ("党总支书记", "社区工作者", "", "委员", "网格员", "社区工作者")
        people = [
            make.person(f"{name[0]}学员{place}", post=post, organisation=street if place % 3 else branch)
            for place, post in enumerate(posts)
        ]
        held_class(make, street, people[:5], date(YEAR - 1, 5, 11))
        held_class(make, street, people[1:], date(YEAR, 5, 11))
        archived(make, people[4], 9, YEAR, source=HoursSource.SUPERIOR, title="区委党校轮训")
        archived(make, people[5], 40, YEAR, source=HoursSource.ONLINE, title="网络课", concentrated=False)
        archived(make, people[0], 50, YEAR, state=EntryState.PENDING, source=HoursSource.OTHER, title="待审")
        streets.append(street)
    make.person("没有单位", post="")
    return streets[0]


def test_each_number_opens_the_rows_it_is_made_of(make: Factory, district: Organisation) -> None:
    del district
    follower = Follower(make.organiser_client())

    followed = {page: follower.follow(page) for page in PAGES}

    assert [page for page, least in PAGES.items() if followed[page] < least] == [], followed


def test_each_number_of_a_street_opens_its_own_rows(make: Factory, district: Organisation) -> None:
    follower = Follower(make.client(make.user(Role.ORGANISER, organisation_id=district.id)))

    for page in OF_STREET:
        follower.follow(page)

    said = {place: page.text_content() for place, page in follower.pages.items()}
    assert len(said) > 30
    assert [place for place, text in said.items() if "乙学员" in text or "没有单位" in text] == []
    assert any("甲学员" in text for text in said.values())


def test_roll_ups_name_nobody(make: Factory, district: Organisation) -> None:
    client = make.organiser_client()

    for page in (f"/insight?year={YEAR}", "/insight/coverage?span=3", "/insight/hours/organisations"):
        text = client.get(page).text
        assert (district.name in text or "个班" in text, "学员1" in text) == (True, False)


def test_meter_of_a_timetable_opens_the_sessions_it_counts(make: Factory, district: Organisation) -> None:
    cohort = db.session.scalars(select(Cohort).where(Cohort.host_id == district.id, Cohort.batch == "第一期")).first()
    assert cohort is not None
    teacher = make.client(make.user(Role.CLASS_TEACHER, cohort_id=cohort.id))
    follower = Follower(make.organiser_client())
    address = f"/classes/{cohort.public_id}/timetable"

    links = follower.open(address).xpath("//*[contains(@class, 'meter')]//a")
    told = [(text_of(link).partition("（")[0], link.get("href")) for link in links]

    assert [share for share, _href in told] == ["69.2%", "23.1%"]
    assert [f"= {share}" in text_of(follower.open(href)) for share, href in told] == [True, True]
    assert "/insight/" not in teacher.get(address).text
