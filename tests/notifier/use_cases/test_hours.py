"""Letters that come due outside the hours in which people may be written to."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.notifier.world import World

NIGHT = datetime(2031, 6, 1, 22, 30, tzinfo=UTC)  # 00:30 in Berlin
MORNING = datetime(2031, 6, 2, 6, 0, tzinfo=UTC)  # 08:00


async def at(world: World, moment: datetime, **business: Any) -> None:
    """It is `moment` for the business, which is a test, since only those have clocks that move."""
    [row] = await world.rows("select extract(epoch from $1::timestamptz - now())::bigint s", moment)
    await world.tell(
        world.business(mode="test", clock_offset_s=row["s"], parameters={}, **business)
    )


async def ready(world: World) -> list[Any]:
    """Jobs that are due, as moments of the business's clock."""
    query = """select dedupe_key, run_at + make_interval(secs => clock_offset_s) as due
               from job where state = 'ready' and kind = 'send' order by run_at"""
    return await world.rows(query)


async def test_a_letter_at_night_waits_for_the_readers_morning(world: World) -> None:
    await world.begin(mode="test", time_zone="America/New_York")
    await at(world, NIGHT, time_zone="America/New_York")
    await world.tell(world.person(world.ana, "Ana", time_zone="Europe/Berlin"))
    await world.tell(world.issued())

    assert await world.send() is None

    assert await world.state() == "pending"
    assert await world.told() == []
    due = (await ready(world))[-1]["due"]
    assert abs(due - MORNING) < timedelta(seconds=2)


async def test_the_job_of_the_morning_sends_it_once(world: World) -> None:
    await world.begin(mode="test", time_zone="Europe/Berlin")
    await at(world, NIGHT, time_zone="Europe/Berlin")
    await world.tell(world.issued())
    assert await world.send() is None
    assert await world.send() is None
    assert len(await ready(world)) == 2  # the first one, which the runner would close, and this

    await at(world, MORNING + timedelta(minutes=1), time_zone="Europe/Berlin")
    jobs = await ready(world)
    assert await world.send() is None

    assert jobs[-1]["due"] <= MORNING + timedelta(seconds=2)
    assert await world.state() == "sent"
    [told] = await world.told()
    assert told.channel == "console"


async def test_a_retry_may_not_write_at_night_either(world: World) -> None:
    await world.begin(mode="live", parameters=hours_without_now())
    await world.tell(world.issued())

    assert await world.send() is None

    assert await world.state() == "pending"
    assert world.mails() == []


def hours_without_now() -> dict[str, Any]:
    """An hour that is not this one, in UTC."""
    hour = (datetime.now(UTC).hour + 12) % 24
    return {"mail_hours": {"opens": f"{hour:02}:00", "closes": f"{hour:02}:59"}}
