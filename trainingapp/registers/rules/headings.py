"""Which column holds what: a heading's words looked up, with how sure that is."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from trainingapp.registers.rules.header_words import (
    HEADER_WORDS,
    SOMEBODY_ELSE,
    TAKEN_OFF,
    RosterField,
)

HEADING_LIMIT = 30
"""Characters beyond which a text is a note, not a heading."""

BRACKETS = re.compile(r"[(\[【{〔][^)\]】}〕]*[)\]】}〕]?")
NOISE = re.compile(r"[\s*:;,.。·_※★☆✱#\"'“”、/&＆-]+")
EXACT, WITHOUT_BRACKETS, WITHOUT_PREFIX, INSIDE = 1.0, 0.9, 0.8, 0.6
SHORTEST_INSIDE = 2


@dataclass(frozen=True, slots=True)
class Guess:
    """A field that a heading may name: how sure (0 to 1), and the word's place among the field's words."""

    field: RosterField
    confidence: float
    rank: int = 0


def normalise(heading: str) -> str:
    """Return a heading as it is looked up: no spaces or marks, plain characters, small letters."""
    return NOISE.sub("", unicodedata.normalize("NFKC", heading)).casefold()


@dataclass(frozen=True)
class Vocabulary:
    """The words of headings: the built-in table and an office's own."""

    extra: Mapping[str, Sequence[str]]

    @cached_property
    def words(self) -> Mapping[str, Guess]:
        """Return every known word with its field; an office's word goes before a built-in one."""
        known: dict[str, Guess] = {}
        own = {RosterField(name): words for name, words in self.extra.items() if name in set(RosterField)}
        for field, words in own.items():
            known.update({normalise(word): Guess(field, EXACT) for word in words})
        for field, words in HEADER_WORDS.items():
            for rank, word in enumerate(words):
                known.setdefault(normalise(word), Guess(field, EXACT, rank))
        return known

    @cached_property
    def _longest_first(self) -> Sequence[str]:
        long_enough = (word for word in self.words if len(word) >= SHORTEST_INSIDE and not word.isascii())
        return sorted(long_enough, key=len, reverse=True)

    @cached_property
    def _known(self) -> dict[str, Guess | None]:
        return {}

    def guess(self, heading: str) -> Guess | None:
        """Return the field that a heading names, or None."""
        if heading not in self._known:
            self._known[heading] = self._look_up(heading)
        return self._known[heading]

    def is_word(self, text: str) -> bool:
        """Tell whether a text is exactly a word for a column."""
        return bool(text) and normalise(text) in self.words

    def is_word_for(self, text: str, field: RosterField) -> bool:
        """Tell whether a text is exactly a word for this field."""
        found = self.words.get(normalise(text)) if text else None
        return found is not None and found.field is field

    def _look_up(self, heading: str) -> Guess | None:
        plain = unicodedata.normalize("NFKC", heading)
        bare = normalise(BRACKETS.sub("", plain))
        whole = normalise(plain)
        if not whole or len(whole) > HEADING_LIMIT:
            return None
        if whole in self.words:
            return self.words[whole]
        if any(word in bare for word in SOMEBODY_ELSE):
            return Guess(RosterField.OTHER, INSIDE)
        return self._look_up_part(bare)

    def _look_up_part(self, bare: str) -> Guess | None:
        if bare in self.words:
            return self._with(bare, WITHOUT_BRACKETS)
        for prefix in TAKEN_OFF:
            if bare.startswith(prefix) and bare.removeprefix(prefix) in self.words:
                return self._with(bare.removeprefix(prefix), WITHOUT_PREFIX)
        matching = (str.endswith, str.startswith)  # what a heading is about mostly stands at its end
        for matches in matching:
            word = next((word for word in self._longest_first if matches(bare, word)), None)
            if word:
                return self._with(word, INSIDE)
        return None

    def _with(self, word: str, confidence: float) -> Guess:
        found = self.words[word]
        return Guess(found.field, confidence, found.rank)


def guess_path(vocabulary: Vocabulary, path: Sequence[str]) -> Guess | None:
    """Return the field of a heading of several levels: by its lowest word, the levels together, or the one above."""
    if not path:
        return None
    if any(word in level for level in path[:-1] for word in SOMEBODY_ELSE):
        return Guess(RosterField.OTHER, INSIDE)
    guesses = [vocabulary.guess(text) for text in (path[-1], "".join(path[-2:]), *reversed(path[:-1]))]
    sure = [guess for guess in guesses[:2] if guess]
    if sure:
        return max(sure, key=lambda guess: guess.confidence)
    return next((Guess(guess.field, INSIDE, guess.rank) for guess in guesses if guess), None)
