"""The rules of rewards (R-REW) and of who may have them (R-INC), by their ids."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.shared.programs.samples import (
    ALLOWED,
    ANA,
    BEN,
    CLOSED_AT,
    IS_NEW,
    SHARED_AT,
    Forbids,
    a_program,
    a_rule,
    a_sale,
    an_intro_program,
    intro_facts,
    some_facts,
)

from goodword.compliance import law_for
from goodword.programs import (
    Facts,
    Outcome,
    Person,
    Referrer,
    Verdict,
    decide,
    gentle_sentence,
    terms,
)

NET_1000 = {"field": "sale.net", "op": "gte", "value": "1000.00"}
DINNER = {
    "kind": "restaurant_certificate",
    "amount": {"fixed": "200.00"},
    "where": "favourite",
}
DONATION = {"kind": "charity_donation", "amount": {"fixed": "200.00"}, "where": "favourite"}
RULE = a_rule(when=[NET_1000, IS_NEW], give=DINNER, instead=DONATION)
SECOND = timedelta(seconds=1)


def found(facts: Facts, rule: dict[str, Any] = RULE, law: Any = ALLOWED) -> Verdict:
    [verdict] = decide(an_intro_program(rule), facts, {}, law)
    return verdict


def codes(verdict: Verdict) -> list[str]:
    return [reason.code.value for reason in verdict.reasons]


def sold(net: str = "4200.00", **changes: Any) -> Facts:
    return intro_facts(sale=a_sale(net), **changes)


def talked(favourites: datetime | None, discussed: datetime | None) -> Facts:
    return sold(referrer=Referrer(person_id=ANA, favourites_at=favourites, discussed_at=discussed))


@pytest.mark.parametrize(
    ("favourites", "denied"),
    [
        (SHARED_AT - SECOND, []),
        (SHARED_AT, []),
        (SHARED_AT + SECOND, ["favourites_not_asked"]),
        (None, ["favourites_not_asked"]),
    ],
)
def test_r_rew_01_favourites_are_asked_before_the_program_is_discussed(
    favourites: datetime | None, denied: list[str]
) -> None:
    verdict = found(talked(favourites, SHARED_AT))

    assert codes(verdict) == denied
    assert verdict.outcome is (Outcome.DENIED if denied else Outcome.EARNED)


def test_r_rew_01_before_any_talk_nothing_can_have_come_too_early() -> None:
    assert found(talked(None, None)).outcome is Outcome.EARNED


@pytest.mark.parametrize(
    ("net", "outcome"), [("999.99", Outcome.DENIED), ("1000.00", Outcome.EARNED)]
)
def test_r_rew_02_the_sale_must_come_to_the_minimum(net: str, outcome: Outcome) -> None:
    assert found(sold(net)).outcome is outcome


def test_r_rew_02_a_name_and_a_number_earn_nothing() -> None:
    named = sold()
    referral = replace(named.referral, referral_class="named_referral", introduced_at=None)

    verdict = found(replace(named, referral=referral))

    assert verdict.outcome is Outcome.DENIED
    assert "not_introduced" in codes(verdict)


def test_r_rew_02_neither_oneself_nor_somebody_known_before_earns_anything() -> None:
    oneself = found(sold(prospect=Person(person_id=ANA)))
    known = found(sold(prospect=Person(person_id=BEN), prospect_is_new=False))

    assert codes(oneself) == ["self_referral"]
    assert codes(known) == ["not_new"]


@pytest.mark.parametrize(
    ("closed_at", "denied"),
    [
        # 31 May, 23:59:59 in New York, and a second later.
        (datetime(2026, 6, 1, 3, 59, 59, tzinfo=UTC), []),
        (datetime(2026, 6, 1, 4, 0, 0, tzinfo=UTC), ["window_passed"]),
    ],
)
def test_r_rew_03_a_code_counts_to_the_last_second_of_its_last_day(
    closed_at: datetime, denied: list[str]
) -> None:
    """Shared on 1 May: day 30 is 31 May, by the business's own clock."""
    document = a_program(window={"days": 30, "from": "share"})

    [verdict] = decide(document, some_facts(moment=closed_at), {}, ALLOWED)

    assert codes(verdict) == denied


def test_r_rew_05_terms_that_were_never_sent_hold_what_is_earned() -> None:
    facts = sold()
    unsent = replace(facts, referral=replace(facts.referral, terms_sent_at=None))

    verdict = found(unsent)

    assert (verdict.outcome, codes(verdict)) == (Outcome.HELD, ["terms_not_sent"])


def test_r_rew_05_the_terms_name_minimum_amount_kind_and_window() -> None:
    written = terms(an_intro_program(RULE), "Blue Door")

    for words in ("$1,000.00", "$200.00", "restaurant", "90 days", "Tax:", "How to end:"):
        assert words in written, words


def test_r_inc_08_a_donation_is_asked_of_the_law_like_any_gift() -> None:
    law = Forbids("restaurant_certificate", "charity_donation")

    verdict = found(sold(), law=law)

    assert verdict.outcome is Outcome.DENIED
    assert codes(verdict) == ["forbidden_by_law", "forbidden_by_law"]
    assert [kind for kind, _ in law.asked] == ["restaurant_certificate", "charity_donation"]


def test_r_inc_08_who_accepts_donations_only_gets_none_that_the_law_forbids() -> None:
    facts = sold(referrer=Referrer(person_id=ANA, accepts="donation_only"))

    given, forbidden = found(facts), found(facts, law=Forbids("charity_donation"))

    assert (given.outcome, given.kind) == (Outcome.EARNED, "charity_donation")
    assert (forbidden.outcome, codes(forbidden)) == (
        Outcome.DENIED,
        ["cannot_accept", "forbidden_by_law"],
    )


def test_who_can_accept_nothing_is_told_so_gently() -> None:
    verdict = found(sold(referrer=Referrer(person_id=ANA, accepts="nothing")))

    assert set(codes(verdict)) == {"cannot_accept"}
    assert gentle_sentence(verdict) == "As you told us, you cannot accept this gift."


@pytest.mark.parametrize(
    ("kind", "outcome"), [("gift_card", Outcome.DENIED), ("recognition", Outcome.EARNED)]
)
def test_r_inc_04_a_title_agency_may_give_a_thank_you_card_and_nothing_of_value(
    kind: str, outcome: Outcome
) -> None:
    gift = {"kind": kind} | ({"amount": {"fixed": "5.00"}} if kind == "gift_card" else {})
    ohio = {"country": "US", "region": "OH"}
    plain = {"own_employee": False, "federal_employee": False}
    facts = sold(
        prospect=Person(person_id=BEN, **ohio),
        referrer=Referrer(person_id=ANA, legal=plain, **ohio),
    )

    verdict = found(facts, a_rule(give=gift), law_for("title agency", "US-OH"))

    assert verdict.outcome is outcome


def test_r_thx_03_terms_promise_a_card_and_no_praise_in_public() -> None:
    written = terms(an_intro_program(a_rule(give={"kind": "recognition"})), "Blue Door")

    assert "a thank-you card" in written
    assert "public" not in written


def test_r_inc_14_what_the_referrer_reads_tells_nothing_of_the_purchase() -> None:
    verdict = found(sold("999.99"))

    told = gentle_sentence(verdict)

    assert "999" not in told
    assert "1,000" not in told
    assert CLOSED_AT.isoformat() not in told
