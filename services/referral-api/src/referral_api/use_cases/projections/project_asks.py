"""Keep what the notifier tells of asks, for the reads of the API."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import AskProposed, AskSent, AskWithheld, Envelope
from referral_api.db.relationships.asks import propose_asks, tell_asks
from referral_api.use_cases.projections.feed_events import feed_events


async def project_proposed(
    batch: Sequence[Envelope[AskProposed]], *, session: AsyncSession
) -> None:
    """Keep that clients may be asked, and all of it in the feed."""
    await propose_asks(session, list({_key(each): _proposed(each) for each in batch}.values()))
    await feed_events(batch, session=session)


async def project_sent(batch: Sequence[Envelope[AskSent]], *, session: AsyncSession) -> None:
    """Keep that clients were asked, and all of it in the feed."""
    await tell_asks(session, list({_key(each): _sent(each) for each in batch}.values()))
    await feed_events(batch, session=session)


async def project_withheld(
    batch: Sequence[Envelope[AskWithheld]], *, session: AsyncSession
) -> None:
    """Keep why clients were not asked, and all of it in the feed. What the nightly look found says
    no ask by name, and is told by the timeline of the person alone."""
    named = [each for each in batch if each.event.ask_id is not None]
    newest = {_key(each): each for each in sorted(named, key=lambda one: one.event.withheld_at)}
    await tell_asks(session, [_withheld(each) for each in newest.values()])
    await feed_events(batch, session=session)


def _key(
    envelope: Envelope[AskProposed] | Envelope[AskSent] | Envelope[AskWithheld],
) -> tuple[UUID, UUID | None]:
    return envelope.business_id, envelope.event.ask_id


def _proposed(envelope: Envelope[AskProposed]) -> dict[str, Any]:
    told = envelope.event
    more = {"rep_id": told.rep_id, "wanted": told.wanted, "closes_at": told.closes_at}
    return {**_told(envelope), **more}


def _sent(envelope: Envelope[AskSent]) -> dict[str, Any]:
    told = envelope.event
    return {
        **_told(envelope),
        "rep_id": told.rep_id,
        "wanted": told.wanted,
        "told_at": told.sent_at,
        "reasons": [],
        "withheld": False,
        "template": told.template,
        "template_version": told.template_version,
        "message_id": told.message_id,
        "sent_at": told.sent_at,
    }


def _withheld(envelope: Envelope[AskWithheld]) -> dict[str, Any]:
    told = envelope.event
    reasons = [each.model_dump(mode="json") for each in told.reasons]
    return {
        **_told(envelope),
        "told_at": told.withheld_at,
        "reasons": reasons,
        "withheld": told.final,
    }


def _told(
    envelope: Envelope[AskProposed] | Envelope[AskSent] | Envelope[AskWithheld],
) -> dict[str, Any]:
    told = envelope.event
    return {
        "business_id": told.business_id,
        "id": told.ask_id,
        "person_id": told.person_id,
        "signal_kind": told.signal.kind if told.signal else None,
        "signal_id": told.signal.id if told.signal else None,
        "at": envelope.time,
    }
