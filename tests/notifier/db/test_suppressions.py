import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.notifier.world import World

from goodword import ids
from notifier.db import suppressions


async def test_the_set_grows_and_a_repeat_changes_nothing(world: World) -> None:
    first = world.suppressed("ana@example.com", reason="bounced")
    again = world.suppressed("ana@example.com", reason="unsubscribed")

    await world.tell(first, again, world.suppressed("ana@example.com", scope="marketing"))
    await world.tell(again)

    rows = await world.rows("select scope, reason from suppression order by scope")
    assert [tuple(row) for row in rows] == [("all", "bounced"), ("marketing", "unsubscribed")]


@pytest.mark.parametrize(
    "change", ["delete from suppression", "update suppression set scope = 'marketing'"]
)
async def test_nothing_can_leave_the_set(world: World, change: str) -> None:
    await world.tell(world.suppressed("ana@example.com"))

    with pytest.raises(DBAPIError):
        async with world.db.begin([world.business_id]) as session:
            await session.execute(text(change))

    assert len(await world.rows("select 1 from suppression")) == 1


async def test_a_suppression_is_of_one_business_alone(world: World) -> None:
    await world.tell(world.suppressed("ana@example.com"))
    [row] = await world.rows("select address_hash from suppression")
    hashed = row["address_hash"]

    async with world.db.begin([world.business_id]) as session:
        ours = await suppressions.mail_scopes(session, world.business_id, hashed)
    async with world.db.begin([ids.new()]) as session:
        theirs = await suppressions.mail_scopes(session, world.business_id, hashed)

    assert (ours, theirs) == ({"all"}, set())
