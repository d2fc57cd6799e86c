"""`goodword connections …`: whose webhooks are listened to."""

import sys
from typing import Annotated, Any
from uuid import UUID

import typer
from pydantic import ValidationError
from sqlalchemy import Row

from goodword.cli.printing import AsJson, Limit, print_list, print_object
from goodword.errors import GoodwordError
from goodword.ids import show as shown_id
from referral_api.commands.desk import Business, Desk, House, change, id_of, note, read, within
from referral_api.db.connections.connections import list_connections
from referral_api.domain.page import Page
from referral_api.routes.connections.connections import ConnectionBody, ConnectionObject
from referral_api.routes.connections.deliveries import DeliveryObject
from referral_api.routes.connections.health import ConnectionHealth
from referral_api.sources import SOURCES
from referral_api.use_cases.connections.check_health import check_health
from referral_api.use_cases.connections.create_connection import NewConnection, create_connection
from referral_api.use_cases.connections.delete_connection import delete_connection
from referral_api.use_cases.connections.rotate_secret import Rotation, rotate_secret
from referral_api.use_cases.deliveries.await_outcome import await_outcome
from referral_api.use_cases.deliveries.send_sample import Signing, send_sample

group = typer.Typer(help="Whose webhooks are listened to.", no_args_is_help=True)

PATIENCE_S = 10.0
ConnectionId = Annotated[UUID, typer.Argument(parser=id_of("con"), metavar="CONNECTION")]
FromStdin = Annotated[
    bool, typer.Option("--secret-stdin", help="Read from stdin the secret that its sender made.")
]


@group.command("list")
def list_(business: Business, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List them, newest first, and how their deliveries fare."""

    async def work(desk: Desk) -> list[ConnectionObject]:
        found = await list_connections(desk.session, desk.business_id, Page(limit=limit))
        return [ConnectionObject.of(row, desk.settings.public_url) for row in found.rows]

    columns = ("id", "source", "name", "status", "last_delivery_at", "failures_24h")
    print_list(read(business, work), columns, as_json=as_json)


@group.command("create")
def create(
    source: Annotated[str, typer.Argument(help=f"One of {', '.join(sorted(SOURCES))}.")],
    name: Annotated[str, typer.Argument(help="As you call it.")],
    business: Business,
    secret_stdin: FromStdin = False,
) -> None:
    """Set up a source; its URL and secret are printed, the secret this once."""
    given = {"source": source, "name": name, "secret": _secret() if secret_stdin else None}
    try:
        new = NewConnection(**ConnectionBody.model_validate(given).model_dump())
    except ValidationError as error:
        raise GoodwordError("Give a source, a name, and the secret as it is shown.") from error

    async def work(desk: Desk) -> tuple[Row[Any], str, str]:
        row, secret = await create_connection(
            desk.business_id, new, sources=SOURCES, sealer=desk.sealer, session=desk.session
        )
        return row, secret, desk.settings.public_url

    row, secret, public_url = change(
        business, "connections create", work, lambda made: shown_id("con", made[0].id)
    )
    typer.echo(f"id {shown_id('con', row.id)}")
    typer.echo(f"url {ConnectionObject.of(row, public_url).url}")
    typer.echo(f"secret {secret}")


@group.command("health")
def health(connection_id: ConnectionId, business: Business, as_json: AsJson = False) -> None:
    """Say whether its deliveries come, and why those of the last 24 hours failed."""

    async def work(desk: Desk) -> ConnectionHealth:
        found = await check_health(desk.business_id, connection_id, session=desk.session)
        return ConnectionHealth.of(connection_id, found)

    print_object(read(business, work), as_json=as_json)


@group.command("rotate-secret")
def rotate(
    connection_id: ConnectionId, business: Business, secret_stdin: FromStdin = False
) -> None:
    """Give it a new secret, which is printed this once; the old one is good for 24 hours."""
    rotation = Rotation(connection_id, _secret() if secret_stdin else None)

    async def work(desk: Desk) -> str:
        _, secret = await rotate_secret(
            desk.business_id, rotation, sources=SOURCES, sealer=desk.sealer, session=desk.session
        )
        return secret

    secret = change(business, "connections rotate-secret", work, lambda _: _shown(connection_id))
    typer.echo(f"secret {secret}")


@group.command("delete")
def delete(connection_id: ConnectionId, business: Business) -> None:
    """Listen no more: its secrets are gone, its deliveries stay."""
    change(
        business,
        "connections delete",
        lambda desk: delete_connection(desk.business_id, connection_id, session=desk.session),
        lambda _: _shown(connection_id),
    )
    typer.echo(f"{_shown(connection_id)} is deleted")


@group.command("test")
def try_out(connection_id: ConnectionId, business: Business, as_json: AsJson = False) -> None:
    """Send a signed sample the way of every webhook, and say what the running service made of it;
    nobody earns by it."""

    async def send(desk: Desk) -> UUID:
        delivery_id = await send_sample(
            desk.business_id,
            connection_id,
            signing=Signing(SOURCES, desk.sealer, desk.settings.public_url),
            session=desk.session,
        )
        await note(desk, "connections test", _shown(connection_id))
        return delivery_id

    async def work(house: House) -> DeliveryObject:
        delivery_id = await house.sit(send)
        row = await await_outcome(
            house.business_id, delivery_id, db=house.db, patience_s=PATIENCE_S
        )
        assert row is not None, "it was just sent"
        return DeliveryObject.of(row)

    told = within(business, work)
    print_object(told, as_json=as_json)
    if told.status == "received":
        raise GoodwordError("Nobody has applied it yet: is referral-api running?")


def _shown(connection_id: UUID) -> str:
    return shown_id("con", connection_id)


def _secret() -> str:
    return sys.stdin.readline().strip()
