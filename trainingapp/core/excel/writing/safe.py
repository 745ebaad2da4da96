"""Text that a person wrote, made safe for a cell, a sheet's name, a page footer and a file's name."""

import re
from collections.abc import Collection
from functools import lru_cache

LONGEST_TEXT = 32_767
"""Excel's limit for one cell, counted in UTF-16 units."""
LONGEST_SHEET_NAME = 31
LONGEST_FILE_STEM = 80
"""240 bytes in Chinese: within the 255 bytes of Linux, and short enough for a Windows path of 260 characters."""

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BIDI_CONTROLS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_EXCEL_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_WIDE_TWINS = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_DEVICE_NAME = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(\..*)?", re.IGNORECASE)


@lru_cache(maxsize=8192)
def clean_text(text: str) -> str:
    """Return text that a cell can hold: no character that XML forbids, at most 32,767 units (then it ends with …).

    Direction controls go too: they let a name print as another one. ``_x0041_`` is Excel's own escape for a
    character, so its underscore is escaped and the text stays as it was written.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _BIDI_CONTROLS.sub("", _NOT_IN_XML.sub("", text))
    return _cut(_EXCEL_ESCAPE.sub("_x005F_", text), LONGEST_TEXT)


def clean_sheet_name(name: str, taken: Collection[str] = ()) -> str:
    """Return a worksheet name that Excel accepts and that no sheet in ``taken`` has (it compares without case)."""
    cleaned = " ".join(clean_text(name).translate(_NOT_IN_SHEET_NAME).split()).strip("' ")
    if not cleaned or cleaned.casefold() == "history":  # a name that Excel keeps for itself
        cleaned = f"表{cleaned}"
    used = {other.casefold() for other in taken}
    candidate, number = _cut(cleaned, LONGEST_SHEET_NAME, ending=""), 1
    while candidate.casefold() in used:
        number += 1
        suffix = f"({number})"
        candidate = _cut(cleaned, LONGEST_SHEET_NAME - len(suffix), ending="") + suffix
    return candidate


def clean_footer(text: str) -> str:
    """Return text for a page's header or footer, where & begins a code and a line break a new line."""
    return _cut(" ".join(clean_text(text).split()), 80).replace("&", "&&")


def safe_file_name(stem: str, suffix: str) -> str:
    """Return a file name that Windows, Linux and a zip accept: ``1/2班`` becomes ``1／2班``."""
    cleaned = " ".join(clean_text(stem).translate(_WIDE_TWINS).split())
    cleaned = _cut(cleaned, LONGEST_FILE_STEM).strip(" .") or "未命名"
    if _DEVICE_NAME.fullmatch(cleaned):
        cleaned = f"_{cleaned}"
    return f"{cleaned}{suffix}"


def _cut(text: str, limit: int, *, ending: str = "…") -> str:
    if len(text) * 2 <= limit or utf16_length(text) <= limit:
        return text
    kept = text.encode("utf-16-le")[: (limit - len(ending)) * 2].decode("utf-16-le", errors="ignore")
    return kept + ending


def utf16_length(text: str) -> int:
    """Return the length as Excel and Windows count it: a rare character such as 𠮷 counts twice."""
    return len(text) + sum(character > "\uffff" for character in text)
