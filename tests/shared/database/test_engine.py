"""`begin` is the only commit, and the same work is tried again where others were in the way."""

import asyncio

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from goodword import ids
from goodword.database import Database, is_conflict, is_retryable

ANA = ids.new()
ADD = text("insert into note (business_id, name) values (:business_id, :name)")


async def add(session, name):
    await session.execute(ADD, {"business_id": ANA, "name": name})


async def count(db):
    async with db.begin([ANA]) as session:
        return await session.scalar(text("select count(*) from note"))


async def test_an_error_rolls_back_and_nothing_that_waits_for_the_commit_is_called(db):
    called = []

    with pytest.raises(RuntimeError):
        async with db.begin([ANA]) as session:
            session.info["after_commit"].append(lambda: called.append(1))
            await add(session, "one")
            raise RuntimeError

    assert (await count(db), called) == (0, [])


async def test_what_waits_for_the_commit_is_called_after_it(db, shelf_url):
    other = Database(shelf_url, service="shelf", schema="shelf")
    seen = []
    async with db.begin([ANA]) as session:
        session.info["after_commit"].append(lambda: seen.append("committed"))
        await add(session, "one")
        seen.append(await count(other))

    assert seen == [0, "committed"]
    assert await count(other) == 1
    await other.close()


async def test_a_deadlock_is_tried_again_and_both_succeed(shelf_url):
    db = Database(shelf_url, service="shelf", schema="shelf")
    async with db.begin([ANA]) as session:
        await add(session, "a")
        await add(session, "b")
    both = asyncio.Barrier(2)
    tries = []

    async def touch(first, second):
        async def work():
            tries.append(first)
            async with db.begin([ANA]) as session:
                for name in (first, second):
                    await session.execute(
                        text("update note set name = name where name = :name"), {"name": name}
                    )
                    if len(tries) == 2 and name == first:
                        await both.wait()

        await db.retrying(work)

    await asyncio.gather(touch("a", "b"), touch("b", "a"))

    assert len(tries) == 3
    await db.close()


async def test_what_a_migration_changes_beneath_us_is_read_anew(db, databases):
    """A process that serves while its tables get a column knows plans of before."""
    tried = []

    async def work():
        async with db.begin([ANA]) as session:
            tried.append(1)
            return list((await session.execute(text("select * from note"))).keys())

    before = await work()
    admin = await asyncpg.connect(databases.admin_url, ssl=False)
    await admin.execute("alter table shelf.note add column colour text")

    try:
        after = await db.retrying(work)
    finally:
        await admin.execute("alter table shelf.note drop column colour")
        await admin.close()

    assert (after, len(tried)) == ([*before, "colour"], 3)


async def test_an_error_of_the_data_is_not_tried_again(db):
    tries = []

    async def work():
        tries.append(1)
        async with db.begin([ANA]) as session:
            await add(session, "same")
            await add(session, "same")

    with pytest.raises(DBAPIError) as caught:
        await db.retrying(work)

    assert tries == [1]
    assert not is_retryable(caught.value)


async def test_a_connection_that_was_ended_by_the_server_is_an_error_of_the_world(db):
    with pytest.raises(Exception) as caught:
        async with db.begin() as session:
            await session.execute(text("select pg_terminate_backend(pg_backend_pid())"))

    assert is_retryable(caught.value)
    assert await count(db) == 0  # and the pool has thrown it away


async def test_a_connection_that_was_cut_while_it_rested_is_replaced_before_it_is_used(
    db, databases, monkeypatch
):
    monkeypatch.setattr("goodword.database.engine.PING_AFTER_S", 0.0)
    admin = Database(databases.admin_url, service="admin", schema="public")
    async with db.begin() as session:
        pid = await session.scalar(text("select pg_backend_pid()"))
    async with admin.begin() as session:
        await session.execute(text("select pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    await admin.close()

    async with db.begin() as session:
        assert await session.scalar(text("select pg_backend_pid()")) != pid


async def test_a_lock_that_is_not_had_in_time_is_an_error_of_the_world(db, shelf_url):
    async with db.begin([ANA]) as session:
        await add(session, "one")
    other = Database(shelf_url, service="shelf", schema="shelf")
    async with db.begin([ANA]) as session:
        await session.execute(text("select * from note for update"))
        with pytest.raises(DBAPIError) as caught:
            async with other.begin([ANA]) as waiting:
                await waiting.execute(text("set local lock_timeout = '50ms'"))
                await waiting.execute(text("select * from note for update"))
    await other.close()

    assert is_retryable(caught.value)
    assert not is_conflict(caught.value)


async def test_a_transaction_that_idles_too_long_is_an_error_of_the_world(db):
    with pytest.raises(Exception) as caught:
        async with db.begin() as session:
            await session.execute(text("set local idle_in_transaction_session_timeout = '50ms'"))
            await asyncio.sleep(0.3)
            await session.execute(text("select 1"))

    assert is_retryable(caught.value)


async def test_joins_are_done_in_the_order_in_which_they_are_written(db):
    """Else tables that nobody has analysed yet are joined by their business alone."""
    async with db.begin() as session:
        assert await session.scalar(text("show join_collapse_limit")) == "1"


async def test_time_limits_of_the_app_role_are_set(db):
    async with db.begin() as session:
        limits = [
            await session.scalar(text(f"show {name}"))
            for name in ("idle_in_transaction_session_timeout", "statement_timeout", "lock_timeout")
        ]

    assert limits == ["15s", "30s", "5s"]


async def test_a_bug_in_our_code_is_not_mistaken_for_the_world():
    assert not is_retryable(ValueError("a bug"))
    assert not is_retryable(KeyError("a bug"))
    assert is_retryable(ConnectionResetError())
