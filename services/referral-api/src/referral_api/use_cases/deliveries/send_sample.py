"""Try a connection: a sample, signed as its sender signs, goes the way of every webhook."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.errors import Kind, RejectedError
from goodword.seal import Sealer
from referral_api.db.connections.deliveries import insert_deliveries
from referral_api.domain.connections.address import address
from referral_api.ports import Source
from referral_api.use_cases.connections.find_sender import Sender
from referral_api.use_cases.connections.get_connection import get_connection
from referral_api.use_cases.deliveries.read_webhook import Webhook, is_signed, read_webhook


@dataclass(frozen=True, slots=True)
class Signing:
    """What a webhook of our own is made with."""

    sources: Mapping[str, Source]
    sealer: Sealer
    public_url: str


async def send_sample(
    business_id: UUID, connection_id: UUID, *, signing: Signing, session: AsyncSession
) -> UUID:
    """The id of the delivery, which is marked as a test: nobody ever earns by it.

    RejectedError `not_found`, or `connection_disabled` where a sender would be answered 404.
    """
    row = await get_connection(business_id, connection_id, session=session)
    if row.status != "active":
        detail = "The connection is disabled; set its status to active, then try it."
        raise RejectedError("connection_disabled", detail, kind=Kind.CONFLICT)
    sources, secret = signing.sources, signing.sealer.open(row.secret)
    sender = Sender(connection_id, business_id, row.source, (secret,), row.settings)
    url = address(signing.public_url, connection_id)
    name = f"goodword-test-{ids.new()}"
    sample = sources[row.source].sample(name, datetime.now(UTC), secret, url)
    posted_to = f"{url}?{sample.query}" if sample.query else url
    webhook = Webhook(connection_id, sample.headers, sample.body, posted_to)
    assert is_signed(webhook, sender, sources), "a source verifies what it signs"
    delivery = read_webhook(webhook, sender, sources, test=True)
    await insert_deliveries(session, [delivery])
    return delivery.id
