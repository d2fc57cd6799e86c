"""An attempt that was frozen answers when its payout was refused: nothing is paid twice."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy.exc
from tests.rewards_worker.use_cases.payouts import approved, impatient, open_and_die
from tests.rewards_worker.world import World

from goodword import ids
from goodword.errors import RejectedError
from goodword.testing.jobs import run_due
from rewards_worker.db.payouts.payouts import NewPayout, Payout, add_payouts
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import Decided
from rewards_worker.main import job_kinds
from rewards_worker.ports import Accepted, Canceled, Held, Issued, Outcome, Rejected
from rewards_worker.use_cases.payouts.close_payout import Lost, News
from rewards_worker.use_cases.payouts.locked import locked
from rewards_worker.use_cases.payouts.send import record_news
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes
from rewards_worker.use_cases.rewards.timers import OPEN_PAYOUT

HALF = {"kind": "gift_card", "amount": {"percent": "50"}}
ORDERED = Accepted(provider_ref="ORDER1")


async def refused_with_one_frozen(world: World) -> Payout:
    """A payout whose first attempt is still on its way while the second was refused for good."""
    await approved(world)
    opened = await open_and_die(world)
    await world.sandbox.fault(kind="reject")
    await world.run_jobs(impatient(world))
    assert await world.states() == {"referrer": "failed"}
    return await found(world, opened["id"])


async def found(world: World, payout_id: UUID) -> Payout:
    async with world.db.begin([world.business_id]) as session:
        pair = await locked(world.business_id, payout_id, session=session)
    assert pair is not None
    return pair[1]


async def thaw(world: World, payout: Payout) -> Outcome:
    """The frozen attempt reaches the provider after all."""
    return await world.desk.providers["sandbox"].submit(payout.request, payout.idem_key)


async def retry(world: World, payout: Payout) -> None:
    """A person has the reward tried again."""
    async with world.db.begin([world.business_id]) as session:
        pair = await locked(world.business_id, payout.id, session=session)
        assert pair is not None
        reward = pair[0]
        assert reward.standing is not None
        step = apply(reward.standing, Decided(1, "retry"))
        await record_changes([Change(reward, step)], session=session)


async def test_a_success_after_the_refusal_is_booked_and_nothing_goes_out_again(world: World):
    payout = await refused_with_one_frozen(world)

    news = await thaw(world, payout)
    assert isinstance(news, Issued)
    await record_news(payout, news, world.desk, attempt=1)

    with pytest.raises(RejectedError) as refused:
        await retry(world, payout)
    await world.run_jobs()
    assert refused.value.code == "illegal_transition"
    assert len(await world.sandbox.orders()) == 1
    assert await world.states() == {"referrer": "issued"}
    assert (await found(world, payout.id)).state == "issued"
    issued = (await world.snapshots())[-1]
    assert issued.name == "reward-issued"
    assert world.desk.sealer.open(issued.handover.sealed)
    assert await world.balances(world.ana) == {}
    await world.check()


async def test_what_was_refunded_before_the_late_success_is_claimed_back(world: World):
    sale = await approved(world, {"rule": "referrer", "to": "referrer", "give": HALF})
    opened = await open_and_die(world)
    await world.sandbox.fault(kind="reject")
    await world.run_jobs(impatient(world))
    payout = await found(world, opened["id"])
    await world.tell(world.refund(sale, "60.00"))

    await record_news(payout, await thaw(world, payout), world.desk, attempt=1)

    assert await world.states() == {"referrer": "issued"}
    assert await world.balances(world.ana) == {"receivable": 2000}
    await world.check()


@pytest.mark.parametrize(
    "news",
    [
        ORDERED,
        Held(code="funds", reason="", provider_ref="ORDER1"),
        Rejected(final=False, code="key_reused", reason=""),
    ],
    ids=lambda news: type(news).__name__,
)
async def test_what_may_be_out_after_the_refusal_is_never_paid_again(world: World, news: News):
    payout = await refused_with_one_frozen(world)
    await thaw(world, payout)

    after = await record_news(payout, news, world.desk, attempt=1)
    await retry(world, payout)
    await world.run_jobs()

    assert after is not None
    assert after.attention is not None
    assert payout.shown_id in after.attention
    ready, [reason] = world.desk.watch.health.ready()
    assert not ready
    assert "goodword payouts list" in reason
    assert len(await world.rows("select * from payout")) == 1
    assert len(await world.sandbox.orders()) == 1
    assert (await world.snapshots())[-1].reason == "payout_unsettled"
    assert await world.states() == {"referrer": "failed"}
    await world.check()


@pytest.mark.parametrize(
    "news",
    [
        Lost("no answer"),
        Canceled(provider_ref="ORDER1"),
        Rejected(final=True, code="no", reason=""),
        Held(code="funds", reason=""),
    ],
    ids=lambda news: type(news).__name__,
)
async def test_late_news_that_nothing_was_made_troubles_nobody(world: World, news: News):
    payout = await refused_with_one_frozen(world)

    after = await record_news(payout, news, world.desk, attempt=1)

    assert after is not None
    assert (after.state, after.attention) == ("rejected", None)


async def test_the_database_itself_takes_no_second_payout_beside_one_in_doubt(world: World):
    payout = await refused_with_one_frozen(world)
    await record_news(payout, ORDERED, world.desk, attempt=1)

    with pytest.raises(sqlalchemy.exc.IntegrityError, match="payout_open"):
        async with world.db.begin([world.business_id]) as session:
            await add_payouts(session, [another(payout)])


def another(payout: Payout) -> NewPayout:
    return NewPayout(
        business_id=payout.business_id,
        id=ids.new(),
        reward_id=payout.reward_id,
        generation=payout.generation + 1,
        provider=payout.provider,
        idem_key=ids.new(),
        request=b"",
        amount=payout.amount,
        tax_year=2026,
        key_window=timedelta(days=1),
    )


@pytest.mark.parametrize("patient", [True, False])
async def test_a_later_payout_goes_out_no_more_once_the_earlier_may_be_out(
    world: World, patient: bool
):
    desk = world.desk if patient else impatient(world)
    payout = await refused_with_one_frozen(world)
    await retry(world, payout)
    await run_due(world.db, {OPEN_PAYOUT: job_kinds(desk)[OPEN_PAYOUT]})

    await record_news(payout, await thaw(world, payout), world.desk, attempt=1)
    await world.run_jobs(desk)

    first, second = await world.rows("select * from payout order by generation")
    assert (first["state"], first["attention"]) == ("rejected", None)
    assert payout.shown_id in second["attention"]
    assert [order["external_id"] for order in await world.sandbox.orders()] == [
        str(payout.idem_key)
    ]
    assert await world.states() == {"referrer": "issuing"}
    await world.check()


async def test_two_that_are_out_wait_for_a_person_whatever_else_is_heard(world: World):
    payout = await refused_with_one_frozen(world)
    await retry(world, payout)
    await run_due(world.db, {OPEN_PAYOUT: job_kinds(world.desk)[OPEN_PAYOUT]})
    [row] = await world.rows("select * from payout where generation = 2")
    later = await found(world, row["id"])

    await record_news(payout, await thaw(world, payout), world.desk, attempt=1)
    after = await record_news(later, await thaw(world, later), world.desk)

    assert after is not None
    assert after.state == "issued"
    assert payout.shown_id in str(after.attention)
    assert await world.states() == {"referrer": "issued"}
    await world.check()
