"""What commands print: lines of text, or JSON."""

import json
from collections.abc import Sequence

import click

json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON")


def print_json(data: object) -> None:
    """Print data as JSON that a person can read as well."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def print_lines(lines: Sequence[str]) -> None:
    """Print lines of text."""
    for line in lines:
        click.echo(line)
