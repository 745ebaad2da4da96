"""Units as rosters write them against the organisations that are known: a shown guess where the names nearly agree."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from trainingapp.people.rules.matching import organisation_place

LEAST_LIKENESS = 70
MOST_GUESSES, MOST_SHOWN = 3, 100
NUMERALS = re.compile(r"[\d一二三四五六七八九十百甲乙丙东南西北]")
"""What tells neighbouring places apart: 一村 is no misspelling of 二村, nor is 东 one of 西."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a roster: how it is written, in how many rows, which organisation it is, or which it may be.

    `guesses` are public ids with full names, the likeliest first; a person confirms one or none. `chosen` is the
    one that is chosen now: for this file, or because a person confirmed it for an earlier one.
    """

    written: str
    rows: int
    known: str = ""
    guesses: Sequence[tuple[str, str]] = ()
    chosen: str = ""


def list_units(
    written: Iterable[str],
    known: Mapping[str, str],
    organisations: Mapping[str, Sequence[str]],
    chosen: Mapping[str, str],
) -> list[Unit]:
    """Return the units that are worth a look: chosen, known under another name, or like one that is.

    `known` are the full names of organisations by what is written, `chosen` the public ids of those that are chosen;
    `organisations` all names by public id, the full one first.
    """
    counted = Counter(filter(None, written))
    names = {organisation_place(name): public_id for public_id, of in organisations.items() for name in of if name}
    shown = [name for name, _ in counted.most_common(MOST_SHOWN)]
    units = []
    for name in dict.fromkeys([*(name for name in counted if name in chosen), *shown]):
        if name not in known:
            guesses = _guess(name, names, organisations)
            units.append(_unit(name, counted[name], guesses, organisations, chosen.get(name, "")))
        elif known[name] != name:
            units.append(Unit(name, counted[name], known[name]))
    return sorted(units, key=lambda unit: (bool(unit.known), not unit.guesses, bool(unit.chosen)))


def _unit(
    name: str,
    rows: int,
    guesses: Sequence[tuple[str, str]],
    organisations: Mapping[str, Sequence[str]],
    chosen: str,
) -> Unit:
    if chosen:
        others = [one for one in guesses if one[0] != chosen]
        guesses = [(chosen, organisations[chosen][0]), *others]
    return Unit(name, rows, "", guesses, chosen)


def _guess(written: str, names: Mapping[str, str], organisations: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    key = organisation_place(written)
    alike = process.extract(key, names.keys(), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS, limit=MOST_GUESSES * 3)
    told = dict.fromkeys(names[name] for name, _, _ in alike if _numerals(name) == _numerals(key))
    return [(public_id, organisations[public_id][0]) for public_id in list(told)[:MOST_GUESSES]]


def _numerals(name: str) -> list[str]:
    return NUMERALS.findall(name)
