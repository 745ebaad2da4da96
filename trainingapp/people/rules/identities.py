"""Reading a resident identity number (GB 11643): its length, birth date and check digit, and what Excel does to it."""

import re
import unicodedata

from stdnum.cn import ric
from stdnum.exceptions import InvalidChecksum, InvalidComponent

from trainingapp.people.rules.fields import is_nothing
from trainingapp.people.rules.readings import BLANK, Doubt, Reading, refuse, warn

LENGTH = 18
OLD = re.compile(r"\d{15}")
WHOLE = re.compile(r"\d{17}[\dX]")
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+")
LOST = "身份证号是按数字存放的，Excel 只保留 15 位，后几位已丢失；请把单元格设成文本后重新填写"
WRONG_CHECK_DIGIT = "身份证号的校验码（最后一位）不对，号码里有错；请核对原件后改正，或留空"
OTHER_PAPER = re.compile(r"(?:[A-Z]{1,2}\d{7,10}|[HM]\d{8,10}|\d{8})")


def read_identity(value: object) -> Reading:
    """Return an identity number of 18 characters; messages never repeat the number itself."""
    if is_nothing(value) or isinstance(value, bool):
        return BLANK
    if isinstance(value, int | float):
        return _from_number(value)
    text = re.sub(r"[\s'\-]+", "", unicodedata.normalize("NFKC", str(value))).upper()
    return _from_text(text) if text else BLANK


def _from_number(value: float) -> Reading:
    digits = str(int(value)) if value == value and abs(value) < 10**LENGTH else ""  # noqa: PLR0124 - NaN
    if OLD.fullmatch(digits):
        return _from_old(digits)
    if len(digits) == LENGTH:
        return refuse(Doubt.IDENTITY_LOST_DIGITS, LOST)
    return _from_text(digits or "?")


def _from_text(text: str) -> Reading:
    if SCIENTIFIC.fullmatch(text) or (len(text) == LENGTH and text.endswith("000") and not ric.is_valid(text)):
        return refuse(Doubt.IDENTITY_LOST_DIGITS, LOST)
    if OLD.fullmatch(text):
        return _from_old(text)
    if WHOLE.fullmatch(text):
        return _check(text)
    if OTHER_PAPER.fullmatch(text):
        return refuse(Doubt.IDENTITY, "这不是居民身份证号（像护照或通行证号）；请改正或留空")
    if len(text) != LENGTH:
        return refuse(Doubt.IDENTITY_LENGTH, f"身份证号有 {len(text)} 位，应为 18 位；请改正或留空")
    return refuse(Doubt.IDENTITY, "身份证号里有不该出现的字符，应为 17 位数字加一位数字或 X；请改正或留空")


def _check(text: str) -> Reading:
    try:
        ric.get_birth_date(text)
        ric.validate(text)
    except InvalidChecksum:
        return refuse(Doubt.IDENTITY_CHECK_DIGIT, WRONG_CHECK_DIGIT)
    except InvalidComponent:
        return _without_known_place(text)
    return Reading(text)


def _without_known_place(text: str) -> Reading:
    """Judge a number whose date or place the library does not know; places are renamed faster than its table."""
    try:
        ric.get_birth_date(text)
    except InvalidComponent:
        return refuse(Doubt.IDENTITY, "身份证号里的出生日期不存在；请核对原件后改正，或留空")
    if text[-1] != ric.calc_check_digit(text):
        return refuse(Doubt.IDENTITY_CHECK_DIGIT, WRONG_CHECK_DIGIT)
    return warn(text, Doubt.UNUSUAL, "身份证号前六位不在行政区划表里，请核对")


def _from_old(digits: str) -> Reading:
    """Bring a number of the first generation (15 digits, years 19xx) to 18."""
    whole = f"{digits[:6]}19{digits[6:]}0"
    whole = whole[:-1] + ric.calc_check_digit(whole)
    read = _check(whole)
    return read if read.note else warn(whole, Doubt.UNUSUAL, "身份证号是 15 位的老号码，已换算成 18 位，请核对")


def birth_of(identity: str) -> str:
    """Return the month of birth that a valid identity number tells, such as 1985.03."""
    return f"{identity[6:10]}.{identity[10:12]}"


def gender_of(identity: str) -> str:
    """Return the gender that a valid identity number tells: 男 or 女."""
    return "男" if int(identity[16]) % 2 else "女"
