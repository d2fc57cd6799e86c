"""`goodword parked …`: events that a service could not apply."""

import json
from collections.abc import Iterable
from functools import partial
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import parked
from goodword.bus.commands import Commanded, say_commands
from goodword.cli.connection import Service, within
from goodword.cli.hand import hand

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
    said = data.read()

    async def work(session: AsyncSession) -> None:
        business_id = await parked.mend(session, event_id, said)
        await _say(session, "goodword parked mend", [(business_id, event_id)])

    within(service, work)
    typer.echo("mended; `goodword parked replay` has it tried again")


@group.command("replay")
def replay(
    service: Service, event_id: Annotated[UUID | None, typer.Argument(help="None: all.")] = None
) -> None:
    """Have it, or all of them, tried again by the running service."""

    async def work(session: AsyncSession) -> int:
        replayed = await parked.replay(session, event_id)
        await _say(session, "goodword parked replay", replayed)
        return len(replayed)

    typer.echo(f"{within(service, work)} will be tried again")


@group.command("discard")
def discard(event_id: EventId, service: Service) -> None:
    """Drop it for good; those that wait behind it go on."""

    async def work(session: AsyncSession) -> None:
        business_id = await parked.discard(session, event_id)
        await _say(session, "goodword parked discard", [(business_id, event_id)])

    within(service, work)
    typer.echo("discarded")


async def _say(session: AsyncSession, command: str, events: Iterable[tuple[UUID, UUID]]) -> None:
    """Say whose events (business and id) the command was about."""
    given = [Commanded(business, command, ids.show("evt", event)) for business, event in events]
    await say_commands(session, hand(), given)
