"""A referrer who turned out to be the buyer: what was found, and what comes of it."""

from tests.referral_api.people import ana_joins
from tests.referral_api.routes.referrals.test_explanations import (
    EARNED,
    bought,
    explained,
    rewarded,
)

from goodword import ids
from goodword.events import RewardAdjusted, RewardEarned, RewardIssued, RewardRevoked
from goodword.money import Money
from goodword.testing.events import deliver
from referral_api.use_cases.projections.handlers import HANDLERS

ONESELF = {"code": "self_referral", "required": "two people", "actual": "one person"}
FOUND_OUT = {
    "verdict": EARNED | {"outcome": "denied", "reasons": [ONESELF]},
    "reason": "self_referral",
}
NOTHING = Money(minor=0, currency="USD")
HANDOVER = {"by": "provider", "provider": "sandbox", "provider_ref": "G7"}


async def test_a_reward_that_was_revoked_for_it_says_who_is_one_person(house, referral_db):
    await ana_joins(house)
    sale = await bought(house)
    reward = {"reward_id": ids.new()}
    revoked = rewarded(house, sale, RewardRevoked, 2, **reward, **FOUND_OUT)

    await deliver(
        referral_db, HANDLERS, [rewarded(house, sale, RewardEarned, 1, **reward), revoked]
    )

    told = await explained(house, "referrals", sale["referral_id"])
    assert "it was revoked (the referrer and Ben Buyer are one person)." in told["sentence"]
    assert told["for_referrer"] == "A referral needs to be of somebody else."
    decided, last = (
        one
        for one in told["story"]
        if one["about"] == ids.show("rwd", reward["reward_id"]) and one["verdict"]
    )
    assert (decided["what"], last["what"]) == ("rule_decided", "reward_revoked")
    assert last["verdict"]["reasons"][0]["code"] == "self_referral"


async def test_a_gift_that_is_out_by_then_says_why_it_is_to_be_got_back(house, referral_db):
    await ana_joins(house)
    sale = await bought(house)
    void = {"reward_id": ids.new(), "amount": NOTHING, **FOUND_OUT}
    adjusted = rewarded(house, sale, RewardAdjusted, 2, status="issuing", **void)
    issued = rewarded(house, sale, RewardIssued, 3, handover=HANDOVER, **void)

    await deliver(referral_db, HANDLERS, [adjusted, issued])

    told = await explained(house, "referrals", sale["referral_id"])
    entries = [one["sentence"] for one in told["story"] if one["what"] == "reward_issued"]
    assert entries == [
        "Reward for the referrer (rule referrer), of which nothing is owed any more: "
        "it was handed over by sandbox. "
        "It was $50.00 until it turned out that the referrer and Ben Buyer are one person."
    ]
