"""News of a payout that had come to its end: an attempt that was frozen while others went on."""

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import events
from rewards_worker.db.payouts.payouts import Payout, later_payout
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import PayoutIssuedLate
from rewards_worker.domain.payout import REFUSED, PayoutState
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import RewardState
from rewards_worker.ports import Accepted, Held, Issued, Outcome, Rejected
from rewards_worker.use_cases.payouts.move_on import move_on
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes

LATE = "late news: "

log = structlog.get_logger()


def late_reason(payout: Payout) -> str | None:
    """Why a person must look at it on account of late news, which no later news takes back."""
    told = payout.attention or ""
    return payout.attention if told.startswith(LATE) else None


def is_money(news: object) -> bool:
    """Whether by this answer money is out, or may come to be."""
    if isinstance(news, Held):
        return news.provider_ref is not None
    return isinstance(news, Issued | Accepted) or (isinstance(news, Rejected) and not news.final)


def can_be_issued(reward: Reward, payout: Payout) -> bool:
    """Whether what was refused can still be booked as issued: nothing else was begun since."""
    standing = reward.standing
    return (
        payout.state in REFUSED
        and standing is not None
        and (standing.state, standing.generation) == (RewardState.FAILED, payout.generation)
    )


async def issue_late(
    reward: Reward,
    payout: Payout,
    handover: events.Handover,
    *,
    session: AsyncSession,
) -> None:
    """Book as issued what had been refused."""
    assert reward.standing is not None, "it has a payout"
    await move_on(payout, PayoutState.ISSUED, provider_ref=handover.provider_ref, session=session)
    late = PayoutIssuedLate(payout.generation, payout.amount)
    change = Change(reward, apply(reward.standing, late), {"handover": handover})
    await record_changes([change], session=session)


async def call_a_person(
    payout: Payout, news: Outcome, provider_ref: str | None, *, session: AsyncSession
) -> None:
    """Have a person look before anything is paid again, for money may be out twice.

    The mark is on the later payout where there is one, so that it goes out no more.
    """
    word = type(news).__name__.lower()
    reason = f"{LATE}{payout.shown_id} was answered {word} after it was {payout.state}"
    log.error("money may be out twice", payout=payout.shown_id, news=word)
    later = await later_payout(session, payout)
    if later is None:
        await move_on(
            payout, payout.state, provider_ref=provider_ref, attention=reason, session=session
        )
    else:
        await move_on(later, later.state, attention=reason, session=session)
