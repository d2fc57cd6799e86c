"""`goodword connect SOURCE`: set up a source, and say in its sender's words what is to be done."""

import sys
from typing import Annotated

import typer
from pydantic import ValidationError

from goodword.errors import GoodwordError
from goodword.ids import show as shown_id
from referral_api.commands.desk import Business, Desk, change
from referral_api.domain.connections.address import address
from referral_api.routes.connections.connections import ConnectionBody
from referral_api.sources import CLIENTS, SOURCES
from referral_api.use_cases.connections.create_connection import NewConnection, create_connection
from referral_api.use_cases.fetching.reconcile_connection import start_reconciling

app = typer.Typer()

Settings = Annotated[
    list[str] | None, typer.Option("--setting", metavar="NAME=VALUE", help="Any number of times.")
]
Credentials = Annotated[
    list[str] | None,
    typer.Option("--credential", metavar="NAME", help="Read from stdin, a line for each."),
]


@app.command("connect")
def connect(
    source: Annotated[str, typer.Argument(help=f"One of {', '.join(sorted(SOURCES))}.")],
    business: Business,
    name: Annotated[str | None, typer.Option(help="As you call it; else as the sender is.")] = None,
    secret_stdin: Annotated[
        bool, typer.Option(help="Read from stdin, first, the secret that its sender made.")
    ] = False,
    setting: Settings = None,
    credential: Credentials = None,
) -> None:
    """Connect a sender: print its exact URL, the secret this once, what to do at the sender's, and
    how to try it."""
    if source not in SOURCES:
        raise GoodwordError(f"There is no such source; there are {', '.join(sorted(SOURCES))}.")
    secret = _line() if secret_stdin else None
    given = {
        "source": source,
        "name": name or SOURCES[source].ABOUT.title,
        "secret": secret,
        "settings": dict(map(_pair, setting or ())),
        "credentials": {each: _line() for each in credential or ()},
    }
    try:
        new = NewConnection(**ConnectionBody.model_validate(given).model_dump())
    except ValidationError as error:
        raise GoodwordError("Give settings, credentials and secret as they are shown.") from error
    typer.echo(_connected(business, new))


def _connected(business: str, new: NewConnection) -> str:
    async def work(desk: Desk) -> tuple[str, str, str]:
        row, secret = await create_connection(
            desk.business_id, new, sources=SOURCES, sealer=desk.sealer, session=desk.session
        )
        await start_reconciling(row, clients=CLIENTS, session=desk.session)
        url = address(desk.settings.public_url, row.id)
        return shown_id("con", row.id), url, secret

    id_, url, secret = change(business, "connect", work, lambda made: made[0])
    steps = (step.format(url=url) for step in SOURCES[new.source].ABOUT.steps)
    lines = [
        f"id {id_}",
        f"url {url}",
        f"secret {secret}",
        "",
        *(f"{number}. {step}" for number, step in enumerate(steps, 1)),
        "",
        f"Try it: goodword connections test {id_}",
        f"See its first delivery: goodword connections health {id_}",
    ]
    return "\n".join(lines)


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise typer.BadParameter(f"write {text!r} as NAME=VALUE")
    return name, value


def _line() -> str:
    return sys.stdin.readline().strip()
