"""Placeholders in an office's own template: ``{{班次名称}}``, and ``{{学员.姓名}}`` in a row that repeats.

Fixed replacement and nothing else: a placeholder is a name that is looked up, never an expression that is evaluated.
Full-width braces and dots count like the others, because Chinese input methods type them.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from trainingapp.core.columns import SheetColumn, Shown

LONGEST_NAME = 80
_OPEN, _CLOSE, _DOT = "[{｛]{2}", "[}｝]{2}", re.compile(r"[.．。·]")
PLACEHOLDER = re.compile(rf"{_OPEN}([^{{}}｛｝]{{0,{LONGEST_NAME}}}){_CLOSE}")
_LEFT_OVER = re.compile(rf"{_OPEN}|{_CLOSE}")
_STATEMENT = re.compile(r"[{｛][%#]|[%#][}｝]")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A field of a list's row, or with a blank ``of_list`` one of the class itself."""

    name: str
    of_list: str = ""

    @property
    def written(self) -> str:
        """Return it as it should be written."""
        return f"{{{{{self.of_list}.{self.name}}}}}" if self.of_list else f"{{{{{self.name}}}}}"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that templates may use: fields of the class, and of lists the fields of their rows."""

    single: Collection[str]
    lists: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands in the place of the names. A row that lacks one of its list's fields has a blank there."""

    single: Mapping[str, Shown]
    lists: Mapping[str, Sequence[Mapping[str, Shown]]] = field(default_factory=dict)

    def value(self, placeholder: Placeholder, row: Mapping[str, Shown] | None = None) -> Shown:
        """Return what stands for a placeholder, in a row of its list where it is of a list."""
        if placeholder.of_list:
            return (row or {}).get(placeholder.name, "")
        return self.single.get(placeholder.name, "")


def field_name(column: SheetColumn) -> str:
    """Return what templates call a column: its heading without spaces and line breaks."""
    return "".join(column.header.split())


def find_placeholders(text: str) -> list[Placeholder]:
    """Return the placeholders of a text in their order."""
    return [_read(found[1]) for found in PLACEHOLDER.finditer(text)] if _may_hold(text) else []


def only_placeholder(text: str) -> Placeholder | None:
    """Return the placeholder that is the whole text, so that a number can stay a number."""
    found = PLACEHOLDER.fullmatch(text.strip()) if _may_hold(text) else None
    return _read(found[1]) if found else None


def fill_text(text: str, filling: Filling, row: Mapping[str, Shown] | None = None) -> str:
    """Return a text with everything put in its place; what is put in is never looked at again."""
    return PLACEHOLDER.sub(lambda found: show_in_text(filling.value(_read(found[1]), row)), text)


def show_in_text(shown: Shown) -> str:
    """Return a value as it stands within a sentence."""
    if isinstance(shown, date):
        return f"{shown.year}年{shown.month}月{shown.day}日"
    return shown if isinstance(shown, str) else f"{shown:f}" if not isinstance(shown, int) else str(shown)


def find_problems(text: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield what is wrong with a text's placeholders, each as a sentence for its writer."""
    if not _may_hold(text) and not _STATEMENT.search(text):
        return
    if _STATEMENT.search(text):
        yield "只能写 {{字段}}，不能写 {% %} 或 {# #} 这样的语句"
    for placeholder in find_placeholders(text):
        problem = _name_problem(placeholder, vocabulary)
        if problem:
            yield problem
    if _LEFT_OVER.search(PLACEHOLDER.sub("", text)):
        yield "花括号没有成对；请写成 {{字段}}，前后各两个花括号"


def _may_hold(text: str) -> bool:
    return "{" in text or "｛" in text or "}" in text or "｝" in text


def _read(inside: str) -> Placeholder:
    *of_list, name = _DOT.split("".join(inside.split()), maxsplit=1)
    return Placeholder(name, of_list[0] if of_list else "")


def _name_problem(placeholder: Placeholder, vocabulary: Vocabulary) -> str:
    written = placeholder.written
    if not placeholder.of_list:
        if placeholder.name in vocabulary.single:
            return ""
        if placeholder.name in vocabulary.lists:
            return f"“{placeholder.name}”是名单，请写出要哪一项，如 {_example(placeholder.name, vocabulary)}"
        return f"没有 {written} 这个字段{_suggest(placeholder.name, vocabulary.single, '{}')}"
    if placeholder.of_list not in vocabulary.lists:
        lists = vocabulary.lists
        return f"没有“{placeholder.of_list}”这个名单{_suggest(placeholder.of_list, lists, '{}.' + placeholder.name)}"
    fields = vocabulary.lists[placeholder.of_list]
    if placeholder.name in fields:
        return ""
    return f"没有 {written} 这个字段{_suggest(placeholder.name, fields, placeholder.of_list + '.{}')}"


def _suggest(name: str, known: Collection[str], form: str) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    return f"；是不是 {{{{{form.format(near[0])}}}}}？" if near else "；能用的字段见字段表"


def _example(of_list: str, vocabulary: Vocabulary) -> str:
    return Placeholder(next(iter(vocabulary.lists[of_list]), ""), of_list).written
