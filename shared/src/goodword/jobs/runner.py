"""The loop that finds due jobs and does them, and the upkeep beside it."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine

from sqlalchemy import text

from goodword.database import Database
from goodword.jobs.bell import listening
from goodword.jobs.inside import InsideWork
from goodword.jobs.kinds import Inside, Kinds, Outside
from goodword.jobs.outside import Leased, Leases, call
from goodword.jobs.surely import Persistence
from goodword.jobs.upkeep import Upkeep
from goodword.observability import Watch
from goodword.process import pause

BUSY_POLL_S = 0.02
IDLE_POLL_S = 0.25
REAP_EVERY_S = 5.0
MEASURE_EVERY_S = 10.0
PRUNE_EVERY_S = 3600.0
GRACE_S = 20.0
"""How long what is in hand may take once we are told to stop."""

SILENT_S = 90.0
"""A loop that says nothing for so long hangs, which readiness tells."""

_DUE = text("select due_job_kinds(cast(:kinds as text[]))")


class Runner:
    """Does the due jobs of one service. Any number of runners share them."""

    def __init__(self, db: Database, kinds: Kinds, watch: Watch) -> None:
        self._db = db
        self._kinds = kinds
        self._watch = watch
        self._leases = Leases(db, watch)
        self._in_hand: dict[str, set[asyncio.Task[bool]]] = {kind: set() for kind in kinds}

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop`; what is in hand then may end within GRACE_S.

        A call that is cut off after that keeps its lease, which says in the end what becomes of it.
        """
        async with asyncio.TaskGroup() as tasks:
            upkeep = Upkeep(self._db, self._kinds, self._watch)
            tasks.create_task(self._again(stop, REAP_EVERY_S, upkeep.reap))
            tasks.create_task(self._again(stop, MEASURE_EVERY_S, upkeep.measure))
            tasks.create_task(self._again(stop, PRUNE_EVERY_S, upkeep.prune))
            with listening() as bell:
                hands = _Hands(tasks, bell, self._in_hand)
                await self._dispatch(hands, stop)
                await hands.finish(GRACE_S)

    async def _dispatch(self, hands: "_Hands", stop: asyncio.Event) -> None:
        persistence = Persistence("jobs", self._watch, stop, good_for_s=SILENT_S)
        idle_s = BUSY_POLL_S
        while not stop.is_set():
            hands.bell.clear()
            found = await persistence.surely(lambda: self._start_due(hands, stop))
            idle_s = BUSY_POLL_S if found else min(idle_s * 2, IDLE_POLL_S)
            await pause(hands.bell, idle_s)

    async def _start_due(self, hands: "_Hands", stop: asyncio.Event) -> int:
        """Start on the due jobs of every kind that has a hand free; how many kinds had some."""
        free = {kind: _width(one) - hands.busy(kind) for kind, one in self._kinds.items()}
        async with self._db.begin() as session:
            kinds = [kind for kind in free if free[kind] > 0]
            due = list(await session.scalars(_DUE, {"kinds": kinds}))
        for kind in due:
            one = self._kinds[kind]
            if isinstance(one, Inside):
                hands.start(kind, self._do_inside(kind, one, stop))
                continue
            for leased in await self._leases.take(kind, one, free[kind]):
                hands.start(kind, self._do_outside(leased, one, stop))
        return len(due)

    async def _do_inside(self, kind: str, inside: Inside, stop: asyncio.Event) -> bool:
        work = InsideWork(self._db, kind, inside, self._watch)
        persistence = Persistence(f"jobs {kind}", self._watch, stop)
        done = total = await persistence.surely(work.do_batch) or 0
        while done == inside.batch and not stop.is_set():
            done = await persistence.surely(work.do_batch) or 0
            total += done
        return total > 0

    async def _do_outside(self, leased: Leased, outside: Outside, stop: asyncio.Event) -> bool:
        outcome = await call(leased, outside)
        persistence = Persistence(f"jobs {leased.job.kind}", self._watch, stop)
        await persistence.surely(lambda: self._leases.close(leased, outcome))
        return True

    async def _again(
        self, stop: asyncio.Event, every_s: float, work: Callable[[], Awaitable[None]]
    ) -> None:
        persistence = Persistence("jobs upkeep", self._watch, stop)
        while not stop.is_set():
            await persistence.surely(work)
            await pause(stop, every_s)


class _Hands:
    """The tasks that jobs are done in, by kind."""

    def __init__(
        self,
        tasks: asyncio.TaskGroup,
        bell: asyncio.Event,
        in_hand: dict[str, set[asyncio.Task[bool]]],
    ) -> None:
        self.bell = bell
        self._tasks = tasks
        self._in_hand = in_hand

    def busy(self, kind: str) -> int:
        return len(self._in_hand[kind])

    def start(self, kind: str, work: Coroutine[object, object, bool]) -> None:
        task = self._tasks.create_task(work)
        self._in_hand[kind].add(task)
        task.add_done_callback(lambda ended: self._ended(kind, ended))

    def _ended(self, kind: str, task: asyncio.Task[bool]) -> None:
        """A free hand looks for more, unless it came for jobs that another runner holds."""
        self._in_hand[kind].discard(task)
        if not task.cancelled() and not task.exception() and task.result():
            self.bell.set()

    async def finish(self, grace_s: float) -> None:
        left = [task for tasks in self._in_hand.values() for task in tasks]
        if left:
            _, left_over = await asyncio.wait(left, timeout=grace_s)
            for task in left_over:
                task.cancel()


def _width(one: Inside | Outside) -> int:
    return 1 if isinstance(one, Inside) else one.concurrency
