"""Points and whole gifts live as money does: the same moves, in a currency of their own."""

import pytest
from tests.rewards_worker.domain.lives import ANA

from goodword.money import Money
from goodword.programs import GiftKind, Option, Remainder
from goodword.programs.evaluation.reasons import Reason, ReasonCode
from rewards_worker.domain.booking import apply, open_reward
from rewards_worker.domain.ledger import balances_of
from rewards_worker.domain.limits import use_of
from rewards_worker.domain.occurrences import (
    HoldEnded,
    PayoutIssued,
    PayoutOpened,
    PayoutReturned,
    SaleChanged,
)
from rewards_worker.domain.reward import RewardAction, RewardState
from rewards_worker.domain.worth import PIECES, POINTS, Counted, left_of, worth, worth_of

NIL = (Reason(ReasonCode.REFUNDED, "a sale above zero", "0"),)


def live(original: Counted, *occurrences):
    step = open_reward(ANA, original, RewardState.PENDING)
    standing, transfers = step.standing, list(step.transfers)
    for occurrence in occurrences:
        step = apply(standing, occurrence)
        standing, transfers = step.standing, transfers + list(step.transfers)
        assert balances_of(transfers) == standing.balances
        currencies = {one.amount.currency for one in transfers}
        currencies |= {one.debit.currency for one in transfers}
        assert currencies == {original.currency}
    return standing


@pytest.mark.parametrize("original", [Counted(250, POINTS), Counted(1, PIECES)])
def test_it_is_held_paid_and_returned_like_money(original):
    issued = live(
        original,
        HoldEnded(1, RewardAction.APPROVE),
        PayoutOpened(1, "ledger"),
        PayoutIssued(1),
    )
    assert issued.balances.handed_over == original.minor

    back = live(
        original,
        HoldEnded(1, RewardAction.APPROVE),
        PayoutOpened(1, "ledger"),
        PayoutIssued(1),
        PayoutReturned(1),
    )
    assert (back.state, back.balances.available) == (RewardState.RETURNED, original.minor)


def test_a_refund_lowers_points_and_claims_what_is_out():
    held = live(Counted(250, POINTS), SaleChanged(2, Counted(100, POINTS)))
    out = live(
        Counted(250, POINTS),
        HoldEnded(1, RewardAction.APPROVE),
        PayoutOpened(1, "ledger"),
        PayoutIssued(1),
        SaleChanged(2, Counted(100, POINTS)),
    )

    assert held.balances.pending == 100
    assert out.recovery == Counted(150, POINTS)


def test_what_is_in_another_currency_is_refused():
    with pytest.raises(ValueError, match="is not between"):
        live(Counted(250, POINTS), SaleChanged(2, Money(minor=1, currency="USD")))


@pytest.mark.parametrize(
    ("gift", "found"),
    [
        ({"kind": "gift_card", "amount": Money(minor=1, currency="USD")}, "USD"),
        ({"kind": "points", "points": 250}, POINTS),
        ({"kind": "discount_code", "percent_off": "10"}, PIECES),
        ({"kind": "discount_code", "amount": Money(minor=500, currency="USD")}, "USD"),
        ({"kind": "custom"}, PIECES),
        ({"kind": "recognition"}, PIECES),
        # A share of what could not be compared is not known.
        ({"kind": "gift_card"}, None),
    ],
)
def test_every_gift_is_counted_in_one_currency(gift, found):
    weighed = worth_of(Option(**gift | {"kind": GiftKind(gift["kind"])}))
    assert (weighed.currency if weighed else None) == found


@pytest.mark.parametrize(
    ("left", "original", "expected"),
    [
        (Remainder(None, 100, None), Counted(250, POINTS), Counted(100, POINTS)),
        (Remainder(None, 0, None, NIL), Counted(250, POINTS), Counted(0, POINTS)),
        (Remainder(None, None, "10"), Counted(1, PIECES), Counted(1, PIECES)),
        (Remainder(None, None, None, NIL), Counted(1, PIECES), Counted(0, PIECES)),
        (
            Remainder(None, None, None, NIL),
            Money(minor=5, currency="USD"),
            Money(minor=0, currency="USD"),
        ),
    ],
)
def test_a_refund_leaves_a_share_of_points_and_all_or_nothing_of_a_gift(left, original, expected):
    assert left_of(left, original) == expected


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        (Option(kind=GiftKind.POINTS, points=250), Counted(250, POINTS)),
        (Option(kind=GiftKind.DISCOUNT_CODE, percent_off="10"), Counted(1, PIECES)),
        (Option(kind=GiftKind.CUSTOM, item="a hamper"), Counted(1, PIECES)),
        (
            Option(kind=GiftKind.GIFT_CARD, amount=Money(minor=5, currency="USD")),
            Money(minor=5, currency="USD"),
        ),
        (Option(kind=GiftKind.GIFT_CARD), None),
    ],
)
def test_what_is_given_is_counted_in_money_in_points_or_as_one_gift(given, counted):
    assert worth_of(given) == counted


def test_limits_count_points_as_points_and_a_gift_as_one_reward():
    points = live(Counted(250, POINTS))
    piece = live(Counted(1, PIECES))

    assert (use_of(points).points, use_of(points).minor) == (250, 0)
    assert (use_of(piece).count, use_of(piece).minor) == (1, 0)
    assert worth(5, "USD") == Money(minor=5, currency="USD")
