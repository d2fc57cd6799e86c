"""A business sets up a provider or a channel; secrets are sealed before they are kept anywhere."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from goodword.seal import Sealer
from goodword.setups import SetUp, name_of
from referral_api.db.businesses import set_ups
from referral_api.domain.businesses.set_up_events import settings_changed
from referral_api.domain.businesses.set_ups import check_kinds, read_set_up
from referral_api.domain.versions import check_version
from referral_api.use_cases.set_ups.look_up import form_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be set up, as it was written; `expected` are the versions it may replace."""

    kind: str
    settings: Mapping[str, Any]
    expected: Set[int] | None = None


async def put_set_up(
    business_id: UUID, wanted: Wanted, *, sealer: Sealer, session: AsyncSession
) -> tuple[Row[Any], bool]:
    """The set-up as it is now, and whether it is new; it is said where anything changed.

    Secrets that are not named stay. RejectedError `not_found` for an unknown kind,
    `version_conflict`, `invalid_settings` or `kind_taken`.
    """
    form = form_of(wanted.kind)
    row = await set_ups.claim_set_up(session, business_id, wanted.kind)
    there = row.body is not None
    check_version(row.version if there else 0, wanted.expected)
    kept = _opened(row, sealer)
    filled = read_set_up(form, wanted.settings, kept)
    family, _, name = wanted.kind.partition("-")
    others = await set_ups.set_ups_like(session, business_id, family)
    check_kinds(name, filled, [(name_of(one.kind), one.body) for one in others])
    if not there or (filled.body, filled.secrets) != (row.body, kept):
        await _save(row, filled, sealer, session)
    return await _shown(business_id, wanted.kind, session), not there


def _opened(row: Row[Any], sealer: Sealer) -> dict[str, str]:
    if row.sealed is None:
        return {}
    secrets: dict[str, str] = orjson.loads(sealer.open(row.sealed))
    return secrets


async def _save(row: Row[Any], filled: SetUp, sealer: Sealer, session: AsyncSession) -> None:
    secrets = filled.secrets
    columns = {
        "body": filled.body,
        "sealed": sealer.seal(orjson.dumps(secrets).decode()) if secrets else None,
        "secret_names": sorted(secrets),
    }
    after = await set_ups.change_set_up(session, row, columns)
    await say(session, [Said(settings_changed(after), after.seq, after.last_tx)])


async def _shown(business_id: UUID, kind: str, session: AsyncSession) -> Row[Any]:
    row = await set_ups.set_up_of(session, business_id, kind)
    assert row is not None, "it was just written"
    return row
