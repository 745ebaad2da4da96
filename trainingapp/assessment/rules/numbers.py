"""Numbers that people write and read: exact, and never endless."""

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Final

from trainingapp.core.errors import Refused

STEP: Final = Decimal("0.1")
#: Digits beyond these are no points; long texts never reach the arithmetic.
NUMBER = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,6})?")
FRACTION = re.compile(r"[0-9]{1,4}/[0-9]{1,4}")
PERCENT = re.compile(r"([0-9]{1,3}(\.[0-9]{1,2})?)%")
CHINESE_POINT = "。"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().replace(CHINESE_POINT, ".")


def _found(text: str) -> str:
    """Return what was found, in words."""
    plain = text.strip()
    return f"现在是“{plain[:20]}”" if plain else "现在空着"


def read_number(text: str, what: str) -> Decimal:
    """Return the number that a text says; digits and points of Chinese keyboards (８５。５) count as well.

    Raises Refused that names what it is, for everything else: words, exponents, endless digits.
    """
    plain = _plain(text)
    if not NUMBER.fullmatch(plain):
        raise Refused(f"{what}要填数字，{_found(text)}")
    return Decimal(plain)


def read_whole(text: str, what: str) -> int:
    """Return the whole number that a text says. Raises Refused that names what it is for anything else."""
    number = read_number(text, what)
    if number % 1:
        raise Refused(f"{what}要填整数，{_found(text)}")
    return int(number)


def read_share(text: str, what: str) -> Fraction:
    """Return the exact share that a text says: 1/7, 75% or 0.1, from 0 to 1. Raises Refused for anything else."""
    plain = _plain(text).replace(" ", "")
    percent = PERCENT.fullmatch(plain)
    readable = percent or FRACTION.fullmatch(plain) or NUMBER.fullmatch(plain)
    if not readable or plain.endswith("/0"):
        raise Refused(f"{what}要填分数或百分数，如 1/7、75%，{_found(text)}")
    share = Fraction(percent[1]) / 100 if percent else Fraction(plain)
    if not 0 <= share <= 1:
        raise Refused(f"{what}要在 0 到 1 之间，{_found(text)}")
    return share


def shown(value: Decimal | int | None) -> str:
    """Return a number without idle zeros."""
    return "" if value is None else f"{Decimal(value).normalize():f}"


def to_tenth(value: Fraction) -> Decimal:
    """Return a number rounded half up to 0.1, as points are printed; exact until then."""
    return Decimal((value / Fraction(STEP) + Fraction(1, 2)).__floor__()) * STEP
