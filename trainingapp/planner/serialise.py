"""Problems and solutions as JSON and back, with errors that name the place."""

import datetime as dt
import json
import re
import types
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from trainingapp.planner.problem import PlanProblemError, Problem
from trainingapp.planner.solution import Solution

Thing = TypeVar("Thing")
_known_hints: dict[type, dict[str, Any]] = {}
"""Working the annotations out takes longer than reading a whole object."""
WORDS = {int: "整数", str: "文字", bool: "true 或 false"}
LARGEST_NUMBER = 1_000_000
"""No number of a training office is larger; sums of products of these stay exact in every solver."""
UNSHOWABLE = re.compile("[\ud800-\udfff]")


def problem_from_json(text: str) -> Problem:
    """Read a problem; raise PlanProblemError naming the place that is wrong."""
    plain = _parse(text)
    _refuse_large(plain, "")
    return decode(Problem, plain, "")


def problem_to_json(problem: Problem) -> str:
    """Write a problem; fields at their defaults are left out."""
    return json.dumps(encode(problem), ensure_ascii=False, indent=1)


def solution_from_json(text: str) -> Solution:
    """Read a solution; raise PlanProblemError naming the place that is wrong."""
    return decode(Solution, _parse(text), "")


def solution_to_json(solution: Solution) -> str:
    """Write a solution."""
    return json.dumps(encode(solution), ensure_ascii=False, indent=1)


def _parse(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_int=_integer)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f"第{error.lineno}行第{error.colno}列" if isinstance(error, json.JSONDecodeError) else "嵌套过深"
        raise PlanProblemError([f"不是合格的JSON：{where}"]) from error


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object; one that says a thing twice is refused, for one of the two would be lost in silence."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise PlanProblemError([f"“{twice}”在同一个对象里写了两次，请删去一个"])
    return found


def _refuse_large(value: object, place: str) -> None:
    if isinstance(value, dict):
        for name, item in value.items():
            _refuse_large(item, _join(place, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _refuse_large(item, f"{place}[{index}]")
    elif isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        raise PlanProblemError([f"{place}：数太大，应在{LARGEST_NUMBER}以内"])


def _integer(digits: str) -> int:
    """Return a number; one with more digits than Python reads at once is merely too large."""
    return int(digits[:20])


def encode(value: object) -> object:
    """Return plain lists, dictionaries, texts and numbers."""
    if is_dataclass(value) and not isinstance(value, type):
        pairs = {
            field.name: getattr(value, field.name)
            for field in fields(value)
            if not _is_default(field, getattr(value, field.name))
        }
        if hasattr(value, "schema_version"):
            pairs["schema_version"] = value.schema_version
        return {name: encode(item) for name, item in pairs.items()}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    return value


def _is_default(field: Any, value: object) -> bool:  # noqa: ANN401 - typeshed's Field is generic in its value
    if field.default is not MISSING:
        return bool(value == field.default)
    return field.default_factory is not MISSING and bool(value == field.default_factory())


def decode(kind: type[Thing], value: object, place: str) -> Thing:
    """Build a dataclass from plain values; `place` is the path so far."""
    if not isinstance(value, Mapping):
        raise PlanProblemError([f"{place or '最外层'}：应为对象 {{…}}"])
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]  # every caller passes a dataclass
    for name in value:
        if name not in known:
            raise PlanProblemError([f"{_join(place, str(name))}：没有这一项"])
    for name, field in known.items():
        if name not in value and field.default is MISSING and field.default_factory is MISSING:
            raise PlanProblemError([f"{_join(place, name)}：缺少这一项"])
    hints = _hints(kind)
    return kind(**{name: _value(hints[name], item, _join(place, str(name))) for name, item in value.items()})


def _hints(kind: type) -> dict[str, Any]:
    if kind not in _known_hints:
        _known_hints[kind] = get_type_hints(kind)
    return _known_hints[kind]


def _join(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _value(hint: Any, value: object, place: str) -> object:  # noqa: ANN401 - a type hint may be any object
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return (
            None
            if value is None
            else _value(next(arg for arg in get_args(hint) if arg is not type(None)), value, place)
        )
    if origin is tuple:
        return _tuple(get_args(hint)[0], value, place)
    if origin is dict:
        return _dictionary(get_args(hint)[1], value, place)
    if hint is dt.date:
        return _date(value, place)
    if is_dataclass(hint) and isinstance(hint, type):
        return decode(hint, value, place)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise PlanProblemError([f"{place}：应为{WORDS[hint]}，现为{json.dumps(value, ensure_ascii=False)}"])
    if isinstance(value, str) and not value.isprintable() and UNSHOWABLE.search(value):
        raise PlanProblemError([f"{place}：有无法显示的字符，请删去"])
    return value


def _tuple(hint: Any, value: object, place: str) -> tuple[object, ...]:  # noqa: ANN401 - a type hint may be any object
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise PlanProblemError([f"{place}：应为列表 […]"])
    return tuple(_value(hint, item, f"{place}[{index}]") for index, item in enumerate(value))


def _dictionary(hint: Any, value: object, place: str) -> dict[str, object]:  # noqa: ANN401 - a type hint may be any object
    if not isinstance(value, Mapping):
        raise PlanProblemError([f"{place}：应为对象 {{…}}"])
    return {str(name): _value(hint, item, _join(place, str(name))) for name, item in value.items()}


def _date(value: object, place: str) -> dt.date:
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise PlanProblemError([f"{place}：“{value}”不是日期，应写作2025-05-09"]) from error
