"""Gifts from somebody's favourite restaurant, and to their favourite charity."""

from typing import Any

import orjson
import pytest
from tests.rewards_worker.use_cases.payouts import opened
from tests.rewards_worker.use_cases.test_by_hand import done, once, tasks
from tests.rewards_worker.use_cases.test_decide_rewards import decided
from tests.rewards_worker.world import World

from goodword import ids
from goodword.bus import Said
from goodword.events import DonationMade, PersonErased
from goodword.testing.events import events_of
from goodword.testing.jobs import run_due
from rewards_worker.main import job_kinds
from rewards_worker.use_cases.rewards.timers import RELEASE

DINNER = {"kind": "restaurant_certificate", "amount": {"fixed": "50.00"}, "where": "favourite"}
DONATION = {"kind": "charity_donation", "amount": {"fixed": "50.00"}, "where": "favourite"}
FAVOURITES = {"restaurant": "Da Gino", "charity": "City Shelter"}


def rule(give: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"rule": "referrer", "to": "referrer", "give": give, **more}


async def owed(world: World, *rules: dict[str, Any], **ana: Any) -> None:
    """Ana is owed what the rules give, whatever is known of her."""
    await world.begin(*rules, hold_days=0)
    await world.tell(world.person(world.ana, "Ana", **{"favourites": FAVOURITES, **ana}))
    await world.tell(world.sale("100.00"))


async def donations(world: World) -> list[DonationMade]:
    events = [one.event for one in await events_of(world.db)]
    return [one for one in events if isinstance(one, DonationMade)]


async def test_a_donation_goes_to_the_favourite_charity_with_a_receipt(world: World):
    await owed(world, rule(DONATION))

    await world.run_jobs()

    [order] = await world.sandbox.orders()
    [made] = await donations(world)
    assert made.amount.minor == 5000
    assert made.receipt_ref == order["rewards"][0]["receipt"]["number"]
    assert made.charity_registration == order["rewards"][0]["receipt"]["registration"]
    last = (await world.snapshots())[-1]
    assert (last.name, last.handover.by, last.handover.sealed) == ("reward-issued", "us", None)
    assert await world.states() == {"referrer": "issued"}
    await world.check()


async def test_what_is_told_of_a_donation_names_no_favourite(world: World):
    await owed(world, rule(DONATION))

    await world.run_jobs()

    events = [one.event for one in await events_of(world.db)]
    told = b" ".join(orjson.dumps(one.model_dump(mode="json")) for one in events)
    assert b"City Shelter" not in told


async def test_a_favourite_is_frozen_when_the_payout_is_opened(world: World):
    """Whoever likes another one now gets what was asked for then."""
    await owed(world, rule(DONATION))
    await run_due(world.db, {RELEASE: job_kinds(world.desk)[RELEASE]})
    await opened(world)

    await world.tell(world.person(world.ana, "Ana", favourites={"charity": "Another"}))
    await world.run_jobs()

    [payout] = await world.rows("select request from payout")
    assert orjson.loads(payout["request"])["reward"]["charity"] == "City Shelter"


@pytest.mark.parametrize("where", ["favourite", None], ids=["favourite", "unsaid"])
async def test_a_donation_waits_until_a_favourite_is_known(world: World, where: str | None):
    await owed(world, rule(DONATION | {"where": where}), favourites={"restaurant": "Da Gino"})

    await world.run_jobs()

    [reward] = await world.rows("select * from reward")
    assert (reward["state"], reward["reason"]) == ("needs_action", "favourite_unknown")
    assert await world.sandbox.orders() == []
    assert await donations(world) == []

    await world.tell(world.person(world.ana, "Ana", favourites=FAVOURITES))
    await world.run_jobs()

    [payout] = await world.rows("select request from payout")
    assert orjson.loads(payout["request"])["reward"]["charity"] == "City Shelter"
    assert await world.states() == {"referrer": "issued"}
    await world.check()


async def test_a_donation_that_was_chosen_goes_to_the_favourite_or_says_what_lacks(world: World):
    card = {"kind": "gift_card", "amount": {"fixed": "50.00"}}
    donation = {key: DONATION[key] for key in ("kind", "amount")}
    await owed(world, rule({"choose": [donation, card]}), favourites={})
    await world.run_jobs()
    before = await world.rows("select state, reason from reward")

    await world.tell(await decided(world, "choose", choice="charity_donation"))
    await world.run_jobs()
    chosen = await world.rows("select state, reason from reward")
    await world.tell(world.person(world.ana, "Ana", favourites=FAVOURITES))
    await world.run_jobs()

    assert [tuple(one) for one in before] == [("needs_action", "choice")]
    assert [tuple(one) for one in chosen] == [("in_review", "favourite_unknown")]
    assert await world.states() == {"referrer": "issued"}
    [made] = await donations(world)
    assert made.amount.minor == 5000


async def test_a_certificate_of_a_favourite_restaurant_is_a_task_with_a_number_as_proof(
    world: World,
):
    world.mode = "live"
    await owed(world, rule(DINNER))
    await once(world)

    [task] = await tasks(world)
    await world.tell(done(world, task))
    await world.run_jobs()

    [reward] = await world.rows("select * from reward")
    assert (task.kind, task.proof) == ("hand_over_reward", "reference")
    assert task.subjects == (ids.show("rwd", reward["id"]), ids.show("per", world.ana))
    assert reward["state"] == "issued"
    assert await donations(world) == []


async def test_a_donation_by_hand_has_its_task_as_the_receipt(world: World):
    world.mode = "live"
    await owed(world, rule(DONATION))
    await once(world)
    [task] = await tasks(world)
    before = await donations(world)

    await world.tell(done(world, task))
    await world.run_jobs()

    [made] = await donations(world)
    assert before == []
    assert (made.provider, made.receipt_ref, made.charity_registration) == (
        "manual",
        ids.show("tsk", task.task_id),
        None,
    )
    await world.check()


async def test_the_erased_leave_no_favourite(world: World):
    await owed(world, rule(DONATION))
    known = await world.rows("select favourite_restaurant, favourite_charity from person")

    erased = PersonErased(business_id=world.business_id, person_id=world.ana, version=99)
    await world.tell(Said(erased, 99))

    assert ("Da Gino", "City Shelter") in [tuple(row) for row in known]
    left = await world.rows("select favourite_restaurant, favourite_charity from person")
    assert {tuple(row) for row in left} == {(None, None)}


@pytest.mark.parametrize(
    ("accepts", "kind", "states"),
    [
        ("anything", "restaurant_certificate", {"referrer": "approved"}),
        ("donation_only", "charity_donation", {"referrer": "approved"}),
        ("nothing", "restaurant_certificate", {"referrer": "denied"}),
    ],
)
async def test_who_accepts_donations_only_gets_the_one_that_is_given_instead(
    world: World, accepts: str, kind: str, states: dict[str, str]
):
    await owed(world, rule(DINNER, instead=DONATION), accepts=accepts)

    await run_due(world.db, {RELEASE: job_kinds(world.desk)[RELEASE]})

    [reward] = await world.rows("select * from reward")
    assert (reward["kind"], await world.states()) == (kind, states)
    codes = [one["code"] for one in orjson.loads(reward["verdict"])["reasons"]]
    assert codes == (["cannot_accept", "cannot_accept"] if accepts == "nothing" else [])


async def test_a_thank_you_card_is_a_task_told_in_words_and_needs_no_address(world: World):
    await owed(world, rule({"kind": "recognition"}), emails=())
    await once(world)

    [task] = await tasks(world)
    await world.tell(done(world, task))
    await world.run_jobs()

    assert (task.kind, task.proof) == ("hand_over_reward", "text")
    assert await world.states() == {"referrer": "issued"}
    assert await donations(world) == []
    await world.check()
