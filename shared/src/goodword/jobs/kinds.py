"""What a service says of each kind of job: where its effect is, and what may be done again."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.jobs.job import Job

Lost: TypeAlias = Literal["retry", "unknown"]


class Handle(Protocol):
    """Does jobs of one kind inside the transaction that closes them; no I/O but PostgreSQL."""

    async def __call__(self, jobs: Sequence[Job], /, *, session: AsyncSession) -> None: ...


@dataclass(frozen=True, slots=True)
class Inside:
    """A kind whose effect is in our database: effect and end are one transaction.

    `handle` gets up to `batch` jobs, of any businesses, which the transaction may see.
    """

    handle: Handle
    batch: int = 100


@dataclass(frozen=True, slots=True)
class Outside:
    """A kind whose effect is elsewhere: leased, called outside of any transaction, closed.

    Return means done; TransientError again, for ever; PermanentError dead. What any other error
    or a lost runner means is said by `lost`: `retry` is for what may be repeated (again, until
    `max_attempts` have failed), `unknown` for money (never again by itself; reconciliation decides,
    and closes the job with `settle`). `concurrency` is per process.
    """

    call: Callable[[Job], Awaitable[None]]
    lease_s: float = 60.0
    timeout_s: float = 20.0
    concurrency: int = 4
    lost: Lost = "retry"

    def __post_init__(self) -> None:
        if self.timeout_s >= self.lease_s:
            raise ValueError("a call must end before its lease does, or two would run at once")


Kinds: TypeAlias = Mapping[str, Inside | Outside]
"""What a service does with its jobs; its `main` reads as this table."""
