"""What reading a field of a form gives: a value, and what a person should be told about it."""

from dataclasses import dataclass
from enum import StrEnum


class Doubt(StrEnum):
    """Why a value is refused or doubted: for programs, where people read the message."""

    NO_NAME = "no_name"
    NAME = "name"
    TOO_LONG = "too_long"
    FORMULA = "formula"
    DUPLICATE = "duplicate"
    GENDER = "gender"
    BIRTH = "birth"
    BIRTH_AMBIGUOUS = "birth_ambiguous"
    PHONE = "phone"
    IDENTITY_LENGTH = "identity_length"
    IDENTITY_LOST_DIGITS = "identity_lost_digits"
    IDENTITY_CHECK_DIGIT = "identity_check_digit"
    IDENTITY = "identity"
    DISAGREES = "disagrees"
    UNUSUAL = "unusual"
    ERROR_VALUE = "error_value"
    LEFT_OUT = "left_out"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Note:
    """A doubt in words; `refuses` when the value cannot be taken."""

    doubt: Doubt
    message: str
    refuses: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """A field's value as it is kept (None when blank or refused), and a note if there is something to tell."""

    value: str | None = None
    note: Note | None = None


BLANK = Reading()


def refuse(doubt: Doubt, message: str) -> Reading:
    """Return a reading without a value."""
    return Reading(None, Note(doubt, message))


def warn(value: str | None, doubt: Doubt, message: str) -> Reading:
    """Return a reading whose value is taken, with something to look at."""
    return Reading(value, Note(doubt, message, refuses=False))
