"""The commands that come with all services in one place."""

import asyncio

import typer

from goodword import process
from goodword.settings import load
from standalone import migrations
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
def demo() -> None:
    """Play the story against what `goodword up` runs on GOODWORD_DATA."""
    asyncio.run(play(load(StandaloneSettings).data))
