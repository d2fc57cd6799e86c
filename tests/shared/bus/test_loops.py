"""The loops of a service: they run until told to stop, finish what is in hand, and outlive
the database."""

import asyncio

import pytest
from sqlalchemy import text
from tests.shared.bus.probe import applied, apply, tell

from goodword.bus import StateUnseenError, wake
from goodword.bus.delivery import MAX_PARKED_IN_A_ROW
from goodword.bus.loops import Bus
from goodword.database import Database
from goodword.events import ClockApplied
from goodword.observability.watch import Watch
from goodword.settings import Settings

KEY = "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="


@pytest.fixture
def settings(monkeypatch):
    return Settings(bus="log", secret_keys=(KEY,), hash_key="h" * 32)


async def until(condition, limit_s=20):
    async with asyncio.timeout(limit_s):
        while not await condition():  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.02)


class Running:
    """A Bus at work; leaving the block tells it to stop and waits."""

    def __init__(self, db, settings, handler=apply):
        self.watch = Watch("probe")
        self.bus = Bus(db, {ClockApplied: handler}, settings, self.watch)
        self.stop = asyncio.Event()

    async def __aenter__(self):
        self.task = asyncio.create_task(self.bus.run(self.stop))
        return self

    async def __aexit__(self, *_):
        self.stop.set()
        await asyncio.wait_for(self.task, 20)


async def test_what_is_said_while_it_runs_is_applied(db, settings):
    async with Running(db, settings):
        for number in range(10):
            await tell(db, f"thing-{number % 3}", number)
        await until(lambda: reached(db, 10))

    assert len(await applied(db)) == 10


async def reached(db, count):
    return len(await applied(db)) == count


async def test_stopping_finishes_the_batch_in_hand(db, settings):
    begun = asyncio.Event()

    async def slow(batch, *, session):
        begun.set()
        await asyncio.sleep(0.5)
        await apply(batch, session=session)

    await tell(db, "one", 1)
    async with Running(db, settings, slow):
        await asyncio.wait_for(begun.wait(), 10)

    assert await applied(db) == [("one", 1)]


async def test_it_goes_on_after_every_connection_was_cut(db, settings, databases):
    admin = Database(databases.admin_url, service="admin", schema="public")
    async with Running(db, settings) as running:
        await tell(db, "one", 1)
        await until(lambda: reached(db, 1))
        async with admin.begin() as session:
            await session.execute(
                text("""select pg_terminate_backend(pid) from pg_stat_activity
                        where usename = 'goodword_probe_app'""")
            )
        await db.engine.dispose()  # the test's own; the loops have none but this pool
        await tell(db, "one", 2)
        await until(lambda: reached(db, 2))
        assert not running.task.done()
    await admin.close()


async def test_a_bug_that_is_not_the_worlds_ends_the_service(db, settings):
    running = Running(db, settings)
    async with db.begin() as session:
        await session.execute(text("delete from cursor"))
    running.bus._upkeep.partitions = broken

    with pytest.raises(ExceptionGroup) as caught:
        await asyncio.wait_for(running.bus.run(running.stop), 10)

    assert caught.group_contains(ZeroDivisionError)


async def broken():
    raise ZeroDivisionError


async def test_the_reader_stops_and_readiness_says_why(db, settings):
    async def bug(batch, *, session):
        raise ValueError("a bug")

    for n in range(MAX_PARKED_IN_A_ROW):
        await tell(db, f"thing-{n}", n)
    async with Running(db, settings, bug) as running:

        async def red():
            return any(
                "goodword parked list" in reason for reason in running.watch.health.ready()[1]
            )

        await until(red)
        assert not running.task.done()


async def test_lag_and_days_are_measured(db, settings, monkeypatch):
    monkeypatch.setattr("goodword.bus.loops.MEASURE_EVERY_S", 0.05)
    async with Running(db, settings) as running:

        async def measured():
            return running.watch.registry.get_sample_value("outbox_days_ahead") == 14

        await until(measured)
        assert running.watch.health.ready() == (True, [])


async def test_events_that_wait_too_long_for_facts_turn_readiness_red_until_they_come(
    db, settings, monkeypatch
):
    """A worker without local state is not ready while its events wait for it."""
    monkeypatch.setattr("goodword.bus.loops.MEASURE_EVERY_S", 0.05)
    monkeypatch.setattr("goodword.bus.loops.WAITING_TOO_LONG_S", 0.2)
    known = []

    async def picky(batch, *, session):
        if not known:
            raise StateUnseenError({each.id: ["person:ana"] for each in batch})
        await apply(batch, session=session)

    await tell(db, "one", 1)
    async with Running(db, settings, picky) as running:
        health, registry = running.watch.health, running.watch.registry

        async def red():
            return any("1 events wait for facts" in reason for reason in health.ready()[1])

        async def green():
            return health.ready() == (True, [])

        await until(red)
        assert registry.get_sample_value("inbox_waiting_longest_seconds") > 0.2

        known.append("ana")
        async with db.begin() as session:
            await wake(session, ["person:ana"])
        await until(green)

    assert await applied(db) == [("one", 1)]
    assert registry.get_sample_value("inbox_waiting_longest_seconds") == 0
