"""What is shown of webhooks and of their queue."""

from uuid import uuid4

from sqlalchemy import text
from tests.referral_api.shopify import payload

from goodword import ids
from referral_api.use_cases.deliveries.measure_queue import measure_queue

REFUND = payload("refunds_create", order_id=9_100_000_000_000_000_009)


async def age(db, house, seconds):
    """As if all deliveries had come that long ago."""
    async with db.begin([house.business_id]) as session:
        await session.execute(
            text("update delivery set queued_at = now() - make_interval(secs => :s)"),
            {"s": seconds},
        )


async def test_webhooks_are_counted_by_source_and_outcome(shop, watch):
    await shop.post(payload("orders_paid"), delivery_id="same")
    await shop.post(payload("orders_paid"), delivery_id="same")
    await shop.post(payload("orders_paid"), secret="another")
    await shop.http.post(f"/webhooks/{ids.show('con', uuid4())}", content=b"{}")

    def counted(source, outcome):
        labels = {"source": source, "outcome": outcome}
        return watch.registry.get_sample_value("webhooks_total", labels)

    assert counted("shopify", "accepted") == 1
    assert counted("shopify", "duplicate") == 1
    assert counted("shopify", "refused") == 1
    assert counted("unknown", "refused") == 1


async def test_the_queue_is_measured_across_businesses(shop, house, tools, watch):
    def measured(name, **labels):
        return watch.registry.get_sample_value(name, labels)

    await shop.post(REFUND, topic="refunds/create")
    await shop.post(b"no json")
    await shop.apply()
    await shop.post(payload("orders_paid"))
    await age(tools.db, house, 100)
    await measure_queue(tools.db, meters=tools.intake.meters, health=watch.health)

    assert measured("deliveries", status="waiting") == 1
    assert measured("deliveries", status="failed") == 1
    assert 100 <= measured("delivery_oldest_received_seconds") < 130
    assert watch.health.ready() == (True, [])


async def test_a_queue_that_does_not_move_turns_readiness_red_until_it_does(
    shop, house, tools, watch
):
    async def measure():
        await measure_queue(tools.db, meters=tools.intake.meters, health=watch.health)
        return watch.health.ready()

    await shop.post(payload("orders_paid"))
    await age(tools.db, house, 301)
    ready, [reason] = await measure()
    await shop.apply()

    assert not ready
    assert reason.startswith("deliveries: the oldest webhook has not been applied for 301 s;")
    assert await measure() == (True, [])
    assert watch.registry.get_sample_value("delivery_oldest_received_seconds") == 0


async def test_who_waits_does_not_turn_readiness_red(shop, house, tools, watch):
    await shop.post(REFUND, topic="refunds/create")
    await shop.apply()
    await age(tools.db, house, 6 * 24 * 3600)

    await measure_queue(tools.db, meters=tools.intake.meters, health=watch.health)

    assert watch.health.ready() == (True, [])
