"""`goodword schemas`: what the event classes say, as JSON Schemas and an AsyncAPI document.

Made from the classes and committed, so that a change of an event is seen by whoever reviews it.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from goodword.errors import GoodwordError
from goodword.events import EVENTS
from goodword.events.asyncapi import FILE, document, to_yaml
from goodword.events.evolution import breaking_changes
from goodword.events.schemas import file_of, schema_of

app = typer.Typer()


class SchemasError(GoodwordError):
    """The schemas that are kept are not those of the classes, or may not become them."""


@app.command("schemas")
def schemas(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail where they differ.")
    ] = False,
    folder: Annotated[Path, typer.Option(help="Where they are kept.")] = Path("shared/schemas"),
) -> None:
    """Write the events' JSON Schemas and AsyncAPI document from their classes.

    Refused where a change is one that an older reader or an older record could not take.
    """
    wanted = generated()
    problems = refusals(wanted, folder)
    if check:
        problems += differences(wanted, folder)
    if problems:
        raise SchemasError(
            "the event schemas are not right:\n" + "\n".join(f"- {p}" for p in problems)
        )
    if not check:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in wanted.items():
            (folder / name).write_text(text)
    typer.echo(f"{len(EVENTS)} events, {'as' if check else 'written'} in {folder}")


def generated() -> dict[str, str]:
    """All files by name, as the classes want them now."""
    files = {
        file_of(event): json.dumps(schema_of(event), indent=2, ensure_ascii=False) + "\n"
        for event in EVENTS.values()
    }
    return {**files, FILE: f"# Made by `make schemas` from goodword.events.\n{to_yaml(document())}"}


def refusals(wanted: dict[str, str], folder: Path) -> list[str]:
    """What was said once and would not be understood any more; each needs a new version."""
    found = []
    for kept in sorted(folder.glob("*.json")):
        if kept.name not in wanted:
            found.append(f"{kept.name}: the event is gone, though records of it may still be read")
            continue
        old, new = _read(kept.read_text()), _read(wanted[kept.name])
        found += [f"{kept.name}: {change}" for change in breaking_changes(old, new)]
    return found


def differences(wanted: dict[str, str], folder: Path) -> list[str]:
    """Files that are not as the classes want them; `make schemas` mends these."""
    found = []
    for name, text in wanted.items():
        file = folder / name
        if not file.exists():
            found.append(f"{name}: is missing; run `make schemas`")
        elif file.read_text() != text:
            found.append(f"{name}: is not what the classes say; run `make schemas`")
    return found


def _read(text: str) -> dict[str, Any]:
    return dict(json.loads(text))
