"""Papers about sessions: timetable, sign-in sheets, the whole class's sign-in sheet, rides."""

from collections.abc import Sequence
from datetime import date

from trainingapp.attendance.queries import held, list_members
from trainingapp.attendance.rules import Member, expected
from trainingapp.cohorts.models import Cohort
from trainingapp.registers.queries.papers.parts import Printing, closing_of, dates_of, heading_of, office_of
from trainingapp.registers.queries.titles import title_of
from trainingapp.registers.queries.tracks import track_timetable
from trainingapp.registers.rules.printed_names import space_name
from trainingapp.registers.sheets.attendance import HalfDay
from trainingapp.registers.sheets.boarding import BoardingSheets, Passenger, VehicleLine, build_boarding
from trainingapp.registers.sheets.signin import SignInLine, SignInSession, SignInSheets, build_signin, signed_pages
from trainingapp.registers.sheets.signin_grid import GridLine, SignInGrid, build_signin_grid
from trainingapp.registers.sheets.timetable import MAY_CHANGE, TimetableSheet, build_timetable
from trainingapp.registers.sheets.tracking import UNTRACKED
from trainingapp.registers.terms import PaperKind
from trainingapp.timetable.columns import TIMETABLE
from trainingapp.timetable.models import Session
from trainingapp.timetable.queries import (
    FinalTimetable,
    draft_of,
    final_timetable,
    freeze_sessions,
    list_sessions,
    newest_release,
    unreleased_changes,
)
from trainingapp.timetable.rules.frozen import FrozenSession
from trainingapp.visits.models import Visit
from trainingapp.visits.queries import list_visits, riders_of, seats_of, way_of

_SESSION_COLUMNS = {column.key: column for column in TIMETABLE}


def timetable(cohort: Cohort, printing: Printing) -> bytes:
    """Return 课程安排表 of the draft; it says of which release it is, or that it is none yet."""
    sessions = draft_of(cohort)
    return build_timetable(
        TimetableSheet(
            heading=heading_of(cohort, PaperKind.TIMETABLE, right=dates_of(cohort)),
            columns=TIMETABLE,
            rows=sessions,
            notes=[_edition(cohort), MAY_CHANGE],
            closing=closing_of(cohort, printing),
            office=office_of(cohort, PaperKind.TIMETABLE),
            tracking=track_timetable(cohort, sessions, printing.on) if printing.tracked else UNTRACKED,
        )
    )


def _edition(cohort: Cohort) -> str:
    newest = newest_release(cohort)
    if newest is None:
        return "版本：草稿，尚未发布。"
    changed = unreleased_changes(cohort, newest)
    return (
        f"版本：草稿，与{newest.stamp}相比有 {len(changed)} 处未发布的改动。" if changed else f"版本：{newest.stamp}。"
    )


def final(cohort: Cohort, printing: Printing) -> bytes:
    """Return 最终课程表 for the class's file: the newest release, and how each release came to differ."""
    found = final_timetable(cohort)
    return build_timetable(
        TimetableSheet(
            heading=heading_of(cohort, PaperKind.FINAL, right=dates_of(cohort)),
            columns=TIMETABLE,
            rows=found.sessions if found else [],
            notes=_how_it_came(found) if found else ["课表还没有发布过，没有最终课程表。"],
            closing=closing_of(cohort, printing),
            office=office_of(cohort, PaperKind.FINAL),
        )
    )


def _how_it_came(final: FinalTimetable) -> list[str]:
    told = [
        f"{'　'.join(filter(None, [release.stamp, release.note]))}：{'；'.join(map(str, changes))}。"
        for release, changes in final.history
    ]
    return [f"版本：{final.release.stamp}。", *([f"课表调整 {len(told)} 次：", *told] if told else [])]


def signin(cohort: Cohort, printing: Printing) -> bytes:
    """Return 签到表 of one session, or of all."""
    return build_signin(sheets_to_sign(cohort, printing))


def sheets_to_sign(cohort: Cohort, printing: Printing) -> SignInSheets:
    """Return the sheets of one session, or of all at which people sign in."""
    return _sign_in_sheets(cohort, [printing.session] if printing.session else sessions_to_sign_for(cohort))


def _sign_in_sheets(cohort: Cohort, sessions: Sequence[Session]) -> SignInSheets:
    members = list_members(cohort.id, sort=cohort.presets.sort_rule)
    printed = {one.uid: one for one in freeze_sessions(sessions)}
    return SignInSheets(
        title=title_of(cohort, PaperKind.SIGNIN.label),
        sessions=[_sign_in_session(session, printed[session.public_id], members) for session in sessions],
        blank_lines=cohort.presets.observer_lines,
        office=office_of(cohort, PaperKind.SIGNIN),
    )


def pages_to_sign(session: Session) -> list[tuple[list[int], list[int]]]:
    """Return the pages of a session's sign-in sheet: the trainees' numbers down the left half and the right one."""
    sheets = _sign_in_sheets(session.cohort, [session])
    return [(_numbers(left), _numbers(right)) for left, right in signed_pages(sheets, sheets.sessions[0])]


def _numbers(lines: Sequence[SignInLine]) -> list[int]:
    """Return the trainees' numbers in these lines; observers' and blank ones have none."""
    return [int(line.number) for line in lines if line.number.isdecimal()]


def sessions_to_sign_for(cohort: Cohort) -> list[Session]:
    """Return the sessions at which people sign in: those that count for attendance."""
    return [session for session in list_sessions(cohort) if held(session).counts]


def _sign_in_session(session: Session, printed: FrozenSession, members: Sequence[Member]) -> SignInSession:
    facts = held(session)
    lines = [_line(member) for member in members if expected(facts, member)]
    observers = f"；列席：{session.observers}" if session.observers else ""
    said = {key: column.text(printed).replace("\n", "、") for key, column in _SESSION_COLUMNS.items()}
    return SignInSession(
        sheet_name=session.label,
        topic=session.title,
        when=f"{said['date'].replace('、', '')}{said['half_day']} {said['time']}",
        lecturers=said["speakers"],
        venue=said["venue"],
        audience=session.audience_label + observers,
        expected=len(lines),
        trainees=lines,
    )


def _line(member: Member) -> SignInLine:
    return SignInLine(str(member.number), space_name(member.name), member.unit)


def signin_grid(cohort: Cohort, printing: Printing) -> bytes:
    """Return 全班半日签到总表."""
    del printing
    return build_signin_grid(grid_to_sign(cohort))


def grid_to_sign(cohort: Cohort) -> SignInGrid:
    """Return the whole class's sign-in sheet: a place for every half-day in which a trainee is expected."""
    presets = cohort.presets
    half_days: dict[HalfDay, list[Session]] = {}
    for session in sessions_to_sign_for(cohort):
        half_days.setdefault(HalfDay(session.held_on, session.half_day.label), []).append(session)
    lines = [
        GridLine(
            _line(member),
            [any(expected(held(session), member) for session in sessions) for sessions in half_days.values()],
        )
        for member in list_members(cohort.id, sort=presets.sort_rule)
    ]
    return SignInGrid(
        heading=heading_of(cohort, PaperKind.SIGNIN_GRID, right=dates_of(cohort)),
        half_days=list(half_days),
        lines=lines,
        blank_lines=presets.observer_lines,
        office=office_of(cohort, PaperKind.SIGNIN_GRID),
    )


def rides(cohort: Cohort, printing: Printing) -> bytes:
    """Return 乘车安排 of the next visit, or of the last one where none is ahead."""
    return build_boarding(rides_of(cohort, printing))


def rides_of(cohort: Cohort, printing: Printing) -> BoardingSheets:
    """Return who rides where on the visit to print; nobody where the class has none."""
    visit = visit_to_print(list_visits(cohort), printing.on)
    heading = heading_of(cohort, PaperKind.RIDES, right=dates_of(cohort))
    closing, office = closing_of(cohort, printing), office_of(cohort, PaperKind.RIDES)
    if visit is None:
        return BoardingSheets(heading=heading, vehicles=[], closing=closing, office=office)
    vehicles, unplaced = vehicles_of(visit)
    return BoardingSheets(
        heading=heading,
        vehicles=vehicles,
        when=visit.session.label,
        gather_at=visit.gather_place,
        route=" → ".join(way_of(visit)),
        unplaced=unplaced,
        closing=closing,
        office=office,
    )


def visit_to_print(visits: Sequence[Visit], on: date) -> Visit | None:
    """Return the next visit from a day on, or the last one where none is ahead."""
    in_order = sorted(visits, key=lambda visit: visit.session.starts)
    ahead = [visit for visit in in_order if visit.session.held_on >= on]
    return next(iter(ahead or reversed(in_order)), None)


def vehicles_of(visit: Visit) -> tuple[list[VehicleLine], list[str]]:
    """Return the vehicles of a visit with those who ride in them, and the names of those who have no seat yet."""
    riders, seats = riders_of(visit.session), seats_of(visit)
    lines = [
        VehicleLine(
            name=vehicle.name,
            plate=vehicle.plate,
            driver=vehicle.driver,
            driver_phone=vehicle.driver_phone,
            escort=vehicle.in_charge,
            seats=vehicle.seats,
            passengers=[
                Passenger(str(rider.number), space_name(rider.name), rider.organisation_name)
                for rider in riders
                if seats.get(rider.id) == vehicle.id
            ],
        )
        for vehicle in visit.vehicles
    ]
    return lines, [rider.name for rider in riders if rider.id not in seats]
