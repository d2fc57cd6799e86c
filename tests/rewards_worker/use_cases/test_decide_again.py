"""What held a reward in review has changed: it is decided again."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.rewards_worker.use_cases.test_decide_rewards import decided
from tests.rewards_worker.world import CARD, World

from goodword import ids
from goodword.bus import Said
from goodword.events import ParticipantChanged, SaleClosed

ONE = {"rule": "referrer", "to": "referrer", "give": CARD}


async def held(world: World, **document: Any) -> Said:
    """A sale of 100.00 at a pension fund, whose reward the law holds."""
    await world.begin(document.pop("rule", ONE), **document)
    await world.tell(world.business(industry="pension fund"))
    sale = world.sale("100.00")
    await world.tell(sale)
    assert await world.states() == {"referrer": "in_review"}
    return sale


async def test_what_the_law_no_longer_holds_waits_out_its_hold(world: World):
    await held(world)

    await world.tell(world.business(industry="retail"))
    await world.run_jobs()

    [row] = await world.rows("select state, reason, hold_until - earned_at as hold from reward")
    assert (row["state"], row["reason"], row["hold"].days) == ("pending", None, 30)
    assert (await world.snapshots())[-1].verdict["outcome"] == "earned"
    assert await world.balances(world.ana) == {"pending": 5000}
    await world.check()
    await world.advance(31)
    await world.tell(world.business(industry="retail", clock_offset_s=world.offset_s))
    await world.run_jobs()
    assert await world.states() == {"referrer": "issued"}
    await world.check()


async def test_what_the_law_still_holds_stays_as_it_is(world: World):
    await held(world)
    before = await world.facts()

    await world.tell(world.business(industry="bank"))
    await world.run_jobs()

    assert await world.facts() == before
    assert await world.states() == {"referrer": "in_review"}


async def test_a_limit_holds_also_for_what_is_decided_again(world: World):
    limit = {"per": "program", "in": "lifetime", "count": 1, "amount": "50.00"}
    await held(world, rule=ONE | {"limits": [limit]})
    await world.tell(world.sale("100.00"))

    await world.tell(world.business(industry="retail"))
    await world.run_jobs()

    rows = await world.rows("select state from reward order by earned_at")
    assert [row["state"] for row in rows] == ["pending", "denied"]
    await world.check()


async def test_what_was_refunded_meanwhile_is_what_is_left(world: World):
    sale = await held(world)
    await world.tell(world.refund(sale, "50.00"))

    await world.tell(world.business(industry="retail"))
    await world.run_jobs()

    assert await world.balances(world.ana) == {"pending": 2500}
    await world.check()


async def test_what_a_person_denied_meanwhile_stays_denied(world: World):
    await held(world)
    await world.tell(await decided(world, "deny"))

    await world.tell(world.business(industry="retail"))
    await world.run_jobs()

    assert await world.states() == {"referrer": "denied"}


@pytest.mark.parametrize("whose", ["ana", "ben"])
async def test_terms_that_arrive_let_an_introduction_earn(world: World, whose: str):
    await world.begin(ONE, kind="active_intro")
    sale = world.sale("100.00")
    closed = sale.event
    assert isinstance(closed, SaleClosed)
    assert closed.referral is not None
    introduced = closed.referral.model_copy(
        update={
            "referral_class": "active_referral",
            "channel": "named",
            "introduced_at": closed.closed_at,
        }
    )
    await world.tell(Said(closed.model_copy(update={"referral": introduced}), 1))
    [row] = await world.rows("select state, reason from reward")
    assert tuple(row) == ("in_review", "terms_not_sent")

    await world.tell(participant(world, getattr(world, whose)))
    await world.run_jobs()

    assert await world.states() == {"referrer": "pending" if whose == "ana" else "in_review"}
    await world.check()


def participant(world: World, person_id: Any) -> Said:
    now = datetime(2026, 5, 12, tzinfo=UTC)
    return Said(
        ParticipantChanged(
            business_id=world.business_id,
            participant_id=ids.new(),
            person_id=person_id,
            program_id=world.program_id,
            version=2,
            program_version=1,
            code="ANA20",
            link="https://goodword.example/r/shop/ANA20",
            status="active",
            joined_at=now,
            terms_sent_at=now,
        ),
        2,
    )


async def test_who_was_lost_before_the_payout_gets_it_once_they_can_be_reached(world: World):
    await world.begin(ONE, hold_days=0)
    await world.tell(world.sale("100.00"))
    await world.tell(await decided(world, "approve"))
    await world.tell(world.person(world.ana, "Ana", emails=()))
    await world.run_jobs()
    [row] = await world.rows("select state, reason from reward")
    assert tuple(row) == ("in_review", "no_contact_way")

    await world.tell(world.person(world.ana, "Ana"))
    await world.run_jobs()

    assert await world.states() == {"referrer": "issued"}
    await world.check()
