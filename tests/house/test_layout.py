"""The layout that a newcomer meets, and the size and the words of what is in it."""

import ast
import re
from pathlib import Path
from statistics import median

from tests.house.tree import ROOT, functions, parse, python_files, relative, tracked_files

TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "docs",
    "instance",
    "pyproject.toml",
    "seeds",
    "start.py",
    "templates",
    "tests",
    "trainingapp",
}
SHARED_TEMPLATES = {"layout", "parts"}
DRAWERS = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers"}
LONGEST_FILE = 450  # "about 400": past that a word becomes a folder
LONGEST_FUNCTION = 50
HIGHEST_MEDIAN = 11
IMPURE_CALLS = {"now", "today", "utcnow", "open", "print", "input", "write_text", "write_bytes"}
# `noqa` and `type: ignore` name their code and, after a dash or a second #, their reason.
SILENCED = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?P<rest>.*)$")
REASONED = re.compile(r"^(?::\s*[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*|\[[a-z-]+(?:,\s*[a-z-]+)*\])\s*(?:-|#|—)\s*\S.+")


def test_top_level_is_exactly_what_the_design_names() -> None:
    assert {relative(path).split("/")[0] for path in tracked_files()} == TOP_LEVEL


def test_templates_have_one_folder_per_subject() -> None:
    subjects = {path.name for path in (ROOT / "trainingapp").iterdir() if path.is_dir()}
    folders = {relative(path).split("/")[1] for path in tracked_files() if relative(path).startswith("templates/")}

    assert folders - SHARED_TEMPLATES - subjects == set()


def test_no_drawer_for_odds_and_ends() -> None:
    assert [relative(path) for path in python_files("trainingapp", "tests") if path.stem in DRAWERS] == []


def test_no_file_has_outgrown_its_word() -> None:
    lengths = {
        relative(path): len(path.read_text("utf-8").splitlines()) for path in python_files("trainingapp/", "start.py")
    }

    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_functions_are_small() -> None:
    lengths = dict(item for path in python_files("trainingapp/", "start.py") for item in functions(path))

    assert {place: length for place, length in lengths.items() if length > LONGEST_FUNCTION} == {}
    assert median(lengths.values()) <= HIGHEST_MEDIAN


def test_every_silenced_warning_has_its_code_and_its_reason() -> None:
    bare = [
        f"{relative(path)}:{number}: {line.strip()}"
        for path in python_files("trainingapp", "tests", "start.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if (found := SILENCED.search(line)) and not REASONED.match(found["rest"])
    ]

    assert bare == []


def called_names(path: Path) -> list[tuple[str, int]]:
    """Return what a file calls, with its lines, by the last word: `now` for `datetime.now()`."""
    calls = [node for node in ast.walk(parse(path)) if isinstance(node, ast.Call)]
    return [(name, call.lineno) for call in calls if (name := last_word(call.func))]


def last_word(called: ast.expr) -> str:
    """Return the name under which something is called."""
    match called:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def test_rules_and_terms_ask_no_clock_and_touch_no_file() -> None:
    files = [path for path in python_files("trainingapp/") if {"rules", "terms"} & {path.stem, path.parent.name}]
    impure = [
        f"{relative(path)}:{line} {name}" for path in files for name, line in called_names(path) if name in IMPURE_CALLS
    ]

    assert len(files) > 0
    assert impure == []


def test_tables_are_made_by_migrations_alone() -> None:
    makers = [
        f"{relative(path)}:{line}"
        for path in python_files("trainingapp/")
        for name, line in called_names(path)
        if name == "create_all"
    ]

    assert makers == []


def test_times_of_day_are_spelled_in_one_way() -> None:
    homemade = re.compile(r"\.hour\}:|\(.*\.hour, .*\.minute\)")  # 9:00, where core/times.py and %H:%M say 09:00
    sources = [*python_files("trainingapp"), *(ROOT / "templates").rglob("*.html")]

    assert [relative(path) for path in sources if homemade.search(path.read_text("utf-8"))] == []
