"""Reading a telephone number: a mainland mobile, or a landline with its area code."""

import re
import unicodedata

from trainingapp.people.rules.fields import is_nothing
from trainingapp.people.rules.readings import BLANK, Doubt, Reading, refuse, warn

MOBILE = re.compile(r"1[3-9]\d{9}")
COUNTRY_CODE = re.compile(r"^(?:\+|00)?86[- ]*(?=1[3-9]\d|0\d)")
LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))-?([2-8]\d{6,7})(?:-?(?:转)?(\d{1,5}))?")
LOCAL = re.compile(r"[2-8]\d{7}")
SEPARATORS = re.compile(r"[\s\-‐‑–—_.()]+")
BETWEEN_NUMBERS = re.compile(r"[/、,;|\n]|\s{2,}|(?<=\d{11}) (?=\d{11})|或")
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
MOBILE_LENGTH = 11
WANTED = "应是 11 位手机号，或带区号的座机号"


def read_phone(value: object) -> Reading:
    """Return a phone number in digits (landlines as 021-62345678); a note where it is unusual or refused."""
    text = _as_text(value)
    if not text:
        return BLANK
    if SCIENTIFIC.fullmatch(text):
        return refuse(Doubt.PHONE, f"联系电话“{text}”是科学计数法，后几位已丢失；请把单元格设成文本后重新填写")
    parts = [part for part in (part.strip() for part in BETWEEN_NUMBERS.split(text)) if part]
    readings = [_read_one(part) for part in parts]
    if len(readings) == 1:
        return readings[0]
    mobile = next((reading for reading in readings if reading.value and is_mobile(reading.value)), None)
    if mobile:
        return warn(mobile.value, Doubt.UNUSUAL, f"联系电话有 {len(parts)} 个号码，取手机号 {mobile.value}，请核对")
    return _read_one(text)


def is_mobile(phone: str) -> bool:
    """Tell whether a number that was read is a mobile one: only these stand for one person."""
    return MOBILE.fullmatch(phone) is not None


def _as_text(value: object) -> str:
    if is_nothing(value) or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unicodedata.normalize("NFKC", str(value)).strip().strip("'")


def _read_one(text: str) -> Reading:
    bare = COUNTRY_CODE.sub("", text)
    digits = SEPARATORS.sub("", bare)
    if MOBILE.fullmatch(digits):
        return Reading(digits)
    landline = LANDLINE.fullmatch(re.sub(r"[\s()]+", "", bare)) or LANDLINE.fullmatch(digits)
    if landline:
        return Reading("-".join(filter(None, landline.groups())))
    if LOCAL.fullmatch(digits):
        return warn(digits, Doubt.UNUSUAL, f"联系电话“{text}”是没有区号的座机号，请核对")
    return refuse(Doubt.PHONE, _why(text, digits))


def _why(text: str, digits: str) -> str:
    shown = text[:30]
    if digits.isdigit() and digits.startswith("1"):
        return f"联系电话“{shown}”有 {len(digits)} 位，{WANTED}；请改正或留空"
    return f"联系电话“{shown}”不对，{WANTED}；请改正或留空"
