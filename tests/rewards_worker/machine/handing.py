"""What the model says comes of what is owed once workers work: opened, sent, asked about."""

from collections.abc import Iterator

from tests.rewards_worker.machine.model import Model
from tests.rewards_worker.machine.rewards import OPEN, Payout, Reward

SANDBOX, MANUAL, LEDGER = "sandbox", "manual", "ledger"
BY_HAND = ("physical_gift", "service")
MINTED = ("points", "store_credit", "discount_code")
REFUSING = {"failed": "rejected", "canceled": "canceled", "returned": "canceled"}
WORDS = {"open": "accepted", "held": "held"} | REFUSING
FURTHER = {
    "issued": ("delivered", "delivery_failed", "redeemed", "returned", "expired"),
    "delivered": ("redeemed", "returned", "expired"),
    "delivery_failed": ("delivered", "redeemed", "returned", "expired"),
    "expired": ("returned",),
}
LASTING = ("drop_before", "rate_limited", "insufficient_funds", "fate")
"""Faults that last for as long as workers work; the others meet the first try of each order."""


def payouts(model: Model) -> Iterator[tuple[Reward, Payout]]:
    for one in model.rewards.values():
        for payout in one.payouts:
            yield one, payout


def open_due(model: Model) -> bool:
    """Reserve what is available; whether anything came of it."""
    due = [
        one
        for one in model.rewards.values()
        if one.state == "approved" and model.today >= one.open_on
    ]
    lacks_funds = any(
        (payout.state, payout.word, payout.provider) == ("held", None, SANDBOX)
        for _, payout in payouts(model)
    )
    for one in due:
        _open(model, one, lacks_funds)
    return bool(due)


def _open(model: Model, one: Reward, lacks_funds: bool) -> None:
    if model.person(one.who).erased:
        one.go("revoked", "erased")
    elif model.is_for_oneself(one):
        one.go("revoked", "self_referral")
    elif not model.law_is_known:
        one.hold_for_law()
    elif model.misses_address(one):
        one.go("in_review", "no_contact_way")
    else:
        kind = one.gift.kind
        provider = MANUAL if kind in BY_HAND else LEDGER if kind in MINTED else SANDBOX
        if provider == SANDBOX and lacks_funds:
            one.open_on = model.today + 1
            return
        one.payouts.append(Payout(one.waiting, provider))
        one.go("issuing")
        if provider == SANDBOX and model.survey_on is None:
            model.survey_on = model.today + 1


def recall(model: Model) -> bool:
    """A person is asked for no more than is owed by now."""
    recalled = [one for one in model.rewards.values() if one.is_recalled]
    for one in recalled:
        one.is_recalled = False
        if one.receivable and one.payout.state == "accepted":
            one.payout.state = "canceled"
            one.go("approved")
            one.revoke_nothing()
    return bool(recalled)


def send(model: Model, fault: str | None, tried: set[int]) -> None:
    """What was opened and what nobody knows the end of goes out, and is asked about."""
    for one, payout in list(payouts(model)):
        if payout.state in OPEN:
            _send(one, payout, fault, tried)


def _send(one: Reward, payout: Payout, fault: str | None, tried: set[int]) -> None:
    if payout.provider == LEDGER:
        hear(one, payout, "issued")
    elif payout.provider == MANUAL:
        payout.state = "accepted"
    elif payout.word is not None:
        hear(one, payout, payout.word)
    else:
        meets = fault if fault in LASTING or id(payout) not in tried else None
        tried.add(id(payout))
        _order(one, payout, meets)


def _order(one: Reward, payout: Payout, fault: str | None) -> None:
    if fault in ("drop_before", "rate_limited"):
        return
    if fault == "insufficient_funds":
        payout.state = "held"
    elif fault == "reject":
        payout.state = "rejected"
        one.go("failed")
        one.revoke_nothing()
    else:
        payout.word = "open" if fault == "fate" else "issued"
        hear(one, payout, payout.word)


def hear(one: Reward, payout: Payout, word: str) -> None:
    """What the provider says of its order; what lags behind says nothing."""
    if payout.state in OPEN:
        payout.state = WORDS.get(word, "issued")
        if word in REFUSING:
            one.go("failed")
            one.revoke_nothing()
        elif word not in WORDS:
            one.go("issued")
    if word in FURTHER.get(payout.state, ()):
        payout.state = word
        if word == "redeemed":
            one.go("redeemed")
        elif word == "returned":
            one.by_hand = max(0, one.by_hand - one.recovered)
            one.recovered = 0
            one.go("returned")
            one.revoke_nothing()


def survey(model: Model) -> None:
    """Every day all payouts are asked about."""
    if model.survey_on is not None and model.today >= model.survey_on:
        model.survey_on = model.today + 1
        for one, payout in list(payouts(model)):
            if payout.word is not None:
                hear(one, payout, payout.word)


def work(model: Model, fault: str | None = None) -> None:
    """Everything that is due, until nothing is."""
    tried: set[int] = set()
    while True:
        stood = _standing(model)
        prepare(model)
        recall(model)
        send(model, fault, tried)
        survey(model)
        if _standing(model) == stood:
            return


def prepare(model: Model) -> None:
    """What is due before anything is sent, once."""
    if model.looks_at_merges:
        model.look_at_merges()
    model.end_holds()
    model.end_choices()
    if model.looks_again:
        model.look_again()
    for name, day in list(model.forget_on.items()):
        if model.today >= day:
            model.forget(name)
    open_due(model)


def _standing(model: Model) -> list[tuple[object, ...]]:
    return [
        (one.state, one.reason, *(payout.state for payout in one.payouts))
        for one in model.rewards.values()
    ]
