"""What stands in the way of every reward of a program, whatever its rules say."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared.programs.samples import (
    ANA,
    BEN,
    CLOSED_AT,
    NET_50,
    NEW_YORK,
    SHARED_AT,
    a_program,
    a_rule,
    a_sale,
    an_intro_program,
    codes,
    intro_facts,
    only,
    some_facts,
)

from goodword.money import Money
from goodword.programs import Outcome, Person, Reason, ReasonCode, Referrer, Sale


def test_a_test_sale_never_counts() -> None:
    facts = some_facts(sale=a_sale(test=True))

    assert codes(only(a_program(), facts)) == ["test_sale"]


def test_a_sale_in_another_currency_is_refused_before_any_amount_is_compared() -> None:
    euros = Money(minor=999_999, currency="EUR")
    facts = some_facts(sale=Sale(net=euros, gross=euros))

    verdict = only(a_program(a_rule(when=[NET_50])), facts)

    assert verdict.reasons == (Reason(ReasonCode.CURRENCY_DIFFERS, "USD", "EUR"),)
    assert (verdict.outcome, verdict.checks, verdict.amount) == (Outcome.DENIED, (), None)


def test_nobody_refers_themselves_or_their_household() -> None:
    alone = some_facts(prospect=Person(person_id=ANA))
    family = some_facts(
        prospect=Person(person_id=BEN, household=("h1", "h2")),
        referrer=Referrer(person_id=ANA, household=("h2",)),
    )

    assert codes(only(a_program(), alone)) == ["self_referral"]
    assert codes(only(a_program(), family)) == ["same_household"]


def local(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=NEW_YORK)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("moment", "reasons"),
    [
        (local(2026, 5, 1, 0, 0, 0), []),
        (local(2026, 5, 31, 23, 59, 59, 999_999), []),
        (local(2026, 6, 1, 0, 0, 0), ["window_passed"]),
        (local(2026, 4, 30, 23, 59, 59), ["not_in_force"]),
    ],
)
def test_the_window_runs_to_the_last_second_of_the_local_day(
    moment: datetime, reasons: list[str]
) -> None:
    verdict = only(a_program(), some_facts(moment=moment))

    assert codes(verdict) == reasons


@pytest.mark.parametrize(
    ("since", "start", "reasons"),
    [
        ("click", {"clicked_at": SHARED_AT.replace(month=1)}, ["window_passed"]),
        ("click", {}, []),
        ("named", {"named_at": SHARED_AT}, []),
        ("named", {}, ["not_in_force"]),
        ("introduction", {"introduced_at": SHARED_AT}, []),
        ("introduction", {}, ["not_in_force"]),
    ],
)
def test_the_window_runs_from_what_the_document_says(
    since: str, start: dict[str, Any], reasons: list[str]
) -> None:
    facts = some_facts()
    facts = replace(facts, referral=replace(facts.referral, **start))

    verdict = only(a_program(window={"days": 30, "from": since}), facts)

    assert codes(verdict) == reasons


def test_nothing_counts_before_the_start_and_no_promise_is_made_after_the_end() -> None:
    late = a_program(starts_at="2026-05-10T16:00:00Z")
    over = a_program(ends_at="2026-05-01T14:00:00Z")
    kept = a_program(ends_at="2026-05-02T00:00:00Z")

    assert codes(only(late, some_facts())) == ["not_in_force"]
    assert codes(only(over, some_facts())) == ["not_in_force"]
    assert codes(only(kept, some_facts())) == []
    assert kept.ends_at < CLOSED_AT


def test_an_active_introduction_needs_one_whatever_the_document_says() -> None:
    document = an_intro_program(a_rule(when=[NET_50]))

    verdict = only(document, some_facts())

    assert codes(verdict) == ["not_in_force", "not_introduced"]
    assert only(document, intro_facts()).outcome is Outcome.EARNED


def test_terms_not_sent_hold_an_introduction_and_not_a_code() -> None:
    intro, code = intro_facts(), some_facts()
    unsent = replace(intro, referral=replace(intro.referral, terms_sent_at=None))
    code = replace(code, referral=replace(code.referral, terms_sent_at=None))

    held = only(an_intro_program(), unsent)

    assert (held.outcome, codes(held)) == (Outcome.HELD, ["terms_not_sent"])
    assert only(a_program(), code).outcome is Outcome.EARNED


def test_an_introduction_that_an_unsigned_mail_shows_is_held_for_a_look() -> None:
    intro = intro_facts()
    doubtful = replace(intro, referral=replace(intro.referral, introduction_verified=False))

    held = only(an_intro_program(), doubtful)

    assert (held.outcome, codes(held)) == (Outcome.HELD, ["introduction_unverified"])


def test_favourites_are_learnt_before_the_program_is_discussed() -> None:
    early, late = SHARED_AT, CLOSED_AT
    asked = intro_facts(referrer=Referrer(person_id=ANA, favourites_at=early, discussed_at=late))
    after = intro_facts(referrer=Referrer(person_id=ANA, favourites_at=late, discussed_at=early))
    never = intro_facts(referrer=Referrer(person_id=ANA, discussed_at=early))

    found = [codes(only(an_intro_program(), facts)) for facts in (asked, after, never)]

    assert found == [[], ["favourites_not_asked"], ["favourites_not_asked"]]


ZONES = ("America/New_York", "Europe/Berlin", "Pacific/Auckland", "Pacific/Kiritimati", "UTC")


@given(
    st.integers(0, 10**9 * 3).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.integers(1, 400),
    st.sampled_from(ZONES),
)
def test_in_any_zone_the_last_second_of_the_last_day_counts_and_the_next_does_not(
    shared: datetime, days: int, zone: str
) -> None:
    document = a_program(window={"days": days, "from": "share"})
    last_day = shared.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)

    def outcome(day: date, at: time) -> list[str]:
        moment = datetime.combine(day, at, ZoneInfo(zone))
        facts = some_facts(
            moment=moment,
            zone=ZoneInfo(zone),
            referral=replace(some_facts().referral, shared_at=shared),
        )
        return codes(only(document, facts))

    assert outcome(last_day, time(23, 59, 59)) == []
    assert outcome(last_day + timedelta(days=1), time(0, 0)) == ["window_passed"]


@pytest.mark.parametrize(
    ("country", "region", "denied"),
    [
        ("US", "FL", False),
        ("US", "TX", True),
        ("US", None, False),
        ("CA", "ON", False),
        ("DE", None, True),
        (None, None, False),
    ],
)
def test_whoever_is_known_to_be_elsewhere_gets_nothing(
    country: str | None, region: str | None, denied: bool
) -> None:
    document = a_program(a_rule(to="prospect"), places=["US-FL", "CA"])
    ben = Person(person_id=BEN, country=country, region=region)

    verdict = only(document, some_facts(prospect=ben))

    assert codes(verdict) == (["condition_not_met"] if denied else [])
    assert [reason.required for reason in verdict.reasons] == ["in US-FL, CA"] * denied
