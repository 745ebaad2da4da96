"""What a phone sends: the words tapped while it had no network, as JSON."""

import re
from collections.abc import Mapping
from typing import Any

from trainingapp.core.errors import Refused
from trainingapp.visits.operations import CountEntry
from trainingapp.visits.terms import Boarding

MOST_ENTRIES = 500
MOST_SECONDS = 30 * 24 * 3600
KEY = re.compile(r"[A-Za-z0-9_-]{1,36}")
NUMBER = re.compile(r"[0-9]{1,19}")
LENGTHS = {"who": 16, "departure": 16, "vehicle": 16, "place": 120, "vehicle_name": 40}
UNREADABLE = "这台手机送来的清点记录读不懂，没有保存。记录还在手机里，请刷新页面再试"


def read_counts(sent: object) -> tuple[str, list[CountEntry]]:
    """Return the device and its words; raise Refused for what this page never sends."""
    if not isinstance(sent, dict) or not isinstance(sent.get("counts"), list) or len(sent["counts"]) > MOST_ENTRIES:
        raise Refused(UNREADABLE)
    return _key(sent.get("device")), [_entry(one) for one in sent["counts"]]


def _entry(one: object) -> CountEntry:
    if not isinstance(one, dict):
        raise Refused(UNREADABLE)
    texts = {name: _text(one, name, most) for name, most in LENGTHS.items()}
    state = one.get("state")
    if state not in list(Boarding):
        raise Refused(UNREADABLE)
    return CountEntry(
        client_id=_key(one.get("id")),
        state=Boarding(state),
        seen=_number(one.get("seen"), 2**63 - 1),
        elapsed=_number(one.get("elapsed"), MOST_SECONDS),
        **texts,
    )


def _key(value: object) -> str:
    if not isinstance(value, str) or not KEY.fullmatch(value):
        raise Refused(UNREADABLE)
    return value


def _text(one: Mapping[str, Any], name: str, most: int) -> str:
    value = one.get(name, "")
    if not isinstance(value, str):
        raise Refused(UNREADABLE)
    return value[:most]


def _number(value: object, most: int) -> int:
    """Return a whole number between 0 and `most`; ids come as text, since a script's numbers are too short for them."""
    text = str(value)
    return min(int(text), most) if NUMBER.fullmatch(text) else 0
