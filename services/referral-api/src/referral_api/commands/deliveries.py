"""`goodword deliveries …`: webhooks as they came, and once more."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer

from goodword.cli.printing import AsJson, Limit, print_list, print_object
from goodword.errors import GoodwordError, Kind, RejectedError
from goodword.ids import show as shown_id
from referral_api.commands.desk import Business, Desk, change, id_of, read
from referral_api.db.connections.delivery_pages import delivery_of, list_deliveries
from referral_api.domain.page import Page
from referral_api.routes.connections.deliveries import DeliveryDetail, DeliveryObject
from referral_api.routes.conventions.filters import given
from referral_api.use_cases.deliveries.replay_deliveries import Wanted, replay_deliveries
from referral_api.use_cases.deliveries.replay_delivery import replay_delivery

group = typer.Typer(help="Webhooks as they came.", no_args_is_help=True)

REPLAYABLE = ("failed", "ignored", "waiting", "applied")
DeliveryId = Annotated[UUID, typer.Argument(parser=id_of("dlv"), metavar="DELIVERY")]
Connection = Annotated[
    UUID | None, typer.Option(parser=id_of("con"), metavar="CONNECTION", help="con_….")
]

From = Annotated[
    datetime | None, typer.Option("--from", help="Those that came then or later, in UTC.")
]
Before = Annotated[
    datetime | None, typer.Option("--before", help="Those that came before then, in UTC.")
]


@group.command("list")
def list_(
    business: Business,
    status: Annotated[str | None, typer.Option(help="Such as failed or waiting.")] = None,
    connection: Connection = None,
    topic: Annotated[str | None, typer.Option(help="Such as orders/paid.")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List them without their bodies, newest first."""

    async def work(desk: Desk) -> list[DeliveryObject]:
        filters = given(connection_id=connection, status=status, topic=topic)
        page = Page(limit=limit)
        found = await list_deliveries(desk.session, desk.business_id, filters, page)
        return [DeliveryObject.of(row) for row in found.rows]

    columns = ("id", "status", "received_at", "topic", "facts", "reason")
    print_list(read(business, work), columns, as_json=as_json)


@group.command("show")
def show(delivery_id: DeliveryId, business: Business, as_json: AsJson = False) -> None:
    """Show one with its headers and body: personal data, for your eyes."""

    async def work(desk: Desk) -> DeliveryDetail:
        row = await delivery_of(desk.session, desk.business_id, delivery_id)
        if row is None:
            raise RejectedError("not_found", "There is no such delivery.", kind=Kind.NOT_FOUND)
        return DeliveryDetail.of(row)

    print_object(read(business, work), as_json=as_json)


@group.command("replay")
def replay(
    business: Business,
    delivery_id: Annotated[
        UUID | None,
        typer.Argument(parser=id_of("dlv"), metavar="DELIVERY", help="None: by --status."),
    ] = None,
    status: Annotated[
        str | None, typer.Option(help=f"All of these: {', '.join(REPLAYABLE)}.")
    ] = None,
    connection: Connection = None,
    received_from: From = None,
    received_before: Before = None,
) -> None:
    """Apply one again, or all of a status; what was applied changes nothing a second time."""
    if (delivery_id is None) == (status is None):
        raise typer.BadParameter("name either a delivery or a --status")
    if delivery_id is not None:
        change(
            business,
            "deliveries replay",
            lambda desk: replay_delivery(desk.business_id, delivery_id, session=desk.session),
            lambda _: shown_id("dlv", delivery_id),
        )
        typer.echo("it will be applied again")
        return
    if status not in REPLAYABLE:
        raise GoodwordError(f"Replay one of {', '.join(REPLAYABLE)}.")
    wanted = Wanted((status,), connection, _utc(received_from), _utc(received_before))
    typer.echo(f"{_replay_all(business, wanted)} will be applied again")


def _utc(at: datetime | None) -> datetime | None:
    return at and at.replace(tzinfo=at.tzinfo or UTC)


def _replay_all(business: str, wanted: Wanted) -> int:
    async def work(desk: Desk) -> tuple[int, bool]:
        return await replay_deliveries(desk.business_id, wanted, session=desk.session)

    about = shown_id("con", wanted.connection_id) if wanted.connection_id else None
    total, more = 0, True
    while more:
        count, more = change(business, "deliveries replay", work, lambda _: about)
        total += count
    return total
