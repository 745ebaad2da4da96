"""The form of the seats: one choice of a vehicle per trainee."""

import re
from collections.abc import Mapping, Sequence

from trainingapp.core.errors import Refused
from trainingapp.visits.models import Vehicle

PREFIX = "seat-"
VERSION = re.compile(r"[0-9]{1,9}")


def read_seats(sent: Mapping[str, str], vehicles: Sequence[Vehicle]) -> dict[str, Vehicle | None]:
    """Return the chosen vehicle of each trainee (by public id), None for no seat; raise Refused for an unknown one."""
    known: dict[str, Vehicle | None] = {"": None, **{vehicle.public_id: vehicle for vehicle in vehicles}}
    chosen = {name.removeprefix(PREFIX): value for name, value in sent.items() if name.startswith(PREFIX)}
    if not set(chosen.values()) <= set(known):
        raise Refused("有的车已经从行程里删掉，没有保存。请刷新页面再排")
    return {who: known[value] for who, value in chosen.items()}


def read_version(sent: Mapping[str, str]) -> int:
    """Return the version of the visit that the page showed; 0 for none, which is nobody's."""
    text = sent.get("version", "")
    return int(text) if VERSION.fullmatch(text) else 0
