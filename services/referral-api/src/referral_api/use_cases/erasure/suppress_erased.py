"""Whoever was erased is not asked for anything again, however their address comes back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from goodword.events import ContactSuppressed
from referral_api.db.suppressions import add_suppression
from referral_api.domain.people.person import Identifier
from referral_api.use_cases.erasure.tools import Eraser

_CHANNELS = {"email": "email", "phone": "sms"}


async def suppress_erased(
    business_id: UUID, known_by: Sequence[Identifier], *, eraser: Eraser, session: AsyncSession
) -> None:
    """Suppress what is not owed to them (scope `marketing`) to their addresses, as keyed hashes.

    With them go their preferences and the consents they took back, so this stands for all of it.
    """
    said = []
    for identifier in sorted(known_by):
        channel = _CHANNELS.get(identifier.kind)
        if channel is None:
            continue
        values: dict[str, Any] = {
            "business_id": business_id,
            "address_hash": eraser.hasher.address(business_id, channel, identifier.value),
            "channel": channel,
            "scope": "marketing",
            "reason": "erased",
        }
        row = await add_suppression(session, values)
        if row is not None:
            event = ContactSuppressed.model_validate(values)
            said.append(Said(event, row.seq, row.last_tx))
    await say(session, said)
