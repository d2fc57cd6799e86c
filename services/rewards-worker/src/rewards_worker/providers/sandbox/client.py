"""The client of the sandbox, and the pattern for every provider that has an HTTP API."""

from datetime import timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

import httpx
import orjson

from goodword.errors import PermanentError
from rewards_worker.ports import NotFound, Order, Outcome
from rewards_worker.providers.api import Api
from rewards_worker.providers.exchange import TIMEOUT_S, refused_set_up
from rewards_worker.providers.tremendous.answers import read_inquiry, read_submission

PRODUCTS: Final = {
    "gift_card": "SANDBOXGIFTCARD",
    "restaurant_certificate": "SANDBOXRESTAURANT",
    "cash": "SANDBOXCASH",
    "charity_donation": "SANDBOXCHARITY",
}
"""What it issues, by kind of gift."""


class SandboxProvider:
    """Orders at the sandbox behind `base_url`, with `token`. The gift's link is handed to us."""

    name: Final = "sandbox"
    key_window: Final = timedelta(days=30)
    can_inquire: Final = True

    def __init__(
        self,
        base_url: str,
        token: str,
        client: httpx.AsyncClient,
        *,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._api = Api(base_url, token, client, timeout_s)

    def compose(self, order: Order) -> bytes:
        """The order as the sandbox takes it; PermanentError for a kind that it does not issue."""
        if order.kind not in PRODUCTS or order.amount is None or order.recipient_email is None:
            raise PermanentError(f"the sandbox issues no such {order.kind}")
        charity = {"charity": order.where} if order.kind == "charity_donation" else {}
        if charity and not order.where:
            raise PermanentError("nobody has said to which charity to give")
        return orjson.dumps(
            {
                "external_id": str(order.key),
                "payment": {"funding_source_id": "BALANCE"},
                "reward": {
                    "products": [PRODUCTS[order.kind]],
                    **charity,
                    "value": {
                        "denomination": _number(order.amount.major),
                        "currency_code": order.amount.currency,
                    },
                    "recipient": {"name": order.recipient_name, "email": order.recipient_email},
                    "delivery": {"method": "LINK"},
                },
            }
        )

    async def submit(self, request: bytes, key: UUID) -> Outcome:
        answer = await self._api.call("POST", "/orders", request)
        return read_submission(answer, key)

    async def inquire(self, key: UUID) -> Outcome | NotFound:
        answer = await self._api.call("GET", f"/orders/{key}")
        return read_inquiry(answer, key)

    async def check(self) -> None:
        answer = await self._api.call("GET", "/orders")
        if error := refused_set_up(answer):
            raise error


def _number(major: Decimal) -> orjson.Fragment:
    """The amount as a JSON number, digit for digit; a float could not promise that."""
    return orjson.Fragment(f"{major:f}")
