"""`goodword payouts …`: payouts that only a person can settle."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar
from uuid import UUID

import typer

from goodword import ids
from goodword.database import Database
from goodword.seal import Sealer
from goodword.settings import load
from rewards_worker.db.attention import Waiting, waiting_payouts
from rewards_worker.main import SCHEMA, SERVICE
from rewards_worker.settings import RewardsWorkerSettings
from rewards_worker.use_cases.payouts.settle_payout import (
    AskAgain,
    Finding,
    FoundIssued,
    FoundRefused,
    settle_payout,
)

T = TypeVar("T")

payouts = typer.Typer(help="Payouts that wait for a person.", no_args_is_help=True)


def _payout_id(text: str) -> UUID:
    try:
        return ids.read("pay", text)
    except ValueError as error:
        raise typer.BadParameter(f"{text} is {error}") from error


PayoutId = Annotated[
    UUID,
    typer.Argument(
        help="The payout's id, as `list` shows it.", parser=_payout_id, metavar="PAYOUT"
    ),
]


@payouts.command("list")
def list_payouts() -> None:
    """List payouts that wait for a person, the longest waiting first."""
    for one in _with_database(load(RewardsWorkerSettings), _waiting):
        typer.echo(_line(one))
        typer.echo(f"    {one.attention}; {one.provider} knows it as {one.idem_key}")


@payouts.command("settle")
def settle(
    payout_id: PayoutId,
    issued: Annotated[
        str | None,
        typer.Option(help="It is out, and this is the provider's id of it.", metavar="REF"),
    ] = None,
    refused: Annotated[
        bool, typer.Option("--refused", help="Nothing is out, nor will be: its key is dead.")
    ] = False,
    ask_again: Annotated[
        bool, typer.Option("--ask-again", help="Have the provider asked once more.")
    ] = False,
) -> None:
    """Say what became of a payout, after a look at the provider: exactly one of the options."""
    finding = _finding(issued, refused=refused, ask_again=ask_again)
    settings = load(RewardsWorkerSettings)
    sealer = Sealer([key.get_secret_value() for key in settings.secret_keys])
    _with_database(settings, lambda db: settle_payout(payout_id, finding, db=db, sealer=sealer))
    typer.echo("settled" if not ask_again else "its provider will be asked again")


def _finding(issued: str | None, *, refused: bool, ask_again: bool) -> Finding:
    told: list[Finding] = [FoundIssued(issued)] if issued else []
    told += [FoundRefused()] if refused else []
    told += [AskAgain()] if ask_again else []
    if len(told) != 1:
        raise typer.BadParameter("say exactly one of --issued REF, --refused and --ask-again")
    return told[0]


def _line(one: Waiting) -> str:
    return (
        f"{ids.show('pay', one.id)}  {one.state:10} {one.amount.major} {one.amount.currency}"
        f"  since {one.attention_at:%Y-%m-%d %H:%M}"
        f"  {ids.show('rwd', one.reward_id)}  {ids.show('biz', one.business_id)}"
    )


async def _waiting(db: Database) -> list[Waiting]:
    async with db.begin() as session:
        return await waiting_payouts(session)


def _with_database(settings: RewardsWorkerSettings, work: Callable[[Database], Awaitable[T]]) -> T:
    async def working() -> T:
        url = settings.rewards_database_url.get_secret_value()
        db = Database(url, service=SERVICE, schema=SCHEMA)
        try:
            return await work(db)
        finally:
            await db.close()

    return asyncio.run(working())
