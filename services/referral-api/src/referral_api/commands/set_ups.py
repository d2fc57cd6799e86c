"""`goodword providers …` and `goodword channels …`: what their workers need to know. Secrets come
from a file or from stdin, never from arguments, which other users of a machine can see."""

import json
from typing import Annotated

import typer

from goodword.cli.printing import AsJson, print_list, print_object
from goodword.errors import GoodwordError
from goodword.setups import Family, kind_of, name_of
from referral_api.commands.desk import OPERATOR, Business, Desk, change, read
from referral_api.db.businesses.set_ups import set_up_of, set_ups_like
from referral_api.routes.businesses.set_ups import SetUpObject
from referral_api.use_cases.set_ups.look_up import known_set_up
from referral_api.use_cases.set_ups.put_set_up import Wanted, put_set_up
from referral_api.use_cases.set_ups.remove_set_up import remove_set_up
from referral_api.use_cases.set_ups.request_test import request_test

Kind = Annotated[str, typer.Argument(metavar="KIND", help="Such as manual, or smtp.")]
Settings = Annotated[
    typer.FileText, typer.Argument(help="Its settings as JSON, secrets among them; - is stdin.")
]


def group_of(family: Family) -> typer.Typer:
    """The commands of a family; they differ in nothing but what may be set up."""
    group = typer.Typer(help=f"The {family}s of a business.", no_args_is_help=True)
    _add_reading(group, family)
    _add_writing(group, family)
    return group


def _add_reading(group: typer.Typer, family: Family) -> None:
    @group.command("list")
    def list_(business: Business, as_json: AsJson = False) -> None:
        """List what is set up, and what its worker found."""

        async def work(desk: Desk) -> list[SetUpObject]:
            kinds = [one.kind for one in await set_ups_like(desk.session, desk.business_id, family)]
            rows = [await set_up_of(desk.session, desk.business_id, kind) for kind in sorted(kinds)]
            return [SetUpObject.of(row) for row in rows if row is not None]

        columns = ("kind", "version", "secrets", "check", "updated_at")
        print_list(read(business, work), columns, as_json=as_json)

    @group.command("show")
    def show(kind: Kind, business: Business, as_json: AsJson = False) -> None:
        """Show what is set up, without its secrets."""

        async def work(desk: Desk) -> SetUpObject:
            full = kind_of(family, kind)
            return SetUpObject.of(await known_set_up(desk.business_id, full, session=desk.session))

        print_object(read(business, work), as_json=as_json)


def _add_writing(group: typer.Typer, family: Family) -> None:
    @group.command("put")
    def put(kind: Kind, settings: Settings, business: Business, as_json: AsJson = False) -> None:
        """Set it up, or change it; secrets that are left out stay."""
        wanted = Wanted(kind_of(family, kind), _read(settings))

        async def work(desk: Desk) -> SetUpObject:
            row, _ = await put_set_up(
                desk.business_id, wanted, sealer=desk.sealer, session=desk.session
            )
            return SetUpObject.of(row)

        told = change(business, f"{family}s put", work, lambda _: name_of(wanted.kind))
        print_object(told, as_json=as_json)

    @group.command("remove")
    def remove(kind: Kind, business: Business) -> None:
        """Take it away; its secrets are gone."""

        async def work(desk: Desk) -> None:
            await remove_set_up(desk.business_id, kind_of(family, kind), session=desk.session)

        change(business, f"{family}s remove", work, lambda _: kind)
        typer.echo(f"{kind} is removed")

    @group.command("test")
    def try_out(kind: Kind, business: Business) -> None:
        """Have its worker try something harmless; `show` says what it found."""

        async def work(desk: Desk) -> None:
            full = kind_of(family, kind)
            await request_test(desk.business_id, full, OPERATOR, session=desk.session)

        change(business, f"{family}s test", work, lambda _: kind)
        typer.echo(f"its worker will try it; `goodword {family}s show {kind}` says what it found")


def _read(file: typer.FileText) -> dict[str, object]:
    """What is wrong with it is told without quoting it: there are secrets in it."""
    try:
        found = json.load(file)
    except (ValueError, RecursionError) as error:
        raise GoodwordError(f"{file.name} is not JSON.") from error
    if not isinstance(found, dict):
        raise GoodwordError(f"{file.name} is not a JSON object.")
    return found


providers = group_of("provider")
channels = group_of("channel")
