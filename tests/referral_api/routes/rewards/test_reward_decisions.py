"""Deciding about rewards over HTTP: said, then applied or refused by the worker."""

from typing import Any

import pytest
from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.said import said
from tests.referral_api.told_rewards import told_reward

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.events import (
    RewardApproved,
    RewardDecided,
    RewardDecisionRefused,
    RewardEarned,
)
from goodword.testing.events import deliver
from referral_api.use_cases.projections.handlers import HANDLERS


@pytest.fixture
async def reward(house: House, referral_db: Database) -> Any:
    """A reward of the house, pending."""
    event = told_reward(house, RewardEarned, 1)
    await deliver(referral_db, HANDLERS, [Said(event, 1)])
    return event


def path(reward: Any, decision: str = "") -> str:
    return f"/v1/rewards/{ids.show('rwd', reward.reward_id)}/{decision}".rstrip("/")


@pytest.mark.parametrize("decision", ["approve", "deny", "retry", "revoke", "recover"])
async def test_a_decision_is_said_with_who_decided_and_without_their_words(
    house: House, referral_db: Database, reward: Any, decision: str
):
    answer = await house.post(path(reward, decision), {"reason": "Ben told me"})

    assert answer.status_code == 202, answer.text
    [told] = await said(referral_db, RewardDecided)
    assert (told.decision, told.choice, told.reason) == (decision, None, None)
    assert told.actor.startswith("key_")
    body = answer.json()
    assert body["id"].startswith("evt_")
    assert (body["decision"], body["status"], body["reason"]) == (decision, "said", "Ben told me")
    assert (await house.get(path(reward))).json()["last_decision"] == body


async def test_a_choice_names_the_gift(house: House, referral_db: Database, reward: Any):
    answer = await house.post(path(reward, "choose"), {"choice": "cash"})

    assert answer.status_code == 202, answer.text
    [told] = await said(referral_db, RewardDecided)
    assert (told.decision, told.choice) == ("choose", "cash")
    assert (await house.post(path(reward, "choose"), {"choice": "car"})).status_code == 422
    assert (await house.post(path(reward, "choose"))).status_code == 422


async def test_the_reward_shows_a_decision_that_was_refused(
    house: House, referral_db: Database, reward: Any
):
    made = (await house.post(path(reward, "retry"))).json()
    refused = RewardDecisionRefused(
        business_id=house.business_id,
        reward_id=reward.reward_id,
        decided=ids.read("evt", made["id"]),
        decision="retry",
        current="pending",
        allowed=("approve", "deny", "revoke"),
        reason="illegal_transition",
    )
    await deliver(referral_db, HANDLERS, [Said(refused, 2)])

    shown = (await house.get(path(reward))).json()
    last = shown["last_decision"]
    assert (last["id"], last["status"]) == (made["id"], "refused")
    assert (last["current"], last["allowed"]) == ("pending", ["approve", "deny", "revoke"])
    assert last["refusal"] == "illegal_transition"
    assert last["detail"] == (
        "A reward that is pending takes no retry. Now you may approve or deny or revoke it."
    )
    assert shown["status"] == "pending"


async def test_a_refusal_says_what_to_do_instead(house: House, referral_db: Database, reward: Any):
    made = (await house.post(path(reward, "revoke"))).json()
    assert made["detail"] is None
    refused = RewardDecisionRefused(
        business_id=house.business_id,
        reward_id=reward.reward_id,
        decided=ids.read("evt", made["id"]),
        decision="revoke",
        current="issuing",
        reason="illegal_transition",
    )
    await deliver(referral_db, HANDLERS, [Said(refused, 2)])

    last = (await house.get(path(reward))).json()["last_decision"]
    assert (last["current"], last["allowed"]) == ("issuing", [])
    assert last["detail"].startswith("It is being handed over, and may be out already")
    assert "cancel the gift at its provider" in last["detail"]


async def test_the_reward_shows_a_decision_that_was_applied(
    house: House, referral_db: Database, reward: Any
):
    made = (await house.post(path(reward, "approve"))).json()
    decided = ids.read("evt", made["id"])
    approved = told_reward(house, RewardApproved, 2, reward_id=reward.reward_id, decided=decided)
    await deliver(referral_db, HANDLERS, [Said(approved, 2)])

    shown = (await house.get(path(reward))).json()
    assert (shown["status"], shown["last_decision"]["status"]) == ("approved", "applied")


async def test_decisions_about_one_reward_are_counted_by_this_service(
    house: House, referral_db: Database, reward: Any
):
    for decision in ("deny", "approve", "approve"):
        await house.post(path(reward, decision))

    told = await said(referral_db, RewardDecided)  # which checks that they are counted gaplessly
    assert [each.decision for each in told] == ["deny", "approve", "approve"]


async def test_a_repeat_with_the_same_key_is_one_decision(
    house: House, referral_db: Database, reward: Any
):
    for _ in range(2):
        answer = await house.post(path(reward, "approve"), headers={"Idempotency-Key": "one"})
        assert answer.status_code == 202

    assert len(await said(referral_db, RewardDecided)) == 1


async def test_nobody_decides_about_another_businesss_reward(
    open_house: OpenHouse, referral_db: Database, reward: Any
):
    other = await open_house()

    answers = [await other.post(path(reward, name)) for name in ("approve", "deny")]

    assert [each.status_code for each in answers] == [404, 404]
    assert not await said(referral_db, RewardDecided)


async def test_deciding_needs_the_scope_to_operate(house: House, reward: Any):
    made = await house.post("/v1/api_keys", {"name": "writer", "scopes": ["read", "write"]})
    token = made.json()["secret"] if "secret" in made.json() else made.json()["key"]

    answer = await house.post(path(reward, "approve"), headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 403
    assert answer.json()["code"] == "missing_scope"
