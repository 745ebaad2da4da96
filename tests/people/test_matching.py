"""When an entry is about a known person, and which organisation a name names."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.people.rules.matching import Known, OrganisationNames, Sought, find_match

RIVERSIDE = "中共云杉街道河滨居民区总支部委员会"
NAMES = {
    "street": ("中共某市某区云杉街道工作委员会", "云杉街道", ""),
    "riverside": (RIVERSIDE, "河滨居民区党总支", "云杉街道河滨居民区党总支"),
    "owners": ("云杉街道河滨居民区业主委员会", "河滨居民区业委会", ""),
    "garden": ("云杉街道花园居民区党总支", "", "云杉街道云杉街道花园居民区党总支"),
    "town": ("中共某区桃源镇委员会", "桃源镇党委", ""),
    "north": ("云杉街道北苑第一居民区总支", "北苑居民区党总支", ""),
    "south": ("云杉街道北苑第二居民区总支", "北苑居民区党总支", ""),
}


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (RIVERSIDE, "riverside"),
        ("云杉街道河滨居民区总支部委员会", "riverside"),
        ("河滨 居民区党总支", "riverside"),
        ("河滨居民区总支", "riverside"),
        ("河滨居民区总支部委员会", "riverside"),
        ("中共云杉街道河滨居民区党总支", "riverside"),
        ("河滨居民区业主委员会", "owners"),
        ("河滨居民区居委会", None),
        ("河滨居民区", None),
        ("云杉街道花园居民区", "garden"),
        ("云杉街道党工委", "street"),
        ("某区桃源镇党委", "town"),
        ("桃源镇", "town"),
        ("桃源镇业主委员会", None),
        ("北苑居民区党总支", None),
        ("云杉街道北苑第一居民区党总支", "north"),
        ("别处", None),
        ("", None),
    ],
)
def test_name_names_one_organisation_or_none(written: str, found: str | None) -> None:
    assert OrganisationNames(NAMES).find(written) == found


@given(st.dictionaries(st.integers(), st.tuples(st.text(), st.text()), max_size=6))
def test_every_distinct_full_name_finds_its_own(names: dict[int, tuple[str, str]]) -> None:
    known = OrganisationNames(names)

    for organisation, (full, _) in names.items():
        assert known.find(full) in {organisation, None}


NAMESAKE = Known(1, "张伟", "", None, None, None)
ENTRY = Sought("张伟", "", None, None, None)


@pytest.mark.parametrize(
    ("entry", "known", "found"),
    [
        (
            replace(ENTRY, identity_index="i"),
            [replace(NAMESAKE, id=1, phone_index="p"), replace(NAMESAKE, id=2, name="王五", identity_index="i")],
            2,
        ),
        (replace(ENTRY, phone_index="p"), [replace(NAMESAKE, id=1), replace(NAMESAKE, id=2, phone_index="p")], 2),
        (replace(ENTRY, phone_index="p", name="王五"), [replace(NAMESAKE, id=1, phone_index="p")], None),
        (replace(ENTRY, organisation_id=7), [replace(NAMESAKE, id=1, organisation_id=7)], 1),
        (
            replace(ENTRY, organisation_id=7),
            [replace(NAMESAKE, id=1, organisation_id=7), replace(NAMESAKE, id=2, organisation_id=7)],
            None,
        ),
        (
            replace(ENTRY, organisation_id=7, birth_month="1990.01"),
            [replace(NAMESAKE, id=1, organisation_id=7, birth_month="1980.01")],
            None,
        ),
        (
            replace(ENTRY, organisation_id=7, phone_index="p"),
            [replace(NAMESAKE, id=1, organisation_id=7, phone_index="q")],
            None,
        ),
        (
            replace(ENTRY, phone_index="p", identity_index="i"),
            [replace(NAMESAKE, id=1, phone_index="p", identity_index="j")],
            None,
        ),
        (ENTRY, [replace(NAMESAKE, id=1)], None),
    ],
)
def test_entry_is_about_the_person_that_nothing_contradicts(
    entry: Sought, known: list[Known], found: int | None
) -> None:
    match = find_match(entry, known)

    assert (match.id if match else None) == found
