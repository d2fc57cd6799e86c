"""A webhook as it came, and the delivery that is kept of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import orjson

from goodword import ids
from goodword.observability.tracing import current_traceparent
from referral_api.db.connections.deliveries import NewDelivery
from referral_api.domain.connections.about import Incoming
from referral_api.ports import Label, Source
from referral_api.use_cases.connections.find_sender import Sender

MAX_LABEL_CHARS = 255
MAX_HEADER_CHARS = 1000


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request as it came; header names in lower case, `url` with what came behind its `?`."""

    connection_id: UUID
    headers: Mapping[str, str]
    body: bytes
    url: str = ""


def incoming(webhook: Webhook, sender: Sender) -> Incoming:
    """The request as its source reads it."""
    return Incoming(webhook.headers, webhook.body, webhook.url, sender.settings, sender.keys)


def is_signed(webhook: Webhook, sender: Sender, sources: Mapping[str, Source]) -> bool:
    """Whether one of the sender's secrets signed these bytes, now."""
    source = sources[sender.source]
    return source.verify(incoming(webhook, sender), sender.secrets, datetime.now(UTC))


def read_webhook(
    webhook: Webhook, sender: Sender, sources: Mapping[str, Source], *, test: bool = False
) -> NewDelivery:
    """The delivery of a webhook that was verified; `test` where we sent it ourselves."""
    source = sources[sender.source]
    label = source.label(incoming(webhook, sender))
    return NewDelivery(
        business_id=sender.business_id,
        id=ids.new(),
        connection_id=sender.connection_id,
        external_id=identity(label, webhook.body),
        # A topic may be read from the body, and PostgreSQL takes no NUL.
        topic=label.topic[:MAX_LABEL_CHARS].replace("\0", "\ufffd"),
        raw=webhook.body,
        headers=orjson.dumps(_kept(webhook.headers, source.KEPT_HEADERS)).decode(),
        traceparent=current_traceparent(),
        test=test,
    )


def identity(label: Label, body: bytes) -> str:
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
