"""No key spans businesses: what is taken in one is free in all others, and nobody waits for it."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from tests.fixtures.database import Databases
from tests.fixtures.rows import superuser

from goodword.bus.schema import installed_schemas

NOT_BY_BUSINESS = {
    "api_key (public_id)": "drawn by us at random, and looked up before the business is known",
    "business (slug)": "the business's own name in links, which only the platform gives",
    "payout (idem_key)": "drawn by us at random: one key for ever at a provider",
    "parked_event (event_id)": "the id of an event, made by us",
    "parked_event (position)": "counted by us",
    "attempt (event_id)": "the id of an event, made by us",
    "inbox (event_id)": "the id of an event, made by us",
    "cursor (grp, part)": "of a reader of the log, which belongs to no business",
    "reader (grp, part)": "of a reader of the log, which belongs to no business",
    "alembic_version (version_num)": "of the schema",
}
"""The keys without a business in them: no sender and no caller can choose any of their values."""

_KEYS = """
    select t.relname || ' (' || (
               select string_agg(pg_get_indexdef(i.indexrelid, n, false), ', ' order by n)
               from generate_series(1, i.indnkeyatts::int) n
           ) || ')' as key,
           pg_get_indexdef(i.indexrelid, 1, false) = 'business_id' as by_business
    from pg_index i
    join pg_class t on t.oid = i.indrelid
    join pg_namespace s on s.oid = t.relnamespace
    where (i.indisunique or i.indisexclusion) and not t.relispartition and s.nspname = any($1)
"""
_REFERENCES = """
    select c.conrelid::regclass || ' ' || pg_get_constraintdef(c.oid) as reference,
           (select attname from pg_attribute where attrelid = c.conrelid and attnum = c.conkey[1])
           = 'business_id' as by_business
    from pg_constraint c join pg_namespace s on s.oid = c.connamespace
    where c.contype = 'f' and s.nspname = any($1)
"""


@pytest.fixture
async def connection(databases: Databases) -> AsyncIterator[asyncpg.Connection]:
    async with superuser(databases) as opened:
        yield opened


async def test_every_unique_key_begins_with_the_business(connection: asyncpg.Connection):
    keys = await connection.fetch(_KEYS, [each.name for each in installed_schemas()])

    spanning = {row["key"].replace('"', "") for row in keys if not row["by_business"]}

    assert len(keys) > 80
    assert spanning == NOT_BY_BUSINESS.keys()


async def test_every_reference_stays_in_the_business(connection: asyncpg.Connection):
    references = await connection.fetch(_REFERENCES, [each.name for each in installed_schemas()])

    assert len(references) > 10
    assert [row["reference"] for row in references if not row["by_business"]] == []
