"""Any JSON by a mapping: when rules hold, refunds, reviews, scores and people."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from goodword.money import Money
from referral_api.domain.connections.delivery import Ignored, UnreadableError
from referral_api.domain.people.reported import ReportedPerson
from referral_api.sources import mapped

PAID_AT = datetime(2026, 3, 5, 10, tzinfo=UTC)
PRICE = {"amount": "/total", "currency": "/currency"}
SALE = {"kind": "sale", "external_id": "/id", "occurred_at": "/paid_at", "gross": PRICE}
ORDER = {"id": 7, "paid_at": "2026-03-05T11:00:00+01:00", "total": "79.90", "currency": "usd"}


def mapping(*rules, **more):
    return {"mapping": json.dumps({"source": "till", "rules": rules, **more})}


def say(body, *rules, **more):
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return mapped.translate("unused", sent, mapping(*rules, **more))


def sale_of(rule=(), **body):
    (sale,) = say({**ORDER, **body}, {**SALE, **dict(rule)})
    return sale


def usd(minor):
    return Money(minor=minor, currency="USD")


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"at": "/state", "is": "paid"}, True),
        ({"at": "/state", "is": "open"}, False),
        ({"at": "/state", "one_of": ["open", "paid"]}, True),
        ({"at": "/state", "none_of": ["open", "new"]}, True),
        ({"at": "/state", "none_of": ["paid"]}, False),
        ({"at": "/flag", "is": True}, True),
        ({"at": "/flag", "is": 1}, False),
        ({"at": "/n", "is": 2}, True),
        ({"at": "/none", "is": False}, False),
        ({"at": "/none", "there": False}, True),
        ({"at": "/state", "there": True}, True),
    ],
)
def test_a_rule_holds_when_all_of_its_conditions_do(condition, holds):
    body = {**ORDER, "state": "paid", "flag": True, "n": 2.0, "none": None}

    said = say(body, {**SALE, "when": [{"at": "/id", "is": 7}, condition]})

    assert isinstance(said, tuple) == holds
    if not holds:
        assert said == Ignored("No rule of the mapping holds of it.")


def test_a_test_order_is_marked_as_one():
    rule = {"test_when": [{"at": "/live", "is": False}]}

    assert sale_of(rule, live=False).test
    assert not sale_of(rule, live=True).test


def test_refunds_in_an_order_are_each_of_that_order():
    rule = {
        "kind": "refund",
        "each": "/refunds",
        "where": [{"at": "/state", "is": "done"}],
        "sale_external_id": "$/id",
        "external_id": "/no",
        "amount": {"amount": "/sum", "currency": "$/currency"},
        "occurred_at": "/at",
        "updated_at": "$/paid_at",
        "reason": "/why",
    }
    at = "2026-03-05T12:00:00Z"
    done = {"no": "R-1", "sum": "-9.90", "at": at, "state": "done", "why": "Broken"}
    open_ = {**done, "no": "R-2", "state": "open"}

    sale, refund = say({**ORDER, "refunds": [done, open_]}, SALE, rule)

    assert (refund.source, refund.sale_external_id) == sale.key
    assert (refund.external_id, refund.amount, refund.reason) == ("R-1", usd(990), "Broken")
    assert (refund.state, refund.reported_at) == ("succeeded", PAID_AT)


def test_a_refund_that_fails_later_is_told_by_a_rule_of_its_own():
    rule = {
        "kind": "refund",
        "when": [{"at": "/state", "is": "failed"}],
        "sale_external_id": "/id",
        "external_id": "R",
        "amount": PRICE,
        "occurred_at": "/paid_at",
        "status": "failed",
    }

    (refund,) = say({**ORDER, "state": "failed"}, rule)

    assert (refund.state, refund.external_id) == ("failed", "R")


def test_a_review_and_a_score_are_of_somebody():
    person = {"external_id": "/by/id", "external_source": "shopify", "name": "/by/name"}
    at = {"at": "/at", "form": "utc"}
    review = {
        "kind": "review",
        "external_id": "/id",
        "person": person,
        "rating": "/stars",
        "text": "/words",
        "written_at": at,
    }
    answer = {
        "kind": "survey_answer",
        "external_id": "/id",
        "person": {"email": "/mail"},
        "score": "/nps",
        "answered_at": at,
    }
    body = {
        "id": "r1",
        "by": {"id": 5, "name": "Carla"},
        "mail": "carla@example.com",
        "stars": "4.5",
        "words": " Good. ",
        "nps": "9",
        "at": "2026-03-05 10:00:00",
    }

    told, score = say(body, review, answer)

    assert (told.rating.value, told.rating.out_of) == (Decimal("4.5"), 5)
    assert (told.text, told.written_at) == ("Good.", PAID_AT)
    assert told.person_ref.external_id.source == "shopify"
    assert told.person_ref.name.display == "Carla"
    assert (score.source, score.score) == ("till", 9)
    assert score.person_ref.email == "carla@example.com"


def test_a_person_is_told_of_by_themselves_and_an_address_of_nobody_is_none():
    email = {"at": ["/work", "/home"], "unless": ["none@example.com"]}
    rule = {"kind": "person", "each": "", "person": {"email": email, "external_id": "/id"}}
    people = [
        {"id": "1", "work": "none@example.com", "home": "ana@friends.example"},
        {"id": "2", "work": "none@example.com"},
    ]

    ana, other = say(people, rule)

    assert isinstance(ana, ReportedPerson)
    assert ana.person.email == "ana@friends.example"
    assert (other.person.email, other.person.external_id.id) == (None, "2")


@pytest.mark.parametrize("id_", ["x" * 256, ["x"], "a\nb", True])
def test_an_id_is_taken_whole_or_not_at_all(id_):
    """Of two that were cut, one could be somebody else's."""
    rule = {**SALE, "buyer": {"external_id": "/buyer"}}

    with pytest.raises(UnreadableError, match="at most 255 characters"):
        say({**ORDER, "buyer": id_}, rule)
    with pytest.raises(UnreadableError, match="at most 255 characters"):
        say({"id": id_}, {"kind": "person", "person": {"external_id": "/id"}})


def test_a_body_tells_of_a_hundred_things_at_most():
    rule = {"kind": "person", "each": "", "person": {"external_id": "/id"}}

    assert len(say([{"id": n} for n in range(100)], rule)) == 100
    with pytest.raises(UnreadableError, match="more than 100 things"):
        say([{"id": n} for n in range(101)], rule)
