"""Find out who posts to an address: the connection, and the secrets that may have signed."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from goodword.database import Database
from goodword.errors import Kind, RejectedError
from goodword.seal import Sealer
from referral_api.db.connections.connections import find_connection
from referral_api.domain.connections.about import NO_SETTINGS, ConnectionSettings
from referral_api.ports import Keys

REMEMBERED_S = 5.0
"""A connection that another process changed is heard on its old terms for this long at most."""

MAX_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Sender:
    """A connection as a webhook meets it; secrets are open here and are never shown."""

    connection_id: UUID
    business_id: UUID
    source: str
    secrets: tuple[str, ...] = field(repr=False)
    settings: ConnectionSettings = field(default_factory=lambda: NO_SETTINGS)
    keys: bytes = b""


class Senders:
    """Remembers connections for a moment, so that a burst of webhooks does not ask for each.

    `keys` are, by source, those of senders that sign with keys of their own.
    """

    def __init__(self, db: Database, sealer: Sealer, keys: Mapping[str, Keys]) -> None:
        self._db = db
        self._sealer = sealer
        self._keys = keys
        self._remembered: OrderedDict[UUID, tuple[float, Sender]] = OrderedDict()

    async def find(self, connection_id: UUID, *, anew: bool = False) -> Sender:
        """The sender behind an address, `anew` not from memory; RejectedError where it is none,
        TransientError where its keys cannot be had now."""
        found = None if anew else self._remembered.get(connection_id)
        now = asyncio.get_running_loop().time()
        if found and now - found[0] < REMEMBERED_S:
            return found[1]
        sender = await self._load(connection_id)
        self._remembered[connection_id] = (now, sender)
        self._remembered.move_to_end(connection_id)
        if len(self._remembered) > MAX_REMEMBERED:
            self._remembered.popitem(last=False)
        return sender

    def forget(self, connection_id: UUID) -> None:
        """Ask again at the next webhook: it was changed here."""
        self._remembered.pop(connection_id, None)

    async def _load(self, connection_id: UUID) -> Sender:
        async with self._db.begin() as session:
            row = await find_connection(session, connection_id)
        if row is None:
            self.forget(connection_id)
            raise RejectedError(
                "connection_not_found",
                "There is no such connection; use the `url` that it was created with.",
                kind=Kind.NOT_FOUND,
            )
        sealed = [row.secret, *([row.previous_secret] if row.previous_is_good else [])]
        secrets = tuple(self._sealer.open(each) for each in sealed)
        keys = await self._keys[row.source].current() if row.source in self._keys else b""
        return Sender(connection_id, row.business_id, row.source, secrets, row.settings, keys)
