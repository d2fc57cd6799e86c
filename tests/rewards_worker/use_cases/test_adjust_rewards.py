"""Refunds and failed refunds."""

from tests.rewards_worker.world import CARD, World, usd

from goodword import ids
from goodword.bus import Said
from goodword.events import SaleCorrected
from goodword.testing.events import envelope_of

ONE = {"rule": "referrer", "to": "referrer", "give": CARD}


async def test_a_partial_refund_lowers_both_sides_in_proportion(world: World):
    await world.begin()
    sale = world.sale("79.90")
    await world.tell(sale)

    await world.tell(world.refund(sale, "59.90"))

    adjusted = (await world.snapshots())[2:]
    assert [(one.name, one.amount, one.original) for one in adjusted] == [
        ("reward-adjusted", usd("37.48"), usd("50.00"))
    ] * 2
    assert await world.balances(world.ana) == {"pending": 3748}
    await world.check()


async def test_a_whole_refund_revokes_and_a_failed_one_brings_it_back(world: World):
    await world.begin(ONE)
    sale = world.sale()
    await world.tell(sale)

    await world.tell(world.refund(sale, "0.00", seq=2))
    revoked = (await world.snapshots())[-1]
    empty = await world.balances(world.ana)
    await world.tell(world.refund(sale, "79.90", seq=3))
    await world.advance(days=30)
    await world.run_jobs()

    assert (revoked.name, revoked.status, revoked.reason) == (
        "reward-revoked",
        "revoked",
        "refunded",
    )
    assert empty == {}
    assert await world.states() == {"referrer": "issued"}
    assert len(await world.sandbox.orders()) == 1
    await world.check()


async def test_what_a_source_corrects_is_followed_like_a_refund(world: World):
    await world.begin(ONE)
    sale = world.sale("100.00")
    await world.tell(sale)

    for seq, net in ((2, "60.00"), (3, "120.00")):
        corrected = SaleCorrected(
            business_id=world.business_id,
            sale_id=sale.event.sale_id,
            gross=usd("120.00"),
            net=usd(net),
            original_net=usd(net),
            refunded_total=usd("0.00"),
            corrected_at=sale.event.closed_at,
        )
        await world.tell(Said(corrected, seq))
        left = "30.00" if seq == 2 else "50.00"
        assert await world.balances(world.ana) == {"pending": usd(left).minor}

    await world.check()


async def test_the_highest_seq_wins_whatever_the_order(world: World):
    await world.begin(ONE)
    sale = world.sale("100.00")
    await world.tell(sale)

    await world.tell(world.refund(sale, "60.00", seq=4))
    await world.tell(world.refund(sale, "10.00", seq=2), world.refund(sale, "80.00", seq=3))

    assert await world.balances(world.ana) == {"pending": 3000}
    assert len(await world.snapshots()) == 2
    await world.check()


async def test_several_refunds_in_one_batch_come_to_the_last(world: World):
    await world.begin(ONE)
    sale = world.sale("100.00")
    await world.tell(sale)

    await world.tell(world.refund(sale, "60.00", seq=2), world.refund(sale, "40.00", seq=3))

    assert await world.balances(world.ana) == {"pending": 2000}
    assert await world.facts() == ["reward-earned referrer 50.00", "reward-adjusted referrer 20.00"]


async def test_below_the_minimum_nothing_is_left(world: World):
    at_least = [{"field": "sale.net", "op": "gte", "value": "50.00"}]
    await world.begin(ONE | {"when": at_least})
    sale = world.sale("79.90")
    await world.tell(sale)

    await world.tell(world.refund(sale, "49.90"))

    assert await world.states() == {"referrer": "revoked"}
    await world.check()


async def test_a_repeated_refund_changes_nothing(world: World):
    await world.begin(ONE)
    sale = world.sale("100.00")
    await world.tell(sale)
    refund = world.refund(sale, "60.00")

    await world.tell(refund)
    await world.tell(refund)

    assert len(await world.snapshots()) == 2
    assert await world.balances(world.ana) == {"pending": 3000}


async def test_a_refund_of_an_issued_reward_is_to_be_got_back(world: World):
    await world.begin(ONE)
    sale = world.sale("100.00")
    await world.tell(sale)
    await world.advance(days=30)
    await world.run_jobs()

    await world.tell(world.refund(sale, "60.00"))

    last = (await world.snapshots())[-1]
    assert (last.name, last.status, last.amount) == ("reward-adjusted", "issued", usd("30.00"))
    assert last.recovery == usd("20.00")
    assert await world.balances(world.ana) == {"receivable": 2000}
    await world.check()


async def test_a_refund_whose_sale_has_not_come_waits_for_it(world: World):
    await world.begin(ONE)
    sale = world.sale()
    refund = envelope_of(world.refund(sale, "0.00"))

    await world.tell(refund)

    [waiting] = await world.rows("select event_id, state, waits_for from parked_event")
    assert (waiting["event_id"], waiting["state"]) == (refund.id, "waiting")
    assert waiting["waits_for"] == [f"sale:{ids.show('sal', sale.event.sale_id)}"]


async def test_a_refund_of_a_sale_without_a_referral_changes_nothing(world: World):
    await world.begin(ONE)
    sale = world.sale(referred=False)
    await world.tell(sale)

    await world.tell(world.refund(sale, "0.00"))

    assert await world.snapshots() == []


async def test_a_denied_reward_stays_denied(world: World):
    await world.begin(ONE | {"when": [{"field": "prospect.is_new", "op": "eq", "value": True}]})
    sale = world.sale(is_new=False)
    await world.tell(sale)

    await world.tell(world.refund(sale, "10.00"))

    assert await world.facts() == ["reward-denied referrer 50.00"]
    await world.check()
