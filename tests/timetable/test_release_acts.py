"""Releasing, restoring, having seen: what is kept, what is refused, what the trail tells."""

from datetime import date, time

import pytest
from sqlalchemy import select

from tests.factories import Factory
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound, Refused, Stale
from trainingapp.curriculum.terms import Form
from trainingapp.timetable import operations, queries
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import HalfDay, SessionState

TUESDAY, WEDNESDAY = date(2026, 5, 12), date(2026, 5, 13)


def whole_class(make: Factory) -> Cohort:
    """Return a class with two sessions that the rules have nothing to say of."""
    cohort: Cohort = make.cohort()
    track, group = make.track(cohort, "书记"), make.group(cohort)
    lecturer = make.lecturer("张教授", unit="区委党校", title="副教授")
    course, venue = make.course("群众工作"), make.venue("报告厅", address="云杉路1号")
    make.session(
        cohort, title="群众工作", lecturers=[lecturer], host=make.lecturer("李主持"), course=course, venue=venue
    )
    make.session(
        cohort, title="分组课", held_on=TUESDAY, lecturers=[lecturer], venue=venue, tracks=[track], groups=[group]
    )
    return cohort


def move(make: Factory, session: Session, day: date) -> None:
    """Move a session of the draft."""
    operations.move_session(make.actor, session, day=day, half_day=HalfDay.MORNING, version=session.version)


def verbs() -> list[str]:
    """Return the verbs of the trail, in order."""
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


def test_releases_are_numbered_and_hold_what_the_draft_held(make: Factory) -> None:
    cohort = whole_class(make)
    first = operations.publish_release(make.actor, cohort, note="开班前")
    move(make, queries.list_sessions(cohort)[0], WEDNESDAY)
    second = operations.publish_release(make.actor, cohort)
    db.session.commit()
    db.session.expire_all()

    assert [release.number for release in queries.list_releases(cohort)] == [2, 1]
    assert [one.held_on for one in first.sessions] == [date(2026, 5, 11), TUESDAY]
    assert [one.held_on for one in second.sessions] == [TUESDAY, WEDNESDAY]
    assert (first.note, first.made_by, first.stamp[:4]) == ("开班前", "测试组织者", "第1版（")
    assert verbs() == ["timetable.released", "session.moved", "timetable.released"]


def test_release_holds_names_places_and_stops(make: Factory) -> None:
    cohort = make.cohort()
    visit = make.session(cohort, form=Form.VISIT, lecturers=[make.lecturer("张教授", unit="区委党校", title="副教授")])
    make.visit(visit, [make.site("程家桥街道"), make.site("桃浦镇")], gather_place="街道门口", gather_at=time(13, 0))

    (frozen,) = make.release(cohort).sessions

    assert frozen.stops == ("13:00 街道门口集合", "程家桥街道", "桃浦镇")
    assert [speaker.described for speaker in frozen.speakers] == ["区委党校副教授　张教授"]
    assert (frozen.uid, frozen.place) == (visit.public_id, "13:00 街道门口集合 → 程家桥街道 → 桃浦镇")


def test_blocked_draft_is_not_released_and_says_why(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolment(cohort)
    make.session(cohort, title="甲课")
    make.session(cohort, title="乙课")

    with pytest.raises(Refused) as refused:
        operations.publish_release(make.actor, cohort, accepted_reason="照发")

    assert refused.value.reasons[0] == "课表还不能发布，请先解决下面的冲突"
    assert "本班学员同一时间有两次课" in refused.value.reasons[1]
    assert queries.list_releases(cohort) == []


def test_warning_must_be_taken_on_and_is_kept_with_the_release(make: Factory) -> None:
    cohort = make.cohort()
    make.session(cohort, title="周末课", held_on=date(2026, 5, 16), lecturers=[make.lecturer()], venue=make.venue())

    with pytest.raises(Refused, match="写明照此发布的理由"):
        operations.publish_release(make.actor, cohort)
    release = operations.publish_release(make.actor, cohort, accepted_reason="教授只有周六有空")

    assert (release.accepted_reason, len(release.warnings)) == ("教授只有周六有空", 1)
    assert "不是工作日" in release.warnings[0]


def test_warning_accepted_at_its_session_asks_no_more(make: Factory) -> None:
    cohort = make.cohort()
    saturday = date(2026, 5, 16)
    make.session(cohort, held_on=saturday, lecturers=[make.lecturer()], venue=make.venue(), accepted_reason="只有周六")

    release = operations.publish_release(make.actor, cohort)

    assert (release.warnings, release.accepted_reason) == ([], "")


def test_draft_without_sessions_or_without_a_change_is_refused(make: Factory) -> None:
    cohort = make.cohort()

    with pytest.raises(Refused, match="还是空的"):
        operations.publish_release(make.actor, cohort)
    make.session(cohort, lecturers=[make.lecturer()], venue=make.venue())
    operations.publish_release(make.actor, cohort)
    with pytest.raises(Refused, match="和最新的发布版一样"):
        operations.publish_release(make.actor, cohort)


def test_draft_changed_since_it_was_seen_is_stale(make: Factory) -> None:
    cohort = whole_class(make)
    seen = queries.release_readiness(cohort).seal
    move(make, queries.list_sessions(cohort)[0], WEDNESDAY)

    with pytest.raises(Stale, match="您看过以后课表又改了"):
        operations.publish_release(make.actor, cohort, seal=seen)


def test_dropped_session_stays_in_the_release_as_cancelled(make: Factory) -> None:
    cohort = whole_class(make)
    make.release(cohort)
    dropped = queries.list_sessions(cohort)[0]
    operations.cancel_session(make.actor, dropped, reason="讲师生病")

    release = make.release(cohort)

    assert [one.uid for one in release.sessions if not one.is_held] == [dropped.public_id]
    operations.restore_session(make.actor, dropped)
    assert [one.is_held for one in make.release(cohort).sessions] == [True, True]


def test_restoring_puts_the_draft_back_whole(make: Factory) -> None:
    cohort = whole_class(make)
    release = make.release(cohort)
    first, second = queries.list_sessions(cohort)
    move(make, first, WEDNESDAY)
    first.venue, first.teachings = None, []
    operations.cancel_session(make.actor, second, reason="不上了")
    added = make.session(cohort, title="后加的课", held_on=date(2026, 5, 14))
    assert len(queries.unreleased_changes(cohort, release)) == 3

    changes = operations.restore_release(make.actor, cohort, release)
    db.session.commit()
    db.session.expire_all()

    assert queries.unreleased_changes(cohort, release) == []
    assert queries.draft_of(cohort) == release.sessions
    assert [change.kind.label for change in changes] == ["调整时间", "新增", "取消"]
    assert added.state is SessionState.CANCELLED
    assert operations.restore_release(make.actor, cohort, release) == []


def test_restoring_makes_a_deleted_session_again_under_its_id(make: Factory) -> None:
    cohort = whole_class(make)
    release = make.release(cohort)
    uid = queries.list_sessions(cohort)[0].public_id
    db.session.delete(queries.list_sessions(cohort)[0])
    db.session.flush()

    operations.restore_release(make.actor, cohort, release)

    assert queries.find_session(cohort, uid).title == "群众工作"
    assert queries.draft_of(cohort) == release.sessions


def test_restoring_what_names_a_deleted_group_is_refused(make: Factory) -> None:
    cohort = whole_class(make)
    release = make.release(cohort)
    db.session.delete(cohort.groups[0])
    db.session.flush()

    with pytest.raises(Refused, match="第1版里的“第一组”已经删除"):
        operations.restore_release(make.actor, cohort, release)


def test_look_is_kept_once_for_each_trainee_and_never_goes_back(make: Factory) -> None:
    cohort = whole_class(make)
    one, _ = make.enrolments(cohort, 2)
    first = make.release(cohort)
    move(make, queries.list_sessions(cohort)[0], WEDNESDAY)
    second = make.release(cohort)
    before = queries.looked_at(one)

    operations.record_look(make.actor, one, second)
    operations.record_look(make.actor, one, first)

    assert (before, queries.looked_at(one)) == (0, 2)
    assert [queries.count_looks(cohort, number) for number in (1, 2, 3)] == [1, 1, 0]


def test_final_timetable_tells_how_it_came_about(make: Factory) -> None:
    cohort = whole_class(make)
    assert queries.final_timetable(cohort) is None
    make.release(cohort)
    operations.cancel_session(make.actor, queries.list_sessions(cohort)[0], reason="讲师生病")
    make.release(cohort, note="讲师生病")

    final = queries.final_timetable(cohort)

    assert final is not None
    assert ([one.title for one in final.sessions], final.release.number) == (["分组课"], 2)
    assert [(release.note, [change.kind.label for change in changes]) for release, changes in final.history] == [
        ("讲师生病", ["取消"])
    ]


def test_release_of_another_class_is_not_found(make: Factory) -> None:
    cohort = whole_class(make)
    release = make.release(cohort)

    with pytest.raises(NotFound):
        queries.find_release(make.cohort(), release.public_id)
    assert queries.find_release(cohort, release.public_id) is release
