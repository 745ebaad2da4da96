"""Acts on what an office sets for its timetables."""

from collections.abc import Mapping

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.core import changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum.models import Venue
from trainingapp.timetable import queries
from trainingapp.timetable.models import ConflictRule, TravelTime
from trainingapp.timetable.rules.severities import LIMITED, KindRule
from trainingapp.timetable.terms import ConflictKind

LONGEST_WAY_MINUTES = 600


def set_conflict_rules(actor: Actor, *, rules: Mapping[ConflictKind, KindRule]) -> list[ConflictKind]:
    """Set how the office takes these kinds of conflict; return those that changed.

    Refuses a rule without the text that says so, and a figure for a kind that compares with none.
    """
    for kind, rule in rules.items():
        if not rule.source.strip():
            raise Refused(f"“{kind.label}”：请写明依据，例如 街道党工委会议纪要")
        if rule.limit is not None and (kind not in LIMITED or rule.limit <= 0):
            raise Refused(f"“{kind.label}”：数字要大于 0")
    held = queries.conflict_rules()
    changed = [kind for kind, rule in rules.items() if held[kind] != rule]
    for kind in changed:
        _set_rule(actor, kind, rules[kind])
    return changed


def _set_rule(actor: Actor, kind: ConflictKind, rule: KindRule) -> None:
    row = queries.find_conflict_rule(kind)
    if row is None:
        row = ConflictRule(kind=kind, severity=rule.severity, source=rule.source.strip(), most=rule.limit)
        db.session.add(row)
        db.session.flush()
        made = changes.created(row)
    else:
        made = changes.apply(row, severity=rule.severity, source=rule.source.strip(), most=rule.limit)
    audit.record(actor, "timetable.rules_changed", row, made)


def set_travel_time(actor: Actor, *, one: Venue, other: Venue, minutes: int) -> TravelTime:
    """Set how many minutes lie between two venues, in both directions; refuses one venue twice and no time at all."""
    if one.id == other.id:
        raise Refused("请选两个不同的场地")
    if not 0 < minutes <= LONGEST_WAY_MINUTES:
        raise Refused(f"路上时间要在 1 到 {LONGEST_WAY_MINUTES} 分钟之间")
    first, second = sorted((one, other), key=lambda venue: venue.id)
    row = queries.find_travel_time(first, second)
    if row is None:
        row = TravelTime(first=first, second=second, minutes=minutes)
        db.session.add(row)
        db.session.flush()
        made = changes.created(row)
    else:
        made = changes.apply(row, minutes=minutes)
    if made:
        audit.record(actor, "timetable.rules_changed", row, made)
    return row


def remove_travel_time(actor: Actor, row: TravelTime) -> None:
    """Forget the way between two venues: it is not judged any more."""
    audit.record(actor, "timetable.rules_changed", row, changes.removed(row))
    db.session.delete(row)
