"""Components by kind of trainee: their weights, who is not assessed in one, and what of that every page says."""

import json
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.columns import legend
from trainingapp.assessment.operations import Asked, WrongScores
from trainingapp.assessment.rules import BRACKETS, Fault, Gate, Part, Record, Rules, assess
from trainingapp.assessment.terms import Completion, GateKind, Source, TaskKind
from trainingapp.cohorts.models import Cohort, Track
from trainingapp.cohorts.operations import add_track, remove_track
from trainingapp.core.clock import now
from trainingapp.core.database import db

ACTIVISTS = 7
PARTS = (
    Part(1, "结业考试", 0, by_kind=((ACTIVISTS, 60),)),
    Part(2, "学习心得", 60, by_kind=((ACTIVISTS, 0),)),
    Part(3, "平时表现", 40),
    Part(4, "加减分", 0, Source.ADJUSTMENT, Decimal(5)),
)
TAKEN = Gate(GateKind.COMPONENT_TAKEN, part="结业考试")


def kinds_class(make: Factory) -> tuple[Cohort, Track]:
    """Return a class in which 入党积极分子 have an exam and nobody else has."""
    cohort = make.cohort()
    track = add_track(make.actor, cohort, name="入党积极分子")
    parts = [Part(1, "结业考试", 0, by_kind=((track.id, 100),)), Part(2, "学习心得", 100, by_kind=((track.id, 0),))]
    operations.set_scheme(make.actor, cohort, parts=parts, brackets=BRACKETS)
    return cohort, track


@pytest.mark.parametrize(
    ("track", "total", "sum_told"),
    [
        (ACTIVISTS, "88", "结业考试 90×60% + 平时表现 80×40% + 加减分 2 = 88"),
        (None, "76", "学习心得 70×60% + 平时表现 80×40% + 加减分 2 = 76"),
        (8, "76", "学习心得 70×60% + 平时表现 80×40% + 加减分 2 = 76"),
    ],
)
def test_total_is_of_the_components_of_the_kind(track: int | None, total: str, sum_told: str) -> None:
    scores: dict[int, Decimal | None] = {1: Decimal(90), 2: Decimal(70), 3: Decimal(80), 4: Decimal(2)}

    verdict = assess(Rules(PARTS, BRACKETS), Record(scores, track_id=track))

    assert (verdict.total, verdict.reasons[0]) == (Decimal(total), sum_told)


def test_gate_on_a_component_binds_only_who_is_assessed_in_it() -> None:
    found = Rules(PARTS, BRACKETS, (TAKEN,))
    scores: dict[int, Decimal | None] = {2: Decimal(70), 3: Decimal(80)}

    member = assess(found, Record(scores))
    activist = assess(found, Record({1: None, 3: Decimal(80)}, track_id=ACTIVISTS))

    assert (member.completion, member.findings) == (Completion.COMPLETED, ())
    assert (activist.completion, activist.reasons[-1]) == (
        Completion.NOT_COMPLETED,
        "“结业考试”缺考；必须参加“结业考试”，否则不予结业（参考）",
    )


@given(
    st.lists(st.integers(0, 100), min_size=3, max_size=3),
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 100)), max_size=3),
    st.integers(0, 4),
)
def test_every_kind_is_asked_for_a_hundred_in_all(weights: list[int], own: list[tuple[int, int]], track: int) -> None:
    by_kind = tuple(dict(own).items())
    parts = [Part(key, f"第{key}项", weight, by_kind=by_kind if key == 0 else ()) for key, weight in enumerate(weights)]

    faults = [one for one in rules.scheme_faults(Rules(parts, BRACKETS)) if "加起来" in one.text]

    totals: dict[int | None, int] = {}
    for key in (None, *dict(by_kind)):
        totals[key] = (weights[0] if key is None else dict(by_kind)[key]) + weights[1] + weights[2]
    assert len(faults) == sum(total != 100 for total in totals.values())
    own_parts = rules.parts_for(parts, track)
    assert sum(part.weight for part in own_parts) == totals.get(track, totals[None])
    points: dict[int, Decimal | None] = {part.key: Decimal(50) for part in own_parts}
    expected = min(Fraction(sum(part.weight for part in own_parts), 2), Fraction(100)) if own_parts else None
    assert rules.weighted_total(own_parts, points) == expected


def test_kind_whose_weights_do_not_sum_is_named() -> None:
    parts = [PARTS[0], PARTS[1], Part(3, "平时表现", 40, by_kind=((ACTIVISTS, 30),))]

    assert rules.scheme_faults(Rules(parts, BRACKETS), {ACTIVISTS: "入党积极分子"}) == [
        Fault("weight", 2, "“入党积极分子”的各项权重加起来是 90%，应为 100%", whole=True)
    ]


def test_edition_keeps_the_weights_of_kinds() -> None:
    whole = Rules(list(PARTS), list(BRACKETS), [])

    assert rules.read_rules(json.loads(json.dumps(rules.write_rules(whole)))) == whole


def test_weights_of_kinds_are_set_from_the_page_and_shown_again(make: Factory) -> None:
    cohort = make.cohort()
    track = add_track(make.actor, cohort, name="入党积极分子")
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/assessment/scheme"
    data = {
        "part-1": "结业考试", "weight-1": "0", f"weight-1-{track.public_id}": "60",
        "part-2": "学习心得", "weight-2": "60", f"weight-2-{track.public_id}": "10",
        "part-3": "平时表现", "weight-3": "40",
    }  # fmt: skip

    wrong = client.post(page, data=data)
    saved = client.post(page, data={**data, f"weight-2-{track.public_id}": "0"})
    again = client.get(page).get_data(as_text=True)

    assert (wrong.status_code, re.findall(r'id="([^"]+)-fault">', wrong.get_data(as_text=True))) == (422, ["weight-3"])
    assert (saved.status_code, f'name="weight-1-{track.public_id}" value="60"' in again) == (302, True)
    assert [row.weight_text for row in queries.class_assessment(cohort).components] == [
        "0%，入党积极分子 60%",
        "60%，入党积极分子 0%",
        "40%",
    ]


def test_score_for_another_kind_is_refused_at_its_place_and_its_cell_is_not_offered(make: Factory) -> None:
    cohort, track = kinds_class(make)
    member, activist = make.enrolment(cohort, "陈甲"), make.enrolment(cohort, "李乙", track=track)
    exam, essay = queries.class_assessment(cohort).components

    with pytest.raises(WrongScores) as refused:
        operations.enter_scores(make.actor, cohort, scores={(activist.id, essay.id): Decimal(80)})
    operations.enter_scores(
        make.actor, cohort, scores={(activist.id, exam.id): Decimal(81), (member.id, essay.id): Decimal(92)}
    )
    text = make.organiser_client().get(f"/classes/{cohort.public_id}/assessment").get_data(as_text=True)

    assert refused.value.reasons == ("李乙的“学习心得”：入党积极分子不考这一项，不用登记",)
    assert [row.total for row in queries.class_assessment(cohort).rows] == [Decimal(92), Decimal(81)]
    assert set(re.findall(r'name="score-([^"]+)"', text)) == {f"{member.public_id}-2", f"{activist.public_id}-1"}


def test_trainee_s_phone_shows_the_components_of_his_kind_alone(make: Factory) -> None:
    cohort, track = kinds_class(make)
    one = make.enrolment(cohort, track=track)

    text = make.client(make.user(Role.TRAINEE, person_id=one.person_id)).get("/my/results").get_data(as_text=True)

    assert re.findall(r"<li><span>([^<]+)<br>", text) == ["结业考试"]


def test_legend_says_how_each_kind_s_total_comes_about(make: Factory) -> None:
    cohort, _track = kinds_class(make)

    assert legend(queries.class_assessment(cohort))[:2] == [
        "总分 = 学习心得×100%",
        "总分（入党积极分子） = 结业考试×100%",
    ]


def test_marks_of_work_go_to_those_who_are_assessed_in_it(make: Factory) -> None:
    cohort, track = kinds_class(make)
    member, activist = make.enrolment(cohort, "陈甲"), make.enrolment(cohort, "李乙", track=track)
    essay = queries.class_assessment(cohort).components[1]
    wanted = Asked(title="心得", due_on=cohort.starts_on, component=essay)
    task = operations.set_task(make.actor, cohort, kind=TaskKind.ESSAY, asked=wanted)
    for one in (member, activist):
        work = operations.hand_in(make.actor, task, one, text=f"{one.name}走进楼组", at=now())
        operations.mark_work(make.actor, work, points=Decimal(88))

    changed = operations.score_from_marks(make.actor, cohort, task)

    assert dict(changed.after) == {"陈甲 学习心得": "88"}


def test_copied_class_takes_the_weights_of_the_kinds_that_it_has(make: Factory) -> None:
    cohort, track = kinds_class(make)
    other, bare = make.cohort(), make.cohort()
    same = add_track(make.actor, other, name="入党积极分子")

    operations.copy_scheme(make.actor, cohort, other, tracks={track.id: same.id})
    operations.copy_scheme(make.actor, cohort, bare, tracks={})

    copied, without = (queries.parts_of(queries.find_scheme(one.id)) for one in (other, bare))
    assert [part.by_kind for part in copied] == [((same.id, 100),), ((same.id, 0),)]
    assert [(part.name, part.by_kind) for part in without] == [("学习心得", ())]


def test_kind_that_nobody_is_of_is_removed_with_its_weights(make: Factory) -> None:
    cohort, track = kinds_class(make)

    remove_track(make.actor, track)
    db.session.expire_all()

    assert [part.by_kind for part in queries.parts_of(queries.find_scheme(cohort.id))] == [(), ()]
