"""`goodword audit list`, `goodword events tail` and `goodword business list`: what happened, and
who is here."""

import asyncio
from typing import Annotated

import typer

from goodword.cli.opened import with_database
from goodword.cli.printing import AsJson, Limit, print_list, printable
from goodword.database import Database
from goodword.settings import load
from referral_api.commands.desk import Business, Desk, House, read, within
from referral_api.commands.service import business as businesses
from referral_api.db.businesses.audit import list_deeds
from referral_api.db.projections.event_feed import list_events
from referral_api.domain.page import Page
from referral_api.main import open_database
from referral_api.routes.businesses.audit import DeedObject
from referral_api.routes.businesses.businesses import BusinessObject
from referral_api.routes.businesses.events import EventObject
from referral_api.routes.conventions.filters import given
from referral_api.settings import ReferralApiSettings
from referral_api.use_cases.businesses.list_businesses import list_businesses

audit = typer.Typer(help="Who did what.", no_args_is_help=True)
events = typer.Typer(help="What happened, for 30 days.", no_args_is_help=True)

LOOK_EVERY_S = 1.0
AT_ONCE = 1000


@audit.callback()
def audit_group() -> None:
    """Who did what."""


@events.callback()
def events_group() -> None:
    """What happened, for 30 days."""


@audit.command("list")
def list_(
    business: Business,
    actor: Annotated[str | None, typer.Option(help="Such as key_….")] = None,
    about: Annotated[str | None, typer.Option(help="The id of what it was done to.")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List what was done, newest first."""

    async def work(desk: Desk) -> list[DeedObject]:
        filters = given(actor=actor, about=about)
        found = await list_deeds(desk.session, desk.business_id, filters, Page(limit=limit))
        return [DeedObject.of(row) for row in found.rows]

    columns = ("created_at", "actor", "action", "about")
    print_list(read(business, work), columns, as_json=as_json)


@events.command("tail")
def tail(
    business: Business,
    type: Annotated[str | None, typer.Option(help="Such as sale_closed.")] = None,
    subject: Annotated[str | None, typer.Option(help="The id of what it is about.")] = None,
    lines: Annotated[int, typer.Option(min=1, max=AT_ONCE, help="How many to begin with.")] = 20,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on until Ctrl-C, as they come.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print the last events, oldest first."""
    filters = given(type=type, subject=subject)

    async def latest(desk: Desk) -> list[EventObject]:
        found = await list_events(desk.session, desk.business_id, filters, Page(limit=AT_ONCE))
        return [EventObject.of(row) for row in reversed(found.rows)]

    async def work(house: House) -> None:
        told = await house.sit(latest)
        seen = {one.id for one in told}
        for each in told[-lines:]:
            _print(each, as_json)
        while follow:
            await asyncio.sleep(LOOK_EVERY_S)
            for each in await house.sit(latest):
                if each.id not in seen:
                    seen.add(each.id)
                    _print(each, as_json)

    within(business, work)


def _print(event: EventObject, as_json: bool) -> None:
    if as_json:
        typer.echo(event.model_dump_json())
    else:
        at = f"{event.created_at:%Y-%m-%d %H:%M:%S}"
        typer.echo(printable(f"{at}  {event.type}  {event.subject}  {event.source}"))


@businesses.command("list")
def list_all(limit: Limit = 50, as_json: AsJson = False) -> None:
    """List the businesses of this installation, newest first."""

    async def work(db: Database) -> list[BusinessObject]:
        found = await list_businesses(Page(limit=limit), db=db)
        return [BusinessObject.of(row) for row in found.rows]

    told = with_database(open_database(load(ReferralApiSettings)), work)
    print_list(told, ("id", "slug", "name", "mode", "created_at"), as_json=as_json)
