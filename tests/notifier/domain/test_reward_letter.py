from datetime import UTC, datetime
from typing import Any

import pytest

from goodword import ids
from goodword.events import Handover, RewardBalances, RewardIssued, RewardNeedsAction
from goodword.money import Money
from notifier.domain.reward_letter import RewardFacts, of_issued, of_needs_action


def snapshot(**more: Any) -> dict[str, Any]:
    return {
        "business_id": ids.new(),
        "reward_id": ids.new(),
        "version": 3,
        "status": "issued",
        "beneficiary_id": ids.new(),
        "to": "referrer",
        "kind": "gift_card",
        "amount": Money(minor=3748, currency="USD"),
        "original": Money(minor=5000, currency="USD"),
        "referral_id": ids.new(),
        "sale_id": ids.new(),
        "program_id": ids.new(),
        "program_version": 1,
        "rule": "referrer",
        "verdict": {"sale": "79.90 USD"},
        "earned_at": datetime(2026, 3, 1, tzinfo=UTC),
        **more,
    }


def issued(by: str = "us", **more: Any) -> RewardIssued:
    handover = Handover(by=by, provider="gift_bit", provider_ref="ORDER-1", sealed="sealed")
    return RewardIssued(**snapshot(handover=handover, **more))


def test_a_thank_you_knows_the_gift_and_nothing_of_the_sale() -> None:
    assert of_issued(issued()) == RewardFacts(
        side="referrer",
        gift="gift_card",
        amount=Money(minor=3748, currency="USD"),
        sealed="sealed",
    )


def test_a_thank_you_tells_what_was_really_handed_over() -> None:
    facts = of_issued(issued(balances=RewardBalances(available=748, handed_over=3000)))

    assert facts is not None
    assert facts.amount == Money(minor=3000, currency="USD")


def test_a_provider_that_hands_over_itself_is_named() -> None:
    facts = of_issued(issued(by="provider"))

    assert facts is not None
    assert facts.provider == "Gift Bit"


@pytest.mark.parametrize(
    ("to", "side"), [("referrer", "referrer"), ("partner", "referrer"), ("prospect", "prospect")]
)
def test_whoever_recommends_is_thanked_and_whoever_comes_is_welcomed(to: str, side: str) -> None:
    facts = of_issued(issued(to=to))

    assert facts is not None
    assert facts.side == side


def test_a_rep_gets_no_letter_written_for_others() -> None:
    assert of_issued(issued(to="rep")) is None


@pytest.mark.parametrize("reason", ["choice", "address", "tax_form"])
def test_a_beneficiary_is_asked_for_what_only_they_can_give(reason: str) -> None:
    facts = of_needs_action(RewardNeedsAction(**snapshot(status="needs_action", reason=reason)))

    assert facts is not None
    assert facts.needed == reason


@pytest.mark.parametrize("reason", ["no_provider", None])
def test_a_beneficiary_is_not_bothered_with_what_the_business_lacks(reason: str | None) -> None:
    reward = RewardNeedsAction(**snapshot(status="needs_action", reason=reason))

    assert of_needs_action(reward) is None
