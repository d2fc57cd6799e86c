"""`goodword version`."""

from importlib.metadata import version

import typer

app = typer.Typer()


@app.command("version")
def show_version() -> None:
    """Print the version of what is installed."""
    typer.echo(version("goodword"))
