"""What every paper has: a heading above its table and lines to sign on below it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from trainingapp.cohorts.terms import ColumnChoice
from trainingapp.core.excel.writing import Book, Fonts, Sheet


@dataclass(frozen=True, slots=True)
class Heading:
    """The lines above a table: 附件1 / the paper's name / the period or unit at the left, the date at the right."""

    title: str
    left: str = ""
    right: str = ""
    attachment: str = ""


@dataclass(frozen=True, slots=True)
class SignOff:
    """One of the lines below a table, such as 制表人; without a value it is printed as a line to write on."""

    label: str
    value: str = ""


_CLASS_AND_PAPER = re.compile(r"(.*(?:(?<!全)班|期[)）]))(.{2,})")
"""A title is a class's name, which ends with 班 or its number （第2期）, and the paper's."""

MADE_CHECKED_DATED = (SignOff("制表人"), SignOff("审核人"), SignOff("填表日期"))


@dataclass(frozen=True, slots=True)
class Office:
    """Who prints the paper, in which type, and with which columns; without a layout a paper has all its own."""

    author: str = ""
    fonts: Fonts = Fonts()
    layout: Sequence[ColumnChoice] = ()


def open_book(title: str, office: Office) -> Book:
    """Begin a paper's workbook."""
    return Book(title=title, author=office.author, fonts=office.fonts)


def break_title(title: str) -> str:
    """Return a title with a line break between the class's name and the paper's; blank if it has no such place."""
    found = _CLASS_AND_PAPER.fullmatch(title)
    return "\n".join(found.groups()) if found else ""


def write_heading(sheet: Sheet, heading: Heading) -> None:
    """Write the lines above the table, leaving out those that are blank."""
    if heading.attachment:
        sheet.attachment(heading.attachment)
    sheet.title(heading.title, broken=break_title(heading.title))
    if heading.left or heading.right:
        sheet.line(heading.left, heading.right)


def write_closing(sheet: Sheet, closing: Sequence[SignOff], *, seal: bool = False) -> None:
    """Write the lines to sign on, and the place of the seal at the right."""
    pairs = [(line.label, line.value) for line in closing]
    if seal:
        pairs.append(("", "（盖章）"))
    if pairs:
        sheet.sign_off(pairs)
