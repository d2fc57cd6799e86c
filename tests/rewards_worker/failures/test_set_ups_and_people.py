"""Cases 19 to 22: units, keys that are taken back, and people who cannot be reached."""

from datetime import timedelta
from uuid import uuid4

import orjson
import pytest
from tests.rewards_worker.failures.shop import TOKEN, Shop, new_desk, set_up
from tests.rewards_worker.use_cases.payouts import ONE

from goodword.bus import Said
from goodword.events import SettingsChecked
from goodword.money import Money
from goodword.testing.events import events_of
from rewards_worker.ports import Order
from rewards_worker.providers.tremendous.orders import Terms, compose_order


@pytest.mark.parametrize(
    ("amount", "currency", "digits"),
    [
        ("50.00", "USD", b"50.00"),
        ("0.29", "USD", b"0.29"),
        ("5000", "JPY", b"5000"),
        ("1.250", "KWD", b"1.250"),
    ],
)
async def test_19_an_amount_is_a_number_in_major_units_of_its_currency(
    shop: Shop, amount: str, currency: str, digits: bytes
) -> None:
    order = Order(
        key=uuid4(),
        kind="gift_card",
        amount=Money.parse(amount, currency),
        recipient_name="Ana",
        recipient_email="ana@example.com",
    )

    body = compose_order(order, Terms(products={"gift_card": ("OKMHM2X2OHYV",)}))
    taken = await shop.world.sandbox.post("/orders", body, TOKEN)

    assert b'"denomination":' + digits + b"," in body
    assert taken.status_code == 200
    [kept] = await shop.world.sandbox.orders()
    assert kept["rewards"][0]["value"] == {
        "denomination": orjson.loads(digits),
        "currency_code": currency,
    }


async def test_20_a_key_that_is_taken_back_stops_the_queue_and_burns_no_tries(shop: Shop) -> None:
    world = shop.world
    await world.sandbox.fault(kind="unauthorized", next=1000)
    await shop.owe()
    await shop.work()
    await shop.owe()
    await shop.owe()

    await shop.work()
    tried = await shop.attempts()
    for _ in range(3):
        await shop.again()

    assert sorted(await shop.states()) == ["approved", "approved", "issuing"]
    assert await world.sandbox.orders() == []
    told = [one.event for one in await events_of(world.db)]
    checks = [one for one in told if isinstance(one, SettingsChecked)]
    assert checks[-1].ok is False
    assert "credentials" in checks[-1].errors[0]
    assert tried == 1

    await world.sandbox.client.delete(f"{world.sandbox.base_url}/faults")
    await set_up(world, 2)
    for _ in range(3):
        await shop.again()
    assert await shop.states() == ["issued"] * 3
    assert {one["generation"] for one in await shop.payouts()} == {1}
    await shop.paid(3)


async def test_21_nothing_is_ordered_for_somebody_who_cannot_be_reached(shop: Shop) -> None:
    """Numbers and addresses that are suppressed are the notifier's; here they are no address."""
    world = shop.world
    await world.begin(ONE, hold_days=0)
    await world.tell(world.person(world.ana, "Ana", emails=()))
    await world.tell(world.sale("100.00"))
    await shop.work()
    waiting, orders = await shop.states(), await world.sandbox.orders()

    await world.tell(world.person(world.ana, "Ana"))
    await shop.work()

    assert waiting == ["needs_action"]
    assert orders == []
    assert await shop.states() == ["issued"]
    await shop.paid()


async def test_22_the_same_facts_and_jobs_once_more_make_no_second_reward(shop: Shop) -> None:
    """A letter that is lost after the full stop is the notifier's to repeat; a reward is not."""
    world = shop.world
    await world.begin(ONE, hold_days=0)
    sale = world.sale("100.00")
    told = await world.tell(sale)
    await shop.work()

    await world.tell(*told)
    await world.tell(Said(sale.event, sale.seq))
    await world.execute(
        "update job set state = 'ready', run_at = now(), attempts = 0, finished_at = null"
        " where kind <> 'survey_payouts'"
    )
    await shop.work(new_desk(world, lost_after=timedelta(0)))

    assert await shop.states() == ["issued"]
    assert await shop.attempts() == 1
    await shop.paid()
