"""Lets `python -m trainingapp.cli` run the commands."""

from trainingapp.cli.commands import main

main(prog_name="trainingapp")
