"""What a class's Word papers say: written once, printed in the notice, the handbook and the briefing."""

from collections.abc import Mapping
from dataclasses import replace

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.operations import store_presets
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.errors import Refused
from trainingapp.registers.queries.papers.facts import text_of, usual_text
from trainingapp.registers.terms import PaperText

LONGEST_TEXT = 2000


def write_texts(actor: Actor, cohort: Cohort, *, texts: Mapping[PaperText, str], version: int) -> Changes:
    """Let the class's Word papers say this; a text that is as usual, or blank, is the usual one."""
    long = [text.label for text, said in texts.items() if len(said) > LONGEST_TEXT]
    if long:
        raise Refused(*(f"“{label}”太长，最多 {LONGEST_TEXT} 个字" for label in long))
    before = {text.label: text_of(cohort, text) for text in PaperText}
    tidy = {text: said.replace("\r", "").strip() for text, said in texts.items()}
    own = {text.value: said for text, said in tidy.items() if said and said != usual_text(cohort, text)}
    store_presets(cohort, presets=replace(cohort.presets, texts=own), version=version)
    changed = changes.between(before, {text.label: text_of(cohort, text) for text in PaperText})
    if changed:
        audit.record(actor, "paper.texts_written", cohort, changed)
    return changed
