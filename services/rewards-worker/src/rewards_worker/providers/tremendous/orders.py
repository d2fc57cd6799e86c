"""An order as Tremendous takes it: the exact bytes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypeAlias

import orjson

from goodword.errors import PermanentError
from rewards_worker.ports import Order

Method: TypeAlias = Literal["EMAIL", "LINK"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How one business orders there.

    A kind of gift is what `products` lists for it, else whatever `campaign_id` offers. `method`:
    Tremendous writes to the beneficiary (`EMAIL`), or gives us a link to pass on (`LINK`).
    """

    products: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    campaign_id: str | None = None
    funding_source_id: str = "BALANCE"
    method: Method = "LINK"
    sender_name: str | None = None


def compose_order(order: Order, terms: Terms) -> bytes:
    """The request body; PermanentError for what these terms do not cover."""
    products = terms.products.get(order.kind, ())
    if not products and terms.campaign_id is None:
        raise PermanentError(f"no products and no campaign are set up for a {order.kind}")
    if order.amount is None or order.recipient_email is None:
        raise PermanentError(f"a {order.kind} needs an amount of money and an e-mail address")
    reward: dict[str, Any] = {
        "value": {
            "denomination": _number(order.amount.major),
            "currency_code": order.amount.currency,
        },
        "recipient": {"name": order.recipient_name, "email": order.recipient_email},
        "delivery": _delivery(terms),
    }
    if products:
        reward["products"] = list(products)
    if terms.campaign_id is not None:
        reward["campaign_id"] = terms.campaign_id
    return orjson.dumps(
        {
            "external_id": str(order.key),
            "payment": {"funding_source_id": terms.funding_source_id},
            "reward": reward,
        }
    )


def _delivery(terms: Terms) -> dict[str, Any]:
    if terms.method == "EMAIL" and terms.sender_name:
        return {"method": "EMAIL", "meta": {"sender_name": terms.sender_name}}
    return {"method": terms.method}


def _number(major: Decimal) -> orjson.Fragment:
    """The amount as a JSON number in major units, digit for digit; a float could not promise it."""
    return orjson.Fragment(f"{major:f}")
