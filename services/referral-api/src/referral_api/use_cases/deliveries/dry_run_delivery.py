"""What a webhook would become, were it sent now: all of it is done, and all of it is undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.seal import Hasher, Sealer
from referral_api.db.connections.deliveries import Settled, insert_deliveries
from referral_api.db.connections.delivery_pages import same_delivery
from referral_api.db.sales.reading import sale_of
from referral_api.domain.connections.delivery import ReportedFact
from referral_api.ports import Source
from referral_api.use_cases.connections.find_sender import Sender
from referral_api.use_cases.connections.get_connection import get_connection
from referral_api.use_cases.deliveries.apply_deliveries import apply_batch
from referral_api.use_cases.deliveries.read_webhook import Webhook, is_signed, read_webhook
from referral_api.use_cases.deliveries.translated import Claimed, Translated, translate


@dataclass(frozen=True, slots=True)
class Pasted:
    """A webhook as somebody pastes it; `topic` counts more than what the headers say."""

    webhook: Webhook
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What it would become. `signed` is None where no header was given that could tell; `matches`
    says of each sale, in order, whose it would be; `known_as` is the same delivery, if it came
    before and so would change nothing."""

    topic: str
    external_id: str
    signed: bool | None
    known_as: UUID | None
    status: str
    reason: str | None
    facts: tuple[ReportedFact, ...]
    matches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Applying:
    """What deliveries are applied with."""

    sources: Mapping[str, Source]
    hasher: Hasher
    sealer: Sealer


async def dry_run_delivery(
    business_id: UUID, pasted: Pasted, *, applying: Applying, session: AsyncSession
) -> Tried:
    """Apply it inside a savepoint and roll that back. RejectedError `not_found`."""
    webhook, sources = pasted.webhook, applying.sources
    row = await get_connection(business_id, webhook.connection_id, session=session)
    sender = _sender(row, applying.sealer)
    delivery = read_webhook(webhook, sender, sources)
    topic = pasted.topic or delivery.topic
    claimed = Claimed(
        business_id=business_id,
        id=delivery.id,
        source=row.source,
        topic=topic,
        raw=webhook.body,
        settings=row.settings,
    )
    translated = translate(claimed, sources)
    known_as = await same_delivery(session, delivery)
    undone = await session.begin_nested()
    try:
        # It has an id of its own, so that one which is here already can be tried as well.
        await insert_deliveries(session, [replace(delivery, external_id=f"dry-run:{delivery.id}")])
        settled, matches = await _apply(translated, applying, session)
    finally:
        await undone.rollback()
    return Tried(
        topic=topic,
        external_id=delivery.external_id,
        signed=is_signed(webhook, sender, sources) if webhook.headers else None,
        known_as=known_as,
        status=settled.status,
        reason=settled.reason,
        facts=translated.facts,
        matches=matches,
    )


def _sender(row: Row[Any], sealer: Sealer) -> Sender:
    sealed = [row.secret, *([row.previous_secret] if row.previous_secret else [])]
    secrets = tuple(sealer.open(each) for each in sealed)
    return Sender(row.id, row.business_id, row.source, secrets, row.settings)


async def _apply(
    translated: Translated, applying: Applying, session: AsyncSession
) -> tuple[Settled, tuple[str, ...]]:
    keys = applying.hasher, applying.sealer
    (settled,) = await apply_batch(session, [translated], *keys)
    return settled, await _matches(translated.business_id, settled.facts, session)


async def _matches(
    business_id: UUID, facts: Sequence[str], session: AsyncSession
) -> tuple[str, ...]:
    """How each sale among the facts would be matched."""
    sales = [ids.read("sal", each) for each in facts if each.startswith("sal_")]
    rows = [await sale_of(session, business_id, each) for each in sales]
    return tuple(str(row.match["sentence"]) for row in rows if row is not None)
