"""A referral became a sale: that counts for its referrer (R-ASK-08), and who introduced somebody is
looked in on some months later (R-ASK-05)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, SaleClosed, SaleReattributed
from notifier.db.asks import happenings
from notifier.domain.asks.happening import Happening, conversion_of
from notifier.use_cases.asks.plan_check_ins import plan_check_ins
from notifier.use_cases.messages.open_messages import check_seen


async def note_sales(batch: Sequence[Envelope[SaleClosed]], *, session: AsyncSession) -> None:
    """Keep of each sale that came of a referral whose merit it is. StateUnseenError where the
    referrer or the business is unknown yet."""
    referred = [one for one in batch if one.event.referral is not None]
    await _note([(one.id, conversion_of(one.event, one.seq)) for one in referred], session)


async def note_reattributions(
    batch: Sequence[Envelope[SaleReattributed]], *, session: AsyncSession
) -> None:
    """Keep whose merit each sale is now. As `note_sales`."""
    await _note([(one.id, conversion_of(one.event.sale, one.seq)) for one in batch], session)


async def _note(told: Sequence[tuple[UUID, Happening]], session: AsyncSession) -> None:
    """Of several words on one sale the newest counts; each is given with the event that told it."""
    if not told:
        return
    await check_seen(session, [(one.business_id, one.person_id, cause) for cause, one in told])
    in_order = sorted((one for _, one in told), key=lambda each: each.version)
    newest = {(one.business_id, one.id): one for one in in_order}
    saved = await happenings.save(session, list(newest.values()))
    await plan_check_ins(saved, session=session)
