"""Nobody writes to these addresses any more, or not what is not owed to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from goodword.events import ContactSuppressed
from goodword.seal import Hasher
from referral_api.db.people.suppressions import add_suppression
from referral_api.domain.people.person import CHANNELS, Identifier


@dataclass(frozen=True, slots=True)
class Why:
    """How far it goes, and the reason that is said."""

    scope: Literal["all", "marketing"]
    reason: Literal["withdrawn", "erased", "unsubscribed"]


WITHDRAWN = Why("all", "withdrawn")
"""They said no, so nothing is written to them."""

UNSUBSCRIBED = Why("marketing", "unsubscribed")
"""They want no more letters, but for those about what is owed."""

ERASED = Why("marketing", "erased")
"""With them go their preferences and the consents they took back; this stands for all of it."""


async def suppress_addresses(
    business_id: UUID,
    known_by: Iterable[Identifier],
    why: Why,
    *,
    hasher: Hasher,
    session: AsyncSession,
) -> None:
    """Keep the addresses among these identifiers as keyed hashes; each is said once for ever."""
    said = []
    # In order, so that two who suppress the same addresses never wait for each other in a circle.
    for identifier in sorted(known_by):
        channel = CHANNELS.get(identifier.kind)
        if channel is None:
            continue
        values: dict[str, Any] = {
            "business_id": business_id,
            "address_hash": hasher.address(business_id, channel, identifier.value),
            "channel": channel,
            "scope": why.scope,
            "reason": why.reason,
        }
        row = await add_suppression(session, values)
        if row is not None:
            event = ContactSuppressed.model_validate(values)
            said.append(Said(event, row.seq, row.last_tx))
    await say(session, said)
