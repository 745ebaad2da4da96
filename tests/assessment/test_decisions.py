"""Decisions stand as decided, their reason is printed on the forms, and a scheme says how far it binds."""

from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.factories import Factory
from trainingapp.assessment import columns, operations, queries
from trainingapp.assessment.queries import AssessmentRow
from trainingapp.assessment.rules import BRACKETS, Part
from trainingapp.assessment.terms import Completion, Outstanding
from trainingapp.cohorts.models import Cohort
from trainingapp.core.errors import Refused
from trainingapp.registers.queries.papers.parts import Printing
from trainingapp.registers.queries.papers.results import appraisals, assessment


def scored(make: Factory, points: int, *, outstanding: Outstanding | None = None) -> tuple[Cohort, AssessmentRow]:
    """Return a class of one with these points in the exam."""
    cohort = make.cohort()
    one = make.enrolment(cohort, "陈甲")
    scheme = operations.set_scheme(
        make.actor, cohort, parts=[Part(1, "考试", 100)], brackets=BRACKETS, outstanding=outstanding
    )
    operations.enter_scores(make.actor, cohort, scores={(one.id, scheme.components[0].id): Decimal(points)})
    return cohort, queries.class_assessment(cohort).rows[0]


def texts(book: bytes) -> list[str]:
    """Return what stands in a workbook's cells."""
    return [str(cell.value) for sheet in load_workbook(BytesIO(book)) for row in sheet for cell in row if cell.value]


def test_reason_of_a_departing_decision_is_printed_on_register_and_appraisal(make: Factory) -> None:
    cohort, row = scored(make, 59)
    operations.decide_outcome(make.actor, row, band="合格", completion=Completion.COMPLETED, reason="补考 75 分")
    printing = Printing(actor=make.actor, on=cohort.starts_on)

    register, form = texts(assessment(cohort, printing)), texts(appraisals(cohort, printing))

    assert "改评：补考 75 分" in register
    assert [text for text in form if text.startswith("评定：“合格、结业”\n改评：补考 75 分\n\n")] != []


def test_appraisal_of_whom_nobody_has_decided_on_leaves_the_opinion_to_be_written(make: Factory) -> None:
    cohort, _row = scored(make, 90)

    form = texts(appraisals(cohort, Printing(actor=make.actor, on=cohort.starts_on)))

    assert [text for text in form if "评定：" in text] == []


def test_decision_without_a_band_stays_without_one(make: Factory) -> None:
    cohort, row = scored(make, 95)

    operations.decide_outcome(make.actor, row, band="", completion=Completion.COMPLETED, reason="免评等次")

    (decided,) = queries.class_assessment(cohort).rows
    assert (decided.band, decided.verdict.band, decided.departs) == ("", "优秀", True)


def test_naming_whom_the_rule_does_not_suggest_wants_a_reason_also_where_it_suggests_nobody(make: Factory) -> None:
    cohort, row = scored(make, 80, outstanding=Outstanding(Fraction(1), minimum=90))
    operations.accept_suggestions(make.actor, cohort, queries.class_assessment(cohort))
    found, chosen = queries.class_assessment(cohort), [row.enrolment.public_id]

    with pytest.raises(Refused, match="请写明理由"):
        operations.name_outstanding(make.actor, cohort, found, chosen=chosen)
    operations.name_outstanding(make.actor, cohort, found, chosen=chosen, reason="抗疫表现突出")

    assert [one.outstanding for one in queries.class_assessment(cohort).rows] == [True]


@pytest.mark.parametrize(("ticked", "told"), [({"binding": "y"}, "硬性规定"), ({}, "参考")])
def test_scheme_says_how_far_it_binds_on_paper_and_in_its_edition(
    make: Factory, ticked: dict[str, str], told: str
) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/assessment/scheme"
    data = {"part-1": "考试", "weight-1": "100", "band-1": "合格", "minimum-1": "0", "source_text": "区委党校通知"}

    client.post(page, data={**data, **ticked})
    edition = client.get(f"{page}/1").get_data(as_text=True)

    assert columns.legend(queries.class_assessment(cohort))[-1] == f"考核办法的依据（{told}：区委党校通知）"
    assert f"{told}：区委党校通知" in edition
