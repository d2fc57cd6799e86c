"""Accept a webhook: verified on its raw bytes, kept, and only then acknowledged."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import orjson

from goodword import ids
from goodword.errors import Kind, RejectedError
from goodword.observability.tracing import current_traceparent
from referral_api.db.connections.deliveries import NewDelivery
from referral_api.ports import Label
from referral_api.use_cases.connections.find_sender import Sender
from referral_api.use_cases.deliveries.intake import Intake
from referral_api.use_cases.deliveries.meters import UNKNOWN

MAX_LABEL_CHARS = 255
MAX_HEADER_CHARS = 1000


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request as it came; header names in lower case."""

    connection_id: UUID
    headers: Mapping[str, str]
    body: bytes


async def accept_delivery(webhook: Webhook, *, intake: Intake) -> UUID | None:
    """Keep a webhook; its delivery's id once that is committed, None where it was here before.

    RejectedError where the connection is unknown or no secret of it signed these bytes: nothing is
    kept then. TransientError where it cannot be kept now: the sender will repeat it.
    """
    sender = await _verified(webhook, intake)
    source = intake.sources[sender.source]
    label = source.label(webhook.headers, webhook.body)
    delivery = NewDelivery(
        business_id=sender.business_id,
        id=ids.new(),
        connection_id=sender.connection_id,
        external_id=_identity(label, webhook.body),
        # A topic may be read from the body, and PostgreSQL takes no NUL.
        topic=label.topic[:MAX_LABEL_CHARS].replace("\0", "\ufffd"),
        raw=webhook.body,
        headers=orjson.dumps(_kept(webhook.headers, source.KEPT_HEADERS)).decode(),
        traceparent=current_traceparent(),
    )
    is_new = await intake.writer.keep(delivery)
    intake.meters.note(sender.source, "accepted" if is_new else "duplicate")
    return delivery.id if is_new else None


async def _verified(webhook: Webhook, intake: Intake) -> Sender:
    # Asked anew before it is refused: the secret may have been changed a moment ago.
    for anew in (False, True):
        sender = await _sender(webhook, intake, anew=anew)
        source = intake.sources[sender.source]
        if source.verify(webhook.headers, webhook.body, sender.secrets, datetime.now(UTC)):
            return sender
    intake.meters.note(sender.source, "refused")
    raise RejectedError(
        "invalid_signature",
        "No secret of this connection signed these bytes; check the secret and the clock.",
        kind=Kind.UNAUTHENTICATED,
    )


async def _sender(webhook: Webhook, intake: Intake, *, anew: bool) -> Sender:
    try:
        return await intake.senders.find(webhook.connection_id, anew=anew)
    except RejectedError:
        intake.meters.note(UNKNOWN, "refused")
        raise


def _identity(label: Label, body: bytes) -> str:
    """What makes it one delivery: the sender's id of it, else all that it says."""
    if label.external_id and len(label.external_id) <= MAX_LABEL_CHARS:
        return label.external_id
    said = "\n".join((label.external_id or "", label.topic)).encode() + b"\n" + body
    return f"sha256:{hashlib.sha256(said).hexdigest()}"


def _kept(headers: Mapping[str, str], beginnings: tuple[str, ...]) -> dict[str, str]:
    return {
        name: value[:MAX_HEADER_CHARS]
        for name, value in headers.items()
        if name.startswith(beginnings)
    }
