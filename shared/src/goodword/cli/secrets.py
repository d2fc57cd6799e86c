"""`goodword secrets …`."""

import secrets

import typer
from cryptography.fernet import Fernet

app = typer.Typer()
group = typer.Typer(help="Keys for a new installation.", no_args_is_help=True)
app.add_typer(group, name="secrets")


@group.callback()
def secrets_group() -> None:
    """Keys for a new installation."""


@group.command("generate")
def generate() -> None:
    """Print new keys as lines for the environment; what they seal opens with no other."""
    typer.echo(f"GOODWORD_SECRET_KEYS={Fernet.generate_key().decode()}")
    typer.echo(f"GOODWORD_HASH_KEY={secrets.token_urlsafe(48)}")
