"""A worker takes what businesses set up for it, and says whether it can use it."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from goodword.errors import PermanentError
from goodword.events import Envelope, SettingsChanged, SettingsChecked
from goodword.seal import Sealer
from goodword.setups import rows
from goodword.setups.reading import opened
from goodword.setups.registry import Family

SetUpKey = tuple[UUID, str, int]
"""Business, kind, version."""


async def apply_settings(
    batch: Sequence[Envelope[SettingsChanged]],
    *,
    family: Family,
    sealer: Sealer,
    session: AsyncSession,
) -> list[SetUpKey]:
    """Keep what is newer, and say of each whether it can be used; those that changed.

    Set-ups of the other family are another worker's.
    """
    newest: dict[tuple[UUID, str], SettingsChanged] = {}
    for event in (envelope.event for envelope in batch):
        known = newest.get((event.business_id, event.kind))
        if event.kind.startswith(f"{family}-") and (known is None or event.version > known.version):
            newest[event.business_id, event.kind] = event
    if not newest:
        return []
    checked = [rows.Checked(one, _mistakes(one, sealer)) for one in newest.values()]
    saved = await rows.save(session, checked)
    await _say(session, saved)
    return [(row.business_id, row.kind, row.version) for row in saved]


async def note_check(
    key: SetUpKey, errors: Sequence[str], *, session: AsyncSession, asked: bool = False
) -> None:
    """Say what using a set-up has shown, where that is news, or where it was `asked` for."""
    row = await rows.note(session, key, errors, asked=asked)
    if row is not None:
        await _say(session, [row], tested=asked)


def _mistakes(changed: SettingsChanged, sealer: Sealer) -> tuple[str, ...]:
    if changed.body is None:
        return ()
    try:
        opened(changed.kind, changed.body, changed.sealed, sealer)
    except PermanentError as error:
        return (str(error),)
    return ()


async def _say(session: AsyncSession, saved: Iterable[Any], *, tested: bool = False) -> None:
    service = session.info["service"]
    await say(
        session,
        [
            Said(
                SettingsChecked(
                    business_id=row.business_id,
                    kind=row.kind,
                    version=row.version,
                    service=service,
                    ok=row.ok,
                    errors=tuple(row.errors),
                    tested=tested,
                ),
                row.seq,
                row.last_tx,
            )
            for row in saved
        ],
    )
