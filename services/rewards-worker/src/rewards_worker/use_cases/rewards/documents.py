"""The documents of published versions. Versions never change, so each is read and parsed once."""

from collections.abc import Iterable, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.programs import ProgramDocument, read_document
from rewards_worker.db.programs import VersionKey, documents

MAX_KEPT = 2048
"""Bound on the documents kept in memory; the oldest goes first."""

_kept: dict[VersionKey, ProgramDocument] = {}


async def documents_of(
    wanted: Iterable[VersionKey], *, session: AsyncSession
) -> Mapping[VersionKey, ProgramDocument]:
    """Those of these versions that we know."""
    keys = set(wanted)
    unread = keys - _kept.keys()
    if unread:
        for key, raw in (await documents(session, unread)).items():
            _keep(key, read_document(raw))
    return {key: _kept[key] for key in keys if key in _kept}


def _keep(key: VersionKey, document: ProgramDocument) -> None:
    if len(_kept) >= MAX_KEPT:
        del _kept[next(iter(_kept))]
    _kept[key] = document
