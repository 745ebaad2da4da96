"""Papers about who is in a class: roster, contact list, reply form, places per organisation, groups, seats."""

from collections import Counter
from collections.abc import Sequence

from trainingapp.cohorts import columns as cohort_columns
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import call_of, list_nominations, list_roster, seats_of
from trainingapp.cohorts.terms import GroupRole, SortRule
from trainingapp.core.columns import Column
from trainingapp.curriculum.terms import Form
from trainingapp.people.queries import list_organisations
from trainingapp.registers.queries.papers.parts import (
    Printing,
    closing_of,
    dates_of,
    filled_by,
    heading_of,
    office_of,
    spaced,
)
from trainingapp.registers.queries.tracks import track_roster
from trainingapp.registers.rules.printed_names import space_name
from trainingapp.registers.sheets.contacts import CONTACT_KEYS, ContactSheet, build_contacts
from trainingapp.registers.sheets.grouping import GroupLine, GroupSheet, build_groups
from trainingapp.registers.sheets.quotas import Quota, QuotaSheet, build_quotas
from trainingapp.registers.sheets.reply import ReplySheet, build_reply
from trainingapp.registers.sheets.roster import RosterSheet, build_roster
from trainingapp.registers.sheets.seating.places import choose_blocks, fill_rows, seat_groups
from trainingapp.registers.sheets.seating.plan import Seat, SeatingPlan, build_seating
from trainingapp.registers.sheets.tracking import UNTRACKED
from trainingapp.registers.terms import PaperKind
from trainingapp.timetable.queries import list_sessions

ORDERED = {
    SortRule.STROKES: "注：按姓氏笔画为序。",
    SortRule.NAME_STROKES: "注：按姓名笔画为序。",
    SortRule.PINYIN: "注：按姓名拼音为序。",
    SortRule.ORGANISATION: "注：按单位职务为序。",
    SortRule.ARRIVAL: "注：按报到先后为序。",
}


def roster(cohort: Cohort, printing: Printing) -> bytes:
    """Return 学员花名册; without a layout of the class's own, columns that would be blank are left out."""
    rows, laid_out = _rows(cohort), PaperKind.ROSTER.value in cohort.presets.layouts
    return build_roster(
        RosterSheet(
            heading=heading_of(cohort, PaperKind.ROSTER, right=f"共 {len(rows)} 人"),
            columns=spaced(
                roster_columns(printing) if laid_out else cohort_columns.columns_in_use(roster_columns(printing), rows)
            ),
            rows=rows,
            notes=_order_note(cohort.presets.sort_rule),
            closing=closing_of(cohort, printing),
            seal=True,
            office=office_of(cohort, PaperKind.ROSTER),
            tracking=track_roster(cohort, rows, printing.on) if printing.tracked else UNTRACKED,
        )
    )


def contacts(cohort: Cohort, printing: Printing) -> bytes:
    """Return 通讯录: the least that is needed, or what the class has laid out."""
    rows, laid_out = _rows(cohort), PaperKind.CONTACTS.value in cohort.presets.layouts
    return build_contacts(
        ContactSheet(
            heading=heading_of(cohort, PaperKind.CONTACTS, right=f"共 {len(rows)} 人"),
            columns=spaced([column for column in roster_columns(printing) if laid_out or column.key in CONTACT_KEYS]),
            rows=rows,
            office=office_of(cohort, PaperKind.CONTACTS),
        )
    )


def reply(cohort: Cohort, printing: Printing) -> bytes:
    """Return 报名回执表: blank lines for the organisations to fill in and send back."""
    del printing
    call = call_of(cohort)
    closes_on = call.closes_on if call else None
    return build_reply(
        ReplySheet(
            heading=heading_of(cohort, PaperKind.REPLY),
            deadline=f"{closes_on.month}月{closes_on.day}日" if closes_on else "",
            send_to=filled_by(cohort),
            office=office_of(cohort, PaperKind.REPLY),
        )
    )


def quotas(cohort: Cohort, printing: Printing) -> bytes:
    """Return 名额分配表."""
    return build_quotas(
        QuotaSheet(
            heading=heading_of(cohort, PaperKind.QUOTAS, right=dates_of(cohort)),
            quotas=quota_lines(cohort),
            closing=closing_of(cohort, printing),
            office=office_of(cohort, PaperKind.QUOTAS),
        )
    )


def quota_lines(cohort: Cohort) -> list[Quota]:
    """Return places per organisation, and how many it has put forward."""
    nominated = Counter(nomination.organisation_id for nomination in list_nominations(cohort))
    seats = seats_of(cohort)
    given = [one for one in list_organisations() if one.id in seats]
    return [
        Quota(number=place, unit=one.shown_name, places=seats[one.id], entered=nominated[one.id])
        for place, one in enumerate(given, start=1)
    ]


def groups(cohort: Cohort, printing: Printing) -> bytes:
    """Return 分组名单."""
    rows = _rows(cohort)
    lines = group_lines(cohort, rows)
    alone = [one for one in rows if one.group_id is None]
    if lines and alone:
        lines.append(_group_line("未分组", "", alone))
    return build_groups(
        GroupSheet(
            heading=heading_of(cohort, PaperKind.GROUPS, right=f"共 {len(rows)} 人"),
            groups=lines,
            closing=closing_of(cohort, printing),
            office=office_of(cohort, PaperKind.GROUPS),
        )
    )


def group_lines(cohort: Cohort, rows: Sequence[Enrolment]) -> list[GroupLine]:
    """Return the groups of a class with those in them, in the class's order."""
    return [
        _group_line(group.name, group.theme, [one for one in rows if one.group_id == group.id])
        for group in cohort.groups
    ]


def _group_line(name: str, theme: str, members: Sequence[Enrolment]) -> GroupLine:
    def named(role: GroupRole) -> list[str]:
        return [one.name for one in members if one.group_role is role]

    return GroupLine(
        name=name,
        leader="、".join(named(GroupRole.LEADER)),
        deputies=named(GroupRole.DEPUTY),
        members=[f"{one.name}（{one.organisation_name}）" for one in members if one.group_role is GroupRole.MEMBER],
        theme=theme,
    )


def seating(cohort: Cohort, printing: Printing) -> bytes:
    """Return 座次表: groups together where the class has them and wants it so, else in an order."""
    del printing
    rule = cohort.presets.seating or cohort.presets.sort_rule
    rows = list_roster(cohort.id, sort=rule)
    blocks = choose_blocks(len(rows))
    grouped = [[_seat(one) for one in some] for some in _seated_together(cohort, rows)]
    return build_seating(
        SeatingPlan(
            heading=heading_of(cohort, PaperKind.SEATING, right=f"共 {len(rows)} 人"),
            rows=seat_groups(grouped, blocks) if grouped else fill_rows([_seat(one) for one in rows], blocks),
            blocks=blocks,
            platform=on_platform(cohort),
            notes=() if grouped else _order_note(rule),
            office=office_of(cohort, PaperKind.SEATING),
        )
    )


def in_seating_order(cohort: Cohort) -> list[Enrolment]:
    """Return the trainees in the order in which they sit."""
    rows = list_roster(cohort.id, sort=cohort.presets.seating or cohort.presets.sort_rule)
    together = _seated_together(cohort, rows)
    return [one for some in together for one in some] if together else list(rows)


def _seated_together(cohort: Cohort, rows: Sequence[Enrolment]) -> list[list[Enrolment]]:
    """Return the trainees by groups, those without one last; nothing where they sit in an order."""
    groups = [[one for one in rows if one.group_id == group.id] for group in cohort.groups]
    if cohort.presets.seating is not None or not any(groups):
        return []
    alone = [one for one in rows if one.group_id is None]
    return [*groups, alone] if alone else groups


def on_platform(cohort: Cohort) -> list[str]:
    """Return who sits on the platform when the class opens: who speaks then, in that order, and who presides."""
    opening = next((one for one in list_sessions(cohort) if one.form is Form.CEREMONY), None)
    if opening is None:
        return []
    people = [*opening.speakers, *([opening.host] if opening.host else [])]
    return list(dict.fromkeys(space_name(one.name) for one in people))


def _seat(one: Enrolment) -> Seat:
    return Seat(space_name(one.name), one.group.name if one.group else "")


def _rows(cohort: Cohort) -> Sequence[Enrolment]:
    return list_roster(cohort.id, sort=cohort.presets.sort_rule)


def roster_columns(printing: Printing) -> Sequence[Column[Enrolment]]:
    """Return the roster's columns, phone numbers whole for those who may have them."""
    return cohort_columns.ROSTER_WITH_PHONES if printing.whole_phones else cohort_columns.ROSTER


def _order_note(rule: SortRule) -> list[str]:
    return [ORDERED[rule]] if rule in ORDERED else []
