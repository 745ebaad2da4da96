"""Every page of a closed class: what can be looked at only, where it is reopened, and the few things still done."""

import re
from collections.abc import Iterator
from types import SimpleNamespace

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from tests.cohorts.full_class import close, full_class
from tests.factories import Factory
from trainingapp.accounts import gate
from trainingapp.app import CLASS_PAGES

LOCKED = "本班已经结班归档，不能再改"
BANNER = "已结班归档，档案里的内容只能看"
#: What is still done to a closed class, and why; every other page refuses.
OPEN = {
    **dict.fromkeys(
        (
            "followup.add_mentorship",
            "followup.assign_cascade",
            "followup.edit_mentorship",
            "followup.end_mentorship",
            "followup.record_destination",
            "followup.record_talk",
            "followup.report_task",
        ),
        "训后的事在结班以后才做",
    ),
    **dict.fromkeys(
        ("registers.return_paper", "registers.take_return"),
        "考勤更正要写理由，逐条留痕，结班页列出；别的表读不进",
    ),
    **dict.fromkeys(("registers.download", "registers.start_pack"), "只印表，不改本班"),
    **dict.fromkeys(("registers.save_presets", "registers.remove_presets"), "版式是全单位的，本班不变"),
    **dict.fromkeys(("notices.settle", "notices.send_again"), "告诉学员不改班里的记录"),
    **dict.fromkeys(("timetable.make_class_feed", "timetable.revoke_class_feed"), "日历地址不在档案里，随时可以停用"),
    **dict.fromkeys(("timetable.look_at_proposal", "timetable.stop_proposal"), "只停下后台的计算，课表不变"),
    **dict.fromkeys(("visits.paper_with_phones", "visits.boarding_phones"), "只看电话，查看留痕"),
    "attendance.save_roll_call": "考勤更正要写理由，逐条留痕，结班页列出",
    "attendance.replace_card": "卡丢了随时可以换，旧卡作废",
    "access.reset_class_accounts": "密码忘了随时可以重置，不改班里的记录",
    "assessment.close_class": "重新打开本班就在这里",
    "assessment.export_class": "只导出，不改本班",
    "assessment.take_back_class": "读入的班都是结了班的，读错了在这里撤回",
    "assessment.ratings": "带教评价在结班以后接着记",
    "assessment.set_certificates": "证书设置是全单位的",
    "cohorts.copy_class": "只照抄本班，改的是新班",
    "cohorts.correct_phone": "电话是现在的联系方式，不在档案里",
}
#: It needs nothing but the press and works on in the background.
UNSENT = {"registers.start_pack"}
#: What the page of groups sends to while the class is open.
GROUPING = ("save_groups", "add_group", "change_group", "remove_group", "add_track", "rename_track", "remove_track")
LOOKED_AT = {"cohorts.home", "cohorts.trainee", "attendance.roll_call", "visits.list_visits", "timetable.plan"}
ADDRESS = re.compile(r'(?:href|action|hx-get)="(/classes/[^"#]+)"')


def writing_rules(app: Flask) -> list[Rule]:
    """Return every address of a class's pages that writes."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(CLASS_PAGES) and "POST" in (rule.methods or ())
    ]


def test_what_is_still_done_to_a_closed_class_says_why(sqlite_app: Flask) -> None:
    writing = {rule.endpoint for rule in writing_rules(sqlite_app)}

    assert {name: reason for name in writing if (reason := gate.after_closing(name))} == OPEN
    assert len(writing) > 3 * len(OPEN)


def test_every_page_that_writes_refuses_a_closed_class_unless_it_says_why_not(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    found = full_class(make)
    client = make.organiser_client()
    close(found)

    refused = _refused(make, client, found)

    assert refused == {rule.endpoint for rule in writing_rules(make.app)} - set(OPEN)


def _refused(make: Factory, client: FlaskClient, found: SimpleNamespace) -> set[str]:
    """Return the pages that refuse, as those of a closed class, what is sent to them; nothing that is sent is whole."""
    refused = set()
    for rule in writing_rules(make.app):
        if rule.endpoint in UNSENT:
            continue
        values = {**dict.fromkeys(rule.arguments, "none-such-id"), "public_id": found.cohort.public_id}
        built = rule.build(values, append_unknown=False)
        assert built is not None
        answer = client.post(built[1])
        if LOCKED in answer.get_data(as_text=True):
            assert answer.status_code == 422
            refused.add(rule.endpoint)
    return refused


def test_no_page_of_a_closed_class_offers_what_is_refused(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    found = full_class(make)
    client = make.organiser_client()
    before = client.get(f"/classes/{found.cohort.public_id}/groups").get_data(as_text=True)
    close(found)

    pages = dict(_pages(make.app, client, found.cohort.public_id))

    assert set(_offers(make.app, before)) == {f"cohorts.{name}" for name in GROUPING}
    assert {name: left for name, page in pages.items() if (left := set(_offers(make.app, page)) - set(OPEN))} == {}
    told = {name for name, page in pages.items() if BANNER in page}
    assert told == {name for name, page in pages.items() if 'class="class-head"' in page}
    assert {_endpoint(make.app, address, "GET") for address in told} >= LOOKED_AT


def _endpoint(app: Flask, address: str, method: str) -> str:
    try:
        endpoint, _values = app.url_map.bind("localhost").match(address.partition("?")[0], method=method)
    except HTTPException:
        return ""
    return str(endpoint)


def _pages(app: Flask, client: FlaskClient, public_id: str) -> Iterator[tuple[str, str]]:
    """Return every page that the class's pages lead to, whatever is asked of it behind the ?, with what it holds."""
    waiting, seen = [f"/classes/{public_id}"], set[str]()
    while waiting:
        address = waiting.pop(0).partition("?")[0]
        if address in seen or public_id not in address or not _endpoint(app, address, "GET"):
            continue
        seen.add(address)
        answer = client.get(address)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            page = answer.get_data(as_text=True)
            waiting += ADDRESS.findall(page)
            yield address, page


def _offers(app: Flask, page: str) -> Iterator[str]:
    """Return the endpoints that a page's forms and buttons send to, but for those in a part that is switched off."""
    tree = html.fromstring(page)
    live = "not(ancestor-or-self::fieldset[@disabled])"
    sent = tree.xpath(f"//form[@method='post'][{live}][descendant::button[not(@disabled)][{live}]]/@action")
    sent += tree.xpath(f"//*[@formaction][not(@disabled)][{live}]/@formaction")
    sent += tree.xpath(f"//*[@hx-post][not(@disabled)][{live}]/@hx-post")
    for address in sent:
        endpoint = _endpoint(app, str(address), "POST")
        if endpoint and address.startswith("/classes/"):
            yield endpoint
