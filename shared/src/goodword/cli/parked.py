"""`goodword parked …`: events that a service could not apply."""

import json
from functools import partial
from typing import Annotated
from uuid import UUID

import typer

from goodword.bus import parked
from goodword.cli.connection import Service, within

MAX_ROWS = 1000

app = typer.Typer()
group = typer.Typer(help="Events that a service could not apply.", no_args_is_help=True)
app.add_typer(group, name="parked")

EventId = Annotated[UUID, typer.Argument(help="The event's id, as `list` shows it.")]


@group.command("list")
def list_events(
    service: Service,
    state: Annotated[str | None, typer.Option(help="parked, waiting or behind.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MAX_ROWS)] = 100,
) -> None:
    """List them, the oldest first: which, since when, and why."""
    for one in within(service, partial(parked.list_parked, state=state, limit=limit)):
        why = one.error or f"waits for {', '.join(one.waits_for)}"
        typer.echo(f"{one.event_id}  {one.state:8}{one.parked_at:%Y-%m-%d %H:%M}  {one.type}")
        typer.echo(f"    {one.key}, tried {one.attempts} times: {why}")


@group.command("show")
def show(event_id: EventId, service: Service) -> None:
    """Show one as JSON, its data included."""
    kept = within(service, partial(parked.show, event_id=event_id))
    typer.echo(json.dumps(kept, default=str, indent=2))


@group.command("mend")
def mend(event_id: EventId, service: Service, data: typer.FileText) -> None:
    """Put the JSON in the file DATA in place of its data; then replay it."""
    within(service, partial(parked.mend, event_id=event_id, data=data.read()))
    typer.echo("mended; `goodword parked replay` has it tried again")


@group.command("replay")
def replay(
    service: Service, event_id: Annotated[UUID | None, typer.Argument(help="None: all.")] = None
) -> None:
    """Have it, or all of them, tried again by the running service."""
    count = within(service, partial(parked.replay, event_id=event_id))
    typer.echo(f"{count} will be tried again")


@group.command("discard")
def discard(event_id: EventId, service: Service) -> None:
    """Drop it for good; those that wait behind it go on."""
    within(service, partial(parked.discard, event_id=event_id))
    typer.echo("discarded")
