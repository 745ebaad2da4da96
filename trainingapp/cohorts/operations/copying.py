"""Copying a class: settings and structure with dates shifted, never people or what was recorded."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts import queries, rules
from trainingapp.cohorts.models import Cohort, Group, NominationCall, Quota, Track
from trainingapp.cohorts.operations.classes import add_cohort
from trainingapp.cohorts.terms import OWN_PARTS, CopyPart, Presets
from trainingapp.core import changes, events
from trainingapp.core.database import db

TAKEN_OVER = (
    "programme_id",
    "host_id",
    "organiser",
    "place",
    "expected_size",
    "hours_per_half_day",
    "note",
)


def offered_parts() -> list[CopyPart]:
    """Return what a copy may take over: the own parts, and those for which a subject above listens."""
    return [part for part in CopyPart if part in OWN_PARTS or events.cohort_copied.has_receivers_for(part)]


def check_copy(source: Cohort, *, starts_on: date, parts: Collection[CopyPart]) -> list[str]:
    """Return what is to be checked before a class is copied to this first day; nothing is written."""
    days = (starts_on - source.starts_on).days
    remarks = rules.shift_remarks(source.starts_on, starts_on)
    if source.end_note:
        remarks.append(f"结束说明“{source.end_note}”说的是原来那个班，不照搬；需要时到班次设置里填写")
    for part in parts:
        for _listener, found in events.cohort_copy_checked.send(part, source=source, days=days, parts=parts):
            remarks += found
    return remarks


def copy_cohort(
    actor: Actor,
    source: Cohort,
    *,
    code: str,
    formal_name: str,
    short_name: str,
    batch: str,
    starts_on: date,
    parts: Collection[CopyPart],
) -> Cohort:
    """Make a class like another, every date later by as many days as its first day; take over the chosen parts.

    Refuses a code that is taken or unfit. People, marks and results are never copied.
    """
    shift = starts_on - source.starts_on
    cohort = add_cohort(
        actor,
        code=code,
        presets=source.presets if CopyPart.PAPERS in parts else Presets(),
        formal_name=formal_name,
        short_name=short_name,
        batch=batch,
        starts_on=starts_on,
        ends_on=source.ends_on + shift if source.ends_on else None,
        **{name: getattr(source, name) for name in TAKEN_OVER},
    )
    tracks, groups = _copy_structure(source, cohort, parts)
    if CopyPart.QUOTAS in parts:
        _copy_quotas(source, cohort, shift)
    db.session.flush()
    told = {"来源": source.formal_name, "内容": [part.label for part in CopyPart if part in parts]}
    audit.record(actor, "cohort.copied", cohort, changes.between({}, told), cohort_id=cohort.id)
    for part in parts:
        events.cohort_copied.send(
            part, actor=actor, source=source, cohort=cohort, days=shift.days, tracks=tracks, groups=groups
        )
    return cohort


def _copy_structure(
    source: Cohort, cohort: Cohort, parts: Collection[CopyPart]
) -> tuple[dict[int, Track], dict[int, Group]]:
    """Copy the chosen tracks and groups; return the new rows by the old ones' ids.

    A timetable takes them along: its sessions are for tracks and groups.
    """
    timetable = CopyPart.TIMETABLE in parts
    old_tracks = list(source.tracks) if timetable or CopyPart.TRACKS in parts else []
    old_groups = list(source.groups) if timetable or CopyPart.GROUPS in parts else []
    tracks = {one.id: Track(cohort=cohort, name=one.name, position=one.position) for one in old_tracks}
    groups = {one.id: Group(cohort=cohort, name=one.name, position=one.position, theme=one.theme) for one in old_groups}
    db.session.add_all([*tracks.values(), *groups.values()])
    return tracks, groups


def _copy_quotas(source: Cohort, cohort: Cohort, shift: timedelta) -> None:
    """Copy the call, closed until somebody opens it, and the places."""
    call = queries.call_of(source)
    if call:
        closes_on = call.closes_on + shift if call.closes_on else None
        db.session.add(
            NominationCall(
                cohort=cohort, closes_on=closes_on, requirements=call.requirements, required=list(call.required)
            )
        )
    for quota in db.session.scalars(select(Quota).where(Quota.cohort_id == source.id)):
        db.session.add(Quota(cohort_id=cohort.id, organisation_id=quota.organisation_id, seats=quota.seats))
