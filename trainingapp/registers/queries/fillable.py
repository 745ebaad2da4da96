"""What fills an office's own template: of a workbook its values and lists, of a Word document its facts."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from trainingapp.cohorts.models import Cohort
from trainingapp.core.columns import Column, Shown, show_grid
from trainingapp.core.excel.filling import Headings, Returning
from trainingapp.core.placeholders import Filling, Placeholder, Vocabulary, field_name
from trainingapp.registers.office_templates import (
    FieldLine,
    Lists,
    class_values,
    describe_fields,
    list_values,
    make_starter,
    make_vocabulary,
)
from trainingapp.registers.office_templates.examples import CLASS
from trainingapp.registers.office_templates.starters import CLASS_NAME
from trainingapp.registers.queries.papers.parts import Printing
from trainingapp.registers.rules.tracking import BASE_SHEET, NAME
from trainingapp.registers.sheets.parts import Heading
from trainingapp.registers.sheets.tracking import UNTRACKED, Tracking, base_rows
from trainingapp.registers.words.facts import Facts


@dataclass(frozen=True, slots=True)
class Filled:
    """What fills a workbook's template for a class: its own values, and the rows of its list.

    `more` are the values of further lists. With `each` the template's first worksheet comes once for each of these, by
    the worksheets' names.
    """

    values: Mapping[str, Shown]
    of_list: str
    columns: Sequence[Column[Any]]
    rows: Sequence[Any]
    tracking: Tracking = UNTRACKED
    more: Mapping[str, Sequence[Mapping[str, Shown]]] = field(default_factory=dict)
    each: Mapping[str, Filling] = field(default_factory=dict)

    @property
    def filling(self) -> Filling:
        """Return what stands in the place of the names."""
        return Filling(self.values, {self.of_list: list_values(self.columns, self.rows), **self.more})

    @property
    def returning(self) -> Returning:
        """Return what lets the paper be read in again, as the built-in one can be."""
        return Returning(self.of_list, self.tracking.ids, BASE_SHEET, self._base)

    def _base(self, headings: Headings) -> list[list[str]]:
        by_key = {column.key: headings[name] for column in self.columns if (name := field_name(column)) in headings}
        named = any(lasting == NAME and key in by_key for key, lasting in self.tracking.keys.items())
        if not named:
            return []  # without the name of a row nobody could see that an id was torn from it
        return base_rows(self.tracking, self.columns, show_grid(self.columns, self.rows), by_key)


@dataclass(frozen=True, slots=True)
class FillableSheet:
    """A kind of workbook that an office may have its own template of: its lists, and what fills it for a class.

    `examples` have a row of each list, `single` what it knows beside the class's own fields, both by name; those named
    in `above` stand above the table of the template to begin with.
    """

    lists: Lists
    fill: Callable[[Cohort, Printing], Filled]
    examples: Mapping[str, Mapping[str, Shown]]
    single: Mapping[str, Shown] = field(default_factory=dict)
    above: Sequence[str] = ()
    landscape: bool = True

    @property
    def vocabulary(self) -> Vocabulary:
        """Return the names that a template of this kind may use."""
        return make_vocabulary(self.lists, more=self.single)

    @property
    def fields(self) -> list[FieldLine]:
        """Return every field with an example."""
        examples = {
            of_list: {field_name(column): self.examples[of_list].get(field_name(column), "") for column in columns}
            for of_list, columns in self.lists.items()
        }
        return describe_fields({**class_values(CLASS), **self.single}, examples)

    def starter(self, name: str) -> bytes:
        """Return the built-in sheet with placeholders in it, to begin with."""
        of_list, columns = next(iter(self.lists.items()))
        return make_starter(name, of_list, columns, above=self.above, landscape=self.landscape)


@dataclass(frozen=True, slots=True)
class FillableForm:
    """A kind of workbook without a row that repeats: a template's first worksheet comes once for each form.

    `fill` is given the names that the template uses and returns what fills each form, by the worksheets' names, one at
    least. `examples` are the fields beside the class's own, by name; `numbered` are fields such as 座位1, 座位2,
    with how many there may be.
    """

    fill: Callable[[Cohort, Printing, AbstractSet[str]], Mapping[str, Filling]]
    make_template: Callable[[Heading], bytes]
    examples: Mapping[str, Shown]
    #: How often a class fills it, in a person's words.
    times: str
    numbered: Mapping[str, int] = field(default_factory=dict)

    @property
    def vocabulary(self) -> Vocabulary:
        """Return the names that a template of this kind may use."""
        numbered = (name for word, most in self.numbered.items() for name in numbered_fields(word, most))
        return make_vocabulary({}, more=[*self.examples, *numbered])

    @property
    def fields(self) -> list[FieldLine]:
        """Return every field with an example, numbered ones in one line."""
        listed = describe_fields({**class_values(CLASS), **self.examples}, {})
        for word, most in self.numbered.items():
            first, last = (Placeholder(f"{word}{number}").written for number in (1, most))
            listed.append(FieldLine(f"{first} …… {last}", "", CLASS.contact))
        return listed

    def starter(self, name: str) -> bytes:
        """Return the built-in form with placeholders in it, to begin with."""
        return self.make_template(Heading(f"{CLASS_NAME}{name}"))


def numbered_fields(word: str, most: int) -> list[str]:
    """Return the fields 座位1, 座位2 and so on."""
    return [f"{word}{number}" for number in range(1, most + 1)]


@dataclass(frozen=True, slots=True)
class FillableDocument:
    """A kind of Word document that an office may have its own template of; `example` is what one is filled with."""

    example: Facts
    make_template: Callable[[], bytes]

    @property
    def vocabulary(self) -> Vocabulary:
        """Return the names that a template of this kind may use."""
        facts = self.example.beside(class_values(CLASS))
        return Vocabulary(list(facts.single), {name: list(rows[0]) for name, rows in facts.lists.items()})

    @property
    def fields(self) -> list[FieldLine]:
        """Return every field with an example."""
        facts = self.example.beside(class_values(CLASS))
        return describe_fields(facts.single, {name: rows[0] for name, rows in facts.lists.items()})

    def starter(self, _name: str) -> bytes:
        """Return the built-in document with placeholders in it, to begin with."""
        return self.make_template()
