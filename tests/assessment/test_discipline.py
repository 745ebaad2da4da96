"""Discipline by kind of offence: set on the scheme's page, named in the record, and what the verdict opens to."""

import re
from decimal import Decimal

from tests.factories import Factory
from trainingapp.assessment import queries
from trainingapp.assessment.operations import enter_scores
from trainingapp.assessment.terms import Consequence, OffenceKind

SCHEME = {
    "part-1": "考试", "weight-1": "100", "band-1": "合格", "minimum-1": "0", "passes-1": "on",
    "offence-substitution": "cancelled", "offence-source-substitution": "实施方案第八条",
    "offence-binding-substitution": "on",
    "offence-disorder": "deducted", "offence-off-disorder": "2.5",
}  # fmt: skip


def test_discipline_is_set_by_kind_and_the_verdict_opens_to_rule_and_record(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort, "陈甲")
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/assessment"

    saved = client.post(f"{page}/scheme", data=SCHEME)
    scheme = queries.find_scheme(cohort.id)
    assert scheme is not None
    enter_scores(make.actor, cohort, scores={(one.id, scheme.components[0].id): Decimal(90)})
    for kind, note in (("disorder", "课上打电话"), ("substitution", "请人代签到")):
        data = {"kind": kind, "found_on": "2026-05-12", "note": note}
        client.post(f"{page}/{one.public_id}/offences", data=data)
    text = client.get(f"{page}/{one.public_id}").get_data(as_text=True)
    again = client.get(f"{page}/scheme").get_data(as_text=True)
    grid = client.get(page).get_data(as_text=True)

    assert saved.status_code == 302
    assert [(gate.offence, gate.consequence, gate.limit_text) for gate in queries.gates_of(scheme)] == [
        (OffenceKind.SUBSTITUTION, Consequence.CANCELLED, "0"),
        (OffenceKind.DISORDER, Consequence.DEDUCTED, "2.5"),
    ]
    rows = re.findall(r'<th scope="row">([^<]*的，[^<]*)</th><td>([^<]*)（<a href="#offences">', text)
    assert rows == [
        ("请人代课、替考的，取消成绩，不予结业", "登记了 1 次：请人代课、替考（请人代签到）"),
        ("扰乱课堂秩序的，每次扣 2.5 分", "登记了 1 次：扰乱课堂秩序（课上打电话）；扣 2.5 分"),
    ]
    assert ("硬性规定：实施方案第八条" in text, "考试 90×100% - 违纪扣 2.5 = 87.5" in text) == (True, True)
    assert ('name="offence-off-disorder" value="2.5"' in again, 'data-off="2.5"' in grid) == (True, True)


def test_faults_of_a_scheme_are_told_at_their_fields(make: Factory) -> None:
    cohort = make.cohort()
    data = {**SCHEME, "weight-1": "90", "gate-1": "leave_share", "gate-limit-1": "0", "offence-off-disorder": "0"}

    answer = make.organiser_client().post(f"/classes/{cohort.public_id}/assessment/scheme", data=data)

    assert (answer.status_code, queries.find_scheme(cohort.id)) == (422, None)
    faults = dict(re.findall(r'id="([^"]+)-fault">([^<]*)', answer.get_data(as_text=True)))
    assert faults == {
        "weight-1": "各项权重加起来是 90%，应为 100%",
        "gate-limit-1": "一票否决“缺课学时不超过总学时的”要填大于 0、不超过 1 的分数，如 1/7、3/4",
        "offence-off-disorder": "违纪“扰乱课堂秩序”要写明每次扣几分，大于 0、不超过 100，最多一位小数",
    }
