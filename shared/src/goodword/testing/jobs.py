"""Jobs in tests: do what is due now, in process, without loops and without waiting."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import text

from goodword import jobs
from goodword.database import Database
from goodword.errors import GoodwordError
from goodword.jobs import Inside, Kinds, Outside
from goodword.jobs.inside import InsideWork
from goodword.jobs.outside import Leases, call
from goodword.observability import Watch

MAX_ROUNDS = 1000

_SET_CLOCK = text("""
    update business set clock_offset_s = clock_offset_s + :by_s
    where business_id = :business_id and mode = 'test' returning clock_offset_s
""")


async def run_due(db: Database, kinds: Kinds) -> int:
    """Do every due job of these kinds as a runner would, until none is due; how many attempts.

    What a job raises becomes of it what always does (again later, dead, unknown). An error that is
    not a GoodwordError is a bug and is raised here too, once all is done.
    """
    watch = Watch(db.service)
    leases = Leases(db, watch)
    bugs: list[Exception] = []
    attempts = 0
    for _ in range(MAX_ROUNDS):
        done = 0
        for kind, one in kinds.items():
            if isinstance(one, Inside):
                noticed = replace(one, handle=_noticing(one.handle, bugs))
                done += await InsideWork(db, kind, noticed, watch).do_batch()
            else:
                done += await _call_due(leases, kind, one, bugs)
        attempts += done
        if not done:
            break
    else:
        raise AssertionError(f"jobs were still due after {MAX_ROUNDS} rounds")
    if bugs:
        raise bugs[-1]
    return attempts


async def move_clock(db: Database, business_id: UUID, by_s: int) -> None:
    """Advance the clock of a test business and its jobs by `by_s` seconds, in this service only."""
    async with db.begin([business_id]) as session:
        what = {"business_id": business_id, "by_s": by_s}
        offset_s = (await session.execute(_SET_CLOCK, what)).scalar_one()
        await jobs.advance(session, business_id, offset_s)


async def _call_due(leases: Leases, kind: str, outside: Outside, bugs: list[Exception]) -> int:
    taken = await leases.take(kind, outside, outside.concurrency)
    noticed = replace(outside, call=_noticing(outside.call, bugs))
    for leased in taken:
        await leases.close(leased, await call(leased, noticed))
    return len(taken)


def _noticing(
    work: Callable[..., Awaitable[None]], bugs: list[Exception]
) -> Callable[..., Coroutine[Any, Any, None]]:
    async def noticing(hand: Sequence[jobs.Job] | jobs.Job, **more: Any) -> None:
        try:
            await work(hand, **more)
        except GoodwordError:
            raise
        except Exception as error:
            bugs.append(error)
            raise

    return noticing
