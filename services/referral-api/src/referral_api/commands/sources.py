"""`goodword sources`: whose webhooks can be listened to."""

from typing import Annotated

import typer

from referral_api.sources import SOURCES

app = typer.Typer()

AsTable = Annotated[bool, typer.Option("--markdown", help="As a table, the one in README.md.")]


@app.command("sources")
def sources(markdown: AsTable = False) -> None:
    """List the sources: what each brings, and what to do at the sender's."""
    typer.echo(table() if markdown else "\n\n".join(_told(name) for name in sorted(SOURCES)))


def table() -> str:
    """What each source supports, as Markdown."""
    head = "| source | brings | signed by | settings | credentials |"
    lines = [head, "| --- | --- | --- | --- | --- |"]
    for name, source in sorted(SOURCES.items()):
        about = source.ABOUT
        cells = (
            f"`{name}` ({about.title})",
            ", ".join(about.brings),
            about.proof.rstrip("."),
            ", ".join(f"`{each.name}`" for each in about.settings) or "none",
            ", ".join(f"`{each.name}`" for each in about.credentials) or "none",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _told(name: str) -> str:
    about = SOURCES[name].ABOUT
    steps = (step.format(url="URL") for step in about.steps)
    head = f"{name}: {about.title} ({', '.join(about.brings)})"
    return "\n".join([head, *(f"  {number}. {step}" for number, step in enumerate(steps, 1))])
