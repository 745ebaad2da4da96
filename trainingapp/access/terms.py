"""What accounts are told by: their state, how a command names what a role reaches, a slip."""

from dataclasses import dataclass, field
from datetime import datetime

from trainingapp.core.terms import LabelledEnum


class State(LabelledEnum):
    """Which accounts of the list are wanted."""

    LIVE = "live", "在用"
    NEVER = "never", "从没登录"
    IDLE = "idle", "没有在办的班"
    DISABLED = "disabled", "已停用"


@dataclass(frozen=True, slots=True)
class Named:
    """What a role reaches as a command names it; what is empty is not named."""

    cohort: str = ""
    group: str = ""
    number: int | None = None
    organisation: str = ""
    lecturer: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """A role that an account holds, in words; `key` takes it away, and is empty where the reader may not."""

    role: str
    over: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """An account as a list tells it; `mine` tells whether the reader may do anything to it."""

    key: str
    login: str
    name: str
    reaches: tuple[Reach, ...]
    last: datetime | None
    disabled: bool
    must_change: bool
    idle: bool
    mine: bool

    @property
    def public_id(self) -> str:
        """Return what a tick box sends."""
        return self.key


@dataclass(frozen=True, slots=True)
class Slip:
    """What somebody is handed with a new account; it is shown once and kept nowhere."""

    name: str
    where: str
    login: str
    password: str = field(repr=False)
