"""Templates damaged at random: refused in words or filled, and never an error of any other kind."""

import io
import random
import zipfile
from collections.abc import Callable
from functools import partial

import pytest

from tests.core.excel.office_forms import VOCABULARY, make_filling, score_form
from tests.registers.word_papers import make_handbook
from trainingapp.core.errors import Refused
from trainingapp.core.excel.filling import fill_template, inspect_template
from trainingapp.core.placeholders import Vocabulary
from trainingapp.registers.words.handbooks import make_template
from trainingapp.registers.words.inspecting import inspect_document
from trainingapp.registers.words.rendering import fill_document

EVERY_DAY, CAMPAIGN = 40, 2_000
INSERTS = (b"<", b">", b"&", b'"', b"{{", b"}}", b"{%", b"\x00", b"-1", b"99999999", b"\xff\xfe", b"A1:XFD1048576")


def mutate(content: bytes, seed: int) -> bytes:
    """Return an archive with one of its parts, or the archive itself, changed at a few places."""
    chance = random.Random(seed)
    if seed % 4 == 0:
        return scramble(content, chance)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        hit = chance.choice(before.namelist())
        for name in before.namelist():
            part = before.read(name)
            after.writestr(name, scramble(part, chance) if name == hit else part)
    return stream.getvalue()


def scramble(part: bytes, chance: random.Random) -> bytes:
    """Return bytes with up to four places replaced, cut out or doubled."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(part) + 1)
        end = min(start + chance.randint(0, 12), len(part))
        part = part[:start] + chance.choice((b"", part[start:end] * 2, chance.choice(INSERTS))) + part[end:]
    return part


def is_refused(act: Callable[[], object]) -> bool:
    """Tell whether an act was refused in words; any other error goes on to the test."""
    try:
        act()
    except Refused as refused:
        return bool(refused.reasons)
    return False


def fill_damaged_workbook(seed: int) -> None:
    content = mutate(score_form(), seed)
    inspect_template(content, "表.xlsx", VOCABULARY)
    fill_template(content, make_filling(3))


def fill_damaged_document(template: bytes, seed: int) -> None:
    facts = make_handbook(2).facts()
    content = mutate(template, seed)
    inspect_document(
        content, "手册.docx", Vocabulary(facts.single, {name: rows[0] for name, rows in facts.lists.items()})
    )
    fill_document(content, facts)


def test_damaged_workbook_is_refused_or_filled() -> None:
    refused = [is_refused(partial(fill_damaged_workbook, seed)) for seed in range(EVERY_DAY)]

    assert set(refused) == {True, False}


def test_damaged_document_is_refused_or_filled() -> None:
    refused = [is_refused(partial(fill_damaged_document, make_template(), seed)) for seed in range(EVERY_DAY // 4)]

    assert set(refused) == {True, False}


@pytest.mark.campaign
def test_damaged_workbooks_by_the_thousand() -> None:
    refused = [is_refused(partial(fill_damaged_workbook, seed)) for seed in range(CAMPAIGN)]

    assert set(refused) == {True, False}


@pytest.mark.campaign
def test_damaged_documents_by_the_thousand() -> None:
    template = make_template()

    refused = [is_refused(partial(fill_damaged_document, template, seed)) for seed in range(CAMPAIGN)]

    assert set(refused) == {True, False}
