"""`goodword jobs …`: what a service has to do later, and what came of it."""

import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any, TypeVar
from uuid import UUID

import typer
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus.commands import Commanded, say_commands
from goodword.cli.connection import Service, within
from goodword.cli.hand import hand
from goodword.jobs import by_hand

MAX_ROWS = 1000
STATES = ("dead", "unknown", "ready", "running", "done", "discarded")
TROUBLE = ["dead", "unknown"]

T = TypeVar("T")

app = typer.Typer()
group = typer.Typer(help="What a service has to do, and could not.", no_args_is_help=True)
app.add_typer(group, name="jobs")


def _job_id(text: str) -> UUID:
    try:
        return ids.read("job", text)
    except ValueError as error:
        raise typer.BadParameter(f"{text} is {error}") from error


JobId = Annotated[
    UUID, typer.Argument(help="The job's id, as `list` shows it.", parser=_job_id, metavar="JOB")
]


def _state(text: str) -> str:
    if text not in STATES:
        raise typer.BadParameter(f"{text} is none of {', '.join(STATES)}")
    return text


def _within(service: str, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
    return within(service, work)


@group.command("list")
def list_jobs(
    service: Service,
    state: Annotated[
        list[str], typer.Option(help=f"Of {', '.join(STATES)}; may be repeated.", parser=_state)
    ] = TROUBLE,
    kind: Annotated[str | None, typer.Option(help="Only jobs of this kind.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MAX_ROWS)] = 100,
) -> None:
    """List jobs that need a look (dead, unknown), or those in other states, the latest first."""
    for job in _within(service, partial(by_hand.list_jobs, states=state, kind=kind, at_most=limit)):
        typer.echo(_line(job))
        typer.echo(
            f"    {job.dedupe_key}, tried {job.attempts} times: {job.last_error or 'no error'}"
        )


@group.command("show")
def show(job_id: JobId, service: Service) -> None:
    """Show one as JSON."""
    kept = _within(service, partial(by_hand.show_job, job_id=job_id))
    shown = {
        **kept,
        "id": ids.show("job", kept["id"]),
        "business_id": ids.show("biz", kept["business_id"]),
    }
    typer.echo(json.dumps(shown, default=str, indent=2))


@group.command("retry")
def retry(job_id: JobId, service: Service) -> None:
    """Have it tried again by the running service, if that is safe."""
    _within(service, partial(_command, "retry", by_hand.retry_job, job_id))
    typer.echo("it will be tried again")


@group.command("discard")
def discard(job_id: JobId, service: Service) -> None:
    """Give it up for good."""
    _within(service, partial(_command, "discard", by_hand.discard_job, job_id))
    typer.echo("discarded")


async def _command(
    verb: str,
    work: Callable[[AsyncSession, UUID], Awaitable[UUID]],
    job_id: UUID,
    session: AsyncSession,
) -> None:
    """Do it, and say who commanded it."""
    business_id = await work(session, job_id)
    given = Commanded(business_id, f"goodword jobs {verb}", ids.show("job", job_id))
    await say_commands(session, hand(), [given])


def _line(job: Row[Any]) -> str:
    at = job.finished_at or job.run_at
    return f"{ids.show('job', job.id)}  {job.state:9} {at:%Y-%m-%d %H:%M}  {job.kind}"
