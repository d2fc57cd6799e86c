"""Give an endpoint a new secret, without a message that cannot be verified."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.seal import Sealer
from referral_api.db.endpoints.endpoints import replace_secret
from referral_api.domain.endpoints.message import new_secret
from referral_api.use_cases.endpoints.look_up import known_endpoint

OVERLAP_S: Final = 24 * 3600
"""How long the old secret signs beside the new one, so that a receiver has a day to change it."""


async def rotate_endpoint_secret(
    business_id: UUID, endpoint_id: UUID, *, sealer: Sealer, session: AsyncSession
) -> tuple[Row[Any], str]:
    """The endpoint and its new secret, which is shown this once. RejectedError `not_found`."""
    row = await known_endpoint(business_id, endpoint_id, session=session, lock=True)
    secret = new_secret()
    await replace_secret(session, row, sealer.seal(secret), OVERLAP_S)
    return await known_endpoint(business_id, endpoint_id, session=session), secret
