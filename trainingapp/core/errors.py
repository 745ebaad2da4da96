"""What can go wrong in a way that a person can mend, said in the person's words."""

from collections.abc import Sequence
from typing import NamedTuple


class Reason(NamedTuple):
    """A sentence for a page to say, with what can be done about it: (text, address) pairs, the address may be ""."""

    text: str
    ways: Sequence[tuple[str, str]] = ()


class Refused(Exception):  # noqa: N818 - it reads as a sentence: "raise Refused(...)"
    """An act that was not done, with the reasons; nothing has been written.

    Each reason is one Chinese sentence that names the place, the rule and the way out.
    """

    status = 422

    def __init__(self, *reasons: str) -> None:
        """Keep the reasons; the first is the headline."""
        super().__init__("；".join(reasons))
        self.reasons: Sequence[str] = reasons


class NotFound(Refused):
    """No such thing, or none that this person may know of: the two answer alike."""

    status = 404


class NotPermitted(Refused):
    """The person is known, and may not do this."""

    status = 403


class Stale(Refused):
    """Somebody else saved the same row meanwhile; both values are in the reasons."""

    status = 409
