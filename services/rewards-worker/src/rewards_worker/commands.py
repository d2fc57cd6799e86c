"""`goodword rewards-worker`, `goodword sandbox`, `goodword ledger check`, `goodword payouts …`."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from goodword.cli.service import run_service
from goodword.database import Database
from goodword.observability import Watch
from goodword.process import run, serve_http
from goodword.settings import load
from rewards_worker.commands_payouts import payouts
from rewards_worker.main import SCHEMA, SERVICE, serve
from rewards_worker.providers.sandbox.server import create_app
from rewards_worker.settings import RewardsWorkerSettings
from rewards_worker.use_cases.ledger.check_ledger import Report, check_ledger

app = typer.Typer()
ledger = typer.Typer(help="The ledger of the rewards.", no_args_is_help=True)
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
    port: Annotated[int, typer.Option(help="On the loopback interface.")] = 9110,
    books: Annotated[Path | None, typer.Option(help="Keep its orders in this file.")] = None,
) -> None:
    """Run the sandbox: a provider of gifts that moves no money, with faults on demand."""
    raise typer.Exit(run(partial(_sandbox, port, books)))


async def _sandbox(port: int, books: Path | None, stop: asyncio.Event) -> None:
    sandbox = create_app(books)
    async with sandbox.router.lifespan_context(sandbox):
        await serve_http(sandbox, host="127.0.0.1", port=port, stop=stop)


@ledger.command("check")
def check() -> None:
    """Check that the ledger balances; exit code 1 where it does not."""
    settings = load(RewardsWorkerSettings)
    report = asyncio.run(_check(settings.rewards_database_url.get_secret_value()))
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


async def _check(url: str) -> Report:
    db = Database(url, service=SERVICE, schema=SCHEMA)
    try:
        return await check_ledger(db)
    finally:
        await db.close()
