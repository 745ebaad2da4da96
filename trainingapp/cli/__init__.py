"""Commands: thin, over the operations. `trainingapp`, or `python -m trainingapp.cli`."""

from trainingapp.cli.commands import main

__all__ = ["main"]
