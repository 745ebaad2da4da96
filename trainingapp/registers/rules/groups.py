"""Groups of a class as headings and columns name them, brought to one spelling."""

import re
from dataclasses import dataclass

DIGITS = "零一二三四五六七八九"
TENS = 10
GROUP = re.compile(r"第?\s*(?P<number>[一二三四五六七八九十百\d]+)\s*(?:小组|组|分组)|(?P<named>[^\s（(：:，,]{1,8}组)")
LEADER = re.compile(r"(?<!副)组长\s*[:：]?\s*(?P<name>[^\s（()）：:，,；;、]{2,15})")


@dataclass(frozen=True, slots=True)
class GroupHeading:
    """A group's name in one spelling, and its leader where the heading names one."""

    name: str
    leader: str = ""


def read_group_heading(text: str) -> GroupHeading | None:
    """Return the group that a heading such as 第一组（组长：解池） names, or None."""
    found = GROUP.match(text.strip())
    if not found:
        return None
    leader = LEADER.search(text)
    return GroupHeading(_group_name(found), leader["name"] if leader else "")


def read_group(text: str) -> str:
    """Return a group's name in one spelling: 1, 1组 and 第1小组 are 第一组; other names stay."""
    number = text.strip()
    if number.isdigit():
        return f"第{_numeral(int(number))}组"
    found = GROUP.match(number)
    return _group_name(found) if found else number


def _group_name(found: re.Match[str]) -> str:
    number = found["number"]
    if not number:
        return found["named"]
    return f"第{_numeral(int(number)) if number.isdigit() else number}组"


def _numeral(number: int) -> str:
    """Return a number from 0 to 99 in Chinese; others in digits."""
    tens, ones = divmod(number, TENS)
    if tens >= TENS:
        return str(number)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")
