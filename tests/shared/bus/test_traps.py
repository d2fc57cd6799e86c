"""Traps of PostgreSQL that the log goes around, each of which is easily walked into again."""

import asyncio

import asyncpg
import pytest

from goodword.bus.upkeep import Upkeep

OURS = "n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')"


@pytest.fixture
async def admin(databases):
    connection = await asyncpg.connect(databases.admin_url, ssl=False)
    yield connection
    await connection.close()


async def test_neither_outbox_nor_inbox_has_a_default_partition(admin):
    """The trap: once a default partition holds rows of a day, that day cannot be added."""
    found = await admin.fetch(
        f"""select n.nspname || '.' || c.relname as name, p.partdefid <> 0 as has_default
            from pg_partitioned_table p join pg_class c on c.oid = p.partrelid
            join pg_namespace n on n.oid = c.relnamespace where {OURS}"""
    )

    names = {row["name"] for row in found}
    assert {"bus.outbox", "referral.inbox", "rewards.inbox", "notifier.inbox"} <= names
    assert [row["name"] for row in found if row["has_default"]] == []


async def test_no_function_and_no_trigger_notifies_or_listens(admin):
    """The trap: NOTIFY takes one lock for the whole server while it commits."""
    functions = await admin.fetch(
        f"""select p.proname as name, p.prosrc as source
            from pg_proc p join pg_namespace n on n.oid = p.pronamespace where {OURS}"""
    )
    called_by_triggers = await admin.fetch(
        """select distinct p.proname as name, p.prosrc as source
           from pg_trigger t join pg_proc p on p.oid = t.tgfoid where not t.tgisinternal"""
    )

    assert {"add_days", "drop_days", "add_inbox_weeks"} <= {row["name"] for row in functions}
    found = {row["name"]: row["source"].lower() for row in [*functions, *called_by_triggers]}
    assert [name for name in found if "notify" in found[name] or "listen" in found[name]] == []


@pytest.mark.parametrize("writer", ["probe", "rewards"])
async def test_an_open_write_transaction_is_measured_as_it_grows_old(db, databases, writer):
    """The trap: every reader waits behind the oldest writer, whichever service that is."""
    upkeep = Upkeep(db, "probe", transport="log", keep_days=14)
    writing = await asyncpg.connect(databases.url(writer), ssl=False)
    before = (await upkeep.status()).xmin_stall_s

    async with writing.transaction():
        await writing.execute("select pg_current_xact_id()")
        await asyncio.sleep(0.2)
        young = (await upkeep.status()).xmin_stall_s
        await asyncio.sleep(0.3)
        old = (await upkeep.status()).xmin_stall_s
    await writing.close()

    assert before < 0.2 <= young < old
    assert old >= 0.5
    assert (await upkeep.status()).xmin_stall_s < 0.2
