"""Donations that were made in somebody's name, and gifts that a person is to hand over."""

from typing import Any

import pytest
from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.tasks import a_task
from tests.referral_api.told_rewards import R, told_reward

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.events import DonationMade, RewardApproved, RewardIssued
from goodword.money import Money
from goodword.testing.events import deliver
from referral_api.main import HANDLERS

FAVOURITES = {"favourite_restaurant": "Da Gino", "favourite_charity": "City Shelter"}
HANDOVER = {"by": "us", "provider": "change", "provider_ref": "d_1"}


async def client_of(house: House) -> str:
    """Ana, who has told her favourites."""
    asked = {"emails": ["ana@example.com"], "preferences": FAVOURITES}
    made = await house.post("/v1/people", asked)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def of_kind(kind: str, reward: R) -> R:
    return reward.model_copy(update={"kind": kind})


def donation(house: House, reward: RewardIssued, **changes: Any) -> Said:
    ordinary = {
        "business_id": house.business_id,
        "reward_id": reward.reward_id,
        "payout_id": ids.new(),
        "provider": "change",
        "amount": Money(minor=5000, currency="USD"),
        "charity_registration": "52-1043444",
        "receipt_ref": "d_1",
    }
    return Said(DonationMade(**ordinary | changes), 2)


async def test_a_donation_is_shown_on_its_reward_and_in_the_feed(
    house: House, referral_db: Database
):
    reward = of_kind("charity_donation", told_reward(house, RewardIssued, 1, handover=HANDOVER))
    made = donation(house, reward)

    await deliver(referral_db, HANDLERS, [Said(reward, 1), made])
    await deliver(referral_db, HANDLERS, [made])

    [shown] = (await house.get(f"/v1/rewards/{reward.subject}")).json()["donations"]
    feed = (await house.get("/v1/events")).json()["data"]
    assert shown.pop("made_at") is not None
    assert shown == {
        "payout_id": ids.show("pay", made.event.payout_id),
        "provider": "change",
        "amount": {"minor": 5000, "currency": "USD"},
        "charity_registration": "52-1043444",
        "receipt_ref": "d_1",
    }
    assert [one["type"] for one in feed].count("donation_made") >= 1


async def test_a_donation_that_is_told_before_its_reward_is_kept(
    house: House, referral_db: Database
):
    reward = of_kind("charity_donation", told_reward(house, RewardIssued, 1, handover=HANDOVER))

    await deliver(referral_db, HANDLERS, [donation(house, reward)])
    await deliver(referral_db, HANDLERS, [Said(reward, 1)])

    shown = (await house.get("/v1/rewards")).json()["data"]
    assert [len(one["donations"]) for one in shown] == [1]


@pytest.mark.parametrize(
    ("kind", "where", "shown"),
    [
        ("restaurant_certificate", "favourite", "Da Gino"),
        ("charity_donation", "favourite", "City Shelter"),
        ("restaurant_certificate", "Trattoria Roma", "Trattoria Roma"),
        ("gift_card", None, None),
    ],
)
async def test_a_task_names_the_gift_and_where_it_is_from(
    house: House, referral_db: Database, kind: str, where: str | None, shown: str | None
):
    ana = await client_of(house)
    verdict = {"where": where} if where else {}
    beneficiary = {"beneficiary_id": ids.read("per", ana), "verdict": verdict}
    reward = of_kind(kind, told_reward(house, RewardApproved, 1, **beneficiary))
    await deliver(referral_db, HANDLERS, [Said(reward, 1)])
    task = await a_task(house, referral_db, subjects=(reward.subject, ana))

    alone = (await house.get(f"/v1/tasks/{task}")).json()["gift"]
    [listed] = (await house.get("/v1/tasks")).json()["data"]

    assert alone == {
        "kind": kind,
        "amount": {"minor": 5000, "currency": "USD"},
        "points": None,
        "percent_off": None,
        "item": None,
        "where": shown,
        "to": "referrer",
        "beneficiary_id": ana,
    }
    assert listed["gift"] == alone


async def test_a_task_names_no_favourite_of_somebody_who_is_erased(
    house: House, referral_db: Database
):
    ana = await client_of(house)
    beneficiary = {"beneficiary_id": ids.read("per", ana), "verdict": {"where": "favourite"}}
    told = told_reward(house, RewardApproved, 1, **beneficiary)
    reward = of_kind("restaurant_certificate", told)
    await deliver(referral_db, HANDLERS, [Said(reward, 1)])
    task = await a_task(house, referral_db, subjects=(reward.subject, ana))

    assert (await house.post(f"/v1/people/{ana}/erase")).status_code in (200, 202)

    assert (await house.get(f"/v1/tasks/{task}")).json()["gift"]["where"] is None


async def test_a_task_shows_no_gift_of_another_business(
    house: House, open_house: OpenHouse, referral_db: Database
):
    other = await open_house(slug="other")
    reward = told_reward(other, RewardApproved, 1)
    await deliver(referral_db, HANDLERS, [Said(reward, 1)])
    task = await a_task(house, referral_db, subjects=(reward.subject,))

    assert (await house.get(f"/v1/tasks/{task}")).json()["gift"] is None
