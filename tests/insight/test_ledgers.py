"""The ledger of a year's classes: drawn from the data, edited, filed for good; figures of a report open their rows."""

from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from tests.factories import Factory
from tests.insight.followed import Follower
from tests.insight.test_number_links import district
from tests.registers.test_office_books import rows_of
from trainingapp.accounts.terms import Role
from trainingapp.assessment.models import OfficeReport
from trainingapp.assessment.rules import reports as rules
from trainingapp.assessment.terms import ReportKind
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.insight.queries import ledger_figures, ledger_lines
from trainingapp.people.models import Organisation
from trainingapp.timetable.terms import HalfDay

__all__ = ["district"]
YEAR = 2026


@pytest.fixture
def paid_class(make: Factory) -> Cohort:
    """Return a class with two paid sessions in one half-day too long, and one session without a rate."""
    cohort = make.cohort(formal_name="居民区后备班", place="党群服务中心")
    paid = make.lecturer("王讲师", fee_per_hour=500)
    make.session(cohort, lecturers=[paid], hours=Decimal(3))
    make.session(cohort, lecturers=[paid], hours=Decimal("5.5"), half_day=HalfDay.AFTERNOON)
    make.session(cohort, lecturers=[make.lecturer("李书记")], hours=Decimal(2), half_day=HalfDay.EVENING)
    return cohort


def drafted(client: FlaskClient, **month: str) -> str:
    """Draft a report and return its address."""
    answer = client.post("/insight/reports", data={"year": str(YEAR), **month})
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def only_report() -> OfficeReport:
    """Return the only report there is."""
    return db.session.scalars(select(OfficeReport)).one()


def test_lecture_fees_are_drawn_edited_and_filed(make: Factory, paid_class: Cohort) -> None:
    client, key = make.organiser_client(), paid_class.public_id
    page = drafted(client)
    drawn = only_report().content[f"{key}.cost"]
    data = {**only_report().content, f"{key}.cost": "4200.5", f"{key}.remark": "含场地费", "version": "1"}

    wrong = client.post(page, data={**data, f"{key}.cost": "四千"})
    client.post(page, data={**data, "file": "1"})
    late = client.post(page, data={**data, "version": str(only_report().version)})
    first = rows_of(client.post(f"{page}/workbook").data)
    make.session(paid_class, title="后来加的")
    db.session.commit()

    line = next(row for row in first if "居民区后备班" in row)
    assert (drawn, wrong.status_code, late.status_code) == ("3500.00", 422, 422)
    assert "居民区后备班：经费（元）要填金额" in wrong.text
    assert (line[-2:], "党群服务中心" in line) == ([4200.5, "含场地费"], True)
    assert rows_of(client.post(f"{page}/workbook").data) == first
    after = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "report.changed")).one().after
    assert after == {"居民区后备班：经费（元）": "4200.5", "居民区后备班：备注": "含场地费"}


def test_drawing_anew_keeps_what_people_wrote_and_versions_stay(make: Factory, paid_class: Cohort) -> None:
    client, key = make.organiser_client(), paid_class.public_id
    page = drafted(client)
    client.post(page, data={**only_report().content, f"{key}.cost": "4200", "version": "1"})
    paid_class.place = "会议室"
    make.cohort(formal_name="秋季班")

    client.post(page, data={"version": str(only_report().version), "redraw": "1"})
    content, names = only_report().content, [one["name"] for one in only_report().figures["classes"]]
    again = client.post("/insight/reports", data={"year": str(YEAR)})
    client.post(page, data={**content, "version": str(only_report().version), "file": "1"})
    drafted(client)

    assert (content[f"{key}.cost"], content[f"{key}.place"], names) == ("4200", "会议室", ["居民区后备班", "秋季班"])
    assert again.status_code == 422
    found = db.session.scalars(select(OfficeReport).order_by(OfficeReport.number)).all()
    assert [(one.label, one.filed) for one in found] == [
        ("2026年培训台账（第 1 版）", True),
        ("2026年培训台账（第 2 版）", False),
    ]


def test_who_may_not_hand_out_fees_sees_none_of_them(make: Factory, paid_class: Cohort) -> None:
    inspector = make.client(make.user(Role.INSPECTOR))

    mine = make.organiser_client().get(f"/insight/ledger?year={YEAR}")
    theirs = inspector.get(f"/insight/ledger?year={YEAR}")

    assert [paid_class.formal_name in one.text for one in (mine, theirs)] == [True, True]
    assert ["3,500.00" in one.text for one in (mine, theirs)] == [True, False]


def test_who_sees_a_part_of_the_office_gets_no_report_of_the_whole(make: Factory, paid_class: Cohort) -> None:
    page = drafted(make.organiser_client())
    part = make.client(make.user(Role.ORGANISER, organisation_id=make.organisation("甲街道").id))

    asked = [part.get(page), part.get(f"{page}/workbook"), part.post(page, data={"version": "1", "file": "1"})]
    refused = part.post("/insight/reports", data={"year": str(YEAR), "month": "5"})

    assert [one.status_code for one in asked] == [404, 404, 404]
    assert (refused.status_code, "只管部分组织的账号不能起草" in refused.text) == (403, True)
    assert "培训台账（第" not in part.get("/insight/reports").text
    assert paid_class.formal_name not in part.get(f"/insight/ledger?year={YEAR}").text


def test_figures_of_reports_open_their_rows(make: Factory, district: Organisation, paid_class: Cohort) -> None:
    del district, paid_class
    client = make.organiser_client()
    follower = Follower(client)

    followed = [follower.follow(drafted(client, **month)) for month in ({"month": "5"}, {})]

    assert [amount >= least for amount, least in zip(followed, (14, 4), strict=True)] == [True, True], followed
    monthly = html.fromstring(client.get(drafted(client, month="6")).text)
    assert "2 个班" in " ".join(monthly.text_content().split())


@pytest.mark.parametrize(
    ("cost", "fine"),
    [("", True), ("0", True), ("12800.50", True), ("-1", False), ("1.005", False), ("NaN", False), ("1e99", False)],
)
def test_cost_is_an_amount_of_money(cost: str, *, fine: bool) -> None:
    assert (rules.cost_faults({"a.cost": cost, "a.remark": "x"}, {"a.cost": "后备班：经费（元）"}) == []) is fine


def test_cells_that_people_changed_stay() -> None:
    found = rules.kept(
        ReportKind.LEDGER,
        written={"a.cost": "9", "a.place": "旧", "gone.cost": "5"},
        drawn={"a.cost": "1", "a.place": "旧"},
        anew={"a.cost": "2", "a.place": "新", "b.cost": ""},
    )

    assert found == {"a.cost": "9", "a.place": "新", "b.cost": ""}


def test_whom_a_class_was_for_is_drawn_from_its_kinds_else_from_the_posts_of_most(make: Factory) -> None:
    mixed, kinds = make.cohort(formal_name="混编班"), make.cohort(formal_name="分类班")
    make.track(kinds, "入党积极分子")
    make.enrolment(kinds, post="书记")
    for amount, post in ((3, "委员"), (2, "书记助理"), (2, "社区工作者"), (1, "楼组长"), (4, "")):
        for _one in range(amount):
            make.enrolment(mixed, post=post)

    lines = ledger_figures(ledger_lines(make.actor, YEAR))

    assert {one["name"]: one["audience"] for one in lines} == {
        "混编班": "委员、书记助理、社区工作者等",
        "分类班": "入党积极分子",
    }
