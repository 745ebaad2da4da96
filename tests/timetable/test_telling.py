"""Refusals and messages of the workbench: a conflict's ways out are links there, too, and a title is never HTML."""

import html
import json
import re
from datetime import date

import pytest
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.timetable.test_seminar_pages import form_data
from tests.timetable.test_seminars import grouped_class
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
    wanted = moved(session, "2026-05-16")

    text = client.post(f"{page}/move", data=wanted, headers=headers, follow_redirects=True).get_data(as_text=True)

    message = text.partition("不是工作日")[2]
    assert "已移到5月16日" in text
    assert f'<a href="{page}/{session.public_id}/adjust#fits">换到工作日</a>' in message
    assert "<b>甲课" not in text.partition('id="conflicts"')[2].partition("</section>")[0]


def test_warning_that_a_reason_has_settled_is_not_told_again(make: Factory) -> None:
    cohort, session, client = clashing(make)
    page = f"/classes/{cohort.public_id}/timetable"
    wanted = moved(session, "2026-05-16", accepted_reason="只有周六")

    text = client.post(f"{page}/move", data=wanted, follow_redirects=True).get_data(as_text=True)

    assert ("已移到5月16日" in text, text.count("不是工作日")) == (True, 1)
    assert "5月16日（周六）上午 09:00–11:30，礼堂）：5月16日（周六）是周末，不是工作日<br>理由：只有周六" in text


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

    offered = {cell["half_day"]: dict(cell["ways"]).get("写明理由后保留") for cell in cells}
    assert offered == {"morning": None, "afternoon": "#move-session-reason", "evening": "#move-session-reason"}


def test_dialog_offers_half_days_without_conflicts_near_the_one_that_has_some(make: Factory) -> None:
    _, session, client = clashing(make)
    address = f"/timetable/sessions/{session.public_id}/fits"

    offered = client.get(f"{address}?days=2026-05-11").get_json()["free"]
    sound = client.get(f"{address}?days=2026-05-13").get_json()
    several = client.get(f"{address}?days=2026-05-11,2026-05-12").get_json()

    assert offered[0] == {"text": "5月12日（周二）上午", "day": "2026-05-12", "half_day": "morning"}
    assert ([cell["verdict"] for cell in sound["cells"]], sound["free"]) == (["fits"] * 3, [])
    assert "free" not in several


def test_new_session_that_is_refused_keeps_its_form_and_leads_to_its_fields(make: Factory) -> None:
    cohort, session, client = clashing(make)
    room, lecturer, free = session.venue, make.lecturer("李老师"), make.venue("空着的")
    page = f"/classes/{cohort.public_id}/timetable/new"
    assert room is not None
    values = {"title": "丙课", "held_on": "2026-05-11", "half_day": "morning", "form": "lecture", "hours": "2"}
    data = {**values, "venue": room.public_id, "speakers": lecturer.public_id, "note": "带笔记本"}

    blocked = client.post(page, data=data)
    warned = client.post(page, data={**data, "held_on": "2026-05-16"}).get_data(as_text=True)
    sound = client.post(page, data={**data, "venue": free.public_id})

    text = blocked.get_data(as_text=True)
    links = [
        '<a href="#venue">换一个场地</a>',
        '<a href="#held_on">换一个时间</a>',
        f'<a href="/library/venues/{room.public_id}">在场地库里把它设为可以同时安排几场</a>',
    ]
    assert (blocked.status_code, sound.status_code, [link in text for link in links]) == (422, 302, [True] * 3)
    assert ('value="带笔记本"' in text, "请先改正" in text, "请先改正" in warned) == (True, True, False)
    fills = [json.loads(html.unescape(found)) for found in re.findall('data-fills="([^"]+)"', text)]
    assert {"venue": free.public_id} in fills
    assert {"held_on": "2026-05-12", "half_day": "morning", "starts_at": "09:00", "ends_at": "11:30"} in fills
    assert '<a href="#accepted_reason">写明理由后保留</a>' in warned


def test_change_that_is_refused_leads_to_the_fields_of_its_own_form(make: Factory) -> None:
    cohort, session, client = clashing(make)
    page = f"/classes/{cohort.public_id}/timetable/{session.public_id}"
    venue = session.venue.public_id if session.venue else ""
    values = {"title": "改过的", "held_on": "2026-05-11", "half_day": "morning", "hours": "3", "venue": venue}

    refused = client.post(page, data={**values, "speaker_note": "某单位", "version": session.version})

    text = refused.get_data(as_text=True)
    assert (refused.status_code, 'value="改过的"' in text) == (422, True)
    assert ('<a href="#venue">换一个场地</a>' in text, "/adjust#fits" in text) == (True, False)
    assert session.title == "<b>甲课</b>"


def test_refused_copy_leads_to_the_session_that_it_was_made_of(make: Factory) -> None:
    cohort, session, client = clashing(make)
    page = f"/classes/{cohort.public_id}/timetable/{session.public_id}"

    refused = client.post(f"{page}/copy", data={"day": "2026-05-11", "half_day": "morning", "version": session.version})

    assert refused.status_code == 422
    assert f'<a href="{page}/adjust#fits">换一个时间</a>' in refused.get_data(as_text=True)


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
