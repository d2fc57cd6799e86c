"""How the demo narrates: a step, what was asked of the API, and what came of it."""

from decimal import Decimal
from typing import Any

import typer

from goodword.money import Money


def step(text: str) -> None:
    """The next thing that happens."""
    typer.echo(f"\n{text}.")


def request(text: str) -> None:
    """What the API was asked."""
    typer.echo(f"  > {text}")


def came(text: str) -> None:
    """What came of it."""
    typer.echo(f"    {text}")


def dollars(amount: dict[str, Any]) -> str:
    """An amount as people read it."""
    return f"${Decimal(Money.model_validate(amount).major)}"
