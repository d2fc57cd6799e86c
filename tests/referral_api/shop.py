"""A shop that posts to the API as Shopify does."""

from dataclasses import dataclass
from itertools import count

from tests.referral_api.shopify import headers, raw

from referral_api.sources import SOURCES
from referral_api.use_cases.deliveries.apply_deliveries import apply_deliveries


@dataclass
class Shop:
    """`post` sends a body as a webhook; `apply` does what the applier's loop does."""

    http: object
    db: object
    connection: dict
    hasher: object
    sealer: object

    _numbers = count(1)

    async def post(self, body, *, topic="orders/paid", delivery_id=None, secret=None):
        sent = body if isinstance(body, bytes) else raw(body)
        given = headers(
            secret or self.connection["secret"],
            sent,
            topic=topic,
            delivery_id=delivery_id or f"delivery-{next(self._numbers)}",
        )
        return await self.http.post(self.path, content=sent, headers=given)

    async def apply(self):
        """Until nothing is due any more; how many were claimed."""
        claimed = 0
        keys = {"hasher": self.hasher, "sealer": self.sealer}
        while found := await apply_deliveries(self.db, sources=SOURCES, **keys):
            claimed += found
        return claimed

    @property
    def path(self):
        return f"/webhooks/{self.connection['id']}"


def new_connection(source):
    """The body that sets up a source, with the settings that it cannot do without."""
    about = SOURCES[source].ABOUT
    settings = {each.name: each.example for each in about.settings if each.required}
    return {"source": source, "name": source, "settings": settings}
