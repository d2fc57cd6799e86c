"""Sales and refunds are told as a careful person would: nothing, all, and in every currency."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from goodword import ids
from goodword.money import Money
from goodword.programs import Names
from referral_api.domain.explaining.rewards import ToldReward, is_nothing, worth
from referral_api.domain.explaining.sales import bought, bought_in_all, only_tests, told_refunds
from referral_api.domain.sales.part_payment import PartPayment

BEN = Names(prospect="Ben Buyer", referrer="Ana")
NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


def sale(net=7990, back=0, *, gross=9130, currency="USD", test=False):
    return SimpleNamespace(
        id=ids.new(),
        net_minor=net,
        gross_minor=gross,
        refunded_minor=back,
        currency=currency,
        test=test,
    )


def refund(amount, status="succeeded", external_id="r1"):
    return SimpleNamespace(
        amount_minor=amount, status=status, external_id=external_id, occurred_at=NOON
    )


def told(of, *refunds):
    return [entry.sentence for entry in told_refunds(refunds, of)]


@pytest.mark.parametrize(
    ("of", "sentence"),
    [
        (sale(), "Ben Buyer bought for $79.90"),
        (sale(back=2000), "Ben Buyer bought for $59.90 after refunds"),
        (sale(back=7990), "Ben Buyer bought for $79.90, and all of it was refunded"),
        (
            sale(7990, 7990, currency="JPY"),
            "Ben Buyer bought for ¥7,990, and all of it was refunded",
        ),
        (sale(79905, 79904, currency="KWD"), "Ben Buyer bought for KWD\xa00.001 after refunds"),
        (sale(0), "Ben Buyer paid $91.30, none of it for goods that count"),
        (sale(0, gross=0), "Ben Buyer placed an order that cost nothing"),
        (sale(test=True), "Ben Buyer placed a test order for $79.90"),
    ],
)
def test_a_purchase_is_told_by_what_is_left_of_it(of, sentence):
    assert bought(of, BEN) == sentence


def test_several_purchases_are_counted_and_test_orders_are_none():
    assert bought_in_all([sale(), sale(500, currency="JPY")], BEN) == (
        "Ben Buyer bought for ¥500, the last of 2 purchases."
    )
    assert only_tests([sale(test=True)]) == (
        "A test order for $79.90 came of it, and test orders never earn."
    )
    assert only_tests([sale(test=True)] * 2) == (
        "2 test orders came of it, and test orders never earn."
    )


@pytest.mark.parametrize(
    ("refunds", "sentences"),
    [
        ([refund(2000)], ["$20.00 of the sale went back to the buyer."]),
        ([refund(7990)], ["All of the sale, $79.90, went back to the buyer."]),
        ([refund(0)], ["A refund that takes nothing off the sale was made."]),
        ([refund(0, "pending")], ["A refund that takes nothing off the sale was begun."]),
        (
            [refund(1, "pending")],
            ["A refund of $0.01 was begun, and counts once it has gone through."],
        ),
        ([refund(1, "failed")], ["A refund of $0.01 failed, and counts no more."]),
        (
            [refund(7000), refund(2000, external_id="r2"), refund(1, external_id="r3")],
            [
                "$70.00 of the sale went back to the buyer.",
                "$20.00 of the sale went back to the buyer. "
                "No more than $9.90 of it counts: so much was left.",
                "$0.01 of the sale went back to the buyer. "
                "It counts for nothing, since nothing of the sale was left.",
            ],
        ),
        (
            [refund(7990, external_id="cancelled"), refund(2000)],
            [
                "The order was cancelled, and what was left of the sale, $59.90, went back.",
                "$20.00 of the sale went back to the buyer.",
            ],
        ),
        (
            [refund(7990), refund(7990, external_id="cancelled")],
            [
                "All of the sale, $79.90, went back to the buyer.",
                "The order was cancelled, when nothing of the sale was left.",
            ],
        ),
    ],
)
def test_refunds_are_told_with_what_of_them_counts(refunds, sentences):
    assert told(sale(), *refunds) == sentences


@pytest.mark.parametrize(
    ("amount", "points", "kind", "said"),
    [
        (Money(minor=5000, currency="USD"), None, "gift_card", "$50.00"),
        (Money(minor=5000, currency="JPY"), None, "gift_card", "¥5,000"),
        (Money(minor=5, currency="KWD"), None, "cash", "KWD\xa00.005"),
        (None, 1, "points", "1 point"),
        (None, 20, "points", "20 points"),
        (None, None, "gift_card", "a gift card"),
        (None, None, "store_credit", "store credit"),
    ],
)
def test_a_gift_is_told_by_its_worth(amount, points, kind, said):
    assert worth(amount, points, None, kind) == said


def test_a_reward_of_which_nothing_is_left_is_told_without_an_amount():
    none = Money(minor=0, currency="USD")
    reward = ToldReward(
        id="rwd_1",
        status="revoked",
        to="referrer",
        rule="both",
        worth=worth(none, None, None, "gift_card"),
        original="$50.00",
        program_version=1,
        reason="refunded",
        hold_until=None,
        provider=None,
        verdict=None,
        at=NOON,
        is_nothing=is_nothing(none, None),
    )

    assert reward.standing(BEN) == (
        "Reward for the referrer (rule both), of which nothing is owed any more: "
        "it was revoked (refunded)."
    )


@pytest.mark.parametrize(
    ("paid", "cancelled", "said"),
    [
        (0, False, "Nothing of 91.30 USD is paid yet: it counts when all of it is."),
        (1, False, "Of 91.30 USD, 0.01 is paid: it counts when all of it is."),
        (0, True, "The order was cancelled before anything of 91.30 USD was paid."),
        (1, True, "The order was cancelled when 0.01 of 91.30 USD was paid."),
    ],
)
def test_a_part_payment_is_told_by_what_was_paid(paid, cancelled, said):
    part = PartPayment(
        source="till",
        external_id="1",
        reported_at=NOON,
        gross=Money(minor=9130, currency="USD"),
        paid=Money(minor=paid, currency="USD"),
        cancelled=cancelled,
    )

    assert part.sentence == said
