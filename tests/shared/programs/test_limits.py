"""Limits: which counters a decision touches, what it adds, and that none is ever passed."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.shared.programs.samples import (
    ALLOWED,
    ANA,
    BEN,
    CARD,
    PROGRAM,
    UNKNOWN,
    a_program,
    a_rule,
    a_sale,
    some_facts,
    usd,
)

from goodword.programs import (
    Cause,
    Counters,
    LimitScope,
    Outcome,
    Per,
    Period,
    Person,
    Reason,
    ReasonCode,
    Usage,
    Verdict,
    counted,
    decide,
    given_back,
    period_of,
    scopes,
)

MONTHLY = {"per": "referrer", "in": "month", "count": 2}
BUDGET = {"per": "program", "in": "lifetime", "amount": "120.00"}
ANA_IN_MAY = LimitScope(Per.REFERRER, str(ANA), "referrer", Period.MONTH, date(2026, 5, 1))
ALL_EVER = LimitScope(Per.PROGRAM, str(PROGRAM), "*", Period.LIFETIME, date.min)


def rounds(document: Any, times: int, **facts: Any) -> list[Verdict]:
    """The same fact decided again and again, each verdict counted before the next."""
    counters: Counters = {}
    verdicts: list[Verdict] = []
    for _ in range(times):
        found = decide(document, some_facts(**facts), counters, ALLOWED)
        counters = counted(counters, found)
        verdicts += found
    return verdicts


def test_the_reward_that_would_pass_a_count_is_denied() -> None:
    first, second, third = rounds(a_program(a_rule(limits=[MONTHLY])), 3)

    assert [first.outcome, second.outcome, third.outcome] == ["earned", "earned", "denied"]
    assert third.reasons == (
        Reason(ReasonCode.LIMIT_REACHED, "2 rewards per referrer, each month", "3 rewards"),
    )
    assert third.uses == ()


def test_the_reward_that_would_pass_an_amount_is_denied_whole() -> None:
    verdicts = rounds(a_program(limits=[BUDGET]), 3)

    assert [one.outcome for one in verdicts] == ["earned", "earned", "denied"]
    assert verdicts[2].reasons == (
        Reason(ReasonCode.BUDGET_SPENT, "120.00 USD per program, ever", "150.00 USD"),
    )


def test_a_clamped_reward_is_cut_to_what_is_left() -> None:
    verdicts = rounds(a_program(limits=[BUDGET | {"clamp": True}]), 4)

    assert [one.amount for one in verdicts[:3]] == [usd("50.00"), usd("50.00"), usd("20.00")]
    assert [one.outcome for one in verdicts] == ["earned", "earned", "earned", "denied"]


def test_points_are_counted_in_points() -> None:
    gift = {"kind": "points", "amount": {"points": 40}}
    limit = {"per": "prospect", "in": "year", "amount": 100, "clamp": True}

    verdicts = rounds(a_program(a_rule(give=gift, limits=[limit])), 4)

    assert [one.points for one in verdicts[:3]] == [40, 40, 20]
    assert verdicts[3].outcome is Outcome.DENIED


def test_a_limit_of_a_rule_counts_that_rule_only_and_a_document_s_counts_all() -> None:
    friend = a_rule(rule="friend", to="prospect")
    own = a_program(a_rule(limits=[{"per": "program", "in": "day", "count": 1}]), friend)
    shared = a_program(a_rule(), friend, limits=[{"per": "program", "in": "day", "count": 1}])

    outcomes = [
        [one.outcome for one in decide(document, some_facts(), {}, ALLOWED)]
        for document in (own, shared)
    ]

    assert outcomes == [["earned", "earned"], ["earned", "denied"]]


def test_a_verdict_says_what_it_adds_to_which_counter() -> None:
    document = a_program(a_rule(limits=[MONTHLY]), limits=[BUDGET])

    [verdict] = decide(document, some_facts(), {}, ALLOWED)

    assert scopes(document, some_facts()) == [ALL_EVER, ANA_IN_MAY]
    assert [(use.scope, use.used) for use in verdict.uses] == [
        (ALL_EVER, Usage(1, 5000, 0)),
        (ANA_IN_MAY, Usage(1, 5000, 0)),
    ]
    assert Verdict.from_json(verdict.as_json()) == verdict


def test_held_rewards_count_until_they_are_given_back() -> None:
    document = a_program(a_rule(limits=[MONTHLY]))

    held = decide(document, some_facts(), {}, UNKNOWN)
    after = counted({}, held)

    assert held[0].outcome is Outcome.HELD
    assert after == {ANA_IN_MAY: Usage(1, 5000, 0)}
    assert given_back(after, held) == {ANA_IN_MAY: Usage(0, 0, 0)}


def test_two_limits_on_one_counter_count_once() -> None:
    monthly_amount = {"per": "referrer", "in": "month", "amount": "500.00"}

    [verdict] = decide(
        a_program(a_rule(limits=[MONTHLY, monthly_amount])), some_facts(), {}, ALLOWED
    )

    assert counted({}, [verdict]) == {ANA_IN_MAY: Usage(1, 5000, 0)}


def test_an_open_choice_reserves_its_dearest_option() -> None:
    give = {
        "choose": [{"kind": "cash", "amount": {"fixed": "60.00"}}, CARD],
        "default": "gift_card",
    }

    [verdict] = decide(a_program(a_rule(give=give, limits=[MONTHLY])), some_facts(), {}, ALLOWED)

    assert verdict.amount == usd("50.00")
    assert verdict.uses[0].used == Usage(1, 6000, 0)


def test_a_household_is_the_beneficiary_s_and_any_of_its_marks_can_be_full() -> None:
    limit = {"per": "household", "in": "lifetime", "count": 1}
    document = a_program(a_rule(to="prospect", limits=[limit]))
    family = some_facts(prospect=Person(person_id=BEN, household=("h2", "h1")))
    full = LimitScope(Per.HOUSEHOLD, "h2", "referrer", Period.LIFETIME, date.min)

    touched = scopes(document, family)
    [verdict] = decide(document, family, {full: Usage(1, 5000, 0)}, ALLOWED)
    [unknown] = scopes(document, some_facts())

    assert [scope.subject for scope in touched] == ["h1", "h2"]
    assert [reason.code for reason in verdict.reasons] == ["limit_reached"]
    assert unknown.subject == str(BEN)


def test_a_denied_reward_uses_nothing() -> None:
    document = a_program(
        a_rule(limits=[MONTHLY], when=[{"field": "sale.net", "op": "gte", "value": "90.00"}])
    )

    [verdict] = decide(document, some_facts(sale=a_sale("80.00")), {}, ALLOWED)

    assert counted({}, [verdict]) == {}


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.DAY, date(2026, 12, 31), date(2026, 12, 31)),
        (Period.WEEK, date(2026, 12, 28), date(2027, 1, 3)),
        (Period.MONTH, date(2026, 12, 1), date(2026, 12, 31)),
        (Period.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        (Period.LIFETIME, date.min, date.max),
    ],
)
def test_a_period_is_named_by_its_first_and_last_day(
    period: Period, first: date, last: date
) -> None:
    assert period_of(period, date(2026, 12, 31)) == (first, last)


@pytest.mark.parametrize("period", list(Period))
@pytest.mark.parametrize("day", [date.min, date(2024, 2, 29), date.max])
def test_every_day_of_the_calendar_lies_in_its_period(period: Period, day: date) -> None:
    first, last = period_of(period, day)

    assert first <= day <= last


def test_a_period_is_that_of_the_fact_in_the_business_s_time_zone() -> None:
    document = a_program(a_rule(limits=[MONTHLY]))
    still_may = datetime(2026, 6, 1, 3, 59, 59, tzinfo=UTC)
    already_june = datetime(2026, 6, 1, 4, 0, 0, tzinfo=UTC)

    found = [scopes(document, some_facts(moment=one)) for one in (still_may, already_june)]

    assert [scope.starts for [scope] in found] == [date(2026, 5, 1), date(2026, 6, 1)]
    assert scopes(document, some_facts(cause=Cause.NAMED, sale=None)) == []
