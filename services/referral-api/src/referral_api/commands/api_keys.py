"""`goodword api-keys …`."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import select

from goodword.cli.printing import AsJson, Limit, print_list
from goodword.errors import GoodwordError
from goodword.ids import show as shown_id
from referral_api.commands.desk import Business, Desk, change, id_of, read
from referral_api.db.businesses.businesses import api_key
from referral_api.db.pages import read_page
from referral_api.domain.businesses.api_keys import SCOPES, Scope
from referral_api.domain.page import Page
from referral_api.domain.people.refs import person_ref
from referral_api.routes.businesses.api_keys import ApiKeyObject
from referral_api.use_cases.businesses.create_api_key import NewKey, create_api_key
from referral_api.use_cases.businesses.delete_api_key import delete_api_key

group = typer.Typer(help="Keys of the API.", no_args_is_help=True)

MAX_NAME_CHARS = 255


@group.command("list")
def list_(business: Business, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List them, newest first; none can be shown again."""

    async def work(desk: Desk) -> list[ApiKeyObject]:
        wanted = select(api_key).where(api_key.c.business_id == desk.business_id)
        found = await read_page(desk.session, wanted, api_key, Page(limit=limit))
        return [ApiKeyObject.of(row) for row in found.rows]

    columns = ("id", "name", "hint", "scopes", "owner_id", "last_used_at")
    print_list(read(business, work), columns, as_json=as_json)


@group.command("create")
def create(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    business: Business,
    scope: Annotated[
        list[str] | None, typer.Option(help=f"Of {', '.join(SCOPES)}; may be repeated. None: all.")
    ] = None,
    owner: Annotated[
        UUID | None,
        typer.Option(parser=id_of("per"), metavar="PERSON", help="Whose it is; four eyes need it."),
    ] = None,
) -> None:
    """Create one, and print it: it is shown this once."""
    unowned = NewKey(_named(name), _scopes(scope))

    async def work(desk: Desk) -> tuple[UUID, str]:
        whose = person_ref(desk.business_id, owner, "rep") if owner else None
        wanted = replace(unowned, owner=whose)
        row, token = await create_api_key(desk.business_id, wanted, session=desk.session)
        return row.id, token

    key_id, token = change(business, "api-keys create", work, lambda made: shown_id("key", made[0]))
    typer.echo(f"id {shown_id('key', key_id)}")
    typer.echo(f"api_key {token}")


@group.command("delete")
def delete(
    key_id: Annotated[UUID, typer.Argument(parser=id_of("key"), metavar="KEY", help="key_….")],
    business: Business,
) -> None:
    """Delete one: it opens nothing from now on."""
    change(
        business,
        "api-keys delete",
        lambda desk: delete_api_key(desk.business_id, key_id, session=desk.session),
        lambda _: shown_id("key", key_id),
    )
    typer.echo(f"{shown_id('key', key_id)} is deleted")


def _named(name: str) -> str:
    if not 1 <= len(name.strip()) <= MAX_NAME_CHARS or not name.isprintable():
        raise GoodwordError(f"Give a name of 1 to {MAX_NAME_CHARS} characters.")
    return name.strip()


def _scopes(given: list[str] | None) -> list[Scope]:
    wanted = [each for each in SCOPES if given is None or each in given]
    if given is not None and set(given) - set(SCOPES):
        raise GoodwordError(f"Give scopes of {', '.join(SCOPES)}.")
    return wanted
