"""Acts on one trainee of a class: taking in, changing the snapshot, leaving and coming back; and the numbers."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts import queries
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.operations.archived import refuse_closed
from trainingapp.cohorts.operations.offices import refuse_shared_offices
from trainingapp.cohorts.rules.numbers import doubled_numbers
from trainingapp.cohorts.terms import BranchRole, ClassRole, EnrolmentState, GroupRole, SortRule
from trainingapp.core import changes, events
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.people import operations as people
from trainingapp.people.models import Organisation
from trainingapp.people.rules.order import sort_keys
from trainingapp.people.terms import PersonEntry

#: What an enrolment keeps of the person as it was in the class.
SNAPSHOT = ("name", *people.FILLED)


def enrol(
    actor: Actor, cohort: Cohort, *, entry: PersonEntry, organisation: Organisation | None = None, **values: object
) -> Enrolment:
    """Take one person into a class by hand; refuses who is in it already, a taken number and a second leader."""
    refuse_closed(cohort, "名单")
    person = people.find_or_add_persons(actor, [entry])[0].person
    found = db.session.scalar(
        select(Enrolment).where(Enrolment.cohort_id == cohort.id, Enrolment.person_id == person.id)
    )
    if found is not None:
        state = "已经在班里" if found.state is EnrolmentState.ENROLLED else "已退出，可以在名单下方恢复"
        raise Refused(f"“{found.name}”{state}（编号 {found.number}）")
    number = values.pop("number", None) or queries.next_number(cohort.id)
    _refuse_taken_number(cohort.id, number, None)
    enrolment = Enrolment(
        cohort=cohort,
        person=person,
        number=number,
        organisation_name=organisation.shown_name if organisation else "",
        **sort_keys(entry.name, person.reading),
        **{name: getattr(entry, name) for name in SNAPSHOT},
        **values,
    )
    enrolment.joined_on = enrolment.joined_on or cohort.starts_on
    db.session.add(enrolment)
    db.session.flush()
    refuse_shared_offices(cohort)
    audit.record(actor, "enrolment.added", enrolment, changes.created(enrolment))
    return enrolment


def change_enrolment(
    actor: Actor,
    enrolment: Enrolment,
    *,
    phone: str | None = None,
    identity_number: str | None = None,
    **values: object,
) -> Changes:
    """Change a trainee's snapshot in this class; the numbers belong to the person and change there.

    Another name is a correction of the person's where it is the one that the person has.
    Refuses a number that somebody else of the class has, a second leader of a group or monitor of the class, and any
    change but of numbers in a closed class.
    """
    if "number" in values:
        _refuse_taken_number(enrolment.cohort_id, values["number"], enrolment)
    corrected: dict[str, object] = {}
    if "name" in values:
        corrected = {"name": values["name"]} if enrolment.person.name == enrolment.name else {}
        values |= sort_keys(str(values["name"]), enrolment.person.reading)
    changed = changes.apply(enrolment, **values)
    people.change_person(actor, enrolment.person, phone=phone, identity_number=identity_number, **corrected)
    if changed:
        refuse_closed(enrolment.cohort, "学员信息（电话除外）")
        refuse_shared_offices(enrolment.cohort)
        audit.record(actor, "enrolment.changed", enrolment, _without_keys(changed))
    return changed


def _without_keys(changed: Changes) -> Changes:
    """Leave the sort keys out: they follow from the name and say nothing to a person."""
    keys = {"stroke_key", "name_stroke_key", "pinyin_key"}
    return Changes(
        {name: value for name, value in changed.before.items() if name not in keys},
        {name: value for name, value in changed.after.items() if name not in keys},
    )


def withdraw(actor: Actor, enrolment: Enrolment, *, on: date, reason: str) -> Changes:
    """Let a trainee leave the class: a state with a date and a reason, never a deletion; what is recorded stays.

    His offices in class and group become free, so that others can take them.
    """
    refuse_closed(enrolment.cohort, "名单")
    if enrolment.state is EnrolmentState.WITHDRAWN:
        raise Refused(f"“{enrolment.name}”已经退出，不用再退")
    if not reason.strip():
        raise Refused("请写明退出的原因，例如 工作调动")
    if enrolment.joined_on and on < enrolment.joined_on:
        raise Refused(f"退出日期 {on} 早于入班日期 {enrolment.joined_on}")
    changed = changes.apply(
        enrolment,
        state=EnrolmentState.WITHDRAWN,
        left_on=on,
        group_role=GroupRole.MEMBER,
        class_role=ClassRole.MEMBER,
        branch_role=BranchRole.NONE,
    )
    audit.record(actor, "enrolment.withdrawn", enrolment, changed, reason=reason.strip())
    events.enrolment_changed.send(None, enrolment=enrolment)
    return changed


def return_to_class(actor: Actor, enrolment: Enrolment) -> Changes:
    """Take a trainee who left back into the class, with the same number, group and records, without an office."""
    refuse_closed(enrolment.cohort, "名单")
    if enrolment.state is EnrolmentState.ENROLLED:
        raise Refused(f"“{enrolment.name}”没有退出")
    changed = changes.apply(enrolment, state=EnrolmentState.ENROLLED, left_on=None)
    audit.record(actor, "enrolment.returned", enrolment, changed)
    events.enrolment_changed.send(None, enrolment=enrolment)
    return changed


def renumber(actor: Actor, cohort: Cohort, *, sort: SortRule) -> int:
    """Number the trainees 1, 2, 3 … in this order, those who left after them; return how many numbers changed."""
    inside = list(queries.list_roster(cohort.id, sort=sort))
    everybody = queries.list_roster(cohort.id, sort=sort, with_withdrawn=True)
    ordered = inside + [one for one in everybody if one.state is EnrolmentState.WITHDRAWN]
    return number_trainees(actor, cohort, numbers={one: place for place, one in enumerate(ordered, start=1)})


def number_trainees(actor: Actor, cohort: Cohort, *, numbers: Mapping[Enrolment, int]) -> int:
    """Give trainees of a class other numbers, which may change places; return how many changed.

    Refuses a number that two would have then, those who left included.
    """
    refuse_closed(cohort, "编号")
    before = {f"{one.number} {one.name}": one.number for one in numbers}
    after = {f"{one.number} {one.name}": number for one, number in numbers.items()}
    for one, number in numbers.items():
        one.number = number
    _refuse_shared_numbers(cohort, set(numbers.values()))
    changed = changes.between(before, after)
    if changed:
        audit.record(actor, "roster.renumbered", cohort, changed, cohort_id=cohort.id)
    return len(changed.after)


def _refuse_shared_numbers(cohort: Cohort, numbers: Collection[int]) -> None:
    holders = ((one.number, one.name) for one in queries.list_roster(cohort.id, with_withdrawn=True))
    faults = [
        f"编号 {number} 会有 {len(names)} 人：{'、'.join(names)}；请改成不同的编号"
        for number, names in doubled_numbers(holders, numbers).items()
    ]
    if faults:
        raise Refused(*faults)


def _refuse_taken_number(cohort_id: int, number: object, own: Enrolment | None) -> None:
    found = db.session.scalar(select(Enrolment).where(Enrolment.cohort_id == cohort_id, Enrolment.number == number))
    if found is not None and found is not own:
        raise Refused(f"编号 {number} 是“{found.name}”的，请换一个，或先重排编号")
