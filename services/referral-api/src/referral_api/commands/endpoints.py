"""`goodword endpoints …`: who is told what happens, and what was sent to them."""

from typing import Annotated, Any
from uuid import UUID

import typer
from pydantic import ValidationError
from sqlalchemy import Row

from goodword.cli.printing import AsJson, Limit, print_list, print_object
from goodword.errors import GoodwordError
from goodword.ids import show as shown_id
from goodword.mistakes import words_of
from referral_api.commands.desk import Business, Desk, House, change, id_of, note, read, within
from referral_api.db.endpoints.attempts import list_attempts
from referral_api.db.endpoints.dispatches import list_dispatches
from referral_api.db.endpoints.endpoints import list_endpoints
from referral_api.domain.page import Page
from referral_api.routes.conventions.filters import given
from referral_api.routes.endpoints.bodies import (
    AttemptObject,
    DispatchObject,
    EndpointBody,
    EndpointObject,
    ReplayBody,
)
from referral_api.use_cases.endpoints.await_dispatch import await_dispatch
from referral_api.use_cases.endpoints.change_endpoint import Change, change_endpoint
from referral_api.use_cases.endpoints.create_endpoint import Making, NewEndpoint, create_endpoint
from referral_api.use_cases.endpoints.delete_endpoint import delete_endpoint
from referral_api.use_cases.endpoints.look_up import known_endpoint
from referral_api.use_cases.endpoints.replay_events import Replayed, replay_events
from referral_api.use_cases.endpoints.rotate_endpoint_secret import rotate_endpoint_secret
from referral_api.use_cases.endpoints.try_endpoint import try_endpoint

group = typer.Typer(help="Who is told what happens.", no_args_is_help=True)

PATIENCE_S = 30.0
EndpointId = Annotated[UUID, typer.Argument(parser=id_of("wep"), metavar="ENDPOINT")]


@group.command("list")
def list_(business: Business, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List them, newest first, and how they fare."""

    async def work(desk: Desk) -> list[EndpointObject]:
        found = await list_endpoints(desk.session, desk.business_id, Page(limit=limit))
        return [EndpointObject.of(row) for row in found.rows]

    columns = ("id", "name", "url", "status", "disabled_reason", "failing_since")
    print_list(read(business, work), columns, as_json=as_json)


@group.command("create")
def create(
    url: Annotated[str, typer.Argument(help="Where to post, by https.")],
    name: Annotated[str, typer.Argument(help="As you call it.")],
    business: Business,
    event_type: Annotated[
        list[str] | None, typer.Option(help="Such as sale_closed; may be repeated. None: all.")
    ] = None,
) -> None:
    """Have what happens posted there; its secret is printed this once."""
    body = {"url": url, "name": name, "event_types": event_type or ()}
    try:
        new = NewEndpoint(**EndpointBody.model_validate(body).model_dump())
    except ValidationError as error:
        raise GoodwordError(_words(error)) from error

    async def work(desk: Desk) -> tuple[Row[Any], str]:
        making = Making(desk.sealer, desk.settings.private_endpoints)
        return await create_endpoint(desk.business_id, new, making=making, session=desk.session)

    row, secret = change(business, "endpoints create", work, lambda made: _shown(made[0].id))
    typer.echo(f"id {_shown(row.id)}")
    typer.echo(f"secret {secret}")


@group.command("enable")
def enable(endpoint_id: EndpointId, business: Business) -> None:
    """Make it active again; replay what it missed."""
    _set_status(endpoint_id, business, "active")


@group.command("disable")
def disable(endpoint_id: EndpointId, business: Business) -> None:
    """Tell it nothing until it is active again."""
    _set_status(endpoint_id, business, "disabled")


@group.command("rotate-secret")
def rotate(endpoint_id: EndpointId, business: Business) -> None:
    """Give it a new secret, which is printed this once; the old one signs, too, for 24 hours."""

    async def work(desk: Desk) -> str:
        _, secret = await rotate_endpoint_secret(
            desk.business_id, endpoint_id, sealer=desk.sealer, session=desk.session
        )
        return secret

    secret = change(business, "endpoints rotate-secret", work, lambda _: _shown(endpoint_id))
    typer.echo(f"secret {secret}")


@group.command("delete")
def delete(endpoint_id: EndpointId, business: Business) -> None:
    """Tell it nothing more: its address and secrets are gone."""
    change(
        business,
        "endpoints delete",
        lambda desk: delete_endpoint(desk.business_id, endpoint_id, session=desk.session),
        lambda _: _shown(endpoint_id),
    )
    typer.echo(f"{_shown(endpoint_id)} is deleted")


@group.command("test")
def try_out(endpoint_id: EndpointId, business: Business, as_json: AsJson = False) -> None:
    """Have the running service send a signed message, once, and say what came of it."""

    async def send(desk: Desk) -> UUID:
        row = await try_endpoint(desk.business_id, endpoint_id, session=desk.session)
        await note(desk, "endpoints test", _shown(endpoint_id))
        sent: UUID = row.id
        return sent

    async def work(house: House) -> DispatchObject:
        dispatch_id = await house.sit(send)
        row = await await_dispatch(
            house.business_id, dispatch_id, db=house.db, patience_s=PATIENCE_S
        )
        assert row is not None, "it was just sent"
        return DispatchObject.of(row)

    told = within(business, work)
    print_object(told, as_json=as_json)
    if not told.attempts:
        raise GoodwordError("Nobody has sent it yet: is referral-api running?")


@group.command("dispatches")
def dispatches(
    endpoint_id: EndpointId,
    business: Business,
    status: Annotated[str | None, typer.Option(help="pending, delivered or failed.")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List what was or is to be sent to it, newest first."""

    async def work(desk: Desk) -> list[DispatchObject]:
        await known_endpoint(desk.business_id, endpoint_id, session=desk.session)
        filters = given(endpoint_id=endpoint_id, status=status)
        page = Page(limit=limit)
        found = await list_dispatches(desk.session, desk.business_id, filters, page)
        return [DispatchObject.of(row) for row in found.rows]

    columns = ("event_id", "type", "status", "reason", "attempts", "next_at")
    print_list(read(business, work), columns, as_json=as_json)


@group.command("attempts")
def attempts(
    endpoint_id: EndpointId, business: Business, limit: Limit = 50, as_json: AsJson = False
) -> None:
    """List every call and what it answered, newest first."""

    async def work(desk: Desk) -> list[AttemptObject]:
        await known_endpoint(desk.business_id, endpoint_id, session=desk.session)
        filters = given(endpoint_id=endpoint_id)
        page = Page(limit=limit)
        found = await list_attempts(desk.session, desk.business_id, filters, page)
        return [AttemptObject.of(row) for row in found.rows]

    columns = ("created_at", "event_id", "status_code", "failure", "took_ms", "answer")
    print_list(read(business, work), columns, as_json=as_json)


@group.command("replay")
def send_again(
    endpoint_id: EndpointId,
    business: Business,
    event: Annotated[str | None, typer.Option(help="evt_…: this one, whatever came of it.")] = None,
    since: Annotated[str | None, typer.Option(help="Such as 2026-03-01T00:00:00Z.")] = None,
    until: Annotated[str | None, typer.Option(help="None: now.")] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(help="failed, missing or delivered; may be repeated. None: what is missed."),
    ] = None,
) -> None:
    """Send one event again, or what happened since then and did not come through."""
    body = given(event_id=event, since=since, until=until, status=status or None)
    try:
        wanted = ReplayBody.model_validate(body)
    except ValidationError as error:
        raise GoodwordError(_words(error)) from error

    async def work(desk: Desk) -> Replayed:
        return await replay_events(
            desk.business_id, endpoint_id, wanted.meant, session=desk.session
        )

    done = change(business, "endpoints replay", work, lambda _: _shown(endpoint_id))
    typer.echo(f"sent again: {done.count}")
    if done.next_since:
        typer.echo(f"there are more: --since {done.next_since.isoformat()}")


def _set_status(endpoint_id: UUID, business: str, status: str) -> None:
    async def work(desk: Desk) -> str:
        wanted, private = Change({"status": status}, None), desk.settings.private_endpoints
        row = await change_endpoint(
            desk.business_id, endpoint_id, wanted, private=private, session=desk.session
        )
        return str(row.status)

    verb = "enable" if status == "active" else "disable"
    told = change(business, f"endpoints {verb}", work, lambda _: _shown(endpoint_id))
    typer.echo(f"{_shown(endpoint_id)} is {told}")


def _shown(endpoint_id: UUID) -> str:
    return shown_id("wep", endpoint_id)


def _words(error: ValidationError) -> str:
    mistake = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(step) for step in mistake["loc"])
    return f"{where}: {words_of(mistake)}" if where else words_of(mistake)
