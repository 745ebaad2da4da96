"""Acts on a class as a whole."""

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts import rules
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.operations.archived import refuse_closed
from trainingapp.cohorts.terms import Face, Presets, Sign, Stage
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale


def add_cohort(actor: Actor, *, code: str, presets: Presets | None = None, **values: object) -> Cohort:
    """Add a class; refuses a code that is taken or unfit for commands and file names, and a bad title pattern."""
    _refuse_code(code, None)
    cohort = Cohort(code=code, stored_presets=_stored(presets or Presets()), **values)
    db.session.add(cohort)
    db.session.flush()
    audit.record(actor, "cohort.added", cohort, changes.created(cohort))
    return cohort


def change_cohort(actor: Actor, cohort: Cohort, *, code: str, **values: object) -> Changes:
    """Change a class; refuses a code that is taken or unfit."""
    refuse_closed(cohort, "班次设置")
    _refuse_code(code, cohort)
    changed = changes.apply(cohort, code=code, **values)
    if changed:
        audit.record(actor, "cohort.changed", cohort, changed)
    return changed


def change_presets(actor: Actor, cohort: Cohort, *, presets: Presets, version: int) -> Changes:
    """Change what a class's papers look like; told setting by setting.

    `version` is that of the class as the actor saw it: raises Stale when somebody else saved it meanwhile. Refuses bad
    title patterns and signs that nobody could tell apart.
    """
    changed = store_presets(cohort, presets=presets, version=version)
    if changed:
        audit.record(actor, "cohort.changed", cohort, changed)
    return changed


def store_presets(cohort: Cohort, *, presets: Presets, version: int) -> Changes:
    """Give a class presets and return what changed; for acts of other subjects, which record it themselves."""
    refuse_closed(cohort, "表格设置和文书内容")
    if cohort.version != version:
        raise Stale("别人刚改过这个班的设置，您的改动没有保存。请刷新后再改")
    before = _told(cohort.presets)
    cohort.stored_presets = _stored(presets)
    return changes.between(before, _told(presets))


def _told(presets: Presets) -> dict[str, object]:
    fonts = {face.label: presets.fonts.get(face.value, "") for face in Face}
    words = {f"{sign.label}叫法": presets.word(sign.value) for sign in Sign}
    signs = {f"{sign.label}符号": presets.symbols.get(sign.value, sign.drawn) for sign in Sign}
    return {
        "表格标题": presets.title_pattern,
        "名单顺序": presets.sort_rule.label,
        "座次": presets.seating.label if presets.seating else "小组坐在一起",
        "列席空行": presets.observer_lines,
        "制表人": presets.prepared_by,
        "审核人": presets.checked_by,
        "落款": "、".join(presets.signers),
        **fonts,
        **words,
        **signs,
    }


def move_stage(actor: Actor, cohort: Cohort, *, stage: Stage, reason: str = "") -> Changes:
    """Move a class to another stage of its life; backwards only with a reason.

    Refuses 结班归档 in both directions: closing archives hours, reopening takes them back, and they alone do both.
    """
    if Stage.CLOSED in {stage, cohort.stage} and stage is not cohort.stage:
        raise Refused("结班归档和取消结班要在“结班”页办理，那里会核对材料、归档学时；这里不能直接改")
    back = rules.STAGES.index(stage) < rules.STAGES.index(cohort.stage)
    if back and not reason.strip():
        raise Refused(f"从“{cohort.stage.label}”退回“{stage.label}”要写明理由")
    changed = changes.apply(cohort, stage=stage)
    if changed:
        audit.record(actor, "cohort.moved_on", cohort, changed, reason=reason.strip())
    return changed


def _stored(presets: Presets) -> dict[str, object]:
    faults = rules.presets_faults(presets)
    if faults:
        raise Refused(*faults)
    return presets.stored()


def _refuse_code(code: str, own: Cohort | None) -> None:
    fault = rules.code_fault(code)
    if fault:
        raise Refused(fault)
    found = db.session.scalar(select(Cohort).where(Cohort.code == code))
    if found is not None and found is not own:
        raise Refused(f"代码“{code}”已经用于“{found.short_name}”，请换一个")
