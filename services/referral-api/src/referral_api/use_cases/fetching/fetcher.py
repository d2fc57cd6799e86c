"""What asking senders works with, and who is asked for one connection."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus.signal import Signal
from goodword.database import Database
from goodword.errors import PermanentError
from goodword.seal import Sealer
from referral_api.db.connections.connections import lock_connection
from referral_api.db.connections.deliveries import NewDelivery
from referral_api.domain.businesses.rates import Rates
from referral_api.domain.connections.about import ConnectionSettings
from referral_api.domain.connections.wanted import Fetched
from referral_api.ports import Asking, Client, OpenClient
from referral_api.use_cases.connections.create_connection import opened_credentials


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Made once by `main`. `pace` is how often one connection's sender is asked, `arrived` is set
    when something was fetched."""

    db: Database
    sealer: Sealer
    clients: Mapping[str, OpenClient]
    http: httpx.AsyncClient
    pace: Rates
    arrived: Signal

    async def client(
        self, business_id: UUID, connection_id: UUID, session: AsyncSession
    ) -> Client | None:
        """Who asks the sender of a connection; None where nobody does, or it is not listened to.

        PermanentError where its credentials are missing or cannot be opened.
        """
        row = await lock_connection(session, business_id, connection_id)
        if row is None or row.status != "active" or row.source not in self.clients:
            return None
        settings: ConnectionSettings = row.settings
        try:
            credentials = opened_credentials(row, self.sealer)
        except ValueError as error:
            raise PermanentError("the credentials cannot be opened: set them again") from error
        asking = Asking(self.http, self.pace, connection_id, settings, credentials)
        return self.clients[row.source](asking)


def delivery_of_fetched(business_id: UUID, connection_id: UUID, fetched: Fetched) -> NewDelivery:
    """It goes the way of every webhook, once for each of its states."""
    return NewDelivery(
        business_id=business_id,
        id=ids.new(),
        connection_id=connection_id,
        external_id=fetched.external_id[:255],
        topic=fetched.topic,
        raw=fetched.body,
        headers="{}",
        traceparent=None,
    )
