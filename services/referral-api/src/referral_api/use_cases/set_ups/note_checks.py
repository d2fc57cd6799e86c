"""A worker has taken a set-up, or says what is wrong with it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, SettingsChecked
from referral_api.db.businesses.set_ups import save_checks


async def note_checks(batch: Sequence[Envelope[SettingsChecked]], *, session: AsyncSession) -> None:
    """Keep what was last said of each set-up."""
    newest: dict[tuple[object, str], Envelope[SettingsChecked]] = {}
    for envelope in batch:
        key = envelope.event.business_id, envelope.event.kind
        if key not in newest or envelope.seq > newest[key].seq:
            newest[key] = envelope
    await save_checks(session, [_row(envelope) for envelope in newest.values()])


def _row(envelope: Envelope[SettingsChecked]) -> dict[str, Any]:
    told = envelope.event
    return {
        "business_id": told.business_id,
        "kind": told.kind,
        "seq": envelope.seq,
        "version": told.version,
        "ok": told.ok,
        "errors": list(told.errors),
        "checked_at": envelope.time,
        "tested_at": envelope.time if told.tested else None,
    }
