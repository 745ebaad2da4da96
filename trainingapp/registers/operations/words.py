"""An office's own words above columns: added, and taken back."""

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.registers import queries
from trainingapp.registers.models import HeaderWord
from trainingapp.registers.rules.headings import normalise


def add_word(actor: Actor, *, word: str, field: str, label: str) -> HeaderWord:
    """Let a word head a field in every file that this office reads from now on; it goes before the built-in words.

    Raises Refused for a word that is none, and for one that the office has already.
    """
    key = normalise(word)
    if not key or key.isdecimal():
        raise Refused(f"“{word}”不能当表头，请填表头里的字，例如“参培人”")
    known = next((row for row in queries.list_header_words() if normalise(row.word) == key), None)
    if known:
        raise Refused(f"“{word}”已经在本单位的表头词里了；要改，请先删去它")
    row = HeaderWord(word=word.strip(), field=field)
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "header_word.added", row, Changes(after={"word": row.word, "field": label}))
    return row


def remove_word(actor: Actor, row: HeaderWord) -> None:
    """Take an own word back; files are read without it from now on."""
    audit.record(actor, "header_word.removed", row, Changes(before={"word": row.word, "field": row.field}))
    db.session.delete(row)
