"""Nothing in the repository says where packages come from: that is the machine's own setting."""

import re

from tests.house.tree import ROOT, relative, tracked_files

LOCKS = ("run", "test")
SOURCE_OPTION = re.compile(
    r"--(?:extra-)?index-url[ =]|--find-links[ =]|--trusted[-]host|^\s*(?:extra-)?index-url\s*=", re.MULTILINE
)
REGISTRY_HOST = re.compile(r"://(?:[\w-]+\.)*(?:pypi|pythonhosted|npmjs|debian|crates)\.\w", re.IGNORECASE)
PINNED = re.compile(r"^[a-z0-9._-]+(?:\[[a-z0-9,._-]+\])?==\S+")


def requirements(name: str) -> list[str]:
    """Return a lock's requirements, each with its hashes, as one line."""
    joined = (ROOT / "trainingapp" / "locks" / f"{name}.txt").read_text("utf-8").replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip()]


def test_every_locked_requirement_is_pinned_by_version_and_hash() -> None:
    for name in LOCKS:
        loose = [line for line in requirements(name) if not PINNED.match(line) or "--hash=sha256:" not in line]
        assert loose == []


def test_locks_agree_on_the_versions_they_share() -> None:
    run, test = (dict(line.split(" ")[0].split("==") for line in requirements(name)) for name in LOCKS)

    assert {name: version for name, version in run.items() if test.get(name) != version} == {}


def test_locks_hold_no_address() -> None:
    assert [line for name in LOCKS for line in requirements(name) if "://" in line] == []


def test_no_file_names_a_registry() -> None:
    named = [
        relative(path)
        for path in tracked_files()
        if (text := path.read_text("utf-8", errors="ignore"))
        if SOURCE_OPTION.search(text) or REGISTRY_HOST.search(text)
    ]

    assert named == []
