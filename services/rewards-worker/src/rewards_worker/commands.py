"""`goodword rewards-worker`, `goodword sandbox`, `goodword ledger check`, `goodword payouts …`."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import UUID

import typer

from goodword import ids
from goodword.cli.hand import hand
from goodword.cli.opened import with_database
from goodword.cli.service import run_service
from goodword.database import Database
from goodword.doctor import Examined
from goodword.money import Money
from goodword.observability import Watch
from goodword.process import run, serve_http
from goodword.seal import Sealer
from goodword.settings import load
from rewards_worker.db.payouts.attention import Waiting, waiting_payouts
from rewards_worker.db.schema import SCHEMA as TABLES
from rewards_worker.domain.worth import Worth
from rewards_worker.main import SCHEMA, SERVICE, serve
from rewards_worker.providers.sandbox.server import create_app
from rewards_worker.settings import RewardsWorkerSettings
from rewards_worker.use_cases.following.begin_surveys import begin_surveys
from rewards_worker.use_cases.ledger.check_ledger import Report, check_ledger
from rewards_worker.use_cases.ledger.look_at_ledger import look_at_ledger
from rewards_worker.use_cases.payouts.republish_payouts import republish_payouts
from rewards_worker.use_cases.payouts.settle_payout import (
    AskAgain,
    Finding,
    FoundIssued,
    FoundRefused,
    Settlement,
    settle_payout,
)

T = TypeVar("T")

app = typer.Typer()
ledger = typer.Typer(help="The ledger of the rewards.", no_args_is_help=True)
payouts = typer.Typer(
    help="Payouts: those that need a person, and asking of all.", no_args_is_help=True
)
EXAMINED = Examined(SERVICE, TABLES, RewardsWorkerSettings, (look_at_ledger,))
"""For `goodword doctor`."""

app.add_typer(ledger, name="ledger")
app.add_typer(payouts, name="payouts")


@app.command("rewards-worker")
def rewards_worker() -> None:
    """Run rewards-worker: what is owed, and handing it over."""
    settings = load(RewardsWorkerSettings)

    async def serving(stop: asyncio.Event, watch: Watch) -> None:
        await serve(settings, stop=stop, watch=watch)

    run_service(SERVICE, settings, settings.operations_port, serving)


@app.command("sandbox")
def sandbox(
    port: Annotated[int, typer.Option(help="To listen on.")] = 9110,
    host: Annotated[str, typer.Option(help="To listen on; 0.0.0.0 in a container.")] = "127.0.0.1",
    books: Annotated[Path | None, typer.Option(help="Keep its orders in this file.")] = None,
) -> None:
    """Run the sandbox: a provider of gifts that moves no money, with faults on demand."""
    raise typer.Exit(run(partial(_sandbox, host, port, books)))


async def _sandbox(host: str, port: int, books: Path | None, stop: asyncio.Event) -> None:
    sandbox = create_app(books)
    async with sandbox.router.lifespan_context(sandbox):
        await serve_http(sandbox, host=host, port=port, stop=stop)


@ledger.command("check")
def check() -> None:
    """Check that the ledger balances; exit code 1 where it does not."""
    settings = load(RewardsWorkerSettings)
    report: Report = _with_database(settings, check_ledger)
    for violation in report.violations:
        typer.echo(str(violation))
    typer.echo(
        f"{report.businesses} businesses, {len(report.violations)} violations, "
        f"{report.for_a_person} payouts wait for a person"
    )
    if report.unchecked:
        typer.echo(
            f"{report.unchecked} businesses could not be checked; see the log, and try again"
        )
    if report.violations or report.unchecked:
        raise typer.Exit(1)


def _payout_id(text: str) -> UUID:
    try:
        return ids.read("pay", text)
    except ValueError as error:
        raise typer.BadParameter(f"{text} is {error}") from error


def _business_id(text: str) -> UUID:
    try:
        return ids.read("biz", text)
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
    settlement = Settlement(payout_id, finding, hand())
    _with_database(settings, lambda db: settle_payout(settlement, db=db, sealer=sealer))
    typer.echo("settled" if not ask_again else "its provider will be asked again")


@payouts.command("survey")
def survey(
    business: Annotated[
        UUID | None,
        typer.Option(help="Of this business alone.", parser=_business_id, metavar="BUSINESS"),
    ] = None,
    provider: Annotated[
        str | None, typer.Option(help="At this provider alone, such as tremendous.")
    ] = None,
) -> None:
    """Have the providers asked about every payout that is open or recent, as they are daily."""
    count = _with_database(
        load(RewardsWorkerSettings),
        lambda db: begin_surveys(db, business_id=business, provider=provider),
    )
    typer.echo(f"{count} surveys begun; `payout_findings` in the metrics says what they find")


@payouts.command("republish")
def republish(
    business: Annotated[
        UUID | None,
        typer.Option(help="Of this business alone.", parser=_business_id, metavar="BUSINESS"),
    ] = None,
) -> None:
    """Say of every payout how it stands, for what shows them and misses what was said before."""
    count = _with_database(
        load(RewardsWorkerSettings), lambda db: republish_payouts(db, business_id=business)
    )
    typer.echo(f"{count} payouts told again")


def _finding(issued: str | None, *, refused: bool, ask_again: bool) -> Finding:
    told: list[Finding] = [FoundIssued(issued)] if issued else []
    told += [FoundRefused()] if refused else []
    told += [AskAgain()] if ask_again else []
    if len(told) != 1:
        raise typer.BadParameter("say exactly one of --issued REF, --refused and --ask-again")
    return told[0]


def _line(one: Waiting) -> str:
    return (
        f"{ids.show('pay', one.id)}  {one.state:10} {_worth(one.amount)}"
        f"  since {one.attention_at:%Y-%m-%d %H:%M}"
        f"  {ids.show('rwd', one.reward_id)}  {ids.show('biz', one.business_id)}"
    )


def _worth(amount: Worth) -> str:
    number = amount.major if isinstance(amount, Money) else amount.minor
    return f"{number} {amount.currency}"


async def _waiting(db: Database) -> list[Waiting]:
    async with db.begin() as session:
        return await waiting_payouts(session)


def _with_database(settings: RewardsWorkerSettings, work: Callable[[Database], Awaitable[T]]) -> T:
    url = settings.rewards_database_url.get_secret_value()
    return with_database(Database(url, service=SERVICE, schema=SCHEMA), work)
