"""What may be saved: every mistake is named with a pointer, and nothing unknown is let in."""

from datetime import UTC, datetime
from typing import get_args

import pytest
from pydantic import ValidationError
from tests.shared.programs.samples import (
    IS_NEW,
    NET_50,
    a_program,
    a_rule,
    problems,
    raw_program,
)

from goodword.programs import ProgramDocument, read_document
from goodword.programs.document.fields import FIELDS, FieldName

MONTHLY = {"per": "referrer", "in": "month"}


def test_every_mistake_is_named_at_once() -> None:
    raw = raw_program(
        a_rule(when=[{"field": "sale.net", "op": "contains", "value": "1.00"}]),
        a_rule(give={"kind": "cash"}),
        destination_url=None,
    )

    found = problems(raw)

    assert found == [
        ("/destination_url", "missing"),
        ("/rewards/0/when/0/op", "op_does_not_fit"),
        ("/rewards/1/give/amount", "missing"),
        ("/rewards/1/rule", "duplicate_rule"),
    ]


def test_what_can_be_read_is_judged_beside_what_cannot() -> None:
    wrong_op = {"field": "sale.net", "op": "contains", "value": "1.00"}
    raw = raw_program(
        a_rule(when=[{"field": "sale.net"}, wrong_op], colour="red"),
        a_rule(rule="second", to="nobody", give={"kind": "cash", "amount": {"percent": "120"}}),
        a_rule(rule="second", give={"kind": "cash", "amount": {"fixed": "1.005"}}),
        destination_url=None,
        hold_days="long",
    )

    found = problems(raw)

    assert set(found) == {
        ("/hold_days", "invalid"),
        ("/rewards/0/when/0/op", "missing"),
        ("/rewards/0/colour", "unknown_field"),
        ("/rewards/1/to", "invalid"),
        ("/destination_url", "missing"),
        ("/rewards/0/when/1/op", "op_does_not_fit"),
        ("/rewards/1/give/amount/percent", "percent_over_100"),
        ("/rewards/2/give/amount/fixed", "too_many_decimals"),
        ("/rewards/2/rule", "duplicate_rule"),
    }
    assert len(found) == 9


def test_what_is_unread_makes_no_mistake_of_what_depends_on_it() -> None:
    limit = MONTHLY | {"amount": "1.00"}
    raw = raw_program(
        a_rule(give={"kind": "gift"}, limits=[limit]), currency="dollars", kind="codes"
    )

    assert {pointer for pointer, _ in problems(raw)} == {
        *("/currency", "/kind", "/rewards/0/give/kind"),
    }


def test_a_list_whose_members_are_all_wrong_is_not_called_too_short() -> None:
    raw = raw_program(a_rule(to="nobody"))

    assert problems(raw) == [("/rewards/0/to", "invalid")]
    assert problems(raw_program() | {"rewards": []}) == [("/rewards", "invalid")]


def test_the_model_itself_refuses_what_reading_refuses() -> None:
    with pytest.raises(ValidationError):
        ProgramDocument.model_validate(raw_program(a_rule(limits=[MONTHLY | {"amount": "49.99"}])))


def test_an_end_that_is_over_is_refused_only_when_told_the_time() -> None:
    raw = raw_program(ends_at="2026-05-01T00:00:00Z")
    at_the_end = datetime(2026, 5, 1, tzinfo=UTC)

    assert problems(raw, now=at_the_end) == [("/ends_at", "expired")]
    assert read_document(raw).ends_at == at_the_end


def test_currency_and_window_go_without_saying() -> None:
    raw = raw_program()
    del raw["currency"]

    code = read_document(raw, currency="EUR")
    intro = read_document(raw | {"kind": "active_intro", "destination_url": None}, currency="EUR")

    assert code.currency == "EUR"
    assert code.window.model_dump() == {"days": 30, "from": "share"}
    assert intro.window.model_dump() == {"days": 90, "from": "introduction"}
    assert problems(raw) == [("/currency", "missing")]


def test_defaults_are_those_of_the_program_document() -> None:
    document = a_program()

    assert (document.touch, document.hold_days) == ("last", 30)
    assert (document.approval, document.on_refund) == ("automatic", "proportional")
    assert document.rewards[0].on == "sale"
    assert document.audience == ("clients",)
    assert document.places is None


def test_decimals_are_those_of_the_currency() -> None:
    yen = {"kind": "gift_card", "amount": {"fixed": "5000"}}
    broken = {"kind": "gift_card", "amount": {"fixed": "5000.00"}}

    assert read_document(raw_program(a_rule(give=yen), currency="JPY")).currency == "JPY"
    assert problems(raw_program(a_rule(give=broken), currency="JPY")) == [
        ("/rewards/0/give/amount/fixed", "too_many_decimals")
    ]


def test_a_clamped_limit_may_be_below_one_reward() -> None:
    document = read_document(
        raw_program(a_rule(limits=[MONTHLY | {"amount": "20.00", "clamp": True}]))
    )

    assert document.rewards[0].limits[0].clamp is True


def test_a_document_survives_json_and_stays_as_it_is() -> None:
    document = a_program(
        a_rule(when=[{"any": [{"not": NET_50}, IS_NEW]}]),
        approval={"above": "100.00"},
        limits=[{"per": "program", "in": "year", "count": 5}],
    )

    written = document.model_dump(mode="json")

    assert ProgramDocument.model_validate(written) == document
    assert written["rewards"][0]["when"][0]["any"][0]["not"]["field"] == "sale.net"
    assert written["limits"][0]["in"] == "year"
    with pytest.raises(ValidationError):
        document.name = "Another"  # type: ignore[misc]


def test_every_field_of_the_language_has_a_type_and_a_unit_in_the_schema() -> None:
    schema = ProgramDocument.model_json_schema()

    units = schema["$defs"]["Condition"]["properties"]["field"]["x-units"]

    assert set(units) == set(get_args(FieldName)) == set(FIELDS)
    assert units["sale.net"] == "money: amount in the program's currency"
