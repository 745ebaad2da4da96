"""The time: stored in UTC, shown in the office's zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the server's time in UTC. A phone's clock is never asked."""
    return datetime.now(UTC)


def local_now() -> datetime:
    """Return the server's time in the office's zone."""
    return now().astimezone(OFFICE_ZONE)


def today() -> date:
    """Return the date in the office's zone."""
    return local_now().date()


def to_local(moment: datetime) -> datetime:
    """Return a stored moment in the office's zone."""
    return moment.astimezone(OFFICE_ZONE)
