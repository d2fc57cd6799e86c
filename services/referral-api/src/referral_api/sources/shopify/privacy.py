"""The three privacy topics, which every app must carry out within 30 days.

A topic is not signed, so that what is asked is told from the members that the body has: no other
body of a shop, sent once more under another topic, can erase anybody.
"""

from typing import Any

from pydantic import BaseModel

from referral_api.domain.connections.delivery import Translation, UnreadableError
from referral_api.domain.people.person import Identifier, identifiers_of
from referral_api.domain.people.privacy import DataAsked, ErasureAsked, ShopErasureAsked
from referral_api.domain.people.sought import Sought
from referral_api.sources.json_body import read_object
from referral_api.sources.reading import Id, Many, read
from referral_api.sources.shopify.payload import Customer

SOURCE = "shopify"
TOPICS = frozenset({"customers/data_request", "customers/redact", "shop/redact"})

_OF_SHOP = frozenset({"shop_id", "shop_domain"})


class _Request(BaseModel):
    shop_domain: str
    customer: Customer
    orders_requested: Many[Id] = []
    orders_to_redact: Many[Id] = []


def read_privacy(body: bytes) -> Translation:
    """What is asked; UnreadableError for a body that is none of the three."""
    told: dict[str, Any] = read_object(body)
    if told.keys() == _OF_SHOP:
        return (ShopErasureAsked(source=SOURCE),)
    if not told.keys() >= _OF_SHOP or "customer" not in told:
        raise UnreadableError("This is no request about a customer's or a shop's data.")
    request = read(_Request, body)
    known_by = _known_by(request.customer)
    if "data_request" in told:
        sales = tuple(request.orders_requested)
        return (DataAsked(source=SOURCE, known_by=known_by, sales=sales),)
    if "orders_to_redact" in told:
        return (_erasure(request, known_by),)
    raise UnreadableError("It neither asks for a customer's data nor for their erasure.")


def _erasure(request: _Request, known_by: tuple[Identifier, ...]) -> ErasureAsked:
    customer, sales = request.customer, tuple(request.orders_to_redact)
    # As written too: a number without its country is none that we could compare otherwise.
    written = [Identifier("phone", "", customer.phone)] if customer.phone else []
    orders = [Identifier("external", SOURCE, each) for each in sales]
    sought = Sought.known_by([*known_by, *written, *orders])
    return ErasureAsked(source=SOURCE, known_by=known_by, sales=sales, sought=sought)


def _known_by(customer: Customer) -> tuple[Identifier, ...]:
    return identifiers_of(
        external_id=(SOURCE, customer.id) if customer.id else None,
        email=customer.email,
        phone=customer.phone,
    )
