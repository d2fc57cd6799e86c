"""R-INC-07: in which order gifts are put before whoever may choose."""

from types import SimpleNamespace

import pytest

from goodword import ids
from goodword.programs import GiftKind
from referral_api.domain.choices import Choice

LADDER = [
    *("restaurant_certificate", "physical_gift", "custom", "gift_card", "service"),
    *("store_credit", "discount_code", "points", "charity_donation", "recognition", "cash"),
]


def choice_of(*kinds: str) -> list[str]:
    """The kinds that are offered, of a reward whose program names them in this order."""
    verdict = {
        "rule": "referrer",
        "beneficiary": ids.show("per", ids.new()),
        "outcome": "earned",
        "amount": None,
        "program_version": 1,
        "checks": [],
        "reasons": [],
        "law": [],
        "to": "referrer",
        "kind": kinds[0],
        "hold_days": 14,
        "options": [{"kind": kind} for kind in kinds],
        "choose_within_days": 30,
    }
    decision = {"decision_decision": None, "decision_status": None, "decision_choice": None}
    row = SimpleNamespace(
        verdict=verdict,
        status="needs_action",
        reason="choice",
        hold_until=None,
        amount_minor=None,
        original_minor=None,
        _mapping=decision,
    )
    return [one.kind.value for one in Choice.of(row).options]


@pytest.mark.parametrize(
    "named",
    [
        ("cash", "recognition", "charity_donation", "store_credit", "restaurant_certificate"),
        ("charity_donation", "cash", "physical_gift"),
        ("cash", "gift_card"),
        tuple(reversed(LADDER)),
    ],
    ids=" ".join,
)
def test_r_inc_07_a_dinner_is_offered_before_things_credit_a_donation_and_money(named):
    assert choice_of(*named) == [kind for kind in LADDER if kind in named]


def test_r_inc_07_every_kind_of_gift_has_its_place():
    assert sorted(LADDER) == sorted(GiftKind)
    assert choice_of(*(kind.value for kind in GiftKind)) == LADDER
