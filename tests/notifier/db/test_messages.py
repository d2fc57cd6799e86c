from tests.notifier.post import LINK
from tests.notifier.world import World

from goodword import ids
from notifier.use_cases.messages.forget_messages import forget_messages


async def test_words_and_addresses_and_gifts_are_sealed_at_rest(world: World) -> None:
    await world.open()
    await world.send()

    tables = [
        row["relname"]
        for row in await world.rows(
            "select relname from pg_class where relkind = 'r'"
            " and relnamespace = 'notifier'::regnamespace and relname <> 'person'"
        )
    ]
    for table in ("message", "job", *tables):
        for row in await world.rows(f"select t::text as whole from {table} t"):
            assert not [word for word in (LINK, "ana@", "Ana Ruiz") if word in row["whole"]]
    told = await world.rows("select data::text as whole from bus.outbox where topic = 'messages'")
    assert len(told) == 1
    assert "ana@" not in told[0]["whole"]


async def test_words_are_forgotten_after_thirty_days_and_the_rest_is_kept(world: World) -> None:
    await world.open()
    await world.send()
    closed = "update message set closed_at = now() - interval '30 days'"

    await world.execute(f"{closed} + interval '1 minute'")
    assert await forget_messages(world.mailroom, keep_days=30) == 0

    await world.execute(f"{closed} - interval '1 minute'")
    assert await forget_messages(world.mailroom, keep_days=30) == 1
    assert await forget_messages(world.mailroom, keep_days=30) == 0

    [row] = await world.rows("select facts, content, state, template, kind from message")
    assert tuple(row) == (None, None, "sent", "reward_thank_you", "reward_thank_you")


async def test_what_is_not_closed_is_not_forgotten(world: World) -> None:
    await world.open()
    await world.execute("update message set created_at = now() - interval '1 year'")

    assert await forget_messages(world.mailroom, keep_days=30) == 0
    await world.send()

    assert len(world.mails()) == 1


async def test_the_messages_of_one_cause_are_found_again_after_years(world: World) -> None:
    """The inbox is pruned; what makes a letter unique is not."""
    events = await world.open()
    await world.send()
    await world.execute("truncate inbox; delete from job; update message set content = null")

    await world.tell(*events)

    assert await world.rows("select 1 from job") == []


async def test_a_message_is_seen_by_its_own_business_alone(world: World) -> None:
    await world.open()

    async with world.db.begin([ids.new()]) as session:
        connection = await session.connection()
        found = await connection.exec_driver_sql("select * from message")

    assert found.all() == []
