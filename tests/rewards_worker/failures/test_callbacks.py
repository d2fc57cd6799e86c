"""Cases 12 to 15: what the provider tells us by itself, or does not."""

import asyncio
from uuid import uuid4

from tests.rewards_worker.failures.shop import Shop, open_shop
from tests.rewards_worker.use_cases.payouts import ONE
from tests.rewards_worker.world import World

from goodword.bus import Said
from goodword.events import ProviderReported
from goodword.testing.jobs import run_due
from rewards_worker.main import job_kinds


async def returned(shop: Shop) -> list[str]:
    return [fact for fact in await shop.world.facts() if fact.startswith("reward-returned")]


async def test_12_a_callback_that_comes_twice_to_two_workers_at_once_is_applied_once(
    shop: Shop,
) -> None:
    """That one uuid is one delivery is tested where it comes in."""
    await shop.owe()
    await shop.work()
    payout = await shop.payout()
    await shop.world.sandbox.fate(payout["idem_key"], refunded=True)
    told = [
        Said(
            ProviderReported(
                business_id=shop.world.business_id,
                provider="tremendous",
                object_ids=(payout["provider_ref"],),
            ),
            seq,
        )
        for seq in (1, 2)
    ]
    await shop.world.tell(*told)

    kinds = job_kinds(shop.world.desk)
    await asyncio.gather(*[run_due(shop.world.db, kinds) for _ in range(2)])

    assert await returned(shop) == ["reward-returned referrer 50.00"]
    assert await shop.states() == ["returned"]
    await shop.paid()


async def test_13_a_callback_before_the_orders_own_answer_is_stored_loses_nothing(
    world: World,
) -> None:
    shop = await open_shop(world, delivery="EMAIL")
    await world.sandbox.fault(kind="drop_after")
    await shop.owe()
    await shop.send()
    [order] = await world.sandbox.orders()

    await shop.call_back(order["id"])
    await shop.again()

    assert (await shop.payout())["state"] == "delivered"
    await shop.paid()


async def test_13_news_that_lags_behind_what_is_known_changes_nothing(world: World) -> None:
    shop = await open_shop(world, delivery="EMAIL")
    await shop.owe()
    await shop.work()
    payout = await shop.payout()
    assert payout["state"] == "delivered"

    for fate in ({"delivery": "PENDING"}, {"status": "OPEN"}, {"delivery": "FAILED"}):
        await world.sandbox.fate(payout["idem_key"], **fate)
        await shop.call_back(payout["provider_ref"])

    assert (await shop.payout())["state"] == "delivered"
    assert await shop.states() == ["issued"]
    await shop.paid()


async def test_14_a_callback_is_believed_nothing_but_where_to_look(world: World) -> None:
    """Forged ones do not come so far; of a true one the provider itself is asked."""
    shop = await open_shop(world, delivery="EMAIL")
    await world.sandbox.fault(kind="fate", fate={"delivery": "PENDING"})
    await shop.owe()
    await shop.work()
    payout = await shop.payout()

    for object_id in (payout["provider_ref"], payout["provider_ref"][::-1], "NOBODYS1", "funds"):
        await shop.call_back(object_id)

    assert (await shop.payout())["state"] == "issued"
    assert await shop.attempts() == 1
    await shop.paid()


async def test_14_another_businesss_callback_has_nobody_asked(world: World, shop: Shop) -> None:
    await shop.owe()
    await shop.work()
    payout = await shop.payout()
    await world.sandbox.fate(payout["idem_key"], refunded=True)
    other = await open_shop(World(world.db, world.admin_url, world.desk, world.sandbox))

    await other.call_back(payout["provider_ref"])
    await other.call_back(str(uuid4()))

    assert await shop.states() == ["issued"]


async def test_15_without_any_callback_the_days_survey_finds_the_same(world: World) -> None:
    shop = await open_shop(world, delivery="EMAIL")
    await world.sandbox.fault(kind="fate", fate={"delivery": "SCHEDULED"})
    await shop.owe()
    await shop.work()
    key = (await shop.payout())["idem_key"]

    await world.sandbox.fate(key, delivery="SUCCEEDED")
    await shop.survey()
    delivered = (await shop.payout())["state"]
    await world.sandbox.fate(key, status="CANCELED")
    await shop.survey()

    assert delivered == "delivered"
    assert (await shop.payout())["state"] == "returned"
    assert await shop.states() == ["returned"]
    await shop.paid()


async def test_15_the_survey_comes_each_day_while_there_are_recent_payouts(world: World) -> None:
    """In test mode, whose clock can be moved; the provider is the sandbox itself there."""
    await world.begin(ONE, hold_days=0)
    await world.tell(world.sale("100.00"))
    await world.run_jobs()
    for _ in range(3):
        await world.advance(days=1)
        await world.run_jobs()
    [payout] = await world.rows("select * from payout")
    await world.sandbox.fate(payout["idem_key"], refunded=True)

    await world.advance(days=1)
    await world.run_jobs()

    done = "select 1 from job where kind = 'survey_payouts' and state = 'done'"
    assert len(await world.rows(done)) == 4
    assert await world.states() == {"referrer": "returned"}
    await world.execute("update payout set opened_at = now() - interval '61 days'")
    await world.advance(days=1)
    await world.run_jobs()
    assert await world.rows("select 1 from job where state = 'ready'") == []


async def test_15_what_is_out_but_unknown_there_is_a_persons_to_look_at(shop: Shop) -> None:
    await shop.owe()
    await shop.work()
    known = (await shop.payout())["idem_key"]
    await shop.world.execute("update payout set idem_key = gen_random_uuid()")

    await shop.survey()
    await shop.survey()

    after = await shop.payout()
    assert (after["state"], after["attention"]) == ("issued", "missing_at_provider")
    assert await shop.tasks() == ["settle_payout"]
    assert await shop.attempts() == 1
    found = shop.world.desk.watch.registry.get_sample_value(
        "payout_findings_total", {"provider": "tremendous", "finding": "missing"}
    )
    assert found == 2

    await shop.world.execute("update payout set idem_key = $1", known)
    await shop.world.sandbox.fate(known, refunded=True)
    await shop.survey()
    assert (await shop.payout())["state"] == "returned"
    assert await shop.tasks() == ["settle_payout"]
