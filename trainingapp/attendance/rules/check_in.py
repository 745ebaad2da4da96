"""When check-in by phone is open, and what a check-in counts as: wall-clock times in the office's zone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address

from trainingapp.attendance.terms import Settings, Status


def network_of(address: str) -> str:
    """Return the network of an address for a person to judge by, never the phone itself: 192.168.3.*; "" for none.

    It is shown beside a check-in that waits and decides nothing: a whole class comes from one network.
    """
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    if isinstance(known, IPv4Address):
        return f"{address.rpartition('.')[0]}.*"
    return f"{':'.join(known.exploded.split(':')[:4])}:*"


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when a session takes check-ins, and from when they count as late."""

    opens: datetime
    late_from: datetime
    closes: datetime

    def is_open(self, moment: datetime) -> bool:
        """Tell whether check-ins are taken at this moment."""
        return self.opens <= moment < self.closes

    def status(self, moment: datetime) -> Status:
        """Return what a check-in at this moment counts as."""
        return Status.LATE if moment >= self.late_from else Status.PRESENT

    def refusal(self, moment: datetime) -> str | None:
        """Return why no check-in is taken at this moment, in words; None when it is."""
        if moment < self.opens:
            return f"未到签到时间（{_clock(self.opens, moment)} 开放）"
        if moment >= self.closes:
            return f"签到已经结束（{_clock(self.closes, moment)}），请找班主任"
        return None


def window(starts: datetime, ends: datetime, settings: Settings) -> Window:
    """Return when a session takes check-ins: from some minutes before the start to its end.

    Late is later than so many minutes after the start; those minutes themselves are grace.
    """
    opens = starts - timedelta(minutes=settings.opens_minutes)
    return Window(opens, starts + timedelta(minutes=settings.late_minutes), ends)


def _clock(moment: datetime, now: datetime) -> str:
    day = "" if moment.date() == now.date() else f"{moment.month}月{moment.day}日 "
    return f"{day}{moment:%H:%M}"
