"""What a program document says, to the end: from the sale to what goes out."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.rewards_worker.world import CARD, SHARED_AT, World

from goodword.events import SaleClosed
from goodword.events.sales import ReferrerSales

NEW_YORK = ZoneInfo("America/New_York")
ONE = {"rule": "referrer", "to": "referrer", "give": CARD}
DONATION = {"kind": "charity_donation", "amount": {"fixed": "30.00"}, "where": "favourite"}


async def reward(world: World) -> dict[str, Any]:
    [row] = await world.rows("select kind, state, reason, amount from reward")
    return dict(row)


@pytest.mark.parametrize(
    ("late", "state"), [(timedelta(0), "pending"), (timedelta(seconds=1), "denied")]
)
async def test_a_window_ends_with_the_last_second_of_the_businesss_day(
    world: World, late: timedelta, state: str
):
    await world.begin(ONE, window={"days": 30, "from": "share"})
    await world.tell(world.business(time_zone="America/New_York"))
    day = SHARED_AT.astimezone(NEW_YORK).date() + timedelta(days=30)
    last = datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=NEW_YORK)

    await world.tell(world.sale("100.00", closed_at=last + late))

    found = await reward(world)
    assert (found["state"], found["reason"]) == (
        state,
        None if state == "pending" else "window_passed",
    )


async def test_who_may_only_accept_donations_gets_what_is_given_instead(world: World):
    await world.begin(ONE | {"instead": DONATION}, hold_days=0)
    shelter = {"charity": "City Shelter"}
    ana = world.person(world.ana, "Ana", accepts="donation_only", favourites=shelter)
    await world.tell(ana)

    await world.tell(world.sale("100.00"))
    await world.run_jobs()

    assert await reward(world) == {
        "kind": "charity_donation",
        "state": "issued",
        "reason": None,
        "amount": 3000,
    }
    await world.check()


async def test_who_may_accept_nothing_is_denied_with_the_reason(world: World):
    await world.begin(ONE | {"instead": DONATION})
    await world.tell(world.person(world.ana, "Ana", accepts="nothing"))

    await world.tell(world.sale("100.00"))

    found = await reward(world)
    assert (found["state"], found["reason"]) == ("denied", "cannot_accept")
    assert await world.balances(world.ana) == {}


@pytest.mark.parametrize(("sales", "amount"), [(1, 1000), (4, 1000), (5, 2500), (9, 2500)])
async def test_tiers_step_up_with_the_referrers_sales(world: World, sales: int, amount: int):
    tiers = {
        "tiers": [{"from": 1, "fixed": "10.00"}, {"from": 5, "fixed": "25.00"}],
        "by": "referrer.sales_in_year",
    }
    await world.begin(ONE | {"give": {"kind": "gift_card", "amount": tiers}})

    counts = ReferrerSales(in_month=1, in_year=sales, lifetime=sales)
    await world.tell(world.sale("100.00", referrer_sales=counts))

    assert (await reward(world))["amount"] == amount


@pytest.mark.parametrize(("on_refund", "left"), [("proportional", 3000), ("threshold", 5000)])
async def test_a_refund_lowers_a_share_and_leaves_what_still_meets_its_threshold(
    world: World, on_refund: str, left: int
):
    when = [{"field": "sale.net", "op": "gte", "value": "50.00"}]
    await world.begin(ONE | {"when": when}, on_refund=on_refund)
    sale = world.sale("100.00")
    assert isinstance(sale.event, SaleClosed)
    await world.tell(sale)

    await world.tell(world.refund(sale, "60.00"))
    assert (await reward(world))["amount"] == left
    await world.tell(world.refund(sale, "49.99", seq=3))

    found = await reward(world)
    assert (found["state"], found["reason"], found["amount"]) == ("revoked", "refunded", 0)
    await world.tell(world.refund(sale, "60.00", seq=4))  # the second one failed
    found = await reward(world)
    assert (found["state"], found["amount"]) == ("pending", left)
    await world.check()
