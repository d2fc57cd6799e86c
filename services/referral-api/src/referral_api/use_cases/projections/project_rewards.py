"""Keep what rewards-worker tells of rewards, for the reads of the API."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, RewardIssued, RewardSnapshot
from referral_api.db.projections.decisions import settle_decisions
from referral_api.db.projections.rewards import save_rewards
from referral_api.use_cases.projections.feed_events import feed_events


async def project_rewards(
    batch: Sequence[Envelope[RewardSnapshot]], *, session: AsyncSession
) -> None:
    """Keep each reward as its newest snapshot has it, which decisions were applied, and all of it
    in the feed."""
    newest: dict[tuple[UUID, UUID], Envelope[RewardSnapshot]] = {}
    for envelope in batch:
        key = (envelope.business_id, envelope.event.reward_id)
        known = newest.get(key)
        if known is None or envelope.event.version > known.event.version:
            newest[key] = envelope
    await save_rewards(session, [_row(envelope) for envelope in newest.values()])
    await settle_decisions(session, [_applied(one) for one in batch if one.event.decided])
    await feed_events(batch, session=session)


def _applied(envelope: Envelope[RewardSnapshot]) -> dict[str, Any]:
    return {
        "business_id": envelope.business_id,
        "id": envelope.event.decided,
        "status": "applied",
        "settled_at": envelope.time,
    }


def _row(envelope: Envelope[RewardSnapshot]) -> dict[str, Any]:
    told = envelope.event
    handover = told.handover if isinstance(told, RewardIssued) else None
    return {
        "business_id": told.business_id,
        "id": told.reward_id,
        "version": told.version,
        "status": told.status,
        "beneficiary_id": told.beneficiary_id,
        "to": told.to,
        "kind": told.kind,
        "currency": told.amount.currency if told.amount else None,
        "amount_minor": told.amount.minor if told.amount else None,
        "original_minor": told.original.minor if told.original else None,
        "recovery_minor": told.recovery.minor if told.recovery else None,
        "points": told.points,
        "percent_off": told.percent_off,
        "referral_id": told.referral_id,
        "sale_id": told.sale_id,
        "program_id": told.program_id,
        "program_version": told.program_version,
        "rule": told.rule,
        "hold_until": told.hold_until,
        "reason": told.reason,
        "verdict": told.verdict,
        "provider": handover.provider if handover else None,
        "provider_ref": handover.provider_ref if handover else None,
        "balances": told.balances.model_dump() if told.balances else None,
        "created_at": told.earned_at,
        "updated_at": envelope.time,
    }
