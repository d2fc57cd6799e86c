"""Orders as they come in and go out, in the form that Tremendous gives them."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson

from goodword.money import MAX_MINOR, Money
from rewards_worker.providers.sandbox.books import Entry
from rewards_worker.providers.sandbox.faults import Fate

MAX_TEXT_CHARS = 500
MAX_EXTERNAL_ID_CHARS = 100
MAX_DIGITS = 15
"""Bound on an amount before it is worked with: `1e999999` is a number, too."""

METHODS = ("EMAIL", "LINK", "PHONE")

EXECUTED = Fate()
"""What becomes of an order where nothing else is asked for."""

_PRODUCT = re.compile(r"[A-Z0-9]{4,20}")


class InvalidOrderError(Exception):
    """The order cannot be taken; the sentence says why."""


def read_order(body: bytes) -> dict[str, Any]:
    """The order in `body`, its numbers exact; InvalidOrderError where it is no JSON object."""
    try:
        order = json.loads(body, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError) as error:
        raise InvalidOrderError("the body is not JSON") from error
    if not isinstance(order, dict):
        raise InvalidOrderError("the body is not an object")
    return order


def external_id_of(order: Mapping[str, Any]) -> str:
    """The sender's own id of the order; InvalidOrderError where there is none."""
    return _text(order, "external_id", MAX_EXTERNAL_ID_CHARS)


def fields_of(order: Mapping[str, Any]) -> dict[str, str]:
    """What is kept of an order; InvalidOrderError says what is wrong with it."""
    reward = _part(order, "reward")
    value, recipient = _part(reward, "value"), _part(reward, "recipient")
    method = _text(_part(reward, "delivery"), "method", MAX_TEXT_CHARS)
    if method not in METHODS:
        raise InvalidOrderError(f"delivery.method is one of {', '.join(METHODS)}")
    _text(_part(order, "payment"), "funding_source_id", MAX_TEXT_CHARS)
    currency = _text(value, "currency_code", 3)
    return {
        "product": _product(reward),
        "denomination": _denomination(value, currency),
        "currency_code": currency,
        "name": _text(recipient, "name", MAX_TEXT_CHARS),
        "email": _text(recipient, "email", MAX_TEXT_CHARS),
        "method": method,
        "charity": _text(reward, "charity", MAX_TEXT_CHARS) if "charity" in reward else "",
    }


def show_order(
    entry: Entry, base_url: str, fate: Fate = EXECUTED, *, older: bool = False
) -> dict[str, Any]:
    """The order as an answer; `older` writes its reward as one object, as answers once did."""
    reward = {
        "id": entry.reward_id,
        "order_id": entry.id,
        "created_at": entry.created_at,
        "value": {
            "denomination": orjson.Fragment(entry.denomination),
            "currency_code": entry.currency_code,
        },
        "recipient": {"name": entry.name, "email": entry.email},
        "delivery": _delivery(entry, base_url, fate),
        **_receipt(entry),
    }
    refund = {"refund": {"total": orjson.Fragment(entry.denomination)}} if fate.refunded else {}
    return {
        "id": entry.id,
        "external_id": entry.external_id,
        "created_at": entry.created_at,
        "status": fate.status,
        "channel": "API",
        "payment": {
            "subtotal": orjson.Fragment(entry.denomination),
            "total": orjson.Fragment(entry.denomination),
            "fees": 0,
            "currency_code": entry.currency_code,
            **refund,
        },
        **({"reward": reward} if older else {"rewards": [reward]}),
    }


def link_of(entry: Entry, base_url: str) -> str:
    """Where a gift leads."""
    return f"{base_url}/gifts/{entry.token}"


def _delivery(entry: Entry, base_url: str, fate: Fate) -> dict[str, str]:
    delivery = {"method": entry.method, "status": fate.delivery}
    if entry.method == "LINK" and fate.status == "EXECUTED" and not fate.linkless:
        delivery["link"] = link_of(entry, base_url)
    return delivery


def _receipt(entry: Entry) -> dict[str, Any]:
    """Ours alone: the original lets its recipients give."""
    if not entry.charity:
        return {}
    return {"receipt": {"number": f"R-{entry.id}", "registration": entry.registration}}


def _part(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = whole.get(name)
    if not isinstance(part, dict):
        raise InvalidOrderError(f"{name} is missing")
    return part


def _text(whole: Mapping[str, Any], name: str, limit: int) -> str:
    text = whole.get(name)
    if not isinstance(text, str) or not 0 < len(text) <= limit:
        raise InvalidOrderError(f"{name} is a text of 1 to {limit} characters")
    return text


def _product(reward: Mapping[str, Any]) -> str:
    products = reward.get("products")
    if not isinstance(products, list) or len(products) != 1:
        raise InvalidOrderError("products names one product")
    if not isinstance(products[0], str) or not _PRODUCT.fullmatch(products[0]):
        raise InvalidOrderError("products names a product by 4 to 20 of A-Z and 0-9")
    return products[0]


def _denomination(value: Mapping[str, Any], currency: str) -> str:
    """The amount, digit for digit: a number in major units, never a text."""
    number = value.get("denomination")
    if not isinstance(number, Decimal):
        raise InvalidOrderError("denomination is a number, in major units")
    if number.adjusted() > MAX_DIGITS:
        raise InvalidOrderError("denomination is too large")
    try:
        money = Money.parse(number, currency)
    except ValueError as error:
        raise InvalidOrderError("denomination is no amount of this currency") from error
    if not 0 < money.minor <= MAX_MINOR:
        raise InvalidOrderError("denomination is above zero")
    return f"{money.major:f}"
