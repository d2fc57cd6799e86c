"""The failure cases at Change, where the same request twice is two donations.

Of the 22: 4 and 10 are of providers that replay, 6 and 17 of words and messages that Change has
not, 8 and 9 of several results in one answer, 12 to 14 of callbacks, which we do not take from it,
21 of addresses, which a donation needs none of at Change.
"""

import asyncio
import signal
import sys
from uuid import uuid4

import orjson
import pytest
from tests.rewards_worker.failures.giving import (
    DONATION,
    GIFT,
    Giving,
    open_giving,
    set_up_change,
)
from tests.rewards_worker.failures.test_lost_answers import WORKER
from tests.rewards_worker.use_cases.payouts import again
from tests.rewards_worker.world import SECRET_KEY, World

from goodword.errors import PermanentError
from goodword.events import SettingsChecked
from goodword.money import Money
from goodword.setups import Charity
from goodword.testing.events import events_of
from rewards_worker.ports import Order
from rewards_worker.providers.change.orders import compose_donation

KILLED = (
    WORKER.replace(
        "rewards_worker.providers.tremendous.opening import TremendousOpener",
        "rewards_worker.providers.change.opening import ChangeOpener",
    )
    .replace('opener = TremendousOpener({"production": sandbox})', "opener = ChangeOpener(sandbox)")
    .replace('openers={"tremendous": opener}', 'openers={"change": opener}')
)


@pytest.fixture
async def giving(world: World) -> Giving:
    return await open_giving(world)


async def test_a_donation_is_made_once_and_its_receipt_is_told(giving: Giving) -> None:
    await giving.owe()

    await giving.work()

    [made] = await giving.donations()
    [told] = await giving.told()
    payout = await giving.payout()
    assert (made["amount"], made["nonprofit_id"]) == (5000, "n_water")
    assert made["metadata"]["in_the_name_of"] == "Ana"
    assert told.model_dump(include={"amount", "charity_registration", "receipt_ref"}) == {
        "amount": {"minor": 5000, "currency": "USD"},
        "charity_registration": "52-1043444",
        "receipt_ref": made["id"],
    }
    assert (told.payout_id, told.reward_id) == (payout["id"], payout["reward_id"])
    assert await giving.states() == ["issued"]
    await giving.paid()


@pytest.mark.parametrize("fault", ["drop_after", "error_500_after"])
async def test_01_a_lost_answer_is_found_by_asking_and_nothing_is_given_twice(
    giving: Giving, fault: str
) -> None:
    await giving.world.sandbox.fault(kind=fault)
    await giving.owe()

    await giving.send()

    assert (await giving.payout())["state"] == "unknown"
    for _ in range(3):
        await giving.again()
    assert await giving.states() == ["issued"]
    assert await giving.attempts() == 1
    await giving.paid()


@pytest.mark.parametrize("fault", ["delay", "timeout"], ids=["made", "not made"])
async def test_02_after_a_worker_was_killed_nothing_is_given_twice(
    giving: Giving, fault: str
) -> None:
    """Where nothing is found, a person is asked: whoever was killed may have been frozen only."""
    world = giving.world
    await world.sandbox.fault(kind=fault, seconds=60)
    await giving.owe()

    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, world.db.url, world.sandbox.base_url, SECRET_KEY
    )
    try:
        await again(lambda: world.rows("select 1 from payout_attempt"), patience_s=60)
        if fault == "delay":
            await again(giving.donations, patience_s=60)
    finally:
        worker.send_signal(signal.SIGKILL)
        await worker.wait()

    await world.sandbox.client.delete(f"{world.sandbox.base_url}/faults")
    await world.execute("update job set lease_until = now() where state = 'running'")
    for _ in range(3):
        await giving.again()
    assert await giving.attempts() == 1
    if fault == "delay":
        assert await giving.states() == ["issued"]
        await giving.paid()
    else:
        assert (await giving.payout())["attention"] == "key_window_over"
        assert await giving.donations() == []


async def test_03_what_may_have_arrived_never_goes_out_again_by_itself(giving: Giving) -> None:
    await giving.world.sandbox.fault(kind="drop_before")
    await giving.owe()

    await giving.send()
    for _ in range(3):
        await giving.again()

    after = await giving.payout()
    assert (after["state"], after["attention"]) == ("unknown", "key_window_over")
    assert await giving.attempts() == 1
    assert await giving.tasks() == ["settle_payout"]
    assert await giving.donations() == []
    await giving.world.check()


async def test_03_what_a_frozen_worker_gives_after_all_is_found_and_told_once(
    giving: Giving,
) -> None:
    """It had looked, found nothing, and goes on while another has looked in vain, too."""
    await giving.world.sandbox.fault(kind="drop_before")
    await giving.owe()
    await giving.send()
    await giving.again()
    waiting = await giving.payout()
    window = await giving.world.desk.window(giving.world.business_id, "change")

    await window.provider.submit(waiting["request"], waiting["idem_key"])
    await giving.survey()

    assert await giving.states() == ["issued"]
    assert await giving.attempts() == 1
    await giving.paid()


async def test_what_is_there_already_is_taken_and_not_given_again(giving: Giving) -> None:
    """Each try asks first."""
    await giving.owe()
    payout = await giving.opened()
    window = await giving.world.desk.window(giving.world.business_id, "change")
    await window.provider.submit(payout["request"], payout["idem_key"])

    await giving.work()

    assert await giving.states() == ["issued"]
    await giving.paid()


async def test_05_another_donation_under_our_key_is_a_persons_turn(giving: Giving) -> None:
    await giving.owe()
    payout = await giving.opened()
    await giving.give(amount=1, external_id=str(payout["idem_key"]))

    await giving.work()
    for _ in range(3):
        await giving.again()

    after = await giving.payout()
    assert (after["state"], after["attention"]) == ("unknown", "key_reused")
    assert await giving.tasks() == ["settle_payout"]
    assert len(await giving.donations()) == 1
    assert await giving.told() == []


async def test_05_two_donations_under_one_key_are_a_persons_turn(giving: Giving) -> None:
    await giving.world.sandbox.fault(kind="drop_after")
    await giving.owe()
    await giving.send()
    await giving.give(external_id=str((await giving.payout())["idem_key"]))

    for _ in range(3):
        await giving.again()

    after = await giving.payout()
    assert (after["state"], after["attention"]) == ("unknown", "made_twice")
    assert len(await giving.donations()) == 2
    assert await giving.states() == ["issuing"]


async def test_07_without_funds_it_waits_and_is_given_once_there_are_some(giving: Giving) -> None:
    """Change bills at the end of the month, and documents no such answer: a 402 is read as what it
    says everywhere."""
    sandbox = giving.world.sandbox
    await sandbox.fault(kind="insufficient_funds", next=1000)
    await giving.owe()
    await giving.work()
    held = await giving.payout()

    await sandbox.client.delete(f"{sandbox.base_url}/faults")
    for _ in range(2):
        await giving.again()

    assert (held["state"], held["provider_ref"]) == ("held", None)
    assert await giving.states() == ["issued"]
    await giving.paid()


async def test_07_a_refusal_is_final_and_gives_nothing(giving: Giving) -> None:
    await giving.world.sandbox.fault(kind="reject")
    await giving.owe()

    await giving.work()
    await giving.again()

    assert (await giving.payout())["state"] == "rejected"
    assert await giving.states() == ["failed"]
    assert await giving.donations() == []
    await giving.world.check()


@pytest.mark.parametrize("form", ["none", "seconds", "date"])
async def test_11_asked_to_slow_down_we_come_back_and_give_once(giving: Giving, form: str) -> None:
    """That try made nothing, so another is safe although no key is recognised."""
    await giving.world.sandbox.fault(kind="rate_limited", retry_after=form, seconds=30)
    await giving.owe()
    await giving.work()
    before = await giving.donations()

    await giving.hand_over()

    assert before == []
    assert await giving.attempts() == 2
    assert await giving.states() == ["issued"]
    await giving.paid()


async def test_15_the_days_survey_finds_that_a_donation_arrived(giving: Giving) -> None:
    await giving.owe()
    await giving.work()
    [made] = await giving.donations()
    issued = (await giving.payout())["state"]
    await giving.status(made["id"], "sent_via_ach")

    await giving.survey()

    assert (issued, (await giving.payout())["state"]) == ("issued", "delivered")
    await giving.paid()


@pytest.mark.parametrize("status", ["canceled", "blocked"])
async def test_16_a_donation_that_is_called_off_is_owed_again(giving: Giving, status: str) -> None:
    await giving.owe()
    await giving.work()
    [made] = await giving.donations()
    await giving.status(made["id"], status)

    await giving.survey()

    assert (await giving.payout())["state"] == "returned"
    assert await giving.states() == ["returned"]
    assert await giving.world.balances(giving.world.ana) == {"available": 5000}
    await giving.paid()


async def test_18_a_word_that_is_new_changes_nothing_and_is_shown(giving: Giving) -> None:
    await giving.owe()
    await giving.work()
    [made] = await giving.donations()
    await giving.status(made["id"], "sent_by_pigeon")

    await giving.survey()

    assert (await giving.payout())["state"] == "issued"
    found = giving.world.desk.watch.registry.get_sample_value(
        "payout_findings_total", {"provider": "change", "finding": "not_understood"}
    )
    assert found == 1
    await giving.paid()


def test_19_an_amount_is_whole_cents_and_of_dollars_alone() -> None:
    charities = [Charity(name="Water", registration="52-1", nonprofit_id="n_1")]

    def body(amount: str, currency: str) -> bytes:
        money = Money.parse(amount, currency)
        order = Order(key=uuid4(), kind="charity_donation", amount=money, where="water")
        return compose_donation(order, charities)

    assert orjson.loads(body("0.29", "USD"))["amount"] == 29
    assert orjson.loads(body("50.00", "USD"))["amount"] == 5000
    for amount, currency in [("5000", "JPY"), ("1.250", "KWD"), ("50.00", "EUR")]:
        with pytest.raises(PermanentError):
            body(amount, currency)


async def test_20_keys_that_are_taken_back_stop_the_queue_and_burn_no_tries(
    giving: Giving,
) -> None:
    world = giving.world
    await world.sandbox.fault(kind="unauthorized", next=1000)
    await giving.owe()
    await giving.work()
    await giving.owe()

    await giving.work()
    tried = await giving.attempts()

    told = [one.event for one in await events_of(world.db)]
    checks = [one for one in told if isinstance(one, SettingsChecked)]
    assert checks[-1].ok is False
    assert tried == 1
    await world.sandbox.client.delete(f"{world.sandbox.base_url}/faults")
    await set_up_change(world, 2)
    for _ in range(3):
        await giving.hand_over()
        await giving.again()
    assert await giving.states() == ["issued"] * 2
    await giving.paid(2)


async def test_22_the_same_facts_and_jobs_once_more_give_nothing_more(giving: Giving) -> None:
    world = giving.world
    await world.begin(DONATION, hold_days=0)
    told = await world.tell(world.sale("100.00"))
    await giving.work()

    await world.tell(*told)
    await world.execute(
        "update job set state = 'ready', run_at = now(), attempts = 0, finished_at = null"
        " where kind <> 'survey_payouts'"
    )
    await giving.again()

    assert await giving.states() == ["issued"]
    await giving.paid()


@pytest.mark.parametrize("where", ["52-1043444", "clean  water FUND"])
async def test_a_favourite_is_found_by_name_or_registration(giving: Giving, where: str) -> None:
    world = giving.world
    await world.begin({**DONATION, "give": {**GIFT, "where": "favourite"}}, hold_days=0)
    await world.tell(world.person(world.ana, "Ana", favourites={"charity": where}))

    await world.tell(world.sale("100.00"))
    await giving.work()

    [made] = await giving.donations()
    assert made["nonprofit_id"] == "n_water"
    await giving.paid()


@pytest.mark.parametrize(
    ("favourites", "standing"),
    [
        ({}, ("needs_action", "favourite_unknown")),
        ({"charity": "My Cousin"}, ("in_review", "gift_not_supported")),
    ],
)
async def test_what_is_no_charity_that_was_looked_at_is_a_persons_to_decide(
    giving: Giving, favourites: dict[str, str], standing: tuple[str, str]
) -> None:
    world = giving.world
    await world.begin({**DONATION, "give": {**GIFT, "where": "favourite"}}, hold_days=0)
    await world.tell(world.person(world.ana, "Ana", favourites=favourites))

    await world.tell(world.sale("100.00"))
    await giving.work()

    [reward] = await world.rows("select * from reward")
    assert (reward["state"], reward["reason"]) == standing
    assert await giving.donations() == []
