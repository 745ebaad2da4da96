"""Automatic groups: alike in what is spread, pairs kept, leaders found, the same groups for the same seed."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.factories import Factory
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import list_roster
from trainingapp.cohorts.rules import Named, group_name, read_pairs
from trainingapp.cohorts.rules.grouping import Member, Wishes, grouping_faults, make_groups, post_rank
from trainingapp.cohorts.terms import GroupRole, Spread
from trainingapp.core.database import db

UNITS = ("青松", "河滨", "樱花苑", "长风")
POSTS = ("党总支书记", "副书记", "书记助理", "社区工作者")


def members(amount: int) -> list[Member]:
    """Return so many trainees of few units and posts."""
    return [
        Member(
            key,
            f"学员{key}",
            UNITS[key % 4],
            POSTS[key % 3],
            "男" if key % 5 < 2 else "女",
            1960 + key * 7 % 40,
        )
        for key in range(amount)
    ]


classes = st.lists(
    st.builds(
        Member,
        key=st.integers(0, 10_000),
        name=st.just("学员"),
        organisation=st.sampled_from(UNITS),
        post=st.sampled_from(POSTS),
        gender=st.sampled_from("男女"),
        birth_year=st.none() | st.integers(1950, 2005),
    ),
    min_size=1,
    max_size=30,
    unique_by=lambda one: one.key,
)


@given(classes, st.integers(1, 6), st.integers(0, 5))
def test_everybody_has_one_group_and_sizes_differ_by_one_at_most(found: list[Member], count: int, seed: int) -> None:
    count = min(count, len(found))

    grouping = make_groups(found, Wishes(count, seed))

    sizes = Counter(grouping.places.values())
    assert sorted(grouping.places) == sorted(one.key for one in found)
    assert (len(sizes), max(sizes.values()) - min(sizes.values()) <= 1) == (count, True)


@given(classes, st.integers(2, 5), st.integers(0, 3), st.sampled_from(list(Spread)))
def test_a_trait_that_is_spread_alone_differs_by_one_at_most(
    found: list[Member], count: int, seed: int, kind: Spread
) -> None:
    count = min(count, len(found))
    said: Callable[[Member], object] = {
        Spread.ORGANISATION: lambda one: one.organisation,
        Spread.POST: lambda one: post_rank(one.post),
        Spread.GENDER: lambda one: one.gender,
        Spread.AGE: lambda one: one.birth_year // 10 if one.birth_year else "",
    }[kind]

    grouping = make_groups(found, Wishes(count, seed, frozenset({kind})))

    for value in {said(one) for one in found}:
        inside = Counter(grouping.places[one.key] for one in found if said(one) == value)
        amounts = [inside[group] for group in range(count)]
        assert max(amounts) - min(amounts) <= 1


@given(st.integers(0, 20))
def test_pairs_stay_together_others_apart_and_named_leaders_are_spread(seed: int) -> None:
    wishes = Wishes(4, seed, together=((0, 4), (8, 12)), apart=((1, 2), (1, 3)), leaders=frozenset({5, 9, 13, 17}))

    grouping = make_groups(members(29), wishes)

    place = grouping.places
    assert (place[0], place[8]) == (place[4], place[12])
    assert (place[1] != place[2], place[1] != place[3]) == (True, True)
    assert sorted(grouping.leaders.values()) == [5, 9, 13, 17]


def test_same_seed_gives_the_same_groups_whatever_order_trainees_come_in() -> None:
    first = make_groups(members(29), Wishes(4, 7))
    again = make_groups(members(29)[::-1], Wishes(4, 7))
    other = make_groups(members(29), Wishes(4, 8))

    assert (first, first.digest) == (again, again.digest)
    assert first.digest != other.digest


def test_leader_is_whose_post_leads_first() -> None:
    found = [Member(1, "甲", post="社区工作者"), Member(2, "乙", post="党总支副书记"), Member(3, "丙", post="书记助理")]

    assert make_groups(found, Wishes(1)).leaders == {0: 2}


@pytest.mark.parametrize(
    ("wishes", "faults"),
    [
        (Wishes(2), []),
        (Wishes(0), ["组数要在 1 到 6 之间（现有学员 6 人）"]),
        (
            Wishes(3, together=((0, 1), (1, 2))),
            ["要同组的 3 人（学员0、学员1、学员2）超过每组 2 人，请减少组数或拆开"],
        ),
        (Wishes(2, together=((0, 1),), apart=((1, 0),)), ["“学员1”和“学员0”既要同组又要分开，请删去一条"]),
    ],
)
def test_wishes_that_cannot_be_met_are_told(wishes: Wishes, faults: list[str]) -> None:
    assert grouping_faults(members(6), wishes) == faults


@pytest.mark.parametrize(
    ("text", "chained", "pairs", "faults"),
    [
        ("1、李乙", True, [(10, 20)], []),
        ("1 2 3\n\n", True, [(10, 20), (20, 30)], []),
        ("1 2 3", False, [(10, 20), (10, 30), (20, 30)], []),
        ("1 9\n2", True, [], ["第 1 行：“9”：班里没有这个编号或姓名", "第 2 行：一行至少写两个人"]),
        ("1，张伟", True, [], ["第 1 行：“张伟”有 2 人，请改写编号"]),
    ],
)
def test_pairs_are_read_by_number_or_name(
    text: str,
    chained: bool,  # noqa: FBT001 - a column of a table
    pairs: list[tuple[int, int]],
    faults: list[str],
) -> None:
    names = ("陈甲", "李乙", "王丙", "张伟", "张伟")
    roster = [Named(number * 10, number, name) for number, name in enumerate(names, start=1)]

    assert read_pairs(text, roster, chained=chained) == (pairs, faults)


def test_groups_are_called_as_people_count() -> None:
    assert [group_name(number) for number in (1, 9, 10, 11, 20, 25, 99, 100)] == [
        "第一组",
        "第九组",
        "第十组",
        "第十一组",
        "第二十组",
        "第二十五组",
        "第九十九组",
        "第100组",
    ]


def make_class(make: Factory) -> Cohort:
    """Make a class of twelve trainees from four units with one group, empty so far."""
    cohort = make.cohort()
    make.group(cohort, "第一组")
    for one in members(12):
        make.enrolment(cohort, f"{one.name}号", number=one.key + 1, organisation_name=one.organisation, post=one.post)
    return cohort


def hidden(text: str) -> dict[str, list[str]]:
    """Return the hidden fields of the form that saves a preview."""
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text):
        fields.setdefault(name, []).append(value)
    return fields


def test_preview_writes_nothing_and_is_applied_as_one_act(make: Factory) -> None:
    cohort = make_class(make)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/groups/automatic"

    shown = client.get(page, query_string={"count": 3, "seed": 5, "spread": "organisation", "together": "1 2"})
    before = [one.group_id for one in list_roster(cohort.id)]
    answer = client.post(page, data=hidden(shown.get_data(as_text=True)))

    roster = list_roster(cohort.id)
    act = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "group.members_changed")).one()
    assert (set(before), answer.status_code, act.reason, len(act.after)) == ({None}, 302, "自动分组，种子 5", 12)
    assert Counter(one.group.name for one in roster if one.group) == {"第一组": 4, "第二组": 4, "第三组": 4}
    assert sum(one.group_role is GroupRole.LEADER for one in roster) == 3
    assert roster[0].group_id == roster[1].group_id


def test_preview_that_no_longer_holds_is_refused(make: Factory) -> None:
    cohort = make_class(make)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/groups/automatic"
    fields = hidden(client.get(page, query_string={"count": 3, "seed": 5}).get_data(as_text=True))
    make.enrolment(cohort, "后来者", number=20)

    answer = client.post(page, data=fields)

    assert (answer.status_code, db.session.scalar(select(func.count(AuditEvent.id)))) == (409, 1)
    assert [one.group_id for one in list_roster(cohort.id)] == [None] * 13


def test_wishes_that_cannot_be_read_or_met_are_told_on_the_page(make: Factory) -> None:
    cohort = make_class(make)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/groups/automatic"

    unread = client.get(page, query_string={"count": 3, "seed": 1, "together": "1 99"}).get_data(as_text=True)
    unmet = client.get(page, query_string={"count": 13, "seed": 1}).get_data(as_text=True)

    assert ("第 1 行：“99”：班里没有这个编号或姓名" in unread, 'name="digest"' in unread) == (True, False)
    assert ("组数要在 1 到 12 之间" in unmet, 'name="digest"' in unmet) == (True, False)
