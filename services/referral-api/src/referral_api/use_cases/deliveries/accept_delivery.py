"""Accept a webhook: verified on its raw bytes, kept, and only then acknowledged."""

from dataclasses import dataclass
from uuid import UUID

from goodword.errors import Kind, RejectedError
from referral_api.domain.connections.about import Reply
from referral_api.use_cases.connections.find_sender import Sender
from referral_api.use_cases.deliveries.intake import Intake
from referral_api.use_cases.deliveries.meters import UNKNOWN
from referral_api.use_cases.deliveries.read_webhook import (
    Webhook,
    incoming,
    is_signed,
    read_webhook,
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """`delivery_id` is None where nothing new was kept; `reply` is what the sender insists on."""

    delivery_id: UUID | None
    reply: Reply | None


async def accept_delivery(webhook: Webhook, *, intake: Intake) -> Accepted:
    """Keep a webhook; its delivery's id once that is committed, None where it was here before.

    RejectedError where the connection is unknown or no secret of it signed these bytes: nothing is
    kept then. TransientError where it cannot be kept now: the sender will repeat it.
    """
    sender = await _sender(webhook, intake, anew=False)
    about = intake.sources[sender.source].ABOUT
    if greeting := about.greet(incoming(webhook, sender)):
        return Accepted(None, greeting)
    sender = await _verified(webhook, intake)
    delivery = read_webhook(webhook, sender, intake.sources)
    is_new = await intake.writer.keep(delivery)
    intake.meters.note(sender.source, "accepted" if is_new else "duplicate")
    return Accepted(delivery.id if is_new else None, about.reply)


async def _verified(webhook: Webhook, intake: Intake) -> Sender:
    # Asked anew before it is refused: the secret may have been changed a moment ago.
    for anew in (False, True):
        sender = await _sender(webhook, intake, anew=anew)
        if is_signed(webhook, sender, intake.sources):
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
