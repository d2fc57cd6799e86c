from typing import Any

from tests.notifier.world import World

from goodword import ids
from goodword.events import ClockApplied
from goodword.testing.events import envelope_of, events_of
from notifier.db import state
from notifier.domain.copies import Person


async def test_an_older_version_of_a_person_changes_nothing(world: World) -> None:
    await world.begin()
    await world.tell(world.person(world.ana, "Anna", version=7))
    await world.tell(world.person(world.ana, "Old", version=6))
    await world.tell(world.person(world.ana, "Same", version=7))

    assert (await ana(world)).email == "anna@example.com"


async def test_the_newest_of_a_batch_counts_whatever_their_order(world: World) -> None:
    await world.tell(world.business())
    newer = world.person(world.ana, "Anna", version=2)
    older = world.person(world.ana, "Old", version=1)

    await world.tell(newer, older)

    assert (await ana(world)).email == "anna@example.com"


async def test_an_older_version_of_a_business_changes_nothing(world: World) -> None:
    await world.tell(world.business(version=5, called="New Name"))
    await world.tell(world.business(version=4, called="Old Name"))

    [row] = await world.rows("select name, version from business")
    assert tuple(row) == ("New Name", 5)


async def test_a_merge_is_followed_to_its_end_and_a_circle_is_left(world: World) -> None:
    anna, annette = ids.new(), ids.new()
    await world.tell(world.business())
    await world.tell(
        world.person(world.ana, "Ana", merged_into=anna),
        world.person(anna, "Anna", merged_into=annette),
        world.person(annette, "Annette", locale="fr"),
    )

    assert await ana(world) == Person(
        person_id=annette,
        name="Annette Ruiz",
        given="Annette",
        email="annette@example.com",
        locale="fr",
    )

    await world.tell(world.person(annette, "Annette", merged_into=world.ana))
    assert (await ana(world)).person_id in (world.ana, anna, annette)


async def test_the_clock_of_a_test_business_is_applied_to_its_jobs_and_told(world: World) -> None:
    await world.begin(mode="test")
    await world.tell(world.issued())
    await world.execute("update job set run_at = now() + interval '30 days'")

    await world.tell(world.business(mode="test", clock_offset_s=30 * 86400))

    assert await world.rows("select 1 from job where run_at <= now()") != []
    applied = [
        envelope
        for envelope in await events_of(world.db)
        if isinstance(envelope.event, ClockApplied)
    ]
    assert [(one.event.service, one.event.offset_s, one.seq) for one in applied] == [
        ("notifier", 0, 1),
        ("notifier", 30 * 86400, 2),
    ]


async def test_a_live_business_has_no_clock_to_tell_of(world: World) -> None:
    await world.begin()

    assert await events_of(world.db) == []


async def test_an_event_that_waits_is_woken_by_what_it_waits_for(world: World) -> None:
    await world.tell(world.business())
    waiting = envelope_of(world.issued())
    await world.tell(waiting)
    assert await world.waits() == [f"person:{ids.show('per', world.ana)}"]

    await world.tell(world.person(world.ana, "Ana"))

    assert await world.rows("select 1 from parked_event where next_at <= now()") != []


async def test_an_event_is_not_woken_by_anything_else(world: World) -> None:
    await world.tell(world.business())
    waiting = envelope_of(world.issued())
    await park(world, waiting, f"person:{ids.show('per', world.ana)}")

    await world.tell(world.person(ids.new(), "Ben"))

    assert await world.rows("select 1 from parked_event where next_at <= now()") == []


async def ana(world: World) -> Person:
    async with world.db.begin([world.business_id]) as session:
        key = (world.business_id, world.ana)
        found = (await state.people(session, [key]))[key].person
    assert found is not None
    return found


async def park(world: World, envelope: Any, awaited: str) -> None:
    await world.execute(
        """
        insert into parked_event (event_id, business_id, topic, key, type, seq, data, headers,
            said_at, state, waits_for, next_at)
        values ($1, $2, 'rewards', $3, $4, 1, '{}', '{}', now(), 'waiting', array[$5],
            now() + interval '1 hour')
        """,
        envelope.id,
        world.business_id,
        envelope.key,
        envelope.type,
        awaited,
    )
