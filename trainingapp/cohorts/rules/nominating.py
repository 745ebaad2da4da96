"""What there is to say of those who are put forward for a class; it informs, people decide."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trainingapp.cohorts.terms import NominationState

#: What a class may ask of every nomination, with the words of the form.
REQUIRABLE: Mapping[str, str] = {
    "gender": "性别",
    "birth_month": "出生年月",
    "ethnic": "民族",
    "education": "学历",
    "politics": "政治面貌",
    "post": "职务",
    "phone": "联系电话",
    "reserve_category": "后备类别",
    "reason": "推荐理由",
}
#: States in which somebody takes one of his organisation's places.
STANDING = frozenset(
    {NominationState.SENT, NominationState.ACCEPTED, NominationState.WAITING, NominationState.ENROLLED}
)
#: States that the organiser may still change.
OPEN = frozenset({NominationState.SENT, NominationState.ACCEPTED, NominationState.WAITING, NominationState.DECLINED})


@dataclass(frozen=True, slots=True)
class PutForward:
    """Somebody put forward, as the rules see him; `phone` is anything that is equal for equal numbers."""

    key: int
    organisation: int
    organisation_name: str
    position: int
    name: str
    state: NominationState
    birth_month: str = ""
    phone: str | None = None
    blank: frozenset[str] = frozenset()


def missing_fields(blank: Iterable[str], required: Iterable[str]) -> list[str]:
    """Return the words of those required columns that are blank, in the order of the form."""
    wanted = set(blank) & set(required)
    return [label for name, label in REQUIRABLE.items() if name in wanted]


def find_remarks(
    people: Sequence[PutForward],
    *,
    required: Iterable[str] = (),
    seats: Mapping[int, int] | None = None,
    taken: Mapping[int, Sequence[str]] | None = None,
    perhaps: Mapping[int, Sequence[str]] | None = None,
) -> dict[int, list[str]]:
    """Return what there is to say of each, by key: fields lacking, places exceeded, put forward twice, taken before.

    `seats` are the places by organisation (None: no places were given out); `taken` names the earlier classes by key,
    `perhaps` those that somebody was in who may well be the same.
    """
    remarks: dict[int, list[str]] = {one.key: [] for one in people}
    standing = [one for one in people if one.state in STANDING]
    for one in standing:
        lacking = missing_fields(one.blank, required)
        if lacking:
            remarks[one.key].append("缺" + "、".join(lacking))
        earlier = (taken or {}).get(one.key, ())
        if earlier:
            remarks[one.key].append("参加过" + "、".join(earlier))
        doubtful = (perhaps or {}).get(one.key, ())
        if doubtful:
            remarks[one.key].append(f"可能参加过{'、'.join(doubtful)}（姓名相同，单位或出生年月也相同，请核对）")
    if seats is not None:
        _note_places(standing, seats, remarks)
    _note_doubles(standing, remarks)
    return remarks


def _note_places(people: Iterable[PutForward], seats: Mapping[int, int], remarks: dict[int, list[str]]) -> None:
    """Note who comes after his organisation's last place; who is accepted already comes first."""
    homes: dict[int, list[PutForward]] = defaultdict(list)
    for one in people:
        homes[one.organisation].append(one)
    settled = (NominationState.ENROLLED, NominationState.ACCEPTED)
    for organisation, members in homes.items():
        ordered = sorted(members, key=lambda one: (one.state not in settled, one.position, one.key))
        places = seats.get(organisation, 0)
        for rank, one in enumerate(ordered, start=1):
            if rank > places:
                told = f"名额 {places} 人，排第 {rank}" if places else "没有分到名额"
                remarks[one.key].append(f"超出名额（{told}）")


def _note_doubles(people: Iterable[PutForward], remarks: dict[int, list[str]]) -> None:
    by_name: dict[str, list[PutForward]] = defaultdict(list)
    for one in people:
        by_name[one.name].append(one)
    for members in by_name.values():
        for one in members:
            others = [other for other in members if other is not one]
            units = [other.organisation_name for other in others if is_same_person(_marks(one), _marks(other))]
            if units:
                remarks[one.key].append(f"与{'、'.join(units)}推荐的是同一人")


def _marks(one: PutForward) -> tuple[str | None, str]:
    return one.phone, one.birth_month


def is_same_person(one: tuple[str | None, str], other: tuple[str | None, str]) -> bool:
    """Tell whether two of one name, each a phone and a birth month, are one: the same phone, or else the same month.

    Of whom neither is known nothing can be said, and so they are not.
    """
    if one[0] and other[0]:
        return one[0] == other[0]
    return bool(one[1]) and one[1] == other[1]


def may_be_same_person(one: tuple[str | None, str], other: tuple[str | None, str], *, same_unit: bool) -> bool:
    """Tell whether two of one name may well be one, where it is not known; people change their number and their unit.

    The month of birth decides where it is known of both, else the unit does.
    """
    if one[1] and other[1]:
        return one[1] == other[1]
    return same_unit
