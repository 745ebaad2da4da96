"""How a person's name is cleaned, compared and judged."""

import re
import unicodedata
from dataclasses import dataclass

from trainingapp.people.rules.readings import Doubt, Note
from trainingapp.people.rules.surnames import DOT, is_han, tidy_name

NAME_LIMIT = 40
"""Characters that a name may have; the longest given in full by minority practice stay well below."""

ASIDE = re.compile(r"^(?P<name>[^（(]+)[（(](?P<aside>[^（()）]*)[)）]?$")
LETTERS_BETWEEN = frozenset(f"{DOT}-'’ ")


@dataclass(frozen=True, slots=True)
class CleanName:
    """A name as it is kept, and what stood in brackets after it: 张伟（女，回族）."""

    name: str
    aside: tuple[str, ...] = ()


def clean_name(text: str) -> CleanName:
    """Return a name without stray spaces, in plain characters, with one kind of dot.

    A name of Latin letters keeps single spaces between its words.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    found = ASIDE.match(plain)
    aside = tuple(filter(None, re.split(r"[,，、;；\s]+", found["aside"]))) if found else ()
    plain = found["name"] if found else plain
    if any(is_han(char) for char in plain):
        return CleanName(tidy_name(plain), aside)
    return CleanName(DOT.join(" ".join(_visible(part).split()) for part in plain.split(DOT)), aside)


def _visible(text: str) -> str:
    spaced = (" " if char.isspace() else char for char in text)
    return "".join(char for char in spaced if unicodedata.category(char)[0] != "C")


def name_key(name: str) -> str:
    """Return the key by which names are compared: spaces, dots' kinds and letter case do not matter."""
    return tidy_name(name).casefold()


def name_problem(name: str) -> Note | None:
    """Return in words why this cannot be a person's name, or None."""
    if len(name) > NAME_LIMIT:
        return Note(Doubt.TOO_LONG, f"姓名有 {len(name)} 个字，最多 {NAME_LIMIT} 个；请核对是否把别的内容填进了姓名")
    if name.startswith(("=", "＝")):
        return Note(Doubt.FORMULA, "姓名以“=”开头，像是公式，不读取；请改成姓名")
    strangers = "".join(dict.fromkeys(char for char in name if not _belongs(char)))
    if strangers:
        return Note(Doubt.NAME, f"姓名“{name}”里有不该出现的字符“{strangers}”，请改正")
    return None


def _belongs(char: str) -> bool:
    return char in LETTERS_BETWEEN or char.isalpha() or is_han(char)
