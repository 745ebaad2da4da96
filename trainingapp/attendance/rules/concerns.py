"""What somebody should look at in a class's attendance; it advises, a person decides."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from trainingapp.attendance.rules.leave import Missed, Quota, counted_statuses, missed
from trainingapp.attendance.rules.tally import Held, Tally
from trainingapp.attendance.terms import CLASS_OF, Settings, Status, StatusClass

#: From so many half-days in a row on an absence is told.
LONG_ABSENCE = 2
#: A limit is near when so many further half-days would exceed it.
NEAR = 1


def may_concern(
    settings: Settings, total: Decimal, sessions: Iterable[Held], statuses: Mapping[int, Status], longest: Decimal
) -> bool:
    """Tell whether `concerns` could say anything of a trainee, without knowing where he was present.

    `statuses` are all others by session id, granted leave among them, and `sessions` those that they are of; `longest`
    are the hours of the longest half-day, `total` those that the timetable asks of him.
    """
    used = missed(sessions, statuses, counted_statuses(settings))
    quota = Quota(settings, total, used, Missed(), [longest])
    kinds = [CLASS_OF[status] for status in statuses.values()]
    late = kinds.count(StatusClass.LATE)
    return (
        quota.over
        or quota.half_days_to_limit is not None
        or kinds.count(StatusClass.UNEXCUSED) >= LONG_ABSENCE
        or bool(settings.lates_per_absence and late >= settings.lates_per_absence)
    )


def concerns(tally: Tally, quota: Quota, words: Mapping[Status, str]) -> list[str]:
    """Return what is to be looked at of one trainee, in sentences in the class's words; none for most."""
    found = []
    if quota.over:
        found.append(quota.sentences()[1])
    elif quota.half_days_to_limit is not None and quota.half_days_to_limit <= NEAR:
        found.append(quota.forecast() or "")
    if tally.longest_absence >= LONG_ABSENCE:
        found.append(f"连续 {tally.longest_absence} 个半天{words[Status.ABSENT]}")
    converted = tally.converted(quota.settings.lates_per_absence)
    if converted:
        late = f"{words[Status.LATE]}{words[Status.LEFT_EARLY]}"
        found.append(f"{late} {tally.late} 次，按 {quota.settings.lates_per_absence} 次折算 {converted} 个半天缺课")
    return found
