"""The orders of names: by strokes as published lists have them, and by pinyin with surnames read right."""

import sqlite3
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainingapp.people.rules.order import (
    KEY_LIMIT,
    pinyin,
    pinyin_key,
    reading_problem,
    split_surname,
    stroke_key,
    unknown_characters,
)
from trainingapp.people.rules.surnames import COMPOUND_SURNAMES, SURNAME_READINGS

#: As lists of Party congresses print them 「按姓氏笔画为序」 (2012, 2017 and 2022, joined).
PUBLISHED_SURNAMES = list("丁习马王尹石刘许孙李杨何汪张陈范孟赵胡俞袁栗郭黄韩蔡")

han = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
han_names = st.text(han, min_size=1, max_size=4)
any_names = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def table_lines() -> list[list[str]]:
    text = resources.files("trainingapp.people.rules").joinpath("data/strokes.txt").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()]


def test_stroke_key_orders_surnames_as_published_lists_do() -> None:
    names = [f"{surname}一" for surname in reversed(PUBLISHED_SURNAMES)]

    ordered = [name[0] for name in sorted(names, key=stroke_key)]

    assert ordered == PUBLISHED_SURNAMES


def test_stroke_key_decides_by_stroke_order_where_the_number_is_the_same() -> None:
    # All of seven strokes: 李 begins 横竖, 何 撇竖, 汪 点点, 张 折横, 陈 折竖.
    assert sorted(["陈一", "张一", "汪一", "何一", "李一"], key=stroke_key) == ["李一", "何一", "汪一", "张一", "陈一"]


def test_stroke_key_counts_a_rising_stroke_as_horizontal_and_a_falling_one_as_dot() -> None:
    # 冰 is 点提竖, 庄 点横撇: taken as 折, the 提 would put 冰 behind.
    assert stroke_key("冰") < stroke_key("庄")
    # 人 is 撇捺, 儿 撇折: taken as 折, the 捺 would tie them.
    assert stroke_key("人") < stroke_key("儿")


def test_stroke_key_follows_the_standard_where_all_strokes_are_the_same() -> None:
    assert sorted("士土工于干", key=stroke_key) == list("干于工土士")


def test_stroke_key_puts_single_given_names_first_within_a_surname() -> None:
    names = ["田大利", "田一富", "田富", "田大"]

    assert sorted(names, key=stroke_key) == ["田大", "田富", "田一富", "田大利"]


def test_stroke_key_by_whole_name_compares_character_by_character() -> None:
    names = ["田富", "田大利", "田一富", "田大"]

    ordered = sorted(names, key=lambda name: stroke_key(name, surname_first=False))

    assert ordered == ["田一富", "田大", "田大利", "田富"]


def test_stroke_key_keeps_a_compound_surname_together() -> None:
    names = ["欧阳一丁", "欧阳富", "欧一丁", "欧富"]

    assert sorted(names, key=stroke_key) == ["欧富", "欧一丁", "欧阳富", "欧阳一丁"]


def test_stroke_key_places_a_name_with_a_dot_by_its_first_character() -> None:
    names = ["刘一", "艾力·买买提", "丁一"]

    assert sorted(names, key=stroke_key) == ["丁一", "艾力·买买提", "刘一"]


@pytest.mark.parametrize("written", ["姜　岚", " 姜岚 ", "姜 岚", "姜\u200b岚"])
def test_stroke_key_ignores_spaces_of_print(written: str) -> None:
    assert stroke_key(written) == stroke_key("姜岚")


@pytest.mark.parametrize("written", ["艾力•买买提", "艾力・买买提", "艾力‧买买提", "艾力．买买提"])
def test_stroke_key_takes_every_dot_for_the_same(written: str) -> None:
    assert stroke_key(written) == stroke_key("艾力·买买提")


def test_stroke_key_puts_characters_without_order_behind_those_with_the_same_number() -> None:
    # 丂 has two strokes and is in no list of the standard; 三 has three.
    assert stroke_key("乜") < stroke_key("丂") < stroke_key("三")


def test_stroke_key_puts_unknown_characters_last() -> None:
    assert sorted(["John", "龘一", "丁一"], key=stroke_key) == ["丁一", "龘一", "John"]


def test_unknown_characters_names_those_without_stroke_order() -> None:
    assert unknown_characters("李强") == []
    assert unknown_characters("艾力·买买提") == []
    assert unknown_characters("李丂A丂") == ["丂", "A"]


def test_stroke_table_holds_every_character_once() -> None:
    characters = [char for _, known, counted in table_lines() for char in known + counted]

    assert len(characters) == len(set(characters))


def test_stroke_table_holds_the_whole_basic_block() -> None:
    characters = {char for _, known, counted in table_lines() for char in known + counted}

    assert {chr(code) for code in range(0x4E00, 0x9FA6)} - characters == set()


@pytest.mark.parametrize(
    ("char", "count"),
    [("一", 1), ("丁", 2), ("马", 3), ("王", 4), ("田", 5), ("华", 6), ("张", 7), ("单", 8), ("皙", 13), ("璐", 17)],
)
def test_stroke_key_begins_with_the_number_of_strokes(char: str, count: int) -> None:
    assert stroke_key(char)[:2] == f"{count:02}"


@settings(deadline=None)  # the first pinyin loads the dictionaries
@given(any_names)
def test_keys_are_plain_ascii(name: str) -> None:
    keys = stroke_key(name) + stroke_key(name, surname_first=False) + pinyin_key(name)

    assert keys == "".join(char for char in keys if char.isascii() and (char.isalnum() or char == "~"))


@settings(deadline=None)  # the first pinyin loads the dictionaries
@given(st.lists(any_names, max_size=20))
def test_keys_sort_in_a_database_as_in_python(names: list[str]) -> None:
    keys = [key(name) for name in names for key in (stroke_key, pinyin_key)]
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE item (sort_key TEXT)")
        connection.executemany("INSERT INTO item VALUES (?)", [(key,) for key in keys])
        rows = connection.execute("SELECT sort_key FROM item ORDER BY sort_key").fetchall()
    connection.close()

    assert [key for (key,) in rows] == sorted(keys, key=str.encode)


@given(han_names, han_names)
def test_stroke_keys_differ_for_different_names(first: str, second: str) -> None:
    assert (stroke_key(first) == stroke_key(second)) == (first == second)


@given(han, han, han, han)
def test_stroke_key_lets_the_surname_decide(one: str, other: str, first: str, second: str) -> None:
    plain_one, plain_other = f"{one}一", f"{other}一"

    if stroke_key(plain_one) < stroke_key(plain_other) and one + first not in COMPOUND_SURNAMES:
        assert stroke_key(f"{one}{first}{second}") < stroke_key(f"{other}{first}")


@pytest.mark.parametrize("name", ["买" * 40, "A" * 40, "买·" * 20])
def test_keys_of_the_longest_names_fit_their_columns(name: str) -> None:
    assert max(len(stroke_key(name)), len(stroke_key(name, surname_first=False)), len(pinyin_key(name))) <= KEY_LIMIT


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("李强", ("李", "强")),
        ("欧阳震华", ("欧阳", "震华")),
        ("司马光", ("司马", "光")),
        ("欧阳", ("欧", "阳")),
        ("姜　岚", ("姜", "岚")),
        ("王", ("王", "")),
        ("艾力·买买提", ("", "艾力·买买提")),
        ("阿不都热合曼", ("", "阿不都热合曼")),
        ("Anna", ("", "Anna")),
        ("", ("", "")),
    ],
)
def test_split_surname_parts_the_name(name: str, parts: tuple[str, str]) -> None:
    assert split_surname(name) == parts


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("仇俊", "Qiú Jùn"),
        ("单一", "Shàn Yī"),
        ("解放", "Xiè Fàng"),
        ("查良", "Zhā Liáng"),
        ("曾曾", "Zēng Céng"),
        ("朴朴", "Piáo Pǔ"),
        ("区华", "Ōu Huá"),
        ("华一", "Huà Yī"),
        ("任重", "Rén Zhòng"),
        ("万俟一", "Mòqí Yī"),
        ("尉迟恭", "Yùchí Gōng"),
        ("尉健行", "Wèi Jiànxíng"),
        ("欧阳安安", "Ōuyáng Ān'ān"),
        ("吕一", "Lǚ Yī"),
        ("艾力·依明", "Àilì·Yīmíng"),
        ("Anna", "Anna"),
    ],
)
def test_pinyin_reads_surnames_as_surnames(name: str, written: str) -> None:
    assert pinyin(name) == written


def test_pinyin_takes_the_persons_own_reading() -> None:
    assert pinyin("覃一", "tán yī") == "Tán Yī"
    assert pinyin("覃一凡", "tán") == "Tán Yīfán"
    assert pinyin_key("覃一", "tan2 yi1") == pinyin_key("覃一", "tán yī")
    assert pinyin_key("覃一") < pinyin_key("仇俊") < pinyin_key("单一") < pinyin_key("覃一", "tán yī")


def test_pinyin_passes_over_a_reading_that_does_not_fit() -> None:
    assert pinyin("仇俊", "qiú jùn yī") == "Qiú Jùn"


def test_reading_problem_counts_syllables() -> None:
    assert reading_problem("仇俊", "qiú jùn") is None
    assert reading_problem("仇俊", "qiú") is None
    assert reading_problem("仇俊", "") is None
    assert reading_problem("仇俊", "qiú jùn yī") == (
        "读音“qiú jùn yī”有3个音节，姓名“仇俊”有2个字，对不上；"
        "请每个字写一个音节，用空格隔开，如 qiú jùn，或只写姓的读音"
    )


def test_pinyin_key_orders_by_syllable_then_tone_then_strokes() -> None:
    names = ["章一", "黎一", "吕一", "李一", "陆一", "张一", "林一", "罗一", "曾一"]

    assert sorted(names, key=pinyin_key) == ["黎一", "李一", "林一", "陆一", "罗一", "吕一", "曾一", "张一", "章一"]


def test_pinyin_key_keeps_the_same_surname_together() -> None:
    names = ["章丁", "张一", "张中", "章一"]

    assert sorted(names, key=pinyin_key) == ["张一", "张中", "章丁", "章一"]


@pytest.mark.parametrize(("surname", "reading"), [*SURNAME_READINGS.items(), *COMPOUND_SURNAMES.items()])
def test_surname_tables_give_one_syllable_per_character(surname: str, reading: str) -> None:
    assert reading_problem(surname, reading) is None
    assert len(reading.split()) == len(surname)
