"""Orders and refunds as Shopify sends them, signed as Shopify signs them."""

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any


def _order_number() -> int:
    return 10**12 + secrets.randbelow(10**12)


@dataclass(frozen=True, slots=True)
class Order:
    """A paid order of one line of goods, without tax and shipping; `total` in major units."""

    total: str
    buyer_email: str
    buyer_name: str = "Ben Buyer"
    code: str | None = None
    currency: str = "USD"
    id: int = field(default_factory=_order_number)

    @property
    def buyer_id(self) -> int:
        """The shop's own number of the buyer, always the same for an address."""
        digest = hashlib.sha256(self.buyer_email.encode()).digest()
        return int.from_bytes(digest[:6], "big")

    def paid(self) -> dict[str, Any]:
        """The body of `orders/paid`."""
        given, _, family = self.buyer_name.partition(" ")
        now = datetime.now(UTC).isoformat(timespec="seconds")
        codes = [{"code": self.code, "amount": "0.00", "type": "fixed_amount"}] if self.code else []
        return {
            "id": self.id,
            "name": f"#{self.id % 10000}",
            "created_at": now,
            "processed_at": now,
            "updated_at": now,
            "cancelled_at": None,
            "financial_status": "paid",
            "test": False,
            "currency": self.currency,
            "taxes_included": False,
            "total_price": self.total,
            "subtotal_price": self.total,
            "total_discounts": "0.00",
            "total_tax": "0.00",
            "discount_codes": codes,
            "note_attributes": [],
            "email": self.buyer_email,
            "customer": {
                "id": self.buyer_id,
                "email": self.buyer_email,
                "first_name": given,
                "last_name": family,
            },
            "line_items": [self._line()],
            "shipping_lines": [],
            "tax_lines": [],
            "refunds": [],
        }

    def _line(self) -> dict[str, Any]:
        return {
            "id": self.id + 1,
            "product_id": 7001,
            "title": "Walnut cutting board",
            "quantity": 1,
            "price": self.total,
            "total_discount": "0.00",
            "discount_allocations": [],
            "tax_lines": [],
            "gift_card": False,
        }

    def refunded(self, amount: str, *, number: int = 1) -> dict[str, Any]:
        """The body of `refunds/create` for goods worth `amount`; `number` tells refunds apart."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return {
            "id": self.id + 1000 + number,
            "order_id": self.id,
            "created_at": now,
            "processed_at": now,
            "note": None,
            "order_adjustments": [],
            "refund_line_items": [
                {
                    "id": self.id + 2000 + number,
                    "line_item_id": self.id + 1,
                    "quantity": 1,
                    "subtotal": float(Decimal(amount)),
                    "total_tax": 0.0,
                    "line_item": self._line(),
                }
            ],
            "refund_shipping_lines": [],
            "transactions": [
                {
                    "id": self.id + 3000 + number,
                    "order_id": self.id,
                    "kind": "refund",
                    "status": "success",
                    "amount": amount,
                    "currency": self.currency,
                }
            ],
        }


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook as it goes over the wire; sent again, it is the same to the byte."""

    topic: str
    body: bytes
    headers: dict[str, str]


def signed(topic: str, content: dict[str, Any], secret: str) -> Delivery:
    """The request that Shopify would send for `topic`, with an id of its own."""
    body = json.dumps(content, indent=2).encode()
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    headers = {
        "Content-Type": "application/json",
        "X-Shopify-Topic": topic,
        "X-Shopify-Webhook-Id": secrets.token_hex(16),
        "X-Shopify-Shop-Domain": "demo.myshopify.com",
        "X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode(),
    }
    return Delivery(topic, body, headers)
