"""The log transport: one reader, batches of 100, inbox on; against a bare INSERT … SELECT of the
same rows, 100 a transaction as well, since what is measured is the reader and not the batch."""

import time
from pathlib import Path

from sqlalchemy import text
from tests.bench.database import fresh_database
from tests.bench.report import Report
from tests.journeys.cluster import password_of
from tests.shared.bus.probe import BUSINESS, PROBE, apply

from goodword.bus import Said, say
from goodword.bus.delivery import Deliverer
from goodword.bus.log import BATCH, LogReader
from goodword.bus.schema import BUS
from goodword.database import Database
from goodword.database.migrating import connected
from goodword.events import ClockApplied
from standalone.postgres import EmbeddedPostgres

EVENTS = 40_000
TURN = 2_000
KEYS = 1000

_REFERENCE = text("""
    insert into applied (business_id, key, seq, number)
    select business_id, data->>'service', seq, (data->>'offset_s')::int
    from bus.outbox where id > :begin and id <= :begin + 100 order by tx_id, id
""")


async def measure(
    server: EmbeddedPostgres, folder: Path, report: Report, size: int = EVENTS
) -> None:
    name = await fresh_database(server, PROBE)
    role = PROBE.app_role
    db = Database(server.url(role, password_of(role), name), service="probe", schema="probe")
    await fill(db, size)
    await _index_by_id(server, name)
    reader = LogReader(db, Deliverer({ClockApplied: apply}), "probe")
    await reader.seed()
    # In turns, so that both meet the same neighbours on this machine.
    ours = reference = 0.0
    for begin in range(0, size, TURN):
        reference += await _copied(db, begin)
        ours += await _read(reader)
    await db.close()
    report.rate("log transport, one reader", size / ours, size / reference, 0.3)


async def _copied(db: Database, begin: int) -> float:
    """How long it took to copy a turn's events, in seconds."""
    began = time.perf_counter()
    for n in range(begin, begin + TURN, BATCH):
        async with db.begin([BUSINESS]) as session:
            await session.execute(_REFERENCE, {"begin": n})
    return time.perf_counter() - began


async def _read(reader: LogReader) -> float:
    """How long it took to read a turn's events, in seconds."""
    began = time.perf_counter()
    for _ in range(0, TURN, BATCH):
        assert await reader.read() == BATCH
    return time.perf_counter() - began


async def fill(db: Database, count: int) -> None:
    """Say so many events, 500 a transaction."""
    for begin in range(0, count, 500):
        async with db.begin([BUSINESS]) as session:
            events = [
                ClockApplied(business_id=BUSINESS, service=f"thing-{n % KEYS}", offset_s=n)
                for n in range(begin, begin + 500)
            ]
            await say(session, [Said(e, n) for n, e in enumerate(events, begin + 1)])


async def _index_by_id(server: EmbeddedPostgres, name: str) -> None:
    """Let the reference find its rows as quickly as the reader finds its own."""
    owner = BUS.owner_role
    async with connected(server.url(owner, password_of(owner), name), BUS) as connection:
        await connection.execute(text("create index on outbox (id)"))
        await connection.commit()
