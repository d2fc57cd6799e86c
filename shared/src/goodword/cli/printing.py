"""What commands print: tables and fields for people, JSON for programs."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from goodword.money import Money

AsJson = Annotated[bool, typer.Option("--json", help="As JSON, with every field.")]

MAX_ROWS = 1000
Limit = Annotated[int, typer.Option(min=1, max=MAX_ROWS, help="At most so many, newest first.")]

NOTHING = "-"
_MAX_CELL = 60


def print_list(objects: Sequence[BaseModel], columns: Sequence[str], *, as_json: bool) -> None:
    """One line each, under the names of `columns`; or a JSON array of all their fields."""
    dumped = [one.model_dump(mode="json") for one in objects]
    if as_json:
        typer.echo(json.dumps(dumped, indent=2, ensure_ascii=False))
        return
    rows = [[_cell(one.get(name))[:_MAX_CELL] for name in columns] for one in dumped]
    for line in table(columns, rows):
        typer.echo(line)


def print_object(one: BaseModel, *, as_json: bool) -> None:
    """A field on each line; or JSON."""
    dumped = one.model_dump(mode="json")
    if as_json:
        typer.echo(json.dumps(dumped, indent=2, ensure_ascii=False))
        return
    width = max(map(len, dumped), default=0)
    for name, value in dumped.items():
        typer.echo(f"{name:{width}}  {_cell(value)}")


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines whose columns stand under each other."""
    everything = [[name.upper() for name in columns], *rows]
    widths = [max(len(row[at]) for row in everything) for at in range(len(columns))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in everything
    ]


def printable(text: str) -> str:
    """What strangers wrote, without what a terminal would take for a command."""
    return "".join(each if each.isprintable() else "\ufffd" for each in text)


def _cell(value: Any) -> str:
    if value is None or value in ([], {}, ""):
        return NOTHING
    if isinstance(value, Mapping):
        if value.keys() == {"minor", "currency"}:
            return f"{Money(**value).major} {value['currency']}"
        return printable(json.dumps(value, ensure_ascii=False))
    if isinstance(value, list):
        return ", ".join(_cell(each) for each in value)
    return printable(str(value))
