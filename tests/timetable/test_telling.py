"""Refusals and messages of the workbench: a conflict's ways out are links there, too, and a title is never HTML."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.timetable.test_seminars import form_data, grouped_class
from trainingapp.cohorts.models import Cohort
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import HalfDay

JSON = {"Accept": "application/json"}


def clashing(make: Factory) -> tuple[Cohort, Session, FlaskClient]:
    """Return a session of the afternoon whose hall another class has in the morning."""
    cohort, room = make.cohort(), make.venue("礼堂")
    session = make.session(
        cohort, title="<b>甲课</b>", half_day=HalfDay.AFTERNOON, venue=room, lecturers=[make.lecturer()]
    )
    make.session(make.cohort(), title="乙课", venue=room, lecturers=[make.lecturer()])
    return cohort, session, make.organiser_client()


def moved(session: Session, day: str, **values: str) -> dict[str, object]:
    return {"session": session.public_id, "version": session.version, "day": day, "half_day": "morning", **values}


def test_refused_move_leads_to_its_ways_out(make: Factory) -> None:
    cohort, session, client = clashing(make)
    page, wanted = f"/classes/{cohort.public_id}/timetable", moved(session, "2026-05-11")

    refused = client.post(f"{page}/move", data=wanted)
    told = client.post(f"{page}/move", data=wanted, headers=JSON)

    text = refused.get_data(as_text=True)
    assert (refused.status_code, told.status_code, session.half_day) == (422, 422, HalfDay.AFTERNOON)
    assert f'<a href="{page}/{session.public_id}/adjust#fits">换一个时间</a>' in text
    assert ("&lt;b&gt;甲课" in text, "<b>甲课" in text) == (True, False)
    assert {"text": "换一个时间", "url": f"{page}/{session.public_id}/adjust#fits"} in told.get_json()["ways"][0]
    assert "可以：" not in told.get_json()["reasons"][0]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_warning_after_a_move_leads_to_its_ways_out(make: Factory, headers: dict[str, str]) -> None:
    cohort, session, client = clashing(make)
    page = f"/classes/{cohort.public_id}/timetable"
    wanted = moved(session, "2026-05-16", accepted_reason="只有周六")

    text = client.post(f"{page}/move", data=wanted, headers=headers, follow_redirects=True).get_data(as_text=True)

    message = text.partition("不是工作日")[2]
    assert "已移到5月16日" in text
    assert f'<a href="{page}/{session.public_id}/adjust#fits">换到工作日</a>' in message
    assert "<b>甲课" not in text.partition('id="conflicts"')[2].partition("</section>")[0]


def test_dialog_is_told_the_ways_out_of_its_one_day_alone(make: Factory) -> None:
    _, session, client = clashing(make)
    address = f"/timetable/sessions/{session.public_id}/fits?days=2026-05-11"

    one = client.get(address).get_json()["cells"]
    several = client.get(f"{address},2026-05-12").get_json()["cells"]

    by_half = {cell["half_day"]: dict(cell["ways"]) for cell in one}
    assert by_half["morning"]["换一个场地"].endswith(f"/timetable/{session.public_id}#venue")
    assert (by_half["afternoon"], [cell["ways"] for cell in several]) == ({}, [[]] * 6)


def test_dialog_offers_no_reason_where_a_reason_does_not_help(make: Factory) -> None:
    _, session, client = clashing(make)
    make.session(make.cohort(), held_on=date(2026, 5, 16), venue=session.venue, lecturers=[make.lecturer()])

    cells = client.get(f"/timetable/sessions/{session.public_id}/fits?days=2026-05-16").get_json()["cells"]

    offered = {cell["half_day"]: "写明理由后保留" in dict(cell["ways"]) for cell in cells}
    assert offered == {"morning": False, "afternoon": True, "evening": True}


def test_ways_out_are_words_where_the_actor_may_not_go(make: Factory) -> None:
    cohort, session, client = clashing(make)
    page = f"/classes/{cohort.public_id}"
    values = {"title": "丙课", "held_on": "2026-05-11", "half_day": "morning", "form": "lecture", "hours": "2"}
    venue = session.venue.public_id if session.venue else ""

    refused = client.post(f"{page}/timetable/new", data={**values, "venue": venue, "speaker_note": "某单位"})

    text = refused.get_data(as_text=True)
    assert (refused.status_code, "礼堂同一时间有两场" in text, "换一个场地" in text) == (422, True, True)
    assert "换一个场地</a>" not in text


def test_seminar_form_leads_to_its_own_fields_and_keeps_what_was_filled_in(make: Factory) -> None:
    cohort = grouped_class(make)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/timetable/seminars/new"
    data = form_data(make, cohort, held_on="2026-05-16")
    host = make.lecturer().public_id
    blocked = {**data, "held_on": "2026-05-11", "tables-0-facilitator": host, "tables-1-facilitator": host}

    warned = client.post(page, data=data).get_data(as_text=True)
    refused = client.post(page, data=blocked).get_data(as_text=True)

    links = ['<a href="#held_on">换到工作日</a>', '<a href="#accepted_reason">写明理由后保留</a>']
    assert [link in warned for link in links] == [True, True]
    assert '-facilitator">换一位主持人</a>' in refused
    assert ("还没有保存，请先改正" in refused, "垃圾分类" in refused) == (True, True)
