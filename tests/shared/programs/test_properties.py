"""What holds for every document and all facts."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.shared.programs.samples import (
    ALLOWED,
    NET_50,
    a_program,
    a_rule,
    a_sale,
    raw_program,
    some_facts,
    usd,
)
from tests.shared.programs.strategies import (
    documents,
    entries,
    facts_of_all_kinds,
    junk,
    laws,
)

from goodword.errors import RejectedError
from goodword.money import Money
from goodword.programs import (
    Counters,
    Facts,
    Outcome,
    ProgramDocument,
    Sale,
    Usage,
    Verdict,
    counted,
    decide,
    gentle_sentence,
    given_back,
    read_document,
    refunded,
    scopes,
    sentence,
    terms,
    warnings,
)

SLOW = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@SLOW
@given(documents(), facts_of_all_kinds, laws)
def test_deciding_is_total_and_every_verdict_can_be_stored_and_told(
    document: ProgramDocument, facts: Facts, law: Any
) -> None:
    verdicts = decide(document, facts, {}, law)

    assert decide(document, facts, {}, law) == verdicts
    assert terms(document, "Shop")
    assert isinstance(warnings(document), list)
    touched = set(scopes(document, facts))
    for verdict in verdicts:
        stored = json.loads(json.dumps(verdict.as_json()))
        assert Verdict.from_json(stored) == verdict
        assert (verdict.outcome is Outcome.EARNED) == (not verdict.reasons)
        assert {use.scope for use in verdict.uses} <= touched
        assert sentence(verdict, facts)
        assert gentle_sentence(verdict)
        assert refunded(document, verdict, facts).is_nil in (True, False)


@SLOW
@given(
    st.lists(entries, min_size=1, max_size=6).flatmap(
        lambda some: st.tuples(st.just(some), st.permutations(some))
    ),
    facts_of_all_kinds,
)
def test_the_order_of_conditions_changes_nothing(
    orders: tuple[list[Any], list[Any]], facts: Facts
) -> None:
    one, other = (a_program(a_rule(when=when)) for when in orders)

    verdicts = decide(one, facts, {}, ALLOWED), decide(other, facts, {}, ALLOWED)

    for first, second in zip(*verdicts, strict=True):
        assert replace(first, checks=(), reasons=()) == replace(second, checks=(), reasons=())
        assert sorted(map(repr, first.checks)) == sorted(map(repr, second.checks))
        assert sorted(map(repr, first.reasons)) == sorted(map(repr, second.reasons))


@st.composite
def limited_programs(draw: st.DrawFn) -> tuple[ProgramDocument, int, int]:
    """A program whose one counter has a bound in count and in money, and those bounds."""
    count, minor = draw(st.integers(1, 5)), draw(st.integers(5000, 30_000))
    limit = {
        "per": "program",
        "in": "lifetime",
        "count": count,
        "amount": f"{minor // 100}.{minor % 100:02d}",
        "clamp": draw(st.booleans()),
    }
    share = {"kind": "cash", "amount": {"percent": "50"}}
    rules = [a_rule(), a_rule(rule="friend", to="prospect", give=share)]
    return a_program(*rules, limits=[limit]), count, minor


@SLOW
@given(
    limited_programs(),
    st.lists(st.tuples(st.integers(1, 40_000), st.booleans()), min_size=1, max_size=12),
)
def test_a_limit_is_never_passed_whatever_is_earned_and_given_back(
    limited: tuple[ProgramDocument, int, int], steps: list[tuple[int, bool]]
) -> None:
    document, count, minor = limited
    counters: Counters = {}
    earned: list[Verdict] = []
    for net, give_back in steps:
        facts = some_facts(sale=a_sale(f"{net // 100}.{net % 100:02d}"))
        verdicts = decide(document, facts, counters, ALLOWED)
        counters = counted(counters, verdicts)
        earned += [one for one in verdicts if one.outcome is Outcome.EARNED]
        if give_back and earned:
            counters = given_back(counters, [earned.pop(0)])

        used = next(iter(counters.values()), Usage())
        amounts_given = [one.amount.minor for one in earned if one.amount]
        assert (used.count, used.minor) == (len(earned), sum(amounts_given))
        assert used.count <= count
        assert used.minor <= minor


refund_steps = st.lists(st.integers(-2000, 4000), min_size=1, max_size=8)


@SLOW
@given(st.integers(5000, 10**7), refund_steps, st.sampled_from(["proportional", "threshold"]))
def test_refunds_never_leave_more_than_the_original_and_refunding_everything_gives_zero(
    net: int, steps: list[int], mode: str
) -> None:
    document = a_program(a_rule(when=[NET_50]), on_refund=mode)
    facts = some_facts(sale=Sale(net=usd_minor(net), gross=usd_minor(net)))
    [verdict] = decide(document, facts, {}, ALLOWED)

    def left(now: int) -> int:
        sale = Sale(net=usd_minor(now), gross=usd_minor(net))
        amount = refunded(document, verdict, replace(facts, sale=sale)).amount
        assert amount is not None
        return amount.minor

    nets = [net - total for total in accumulate(steps)]
    for now in nets:
        assert 0 <= left(now) <= 5000
        assert left(now) == 5000 or now < net
    assert left(0) == 0
    assert left(net) == 5000


def usd_minor(minor: int) -> Money:
    return Money(minor=minor, currency="USD")


@SLOW
@given(st.integers(1, 10**9), st.integers(0, 10**9))
def test_less_of_the_sale_is_never_more_of_the_reward(net: int, back: int) -> None:
    document = a_program(a_rule(give={"kind": "cash", "amount": {"percent": "33.3333"}}))
    facts = some_facts(sale=Sale(net=usd_minor(net), gross=usd_minor(net)))
    [verdict] = decide(document, facts, {}, ALLOWED)
    rest = replace(facts, sale=Sale(net=usd_minor(net - back), gross=usd_minor(net)))

    remainder = refunded(document, verdict, rest)

    assert remainder.amount is not None
    assert verdict.amount is not None
    assert usd("0.00") <= remainder.amount <= verdict.amount


@SLOW
@given(junk, st.sampled_from(["rewards", "limits", "window", "approval", "kind", "currency"]))
def test_whatever_is_sent_is_either_read_or_refused_with_pointers(value: Any, key: str) -> None:
    pointers: list[str] = []

    for raw in (value, raw_program(**{key: value}), raw_program(a_rule(give=value, when=[value]))):
        try:
            read_document(raw, currency="USD", now=datetime(2026, 5, 1, tzinfo=UTC))
        except RejectedError as refused:
            pointers += [problem.pointer for problem in refused.problems] or ["none named"]

    assert all(pointer == "" or pointer.startswith("/") for pointer in pointers)
