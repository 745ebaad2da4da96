"""Running the commands inside this process, on an instance of their own."""

from pathlib import Path

from click.testing import CliRunner, Result

from trainingapp.cli import main


def run(*words: str, instance: Path) -> Result:
    """Run one command; an error that is no refusal comes through."""
    return CliRunner().invoke(main, [*words, "--instance", str(instance)], catch_exceptions=False)


def make_instance(folder: Path, *programmes: str) -> Path:
    """Make an instance with these programmes."""
    for words in (("init",), ("seed", *programmes)):
        made = run(*words, instance=folder)
        assert made.exit_code == 0, made.output
    return folder
