"""The contract of the command line: what is printed, the exit codes, and where the reasons go."""

import json
import sqlite3
from pathlib import Path

import click
import pytest

from tests.cli.commands import run
from trainingapp.cli import main

COMMANDS = (
    ("init",),
    ("seed",),
    ("start",),
    ("serve",),
    ("cohorts",),
    ("check",),
    ("roster", "show"),
    ("roster", "import"),
    ("timetable", "show"),
    ("attendance", "show"),
    ("accounts", "add"),
    ("accounts", "reset"),
    ("accounts", "disable"),
)
SHOWING = (("cohorts",), *((what, "show", "qinglan-2025") for what in ("roster", "timetable", "attendance")))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_and_takes_an_instance(words: tuple[str, ...], tmp_path: Path) -> None:
    told = run(*words, "--help", instance=tmp_path)

    assert told.exit_code == 0
    assert "--instance" in told.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words", [("nonsense",), ("roster", "show"), ("cohorts", "--nonsense"), ("serve", "--port", "x")]
)
def test_wrong_usage_ends_with_two(words: tuple[str, ...], qinglan: Path) -> None:
    assert run(*words, instance=qinglan).exit_code == 2


@pytest.mark.parametrize("words", SHOWING, ids=" ".join)
def test_instance_that_was_never_made_is_refused_and_left_alone(words: tuple[str, ...], tmp_path: Path) -> None:
    refused = run(*words, instance=tmp_path / "nowhere")

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "请先执行 trainingapp init" in refused.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", SHOWING, ids=" ".join)
def test_data_is_printed_as_json(words: tuple[str, ...], qinglan: Path) -> None:
    shown = run(*words, "--json", instance=qinglan)

    assert (shown.exit_code, shown.stderr) == (0, "")
    assert json.loads(shown.stdout) != []


def test_unknown_class_is_refused_with_the_codes_there_are(qinglan: Path) -> None:
    refused = run("roster", "show", "nobody-1999", instance=qinglan)

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == "没有代码为“nobody-1999”的班次；已有：qinglan-2025\n"


def test_roster_is_sorted_as_asked(qinglan: Path) -> None:
    numbers = [
        [trainee["number"] for trainee in json.loads(run(*words, instance=qinglan).stdout)]
        for words in (("roster", "show", "qinglan-2025", "--json", "--sort", sort) for sort in ("number", "strokes"))
    ]

    assert numbers[0] == list(range(1, 30))
    assert sorted(numbers[1]) == numbers[0] != numbers[1]


def test_attendance_tells_each_status_and_leaves_the_unrecorded_blank(qinglan: Path) -> None:
    shown = json.loads(run("attendance", "show", "qinglan-2025", "--json", instance=qinglan).stdout)

    sessions, marks = shown["sessions"], {one["number"]: one["marks"] for one in shown["trainees"]}
    assert [one["roll"] for one in sessions] == ["已确认"] * 8 + ["未点名"]
    assert marks[1] == ["present"] * 8 + [None]
    assert marks[6] == ["present", "present", "official", *["present"] * 5, None]


def test_table_shows_the_same_as_json(qinglan: Path) -> None:
    lines = run("cohorts", instance=qinglan).stdout.splitlines()

    assert [line.split() for line in lines] == [
        ["代码", "班次", "阶段", "开班", "学员"],
        ["qinglan-2025", "青蓝接力", "考核", "2025-05-09", "29"],
    ]


def test_init_again_changes_nothing(qinglan: Path) -> None:
    before = run("roster", "show", "qinglan-2025", "--json", instance=qinglan).stdout

    assert run("init", instance=qinglan).exit_code == 0
    assert run("roster", "show", "qinglan-2025", "--json", instance=qinglan).stdout == before


def test_office_of_ones_own_starts_empty(tmp_path: Path) -> None:
    assert run("init", "--office", "yunshan", "--name", "云杉街道党建办", instance=tmp_path).exit_code == 0

    assert run("cohorts", "--json", instance=tmp_path).stdout == "[]\n"
    assert run("init", "--office", "yunshan", "--name", "云杉街道党建办", instance=tmp_path).exit_code == 1
    assert run("init", "--office", "yunshan", instance=tmp_path).exit_code == 2


def test_who_cannot_sign_in_yet_is_told_the_commands_that_lead_there(tmp_path: Path) -> None:
    bare = run("init", instance=tmp_path).stdout.splitlines()
    filled = {"代码": "yunshan", "党建办名称": "云杉街道党建办", "登录名": "zuzhi", "姓名": "王明", "ROLE": "organiser"}
    office, account = ([filled.get(word, word) for word in line.split()[1:]] for line in bare if line.startswith("  "))

    assert (office[0], account[:2]) == ("init", ["accounts", "add"])
    assert run(*office, instance=tmp_path).stdout.splitlines() == [bare[1], bare[2], bare[4]], "no account as yet"
    assert run(*account, instance=tmp_path).exit_code == 0
    assert run("init", instance=tmp_path).stdout == f"数据库已就绪：{tmp_path}\n"


def test_two_offices_must_be_told_apart(own_qinglan: Path) -> None:
    run("init", "--office", "yunshan", "--name", "云杉街道党建办", instance=own_qinglan)

    undecided = run("cohorts", instance=own_qinglan)

    assert undecided.exit_code == 1
    assert (
        undecided.stderr == "有几个党建办，请用 --office 指定：demo（青蓝示范党建办公室）、yunshan（云杉街道党建办）\n"
    )
    assert json.loads(run("cohorts", "--office", "yunshan", "--json", instance=own_qinglan).stdout) == []
    assert run("roster", "show", "qinglan-2025", "--office", "yunshan", instance=own_qinglan).exit_code == 1


def test_unknown_programme_is_refused_and_nothing_is_loaded(tmp_path: Path) -> None:
    run("init", instance=tmp_path)

    refused = run("seed", "qinglan-2025", "nothing-2000", instance=tmp_path)

    assert refused.exit_code == 1
    assert refused.stderr.startswith("没有示例项目“nothing-2000”；可以装入：qinglan-2025、")
    assert run("cohorts", instance=tmp_path).exit_code == 1


def test_account_is_added_reset_and_disabled(own_qinglan: Path) -> None:
    add = ("accounts", "add", "zhoubzr", "--name", "周班主任", "--role", "class_teacher")

    without_class = run(*add, instance=own_qinglan)
    added = run(*add, "--cohort", "qinglan-2025", "--json", instance=own_qinglan)
    again = run(*add, "--cohort", "qinglan-2025", instance=own_qinglan)
    reset = run("accounts", "reset", "zhoubzr", "--json", instance=own_qinglan)

    assert (without_class.exit_code, without_class.stderr) == (1, "“班主任”要指定班次\n")
    assert (added.exit_code, again.exit_code, reset.exit_code) == (0, 1, 0)
    assert json.loads(added.stdout)["password"] != json.loads(reset.stdout)["password"]
    assert run("accounts", "disable", "zhoubzr", instance=own_qinglan).exit_code == 0
    assert run("accounts", "disable", "nobody", instance=own_qinglan).stderr == "没有登录名为“nobody”的账号\n"


@pytest.mark.parametrize(
    ("role", "reach"),
    [
        ("group_leader", ("--cohort", "qinglan-2025", "--group", "第一组")),
        ("trainee", ("--cohort", "qinglan-2025", "--number", "29")),
        ("lecturer", ("--lecturer", "张雪梅")),
        ("branch_contact", ("--organisation", "中共上海市静安区天目西路街道工作委员会")),
        ("inspector", ()),
    ],
)
def test_each_role_gets_its_reach_by_name(role: str, reach: tuple[str, ...], qinglan: Path) -> None:
    add = ("accounts", "add", f"one-{role}", "--name", "某人", "--role", role)

    assert run(*add, *reach, instance=qinglan).exit_code == 0


def test_reach_that_does_not_exist_is_refused(qinglan: Path) -> None:
    add = ("accounts", "add", "someone", "--name", "某人", "--role", "group_leader", "--group", "第九组")

    assert run(*add, instance=qinglan).stderr == "指定小组或学员编号时，请同时用 --cohort 指定班次\n"
    assert run(*add, "--cohort", "qinglan-2025", instance=qinglan).stderr == "没有找到这个小组\n"


def test_check_finds_a_whole_database_whole(qinglan: Path) -> None:
    told = run("check", "--json", instance=qinglan)

    assert told.exit_code == 0
    assert [(one["name"], one["problems"]) for one in json.loads(told.stdout)["checks"]] == [
        ("数据库版本", []),
        ("数据库文件", []),
        ("约束", []),
        ("孤立的行", []),
        ("跨党建办的引用", []),
    ]


DAMAGE = {
    "PRAGMA foreign_keys=OFF; DELETE FROM person WHERE name = '吕丙寅'": "表 enrolment 有 1 行指向 person 里不存在的行",
    "PRAGMA ignore_check_constraints=ON; UPDATE cohort SET stage = 'dreaming'": "表 cohort 有 1 行不符合约束",
    "PRAGMA foreign_keys=OFF; INSERT INTO office (id, public_id, code, name, short_name) VALUES (7, 'p', 'b', 'b', 'b')"
    "; UPDATE venue SET office_id = 7": "行指向另一个党建办的 venue",
    "UPDATE alembic_version SET version_num = 'x'": "请先备份，再执行 trainingapp init",
}


@pytest.mark.parametrize(("damage", "problem"), DAMAGE.items())
def test_check_names_what_is_broken(damage: str, problem: str, qinglan: Path, tmp_path: Path) -> None:
    for name in ("training.sqlite", "keys.json"):
        (tmp_path / name).write_bytes((qinglan / name).read_bytes())
    with sqlite3.connect(tmp_path / "training.sqlite") as connection:
        connection.executescript(damage)
    connection.close()

    told = run("check", instance=tmp_path)

    assert told.exit_code == 1
    assert problem in told.stderr


def test_group_without_a_command_lists_its_commands(tmp_path: Path) -> None:
    assert main.list_commands(click.Context(main)) == [
        "accounts",
        "archive",
        "attendance",
        "check",
        "cohorts",
        "export",
        "init",
        "roster",
        "seed",
        "serve",
        "start",
        "timetable",
    ]
    assert list(tmp_path.iterdir()) == []
