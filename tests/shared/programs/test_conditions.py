"""Conditions: what each op asks, and that the unknown satisfies nothing."""

from typing import Any

import pytest
from tests.shared.programs.samples import (
    ANA,
    BEN,
    IS_NEW,
    NET_50,
    REP,
    a_program,
    a_rule,
    a_sale,
    only,
    some_facts,
)

from goodword import ids
from goodword.programs import Outcome, Person, Reason, ReasonCode, Referrer

FULL = some_facts(
    prospect=Person(person_id=BEN, country="US", tags=("vip",)),
    referrer=Referrer(person_id=ANA, country="CA", tags=("gold",), sales_in_year=4, tenure_days=90),
    rep=Person(person_id=REP),
    sale=a_sale("100.00", product_ids=("p1", "p2"), tags=("web",), number=2),
)


@pytest.mark.parametrize(
    ("field", "op", "value", "holds"),
    [
        ("sale.net", "eq", "100.00", True),
        ("sale.net", "eq", "100", True),
        ("sale.net", "gt", "100.00", False),
        ("sale.net", "lt", "100.01", True),
        ("sale.gross", "lte", "100.00", True),
        ("sale.net", "ne", "100.00", False),
        ("sale.net", "in", ["1.00", "100.00"], True),
        ("sale.number", "eq", 2, True),
        ("sale.number", "not_in", [1, 2], False),
        ("sale.source", "ne", "pos", True),
        ("sale.product_ids", "contains", "p2", True),
        ("sale.product_ids", "contains", "p3", False),
        ("sale.tags", "exists", True, True),
        ("sale.days_since_referral", "eq", 9, True),
        ("prospect.is_new", "ne", False, True),
        ("prospect.country", "in", ["US", "CA"], True),
        ("prospect.tags", "contains", "vip", True),
        ("referral.class", "eq", "passive_lead", True),
        ("referral.channel", "eq", "link", False),
        ("referral.depth", "lte", 1, True),
        ("referrer.sales_in_month", "gte", 1, True),
        ("referrer.sales_in_year", "gt", 4, False),
        ("referrer.sales_in_lifetime", "lt", 2, True),
        ("referrer.tenure_days", "gte", 90, True),
        ("referrer.tags", "contains", "gold", True),
        ("referrer.country", "eq", "CA", True),
        ("rep.id", "eq", ids.show("per", REP), True),
        ("rep.id", "in", [ids.show("per", ANA)], False),
    ],
)
def test_a_condition_compares_what_is_with_what_it_wants(
    field: str, op: str, value: Any, holds: bool
) -> None:
    document = a_program(a_rule(when=[{"field": field, "op": op, "value": value}]))

    verdict = only(document, FULL)

    assert [check.passed for check in verdict.checks] == [holds]
    assert verdict.outcome is (Outcome.EARNED if holds else Outcome.DENIED)


COUNTRY = {"field": "prospect.country", "op": "eq", "value": "US"}


@pytest.mark.parametrize(
    ("entry", "holds"),
    [
        (COUNTRY, False),
        ({"not": COUNTRY}, False),
        ({"field": "prospect.country", "op": "ne", "value": "US"}, False),
        ({"field": "prospect.country", "op": "not_in", "value": ["US"]}, False),
        ({"any": [COUNTRY, NET_50]}, True),
        ({"not": {"any": [COUNTRY, NET_50]}}, False),
        ({"field": "prospect.country", "op": "exists"}, False),
        ({"field": "prospect.country", "op": "exists", "value": False}, True),
        ({"not": {"field": "prospect.country", "op": "exists"}}, True),
        ({"field": "prospect.tags", "op": "exists"}, False),
    ],
)
def test_what_is_unknown_satisfies_nothing_but_its_absence(entry: Any, holds: bool) -> None:
    verdict = only(a_program(a_rule(when=[entry])), some_facts())

    assert verdict.checks[0].passed is holds


def test_groups_say_what_they_found_in_each_part() -> None:
    verdict = only(a_program(a_rule(when=[{"any": [{"not": IS_NEW}, COUNTRY]}])), some_facts())

    [check] = verdict.checks
    text = "any of (not (prospect.is_new eq true); prospect.country eq US)"
    assert (check.check, check.actual, check.passed) == (text, ("true", "nothing"), False)
    assert verdict.reasons == (Reason(ReasonCode.CONDITION_NOT_MET, text, ("true", "nothing")),)
