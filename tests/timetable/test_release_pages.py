"""Pages of releases: publishing what was seen, comparing any two, the papers, putting back."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

from tests.conftest import CountedQueries
from tests.factories import Factory
from tests.factories.factory import FIRST_DAY
from trainingapp.accounts.terms import Role
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.curriculum.terms import Form
from trainingapp.timetable import operations, queries
from trainingapp.timetable.rules.known_holidays import known_years
from trainingapp.timetable.terms import HalfDay

Counting = Callable[[], AbstractContextManager[CountedQueries]]


def clean_class(make: Factory, sessions: int = 1) -> Cohort:
    """Return a class whose sessions the rules have nothing to say of."""
    cohort: Cohort = make.cohort()
    for place in range(sessions):
        add_session(make, cohort, place)
    return cohort


def add_session(make: Factory, cohort: Cohort, place: int) -> None:
    """Add a session on a day of its own."""
    held_on = cohort.starts_on + timedelta(days=place)
    make.session(cohort, title=f"第{place}课", held_on=held_on, lecturers=[make.lecturer()], venue=make.venue())


def page_of(cohort: Cohort, name: str = "releases") -> str:
    """Return the address of a page of the class's timetable."""
    return f"/classes/{cohort.public_id}/timetable/{name}"


def test_publishing_what_was_seen_shows_the_changes_and_notices(make: Factory) -> None:
    cohort = clean_class(make)
    client = make.organiser_client()
    shown = client.get(page_of(cohort)).get_data(as_text=True)
    seal = queries.release_readiness(cohort).seal

    answer = client.post(page_of(cohort), data={"seal": seal, "note": "开班前"}, follow_redirects=True)
    text = answer.get_data(as_text=True)

    assert ("发布第1版" in shown, seal in shown) == (True, True)
    assert [word in text for word in ("课表第1版已发布", "新增", "第0课", "通知草稿")] == [True] * 4
    assert [(release.number, release.note) for release in queries.list_releases(cohort)] == [(1, "开班前")]


def test_what_was_not_seen_is_not_published(make: Factory) -> None:
    cohort = clean_class(make)
    client = make.organiser_client()

    stale = client.post(page_of(cohort), data={"seal": "x"})
    unsealed = client.post(page_of(cohort), data={})

    assert (stale.status_code, unsealed.status_code, queries.list_releases(cohort)) == (409, 422, [])


def test_release_with_warnings_lists_them_and_keeps_what_was_typed_until_it_is_explained(make: Factory) -> None:
    cohort = clean_class(make)
    make.session(cohort, title="周六的课", held_on=date(2026, 5, 16), venue=make.venue(), lecturers=[make.lecturer()])
    client = make.organiser_client()
    shown = client.get(page_of(cohort)).get_data(as_text=True)
    data = {"seal": queries.release_readiness(cohort).seal, "note": "加了周六的课"}

    refused = client.post(page_of(cohort), data=data)
    text = refused.get_data(as_text=True)
    answer = client.post(page_of(cohort), data={**data, "accepted_reason": "只有周六有礼堂"}, follow_redirects=True)

    dialog = text.partition('<dialog id="publish"')[2].partition("</dialog>")[0]
    assert ("带提醒发布第1版" in shown, "周六的课：5月16日（周六）是周末，不是工作日" in shown) == (True, True)
    assert (refused.status_code, dialog.lstrip().startswith('aria-labelledby="publish-title" data-opened')) == (
        422,
        True,
    )
    assert ('value="加了周六的课"' in dialog, "有 1 条提醒，请先处理，或写明照此发布的理由" in dialog) == (True, True)
    (release,) = queries.list_releases(cohort)
    assert (release.accepted_reason, len(release.warnings), "课表第1版已发布" in answer.get_data(as_text=True)) == (
        "只有周六有礼堂",
        1,
        True,
    )


def test_notice_names_the_release_and_leads_from_the_draft(make: Factory) -> None:
    cohort = clean_class(make)
    client = make.organiser_client()
    link = f"/classes/{cohort.public_id}/timetable/compare?old=0&amp;new=draft"

    shown = client.get(page_of(cohort)).get_data(as_text=True)
    notices = client.get(link.replace("&amp;", "&")).get_data(as_text=True)

    assert link in shown
    assert ("课程安排已定，见草稿，请按时参加：" in notices, "1. 新增" in notices) == (True, False)


def test_year_without_an_arrangement_is_said_to_be_guessed(make: Factory) -> None:
    cohort = make.cohort(starts_on=date(max(known_years()) + 1, 5, 10))
    make.session(cohort)

    text = make.organiser_client().get(page_of(cohort)).get_data(as_text=True)

    assert f"{cohort.starts_on.year}年的放假安排还没有录入" in text


def test_blocked_draft_offers_no_button_and_says_what_to_solve(make: Factory) -> None:
    cohort = make.cohort()
    make.session(cohort, title="<b>甲课</b>")
    make.session(cohort, title="乙课")

    text = make.organiser_client().get(page_of(cohort)).get_data(as_text=True)

    assert ("有 1 处冲突没有解决" in text, 'id="publish"' in text) == (True, False)
    assert ("&lt;b&gt;甲课" in text, "<b>甲课</b>" in text) == (True, False)


def test_any_two_compare_and_the_draft_too(make: Factory) -> None:
    cohort = clean_class(make)
    make.release(cohort)
    (session,) = queries.list_sessions(cohort)
    operations.move_session(
        make.actor, session, day=date(2026, 5, 13), half_day=HalfDay.MORNING, version=session.version
    )
    client = make.organiser_client()

    drafted = client.get(page_of(cohort, "compare?old=1&new=draft")).get_data(as_text=True)
    same = client.get(page_of(cohort, "compare?old=1&new=1")).get_data(as_text=True)
    absent = client.get(page_of(cohort, "compare?old=1&new=7"))
    senseless = client.get(page_of(cohort, "compare?old=x&new=y"))

    assert ("<del>5月11日（周一）上午" in drafted, "<ins>5月13日（周三）上午" in drafted) == (True, True)
    assert ("没有不同" in same, "通知草稿" in same) == (True, False)
    assert (absent.status_code, senseless.status_code) == (404, 404)


def test_paper_names_the_release_or_says_draft(make: Factory) -> None:
    cohort = clean_class(make)
    client = make.organiser_client()
    draft = client.get(page_of(cohort, "paper")).get_data(as_text=True)
    release = make.release(cohort)
    released = client.get(page_of(cohort, "paper")).get_data(as_text=True)
    make.session(cohort, title="后加的课")
    changed = client.get(page_of(cohort, "paper")).get_data(as_text=True)
    own = client.get(page_of(cohort, f"releases/{release.public_id}")).get_data(as_text=True)

    assert ("草稿，还没有发布" in draft, release.stamp in released, "草稿" in released) == (True, True, False)
    assert ("之后改动 1 处，尚未发布" in changed, "后加的课" in own, release.stamp in own) == (True, False, True)


def test_final_timetable_prints_with_its_history(make: Factory) -> None:
    cohort = clean_class(make, sessions=2)
    client = make.organiser_client()
    before = client.get(page_of(cohort, "final")).status_code
    make.release(cohort)
    operations.cancel_session(make.actor, queries.list_sessions(cohort)[0], reason="讲师生病")
    make.release(cohort, note="讲师生病调课")

    text = client.get(page_of(cohort, "final")).get_data(as_text=True)

    assert before == 404
    assert [word in text for word in ("最终课表", "课表调整记录", "讲师生病调课", "取消《第0课》")] == [True] * 4


def test_paper_of_a_release_tells_where_a_visit_goes(make: Factory) -> None:
    cohort = clean_class(make)
    visit = make.session(cohort, title="参观", form=Form.VISIT, held_on=FIRST_DAY + timedelta(days=1))
    make.visit(visit, [make.site("程家桥街道"), make.site("桃浦镇")])
    make.release(cohort)
    client = make.organiser_client()

    pages = [client.get(page_of(cohort, kind)).get_data(as_text=True) for kind in ("paper", "final")]

    assert ["程家桥街道 → 桃浦镇" in page for page in pages] == [True, True]


def test_draft_is_put_back_from_the_page(make: Factory) -> None:
    cohort = clean_class(make)
    release = make.release(cohort)
    operations.cancel_session(make.actor, queries.list_sessions(cohort)[0], reason="讲师生病")
    client = make.organiser_client()

    text = client.post(page_of(cohort, f"releases/{release.public_id}/restore"), follow_redirects=True).get_data(
        as_text=True
    )

    assert ("草稿已恢复到第1版，改动 1 处" in text, len(queries.list_sessions(cohort))) == (True, 1)


def test_release_of_another_class_is_not_shown(make: Factory) -> None:
    cohort, foreign = make.cohort(), clean_class(make)
    release = make.release(foreign)
    client = make.client(make.user(Role.CLASS_TEACHER, cohort_id=cohort.id))

    answers = [
        client.get(page_of(cohort, f"releases/{release.public_id}")),
        client.get(page_of(foreign)),
        client.post(page_of(foreign, f"releases/{release.public_id}/restore")),
        client.get(page_of(foreign, "compare")),
    ]

    assert [(answer.status_code, "第0课" in answer.get_data(as_text=True)) for answer in answers] == [(404, False)] * 4


def test_pages_ask_as_much_for_three_sessions_as_for_one(make: Factory, count_queries: Counting) -> None:
    cohort = clean_class(make)
    make.release(cohort)
    client = make.organiser_client()
    pages = [page_of(cohort, name) for name in ("releases", "compare", "final")]
    totals = []
    for places in ((), (1, 2)):
        for place in places:
            add_session(make, cohort, place)
        if places:
            make.release(cohort)
        db.session.commit()
        with count_queries() as counted:
            assert [client.get(page).status_code for page in pages] == [200] * 3
        totals.append(counted.total)

    assert totals[0] == totals[1]
