"""Acts on a class as a whole."""

from dataclasses import asdict

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts import rules
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.terms import Presets, Stage
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused


def add_cohort(actor: Actor, *, code: str, presets: Presets | None = None, **values: object) -> Cohort:
    """Add a class; refuses a code that is taken or unfit for commands and file names, and a bad title pattern."""
    _refuse_code(code, None)
    cohort = Cohort(code=code, stored_presets=_stored(presets or Presets()), **values)
    db.session.add(cohort)
    db.session.flush()
    audit.record(actor, "cohort.added", cohort, changes.created(cohort))
    return cohort


def change_cohort(actor: Actor, cohort: Cohort, *, code: str, presets: Presets, **values: object) -> Changes:
    """Change a class and the presets of its papers; refuses what `add_cohort` refuses."""
    _refuse_code(code, cohort)
    stored = {**cohort.stored_presets, **_stored(presets)}
    changed = changes.apply(cohort, code=code, stored_presets=stored, **values)
    if changed:
        audit.record(actor, "cohort.changed", cohort, changed)
    return changed


def move_stage(actor: Actor, cohort: Cohort, *, stage: Stage, reason: str = "") -> Changes:
    """Move a class to another stage of its life; backwards only with a reason."""
    back = rules.STAGES.index(stage) < rules.STAGES.index(cohort.stage)
    if back and not reason.strip():
        raise Refused(f"从“{cohort.stage.label}”退回“{stage.label}”要写明理由")
    changed = changes.apply(cohort, stage=stage)
    if changed:
        audit.record(actor, "cohort.moved_on", cohort, changed, reason=reason.strip())
    return changed


def _stored(presets: Presets) -> dict[str, object]:
    faults = rules.title_faults(presets.title_pattern)
    if faults:
        raise Refused(*faults)
    return asdict(presets)


def _refuse_code(code: str, own: Cohort | None) -> None:
    fault = rules.code_fault(code)
    if fault:
        raise Refused(fault)
    found = db.session.scalar(select(Cohort).where(Cohort.code == code))
    if found is not None and found is not own:
        raise Refused(f"代码“{code}”已经用于“{found.short_name}”，请换一个")
