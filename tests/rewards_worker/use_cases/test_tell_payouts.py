"""Every payout is told when it is opened and whenever it moves, in the order of its reward."""

from typing import Any

from tests.rewards_worker.use_cases.payouts import approved, impatient, open_and_die, opened
from tests.rewards_worker.use_cases.test_decide_rewards import decided
from tests.rewards_worker.use_cases.test_hear_further import found, further
from tests.rewards_worker.world import World

from goodword import ids
from goodword.events import Envelope, PayoutChanged
from goodword.testing.events import events_of
from rewards_worker.ports import Rejected
from rewards_worker.use_cases.payouts.close_payout import Lost
from rewards_worker.use_cases.payouts.republish_payouts import republish_payouts
from rewards_worker.use_cases.payouts.send import record_news


async def envelopes(world: World) -> list[Envelope[Any]]:
    """What was said of the only reward."""
    return [one for one in await events_of(world.db) if one.topic == "rewards"]


async def told(world: World) -> list[tuple[int, str, str | None]]:
    """Generation, status and the provider's id, in the order said."""
    events = [one.event for one in await envelopes(world)]
    return [
        (event.generation, event.status, event.provider_ref)
        for event in events
        if isinstance(event, PayoutChanged)
    ]


async def test_what_goes_well_is_told_with_the_intent_and_with_the_end(world: World):
    await approved(world)
    await world.run_jobs()

    [row] = await world.rows("select * from payout")
    assert await told(world) == [(1, "submitting", None), (1, "issued", row["provider_ref"])]
    said = await envelopes(world)
    assert [one.seq for one in said] == list(range(1, len(said) + 1))
    assert [one.event.version for one in said] == [one.seq for one in said]
    assert {one.key for one in said} == {ids.show("rwd", row["reward_id"])}
    assert said[-1].event.name == "reward-issued"


async def test_an_answer_that_is_lost_and_found_is_told(world: World):
    await approved(world)
    job = await opened(world)
    payout = await found(world, job.payload["payout_id"])

    await record_news(payout, Lost("no answer"), world.desk)

    assert await told(world) == [(1, "submitting", None), (1, "unknown", None)]


async def test_what_is_heard_of_value_that_is_out_is_told(world: World):
    await approved(world)
    await world.run_jobs()
    [row] = await world.rows("select id from payout")

    for word in ("delivery_failed", "delivered", "delivered"):
        await record_news(await found(world, row["id"]), further(word), world.desk)

    assert [status for _, status, _ in await told(world)] == [
        "submitting",
        "issued",
        "delivery_failed",
        "delivered",
    ]


async def test_another_try_is_a_generation_of_its_own(world: World):
    await approved(world)
    job = await opened(world)
    payout = await found(world, job.payload["payout_id"])
    refused = Rejected(final=True, code="no_such_product", reason="")
    await record_news(payout, refused, world.desk)
    await world.tell(await decided(world, "retry"))

    await world.run_jobs()

    assert [(number, status) for number, status, _ in await told(world)] == [
        (1, "submitting"),
        (1, "rejected"),
        (2, "submitting"),
        (2, "issued"),
    ]
    await world.check()


async def test_that_a_person_must_look_is_no_move_of_the_payout(world: World):
    await approved(world)
    await open_and_die(world)
    before = await told(world)
    await world.execute("update payout set key_expires_at = now() - interval '1 day'")

    await world.run_jobs(impatient(world))

    [row] = await world.rows("select attention from payout")
    assert row["attention"] == "key_window_over"
    assert [one for one in await told(world) if one not in before] == [(1, "unknown", None)]


async def test_all_are_told_again_as_they_are(world: World):
    await approved(world)
    await world.run_jobs()
    before = await told(world)

    count = await republish_payouts(world.db)

    assert count == 1
    assert await told(world) == [*before, before[-1]]
    said = await envelopes(world)
    assert [one.seq for one in said] == list(range(1, len(said) + 1))
