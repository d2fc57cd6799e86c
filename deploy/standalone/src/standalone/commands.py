"""The commands that come with all services in one place."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from goodword import process
from goodword.settings import load
from standalone import migrations
from standalone.demo.place import elsewhere, upped
from standalone.demo.story import play
from standalone.settings import StandaloneSettings
from standalone.up import up

app = typer.Typer()
app.add_typer(migrations.app)


@app.command("up")
def run() -> None:
    """Run PostgreSQL and all services here, on GOODWORD_DATA and GOODWORD_PORT; Ctrl-C ends it."""
    settings = load(StandaloneSettings)
    raise typer.Exit(process.run(lambda stop: up(settings, stop)))


@app.command("demo")
def demo(
    url: Annotated[str | None, typer.Option(help="Of services elsewhere, with --mail.")] = None,
    mail: Annotated[Path | None, typer.Option(help="Their folder of letters.")] = None,
    operator_token: Annotated[
        str | None, typer.Option(envvar="GOODWORD_OPERATOR_TOKEN", hidden=True)
    ] = None,
) -> None:
    """Play the story against what `goodword up` runs on GOODWORD_DATA, or against --url."""
    place = elsewhere(url, operator_token, mail) if url else upped(load(StandaloneSettings).data)
    asyncio.run(play(place))
