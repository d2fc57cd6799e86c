"""No business sees, changes or infers another's rows, however connections are shared."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.shared.database.shelf import SHELF

from goodword import ids
from goodword.database import scope, widen
from goodword.database.migrating import connected

ANA, BEN = ids.new(), ids.new()
ADD = text("insert into note (business_id, name) values (:business_id, :name)")
NAMES = text("select name from note order by name")


@pytest.fixture
async def two_notes(db):
    for business, name in ((ANA, "ana's"), (BEN, "ben's")):
        async with db.begin([business]) as session:
            await session.execute(ADD, {"business_id": business, "name": name})


async def names(db, *businesses):
    async with db.begin(businesses) as session:
        return list(await session.scalars(NAMES))


async def test_a_transaction_sees_exactly_its_businesses(db, two_notes):
    assert await names(db, ANA) == ["ana's"]
    assert await names(db, BEN) == ["ben's"]
    assert await names(db, ANA, BEN) == ["ana's", "ben's"]


async def test_without_a_business_nothing_is_seen_also_on_a_used_connection(db, two_notes):
    """The trap: after a transaction the setting reads as '', which is no array of uuids."""
    await names(db, ANA)

    assert await names(db) == []


async def test_a_row_of_another_business_cannot_be_written(db):
    with pytest.raises(DBAPIError, match="row-level security"):
        async with db.begin([ANA]) as session:
            await session.execute(ADD, {"business_id": BEN, "name": "not mine"})


async def test_a_row_of_another_business_cannot_be_changed_or_removed(db, two_notes):
    async with db.begin([ANA]) as session:
        changed = await session.execute(text("update note set name = 'taken'"))
        removed = await session.execute(text("delete from note where name = 'ben''s'"))

    assert (changed.rowcount, removed.rowcount) == (1, 0)
    assert await names(db, BEN) == ["ben's"]


async def test_the_same_name_in_two_businesses_is_no_conflict_to_infer_from(db):
    for business in (ANA, BEN):
        async with db.begin([business]) as session:
            await session.execute(ADD, {"business_id": business, "name": "same"})

    assert await names(db, ANA, BEN) == ["same", "same"]


async def test_the_businesses_may_be_told_late(db, two_notes):
    async with db.begin() as session:
        before = list(await session.scalars(NAMES))
        await scope(session, [BEN])
        after = list(await session.scalars(NAMES))

    assert (before, after) == ([], ["ben's"])


async def test_businesses_may_be_added_to_those_that_are_seen(db, two_notes):
    async with db.begin([ANA]) as session:
        await widen(session, [BEN])
        assert list(await session.scalars(NAMES)) == ["ana's", "ben's"]

    async with db.begin() as session:
        await widen(session, [BEN])
        assert list(await session.scalars(NAMES)) == ["ben's"]


@pytest.mark.parametrize(
    "statement",
    [
        "create table mine (x int)",
        "create table public.mine (x int)",
        "create temporary table mine (x int)",
        "drop table note",
        "alter table note disable row level security",
        "truncate note",
        "set role goodword_shelf_owner",
        "select * from rewards.job",
        "update bus.outbox set data = '{}'",
        "delete from bus.outbox",
        "create table bus.mine (x int)",
    ],
)
async def test_the_app_role_owns_nothing_and_stays_in_its_schema(db, statement):
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner|does not exist"):
        async with db.begin([ANA]) as session:
            await session.execute(text(statement))


@pytest.mark.parametrize("change", ["update entry set name = 'other'", "delete from entry"])
async def test_an_append_only_table_takes_rows_and_keeps_them(db, change):
    async with db.begin([ANA]) as session:
        await session.execute(
            text("insert into entry values (:business_id, 'kept')"), {"business_id": ANA}
        )

    with pytest.raises(DBAPIError, match="permission denied"):
        async with db.begin([ANA]) as session:
            await session.execute(text(change))


async def test_even_the_owner_does_not_change_an_append_only_row(db, databases):
    async with db.begin([ANA]) as session:
        await session.execute(
            text("insert into entry values (:business_id, 'kept')"), {"business_id": ANA}
        )

    async with connected(databases.owner_url("shelf"), SHELF) as owner:
        for change in ("update entry set name = 'other'", "truncate entry"):
            with pytest.raises(DBAPIError, match="never changed"):
                await owner.execute(text(change))
            await owner.rollback()
