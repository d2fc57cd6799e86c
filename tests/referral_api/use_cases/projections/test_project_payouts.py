"""How a reward is handed over is shown as rewards-worker last told of it, whatever came first."""

from itertools import permutations
from uuid import UUID

import pytest
from tests.referral_api.told_rewards import told_reward

from goodword import ids
from goodword.bus import Said
from goodword.events import (
    PayoutChanged,
    RewardAdjusted,
    RewardApproved,
    RewardFailed,
    RewardIssued,
)
from goodword.testing.events import deliver
from referral_api.use_cases.projections.handlers import HANDLERS

FIRST, SECOND = ids.new(), ids.new()


def payout(house, reward_id: UUID, version: int, status: str, **given) -> Said:
    ordinary = {"payout_id": FIRST, "generation": 1, "provider": "sandbox", "provider_ref": None}
    about = {"business_id": house.business_id, "reward_id": reward_id, "version": version}
    return Said(PayoutChanged(status=status, **about, **ordinary | given), version)


def story(house, reward_id: UUID) -> list[Said]:
    """Refused, and in a second payout issued."""
    second = {"payout_id": SECOND, "generation": 2}
    handover = {"by": "provider", "provider": "sandbox", "provider_ref": "G7"}
    rewards = [
        told_reward(house, RewardApproved, 1, reward_id=reward_id),
        told_reward(house, RewardFailed, 4, reward_id=reward_id),
        told_reward(house, RewardIssued, 7, reward_id=reward_id, handover=handover),
    ]
    return [
        *(Said(one, one.version) for one in rewards),
        payout(house, reward_id, 2, "submitting"),
        payout(house, reward_id, 3, "rejected"),
        payout(house, reward_id, 5, "submitting", **second),
        payout(house, reward_id, 6, "issued", provider_ref="G7", **second),
    ]


BOTH = [
    {
        "id": ids.show("pay", FIRST),
        "generation": 1,
        "provider": "sandbox",
        "status": "rejected",
        "provider_ref": None,
    },
    {
        "id": ids.show("pay", SECOND),
        "generation": 2,
        "provider": "sandbox",
        "status": "issued",
        "provider_ref": "G7",
    },
]
ORDERS = [list(order) for order in permutations(range(7))][::331]


async def shown(house, reward_id: UUID):
    answer = await house.get(f"/v1/rewards/{ids.show('rwd', reward_id)}")
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_in_any_order_and_twice_it_ends_the_same(house, referral_db, order):
    reward_id = ids.new()
    said = story(house, reward_id)

    for number in order:
        await deliver(referral_db, HANDLERS, [said[number]])
    await deliver(referral_db, HANDLERS, [said[order[0]], said[order[-1]]])

    answer = await shown(house, reward_id)
    reward = answer.json()
    assert reward["payouts"] == BOTH
    assert (reward["status"], reward["version"]) == ("issued", 7)
    assert (await house.get("/v1/rewards")).json()["data"] == [reward]


async def test_of_many_told_at_once_the_newest_counts(house, referral_db):
    reward_id = ids.new()

    await deliver(referral_db, HANDLERS, list(reversed(story(house, reward_id))))

    assert (await shown(house, reward_id)).json()["payouts"] == BOTH


async def test_a_payout_that_moves_is_another_version_of_its_reward(house, referral_db):
    reward_id = ids.new()
    approved = told_reward(house, RewardApproved, 1, reward_id=reward_id)
    await deliver(referral_db, HANDLERS, [Said(approved, 1)])
    before = await shown(house, reward_id)

    await deliver(referral_db, HANDLERS, [payout(house, reward_id, 2, "held")])

    after = await shown(house, reward_id)
    assert before.json()["payouts"] == []
    assert [one["status"] for one in after.json()["payouts"]] == ["held"]
    assert (before.headers["ETag"], after.headers["ETag"]) == ('"1"', '"2"')
    assert after.json()["version"] == 2
    assert after.json()["updated_at"] >= before.json()["updated_at"]


async def test_payouts_of_other_rewards_are_not_shown(house, referral_db):
    mine, other = ids.new(), ids.new()
    approved = told_reward(house, RewardApproved, 1, reward_id=mine)
    await deliver(referral_db, HANDLERS, [Said(approved, 1), payout(house, other, 2, "held")])

    assert (await shown(house, mine)).json()["payouts"] == []


@pytest.mark.parametrize("status", ["submitting", "accepted", "held", "unknown"])
async def test_a_reward_whose_payout_is_out_is_shown_as_being_handed_over(
    house, referral_db, status
):
    reward_id = ids.new()
    approved = told_reward(house, RewardApproved, 1, reward_id=reward_id)
    assert (await deliver(referral_db, HANDLERS, [Said(approved, 1)])) is not None

    await deliver(referral_db, HANDLERS, [payout(house, reward_id, 2, status)])

    assert (await shown(house, reward_id)).json()["status"] == "issuing"
    found = (await house.get("/v1/rewards", status="issuing")).json()["data"]
    assert [one["id"] for one in found] == [ids.show("rwd", reward_id)]
    assert (await house.get("/v1/rewards", status="approved")).json()["data"] == []


async def test_it_is_never_shown_as_approved_again_before_its_payout_has_ended(house, referral_db):
    reward_id = ids.new()
    approved = told_reward(house, RewardApproved, 1, reward_id=reward_id)
    adjusted = told_reward(house, RewardAdjusted, 2, reward_id=reward_id, status="approved")
    told = [
        payout(house, reward_id, 3, "submitting"),
        Said(approved, 1),
        Said(adjusted, 2),
        Said(approved, 1),
        payout(house, reward_id, 4, "rejected"),
    ]

    seen = []
    for one in told:
        await deliver(referral_db, HANDLERS, [one])
        answer = await house.get(f"/v1/rewards/{ids.show('rwd', reward_id)}")
        seen.append(answer.json().get("status"))
    failed = told_reward(house, RewardFailed, 5, reward_id=reward_id)
    again = told_reward(house, RewardApproved, 6, reward_id=reward_id)
    for snapshot in (failed, again):
        await deliver(referral_db, HANDLERS, [Said(snapshot, snapshot.version)])
        seen.append((await shown(house, reward_id)).json()["status"])

    assert seen == [404, *["issuing"] * 4, "failed", "approved"]


async def test_late_news_of_an_earlier_payout_do_not_show_a_reward_as_being_handed_over(
    house, referral_db
):
    reward_id = ids.new()
    approved = told_reward(house, RewardApproved, 3, reward_id=reward_id)
    await deliver(referral_db, HANDLERS, [payout(house, reward_id, 2, "unknown")])

    await deliver(referral_db, HANDLERS, [Said(approved, 3)])
    await deliver(referral_db, HANDLERS, [payout(house, reward_id, 4, "expired")])

    assert (await shown(house, reward_id)).json()["status"] == "approved"
