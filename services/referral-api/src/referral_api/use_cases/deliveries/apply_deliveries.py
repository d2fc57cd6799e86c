"""Turn deliveries into facts: claim, translate, apply and settle in one transaction."""

from collections.abc import Mapping, Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import Database, is_retryable, scope
from goodword.errors import RejectedError, TransientError
from goodword.observability.tracing import consuming
from goodword.seal import Hasher, Sealer
from referral_api.db.connections.deliveries import Settled, claim_deliveries, settle_deliveries
from referral_api.ports import Source
from referral_api.use_cases.deliveries.apply_translated import apply_translated
from referral_api.use_cases.deliveries.translated import Claimed, Translated, failed, translate

BATCH = 100
MAX_BATCH_BYTES = 16 << 20

log = structlog.get_logger()


async def apply_deliveries(
    db: Database, *, sources: Mapping[str, Source], hasher: Hasher, sealer: Sealer
) -> int:
    """Apply the oldest deliveries that are due; how many were claimed, of which none is lost.

    A batch that fails on data or code is done again one by one, and what fails alone is `failed`
    with its reason. Errors of the database that may pass are raised: nothing was done then.
    """
    async with db.begin() as session:
        claimed = await claim_deliveries(session, BATCH, MAX_BATCH_BYTES)
        if not claimed:
            return 0
        await scope(session, {row.business_id for row in claimed})
        translated = [translate(Claimed.of(row), sources) for row in claimed]
        with consuming(translated):
            settled = await apply_batch(session, translated, hasher, sealer)
        await settle_deliveries(session, settled)
    return len(claimed)


async def apply_batch(
    session: AsyncSession, translated: Sequence[Translated], hasher: Hasher, sealer: Sealer
) -> list[Settled]:
    """What comes of a batch: as a whole, and where that fails of each by itself."""
    try:
        async with session.begin_nested():
            return await apply_translated(translated, session=session, hasher=hasher, sealer=sealer)
    except Exception as error:
        if may_pass(error):
            raise
        if len(translated) == 1:
            log.exception("delivery failed", delivery_id=str(translated[0].id))
            return [failed(translated[0], _reason(error))]
    return [
        settled
        for each in translated
        for settled in await apply_batch(session, [each], hasher, sealer)
    ]


def may_pass(error: Exception) -> bool:
    """Whether the same work may well succeed later."""
    return isinstance(error, TransientError) or is_retryable(error)


def _reason(error: Exception) -> str:
    """What went wrong, without the statement and its parameters, which hold personal data."""
    if isinstance(error, RejectedError):
        return error.detail
    return f"It could not be applied ({type(error).__name__}); see the log."
