"""Discount codes, points, store credit: from the sale to what is out, exactly once."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from tests.rewards_worker.use_cases.payouts import opened
from tests.rewards_worker.world import CODE_KEY, World, usd

from goodword import ids
from goodword.bus import Said
from goodword.events import PayoutChanged, ProviderReported, SettingsChanged
from goodword.seal import Hasher
from goodword.testing.events import events_of
from goodword.testing.jobs import run_due
from rewards_worker.main import job_kinds
from rewards_worker.ports import Issued, Outcome
from rewards_worker.providers.ledger.client import LedgerProvider, open_ledger
from rewards_worker.use_cases.payouts.hand_over import hand_over
from rewards_worker.use_cases.rewards.timers import RELEASE

TEN_OFF = {"kind": "discount_code", "amount": {"percent_off": "10"}, "valid_days": 60}
FIVE_OFF = {"kind": "discount_code", "amount": {"amount_off": "5.00"}}
POINTS = {"kind": "points", "amount": {"points": 250}}
CREDIT = {"kind": "store_credit", "amount": {"percent": "10"}}


def rule(give: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"rule": "referrer", "to": "referrer", "give": give, **more}


async def issued(world: World) -> Any:
    return (await world.snapshots())[-1]


@pytest.mark.parametrize(
    ("give", "told"),
    [
        (TEN_OFF, {"percent_off": "10", "amount": None, "points": None}),
        (FIVE_OFF, {"amount": usd("5.00"), "percent_off": None, "points": None}),
        (POINTS, {"points": 250, "amount": None, "percent_off": None}),
        (CREDIT, {"amount": usd("7.99"), "percent_off": None, "points": None}),
    ],
    ids=["percent off", "amount off", "points", "store credit"],
)
async def test_what_we_mint_ourselves_is_out_after_the_hold(world: World, give, told):
    await world.begin(rule(give))
    await world.tell(world.sale("79.90"))
    await world.advance(days=30)
    await world.run_jobs()

    last = await issued(world)
    assert last.name == "reward-issued"
    assert (last.handover.provider, last.handover.by) == ("ledger", "us")
    assert {name: getattr(last, name) for name in told} == told
    assert await world.sandbox.orders() == []
    await world.check()


async def test_a_code_travels_sealed_with_the_day_it_ends(world: World):
    await world.begin(rule(TEN_OFF), hold_days=0)
    prefix = SettingsChanged(
        business_id=world.business_id,
        kind="provider-ledger",
        version=1,
        body={"code_prefix": "SHOP"},
    )
    await world.tell(Said(prefix, 1), world.business(time_zone="America/New_York"))
    await world.tell(world.sale())
    await world.run_jobs()

    last = await issued(world)
    code = world.desk.sealer.open(last.handover.sealed)
    assert code.startswith("SHOP-")
    assert code not in last.model_dump_json()
    assert code not in str(await world.rows("select * from payout"))
    local = last.earned_at.astimezone(ZoneInfo("America/New_York"))
    end = datetime.combine(local.date() + timedelta(days=60), time(23, 59, 59), local.tzinfo)
    assert last.handover.valid_until == end


async def minted(world: World) -> str:
    """A code that is out, good for 60 days more."""
    await world.begin(rule(TEN_OFF), hold_days=0)
    await world.tell(world.sale())
    await world.run_jobs()
    return world.desk.sealer.open((await issued(world)).handover.sealed)


def used(world: World, code: str, seq: int = 1) -> Said:
    """A shop took the code."""
    report = ProviderReported(
        business_id=world.business_id,
        provider="ledger",
        object_ids=(Hasher(CODE_KEY.decode()).minted(code),),
    )
    return Said(report, seq)


async def payout_states(world: World) -> list[str]:
    return [row["state"] for row in await world.rows("select state from payout")]


async def test_a_code_runs_out_after_its_last_day_and_its_reward_stays_issued(world: World):
    await minted(world)
    await world.advance(days=60)
    await world.run_jobs()
    on_its_last_day = await payout_states(world)
    await world.advance(days=1)
    await world.run_jobs()

    assert on_its_last_day == ["issued"]
    assert await payout_states(world) == ["expired"]
    assert await world.states() == {"referrer": "issued"}
    events = [one.event for one in await events_of(world.db)]
    told = [one.status for one in events if isinstance(one, PayoutChanged)]
    assert told == ["submitting", "issued", "expired"]
    assert [one.split()[0] for one in await world.facts()][-1] == "reward-issued"
    await world.check()


async def test_what_was_used_does_not_run_out(world: World):
    code = await minted(world)

    await world.tell(used(world, code.lower()))
    await world.tell(used(world, code, 2), used(world, "0000-0000-0000-0000"))
    await world.advance(days=61)
    await world.run_jobs()

    assert await payout_states(world) == ["redeemed"]
    assert await world.states() == {"referrer": "redeemed"}
    assert [one.split()[0] for one in await world.facts()].count("reward-redeemed") == 1
    await world.check()


async def test_a_use_that_is_told_after_the_last_day_counts(world: World):
    code = await minted(world)
    await world.advance(days=61)
    await world.run_jobs()

    await world.tell(used(world, code))

    assert await payout_states(world) == ["redeemed"]
    assert await world.states() == {"referrer": "redeemed"}
    await world.check()


async def test_a_code_of_another_business_is_none_of_ours(world: World):
    code = await minted(world)
    report = used(world, code).event
    other = report.model_copy(update={"business_id": ids.new()})
    await world.tell(
        Said(world.business().event.model_copy(update={"business_id": other.business_id}), 1)
    )

    await world.tell(Said(other, 1))

    assert await world.states() == {"referrer": "issued"}


async def test_points_go_down_with_a_refund_and_what_is_out_is_claimed_in_points(world: World):
    await world.begin(rule(POINTS))
    sale = world.sale("80.00")
    await world.tell(sale)
    await world.tell(world.refund(sale, "40.00", seq=2))
    assert await world.balances(world.ana) == {"pending": 125}
    await world.advance(days=30)
    await world.run_jobs()
    await world.tell(world.refund(sale, "20.00", seq=3))

    last = await issued(world)
    assert (last.points, last.recovery, last.recovery_count) == (62, None, 63)
    assert await world.balances(world.ana) == {"receivable": 63}
    await world.check()


async def test_a_discount_is_whole_until_nothing_of_the_sale_is_left(world: World):
    await world.begin(rule(TEN_OFF))
    sale = world.sale("80.00")
    await world.tell(sale)
    await world.tell(world.refund(sale, "1.00", seq=2))
    half = await world.states()
    await world.tell(world.refund(sale, "0.00", seq=3))
    nothing = await world.states()
    await world.tell(world.refund(sale, "80.00", seq=4))

    assert (half, nothing) == ({"referrer": "pending"}, {"referrer": "revoked"})
    assert await world.states() == {"referrer": "pending"}
    await world.check()


async def test_a_limit_in_points_holds_and_gives_back_what_is_refunded(world: World):
    limit = {"per": "referrer", "in": "lifetime", "amount": 500}
    await world.begin(rule(POINTS, limits=[limit]))
    sales = [world.sale("80.00") for _ in range(3)]
    for sale in sales:
        await world.tell(sale)
    states = [row["state"] for row in await world.rows("select state from reward order by id")]
    assert states == ["pending", "pending", "denied"]
    await world.check()

    await world.tell(world.refund(sales[0], "0.00", seq=2))
    await world.tell(world.sale("80.00"))

    [use] = await world.rows("select count, minor, points from limit_use")
    assert tuple(use) == (2, 0, 500)
    await world.check()


class KilledError(Exception):
    """The worker is gone."""


async def test_killed_between_intent_and_answer_it_is_the_same_code(world: World):
    made: list[str | None] = []

    class Dying(LedgerProvider):
        async def submit(self, request: bytes, key: Any) -> Outcome:
            outcome = await super().submit(request, key)
            assert isinstance(outcome, Issued)
            made.append(outcome.handover.secret)
            if len(made) == 1:
                raise KilledError
            return outcome

    def dying(opened_for: Any, means: Any) -> LedgerProvider:
        ledger = open_ledger(opened_for, means)
        return Dying(ledger._form, ledger._code_key)

    desk = replace(world.desk, openers={"ledger": dying}, lost_after=timedelta(0))
    await world.begin(rule(TEN_OFF), hold_days=0)
    await world.tell(world.sale())
    await run_due(world.db, {RELEASE: job_kinds(desk)[RELEASE]})
    job = await opened(world, desk)
    with pytest.raises(KilledError):
        await hand_over(job, desk=desk)
    await world.execute("update job set state = 'unknown' where kind = 'hand_over'")

    await world.run_jobs(desk)

    last = await issued(world)
    assert made[0] == made[1] == world.desk.sealer.open(last.handover.sealed)
    assert len(await world.rows("select * from payout")) == 1
    assert [fact for fact in await world.facts() if "issued" in fact] == [
        "reward-issued referrer None"
    ]
    await world.check()


async def test_a_request_to_the_ledger_names_nobody(world: World):
    await world.begin(rule(TEN_OFF), hold_days=0)
    await world.tell(world.sale())
    await world.run_jobs()

    [payout] = await world.rows("select * from payout")
    request = orjson.loads(payout["request"])
    assert set(request) == {"kind", "key", "prefix", "valid_until", "percent_off", "amount_off"}


async def test_points_need_no_address_and_a_code_does(world: World):
    await world.begin(rule(POINTS), {**rule(TEN_OFF), "rule": "code"}, hold_days=0)
    await world.tell(world.person(world.ana, "Ana", emails=()))
    await world.tell(world.sale())
    await world.run_jobs()

    assert await world.states() == {"referrer": "issued", "code": "needs_action"}
