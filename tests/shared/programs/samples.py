"""Documents and facts to vary in tests: everything about them is ordinary unless said."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from goodword.compliance import AppliedRule, Decision, Ruling, law_for
from goodword.errors import Problem, RejectedError
from goodword.money import Money
from goodword.programs import (
    Cause,
    Facts,
    LegalQuestion,
    Person,
    ProgramDocument,
    Referral,
    Referrer,
    Sale,
    Verdict,
    decide,
    read_document,
)

ANA = UUID("01900000-0000-7000-8000-00000000000a")
BEN = UUID("01900000-0000-7000-8000-00000000000b")
REP = UUID("01900000-0000-7000-8000-00000000000c")
PROGRAM = UUID("01900000-0000-7000-8000-0000000000ff")
NEW_YORK = ZoneInfo("America/New_York")

SHARED_AT = datetime(2026, 5, 1, 15, tzinfo=UTC)
CLOSED_AT = datetime(2026, 5, 10, 15, tzinfo=UTC)

ALLOWED = law_for("retail", "US-FL")
UNKNOWN = law_for("pension fund", "US-FL")

NET_50 = {"field": "sale.net", "op": "gte", "value": "50.00"}
IS_NEW = {"field": "prospect.is_new", "op": "eq", "value": True}
CARD = {"kind": "gift_card", "amount": {"fixed": "50.00"}}


def usd(text: str) -> Money:
    return Money.parse(text, "USD")


def a_rule(**changes: Any) -> dict[str, Any]:
    """One rule: a $50 gift card for the referrer."""
    return {"rule": "referrer", "to": "referrer", "give": CARD} | changes


def raw_program(*rules: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A code program as JSON."""
    return {
        "name": "Give $50",
        "kind": "code",
        "currency": "USD",
        "destination_url": "https://shop.example/welcome",
        "rewards": list(rules) or [a_rule()],
    } | changes


def a_program(*rules: dict[str, Any], **changes: Any) -> ProgramDocument:
    return read_document(raw_program(*rules, **changes))


def an_intro_program(*rules: dict[str, Any], **changes: Any) -> ProgramDocument:
    return read_document(raw_program(*rules, kind="active_intro", **changes))


def a_sale(net: str = "79.90", **changes: Any) -> Sale:
    return Sale(net=usd(net), gross=changes.pop("gross", usd(net)), **changes)


def some_facts(**changes: Any) -> Facts:
    """Ben, who is new, buys for $79.90 nine days after Ana shared her code."""
    ordinary = Facts(
        cause=Cause.SALE,
        moment=CLOSED_AT,
        program_id=PROGRAM,
        program_version=3,
        prospect=Person(person_id=BEN),
        prospect_is_new=True,
        referrer=Referrer(person_id=ANA),
        referral=Referral(
            referral_class="passive_lead",
            channel="code",
            shared_at=SHARED_AT,
            terms_sent_at=SHARED_AT,
        ),
        sale=a_sale(),
        zone=NEW_YORK,
    )
    return replace(ordinary, **changes)


def intro_facts(**changes: Any) -> Facts:
    """The same after an introduction."""
    referral = Referral(
        referral_class="active_referral",
        channel="named",
        named_at=SHARED_AT,
        introduced_at=SHARED_AT,
        terms_sent_at=SHARED_AT,
    )
    return some_facts(referral=referral, **changes)


class Forbids:
    """A law that forbids some kinds of gifts and allows the others."""

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds
        self.asked: list[tuple[str, Money | None]] = []

    def __call__(self, question: LegalQuestion) -> Ruling:
        kind = question.kind
        self.asked.append((kind.value, question.amount))
        decision = Decision.BLOCK if kind in self.kinds else Decision.ALLOW
        rule = AppliedRule(rule=f"LAW-{kind.upper()}", decision=decision, place="US-FL")
        return Ruling(decision, (rule,))


def problems(raw: Any, **given: Any) -> list[tuple[str, str]]:
    """Pointer and code of every problem for which `raw` is refused."""
    with pytest.raises(RejectedError) as refused:
        read_document(raw, **given)
    assert refused.value.code == "invalid_program"
    assert all(isinstance(one, Problem) and one.detail for one in refused.value.problems)
    return [(one.pointer, one.code) for one in refused.value.problems]


def codes(verdict: Verdict) -> list[str]:
    return [reason.code.value for reason in verdict.reasons]


def only(document: Any, facts: Facts) -> Verdict:
    [verdict] = decide(document, facts, {}, ALLOWED)
    return verdict
