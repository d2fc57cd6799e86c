"""What one business is just writing holds up no other, and what it says is about itself alone."""

from dataclasses import replace

from tests.fixtures.database import Databases
from tests.fixtures.rows import held, rows_of
from tests.notifier.world import World

from goodword import ids
from goodword.bus import Said
from goodword.events import ChannelReport, ChannelReported
from goodword.testing.jobs import run_due
from notifier.main import job_kinds

REWARD, PROGRAM, PARTICIPANT = ids.new(), ids.new(), ids.new()


async def story(world: World) -> None:
    """Letters about a program and a reward with the same ids everywhere, of which one is sent."""
    await world.begin()
    await world.tell(world.suppressed("gone@example.com"), world.published(PROGRAM))
    await world.tell(world.joined(PROGRAM, PARTICIPANT), world.issued(reward_id=REWARD))
    await run_due(world.db, job_kinds(world.mailroom))


def neighbour(world: World) -> World:
    """Another business of the same people, program and rewards."""
    return replace(world, business_id=ids.new(), _versions={})


async def letters(world: World) -> list[tuple[str, str]]:
    query = "select kind, state from message where business_id = $1 order by kind"
    return [(row["kind"], row["state"]) for row in await world.rows(query, world.business_id)]


BOTH = [("reward_thank_you", "sent"), ("welcome", "sent")]


async def test_all_is_done_while_another_business_holds_the_same_keys(
    world: World, databases: Databases
):
    """What waited would fail after five seconds, as our lock time-out has it."""
    await story(world)
    other = neighbour(world)

    async with held(databases, world.business_id, "notifier"):
        await story(other)

    assert [await letters(each) for each in (world, other)] == [BOTH, BOTH]
    assert len(world.mails()) == 4


async def test_what_comes_back_about_anothers_letter_changes_nothing_there(
    world: World, databases: Databases
):
    await story(world)
    other = neighbour(world)
    await story(other)
    theirs = await world.rows("select id from message where business_id = $1", world.business_id)
    before = await rows_of(databases, world.business_id, "notifier")

    for seq, row in enumerate(theirs, 1):
        bounced = ChannelReport(message_id=row["id"], what="bounced", status="5.1.1")
        reported = ChannelReported(
            business_id=other.business_id,
            delivery_id=ids.new(),
            channel="email",
            reports=(bounced,),
        )
        await other.tell(Said(reported, seq))
    await other.tell(other.suppressed("ana@example.com"))

    assert len(theirs) == 2
    assert await rows_of(databases, world.business_id, "notifier") == before
    assert await letters(other) == BOTH
