"""Reading a month of birth from every form in which offices write it; kept and printed as 1985.03."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from trainingapp.people.rules.readings import BLANK, Doubt, Reading, refuse, warn

FIRST_YEAR, LAST_YEAR = 1900, 2100
FOUNDED = "1921.07"
OCTOBER = 10
EXCEL_EPOCH = date(1899, 12, 30)
SERIAL_DAYS = range(7_000, 60_000)
"""Days since 1899-12-30 between 1919 and 2064: a date whose cell lost its format."""

TWO_DECIMALS = re.compile(r"0\.0{2,}")
SPLIT = re.compile(r"(\d{4})\s*[.\-/年,、\s·]+\s*(\d{1,2})(?:\s*[.\-/月,、\s·]+\s*(\d{1,2})?\s*日?)?\s*(?:生|出生)?")
PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})?")
SHORT_YEAR = re.compile(r"(\d{2})\s*[.\-/年]\s*(\d{1,2})\s*月?(?:\s*[.\-/]?\s*\d{1,2}\s*日?)?")
YEAR_ONLY = re.compile(r"(\d{4})\s*年?")
TIME_TAIL = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
FORMS = "请写成 1985.03 这样的年月"


def read_birth(
    value: object,
    *,
    number_format: str = "",
    as_text: bool = True,
    two_digit_months: bool | None = None,
) -> Reading:
    """Return a month of birth, such as 1985.03.

    `as_text` tells that a text was typed as text (a CSV made from numbers was not). `two_digit_months` tells how the
    rest of the column writes months: True when others show 1985.01, so that a number 1985.1 can only be October, whose
    zero Excel dropped; False or None leaves such a number in doubt. Doubtful values carry a note.
    """
    match value:
        case None | "":
            return BLANK
        case datetime() | date():
            return _month(value.year, value.month)
        case bool() | timedelta():
            return _unreadable(value)
        case int() | float():
            return _from_number(value, number_format, two_digit_months=two_digit_months)
    return _from_text(str(value), as_text=as_text, two_digit_months=two_digit_months)


def read_month(value: object, *, what: str, as_text: bool = True) -> Reading:
    """Return the month of another event, such as 2010.07, read as one of birth is; `what` names it in the notes.

    Two digits of a year are those of the century in which the Party was already there.
    """
    read = read_birth(value, as_text=as_text)
    month = read.value or ""
    later = f"{int(month[:4]) + 100}{month[4:]}" if month and month < FOUNDED else month
    if read.note is None:
        return Reading(later or None) if later == month else _unread_month(what, month)
    message = read.note.message.replace("出生年月", what).replace("出生", what).replace(month or what, later or what)
    return Reading(later or None, replace(read.note, message=message))


def _unread_month(what: str, month: str) -> Reading:
    return refuse(Doubt.BIRTH, f"{what}“{month}”太早，{FORMS}")


def _month(year: int, month: int) -> Reading:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return refuse(Doubt.BIRTH, f"出生年份 {year} 不对，{FORMS}")
    if not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
        return refuse(Doubt.BIRTH, f"出生月份 {month} 不对，{FORMS}")
    return Reading(f"{year}.{month:02d}")


def _unreadable(value: object) -> Reading:
    return refuse(Doubt.BIRTH, f"看不懂出生年月“{str(value)[:20]}”，{FORMS}")


def _from_number(value: float, number_format: str, *, two_digit_months: bool | None) -> Reading:
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - only NaN differs from itself
        return _unreadable(value)
    exact = Decimal(repr(value))
    if exact == exact.to_integral_value():
        return _from_whole_number(int(exact))
    text = format(exact.normalize(), "f")
    year, _, decimals = text.partition(".")
    if len(year) != 4 or len(decimals) > 2:  # noqa: PLR2004 - a year and a month
        return _from_text(text, as_text=True, two_digit_months=None)
    if len(decimals) == 2:  # noqa: PLR2004 - the month is complete
        return _month(int(year), int(decimals))
    if TWO_DECIMALS.search(number_format):
        return _month(int(year), int(decimals) * 10)
    return _one_decimal(int(year), int(decimals), two_digit_months=two_digit_months)


def _one_decimal(year: int, digit: int, *, two_digit_months: bool | None) -> Reading:
    """Judge a number like 1985.1 (January, or October without its zero) or 1985.3 (March alone)."""
    if digit != 1:
        return _month(year, digit)
    certain = _month(year, OCTOBER)
    if certain.value is None:
        return certain
    if two_digit_months:
        return warn(
            certain.value,
            Doubt.BIRTH_AMBIGUOUS,
            f"出生年月是数字 {year}.1：本列的一月都写成 .01，按十月（{year}.10）读入，请核对",
        )
    return warn(
        None,
        Doubt.BIRTH_AMBIGUOUS,
        f"出生年月是数字 {year}.1，分不清是 {year}.01 还是 {year}.10（Excel 会丢掉末尾的 0），先空着；请核对后补上",
    )


def _from_whole_number(number: int) -> Reading:
    text = str(number)
    packed = PACKED.fullmatch(text)
    if packed and 1 <= int(packed[2]) <= 12:  # noqa: PLR2004 - months of a year
        return _month(int(packed[1]), int(packed[2]))
    if number in SERIAL_DAYS:
        day = EXCEL_EPOCH + timedelta(days=number)
        return warn(f"{day.year}.{day.month:02d}", Doubt.UNSURE, f"出生年月是数字 {number}，按日期 {day} 读入，请核对")
    return _from_text(text, as_text=True, two_digit_months=None)


def _from_text(text: str, *, as_text: bool, two_digit_months: bool | None) -> Reading:
    plain = TIME_TAIL.sub("", unicodedata.normalize("NFKC", text).strip().strip("'.。 "))
    split = SPLIT.fullmatch(plain)
    if split:
        return _from_split(split, plain, as_text=as_text, two_digit_months=two_digit_months)
    packed = PACKED.fullmatch(plain)
    if packed:
        return _month(int(packed[1]), int(packed[2]))
    short = SHORT_YEAR.fullmatch(plain)
    if short:
        return _from_short_year(int(short[1]), int(short[2]), plain)
    alone = YEAR_ONLY.fullmatch(plain)
    if alone and FIRST_YEAR <= int(alone[1]) <= LAST_YEAR:
        return warn(None, Doubt.BIRTH, f"出生年月只有年份“{plain}”，先空着；{FORMS}")
    return _unreadable(plain)


def _from_split(found: re.Match[str], plain: str, *, as_text: bool, two_digit_months: bool | None) -> Reading:
    year, month = int(found[1]), int(found[2])
    lost_zero = month == 1 and re.fullmatch(r"\d{4}\.1", plain)
    if lost_zero and not as_text:
        return _one_decimal(year, month, two_digit_months=two_digit_months)
    if lost_zero and two_digit_months:
        return warn(
            f"{year}.01",
            Doubt.BIRTH_AMBIGUOUS,
            f"出生年月写作“{plain}”，按一月读入；本列别处写成两位月份，也可能是十月（{year}.10），请核对",
        )
    return _month(year, month)


def _from_short_year(year: int, month: int, plain: str) -> Reading:
    """Read 85.03: a trainee's two-digit year; 10 and below is this century."""
    full = year + (2000 if year <= 10 else 1900)  # noqa: PLR2004 - nobody born after 2010 is in a class yet
    read = _month(full, month)
    if read.value is None:
        return read
    return warn(read.value, Doubt.UNSURE, f"出生年份只写了两位“{plain}”，按 {read.value} 读入，请核对")


def writes_two_digits(values: Sequence[object]) -> bool | None:
    """Tell how a column writes months: True for 1985.03, False for 1985.3, None when nothing shows it or both do."""
    texts = [repr(value) if isinstance(value, float) else str(value) for value in values]
    two = any(re.fullmatch(r"\d{4}[.．]0\d", text.strip()) for text in texts)
    one = any(re.fullmatch(r"\d{4}[.．][2-9]", text.strip()) for text in texts)
    return None if two == one else two
