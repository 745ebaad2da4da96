"""`timetable solve`: the documented problem into a file, and what is refused before any search."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.planner.planted import make
from trainingapp.cli import main
from trainingapp.planner.check import check
from trainingapp.planner.files import solve_file
from trainingapp.planner.serialise import problem_from_json, problem_to_json, solution_from_json
from trainingapp.planner.solution import Progress

DOCUMENTED = re.findall(
    r"```json\n(.*?)```", (Path(__file__).parents[2] / "docs" / "planner.md").read_text("utf-8"), re.DOTALL
)[0]


def solve(problem: Path, out: Path, *words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(
        main, ["timetable", "solve", str(problem), "--out", str(out), *words], catch_exceptions=False
    )


def test_documented_problem_is_solved_into_a_file(tmp_path: Path) -> None:
    problem, out = tmp_path / "problem.json", tmp_path / "solution.json"
    problem.write_text(DOCUMENTED, "utf-8")

    told = solve(problem, out, "--json")

    solution = solution_from_json(out.read_text("utf-8"))
    report = check(problem_from_json(DOCUMENTED), solution.placements)
    assert (told.exit_code, json.loads(told.stdout)["placed"], json.loads(told.stdout)["proven"]) == (0, 4, True)
    assert (report.violations, report.unplaced) == ((), ())


def test_same_seed_writes_the_same_file(tmp_path: Path) -> None:
    problem = tmp_path / "problem.json"
    problem.write_text(DOCUMENTED, "utf-8")

    for name in ("one.json", "two.json"):
        solve(problem, tmp_path / name, "--seed", "7")

    assert (tmp_path / "one.json").read_text("utf-8") == (tmp_path / "two.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"weight": -1}, "不能小于0"),
        ({"nonsense": 1}, "nonsense"),
    ],
)
def test_senseless_problem_is_refused_and_writes_nothing(
    tmp_path: Path, change: dict[str, object], reason: str
) -> None:
    problem, out = tmp_path / "problem.json", tmp_path / "solution.json"
    content = json.loads(DOCUMENTED)
    content["wishes"][0] |= change
    problem.write_text(json.dumps(content), "utf-8")

    refused = solve(problem, out)

    assert (refused.exit_code, refused.stdout, out.exists()) == (1, "", False)
    assert "wishes[0]" in refused.stderr
    assert reason in refused.stderr


def test_problem_without_a_whole_plan_says_why_and_what_to_relax(tmp_path: Path) -> None:
    problem, out = tmp_path / "problem.json", tmp_path / "solution.json"
    content = json.loads(DOCUMENTED)
    content["lecturers"][0]["when"] = {"only": [{"first": "2025-05-12", "last": "2025-05-12"}]}
    content["sessions"][1]["when"] = {"only": [{"first": "2025-05-09", "last": "2025-05-09"}]}
    problem.write_text(json.dumps(content), "utf-8")

    told = solve(problem, out, "--seconds", "1")

    assert told.exit_code == 1
    assert "! 未排：first：" in told.stdout
    assert "为什么：《开班第一课》不能同时满足：" in told.stdout
    assert "可以放宽：张教授只有5月12日有空：试过，放宽这一条就排得下" in told.stdout


def test_problem_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    refused = solve(tmp_path / "no.json", tmp_path / "solution.json")

    assert (refused.exit_code, refused.stderr.startswith("读不到 ")) == (1, True)


def test_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    problem = tmp_path / "problem.json"
    problem.write_text(DOCUMENTED, "utf-8")

    refused = solve(problem, tmp_path / "nowhere" / "solution.json")

    assert refused.exit_code == 1
    assert "请换一个位置" in refused.stderr


def test_place_that_cannot_be_written_is_refused_before_the_search(tmp_path: Path) -> None:
    problem = tmp_path / "problem.json"
    problem.write_text(DOCUMENTED, "utf-8")
    searched: list[Progress] = []

    with pytest.raises(FileNotFoundError):
        solve_file(problem, tmp_path / "nowhere" / "solution.json", seconds=1, progress=searched.append)

    assert searched == []


def test_answer_never_covers_its_problem(tmp_path: Path) -> None:
    problem = tmp_path / "problem.json"
    problem.write_text(DOCUMENTED, "utf-8")

    refused = solve(problem, problem)

    assert (refused.exit_code, problem.read_text("utf-8")) == (1, DOCUMENTED)
    assert "会把题目盖掉" in refused.stderr


def test_seconds_that_are_no_number_are_refused(tmp_path: Path) -> None:
    problem = tmp_path / "problem.json"
    problem.write_text(DOCUMENTED, "utf-8")

    refused = solve(problem, tmp_path / "solution.json", "--seconds", "nan")

    assert refused.exit_code == 2
    assert "应为 0.1 到 3600 之间的数" in refused.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_interrupted_search_writes_the_best_plan_so_far(tmp_path: Path) -> None:
    problem, out = tmp_path / "problem.json", tmp_path / "solution.json"
    problem.write_text(problem_to_json(make("M", 1)[0]), "utf-8")
    words = ["timetable", "solve", str(problem), "--out", str(out), "--seconds", "600"]
    command = [sys.executable, "-m", "trainingapp.cli", *words]

    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as searching:
        while not out.with_name("solution.json.part").exists() and searching.poll() is None:
            time.sleep(0.05)
        time.sleep(1)
        searching.send_signal(signal.SIGINT)
        told, _ = searching.communicate(timeout=60)

    assert searching.returncode == 0
    assert "按 Ctrl+C 停在这里" in told
    assert solution_from_json(out.read_text("utf-8")).complete


def test_a_solve_waits_for_neither_the_web_nor_the_database(tmp_path: Path) -> None:
    problem, out = tmp_path / "problem.json", tmp_path / "solution.json"
    problem.write_text(DOCUMENTED, "utf-8")
    program = (
        "import sys\n"
        "from trainingapp.cli import main\n"
        "main(sys.argv[1:], standalone_mode=False)\n"
        "print(sorted({'flask', 'sqlalchemy', 'openpyxl', 'tqdm', 'waitress'} & set(sys.modules)))\n"
    )

    words = ["timetable", "solve", str(problem), "--out", str(out), "--seconds", "0.1", "--json"]
    told = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True)

    assert told.stdout.splitlines()[-1] == "['tqdm']"
    assert out.is_file()
