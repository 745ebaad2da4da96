"""Acts on visits: what they write, what they refuse, what the trail keeps, and that nobody overwrites anybody."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time

import pytest
from sqlalchemy import select

from tests.factories import Factory
from trainingapp.audit.models import AuditEvent
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound, Refused, Stale
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.models import Session
from trainingapp.timetable.queries import cards_of
from trainingapp.timetable.terms import HalfDay, SessionState
from trainingapp.visits import queries
from trainingapp.visits.models import Site, Stop, Visit
from trainingapp.visits.operations import (
    Impossible,
    StopValues,
    VehicleValues,
    VisitPlan,
    change_visit,
    plan_of,
    plan_visit,
    reorder_stops,
)
from trainingapp.visits.terms import FaultKind

BUS = VehicleValues(name="1号车", seats=45, plate="沪A00000", driver="示例司机", in_charge="班长")


@pytest.fixture
def session(make: Factory) -> Session:
    """Return a visit of an afternoon, 13:30 to 17:00."""
    return make.session(make.cohort(), form=Form.VISIT, half_day=HalfDay.AFTERNOON, ends_at=time(17, 0))


@pytest.fixture
def sites(make: Factory) -> list[Site]:
    """Return two sites."""
    return [make.site("大场镇党群服务中心"), make.site("慧华苑党群服务站")]


def two_stops(sites: Sequence[Site]) -> VisitPlan:
    """Return an afternoon at both sites."""
    return VisitPlan(
        gather_place="街道门口",
        gather_at=time(13, 0),
        return_at=time(17, 20),
        escort="示例带队",
        stops=[
            StopValues(site=sites[0], arrive_at=time(13, 45), leave_at=time(15, 0), contact="甲", activity="参观"),
            StopValues(site=sites[1], arrive_at=time(15, 20), leave_at=time(16, 50), contact="乙", activity="座谈"),
        ],
        vehicles=[BUS],
    )


def stored(session: Session) -> Visit:
    """Return the visit as the database has it."""
    db.session.flush()
    db.session.expire_all()
    visit = queries.visit_of(session)
    assert visit is not None
    return visit


def acts(verb: str) -> Sequence[AuditEvent]:
    """Return the acts of this verb, oldest first."""
    db.session.flush()
    return db.session.scalars(select(AuditEvent).where(AuditEvent.verb == verb).order_by(AuditEvent.id)).all()


def test_whole_itinerary_is_written_in_one_act(make: Factory, session: Session, sites: list[Site]) -> None:
    _visit, faults = plan_visit(make.actor, session, plan=two_stops(sites))

    visit = stored(session)
    assert faults == []
    assert [(stop.position, stop.site.name, stop.arrive_at, stop.activity) for stop in visit.stops] == [
        (1, "大场镇党群服务中心", time(13, 45), "参观"),
        (2, "慧华苑党群服务站", time(15, 20), "座谈"),
    ]
    assert [(row.position, row.name, row.seats, row.plate, row.in_charge) for row in visit.vehicles] == [
        (1, "1号车", 45, "沪A00000", "班长")
    ]
    (act,) = acts("visit.planned")
    assert (act.cohort_id, act.before, act.after["stops"]) == (
        session.cohort_id,
        {},
        ["13:45–15:00 大场镇党群服务中心 参观 甲", "15:20–16:50 慧华苑党群服务站 座谈 乙"],
    )


@pytest.mark.parametrize(
    ("times", "kind"),
    [
        ([(time(14, 0), time(13, 50)), (time(15, 0), None)], FaultKind.STAY),
        ([(time(14, 0), time(15, 0)), (time(14, 30), None)], FaultKind.ORDER),
    ],
)
def test_impossible_itinerary_is_refused_before_anything_is_written(
    make: Factory,
    session: Session,
    sites: list[Site],
    times: list[tuple[time, time | None]],
    kind: FaultKind,
) -> None:
    stops = [
        StopValues(site=site, arrive_at=first, leave_at=last) for site, (first, last) in zip(sites, times, strict=True)
    ]

    with pytest.raises(Impossible) as refused:
        plan_visit(make.actor, session, plan=VisitPlan(stops=stops))

    assert [fault.kind for fault in refused.value.faults] == [kind]
    assert (queries.visit_of(session), acts("visit.planned")) == (None, [])


@pytest.mark.parametrize(
    ("change", "message"),
    [({"form": Form.LECTURE}, "请先在课表里把形式改成“现场教学”"), ({"state": SessionState.CANCELLED}, "已取消")],
)
def test_session_that_is_no_visit_gets_no_itinerary(
    make: Factory, session: Session, change: dict[str, object], message: str
) -> None:
    for name, value in change.items():
        setattr(session, name, value)

    with pytest.raises(Refused, match=message):
        plan_visit(make.actor, session, plan=VisitPlan())


def test_second_plan_of_a_session_does_not_replace_the_first(
    make: Factory, session: Session, sites: list[Site]
) -> None:
    plan_visit(make.actor, session, plan=two_stops(sites))

    with pytest.raises(Stale, match="大场镇党群服务中心"):
        plan_visit(make.actor, session, plan=VisitPlan())

    assert len(stored(session).stops) == 2


def test_change_tells_before_and_after_and_lines_keep_their_rows(
    make: Factory, session: Session, sites: list[Site]
) -> None:
    plan = two_stops(sites)
    visit, _faults = plan_visit(make.actor, session, plan=plan)
    first, bus = visit.stops[0].id, visit.vehicles[0].id
    known = plan_of(visit)

    change_visit(
        make.actor,
        visit,
        plan=replace(
            known,
            stops=[replace(known.stops[0], activity="听介绍")],
            vehicles=[replace(BUS, name="2号车"), *known.vehicles],
        ),
        version=visit.version,
    )

    after = stored(session)
    assert [(stop.id, stop.activity) for stop in after.stops] == [(first, "听介绍")]
    assert after.vehicles[1].id == bus
    assert [vehicle.name for vehicle in after.vehicles] == ["2号车", "1号车"]
    (act,) = acts("visit.changed")
    assert (act.before["stops"], act.after["stops"]) == (
        ["13:45–15:00 大场镇党群服务中心 参观 甲", "15:20–16:50 慧华苑党群服务站 座谈 乙"],
        ["13:45–15:00 大场镇党群服务中心 听介绍 甲"],
    )
    assert set(act.after) == {"stops", "vehicles"}
    assert db.session.scalars(select(Stop)).all() == after.stops


def test_saving_the_same_again_writes_nothing(make: Factory, session: Session, sites: list[Site]) -> None:
    visit, _faults = plan_visit(make.actor, session, plan=two_stops(sites))

    change_visit(make.actor, visit, plan=two_stops(sites), version=visit.version)

    assert (stored(session).version, acts("visit.changed")) == (1, [])


def test_changed_stop_alone_makes_the_other_page_stale(make: Factory, session: Session, sites: list[Site]) -> None:
    plan = two_stops(sites)
    visit, _faults = plan_visit(make.actor, session, plan=plan)
    change_visit(make.actor, visit, plan=replace(plan, stops=[replace(plan.stops[0], contact="丙")]), version=1)
    db.session.flush()

    with pytest.raises(Stale, match="大场镇党群服务中心 参观 丙"):
        change_visit(make.actor, visit, plan=plan, version=1)

    assert (stored(session).version, len(stored(session).stops)) == (2, 1)


def test_impossible_change_leaves_the_itinerary_as_it_was(make: Factory, session: Session, sites: list[Site]) -> None:
    plan = two_stops(sites)
    visit, _faults = plan_visit(make.actor, session, plan=plan)

    with pytest.raises(Impossible):
        change_visit(make.actor, visit, plan=replace(plan, stops=plan.stops[::-1]), version=visit.version)

    assert [stop.site.name for stop in stored(session).stops] == [site.name for site in sites]


def test_stops_are_reordered_with_all_that_belongs_to_them(make: Factory, session: Session) -> None:
    sites = [make.site(name) for name in ("甲站", "乙站", "丙站")]
    plan = VisitPlan(stops=[StopValues(site=site, activity=f"看{site.name}") for site in sites], escort="示例带队")
    visit, _faults = plan_visit(make.actor, session, plan=plan)

    reorder_stops(make.actor, visit, order=[3, 1, 2], version=visit.version)

    after = [(stop.position, stop.site.name, stop.activity) for stop in stored(session).stops]
    assert after == [(1, "丙站", "看丙站"), (2, "甲站", "看甲站"), (3, "乙站", "看乙站")]
    assert len(acts("visit.changed")) == 1


@pytest.mark.parametrize("order", [[1], [1, 1], [1, 2, 3], [0, 1], []])
def test_order_names_every_stop_once(make: Factory, session: Session, sites: list[Site], order: list[int]) -> None:
    visit, _faults = plan_visit(make.actor, session, plan=VisitPlan(stops=[StopValues(site=site) for site in sites]))

    with pytest.raises(Refused, match="2 个停靠站各写一次"):
        reorder_stops(make.actor, visit, order=order, version=visit.version)


def test_reordering_into_the_impossible_is_refused(make: Factory, session: Session, sites: list[Site]) -> None:
    visit, _faults = plan_visit(make.actor, session, plan=two_stops(sites))

    with pytest.raises(Impossible):
        reorder_stops(make.actor, visit, order=[2, 1], version=visit.version)


def test_people_are_those_whom_each_session_expects(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    make.enrolments(cohort, 2, group=group)
    make.enrolments(cohort, 3)
    whole, part = make.session(cohort), make.session(cohort, groups=[group])

    assert queries.people_of_all([whole, part]) == {whole.id: 5, part.id: 2}


def test_visit_is_found_in_its_own_class_and_office_alone(make: Factory, session: Session, sites: list[Site]) -> None:
    visit = make.visit(session, sites)
    other = Factory(make.app, "lengshan")
    foreign = other.visit(other.session(other.cohort(), form=Form.VISIT), [other.site("别处")])
    make.enter()

    assert queries.find_visit(session.cohort, session.public_id) is visit
    for cohort, public_id in ((make.cohort(), session.public_id), (session.cohort, foreign.session.public_id)):
        with pytest.raises(NotFound):
            queries.find_visit(cohort, public_id)


def test_timetable_learns_of_seats_and_of_when_people_are_back(
    make: Factory, session: Session, sites: list[Site]
) -> None:
    make.enrolments(session.cohort, 3)
    small = replace(two_stops(sites), vehicles=[replace(BUS, seats=2)])

    plan_visit(make.actor, session, plan=small)

    (card,) = cards_of([session])
    assert card.outing is not None
    assert (card.outing.gathers, card.outing.returns, card.outing.seats) == (time(13, 0), time(17, 20), 2)
    assert [site.name for site in card.outing.sites] == [site.name for site in sites]
