"""Paper forms of an evaluation through a workbook: the sheet to type them into, and what came back filled in.

What came back is never kept: it is read in the child process, shown in a random order, and taken in by the one act
that takes every paper form.
"""

import random
from collections.abc import Sequence

from trainingapp.assessment import queries, rules
from trainingapp.assessment.models import Questionnaire
from trainingapp.assessment.terms import EvaluationState
from trainingapp.core.errors import Refused
from trainingapp.core.excel.child import read_upload
from trainingapp.core.excel.writing import safe_file_name
from trainingapp.registers.operations.papers import WORKBOOK, Export
from trainingapp.registers.queries.papers.parts import filled_by
from trainingapp.registers.rules.evaluation_entry import EntryRow, read_entries
from trainingapp.registers.sheets.evaluation_entry import EntrySheet, build_entry_sheet
from trainingapp.registers.sheets.parts import Office

CLOSED = "这项评估已经结束，不再收表"
#: Unpredictable, unlike the module's default generator.
SHUFFLER = random.SystemRandom()


def answers_of(questionnaire: Questionnaire) -> Sequence[tuple[int, str]]:
    """Return the words that stand for points in a form, empty where points are written."""
    items = queries.items_of(questionnaire)
    return rules.SATISFACTION if rules.is_satisfaction(questionnaire.kind, items) else ()


def entry_sheet(questionnaire: Questionnaire) -> Export:
    """Return the workbook to type an evaluation's paper forms into: one row for each form that may still come."""
    turnout = queries.find_turnout(questionnaire)
    title = f"{questionnaire.title}评估表录入表"
    content = build_entry_sheet(
        EntrySheet(
            title=title,
            code=questionnaire.public_id,
            items=queries.items_of(questionnaire),
            lines=turnout.asked - turnout.forms,
            answers=answers_of(questionnaire),
            office=Office(filled_by(questionnaire.cohort)),
        )
    )
    return Export(safe_file_name(title, WORKBOOK), content)


def read_entry_sheet(questionnaire: Questionnaire, *, content: bytes, file_name: str) -> list[EntryRow]:
    """Return the forms of a filled sheet: in a random order, or as they stand when there are cells to be mended.

    Raises Refused for an evaluation that is closed, and for a file that cannot be read, is of another evaluation, or
    has more forms than may still come.
    """
    if questionnaire.state is EvaluationState.CLOSED:
        raise Refused(CLOSED)
    workbook = read_upload(content, file_name)
    items = queries.items_of(questionnaire)
    rows = read_entries(workbook, items, questionnaire.public_id, answers_of(questionnaire))
    turnout = queries.find_turnout(questionnaire)
    fault = rules.forms_fault(turnout.asked, turnout.forms, len(rows))
    if fault:
        raise Refused(fault)
    return rows if any(row.faults for row in rows) else SHUFFLER.sample(rows, len(rows))
