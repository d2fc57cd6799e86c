"""Copies of what others own: older versions are ignored, and whoever waited is woken."""

from tests.rewards_worker.world import World

from goodword import ids
from goodword.events import ClockApplied, Name, Place
from goodword.testing.events import events_of


async def test_an_older_version_of_a_business_is_ignored(world: World):
    first, second = world.business(time_zone="UTC"), world.business(time_zone="Europe/Berlin")

    await world.tell(second)
    await world.tell(first)

    [business] = await world.rows("select * from business")
    assert (business["version"], business["time_zone"]) == (2, "Europe/Berlin")


async def test_of_a_batch_the_newest_version_stays(world: World):
    people = [world.person(world.ana, name) for name in ("Ann", "Anna", "Ana")]

    await world.tell(people[0], people[2], people[1])

    [person] = await world.rows("select * from person")
    assert (person["version"], person["name"]) == (3, "Ana")


async def test_an_older_version_of_a_person_is_ignored(world: World):
    first = world.person(world.ana, "Ana")
    erased = world.person(world.ana, called=Name(), emails=(), place=Place(country="US"))

    await world.tell(erased)
    await world.tell(first)

    [person] = await world.rows("select * from person")
    assert (person["name"], person["email"], person["country"]) == (None, None, "US")


async def test_a_published_version_never_changes(world: World):
    await world.tell(world.program(name="Give $50"))
    await world.tell(world.program(name="Give $60"))

    [version] = await world.rows("select document ->> 'name' as name from program_version")
    assert version["name"] == "Give $50"


async def test_the_clock_of_a_test_business_is_said_to_be_applied(world: World):
    await world.tell(world.business())

    await world.advance(days=30)

    applied = [envelope for envelope in await events_of(world.db)]
    assert all(isinstance(one.event, ClockApplied) for one in applied)
    said = [(one.event.service, one.event.offset_s, one.seq) for one in applied]
    assert said == [("rewards-worker", 0, 1), ("rewards-worker", 30 * 86400, 2)]


async def test_a_live_business_has_no_clock_to_apply(world: World):
    await world.tell(world.business(mode="live"))

    assert await events_of(world.db) == []


async def test_a_sale_that_waited_is_woken_by_each_fact_that_it_waits_for(world: World):
    shown = [
        f"business:{ids.show('biz', world.business_id)}",
        f"person:{ids.show('per', world.ana)}",
        f"program:{ids.show('prg', world.program_id)}:1",
    ]
    for place, ref in enumerate(shown):
        await world.execute(
            """insert into parked_event (event_id, business_id, topic, key, type, seq, data,
                   headers, said_at, state, waits_for, next_at)
               values (gen_random_uuid(), $1, 'sales', $2, 'goodword.sale-closed.v1', 1, '{}', '{}',
                       now(), 'waiting', array[$3], now() + interval '1 hour')""",
            world.business_id,
            f"sal_{place}",
            ref,
        )

    await world.tell(world.business())
    first = await _awake(world)
    await world.tell(world.person(world.ana, "Ana"))
    second = await _awake(world)
    await world.tell(world.program())

    assert (first, second, await _awake(world)) == (shown[:1], shown[:2], shown)


async def _awake(world: World) -> list[str]:
    rows = await world.rows(
        "select waits_for[1] as ref from parked_event where next_at <= now() order by key"
    )
    return [row["ref"] for row in rows]
