"""The fields of a person, each from every way in which it is written."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from trainingapp.people.rules.births import read_birth, writes_two_digits
from trainingapp.people.rules.fields import (
    clean_text,
    is_nothing,
    read_education,
    read_ethnic,
    read_gender,
    read_politics,
    read_text,
)
from trainingapp.people.rules.identities import birth_of, gender_of, read_identity
from trainingapp.people.rules.phones import is_mobile, read_phone
from trainingapp.people.rules.posts import split_post
from trainingapp.people.rules.readings import BLANK, Doubt, Reading

YEARS = st.integers(1900, 2100)
MONTHS = st.integers(1, 12)
VALID_IDENTITY = "11010519491231002X"


def doubt_of(reading: Reading) -> Doubt | None:
    return reading.note.doubt if reading.note else None


@pytest.mark.parametrize(
    ("written", "birth"),
    [
        ("1985.03", "1985.03"),
        ("1985.3", "1985.03"),
        ("1985-03", "1985.03"),
        ("1985/3", "1985.03"),
        ("1985年3月", "1985.03"),
        ("1985年03月12日", "1985.03"),
        ("1985年3月生", "1985.03"),
        ("1985．03", "1985.03"),
        ("１９８５．０３", "1985.03"),
        ("198503", "1985.03"),
        ("19850312", "1985.03"),
        ("1985-3-12", "1985.03"),
        ("1985-03-12 00:00:00", "1985.03"),
        (" 1985.03. ", "1985.03"),
        ("'1985.03", "1985.03"),
        ("1985.10", "1985.10"),
        (198503, "1985.03"),
        (19850312, "1985.03"),
        (1985.03, "1985.03"),
        (1985.3, "1985.03"),
        (1985.12, "1985.12"),
        (date(1985, 3, 12), "1985.03"),
        (datetime(1985, 3, 12), "1985.03"),  # noqa: DTZ001 - a cell's date has no zone
    ],
)
def test_birth_is_read_without_doubt(written: object, birth: str) -> None:
    assert read_birth(written) == Reading(birth)


@given(YEARS, MONTHS)
def test_birth_reads_back_as_it_is_printed(year: int, month: int) -> None:
    printed = f"{year}.{month:02d}"

    assert read_birth(printed).value == printed


@given(YEARS, MONTHS)
def test_number_of_a_month_is_itself_or_in_doubt(year: int, month: int) -> None:
    reading = read_birth(float(f"{year}.{month:02d}"))

    in_doubt = (None, Doubt.BIRTH_AMBIGUOUS)
    assert (reading.value, doubt_of(reading)) == (in_doubt if month == 10 else (f"{year}.{month:02d}", None))


def test_number_with_one_decimal_is_in_doubt_between_january_and_october() -> None:
    reading = read_birth(1985.1)

    assert (reading.value, doubt_of(reading)) == (None, Doubt.BIRTH_AMBIGUOUS)
    assert reading.note
    assert not reading.note.refuses


def test_number_with_one_decimal_is_october_where_months_have_two_digits() -> None:
    reading = read_birth(1985.1, two_digit_months=True)

    assert (reading.value, doubt_of(reading)) == ("1985.10", Doubt.BIRTH_AMBIGUOUS)


def test_number_that_excel_shows_with_two_decimals_is_october() -> None:
    assert read_birth(1985.1, number_format="0.00_ ") == Reading("1985.10")


def test_text_made_from_a_number_is_in_doubt_like_the_number() -> None:
    assert doubt_of(read_birth("1985.1", as_text=False)) is Doubt.BIRTH_AMBIGUOUS
    assert read_birth("1985.1") == Reading("1985.01")


@pytest.mark.parametrize(
    ("written", "value", "doubt"),
    [
        ("1985", None, Doubt.BIRTH),
        ("85.03", "1985.03", Doubt.UNSURE),
        ("05年3月", "2005.03", Doubt.UNSURE),
        (31234, "1985.07", Doubt.UNSURE),
    ],
)
def test_incomplete_births_are_taken_with_a_warning(written: object, value: str | None, doubt: Doubt) -> None:
    reading = read_birth(written)

    assert (reading.value, doubt_of(reading)) == (value, doubt)
    assert reading.note
    assert not reading.note.refuses


@pytest.mark.parametrize(
    "written",
    ["1985.13", "1985.00", "1885.03", "abc", 12, -1985.03, 1985.123, float("inf"), float("nan"), True, timedelta(1)],
)
def test_what_is_no_birth_is_refused(written: object) -> None:
    reading = read_birth(written)

    assert (reading.value, doubt_of(reading)) == (None, Doubt.BIRTH)


@given(st.text(max_size=30))
def test_birth_of_any_text_is_a_month_or_a_note(text: str) -> None:
    reading = read_birth(text)

    assert reading.value is None or writes_two_digits([reading.value.replace(".1", ".0")]) is True
    assert reading.value or reading.note or not text


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (["1985.03"], True),
        ([1985.01], True),
        (["1985.3"], False),
        (["1985.03", 1985.3], None),
        (["1985.12", None], None),
    ],
)
def test_habit_of_writing_months_is_told(values: list[object], told: bool | None) -> None:  # noqa: FBT001 - a table's column
    assert writes_two_digits(values) is told


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("19912345678", "19912345678"),
        (19912345678, "19912345678"),
        (19912345678.0, "19912345678"),
        ("199 1234 5678", "19912345678"),
        ("199-1234-5678", "19912345678"),
        ("+8619912345678", "19912345678"),
        ("86 19912345678", "19912345678"),
        ("0086-19912345678", "19912345678"),
        ("１９９１２３４５６７８", "19912345678"),
        ("'19912345678", "19912345678"),
        ("021-60000001", "021-60000001"),
        ("(021)60000001", "021-60000001"),
        ("021 6000 0001转802", "021-60000001-802"),
        ("0512-6000001", "0512-6000001"),
    ],
)
def test_phone_is_read_without_doubt(written: object, phone: str) -> None:
    assert read_phone(written) == Reading(phone)


@pytest.mark.parametrize("written", ["1381234", "199123456789", "12345678901", "1.99E+10", "张三", 123, "0000"])
def test_what_is_no_phone_is_refused(written: object) -> None:
    reading = read_phone(written)

    assert (reading.value, doubt_of(reading)) == (None, Doubt.PHONE)


@pytest.mark.parametrize("written", [None, "", " ", "无", "/", "—"])
def test_nothing_is_a_blank_phone(written: object) -> None:
    assert read_phone(written) == BLANK


@pytest.mark.parametrize(
    ("written", "phone"),
    [("19912345678/021-60000001", "19912345678"), ("021-60000001、19912345678", "19912345678"),
     ("19912345678 19912345679", "19912345678"), ("60000001", "60000001")],
)  # fmt: skip
def test_unusual_phones_are_taken_with_a_warning(written: str, phone: str) -> None:
    reading = read_phone(written)

    assert (reading.value, doubt_of(reading)) == (phone, Doubt.UNUSUAL)


def test_only_mobiles_stand_for_one_person() -> None:
    assert is_mobile("19912345678")
    assert not is_mobile("021-60000001")


@pytest.mark.parametrize(
    "written", [VALID_IDENTITY, VALID_IDENTITY.lower(), "110105 19491231 002X", f"'{VALID_IDENTITY}"]
)
def test_identity_is_read(written: str) -> None:
    assert read_identity(written) == Reading(VALID_IDENTITY)


@pytest.mark.parametrize(
    ("written", "doubt"),
    [
        ("110105194912310021", Doubt.IDENTITY_CHECK_DIGIT),
        ("11010519491231002", Doubt.IDENTITY_LENGTH),
        ("110105194913310021", Doubt.IDENTITY),
        ("1101051949123100ZZ", Doubt.IDENTITY),
        ("E12345678", Doubt.IDENTITY),
        (110105194912310000, Doubt.IDENTITY_LOST_DIGITS),
        (1.10105194912310e17, Doubt.IDENTITY_LOST_DIGITS),
        ("110105194912310000", Doubt.IDENTITY_LOST_DIGITS),
        ("1.10105E+17", Doubt.IDENTITY_LOST_DIGITS),
        (float("nan"), Doubt.IDENTITY_LENGTH),
    ],
)
def test_wrong_identity_is_refused_for_its_reason(written: object, doubt: Doubt) -> None:
    reading = read_identity(written)

    assert (reading.value, doubt_of(reading)) == (None, doubt)


def test_identity_of_fifteen_digits_is_brought_to_eighteen() -> None:
    reading = read_identity("110105491231002")

    assert (reading.value, doubt_of(reading)) == (VALID_IDENTITY, Doubt.UNUSUAL)


@given(st.dates(date(1930, 1, 1), date(2010, 12, 31)), st.integers(0, 999), st.integers(0, 9))
def test_one_wrong_digit_in_an_identity_is_always_found(day: date, order: int, wrong: int) -> None:
    digits = f"110105{day:%Y%m%d}{order:03d}"
    right = digits + ric.calc_check_digit(f"{digits}0")
    changed = f"{right[:16]}{wrong}{right[17:]}"

    assert read_identity(right).value == right
    assert (read_identity(changed).value == changed) is (changed == right)


def test_identity_tells_birth_and_gender() -> None:
    assert (birth_of(VALID_IDENTITY), gender_of(VALID_IDENTITY)) == ("1949.12", "女")


@pytest.mark.parametrize("written", ["110105194912310021", 110105194912310000, "1101051949123100"])
def test_messages_never_repeat_an_identity_number(written: object) -> None:
    note = read_identity(written).note

    assert note
    assert "1949" not in note.message


@pytest.mark.parametrize(("written", "gender"), [("男", "男"), (" 女 ", "女"), ("女性", "女"), ("", None), ("/", None)])
def test_gender_is_read(written: str, gender: str | None) -> None:
    assert read_gender(written) == Reading(gender)


@pytest.mark.parametrize("written", ["N", "1", "male", "男女", 1])
def test_other_words_for_gender_are_refused(written: object) -> None:
    assert doubt_of(read_gender(written)) is Doubt.GENDER


@pytest.mark.parametrize(
    ("written", "group"), [("汉", "汉族"), ("汉 族", "汉族"), ("维族", "维吾尔族"), ("土家族", "土家族"), (None, None)]
)
def test_ethnic_group_is_read_in_full(written: str | None, group: str | None) -> None:
    assert read_ethnic(written) == Reading(group)


def test_unlisted_ethnic_group_is_kept_with_a_warning() -> None:
    reading = read_ethnic("穿青人")

    assert (reading.value, doubt_of(reading)) == ("穿青人", Doubt.UNUSUAL)


@pytest.mark.parametrize(
    ("written", "word"),
    [("党员", "中共党员"), ("中共党员（预备）", "中共预备党员"), ("团员", "共青团员"), ("群众", "群众"),
     ("民盟", "民盟盟员"), ("九三学社", "九三学社社员"), ("无党派", "无党派人士"), ("无", None)],
)  # fmt: skip
def test_politics_is_read_in_the_words_of_forms(written: str, word: str | None) -> None:
    assert read_politics(written) == Reading(word)


def test_unusual_politics_is_kept_with_a_warning() -> None:
    assert doubt_of(read_politics("港澳人士")) is Doubt.UNUSUAL


@pytest.mark.parametrize(
    ("written", "level"),
    [("本科", "大学本科"), ("大学本科", "大学本科"), ("大学", "大学"), ("在职大学", "在职大学"),
     ("全日制 大专", "全日制大专"),
     ("硕士", "硕士研究生"), ("研究生", "研究生"), ("党校研究生", "党校研究生")],
)  # fmt: skip
def test_education_is_read_in_the_words_of_forms(written: str, level: str) -> None:
    assert read_education(written) == Reading(level)


@pytest.mark.parametrize("reader", [read_ethnic, read_politics, read_education])
def test_text_that_belongs_elsewhere_is_refused_by_its_length(reader: Callable[[object], Reading]) -> None:
    reading = reader("长" * 41)

    assert (reading.value, doubt_of(reading)) == (None, Doubt.TOO_LONG)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("云杉\u3000社区", "云杉社区"),
        (" a  b ", "a b"),
        ("一\n二", "一二"),
        ("a\x00b\u200b", "ab"),
        (3.0, "3"),
        (3.5, "3.5"),
        (None, ""),
    ],
)
def test_text_is_one_line_without_stray_spaces(value: object, text: str) -> None:
    assert clean_text(value) == text


@given(st.text())
def test_cleaned_text_holds_nothing_that_cannot_be_printed(text: str) -> None:
    cleaned = clean_text(text)

    assert cleaned.isprintable() or " " in cleaned or not cleaned
    assert clean_text(cleaned) == cleaned


def test_text_longer_than_its_field_is_refused() -> None:
    assert read_text("云杉社区", what="单位", limit=4) == Reading("云杉社区")
    assert doubt_of(read_text("云杉社区长", what="单位", limit=4)) is Doubt.TOO_LONG


def test_strokes_and_words_for_nothing_are_nothing() -> None:
    assert all(map(is_nothing, (None, "", "/", "——", "无", " - ", "N/A")))
    assert not any(map(is_nothing, (0, "0", "无锡")))


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("望景居民区党总支书记", ("望景居民区党总支", "书记")),
        ("望景居民区党总支 书记助理", ("望景居民区党总支", "书记助理")),
        ("河滨居委会主任、党总支副书记", ("河滨居委会", "主任、党总支副书记")),
        ("云杉街道党建办科员", ("云杉街道党建办", "科员")),
        ("某某 书记", ("某某", "书记")),
        ("自由职业", None),
        ("书记", None),
    ],
)
def test_organisation_and_post_are_split(text: str, split: tuple[str, str] | None) -> None:
    assert split_post(text) == split
