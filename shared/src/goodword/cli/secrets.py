"""`goodword secrets …`."""

import asyncio
import secrets

import typer
from cryptography.fernet import Fernet

from goodword.bus.schema import installed_schemas
from goodword.database.resealing import Resealed, reseal
from goodword.seal import Sealer
from goodword.settings import OwnerSettings, Settings, load

app = typer.Typer()
group = typer.Typer(help="Keys, and what they seal.", no_args_is_help=True)
app.add_typer(group, name="secrets")


@group.callback()
def secrets_group() -> None:
    """Keys, and what they seal."""


@group.command("generate")
def generate() -> None:
    """Print new keys as lines for the environment; what they seal opens with no other."""
    typer.echo(f"GOODWORD_SECRET_KEYS={Fernet.generate_key().decode()}")
    typer.echo(f"GOODWORD_HASH_KEY={secrets.token_urlsafe(48)}")


@group.command("rotate")
def rotate() -> None:
    """Seal again, with the first of GOODWORD_SECRET_KEYS, what is kept; exit code 1 where some of
    it opens with none of them.

    First put the new key before the old ones and start every service with both.
    """
    keys = [key.get_secret_value() for key in load(Settings).secret_keys]
    found = asyncio.run(_rotate(Sealer(keys), load(OwnerSettings).owner_urls()))
    for schema, one in found:
        lost = f", {one.unreadable} that no key opens" if one.unreadable else ""
        typer.echo(f"{schema}.{one.place}: {one.done} sealed again{lost}")
    typer.echo(
        "What is on the log is still sealed as it was: run `goodword republish settings`, and keep"
        " the old keys for another GOODWORD_OUTBOX_DAYS days."
    )
    if any(one.unreadable for _, one in found):
        raise typer.Exit(1)


async def _rotate(sealer: Sealer, owner_urls: dict[str, str]) -> list[tuple[str, Resealed]]:
    return [
        (schema.name, one)
        for schema in installed_schemas()
        for one in await reseal(schema, owner_urls[schema.name], sealer)
    ]
