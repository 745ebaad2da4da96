"""The orders in which offices print names, by strokes and by pinyin, as keys that every database sorts alike.

Every key is made of ASCII letters, digits and `~`, so that Python, SQLite (BINARY) and PostgreSQL (COLLATE "C") agree.
A Chinese character takes six digits: its number of strokes and its place among the characters with as many, which
follows stroke order 横 竖 撇 点 折 (提 counts as 横, 捺 as 点). The table and its sources: `data/README.md`.
"""

import unicodedata
from functools import cache, lru_cache
from importlib import resources

from trainingapp.people.rules.surnames import (
    COMPOUND_SURNAMES,
    DOT,
    SURNAME_READINGS,
    is_han,
    split_surname,
    tidy_name,
)

__all__ = [
    "KEY_LIMIT",
    "pinyin",
    "pinyin_key",
    "reading_problem",
    "split_surname",
    "stroke_key",
    "tidy_name",
    "unknown_characters",
]

#: Characters of a key at most, as the columns that keep keys are this wide; 15 characters always fit.
KEY_LIMIT = 200

_EMPTY = "00"
_UNKNOWN = "99"
_AFTER_LETTERS = "~"
_TONE_MARKS = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_DIAERESIS = "\u0308"
_BETWEEN_SYLLABLES = str.maketrans(dict.fromkeys("'’-·,", " "))


def stroke_key(name: str, *, surname_first: bool = True) -> str:
    """Answer the key that puts names in stroke order.

    With `surname_first` it is 姓氏笔画 (Party congresses, 政协): the surname decides, and of one surname the names with
    a single given character come first, as if they had an empty middle (田富 before 田大利). Without it it is 姓名笔画
    (人大): character by character (田大利 before 田富). Characters that the table lacks come last, by code point.
    """
    if not surname_first:
        return "".join(_cells(tidy_name(name)))[:KEY_LIMIT]
    surname, given = split_surname(name)
    if not surname:
        surname, given = given[:1], given[1:]
    middle = [_EMPTY] if len(given) == 1 else []
    return "".join([*_cells(surname), _EMPTY, *middle, *_cells(given)])[:KEY_LIMIT]


def unknown_characters(name: str) -> list[str]:
    """Answer the characters whose stroke order is not known, once each: their place should be looked at by a person."""
    ordered = _stroke_table()[1]
    return [char for char in dict.fromkeys(tidy_name(name)) if char != DOT and char not in ordered]


def sort_keys(name: str, reading: str | None = None) -> dict[str, str]:
    """Return every key by which a list of names may be ordered, under the names of the columns that keep them."""
    return {
        "stroke_key": stroke_key(name),
        "name_stroke_key": stroke_key(name, surname_first=False),
        "pinyin_key": pinyin_key(name, reading or None),
    }


def pinyin_key(name: str, reading: str | None = None) -> str:
    """Answer the key for pinyin order: character by character, each by syllable, tone and strokes."""
    chars = [char for char in tidy_name(name) if char != DOT]
    cells = (_sound_cell(char, sound) for char, sound in zip(chars, _syllables(name, reading), strict=True))
    return "".join(cells)[:KEY_LIMIT]


def pinyin(name: str, reading: str | None = None) -> str:
    """Answer the name in pinyin as GB/T 28039 writes it: surname and given name apart, each with a capital.

    The table of surnames decides how the surname is read; `reading` (as `qiú jùn`, or of the surname alone) overrides
    it, and is passed over where it does not fit the name (see `reading_problem`).
    """
    syllables = _syllables(name, reading)
    surname, given = split_surname(name)
    start, words = 0, []
    for part in [surname, *given.split(DOT)]:
        words.append(_join_syllables(part, syllables[start:]))
        start += len(part)
    apart = DOT if DOT in given else " "
    return apart.join(word for word in words if word)


def reading_problem(name: str, reading: str) -> str | None:
    """Say in one sentence why this reading does not fit the name, or answer None."""
    chars = tidy_name(name).replace(DOT, "")
    syllables = _split_reading(reading)
    if len(syllables) in {0, len(chars), len(split_surname(name)[0])}:
        return None
    return (
        f"读音“{reading.strip()}”有{len(syllables)}个音节，姓名“{chars}”有{len(chars)}个字，对不上；"
        "请每个字写一个音节，用空格隔开，如 qiú jùn，或只写姓的读音"
    )


def _cells(text: str) -> list[str]:
    table = _stroke_table()[0]
    return [table.get(char) or f"{_UNKNOWN}{ord(char):06x}" for char in text if char != DOT]


@cache
def _stroke_table() -> tuple[dict[str, str], frozenset[str]]:
    """Read the table once: the cell of each character, and those whose stroke order (not the number alone) is known."""
    text = resources.files(__package__).joinpath("data/strokes.txt").read_text(encoding="utf-8")
    cells: dict[str, str] = {}
    ordered: set[str] = set()
    for line in text.splitlines():
        count, known, counted_only = line.split("\t")
        ordered.update(known)
        cells.update((char, f"{int(count):02}{place:04}") for place, char in enumerate(known + counted_only))
    return cells, frozenset(ordered)


def _syllables(name: str, reading: str | None) -> list[str]:
    """Answer one syllable with its tone mark for each character; a character without a reading stands for itself."""
    surname, given = split_surname(name)
    given = given.replace(DOT, "")
    own = _split_reading(reading or "")
    if own and len(own) == len(surname + given):
        return own
    if own and len(own) == len(surname):
        return own + _read_given_name(given)
    return _read_surname(surname) + _read_given_name(given)


def _read_surname(surname: str) -> list[str]:
    if surname in COMPOUND_SURNAMES:
        return COMPOUND_SURNAMES[surname].split()
    return [SURNAME_READINGS[surname]] if surname in SURNAME_READINGS else _read_given_name(surname)


@lru_cache(maxsize=65_536)
def _read_characters(text: str) -> tuple[str, ...]:
    import pypinyin  # noqa: PLC0415 - its dictionaries take 0.2 s to load, and only lists in pinyin order need them

    syllables = tuple(choices[0] for choices in pypinyin.pinyin(text, style=pypinyin.Style.TONE, errors=str))
    if len(syllables) == len(text):
        return syllables
    return tuple(pypinyin.pinyin(char, style=pypinyin.Style.TONE, errors=str)[0][0] for char in text)


def _read_given_name(given: str) -> list[str]:
    return list(_read_characters(given)) if given else []


def _split_reading(reading: str) -> list[str]:
    return unicodedata.normalize("NFC", reading).lower().translate(_BETWEEN_SYLLABLES).split()


def _join_syllables(part: str, syllables: list[str]) -> str:
    """Write one part of a name as a word, with an apostrophe before a vowel that could be misread (Fēi'ān)."""
    marked = [
        f"'{syllable}" if place and is_han(char) and _bare(syllable)[:1] in {"a", "o", "e"} else syllable
        for place, (char, syllable) in enumerate(zip(part, syllables, strict=False))
    ]
    word = "".join(marked)
    return word[:1].upper() + word[1:]


@lru_cache(maxsize=16_384)
def _sound_cell(char: str, syllable: str) -> str:
    cell = _cells(char)[0]
    letters = _bare(syllable)
    if not (letters.isascii() and letters.isalpha()):
        return f"{_AFTER_LETTERS}{cell}"
    return f"{letters}{_tone(syllable)}{cell}"


@lru_cache(maxsize=4_096)
def _bare(syllable: str) -> str:
    """Answer the letters without tone; ü becomes v, which sorts after u as the standard wants."""
    parts = unicodedata.normalize("NFD", syllable.lower().replace("ü", "v")).replace(f"u{_DIAERESIS}", "v")
    return "".join(char for char in parts if char not in _TONE_MARKS and not char.isdigit())


@lru_cache(maxsize=4_096)
def _tone(syllable: str) -> str:
    """Answer 1-4, or 0 for none; both qiú and qiu2 are understood."""
    marks = (_TONE_MARKS.get(char) or char for char in unicodedata.normalize("NFD", syllable))
    return next((mark for mark in marks if mark in {"1", "2", "3", "4"}), "0")
