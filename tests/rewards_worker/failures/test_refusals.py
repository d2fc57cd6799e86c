"""Cases 5 to 11: the provider says no, or not now."""

from uuid import uuid4

import orjson
import pytest
from tests.rewards_worker.failures.shop import TOKEN, Shop, open_shop
from tests.rewards_worker.world import BOTH_SIDES, World

from rewards_worker.ports import UnknownOutcomeError
from rewards_worker.providers.exchange import Answer
from rewards_worker.providers.tremendous.answers import read_submission


async def test_05_a_key_that_was_used_for_other_bytes_is_a_persons_turn_and_no_other_key_is_made(
    shop: Shop,
) -> None:
    await shop.owe()
    payout = await shop.opened()
    other = orjson.loads(payout["request"])
    other["reward"]["value"]["denomination"] = 1
    await shop.world.sandbox.post("/orders", orjson.dumps(other), TOKEN)

    await shop.work()
    for _ in range(3):
        await shop.again()

    after = await shop.payout()
    assert (after["state"], after["attention"]) == ("unknown", "key_reused")
    assert after["generation"] == 1
    assert await shop.tasks() == ["settle_payout"]
    assert await shop.states() == ["issuing"]
    assert len(await shop.world.sandbox.orders()) == 1
    await shop.world.check()


async def test_06_an_order_in_process_is_waited_for_and_not_sent_again(shop: Shop) -> None:
    """Tango's 409.002 is Tremendous' OPEN, and its older CART."""
    await shop.world.sandbox.fault(kind="fate", fate={"status": "OPEN"})
    await shop.owe()
    await shop.work()
    key = (await shop.payout())["idem_key"]
    assert (await shop.payout())["state"] == "accepted"

    await shop.again()
    await shop.world.sandbox.fate(key, status="PENDING SETTLEMENT")
    await shop.again()
    held = (await shop.payout())["state"]
    await shop.world.sandbox.fate(key, status="EXECUTED")
    await shop.again()

    assert held == "held"
    assert await shop.states() == ["issued"]
    assert await shop.attempts() == 1
    await shop.paid()


async def test_07_without_funds_the_queue_stops_for_that_money_alone_and_goes_on_with_it(
    shop: Shop, world: World
) -> None:
    await world.sandbox.fault(kind="insufficient_funds", next=1000)
    await shop.owe()
    await shop.work()
    await shop.owe()
    await shop.owe()
    await shop.work()

    assert sorted(await shop.states()) == ["approved", "approved", "issuing"]
    held = await shop.payout()
    assert (held["state"], held["provider_ref"]) == ("held", None)

    other = await open_shop(World(world.db, world.admin_url, world.desk, world.sandbox))
    await world.sandbox.client.delete(f"{world.sandbox.base_url}/faults")
    await other.owe()
    await other.send()
    assert sorted(await shop.states()).count("issued") == 1

    await shop.call_back("funds")
    for _ in range(2):
        await shop.again()
    assert await shop.states() == ["issued"] * 4
    assert {one["generation"] for one in await shop.payouts()} == {1}
    await shop.paid(4)


async def test_08_where_one_of_a_pair_fails_the_other_stays_issued(shop: Shop) -> None:
    await shop.world.sandbox.fault(kind="reject")
    await shop.owe(*BOTH_SIDES)

    await shop.work()
    await shop.again()

    assert sorted(await shop.states()) == ["failed", "issued"]
    assert sorted(one["state"] for one in await shop.payouts()) == ["issued", "rejected"]
    await shop.paid()


@pytest.mark.parametrize(
    "body",
    [
        b'{"errors": {"message": "no"}}',
        b'{"order": null}',
        b'{"order": {"id": "AAAA", "status": "EXECUTED"}}',
        b'{"data": {"userErrors": [{"code": null}]}}',
    ],
)
def test_09_a_200_that_is_no_order_is_never_taken_for_one(body: bytes) -> None:
    with pytest.raises(UnknownOutcomeError):
        read_submission(Answer(200, {}, body), uuid4())


async def test_09_a_200_that_says_failed_is_a_refusal(shop: Shop) -> None:
    await shop.world.sandbox.fault(kind="fate", fate={"status": "FAILED"})
    await shop.owe()

    await shop.work()
    await shop.again()

    assert (await shop.payout())["state"] == "rejected"
    assert await shop.states() == ["failed"]
    assert await shop.attempts() == 1
    await shop.world.check()


async def test_10_an_error_that_is_answered_for_ever_ends_with_a_person(shop: Shop) -> None:
    await shop.world.sandbox.fault(kind="error_500", next=1000)
    await shop.owe()
    await shop.work()
    for _ in range(3):
        await shop.again()
    tried = await shop.attempts()
    await shop.world.execute("update payout set key_expires_at = now()")

    for _ in range(3):
        await shop.again()

    after = await shop.payout()
    assert (after["state"], after["attention"]) == ("unknown", "key_window_over")
    assert await shop.attempts() == tried
    assert await shop.tasks() == ["settle_payout"]
    assert await shop.world.sandbox.orders() == []
    await shop.world.check()


@pytest.mark.parametrize("form", ["none", "seconds", "date"])
async def test_11_asked_to_slow_down_we_wait_as_long_as_asked_and_pay_once(
    shop: Shop, form: str
) -> None:
    """The error is under `error` there, under `errors` elsewhere."""
    await shop.world.sandbox.fault(kind="rate_limited", retry_after=form, seconds=30, next=1)
    await shop.owe()

    await shop.work()

    [job] = await shop.world.rows(
        "select extract(epoch from run_at - now()) as wait_s from job"
        " where kind = 'hand_over' and state = 'ready'"
    )
    assert float(job["wait_s"]) <= 31 if form == "none" else float(job["wait_s"]) > 20
    assert await shop.world.sandbox.orders() == []
    await shop.again()
    await shop.again()
    assert await shop.states() == ["issued"]
    await shop.paid()


@pytest.mark.parametrize("name", ["error", "errors"])
def test_11_both_shapes_of_the_error_are_read(name: str) -> None:
    body = orjson.dumps({name: {"message": "Not enough funds", "payload": {"email": "a@b.c"}}})

    held = read_submission(Answer(402, {}, body), uuid4())

    assert getattr(held, "reason", None) == "Not enough funds"
