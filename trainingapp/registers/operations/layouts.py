"""What a class's papers look like, column by column; and presets that an office keeps by name for the next class."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.operations import store_presets
from trainingapp.cohorts.terms import ColumnChoice, Presets
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.registers.models import LONGEST_PRESETS_NAME, NamedPresets
from trainingapp.registers.queries.layouts import offered_columns
from trainingapp.registers.rules.layouts import tell_layout
from trainingapp.registers.terms import PaperKind


def lay_out_paper(
    actor: Actor, cohort: Cohort, kind: PaperKind, *, layout: Sequence[ColumnChoice], version: int
) -> Changes:
    """Print a paper of the class with these columns from now on; without any, with all its own."""
    before = tell_layout(offered_columns(cohort, kind))
    layouts = {key: one for key, one in cohort.presets.layouts.items() if key != kind.value}
    if layout:
        layouts[kind.value] = tuple(layout)
    store_presets(cohort, presets=replace(cohort.presets, layouts=layouts), version=version)
    changed = changes.between({kind.label: before}, {kind.label: tell_layout(offered_columns(cohort, kind))})
    if changed:
        audit.record(actor, "paper.laid_out", cohort, changed)
    return changed


def save_presets(actor: Actor, cohort: Cohort, *, name: str, at: datetime) -> NamedPresets:
    """Keep what the class's papers look like by a name, for other classes; the same name is kept anew."""
    name = name.strip()
    if not name or len(name) > LONGEST_PRESETS_NAME:
        raise Refused(f"请给版式起个名字，最多 {LONGEST_PRESETS_NAME} 个字")
    kept = db.session.scalar(select(NamedPresets).where(NamedPresets.name == name))
    if kept is None:
        kept = NamedPresets(name=name)
        db.session.add(kept)
    kept.stored, kept.saved_at, kept.saved_from = cohort.presets.stored(), at, cohort.short_name
    db.session.flush()
    audit.record(actor, "presets.saved", kept, Changes(after={"name": name, "来源": cohort.short_name}))
    return kept


def apply_presets(actor: Actor, cohort: Cohort, kept: NamedPresets, *, version: int) -> Changes:
    """Let the class's papers look as the presets say; names to sign with and texts stay its own where it has them."""
    own, presets = cohort.presets, Presets.read(kept.stored)
    presets = replace(
        presets,
        prepared_by=own.prepared_by or presets.prepared_by,
        checked_by=own.checked_by or presets.checked_by,
        texts={**presets.texts, **own.texts},
    )
    changed = store_presets(cohort, presets=presets, version=version)
    told = Changes(changed.before, {"版式": kept.name, **changed.after})
    audit.record(actor, "presets.applied", cohort, told)
    return told


def remove_presets(actor: Actor, kept: NamedPresets) -> None:
    """Forget presets; classes that took them keep what they took."""
    audit.record(actor, "presets.removed", kept, Changes(before={"name": kept.name}))
    db.session.delete(kept)
