"""A class has its own words for the statuses: on every page and paper, understood when read in; they count as ever."""

from datetime import date, timedelta
from fractions import Fraction
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from tests.attendance.test_pages import address, page
from tests.factories import Factory
from tests.portal.test_pages import trainee_client
from tests.registers.returned import FIRST_MARK, edited, exported, fields, made_class, rows_of, upload
from tests.registers.test_own_kinds import texts
from trainingapp.attendance import columns
from trainingapp.attendance.operations import record_marks, request_leave, undo_last_save
from trainingapp.attendance.queries import cohort_register, list_concerns
from trainingapp.attendance.terms import LeaveKind, Status
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.operations import copy_cohort
from trainingapp.cohorts.terms import CopyPart
from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.core.errors import Stale
from trainingapp.registers.operations.texts import write_texts
from trainingapp.registers.queries import Printing
from trainingapp.registers.queries.layouts import offered_columns
from trainingapp.registers.queries.papers import make_paper
from trainingapp.registers.queries.papers.facts import text_of
from trainingapp.registers.queries.templates import FILLABLE, fill_own
from trainingapp.registers.terms import PaperKind, PaperText

OWN = {"words": {"official": "公差", "personal": "私假"}}
OWN_ABSENCE = {"words": {"official": "公差", "absent": "缺席", "late": "晚到"}}


def test_roll_call_grid_history_and_trail_speak_the_class_own_words(make: Factory) -> None:
    cohort = make.cohort(stored_presets=OWN)
    session = make.session(cohort)
    one = make.enrolment(cohort)
    record_marks(make.actor, session, marks={one.id: Status.OFFICIAL})
    client = make.organiser_client()

    roll, grid, history = (
        page(client, url)
        for url in (address(cohort, session), address(cohort, act="register"), address(cohort, session, "history"))
    )
    act = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "attendance.taken")).one()

    assert [f'aria-label="{word}"' in roll for word in ("公差", "私假", "病假", "公假")] == [True, True, True, False]
    assert "<b>☆</b> 公差" in grid
    assert '<th scope="col" rowspan="2">公差</th>' in grid
    assert ("公差" in history, "公假" in history) == (True, False)
    assert list(act.after.values()) == ["公差"]


def test_own_words_change_nothing_of_what_is_counted(make: Factory) -> None:
    usual, renamed = make.cohort(), make.cohort(stored_presets=OWN)
    tallies = []
    for cohort in (usual, renamed):
        session = make.session(cohort)
        one, two = make.enrolments(cohort, 2)
        record_marks(make.actor, session, marks={one.id: Status.OFFICIAL, two.id: Status.PRESENT})
        tallies.append([row.tally for row in cohort_register(cohort).rows])

    assert tallies[0] == tallies[1]
    assert [tally.rate_with_leave for tally in tallies[1]] == [Fraction(1), Fraction(1)]


def test_phone_shows_the_own_words(make: Factory) -> None:
    cohort = make.cohort(stored_presets=OWN)
    session = make.session(cohort)
    one = make.enrolment(cohort)
    record_marks(make.actor, session, marks={one.id: Status.PERSONAL})

    text = page(trainee_client(make, one), "/my/attendance")

    assert ("△ 私假" in text, "△ 事假" in text) == (True, False)


def test_register_prints_the_own_words_and_reads_them_back(make: Factory) -> None:
    cohort, sessions = made_class(make)
    cohort.stored_presets = OWN
    client = make.organiser_client()
    content = exported(client, cohort, "attendance")

    def edit(sheet: Worksheet) -> None:
        rows = rows_of(sheet)
        for name, word in (("陈甲", "公差"), ("李乙", "公假"), ("赵丁", "私假")):
            sheet.cell(rows[name], FIRST_MARK).value = word

    location = upload(client, cohort, edited(content, edit))
    client.post(location, data=fields(page(client, location)))

    found = cohort_register(cohort)
    marks = {row.member.name: row.marks[sessions[0].id] for row in found.rows}
    assert [marks[name] for name in ("陈甲", "李乙", "赵丁")] == [Status.OFFICIAL, Status.OFFICIAL, Status.PERSONAL]
    assert ("☆", "公差") in columns.legend(found)
    assert "公差" in [column.header for column in columns.register_columns(found)]


def test_columns_of_the_register_are_offered_by_the_own_words(make: Factory) -> None:
    offered = {one.key: one.header for one in offered_columns(make.cohort(stored_presets=OWN), PaperKind.ATTENDANCE)}

    assert (offered["count_official"], offered["count_sick"]) == ("公差", "病假")


def test_two_people_at_once_are_told_both_marks_in_the_own_words(make: Factory) -> None:
    cohort = make.cohort(stored_presets=OWN)
    session = make.session(cohort)
    one = make.enrolment(cohort)
    record_marks(make.actor, session, marks={one.id: Status.OFFICIAL})

    with pytest.raises(Stale, match="您记的是“私假”，别人刚改成“公差”"):
        record_marks(make.actor, session, marks={one.id: Status.PERSONAL}, versions={one.id: 0})

    undo_last_save(make.actor, session)
    assert cohort_register(cohort).rows[0].marks == {}


def test_next_years_class_takes_the_words_over(make: Factory) -> None:
    source = make.cohort(stored_presets=OWN)

    following = copy_cohort(
        make.actor,
        source,
        code="next",
        formal_name="下一期",
        short_name="下一期",
        batch="",
        starts_on=source.starts_on + timedelta(days=364),
        parts={CopyPart.PAPERS},
    )

    assert following.presets.words == OWN["words"]


def test_leave_is_called_by_the_class_own_words_on_pages_phone_and_paper(make: Factory) -> None:
    cohort = make.cohort(stored_presets=OWN)
    session = make.session(cohort, held_on=today() + timedelta(days=1))
    make.session(cohort, held_on=today() + timedelta(days=2))
    make.release(cohort)
    one = make.enrolment(cohort, "陈青禾")
    leave = request_leave(make.actor, one, kind=LeaveKind.OFFICIAL, sessions=[session], reason="开会")
    client, phone = make.organiser_client(), trainee_client(make, one)

    asked = [
        page(phone, "/my/leave/new"),
        page(phone, "/my/leave"),
        page(client, f"/classes/{cohort.public_id}/leave"),
        page(client, f"/classes/{cohort.public_id}/leave/{leave.public_id}"),
    ]
    paper = texts(make_paper(cohort, PaperKind.LEAVE, Printing(make.actor, today())))

    assert [("公差" in text, "公假" in text) for text in asked] == [(True, False)] * 4
    assert ("公差" in paper, "公假" in paper) == (True, False)


def test_appraisal_handbook_and_concerns_say_the_class_own_word(make: Factory) -> None:
    cohort = make.cohort(stored_presets=OWN_ABSENCE)
    one = make.enrolment(cohort)
    for day in (5, 6):
        session = make.session(cohort, held_on=date(2025, 5, day))
        record_marks(make.actor, session, marks={one.id: Status.ABSENT})

    appraisal = "".join(texts(make_paper(cohort, PaperKind.APPRAISALS, Printing(make.actor, today()))))
    conduct = text_of(cohort, PaperText.CONDUCT)
    (concern,) = list_concerns(cohort, cohort_register(cohort))

    assert ("缺席 2 个半天" in appraisal, "旷课" in appraisal) == (True, False)
    assert conduct.startswith("按时到课，每半天签到一次，不晚到、不早退、不缺席")
    assert "连续 2 个半天缺席" in concern.reasons


def test_usual_text_saved_unchanged_is_not_the_class_own(make: Factory) -> None:
    cohort = make.cohort(stored_presets=OWN_ABSENCE)
    shown = {text: text_of(cohort, text) for text in PaperText}

    write_texts(make.actor, cohort, texts=shown, version=cohort.version)

    assert cohort.presets.texts == {}


def test_own_excel_template_prints_the_class_own_words_and_legend(make: Factory) -> None:
    cohort = make.cohort(stored_presets=OWN)
    make.enrolment(cohort)
    make.session(cohort)
    starter = FILLABLE[PaperKind.ATTENDANCE].starter("考勤登记表")

    filled = texts(fill_own(cohort, PaperKind.ATTENDANCE, Printing(make.actor, today()), starter))

    assert ("公差" in filled, "私假" in filled, "病假" in filled, "公假" in filled) == (True, True, True, False)
    assert any("☆ 公差" in text for text in filled)


def test_statistics_over_classes_keep_the_usual_words_and_say_so(make: Factory) -> None:
    usual, renamed = make.cohort(short_name="甲班"), make.cohort(short_name="乙班", stored_presets=OWN)
    client = make.organiser_client()

    def shown(*cohorts: Cohort) -> str:
        for cohort in cohorts:
            session = make.session(cohort)
            record_marks(make.actor, session, marks={make.enrolment(cohort).id: Status.OFFICIAL})
        return page(client, f"/insight/marks?year={session.held_on.year}")

    before, after = shown(usual), shown(renamed)

    assert "这里统一用通常的叫法" not in before
    book = load_workbook(BytesIO(client.get(f"/insight/workbook/marks?year={renamed.starts_on.year}").data))
    assert "乙班把公假叫“公差”；乙班把事假叫“私假”" in after
    assert after.count(">公假</td>") == 2
    assert [row for row in book["各班的叫法"].iter_rows(values_only=True) if row[0] == "乙班"] == [
        ("乙班", "公假", "公差"),
        ("乙班", "事假", "私假"),
    ]


def test_settings_of_a_class_are_put_in_its_own_words(make: Factory) -> None:
    cohort = make.cohort(stored_presets=OWN_ABSENCE)

    text = page(make.organiser_client(), f"/classes/{cohort.public_id}/attendance-settings")

    labels = ("公差也算在内", "缺席也算在内", "开课几分钟后算晚到", "提示缺席")
    assert [label in text for label in labels] == [True] * 4
    assert [word in text for word in ("公假", "旷课", "迟到")] == [False] * 3
