"""Numbers of certificates, and how much of a name a stranger sees."""

import re
from collections.abc import Mapping
from typing import Final

SERIAL: Final = "序号"
PLACES: Final = ("机构", "年", "期", "班", SERIAL)
PLACE = re.compile(r"\{([^{}]*)\}")
DIGITS = re.compile(r"[0-9]+")
SERIAL_DIGITS: Final = 3
MOST_NUMBER: Final = 60


def pattern_faults(pattern: str) -> list[str]:
    """Return what is wrong with a number pattern: unknown places, or no serial to tell two certificates apart."""
    known = " ".join(f"{{{place}}}" for place in PLACES)
    faults = [f"没有“{{{name}}}”这一项；可以用 {known}" for name in PLACE.findall(pattern) if name not in PLACES]
    if f"{{{SERIAL}}}" not in pattern:
        faults.append("证书编号里要有 {序号}，否则两张证书会同号")
    if PLACE.sub("", pattern).count("{") or PLACE.sub("", pattern).count("}"):
        faults.append("证书编号里的大括号没有成对")
    return faults


def certificate_number(pattern: str, values: Mapping[str, str], serial: int) -> str:
    """Return the number of the serial-th certificate of a class; nothing in the pattern is evaluated."""
    filled = {**values, SERIAL: f"{serial:0{SERIAL_DIGITS}d}"}
    return PLACE.sub(lambda found: filled.get(found[1], ""), pattern)[:MOST_NUMBER]


def batch_digits(batch: str) -> str:
    """Return the figures of 第2期 as 02; what has none stays as it is."""
    found = DIGITS.search(batch)
    return f"{int(found[0]):02d}" if found else batch


def mask_name(name: str) -> str:
    """Return a name as a stranger may see it: the surname alone, 陈**."""
    return name[:1] + "*" * max(1, len(name) - 1)
