"""A service that exists for tests of jobs: two kinds of effect, a business's clock, and time."""

import asyncio
import contextlib
from pathlib import Path
from uuid import UUID

from sqlalchemy import BigInteger, Column, MetaData, Table, Text, Uuid, text

from goodword import ids, jobs
from goodword.database import Database, ServiceSchema
from goodword.jobs import NewJob, Runner, add_job_table, job_functions
from goodword.observability import Watch

metadata = MetaData()
add_job_table(metadata)
Table(
    "business",
    metadata,
    Column("business_id", Uuid, primary_key=True),
    Column("mode", Text, nullable=False),
    Column("clock_offset_s", BigInteger, nullable=False, server_default="0"),
)
Table(
    "effect",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=True),
    Column("business_id", Uuid, nullable=False),
    Column("what", Text, nullable=False),
)
DESK = ServiceSchema(
    name="desk", metadata=metadata, migrations=Path(), functions=job_functions("desk")
)
LIVE, TEST, OTHER = ids.new(), ids.new(), ids.new()


async def effect(batch, *, session):
    """Handles jobs inside the database: one row each."""
    await session.execute(
        text("""insert into effect (business_id, what)
                select * from unnest(cast(:businesses as uuid[]), cast(:whats as text[]))"""),
        {
            "businesses": [job.business_id for job in batch],
            "whats": [job.payload["what"] for job in batch],
        },
    )


class Desk:
    """The database of the desk, seen as its app role and as the superuser."""

    def __init__(self, db: Database, admin_url: str) -> None:
        self.db = db
        self.admin = Database(admin_url, service="admin", schema="desk", pool_size=2)

    async def add(self, what: str, *, kind="inside", business: UUID = LIVE, **more) -> None:
        async with self.db.begin([business]) as session:
            await jobs.add(session, [new_job(what, kind=kind, business=business, **more)])

    async def admits(self, sql: str, **values):
        """Rows of a statement, past row security."""
        async with self.admin.begin() as session:
            result = await session.execute(text(sql), values)
            return [tuple(row) for row in result] if result.returns_rows else []

    async def effects(self) -> list[str]:
        return [what for (what,) in await self.admits("select what from effect order by position")]

    async def states(self) -> dict[str, str]:
        """The state of each job by what it does."""
        return dict(await self.admits("select payload->>'what', state from job"))

    async def fields(self, what: str, *names: str):
        """Some columns of one job."""
        sql = f"select {', '.join(names)} from job where payload->>'what' = :what"
        ((*values,),) = await self.admits(sql, what=what)
        return values[0] if len(names) == 1 else values

    async def make_due(self) -> None:
        """Let all waiting jobs be due, as if their time had come."""
        await self.admits("update job set run_at = now() where state = 'ready'")

    async def end_leases(self) -> None:
        """Let all leases run out, as if time had passed."""
        await self.admits("update job set lease_until = now() - interval '1 s'")


def new_job(what: str, *, kind="inside", business: UUID = LIVE, key=None, **more) -> NewJob:
    return NewJob(business, kind, key or what, {"what": what}, **more)


@contextlib.asynccontextmanager
async def running(db: Database, kinds, watch=None):
    """A runner at work for the length of a block, and stopped as a service would."""
    stop = asyncio.Event()
    task = asyncio.create_task(Runner(db, kinds, watch or Watch("desk")).run(stop))
    try:
        yield task
    finally:
        stop.set()
        await task


async def until(question, *, seconds=10.0) -> None:
    """Wait until `question` (an async function) answers true."""
    async with asyncio.timeout(seconds):
        while not await question():  # noqa: ASYNC110  # it is the database that changes
            await asyncio.sleep(0.02)
