"""A service that exists for tests of the log: it counts things and keeps what it was told."""

import asyncio
from pathlib import Path
from uuid import UUID

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text, Uuid, text

from goodword import ids
from goodword.bus import CONSUMER_TABLES, Said, add_consumer_tables, consumer_functions, say
from goodword.database import Database, ServiceSchema, aggregate_columns, next_tx
from goodword.events import ClockApplied

metadata = MetaData()
add_consumer_tables(metadata)
Table(
    "thing",
    metadata,
    Column("business_id", Uuid, primary_key=True),
    Column("name", Text, primary_key=True),
    *aggregate_columns(),
)
Table(
    "applied",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=True),
    Column("business_id", Uuid, nullable=False),
    Column("key", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
)
PROBE = ServiceSchema(
    name="probe",
    metadata=metadata,
    migrations=Path(),
    without_row_security=CONSUMER_TABLES,
    functions=consumer_functions("probe"),
)
BUSINESS = ids.new()

_COUNT = text(f"""
    insert into thing (business_id, name) values (:business_id, :name)
    on conflict (business_id, name) do update set seq = thing.seq + 1,
        last_tx = {next_tx("thing.last_tx")}
    returning seq, last_tx
""")
_APPLY = text("""
    insert into applied (business_id, key, seq, number)
    select * from unnest(cast(:businesses as uuid[]), cast(:keys as text[]),
                         cast(:seqs as bigint[]), cast(:numbers as int[]))
""")


async def tell(db: Database, name: str, number: int, *, business: UUID = BUSINESS, pause_s=0.0):
    """Say one event about the thing `name`, in a transaction that takes its time."""
    async with db.begin([business]) as session:
        await session.execute(text("select pg_current_xact_id()"))
        await asyncio.sleep(pause_s)
        row = (await session.execute(_COUNT, {"business_id": business, "name": name})).one()
        event = ClockApplied(business_id=business, service=name, offset_s=number)
        await say(session, [Said(event, row.seq, row.last_tx)])
        await asyncio.sleep(pause_s)


async def apply(batch, *, session):
    """The handler that keeps what it was told."""
    await session.execute(
        _APPLY,
        {
            "businesses": [each.business_id for each in batch],
            "keys": [each.event.service for each in batch],
            "seqs": [each.seq for each in batch],
            "numbers": [each.event.offset_s for each in batch],
        },
    )


async def applied(db: Database, business: UUID = BUSINESS) -> list[tuple[str, int]]:
    """What was applied, as (name, number), in order."""
    async with db.begin([business]) as session:
        rows = await session.execute(text("select key, number from applied order by position"))
        return [(row.key, row.number) for row in rows]


async def parked(db: Database) -> list[tuple[str, str, int]]:
    """What was put aside, as (state, name, number), in order."""
    async with db.begin() as session:
        rows = await session.execute(
            text("""select state, data->>'service' as name, (data->>'offset_s')::int as number
                    from parked_event order by position""")
        )
        return [(row.state, row.name, row.number) for row in rows]
