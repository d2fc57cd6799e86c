"""Cases 16 to 18: what becomes of value that is out, and words that are new."""

import pytest
from tests.rewards_worker.failures.shop import Shop, open_shop
from tests.rewards_worker.world import World

from goodword.bus import Said
from goodword.events import TaskDone, TaskOpened
from goodword.testing.events import events_of
from rewards_worker.ports import Accepted, Outcome, UnknownOutcomeError
from rewards_worker.providers.tremendous.client import TremendousProvider

GIFT = {"kind": "gift_card", "amount": {"fixed": "50.00"}}


@pytest.mark.parametrize("fate", [{"refunded": True}, {"status": "CANCELED"}])
async def test_16_value_that_comes_back_is_booked_back_and_owed_again(
    shop: Shop, fate: dict[str, object]
) -> None:
    """A fraud review that blocks a reward cancels it and gives the money back."""
    await shop.owe()
    await shop.work()
    payout = await shop.payout()
    assert await shop.world.balances(shop.world.ana) == {}
    await shop.world.sandbox.fate(payout["idem_key"], **fate)

    await shop.call_back(payout["provider_ref"])

    back = await shop.world.balances(shop.world.ana)
    assert (await shop.payout())["state"] == "returned"
    assert await shop.states() == ["returned"]
    assert back == {"available": 5000}
    await shop.paid()


async def test_16_what_comes_back_after_its_sale_was_refunded_is_owed_no_more(shop: Shop) -> None:
    world = shop.world
    await world.begin({"rule": "referrer", "to": "referrer", "give": GIFT}, hold_days=0)
    sale = world.sale("100.00")
    await world.tell(sale)
    await shop.work()
    payout = await shop.payout()
    await world.tell(world.refund(sale, "0.00"))
    await world.sandbox.fate(payout["idem_key"], refunded=True)

    await shop.call_back(payout["provider_ref"])

    assert await shop.states() == ["revoked"]
    assert await world.balances(world.ana) == {}
    await shop.paid()


async def test_17_a_message_that_does_not_arrive_is_a_persons_task_and_never_another_payout(
    world: World,
) -> None:
    """The order itself does not say whether to try the same address again, so a person decides."""
    shop = await open_shop(world, delivery="EMAIL")
    await world.sandbox.fault(kind="fate", fate={"delivery": "FAILED"})
    await shop.owe()
    await shop.work()
    payout = await shop.payout()
    failed, asked = payout["state"], await shop.tasks()

    for _ in range(2):
        await shop.call_back(payout["provider_ref"])
    await shop.survey()
    still = await shop.tasks()
    await world.sandbox.fate(payout["idem_key"], delivery="SUCCEEDED")
    await shop.survey()

    assert failed == "delivery_failed"
    assert asked == still == ["mend_delivery"]
    assert (await shop.payout())["state"] == "delivered"
    assert await shop.tasks() == ["mend_delivery", "cancelled"]
    assert await shop.states() == ["issued"]
    assert await shop.attempts() == 1
    await shop.paid()


@pytest.mark.parametrize(("fate", "state"), [("SUCCEEDED", "delivered"), ("FAILED", None)])
async def test_17_a_person_who_mended_a_delivery_has_its_provider_asked_and_pays_nothing_again(
    world: World, fate: str, state: str | None
) -> None:
    shop = await open_shop(world, delivery="EMAIL")
    await world.sandbox.fault(kind="fate", fate={"delivery": "FAILED"})
    await shop.owe()
    await shop.work()
    payout = await shop.payout()
    [task] = [one.event for one in await events_of(world.db) if isinstance(one.event, TaskOpened)]
    await world.sandbox.fate(payout["idem_key"], delivery=fate)

    done = TaskDone(business_id=world.business_id, task_id=task.task_id, actor="operator")
    await world.tell(Said(done, 1))
    await shop.work()

    assert await shop.tasks() == ["mend_delivery", "done"]
    assert (await shop.payout())["state"] == (state or "delivery_failed")
    assert await shop.attempts() == 1
    await shop.paid()


@pytest.mark.parametrize(
    ("resent", "state", "tasks"),
    [
        ("SUCCEEDED", "delivered", ["mend_delivery", "cancelled"]),
        ("FAILED", "delivery_failed", ["mend_delivery"]),
    ],
)
async def test_17_what_may_be_retried_is_sent_again_once_to_the_same_address(
    world: World, resent: str, state: str, tasks: list[str]
) -> None:
    shop = await open_shop(world, delivery="EMAIL")
    await world.sandbox.fault(kind="fate", fate={"delivery": "FAILED", "resent": resent})
    await shop.owe()
    await shop.work()
    payout = await shop.payout()

    for _ in range(3):
        await shop.call_back(
            payout["provider_ref"], undelivered="mailbox_unavailable", may_resend=True
        )
        await shop.work()
    await shop.survey()

    assert await world.sandbox.resends() == 1
    assert (await shop.payout())["state"] == state
    assert await shop.tasks() == tasks
    assert await shop.states() == ["issued"]
    assert await shop.attempts() == 1
    await shop.paid()


@pytest.mark.parametrize("reason", ["invalid_email", "spam_report"])
async def test_17_what_may_not_be_retried_waits_for_a_person(world: World, reason: str) -> None:
    shop = await open_shop(world, delivery="EMAIL")
    await world.sandbox.fault(kind="fate", fate={"delivery": "FAILED"})
    await shop.owe()
    await shop.work()
    payout = await shop.payout()

    await shop.call_back(payout["provider_ref"], undelivered=reason)
    await shop.work()

    assert await world.sandbox.resends() == 0
    assert (await shop.payout())["state"] == "delivery_failed"
    assert await shop.tasks() == ["mend_delivery"]
    await shop.paid()


async def test_17_what_has_arrived_by_now_is_not_sent_again(world: World) -> None:
    shop = await open_shop(world, delivery="EMAIL")
    await world.sandbox.fault(kind="fate", fate={"delivery": "FAILED"})
    await shop.owe()
    await shop.work()
    payout = await shop.payout()
    await world.sandbox.fate(payout["idem_key"], delivery="SUCCEEDED")

    await shop.call_back(payout["provider_ref"], undelivered="domain_block", may_resend=True)
    await shop.work()

    assert await world.sandbox.resends() == 0
    assert (await shop.payout())["state"] == "delivered"
    await shop.paid()


async def test_17_an_answer_that_is_lost_has_it_asked_for_once_more_at_the_most(
    world: World,
) -> None:
    shop = await open_shop(world, delivery="EMAIL")
    await world.sandbox.fault(kind="fate", fate={"delivery": "FAILED"})
    await shop.owe()
    await shop.work()
    payout = await shop.payout()
    real = TremendousProvider.resend

    async def dying(self: TremendousProvider, object_id: str) -> bool:
        await real(self, object_id)
        raise UnknownOutcomeError("the answer was lost")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TremendousProvider, "resend", dying)
        await shop.call_back(payout["provider_ref"], undelivered="unknown", may_resend=True)
        await shop.work()
    await shop.again()
    await shop.survey()

    assert await world.sandbox.resends() == 1
    assert (await shop.payout())["state"] == "delivered"
    await shop.paid()


async def test_18_a_word_that_we_do_not_know_leaves_what_we_know_and_is_shown(shop: Shop) -> None:
    world = shop.world
    await world.sandbox.fault(kind="fate", fate={"status": "PENDING ECLIPSE"})
    await shop.owe()
    await shop.work()
    await shop.again()
    key = (await shop.payout())["idem_key"]
    assert (await shop.payout())["state"] == "unknown"
    assert "words of tremendous" in str(world.desk.watch.health.ready())

    await world.sandbox.fate(key, status="EXECUTED")
    await shop.again()
    await world.sandbox.fate(key, status="TRANSCENDED")
    await shop.survey()

    assert await shop.states() == ["issued"]
    assert await shop.attempts() == 1
    await shop.paid()


async def test_18_a_link_that_an_order_leaves_out_is_made_once_and_never_after_somebody_has_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another link might be the death of the first."""
    world = shop.world
    await world.sandbox.fault(kind="drop_after")
    await shop.owe()
    await shop.send()
    payout = await shop.payout()
    await world.sandbox.fate(payout["idem_key"], linkless=True)
    made: list[Accepted] = []
    original = TremendousProvider.make_link

    async def noted(provider: TremendousProvider, one: Accepted) -> Outcome:
        made.append(one)
        return await original(provider, one)

    monkeypatch.setattr(TremendousProvider, "make_link", noted)

    await shop.again()
    await shop.survey()
    await shop.call_back(payout["provider_ref"] or made[0].provider_ref)

    assert len(made) == 1
    [issued] = [one for one in await world.snapshots() if one.name == "reward-issued"]
    link = world.desk.sealer.open(issued.handover.sealed)
    assert link.startswith(f"{world.sandbox.base_url}/gifts/")
    assert await shop.states() == ["issued"]
    await shop.paid()
