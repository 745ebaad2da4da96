"""The wheel carries all that a running system needs, and runs away from the repository."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import relative, tracked_files

PACKED = ("trainingapp", "templates", "seeds")
NEEDED = (*PACKED, "pyproject.toml", "README.md", "LICENSE")
ASK_HEALTH = """
from pathlib import Path
from trainingapp.app import create_app
from trainingapp.core import places
app = create_app(Path("instance").resolve())
print(places.TEMPLATES, places.SEEDS, app.test_client().get("/healthz").status_code, sep="\\n")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the files that git keeps."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for path in tracked_files():
        if relative(path).split("/")[0] in NEEDED:
            copy = source / relative(path)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
    pip("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(target), str(source))
    (built,) = target.glob("*.whl")
    return built


def pip(*arguments: str) -> None:
    """Run pip, showing what it says when it fails."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def packed_name(path: Path) -> str:
    """Return where a file of the repository lies in the wheel."""
    name = relative(path)
    return name if name.startswith("trainingapp/") else f"trainingapp/_carried/{name}"


@pytest.mark.serial
def test_wheel_holds_every_file_of_code_templates_and_seeds(wheel: Path) -> None:
    kept = {packed_name(path) for path in tracked_files() if relative(path).split("/")[0] in PACKED}

    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())

    assert {name for name in packed if ".dist-info/" not in name} == kept


@pytest.mark.serial
def test_wheel_brings_the_command_and_the_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        metadata = {name.split("/", 1)[1]: name for name in archive.namelist() if ".dist-info/" in name}
        commands = archive.read(metadata["entry_points.txt"]).decode()

    assert commands == "[console_scripts]\ntrainingapp = trainingapp.cli:main\n"
    assert "licenses/LICENSE" in metadata


@pytest.mark.serial
def test_installed_wheel_answers_with_its_own_templates(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    pip("install", "--no-deps", "--no-index", "--target", str(site), str(wheel))

    done = subprocess.run(
        [sys.executable, "-c", ASK_HEALTH],
        cwd=tmp_path,
        env={"PYTHONPATH": str(site), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    carried = site / "trainingapp" / "_carried"
    assert done.stderr == ""
    assert done.stdout.splitlines() == [str(carried / "templates"), str(carried / "seeds"), "200"]
