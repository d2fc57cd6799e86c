"""What a rule comes to: conditions, guards and findings, and which of them deny or hold."""

from typing import Any

import pytest
from tests.shared.programs.samples import (
    ALLOWED,
    ANA,
    BEN,
    CARD,
    IS_NEW,
    NET_50,
    REP,
    a_program,
    a_rule,
    a_sale,
    codes,
    only,
    some_facts,
    usd,
)

from goodword import ids
from goodword.programs import (
    Cause,
    Finding,
    Outcome,
    Person,
    Reason,
    ReasonCode,
    Recipient,
    Verdict,
    decide,
    read_facts,
)


def test_both_sides_earn_and_the_verdict_says_why() -> None:
    document = a_program(
        a_rule(when=[NET_50, IS_NEW]), a_rule(rule="friend", to="prospect", when=[NET_50, IS_NEW])
    )

    referrer, friend = decide(document, some_facts(), {}, ALLOWED)

    assert referrer.as_json() == {
        "rule": "referrer",
        "to": "referrer",
        "beneficiary": ids.show("per", ANA),
        "outcome": "earned",
        "kind": "gift_card",
        "amount": {"minor": 5000, "currency": "USD"},
        "program_version": 3,
        "hold_days": 30,
        "net": {"minor": 7990, "currency": "USD"},
        "checks": [
            {"check": "sale.net gte 50.00", "actual": "79.90", "passed": True},
            {"check": "prospect.is_new eq true", "actual": True, "passed": True},
        ],
        "reasons": [],
        "law": [
            {
                "rule": "GEN",
                "decision": "ALLOW_WITH_CONDITIONS",
                "place": "US-FL",
                "checked_on": "2026-11-22",
                "discloses": ["by who recommends, that they are rewarded for it (16 CFR 255.5)"],
            }
        ],
    }
    assert (friend.beneficiary, friend.outcome) == (BEN, Outcome.EARNED)
    assert Verdict.from_json(referrer.as_json()) == referrer


def test_every_failing_condition_is_a_reason_with_required_and_actual() -> None:
    document = a_program(
        a_rule(when=[NET_50, IS_NEW, {"field": "sale.source", "op": "in", "value": ["pos", "api"]}])
    )
    facts = some_facts(sale=a_sale("49.99", source="shopify"), prospect_is_new=False)

    verdict = only(document, facts)

    assert verdict.outcome is Outcome.DENIED
    assert verdict.reasons == (
        Reason(ReasonCode.BELOW_MINIMUM, "50.00", "49.99"),
        Reason(ReasonCode.NOT_NEW, True, False),
        Reason(ReasonCode.CONDITION_NOT_MET, ("pos", "api"), "shopify"),
    )
    assert verdict.amount == usd("50.00")
    assert verdict.uses == ()


def test_a_rule_waits_for_its_own_cause_only() -> None:
    document = a_program(
        a_rule(), a_rule(rule="name", on="named", give={"kind": "points", "amount": {"points": 5}})
    )

    [named] = decide(document, some_facts(cause=Cause.NAMED, sale=None), {}, ALLOWED)
    [sold] = decide(document, some_facts(), {}, ALLOWED)

    assert (named.rule, named.points, named.net, named.on) == ("name", 5, None, Cause.NAMED)
    assert sold.rule == "referrer"
    assert decide(document, some_facts(cause=Cause.QUALIFIED, sale=None), {}, ALLOWED) == []


HOLD = {
    "terms_not_sent",
    "tax_form_missing",
    "no_contact_way",
    "signoff_missing",
    "law_unknown",
    "fraud_review",
    "introduction_unverified",
}


@pytest.mark.parametrize("code", list(ReasonCode))
def test_what_can_still_change_holds_and_everything_else_denies(code: ReasonCode) -> None:
    verdict = only(a_program(), some_facts(findings=(Finding(code=code),)))

    assert verdict.outcome is (Outcome.HELD if code.value in HOLD else Outcome.DENIED)
    assert codes(verdict) == [code.value]


def test_one_denying_reason_beats_any_that_hold() -> None:
    findings = (Finding(code=ReasonCode.FRAUD_REVIEW),)

    verdict = only(
        a_program(a_rule(when=[IS_NEW])), some_facts(prospect_is_new=False, findings=findings)
    )

    assert (verdict.outcome, codes(verdict)) == (Outcome.DENIED, ["not_new", "fraud_review"])


def test_a_finding_can_concern_one_rule_or_one_side() -> None:
    document = a_program(a_rule(), a_rule(rule="friend", to="prospect"))
    rewarded = Finding(code=ReasonCode.ALREADY_REWARDED, rule="friend")
    unreachable = Finding(code=ReasonCode.NO_CONTACT_WAY, to=Recipient.REFERRER)

    verdicts = decide(document, some_facts(findings=(rewarded, unreachable)), {}, ALLOWED)

    assert [codes(one) for one in verdicts] == [["no_contact_way"], ["already_rewarded"]]


def test_a_rule_for_a_rep_needs_one() -> None:
    document = a_program(a_rule(to="rep"))

    without = only(document, some_facts())
    with_rep = only(document, some_facts(rep=Person(person_id=REP)))

    assert (without.outcome, without.beneficiary) == (Outcome.DENIED, None)
    assert without.reasons == (Reason(ReasonCode.CONDITION_NOT_MET, "a rep", None),)
    assert (with_rep.outcome, with_rep.beneficiary) == (Outcome.EARNED, REP)


@pytest.mark.parametrize(
    ("approval", "needed"),
    [
        ("automatic", False),
        ("manual", True),
        ({"above": "50.00"}, False),
        ({"above": "49.99"}, True),
    ],
)
def test_approval_is_asked_for_as_the_document_says(approval: Any, needed: bool) -> None:
    verdict = only(a_program(approval=approval), some_facts())

    assert (verdict.outcome, verdict.needs_approval) == (Outcome.EARNED, needed)


def test_example_facts_are_read_from_json_or_refused_with_pointers() -> None:
    raw = {
        "cause": "sale",
        "moment": "2026-05-10T15:00:00Z",
        "program_id": "prg_01j00000000000000000000000",
        "program_version": 1,
        "prospect": {"person_id": ids.show("per", BEN)},
        "prospect_is_new": True,
        "referrer": {"person_id": ids.show("per", ANA)},
        "referral": {
            "referral_class": "passive_lead",
            "channel": "code",
            "shared_at": "2026-05-01T15:00:00Z",
        },
        "sale": {
            "net": {"minor": 7990, "currency": "USD"},
            "gross": {"minor": 7990, "currency": "USD"},
        },
        "zone": "America/New_York",
    }

    facts = read_facts(raw)
    with pytest.raises(Exception, match="cannot be read") as refused:
        read_facts(raw | {"moment": "2026-05-10T15:00:00", "mood": "good"})

    assert only(a_program(a_rule(give=CARD)), facts).outcome is Outcome.EARNED
    assert [one.pointer for one in refused.value.problems] == ["/moment", "/mood"]  # type: ignore[attr-defined]
