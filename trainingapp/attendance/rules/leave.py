"""Pure decisions about leave: who must agree, how much of it there is, and whether a file may be attached.

Sources: half-days and the chain of approvers by length are what Party schools write down (考勤按半天计算; 半天班主任,
一天教务处, 更长校领导); the share of 1/7, strictly exceeded, is the Organisation Department's rule of 2013.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import PurePath

from trainingapp.attendance.rules.tally import Held, Member, expected, share_by_kind
from trainingapp.attendance.terms import CLASS_OF, Approver, Settings, Status, StatusClass
from trainingapp.timetable.terms import HalfDay

ATTACHMENT_BYTES = 5 * 1024 * 1024
FILE_NAME_LENGTH = 120
#: The first bytes of what may be attached, with the endings that fit and the type it is served as.
FILE_KINDS: tuple[tuple[bytes, frozenset[str], str], ...] = (
    (b"\xff\xd8\xff", frozenset({".jpg", ".jpeg"}), "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", frozenset({".png"}), "image/png"),
    (b"%PDF-", frozenset({".pdf"}), "application/pdf"),
)
_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Preset:
    """A limit that is written down somewhere, to start from."""

    label: str
    values: Mapping[str, object]


PRESETS: Mapping[str, Preset] = {
    "one_seventh": Preset(
        "请假超过总学时的 1/7",
        {
            "leave_share": "1/7",
            "most_half_days": None,
            "source": Settings.source,
            "consequence": Settings.consequence,
        },
    ),
    "one_day": Preset(
        "15 天以内的班，请假不超过 1 天",
        {
            "leave_share": "",
            "most_half_days": 2,
            "source": "部分县级党校学员考勤规定（参考）",
            "consequence": "不予结业",
        },
    ),
    "both": Preset(
        "不超过 1 天，也不超过总学时的 1/7",
        {
            "leave_share": "1/7",
            "most_half_days": 2,
            "source": f"{Settings.source}；部分县级党校学员考勤规定（参考）",
            "consequence": "不予结业",
        },
    ),
}


def approvers(settings: Settings, half_days: int) -> tuple[Approver, ...]:
    """Return who must agree to a leave of so many half-days, in order."""
    if half_days <= settings.teacher_half_days:
        return (Approver.CLASS_TEACHER,)
    if half_days <= settings.office_half_days:
        return (Approver.CLASS_TEACHER, Approver.OFFICE)
    return (Approver.CLASS_TEACHER, Approver.OFFICE, Approver.LEADER)


def half_days(sessions: Iterable[Held]) -> list[tuple[date, HalfDay]]:
    """Return the half-days that these sessions lie in, in order."""
    return sorted({(session.held_on, session.half_day) for session in sessions}, key=lambda key: (key[0], key[1].order))


def half_days_text(keys: Sequence[tuple[date, HalfDay]]) -> str:
    """Return half-days as people say them: 5月9日上午、下午；5月12日上午."""
    days: dict[date, list[str]] = {}
    for day, half_day in keys:
        days.setdefault(day, []).append(half_day.label)
    return "；".join(f"{day.month}月{day.day}日{'、'.join(halves)}" for day, halves in days.items())


@lru_cache(maxsize=64)
def counted_statuses(settings: Settings) -> frozenset[Status]:
    """Return the statuses that use up the limit."""
    counted = {status for status, kind in CLASS_OF.items() if kind is StatusClass.EXCUSED}
    if not settings.counts_official:
        counted.discard(Status.OFFICIAL)
    if settings.counts_absent:
        counted.add(Status.ABSENT)
    return frozenset(counted)


@dataclass(frozen=True, slots=True)
class Missed:
    """What somebody missed or will: study hours, and half-days of which any session was missed."""

    hours: Decimal = _NONE
    half_days: frozenset[tuple[date, HalfDay]] = frozenset()

    def __or__(self, other: "Missed") -> "Missed":
        """Return both together; a half-day that both touch counts once."""
        return Missed(self.hours + other.hours, self.half_days | other.half_days)


def missed(sessions: Iterable[Held], statuses: Mapping[int, Status], counted: frozenset[Status]) -> Missed:
    """Return what these statuses (by session id) use up of the limit."""
    lost = [session for session in sessions if statuses.get(session.id) in counted]
    return Missed(sum((session.hours for session in lost), _NONE), frozenset(half_days(lost)))


@dataclass(frozen=True, slots=True)
class Quota:
    """How leave stands against the limit: what is used, what is asked for, and what the sum comes to.

    The base is the total that the timetable asks of this person, whether held already or not.
    """

    settings: Settings
    total: Decimal
    used: Missed
    asked: Missed
    #: The half-days that have no mark and no leave yet, in order of time, with their study hours.
    rest: Sequence[Decimal] = ()

    @property
    def hours(self) -> Decimal:
        """Return the hours used and asked for together."""
        return self.used.hours + self.asked.hours

    @property
    def half_days(self) -> int:
        """Return the half-days used and asked for together."""
        return len((self.used | self.asked).half_days)

    @property
    def share(self) -> Fraction:
        """Return the hours' share of the total; nothing of nothing is 0."""
        return Fraction(self.hours) / Fraction(self.total) if self.total else Fraction(0)

    @property
    def over_share(self) -> bool:
        """Tell whether the hours are strictly over the share: exactly 1/7 is not over."""
        return self._over_share(self.hours)

    @property
    def over_half_days(self) -> bool:
        """Tell whether the half-days are more than allowed."""
        most = self.settings.most_half_days
        return most is not None and self.half_days > most

    @property
    def over(self) -> bool:
        """Tell whether either limit is exceeded. It advises; a person decides."""
        return self.over_share or self.over_half_days

    @property
    def left(self) -> Decimal | None:
        """Return the study hours that are left before the share is exceeded, 0 at least; None without such a limit."""
        limit = self.settings.share
        if limit is None:
            return None
        rest = Fraction(self.total) * limit - Fraction(self.hours)
        return max(_NONE, Decimal(int(rest * 2)) / 2)

    @property
    def half_days_to_limit(self) -> int | None:
        """Return how many of the next half-days missed in a row exceed the limit; None when not even all of them do."""
        hours, half_days = self.hours, self.half_days
        for place, more in enumerate(self.rest, start=1):
            hours, half_days = hours + more, half_days + 1
            if self._exceeds(hours, half_days):
                return place
        return None

    def _exceeds(self, hours: Decimal, half_days: int) -> bool:
        most = self.settings.most_half_days
        return self._over_share(hours) or (most is not None and half_days > most)

    def _over_share(self, hours: Decimal) -> bool:
        limit = self.settings.share
        return limit is not None and hours * limit.denominator > self.total * limit.numerator

    def forecast(self) -> str | None:
        """Return 再缺 N 个半天将超过 in words; None when it is exceeded already or cannot be any more."""
        more = self.half_days_to_limit
        return None if self.over or more is None else f"再缺 {more} 个半天将超过"

    def sentences(self) -> list[str]:
        """Return the arithmetic in words, one sentence per limit, then the consequence if one is exceeded."""
        if not self.total:
            return ["课表里还没有这名学员要上的课，请假占多少算不出来"]
        said = [self._sum()]
        if self.settings.share is not None:
            said.append(self._share_sentence(self.settings.share))
        if self.settings.most_half_days is not None:
            word = "超过" if self.over_half_days else "没有超过"
            said.append(f"合计 {self.half_days} 个半天，最多 {self.settings.most_half_days} 个：{word}")
        if self.over:
            said.append(self._consequence())
        forecast = self.forecast()
        return [*said, forecast] if forecast else said

    def _sum(self) -> str:
        used, asked = show_hours(self.used.hours), show_hours(self.asked.hours)
        if not self.asked.half_days:
            return f"已缺课 {used} 学时（{len(self.used.half_days)} 个半天）"
        return f"已缺课 {used} 学时 + 本次请假 {asked} 学时 = {show_hours(self.hours)} 学时"

    def _share_sentence(self, limit: Fraction) -> str:
        sign = ">" if self.over_share else "=" if self.share == limit else "<"
        word = "超过" if self.over_share else "没有超过（刚好等于不算超过）" if sign == "=" else "没有超过"
        total = show_hours(self.total)
        return f"应修 {total} 学时，{show_hours(self.hours)}/{total} {sign} {limit}：{word}"

    def _consequence(self) -> str:
        weight = "规定" if self.settings.binding else "参考"
        return f"超过的{self.settings.consequence}（{weight}：{self.settings.source}）；是否批准由审批人决定"


def show_hours(hours: Decimal) -> str:
    """Return hours without idle zeros: 3, 3.5."""
    return f"{hours.normalize():f}" if hours else "0"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the timetable asks of one kind of trainee: the sessions and their study hours together."""

    sessions: Sequence[Held]
    hours: Decimal


def asked_of(sessions: Iterable[Held], member: Member) -> Asked:
    """Return what these sessions ask of a trainee."""
    mine = [session for session in sessions if expected(session, member)]
    return Asked(mine, sum((session.hours for session in mine), _NONE))


def quota(
    settings: Settings,
    sessions: Iterable[Held],
    member: Member,
    statuses: Mapping[int, Status],
    requested: Mapping[int, Status] | None = None,
) -> Quota:
    """Return how a trainee's leave stands. `statuses` holds marks and, where there is none, granted leave.

    Of what is requested, sessions that are used up already count once.
    """
    return _quota(settings, asked_of(sessions, member), statuses, requested or {})


def quotas(
    settings: Settings,
    sessions: Sequence[Held],
    members: Iterable[Member],
    statuses: Mapping[int, Mapping[int, Status]],
) -> list[Quota]:
    """Return how the leave of each trainee stands (statuses by trainee and session id)."""
    asked = share_by_kind(members, lambda member: asked_of(sessions, member))
    return [_quota(settings, mine, statuses.get(member.id, {}), {}) for member, mine in asked]


def _quota(settings: Settings, mine: Asked, statuses: Mapping[int, Status], requested: Mapping[int, Status]) -> Quota:
    counted = counted_statuses(settings)
    fresh = {key: status for key, status in requested.items() if statuses.get(key) not in counted}
    rest = [session for session in mine.sessions if session.id not in statuses and session.id not in fresh]
    used, asked = missed(mine.sessions, statuses, counted), missed(mine.sessions, fresh, counted)
    return Quota(settings, mine.hours, used, asked, hours_by_half_day(rest))


def hours_by_half_day(sessions: Iterable[Held]) -> list[Decimal]:
    """Return the study hours of each half-day that these sessions lie in, in order of time."""
    hours: dict[tuple[date, HalfDay], Decimal] = {}
    for session in sessions:
        key = session.held_on, session.half_day
        hours[key] = hours.get(key, _NONE) + session.hours
    return [hours[key] for key in sorted(hours, key=lambda key: (key[0], key[1].order))]


def attachment_fault(file_name: str, content: bytes) -> str | None:
    """Return why a file cannot be attached, in words; None when it can."""
    if not content:
        return "附件是空的"
    if len(content) > ATTACHMENT_BYTES:
        return "附件最大 5 MB，请压缩或拍小一点"
    if attachment_type(file_name, content) is None:
        return "附件只收照片（JPG、PNG）和 PDF，并且文件内容要和后缀一致"
    return None


def attachment_type(file_name: str, content: bytes) -> str | None:
    """Return the type of a file whose first bytes and ending agree; None for anything else."""
    ending = PurePath(file_name).suffix.lower()
    return next((kind for start, ends, kind in FILE_KINDS if content.startswith(start) and ending in ends), None)


def plain_file_name(file_name: str) -> str:
    """Return a file's own name without folders and control signs, short enough to store."""
    name = "".join(sign for sign in file_name.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable())
    return name[-FILE_NAME_LENGTH:]
