"""Codes of self check-in: what the projector shows, what a phone sends, and how long either is worth anything.

A code is an HMAC over office, session and time step, so that it cannot be guessed, kept or used for another class.
It is a convenience: it can be relayed by whoever stands in the room, which is why the page asks for a head count.
Server time alone counts; a phone's clock is never asked.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

#: A code changes every so many seconds, and the one before it is still taken: it lives for 30 seconds at most.
STEP_SECONDS = 15
GRACE_STEPS = 1
DIGITS = 6
TOKEN_BYTES = 16
#: Who has scanned in time may take so long to press the button: the claim is the person's own and of no use to another.
CLAIM_SECONDS = 120
#: A projector's page may stay open for a day.
TICKET_SECONDS = 12 * 3600


@dataclass(frozen=True, slots=True)
class Place:
    """What a code is bound to: one session of one office, under one secret."""

    secret: str
    office_id: int
    session_id: int

    def sign(self, purpose: str, text: str) -> bytes:
        """Return the 256-bit signature of a text for one purpose."""
        message = f"{purpose}|{self.office_id}|{self.session_id}|{text}"
        return hmac.digest(self.secret.encode(), message.encode(), sha256)


def step_at(moment: datetime) -> int:
    """Return the number of the time step that a moment lies in."""
    return int(moment.timestamp()) // STEP_SECONDS


def seconds_left(moment: datetime) -> float:
    """Return how long the code of this moment still stands on the projector."""
    return STEP_SECONDS - moment.timestamp() % STEP_SECONDS


def token(place: Place, step: int) -> str:
    """Return the code that the drawn square carries: 128 bits, fit for an address."""
    return urlsafe_b64encode(place.sign("square", str(step))[:TOKEN_BYTES]).decode().rstrip("=")


def number(place: Place, step: int) -> str:
    """Return the code that people type: six digits."""
    return f"{int.from_bytes(place.sign('number', str(step))[:8]) % 10**DIGITS:0{DIGITS}d}"


def accepts(place: Place, code: str, moment: datetime) -> bool:
    """Tell whether a code, drawn or typed, is this moment's or the one before."""
    given = "".join(code.split()).encode()
    now = step_at(moment)
    known = [make(place, step) for step in range(now - GRACE_STEPS, now + 1) for make in (token, number)]
    return any([hmac.compare_digest(given, one.encode()) for one in known])  # noqa: C419 - every one is compared: equal time


def claim(place: Place, enrolment_id: int, moment: datetime) -> str:
    """Return the proof that this trainee scanned in time."""
    return _stamped(place, f"claim|{enrolment_id}", moment)


def claim_holds(place: Place, enrolment_id: int, text: str, moment: datetime) -> bool:
    """Tell whether a claim is this trainee's own and still fresh."""
    return _holds(place, f"claim|{enrolment_id}", text, moment, CLAIM_SECONDS)


def ticket(place: Place, moment: datetime) -> str:
    """Return what a projector's page shows to be told who has signed in, without asking who is signed in there."""
    return f"{place.office_id}.{place.session_id}.{_stamped(place, 'ticket', moment)}"


def read_ticket(secret: str, text: str, moment: datetime) -> Place | None:
    """Return the session that a ticket is for; None for a forged or an old one."""
    office_id, _, rest = text.partition(".")
    session_id, _, stamp = rest.partition(".")
    if not (office_id.isascii() and office_id.isdigit() and session_id.isascii() and session_id.isdigit()):
        return None
    place = Place(secret, int(office_id), int(session_id))
    return place if _holds(place, "ticket", stamp, moment, TICKET_SECONDS) else None


def _stamped(place: Place, purpose: str, moment: datetime) -> str:
    issued = str(int(moment.timestamp()))
    return f"{issued}.{urlsafe_b64encode(place.sign(purpose, issued)[:TOKEN_BYTES]).decode().rstrip('=')}"


def _holds(place: Place, purpose: str, text: str, moment: datetime, seconds: int) -> bool:
    issued = text.partition(".")[0]
    if not (issued.isascii() and issued.isdigit()) or len(issued) > len("9999999999"):
        return False
    signed = urlsafe_b64encode(place.sign(purpose, issued)[:TOKEN_BYTES]).decode().rstrip("=")
    fresh = 0 <= moment.timestamp() - int(issued) <= seconds
    return hmac.compare_digest(f"{issued}.{signed}".encode(), text.encode()) and fresh
