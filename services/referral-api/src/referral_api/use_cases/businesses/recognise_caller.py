"""Who is calling: the API key behind a token."""

import hmac
from dataclasses import dataclass
from uuid import UUID

from goodword.database import Database, scope
from goodword.errors import Kind, RejectedError
from referral_api.db.businesses.businesses import find_api_key, touch_api_key
from referral_api.domain.businesses.api_keys import read_key


@dataclass(frozen=True, slots=True)
class Caller:
    """A business that calls with one of its keys."""

    business_id: UUID
    key_id: UUID
    mode: str
    scopes: frozenset[str]


async def recognise_caller(token: str, *, db: Database) -> Caller:
    """The caller; RejectedError `invalid_api_key` for anything but a living key.

    Asked anew for each request: a key that is deleted opens nothing from then on.
    """
    key = read_key(token)
    if key is None:
        raise _unknown()
    async with db.begin() as session:
        found = await find_api_key(session, key.public_id)
        if found is None or not hmac.compare_digest(found.hashed, key.hashed):
            raise _unknown()
        if found.stale:
            await scope(session, [found.business_id])
            await touch_api_key(session, found.business_id, found.key_id)
    return Caller(found.business_id, found.key_id, found.mode, frozenset(found.scopes))


def _unknown() -> RejectedError:
    return RejectedError(
        "invalid_api_key",
        "Send a valid API key: `Authorization: Bearer gw_live_…` or `gw_test_…`.",
        kind=Kind.UNAUTHENTICATED,
    )
